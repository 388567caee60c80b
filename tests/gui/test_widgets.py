"""What the widgets do: signals, keys, and what a screen reader is told."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QSpinBox, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from retour.errors import RetourError
from retour.returns.strip import Certainty, Place, Strip
from retour_gui.theme import Scheme, Theme
from retour_gui.widgets.banner import Banner
from retour_gui.widgets.button import Button, Kind, LinkButton
from retour_gui.widgets.card import Fold
from retour_gui.widgets.choice import Choice, Option
from retour_gui.widgets.column import Column
from retour_gui.widgets.drawn import Drawn
from retour_gui.widgets.paint import plain, runs_from_right
from retour_gui.widgets.stepper import Stepper
from retour_gui.widgets.text import Role, Text
from retour_gui.widgets.tick import Tick
from retour_gui.widgets.working import Working
from tests.gui.shown import role, said, show

NONE = Place(0, Certainty.NONE)
AT_THE_DEVICE = Strip(Place(5, Certainty.REPORTED), NONE, NONE)
UNDER_WAY = Strip(NONE, Place(5, Certainty.SIGNED), NONE)
HOME = Strip(NONE, NONE, Place(5, Certainty.CONFIRMED))
SHA = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"


@pytest.fixture(autouse=True)
def made(qapp: QApplication) -> Iterator[Theme]:
    made = Theme(qapp)
    made.apply(Scheme.LIGHT, large=False)
    yield made
    made.apply(Scheme.LIGHT, large=False)


# Buttons and text.


def test_a_button_says_its_text_without_the_mnemonic(qtbot: QtBot) -> None:
    button = Button("&Read licenses && more", Kind.PRIMARY)
    show(qtbot, button)
    assert said(button) == "Read licenses & more"
    button.setText("&Save")
    assert said(button) == "Save"


def test_a_button_in_a_narrow_place_wraps_and_grows(qtbot: QtBot) -> None:
    button = Button("Remove five copies and sign the proof of it")
    wide, narrow = button.heightForWidth(600), button.heightForWidth(150)
    assert wide == 44
    assert narrow > 2 * 20 + 20
    assert button.minimumSizeHint().width() < 150


def test_a_link_is_a_button_too(qtbot: QtBot) -> None:
    link = LinkButton("&About")
    show(qtbot, link)
    assert role(link) == QAccessible.Role.Button
    assert link.height() >= 44


def test_text_grows_with_the_theme_and_only_codes_are_selectable(qtbot: QtBot, made: Theme) -> None:
    body, mono = Text("Body"), Text("9f86 d081", Role.MONO)
    before = body.fontMetrics().height()
    made.apply(Scheme.LIGHT, large=True)
    assert body.fontMetrics().height() > before
    assert body.textInteractionFlags() == Qt.TextInteractionFlag.NoTextInteraction
    assert mono.textInteractionFlags() & Qt.TextInteractionFlag.TextSelectableByMouse


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
@given(st.text(st.characters(categories=["L", "N", "P", "Zs"]), max_size=200), st.integers(60, 700))
def test_a_text_gets_the_height_that_it_needs(words: str, width: int) -> None:
    window = QWidget()
    column = QVBoxLayout(window)
    text = Text(words)
    column.addWidget(text)
    column.addStretch(1)
    width = max(width, window.minimumSizeHint().width())
    window.resize(width, column.totalHeightForWidth(width))
    column.activate()
    assert text.height() >= text.heightForWidth(text.width())
    window.deleteLater()


@pytest.mark.parametrize(
    ("text", "right"), [("5 copies", False), ("5 نسخ", True), ("123", False), ("", False), ("SN 4711 שלום", False)]
)
def test_a_text_runs_by_its_first_letter(text: str, right: bool) -> None:
    assert runs_from_right(text) is right


@given(st.text(max_size=40))
def test_plain_text_has_no_mnemonic_left(text: str) -> None:
    assert plain(text.replace("&", "&&")).rstrip("\n") == text.rstrip("\n")


# The column.


def test_the_column_is_at_most_720_px_in_the_middle(qtbot: QtBot) -> None:
    column, text = Column(), Text("word " * 300)
    column.add(text)
    show(qtbot, column).resize(1366, 500)
    QApplication.processEvents()
    left = text.mapTo(column, QPoint(0, 0)).x()
    assert 712 <= text.width() <= 720
    assert abs(left - (column.viewport().width() - text.width() - left)) <= 2


def test_what_gets_the_focus_comes_into_sight(qtbot: QtBot) -> None:
    column = Column()
    buttons = [Button(f"Button {at}") for at in range(30)]
    for button in buttons:
        column.add(button)
    window = show(qtbot, column)
    assert buttons[-1].visibleRegion().isEmpty()
    buttons[-1].setFocus()
    QApplication.processEvents()
    assert buttons[-1].visibleRegion().boundingRect().height() == buttons[-1].height()
    assert window.isVisible()


def test_a_cleared_column_can_be_filled_again(qtbot: QtBot) -> None:
    column = Column()
    for round_ in range(2):
        column.add(Text(f"Round {round_}"))
        column.space(8)
        column.stretch()
        column.clear()
    column.add(Button("Only this"))
    show(qtbot, column)
    assert [button.text() for button in column.findChildren(Button) if button.isVisible()] == ["Only this"]


# Stepper, choice, tick.


def test_a_stepper_counts_by_buttons_keys_and_digits(qtbot: QtBot) -> None:
    stepper = Stepper(0, 12, 5, "Trend Controller")
    show(qtbot, stepper)
    heard: list[int] = []
    stepper.changed.connect(heard.append)
    stepper.more.click()
    stepper.fewer.click()
    field = stepper.findChild(QSpinBox)
    assert field is not None
    QTest.keyClick(field, Qt.Key.Key_Up)
    field.selectAll()
    QTest.keyClicks(field, "12")
    assert heard[-1] == stepper.value == 12
    assert heard[:3] == [6, 5, 6]
    assert not stepper.more.isEnabled()
    stepper.set_value(99)
    assert stepper.value == 12
    names = [said(widget) for widget in (stepper.fewer, field, stepper.more)]
    assert names == ["Fewer: Trend Controller", "Trend Controller", "More: Trend Controller"]


def test_a_button_of_the_stepper_that_switches_off_hands_the_focus_on(qtbot: QtBot) -> None:
    stepper = Stepper(0, 5, 1, "Copies")
    window = show(qtbot, stepper)
    stepper.fewer.setFocus()
    QTest.keyClick(stepper.fewer, Qt.Key.Key_Space)
    assert stepper.value == 0
    assert isinstance(window.focusWidget(), QSpinBox)


def test_a_choice_is_a_group_of_radio_buttons(qtbot: QtBot) -> None:
    options = [Option("one", "One trip", "Sign and carry.", "Recommended"), Option("two", "Confirmed", "Two visits.")]
    choice = Choice(options, "one")
    show(qtbot, choice)
    heard: list[str] = []
    choice.chosen.connect(heard.append)
    first, second = choice.cards
    assert (role(first), said(first)) == (QAccessible.Role.RadioButton, "One trip, Recommended")
    assert said(first, QAccessible.Text.Description) == "Sign and carry."
    QTest.mouseClick(second, Qt.MouseButton.LeftButton, pos=QPoint(second.width() - 10, 10))
    assert (heard, choice.value) == (["two"], "two")
    second.setFocus()
    QTest.keyClick(second, Qt.Key.Key_Up)
    assert choice.value == "one"
    choice.set_value("two")
    assert (heard, choice.value) == (["two", "one", "two"], "two")


def test_a_tick_is_a_check_box_that_can_be_pressed_anywhere(qtbot: QtBot) -> None:
    tick = Tick("&Trend stops working on SN 4711")
    show(qtbot, tick)
    assert (role(tick), said(tick)) == (QAccessible.Role.CheckBox, "Trend stops working on SN 4711")
    with qtbot.waitSignal(tick.toggled, timeout=100):
        QTest.mouseClick(tick, Qt.MouseButton.LeftButton, pos=QPoint(tick.width() - 5, 5))
    assert tick.isChecked()
    QTest.keyClick(tick, Qt.Key.Key_Space)
    assert not tick.isChecked()


def test_a_fold_says_whether_it_is_open(qtbot: QtBot) -> None:
    fold, inside = Fold("Other ways"), Text("Inside")
    fold.add(inside)
    show(qtbot, fold)
    assert not inside.isVisible()
    assert said(fold.header, QAccessible.Text.Description).startswith("Collapsed")
    QTest.keyClick(fold.header, Qt.Key.Key_Space)
    assert inside.isVisible()
    assert said(fold.header, QAccessible.Text.Description).startswith("Expanded")
    fold.set_open(False)
    assert not fold.is_open


# Banner, progress, drawn states.


def test_the_banner_shows_three_lines_and_takes_no_focus(qtbot: QtBot) -> None:
    banner, button = Banner(translate=str.upper), Button("Here")
    window = show(qtbot, banner, button)
    button.setFocus()
    pressed: list[str] = []
    error = RetourError("other-device", "For SN 4712.", "Nothing changed.", "Choose another.", digest=b"\x9f\x86")
    banner.show_error(error, ("Open the other case", lambda: pressed.append("open")))
    lines = [text.text() for text in banner.findChildren(Text) if text.isVisible()]
    assert lines == ["FOR SN 4712.", "NOTHING CHANGED.", "CHOOSE ANOTHER."]
    assert said(banner) == "FOR SN 4712. NOTHING CHANGED. CHOOSE ANOTHER."
    assert window.focusWidget() is button
    named = {said(each): each for each in banner.findChildren(Button)}
    named["Open the other case"].click()
    named["Details"].click()
    named["Copy details"].click()
    copied = QGuiApplication.clipboard().text()
    assert pressed == ["open"]
    assert "other-device" in copied
    assert "digest: 9f86" in copied
    with qtbot.waitSignal(banner.dismissed, timeout=100):
        named["Dismiss"].click()
    assert not banner.isVisible()


def test_a_note_replaces_an_error(qtbot: QtBot) -> None:
    banner = Banner()
    show(qtbot, banner)
    banner.show_error(RetourError("x", "What", "Safe", "Do"))
    banner.show_note("Saved, read back and compared.", "good")
    QApplication.processEvents()
    assert [text.text() for text in banner.findChildren(Text) if text.isVisible()] == ["Saved, read back and compared."]
    assert banner.tone == "good"
    banner.hide_banner()
    assert not banner.isVisible()


def test_progress_tells_bytes_and_the_time_left(qtbot: QtBot) -> None:
    now = [10.0]
    working = Working(clock=lambda: now[0])
    show(qtbot, working)
    assert not working.isVisible()
    working.start("Reading licenses")
    working.progress(10, 100)
    assert working.seconds_left(10, 100) is None
    now[0] = 14.0
    assert working.seconds_left(20, 100) == 16
    assert working.seconds_left(100, 100) is None
    working.progress(2_000_000_000_000, 10_000_000_000_000)
    texts = " ".join(text.text() for text in working.findChildren(Text))
    assert "about 16 seconds left" in texts
    working.progress(1, 4, "parts")
    assert "part 1 of 4" in " ".join(text.text() for text in working.findChildren(Text))
    with qtbot.waitSignal(working.cancelled, timeout=100):
        working.cancel.click()
    working.stop()
    assert not working.isVisible()


def test_a_drawn_state_has_one_primary_action(qtbot: QtBot) -> None:
    done: list[str] = []
    actions = [("&Try again", lambda: done.append("again")), ("&Help", lambda: done.append("help"))]
    drawn = Drawn("nothing-found", "No device found", "Plug it in.", actions)
    show(qtbot, drawn)
    assert [button.kind for button in drawn.buttons] == [Kind.PRIMARY, Kind.QUIET]
    for button in drawn.buttons:
        button.click()
    assert done == ["again", "help"]


def test_what_came_in_late_is_read_in_its_place(qtbot: QtBot) -> None:
    """By the Tab key, and by a screen reader, which goes by the children."""
    column = Column()
    qtbot.addWidget(column)
    place, last = QVBoxLayout(), Button("Last")
    column.add(place)
    column.add(last)
    column.show()
    qtbot.waitExposed(column)
    late = Button("Late, but first")
    place.addWidget(late)
    parent = late.parentWidget()
    assert parent is not None
    qtbot.waitUntil(lambda: parent.children().index(late) < parent.children().index(last))
    late.setFocus()
    QTest.keyClick(late, Qt.Key.Key_Tab)
    assert column.focusWidget() is last


def test_a_choice_that_is_given_the_focus_gives_it_to_a_card(qtbot: QtBot) -> None:
    choice = Choice([Option("a", "One", ""), Option("b", "Two", "")], "b")
    qtbot.addWidget(choice)
    choice.show()
    choice.setFocus()
    assert choice.focusWidget() is choice.cards[1]
    choice.set_value("a")
    choice.setFocus()
    assert choice.focusWidget() is choice.cards[0]
