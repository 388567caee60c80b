"""Emulated devices as processes, each behind the shipped device profile that it is for, and the portal's stand-in."""

from __future__ import annotations

import asyncio
import os
import shutil
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from typer.testing import CliRunner

from retour.device.commands import app
from retour.device.vendor import folder as drop
from retour.device.vendor.format import TRAILER, decode_request
from retour.device.vendor.office import REMOVED, VendorPortal
from retour.device.vendor.run import PROGRAM
from retour.device.vendor.store import VendorStore
from retour.errors import Malformed, NotReached, Refused, RetourError
from retour.link.places.folder import FolderPlace
from retour.link.places.place import Place
from retour.link.places.smp import SmpPlace
from retour.protocol.model import Grant
from retour.returns.opaque.device import CarriedDevice, Seen
from retour.returns.opaque.library import profile
from retour.returns.opaque.profile import Outgoing, Profile
from tests.vendor.kit import LINES, STATE, Running, await_file, portal, running

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform == "win32", reason="the tests reach devices by ptys and signals"),
]
CASE = "R-0000-0000"
POLL = 0.05


def shipped(name: str, tmp_path: Path) -> Profile:
    return profile(name, tmp_path)


def place_of(device: Running) -> Place:
    address = device.tcp or device.pty
    return SmpPlace(address) if address else FolderPlace(device.folder)


def carried(kind: Profile, device: Running) -> CarriedDevice:
    return CarriedDevice(kind, place_of(device), POLL)


async def ask(device: CarriedDevice, outgoing: Outgoing, remaining: dict[str, int], seen: set[bytes]) -> bytes:
    await device.ask(outgoing.ask, tuple(remaining.items()), host_id=STATE.host_id, case=CASE)
    _, data = await device.await_file(outgoing.appears, seen.__contains__, host_id=STATE.host_id, case=CASE)
    seen.add(data)
    return data


async def confirmed_return(device: CarriedDevice, site: VendorPortal) -> Seen:
    """Request, response, sync, by the profile alone; the portal credits at the end."""
    seen: set[bytes] = set()
    before = await device.look()
    assert (before.host_id, before.model) == (STATE.host_id, "Vendor's training device")
    assert before.held is not None
    assert [(grant.line, grant.count, grant.product) for grant in before.held] == [
        ("ACT-SEA", 2, "Sea"),
        ("ACT-SKY", 5, "Sky"),
    ]
    response = site.upload(await ask(device, device.profile.request, {"ACT-SKY": 0, "ACT-SEA": 1}, seen))
    assert site.available == {"ACT-SKY": 0, "ACT-SEA": 0}
    verdict = await device.give(device.profile.response, response, host_id=STATE.host_id, case=CASE)
    assert verdict is not None
    assert verdict.accepted
    site.upload(await ask(device, device.profile.sync, {}, seen))
    after = await device.look()
    await device.place.close()
    return after


@pytest.mark.parametrize(
    ("name", "options"),
    [("smp-files", ()), ("smp-files", ("--tcp", "127.0.0.1:0")), ("drop-folder", ()), ("license-server", ())],
)
def test_a_return_by_the_shipped_profile(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, options: tuple[str, ...]
) -> None:
    site = portal()
    with running(tmp_path / "device", name, *options) as device:
        monkeypatch.setenv("PATH", str(device.folder), prepend=os.pathsep)
        after = asyncio.run(confirmed_return(carried(shipped(name, tmp_path), device), site))
    assert after.held == (Grant("ACT-SEA", 1, "Sea", "", (), None),)
    assert site.available == {"ACT-SKY": 5, "ACT-SEA": 1}
    assert site.states(STATE.host_id)["ACT-SKY"] == REMOVED


def test_a_removal_in_the_portal_by_a_folder(tmp_path: Path) -> None:
    """With plain bytes: what anybody does who knows the names of the files."""
    site = portal()
    site.mark_for_removal(STATE.host_id, "ACT-SKY", 0)
    with running(tmp_path / "device", "drop-folder", "--folder", str(tmp_path / "stick")) as device:
        assert device.folder == tmp_path / "stick"
        (device.folder / drop.COMMAND).write_bytes(b"SYNC\n")
        request = await_file(device.folder / drop.REQUEST)
        (device.folder / drop.RESPONSE).write_bytes(site.upload(request))
        assert await_file(device.folder / drop.RESULT).startswith(b"OK ")
        (device.folder / drop.REQUEST).unlink()
        (device.folder / drop.COMMAND).write_bytes(b"SYNC\n")
        site.upload(await_file(device.folder / drop.REQUEST))
    assert site.available["ACT-SKY"] == 5


