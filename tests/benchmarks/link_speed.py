"""How fast the link is: against what the line allows, and against other clients in the same run.

1. Paced at 115200 baud with a buffer of 2048 bytes: payload rate, up and down, divided by the computed bound; at least
   0.95. The bound: SMP waits for each answer, so a piece takes the time of every byte of its request and of its answer
   on the line, 10 bits each (start, 8, stop). A frame of `buffer` bytes holds 8 bytes of header, the CBOR map and 4
   bytes for length and CRC; the bytes on the line are those of `framing.encode`: base64 in packets of 124 characters
   with 2 bytes before and 1 behind. Nothing is counted for the device's work, the hash at the end, or asking what is
   there already.
2. Not paced: the median echo of our session divided by stock smpclient's, by turns; at most 0.12.
3. 200 kB up and down by the file group, by turns with mcumgr-toolkit, which is written in Rust: at most 1.5 times its
   median, each way. Each client has an emulator of its own, of the same kind and buffer; `server` is
   that process's share of a processor over the client's time. Ours also compares hashes, which the other does not.

One line of JSON for each figure; ends with 1 where one misses its goal. Run:
python tests/benchmarks/link_speed.py [files] [group] [echo] [toolkit]
"""

from __future__ import annotations

import asyncio
import json
import logging
import os
import random
import sys
import tempfile
import time
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from operator import add
from pathlib import Path
from statistics import median
from typing import Final

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from mcumgr_toolkit import MCUmgrClient
from smpclient import SMPClient
from smpclient.generics import success
from smpclient.requests.os_management import EchoWrite
from smpclient.transport.serial import SMPSerialTransport

from retour.errors import Refused
from retour.link.device import LicenseDevice
from retour.link.framing import HEADER_BYTES, OVERHEAD_BYTES, Frame, Op, encode, encode_map
from retour.link.opening import open_pipe
from retour.link.places.smp import SmpPlace
from retour.link.session import SmpSession
from retour.protocol.group import GROUP_ID, Operation
from retour.protocol.model import Reason
from tests.benchmarks.link_faults import FILE, VENDOR, emulated
from tests.device import kit

BAUD: Final = 115200
BUFFER: Final = 2048
KIB: Final = 1024
STATED_BOUND: Final = 8.0
"""KiB/s that were computed for this line and buffer when the goal was set."""
PACED_GOAL, ECHO_GOAL, FILE_GOAL = 0.95, 0.12, 1.5
_PACED_BYTES: Final = 60_000
_ECHO_TURNS, _ECHOES = 20, 25
_FILE_BYTES: Final = 200_000
_FILE_TURNS: Final = 15
_MANY: Final = tuple((f"ACT-{n:03}-{'x' * 56}", 2) for n in range(200))
_SHA: Final = bytes(32)
Map = dict[str, object]


class Report:
    """Prints figures and remembers whether one missed its goal."""

    def __init__(self) -> None:
        self.missed = False

    def say(self, what: str, good: bool | None = None, **figures: object) -> None:
        self.missed = self.missed or good is False
        goal = {} if good is None else {"good": good}
        print(json.dumps({"what": what} | figures | goal), flush=True)


def on_line(op: Op, group: int, command: int, values: Map) -> int:
    """Bytes that a frame takes on the line."""
    return len(encode(Frame(op, 1, group, 0, command, encode_map(values))))


Ask = Callable[[int, bytes], Map]
"""A request or an answer for a piece, by its offset and its data."""


def bound(op: Op, group: int, total: int, ask: Ask, answer: Ask) -> float:
    """Payload bytes a second that the line allows at the most, for a blob of so many bytes."""
    full = ask if op is Op.WRITE else answer
    offset = line = 0
    while offset < total:
        size = min(total - offset, BUFFER)
        while len(encode_map(full(offset, bytes(size)))) > BUFFER - HEADER_BYTES - OVERHEAD_BYTES:
            size -= 1
        piece = bytes(size)
        line += on_line(op, group, 0, ask(offset, piece)) + on_line(Op(op + 1), group, 0, answer(offset, piece))
        offset += size
    return total / (line * 10 / BAUD)


