"""From symbols to files of pictures: black on white whatever the theme, one bit a pixel, whole pixels a module."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO
from typing import TYPE_CHECKING, Final

from retour.airgap.symbols.picture import Picture

if TYPE_CHECKING:
    from PIL import Image

    from retour.airgap.symbols.symbol import Symbol

QUIET: Final = 4
"""Modules of white around a symbol, as ISO/IEC 18004 asks for."""
_SHADES: Final = bytes((255, 0)) + bytes(254)
"""A light module is white, a dark one black."""


def picture(symbol: Symbol, scale: int, quiet: int = QUIET) -> Picture:
    """The symbol as a grey picture: `scale` pixels a module, `quiet` modules of white around it."""
    width = (symbol.size + 2 * quiet) * scale
    side = b"\xff" * (quiet * scale)
    edge = b"\xff" * (width * quiet * scale)
    rows = (side + _wide(row, scale) + side for row in symbol.rows)
    return Picture(width, width, edge + b"".join(row * scale for row in rows) + edge)


def png(symbol: Symbol, scale: int, quiet: int = QUIET) -> bytes:
    """A PNG file of one symbol, one bit a pixel."""
    file = BytesIO()
    _image(symbol, scale, quiet).save(file, "PNG", optimize=True)
    return file.getvalue()


def animation(symbols: Sequence[Symbol], fps: float, scale: int, quiet: int = QUIET) -> bytes:
    """An animated PNG of symbols of one size; it goes round for ever, each frame stays for 1 / `fps` seconds.

    Raises:
        ValueError: ``symbol-sizes`` where they differ or there are none.
    """
    if len({symbol.size for symbol in symbols}) != 1:
        raise ValueError("symbol-sizes")
    file = BytesIO()
    first, *others = (_image(symbol, scale, quiet) for symbol in symbols)
    first.save(
        file, "PNG", save_all=True, append_images=others, duration=round(1000 / fps), loop=0, blend=0, disposal=0
    )
    return file.getvalue()


def _image(symbol: Symbol, scale: int, quiet: int) -> Image.Image:
    from PIL import Image

    drawn = picture(symbol, scale, quiet)
    return Image.frombytes("L", (drawn.width, drawn.height), drawn.grey).convert("1", dither=Image.Dither.NONE)


def _wide(row: bytes, scale: int) -> bytes:
    return b"".join(bytes((shade,)) * scale for shade in row.translate(_SHADES))
