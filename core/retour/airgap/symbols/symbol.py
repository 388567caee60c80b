"""From text to the modules of a QR code (ISO/IEC 18004). Pure; `qrcode` places the modules.

Milliseconds a symbol with a given mask, on one core of a PC: v15 3, v20 4, v25 6, v30 9.
Choosing the mask takes twelve times as long, 50 at v20.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Final

from retour.airgap.symbols.codewords import ALPHANUMERIC, codewords

MAX_VERSION: Final = 40
ANIMATION_MASK: Final = 4
"""The mask of all frames of an animation: choosing for each frame takes twelve times as long.

None of the eight is read better than the others (degraded v20 symbols: 104 to 108 of 150); this one has the fewest
penalty points by the rules of the standard.
"""
_ALPHANUMERIC: Final = frozenset(ALPHANUMERIC)
_LENGTH_BITS: Final = ((9, 9), (26, 11), (MAX_VERSION, 13))
"""Up to which version the length of an alphanumeric segment takes how many bits."""


class Level(Enum):
    """How much of a symbol may be lost: about 7 % or 15 %."""

    L = "L"
    M = "M"


@dataclass(frozen=True, slots=True)
class Symbol:
    """The modules of a QR code without its quiet zone: `size` rows of `size` bytes, 1 is dark."""

    size: int
    rows: tuple[bytes, ...]
    version: int


def capacity(version: int, level: Level) -> int:
    """How many alphanumeric characters a symbol of that version (1 to 40) holds."""
    from qrcode.util import BIT_LIMIT_TABLE  # type: ignore[import-untyped]

    bits: int = BIT_LIMIT_TABLE[_qrcode_level(level)][version] - 4
    pairs, rest = divmod(bits - _length_bits(version), 11)
    return 2 * pairs + (1 if rest >= 6 else 0)


def smallest(characters: int, level: Level) -> int | None:
    """The smallest version that holds so many alphanumeric characters; None where there is none."""
    return next((each for each in range(1, MAX_VERSION + 1) if capacity(each, level) >= characters), None)


def draw(text: str, level: Level, version: int | None = None, mask: int | None = None) -> Symbol:
    """The symbol of an alphanumeric text, all of it in one segment.

    Args:
        text: upper case; what else there may be is digits, space and ``$%*+-./:``.
        level: how much may be lost.
        version: 1 to 40; the smallest that holds the text if not given.
        mask: 0 to 7; the best for this text if not given, which takes twelve times as long.

    Raises:
        ValueError: ``not-alphanumeric``; ``text-too-long`` for the version, or for any.
    """
    from qrcode import QRCode  # type: ignore[import-untyped]
    from qrcode.base import rs_blocks  # type: ignore[import-untyped]

    if not _ALPHANUMERIC.issuperset(text):
        raise ValueError("not-alphanumeric")
    fitting = smallest(len(text), level) if version is None else version
    if fitting is None or len(text) > capacity(fitting, level):
        raise ValueError("text-too-long")
    code = QRCode(version=fitting, error_correction=_qrcode_level(level), mask_pattern=mask)
    blocks = [(block.total_count, block.data_count) for block in rs_blocks(fitting, _qrcode_level(level))]
    code.data_cache = codewords(text, _length_bits(fitting), blocks)
    code.make(fit=False)
    return Symbol(code.modules_count, tuple(map(bytes, code.modules)), fitting)


def _length_bits(version: int) -> int:
    return next(bits for last, bits in _LENGTH_BITS if version <= last)


def _qrcode_level(level: Level) -> int:
    from qrcode.constants import ERROR_CORRECT_L, ERROR_CORRECT_M  # type: ignore[import-untyped]

    return int(ERROR_CORRECT_L if level is Level.L else ERROR_CORRECT_M)
