"""What files of pictures are refused for, and the bounds within which they are read."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from typing import Final

from retour.errors import Malformed, RetourError

MAX_FILE: Final = 64 * 1024 * 1024
"""Largest file of a picture or a PDF, in bytes."""
MAX_VIDEO: Final = 1024 * 1024 * 1024
"""Largest file of a video, in bytes; it is read piece by piece."""
MAX_PIXELS: Final = 50_000_000
"""Most pixels of one picture, as its header says."""
MAX_UNPACKED: Final = 128 * 1024 * 1024
"""Most bytes of one picture when it is unpacked; a JPEG is unpacked smaller."""
MAX_SIDE: Final = 20_000
"""Most pixels on one side of a picture."""
MAX_READ: Final = 12_000_000
"""Most pixels in which symbols are looked for: larger pictures are made smaller first."""
MAX_FRAMES: Final = 20_000
"""Most frames of an animation or a video: 10 minutes at 30 a second."""
MAX_TOTAL: Final = 50_000_000_000
"""Most pixels of all frames of one file: `MAX_FRAMES` of 1920 x 1080, and some more."""
MAX_PAGES: Final = 200
"""Most pages of a PDF."""

_SAFE: Final = "Nothing was changed, and what was read before is kept."


class Budget:
    """Counts the frames and pixels of one file, and refuses the one that is too much."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._frames = 0
        self._pixels = 0

    def take(self, width: int, height: int) -> None:
        """Raises `Malformed`: ``too-many-pixels``, ``too-many-frames``."""
        self._frames += 1
        self._pixels += width * height
        if width * height > MAX_PIXELS or max(width, height) > MAX_SIDE:
            raise too_many_pixels(self._name)
        if self._frames > MAX_FRAMES or self._pixels > MAX_TOTAL:
            raise Malformed(
                "too-many-frames",
                f"{self._name} is too long: reading stopped after {self._frames - 1} frames.",
                _SAFE,
                "Cut it to the part in which the codes are seen.",
            )


@contextlib.contextmanager
def guarded(name: str) -> Iterator[None]:
    """Turns whatever a library raises for damaged or hostile bytes into one error.

    Raises:
        Malformed: ``not-a-picture``.
    """
    try:
        yield
    except RetourError:
        raise
    except Exception as error:
        raise damaged(name) from error


def too_many_pixels(name: str) -> Malformed:
    return Malformed(
        "too-many-pixels",
        f"{name} is too large: more than {MAX_PIXELS // 1_000_000} million pixels, or {MAX_SIDE} on one side.",
        _SAFE,
        "Save it smaller, or cut out the part with the codes.",
    )


def damaged(name: str) -> Malformed:
    return Malformed(
        "not-a-picture",
        f"{name} cannot be read: it is damaged.",
        _SAFE,
        "Take the picture again, or copy the file again from where it was made.",
    )


def no_picture(name: str) -> Malformed:
    return Malformed(
        "not-a-picture",
        f"{name} is no picture, PDF or video that can be read here.",
        _SAFE,
        "Choose a PNG or JPEG picture, a PDF or a video of the codes.",
    )


def empty(name: str) -> Malformed:
    return Malformed("empty", f"{name} is empty.", _SAFE, "Copy the file again from where it was made.")


def too_large(name: str, most: int) -> Malformed:
    return Malformed(
        "too-large",
        f"{name} is too large: more than {most // 1024 // 1024} MiB.",
        _SAFE,
        "Save it smaller, or cut it to the part with the codes.",
    )


def carried(name: str) -> Malformed:
    return Malformed(
        "retour-file",
        f"{name} is no picture: it is a file that Retour carries as it is.",
        _SAFE,
        "Open it where files are brought, without a QR code.",
    )


def phone_format(name: str) -> Malformed:
    return Malformed(
        "heic",
        f"{name} is a HEIC or AVIF picture, which cannot be read here.",
        _SAFE,
        "Save it as JPEG, or let the phone take pictures in its most compatible format.",
    )


def locked(name: str) -> Malformed:
    return Malformed(
        "pdf-locked",
        f"{name} is a PDF with a password.",
        _SAFE,
        "Save it without a password, or take a picture of the page.",
    )


def too_many_pages(name: str, pages: int) -> Malformed:
    return Malformed(
        "too-many-pages",
        f"{name} has {pages} pages, and at most {MAX_PAGES} are read.",
        _SAFE,
        "Save the pages with the codes as a PDF of their own.",
    )
