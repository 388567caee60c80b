"""Carried cases on the command line: both ways behind every shipped profile, and what goes wrong."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.journeys.sites import Site
from tests.journeys.vendors import Vendor, vendor
from tests.vendor.kit import STATE

PROFILES = ("smp-files", "drop-folder", "license-server", "by-hand")
HOST = STATE.host_id


def ask(world: Vendor, way: str, *wish: str) -> str:
    """Up to the request on the stick; gives its path."""
    if world.profile == "by-hand":
        world.by_hand("SYNC\n" if way == "opaque-sync" else "KEEP ACT-SEA 0\nKEEP ACT-SKY 0\n")
    done = world.start(way, *wish)
    assert done.code == 4, done.stderr
    assert (done.last["stage"], done.last["crossed"]) == ("request", ["request"])
    assert done.last["strip"]["on_device"] == {"copies": 7, "certainty": "reported"}
    return str(done.last["file"])


@pytest.mark.parametrize("profile", PROFILES)
def test_confirmed_return(tmp_path: Path, profile: str) -> None:
    with vendor(tmp_path, profile) as world:
        file = ask(world, "opaque", "--all")
        assert file.endswith(f"_{HOST}_request.bin")
        response = world.upload(file)
        assert set(world.portal.states(HOST).values()) == {"WAITING_FOR_CONFIRMATION"}
        case = Path(file).name[:11]
        brought = world.bring(response, case)
        assert (brought.code, brought.last["stage"]) == (4, "confirmation"), brought.stderr
        assert brought.last["strip"]["under_way"] == {"copies": 7, "certainty": "carried"}
        world.upload(brought.last["file"])
        assert set(world.portal.states(HOST).values()) == {"REMOVED_FROM_LICENSE"}
        assert world.portal.available == {"ACT-SEA": 2, "ACT-SKY": 5}
        assert world.retour("delivered", case).code == 4
        closed = world.retour("report", case, "--state", "REMOVED_FROM_LICENSE", "--seen", "2026-11-24")
        assert (closed.code, closed.last["stage"]) == (0, "done")
        assert closed.last["strip"]["in_portal"] == {"copies": 7, "certainty": "reported"}
        assert closed.last["crossed"] == ["request", "answer", "confirmation"]


@pytest.mark.parametrize("profile", PROFILES)
def test_portal_removal_then_sync(tmp_path: Path, profile: str) -> None:
    with vendor(tmp_path, profile) as world:
        for line in STATE.lines:
            world.portal.mark_for_removal(HOST, line.line, 0)
        if profile == "by-hand":
            world.by_hand("SYNC\n")
        opened = world.start("opaque-sync", "--all")
        assert (opened.code, opened.last["stage"], opened.last["action"]) == (4, "planned", "report-portal")
        case = opened.last["case"]
        assert world.retour("report", case, "--state", "MARKED_FOR_REMOVAL").code == 4
        asked = world.resume(case)
        assert (asked.code, asked.last["stage"]) == (4, "request"), asked.stderr
        brought = world.bring(world.upload(asked.last["file"]), case)
        assert (brought.code, brought.last["stage"]) == (4, "confirmation"), brought.stderr
        world.upload(brought.last["file"])
        assert world.portal.available == {"ACT-SEA": 2, "ACT-SKY": 5}
        assert world.retour("report", case, "--state", "REMOVED_FROM_LICENSE").code == 0


def test_some_copies_stay(tmp_path: Path) -> None:
    with vendor(tmp_path, "drop-folder") as world:
        done = world.start("opaque", "--line", "ACT-SKY=3")
        brought = world.bring(world.upload(done.last["file"]), done.last["case"])
        world.upload(brought.last["file"])
        assert world.portal.available == {"ACT-SEA": 0, "ACT-SKY": 2}


def test_a_write_off_records_who_and_why(tmp_path: Path) -> None:
    with vendor(tmp_path, "by-hand") as world:
        given = ("--held", "ACT-SKY=5", "--technician", "Ada", "--note", "burnt")
        opened = world.retour(
            "return",
            HOST,
            "--way",
            "opaque-write-off",
            "--profile",
            "by-hand",
            *given,
            "--all",
            "--out",
            str(world.stick),
        )
        assert (opened.code, opened.last["action"]) == (4, "report-portal")
        world.portal.return_host(HOST)
        closed = world.retour("report", opened.last["case"], "--state", "RETURNED")
        assert (closed.code, closed.last["technician"], closed.last["note"]) == (0, "Ada", "burnt")
        written = world.place / "record.txt"
        assert world.retour("cases", "--export", opened.last["case"], "--out", str(written)).code == 0
        record = written.read_text()
        for said in ("Ada", "burnt", "RETURNED", "entered by the technician, not verified", "5 x ACT-SKY"):
            assert said in record


@pytest.mark.parametrize("profile", ["smp-files", "drop-folder"])
def test_wrong_files_change_nothing(tmp_path: Path, profile: str) -> None:
    with vendor(tmp_path, profile) as world:
        file = ask(world, "opaque", "--all")
        case = Path(file).name[:11]
        response = world.upload(file)

        def refused(path: Path, code: str) -> None:
            world.retour("bring", str(path), "--case", case, "--device", world.address).refused(code)
            assert world.retour("cases", "--json").last["stage"] == "request"

        refused(Path(file), "request-itself")
        empty = world.stick / "empty.bin"
        empty.touch()
        refused(empty, "empty")
        cut = world.stick / "cut.bin"
        cut.write_bytes(response.read_bytes()[:-3])
        refused(cut, "cut")
        assert world.retour("bring", str(response), "--case", "R-0000-0000").code in (1, 2)


def test_a_device_that_refuses_says_why_and_another_response_can_follow(tmp_path: Path) -> None:
    with vendor(tmp_path, "drop-folder", "refuse") as world:
        file = ask(world, "opaque", "--all")
        refused = world.bring(world.upload(file), Path(file).name[:11])
        assert (refused.code, refused.last["stage"], refused.last["action"]) == (4, "answer", "new-answer")
        assert refused.last["strip"]["on_device"] == {"copies": 7, "certainty": "reported"}


def test_a_device_on_a_port_is_known_by_its_files(tmp_path: Path) -> None:
    with Site(tmp_path, "smp-files") as site:
        world = site.plug(tcp=True)
        world.start("opaque", "--all")
        connected = world.retour("devices", "--json").records
        (found,) = [each for each in connected if each["address"] == world.address]
        assert (found["host_id"], found["profile"], found["problem"]) == (HOST, "smp-files", None)
