"""Devices that lie and flood, from any frame on: a clear error, in bounded time and memory, and nothing was changed."""

from __future__ import annotations

import asyncio
import itertools
import tracemalloc
from collections.abc import Awaitable, Callable, Coroutine
from pathlib import Path

import pytest

from retour.errors import RetourError
from retour.link.device import LicenseDevice
from retour.link.places.smp import SmpPlace
from tests.device import kit
from tests.link.faulty import MANY, Faulty, faulty, needs_ptys, reference, vendors, whole_return
from tests.link.virtual import run

pytestmark = needs_ptys

HOSTILE = pytest.mark.parametrize("fault", ["huge:{}", "wrong-type:{}", "nested:10000,{}", "flood:{}"])
PATIENCE = 120
"""Seconds, of the loop's clock, within which a hostile device is given up."""
ROOM = 768 * 1024
"""Bytes that a hostile device may make us hold, the emulator's own share with it."""


async def refused(work: Callable[[], Awaitable[None]]) -> RetourError | None:
    """The error that the work ends with, if it does."""
    clock = asyncio.get_running_loop().time
    begun = clock()
    if tracemalloc.is_tracing():
        tracemalloc.reset_peak()
    before, _ = tracemalloc.get_traced_memory()
    error = None
    try:
        await work()
    except RetourError as caught:
        error = caught
    assert clock() - begun < PATIENCE
    assert tracemalloc.get_traced_memory()[1] - before < ROOM
    if error is not None:
        assert all(len(line) > 10 for line in error.lines)
        assert error.code in {"device-answer", "device-floods", "no-answer", "readback"}
    return error


def at_every_frame(
    folder: Path, fault: str, life: Callable[[Path, str], Coroutine[None, None, RetourError | None]], step: int
) -> int:
    """From every frame on, until the work is done before it; the last frame at which it was refused."""
    (folder / "good").mkdir()
    assert run(life(folder / "good", "seed:2")) is None, "and what is imported on the way is there"
    tracemalloc.start()
    try:
        for at in itertools.count(1, step):
            place = folder / f"{at}"
            place.mkdir()
            if run(life(place, fault.format(at))) is None:
                return at - step
    finally:
        tracemalloc.stop()
    raise AssertionError("unreachable")


@HOSTILE
def test_a_device_that_goes_mad_in_an_exchange(tmp_path: Path, fault: str) -> None:
    async def life(place: Path, now: str) -> RetourError | None:
        _, server = reference()

        async def exchange(device: Faulty) -> None:
            async with await LicenseDevice.connect(device.address, ports=device.ports) as line:
                await whole_return(line)

        async with faulty(server, place, now) as device:
            error = await refused(lambda: exchange(device))
        async with (
            faulty(server, place) as device,
            await LicenseDevice.connect(device.address, ports=device.ports) as line,
        ):
            # The same program goes on with the device once it is sane: it stands before or behind a step.
            counter, held = (await line.identity()).counter, await line.inventory()
            assert (counter, len(held)) in {(0, 0), (1, 0), (2, len(MANY))}
            assert counter == 0 or (await line.fetch())[0].counter == counter
        return error

    assert at_every_frame(tmp_path, fault, life, step=6 if "flood" in fault else 2) > 15


@HOSTILE
def test_a_device_that_goes_mad_over_its_files(tmp_path: Path, fault: str) -> None:
    blob = b"response" * 700

    async def life(place: Path, now: str) -> RetourError | None:
        server = vendors(place / "store")

        async def up_and_down(device: Faulty) -> None:
            async with SmpPlace(device.address, ports=device.ports) as files:
                await files.write("/lic/response.bin", blob)
                assert await files.read("/lic/response.bin") == blob

        async with faulty(server, place, now) as device:
            error = await refused(lambda: up_and_down(device))
        async with faulty(server, place) as device:
            await up_and_down(device)
        return error

    assert at_every_frame(tmp_path, fault, life, step=4 if "flood" in fault else 1) > 5


def test_a_flood_from_the_beginning_on_both_kinds_of_line(tmp_path: Path) -> None:
    async def main() -> None:
        async with faulty(reference()[1], tmp_path, "flood", tcp=True) as device:
            assert device.tcp is not None
            for address in (device.address, device.tcp):
                with pytest.raises(RetourError) as caught:
                    async with await LicenseDevice.connect(address, ports=device.ports) as line:
                        await line.identity()
                assert (caught.value.code, len(caught.value.lines)) == ("device-floods", 3)

    run(main())


def test_work_on_a_device_that_floods_can_be_cancelled(tmp_path: Path) -> None:
    async def main() -> None:
        async with faulty(reference()[1], tmp_path, "flood") as device:
            work = asyncio.ensure_future(LicenseDevice.connect(device.address, ports=device.ports))
            await asyncio.sleep(0.01)
            work.cancel()
            with pytest.raises(asyncio.CancelledError):
                await work
        async with (
            faulty(reference()[1], tmp_path) as device,
            await LicenseDevice.connect(device.address, ports=device.ports) as line,
        ):
            assert (await line.identity()).host == kit.HOST

    run(main())
