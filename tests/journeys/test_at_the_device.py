"""The answer comes home and the line to the device fails: the same command again goes on, and nothing moves twice."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.journeys.test_faults import CutCable
from tests.journeys.world import Done, World

KEPT = {"ACT-AAAA": 1, "ACT-BBBB": 2}
BEFORE = {"ACT-AAAA": 3, "ACT-BBBB": 2}


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with World(tmp_path / "world") as made:
        made.plug("SN-1")
        made.activate("SN-1")
        yield made


def ask(world: World, host: str = "SN-1") -> Done:
    wish = ("--way", "confirmed", "--line", "ACT-AAAA=1", "--out", str(world.stick))
    asked = world.retour("return", world.port(host), *wish)
    assert asked.code == 4, asked.stderr
    return asked


def finish(world: World, brought: Done, case: str) -> None:
    """The confirmation goes to the portal; everything adds up, in one case."""
    assert (brought.code, brought.last["case"], brought.last["stage"]) == (4, case, "confirmation"), brought.stderr
    assert world.held("SN-1") == KEPT
    assert world.ledger() == {"ACT-AAAA": (0, 1, 2), "ACT-BBBB": (0, 2, 0)}, "waiting until the confirmation is there"
    world.carry(brought.last["file"])
    assert world.ledger() == {"ACT-AAAA": (2, 1, 0), "ACT-BBBB": (0, 2, 0)}
    assert world.portal("balance").code == 0
    returns = [record for record in world.retour("cases", "--json").records if record["way"] == "confirmed"]
    assert [record["case"] for record in returns] == [case]


@pytest.mark.usefixtures("hurried")
def test_the_cable_is_pulled_at_every_stretch_of_a_bringing(world: World) -> None:
    asked = ask(world)
    answer = world.carry(asked.last["file"])
    tcp, pulls = world.tcp("SN-1"), 0
    for after in range(0, 4000, 64):
        cable = CutCable(tcp, after)
        brought = world.retour("bring", str(answer), "--device", cable.address, "--out", str(world.stick))
        cable.close()
        if brought.code == 4:
            break
        pulls += 1
        brought.refused("cable-lost", 3)
        assert world.held("SN-1") in (BEFORE, KEPT), "before or complete, never between"
    assert pulls > 4
    finish(world, brought, asked.last["case"])


def test_power_is_lost_before_and_after_the_answer_is_applied(world: World) -> None:
    asked = ask(world)
    answer = world.carry(asked.last["file"])
    command = ("bring", str(answer), "--device", world.port("SN-1"), "--out", str(world.stick))
    world.unplug("SN-1")
    world.retour(*command).refused("port-missing", 3)
    world.plug("SN-1")
    assert world.held("SN-1") == BEFORE
    first = world.retour(*command)
    world.unplug("SN-1")
    world.plug("SN-1")
    Path(first.last["file"]).unlink()
    again = world.retour(*command)
    assert again.last["digest"] == first.last["digest"]
    finish(world, again, asked.last["case"])


def test_another_portal_takes_no_message_and_its_answers_are_not_taken(world: World, tmp_path: Path) -> None:
    """A second portal, with a device of the same name of its own."""
    asked = ask(world)
    with World(tmp_path / "other") as other:
        other.plug("SN-1")
        other.activate("SN-1")
        theirs = other.carry(ask(other).last["file"])
    before = world.ledger(), world.held("SN-1"), world.retour("cases", "--json").records
    other.portal("load", asked.last["file"]).refused("other-portal")
    world.portal("load", str(theirs)).refused("answer-not-request")
    done = world.retour("bring", str(theirs), "--device", world.port("SN-1"), "--case", asked.last["case"])
    done.refused("older-answer")
    assert (world.ledger(), world.held("SN-1"), world.retour("cases", "--json").records) == before
    assert other.portal("balance").code == 0
