"""Started in the portal: removal orders, work orders, removals that a sync picks up, write-offs. As typed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.journeys.world import World

HOME = {"ACT-AAAA": (3, 0, 0), "ACT-BBBB": (2, 0, 0)}
HELD = {"ACT-AAAA": (0, 3, 0), "ACT-BBBB": (0, 2, 0)}


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with World(tmp_path / "world") as made:
        made.plug("SN-1", "order")
        made.activate("SN-1")
        yield made


def order(world: World, *what: str, host: str = "SN-1") -> str:
    made = world.portal("order", "--host-id", host, *what, "--out", str(world.stick))
    assert made.code == 0, made.stderr
    return str(made.last["file"])


def test_an_order_goes_out_is_carried_out_and_its_proof_comes_back(world: World) -> None:
    file = order(world, "--all", "--decommission")
    assert file.endswith("_order.retour")
    assert world.ledger() == HELD, "an order credits nothing"
    done = world.retour("bring", file, "--device", world.port("SN-1"), "--out", str(world.stick))
    assert (done.code, done.last["way"], done.last["stage"]) == (4, "removal-order", "confirmation"), done.stderr
    assert done.last["case"] in file, "the portal's case number stays with it"
    assert done.last["strip"]["under_way"] == {"copies": 5, "certainty": "signed"}
    assert world.held("SN-1") == {}
    assert world.ledger() == HELD, "the proof is not there yet"
    receipt = world.carry(done.last["file"])
    assert world.ledger() == HOME
    closed = world.retour("bring", str(receipt))
    assert (closed.code, closed.last["stage"], closed.last["crossed"]) == (
        0,
        "done",
        ["order", "confirmation", "receipt"],
    )
    assert world.portal("devices", "--json").last["status"] == "RETURNED"
    assert world.portal("balance").code == 0


def test_an_order_for_some_copies_leaves_the_rest(world: World) -> None:
    file = order(world, "--line", "ACT-AAAA=1")
    done = world.retour("bring", file, "--device", world.port("SN-1"), "--out", str(world.stick))
    assert world.held("SN-1") == {"ACT-AAAA": 1, "ACT-BBBB": 2}
    world.carry(done.last["file"])
    assert world.ledger() == {"ACT-AAAA": (2, 1, 0), "ACT-BBBB": (0, 2, 0)}


def test_the_same_order_again_goes_on_with_the_same_case(world: World) -> None:
    file = order(world, "--all")
    first = world.retour("bring", file, "--device", world.port("SN-1"))
    again = world.retour("bring", file, "--device", world.port("SN-1"), "--out", str(world.stick))
    assert (again.code, again.last["case"], again.last["stage"]) == (4, first.last["case"], "confirmation")
    assert len([c for c in world.retour("cases", "--json").records if c["way"] == "removal-order"]) == 1


def test_an_order_that_an_answer_made_void_is_refused_and_its_case_is_over(world: World) -> None:
    old = order(world, "--line", "ACT-AAAA=0")
    # The device gets an answer first: it folds the order in, and copies are allowed and granted again after it.
    for way in (("return", world.port("SN-1"), "--way", "portal-removal"),):
        asked = world.retour(*way, "--out", str(world.stick))
        world.retour(
            "bring", str(world.carry(asked.last["file"])), "--device", world.port("SN-1"), "--out", str(world.stick)
        )
    confirmation = next(c for c in world.retour("cases", "--json").records if c["way"] == "portal-removal")
    world.carry(world.retour("save", confirmation["case"], "--out", str(world.stick)).last["file"])
    world.activate("SN-1", ACT_AAAA=3)
    assert world.held("SN-1") == {"ACT-AAAA": 3, "ACT-BBBB": 2}
    world.retour("bring", old, "--device", world.port("SN-1")).refused("void-order")
    assert world.held("SN-1") == {"ACT-AAAA": 3, "ACT-BBBB": 2}
    (case,) = [c for c in world.retour("cases", "--json").records if c["way"] == "removal-order"]
    assert case["stage"] == "abandoned"


def test_an_order_finds_its_own_device_only(world: World) -> None:
    file = order(world, "--all")
    world.plug("SN-2", "order")
    world.retour("bring", file, "--device", world.port("SN-2")).refused("other-device")
    world.unplug("SN-1")
    world.retour("bring", file).refused("device-not-found", exit_code=3)
    assert [c for c in world.retour("cases", "--json").records if c["way"] == "removal-order"] == []


def test_a_forged_or_cut_order_changes_nothing(world: World) -> None:
    file = Path(order(world, "--all"))
    data = file.read_bytes()
    for name, changed in (("cut", data[:-9]), ("forged", data[:-1] + bytes([data[-1] ^ 1]))):
        bad = world.stick / f"{name}.retour"
        bad.write_bytes(changed)
        assert world.retour("bring", str(bad), "--device", world.port("SN-1")).code == 1
    assert world.held("SN-1") == {"ACT-AAAA": 3, "ACT-BBBB": 2}


def test_a_work_order_is_one_file_for_several_devices(tmp_path: Path) -> None:
    with World(tmp_path / "world") as world:
        for host, line in (("SN-1", "ACT_AAAA"), ("SN-2", "ACT_BBBB")):
            world.plug(host, "order")
            world.activate(host, **{line: 2})
        made = world.portal("order", "--host-id", "SN-1", "--host-id", "SN-2", "--all", "--out", str(world.stick))
        file = made.last["file"]
        assert file.endswith("_bundle.retour")
        first = world.retour("bring", file, "--device", world.port("SN-1"), "--out", str(world.stick))
        assert (first.code, first.last["host_id"]) == (4, "SN-1")
        assert "SN-2" in first.stderr, "whose order waits is told"
        both = world.retour("bring", file, "--out", str(world.stick))
        assert [record["host_id"] for record in both.records] == ["SN-2", "SN-1"]
        assert world.held("SN-1") == world.held("SN-2") == {}
        for record in both.records:
            world.carry(record["file"])
        assert world.ledger() == HOME


def test_a_removal_marked_in_the_portal_is_picked_up_by_the_next_sync(world: World) -> None:
    assert world.portal("mark", "--host-id", "SN-1", "--line", "ACT-AAAA=1").code == 0
    asked = world.retour("return", world.port("SN-1"), "--way", "portal-removal", "--out", str(world.stick))
    assert (asked.code, asked.last["stage"]) == (4, "request"), asked.stderr
    answer = world.carry(asked.last["file"])
    assert world.ledger()["ACT-AAAA"] == (0, 1, 2), "two copies wait for confirmation"
    brought = world.retour("bring", str(answer), "--device", world.port("SN-1"), "--out", str(world.stick))
    assert world.held("SN-1") == {"ACT-AAAA": 1, "ACT-BBBB": 2}
    assert brought.last["strip"]["under_way"] == {"copies": 2, "certainty": "signed"}
    closed = world.retour("bring", str(world.carry(brought.last["file"])))
    assert (closed.code, closed.last["stage"]) == (0, "done")
    assert world.ledger() == {"ACT-AAAA": (2, 1, 0), "ACT-BBBB": (0, 2, 0)}
    named = world.retour("return", world.port("SN-1"), "--way", "portal-removal", "--all", "--out", str(world.stick))
    assert named.code in (0, 2, 4)


def test_a_dead_device_is_written_off_and_shows_up_again(world: World) -> None:
    world.unplug("SN-1")
    wish = (
        "return",
        "SN-1",
        "--way",
        "write-off",
        "--all",
        "--reason",
        "defect",
        "--technician",
        "Ada",
        "--note",
        "burnt",
    )
    opened = world.retour(*wish, "--out", str(world.stick))
    assert (opened.code, opened.last["stage"], opened.last["where"]) == (4, "planned", "portal"), opened.stderr
    photo = world.place / "photo.jpg"
    photo.write_bytes(b"\xff\xd8\xff a burnt board")
    said = ("--by", "Grace", "--why", "Board burnt, seen on site", "--evidence", str(photo))
    assert world.portal("write-off", "--host-id", "SN-1", *said).code == 0
    assert world.ledger() == HOME, "given up without proof: available again"
    (entry,) = world.portal("write-offs", "--json").records
    assert entry["at_risk"] == {"ACT-AAAA": 3, "ACT-BBBB": 2}
    done = world.retour("report", opened.last["case"], "--state", "OBSOLETE")
    assert (done.code, done.last["stage"]) == (0, "done")
    assert done.last["strip"]["on_device"] == {"copies": 5, "certainty": "reported"}
    world.start("SN-1")
    asked = world.retour("return", world.port("SN-1"), "--way", "confirmed", "--all", "--out", str(world.stick))
    brought = world.retour(
        "bring", str(world.carry(asked.last["file"])), "--device", world.port("SN-1"), "--out", str(world.stick)
    )
    world.carry(brought.last["file"])
    assert world.ledger() == HOME, "nothing is credited a second time"
    (entry,) = world.portal("write-offs", "--json").records
    assert entry["at_risk"] == {}
    assert entry["proved_later"]
    assert world.portal("balance").code == 0
