"""Reading symbols in pictures: zxing-cpp, and pyzbar as the second opinion where that one sees nothing.

Either may be missing. Both let other threads run while they read (pyzbar by `ctypes`, zxing-cpp by itself), so a
worker thread does not hold up a window.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Final

from retour.airgap.symbols.picture import Picture
from retour.errors import NotReached

MAX_TEXT: Final = 7089
"""Longest text that is kept, in characters: no QR code holds more."""
MAX_SEEN: Final = 256
"""Most symbols that are kept of one picture."""
ZXING: Final = "zxing-cpp"
PYZBAR: Final = "pyzbar"
MAX_SECOND: Final = 5_000_000
"""Most pixels that pyzbar looks at: more takes it seconds, and `look` shows it the same picture smaller."""
PASSING_SECONDS: Final = 0.05
"""A passing picture gets no further look after so long: the next one waits."""
STILL_SECONDS: Final = 0.6
"""As for a passing one, for a picture that stays."""
_BROKEN: Final = frozenset({"3.1.0"})
"""Releases of zxing-cpp that do not read dense symbols."""

Corner = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Seen:
    """A symbol that was read: its text, its corners in pixels in order around it, and the library that read it."""

    text: str
    corners: tuple[Corner, Corner, Corner, Corner]
    by: str


_Reader = Callable[[Picture], list[Seen]]


class Eyes:
    """The readers that are there.

    Args:
        zxing, pyzbar: False leaves that library out, as if it were missing.
    """

    def __init__(self, *, zxing: bool = True, pyzbar: bool = True) -> None:
        self._zxing = _zxing() if zxing else None
        self._pyzbar = _pyzbar() if pyzbar else None

    @property
    def missing(self) -> tuple[str, ...]:
        """The packages that are missing or do not work here."""
        return tuple(name for name, reader in ((ZXING, self._zxing), (PYZBAR, self._pyzbar)) if reader is None)

    @property
    def weaker(self) -> str | None:
        """What is weaker for what is missing, in words for people; None when everything is there."""
        if self._zxing is None and self._pyzbar is None:
            return "QR codes cannot be read here: zxing-cpp and pyzbar are missing. Files work as always."
        if self._zxing is None:
            return "zxing-cpp is missing: codes at an angle, in bad light or with much in them are often not read."
        if self._pyzbar is None:
            return "pyzbar is missing: a picture that zxing-cpp cannot read gets no second try."
        return None

    def check(self) -> None:
        """Raises `NotReached` (``no-reader``) where neither library is there."""
        if self._zxing is None and self._pyzbar is None:
            raise NotReached(
                "no-reader",
                "QR codes cannot be read here: zxing-cpp and pyzbar are both missing.",
                "Nothing was changed, and carrying by file works as always.",
                "Install the Python package zxing-cpp, or carry the file instead.",
            )

    def read(self, picture: Picture) -> tuple[Seen, ...]:
        """All symbols that can be read, also mirrored and inverted ones.

        The quick look comes first. What follows is left out for a passing picture in which something was read, and
        where the looks so far took long: a picture full of what looks like the corners of symbols can cost hundreds of
        times what a good one takes.

        Raises:
            NotReached: as `check`.
        """
        self.check()
        until = time.monotonic() + (PASSING_SECONDS if picture.passing else STILL_SECONDS)
        seen: dict[str, Seen] = {}
        for look in self._looks(picture):
            if seen and (picture.passing or look.second):
                break
            for each in look.call():
                seen.setdefault(each.text, each)
            if time.monotonic() > until:
                break
        return tuple(seen.values())[:MAX_SEEN]

    def _looks(self, picture: Picture) -> Iterator[_Look]:
        """From the cheapest on; pyzbar is the second opinion, and must be shown the mirror image and the negative."""
        if self._zxing is not None:
            yield _Look(partial(self._zxing, picture, thorough=False))
            yield _Look(partial(self._zxing, picture, thorough=True))
        if self._pyzbar is not None and picture.width * picture.height <= MAX_SECOND:
            yield _Look(partial(self._pyzbar, picture), second=True)
            if not picture.passing:
                yield _Look(partial(_upside_down, self._pyzbar, picture), second=True)
                yield _Look(partial(self._pyzbar, _negative(picture)), second=True)


@dataclass(frozen=True, slots=True)
class _Look:
    call: Callable[[], list[Seen]]
    second: bool = False


def _upside_down(read: _Reader, picture: Picture) -> list[Seen]:
    below = picture.height - 1
    return [_flip(each, below) for each in read(_mirrored(picture))]


def _negative(picture: Picture) -> Picture:
    return Picture(picture.width, picture.height, picture.grey.translate(_NEGATIVE), picture.passing)


def _mirrored(picture: Picture) -> Picture:
    """Upside down: rows are taken whole, which is quick."""
    width, grey = picture.width, picture.grey
    rows = (grey[at : at + width] for at in range(len(grey) - width, -1, -width))
    return Picture(width, picture.height, b"".join(rows))


def _flip(seen: Seen, below: int) -> Seen:
    a, b, c, d = ((x, below - y) for x, y in seen.corners)
    return Seen(seen.text, (a, b, c, d), seen.by)


def _zxing() -> Callable[..., list[Seen]] | None:
    """The reader of zxing-cpp; None where it is missing or a release that is worse than none."""
    from importlib.metadata import PackageNotFoundError, version

    try:
        import zxingcpp

        if version("zxing-cpp") in _BROKEN:
            return None
    except PackageNotFoundError:
        pass  # a frozen application may come without the records of its packages
    except (ImportError, OSError):
        return None
    kind, plain = zxingcpp.BarcodeFormat.QRCode, zxingcpp.TextMode.Plain

    def read(picture: Picture, *, thorough: bool) -> list[Seen]:
        try:
            view = memoryview(picture.grey).cast("B", (picture.height, picture.width))
            more = {"try_invert": thorough, "try_downscale": thorough, "try_rotate": thorough}
            found = zxingcpp.read_barcodes(view, formats=kind, text_mode=plain, **more)  # type: ignore[arg-type]
            return [_seen(each.text, _around(each.position), ZXING) for each in found if each.valid]
        except (ValueError, RuntimeError, TypeError, OverflowError, MemoryError):
            return []

    return read


def _pyzbar() -> _Reader | None:
    """The reader of pyzbar; None where it or the library below it is missing (Windows: its C runtime, too)."""
    try:
        from pyzbar.pyzbar import ZBarSymbol, decode  # type: ignore[import-untyped]
        from pyzbar.pyzbar_error import PyZbarError  # type: ignore[import-untyped]
    except (ImportError, OSError):
        return None

    def read(picture: Picture) -> list[Seen]:
        try:
            # Only QR codes: what looks for other kinds writes warnings to stderr, and is slower.
            found = decode((picture.grey, picture.width, picture.height), symbols=[ZBarSymbol.QRCODE])
            return [_seen(each.data.decode("utf-8", "replace"), _corners(each), PYZBAR) for each in found]
        except (PyZbarError, ValueError, TypeError, OverflowError, MemoryError):
            return []  # such as an orientation that it has no name for

    return read


def _seen(text: str, corners: Iterable[Corner], by: str) -> Seen:
    a, b, c, d = corners
    return Seen(text[:MAX_TEXT], (a, b, c, d), by)


def _around(position: object) -> list[Corner]:
    names = ("top_left", "top_right", "bottom_right", "bottom_left")
    return [(point.x, point.y) for point in (getattr(position, name) for name in names)]


def _corners(found: object) -> list[Corner]:
    """Four corners: the outline where it has four, else the box around it."""
    outline = [(int(x), int(y)) for x, y in found.polygon]  # type: ignore[attr-defined]
    if len(outline) == 4:
        return outline
    left, top, width, height = found.rect  # type: ignore[attr-defined]
    return [(left, top), (left + width, top), (left + width, top + height), (left, top + height)]


_NEGATIVE: Final = bytes(range(255, -1, -1))
