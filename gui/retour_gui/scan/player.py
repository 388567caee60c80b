"""The frames of an animated code, drawn ahead on a thread of their own: the window never waits for one."""

from __future__ import annotations

import contextlib
import threading
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from retour_gui.scan.canvas import picture_of

if TYPE_CHECKING:
    from PySide6.QtGui import QImage

    from retour.airgap.showing import Showing

AHEAD: Final = 6
"""Frames that are drawn and wait; at 10 a second they bridge a pause of the thread of 0.6 s."""


class Player(QObject):
    """Plays a `Showing` for ever; use it on the UI thread.

    Signals:
        shows: the index of a frame, and its picture.
    """

    shows = Signal(int, object)
    _drawn = Signal()

    def __init__(self, showing: Showing, fps: int, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._ready: dict[int, QImage] = {}
        self._changed = threading.Condition()
        self._showing = showing
        self._index = 0
        self._late = True
        self._closed = False
        self.paused = False
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._tick)
        self._drawn.connect(self._catch_up, Qt.ConnectionType.QueuedConnection)
        self.set_fps(fps)
        self._thread = threading.Thread(target=self._draw, name="retour-symbols", daemon=True)
        self._thread.start()

    @property
    def index(self) -> int:
        """The frame that is shown, or that is shown as soon as it is drawn."""
        return self._index

    def set_fps(self, fps: int) -> None:
        """Frames a second."""
        self._timer.setInterval(1000 // fps)
        if not self.paused and self._showing.animated:
            self._timer.start()

    def set_showing(self, showing: Showing) -> None:
        """Begin anew with another one."""
        with self._changed:
            self._showing = showing
            self._ready.clear()
            self._changed.notify()
        self._timer.stop()
        self._index, self._late = 0, True
        if showing.animated and not self.paused:
            self._timer.start()

    def pause(self, paused: bool) -> None:
        """Stand still, or go on."""
        self.paused = paused
        if paused:
            self._timer.stop()
        elif self._showing.animated:
            self._timer.start()

    def step(self, by: int) -> None:
        """Go to the frame before or after, while it stands still."""
        self._go(max(0, self._index + by))

    def close(self) -> None:
        """End the thread."""
        self._timer.stop()
        with self._changed:
            self._closed = True
            self._changed.notify()
        self._thread.join(2)

    def _tick(self) -> None:
        if not self._late:
            self._go(self._index + 1)

    def _go(self, index: int) -> None:
        with self._changed:
            self._index = index
            self._changed.notify()
        self._late = True
        self._catch_up()

    def _catch_up(self) -> None:
        """Show the frame of now once it is drawn; the thread may be late, but no frame is left out."""
        if not self._late:
            return
        with self._changed:
            image = self._ready.get(self._index)
        if image is not None:
            self._late = False
            self.shows.emit(self._index, image)

    def _draw(self) -> None:
        while True:
            with self._changed:
                while not self._closed and (wanted := self._wanted()) is None:
                    self._changed.wait()
                if self._closed or wanted is None:
                    return
                showing = self._showing
            image = picture_of(showing.symbol(wanted))
            with self._changed:
                if showing is self._showing:
                    self._ready[wanted] = image
                wanted_now = showing is self._showing and wanted == self._index and not self._closed
            if wanted_now:
                with contextlib.suppress(RuntimeError):  # the page may go away in between
                    self._drawn.emit()

    def _wanted(self) -> int | None:
        """The next frame to draw; what nobody will show any more is thrown away. Called with the lock held."""
        end = self._index + (AHEAD if self._showing.animated else 1)
        for old in [each for each in self._ready if not self._index <= each < end]:
            del self._ready[old]
        return next((each for each in range(self._index, end) if each not in self._ready), None)
