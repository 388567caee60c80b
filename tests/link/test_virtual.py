"""The clock that jumps: waits cost nothing, order is kept, and what really happens is not missed."""

from __future__ import annotations

import asyncio
import os
import sys
import time

import pytest

from tests.link.virtual import run

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="its loop has no selector")


def test_an_hour_costs_no_time() -> None:
    async def main() -> float:
        begun = asyncio.get_running_loop().time()
        await asyncio.sleep(3600)
        return asyncio.get_running_loop().time() - begun

    begun = time.process_time()
    assert 3600 <= run(main()) < 3601
    assert time.process_time() - begun < 1


def test_timers_come_in_their_order() -> None:
    async def main() -> list[int]:
        done: list[int] = []
        loop = asyncio.get_running_loop()
        for seconds in (30, 10, 20):
            loop.call_later(seconds, done.append, seconds)
        await asyncio.sleep(40)
        return done

    assert run(main()) == [10, 20, 30]


def test_bytes_that_arrive_come_before_a_time_out() -> None:
    async def main() -> bytes:
        reading, writing = os.pipe()
        loop = asyncio.get_running_loop()
        arrived: asyncio.Future[bytes] = loop.create_future()

        def read() -> None:
            loop.remove_reader(reading)
            arrived.set_result(os.read(reading, 10))

        loop.add_reader(reading, read)
        os.write(writing, b"here")
        try:
            async with asyncio.timeout(3600):
                return await arrived
        finally:
            os.close(reading)
            os.close(writing)

    assert run(main()) == b"here"


def test_a_loop_without_timers_waits_for_what_really_happens() -> None:
    async def main() -> int:
        loop = asyncio.get_running_loop()
        before = loop.time()
        await asyncio.to_thread(time.sleep, 0.02)
        return round(loop.time() - before)

    assert run(main()) == 0
