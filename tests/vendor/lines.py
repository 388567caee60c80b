"""A vendor's device on TCP in this very loop, on a line that does what a test wants of it."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

from retour.device.vendor.faults import Faults
from retour.device.vendor.smp import VendorServer
from retour.device.vendor.store import VendorStore, create, exists
from retour.link.places.smp import SmpPlace
from retour.link.timing import Timing
from tests.vendor.kit import STATE, Alarm

FAST = Timing(reply=0.05, retries=4, patience=0, reconnect=0)
Mangle = Callable[[int, bytes], Iterable[bytes] | None]
"""Takes the number of an answer (from 0) and the answer; gives what arrives, or None for a pulled cable."""


def clean(_: int, answer: bytes) -> Iterable[bytes]:
    return [answer]


@dataclass
class Bench:
    """The device behind the line."""

    folder: Path
    faults: Faults = field(default_factory=Faults)
    alarm: Alarm = field(default_factory=Alarm)
    mangle: Mangle = clean
    answers: int = 0

    def __post_init__(self) -> None:
        if not exists(self.folder):
            create(self.folder, STATE)
        self.restart()

    def restart(self) -> None:
        """Off and on again: what is not on the disk is gone."""
        self.store = VendorStore(self.folder)
        self.server = VendorServer(self.store, self.folder / "files", self.alarm.later, self.faults)

    @contextlib.asynccontextmanager
    async def place(self) -> AsyncIterator[SmpPlace]:
        listener = await asyncio.start_server(self._talk, "127.0.0.1", 0)
        async with listener:
            port = listener.sockets[0].getsockname()[1]
            async with SmpPlace(f"tcp:127.0.0.1:{port}", FAST) as place:
                yield place

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        feed = self.server.connection()
        with contextlib.suppress(OSError), contextlib.closing(writer):
            while data := await reader.read(4096):
                answer = feed(data)
                if not answer:
                    continue
                pieces = self.mangle(self.answers, answer)
                self.answers += 1
                if pieces is None:
                    return
                for piece in pieces:
                    writer.write(piece)
                await writer.drain()
