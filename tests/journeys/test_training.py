"""The training world: one process tree that a window starts with a click and that never outlives it."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from retour.programs import PROGRAM
from retour.training import next_host


@contextlib.contextmanager
def training(folder: Path) -> Iterator[tuple[subprocess.Popen[str], dict[str, Any]]]:
    """A world that is up; it ends as it does for a window: its stdin is closed."""
    world = subprocess.Popen(
        [*PROGRAM, "training", "--folder", str(folder)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert world.stdin
    assert world.stdout
    assert world.stderr
    with world.stdin, world.stdout, world.stderr:
        first = world.stdout.readline()
        assert first, world.stderr.read()
        try:
            yield world, json.loads(first)
        finally:
            world.stdin.close()
            ended = world.wait(15)
        assert ended in (0, -9), world.stderr.read()


class Trainee:
    """Somebody with the window's means: the commands of the first line, and the technician's own."""

    def __init__(self, folder: Path, world: dict[str, Any]) -> None:
        self.world = world
        self.folder = folder
        self._env = os.environ | {"RETOUR_HOME": str(folder / "trainee")}

    def run(self, *command: str) -> dict[str, Any]:
        done = subprocess.run(command, env=self._env, capture_output=True, text=True, check=False)
        assert done.returncode in (0, 4), done.stderr
        lines = done.stdout.splitlines()
        return json.loads(lines[-1]) if lines else {}

    def retour(self, *arguments: str) -> dict[str, Any]:
        return self.run(*PROGRAM, *arguments)

    def ask(self, *wish: str) -> dict[str, Any]:
        return self.retour("return", self.world["address"], *wish, "--out", str(self.folder))

    def carry(self, made: dict[str, Any]) -> str:
        return str(self.run(*self.world["carry"], made["file"])["answer"])


def running_in(folder: Path) -> list[str]:
    """The command lines of all processes that work in this folder."""
    found = []
    for entry in Path("/proc").glob("[0-9]*/cmdline"):
        with contextlib.suppress(OSError):
            words = entry.read_bytes().decode().split("\0")
            if any(str(folder) in word for word in words):
                found.append(" ".join(words))
    return found


def test_a_return_is_practised_again_and_again(tmp_path: Path) -> None:
    folder = tmp_path / "training"
    with training(folder) as (_, world):
        assert world["host_id"] == "TRAIN-0001"
        trainee = Trainee(tmp_path, world)
        trainee.run(*world["press"])
        made = trainee.ask("--all", "--way", "one-trip", "--reason", "decommission")
        assert [(line["product"], line["before"]) for line in made["lines"]] == [
            ("BACnet Gateway", 2),
            ("Energy Dashboard", 1),
            ("Trend Controller", 5),
        ]
        answer = trainee.carry(made)
        assert Path(answer).parent == Path(world["mailbox"])
        assert trainee.retour("bring", answer)["stage"] == "done"
    with training(folder) as (_, world):
        assert world["host_id"] == "TRAIN-0002", "everything came home: there is another device to practise with"
        trainee = Trainee(tmp_path, world)
        made = trainee.ask("--line", "ACT-TREND-5=2", "--way", "confirmed", "--reason", "move")
        brought = trainee.retour("bring", trainee.carry(made), "--device", world["address"], "--out", str(tmp_path))
    with training(folder) as (_, world):
        assert world["host_id"] == "TRAIN-0002", "the copies that remain are still to be returned"
        trainee = Trainee(tmp_path, world)
        receipt = trainee.carry(brought)
        assert receipt.endswith("_answer-4.retour"), "the answer of the first leg is not overwritten"
        assert trainee.retour("bring", receipt)["stage"] == "done"


def test_a_carrier_of_the_wrong_file_is_told_in_three_lines(tmp_path: Path) -> None:
    nobody = subprocess.run(
        [*PROGRAM, "training", "carry", "x", "--folder", str(tmp_path)], capture_output=True, text=True, check=False
    )
    assert (nobody.returncode, nobody.stderr.splitlines()[-1]) == (3, "[no-training]")
    with training(tmp_path / "training") as (_, world):
        made = Trainee(tmp_path, world).ask("--all", "--way", "confirmed")
        answer = Trainee(tmp_path, world).carry(made)
        again = subprocess.run([*world["carry"], answer], capture_output=True, text=True, check=False)
        lines = again.stderr.splitlines()
        assert (again.returncode, len(lines), lines[-1]) == (1, 4, "[answer-not-request]")
    gone = subprocess.run([*world["carry"], made["file"]], capture_output=True, text=True, check=False)
    assert (gone.returncode, gone.stderr.splitlines()[-1]) == (3, "[portal-not-reached]")


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
def test_nothing_outlives_a_world_that_is_killed(tmp_path: Path) -> None:
    with training(tmp_path) as (world, _):
        assert len(running_in(tmp_path)) == 3, "the world, its portal, its device"
        world.kill()
        world.wait()
        until = time.monotonic() + 10
        while running_in(tmp_path) and time.monotonic() < until:
            time.sleep(0.05)
        assert running_in(tmp_path) == []


@pytest.mark.skipif(sys.platform != "linux", reason="looks into /proc")
def test_a_world_whose_device_died_says_so_and_ends(tmp_path: Path) -> None:
    world = subprocess.Popen(
        [*PROGRAM, "training", "--folder", str(tmp_path)], stdin=-1, stdout=-1, stderr=-1, text=True
    )
    assert world.stdin
    assert world.stdout
    assert world.stderr
    with world.stdin, world.stdout, world.stderr:
        assert world.stdout.readline()
        pids = [
            int(entry.parent.name)
            for entry in Path("/proc").glob("[0-9]*/cmdline")
            if b"emulate" in (words := entry.read_bytes()) and str(tmp_path).encode() in words
        ]
        os.kill(pids[0], 9)
        assert world.wait(15) == 3
        assert world.stderr.read().splitlines()[-1] == "[training-stopped]"
    assert running_in(tmp_path) == []


def test_a_start_that_was_cut_off_goes_on(tmp_path: Path) -> None:
    with training(tmp_path) as (_, world):
        token = world["admin_token"]
    (tmp_path / "training.json").unlink()
    with training(tmp_path) as (_, world):
        assert world["admin_token"] != token, "the lost token is replaced"
        assert Trainee(tmp_path, world).ask("--all", "--way", "confirmed")["stage"] == "request"


def device(number: int, held: int, waiting: int = 0, *, heard: bool = True) -> dict[str, Any]:
    holdings = [{"line": "A", "held": held, "waiting": waiting}]
    return {"host_id": f"TRAIN-{number:04}", "holdings": holdings, "last_message": {} if heard else None}


@pytest.mark.parametrize(
    ("devices", "wanted"),
    [
        ([], "TRAIN-0001"),
        ([{"host_id": "TRAIN-X"}, {"host_id": "SN-4711"}], "TRAIN-0001"),
        ([device(1, 0, heard=False)], "TRAIN-0001"),
        ([device(1, 1)], "TRAIN-0001"),
        ([device(1, 0, waiting=1)], "TRAIN-0001"),
        ([device(1, 0)], "TRAIN-0002"),
        ([device(2, 1), device(1, 0)], "TRAIN-0002"),
        ([device(10, 0), device(9, 0)], "TRAIN-0011"),
    ],
)
def test_the_device_to_practise_with(devices: list[dict[str, Any]], wanted: str) -> None:
    assert next_host(devices) == wanted
