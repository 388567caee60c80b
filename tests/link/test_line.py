"""A line that comes back: other names, other devices, silent ports, a device that never returns. Time is virtual."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field, replace

import pytest

from retour.device.server import DeviceServer
from retour.device.store import Store, create
from retour.errors import NotReached
from retour.link.device import LicenseDevice
from retour.link.line import LineState
from retour.link.ports import Port
from retour.link.timing import Timing
from retour.protocol.group import Operation
from retour.protocol.model import Host, HostType
from tests.device import kit
from tests.link.pipes import DevicePipe
from tests.link.virtual import run

TIMING = Timing(reply=0.5, retries=2, patience=5, reconnect=30)


@dataclass
class Desk:
    """Ports of a machine, with what is plugged in."""

    plugged: dict[str, tuple[Port, DeviceServer | None]] = field(default_factory=dict)
    pipes: dict[str, DevicePipe] = field(default_factory=dict)
    opened: list[str] = field(default_factory=list)
    told: list[LineState] = field(default_factory=list)

    def plug(self, address: str, device: DeviceServer | None, serial: str | None = "4711") -> None:
        self.plugged[address] = Port(address, "", 0x2FE3, 1, serial), device

    def pull(self, address: str) -> None:
        del self.plugged[address]
        if pipe := self.pipes.pop(address, None):
            pipe.pull()

    def ports(self) -> tuple[Port, ...]:
        return tuple(port for port, _ in self.plugged.values())

    async def open(self, address: str) -> DevicePipe:
        if address not in self.plugged:
            raise NotReached("port-missing", "There is none.", "Nothing was changed.", "Plug it in.")
        self.opened.append(address)
        device = self.plugged[address][1]
        self.pipes[address] = DevicePipe(device.connection() if device else lambda _: b"")
        return self.pipes[address]

    async def connect(self, address: str, timing: Timing = TIMING) -> LicenseDevice:
        return await LicenseDevice.connect(address, timing, ports=self.ports, told=self.told.append, opener=self.open)


def device(host: str = "SN-4711", seed: bytes = b"d" * 32) -> DeviceServer:
    disk = kit.MemoryDisk()
    create(disk, replace(kit.identity(), host=Host(HostType.SERIAL, host)), seed)
    return DeviceServer(Store(disk), lambda: kit.NOW, lambda _: None)


def after(seconds: float, act: Callable[[], None]) -> None:
    asyncio.get_running_loop().call_later(seconds, act)


def test_the_same_device_under_another_name_is_gone_on_with() -> None:
    async def main() -> None:
        desk, here = Desk(), device()
        desk.plug("tty0", here)
        async with await desk.connect("tty0") as line:
            before = await line.identity()
            desk.pull("tty0")
            after(3, lambda: desk.plug("tty1", here))
            made = await line.request(b"12345678", 0, Operation.SYNC, (), None)
            assert (made.counter, line.address) == (1, "tty1")
            assert await line.identity() == replace(before, counter=1)
        assert desk.told == [LineState.LOST, LineState.CONNECTED]
        assert desk.pipes["tty1"].closed

    run(main())


@pytest.mark.parametrize("other", [device("SN-OTHER"), device(seed=b"e" * 32)], ids=["other host", "other key"])
def test_another_device_in_its_place_is_asked_nothing_but_who_it_is(other: DeviceServer) -> None:
    async def main() -> None:
        desk, here = Desk(), device()
        desk.plug("tty0", here, serial=None)
        async with await desk.connect("tty0") as line:
            await line.identity()
            desk.pull("tty0")
            desk.plug("tty0", other, serial=None)
            after(5, lambda: desk.plug("tty1", here, serial=None))
            made = await line.request(b"12345678", 0, Operation.SYNC, (), None)
            assert (made.counter, line.address) == (1, "tty1")
        desk.pull("tty0")
        desk.plug("tty0", other)
        async with await desk.connect("tty0") as strange:
            assert (await strange.identity()).counter == 0

    run(main())


def test_a_device_that_stays_away_is_told_after_a_while() -> None:
    async def main() -> None:
        desk = Desk()
        desk.plug("tty0", device())
        async with await desk.connect("tty0") as line:
            await line.identity()
            desk.pull("tty0")
            begun = asyncio.get_running_loop().time()
            with pytest.raises(NotReached) as caught:
                await line.identity()
            assert caught.value.code == "cable-lost"
            assert 30 <= asyncio.get_running_loop().time() - begun < 32
            desk.plug("tty5", device())
            assert (await line.identity()).host == kit.HOST, "and may be asked again later, wherever it is by then"

    run(main())


def test_a_silent_port_in_its_place_does_not_end_the_wait() -> None:
    async def main() -> None:
        desk, here = Desk(), device()
        desk.plug("tty0", here)
        async with await desk.connect("tty0") as line:
            await line.identity()
            desk.pull("tty0")
            desk.plug("tty0", None)  # the boot loader of the device, which says nothing
            after(8, lambda: desk.pull("tty0"))
            after(9, lambda: desk.plug("tty1", here))
            assert (await line.identity()).host == kit.HOST
        assert desk.opened.count("tty0") > 2

    run(main())


def test_a_wait_can_be_cancelled_and_leaves_no_port_open() -> None:
    async def main() -> None:
        desk, here = Desk(), device()
        desk.plug("tty0", here)
        line = await desk.connect("tty0")
        await line.identity()
        desk.pull("tty0")
        desk.plug("tty0", None)
        asking = asyncio.ensure_future(line.identity())
        await asyncio.sleep(0.7)
        asking.cancel()
        with pytest.raises(asyncio.CancelledError):
            await asking
        assert desk.pipes["tty0"].closed
        desk.pull("tty0")
        desk.plug("tty0", here)
        assert (await line.identity()).host == kit.HOST
        await line.__aexit__(None, None, None)

    run(main())


def test_a_device_that_hangs_for_20_seconds_is_waited_for_once_it_has_answered() -> None:
    async def main() -> None:
        desk, here = Desk(), device()
        desk.plug("tty0", here)
        patient = replace(TIMING, patience=30)
        async with await desk.connect("tty0", patient) as line:
            await line.identity()
            answer = here.answer
            deaf = lambda _: None  # noqa: E731
            here.answer = deaf  # type: ignore[method-assign]
            after(20, lambda: setattr(here, "answer", answer))
            assert (await line.identity()).host == kit.HOST
        assert desk.told == [LineState.SILENT, LineState.CONNECTED]
        here.answer = deaf  # type: ignore[method-assign]
        with pytest.raises(NotReached) as caught:
            await desk.connect("tty0", patient)
        assert caught.value.code == "no-answer", "one that never answered is given up soon"

    run(main())


def test_without_patience_a_pulled_cable_is_told_at_once() -> None:
    async def main() -> None:
        desk = Desk()
        desk.plug("tty0", device())
        async with await desk.connect("tty0", Timing(0.5, 1, 0, 0)) as line:
            await line.identity()
            desk.pull("tty0")
            with pytest.raises(NotReached):
                await line.identity()
            assert desk.opened == ["tty0"]

    run(main())


def test_two_requests_at_once_bring_it_back_once() -> None:
    async def main() -> None:
        desk, here = Desk(), device()
        desk.plug("tty0", here)
        async with await desk.connect("tty0") as line:
            await line.identity()
            desk.pull("tty0")
            after(2, lambda: desk.plug("tty1", here))
            both = await asyncio.gather(line.identity(), line.inventory())
            assert both[0].host == kit.HOST
            assert desk.opened == ["tty0", "tty1"]

    run(main())