def test_files_that_a_person_carries(tmp_path: Path) -> None:
    """The device's folder is behind a door; what stands between is a person who copies."""
    site, desk = portal(), tmp_path / "desk"
    desk.mkdir()
    kind = shipped("by-hand", tmp_path)
    with running(tmp_path / "device", "by-hand") as device:
        mine = CarriedDevice(kind, FolderPlace(desk), POLL)

        async def main() -> None:
            seen: set[bytes] = set()
            assert await mine.look() == Seen(None, None, None)
            for number, (outgoing, command) in enumerate([(kind.request, b"KEEP ACT-SKY 0\n"), (kind.sync, b"SYNC\n")]):
                instruction = await mine.ask(outgoing.ask, (), host_id=STATE.host_id, case=CASE)
                assert STATE.host_id in instruction
                (device.folder / drop.COMMAND).write_bytes(command)
                await_file(device.folder / drop.REQUEST)
                shutil.move(device.folder / drop.REQUEST, desk / f"request-{number}.bin")
                _, data = await mine.await_file(outgoing.appears, seen.__contains__, host_id=STATE.host_id, case=CASE)
                seen.add(data)
                assert await mine.give(kind.response, site.upload(data), host_id=STATE.host_id, case=CASE) is None
                given = desk / kind.response.put.format(case=CASE)
                shutil.copy(given, device.folder / drop.RESPONSE)
                assert await_file(device.folder / drop.RESULT).startswith(b"OK ")
                (device.folder / drop.RESULT).unlink()

        asyncio.run(main())
    assert site.available["ACT-SKY"] == 5


@pytest.mark.parametrize(
    ("fault", "kind", "code"),
    [("silent", NotReached, "file-not-there"), ("no-trailer", Malformed, "cut")],
)
@pytest.mark.parametrize("name", ["smp-files", "drop-folder"])
def test_a_device_that_does_not_do_it(
    tmp_path: Path, name: str, fault: str, kind: type[Refused] | type[NotReached], code: str
) -> None:
    with running(tmp_path / "device", name, "--vendor-fault", fault) as device:
        mine = carried(shipped(name, tmp_path), device)
        short = replace(mine.profile.sync, appears=replace(mine.profile.sync.appears, seconds=0.4))

        async def main() -> None:
            with pytest.raises(kind) as caught:
                await ask(mine, short, {}, set())
            assert caught.value.code == code
            await mine.place.close()

        asyncio.run(main())


@pytest.mark.parametrize("name", ["smp-files", "drop-folder"])
def test_half_a_file_is_never_taken(tmp_path: Path, name: str) -> None:
    with running(tmp_path / "device", name, "--vendor-fault", "half-written:0.4") as device:
        mine = carried(shipped(name, tmp_path), device)

        async def main() -> None:
            assert decode_request(await ask(mine, mine.profile.sync, {}, set())).sequence == 1
            await mine.place.close()

        asyncio.run(main())


@pytest.mark.parametrize("name", ["smp-files", "drop-folder"])
def test_an_old_request_and_a_refusal(tmp_path: Path, name: str) -> None:
    """The device was asked before, was restarted, and from then on leaves its old file and refuses."""
    seen: set[bytes] = set()
    kind = shipped(name, tmp_path)
    short = replace(kind.sync, appears=replace(kind.sync.appears, seconds=0.4))

    async def first(mine: CarriedDevice) -> bytes:
        data = await ask(mine, kind.sync, {}, seen)
        await mine.place.close()
        return data

    async def then(mine: CarriedDevice, response: bytes) -> None:
        with pytest.raises(Refused) as caught:
            await ask(mine, short, {}, seen)
        assert caught.value.code == "stale-file"
        verdict = await mine.give(kind.response, response, host_id=STATE.host_id, case=CASE)
        assert verdict is not None
        assert (verdict.accepted, verdict.why) == (False, "this device refuses every response")
        await mine.place.close()

    with running(tmp_path / "device", name) as device:
        response = portal().upload(asyncio.run(first(carried(kind, device))))
    with running(tmp_path / "device", name, "--vendor-fault", "stale", "--vendor-fault", "refuse") as device:
        asyncio.run(then(carried(kind, device), response))


