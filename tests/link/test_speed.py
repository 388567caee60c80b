"""The speed of a line: a device on a pty that understands its own speed only, and lines that only make noise."""

from __future__ import annotations

import asyncio
import contextlib
import os
import random
import tty
from collections.abc import AsyncIterator, Coroutine
from pathlib import Path
from typing import Any, TypeVar

import pytest

from retour.errors import NotReached
from retour.link import discovery, speed
from retour.link.discovery import Found, find, look
from retour.link.framing import Frame, Op, encode, encode_map
from retour.link.opening import open_port
from retour.link.ports import Port
from retour.link.speed import RATES, Heard, detect, has_speed
from retour.link.timing import Timing
from tests.device import kit
from tests.link.faulty import faulty, needs_ptys, reference

WAIT = 5.0
"""Seconds, so that a busy machine may take its time; who answers does so at once."""
QUICK = Timing(reply=0.3, retries=0, patience=0, reconnect=0)
LONG = Timing(reply=3 * WAIT, retries=0, patience=0, reconnect=0)

_Result = TypeVar("_Result")


def run(main: Coroutine[Any, Any, _Result]) -> _Result:
    return asyncio.run(main)


@contextlib.asynccontextmanager
async def line(answer: bytes, asked: asyncio.Event | None = None) -> AsyncIterator[tuple[str, bytearray]]:
    """A pty that gives `answer` to whatever it hears: its path, and what it heard; `asked` is set when it hears."""
    master, slave = os.openpty()
    tty.setraw(slave)
    heard = bytearray()

    def talk() -> None:
        heard.extend(os.read(master, 4096))
        os.write(master, answer)
        if asked is not None:
            asked.set()

    loop = asyncio.get_running_loop()
    loop.add_reader(master, talk)
    try:
        yield os.ttyname(slave), heard
    finally:
        loop.remove_reader(master)
        os.close(master)
        os.close(slave)


@needs_ptys
@pytest.mark.parametrize("rate", [9600, 230400])
def test_a_device_at_another_speed_is_found_and_spoken_with(rate: int, tmp_path: Path) -> None:
    async def main() -> tuple[Heard, Found, Found, str]:
        async with faulty(reference()[1], tmp_path, f"speed:{rate}") as device:
            # The first, long wait of each rate before the right one is what makes this slow: so few of them.
            heard = await detect(device.address, 0.4, (115200, rate))
            (found,) = await look([f"{device.address}@{rate}"], LONG)
            return heard, found, await find(f"{device.address}@{rate}", timing=LONG), device.address

    heard, found, again, address = run(main())
    assert heard.speed == rate
    assert found.address == again.address == f"{address}@{rate}"
    assert found.speed == rate
    assert found.identity is not None
    assert found.identity.host == kit.HOST


@needs_ptys
@pytest.mark.parametrize("by_host_id", [False, True])
def test_looking_around_finds_a_device_at_another_speed(
    by_host_id: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(discovery, "list_ports", tuple)
    timing = Timing(1.2, 0, 0, 0)

    async def main() -> tuple[Found, str]:
        async with faulty(reference()[1], tmp_path, f"speed:{RATES[1]}") as device:
            if by_host_id:
                return await find(kit.HOST.id, [device.address], timing), device.address
            (found,) = await look([device.address], timing)
            return found, device.address

    found, address = run(main())
    assert found.problem is None
    assert (found.address, found.speed) == (f"{address}@{RATES[1]}", RATES[1])


@needs_ptys
def test_a_device_at_the_usual_speed_is_found_without_trying_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(speed, "open_port", None)

    async def main() -> Found:
        async with faulty(reference()[1], tmp_path) as device:
            (found,) = await look([device.address], LONG)
            assert found.address == device.address
            return found

    assert run(main()).speed == 115200


@needs_ptys
def test_silence_at_every_speed_is_silence() -> None:
    async def main() -> tuple[Found, bytearray]:
        async with line(b"") as (path, asked):
            (found,) = await look([path], QUICK)
            return found, asked

    found, asked = run(main())
    assert found.problem is not None
    assert found.problem.code == "no-answer"
    assert found.speed is None
    assert asked.count(b"\n\x06\x09") == len(RATES), "one question at each speed, each on a line of its own"


@needs_ptys
def test_noise_at_every_speed_is_told() -> None:
    noise = random.Random(7).randbytes(60)

    async def main() -> tuple[NotReached, str]:
        async with line(noise) as (path, _):
            with pytest.raises(NotReached) as caught:
                await find(path, timing=QUICK)
            return caught.value, path

    problem, path = run(main())
    assert (problem.code, problem.exit_code) == ("wrong-speed", 3)
    assert len(problem.lines) == 3
    assert f"{path}@SPEED" in problem.todo


@needs_ptys
def test_frames_that_answer_nothing_do_not_say_wrong_speed() -> None:
    """A plug that leads back what is sent, or another device's talk."""
    frame = encode(Frame(Op.READ, 1, 0, 1, 0, encode_map({})))

    async def main() -> Found:
        async with line(frame) as (path, _):
            (found,) = await look([path], QUICK)
            return found

    found = run(main())
    assert found.problem is not None
    assert found.problem.code == "no-answer"


@needs_ptys
def test_a_named_speed_is_the_only_one_tried() -> None:
    async def main() -> bytearray:
        async with line(b"") as (path, asked):
            (found,) = await look([f"{path}@57600"], QUICK)
            assert found.address == f"{path}@57600"
            return asked

    assert run(main()).count(b"\n\x06\x09") == 0


@needs_ptys
def test_a_cut_off_search_has_let_go_of_the_port() -> None:
    async def main() -> None:
        asked = asyncio.Event()
        async with line(b"", asked) as (path, _):
            trying = asyncio.ensure_future(detect(path, 30 * WAIT))
            await asked.wait()
            trying.cancel()
            with pytest.raises(asyncio.CancelledError):
                await trying
            open_port(path, 9600).close()

    run(main())


ADAPTER, OWN = (
    Port("/dev/ttyACM0", "", vid, 1, "SN-1") for vid in (0x1A86, 0x2FE3)
)  # an adapter that calls itself a modem, as some do, and a device


@pytest.mark.parametrize(
    ("address", "port", "whether"),
    [
        ("/dev/ttyUSB0", None, True),
        ("/dev/pts/3", None, True),
        ("/dev/ttyS0", Port("/dev/ttyS0", "n/a", None, None, None), True),
        ("/dev/ttyACM0", None, False),
        ("/dev/ttyACM0", ADAPTER, True),
        ("/dev/ttyACM0", OWN, False),
        ("/dev/ttyUSB0@9600", None, False),
        ("tcp:host:1", None, False),
        ("COM7", Port("COM7", "", 0x0403, 0x6001, "A1"), True),
        ("COM8", Port("COM8", "", 0x2FE3, 1, "SN-1"), False),
    ],
)
def test_where_the_speed_matters(address: str, port: Port | None, whether: bool) -> None:
    assert has_speed(address, port) is whether
