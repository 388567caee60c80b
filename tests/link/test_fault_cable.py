"""The cable is pulled, or the device restarts, at every single frame of a return: it is finished all the same."""

from __future__ import annotations

import asyncio
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
from retour.link.parts import FolderParts
from retour.link.places.smp import SmpPlace
from retour.link.timing import Timing
from retour.protocol.group import GROUP_ID, Command, Operation
from retour.protocol.messages import read_message
from retour.protocol.model import Reason
from tests.device import kit
from tests.link.faulty import HELD, MANY, Faulty, faulty, needs_ptys, reference, vendors, whole_return
from tests.link.virtual import run

pytestmark = needs_ptys

FILE_HASH = (8, 2)
BLOB = bytes(range(256)) * 48
SPARE = 2
"""Pieces that may be sent again: one whose answer was lost with the cable, and one on a machine that is very busy."""
AT_ONCE = Timing(reconnect=0)
"""A pulled cable is the end."""
WHEN = pytest.mark.parametrize("after", ["", ",after"], ids=["before it acts", "after it acted"])


async def exchange(device: Faulty) -> None:
    async with await LicenseDevice.connect(device.address, ports=device.ports) as line:
        await whole_return(line)


async def up_and_down(device: Faulty) -> None:
    async with SmpPlace(device.address, ports=device.ports) as place:
        await place.write("/lic/response.bin", BLOB)
        assert await place.read("/lic/request.bin") == BLOB


def ours(_: Path) -> Server:
    return reference()[1]


def with_files(folder: Path) -> Server:
    """A device with a file of its own; what is uploaded is gone when it restarts."""
    server = vendors(folder)
    (folder / "files" / "request.bin").write_bytes(BLOB)
    return server


def sent_again(frames: list[Frame]) -> int:
    """How many pieces went over the line once more; not the first of a blob, which tells where to go on."""
    furthest: dict[tuple[object, ...], int] = {}
    again = 0
    for frame in frames:
        values = decode_map(frame.payload)
        assert values is not None
        blob = (frame.op, frame.group, frame.command, values.get("name", values.get("sha")))
        offset = int(str(values.get("off", 0)))
        if offset and (frame.group, frame.command) != FILE_HASH:
            again += offset <= furthest.get(blob, 0)
            furthest[blob] = max(offset, furthest.get(blob, 0))
    assert furthest, "there are blobs of several pieces"
    return again


def at_every_frame(
    folder: Path,
    fault: str,
    server: Callable[[Path], Server],
    work: Callable[[Faulty], Awaitable[None]],
    least: int,
) -> None:
    """Do the work again and again, with the fault one frame later each time, until it comes after the last."""

    async def life(place: Path, at: int) -> int:
        async with faulty(server(place / "store"), place, fault.format(at)) as device:
            await work(device)
            frames = device.server.frames
            if "unplug" in fault:
                assert device.plugged == (2 if at <= len(frames) else 1)
                assert sent_again(frames) <= SPARE, "it goes on where it stopped"
            return len(frames)

    for at in itertools.count(1):
        (folder / f"{at}").mkdir()
        if run(life(folder / f"{at}", at)) < at:
            break
    assert at > least, "there are so many frames at which the fault can come"


@WHEN
def test_the_cable_is_pulled_at_every_frame_of_an_exchange(tmp_path: Path, after: str) -> None:
    at_every_frame(tmp_path, f"unplug:{{}},1{after}", ours, exchange, 20)


@WHEN
def test_the_cable_is_pulled_at_every_frame_of_a_file(tmp_path: Path, after: str) -> None:
    at_every_frame(tmp_path, f"unplug:{{}},1{after}", with_files, up_and_down, 8)


@WHEN
def test_the_device_restarts_at_every_frame_of_an_exchange(tmp_path: Path, after: str) -> None:
    at_every_frame(tmp_path, f"reboot:{{}},1{after}", ours, exchange, 20)


@WHEN
def test_the_device_restarts_at_every_frame_of_a_file(tmp_path: Path, after: str) -> None:
    at_every_frame(tmp_path, f"reboot:{{}},1{after}", with_files, up_and_down, 8)


def test_another_run_of_the_program_goes_on_with_a_return(tmp_path: Path) -> None:
    """The program ends with the cable; what it had begun is gone on with, not begun anew."""

    async def main() -> None:
        async with faulty(reference()[1], tmp_path, "unplug:9,0.5", "unplug:17,0.5") as device:

            async def line() -> LicenseDevice:
                (port,) = device.ports()
                parts = FolderParts(tmp_path / "parts")
                return await LicenseDevice.connect(port.address, AT_ONCE, ports=device.ports, parts=parts)

            async with await line() as first:
                await first.request(b"12345678", 0, Operation.CAPABILITY, MANY, Reason.OTHER)
                with pytest.raises(NotReached):
                    await first.fetch()
            await asyncio.sleep(1)
            async with await line() as second:
                _, blob = await second.fetch()
                message = read_message(blob).verify((await second.identity()).key)
                answer = kit.signed(kit.response(message.digest, HELD))
                with pytest.raises(NotReached):
                    await second.bring(answer)
            await asyncio.sleep(1)
            steps: list[int] = []
            async with await line() as third:
                await third.bring(answer, lambda done, _: steps.append(done))
                assert await third.inventory() == HELD
            assert steps[0] > 2000, "the device had kept what arrived"
            assert device.plugged == 3
            assert sent_again(device.server.frames) <= SPARE

    run(main())


def test_another_run_of_the_program_goes_on_with_a_file(tmp_path: Path) -> None:
    async def main() -> None:
        async with faulty(with_files(tmp_path / "store"), tmp_path, "unplug:13,0.5", "unplug:26,0.5") as device:

            def place() -> SmpPlace:
                (port,) = device.ports()
                return SmpPlace(port.address, AT_ONCE, ports=device.ports, parts=FolderParts(tmp_path / "parts"))

            async with place() as first:
                with pytest.raises(NotReached):
                    await first.write("/lic/response.bin", BLOB)
            await asyncio.sleep(1)
            steps: list[int] = []
            async with place() as second:
                await second.write("/lic/response.bin", BLOB, lambda done, _: steps.append(done))
                assert steps[0] > len(BLOB) // 2
                with pytest.raises(NotReached):
                    await second.read("/lic/request.bin")
            await asyncio.sleep(1)
            steps.clear()
            async with place() as third:
                assert await third.read("/lic/request.bin", lambda done, _: steps.append(done)) == BLOB
                assert steps[0] > len(BLOB) // 3
            assert device.plugged == 3

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
