"""What a store needs of a medium, and a folder that gives it."""

from __future__ import annotations

import contextlib
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

from retour.errors import NotReached


class Disk(Protocol):
    """Named pieces of bytes. Every change is durable when its call returns; a failed one raises `OSError`."""

    def read(self, name: str) -> bytes | None:
        """All of it, or None where there is nothing."""

    def write(self, name: str, data: bytes) -> None:
        """Write in place: a crash may leave any part of `data` over what was there."""

    def replace(self, name: str, data: bytes) -> None:
        """Write beside and rename: after a crash there is the old content or the new."""

    def remove(self, name: str) -> None:
        """Take it away; nothing happens where there is nothing."""


class FolderDisk:
    """A folder that only its owner reads."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def read(self, name: str) -> bytes | None:
        try:
            return (self.folder / name).read_bytes()
        except FileNotFoundError:
            return None

    def write(self, name: str, data: bytes) -> None:
        path = self.folder / name
        is_new = not path.exists()
        self._put(path, data)
        if is_new:
            self._sync_folder()

    def replace(self, name: str, data: bytes) -> None:
        beside = self.folder / f"{name}.new"
        self._put(beside, data)
        beside.replace(self.folder / name)
        self._sync_folder()

    def remove(self, name: str) -> None:
        (self.folder / name).unlink(missing_ok=True)
        self._sync_folder()

    @contextlib.contextmanager
    def locked(self) -> Iterator[None]:
        """Hold the folder, made if it is missing, for this program alone. Raises `NotReached` (``store-busy``)."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        handle = os.open(self.folder / "lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            try:
                _lock(handle)
            except OSError as error:
                raise NotReached(
                    "store-busy",
                    f"Another program runs the device in {self.folder}.",
                    "Nothing was changed.",
                    "Stop the other program first, or choose another folder.",
                ) from error
            yield
        finally:
            os.close(handle)

    @staticmethod
    def _put(path: Path, data: bytes) -> None:
        # Not truncated first: content of the same length then needs no new space, so that a full disk cannot stop it.
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o600)
        try:
            view = memoryview(data)
            while view:
                view = view[os.write(handle, view) :]
            os.ftruncate(handle, len(data))
            os.fsync(handle)
        finally:
            os.close(handle)

    def _sync_folder(self) -> None:
        if sys.platform != "win32":
            handle = os.open(self.folder, os.O_RDONLY)
            try:
                os.fsync(handle)
            finally:
                os.close(handle)


def _lock(handle: int) -> None:
    if sys.platform == "win32":
        import msvcrt

        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
    else:
        import fcntl

        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
