"""What goes wrong with a vendor's files: mixed up, doubled, old, cut; devices that are silent, slow, off, another one.

After each: three lines and a code, nothing lost, nothing given to the wrong device, and what is repeated leads on.
"""

from __future__ import annotations

import fcntl
from collections.abc import Iterator
from pathlib import Path

import pytest

from retour.airgap.envelope import Envelope, seal, unseal
from tests.journeys.sites import HOST, Site, command
from tests.journeys.vendors import HELD, Vendor
from tests.journeys.world import Done

OTHER = "SN-4712"


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("retour.returns.opaque.device.POLL_SECONDS", 0.1)


@pytest.fixture(params=["smp-files", "drop-folder"])
def site(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Site]:
    with Site(tmp_path, request.param) as made:
        yield made


@pytest.fixture
def drop(tmp_path: Path) -> Iterator[Site]:
    with Site(tmp_path, "drop-folder") as made:
        yield made


def begin(world: Vendor) -> tuple[str, Path]:
    """A request in the journal and on the stick; gives the case's number and the request."""
    done = world.start("opaque", "--all")
    assert (done.code, done.last["stage"]) == (4, "request"), done.stderr
    return str(done.last["case"]), Path(done.last["file"])


def respond(world: Vendor, request: Path) -> Path:
    """The portal's response, under a name of its own."""
    response = request.with_name(f"response-{request.name}")
    response.write_bytes(world.portal.upload(request.read_bytes()))
    return response


def stands(world: Vendor, case: str) -> dict[str, object]:
    return {each["case"]: each for each in world.retour("cases", "--json").records}[case]


def bring(world: Vendor, response: Path, case: str) -> Done:
    """The response is given to the device; without the checks of a whole journey."""
    return world.retour(
        "bring", str(response), "--case", case, "--device", world.address, "--out", str(world.stick)
    )  # fmt: skip


def home(world: Vendor, case: str, brought: Done, host: str = HOST) -> None:
    """From the accepted response to the end: every copy is in the portal and gone from the device."""
    assert (brought.code, brought.last["stage"]) == (4, "confirmation"), brought.stderr
    world.portal.upload(Path(brought.last["file"]).read_bytes())
    assert set(world.portal.states(host).values()) == {"REMOVED_FROM_LICENSE"}
    assert world.portal.available == HELD
    done = world.retour("report", case, "--state", "REMOVED_FROM_LICENSE")
    assert (done.code, done.last["stage"]) == (0, "done")


def test_files_that_are_mixed_up(site: Site) -> None:
    world, beside = site.plug(), site.plug(host=OTHER)
    case, request = begin(world)
    its_case, its_request = begin(beside)
    response, its_response = respond(world, request), respond(beside, its_request)
    confirmation = bring(beside, its_response, its_case)
    assert confirmation.last["stage"] == "confirmation"
    junk = {
        "request-itself": [request, its_request, Path(confirmation.last["file"])],
        "other-case": [its_response],
        "retour-file": [written(site, "a.retour", b"\xd2\x84\x43" + bytes(60))],
        "cut": [written(site, "photo.bin", b"\x89PNG\r\n\x1a\n" + bytes(60))],
        "too-large": [written(site, "film.bin", bytes(5 * 1024 * 1024))],
        "empty": [written(site, "nothing.bin", b"")],
    }
    before = site.store().state
    for code, files in junk.items():
        for file in files:
            bring(world, file, case).refused(code)
            assert stands(world, case)["crossed"] == ["request"]
    assert site.store().state == before, "the device never saw one of them"
    assert bring(world, response, case).last["stage"] == "confirmation"


def written(site: Site, name: str, data: bytes) -> Path:
    path = site.place / "stick" / name
    path.write_bytes(data)
    return path


def test_a_response_for_another_device_that_nobody_here_ever_saw(site: Site) -> None:
    """The journal cannot know it, so the device is the one to refuse it; the right one leads on."""
    world, beside = site.plug(), site.plug(host=OTHER)
    case, request = begin(world)
    response = respond(world, request)
    _, its_request = begin(beside)
    refused = bring(world, respond(beside, its_request), case)
    assert (refused.code, refused.last["stage"], refused.last["action"]) == (4, "answer", "new-answer")
    assert {line.line: line.count for line in site.store().state.lines} == HELD
    home(world, case, bring(world, response, case))


