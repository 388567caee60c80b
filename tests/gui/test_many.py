"""An expert's start page: hundreds of cases are drawn in steps, and one is found by what a person knows of it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from retour.protocol.model import Host, HostType
from retour.returns.case import Notes, Replaced
from retour.returns.ways import Way
from retour_gui.cases.list import FEW, STEP
from retour_gui.cases.row import CaseRow
from tests.gui.person import Person, person
from tests.gui.test_window import written
from tests.returns.kit import MESSAGE, case

WAITING, FINISHED = 2 * STEP + 5, 30


@pytest.fixture
def home(tmp_path: Path) -> Path:
    home = tmp_path / "laptop"
    stories: list[tuple[object, ...]] = []
    for number in range(WAITING + FINISHED):
        host = Host(HostType.SERIAL, f"SN-{number:03d}")
        of = replace(case(Way.ONE_TRIP, number=f"R-0000-{number:04d}", host=host), notes=Notes(site=f"Hall {number}"))
        stories.append((of, MESSAGE, *([Replaced("R-1")] if number >= WAITING else [])))
    written(home, *stories)
    return home


def rows(somebody: Person) -> list[str]:
    return [row.number for row in somebody.window.findChildren(CaseRow) if row.isVisible()]


def find(somebody: Person, text: str) -> None:
    (field,) = (each for each in somebody.window.findChildren(QLineEdit) if each.accessibleName() == "Find a case")
    assert field.isVisible()
    field.setText(text)


def test_many_cases_are_drawn_in_steps_and_the_keyboard_goes_on(home: Path, qtbot: QtBot) -> None:
    with person(home) as somebody:
        somebody.sees("30 finished cases")
        assert len(somebody.window.findChildren(CaseRow)) == STEP, "what is folded away is not even made"
        somebody.press("Show 20 more cases")
        somebody.wait(lambda: len(rows(somebody)) == 2 * STEP, "more cases")
        focused = somebody.window.focusWidget()
        assert focused.accessibleName() == f"Go on with case R-0000-{WAITING - STEP - 1:04d}", "the first that came"
        somebody.press("Show 5 more cases")
        somebody.wait(lambda: len(rows(somebody)) == WAITING, "all cases")
        somebody.press("30 finished cases")
        somebody.wait(lambda: len(rows(somebody)) == WAITING + STEP, "the finished ones")
        somebody.press("Show 10 more cases")
        somebody.wait(lambda: len(rows(somebody)) == WAITING + FINISHED, "all of them")


def test_a_case_is_found_by_what_is_known_of_it(home: Path, qtbot: QtBot) -> None:
    with person(home) as somebody:
        somebody.sees("30 finished cases")
        find(somebody, "hall 7 sn-007")
        somebody.wait(lambda: rows(somebody) == ["R-0000-0007"], "the one case")
        find(somebody, f"R-0000-{WAITING:04d}")
        somebody.press("1 finished case")
        somebody.wait(lambda: rows(somebody) == [f"R-0000-{WAITING:04d}"], "a finished one")
        find(somebody, "nowhere")
        somebody.sees("No case says all of this.")
        find(somebody, "SN-003")
        somebody.window.show_help()
        somebody.press("Start page")
        somebody.wait(lambda: rows(somebody) == ["R-0000-0003"], "what was looked for to stay")


def test_a_few_cases_need_no_field(tmp_path: Path, qtbot: QtBot) -> None:
    home = tmp_path / "laptop"
    written(home, *((case(Way.ONE_TRIP, number=f"R-{number}"), MESSAGE) for number in range(FEW)))
    with person(home) as somebody:
        somebody.wait(lambda: len(rows(somebody)) == FEW, "the cases")
        assert not any(field.isVisible() for field in somebody.window.findChildren(QLineEdit))
