"""Lines that lose, damage, delay and slow down bytes: the real link, the real emulator and its faults, a real pty."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from retour.link.device import LicenseDevice
from retour.link.places.smp import SmpPlace
from tests.device import kit
from tests.link.faulty import HELD, faulty, needs_ptys, reference, vendors, whole_return
from tests.link.virtual import run

pytestmark = needs_ptys

RESPONSE = "/lic/response.bin"
BLOB = bytes(range(256)) * 24

SEEDS = pytest.mark.parametrize("seed", [1, *(pytest.param(seed, marks=pytest.mark.deep) for seed in (2, 3))])
FIVE = ("lose-replies:10", "damage-replies:10", "lose-bytes:1", "flip-bytes:1", "console")
"""The faults of every line, as often as on a very bad one."""
OTHERS = ("late:3", "late:0.4", "silent:20,2", "silent:20,9", "buffer:2048,512", "buffer:16384,300", "bursts")


@SEEDS
@pytest.mark.parametrize("fault", FIVE)
def test_100_of_100_requests_are_answered(tmp_path: Path, fault: str, seed: int) -> None:
    async def main() -> int:
        async with (
            faulty(reference()[1], tmp_path, fault, f"seed:{seed}") as device,
            await LicenseDevice.connect(device.address, ports=device.ports) as line,
        ):
            for _ in range(100):
                assert (await line.identity()).host == kit.HOST
            return len(device.server.frames)

    assert 101 <= run(main()) < 250, "every answer is asked for again when it is missed, and not before"


@pytest.mark.parametrize("fault", [*FIVE, *OTHERS])
def test_a_whole_return_of_120_lines(tmp_path: Path, fault: str) -> None:
    async def main() -> None:
        async with (
            faulty(reference()[1], tmp_path, fault) as device,
            await LicenseDevice.connect(device.address, ports=device.ports) as line,
        ):
            await whole_return(line)

    run(main())


@pytest.mark.parametrize("fault", [*FIVE, *OTHERS])
def test_a_file_up_and_down(tmp_path: Path, fault: str) -> None:
    async def main() -> None:
        async with (
            faulty(vendors(tmp_path / "store"), tmp_path, fault) as device,
            SmpPlace(device.address, ports=device.ports) as place,
        ):
            steps: list[int] = []
            await place.write(RESPONSE, BLOB, lambda done, _: steps.append(done))
            assert steps[-1] == len(BLOB)
            assert steps == sorted(steps)
            assert await place.read(RESPONSE) == BLOB
            assert (await place.read("/lic/info.txt")).startswith(b"HOSTID=SN-4711")

    run(main())


def test_everything_at_once(tmp_path: Path) -> None:
    faults = (*FIVE, "unplug:6", "reboot:12", "unplug:20,2,after", "silent:5,25", "buffer:2048,600")

    async def main() -> None:
        async with (
            faulty(reference()[1], tmp_path, *faults) as device,
            await LicenseDevice.connect(device.address, ports=device.ports) as line,
        ):
            await whole_return(line)
            assert device.plugged == 3

    run(main())


def test_over_tcp_as_well(tmp_path: Path) -> None:
    async def main() -> None:
        async with faulty(reference()[1], tmp_path, "lose-replies", "console", "unplug:9", tcp=True) as device:
            assert device.tcp is not None
            async with await LicenseDevice.connect(device.tcp) as line:
                await whole_return(line)

    run(main())


def test_a_line_at_a_speed_takes_the_time_of_its_bytes(tmp_path: Path) -> None:
    """2.0 kB of payload are a frame of 2.8 kB, and an answer of 0.1 kB behind it."""

    async def main() -> float:
        async with (
            faulty(reference()[1], tmp_path, "speed:115200") as device,
            await LicenseDevice.connect(f"{device.address}@115200", ports=device.ports) as line,
        ):
            answer = kit.signed(kit.response(b"x" * 32, HELD))
            clock, stamps = asyncio.get_running_loop().time, []

            def note(done: int, total: int) -> None:
                stamps.append((clock(), done))
                if done > total * 3 // 4:
                    raise kit.Crash

            with pytest.raises(kit.Crash):
                await line.bring(answer, note)
            (first, start), (last, end) = stamps[0], stamps[-1]
            return (end - start) / (last - first)

    assert 6000 < run(main()) < 8200
