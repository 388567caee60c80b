"""The start of the window: quick, honest about what it does not know yet, and one writer at a time."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from retour.programs import PortalClient
from retour.returns.flow import Step
from retour.returns.ways import Way
from tests.gui.person import person
from tests.gui.trip import Trip
from tests.journeys.test_over_http import Desk
from tests.journeys.world import World

HOST = "SN-1"
PROBE = Path(__file__).parent.parent / "benchmarks" / "first_paint.py"
LATER = {
    "asyncio",
    "cbor2",
    "concurrent.futures",
    "cryptography",
    "ctypes",
    "hashlib",
    "logging.handlers",
    "multiprocessing",
    "PySide6.QtNetwork",
    "PySide6.QtPrintSupport",
    "retour.airgap",
    "retour.link",
    "retour.protocol",
    "retour.returns.case",
    "retour.returns.work",
    "retour_gui.cases.row",
    "PySide6.QtMultimedia",
    "retour_gui.pages",
    "retour_gui.scan.scan",
    "retour_gui.scan.show",
    "retour_gui.widgets.banner",
    "retour_gui.widgets.choice",
    "retour_gui.wizard",
    "serial",
    "smp",
    "sqlalchemy",
    "sqlite3",
    "subprocess",
    "typer",
}
"""What the first paint does without, each with all below it."""


@pytest.mark.parametrize("start", [["window"], ["retour"], ["retour", "gui"]], ids=" ".join)
def test_the_first_paint_loads_only_what_it_shows(tmp_path: Path, start: list[str]) -> None:
    env = os.environ | {"QT_QPA_PLATFORM": "offscreen", "RETOUR_HOME": str(tmp_path)}
    done = subprocess.run([sys.executable, str(PROBE), *start], env=env, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    modules: list[str] = json.loads(done.stdout)["modules"]
    assert "retour_gui.cases.home" in modules, "the start page was painted"
    early = {name for name in modules for each in LATER if name == each or name.startswith(f"{each}.")}
    assert early == set()


def test_an_empty_home_is_said_only_after_the_journal_was_read(tmp_path: Path, qtbot: QtBot) -> None:
    with person(tmp_path / "home") as somebody:
        seen: list[str] = []
        somebody.window.first_painted.connect(lambda: seen.append(somebody.screen()))
        somebody.sees("Bring licenses home")
        assert len(seen) == 1
        assert "Start a return" in seen[0]
        assert "Menu" in seen[0]
        assert "Bring licenses home" not in seen[0]


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with World(tmp_path / "world") as made:
        made.plug(HOST)
        made.activate(HOST)
        yield made


@pytest.fixture
def portal(world: World) -> Iterator[PortalClient]:
    desk = Desk(world)
    yield desk.client()
    desk.stop()


def test_a_second_window_shows_the_cases_and_says_who_writes(world: World, portal: PortalClient, qtbot: QtBot) -> None:
    files = world.place / "files"
    files.mkdir()
    home = world.place / "laptop"
    with person(home) as first:
        first.press("Start a return")
        Trip(first, files, portal, Way.CONFIRMED).until(Step.CARRY)
        with person(home) as second:
            second.sees("device connected")  # the list is drawn anew for it
            second.press("Give up case")
            second.press("Give it up")
            second.told("journal-busy")
            second.sees(f"Another Retour (process {os.getpid()}) is working with these cases.")
            second.sees("Nothing was changed.")
            second.press("Keep it")
            assert second.can_press("Go on with case"), "what is there can still be looked at"
            first.window.close()
            second.press("Give up case")
            second.press("Give it up")
            second.sees("2 finished cases")
            assert not second.window.banner.isVisible(), "what was said before is over"
