"""The link drives Zephyr's own servers: who they are, files up and down, reset in the middle, odd buffers, errors."""

from __future__ import annotations

import asyncio
import hashlib
import random
from collections.abc import Awaitable, Callable
from pathlib import Path

import pytest

from retour.errors import Refused
from retour.link.device import Progress
from retour.link.discovery import look
from retour.link.framing import Op
from retour.link.opening import open_pipe
from retour.link.parts import FolderParts
from retour.link.places.smp import SmpPlace
from retour.link.session import SmpSession
from retour.link.timing import Timing
from tests.zephyr.conftest import Start
from tests.zephyr.servers import BUILDS_WITH_FLASH, Zephyr

FILE = "/lfs1/response.bin"
BLOB = random.Random(4711).randbytes(4000)
"""As much as the file system holds."""
OS, FILES = 0, 8
RESET = 5
PATIENT = Timing(reply=2, retries=4, patience=30, reconnect=30)
BRISK = Timing(reply=0.3, retries=4, patience=30, reconnect=30)
"""For a server that does not answer at all to what is too much for it; one that is merely slow is asked again."""

Work = Callable[[SmpPlace, Progress], Awaitable[object]]


async def up(place: SmpPlace, progress: Progress) -> None:
    await place.write(FILE, BLOB, progress)


async def down(place: SmpPlace, progress: Progress) -> None:
    assert await place.read(FILE, progress) == BLOB


async def held(device: Zephyr) -> bytes:
    """The SHA-256 that the device itself makes of its file, asked past all that is tested here."""
    session = SmpSession(await open_pipe(device.port), PATIENT)
    try:
        answer = await session.request(Op.READ, FILES, 2, {"name": FILE, "type": "sha256"})
    finally:
        await session.close()
    assert answer["len"] == len(BLOB)
    output = answer["output"]
    assert isinstance(output, bytes)
    return output


def place_at(device: Zephyr, timing: Timing = PATIENT, folder: Path | None = None) -> SmpPlace:
    parts = None if folder is None else FolderParts(folder)
    return SmpPlace(device.port, timing, ports=device.ports, parts=parts)


@pytest.mark.parametrize("build", ["serial", "serial_bigrx", "shell"])
def test_a_device_without_license_return_is_told_as_what_it_says_it_is(start: Start, build: str) -> None:
    (found,) = asyncio.run(look([start(build).port]))
    assert found.identity is None
    assert found.problem is not None
    assert found.problem.code == "no-license-return"
    assert found.says.startswith("Zephyr ")
    assert "native_sim" in found.says


@pytest.mark.parametrize("build", BUILDS_WITH_FLASH)
def test_a_file_goes_up_and_comes_down(start: Start, build: str) -> None:
    async def main() -> None:
        device, steps = start(build), list[tuple[int, int]]()
        async with place_at(device, BRISK) as place:
            await place.write(FILE, BLOB, lambda done, total: steps.append((done, total)))
            assert steps == sorted(steps)
            assert steps[-1] == (len(BLOB), len(BLOB))
            assert await place.read(FILE) == BLOB
            (entry,) = await place.find(FILE)
            assert entry.size == len(BLOB)
        assert await held(device) == hashlib.sha256(BLOB).digest()

    asyncio.run(main())


@pytest.mark.parametrize("at", [pytest.param(1, marks=pytest.mark.deep), pytest.param(9, marks=pytest.mark.deep), 12])
def test_an_upload_outlives_a_dead_device_that_comes_back_under_another_name(start: Start, at: int) -> None:
    async def main() -> None:
        device, steps = start("serial_bigrx"), list[int]()

        def progress(done: int, _: int) -> None:
            steps.append(done)
            if len(steps) == at:
                device.again()

        async with place_at(device) as place:
            await place.write(FILE, BLOB, progress)
            assert place.address == device.port
        assert device.starts == 2
        assert await held(device) == hashlib.sha256(BLOB).digest()
        # What a file that is being written had in RAM is gone, and no more than that.
        assert at == 1 or steps[at] > steps[at - 1] / 2

    asyncio.run(main())


@pytest.mark.parametrize("at", [pytest.param(1, marks=pytest.mark.deep), 6, pytest.param(11, marks=pytest.mark.deep)])
def test_a_download_outlives_it_without_a_byte_twice(start: Start, at: int) -> None:
    async def main() -> None:
        device, steps = start("serial_bigrx"), list[int]()

        def progress(done: int, _: int) -> None:
            steps.append(done)
            if len(steps) == at:
                device.again()

        async with place_at(device) as place:
            await place.write(FILE, BLOB)
            assert await place.read(FILE, progress) == BLOB
        assert device.starts == 2
        assert steps == sorted(steps)

    asyncio.run(main())


