"""The training device from the window: one click starts it, closing the window ends it, and what fails is told."""

from __future__ import annotations

import contextlib
import sys
import time
from pathlib import Path

import pytest
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from tests.gui.person import person


def processes_of(folder: Path) -> list[int]:
    """Every process whose command line names a folder."""
    found = []
    for each in Path("/proc").glob("[0-9]*/cmdline"):
        with contextlib.suppress(OSError):
            if str(folder).encode() in each.read_bytes():
                found.append(int(each.parent.name))
    return found


@pytest.mark.skipif(sys.platform != "linux", reason="/proc")
@pytest.mark.parametrize("wait", [0, 100, 400])
def test_closing_while_the_training_world_starts_leaves_no_process(tmp_path: Path, qtbot: QtBot, wait: int) -> None:
    home = tmp_path / "laptop"
    with person(home) as somebody:
        somebody.press("Practise with the training device")
        somebody.sees("The training device is starting")
        QTest.qWait(wait)
        assert processes_of(home)
        began = time.monotonic()
        somebody.window.close()
        assert time.monotonic() - began < 5
    qtbot.waitUntil(lambda: processes_of(home) == [], timeout=5000)


@pytest.mark.skipif(sys.platform != "linux", reason="/proc")
def test_closing_while_training_runs_and_its_hand_carries_leaves_no_process(tmp_path: Path, qtbot: QtBot) -> None:
    home = tmp_path / "laptop"
    with person(home) as somebody:
        somebody.press("Practise with the training device")
        somebody.wait(lambda: somebody.app.training.running, "the training world")
        somebody.app.training.press()
        began = time.monotonic()
        somebody.window.close()
        assert time.monotonic() - began < 5
    qtbot.waitUntil(lambda: processes_of(home) == [], timeout=5000)


def test_a_training_world_that_cannot_start_is_told_and_can_be_tried_again(tmp_path: Path, qtbot: QtBot) -> None:
    home = tmp_path / "laptop"
    home.mkdir()
    (home / "training").write_text("a file stands where the folder should be")
    with person(home) as somebody:
        somebody.press("Practise with the training device")
        banner = somebody.window.banner
        somebody.wait(lambda: banner.isVisible() and banner.error is not None, "an error")
        assert banner.error is not None
        assert all(line.endswith(".") or "retour training" in line for line in banner.error.lines), banner.error
        (home / "training").unlink()
        somebody.press("Practise with the training device")
        somebody.wait(lambda: somebody.app.training.running, "the training world")


def test_a_program_that_is_not_there_is_told(tmp_path: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("retour_gui.training._PROGRAM", (str(tmp_path / "no-python"), "-m", "retour", "training"))
    with person(tmp_path / "laptop") as somebody:
        somebody.press("Practise with the training device")
        somebody.told("training")
        assert not somebody.app.training.starting
        assert somebody.can_press("Practise with the training device")


@pytest.mark.skipif(sys.platform != "linux", reason="/proc")
def test_a_training_world_that_ends_by_itself_is_told(tmp_path: Path, qtbot: QtBot) -> None:
    with person(tmp_path / "laptop") as somebody:
        training = somebody.app.training
        training.start()
        somebody.wait(lambda: training.running, "the training world")
        process = training._process
        assert process is not None
        process.kill()
        somebody.told("training")
        assert "did not start" not in str(somebody.window.banner.error)
        assert not training.running
        assert somebody.can_press("Practise with the training device")
