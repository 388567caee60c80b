"""Whole returns through the real stack, as tables of steps: who does what, and how the ledger stands after it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.journeys.world import World
from tests.shape import made_in

ALL_HELD = {"ACT-AAAA": (0, 3, 0), "ACT-BBBB": (0, 2, 0)}


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with World(tmp_path / "world") as made:
        made.plug("SN-1")
        made.activate("SN-1")
        yield made


WISHES = [
    (["--all"], {}, {"ACT-AAAA": 3, "ACT-BBBB": 2}),
    (["--line", "ACT-AAAA=0"], {"ACT-BBBB": 2}, {"ACT-AAAA": 3}),
    (["--line", "ACT-AAAA=1", "--line", "ACT-BBBB=1"], {"ACT-AAAA": 1, "ACT-BBBB": 1}, {"ACT-AAAA": 2, "ACT-BBBB": 1}),
]


@pytest.mark.parametrize(("wish", "stays", "home"), WISHES)
def test_one_trip(world: World, wish: list[str], stays: dict[str, int], home: dict[str, int]) -> None:
    assert world.ledger() == ALL_HELD
    asked = world.retour("return", world.port("SN-1"), "--way", "one-trip", *wish, "--out", str(world.stick))
    assert (asked.code, asked.last["stage"], asked.last["where"]) == (4, "request", "portal")
    assert world.held("SN-1") == stays
    assert world.ledger() == ALL_HELD, "nothing is credited before the proof is there"
    answer = world.carry(asked.last["file"])
    assert {line: row[0] for line, row in world.ledger().items() if row[0]} == home
    closed = world.retour("bring", str(answer))
    assert (closed.code, closed.last["stage"]) == (0, "done")
    assert closed.last["strip"]["in_portal"] == {"copies": sum(home.values()), "certainty": "confirmed"}
    assert closed.last["crossed"] == ["request", "receipt"]
    assert {line["product"] for line in closed.last["lines"]} == {"Controls"}, "named after the device let go of it"
    assert len(set(made_in(world.place))) >= 4, "what conftest looks at: the messages of the laptop and the portal"
    _reissue(world, home)


@pytest.mark.parametrize(("wish", "stays", "home"), WISHES)
def test_confirmed(world: World, wish: list[str], stays: dict[str, int], home: dict[str, int]) -> None:
    asked = world.retour("return", world.port("SN-1"), "--way", "confirmed", *wish, "--out", str(world.stick))
    assert world.held("SN-1") == {"ACT-AAAA": 3, "ACT-BBBB": 2}, "a request changes nothing"
    answer = world.carry(asked.last["file"])
    assert {line: row[2] for line, row in world.ledger().items() if row[2]} == home, "waiting for confirmation"
    brought = world.retour("bring", str(answer), "--device", world.port("SN-1"), "--out", str(world.stick))
    assert (brought.code, brought.last["stage"], brought.last["where"]) == (4, "confirmation", "portal")
    assert world.held("SN-1") == stays
    assert {line: row[2] for line, row in world.ledger().items() if row[2]} == home, "still waiting"
    receipt = world.carry(brought.last["file"])
    assert {line: row[0] for line, row in world.ledger().items() if row[0]} == home
    closed = world.retour("bring", str(receipt))
    assert (closed.code, closed.last["stage"]) == (0, "done")
    assert closed.last["crossed"] == ["request", "answer", "confirmation", "receipt"]
    _reissue(world, home)


def _reissue(world: World, home: dict[str, int]) -> None:
    world.plug("SN-2")
    world.activate("SN-2", **{line.replace("-", "_"): count for line, count in home.items()})
    assert world.held("SN-2") == home
    assert world.portal("balance").code == 0


def test_a_case_goes_to_the_file_as_a_record_and_as_a_slip(world: World) -> None:
    asked = world.retour("return", world.port("SN-1"), "--way", "one-trip", "--all", "--out", str(world.stick))
    world.retour("bring", str(world.carry(asked.last["file"])))
    for option, words in (("--export", "The receipt was brought from"), ("--slip", "5 confirmed")):
        file = world.place / f"case{option}.txt"
        assert world.retour("cases", option, asked.last["case"], "--out", str(file)).code == 0
        assert words in file.read_text("utf-8")
        assert Path(asked.last["file"]).name in file.read_text("utf-8")
    file.write_text("something else")
    world.retour("cases", "--slip", asked.last["case"], "--out", str(file)).refused("file-exists")
    world.retour("cases", "--export", "R-0000-0000").refused("no-case")


def test_an_answer_waits_in_the_journal_until_its_device_is_there(world: World) -> None:
    asked = world.retour("return", world.port("SN-1"), "--way", "confirmed", "--all", "--out", str(world.stick))
    answer = world.carry(asked.last["file"])
    world.unplug("SN-1")
    kept = world.retour("bring", str(answer))
    assert (kept.code, kept.last["stage"], kept.last["action"]) == (4, "answer", "bring-answer")
    world.plug("SN-1")
    done = world.retour("resume", asked.last["case"], "--device", world.port("SN-1"), "--out", str(world.stick))
    assert (done.code, done.last["stage"]) == (4, "confirmation")
    assert world.held("SN-1") == {}
    world.carry(done.last["file"])
    assert world.ledger() == {"ACT-AAAA": (3, 0, 0), "ACT-BBBB": (2, 0, 0)}
    reported = world.retour("delivered", asked.last["case"])
    assert (reported.code, reported.last["action"]) == (4, "bring-receipt")


def test_a_decommissioned_device_gets_nothing_until_it_is_enrolled_again(world: World) -> None:
    port = world.port("SN-1")
    wish = ("--way", "one-trip", "--all", "--reason", "decommission")
    asked = world.retour("return", port, *wish, "--out", str(world.stick))
    world.carry(asked.last["file"])
    assert world.portal("devices", "--json").last["status"] == "RETURNED"
    grant = world.portal("grant", "--host-id", "SN-1", "--line", "ACT-AAAA=1")
    again = world.retour("activate", port, "--line", "ACT-AAAA=1", "--out", str(world.stick))
    world.retour("bring", str(world.carry(again.last["file"])), "--device", port)
    assert world.held("SN-1") == {}, grant.stderr
    world.unplug("SN-1")
    world.plug("SN-1")
    world.activate("SN-1", ACT_AAAA=1)
    assert world.held("SN-1") == {"ACT-AAAA": 1}
    assert world.portal("balance").code == 0


def test_the_button_allows_the_removal_and_the_same_case_goes_on(tmp_path: Path) -> None:
    with World(tmp_path / "world") as world:
        port = world.plug("SN-1", "order-or-local")
        world.activate("SN-1")
        command = ("return", port, "--way", "one-trip", "--all", "--out", str(world.stick))
        world.retour(*command).refused("authorisation-needed")
        (waiting,) = [c for c in world.retour("cases", "--json").records if c["way"] == "one-trip"]
        assert world.retour("device", "press", "--store", str(world.place / "SN-1")).code == 0
        done = world.retour(*command)
        assert (done.code, done.last["case"], done.last["stage"]) == (4, waiting["case"], "request")