def arrived(offset: int, piece: bytes) -> Map:
    return {"off": offset + len(piece)}


def file_up(total: int) -> float:
    def ask(offset: int, piece: bytes) -> Map:
        values: Map = {"name": FILE, "off": offset, "data": piece}
        return values if offset else values | {"len": total}

    return bound(Op.WRITE, 8, total, ask, arrived)


def file_down(total: int) -> float:
    def answer(offset: int, piece: bytes) -> Map:
        values: Map = {"off": offset, "data": piece}
        return values if offset else values | {"len": total}

    return bound(Op.READ, 8, total, lambda offset, _: {"name": FILE, "off": offset}, answer)


def stage(total: int) -> float:
    def ask(offset: int, piece: bytes) -> Map:
        return {"off": offset, "len": total, "sha": _SHA, "data": piece}

    return bound(Op.WRITE, GROUP_ID, total, ask, arrived)


def export(total: int) -> float:
    def answer(offset: int, piece: bytes) -> Map:
        return {"ctr": 1, "len": total, "sha": _SHA, "off": offset, "data": piece}

    return bound(Op.READ, GROUP_ID, total, lambda offset, _: {"off": offset}, answer)


async def seconds(work: Awaitable[object]) -> float:
    began = time.perf_counter()
    await work
    return time.perf_counter() - began


def paced(report: Report, what: str, total: int, took: float, most: float) -> None:
    rate = total / took
    report.say(
        f"paced: {what}",
        rate / most >= PACED_GOAL,
        bytes=total,
        seconds=round(took, 3),
        kib_per_s=round(rate / KIB, 2),
        bound_kib_per_s=round(most / KIB, 2),
        of_bound=round(rate / most, 3),
        of_stated_bound=round(rate / KIB / STATED_BOUND, 3),
    )


async def paced_files(report: Report) -> None:
    data = random.Random(1).randbytes(_PACED_BYTES)
    with emulated(*VENDOR, "--fault", f"speed:{BAUD}") as (pty, _):
        async with SmpPlace(pty) as place:
            assert await place.find(FILE) == ()  # opens the line, and learns the buffer's size
            up = await seconds(place.write(FILE, data))
            down = await seconds(place.read(FILE))
    paced(report, "file up", len(data), up, file_up(len(data)))
    paced(report, "file down", len(data), down, file_down(len(data)))


async def paced_group(report: Report) -> None:
    with tempfile.NamedTemporaryFile("w") as key:
        key.write(f"{kit.PORTAL}\n")
        key.flush()
        with emulated("--portal-key", key.name, "--fault", f"speed:{BAUD}") as (pty, _):
            async with await LicenseDevice.connect(pty) as device:
                await device.identity()
                up, staged = await staging(device)
                await device.request(b"12345678", 0, Operation.CAPABILITY, _MANY, Reason.OTHER)
                began = time.perf_counter()
                _, message = await device.fetch()
                down = time.perf_counter() - began
    paced(report, "STAGE", staged, up, stage(staged))
    paced(report, "EXPORT", len(message), down, export(len(message)))


async def staging(device: LicenseDevice) -> tuple[float, int]:
    """Seconds until an answer that the device will refuse is up, and its length."""
    data, at = random.Random(2).randbytes(_PACED_BYTES), 0.0

    def progress(done: int, _: int) -> None:
        nonlocal at
        if done == len(data):
            at = time.perf_counter()

    began = time.perf_counter()
    try:
        await device.bring(data, progress)
    except Refused:
        return at - began, len(data)
    raise AssertionError("the device took a made-up answer")


