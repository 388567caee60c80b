"""What the vendor's tests share: lines, a store, emulated devices as processes, and a clock that is turned by hand."""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from retour.device.vendor.format import Line
from retour.device.vendor.office import VendorPortal
from retour.device.vendor.rules import State

SKY = Line("ACT-SKY", 5, "Sky", "2.0", ("maps", "wind"), "2027-12-31")
SEA = Line("ACT-SEA", 2, "Sea")
STATE = State("SN-4711", "Vendor's device", (SEA, SKY))
LINES = ("--line", "ACT-SKY=5:Sky|2.0|maps,wind|2027-12-31", "--line", "ACT-SEA=2:Sea")


def portal() -> VendorPortal:
    """A portal that knows the device as it is new."""
    made = VendorPortal()
    made.add_host(STATE.host_id, *STATE.lines)
    return made


@dataclass
class Alarm:
    """A clock for `Later`: what was put off happens when it is turned."""

    waiting: list[tuple[float, Callable[[], None]]] = field(default_factory=list)

    def later(self, seconds: float, action: Callable[[], None]) -> None:
        self.waiting.append((seconds, action))

    def turn(self) -> list[float]:
        """Do what waits; how long each would have waited."""
        due, self.waiting = self.waiting, []
        for _, action in due:
            action()
        return [seconds for seconds, _ in due]


@dataclass
class Running:
    """An emulated vendor's device as a process."""

    process: subprocess.Popen[str]
    pty: str | None
    tcp: str | None
    host_id: str
    folder: Path


@contextlib.contextmanager
def running(store: Path, profile: str, *options: str) -> Iterator[Running]:
    command = [sys.executable, "-c", "from retour.device.commands import app; app()", "emulate", "--store", str(store)]
    command += ["--profile", profile, "--host-id", STATE.host_id, *LINES, *options]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            line = json.loads(process.stdout.readline())
            assert line.pop("public_key") is None
            yield Running(process, line["pty"], line["tcp"], line["host_id"], Path(line["folder"] or store))
        finally:
            if process.poll() is None:  # a test may have pulled its plug
                process.terminate()
                assert process.wait(timeout=20) == 0


def await_file(path: Path, seconds: float = 10.0) -> bytes:
    """A file once it is there; the device replaces its files as a whole."""
    return until(lambda: path.read_bytes() if path.exists() else None, seconds)


def until(look: Callable[[], bytes | None], seconds: float = 10.0) -> bytes:
    end = time.monotonic() + seconds
    while (found := look()) is None:
        assert time.monotonic() < end, "it did not come"
        time.sleep(0.01)
    return found
