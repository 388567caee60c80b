"""What each fault of a line does to our link and to stock smpclient, side by side.

Each fault is one of ``retour device emulate --fault``, each client has an emulator of its own, in a process of its
own on a pty. First 100 echo requests: how many were answered, in how many seconds, and how often something was sent.
Then a file up and down, of 1.3 kB and of 60 kB, by the standard file group, read back and compared.

Stock smpclient is used by its public interface and with its own time-out (2.5 s, ours begins at 2 s), and goes on with
the next request after one that failed, on the same connection. It has no repetitions: each request is sent once. What
is late comes after the time-out, so in that row both have one of 0.2 s. Ends with 1 where ours missed one of the
hundred, or a file. Takes some minutes. Run: python tests/benchmarks/link_faults.py
"""

from __future__ import annotations

import asyncio
import json
import logging
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from typing import Final

from smp.exceptions import SMPException
from smpclient import SMPClient
from smpclient.exceptions import SMPClientException
from smpclient.generics import success
from smpclient.requests.os_management import EchoWrite
from smpclient.transport.serial import SMPSerialTransport

from retour.errors import RetourError
from retour.link.framing import Op
from retour.link.opening import open_pipe
from retour.link.pipe import BytePipe
from retour.link.places.smp import SmpPlace
from retour.link.session import SmpSession
from retour.link.timing import FIELD, Timing

VENDOR: Final = ("--profile", "smp-files")
"""A vendor's device, which has the standard file group."""
ECHOES: Final = 100
SIZES: Final = (1300, 60_000)
FILE: Final = "/lic/blob.bin"
STOCK_SECONDS: Final = 2.5
_TRANSFER_SECONDS: Final = 300.0
FAILURES: Final = (SMPClientException, SMPException, OSError, ValueError, AssertionError)
"""What stock smpclient raises when a line is bad."""


@dataclass(frozen=True)
class Fault:
    """A row: what the emulator is told, and how patient both clients are."""

    name: str
    options: tuple[str, ...]
    timing: Timing = FIELD
    stock: float = STOCK_SECONDS


FAULTS: Final = (
    Fault("none", ()),
    Fault("10 % of replies lost", ("lose-replies:10",)),
    Fault("10 % of replies damaged", ("damage-replies:10",)),
    Fault("1 byte in 1000 lost", ("lose-bytes:1",)),
    Fault("1 byte in 1000 flipped", ("flip-bytes:1",)),
    Fault("console text", ("console:10",)),
    Fault("replies after the time-out", ("late:0.3",), Timing(reply=0.2), 0.2),
)


@dataclass
class Tally:
    """What came of it."""

    answered: int = 0
    sendings: int = 0
    seconds: float = 0.0

    def row(self) -> str:
        return f"{self.answered:4d} {self.seconds:7.1f} {self.sendings:6d}"


class Counted:
    """A pipe that counts what is written."""

    def __init__(self, pipe: BytePipe, tally: Tally) -> None:
        self._pipe = pipe
        self._tally = tally
        self.name, self.baud = pipe.name, pipe.baud

    async def read(self) -> bytes:
        return await self._pipe.read()

    async def write(self, data: bytes) -> None:
        self._tally.sendings += 1
        await self._pipe.write(data)

    async def close(self) -> None:
        await self._pipe.close()


class CountedTransport(SMPSerialTransport):
    """Stock smpclient's transport, counting what is sent."""

    def __init__(self, tally: Tally) -> None:
        super().__init__()
        self._tally = tally

    async def send(self, data: bytes) -> None:
        self._tally.sendings += 1
        await super().send(data)


