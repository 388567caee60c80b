"""The vendor's device behind a folder: a drive that it shows, or a stick that a person carries to it."""

from __future__ import annotations

import asyncio
import contextlib
from pathlib import Path
from typing import Final

from retour.device.vendor.device import Later, Outbox, VendorDevice
from retour.device.vendor.faults import Faults
from retour.device.vendor.format import TRAILER
from retour.device.vendor.store import VendorStore
from retour.durable import put

POLL_SECONDS: Final = 0.05
INFO: Final = "DEVICE.TXT"
COMMAND: Final = "COMMAND.TXT"
REQUEST: Final = "REQUEST.BIN"
RESPONSE: Final = "RESPONSE.BIN"
RESULT: Final = "RESULT.TXT"
MAX_FILE: Final = 4 * 1024 * 1024


class DropFolder:
    """Looks into a folder again and again; takes a file out of it and then acts on it.

    A folder that is gone or write-protected is waited for.
    """

    def __init__(self, store: VendorStore, folder: Path, later: Later, faults: Faults) -> None:
        self._folder = folder
        outbox = Outbox(lambda data: self._put(REQUEST, data), lambda data: self._put(RESULT, data))
        self._device = VendorDevice(store, outbox, later, faults)
        self._before: dict[str, tuple[int, int]] = {}

    async def watch(self) -> None:
        """Look until cancelled."""
        while True:
            self.look()
            await asyncio.sleep(POLL_SECONDS)

    def look(self) -> None:
        """Act on what is there and is no longer being written."""
        with contextlib.suppress(OSError):
            info = self._device.info()
            if not (self._folder / INFO).exists() or (self._folder / INFO).read_bytes() != info:
                put(self._folder / INFO, info)
            if (data := self._settled(COMMAND)) is not None:
                self._take(COMMAND)
                self._device.command(data)
            if (data := self._settled(RESPONSE)) is not None and data.endswith(TRAILER):
                self._take(RESPONSE)
                self._device.process(data)

    def _settled(self, name: str) -> bytes | None:
        """A file's bytes when two looks found the same size and time of change."""
        path = self._folder / name
        try:
            status = path.stat()
        except FileNotFoundError:
            self._before.pop(name, None)
            return None
        seen = (status.st_size, status.st_mtime_ns)
        if self._before.get(name) != seen or not 0 < status.st_size <= MAX_FILE:
            self._before[name] = seen
            return None
        return path.read_bytes()

    def _take(self, name: str) -> None:
        # First, so that a folder which cannot be written does not make the device act again and again.
        (self._folder / name).unlink(missing_ok=True)
        self._before.pop(name, None)

    def _put(self, name: str, data: bytes) -> None:
        # A file that finds no room is not there; the person asks again, as at a real device.
        with contextlib.suppress(OSError):
            put(self._folder / name, data)
