"""That a serial port came or went, told at once: the system's own events on Linux, the list of ports elsewhere."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final, Protocol

from retour.link.ports import Ports, list_ports

if TYPE_CHECKING:
    import pyudev  # type: ignore[import-untyped]

POLL_SECONDS: Final = 0.5
_UDEV: Final = Path("/run/udev/control")
"""There as long as udev runs; in a container it mostly does not, and no event would ever come."""


class Hotplug(Protocol):
    """Waits for ports to come and go."""

    async def changed(self, timeout: float) -> bool:  # noqa: ASYNC109 - the time-out is an answer, not an error
        """True as soon as a port came or went since the last call, False after `timeout` seconds without."""

    def close(self) -> None:
        """Listen no more; may be called twice."""


class UdevEvents:
    """Events of udev, which come when its rules have run, so that the port may already be opened. Needs a running loop.

    Raises:
        OSError: there is no way to listen.
    """

    def __init__(self) -> None:
        import pyudev

        self._monitor: pyudev.Monitor | None = pyudev.Monitor.from_netlink(pyudev.Context(), "udev")
        self._monitor.filter_by("tty")
        self._monitor.start()
        self._came = asyncio.Event()
        self._loop = asyncio.get_running_loop()
        self._fd: int = self._monitor.fileno()
        self._loop.add_reader(self._fd, self._take)

    async def changed(self, timeout: float) -> bool:  # noqa: ASYNC109
        try:
            async with asyncio.timeout(timeout):
                await self._came.wait()
        except TimeoutError:
            return False
        self._came.clear()
        return True

    def close(self) -> None:
        if self._monitor is not None:
            self._loop.remove_reader(self._fd)
            self._monitor = None  # closes its socket

    def _take(self) -> None:
        while self._monitor is not None and self._monitor.poll(0) is not None:
            self._came.set()


class PolledPorts:
    """The list of ports, compared twice a second."""

    def __init__(self, ports: Ports = list_ports, every: float = POLL_SECONDS) -> None:
        self._ports = ports
        self._every = every
        self._known = tuple(ports())

    async def changed(self, timeout: float) -> bool:  # noqa: ASYNC109
        loop = asyncio.get_running_loop()
        until = loop.time() + timeout
        while (now := tuple(self._ports())) == self._known:
            left = until - loop.time()
            if left <= 0:
                return False
            await asyncio.sleep(min(self._every, left))
        self._known = now
        return True

    def close(self) -> None:
        pass


def hotplug() -> Hotplug:
    """The best way that this machine has."""
    if sys.platform == "linux" and _UDEV.exists():
        try:
            return UdevEvents()
        except (OSError, ImportError):
            pass
    return PolledPorts()
