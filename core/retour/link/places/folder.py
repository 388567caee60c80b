"""A folder as a place: a drive that a device shows, a share, or where the technician puts files by hand."""

from __future__ import annotations

import contextlib
import errno
import os
import re
import stat
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Final

from retour.durable import ReadBackError, put
from retour.errors import NotReached, Refused
from retour.link.device import Progress
from retour.link.places.place import Entry

MAX_FILE: Final = 4 * 1024 * 1024
_KEPT: Final = "Nothing was lost: every file that Retour holds is in its journal."
_UNUSABLE: Final = (
    errno.EACCES,
    errno.EPERM,
    errno.EISDIR,
    errno.ENOTDIR,
    errno.ENAMETOOLONG,
    errno.EINVAL,
    errno.ELOOP,
)


class FolderPlace:
    """Files in a folder; symbolic links that lead out of it are not followed."""

    def __init__(self, root: Path) -> None:
        self.root = root

    async def find(self, pattern: str) -> tuple[Entry, ...]:
        with self._told():
            if not self.root.is_dir():
                raise self._lost("it is not there")
            found = [self._entry(path) for path in self.root.glob(_stars(pattern)) if self._is_found(path)]
        entries = [entry for entry in found if entry is not None]
        return tuple(sorted(entries, key=lambda entry: (entry.changed or 0.0, entry.path)))

    async def read(self, path: str, progress: Progress | None = None) -> bytes:
        with self._told(path):
            target = self._target(path)
            status = target.stat()
            if not stat.S_ISREG(status.st_mode) and not stat.S_ISDIR(status.st_mode):
                raise OSError(errno.EINVAL, os.strerror(errno.EINVAL))  # opening a pipe would wait for its other end
            if status.st_size > MAX_FILE:
                raise Refused(
                    "too-large",
                    f"{path} is larger than {MAX_FILE // 1024 // 1024} MiB.",
                    "It was not read.",
                    "Check in the device profile which file is meant.",
                )
            with target.open("rb") as file:
                data = file.read(MAX_FILE + 1)
        if progress:
            progress(len(data), len(data))
        return data

    async def write(self, path: str, data: bytes, progress: Progress | None = None) -> None:
        with self._told(path):
            target = self._target(path)
            if not self.root.is_dir():
                raise self._lost("it is not there")
            target.parent.mkdir(parents=True, exist_ok=True)
            put(target, data)
        if progress:
            progress(len(data), len(data))

    async def remove(self, path: str) -> None:
        with self._told(path):
            self._target(path).unlink(missing_ok=True)

    async def close(self) -> None:
        """A folder needs no leave."""

    def _entry(self, path: Path) -> Entry | None:
        """None for what is no file, or no longer: the device may replace its files while they are looked at."""
        try:
            found = path.stat()
        except FileNotFoundError:
            if not self.root.is_dir():
                raise
            return None
        if not stat.S_ISREG(found.st_mode):
            return None
        return Entry(path.relative_to(self.root).as_posix(), found.st_size, found.st_mtime)

    def _target(self, path: str) -> Path:
        target = self.root / _relative(path)
        if not self._inside(target):
            raise Refused(
                "outside-place",
                f"{path} leads out of {self.root}.",
                "Nothing was read or written.",
                "Correct the path in the device profile.",
            )
        return target

    def _is_found(self, path: Path) -> bool:
        """A link that leads out of the place, or round in a circle, is no file of it."""
        try:
            return self._inside(path)
        except OSError as error:
            if error.errno != errno.ELOOP:
                raise
            return False

    def _inside(self, path: Path) -> bool:
        try:
            return path.resolve().is_relative_to(self.root.resolve())
        except RuntimeError:  # Python 3.11 and 3.12, for links in a circle
            raise OSError(errno.ELOOP, os.strerror(errno.ELOOP)) from None

    @contextlib.contextmanager
    def _told(self, path: str = "") -> Iterator[None]:
        """Turns what the operating system says into three lines."""
        try:
            yield
        except ReadBackError:
            raise Refused(
                "readback",
                f"{path} on {self.root} does not read back as it was written.",
                _KEPT,
                "Take another cable or port, then try again; if it stays so, the drive is failing.",
            ) from None
        except FileNotFoundError:
            if not self.root.is_dir():
                raise self._lost("it went away") from None
            raise Refused(
                "no-such-file",
                f"There is no {path} in {self.root}.",
                "Nothing was changed.",
                "Is this the right device? If so, check the path in the device profile.",
            ) from None
        except OSError as error:
            if not self.root.is_dir():
                raise self._lost("it went away") from None
            raise self._error(path, error) from None

    def _error(self, path: str, error: OSError) -> NotReached | Refused:
        why = os.strerror(error.errno or errno.EIO)
        if error.errno in (errno.ENOSPC, errno.EDQUOT):
            return Refused("stick-full", f"There is no room left on {self.root}.", _KEPT, "Make room, then try again.")
        if error.errno == errno.EROFS:
            return Refused(
                "stick-read-only", f"{self.root} is write-protected.", _KEPT, "Mount it for writing, then try again."
            )
        if error.errno in _UNUSABLE:
            return Refused("not-writable", f"{path or self.root} cannot be used: {why}.", _KEPT, "Check the folder.")
        return self._lost(why)

    def _lost(self, why: str) -> NotReached:
        return NotReached(
            "place-lost",
            f"The folder {self.root} cannot be reached: {why}.",
            _KEPT,
            "Plug the device in again, wait until its drive is there, then try again.",
            folder=str(self.root),
        )


def _stars(pattern: str) -> str:
    """A pattern in which only ``*`` is special: a host ID that is filled in may hold anything."""
    return re.sub(r"([?[])", r"[\1]", re.sub(r"\*+", "*", _relative(pattern)))


def _relative(path: str) -> str:
    """A profile's path, below the place's root whatever it begins with."""
    return str(PurePosixPath("/", path).relative_to("/"))
