"""Reads camera frames and pictures on a thread of its own: only the newest frame waits, and the window never does."""

from __future__ import annotations

import logging
import threading
import time
from collections import deque
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QSize, Qt, Signal
from PySide6.QtGui import QImage

from retour.errors import RetourError
from retour_gui.scan.grey import of_frame, of_image
from retour_gui.scan.opening import Pictures
from retour_gui.tasks import defect

if TYPE_CHECKING:
    from PySide6.QtMultimedia import QVideoFrame

    from retour.airgap.scanning import Scan, Sight
    from retour.airgap.symbols.picture import Picture
    from retour.airgap.ur.stream import Progress
    from retour_gui.scan.preview import Corners

PREVIEW: Final = 960
"""Widest preview, in pixels."""
_LOG = logging.getLogger("retour.window")


@dataclass(frozen=True, slots=True)
class Look:
    """What became of one frame or picture.

    Attributes:
        preview: it in grey, made smaller, and its outlines in the same pixels.
        live: it is a camera's frame.
        ours: a part of a message was read in it.
        strange: a code was read in it that is none of ours; `problem` may say what it is.
        progress: the message of which a part was read; without one, that which is nearest to being whole.
        seconds: what reading it took.
    """

    preview: QImage
    outlines: tuple[Corners, ...]
    live: bool
    ours: bool
    strange: bool
    problem: RetourError | None
    progress: Progress | None
    seconds: float

    @property
    def whole(self) -> bool:
        """Whether a message is whole with it."""
        return self.progress is not None and self.progress.data is not None


@dataclass(frozen=True, slots=True)
class Reading:
    """Pictures are being read: how many of their files are done."""

    done: int
    total: int


@dataclass(frozen=True, slots=True)
class PicturesRead:
    """Pictures were read to their end, or as far as somebody wanted.

    Attributes:
        problems: what was wrong with some of them.
        whole: every message that they brought to its end, in that order.
        progress: the one that is nearest to being whole.
    """

    problems: tuple[RetourError, ...]
    whole: tuple[bytes, ...]
    progress: Progress | None


@dataclass(frozen=True, slots=True)
class _Ready:
    weaker: str


