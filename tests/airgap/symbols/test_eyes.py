"""Both readers read what there is to read, either alone too; what they cannot read is nothing, never an error."""

from __future__ import annotations

import importlib.metadata
import subprocess
import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from retour.airgap.symbols.eyes import MAX_SECOND, MAX_SEEN, MAX_TEXT, PYZBAR, ZXING, Eyes, Seen
from retour.airgap.symbols.image import picture
from retour.airgap.symbols.look import look
from retour.airgap.symbols.picture import Picture
from retour.airgap.symbols.raster import resized
from retour.airgap.symbols.symbol import Level, draw
from retour.errors import NotReached
from tests.airgap.symbols.drawing import inverted, mirrored, sheet_of, text_of, to_image, to_picture

BOTH = Eyes()
ZXING_ONLY = Eyes(pyzbar=False)
PYZBAR_ONLY = Eyes(zxing=False)
READERS = [pytest.param(ZXING_ONLY, id=ZXING), pytest.param(PYZBAR_ONLY, id=PYZBAR)]
TEXT = text_of(970)
SHOWN = picture(draw(TEXT, Level.M, 20, 4), 4)


def texts(seen: tuple[Seen, ...]) -> list[str]:
    return [each.text for each in seen]


@pytest.mark.parametrize("eyes", READERS)
@pytest.mark.parametrize("change", [lambda shown: shown, mirrored, inverted], ids=["plain", "mirrored", "inverted"])
def test_each_reader_reads_plain_mirrored_and_inverted(eyes: Eyes, change: object) -> None:
    assert callable(change)
    assert texts(eyes.read(change(SHOWN))) == [TEXT]


@pytest.mark.parametrize("degrees", [90, 180, 270])
@pytest.mark.parametrize("eyes", READERS)
def test_each_reader_reads_turned(eyes: Eyes, degrees: int) -> None:
    assert texts(eyes.read(to_picture(to_image(SHOWN).rotate(degrees)))) == [TEXT]


@pytest.mark.parametrize("eyes", READERS)
@pytest.mark.parametrize("change", [lambda shown: shown, mirrored], ids=["plain", "mirrored"])
def test_the_corners_are_around_the_symbol(eyes: Eyes, change: object) -> None:
    assert callable(change)
    right = to_image(SHOWN).size[0]
    ground = to_picture(sheet_of([], 100))
    image = to_image(ground)
    image.paste(to_image(change(SHOWN)), (300, 500))
    (seen,) = eyes.read(to_picture(image))
    across, down = ([corner[axis] for corner in seen.corners] for axis in (0, 1))
    quiet = 4 * 4
    assert min(across) == pytest.approx(300 + quiet, abs=6)
    assert max(across) == pytest.approx(300 + right - quiet, abs=6)
    assert min(down) == pytest.approx(500 + quiet, abs=6)
    assert max(down) == pytest.approx(500 + right - quiet, abs=6)


def test_who_has_read_is_told() -> None:
    assert [each.by for each in BOTH.read(SHOWN)] == [ZXING]
    assert [each.by for each in PYZBAR_ONLY.read(SHOWN)] == [PYZBAR]


def test_pyzbar_is_asked_where_zxing_reads_nothing() -> None:
    """A symbol with one finder pattern torn off: made out by none of them; with a line through it, by one or both."""
    found = {ZXING: 0, PYZBAR: 0, "both": 0}
    for column in range(0, 400, 20):
        image = to_image(picture(draw(text_of(200), Level.M, 10, 4), 5))
        image.paste(255, (column, 0, column + 12, image.height))
        shown = to_picture(image)
        one, other, both = (len(eyes.read(shown)) for eyes in (ZXING_ONLY, PYZBAR_ONLY, BOTH))
        assert both == max(one, other)
        found = {ZXING: found[ZXING] + one, PYZBAR: found[PYZBAR] + other, "both": found["both"] + both}
    assert found["both"] > 0


