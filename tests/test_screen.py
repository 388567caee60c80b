"""No screen, no window, a library that lacks: three lines before Qt could end the program."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from retour.errors import RetourError, Usage
from retour.programs import PROGRAM
from retour.screen import check_screen, window_error

LINUX = pytest.mark.skipif(sys.platform != "linux", reason="screens are named by the environment on Linux only")
BARE = {name: value for name, value in os.environ.items() if name not in ("DISPLAY", "WAYLAND_DISPLAY")}
BARE.pop("QT_QPA_PLATFORM", None)


@pytest.fixture
def listening(tmp_path: Path) -> Iterator[Path]:
    """Something that answers at a socket, as a Wayland compositor does."""
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(tmp_path / "wayland-7"))
        server.listen()
        yield tmp_path / "wayland-7"


def judged(environment: dict[str, str]) -> str:
    try:
        check_screen(environment)
    except Usage as error:
        return error.code if all(line.endswith(".") for line in error.lines) else str(error)
    return "fine"


@LINUX
@pytest.mark.parametrize(
    ("environment", "code"),
    [
        ({}, "no-screen"),
        ({"DISPLAY": ""}, "no-screen"),
        ({"DISPLAY": ":9753"}, "no-screen"),
        ({"DISPLAY": "unix:9753.0"}, "no-screen"),
        ({"DISPLAY": "127.0.0.1:9753"}, "no-screen"),
        ({"DISPLAY": "/nowhere/socket:0"}, "no-screen"),
        ({"DISPLAY": "x" * 200}, "no-screen"),
        ({"WAYLAND_DISPLAY": "wayland-9", "XDG_RUNTIME_DIR": "/nowhere"}, "no-screen"),
        ({"QT_QPA_PLATFORM": "offscreen"}, "fine"),
    ],
)
def test_a_screen_that_is_not_there_is_said(environment: dict[str, str], code: str) -> None:
    assert judged(environment) == code


@LINUX
def test_a_screen_that_answers_is_judged_by_its_libraries(listening: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    here = {"WAYLAND_DISPLAY": listening.name, "XDG_RUNTIME_DIR": str(listening.parent)}
    monkeypatch.setattr("retour.screen._WAYLAND", {})
    assert judged(here) == "fine"
    assert judged({"WAYLAND_DISPLAY": str(listening)}) == "fine"
    monkeypatch.setattr("retour.screen._WAYLAND", {"libretour-none.so.0": "libretour-none0"})
    with pytest.raises(Usage, match=r"needs libretour-none\.so\.0") as caught:
        check_screen(here)
    assert caught.value.code == "library-missing"
    assert "apt install libretour-none0)" in caught.value.todo


@LINUX
def test_an_x_server_on_tcp_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("retour.screen._X11", {})
    for port in range(6100, 6200):
        try:
            with socket.create_server(("127.0.0.1", port)):
                assert judged({"DISPLAY": f"127.0.0.1:{port - 6000}.0"}) == "fine"
            return
        except OSError:
            continue
    pytest.fail("no port is free")


@pytest.mark.parametrize(
    ("error", "code", "words"),
    [
        (ImportError("libEGL.so.1: cannot open shared object file: No such file"), "library-missing", "libegl1"),
        (ImportError("libfoo-2.0.so.3: cannot open shared object file"), "library-missing", "libfoo-2.0.so.3"),
        (ModuleNotFoundError("No module named 'PySide6'", name="PySide6.QtWidgets"), "no-window", "with its window"),
        (ModuleNotFoundError("No module named 'retour_gui'", name="retour_gui"), "no-window", "retour --help"),
    ],
)
def test_a_window_that_cannot_be_loaded_says_what_lacks(error: ImportError, code: str, words: str) -> None:
    shown = window_error(error)
    assert isinstance(shown, RetourError)
    assert (shown.code, shown.exit_code) == (code, 2)
    assert words in str(shown)


def test_a_fault_of_the_program_is_not_called_a_missing_window() -> None:
    assert window_error(ModuleNotFoundError("No module named 'x'", name="x")) is None
    assert window_error(ImportError("cannot import name 'y' from 'x'", name="x")) is None


@LINUX
@pytest.mark.parametrize("arguments", [[], ["gui"]])
def test_without_a_screen_it_says_what_to_use(tmp_path: Path, arguments: list[str]) -> None:
    done = subprocess.run(
        [*PROGRAM, *arguments], env=BARE | {"RETOUR_HOME": str(tmp_path)}, capture_output=True, text=True, check=False
    )
    lines = done.stderr.splitlines()
    assert (done.returncode, len(lines), lines[-1]) == (2, 4, "[no-screen]")
    assert "retour --help" in done.stderr
    assert "retour return" in done.stderr


@LINUX
def test_with_a_screen_the_demo_opens_the_window_on_a_training_world(tmp_path: Path) -> None:
    demo = subprocess.Popen(
        [*PROGRAM, "demo", "--folder", str(tmp_path)],
        env=BARE | {"QT_QPA_PLATFORM": "offscreen"},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        until = time.monotonic() + 40
        while not (tmp_path / "training" / "training.json").exists() and demo.poll() is None:
            assert time.monotonic() < until, "the training world did not start"
            time.sleep(0.05)
        assert demo.poll() is None, demo.stdout and demo.stdout.read()
        assert (tmp_path / "laptop").is_dir(), "the demo keeps its own journal"
    finally:
        demo.send_signal(signal.SIGKILL)
        demo.communicate()
    while any(str(tmp_path) in words for words in command_lines()):
        assert time.monotonic() < until + 10, "the training world outlived the window"
        time.sleep(0.05)


def command_lines() -> Iterator[str]:
    for entry in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            yield entry.read_bytes().decode("utf-8", "replace")
        except OSError:
            continue