def test_everything_twice(site: Site) -> None:
    world = site.plug()
    case, request = begin(world)
    assert begin(world) == (case, request), "asked again, it is the same case and the same file"
    response = respond(world, request)
    assert respond(world, request).read_bytes() == response.read_bytes(), "uploaded twice"
    first = bring(world, response, case)
    again = bring(world, response, case)
    assert (again.code, again.last["file"]) == (4, first.last["file"])
    assert site.store().state.sequence == 2, "one request, one confirmation"
    home(world, case, again)
    assert bring(world, response, case).last["stage"] == "done"


def test_a_device_that_made_a_request_by_itself_in_between(drop: Site) -> None:
    """Its response to the older one is refused by the device; a new request leads on, and the old one is known."""
    world = drop.plug()
    case, request = begin(world)
    old = respond(world, request)
    command(world.device, "SYNC\n")
    refused = bring(world, old, case)
    assert (refused.last["action"], refused.last["stage"]) == ("new-answer", "answer")
    assert f"retour resume {case}" in refused.stderr
    asked = world.resume(case)
    assert (asked.code, asked.last["stage"]) == (4, "request"), asked.stderr
    newest = Path(asked.last["file"])
    assert newest.name == f"{case}_{HOST}_request-2.bin", "the older one is still on the stick"
    assert newest.read_bytes() != request.read_bytes()
    bring(world, old, case).refused("older-answer")
    assert stands(world, case)["stage"] == "request"
    home(world, case, bring(world, respond(world, newest), case))


def test_an_old_request_on_the_device_is_not_taken(site: Site) -> None:
    """A device restarted into a state in which it leaves its old file and makes none."""
    world = site.plug()
    _, request = begin(world)
    site.cut_power(world)
    (site.place / "laptop" / "journal.db").unlink()  # another laptop: no journal knows the old file
    request.unlink()
    world = site.plug("stale")
    site.wait_only(1)
    world.start("opaque", "--all").refused("file-not-there", 3)
    site.wait_only(60)
    (found,) = world.retour("cases", "--json").records
    assert (found["stage"], found["action"]) == ("planned", "ask-device")
    site.cut_power(world)
    case, request = begin(site.plug())
    assert case == found["case"]


@pytest.mark.parametrize(
    ("fault", "code", "exit_code"), [("silent", "file-not-there", 3), ("no-trailer", "cut", 1)]
)  # fmt: skip
def test_a_device_that_makes_no_whole_file(site: Site, fault: str, code: str, exit_code: int) -> None:
    world = site.plug(fault)
    site.wait_only(1)
    world.start("opaque", "--all").refused(code, exit_code)
    site.wait_only(60)
    (found,) = world.retour("cases", "--json").records
    assert (found["stage"], found["crossed"]) == ("planned", [])
    site.cut_power(world)
    case, _ = begin(site.plug())
    assert case == found["case"]


@pytest.mark.parametrize("fault", ["half-written:0.5", "slow:0.5"])
def test_a_device_that_takes_its_time(site: Site, fault: str) -> None:
    world = site.plug(fault)
    case, request = begin(world)
    home(world, case, bring(world, respond(world, request), case))


def test_a_device_that_is_silent_about_the_response(site: Site) -> None:
    """The verdict is what counts: without it the case stays, and the same response again is fine for the device."""
    case, request = begin(first := site.plug())
    site.cut_power(first)
    world = site.plug("silent")
    response = respond(world, request)
    site.wait_only(1)
    bring(world, response, case).refused("file-not-there", 3)
    site.wait_only(60)
    assert stands(world, case)["action"] == "bring-answer"
    site.cut_power(world)
    world = site.plug()
    home(world, case, bring(world, response, case))


def test_a_device_that_refuses_and_then_not(site: Site) -> None:
    world = site.plug("refuse")
    case, request = begin(world)
    response = respond(world, request)
    assert bring(world, response, case).last["action"] == "new-answer"
    site.cut_power(world)
    world = site.plug()
    home(world, case, bring(world, response, case))


def test_power_is_cut_between_request_and_response(site: Site) -> None:
    world = site.plug()
    case, request = begin(world)
    site.cut_power(world)
    response = respond(world, request)
    site.wait_only(1)
    off = bring(world, response, case)
    site.wait_only(60)
    assert off.code == 3, off.stderr
    assert len(off.stderr.strip().splitlines()) >= 4
    assert stands(world, case)["stage"] == "answer", "the response is kept"
    world = site.plug()
    home(world, case, world.resume(case))


