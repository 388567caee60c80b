"""Whole returns from the command line over a line that loses and damages answers and shares them with a console."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.journeys.world import World

FAULTS = ("lose-replies:10", "damage-replies:10", "console", "seed:7")


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """A device that got its licenses over a good line, and hangs on a bad one since."""
    with World(tmp_path / "world") as made:
        made.plug("SN-1")
        made.activate("SN-1")
        made.unplug("SN-1")
        made.plug("SN-1", "nothing", *(word for fault in FAULTS for word in ("--fault", fault)))
        yield made


def test_a_return_in_one_trip_over_a_pty(world: World) -> None:
    asked = world.retour("return", world.port("SN-1"), "--way", "one-trip", "--all", "--out", str(world.stick))
    assert asked.code == 4, asked.stderr
    world.carry(asked.last["file"])
    assert world.held("SN-1") == {}
    assert world.ledger() == {"ACT-AAAA": (3, 0, 0), "ACT-BBBB": (2, 0, 0)}
    assert world.portal("balance").code == 0


def test_a_confirmed_return_over_tcp(world: World) -> None:
    wish = ("--way", "confirmed", "--line", "ACT-AAAA=1", "--out", str(world.stick))
    asked = world.retour("return", world.tcp("SN-1"), *wish)
    assert asked.code == 4, asked.stderr
    answer = world.carry(asked.last["file"])
    brought = world.retour("bring", str(answer), "--device", world.tcp("SN-1"), "--out", str(world.stick))
    assert (brought.code, brought.last["stage"]) == (4, "confirmation"), brought.stderr
    assert brought.last["case"] == asked.last["case"]
    world.carry(brought.last["file"])
    assert world.ledger() == {"ACT-AAAA": (2, 1, 0), "ACT-BBBB": (0, 2, 0)}
    assert world.portal("balance").code == 0
