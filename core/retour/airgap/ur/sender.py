"""A file as codes to be shown one after another, for ever (BCR-2024-001, "the encoder", with an order of its own).

A file that fits in one code is one still code. Otherwise passes alternate: all pure parts in order, then as many mixed
parts as there are fragments, then the pure ones again, then the next mixed ones. Every part is what any sender of the
standard would make under its number; the standard leaves the choice of numbers free.

So mixed parts are skipped that bring a receiver little: of one fragment (the pure passes bring those), of two and three
(whoever missed a third knows all of it more often than not), and of more than three quarters of them, on which a
receiver that peels can wait long. Both kinds of receivers gain. Frames until the file was there, as multiples of the
fewest, 30 % lost, begun to look anywhere (`tests/benchmarks/qr_channel.py`), with all parts and with the chosen:

| fragments | ours, all | ours, chosen | peeling, all | peeling, chosen |
| --- | --- | --- | --- | --- |
| 4 (2 kB, v20) | 1.84 | 1.70 | 1.84 | 1.70 |
| 17 (10 kB, v20) | 1.88 | 1.59 | 1.90 | 1.73 |
| 115 (100 kB, v25) | 1.60 | 1.47 | 1.99 | 1.91 |
| 170 (100 kB, v20) | 1.56 | 1.46 | 2.04 | 1.96 |

Of messages of 64 fragments and more, parts of three are shown: without them ours would gain another 1 % and those that
peel lose 5 %. The loss alone costs 1.43; a standard sender costs 2.91 (peeling) and 1.50 (ours) with 115 fragments.
"""

from __future__ import annotations

import zlib
from typing import Final

from retour.airgap.ur import text
from retour.airgap.ur.bounds import MAX_FRAGMENTS, MAX_MESSAGE
from retour.airgap.ur.content import Content, content_of, deflated
from retour.airgap.ur.part import Part, encode_part, head_length
from retour.airgap.ur.sampling import choose_degree, choose_fragments
from retour.errors import Refused

MIXED_PASSES: Final = 16
"""Passes of mixed parts before they come again."""
_MANY: Final = 64
"""From so many fragments on, parts of three are shown."""
FARTHEST: Final = 128
"""No part is numbered higher than this many times the number of fragments: every code has room for its number."""


class Sender:
    """The codes of one message.

    Args:
        content: the message.
        room: how many characters one symbol holds in alphanumeric mode.

    Attributes:
        fragments: of how many fragments the message is made; 1 means one still code.
        size: bytes of the message as it crosses.

    Raises:
        Refused: ``too-large-for-qr``.
    """

    def __init__(self, content: Content, room: int) -> None:
        self._content, self.size = content, len(content.message)
        self._checksum = zlib.crc32(content.message)
        if text.single_length(content.type, self.size) <= room:
            self.fragments, self._length = 1, self.size
        else:
            self.fragments, self._length = _cut(content, room)
        self._degrees = worth_showing(self.fragments)
        self._numbers: list[int] = []
        self._looked_at = self.fragments

    def which(self, index: int) -> int:
        """The number of the part that frame `index` shows, counted from 1; it is pure up to `fragments`."""
        turn, place = divmod(index, self.fragments)
        if turn % 2 == 0:
            return place + 1
        return self._mixed(turn // 2 % MIXED_PASSES * self.fragments + place)

    def frame(self, index: int) -> str:
        """The text of frame `index`, from 0; the same for the same index, whatever was asked before."""
        if self.fragments == 1:
            return text.single(self._content.type, self._content.message)
        number = self.which(index)
        part = Part(number, self.fragments, self.size, self._checksum, self._mix(number))
        return text.multi(self._content.type, text.Sequence(number, self.fragments), encode_part(part))

    def _mixed(self, place: int) -> int:
        """The number of the mixed part at this place among all that are shown."""
        while len(self._numbers) <= place:
            self._looked_at += 1
            rest = FARTHEST * self.fragments - self._looked_at
            wanted = MIXED_PASSES * self.fragments - len(self._numbers)
            degree = choose_degree(self._looked_at, self.fragments, self._checksum)
            if degree in self._degrees or rest < wanted:
                self._numbers.append(self._looked_at)
        return self._numbers[place]

    def _mix(self, number: int) -> bytes:
        mixed = 0
        for index in choose_fragments(number, self.fragments, self._checksum):
            fragment = self._content.message[index * self._length : (index + 1) * self._length]
            mixed ^= int.from_bytes(fragment.ljust(self._length, b"\0"), "big")
        return mixed.to_bytes(self._length, "big")


def sender(data: bytes, room: int) -> Sender:
    """The sender of a file; it is deflated only where that saves a code.

    Args:
        data: any file, ours or a vendor's.
        room: how many characters one symbol holds in alphanumeric mode.

    Raises:
        Refused: ``too-large-for-qr``.
    """
    if len(data) > MAX_MESSAGE:
        raise too_large()
    content = content_of(data)
    small = deflated(content)
    if small is not None and _count(small, room) < _count(content, room):
        return Sender(small, room)
    return Sender(content, room)


def worth_showing(fragments: int) -> range:
    """How many fragments a mixed part shall have to be shown."""
    least = min(3 if fragments >= _MANY else 4, max(2, fragments // 2))
    return range(least, max(least, fragments * 3 // 4) + 1)


def fragment_length(size: int, longest: int) -> int:
    """The length of the fragments of a message of `size` bytes: as few as fit under `longest`, all of one length."""
    return -(-size // -(-size // longest))


def _count(content: Content, room: int) -> int:
    """How many codes a message takes; more than there may be if it does not cross at all."""
    try:
        return Sender(content, room).fragments
    except Refused:
        return MAX_FRAGMENTS + 1


def _cut(content: Content, room: int) -> tuple[int, int]:
    """Into how many fragments of how many bytes: as few as fit, all of one length."""
    size, longest = len(content.message), room // 2
    while size <= MAX_MESSAGE and longest > 0:
        length = fragment_length(size, longest)
        fragments = -(-size // length)
        farthest = text.Sequence(FARTHEST * fragments, fragments)
        part = head_length(farthest.number, fragments, size, length) + length
        over = text.multi_length(content.type, farthest, part) - room
        if fragments > MAX_FRAGMENTS:
            break
        if over <= 0:
            return fragments, length
        longest = length - (over + 1) // 2
    raise too_large()


def too_large() -> Refused:
    """What is said of a file that is beyond the bounds."""
    return Refused(
        "too-large-for-qr",
        "This file is too large to cross as QR codes.",
        "Nothing was changed.",
        "Carry it as a file, or show fewer messages at a time.",
    )
