"""A program that is a USB device: a real device server behind a serial port of a made-up bus.

    umockdev-wrapper python -m tests.usb.rig STORE

It does what lines of JSON on stdin tell it, and answers each by a line; the first line says how other programs see
the bus.
"""

from __future__ import annotations

import asyncio
import json
import os
import sys
import termios
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from retour.device.disk import FolderDisk
from retour.device.server import DeviceServer
from retour.device.store import Store
from retour.link.framing import Deframer
from tests.usb.bed import Bed, Usb

_REST = 0.005
"""Seconds between two looks at a port that nobody has open."""


@dataclass
class Pull:
    """Out at the `frame`th request from now, back after `seconds` as `again`."""

    frame: int
    acted: bool
    again: Usb
    seconds: float


class Rig:
    """The device, and the cable that it hangs on."""

    def __init__(self, bed: Bed, server: DeviceServer) -> None:
        self._bed = bed
        self._server = server
        self._loop = asyncio.get_running_loop()
        self._plugged: tuple[Usb, int] | None = None
        self._pull: Pull | None = None
        self._serving: asyncio.Task[None] | None = None
        self.frames = 0
        self.pulls = 0

    def plug(self, usb: Usb, baud: int | None) -> None:
        """Plug in; with a `baud`, the device's UART runs at that speed, and hears nothing at another one."""
        master = self._bed.plug(usb)
        os.set_blocking(master, False)
        self._plugged = usb, master
        self._serving = asyncio.ensure_future(self._serve(master, baud))

    def pull(self) -> None:
        if self._plugged is not None and self._serving is not None:
            self._serving.cancel()
            self._bed.pull(*self._plugged)
            self._plugged = None
            self.pulls += 1

    def pull_at(self, pull: Pull) -> None:
        self.frames, self._pull = 0, pull

    async def _serve(self, master: int, baud: int | None) -> None:
        """Talk with whoever has the port open; without one, reading is an error on a pty."""
        feed, counter = self._server.connection(), Deframer()
        while True:
            try:
                data = os.read(master, 4096)
            except OSError:
                await asyncio.sleep(_REST)
                continue
            if baud is not None and termios.tcgetattr(master)[5] != getattr(termios, f"B{baud}"):
                continue
            self.frames += len(counter.feed(data))
            due = self._pull if self._pull is not None and self.frames >= self._pull.frame else None
            answer = feed(data) if due is None or due.acted else b""
            if due is not None:
                self._pull = None
                self._loop.call_later(due.seconds, self.plug, due.again, baud)
                self.pull()
                return
            await _send(master, memoryview(answer))


async def _send(master: int, answer: memoryview) -> None:
    while answer:
        try:
            answer = answer[os.write(master, answer) :]
        except BlockingIOError:
            await asyncio.sleep(_REST)
        except OSError:  # nobody has it open any more
            return


def _done(rig: Rig, order: dict[str, Any]) -> dict[str, object]:
    usb = Usb(**order["usb"]) if "usb" in order else None
    if usb is not None and order["do"] == "plug":
        rig.plug(usb, order["baud"])
    elif usb is not None:
        rig.pull_at(Pull(order["frame"], order["acted"], usb, order["seconds"]))
    elif order["do"] == "pull":
        rig.pull()
    return {"frames": rig.frames, "pulls": rig.pulls}


async def _main(store: Path) -> None:
    bed = Bed()
    rig = Rig(bed, DeviceServer(Store(FolderDisk(store)), time.time, lambda _: None))
    orders = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(orders), sys.stdin)
    _say({"environment": bed.environment})
    while line := await orders.readline():
        _say(_done(rig, json.loads(line)))
    rig.pull()
    bed.close()


def _say(values: dict[str, object]) -> None:
    sys.stdout.write(json.dumps(values) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    asyncio.run(_main(Path(sys.argv[1])))
