"""What is connected, kept current: ports come and go, devices behind them fall silent and answer again.

One `round` asks only where asking is due, so that it can be called every second: a port that is new, at once; a
device that answered, every few seconds; a silent port rarely, because asking it takes seconds.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from retour.link.discovery import PROBING, Found, list_ports, look
from retour.link.session import Timing

ALIVE_SECONDS: Final = 2.0
SILENT_SECONDS: Final = 8.0


@dataclass(frozen=True, slots=True)
class _Seen:
    found: Found
    at: float


class Watch:
    """Looks again and again.

    Args:
        extra: addresses besides this machine's ports: ptys and TCP addresses that were used before.
        clock: seconds, monotonic.
    """

    def __init__(
        self, extra: Callable[[], Iterable[str]], clock: Callable[[], float], timing: Timing = PROBING
    ) -> None:
        self._extra = extra
        self._clock = clock
        self._timing = timing
        self._seen: dict[str, _Seen] = {}

    async def round(self) -> tuple[Found, ...]:
        """What is connected now, sorted by address; ports that are gone are not in it."""
        addresses = dict.fromkeys([port.address for port in list_ports()] + [a for a in self._extra() if _there(a)])
        self._seen = {address: seen for address, seen in self._seen.items() if address in addresses}
        due = [address for address in addresses if self._due(address)]
        for found in await look(due, self._timing) if due else ():
            self._seen[found.address] = _Seen(found, self._clock())
        return tuple(seen.found for _, seen in sorted(self._seen.items()))

    def forget_all(self) -> None:
        """Ask everywhere in the next round."""
        self._seen.clear()

    def _due(self, address: str) -> bool:
        seen = self._seen.get(address)
        if seen is None:
            return True
        every = ALIVE_SECONDS if seen.found.identity else SILENT_SECONDS
        return self._clock() - seen.at >= every


def _there(address: str) -> bool:
    """Whether an address that is no port of this machine can be asked at all: a pty's link may be gone."""
    return address.startswith("tcp:") or Path(address).exists()
