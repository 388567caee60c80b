"""One message that is being collected: from its parts to its bytes, verified by its checksum."""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from typing import Final

from retour.airgap.ur.bounds import MAX_CONTRADICTIONS
from retour.airgap.ur.part import Part
from retour.airgap.ur.sampling import choose_fragments
from retour.airgap.ur.solving import Gain, Solver

_ROW: Final = 250
"""What Python takes for a row beside its data and bits, in bytes."""
_SEEN: Final = 150
"""What it takes to know a part again."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far one message is.

    Attributes:
        key: tells messages apart; the same for all parts of one.
        type: its UR type.
        fragments: of how many fragments it is made.
        recovered: how many of them are settled, for a bar: the independent parts so far. Never falls, and is
            `fragments` only when `data` is there.
        missing: the pure parts, from 1, that are not known by themselves: which to show again, or which sheet to find.
        frames: distinct usable parts that came.
        disturbed: parts contradict each other: somebody has shown wrong ones.
        data: the file, when complete.
        message: the same for all ways to cut one message: its type, length and checksum. None of them is proven before
            `data` is there; two that differ in `message` can still bring the same file, one of them deflated.
    """

    key: str
    type: str
    fragments: int
    recovered: int
    missing: tuple[int, ...]
    frames: int
    disturbed: bool = False
    data: bytes | None = None
    message: str = ""


class Stream:
    """A message of which parts have come.

    Attributes:
        message: its bytes, when they are all there and its checksum fits.
        frames: distinct parts that came.
    """

    def __init__(self, key: str, kind: str, part: Part) -> None:
        self.message: bytes | None = None
        self.frames = 0
        self._key, self._type = key, kind
        self._fragments, self._length, self._checksum = part.fragments, part.message, part.checksum
        self._first = part
        self._solver: Solver | None = None
        self._seen: set[tuple[int, int]] = set()
        self._recovered = 0
        self._fruitless = 0
        self._disturbed = False

    @property
    def size(self) -> int:
        """About how many bytes this takes, with one part more."""
        row = len(self._first.data) + (2 * self._fragments + MAX_CONTRADICTIONS) // 8 + _ROW
        if self._solver is None:
            return row
        return 24 * self._fragments + (self._solver.rows + 1) * row + len(self._seen) * _SEEN

    def progress(self) -> Progress:
        if self._solver is not None:
            missing = self._solver.missing()
        else:
            missing = tuple(n for n in range(1, self._fragments + 1) if n != self._first.number)
        return Progress(
            self._key,
            self._type,
            self._fragments,
            self._recovered,
            missing,
            self.frames,
            self._disturbed,
            message=f"{self._type}/{self._length}/{self._checksum:08x}",
        )

    def take(self, part: Part) -> bool:
        """Take a part whose header is this message's; False if it came before."""
        mark = part.number, hash(part.data)
        if mark in self._seen:
            # A short message has few parts to show: those that come again must also lead to the end.
            if self.message is None and self._solver is not None and self._solver.rank == self._fragments:
                self._in_vain()
            return False
        if len(self._seen) > 4 * self._fragments + 256:
            self._seen.clear()
        self._seen.add(mark)
        self.frames += 1
        if self.frames == 1 and self._fragments > 1:
            self._recovered = 1
            return True
        if self._solver is None:
            self._solver = Solver(self._fragments)
            if self.frames > 1:
                self._solve(self._solver, self._first)
        self._solve(self._solver, part)
        return True

    def _solve(self, solver: Solver, part: Part) -> None:
        chosen = choose_fragments(part.number, part.fragments, part.checksum)
        gain = solver.add(chosen, int.from_bytes(part.data, "big"))
        self._disturbed |= gain is Gain.CONTRADICTION
        self._recovered = max(self._recovered, min(solver.rank, self._fragments - 1))
        if solver.rank < self._fragments or self.message is not None:
            return
        if gain is Gain.NEW or solver.replace_suspects():
            message = solver.join(len(self._first.data))[: self._length]
            if zlib.crc32(message) == self._checksum:
                self.message = message
                return
        self._in_vain()

    def _in_vain(self) -> None:
        self._fruitless += 1
        if self._fruitless > self._fragments + MAX_CONTRADICTIONS:
            self._start_afresh()

    def _start_afresh(self) -> None:
        self._solver = Solver(self._fragments)
        self._seen.clear()
        self._fruitless = 0