async def echoes(report: Report) -> None:
    ours: list[float] = []
    stock: list[float] = []
    with emulated(*VENDOR) as (our_pty, _), emulated(*VENDOR) as (stock_pty, _):
        session = SmpSession(await open_pipe(our_pty))
        client = SMPClient(SMPSerialTransport(), stock_pty)
        await client.connect()
        for turn in range(1 + _ECHO_TURNS):
            mine = [await seconds(our_echo(session)) for _ in range(_ECHOES)]
            others = [await seconds(stock_echo(client)) for _ in range(_ECHOES)]
            if turn:  # the first warms up
                ours += mine
                stock += others
        await session.close()
        await client.disconnect()
    our, other = median(ours), median(stock)
    report.say(
        "echo: ours / stock smpclient",
        our / other <= ECHO_GOAL,
        ours_ms=round(our * 1000, 3),
        stock_ms=round(other * 1000, 3),
        ratio=round(our / other, 4),
    )


async def our_echo(session: SmpSession) -> None:
    assert await session.request(Op.WRITE, 0, 0, {"d": "hello, device"}) == {"r": "hello, device"}


async def stock_echo(client: SMPClient) -> None:
    answer = await client.request(EchoWrite(d="hello, device"))
    assert success(answer)
    assert answer.r == "hello, device"


def processor_seconds(process: int) -> float:
    """Processor time that a process has used, from /proc."""
    fields = Path(f"/proc/{process}/stat").read_text("ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


class Turns:
    """Times of one client in one direction, and the server's share of them."""

    def __init__(self, process: int) -> None:
        self._process = process
        self.seconds: list[float] = []
        self._server = 0.0

    @contextmanager
    def take(self) -> Iterator[None]:
        before, began = processor_seconds(self._process), time.perf_counter()
        yield
        self.seconds.append(time.perf_counter() - began)
        self._server += processor_seconds(self._process) - before

    @property
    def server(self) -> float:
        return self._server / sum(self.seconds)


async def big_files(report: Report) -> None:
    data = random.Random(3).randbytes(_FILE_BYTES)
    with emulated(*VENDOR) as (our_pty, our_process), emulated(*VENDOR) as (their_pty, their_process):
        client = MCUmgrClient.serial(their_pty)
        client.use_auto_frame_size()
        assert client.os_mcumgr_parameters().buf_size == BUFFER
        up, down = ((Turns(our_process), Turns(their_process)) for _ in range(2))
        async with SmpPlace(our_pty) as place:
            assert await place.find(FILE) == ()  # opens the line, as the other's is
            for _ in range(_FILE_TURNS):
                with up[0].take():
                    await place.write(FILE, data)
                with up[1].take():
                    client.fs_file_upload(FILE, data)
                with down[0].take():
                    ours = await place.read(FILE)
                with down[1].take():
                    theirs = client.fs_file_download(FILE)
                assert ours == theirs == data
    for way, (mine, other) in {"up": up, "down": down}.items():
        ratio = median(mine.seconds) / median(other.seconds)
        report.say(
            f"200 kB {way}: ours / mcumgr-toolkit",
            ratio <= FILE_GOAL,
            ours_s=round(median(mine.seconds), 4),
            theirs_s=round(median(other.seconds), 4),
            ratio=round(ratio, 3),
            server_ours=round(mine.server, 2),
            server_theirs=round(other.server, 2),
        )
    our, their = (median(map(add, up[who].seconds, down[who].seconds)) for who in range(2))
    report.say(
        "200 kB up and down",
        ours_s=round(our, 4),
        theirs_s=round(their, 4),
        ratio=round(our / their, 3),
    )


PARTS: Final = {"files": paced_files, "group": paced_group, "echo": echoes, "toolkit": big_files}


async def main(wanted: Sequence[str]) -> int:
    logging.getLogger("smpclient").setLevel(logging.CRITICAL)
    report = Report()
    for name in wanted or PARTS:
        await PARTS[name](report)
    return 1 if report.missed else 0


if __name__ == "__main__":
    sys.exit(asyncio.run(main(sys.argv[1:])))
