"""Another program on the same port, and a line at another speed, through the real link and the real emulator."""

from __future__ import annotations

import asyncio
import contextlib
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from retour.errors import NotReached
from retour.link.device import LicenseDevice
from retour.link.discovery import look
from retour.link.timing import Timing
from retour.protocol.group import Operation
from retour.protocol.messages import read_message
from tests.device import kit
from tests.device.kit import A
from tests.link.faulty import faulty, needs_ptys, reference, whole_return
from tests.link.virtual import run

pytestmark = [
    needs_ptys,
    pytest.mark.skipif(sys.platform != "linux", reason="who holds a port is only known on Linux"),
]


@contextlib.contextmanager
def other_reader(address: str) -> Iterator[subprocess.Popen[bytes]]:
    """The emulator's other program, started when the port is in use already."""
    command = [sys.executable, "-m", "retour", "device", "other-reader", address]
    with subprocess.Popen(command, stdout=subprocess.PIPE) as reader:
        assert reader.stdout is not None
        assert reader.stdout.readline() == b"reading\n"
        yield reader
        reader.kill()


def test_a_port_that_another_program_reads_is_refused_by_its_name(tmp_path: Path) -> None:
    async def main() -> None:
        async with faulty(reference()[1], tmp_path, "other-reader") as device:
            with pytest.raises(NotReached) as caught:
                await LicenseDevice.connect(device.address, ports=device.ports)
            assert (caught.value.code, len(caught.value.lines)) == ("port-busy", 3)
            assert "other-reader (process " in caught.value.what
            assert device.server.frames == []

    run(main())


def test_a_port_is_free_when_the_other_program_has_left(tmp_path: Path) -> None:
    async def main() -> None:
        async with faulty(reference()[1], tmp_path, "other-reader:5") as device:
            line = None
            while line is None:
                await asyncio.sleep(1)
                with contextlib.suppress(NotReached):
                    line = await LicenseDevice.connect(device.address, ports=device.ports)
            async with line:
                await whole_return(line)

    run(main())


def test_a_program_that_comes_into_a_return_and_leaves_delays_it(tmp_path: Path) -> None:
    async def main() -> None:
        async with (
            faulty(reference()[1], tmp_path, "seed:2") as device,
            await LicenseDevice.connect(device.address, ports=device.ports) as line,
        ):
            await line.identity()
            with other_reader(device.address) as reader:
                asyncio.get_running_loop().call_later(3, reader.kill)
                await whole_return(line)
                assert len(device.server.frames) > 20

    run(main())


def test_a_program_that_comes_into_a_return_and_stays_ends_it_at_the_worst(tmp_path: Path) -> None:
    """Who gets an answer is chance; what was done at the device is whole in any case, and told."""

    async def main() -> None:
        _, server = reference()
        async with (
            faulty(server, tmp_path, "seed:2") as device,
            await LicenseDevice.connect(device.address, ports=device.ports) as line,
        ):
            with other_reader(device.address):
                try:
                    await whole_return(line)
                except NotReached as error:
                    told = error
                else:
                    return
            assert len(told.lines) == 3
            assert told.code == "port-busy"
            assert (await line.identity()).counter in (0, 1, 2)

    run(main())


def test_a_program_that_came_in_later_is_named_when_no_answer_arrives(tmp_path: Path) -> None:
    async def main() -> None:
        _, server = reference()
        async with (
            faulty(server, tmp_path) as device,
            await LicenseDevice.connect(device.address, Timing(0.2, 1, 2, 0), ports=device.ports) as line,
        ):
            server.answer = lambda _: None  # type: ignore[method-assign, assignment]
            with pytest.raises(NotReached) as alone:
                await line.identity()
            assert alone.value.code == "no-answer"
            with other_reader(device.address), pytest.raises(NotReached) as caught:
                await line.identity()
            assert caught.value.code == "port-busy"
            assert "other-reader (process " in caught.value.what

    run(main())


def test_a_device_at_another_speed_is_found_and_gives_its_license(tmp_path: Path) -> None:
    quick = Timing(reply=0.3, retries=0, patience=0, reconnect=0)

    async def main() -> None:
        async with faulty(reference()[1], tmp_path, "speed:57600") as device:
            found, tries = None, 0
            while found is None or found.identity is None:  # a busy machine may need another look
                (found,) = await look([device.address], quick)
                tries += 1
                assert tries < 10
            assert (found.speed, found.address) == (57600, f"{device.address}@57600")
            async with await LicenseDevice.connect(found.address) as line:
                await line.request(b"12345678", 0, Operation.CAPABILITY, ((A, 5),), None)
                _, blob = await line.fetch()
                digest = read_message(blob).verify(found.identity.key).digest
                applied = await line.bring(kit.signed(kit.response(digest, kit.grants(A=5))))
                assert applied.made.counter == 2
                assert await line.inventory() == kit.grants(A=5)

    asyncio.run(main())
