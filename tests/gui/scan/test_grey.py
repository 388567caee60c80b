"""Frames of every usual layout give the same grey picture."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QImage
from PySide6.QtMultimedia import QVideoFrame, QVideoFrameFormat

from retour.airgap.showing import plan
from retour.airgap.symbols.eyes import Eyes
from retour.airgap.symbols.picture import Picture
from retour_gui.scan.grey import of_frame, of_image
from tests.gui.cameras import frame_of
from tests.gui.scan.screens import noise, seen

Pixels = QVideoFrameFormat.PixelFormat


def packed(picture: Picture, form: QVideoFrameFormat.PixelFormat, first: int) -> QVideoFrame:
    frame = QVideoFrame(QVideoFrameFormat(QSize(picture.width, picture.height), form))
    assert frame.map(QVideoFrame.MapMode.WriteOnly)
    plane, stride = memoryview(frame.bits(0)).cast("B"), frame.bytesPerLine(0)
    for row in range(picture.height):
        line = bytearray((128,)) * (2 * picture.width)
        line[first::2] = picture.grey[row * picture.width : (row + 1) * picture.width]
        plane[row * stride : row * stride + len(line)] = bytes(line)
    frame.unmap()
    return frame


def frames(picture: Picture) -> dict[str, QVideoFrame]:
    image = QImage(picture.grey, picture.width, picture.height, picture.width, QImage.Format.Format_Grayscale8)
    return {
        "NV12": frame_of(picture),
        "YUYV": packed(picture, Pixels.Format_YUYV, 0),
        "UYVY": packed(picture, Pixels.Format_UYVY, 1),
        "BGRA": QVideoFrame(image.convertToFormat(QImage.Format.Format_ARGB32)),
        "RGBA": QVideoFrame(image.convertToFormat(QImage.Format.Format_RGBA8888)),
    }


@pytest.mark.parametrize("layout", ["NV12", "YUYV", "UYVY", "BGRA", "RGBA"])
def test_a_frame_of_this_layout_is_read(qapp: object, layout: str) -> None:
    showing = plan(noise(300))
    picture = seen(showing.symbol(0))
    found = of_frame(frames(picture)[layout])
    assert found is not None
    assert (found.width, found.height, found.passing) == (picture.width, picture.height, True)
    assert [each.text for each in Eyes().read(found)] == [showing.text(0)]
    if layout in ("NV12", "YUYV", "UYVY"):
        assert found.grey == picture.grey, "its brightness is taken as it is"


def test_an_odd_width_keeps_its_rows_straight() -> None:
    image = QImage(33, 7, QImage.Format.Format_Grayscale8)
    image.fill(9)
    image.setPixel(32, 6, 0xFFC8C8C8)
    found = of_image(image)
    assert found is not None
    assert (len(found.grey), found.grey[-1], found.grey[0], found.passing) == (33 * 7, 200, 9, False)


def test_an_empty_picture_is_none() -> None:
    assert of_image(QImage()) is None
    assert of_frame(QVideoFrame()) is None
