"""What helps while a code is scanned: how long it still takes, and what to try when nothing is read. Pure."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from enum import Enum
from typing import Final

PATIENCE_S: Final = 5.0
"""So long nothing may be read before something is said."""
_STRANGE_S: Final = 1.0
"""So long another program's codes alone may be read before that is said, and so long it is said after the last."""
_PACE_S: Final = 6.0
"""The pace is taken over this time: long enough to be steady, short enough to follow a steadier hand."""
_SETTLED_S: Final = 1.5


class Hint(Enum):
    """What to try."""

    NONE = ""
    NOTHING = "nothing"
    """Nothing is read at all."""
    STRANGE = "strange"
    """Codes are read, and they are none of ours."""
    STALLED = "stalled"
    """Codes are read and bring nothing new: the other side stands still, or shows another message."""


@dataclass(frozen=True, slots=True)
class Pace:
    """How it goes on.

    Attributes:
        seconds_left: None while that would be a guess.
    """

    hint: Hint
    seconds_left: int | None


class Pacer:
    """Told what each frame brought, with the time in seconds."""

    def __init__(self, now: float) -> None:
        self._read = self._new = now
        self._strange: float | None = None
        self._steps: deque[tuple[float, int]] = deque()

    def saw(self, now: float, *, ours: bool, strange: bool, recovered: int) -> None:
        """A frame was looked at: whether it showed a code of ours, or another one, and the parts known by now."""
        if strange:
            self._strange = now
        if not ours:
            return
        self._read = now
        if not self._steps or recovered > self._steps[-1][1]:
            self._new = now
            self._steps.append((now, recovered))
            while len(self._steps) > 2 and now - self._steps[0][0] > _PACE_S:
                self._steps.popleft()

    def pace(self, now: float, recovered: int, fragments: int) -> Pace:
        """What to say now."""
        return Pace(self._hint(now), self._left(now, recovered, fragments))

    def _hint(self, now: float) -> Hint:
        if self._strange is not None and now - self._strange < _STRANGE_S <= now - self._read:
            return Hint.STRANGE
        if now - self._read >= PATIENCE_S:
            return Hint.NOTHING
        return Hint.STALLED if now - self._new >= PATIENCE_S else Hint.NONE

    def _left(self, now: float, recovered: int, fragments: int) -> int | None:
        if not self._steps or recovered >= fragments:
            return None
        began, first = self._steps[0]
        if now - began < _SETTLED_S or recovered <= first:
            return None
        return max(1, round((fragments - recovered) * (now - began) / (recovered - first)))
