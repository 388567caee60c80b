"""The real emulator on a pty and on TCP: whole exchanges, reopening, pulled plugs, the button, its command line."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import os
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from retour.device.disk import FolderDisk
from retour.device.store import press
from retour.errors import NotReached, RetourError
from retour.link.device import LicenseDevice
from retour.link.discovery import find, look
from retour.link.holders import holders
from retour.link.places.smp import SmpPlace
from retour.link.ports import list_ports
from retour.link.timing import Timing
from retour.protocol.group import Operation, RemovalNeeds
from retour.protocol.keys import PublicKey
from retour.protocol.messages import read_message
from retour.protocol.model import Reason, Response
from tests.device import kit
from tests.device.kit import A
from tests.link.emulators import COMMAND, Emulator, end, running, start
from tests.vendor import kit as vendor

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="ptys")
PATIENT = Timing(reply=5.0, retries=1, patience=0, reconnect=0)


def answer_for(emulator: Emulator, blob: bytes, sequence: int, **held: int) -> bytes:
    key = PublicKey.parse(emulator.public_key)
    message = read_message(blob).verify(key)
    content = kit.response(message.digest, kit.grants(**held), sequence)
    return kit.signed(
        Response(
            portal=content.portal,
            issued=content.issued,
            host=message.content.host,
            instance=key.kid,
            epoch=1,
            sequence=sequence,
            answers=message.digest,
            holdings=content.holdings,
            confirm=True,
            acknowledged=0,
            order_floor=0,
            status=(),
            key_set_links=(),
        )
    )


async def activate(device: LicenseDevice, emulator: Emulator, sequence: int, **held: int) -> None:
    counter = (await device.identity()).counter
    wanted = tuple((f"ACT-{line}", count) for line, count in sorted(held.items()))
    await device.request(os.urandom(8), counter, Operation.CAPABILITY, wanted, None)
    _, blob = await device.fetch()
    await device.bring(answer_for(emulator, blob, sequence, **held))


def test_a_license_comes_and_goes_on_a_pty_and_on_tcp(tmp_path: Path) -> None:
    async def main(emulator: Emulator) -> None:
        async with await LicenseDevice.connect(emulator.pty, PATIENT) as device:
            identity = await device.identity()
            assert (identity.host.id, str(identity.key)) == (emulator.host_id, emulator.public_key)
            assert (identity.portal, identity.needs) == (kit.PORTAL, RemovalNeeds.ORDER_OR_LOCAL)
            await activate(device, emulator, 1, A=5, B=2)
            await device.identify(3)
            with pytest.raises(RetourError) as caught:
                await device.request(b"tx-drop1", 2, Operation.DROP, ((A, 0),), Reason.MOVE)
            assert caught.value.code == "authorisation-needed"
        button = await asyncio.create_subprocess_exec(*COMMAND, "press", "--store", str(tmp_path / "store"))
        assert await button.wait() == 0
        assert emulator.tcp is not None
        async with await LicenseDevice.connect(emulator.tcp, PATIENT) as device:
            assert (await device.identity()).local_act
            made = await device.request(b"tx-drop1", 2, Operation.DROP, ((A, 0),), Reason.MOVE)
            fetched, blob = await device.fetch()
            assert fetched == made
            proof = read_message(blob).verify(PublicKey.parse(emulator.public_key)).content
            assert (proof.counter, proof.holdings, proof.reason) == (3, (("ACT-B", 2),), Reason.MOVE)
            assert await device.inventory() == kit.grants(B=2)

    link = tmp_path / "ttyRETOUR"
    with running(tmp_path, "--pty", str(link), "--tcp", "127.0.0.1:0") as emulator:
        assert emulator.pty == str(link)
        asyncio.run(main(emulator))
    assert not link.is_symlink()
    assert "blinks for 3 s" in (tmp_path / "stderr.txt").read_text()


def test_clients_come_and_go(tmp_path: Path) -> None:
    async def main(emulator: Emulator) -> None:
        for _ in range(5):
            async with await LicenseDevice.connect(emulator.pty, PATIENT) as device:
                assert (await device.identity()).host.id == emulator.host_id
        for _ in range(3):  # one that leaves half a frame behind, and one that reads no answer
            handle = os.open(emulator.pty, os.O_RDWR | os.O_NOCTTY)
            os.write(handle, b"\x06\x09AAoCAAAB")
            os.close(handle)
        async with await LicenseDevice.connect(emulator.pty, PATIENT) as device:
            assert (await device.identity()).host.id == emulator.host_id

    with running(tmp_path) as emulator:
        assert emulator.tcp is None
        asyncio.run(main(emulator))


def test_a_pulled_plug_is_told_and_the_device_is_the_same_afterwards(tmp_path: Path) -> None:
    async def life(emulator: Emulator) -> None:
        async with await LicenseDevice.connect(emulator.pty, PATIENT) as device:
            await activate(device, emulator, 1, A=5)
            end(emulator, kill=True)
            with pytest.raises(NotReached) as caught:
                await device.identity()
            assert caught.value.code == "cable-lost"
        with pytest.raises(NotReached) as caught:
            await LicenseDevice.connect(emulator.pty, PATIENT)
        assert caught.value.code == "port-missing"

    async def after(emulator: Emulator) -> None:
        async with await LicenseDevice.connect(emulator.pty, PATIENT) as device:
            assert await device.inventory() == kit.grants(A=5)
            assert (await device.identity()).counter == 2

    link = str(tmp_path / "tty")
    first = start(tmp_path, "--pty", link)
    asyncio.run(life(first))
    assert Path(link).is_symlink()
    with running(tmp_path, "--pty", link) as second:
        assert (second.host_id, second.public_key) == (first.host_id, first.public_key)
        asyncio.run(after(second))


@pytest.mark.slow
def test_kill_9_in_the_middle_of_traffic_loses_nothing(tmp_path: Path) -> None:
    async def traffic(emulator: Emulator, milliseconds: int) -> None:
        loop = asyncio.get_running_loop()
        try:
            async with await LicenseDevice.connect(emulator.pty, PATIENT) as device:
                if not await device.inventory():
                    await activate(device, emulator, 1, A=5)
                for number in itertools.count():
                    if number == 2:  # the plug is pulled after some traffic, and in the middle of more
                        loop.call_later(milliseconds / 1000, emulator.process.kill)
                    counter = (await device.identity()).counter
                    await device.request(os.urandom(8), counter, Operation.SYNC, (), None)
                    made, _ = await device.fetch()
                    seen.append(made.counter)
        except NotReached:
            pass

    seen: list[int] = []
    for milliseconds in (1, 3, 5, 8, 13):
        emulator = start(tmp_path)
        asyncio.run(traffic(emulator, milliseconds))
        end(emulator, kill=True)
    assert seen == sorted(set(seen))
    assert len(seen) >= 10

    async def after(emulator: Emulator) -> None:
        async with await LicenseDevice.connect(emulator.pty, PATIENT) as device:
            assert await device.inventory() == kit.grants(A=5)
            made, blob = await device.fetch()
            assert made.counter >= seen[-1]
            assert read_message(blob).verify(PublicKey.parse(emulator.public_key)).content.reason is None

    with running(tmp_path) as emulator:
        asyncio.run(after(emulator))


def test_discovery_finds_devices_by_port_by_tcp_and_by_host_id(tmp_path: Path) -> None:
    quick = Timing(reply=0.4, retries=1, patience=0, reconnect=0)

    async def main(one: Emulator, two: Emulator, silent: str) -> None:
        addresses = [one.pty, two.pty, silent, "/dev/tty-none", one.pty]
        found = await look(addresses, quick)
        assert [f.address for f in found] == addresses[:4]
        assert [f.identity.host.id if f.identity else None for f in found] == [one.host_id, two.host_id, None, None]
        assert [f.problem.code if f.problem else None for f in found] == [None, None, "no-answer", "port-missing"]
        assert (await find(two.host_id, [one.pty, two.pty], quick)).address == two.pty
        assert two.tcp is not None
        by_address = await find(two.tcp, timing=quick)
        assert by_address.identity is not None
        assert by_address.identity.host.id == two.host_id
        with pytest.raises(NotReached) as caught:
            await find("SN-NOBODY", [one.pty, "/dev/tty-none"], quick)
        assert (caught.value.code, caught.value.exit_code) == ("device-not-found", 3)
        assert one.pty in caught.value.what
        with pytest.raises(RetourError) as twice:
            await find(two.host_id, [two.pty, two.tcp], quick)
        assert twice.value.code == "two-devices"
        assert two.pty in twice.value.what
        assert two.tcp in twice.value.what
        for address, code in (("/dev/tty-none", "port-missing"), ("dir:/stick", "not-available"), ("tcp:x", "address")):
            with pytest.raises(RetourError) as refused:
                await find(address, timing=quick)
            assert refused.value.code == code

    (tmp_path / "one").mkdir()
    (tmp_path / "two").mkdir()
    master, slave = os.openpty()
    try:
        with running(tmp_path / "one") as one, running(tmp_path / "two", "--tcp", "127.0.0.1:0") as two:
            asyncio.run(main(one, two, os.ttyname(slave)))
    finally:
        os.close(master)
        os.close(slave)


def test_ports_are_listed_in_order() -> None:
    addresses = [port.address for port in list_ports()]
    assert addresses == sorted(addresses)


# Faults, from the command line


def test_a_cable_that_is_pulled_comes_back_under_another_name(tmp_path: Path) -> None:
    async def main(emulator: Emulator) -> None:
        async with await LicenseDevice.connect(emulator.pty, PATIENT) as device:
            with pytest.raises(NotReached) as caught:
                await device.identity()
            assert caught.value.code == "cable-lost"
        assert not link.is_symlink()
        until(second.is_symlink)
        async with await LicenseDevice.connect(str(second), PATIENT) as device:
            assert (await device.identity()).host.id == emulator.host_id

    link, second = tmp_path / "tty", tmp_path / "tty-2"
    with running(tmp_path, "--pty", str(link), "--fault", "unplug:2,0.2") as emulator:
        asyncio.run(main(emulator))
    assert not second.is_symlink(), "it is taken away with the device"
    told = (tmp_path / "stderr.txt").read_text()
    assert "the cable is pulled for 0.2 s" in told
    assert f"the cable is back at {second}" in told


def test_a_cable_over_tcp_is_refused_until_it_is_back(tmp_path: Path) -> None:
    async def main(emulator: Emulator) -> None:
        assert emulator.tcp is not None
        async with await LicenseDevice.connect(emulator.tcp, PATIENT) as device:
            with pytest.raises(NotReached):
                await device.identity()
        found = None
        while found is None:
            with contextlib.suppress(NotReached):
                async with await LicenseDevice.connect(emulator.tcp, PATIENT) as device:
                    found = await device.identity()
        assert found.host.id == emulator.host_id

    with running(tmp_path, "--tcp", "127.0.0.1:0", "--fault", "unplug:2,0.5") as emulator:
        asyncio.run(main(emulator))


@pytest.mark.skipif(sys.platform != "linux", reason="who holds a port is only known on Linux")
@pytest.mark.parametrize("kill", [False, True], ids=["ended", "killed"])
def test_the_other_reader_ends_with_the_device(tmp_path: Path, kill: bool) -> None:
    emulator = start(tmp_path, "--fault", "other-reader")
    (holder,) = holders(emulator.pty)
    assert holder.name == "other-reader"
    end(emulator, kill=kill)
    until(lambda: not Path(f"/proc/{holder.pid}").exists() or _is_dead(holder.pid))


def _is_dead(pid: int) -> bool:
    """Whether it only waits for its parent, which in a container may be nobody who asks."""
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "Z"


def test_a_device_that_floods_can_be_ended(tmp_path: Path) -> None:
    with running(tmp_path, "--tcp", "127.0.0.1:0", "--fault", "flood") as emulator:
        handle = os.open(emulator.pty, os.O_RDONLY | os.O_NOCTTY)
        assert len(os.read(handle, 100)) > 0
        os.close(handle)
        assert end(emulator) == 0


def test_a_vendors_device_takes_the_same_faults(tmp_path: Path) -> None:
    async def main(address: str) -> None:
        async with SmpPlace(address) as place:
            assert b"HOSTID=" in await place.read("/lic/info.txt")

    link = str(tmp_path / "tty")
    faults = ("--fault", "damage-replies:30", "--fault", "console", "--fault", "buffer:4096,600")
    with vendor.running(tmp_path / "store", "smp-files", "--pty", link, *faults):
        asyncio.run(main(link))


def until(done: Callable[[], bool]) -> None:
    end_of_patience = time.monotonic() + 20
    while not done():
        assert time.monotonic() < end_of_patience, "it did not come"
        time.sleep(0.01)


# The command line


def refused(*options: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", RUN, *options], stdout=subprocess.PIPE, check=False, text=True, timeout=60
    )
    return done.stdout.strip()


RUN = """
from retour.device.commands import app
from retour.errors import RetourError
try:
    app(standalone_mode=False)
