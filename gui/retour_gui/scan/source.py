"""Cameras: which there are, and the frames of one. The scan page takes frames from anything that is a `Source`."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QCoreApplication, QObject, QTimer, Signal

from retour.errors import NotReached, RetourError

if TYPE_CHECKING:
    from PySide6.QtMultimedia import QCamera, QCameraDevice, QCameraFormat, QVideoFrame

SILENT_MS: Final = 4000
"""A camera that has given no frame by then is told as such; it may still begin."""
_WIDE: Final = 1280
_RATE: Final = 30


@dataclass(frozen=True, slots=True)
class CameraInfo:
    """A camera that can be chosen.

    Attributes:
        key: tells it from others, also after a restart.
        faces_user: it looks at the person before the screen, who expects a mirror.
    """

    key: str
    name: str
    faces_user: bool = False


class Source(QObject):
    """Gives frames until it is stopped.

    Signals:
        frame: a `QVideoFrame`.
        failed: why there are none, as a `RetourError`.
    """

    frame = Signal(object)
    failed = Signal(object)

    def start(self) -> None:
        """Begin."""

    def stop(self) -> None:
        """Give the camera back; calling it twice is fine."""


class Cameras(QObject):
    """The cameras of this machine, through Qt Multimedia, which is loaded when somebody scans.

    Signals:
        changed: one came or went.
    """

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._devices: QObject | None = None

    def found(self) -> tuple[CameraInfo, ...]:
        """Every camera, the system's own choice first."""
        return tuple(
            CameraInfo(_key(each), each.description(), each.position() is each.Position.FrontFace)
            for each in self._listed()
        )

    def open(self, key: str) -> Source | None:
        """The camera's frames; None where it is gone."""
        device = next((each for each in self._listed() if _key(each) == key), None)
        return None if device is None else CameraSource(device)

    def _listed(self) -> list[QCameraDevice]:
        from PySide6.QtMultimedia import QMediaDevices

        if self._devices is None:
            self._devices = devices = QMediaDevices(self)
            devices.videoInputsChanged.connect(self.changed)
        listed = QMediaDevices.videoInputs()
        return sorted(listed, key=lambda each: not each.isDefault())


class CameraSource(Source):
    """A real camera, in the format nearest to 720p with 30 frames a second."""

    def __init__(self, device: QCameraDevice) -> None:
        super().__init__()
        self._device = device
        self._camera: QCamera | None = None
        self._quiet = QTimer(self, singleShot=True, interval=SILENT_MS)
        self._quiet.timeout.connect(lambda: self.failed.emit(silent(device.description())))

    def start(self) -> None:
        """Ask for permission where the system wants that, then for frames."""
        from PySide6.QtCore import QCameraPermission, Qt

        application, wish = QCoreApplication.instance(), QCameraPermission()
        assert application is not None
        status = application.checkPermission(wish)
        if status is Qt.PermissionStatus.Undetermined:
            application.requestPermission(wish, self, self._answered)
        else:
            self._go_on(granted=status is Qt.PermissionStatus.Granted)

    def stop(self) -> None:
        """Give the camera back."""
        self._quiet.stop()
        if self._camera is not None:
            self._camera.stop()
            self._camera.deleteLater()
            self._camera = None

    def _answered(self, _: object) -> None:
        from PySide6.QtCore import QCameraPermission, Qt

        application = QCoreApplication.instance()
        assert application is not None
        self._go_on(granted=application.checkPermission(QCameraPermission()) is Qt.PermissionStatus.Granted)

    def _go_on(self, *, granted: bool) -> None:
        from PySide6.QtMultimedia import QCamera, QMediaCaptureSession, QVideoSink

        refused = not_allowed(self._device.description(), _path(self._device)) if granted else denied()
        if refused is not None:
            self.failed.emit(refused)
            return
        self._camera = camera = QCamera(self._device, self)
        best = _best(self._device.videoFormats())
        if best is not None:
            camera.setCameraFormat(best)
        camera.errorOccurred.connect(self._broke)
        self._sink, self._session = QVideoSink(self), QMediaCaptureSession(self)
        self._sink.videoFrameChanged.connect(self._got)
        self._session.setCamera(camera)
        self._session.setVideoSink(self._sink)
        camera.start()
        self._quiet.start()

    def _got(self, frame: QVideoFrame) -> None:
        self._quiet.stop()
        self.frame.emit(frame)

    def _broke(self, _: object, text: str) -> None:
        self._quiet.stop()
        self.failed.emit(busy(self._device.description(), text))


def none_found() -> RetourError:
    """There is no camera."""
    return NotReached(
        "no-camera",
        QCoreApplication.translate("camera", "No camera was found on this computer."),
        QCoreApplication.translate("camera", "Nothing was changed."),
        QCoreApplication.translate(
            "camera", "Plug one in: it is used at once. Or read pictures of the code, or take the file."
        ),
    )


def busy(name: str, text: str) -> RetourError:
    """The camera cannot be used just now; mostly another program has it."""
    return NotReached(
        "camera-busy",
        QCoreApplication.translate("camera", "{camera} cannot be used: another program may have it.").format(
            camera=name
        ),
        QCoreApplication.translate("camera", "Nothing was changed."),
        QCoreApplication.translate(
            "camera", "Close what uses the camera, then try again. Or read pictures, or take the file."
        ),
        text=text,
    )


def silent(name: str) -> RetourError:
    """The camera was opened and gives no picture."""
    return NotReached(
        "camera-silent",
        QCoreApplication.translate("camera", "{camera} gives no picture.").format(camera=name),
        QCoreApplication.translate("camera", "Nothing was changed."),
        QCoreApplication.translate(
            "camera", "Open its shutter, or plug it in again. Or read pictures, or take the file."
        ),
    )


def denied() -> RetourError:
    """The person, or whoever keeps this machine, does not allow it."""
    return NotReached(
        "camera-denied",
        QCoreApplication.translate("camera", "Retour may not use the camera: the system refuses it."),
        QCoreApplication.translate("camera", "Nothing was changed."),
        QCoreApplication.translate(
            "camera", "Allow it in the system's privacy settings. Or read pictures, or take the file."
        ),
    )


def not_allowed(name: str, path: str) -> RetourError | None:
    """On Linux a camera is a file, and a file may be closed to this user; None where it is open."""
    if not path or not Path(path).exists() or os.access(path, os.R_OK | os.W_OK):
        return None
    return NotReached(
        "camera-permission",
        QCoreApplication.translate("camera", "{camera} may not be opened by this user: {path}.").format(
            camera=name, path=path
        ),
        QCoreApplication.translate("camera", "Nothing was changed."),
        QCoreApplication.translate(
            "camera", "Have the user put into the group video, then sign in anew. Or read pictures."
        ),
        path=path,
    )


def _path(device: QCameraDevice) -> str:
    return bytes(device.id().data()).decode("utf-8", "replace") if sys.platform == "linux" else ""


def _key(device: QCameraDevice) -> str:
    return bytes(device.id().data()).hex()


def _best(formats: list[QCameraFormat]) -> QCameraFormat | None:
    """Close to 1280 wide; at 30 frames a second, or as many as there are; first what need not be unpacked."""

    def worth(each: QCameraFormat) -> tuple[float, float, bool]:
        wide = each.resolution().width()
        fits = -abs(wide - _WIDE) / _WIDE
        return (round(fits, 2), min(each.maxFrameRate(), _RATE), "Jpeg" not in each.pixelFormat().name)

    return max(formats, key=worth, default=None)
