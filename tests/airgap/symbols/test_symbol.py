"""Symbols are those of `qrcode`, in one alphanumeric segment, whatever the version, the level and the mask."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from qrcode import QRCode  # type: ignore[import-untyped]
from qrcode.constants import ERROR_CORRECT_L, ERROR_CORRECT_M  # type: ignore[import-untyped]
from qrcode.util import MODE_ALPHA_NUM, QRData  # type: ignore[import-untyped]

from retour.airgap.symbols.codewords import ALPHANUMERIC
from retour.airgap.symbols.symbol import ANIMATION_MASK, Level, capacity, draw, smallest

LEVELS = {Level.L: ERROR_CORRECT_L, Level.M: ERROR_CORRECT_M}


def by_qrcode(text: str, level: Level, version: int, mask: int) -> tuple[bytes, ...]:
    code = QRCode(version=version, error_correction=LEVELS[level], mask_pattern=mask)
    code.add_data(QRData(text, mode=MODE_ALPHA_NUM))
    code.make(fit=False)
    return tuple(map(bytes, code.modules))


@pytest.mark.parametrize("level", Level)
@pytest.mark.parametrize("version", [*range(1, 12), 15, 20, 21, 25, 26, 27, 30, 40])
def test_full_symbols_are_those_of_qrcode(version: int, level: Level) -> None:
    most = capacity(version, level)
    text = "".join(random.Random(version).choices(ALPHANUMERIC, k=most))
    for shown in (text, text[:-1]):
        assert draw(shown, level, version, version % 8).rows == by_qrcode(shown, level, version, version % 8)
    with pytest.raises(ValueError, match="text-too-long"):
        draw(text + "A", level, version)


@given(st.text(ALPHANUMERIC, max_size=300), st.sampled_from(Level), st.integers(0, 7), st.integers(0, 3))
def test_any_text_is_drawn_as_by_qrcode(text: str, level: Level, mask: int, more: int) -> None:
    version = smallest(len(text), level)
    assert version is not None
    symbol = draw(text, level, version + more, mask)
    assert symbol.rows == by_qrcode(text, level, version + more, mask)
    assert symbol.size == len(symbol.rows) == 17 + 4 * symbol.version
    assert {len(row) for row in symbol.rows} == {symbol.size}


def test_what_symbols_hold_is_what_the_standard_says() -> None:
    # ISO/IEC 18004, table 7
    assert [capacity(version, Level.L) for version in (1, 9, 10, 20, 26, 27, 40)] == [
        25,
        335,
        395,
        1249,
        1990,
        2132,
        4296,
    ]
    assert [capacity(version, Level.M) for version in (1, 9, 10, 20, 26, 27, 40)] == [
        20,
        262,
        311,
        970,
        1542,
        1637,
        3391,
    ]


@pytest.mark.parametrize("level", Level)
def test_the_smallest_version_is_just_enough(level: Level) -> None:
    for version in range(1, 41):
        most = capacity(version, level)
        assert smallest(most, level) == version
        assert smallest(most + 1, level) == (version + 1 if version < 40 else None)


def test_without_a_mask_the_best_one_is_taken() -> None:
    code = QRCode(version=5, error_correction=ERROR_CORRECT_M)
    code.add_data(QRData("UR:X/ABC", mode=MODE_ALPHA_NUM))
    code.make(fit=False)
    assert draw("UR:X/ABC", Level.M, 5).rows == tuple(map(bytes, code.modules))
    assert draw("UR:X/ABC", Level.M).version == 1


@pytest.mark.parametrize("text", ["ur:x/abc", "UR:X/Ä", "UR_X", "UR:X/\n"])
def test_what_is_not_alphanumeric_is_not_drawn(text: str) -> None:
    with pytest.raises(ValueError, match="not-alphanumeric"):
        draw(text, Level.L)


def test_no_symbol_is_large_enough() -> None:
    with pytest.raises(ValueError, match="text-too-long"):
        draw("A" * 4297, Level.L)


def test_symbols_of_an_animation_differ_in_data_only() -> None:
    one, other = (draw(text, Level.L, 10, ANIMATION_MASK) for text in ("UR:X/A", "UR:X/B"))
    assert one != other
    assert one.rows[8][:9] == other.rows[8][:9], "the row with the level and the mask"
