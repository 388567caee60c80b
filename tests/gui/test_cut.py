"""The strict eye sees every planted fault, and nothing where there is none."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QComboBox,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot

from retour_gui.theme import Scheme, Theme
from retour_gui.widgets.button import Button
from retour_gui.widgets.column import Column
from retour_gui.widgets.text import Text
from tests.gui import gallery
from tests.gui.cut import problems


@pytest.fixture(autouse=True)
def made(qapp: QApplication) -> Iterator[Theme]:
    made = Theme(qapp)
    made.apply(Scheme.LIGHT, large=False)
    yield made
    made.apply(Scheme.LIGHT, large=False)
    qapp.setLayoutDirection(Qt.LayoutDirection.LeftToRight)


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    window = QWidget()
    window.resize(400, 300)
    qtbot.addWidget(window)
    return window


def put(window: QWidget, widget: QWidget, x: int, y: int, width: int, height: int) -> None:
    widget.setParent(window)
    widget.setGeometry(x, y, width, height)


def found(window: QWidget) -> list[str]:
    window.show()
    return problems(window)


def only(window: QWidget, fault: str) -> None:
    faults = found(window)
    assert faults
    assert all(fault in line for line in faults), faults


def test_nothing_is_found_where_all_is_well(window: QWidget) -> None:
    put(window, Text("A sentence that needs two lines in this width."), 10, 10, 200, 60)
    put(window, Button("&Save"), 10, 80, 120, 44)
    field = QLineEdit("Plant 7")
    field.setAccessibleName("Site")
    put(window, field, 10, 140, 200, 44)
    assert found(window) == []


def test_a_wrapped_text_without_room_below(window: QWidget) -> None:
    put(window, Text("A sentence that needs two lines in this width."), 10, 10, 200, 20)
    only(window, "text cut in height, 20 px of")


def test_a_word_wider_than_its_label(window: QWidget) -> None:
    put(window, Text("Lizenzrückführungsbestätigung"), 10, 10, 100, 90)
    only(window, "text cut in width")


def test_a_label_that_does_not_wrap(window: QWidget) -> None:
    put(window, QLabel("A plain label of Qt that is far too long"), 10, 10, 90, 44)
    only(window, "text cut in width")


def test_a_button_whose_label_does_not_fit(window: QWidget) -> None:
    put(window, Button("Remove all five copies and sign"), 10, 10, 120, 44)
    only(window, "text cut")


def test_a_plain_button_of_qt_whose_label_does_not_fit(window: QWidget) -> None:
    put(window, QPushButton("Remove all five copies and sign"), 10, 10, 60, 44)
    only(window, "text cut in width")


def test_a_combo_box_that_cuts_what_is_chosen(window: QWidget) -> None:
    combo = QComboBox()
    combo.setAccessibleName("Why")
    combo.addItem("Decommissioned for good")
    put(window, combo, 10, 10, 90, 44)
    only(window, "text cut in width")


def test_an_elided_text_that_is_said_nowhere(window: QWidget) -> None:
    put(window, QLabel("9f86d0…0a08"), 10, 10, 200, 44)
    only(window, "elided")


def test_an_elided_text_with_its_whole_as_name_is_well(window: QWidget) -> None:
    label = QLabel("9f86d0…0a08")
    label.setAccessibleName("9f86d081884c7d650a08")
    put(window, label, 10, 10, 200, 44)
    assert found(window) == []


@pytest.mark.parametrize(("width", "height"), [(200, 30), (40, 44)])
def test_a_target_too_small(window: QWidget, width: int, height: int) -> None:
    button = Button("", icon="plus")
    button.setAccessibleName("More")
    put(window, button, 10, 10, width, height)
    assert any(f"target of {width} x {height} px" in line for line in found(window))


def test_a_small_check_box_of_qt(window: QWidget) -> None:
    put(window, QCheckBox("Slip"), 10, 10, 120, 24)
    assert any("target of 120 x 24 px" in line for line in found(window))


def test_two_controls_over_each_other(window: QWidget) -> None:
    put(window, Button("Save"), 10, 10, 120, 44)
    put(window, Button("Print"), 100, 30, 120, 44)
    assert any("overlap of 30 x 24 px" in line for line in found(window))


def test_a_control_over_one_of_another_branch(window: QWidget) -> None:
    box = QWidget()
    put(window, box, 0, 0, 200, 100)
    put(box, Button("Save"), 10, 10, 120, 44)
    put(window, Button("Print"), 100, 30, 120, 44)
    assert any("overlap" in line for line in found(window))


def test_a_control_beyond_the_window(window: QWidget) -> None:
    put(window, Button("Save"), 350, 10, 120, 44)
    assert any("outside of QWidget" in line for line in found(window))


def test_a_control_clipped_by_its_own_box(window: QWidget) -> None:
    box = QWidget()
    put(window, box, 0, 0, 100, 100)
    put(box, Text("A long word"), 10, 10, 180, 44)
    assert any("outside of QWidget" in line for line in found(window))


def test_what_can_be_scrolled_to_is_not_outside(qtbot: QtBot) -> None:
    column = Column()
    qtbot.addWidget(column)
    for number in range(12):
        column.add(Text(f"Line {number}"))
        column.add(Button(f"Do {number}"))
    column.resize(400, 200)
    assert found(column) == []


def test_what_cannot_be_scrolled_to_is_outside(window: QWidget) -> None:
    area = QScrollArea()
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    wide = QWidget()
    wide.setFixedSize(900, 100)
    area.setWidget(wide)
    put(wide, Button("Save"), 700, 10, 120, 44)
    put(window, area, 0, 0, 300, 200)
    only(window, "beyond the side")


@pytest.mark.parametrize("kind", [QLineEdit, QPlainTextEdit, QComboBox])
def test_a_control_without_a_name(window: QWidget, kind: type[QWidget]) -> None:
    put(window, kind(), 10, 10, 200, 60)
    only(window, "no accessible name")


def test_a_field_is_named_by_its_label(window: QWidget) -> None:
    label, field = QLabel("&Site"), QLineEdit()
    label.setBuddy(field)
    put(window, label, 10, 10, 100, 30)
    put(window, field, 10, 50, 200, 44)
    assert found(window) == []


def test_a_focus_that_nobody_can_name(window: QWidget) -> None:
    box = QWidget()
    put(window, box, 10, 10, 200, 60)
    box.setFocus()
    only(window, "the focus is on what has no name")


def test_tab_that_goes_back_up(qtbot: QtBot) -> None:
    area, inner = QScrollArea(), QWidget()
    qtbot.addWidget(area)
    low, high = QPushButton("Below", inner), QPushButton("Above", inner)
    low.setGeometry(10, 100, 100, 60)
    high.setGeometry(10, 10, 100, 60)
    third = QPushButton("Last", inner)
    third.setGeometry(10, 190, 100, 60)
    inner.resize(200, 260)
    area.setWidget(inner)
    area.resize(300, 300)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    area.show()
    third.setFocus()
    QWidget.setTabOrder(third, high)
    QWidget.setTabOrder(high, low)
    assert found(area) == []
    QWidget.setTabOrder(third, low)
    QWidget.setTabOrder(low, high)
    assert any("Tab goes back" in fault for fault in found(area))


def test_a_faint_text(window: QWidget) -> None:
    label = QLabel("Hard to read")
    label.setStyleSheet("color: #a8b0bb; background: #ffffff")
    put(window, label, 10, 10, 200, 44)
    only(window, "contrast 2.")


def test_a_faint_placeholder(window: QWidget) -> None:
    field = QLineEdit()
    field.setAccessibleName("Site")
    field.setPlaceholderText("Plant 7")
    field.setStyleSheet("placeholder-text-color: #c0c0c0")
    put(window, field, 10, 10, 200, 44)
    only(window, "contrast 1.")


def test_what_is_hidden_is_not_looked_at(window: QWidget) -> None:
    inner = QWidget()
    QVBoxLayout(window).addWidget(inner)
    put(inner, QPushButton("Cut and small"), 10, 10, 20, 20)
    inner.hide()
    assert found(window) == []


@pytest.mark.parametrize("page", gallery.PAGES)
@pytest.mark.parametrize("look", gallery.LOOKS)
def test_every_widget_is_well_in_every_look(
    qapp: QApplication, qtbot: QtBot, made: Theme, page: str, look: str
) -> None:
    scheme, large, rtl, long = gallery.LOOKS[look]
    made.apply(scheme, large)
    qapp.setLayoutDirection(Qt.LayoutDirection.RightToLeft if rtl else Qt.LayoutDirection.LeftToRight)
    shown = gallery.PAGES[page](long)
    qtbot.addWidget(shown)
    # Many samples stand on one sheet, and a letter may be of several; on a page of the product it may not.
    assert [fault for fault in found(shown) if not fault.startswith("Alt+")] == []