def test_a_device_whose_plug_is_pulled_has_counted_on(tmp_path: Path) -> None:
    """Whenever it dies, no number is used for two requests, and a response is processed once."""
    numbers: list[int] = []
    for _ in range(4):
        with running(tmp_path / "device", "drop-folder") as device:
            request = device.folder / drop.REQUEST
            request.unlink(missing_ok=True)
            (device.folder / drop.COMMAND).write_bytes(b"SYNC\n")
            numbers.append(decode_request(await_file(request)).sequence)
            device.process.send_signal(signal.SIGKILL)
            device.process.wait(timeout=20)
    assert numbers == sorted(set(numbers))
    assert VendorStore(tmp_path / "device").state.sequence >= numbers[-1]


def program(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([folder / PROGRAM, *words], capture_output=True, text=True, check=False)


def test_the_license_server_by_its_own_command_line(tmp_path: Path) -> None:
    site = portal()
    with running(tmp_path / "device", "license-server", "--vendor-fault", "slow:0.01") as device:
        assert program(device.folder, "info").stdout.startswith("HOSTID=SN-4711\n")
        for words, code, said in [
            (("request", "ACT-SKY=9"), 1, "more copies"),
            (("request", "ACT-AIR=0"), 1, "not on this device"),
            (("request", "ACT-SKY"), 2, "not LINE=COUNT"),
            (("process", "nothing.bin"), 3, "cannot be read"),
        ]:
            done = program(device.folder, *words)
            assert (done.returncode, said in done.stderr) == (code, True)
        assert program(device.folder, "request", "ACT-SKY=0").returncode == 0
        response = site.upload((device.folder / "request.bin").read_bytes())
        (device.folder / "response.bin").write_bytes(response)
        assert program(device.folder, "process", "response.bin").stdout.startswith("OK ")
        assert program(device.folder, "process", "request.bin").stdout == "REFUSED the response is damaged\n"
        assert (device.folder / "result.txt").read_bytes().startswith(b"REFUSED")
        assert program(device.folder, "sync").returncode == 0
        site.upload((device.folder / "request.bin").read_bytes())
    assert site.available["ACT-SKY"] == 5


def test_what_cannot_be_emulated(tmp_path: Path) -> None:
    store = ("emulate", "--store", str(tmp_path / "device"))
    with running(tmp_path / "device", "drop-folder"):
        busy = CliRunner().invoke(app, [*store, "--profile", "drop-folder"])
        assert isinstance(busy.exception, RetourError)
        assert busy.exception.code == "store-busy"
    for options, code in [
        (("--profile", "drop-folder", "--host-id", "SN-4712"), "other-device"),
        (("--profile", "drop-folder", "--tcp", "127.0.0.1:0"), "vendor-option"),
        (("--profile", "by-hand", "--pty", "x"), "vendor-option"),
        (("--profile", "smp-files", "--folder", "x"), "vendor-option"),
        (("--profile", "smp-files", "--line", "ACT"), "vendor-line"),
        (("--profile", "smp-files", "--line", "A=1:P", "--line", "A=2:P"), "vendor-line"),
        (("--profile", "smp-files", "--vendor-fault", "loud"), "vendor-fault"),
        (("--profile", "smp-files", "--host-id", " "), "bad-name"),
        (("--folder", "x"), "no-profile"),
        (LINES, "no-profile"),
        (("--vendor-fault", "silent"), "no-profile"),
    ]:
        done = CliRunner().invoke(app, [*store, *options])
        assert isinstance(done.exception, RetourError), (options, done.output)
        assert done.exception.code == code


def test_a_command_line_without_a_device(tmp_path: Path) -> None:
    done = CliRunner().invoke(app, ["vendor-cli", "--store", str(tmp_path / "none"), "info"])
    assert isinstance(done.exception, Refused)
    assert done.exception.code == "no-device"
    assert not (tmp_path / "none").exists()


def test_the_trailer_of_the_profiles_is_the_vendors(tmp_path: Path) -> None:
    for name in ("smp-files", "drop-folder", "license-server"):
        kind = shipped(name, tmp_path)
        assert {kind.request.appears.trailer, kind.sync.appears.trailer} == {TRAILER}
