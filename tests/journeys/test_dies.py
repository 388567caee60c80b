"""The program is killed at every write of its journal: the same command again goes on, nothing is lost or doubled."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.journeys.world import World

SCRIPT = Path(__file__).with_name("dies.py")


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    made = World(tmp_path / "world")
    made.plug("SN-1")
    made.activate("SN-1")
    yield made
    made.close()


def killed_at_every_write(world: World, *arguments: str) -> int:
    """Run a command again and again, killed before and after its 1st, 2nd, ... commit, until one run survives."""
    env = os.environ | {"RETOUR_HOME": str(world.place / "laptop")}
    kills = 0
    for nth in range(1, 12):
        for moment in ("before", "after"):
            command = [sys.executable, str(SCRIPT), str(nth), moment, *arguments]
            done = subprocess.run(command, env=env, capture_output=True, text=True, timeout=60)
            if done.returncode != -9:
                assert done.returncode == 4, done.stderr
                return kills
            kills += 1
    raise AssertionError("it never survived")


@pytest.mark.slow
def test_a_one_trip_return(world: World) -> None:
    command = ("return", world.port("SN-1"), "--way", "one-trip", "--all", "--out", str(world.stick))
    assert killed_at_every_write(world, *command) >= 4
    done = world.retour(*command)
    returns = [case for case in world.retour("cases", "--json").records if case["way"] == "one-trip"]
    assert [case["stage"] for case in returns if case["stage"] != "abandoned"] == ["request"]
    assert world.held("SN-1") == {}
    world.carry(done.last["file"])
    assert world.ledger() == {"ACT-AAAA": (3, 0, 0), "ACT-BBBB": (2, 0, 0)}
    assert world.portal("balance").code == 0


@pytest.mark.slow
def test_an_answer_that_is_brought(world: World) -> None:
    wish = ("--way", "confirmed", "--line", "ACT-AAAA=1", "--out", str(world.stick))
    asked = world.retour("return", world.port("SN-1"), *wish)
    answer = world.carry(asked.last["file"])
    command = ("bring", str(answer), "--device", world.port("SN-1"), "--out", str(world.stick))
    assert killed_at_every_write(world, *command) >= 4
    done = world.retour(*command)
    assert (done.code, done.last["stage"]) == (4, "confirmation")
    assert world.held("SN-1") == {"ACT-AAAA": 1, "ACT-BBBB": 2}
    world.carry(done.last["file"])
    assert world.ledger() == {"ACT-AAAA": (2, 1, 0), "ACT-BBBB": (0, 2, 0)}
    assert world.portal("balance").code == 0
