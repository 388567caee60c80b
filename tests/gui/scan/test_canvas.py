"""Symbols on the screen: whole device pixels a module at any scale of the screen, white in the dark."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtGui import QImage

from retour.airgap.showing import Density, plan
from retour.airgap.symbols.eyes import Eyes
from retour_gui.scan.canvas import QUIET, picture_of
from retour_gui.scan.grey import of_image
from tests.gui.scan.screens import noise

PROGRAM = """
import sys
from PySide6.QtWidgets import QApplication, QHBoxLayout, QWidget
from retour.airgap.showing import Density, plan
from retour_gui.scan.canvas import Canvas, picture_of
from retour_gui.theme import Theme
from retour_gui.theme.tokens import Scheme
from tests.gui.scan.screens import noise
app = QApplication([])
Theme(app).apply(Scheme.DARK, False)
window = QWidget()
row = QHBoxLayout(window)
row.setContentsMargins(7, 3, 5, 9)  # where a widget begins between two device pixels
canvas = Canvas()
row.addWidget(canvas)
window.resize(701, 655)
canvas.show_image(picture_of(plan(noise(4000), Density(sys.argv[2])).symbol(3)))
window.show()
window.grab().save(sys.argv[1])
print(canvas.module_pixels())
"""


@pytest.mark.parametrize(("scale", "density"), [("1", "v30"), ("1.25", "v20"), ("1.5", "v25"), ("2", "v15")])
def test_every_module_is_whole_and_square_on_any_screen(tmp_path: Path, scale: str, density: str) -> None:
    path = tmp_path / "grab.png"
    environment = {**os.environ, "QT_SCALE_FACTOR": scale, "QT_QPA_PLATFORM": "offscreen"}
    command = [sys.executable, "-c", PROGRAM, str(path), density]
    done = subprocess.run(command, env=environment, check=True, capture_output=True, text=True, timeout=60)
    pixels = int(done.stdout)
    showing = plan(noise(4000), Density(density))
    expected = picture_of(showing.symbol(3))
    found = QImage(str(path)).convertToFormat(QImage.Format.Format_Grayscale8)
    left, top = corner(found)
    assert pixels >= 2
    for y in range(expected.height()):
        for x in range(expected.width()):
            want = expected.pixelColor(x, y).value()
            at = (left + (x - QUIET) * pixels, top + (y - QUIET) * pixels)
            for dx, dy in ((0, 0), (pixels - 1, 0), (0, pixels - 1), (pixels - 1, pixels - 1)):
                assert found.pixelColor(at[0] + dx, at[1] + dy).value() == want, (x, y)
    picture = of_image(found)
    assert picture is not None
    assert [each.text for each in Eyes().read(picture)] == [showing.text(3)]


def corner(image: QImage) -> tuple[int, int]:
    """The first dark pixel of the finder at the upper left, inside the white square."""
    whites = [x for x in range(image.width()) if image.pixelColor(x, image.height() // 2).value() > 250]
    inside = range(whites[0] + 4, whites[-1] - 4)
    for y in range(8, image.height() - 8):
        if all(image.pixelColor(x, y).value() > 250 for x in (inside[0], inside[-1])):
            for x in inside:
                if image.pixelColor(x, y).value() < 5:
                    return x, y
    raise AssertionError("no symbol on the screen")


def test_a_picture_of_a_symbol_keeps_its_quiet_zone() -> None:
    symbol = plan(noise(100)).symbol(0)
    image = picture_of(symbol)
    side = symbol.size + 2 * QUIET
    assert (image.width(), image.height()) == (side, side)
    edge = [image.pixelColor(x, y).value() for x in range(side) for y in range(side) if min(x, y) < QUIET]
    assert set(edge) == {255}
    assert image.pixelColor(QUIET, QUIET).value() == 0
