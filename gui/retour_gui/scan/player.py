"""The frames of an animated code, planned and drawn ahead on a thread of their own: the window never waits for one."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from retour.errors import RetourError
from retour_gui.scan.canvas import picture_of

if TYPE_CHECKING:
    from PySide6.QtGui import QImage

    from retour.airgap.showing import Showing

AHEAD: Final = 6
"""Frames that are drawn and wait; at 10 a second they bridge a pause of the thread of 0.6 s."""


class Player(QObject):
    """Plays a `Showing` for ever; use it on the UI thread.

    Signals:
        planned: the `Showing` that is played from now on, or the `RetourError` for which there is none.
        shows: the index of a frame, and its picture.
    """

    planned = Signal(object)
    shows = Signal(int, object)
    _arrived = Signal()

    def __init__(self, make: Callable[[], Showing], fps: int, parent: QObject | None = None) -> None:
        """`make` is called on the thread: cutting a large file takes a while."""
        super().__init__(parent)
        self._ready: dict[int, QImage] = {}
        self._changed = threading.Condition()
        self._make: Callable[[], Showing] | None = make
        self._showing: Showing | None = None
        self._told: Showing | RetourError | None = None
        self._index = 0
        self._late = True
        self._closed = False
        self.paused = False
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._tick)
        self._arrived.connect(self._catch_up, Qt.ConnectionType.QueuedConnection)
        self.set_fps(fps)
        self._thread = threading.Thread(target=self._run, name="retour-symbols", daemon=True)
        self._thread.start()

    @property
    def index(self) -> int:
        """The frame that is shown, or that is shown as soon as it is drawn."""
        return self._index

    def set_fps(self, fps: int) -> None:
        """Frames a second."""
        self._timer.setInterval(1000 // fps)

    def play(self, make: Callable[[], Showing]) -> None:
        """Begin anew with another one."""
        self._timer.stop()
        with self._changed:
            self._make, self._showing, self._told = make, None, None
            self._ready.clear()
            self._index, self._late = 0, True
            self._changed.notify()

    def pause(self, paused: bool) -> None:
        """Stand still, or go on."""
        self.paused = paused
        if paused:
            self._timer.stop()
        elif self._showing is not None and self._showing.animated:
            self._timer.start()

    def step(self, by: int) -> None:
        """Go to the frame before or after, while it stands still."""
        self._go(max(0, self._index + by))

    def close(self) -> None:
        """End the thread; it may still draw its last frame, and nobody hears of that."""
        self._timer.stop()
        with self._changed:
            self._closed = True
            self._changed.notify()

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
        with self._changed:
            told, self._told = self._told, None
            image = self._ready.get(self._index)
        if told is not None:
            self.pause(self.paused)
            self.planned.emit(told)
        if self._late and image is not None:
            self._late = False
            self.shows.emit(self._index, image)

    def _run(self) -> None:
        while True:
            with self._changed:
                while not self._closed and self._make is None and self._wanted() is None:
                    self._changed.wait()
                if self._closed:
                    return
                make, showing, wanted = self._make, self._showing, self._wanted()
            if make is not None:
                self._plan(make)
            elif showing is not None and wanted is not None:
                self._draw(showing, wanted)

    def _plan(self, make: Callable[[], Showing]) -> None:
        made: Showing | RetourError
        try:
            made = make()
        except RetourError as error:
            made = error
        with self._changed:
            if make is not self._make:
                return
            self._make, self._told = None, made
            self._showing = None if isinstance(made, RetourError) else made
            self._tell()

    def _draw(self, showing: Showing, wanted: int) -> None:
        image = picture_of(showing.symbol(wanted))
        with self._changed:
            if showing is not self._showing:
                return
            self._ready[wanted] = image
            if wanted == self._index:
                self._tell()

    def _tell(self) -> None:
        """Called with the lock held: once `close` has returned, nothing is told any more."""
        if not self._closed:
            self._arrived.emit()

    def _wanted(self) -> int | None:
        """The next frame to draw; what nobody will show any more is thrown away. Called with the lock held."""
        if self._showing is None:
            return None
        end = self._index + (AHEAD if self._showing.animated else 1)
        for old in [each for each in self._ready if not self._index <= each < end]:
            del self._ready[old]
        return next((each for each in range(self._index, end) if each not in self._ready), None)
