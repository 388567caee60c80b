"""A device in memory behind a TCP port, the test portal in a file, and a whole run between them."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Sequence
from pathlib import Path

from retour.conformance.bench import Hands
from retour.conformance.line import Patience
from retour.conformance.office import Office
from retour.conformance.outcome import Outcome, Result
from retour.conformance.run import Run
from retour.device.pin import make_pin
from retour.device.server import DeviceServer
from retour.device.store import Identity, Store, create, press
from retour.protocol.group import Clock, RemovalNeeds, SecurityLevel
from retour.protocol.keys import ED25519, PortalKey
from tests.device import kit

PATIENCE = Patience(answer=0.4, restart=2.0, settle=0.0)
PIN = "2468"


class TestDevice:
    """A device with its button; `server` is the firmware under test."""

    __test__ = False

    def __init__(
        self,
        portal: PortalKey | None,
        needs: RemovalNeeds = RemovalNeeds.ORDER_OR_LOCAL,
        alg: int = ED25519,
        clock: Clock = Clock.NONE,
        pin: str | None = None,
        model: str = "Reference",
        make_server: Callable[..., DeviceServer] = DeviceServer,
        make_store: Callable[..., Store] = Store,
    ) -> None:
        self.disk = kit.MemoryDisk()
        identity = Identity(model, kit.HOST, SecurityLevel.NONE, clock, needs, portal)
        create(self.disk, identity, alg=alg, pin=make_pin(pin) if pin else None)
        self.server = make_server(make_store(self.disk), lambda: kit.NOW, lambda _: None)
        self.presses = 0

    async def press(self) -> None:
        self.presses += 1
        press(self.disk, kit.NOW)

    @property
    def hands(self) -> Hands:
        return Hands(press=self.press)


@contextlib.asynccontextmanager
async def listening(connection: Callable[[], Callable[[bytes], bytes]]) -> AsyncIterator[str]:
    """Serve on a free port; yields the address."""
    writers: list[asyncio.StreamWriter] = []

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        feed = connection()
        writers.append(writer)
        with contextlib.suppress(OSError), contextlib.closing(writer):
            while data := await reader.read(4096):
                writer.write(feed(data))
                await writer.drain()

    server = await asyncio.start_server(talk, "127.0.0.1", 0)
    try:
        yield f"tcp:127.0.0.1:{server.sockets[0].getsockname()[1]}"
    finally:
        server.close()
        for writer in writers:
            writer.close()
        await asyncio.sleep(0)


async def checked(
    device: TestDevice, office: Office, hands: Hands | None = None, only: Sequence[str] = (), run: Run | None = None
) -> Run:
    run = run or Run(lambda _: None)
    async with listening(device.server.connection) as address:
        await run.go(address, office, hands if hands is not None else device.hands, only, PATIENCE)
    return run


def office_in(folder: Path) -> Office:
    return Office(folder / "portal.json")


def failed(run: Run) -> dict[str, str | None]:
    return {result.rule: result.why for result in run.results if result.outcome is Outcome.FAILED}


def left_out(run: Run) -> dict[str, str | None]:
    return {result.rule: result.why for result in run.results if result.outcome is Outcome.NOT_CHECKED}


def result(rule: str, outcome: Outcome = Outcome.PASSED, why: str | None = None) -> Result:
    return Result(rule, f"{rule} is kept.", outcome, why, 0.25)
