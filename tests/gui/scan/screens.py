"""Symbols as a steady camera sees them."""

from __future__ import annotations

import random
from collections.abc import Callable

from retour.airgap.showing import Showing
from retour.airgap.symbols.picture import Picture
from retour.airgap.symbols.symbol import Symbol

WIDE, HIGH = 1280, 720
INK = bytes((255, 0)) + bytes(254)


def seen(symbol: Symbol, module: int = 5) -> Picture:
    """A symbol in the middle of a grey wall."""
    side = (symbol.size + 8) * module
    left, top = (WIDE - side) // 2, (HIGH - side) // 2
    wall = bytes((110,)) * WIDE
    blank = wall[:left] + bytes((255,)) * side + wall[left + side :]
    edge = bytes((255,)) * (4 * module)
    rows = [wall] * top + [blank] * (4 * module)
    for row in symbol.rows:
        line = b"".join(bytes((value,)) * module for value in row.translate(INK))
        rows += [wall[:left] + edge + line + edge + wall[left + side :]] * module
    rows += [blank] * (4 * module)
    rows += [wall] * (HIGH - len(rows))
    return Picture(WIDE, HIGH, b"".join(rows), passing=True)


def wall() -> Picture:
    """Nothing to read."""
    return Picture(WIDE, HIGH, bytes((110,)) * (WIDE * HIGH), passing=True)


def playing(showing: Showing, first: int = 0, every: int = 2) -> Callable[[], Picture]:
    """A screen that shows the next frame at every second look, from one on."""
    at = [first * every]
    drawn: dict[int, Picture] = {}

    def look() -> Picture:
        index = at[0] // every
        at[0] += 1
        if index not in drawn:
            drawn.clear()
            drawn[index] = seen(showing.symbol(index))
        return drawn[index]

    return look


def noise(size: int, seed: int = 7) -> bytes:
    """A file that does not get smaller."""
    return random.Random(seed).randbytes(size)
