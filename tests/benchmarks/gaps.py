"""How long a window's event loop was away: the longest gap between two beats of a 10 ms timer."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Final

from PySide6.QtCore import QObject, Qt, QTimer

BEAT_MS: Final = 10


class Gaps(QObject):
    """Counts from `start` to `stop`. A beat that comes on time is a gap of about `BEAT_MS`."""

    def __init__(self, clock: Callable[[], float] = time.perf_counter, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._clock = clock
        self._last = 0.0
        self._longest, self._beats = 0.0, 0
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(BEAT_MS)
        self._timer.timeout.connect(self.beat)

    def start(self) -> None:
        self._longest, self._beats, self._last = 0.0, 0, self._clock()
        self._timer.start()

    def stop(self) -> None:
        self._timer.stop()
        self.beat()

    def beat(self) -> None:
        now = self._clock()
        self._longest = max(self._longest, now - self._last)
        self._beats += 1
        self._last = now

    @property
    def longest_ms(self) -> float:
        """The longest gap, in milliseconds; 0 before the first beat."""
        return self._longest * 1000

    @property
    def beats(self) -> int:
        """How often it beat, the last one at `stop` included."""
        return self._beats
