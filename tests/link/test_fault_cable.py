"""The cable is pulled, or the device restarts, at every single frame of a return: it is finished all the same."""

from __future__ import annotations

import itertools
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from retour.device.emulator import Server
from retour.device.server import DeviceServer
from retour.device.store import Store, create
from retour.errors import NotReached
from retour.link.device import LicenseDevice
from retour.link.framing import Frame, Op, decode_map
from retour.link.places.smp import SmpPlace
from retour.link.timing import Timing
from retour.protocol.group import GROUP_ID, Command
from tests.device import kit
from tests.link.faulty import Faulty, faulty, needs_ptys, reference, vendors, whole_return
from tests.link.virtual import run

pytestmark = needs_ptys

RESPONSE = "/lic/response.bin"
BLOB = bytes(range(256)) * 24
WHEN = pytest.mark.parametrize("after", ["", ",after"], ids=["before it acts", "after it acted"])


async def exchange(device: Faulty) -> None:
    async with await LicenseDevice.connect(device.address, ports=device.ports) as line:
        await whole_return(line)


async def up_and_down(device: Faulty) -> None:
    async with SmpPlace(device.address, ports=device.ports) as place:
        await place.write(RESPONSE, BLOB)
        assert await place.read(RESPONSE) == BLOB


def ours(_: Path) -> Server:
    return reference()[1]


def at_every_frame(
    folder: Path,
    fault: str,
    server: Callable[[Path], Server],
    work: Callable[[Faulty], Awaitable[None]],
    least: int,
) -> None:
    """Do the work again and again, with the fault one frame later each time, until it comes after the last.

    The first frame is left out: a device that is lost before it has said a word is not waited for.
    """

    async def life(place: Path, at: int) -> int:
        async with faulty(server(place / "store"), place, fault.format(at)) as device:
            await work(device)
            assert device.plugged == (2 if "unplug" in fault and at <= len(device.server.frames) else 1)
            return len(device.server.frames)

    for at in itertools.count(2):
        (folder / f"{at}").mkdir()
        if run(life(folder / f"{at}", at)) < at:
            break
    assert at > least, "there are so many frames at which the fault can come"


@WHEN
def test_the_cable_is_pulled_at_every_frame_of_an_exchange(tmp_path: Path, after: str) -> None:
    at_every_frame(tmp_path, f"unplug:{{}},1{after}", ours, exchange, 20)


@WHEN
def test_the_cable_is_pulled_at_every_frame_of_a_file(tmp_path: Path, after: str) -> None:
    at_every_frame(tmp_path, f"unplug:{{}},1{after}", vendors, up_and_down, 8)


@WHEN
def test_the_device_restarts_at_every_frame_of_an_exchange(tmp_path: Path, after: str) -> None:
    at_every_frame(tmp_path, f"reboot:{{}},1{after}", ours, exchange, 20)


@WHEN
def test_the_device_restarts_at_every_frame_of_a_file(tmp_path: Path, after: str) -> None:
    at_every_frame(tmp_path, f"reboot:{{}},1{after}", vendors, up_and_down, 8)


def offsets(frames: list[Frame], op: Op, group: int, command: int) -> list[int]:
    """Where the pieces began that were asked for or sent."""
    found = []
    for frame in frames:
        if (frame.op, frame.group, frame.command) == (op, group, command):
            values = decode_map(frame.payload)
            assert values is not None
            found.append(int(str(values["off"])))
    return found


def test_an_upload_and_a_download_go_on_where_the_cable_was_pulled(tmp_path: Path) -> None:
    async def main() -> None:
        async with faulty(reference()[1], tmp_path, "unplug:8,1", "unplug:18,1") as device:
            await exchange(device)
            assert device.plugged == 3
            for op, command in ((Op.WRITE, Command.STAGE), (Op.READ, Command.EXPORT)):
                seen = offsets(device.server.frames, op, GROUP_ID, command)
                assert max(seen) > 2000
                again = [two for one, two in itertools.pairwise(seen) if 0 < two < one]
                assert not again, "what arrived is not sent a second time"

    run(main())


def test_a_file_goes_on_where_the_cable_was_pulled(tmp_path: Path) -> None:
    async def main() -> None:
        async with faulty(vendors(tmp_path / "store"), tmp_path, "unplug:4,1", "unplug:10,1,after") as device:
            await up_and_down(device)
            assert device.plugged == 3
            for op in (Op.WRITE, Op.READ):
                seen = offsets(device.server.frames, op, 8, 0)
                assert max(seen) > 4000
                assert seen.count(0) <= 2

    run(main())


def test_the_cable_is_pulled_again_and_again(tmp_path: Path) -> None:
    faults = [f"unplug:{at},0.5" for at in range(3, 60, 5)]

    async def main() -> None:
        async with faulty(reference()[1], tmp_path, *faults) as device:
            await exchange(device)
            assert device.plugged > 5

    run(main())


def test_over_tcp_the_device_is_found_at_its_address_again(tmp_path: Path) -> None:
    async def main() -> None:
        async with faulty(reference()[1], tmp_path, "unplug:9,2", "unplug:15,2,after", tcp=True) as device:
            assert device.tcp is not None
            async with await LicenseDevice.connect(device.tcp) as line:
                await whole_return(line)
                assert line.address == device.tcp
            assert device.plugged == 3

    run(main())


def test_a_cable_that_stays_away_is_told_and_the_next_try_goes_on(tmp_path: Path) -> None:
    patience = Timing(reconnect=20.0)

    async def main() -> None:
        _, server = reference()
        async with (
            faulty(server, tmp_path, "unplug:14,40") as device,
            await LicenseDevice.connect(device.address, patience, ports=device.ports) as line,
        ):
            with pytest.raises(NotReached) as caught:
                await whole_return(line)
            assert (caught.value.code, len(caught.value.lines)) == ("cable-lost", 3)
            assert device.ports() == ()
        async with (
            faulty(server, tmp_path) as device,
            await LicenseDevice.connect(device.address, ports=device.ports) as line,
        ):
            assert (await line.identity()).counter == 1
            assert (await line.fetch())[0].counter == 1

    run(main())


def test_another_device_in_its_place_is_not_taken_for_it(tmp_path: Path) -> None:
    """The cable goes into another device, which even shows the same USB serial number."""
    other = kit.MemoryDisk()
    (tmp_path / "one").mkdir()
    (tmp_path / "two").mkdir()

    async def main() -> None:
        create(other, kit.identity(), b"x" * 32)
        stranger = DeviceServer(Store(other), lambda: kit.NOW, lambda _: None)
        before = dict(other.pieces)
        async with (
            faulty(reference()[1], tmp_path / "one", "unplug:9,3600") as device,
            faulty(stranger, tmp_path / "two") as strange,
            await LicenseDevice.connect(device.address, ports=lambda: (*device.ports(), *strange.ports())) as line,
        ):
            with pytest.raises(NotReached) as caught:
                await whole_return(line)
            assert caught.value.code == "cable-lost"
            assert {(frame.op, frame.command) for frame in strange.server.frames if frame.group == GROUP_ID} == {
                (Op.READ, Command.IDENTITY)
            }
        assert other.pieces == before

    run(main())
