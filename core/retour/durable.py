"""Files that are on the medium once they are said to be: written beside, flushed, read back, compared, renamed."""

from __future__ import annotations

import contextlib
import hashlib
import os
import sys
import tempfile
from pathlib import Path


class ReadBackError(OSError):
    """The medium does not give back what was written to it."""


def put(path: Path, data: bytes) -> None:
    """Make or replace a file; after a crash there is the old content or the new.

    Raises `OSError`, and `ReadBackError` when what is read back differs.
    """
    handle, name = tempfile.mkstemp(prefix=".retour-", suffix=".part", dir=path.parent)
    part = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
            _forget_cached(file.fileno())
        with part.open("rb") as file:
            if hashlib.file_digest(file, "sha256").digest() != hashlib.sha256(data).digest():
                raise ReadBackError(f"{path} does not read back as it was written")
        part.replace(path)
        sync_folder(path.parent)
    except BaseException:
        with contextlib.suppress(OSError):
            part.unlink()
        raise


def sync_folder(folder: Path) -> None:
    """Make a new or renamed entry of a folder durable, where the system has a way to."""
    if os.name == "posix":
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _forget_cached(descriptor: int) -> None:
    """Let the read-back come from the medium, where the system allows to ask for that."""
    if sys.platform == "linux":
        os.posix_fadvise(descriptor, 0, 0, os.POSIX_FADV_DONTNEED)
