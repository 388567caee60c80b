"""Files of pictures: black on white, one bit, whole pixels, a quiet zone; an animation that goes round for ever."""

from __future__ import annotations

from io import BytesIO

import pytest
from PIL import Image

from retour.airgap.symbols.image import animation, picture, png
from retour.airgap.symbols.picture import Picture
from retour.airgap.symbols.symbol import Level, Symbol, draw
from tests.airgap.symbols.drawing import text_of, to_picture

SYMBOLS = [draw(text_of(100, seed), Level.L, 6, 4) for seed in range(3)]


def modules(shown: Picture, scale: int, quiet: int) -> list[bytes]:
    """The modules that a picture shows, each taken from all its pixels."""
    rows = [shown.grey[at : at + shown.width] for at in range(0, len(shown.grey), shown.width)]
    assert set(shown.grey) <= {0, 255}
    found = []
    for top in range(0, shown.height, scale):
        assert len({rows[top + line] for line in range(scale)}) == 1
        cells = [rows[top][left : left + scale] for left in range(0, shown.width, scale)]
        assert all(len(set(cell)) == 1 for cell in cells)
        found.append(bytes(cell[0] == 0 for cell in cells))
    blank = bytes(len(found))
    assert found[:quiet] == [blank] * quiet == found[len(found) - quiet :]
    inside = [row[quiet : len(row) - quiet] for row in found[quiet : len(found) - quiet]]
    assert sum(map(sum, found)) == sum(map(sum, inside)), "the quiet zone is white"
    return inside


@pytest.mark.parametrize(("scale", "quiet"), [(1, 4), (3, 4), (8, 2), (2, 0)])
def test_every_module_is_a_square_of_pixels(scale: int, quiet: int) -> None:
    shown = picture(SYMBOLS[0], scale, quiet)
    if quiet:
        assert modules(shown, scale, quiet) == list(SYMBOLS[0].rows)
    file = Image.open(BytesIO(png(SYMBOLS[0], scale, quiet)))
    assert (file.format, file.mode) == ("PNG", "1")
    assert to_picture(file) == shown


@pytest.mark.parametrize("fps", [2, 8, 10])
def test_an_animation_goes_round_at_its_speed(fps: float) -> None:
    file = Image.open(BytesIO(animation(SYMBOLS, fps, 3)))
    assert isinstance(file.info["duration"], float)
    assert (file.format, file.mode, file.info["loop"], getattr(file, "n_frames", 1)) == ("PNG", "1", 0, 3)
    for number, symbol in enumerate(SYMBOLS):
        file.seek(number)
        assert file.info["duration"] == pytest.approx(1000 / fps, abs=1)
        assert to_picture(file) == picture(symbol, 3)


def test_symbols_of_an_animation_have_one_size() -> None:
    other = draw("UR:X/A", Level.L, 7, 4)
    for symbols in ([], [SYMBOLS[0], other]):
        with pytest.raises(ValueError, match="symbol-sizes"):
            animation(symbols, 8, 3)


@pytest.mark.parametrize(("width", "height", "grey"), [(0, 0, b""), (2, 2, bytes(3)), (1, 1, bytes(2)), (-1, -1, b"x")])
def test_a_picture_has_the_pixels_it_says(width: int, height: int, grey: bytes) -> None:
    with pytest.raises(ValueError, match="picture-size"):
        Picture(width, height, grey)


def test_a_symbol_of_one_module_is_a_picture_too() -> None:
    assert picture(
        Symbol(1, (b"\1",), 1), 2, 1
    ).grey == b"\xff\xff\xff\xff\xff\xff" * 2 + b"\xff\xff\0\0\xff\xff" * 2 + (b"\xff" * 12)
