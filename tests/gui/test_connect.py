"""The first page: why a port cannot be used, in the core's words, and the one thing to do about it."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication
from pytestqt.qtbot import QtBot

from retour.errors import NotReached
from retour.link.discovery import Found, find
from retour.link.ports import Port
from retour_gui.wizard.connect import ConnectPage
from tests.gui.person import Person, person
from tests.gui.states import still, unfold
from tests.gui.test_pictures import wait_in_vain
from tests.link.emulators import running

PORT = Port("/dev/ttyUSB0", "Adapter", 0x0403, 0x6001, "FT1")
COMMAND = "sudo usermod -aG dialout anna"


def unusable(code: str, **details: object) -> Found:
    error = NotReached(code, f"{code} is what happened.", "Nothing was changed.", f"This helps: {code}.", **details)
    return Found(PORT.address, PORT.description, None, error, PORT, says="Zephyr 4.4.0")


def shown(somebody: Person, *found: Found) -> None:
    """Only these ports are there, and the page has waited long enough."""
    engine = somebody.app.engine
    engine.found = found
    engine.found_changed.emit()
    wait_in_vain(somebody)


@pytest.fixture
def waiting(tmp_path: Path, qtbot: QtBot) -> Iterator[Person]:
    with person(tmp_path / "laptop") as somebody:
        somebody.press("Start a return")
        with still(somebody):
            yield somebody
            somebody.app.engine.found = ()


@pytest.mark.parametrize(
    ("code", "title"),
    [
        ("port-busy", "Another program holds the port"),
        ("port-permission", "You may not use the port"),
        ("wrong-speed", "What this port sends cannot be read"),
        ("no-answer", "A port is there, but no device answers"),
    ],
)
def test_each_reason_is_a_state_of_its_own_with_the_words_of_the_line(code: str, title: str, waiting: Person) -> None:
    shown(waiting, unusable(code))
    waiting.sees(title)
    waiting.sees(f"{code} is what happened. This helps: {code}.")
    assert waiting.can_press("Look again now")
    assert not waiting.can_press("Copy the command")


def test_the_command_that_gives_the_right_can_be_copied(waiting: Person) -> None:
    shown(waiting, unusable("port-permission", command=COMMAND))
    QGuiApplication.clipboard().clear()
    waiting.press("Copy the command")
    assert QGuiApplication.clipboard().text() == COMMAND
    waiting.sees("The command is on the clipboard")


def test_a_held_port_is_drawn_before_a_silent_one(waiting: Person) -> None:
    shown(waiting, unusable("no-answer"), unusable("port-busy"))
    waiting.sees("Another program holds the port")
    assert "no device answers" not in waiting.screen()


def test_what_a_stranger_says_about_itself_is_shown(waiting: Person) -> None:
    shown(waiting, unusable("no-license-return"))
    unfold(waiting)
    waiting.sees("It says about itself: Zephyr 4.4.0")


def test_a_device_at_another_speed_is_simply_connected(waiting: Person, tmp_path: Path) -> None:
    with running(tmp_path) as emulator:
        found = asyncio.run(find(emulator.pty))
    shown(waiting, replace(found, address="/dev/ttyUSB0@57600", speed=57600))
    waiting.sees(emulator.host_id)
    page = waiting.case.page
    assert isinstance(page, ConnectPage)
    (device,) = waiting.app.engine.found
    assert page.about(device) == "/dev/ttyUSB0, at 57600 baud"
    assert page.about(found) == emulator.pty, "the usual speed is not worth a word"
    assert waiting.can_press("Read licenses")