except RetourError as error:
    assert len(error.lines) == 3
    print(error.code, error.exit_code)
"""


def emulate(folder: Path, *options: str) -> Sequence[str]:
    return ["emulate", "--store", str(folder), *options]


def test_what_cannot_be_started_is_told(tmp_path: Path) -> None:
    store = tmp_path / "store"
    assert refused(*emulate(store, "--host-id", "SN \N{SNOWMAN}")) == "bad-name 2"
    assert refused(*emulate(store, "--model", "")) == "bad-name 2"
    assert refused(*emulate(store, "--tcp", "nowhere")) == "address 2"
    assert refused(*emulate(store, "--portal-key", str(tmp_path / "none"))) == "portal-key-file 2"
    (tmp_path / "bad.key").write_text("P-0123456789:rsa")
    assert refused(*emulate(store, "--portal-key", str(tmp_path / "bad.key"))) == "bad-key 1"
    assert refused(*emulate(store, "--host-id", "SN-OTHER")) == "other-device 1"
    assert refused(*emulate(store, "--pty", str(tmp_path / "bad.key"))) == "link-taken 2"
    assert refused(*emulate(tmp_path / "bad.key")) == "store-folder 3"
    assert refused(*emulate(store, "--fault", "lose-replies:all")) == "fault 2"
    assert refused(*emulate(store, "--profile", "smp-files", "--fault", "nothing")) == "fault 2"
    assert refused(*emulate(store, "--profile", "drop-folder", "--fault", "flood")) == "vendor-option 2"
    assert refused("press", "--store", str(tmp_path / "nothing")) == "no-device 1"
    (store / "anchor").unlink()
    assert refused(*emulate(store)) == "store-damaged 1"


def test_one_store_is_run_by_one_emulator(tmp_path: Path) -> None:
    with running(tmp_path, "--host-id", "SN-4711", "--host-type", "string", "--tcp", "127.0.0.1:0") as emulator:
        assert emulator.host_id == "SN-4711"
        assert refused(*emulate(tmp_path / "store")) == "store-busy 3"
        assert emulator.tcp is not None
        taken = emulator.tcp.removeprefix("tcp:")
        assert refused(*emulate(tmp_path / "other", "--tcp", taken)) == "tcp-busy 3"


def test_an_interrupt_is_a_clean_end(tmp_path: Path) -> None:
    emulator = start(tmp_path)
    press(FolderDisk(tmp_path / "store"), kit.NOW)
    assert end(emulator) == 0
