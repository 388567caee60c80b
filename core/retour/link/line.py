"""A line that comes back: a session that finds its device again where the cable was pulled, and goes on.

Everything asked here may be asked again, so what was under way when the cable was pulled is simply asked anew of the
device that is found. It is the same device when whoever uses the line says so; a port's name says nothing.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from enum import Enum
from typing import Final, TypedDict, TypeVar

from retour.errors import NotReached, RetourError
from retour.link.framing import Op
from retour.link.opening import nobody_else, open_pipe
from retour.link.pipe import BytePipe
from retour.link.ports import Ports, candidates, list_ports, port_at, split_speed
from retour.link.session import LEAST_BUFFER, SmpSession
from retour.link.timing import FIELD, START, Room, Timing

_LOG: Final = logging.getLogger(__name__)
_LOOK_SECONDS: Final = 0.25
"""Between two looks at the ports, while a device is waited for."""

_Result = TypeVar("_Result")
Map = dict[str, object]
Opener = Callable[[str], Awaitable[BytePipe]]
Check = Callable[[SmpSession], Awaitable[bool]]
"""Whether the device that a session leads to is the one that was lost. Raises `RetourError` where it does not say."""


class LineState(Enum):
    """What whoever waits wants to know."""

    CONNECTED = "connected"
    SILENT = "silent"
    LOST = "lost"


Told = Callable[[LineState], None]


class LineOptions(TypedDict, total=False):
    """What `Line` may be given besides, by whoever builds on one."""

    ports: Ports
    told: Told
    opener: Opener


def unheard(_: LineState) -> None:
    """Nobody wants to know."""


class Line:
    """Requests to one device, over as many sessions as it takes.

    Args:
        address: where the device is now.
        check: tells the same device from another one.
        ports: lists this machine's ports.
        told: hears when the device falls silent, is lost, and is back.
        opener: opens an address.

    Attributes:
        up: bytes that a frame to the device may have.
        down: bytes that a frame from it may have, where it can be asked for shorter ones.
        troubles: how often the device was silent or lost until now.
    """

    def __init__(
        self,
        address: str,
        check: Check,
        timing: Timing = FIELD,
        *,
        ports: Ports = list_ports,
        told: Told = unheard,
        opener: Opener = open_pipe,
    ) -> None:
        self.address = address
        self.troubles = 0
        self._learn(LEAST_BUFFER)
        self._check = check
        self._timing = timing
        self._ports = ports
        self._told = told
        self._opener = opener
        self._state = LineState.CONNECTED
        self._port = port_at(address, ports())
        self._session: SmpSession | None = None
        self._was_open = False
        self._turn = asyncio.Lock()

    @property
    def name(self) -> str:
        """What stays of a device when its port's name changes: the USB serial number, or else the address."""
        port = self._port
        if port is None or port.serial_number is None:
            return self.address
        return f"{port.vid:04x}:{port.pid:04x} {port.serial_number}"

    async def open(self) -> None:
        """Open the line if it is not, and learn how much the device takes at once.

        Raises what `open_pipe` and `SmpSession.request` raise.
        """
        async with self._turn:
            if self._session is not None:
                return
            if self._was_open and (found := await self._look()):
                self._session = found
                return
            try:
                self._session = await self._opened(self.address, self._timing)
            except NotReached as error:
                if error.code != "cable-lost":
                    raise
                self._session = await self._back(error)
            self._was_open = True

    async def request(self, op: Op, group: int, command: int, payload: Map, *, works: bool = False) -> Map:
        """As `SmpSession.request`, also where the cable is pulled meanwhile."""
        return await self._asked(lambda session: session.request(op, group, command, payload, works=works))

    async def once(self, op: Op, group: int, command: int, payload: Map, *, works: bool = False) -> Map | None:
        """As `SmpSession.once`: None when no answer came in time. A piece is then asked for by the room there is."""
        return await self._asked(lambda session: session.once(op, group, command, payload, works=works))

    async def close(self) -> None:
        session, self._session = self._session, None
        if session is not None:
            await session.close()

    async def _asked(self, ask: Callable[[SmpSession], Awaitable[_Result]]) -> _Result:
        while True:
            if (session := self._session) is None:
                await self.open()
                continue
            try:
                return await ask(session)
            except NotReached as error:
                if error.code == "no-answer":
                    nobody_else(split_speed(self.address)[0])  # who came in behind us takes the answers
                if error.code != "cable-lost":
                    raise
                await self._come_back(session, error)

    async def _come_back(self, lost: SmpSession, error: NotReached) -> None:
        """Wait for the device that was lost. Raises `error` when it stays away."""
        async with self._turn:
            if self._session is lost:  # or else another request has brought it back
                self._session = None
                await lost.close()
                self._session = await self._back(error)

    async def _back(self, error: NotReached) -> SmpSession:
        now = asyncio.get_running_loop().time
        end = now() + self._timing.reconnect
        self.troubles += 1
        self._say(LineState.LOST)
        while now() < end:
            if (found := await self._look()) is not None:
                self._say(LineState.CONNECTED)
                return found
            await asyncio.sleep(_LOOK_SECONDS)
        raise error

    async def _look(self) -> SmpSession | None:
        """A session to the device, wherever it is now; None where it is not there, or does not answer yet."""
        ports = self._ports()
        for address in candidates(self._port, self.address, ports):
            try:
                session = await self._opened(address, Timing(self._timing.reply, 1, 0, 0))
            except RetourError as error:
                _LOG.debug("%s: %s", address, error.code)
                continue
            if await self._is_it(session):
                self.address, self._port = address, port_at(address, ports) or self._port
                session.timing = self._timing
                return session
        return None

    async def _is_it(self, session: SmpSession) -> bool:
        same = False
        try:
            same = await self._check(session)
        except RetourError as error:
            _LOG.debug("%s: %s", session.pipe.name, error.code)
        finally:
            if not same:
                await session.close()
        return same

    async def _opened(self, address: str, timing: Timing) -> SmpSession:
        session = SmpSession(await self._opener(address), timing, self._silent)
        try:
            claimed = await session.buffer_size()
        except BaseException:
            await session.close()
            raise
        if claimed != self.up.claimed:
            self._learn(claimed)
        return session

    def _learn(self, claimed: int) -> None:
        self.up, self.down = Room(claimed, LEAST_BUFFER, START), Room(claimed, LEAST_BUFFER, claimed)

    def _silent(self, unanswered: int) -> None:
        self.troubles += unanswered == 1
        if unanswered != 1:  # one may get lost
            self._say(LineState.SILENT if unanswered else LineState.CONNECTED)

    def _say(self, state: LineState) -> None:
        if state is not self._state:
            self._state = state
            self._told(state)