def test_a_passing_picture_gets_one_look_of_pyzbar() -> None:
    passing = Picture(SHOWN.width, SHOWN.height, inverted(SHOWN).grey, passing=True)
    assert PYZBAR_ONLY.read(passing) == ()
    assert texts(BOTH.read(passing)) == [TEXT]


def test_what_is_missing_is_named_and_what_is_weaker() -> None:
    assert (BOTH.missing, BOTH.weaker) == ((), None)
    assert ZXING_ONLY.missing == (PYZBAR,)
    assert PYZBAR_ONLY.missing == (ZXING,)
    for eyes in (ZXING_ONLY, PYZBAR_ONLY):
        assert eyes.missing[0] in (eyes.weaker or "")


def test_with_neither_the_error_says_what_to_install() -> None:
    blind = Eyes(zxing=False, pyzbar=False)
    assert blind.missing == (ZXING, PYZBAR)
    assert blind.weaker
    for act in (blind.check, lambda: blind.read(SHOWN)):
        with pytest.raises(NotReached) as caught:
            act()
        assert caught.value.code == "no-reader"
        assert "zxing-cpp" in caught.value.todo
        assert "file" in caught.value.safe


def test_a_release_that_loses_dense_symbols_is_as_good_as_missing(monkeypatch: pytest.MonkeyPatch) -> None:
    real = importlib.metadata.version
    monkeypatch.setattr(importlib.metadata, "version", lambda name: "3.1.0" if name == "zxing-cpp" else real(name))
    eyes = Eyes()
    assert eyes.missing == (ZXING,)
    assert [each.by for each in eyes.read(SHOWN)] == [PYZBAR]


@pytest.mark.parametrize(
    ("name", "error", "missing"),
    [("zxingcpp", "ImportError", [ZXING]), ("pyzbar.pyzbar", "OSError", [PYZBAR]), ("pyzbar", "ImportError", [PYZBAR])],
)
def test_a_library_that_does_not_load_is_missing(name: str, error: str, missing: list[str]) -> None:
    program = f"""
import sys
class Broken:
    def find_spec(self, found, path=None, target=None):
        if found == {name!r}:
            raise {error}("broken")
sys.meta_path.insert(0, Broken())
from retour.airgap.symbols.eyes import Eyes
print(list(Eyes().missing))
"""
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == str(missing)


@given(st.integers(1, 60), st.integers(1, 60), st.randoms(use_true_random=False))
@settings(max_examples=40)
def test_any_picture_is_read_without_an_error(width: int, height: int, source: object) -> None:
    grey = source.randbytes(width * height)  # type: ignore[attr-defined]
    for eyes in (ZXING_ONLY, PYZBAR_ONLY):
        assert isinstance(eyes.read(Picture(width, height, grey)), tuple)


@pytest.mark.parametrize(("width", "height"), [(20_000, 1), (1, 20_000), (3, 5_000)])
def test_thin_pictures_are_read_without_an_error(width: int, height: int) -> None:
    assert BOTH.read(Picture(width, height, bytes(width * height))) == ()


def test_what_is_kept_of_one_picture_is_bounded() -> None:
    many = [to_image(picture(draw(f"UR:X/{number}", Level.L, 1, 4), 2)) for number in range(300)]
    side = many[0].width
    ground = to_image(Picture(20 * side, 15 * side, b"\xff" * (300 * side * side)))
    for number, image in enumerate(many):
        ground.paste(image, (number % 20 * side, number // 20 * side))
    seen = BOTH.read(to_picture(ground))
    assert 0 < len(seen) <= MAX_SEEN
    assert set(texts(seen)) <= {f"UR:X/{number}" for number in range(300)}
    assert all(len(each.text) <= MAX_TEXT for each in seen)


def test_a_long_look_finds_a_symbol_that_is_too_large() -> None:
    huge = resized(SHOWN, 2600, 2600)
    assert huge.width * huge.height > MAX_SECOND
    assert PYZBAR_ONLY.read(huge) == ()
    (seen,) = look(PYZBAR_ONLY, huge)
    assert seen.text == TEXT
    assert max(max(corner) for corner in seen.corners) == pytest.approx(2600 * 101 / 105, abs=30)
