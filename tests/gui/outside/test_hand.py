"""The hand itself, proved on a window of thirty lines."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tests.gui.outside.desk import Desk, NotThereError

SAMPLE = [sys.executable, str(Path(__file__).with_name("sample_window.py"))]


def test_a_window_is_driven_by_names_alone(desk: Desk) -> None:
    desk.start(SAMPLE)
    assert "enabled" not in desk.find("push button", "Read it").states
    desk.type("text", "Ticket", "T-4711")
    desk.tick("check box", "stops working")
    desk.press("push button", "Read")
    assert desk.find("label", "Read with").name == "Read with T-4711"
    assert desk.find("text", "Ticket").text == "T-4711"
    desk.tick("check box", "stops working", on=False)
    with pytest.raises(NotThereError, match=r"no push button named 'Read it' within[\s\S]*check box"):
        desk.press("push button", "Read it", seconds=0.1)
    # Pages of a stack that are not shown stay in the tree; a person does not meet them.
    desk.gone("push button", "Never to be seen", seconds=0.1)
    with pytest.raises(NotThereError, match="was still there"):
        desk.gone("check box", "stops", seconds=0.1)


def test_a_window_is_driven_by_keyboard_alone(desk: Desk) -> None:
    desk.start(SAMPLE)
    desk.tab_to("Ticket")
    desk.keys("Ab 7-_")
    desk.tab_to("stops working")
    desk.key("Space")
    assert "checked" in desk.find("check box", "stops").states
    desk.key("alt+r")
    assert desk.find("label", "Read with").name == "Read with Ab 7-_"
    assert desk.tab_to("Ticket", backwards=True).role == "text"
    assert 9 <= desk.keystrokes <= 13


def test_a_program_without_a_window_is_told_with_what_it_said(desk: Desk) -> None:
    with pytest.raises(NotThereError, match=r"showed no window[\s\S]*exit code is 3[\s\S]*no screen"):
        desk.start([sys.executable, "-c", "import sys; print('no screen', file=sys.stderr); sys.exit(3)"], seconds=0.5)
