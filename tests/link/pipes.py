"""An in-memory pipe to a real device server, with everything that a bad line does to it."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Iterator

from retour.device.server import DeviceServer
from retour.link.framing import Deframer, Frame, encode
from retour.link.pipe import cable_lost
from retour.link.timing import Timing
from tests.device import kit

FAST = Timing(reply=0.02, retries=4, patience=0, reconnect=0)

Mangle = Callable[[bytes], Iterable[bytes]]
"""What happens to one answer on its way: nothing arrives, it arrives twice, damaged, ..."""


def clean(answer: bytes) -> Iterable[bytes]:
    return [answer]


class DevicePipe:
    """The line to a device in memory.

    Args:
        respond: takes what was written, returns what comes back.
        mangle: what the line does to each of these answers.
    """

    name = "memory"
    baud: int | None = None

    def __init__(self, respond: Callable[[bytes], bytes], mangle: Mangle = clean) -> None:
        self._respond = respond
        self._mangle = mangle
        self._arriving: asyncio.Queue[bytes] = asyncio.Queue()
        self.written = 0
        self.closed = False
        self.pulled = False

    async def read(self) -> bytes:
        data = await self._arriving.get()
        if not data:
            self._arriving.put_nowait(b"")
            raise cable_lost(self.name)
        return data

    async def write(self, data: bytes) -> None:
        if self.pulled:
            raise cable_lost(self.name)
        self.written += 1
        for piece in self._mangle(self._respond(data)):
            if piece:
                self._arriving.put_nowait(piece)

    async def close(self) -> None:
        self.closed = True

    def mangle(self, mangle: Mangle) -> None:
        """From now on the line does this to what comes back."""
        self._mangle = mangle

    def pull(self) -> None:
        """Pull the cable."""
        self.pulled = True
        self._arriving.put_nowait(b"")

    def inject(self, data: bytes) -> None:
        """Something arrives that nobody asked for."""
        self._arriving.put_nowait(data)


def server(bench_blinks: list[int] | None = None) -> tuple[kit.MemoryDisk, DeviceServer]:
    disk, store = kit.new_store()
    blinks = bench_blinks if bench_blinks is not None else []
    return disk, DeviceServer(store, lambda: kit.NOW, blinks.append)


def answering(answer: Callable[[Frame], Frame | None]) -> Callable[[bytes], bytes]:
    """A device that answers each frame with whatever a test makes of it."""
    deframer = Deframer()

    def respond(data: bytes) -> bytes:
        return b"".join(_encoded(answer(frame) for frame in deframer.feed(data)))

    return respond


def _encoded(frames: Iterator[Frame | None]) -> Iterator[bytes]:
    return (encode(frame) for frame in frames if frame is not None)
