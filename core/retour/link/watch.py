"""What is connected, kept current: ports come and go, devices behind them fall silent and answer again.

One `round` asks only where asking is due, so that it can be called every second: a port that is new, at once; a
device that answered, every few seconds; a silent port rarely, because asking it takes seconds; and once after it was
plugged in, or fell silent, at every speed.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from retour.link.discovery import PROBING, Found, ask, is_silent, once_each, try_speeds
from retour.link.ports import Port, Ports, list_ports, port_at, same_device, split_speed
from retour.link.timing import Timing

ALIVE_SECONDS: Final = 2.0
SILENT_SECONDS: Final = 8.0


@dataclass(frozen=True, slots=True)
class _Seen:
    """What was found, when.

    Attributes:
        asked: where, by the address that was given.
        speed: at which it answered last.
        tried: whether it was asked at every speed since it answered or was plugged in.
    """

    found: Found
    at: float
    asked: str
    speed: int | None
    tried: bool


class Watch:
    """Looks again and again. A USB device with a serial number stays the same one under another port name.

    Args:
        extra: addresses besides this machine's ports: ptys and TCP addresses that were used before.
        clock: seconds, monotonic.
        ports: lists this machine's ports.
    """

    def __init__(
        self,
        extra: Callable[[], Iterable[str]],
        clock: Callable[[], float],
        timing: Timing = PROBING,
        ports: Ports = list_ports,
    ) -> None:
        self._extra = extra
        self._clock = clock
        self._timing = timing
        self._ports = ports
        self._seen: dict[object, _Seen] = {}
        self._asking: dict[object, asyncio.Task[None]] = {}

    async def round(
        self, met: Callable[[Found], None] | None = None, patience: float | None = None
    ) -> tuple[Found, ...]:
        """What is connected now, sorted by address; ports that are gone are not in it.

        What was answered before a round is cancelled is kept, and nothing is asked any more.

        Args:
            met: told each device at once when it has answered.
            patience: seconds after which the round ends although ports are still being asked: they are gone on with in
                the next one, unless `rest` is called in between. None waits for all of them.
        """
        ports, here = self._here()
        for key, address in here.items():
            if key not in self._asking:
                self._asking[key] = asyncio.ensure_future(self._visit(key, address, ports, met))
        if not self._asking:
            return ()
        try:
            done, _ = await asyncio.wait(self._asking.values(), timeout=patience)
        except asyncio.CancelledError:
            await self.rest()
            raise
        self._asking = {key: task for key, task in self._asking.items() if task not in done}
        for task in done:
            task.result()
        return self._sorted()

    async def rest(self) -> None:
        """Ask nobody any more: somebody else wants the ports. What was not answered is asked again."""
        asking, self._asking = self._asking, {}
        for task in asking.values():
            task.cancel()
        await asyncio.gather(*asking.values(), return_exceptions=True)

    def present(self) -> tuple[Found, ...]:
        """What is known and still there, without asking anybody."""
        self._here()
        return self._sorted()

    def forget_all(self) -> None:
        """Ask everywhere in the next round."""
        self._seen.clear()

    def _here(self) -> tuple[Sequence[Port], dict[object, str]]:
        """The ports, and the addresses that there are now, each under what it is known by; others are forgotten."""
        ports = self._ports()
        addresses = once_each([*(port.address for port in ports), *(a for a in self._extra() if _there(a))])
        here = dict(zip(_keys(addresses, ports), addresses, strict=True))
        self._seen = {key: _moved(seen, here[key], ports) for key, seen in self._seen.items() if key in here}
        return ports, here

    def _sorted(self) -> tuple[Found, ...]:
        return tuple(sorted((seen.found for seen in self._seen.values()), key=lambda found: found.address))

    async def _visit(
        self, key: object, address: str, ports: Sequence[Port], met: Callable[[Found], None] | None
    ) -> None:
        seen = self._seen.get(key)
        moved = seen is not None and seen.asked != address
        tried = seen is not None and seen.tried and not moved
        speed = None if seen is None else seen.speed
        if seen is None or moved or self._due(seen):
            found = await ask(_at(address, speed), ports, self._timing)
            tried = tried and found.identity is None
        elif not tried and is_silent(silent := replace(seen.found, address=address)):
            found, tried = await try_speeds(silent, self._timing), True
        else:
            return
        if found.identity is not None:
            speed = split_speed(found.address)[1]
        self._seen[key] = _Seen(found, self._clock(), address, speed, tried)
        if met is not None and found.identity is not None:
            met(found)

    def _due(self, seen: _Seen) -> bool:
        every = ALIVE_SECONDS if seen.found.identity else SILENT_SECONDS
        return self._clock() - seen.at >= every


def _moved(seen: _Seen, address: str, ports: Sequence[Port]) -> _Seen:
    """The same under the name that its port has now; it was asked under the one that it had."""
    if seen.asked == address:
        return seen
    return replace(seen, found=replace(seen.found, address=_at(address, seen.speed), port=port_at(address, ports)))


def _at(address: str, speed: int | None) -> str:
    """An address with the speed at which its device answered last, if it names none itself."""
    return address if speed is None or split_speed(address)[1] else f"{address}@{speed}"


def _keys(addresses: Sequence[str], ports: Sequence[Port]) -> list[object]:
    """What the device at each address is known by: as a USB device where that is one of a kind, or else its address.

    Cheap adapters come with one serial number for all.
    """
    at = [port_at(address, ports) for address in addresses]
    same = [same_device(port) if port else None for port in at]
    return [
        key if key is not None and same.count(key) == 1 else address
        for address, key in zip(addresses, same, strict=True)
    ]


def _there(address: str) -> bool:
    """Whether an address that is no port of this machine can be asked at all: a pty's link may be gone."""
    return address.startswith("tcp:") or Path(split_speed(address)[0]).exists()
