"""A world for journeys: emulated devices as processes of their own, the portal's ledger, a laptop, a stick.

The technician's and the back office's commands run through `retour.cli.main`, as typed, in this process.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self
from unittest import mock

from retour import cli
from retour.returns.log import stop_log

LINES = {"ACT-AAAA": 3, "ACT-BBBB": 2}


@dataclass(frozen=True)
class Done:
    """What a command gave back."""

    code: int
    records: list[dict[str, Any]]
    stderr: str

    @property
    def last(self) -> dict[str, Any]:
        return self.records[-1]

    def refused(self, code: str, exit_code: int = 1) -> None:
        """Three lines and the code, and nothing for programs."""
        lines = self.stderr.strip().splitlines()
        assert lines[-1] == f"[{code}]", self.stderr
        assert self.code == exit_code
        assert all(len(line) > 10 for line in lines[-4:-1])


def typed(home: Path, *arguments: str) -> Done:
    """`retour ARGUMENTS` as typed on the laptop with this journal, in this process."""
    out, err = io.StringIO(), io.StringIO()
    environment = mock.patch.dict(os.environ, RETOUR_HOME=str(home))
    argv = mock.patch.object(sys, "argv", ["retour", *arguments])
    code = 0
    with environment, argv, contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            cli.main()
        except SystemExit as stop:
            code = int(stop.code or 0)
    return Done(code, [json.loads(line) for line in out.getvalue().splitlines()], err.getvalue())


class World:
    """One place with everything in it; leaving it ends the devices."""

    def __init__(self, place: Path) -> None:
        self.place = place
        self.stick = place / "stick"
        self.stick.mkdir(parents=True)
        self.devices: dict[str, subprocess.Popen[str]] = {}
        self._tcp: dict[str, str] = {}
        self.portal("lines", "--json")
        self.key = place / "portal.key"
        self.key.write_text(self.portal_key("portal"))
        for line, copies in LINES.items():
            self.portal("line", "--activation-id", line, "--product", "Controls", "--copies", str(copies))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        for host in list(self.devices):
            self.unplug(host)
        stop_log()

    def retour(self, *arguments: str) -> Done:
        return typed(self.place / "laptop", *arguments)

    def portal(self, *arguments: str, data: str = "portal") -> Done:
        return self.retour("portal", *arguments, "--data", str(self.place / data))

    def portal_key(self, data: str) -> str:
        from retour.portal.database import Place
        from retour.portal.store import Portal

        with Portal.open(Place.of(str(self.place / data), None)) as portal:
            return str(portal.identity)

    def plug(self, host: str, needs: str = "nothing", *options: str) -> str:
        """Start a device (again); gives its port and enrols it."""
        enrolled = self.portal("enroll", "--host-id", host, "--public-key", self.start(host, needs, *options))
        assert enrolled.code == 0, enrolled.stderr
        return self.port(host)

    def start(self, host: str, needs: str = "nothing", *options: str) -> str:
        """Start a device (again); gives the key that it shows."""
        command = [sys.executable, "-m", "retour", "device", "emulate", "--store", str(self.place / host)]
        command += ["--pty", self.port(host), "--tcp", "127.0.0.1:0", "--portal-key", str(self.key)]
        command += ["--host-id", host, "--removal-needs", needs, *options]
        device = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        assert device.stdout is not None
        started = json.loads(device.stdout.readline())
        self.devices[host] = device
        self._tcp[host] = f"tcp:{str(started['tcp']).removeprefix('tcp:')}"
        return str(started["public_key"])

    def unplug(self, host: str) -> None:
        """Kill a device where it stands, as a pulled plug does."""
        device = self.devices.pop(host)
        device.send_signal(signal.SIGKILL)
        device.wait()
        assert device.stdout is not None
        device.stdout.close()
        # As udev does. The link would otherwise lead to whoever gets the number of this pty next.
        Path(self.port(host)).unlink(missing_ok=True)

    def tcp(self, host: str) -> str:
        return self._tcp[host]

    def port(self, host: str) -> str:
        return str(self.place / f"tty-{host}")

    def activate(self, host: str, **counts: int) -> None:
        """A device gets its licenses; `counts` by activation ID with _ for -."""
        wanted = [f"{line.replace('_', '-')}={count}" for line, count in (counts or LINES_AS_NAMES).items()]
        lines = [part for text in wanted for part in ("--line", text)]
        assert self.portal("grant", "--host-id", host, *lines).code == 0
        asked = self.retour("activate", self.port(host), *lines, "--out", str(self.stick))
        assert asked.code == 4, asked.stderr
        done = self.retour("bring", str(self.carry(asked.last["file"])), "--device", self.port(host))
        assert (done.code, done.last["stage"]) == (0, "done"), done.stderr

    def carry(self, file: str) -> Path:
        """Take a file to the portal, come back with the answer."""
        loaded = self.portal("load", file)
        assert loaded.code == 0, loaded.stderr
        return self.take(loaded.last["case"])

    def take(self, case: str) -> Path:
        return Path(self.portal("take", "--case", case, "--out", str(self.stick)).last["file"])

    def ledger(self) -> dict[str, tuple[int, int, int]]:
        """Available, held, waiting for confirmation, by line."""
        rows = self.portal("lines", "--json").records
        return {row["line"]: (row["available"], row["held"], row["waiting"]) for row in rows}

    def held(self, host: str) -> dict[str, int]:
        """What the device itself says that it holds."""
        import asyncio

        from retour.link.device import LicenseDevice

        async def ask() -> dict[str, int]:
            async with await LicenseDevice.connect(self.port(host)) as line:
                return {grant.line: grant.count for grant in await line.inventory()}

        return asyncio.run(ask())


LINES_AS_NAMES = {line.replace("-", "_"): count for line, count in LINES.items()}
