"""Carry files on sticks and disks: what is said to be written was flushed, read back and compared."""

from __future__ import annotations

import contextlib
import errno
import hashlib
import os
import stat
from collections.abc import Iterator
from pathlib import Path

from retour.airgap.carry import MAX_FILE, read_carry
from retour.durable import ReadBackError, put
from retour.errors import Malformed, NotReached, Refused, RetourError, Usage

_TRY_OTHER = "Choose another folder or another stick, then save again: the message stays here until you do."
_SAFE = "The message itself is safe: it is kept here and can be saved again at any time."
_PAPER_SAFE = "Nothing is lost: it can be made again at any time."
_PAPER_TODO = "Save under another name or in another folder."


def read_file(path: Path) -> bytes:
    """Read a carry file and look that it holds messages at all. Raises what `read_bytes` and `read_carry` raise."""
    data = read_bytes(path)
    read_carry(data)
    return data


def read_bytes(path: Path) -> bytes:
    """Read a file of anybody's; its size is checked before anything is read.

    Raises:
        Usage: ``no-file``. Refused: ``not-readable``. Malformed: ``too-large``.
        NotReached: ``stick-lost`` when it goes away while it is read.
    """
    try:
        with open(path, "rb", opener=_open_at_once) as file:
            found = os.fstat(file.fileno())
            if not stat.S_ISREG(found.st_mode):
                raise _unreadable(path, "it is not a file")
            if found.st_size > MAX_FILE:
                raise Malformed(
                    "too-large",
                    f"{path.name} is no Retour file: it is larger than {MAX_FILE // 1024 // 1024} MiB.",
                    "Nothing was read and nothing was changed.",
                    "Choose the file that ends in .retour and names the case and the device.",
                    size=found.st_size,
                )
            data = file.read(MAX_FILE + 1)
    except (FileNotFoundError, NotADirectoryError):
        raise Usage(
            "no-file",
            f"There is no file {path}.",
            "Nothing was changed.",
            "Check the name; is the stick plugged in?",
        ) from None
    except IsADirectoryError:
        raise _unreadable(path, "it is a folder") from None
    except PermissionError:
        raise _unreadable(path, "permission is denied") from None
    except OSError as error:
        if error.errno == errno.ENXIO:
            raise _unreadable(path, "it is not a file") from None
        raise NotReached(
            "stick-lost",
            f"{path} could not be read to its end: {os.strerror(error.errno or errno.EIO)}.",
            "Nothing was changed.",
            "Plug the stick in again and choose the file again.",
        ) from None
    return data


def write_file(path: Path, data: bytes) -> Path:
    """Write a carry file so that it is on the medium: temporary name, flush, read back, compare, rename.

    Writing the same bytes again is fine; a file of that name with other bytes is never overwritten.

    Returns:
        The path written, for the message that names it.

    Raises:
        Refused: ``stick-full``, ``stick-read-only``, ``file-exists``, ``not-writable``, ``readback``.
        Usage: ``no-folder``. NotReached: ``stick-lost``.
    """
    with _told(path):
        if not path.parent.is_dir():
            raise Usage(
                "no-folder", f"There is no folder {path.parent}.", _SAFE, "Is the stick plugged in? Check the folder."
            )
        if _same_already(path, data):
            return path
        try:
            put(path, data)
        except ReadBackError:
            raise Refused("readback", f"{path} does not read back as it was written.", _SAFE, _TRY_OTHER) from None
        return path


def write_into(out: Path, name: str, data: bytes) -> Path:
    """Write to the file `out`, or into the folder `out` under `name`.

    In a folder, another file that has the name already is told apart by a mark made from the content.

    Raises:
        Refused, NotReached, Usage: as `write_file`.
    """
    if not out.is_dir():
        return write_file(out, data)
    path = out / name
    try:
        return write_file(path, data)
    except Refused as error:
        if error.code != "file-exists":
            raise
        return write_file(path.with_stem(f"{path.stem}-{hashlib.sha256(data).hexdigest()[:6]}"), data)


def write_paper(path: Path, data: bytes) -> Path:
    """`write_file` for what is made from the journal: slips, records, reports. Raises the same, in their words."""
    try:
        return write_file(path, data)
    except RetourError as error:
        raise type(error)(error.code, error.what, _PAPER_SAFE, _PAPER_TODO, **error.details) from error


def _open_at_once(name: str, flags: int) -> int:
    """Open without waiting: a named pipe would otherwise wait for a writer that never comes."""
    return os.open(name, flags | getattr(os, "O_NONBLOCK", 0))


def _same_already(path: Path, data: bytes) -> bool:
    try:
        size = path.stat().st_size
    except FileNotFoundError:
        return False
    if size == len(data) and path.is_file() and path.read_bytes() == data:
        return True
    raise Refused(
        "file-exists",
        f"{path} is there already and holds something else.",
        "It was not overwritten. " + _SAFE,
        "Save under another name, or move the other file away.",
    )


@contextlib.contextmanager
def _told(path: Path) -> Iterator[None]:
    """Turns what the operating system says while `path` is written into three lines."""
    try:
        yield
    except OSError as error:
        raise _write_error(path, error) from error


def _write_error(path: Path, error: OSError) -> RetourError:
    place = path.parent
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return Refused("stick-full", f"There is no room left on {place}.", _SAFE, _TRY_OTHER)
    if error.errno == errno.EROFS:
        return Refused("stick-read-only", f"{place} is write-protected.", _SAFE, _TRY_OTHER)
    if error.errno in (errno.EACCES, errno.EPERM, errno.EINVAL, errno.ENAMETOOLONG):
        why = os.strerror(error.errno)
        return Refused("not-writable", f"{path} cannot be written there: {why}.", _SAFE, _TRY_OTHER)
    return NotReached(
        "stick-lost",
        f"{place} went away while the file was written ({os.strerror(error.errno or errno.EIO)}).",
        _SAFE,
        "Plug the stick in again and save again.",
    )


def _unreadable(path: Path, why: str) -> Refused:
    return Refused("not-readable", f"{path} cannot be read: {why}.", "Nothing was changed.", "Choose another file.")
