"""A camera without hardware: it sees whatever a test holds before it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize, QTimer
from PySide6.QtMultimedia import QVideoFrame, QVideoFrameFormat

from retour.airgap.symbols.picture import Picture
from retour.errors import RetourError
from retour_gui.scan.source import CameraInfo, Cameras, Source

Sight = Callable[[], Picture | None]
"""What is before the camera now."""


def frame_of(picture: Picture) -> QVideoFrame:
    """A picture as a camera gives it: NV12, whose first plane is its brightness."""
    form = QVideoFrameFormat(QSize(picture.width, picture.height), QVideoFrameFormat.PixelFormat.Format_NV12)
    frame = QVideoFrame(form)
    assert frame.map(QVideoFrame.MapMode.WriteOnly)
    stride, plane = frame.bytesPerLine(0), memoryview(frame.bits(0)).cast("B")
    for row in range(picture.height):
        at = row * picture.width
        plane[row * stride : row * stride + picture.width] = picture.grey[at : at + picture.width]
    colour = memoryview(frame.bits(1)).cast("B")
    colour[:] = bytes((128,)) * len(colour)
    frame.unmap()
    return frame


class FedSource(Source):
    """Gives a frame of what is seen, `rate` times a second."""

    def __init__(self, sight: Sight, rate: int = 30) -> None:
        super().__init__()
        self._sight = sight
        self._timer = QTimer(self, interval=1000 // rate)
        self._timer.timeout.connect(self._next)
        self.started = self.stopped = 0

    def start(self) -> None:
        self.started += 1
        self._timer.start()

    def stop(self) -> None:
        self.stopped += 1
        self._timer.stop()

    def _next(self) -> None:
        picture = self._sight()
        if picture is not None:
            self.frame.emit(frame_of(picture))


class BrokenSource(Source):
    """Fails as a camera that another program has."""

    def __init__(self, error: RetourError) -> None:
        super().__init__()
        self._error = error

    def start(self) -> None:
        self.failed.emit(self._error)


class HeldCameras(Cameras):
    """Cameras of a test: what each sees is held before it."""

    def __init__(self, *names: str) -> None:
        super().__init__()
        self.names = list(names or ("Test camera",))
        self.sight: Sight = lambda: None
        self.broken: RetourError | None = None
        self.opened: list[Source] = []

    def found(self) -> tuple[CameraInfo, ...]:
        return tuple(CameraInfo(name.lower(), name, faces_user=at == 0) for at, name in enumerate(self.names))

    def open(self, key: str) -> Source | None:
        if key not in [each.key for each in self.found()]:
            return None
        made = BrokenSource(self.broken) if self.broken is not None else FedSource(lambda: self.sight())
        self.opened.append(made)
        return made

    def plug(self, *names: str) -> None:
        """Cameras come and go."""
        self.names = list(names)
        self.changed.emit()
