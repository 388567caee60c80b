"""The simulated camera shows what was on the screen, at its time, and the same for the same seed."""

from __future__ import annotations

import io
from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

from retour.airgap.symbols.eyes import Eyes
from retour.airgap.symbols.image import picture as drawn
from retour.airgap.symbols.look import look
from retour.airgap.symbols.picture import Picture
from retour.airgap.symbols.symbol import Level, Symbol, draw
from tests.airgap.camera import BASELINE, CONDITIONS, HEIGHT, WIDTH, Camera, Screen, photo_of_sheet

TEXTS = tuple(f"UR:BYTES/{number}-3/" + "ABCDEFGH" * 40 for number in (1, 2, 3))
SHARP = replace(BASELINE, tilt=0, turn=0, noise=0, jpeg=None, blur=0)


def symbol(index: int) -> Symbol:
    return draw(TEXTS[index % len(TEXTS)], Level.L, 15, mask=4)


def shades(picture: Picture) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    return np.frombuffer(picture.grey, np.uint8).reshape(picture.height, picture.width)


@pytest.mark.parametrize("condition", CONDITIONS)
def test_a_code_in_the_middle_of_its_time_is_read_under_every_condition(condition: str) -> None:
    screen = Screen(symbol, 2)
    picture = Camera(3, CONDITIONS[condition]).look(screen, 0.7)
    assert (picture.width, picture.height, picture.passing) == (WIDTH, HEIGHT, True)
    assert [seen.text for seen in Eyes().read(picture)] == [TEXTS[1]]


def test_the_same_seed_gives_the_same_frames_and_another_seed_others() -> None:
    frames = [Camera(seed, CONDITIONS["moderate"]).look(Screen(symbol, 8), 0.3) for seed in (1, 1, 2)]
    assert frames[0] == frames[1] != frames[2]


def test_the_top_of_a_torn_frame_is_the_code_before_and_its_bottom_the_next() -> None:
    camera = Camera(1, replace(SHARP, exposure=1 / 10_000, readout=1 / 30))
    screen = Screen(symbol, 8)
    before, after = shades(camera.look(screen, 0.01)), shades(camera.look(screen, 0.14))
    torn = shades(camera.look(screen, 1 / 8 - 1 / 60))
    assert list(camera.shown(screen, 1 / 8 - 1 / 60)) == [0, 1]
    middle = HEIGHT // 2
    assert (torn[: middle - 10] == before[: middle - 10]).all()
    assert (torn[middle + 10 :] == after[middle + 10 :]).all()
    assert (before != after).any()


def test_a_change_while_a_frame_is_exposed_mixes_both() -> None:
    camera = Camera(1, replace(SHARP, exposure=1 / 20, readout=0))
    screen = Screen(symbol, 8)
    before, after = shades(camera.look(screen, 0.01)), shades(camera.look(screen, 0.14))
    mixed = shades(camera.look(screen, 1 / 8 - 1 / 40)).astype(int)
    halves = (before.astype(int) + after.astype(int)) // 2
    assert np.abs(mixed - halves).max() <= 1


def test_a_printed_page_is_read_from_a_photograph_of_it() -> None:
    page = np.full((1754, 1240), 255, np.uint8)
    for place in range(6):
        code = shades(drawn(draw(f"{TEXTS[0]}{place}", Level.M, 18, mask=4), 5))
        top, left = 60 + place // 2 * 560, 60 + place % 2 * 580
        page[top : top + len(code), left : left + len(code)] = code
    photo = photo_of_sheet(Picture(1240, 1754, page.tobytes()), seed=4)
    with Image.open(io.BytesIO(photo)) as image:
        assert (image.format, image.size) == ("JPEG", (3000, 4000))
        picture = Picture(*image.size, image.convert("L").tobytes())
    assert {seen.text for seen in look(Eyes(), picture)} == {f"{TEXTS[0]}{place}" for place in range(6)}
