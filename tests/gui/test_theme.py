"""The colours hold WCAG in every scheme, and a theme reaches every widget."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import fields, replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtGui import QIcon, QPalette
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

import retour_resources
from retour_gui.theme import TOKENS, Scheme, Size, Theme, Tokens, contrast, drawing, icon, pixmap, theme
from retour_gui.theme.sheet import sheet
from tests.gui.cut import colours

GROUNDS = ("window", "surface", "raised", "accent_soft", "danger_soft", "good_soft", "warn_soft")
INKS = [
    *((ink, ground) for ink in ("text", "muted") for ground in GROUNDS),
    *(("accent", ground) for ground in ("window", "surface", "raised", "accent_soft")),
    *((tone, ground) for tone in ("danger", "good", "warn") for ground in ("window", "surface", f"{tone}_soft")),
    ("good", "accent_soft"),
    ("on_accent", "accent"),
    ("on_danger", "danger"),
]
SHAPES = [
    *(("edge", ground) for ground in ("window", "surface", "accent_soft", "raised")),
    *(("focus", ground) for ground in GROUNDS),
]
COLOUR = st.integers(0, 0xFFFFFF).map(lambda value: f"#{value:06x}")


@pytest.fixture
def made(qapp: QApplication) -> Iterator[Theme]:
    made = Theme(qapp)
    yield made
    made.apply(Scheme.LIGHT, large=False)


@pytest.mark.parametrize("scheme", Scheme)
def test_every_text_and_shape_stands_out(scheme: Scheme) -> None:
    assert faint(TOKENS[scheme]) == {}


def test_a_faint_colour_is_found() -> None:
    assert ("muted", "window") in faint(replace(TOKENS[Scheme.LIGHT], muted="#8a94a3"))
    assert ("edge", "surface") in faint(replace(TOKENS[Scheme.DARK], edge="#4a5058"))


def faint(tokens: Tokens) -> dict[tuple[str, str], float]:
    wanted = dict.fromkeys(INKS, 4.5) | dict.fromkeys(SHAPES, 3.0)
    found = {(ink, ground): contrast(getattr(tokens, ink), getattr(tokens, ground)) for ink, ground in wanted}
    return {pair: ratio for pair, ratio in found.items() if ratio < wanted[pair]}


def test_contrast_is_that_of_wcag() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


@given(COLOUR, COLOUR)
def test_contrast_knows_no_order(one: str, other: str) -> None:
    assert contrast(one, other) == contrast(other, one)
    assert 1 <= contrast(one, other) <= 21.0001


@pytest.mark.parametrize("scheme", Scheme)
def test_a_scheme_reaches_palette_sheet_and_listeners(made: Theme, qapp: QApplication, scheme: Scheme) -> None:
    heard: list[Scheme] = []
    made.changed.connect(lambda: heard.append(made.scheme))
    made.apply(scheme, large=False)
    assert qapp.palette().color(QPalette.ColorRole.Window).name() == TOKENS[scheme].window
    assert qapp.styleSheet() == sheet(scheme)
    assert (heard, theme().tokens) == ([scheme], TOKENS[scheme])


def test_large_text_is_larger_by_three_tenths(made: Theme, qapp: QApplication) -> None:
    made.apply(Scheme.LIGHT, large=True)
    assert qapp.font().pointSizeF() == pytest.approx(Size.BODY.value * 1.3, abs=0.1)
    made.apply(Scheme.LIGHT, large=False)
    assert qapp.font().pointSizeF() == pytest.approx(Size.BODY.value, abs=0.1)


def test_the_system_is_followed_only_when_nothing_else_was_chosen(made: Theme, qapp: QApplication) -> None:
    made.apply(None, large=False)
    qapp.styleHints().setColorScheme(Qt.ColorScheme.Dark)
    followed = made.scheme
    made.apply(Scheme.CONTRAST, large=False)
    qapp.styleHints().setColorScheme(Qt.ColorScheme.Light)
    assert made.scheme is Scheme.CONTRAST
    qapp.styleHints().unsetColorScheme()
    # Where a platform cannot be told its scheme, it stays with the light one.
    assert followed in (Scheme.DARK, Scheme.LIGHT)


def pictures(folder: str) -> list[str]:
    return sorted(path.stem for path in Path(str(retour_resources.root() / folder)).glob("*.svg"))


@pytest.mark.parametrize(
    "name", [name for name in pictures("icons") if name != "app" and not name.startswith("combo-")]
)
def test_every_icon_is_drawn_in_the_colour_asked_for(made: Theme, name: str) -> None:
    made.apply(Scheme.LIGHT, large=False)
    shown = pixmap(name, "danger", 48, 1.0).toImage()
    inks = {
        shown.pixelColor(x, y).name() for x in range(48) for y in range(48) if shown.pixelColor(x, y).alpha() == 255
    }
    assert made.tokens.danger in inks


@pytest.mark.parametrize("name", pictures("drawings"))
@pytest.mark.parametrize("scheme", Scheme)
def test_every_drawing_uses_only_colours_of_the_theme(made: Theme, name: str, scheme: Scheme) -> None:
    made.apply(scheme, large=False)
    source = Path(str(retour_resources.root() / "drawings" / f"{name}.svg")).read_text()
    assert "#" not in source
    assert "{" not in source.format(**{field.name: "" for field in fields(Tokens)})
    assert len(colours(drawing(name, 240, 112, 1.0).toImage())) > 3


def test_a_picture_is_sharp_on_a_dense_screen(made: Theme) -> None:
    dense = pixmap("home", "text", 24, 2.0)
    assert (dense.width(), dense.devicePixelRatio()) == (48, 2.0)


def test_an_icon_follows_the_theme(made: Theme, qtbot: QtBot) -> None:
    made.apply(Scheme.LIGHT, large=False)
    kept = QIcon(icon("check", "accent"))
    light = colours(kept.pixmap(24, 24).toImage())
    made.apply(Scheme.DARK, large=False)
    dark = colours(kept.pixmap(24, 24).toImage())
    assert TOKENS[Scheme.LIGHT].accent in light
    assert TOKENS[Scheme.DARK].accent in dark


def test_the_app_icon_can_be_told_at_16_px(made: Theme) -> None:
    small = QLabel()
    small.setPixmap(pixmap("app", "text", 16, 1.0))
    counted = colours(small.pixmap().toImage())
    assert max(contrast("#1f57c8", ink) for ink in counted) > 4.5


def test_calls_into_qt_keep_none_alive(made: Theme) -> None:
    before = sys.getrefcount(None)
    for _ in range(1000):
        made.setObjectName("theme")
    # A PySide6 that takes a reference with each call (6.12.0 does) ends Python 3.11 within minutes of use.
    assert sys.getrefcount(None) > before - 500
