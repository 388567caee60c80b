"""How patient a line is: seconds to wait for one answer, and when a device is given up. No I/O."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

BITS_PER_BYTE: Final = 10
"""On a serial line: a start bit, eight bits, a stop bit."""
QUIET: Final = 0.1
"""Seconds of silence behind a damaged frame, after which it is asked for again."""
_SLOWEST: Final = 4.0
"""How many times longer than an unknown device a slow one is waited for, at the most."""
START: Final = 512
"""Bytes of the first frame of an upload; each answer doubles that until one is missing."""

_ROW: Final = 4
"""Answers in a row after which a longer frame is tried again."""
_TRIES: Final = 3
"""Times that a frame is sent before a shorter one is tried."""
_PROOF: Final = 2
"""Failures of lengths that never got an answer, after which they are not tried any more."""


@dataclass(frozen=True, slots=True)
class Timing:
    """How patient a session is. All in seconds, except `retries`.

    Args:
        reply: to wait for one answer, beyond the time that the bytes take on the line.
        retries: how often a request is sent again on a line that has not answered yet.
        patience: how long a device that has answered may be silent before it is given up.
        reconnect: how long a device whose cable was pulled is waited for.
    """

    reply: float = 2.0
    retries: int = 4
    patience: float = 30.0
    reconnect: float = 30.0


FIELD: Final = Timing()
"""With a person at the device: it may be slow, hang for a while, and lose its cable."""


class ReplyTime:
    """How long to wait for the next answer, learned from the answers before.

    Karn's rule: an answer to something that was sent twice tells nothing about time, and after a time-out the longer
    wait is kept until an answer to something that was sent once arrives (RFC 6298, section 5). It grows no further
    than to what an unknown device is given: a late answer counts all the same, and on a bad line asking soon is all
    that helps.

    Args:
        least: seconds, where answers come at once.
        first: seconds, as long as nothing is known.
    """

    def __init__(self, least: float, first: float) -> None:
        self._least = least
        self._first = first
        self.seconds = first

    def answered(self, took: float) -> None:
        """The only sending was answered after `took` seconds."""
        self.seconds = min(max(self._least, 2 * took), self._first * _SLOWEST)

    def timed_out(self) -> None:
        self.seconds = max(self.seconds, min(self.seconds * 2, self._first))


class Room:
    """How many bytes a frame may have: what the server says, and what gets through.

    It begins short, and doubles with each answer. A frame that stays unanswered halves the next one; a row of answers
    doubles it again. What twice was too long and never had an answer is taken for more than the other side can hold,
    whatever it says.

    Args:
        claimed: bytes that the server says it takes.
        least: bytes that are tried at the least.
        start: bytes to begin with.
    """

    def __init__(self, claimed: int, least: int, start: int) -> None:
        self.claimed = claimed
        self._least = min(least, claimed)
        self._top = claimed
        self._proven = self._least
        self._failures = 0
        self._missed = 0
        self._row = 0
        self._wanted_row = 1
        self.size = min(claimed, start)

    def lost(self, length: int) -> bool:
        """A frame of `length` bytes was not answered; whether shorter ones shall be tried now.

        Not at the first times, when it shall be sent again as it is; and never for a frame that is much shorter than
        allowed anyway.
        """
        self._row = 0
        self._missed += 1
        if self._missed < _TRIES or 2 * length <= self.size:
            return False
        self._missed = 0
        self._wanted_row = _ROW
        if length > self._proven:
            self._failures += 1
            if self._failures >= _PROOF:
                self._top = max(self._least, self.size // 2)
                self._failures = 0
        self.size = max(self._least, self.size // 2)
        return True

    def arrived(self, length: int) -> None:
        """A frame of `length` bytes was answered."""
        self._missed = 0
        if length > self._proven:
            self._proven, self._failures = length, 0
        self._row += 1
        if self._row >= self._wanted_row and self.size < self._top:
            self._row = 0
            self.size = min(self.size * 2, self._top)
