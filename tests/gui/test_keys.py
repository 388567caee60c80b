"""What anybody expects of a window: keys that close it, help, one step back, paste, double click, a size that fits."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from retour.errors import Refused
from retour.returns.flow import Step
from retour.returns.ways import Way
from retour_gui.cases.row import CaseRow
from retour_gui.settings import Settings
from retour_gui.wizard.leave import LeavePage
from tests.gui.person import Person, person
from tests.gui.test_window import written
from tests.returns.kit import ANSWER, MESSAGE, case

CTRL, NONE = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.NoModifier
CASE = "R-0000-0001"


@pytest.fixture
def home(tmp_path: Path) -> Path:
    home = tmp_path / "laptop"
    written(home, (case(Way.CONFIRMED, number=CASE), MESSAGE, ANSWER), age=timedelta(days=1))
    return home


def key(somebody: Person, which: Qt.Key, held: Qt.KeyboardModifier = NONE) -> None:
    QTest.keyClick(somebody.window.focusWidget(), which, held)


@pytest.mark.parametrize("which", [Qt.Key.Key_W, Qt.Key.Key_Q])
def test_the_window_is_closed_by_keys(home: Path, qtbot: QtBot, which: Qt.Key) -> None:
    with person(home) as somebody:
        somebody.sees(CASE)
        somebody.window.activateWindow()
        key(somebody, which, CTRL)
        assert not somebody.window.isVisible()


def test_help_comes_by_f1_and_goes_by_escape(home: Path, qtbot: QtBot) -> None:
    with person(home) as somebody:
        somebody.press(f"Go on with case {CASE}")
        somebody.at(Step.APPLY)
        somebody.window.activateWindow()
        key(somebody, Qt.Key.Key_F1)
        somebody.sees("How a return goes")
        key(somebody, Qt.Key.Key_Escape)
        somebody.at(Step.APPLY)
        assert somebody.window.stack.currentWidget() is somebody.case


def test_escape_puts_a_message_away_and_ends_leaving_but_never_the_return(home: Path, qtbot: QtBot) -> None:
    with person(home) as somebody:
        somebody.press(f"Go on with case {CASE}")
        somebody.at(Step.APPLY)
        somebody.press("I must leave now")
        assert isinstance(somebody.case.stack.currentWidget(), LeavePage)
        somebody.press("Copy the case number")
        assert QGuiApplication.clipboard().text() == CASE
        somebody.sees(f"The case number {CASE} is on the clipboard.")
        key(somebody, Qt.Key.Key_Escape)
        assert not somebody.window.banner.isVisible()
        key(somebody, Qt.Key.Key_Escape)
        assert somebody.case.stack.currentWidget() is somebody.case.page
        somebody.window.show_error(Refused("x", "What.", "Safe.", "Do."))
        key(somebody, Qt.Key.Key_Escape)
        assert not somebody.window.banner.isVisible()
        key(somebody, Qt.Key.Key_Escape)
        somebody.at(Step.APPLY)


def test_a_file_is_pasted_at_the_start_page(home: Path, tmp_path: Path, qtbot: QtBot) -> None:
    strange = tmp_path / "strange.retour"
    strange.write_bytes(b"no answer")
    with person(home) as somebody:
        somebody.sees(CASE)
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(str(strange))])
        QGuiApplication.clipboard().setMimeData(data)
        key(somebody, Qt.Key.Key_V, CTRL)
        somebody.wait(lambda: somebody.window.banner.error is not None, "an error about the file")


def test_a_double_click_opens_a_case(home: Path, qtbot: QtBot) -> None:
    with person(home) as somebody:
        somebody.sees(CASE)
        (row,) = somebody.window.findChildren(CaseRow)
        QTest.mouseDClick(row, Qt.MouseButton.LeftButton)
        somebody.at(Step.APPLY)


def test_a_size_from_a_larger_screen_is_brought_down_to_this_one(home: Path, qtbot: QtBot) -> None:
    Settings(home).size = (9000, 7000)
    with person(home) as somebody:
        screen = somebody.window.screen().availableSize()
        fitting = screen.expandedTo(somebody.window.minimumSize())
        assert somebody.app.fitting() == fitting