def test_another_device_at_the_address_is_given_nothing(site: Site) -> None:
    world, beside = site.plug(), site.plug(host=OTHER)
    opened = world.start("opaque-sync", "--all")
    sync = opened.last["case"]
    world.retour("report", sync, "--state", "MARKED_FOR_REMOVAL")
    before = site.store(OTHER).state
    beside.resume(sync).refused("other-device")
    asked = world.resume(sync)
    response = respond(world, Path(asked.last["file"]))
    bring(beside, response, sync).refused("other-device")
    assert stands(world, sync)["stage"] == "answer"
    beside.resume(sync).refused("other-device")
    assert site.store(OTHER).state == before
    if site.profile == "drop-folder":
        assert {path.name for path in beside.device.folder.iterdir()} == {"DEVICE.TXT"}
    brought = world.resume(sync)
    assert brought.last["stage"] == "confirmation", brought.stderr


def test_a_response_that_is_cut_or_still_grows_on_the_stick(drop: Site) -> None:
    world = drop.plug()
    case, request = begin(world)
    whole = respond(world, request).read_bytes()
    growing = drop.place / "stick" / "download.bin"
    for length in (1, len(whole) // 2, len(whole) - 1):
        growing.write_bytes(whole[:length])
        bring(world, growing, case).refused("cut")
    growing.write_bytes(whole)
    home(world, case, bring(world, growing, case))


def test_files_of_a_case_that_was_deleted(drop: Site) -> None:
    world = drop.plug()
    case, request = begin(world)
    response = respond(world, request)
    home(world, case, bring(world, response, case))
    assert world.retour("cases", "--delete", case).code == 0
    beside = drop.plug(host=OTHER)
    its_case, _ = begin(beside)
    for file in (request, response):
        bring(beside, file, its_case).refused("deleted-case")
    assert stands(beside, its_case)["stage"] == "request"


def test_two_programs_on_one_journal(drop: Site) -> None:
    world = drop.plug()
    case, request = begin(world)
    response = respond(world, request)
    with (drop.place / "laptop" / "journal.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        bring(world, response, case).refused("journal-busy", 3)
        world.resume(case)
        world.retour("processed", case, "--accepted").refused("journal-busy", 3)
        assert stands(world, case)["stage"] == "request"
    home(world, case, bring(world, response, case))


def test_envelopes(drop: Site) -> None:
    world = drop.plug()
    case, request = begin(world)
    saved = world.retour("save", case, "--envelope", "--out", str(world.stick))
    wrapped = Path(saved.last["file"])
    assert wrapped.suffix == ".retour"
    inside = unseal(wrapped.read_bytes())
    assert inside == Envelope(case, "drop-folder", HOST, "request", request.read_bytes())
    response = respond(world, request).read_bytes()
    good = Envelope(case, "drop-folder", HOST, "answer", response)
    sealed = seal(good)
    for name, data, code in (
        ("itself", wrapped.read_bytes(), "other-envelope"),
        ("host", seal(Envelope(case, "drop-folder", OTHER, "answer", response)), "other-envelope"),
        ("case", seal(Envelope("R-0000-0000", "drop-folder", HOST, "answer", response)), "other-envelope"),
        ("inside", seal(Envelope(case, "drop-folder", HOST, "answer", request.read_bytes())), "request-itself"),
        ("damaged", sealed[:-9] + bytes([sealed[-9] ^ 1]) + sealed[-8:], "envelope-damaged"),
        ("short", sealed[:-9], "cut"),
        ("newer", sealed[:4] + sealed[4:].replace(b"\x01\x01", b"\x01\x02", 1), "newer-version"),
    ):
        bring(world, written(drop, f"{name}.retour", data), case).refused(code)
    assert stands(world, case)["stage"] == "request"
    brought = world.retour(
        "bring", str(written(drop, "good.retour", sealed)), "--device", world.address, "--out", str(world.stick)
    )
    home(world, case, brought)


def test_what_is_known_of_a_file_without_reading_it(drop: Site) -> None:
    world = drop.plug()
    case, request = begin(world)
    wrapped = world.retour("save", case, "--envelope", "--out", str(world.stick)).last["file"]
    bare, around = (world.retour("inspect", str(path), "--json").last for path in (request, wrapped))
    whose = {"case": case, "host_id": HOST, "leg": "request", "bytes": request.stat().st_size}
    for record in (bare, around):
        assert record.items() >= whose.items()
        assert record["genuine"].startswith("not verified")
    assert (bare["named_case"], around["named_profile"], bare["sha256"]) == (case, "drop-folder", around["sha256"])
    stranger = world.retour("inspect", str(written(drop, "x.bin", b"never seen")), "--json").last
    assert (stranger["case"], stranger["leg"], stranger["bytes"]) == (None, None, 10)
    world.retour("inspect", str(written(drop, "y.retour", Path(wrapped).read_bytes()[:-1])), "--json").refused("cut")