class Looker(QObject):
    """Takes frames on the UI thread and tells there what was read.

    Signals:
        looked: a `Look`; while the window is busy only the newest waits for it, and every one that is whole.
        reading: `Reading`.
        pictures: `PicturesRead`; comes once for each call of `read`.
        broke: a `RetourError`: nothing can be read at all, and never will be.
        ready: what is weaker here because a reader is missing, "" where nothing is.
    """

    looked = Signal(object)
    reading = Signal(object)
    pictures = Signal(object)
    broke = Signal(object)
    ready = Signal(str)
    _arrived = Signal()

    def __init__(self, make: Callable[[], tuple[Scan, str]], parent: QObject | None = None) -> None:
        """`make` gives the scan, and what is weaker here; it is called on the thread, as loading the readers takes
        a while."""
        super().__init__(parent)
        self._make = make
        self._changed = threading.Condition()
        self._frame: QVideoFrame | None = None
        self._jobs: deque[Pictures] = deque()
        self._told: deque[object] = deque()
        self._closed = self._stop = self._anew = False
        self._arrived.connect(self._tell, Qt.ConnectionType.QueuedConnection)
        self._thread = threading.Thread(target=self._run, name="retour-scan", daemon=True)
        self._thread.start()

    def offer(self, frame: QVideoFrame) -> None:
        """A new frame; the one that still waits is forgotten."""
        with self._changed:
            self._frame = frame
            self._changed.notify()

    def read(self, pictures: Pictures) -> None:
        """Read pictures, PDF pages, videos or what was pasted; they go before frames."""
        with self._changed:
            self._stop = False
            self._jobs.append(pictures)
            self._changed.notify()

    def stop_pictures(self) -> None:
        """Leave the rest of the pictures unread; what they brought stays."""
        with self._changed:
            self._stop = True

    def begin_anew(self) -> None:
        """Forget what was collected."""
        with self._changed:
            self._anew, self._frame = True, None

    def close(self) -> None:
        """End the thread; it may still read its last picture, and nobody hears of that."""
        with self._changed:
            self._closed = self._stop = True
            self._frame = None
            self._jobs.clear()
            self._changed.notify()

    def _tell(self) -> None:
        with self._changed:
            told, self._told = self._told, deque()
        for each in told:
            if isinstance(each, Look):
                self.looked.emit(each)
            elif isinstance(each, Reading):
                self.reading.emit(each)
            elif isinstance(each, PicturesRead):
                self.pictures.emit(each)
            elif isinstance(each, RetourError):
                self.broke.emit(each)
            elif isinstance(each, _Ready):
                self.ready.emit(each.weaker)

    def _put(self, result: object) -> None:
        """Of looks only the newest waits, beside those that made a message whole.

        The signal is given with the lock held: once `close` has returned, nothing is told any more.
        """
        with self._changed:
            last = self._told[-1] if self._told else None
            if isinstance(result, Look) and isinstance(last, Look) and not last.whole:
                self._told.pop()
            self._told.append(result)
            if last is None and not self._closed:
                self._arrived.emit()

    def _run(self) -> None:
        try:
            scan, weaker = self._make()
        except RetourError as error:
            self._put(error)
            return
        self._put(_Ready(weaker))
        while True:
            with self._changed:
                while self._frame is None and not self._jobs and not self._closed:
                    self._changed.wait()
                if self._closed:
                    return
                if self._anew:
                    self._anew = False
                    scan.forget()
                job = self._jobs.popleft() if self._jobs else None
                frame = None
                if job is None:
                    frame, self._frame = self._frame, None
            if job is not None:
                self._put(self._read(scan, job))
            elif frame is not None:
                self._see(scan, frame)

    def _see(self, scan: Scan, frame: QVideoFrame) -> None:
        try:
            picture = of_frame(frame)
            if picture is not None:
                self._look(scan, picture, live=True)
        except RetourError as error:
            self._put(error)
        except Exception:  # noqa: BLE001 - one bad frame of a driver must not end the scan
            _LOG.exception("a frame could not be read")

    def _read(self, scan: Scan, job: Pictures) -> PicturesRead:
        from retour.airgap.scanning import Patience

        problems: list[RetourError] = []
        whole: dict[bytes, None] = {}
        for done, each in enumerate(job):
            if self._is_stopped():
                break
            self._put(Reading(done, len(job)))
            try:
                patience = Patience()
                for picture in _pictures(each):
                    sight = self._look(scan, picture, live=False)
                    whole |= {one.data: None for one in sight.complete if one.data is not None}
                    enough = picture.passing and patience.enough(sight, scan.receiver.streams)
                    if enough or self._is_stopped():
                        break
            except RetourError as error:
                problems.append(error)
            except Exception as error:  # noqa: BLE001 - a defect must reach the person, not vanish in a thread
                _LOG.exception("a picture could not be read")
                problems.append(defect(error))
        return PicturesRead(tuple(problems), tuple(whole), scan.receiver.best)

    def _is_stopped(self) -> bool:
        with self._changed:
            return self._stop

    def _look(self, scan: Scan, picture: Picture, *, live: bool) -> Sight:
        started = time.perf_counter()
        sight = scan.feed(picture)
        taken = time.perf_counter() - started
        preview, scale = _preview(picture)
        outlines = tuple(tuple((x * scale, y * scale) for x, y in seen.corners) for seen in sight.seen)
        told = next((each for each in sight.streams if each.data is not None), None)
        told = told or (sight.streams[-1] if sight.streams else scan.receiver.best)
        ours = bool(sight.streams)
        self._put(Look(preview, outlines, live, ours, bool(sight.seen) and not ours, sight.problem, told, taken))
        return sight


def _pictures(source: Path | QImage) -> Iterable[Picture]:
    if isinstance(source, QImage):
        picture = of_image(source)
        return () if picture is None else (picture,)
    from retour.airgap.symbols.stills import pictures

    return pictures(source)


def _preview(picture: Picture) -> tuple[QImage, float]:
    image = QImage(picture.grey, picture.width, picture.height, picture.width, QImage.Format.Format_Grayscale8)
    if picture.width <= PREVIEW:
        return image.copy(), 1.0
    scale = PREVIEW / picture.width
    return image.scaled(QSize(PREVIEW, round(picture.height * scale))), scale
