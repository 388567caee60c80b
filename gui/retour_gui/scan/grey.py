"""Frames and pictures of Qt as grey ones for the reader; most frames hold the brightness already."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtGui import QImage

if TYPE_CHECKING:
    from PySide6.QtMultimedia import QVideoFrame

    from retour.airgap.symbols.picture import Picture

_PLANAR: Final = frozenset(f"Format_{each}" for each in ("NV12", "NV21", "YUV420P", "YUV422P", "YV12", "Y8"))
"""Formats whose first plane is the brightness, a byte a pixel."""
_PACKED: Final = {"Format_YUYV": 0, "Format_UYVY": 1}
"""Formats in which every second byte is brightness, with the first of them."""


def of_frame(frame: QVideoFrame) -> Picture | None:
    """A camera's frame; None where it holds nothing. Called on the reader's thread.

    Qt's own conversion is left to formats that no other line here reads: it wants a graphics device on each thread.
    """
    from PySide6.QtMultimedia import QVideoFrame as Frame
    from PySide6.QtMultimedia import QVideoFrameFormat

    if not frame.isValid():
        return None
    name = frame.pixelFormat().name
    form = QVideoFrameFormat.imageFormatFromPixelFormat(frame.pixelFormat())
    known = name in _PLANAR or name in _PACKED or name == "Format_Jpeg" or form is not QImage.Format.Format_Invalid
    if not known or not frame.map(Frame.MapMode.ReadOnly):
        return of_image(frame.toImage(), passing=True)
    try:
        width, height, stride = frame.width(), frame.height(), frame.bytesPerLine(0)
        plane = bytes(frame.bits(0))
    finally:
        frame.unmap()
    if name in _PLANAR:
        return _picture(width, height, _packed(plane, width, height, stride))
    if name in _PACKED:
        first = _PACKED[name]
        rows = (plane[at + first : at + first + 2 * width : 2] for at in range(0, height * stride, stride))
        return _picture(width, height, b"".join(rows))
    if name == "Format_Jpeg":
        return of_image(QImage.fromData(plane), passing=True)
    return of_image(QImage(plane, width, height, stride, form), passing=True)


def of_image(image: QImage, *, passing: bool = False) -> Picture | None:
    """A picture; None for an empty one. `passing` says that the next follows soon."""
    from retour.airgap.symbols.picture import Picture

    if image.isNull():
        return None
    grey = image.convertToFormat(QImage.Format.Format_Grayscale8)
    width, height = grey.width(), grey.height()
    return Picture(width, height, _packed(bytes(grey.constBits()), width, height, grey.bytesPerLine()), passing)


def _picture(width: int, height: int, grey: bytes) -> Picture:
    from retour.airgap.symbols.picture import Picture

    return Picture(width, height, grey, passing=True)


def _packed(plane: bytes, width: int, height: int, stride: int) -> bytes:
    if stride == width:
        return plane[: width * height]
    return b"".join(plane[at : at + width] for at in range(0, height * stride, stride))
