"""A whole one-trip return from outside: by roles and names alone, and by keyboard alone, with the training device."""

from __future__ import annotations

import re
import sys
import time
from pathlib import Path

import pytest

from tests.gui.outside.desk import Desk

pytestmark = pytest.mark.slow
MOST_SECONDS = 60
"""Of the three minutes that a person may take; the rest is for reading."""
MOST_KEYSTROKES = 80


@pytest.fixture
def window(desk: Desk, tmp_path: Path) -> Desk:
    desk.start([sys.executable, "-m", "retour", "gui"], RETOUR_HOME=str(tmp_path / "home"))
    return desk


def answer_of(desk: Desk) -> str:
    """The name of the file that the training portal gave back, as the window tells it."""
    told = desk.find("label", "Its answer is", seconds=20).name
    found = re.search(r"R-\S+_answer\.retour", told)
    assert found, told
    return found[0]


def test_a_return_by_names_alone(window: Desk) -> None:
    began = time.monotonic()
    window.press("push button", "Practise with the training device")
    window.press("push button", "Return its licenses", seconds=30)
    window.find("label", "8 copies on the device, reported by it.")
    window.press("push button", "Choose what comes home")
    window.tick("radio button", "Decommission")
    window.press("push button", "Review the removal")
    window.tick("check box", "stop working on TRAIN-0001")
    window.press("push button", "Remove 8 copies and sign")
    window.press("push button", "Press the training device's button")
    window.find("label", "8 copies under way, the signed proof is in hand.", seconds=20)
    window.press("push button", "Carry it to the training portal")
    answer = answer_of(window)
    window.press("push button", "Open answer...")
    window.type("text", "File name:", answer)
    window.press("push button", "Open")
    window.find("label", "8 copies in the portal, confirmed by it.", seconds=20)
    window.find("label", "8 copies are home")
    took = time.monotonic() - began
    print(f"a return by names alone: {took:.1f} s")
    assert took < MOST_SECONDS


def test_a_return_by_keyboard_alone(window: Desk) -> None:
    window.find("push button", "Practise with the training device")
    window.key("alt+p")
    window.find("push button", "Return its licenses", seconds=30)
    window.key("alt+r")
    window.find("push button", "Choose what comes home")
    window.key("alt+c")
    window.find("label", "Why do they come home?")
    window.tab_to("Decommission")
    window.key("Space")
    window.key("alt+r")
    window.tab_to("stop working on TRAIN-0001")
    window.key("Space")
    window.key("alt+r")
    window.find("push button", "Press the training device's button")
    window.key("alt+t")
    window.find("push button", "Carry it to the training portal", seconds=20)
    window.key("alt+t")
    answer = answer_of(window)
    window.key("alt+o")
    window.find("dialog", "Open answer")
    window.tab_to("File name:")
    window.keys(answer)
    window.key("Enter")
    window.find("label", "8 copies in the portal, confirmed by it.", seconds=20)
    print(f"a return by keyboard alone: {window.keystrokes} keystrokes, {len(answer)} of them for the file's name")
    assert window.keystrokes < MOST_KEYSTROKES