@contextmanager
def emulated(*options: str) -> Iterator[tuple[str, int]]:
    """A device in a process of its own; its pty and process ID."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "retour", "device", "emulate"]
        command += ["--store", f"{folder}/store", "--pty", f"{folder}/tty", *options]
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
            try:
                assert process.stdout is not None
                yield json.loads(process.stdout.readline())["pty"], process.pid
            finally:
                process.terminate()


def with_fault(fault: Fault) -> list[str]:
    return [word for option in fault.options for word in ("--fault", option)]


async def timed(work: Awaitable[None], tally: Tally) -> Tally:
    began = time.perf_counter()
    await work
    tally.seconds = time.perf_counter() - began
    return tally


async def our_echoes(fault: Fault, pty: str) -> Tally:
    tally = Tally()
    session = SmpSession(Counted(await open_pipe(pty), tally), fault.timing)

    async def work() -> None:
        for number in range(ECHOES):
            try:
                answer = await session.request(Op.WRITE, 0, 0, {"d": f"echo {number}"})
                tally.answered += answer == {"r": f"echo {number}"}
            except RetourError:
                continue

    try:
        return await timed(work(), tally)
    finally:
        await session.close()


async def stock_echoes(fault: Fault, pty: str) -> Tally:
    tally = Tally()
    client = SMPClient(CountedTransport(tally), pty, fault.stock)
    await _connected(client)
    tally.sendings = 0

    async def work() -> None:
        for number in range(ECHOES):
            try:
                answer = await client.request(EchoWrite(d=f"echo {number}"))
                tally.answered += success(answer) and answer.r == f"echo {number}"
            except FAILURES:
                continue

    try:
        return await timed(work(), tally)
    finally:
        await client.disconnect()


async def our_file(fault: Fault, pty: str, data: bytes) -> Tally:
    tally = Tally()

    async def opener(address: str) -> BytePipe:
        return Counted(await open_pipe(address), tally)

    async def work() -> None:
        async with SmpPlace(pty, fault.timing, ports=tuple, opener=opener) as place:
            await place.write(FILE, data)
            tally.answered += await place.read(FILE) == data

    return await _limited(work, tally, (RetourError,))


async def stock_file(fault: Fault, pty: str, data: bytes) -> Tally:
    tally = Tally()

    async def work() -> None:
        client = SMPClient(CountedTransport(tally), pty, fault.stock)
        await _connected(client)
        try:
            async for _ in client.upload_file(data, FILE):
                pass
            tally.answered += await client.download_file(FILE) == data
        finally:
            await client.disconnect()

    return await _limited(work, tally, FAILURES)


async def _connected(client: SMPClient) -> None:
    """Connecting asks for the buffer's size, which a bad line may spoil as well."""
    for _ in range(20):
        try:
            await client.connect()
        except FAILURES:
            await client.disconnect()
        else:
            return
    raise SystemExit("stock smpclient could not connect at all")


async def _limited(work: Callable[[], Awaitable[None]], tally: Tally, failures: tuple[type[Exception], ...]) -> Tally:
    async def caught() -> None:
        with suppress(*failures, TimeoutError):
            async with asyncio.timeout(_TRANSFER_SECONDS):
                await work()

    return await timed(caught(), tally)


Client = Callable[[Fault, str], Awaitable[Tally]]


async def column(client: Client) -> list[Tally]:
    """One client over every fault at once: they wait for the most part."""

    with ExitStack() as devices:
        ptys = [devices.enter_context(emulated(*VENDOR, *with_fault(fault)))[0] for fault in FAULTS]
        return await asyncio.gather(*map(client, FAULTS, ptys))


def files(client: Callable[[Fault, str, bytes], Awaitable[Tally]], size: int) -> Client:
    data = random.Random(size).randbytes(size)
    return lambda fault, pty: client(fault, pty, data)


async def compare(title: str, ours: Client, stock: Client, wanted: int) -> bool:
    """Print a table; whether ours did it all."""
    our_column, stock_column = await column(ours), await column(stock)
    print(f"\n{title:28s} {'ours':>4} {'s':>7} {'sent':>6}    {'stock':>4} {'s':>6} {'sent':>6}")
    for fault, our, other in zip(FAULTS, our_column, stock_column, strict=True):
        print(f"{fault.name:28s} {our.row()}    {other.row()}", flush=True)
    return all(our.answered == wanted for our in our_column)


async def main() -> int:
    logging.getLogger("smpclient").setLevel(logging.CRITICAL + 1)  # it logs what it raises
    done = [await compare(f"answered of {ECHOES} echoes", our_echoes, stock_echoes, ECHOES)]
    for size in SIZES:
        title = f"file of {size} B up and down"
        done.append(await compare(title, files(our_file, size), files(stock_file, size), 1))
    return 0 if all(done) else 1


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
