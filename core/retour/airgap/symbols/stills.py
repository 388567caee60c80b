"""Pictures from files of any kind: pictures, pages of a PDF, videos. Bounds are checked before anything is decoded.

The bounds are in `refusals`; what a file is, is decided by its first bytes.
"""

from __future__ import annotations

import contextlib
import errno
import os
import stat
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import IO

from retour.airgap.symbols import refusals
from retour.airgap.symbols.kinds import HEAD, Kind, kind_of
from retour.airgap.symbols.pages import page_pictures
from retour.airgap.symbols.picture import Picture
from retour.airgap.symbols.raster import raster_pictures
from retour.airgap.symbols.refusals import MAX_FILE, MAX_VIDEO
from retour.airgap.symbols.videos import video_pictures
from retour.errors import NotReached, Refused, Usage


def pictures(path: Path) -> Iterator[Picture]:
    """The pictures in a file, one at a time, each at most `refusals.MAX_READ` pixels.

    Raises:
        Malformed: ``empty``, ``too-large``, ``not-a-picture``, ``too-many-pixels``, ``too-many-frames``,
            ``too-many-pages``, ``pdf-locked``, ``heic``, ``retour-file``.
        Usage: ``no-file``. Refused: ``not-readable``. NotReached: ``stick-lost``.
    """
    with _told(path), open(path, "rb", opener=_open_at_once) as file:
        found = os.fstat(file.fileno())
        if not stat.S_ISREG(found.st_mode):
            raise _unreadable(path, "it is not a file")
        yield from _pictures(file, found.st_size, path.name)


def pictures_in(data: bytes, name: str) -> Iterator[Picture]:
    """The same from memory: what was uploaded or pasted; `name` is what errors call it. Raises the same `Malformed`."""
    yield from _pictures(BytesIO(data), len(data), name)


def _pictures(file: IO[bytes], size: int, name: str) -> Iterator[Picture]:
    kind, form = kind_of(file.read(HEAD))
    file.seek(0)
    most = MAX_VIDEO if kind is Kind.VIDEO else MAX_FILE
    if size == 0:
        raise refusals.empty(name)
    if size > most:
        raise refusals.too_large(name, most)
    match kind:
        case Kind.RASTER:
            yield from raster_pictures(file, form, name)
        case Kind.PAGES:
            yield from page_pictures(file.read(MAX_FILE), name)
        case Kind.VIDEO:
            yield from video_pictures(file, form, name)
        case Kind.PHONE:
            raise refusals.phone_format(name)
        case Kind.CARRIED:
            raise refusals.carried(name)
        case Kind.OTHER:
            raise refusals.no_picture(name)


def _open_at_once(name: str, flags: int) -> int:
    """Open without waiting: a named pipe would otherwise wait for a writer that never comes."""
    return os.open(name, flags | getattr(os, "O_NONBLOCK", 0))


@contextlib.contextmanager
def _told(path: Path) -> Iterator[None]:
    """Turns what the operating system says while `path` is read into three lines."""
    try:
        yield
    except (FileNotFoundError, NotADirectoryError):
        raise Usage("no-file", f"There is no file {path}.", "Nothing was changed.", "Check the name.") from None
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


def _unreadable(path: Path, why: str) -> Refused:
    return Refused("not-readable", f"{path} cannot be read: {why}.", "Nothing was changed.", "Choose another file.")