async def cut_off(work: Work, place: SmpPlace, at: int) -> list[int]:
    """Do the work, and cancel it at that step; the steps that it made."""
    steps: list[int] = []

    async def cancelled() -> None:
        task = asyncio.current_task()
        assert task is not None

        def progress(done: int, _: int) -> None:
            steps.append(done)
            if len(steps) == at:
                task.cancel()

        await work(place, progress)

    with pytest.raises(asyncio.CancelledError):
        await asyncio.create_task(cancelled())
    return steps


@pytest.mark.parametrize("work", [up, down])
def test_a_reset_and_a_new_start_of_the_application_in_the_middle(start: Start, work: Work, tmp_path: Path) -> None:
    async def main() -> None:
        device, after = start("serial_bigrx"), list[int]()
        async with place_at(device, folder=tmp_path / "parts") as place:
            if work is down:
                await place.write(FILE, BLOB)
            before = await cut_off(work, place, 10)
            await place.command(OS, RESET, {})
            device.ended()
        device.start()
        async with place_at(device, folder=tmp_path / "parts") as place:
            await work(place, lambda done, _: after.append(done))
        assert before[-1] / 2 < after[0]
        assert await held(device) == hashlib.sha256(BLOB).digest()

    asyncio.run(main())


def test_an_upload_goes_on_at_a_device_that_still_has_the_file_open(start: Start, tmp_path: Path) -> None:
    """The cable was pulled and the device has power of its own: nothing of what arrived is sent again."""

    async def main() -> None:
        device, after = start("serial_bigrx"), list[int]()
        async with place_at(device, folder=tmp_path / "parts") as place:
            before = await cut_off(up, place, 5)
        async with place_at(device, folder=tmp_path / "parts") as place:
            await up(place, lambda done, _: after.append(done))
        assert before[-1] <= after[0]
        assert await held(device) == hashlib.sha256(BLOB).digest()

    asyncio.run(main())


@pytest.mark.parametrize(
    ("build", "says", "takes"),
    [
        ("serial", 384, 150),
        ("serial_buf96", 96, 96),
        ("serial_buf256", 256, 256),
        ("serial_noparams", 256, 256),
        ("serial_line512", 2048, 1024),
        ("serial_fs", 1024, 1024),
        ("shell", 384, 150),
    ],
)
def test_the_buffer_is_what_a_server_says_or_what_each_takes(start: Start, build: str, says: int, takes: int) -> None:
    async def main() -> None:
        session = SmpSession(await open_pipe(start(build).port), PATIENT)
        try:
            assert await session.buffer_size() == says
            text = "x" * (takes - 12 - len(b"\xa1\x61d\x79\x00\x00"))
            assert await session.request(Op.WRITE, OS, 0, {"d": text}) == {"r": text}
        finally:
            await session.close()

    asyncio.run(main())


def test_what_a_server_refuses_is_read_in_all_its_ways(start: Start) -> None:
    async def refused(asked: Awaitable[object]) -> Refused:
        with pytest.raises(Refused) as caught:
            await asked
        return caught.value

    async def main() -> None:
        device = start("serial_bigrx")
        async with place_at(device) as place:
            assert await place.find(FILE) == ()
            assert (await refused(place.read(FILE))).code == "no-such-file"
            # rc on its own: SMP version 1, for a group that is not there
            assert (await refused(place.command(64, 1, {}))).code == "not-supported"
            # err with group and rc: version 2
            nowhere = await refused(place.write("/nowhere/response.bin", BLOB))
            assert (nowhere.details["group"], nowhere.details["rc"]) == (FILES, 14)
            # err with len beside it: where a file ends really
            await place.write(FILE, BLOB[:100])
            misplaced = await refused(place.command(FILES, 0, {"name": FILE, "off": 50, "data": b"x"}))
            assert (misplaced.details["rc"], misplaced.details["len"]) == (11, 100)
            # A file that does not fit is refused by the piece that does not.
            full = await refused(place.write(FILE, BLOB * 4))
            assert full.details["rc"] == 10
            await place.write("/lfs1/empty", b"")
            assert await place.read("/lfs1/empty") == b""
            await place.remove(FILE)
            assert await place.find(FILE) == ()

    asyncio.run(main())
