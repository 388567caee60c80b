"""Devices with faults in the loop of the test: the real server behind the real emulator, on a real pty."""

from __future__ import annotations

import asyncio
import contextlib
import sys
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import pytest

from retour.device.emulator import Server, serve
from retour.device.faults import read_faults
from retour.device.server import DeviceServer
from retour.device.vendor.faults import Faults as VendorFaults
from retour.device.vendor.smp import VendorServer
from retour.device.vendor.store import VendorStore, create
from retour.link.device import LicenseDevice
from retour.link.framing import Deframer, Frame
from retour.link.ports import Port
from retour.protocol.group import Operation
from retour.protocol.messages import read_message
from retour.protocol.model import Counts, Reason
from tests.device import kit
from tests.vendor.kit import STATE

needs_ptys = pytest.mark.skipif(sys.platform == "win32", reason="ptys")


@dataclass
class Counting:
    """A server, and the frames that reached it."""

    server: Server
    frames: list[Frame] = field(default_factory=list)

    def connection(self) -> Callable[[bytes], bytes]:
        feed, deframer = self.server.connection(), Deframer()

        def counted(data: bytes) -> bytes:
            self.frames += deframer.feed(data)
            return feed(data)

        return counted

    def restart(self) -> None:
        self.server.restart()


@dataclass(frozen=True)
class Faulty:
    """A device that runs.

    Attributes:
        link: its pty; after a pulled cable the next one is beside it.
        tcp: where it takes TCP connections.
    """

    link: Path
    tcp: str | None
    server: Counting

    @property
    def address(self) -> str:
        return str(self.link)

    def ports(self) -> tuple[Port, ...]:
        """The ptys that are there, as the ports of one USB device with a serial number."""
        links = sorted(path for path in self.link.parent.glob(f"{self.link.name}*") if path.is_symlink())
        return tuple(Port(str(link), "Reference device", 0x2FE3, 0x0001, "4711", None, None) for link in links)

    @property
    def plugged(self) -> int:
        """How often the cable has been plugged in."""
        (port,) = self.ports()
        number = port.address.removeprefix(str(self.link)).removeprefix("-")
        return int(number or 1)


@contextlib.asynccontextmanager
async def faulty(server: Server, folder: Path, *faults: str, tcp: bool = False) -> AsyncIterator[Faulty]:
    """Run a server with faults; leaving it ends it."""
    started: asyncio.Future[str | None] = asyncio.get_running_loop().create_future()
    link, counting = folder / "tty", Counting(server)
    work = asyncio.ensure_future(
        serve(
            counting,
            link=link,
            tcp="127.0.0.1:0" if tcp else None,
            started=lambda _, address: started.set_result(address),
            faults=read_faults(faults),
        )
    )
    try:
        async with asyncio.timeout(10):
            address = await started
        yield Faulty(link, address, counting)
    finally:
        work.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await work


def reference() -> tuple[kit.MemoryDisk, DeviceServer]:
    """A new device of our own, and its disk."""
    disk, store = kit.new_store()
    return disk, DeviceServer(store, lambda: kit.NOW, lambda _: None)


def vendors(folder: Path) -> VendorServer:
    """A vendor's device with files only; needs a running loop."""
    folder.mkdir(parents=True, exist_ok=True)
    create(folder, STATE)
    return VendorServer(VendorStore(folder), folder / "files", asyncio.get_running_loop().call_later, VendorFaults())


MANY: Final[Counts] = tuple((f"ACT-{number:03}-{'x' * 30}", 2) for number in range(120))
"""Lines whose request, message and answer take several frames each."""
HELD: Final = tuple(kit.grant(line, count) for line, count in MANY)


async def whole_return(line: LicenseDevice) -> None:
    """Everything that is done with a device, each step of several frames; nothing may happen twice."""
    identity = await line.identity()
    assert (identity.host, identity.key, identity.counter) == (kit.HOST, kit.DEVICE_SIGNS.public, 0)
    assert await line.inventory() == ()
    made = await line.request(b"12345678", 0, Operation.CAPABILITY, MANY, Reason.OTHER)
    fetched, blob = await line.fetch()
    assert fetched == made
    message = read_message(blob).verify(identity.key)
    assert message.content.desired == MANY
    applied = await line.bring(kit.signed(kit.response(message.digest, HELD)))
    assert applied.made.counter == 2
    assert await line.inventory() == HELD
    assert (await line.identity()).counter == 2
