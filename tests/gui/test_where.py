"""Rail, chip and strip: where the work stands, where the device is, where every copy is."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from retour.returns.strip import Certainty, Place, Strip
from retour_gui.theme import Scheme, Theme
from retour_gui.widgets.chip import Chip
from retour_gui.widgets.rail import Rail, RailStep, StepStatus
from retour_gui.widgets.strip import TRAVEL_MS, StripView
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


def steps(now: int = 1, count: int = 4) -> list[RailStep]:
    def status(at: int) -> StepStatus:
        return StepStatus.DONE if at < now else StepStatus.NOW if at == now else StepStatus.AHEAD

    return [RailStep(f"step{at}", f"Title {at}", status(at)) for at in range(count)]


def test_the_rail_tells_number_title_and_state(qtbot: QtBot) -> None:
    rail = Rail()
    rail.set_steps(steps(), "step1")
    show(qtbot, rail)
    names = [said(button) for button in rail.findChildren(QWidget) if button.focusPolicy() != Qt.FocusPolicy.NoFocus]
    assert names == [
        "Step 1 of 4, Title 0, done",
        "Step 2 of 4, Title 1, now",
        "Step 3 of 4, Title 2, ahead",
        "Step 4 of 4, Title 3, ahead",
    ]


def test_the_rail_is_walked_and_pressed_by_keys_and_keeps_its_focus(qtbot: QtBot) -> None:
    rail = Rail()
    rail.set_steps(steps(), "step1")
    window = show(qtbot, rail)
    visited: list[str] = []
    rail.visited.connect(visited.append)
    first = rail.findChildren(QWidget)[0]
    first.setFocus()
    for key in (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Space):
        focused = window.focusWidget()
        assert focused is not None
        QTest.keyClick(focused, key)
    assert visited == ["step2"]
    held = window.focusWidget()
    rail.set_steps(steps(now=2), "step2")
    assert window.focusWidget() is held
    assert held is not None
    assert said(held) == "Step 3 of 4, Title 2, now"
    rail.set_steps(steps(count=3), "step0")
    QApplication.processEvents()
    assert len([step for step in rail.findChildren(QWidget) if step.isVisible()]) == 3


def test_the_chip_says_everything(qtbot: QtBot) -> None:
    chip = Chip()
    show(qtbot, chip)
    assert (said(chip), role(chip)) == ("No device yet", QAccessible.Role.StaticText)
    chip.set_device("AX-200", SHA, "/dev/ttyACM0", True)
    assert said(chip) == f"AX-200, host ID {SHA}, on /dev/ttyACM0, connected"
    assert chip.minimumSizeHint().width() < 420
    chip.set_device("AX-200", "SN-4711", "", False)
    assert said(chip) == "AX-200, host ID SN-4711, lost, waiting for it"


@pytest.mark.parametrize(
    ("strip", "sentence"),
    [
        (None, "Where every copy is: nothing is known yet."),
        (AT_THE_DEVICE, "5 copies on the device, reported by it. None under way. None in the portal."),
        (UNDER_WAY, "None on the device. 5 copies under way, the signed proof is in hand. None in the portal."),
        (HOME, "None on the device. None under way. 5 copies in the portal, confirmed by it."),
    ],
)
def test_the_strip_is_said_in_whole_sentences(qtbot: QtBot, strip: Strip | None, sentence: str) -> None:
    view = StripView()
    view.set_strip(strip)
    show(qtbot, view)
    assert (said(view), role(view)) == (sentence, QAccessible.Role.StaticText)
    assert 96 <= view.height() <= 112


def moves(view: StripView) -> bool:
    return view.travelling


def test_copies_travel_once_and_arrive(qtbot: QtBot) -> None:
    view = StripView()
    show(qtbot, view)
    view.set_strip(AT_THE_DEVICE)
    assert not moves(view)
    view.set_strip(UNDER_WAY)
    assert moves(view)
    assert TRAVEL_MS <= 400
    qtbot.waitUntil(lambda: not moves(view), timeout=2000)
    view.set_strip(UNDER_WAY)
    assert not moves(view)


def test_nothing_travels_where_stillness_is_asked_for(qtbot: QtBot) -> None:
    view = StripView(animated=False)
    show(qtbot, view)
    view.set_strip(AT_THE_DEVICE)
    view.set_strip(HOME)
    assert not moves(view)


def test_a_folded_strip_keeps_its_sentence(qtbot: QtBot) -> None:
    view = StripView()
    show(qtbot, view)
    view.set_strip(HOME, folded=True)
    assert "5 copies in the portal" in said(view)
    assert view.sizeHint().height() < 60
