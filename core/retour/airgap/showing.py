"""A message as symbols: still where one carries it, else animated; or numbered symbols for paper. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Final

from retour.airgap.symbols.symbol import ANIMATION_MASK, Level, Symbol, capacity, draw, smallest
from retour.airgap.ur.sender import MIXED_PASSES, Sender, sender
from retour.errors import Malformed, Refused

STILL_VERSION: Final = 20
"""Densest symbol that is shown still at level M, and densest on paper."""
MAX_SHEET: Final = 60
"""Most symbols on paper: ten pages of six."""


class Density(Enum):
    """How much one symbol of an animation carries: the coarser, the easier for a camera."""

    V15 = "v15"
    V20 = "v20"
    V25 = "v25"
    V30 = "v30"

    @property
    def version(self) -> int:
        """The version of the symbols, or the largest there is."""
        return int(self.value[1:])


@dataclass(frozen=True, slots=True)
class Showing:
    """What is shown of one message; all symbols have the same size.

    Attributes:
        animated: whether it takes more than one symbol, one after the other on a screen.
        frames: after how many symbols every part was shown in every form: 1, or a pass of pure parts and one of mixed
            ones; on paper the pure ones only. `text` and `symbol` take any index from 0, and never end.
        level, version: of every symbol.
        mask: None for the best of each symbol.
    """

    animated: bool
    frames: int
    level: Level
    version: int
    mask: int | None
    _sender: Sender

    @property
    def fragments(self) -> int:
        """Into how many fragments the message is cut."""
        return self._sender.fragments

    @property
    def spare(self) -> int:
        """How many different mixed parts there are; then they come again."""
        return MIXED_PASSES * self.fragments if self.animated else 0

    @property
    def type(self) -> str:
        """The UR type, in lower case."""
        return self.text(0).partition("/")[0].partition(":")[2].lower()

    def text(self, index: int) -> str:
        """What frame `index` says."""
        return self._sender.frame(index)

    def symbol(self, index: int) -> Symbol:
        """Frame `index`, drawn."""
        return draw(self.text(index), self.level, self.version, self.mask)

    def which(self, index: int) -> int:
        """Which part frame `index` shows, from 1; above `fragments` it is a mixed one."""
        return self._sender.which(index)


def plan(data: bytes, density: Density = Density.V20) -> Showing:
    """How a message is shown on a screen.

    Still at level M where one symbol of version 20 carries it (or of `density`, if that is coarser), or at level L
    where one of `density` does; else animated at level L.

    Args:
        data: any file, ours or a vendor's.

    Raises:
        Malformed: ``empty``. Refused: ``too-large-for-qr``.
    """
    _refuse_empty(data)
    version = min(STILL_VERSION, density.version)
    if (still := _still(data, Level.M, version) or _still(data, Level.L, density.version)) is not None:
        return still
    cut, version = _tightest(data, Level.L, density.version)
    return Showing(True, 2 * cut.fragments, Level.L, version, ANIMATION_MASK, cut)


def sheet(data: bytes) -> Showing:
    """How a message is printed: pure parts only, each numbered by `which`.

    Raises:
        Malformed: ``empty``. Refused: ``too-large-for-qr``, ``too-large-for-paper``.
    """
    _refuse_empty(data)
    if (still := _still(data, Level.M, STILL_VERSION)) is not None:
        return still
    cut, version = _tightest(data, Level.M, STILL_VERSION)
    if cut.fragments > MAX_SHEET:
        raise Refused(
            "too-large-for-paper",
            f"On paper this would take {cut.fragments} codes, and at most {MAX_SHEET} are printed.",
            "Nothing was changed.",
            "Show it on a screen instead, where the codes follow each other, or carry it as a file.",
            codes=cut.fragments,
        )
    return Showing(False, cut.fragments, Level.M, version, ANIMATION_MASK, cut)


def _still(data: bytes, level: Level, version: int) -> Showing | None:
    cut = sender(data, capacity(version, level))
    if cut.fragments > 1:
        return None
    fitting = smallest(len(cut.frame(0)), level) or version
    return Showing(False, 1, level, fitting, None, cut)


def _tightest(data: bytes, level: Level, version: int) -> tuple[Sender, int]:
    """As few fragments as this version allows, in the smallest version that holds as few: no symbol half empty."""
    cut = sender(data, capacity(version, level))
    while version > 1:
        other = sender(data, capacity(version - 1, level))
        if other.fragments != cut.fragments:
            break
        cut, version = other, version - 1
    return cut, version


def _refuse_empty(data: bytes) -> None:
    if not data:
        raise Malformed(
            "empty",
            "This file is empty: there is nothing to show.",
            "Nothing was changed.",
            "Choose the file that shall be shown.",
        )
