"""A USB device on its cable, from the outside: the rig as a process, and programs that see its bus."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import IO, Any

from tests.journeys.world import Done
from tests.usb.bed import Usb


class Cable:
    """What a hand does to it.

    Attributes:
        environment: what a program has to be started with to see the bus.
    """

    def __init__(self, process: subprocess.Popen[str], home: Path) -> None:
        assert process.stdin is not None
        assert process.stdout is not None
        self._in: IO[str] = process.stdin
        self._out: IO[str] = process.stdout
        self.environment = {**os.environ, **self._answer()["environment"], "RETOUR_HOME": str(home)}

    def plug(self, usb: Usb, baud: int | None = None) -> None:
        self._order(do="plug", usb=asdict(usb), baud=baud)

    def pull(self) -> None:
        self._order(do="pull")

    def pull_at(self, frame: int, again: Usb, seconds: float, *, acted: bool = False) -> None:
        """Out at the `frame`th request from now, before or after it was `acted` upon, and back as `again`."""
        self._order(do="pull-at", frame=frame, acted=acted, usb=asdict(again), seconds=seconds)

    @property
    def frames(self) -> int:
        """Requests that reached the device since `pull_at`."""
        return int(self._order(do="count")["frames"])

    @property
    def pulls(self) -> int:
        return int(self._order(do="count")["pulls"])

    def retour(self, *arguments: str) -> Done:
        """`retour ARGUMENTS` in a program of its own."""
        done = self.python("-m", "retour", *arguments)
        return Done(done.returncode, [json.loads(line) for line in done.stdout.splitlines()], done.stderr)

    def python(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, *arguments]
        return subprocess.run(command, env=self.environment, capture_output=True, text=True, timeout=100, check=False)

    def beginning(self, code: str) -> subprocess.Popen[str]:
        """A Python program that goes on running; it has said that it is ready by a line."""
        process = subprocess.Popen(
            [sys.executable, "-c", code],
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n", process.communicate()[1]
        return process

    def _order(self, **values: object) -> dict[str, Any]:
        self._in.write(json.dumps(values) + "\n")
        self._in.flush()
        return self._answer()

    def _answer(self) -> dict[str, Any]:
        answer: dict[str, Any] = json.loads(self._out.readline())
        return answer


@contextlib.contextmanager
def cable(store: Path, home: Path) -> Iterator[Cable]:
    """The cable of the device whose trusted storage is in `store`; `home` is the technician's journal."""
    command = ["umockdev-wrapper", sys.executable, "-m", "tests.usb.rig", str(store)]
    root = Path(__file__).parents[2]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=root)
    try:
        yield Cable(process, home)
    finally:
        process.communicate(timeout=20)  # the end of its orders is the end of the rig
