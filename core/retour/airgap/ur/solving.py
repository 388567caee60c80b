"""Fragments out of parts: Gaussian elimination over GF(2), a part at a time.

A part is an equation: the XOR of the fragments that it mixes (a bit mask) is its data (one whole number). Rows are
kept in reduced echelon form: each has a fragment of its own, its pivot, that no other row holds. A new part is cleared
of all pivots; if fragments are left, one of them becomes the pivot of a new row and is cleared from all others. With
as many rows as fragments each row is one fragment. So no part is ever wasted that says anything new, which the
peeling decoders of the papers cannot claim.

Cost of one part of n fragments: at most 2 n XORs of 2 n + 64 bits and one fragment. Measured with n = 2,048, the most
there may be: 1.5 ms, and 4 ms to say which fragments it mixes, if it mixes all (on average 0.4 and 0.6 ms); with
n = 115 (100 kB) less than 0.1 ms. Memory: n rows, and up to 64 contradictions, each of one fragment, 2 n + 64 bits
and about 250 bytes.

Wrong parts. Headers are not protected, so a part may belong here by its header and lie. Nothing wrong ever comes out,
because the checksum of the whole stands in every part; what follows is about getting the right thing all the same.
Each row remembers which parts it is made of (its origin). A part that is cleared to no fragments is a relation between
parts: it leaves zero if all of them are right, and if something is left, one of them is wrong. Up to 64 such
contradictions are kept, each also reduced by the others, since what several wrong parts leave adds up in the same way.
A relation that leaves zero clears its parts of suspicion. When the checksum has failed and no more parts are suspect
than there are contradictions, each contradiction replaces a suspect: its left-over, added to the rows that are made of
the suspect, makes them of other parts. For k wrong parts that takes about k + log2 n parts more than without. Where it
does not help (more than 64 wrong ones, or wrong ones that were made to add up) the receiver starts the message afresh
after n + 64 further parts, also such as have come before: it is found when the wrong ones have stopped.
"""

from __future__ import annotations

from enum import Enum

from retour.airgap.ur.bounds import MAX_CONTRADICTIONS


class Gain(Enum):
    """What a part has brought."""

    NEW = "new"
    """One fragment fewer is to be found."""
    NONE = "none"
    """It says what was known."""
    CONTRADICTION = "contradiction"
    """It, or one of those before it, is wrong."""


class Solver:
    """The equations of one message.

    Attributes:
        rank: independent parts so far; with as many as fragments, all fragments are known.
    """

    def __init__(self, fragments: int) -> None:
        self.rank = 0
        self._fragments = fragments
        self._masks = [0] * fragments
        self._contents = [0] * fragments
        self._origins = [0] * fragments
        self._pivots = 0
        self._single = 0
        self._labels = 0
        self._cleared = 0
        self._contradictions: list[tuple[int, int]] = []

    def add(self, chosen: list[int], content: int) -> Gain:
        """Take a part that mixes the `chosen` fragments, its data as one number."""
        mask = 0
        for index in chosen:
            mask |= 1 << index
        mask, content, origin = self._clear(mask, content)
        if not mask:
            return self._relation(origin, content)
        self._keep(mask, content, origin | self._label())
        return Gain.NEW

    @property
    def rows(self) -> int:
        """How many equations are kept, contradictions too."""
        return self.rank + len(self._contradictions)

    def missing(self) -> tuple[int, ...]:
        """The fragments that are not known by themselves, counted from 1."""
        known = format(self._single, f"0{self._fragments}b")[::-1]
        return tuple(number for number, bit in enumerate(known, 1) if bit == "0")

    def join(self, length: int) -> bytes:
        """All fragments, each of so many bytes. Only with full rank."""
        return b"".join([content.to_bytes(length, "big") for content in self._contents])

    def replace_suspects(self) -> bool:
        """Make the rows of parts that are not suspect, where contradictions suffice; whether that was tried."""
        suspects = ~self._cleared & (1 << self._labels) - 1
        if not self._contradictions or suspects.bit_count() > len(self._contradictions):
            return False
        relations = list(self._contradictions)
        while relations:
            origin, content = relations.pop()
            wrong = origin & suspects
            wrong &= -wrong
            if wrong:
                relations = [(o ^ origin, c ^ content) if o & wrong else (o, c) for o, c in relations]
                for index, made_of in enumerate(self._origins):
                    if made_of & wrong:
                        self._origins[index] ^= origin
                        self._contents[index] ^= content
        return True

    def _clear(self, mask: int, content: int) -> tuple[int, int, int]:
        """The same equation without any pivots, and of which parts that is made."""
        origin, held = 0, mask & self._pivots
        while held:
            index = held.bit_length() - 1
            held ^= 1 << index
            mask ^= self._masks[index]
            content ^= self._contents[index]
            origin ^= self._origins[index]
        return mask, content, origin

    def _keep(self, mask: int, content: int, origin: int) -> None:
        pivot = mask.bit_length() - 1
        bit = 1 << pivot
        for index, other in enumerate(self._masks):
            if other & bit:
                self._masks[index] = other = other ^ mask
                self._contents[index] ^= content
                self._origins[index] ^= origin
                if other.bit_count() == 1:
                    self._single |= other
        self._masks[pivot], self._contents[pivot], self._origins[pivot] = mask, content, origin
        self._pivots |= bit
        if mask == bit:
            self._single |= bit
        self.rank += 1

    def _relation(self, origin: int, left: int) -> Gain:
        agrees = not left
        if left and len(self._contradictions) < MAX_CONTRADICTIONS:
            for other, content in self._contradictions:
                if left >> content.bit_length() - 1 & 1:
                    left ^= content
                    origin ^= other
            # Only what is kept gets a label: otherwise a flood would make every origin longer.
            if left:
                self._contradictions.append((origin | self._label(), left))
        if not left:
            self._cleared |= origin
        return Gain.NONE if agrees else Gain.CONTRADICTION

    def _label(self) -> int:
        self._labels += 1
        return 1 << self._labels - 1
