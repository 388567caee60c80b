"""Seconds of a whole one-trip return on a pty, by part: ``.venv/bin/python tests/benchmarks/one_trip.py``.

Device emulator as a process of its own, portal store and journal on this disk; each part also as a share of the whole,
since shares travel between machines and seconds do not.
"""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from retour.airgap.files import read_file
from retour.device.disk import FolderDisk
from retour.device.store import press
from retour.portal import inputs
from retour.portal.database import Place
from retour.portal.intake import take_file
from retour.portal.store import Portal
from retour.protocol.keys import PublicKey
from retour.protocol.model import Host, HostType, Reason
from retour.returns.bringing import Bringing
from retour.returns.case import Notes
from retour.returns.journal import Journal
from retour.returns.ways import Way
from retour.returns.work import Request, Work

LINES = {f"F3A8-91BC-04D2-{n:04d}": 3 for n in range(5)}
HOST = Host(HostType.SERIAL, "SN-4711")


def run(folder: Path) -> dict[str, float]:
    """One whole return of five lines; seconds by part."""
    parts: dict[str, float] = {}

    @contextmanager
    def part(name: str) -> Iterator[None]:
        began = time.perf_counter()
        yield
        parts[name] = time.perf_counter() - began

    with Portal.open(Place.of(str(folder / "portal"), None)) as portal:
        (folder / "key").write_text(str(portal.identity))
        with _device(folder) as started:
            _grant(portal, PublicKey.parse(started["public_key"]))
            work = Work(Journal(folder / "laptop", lambda: datetime.now(UTC)))
            with work:
                asked = Request(Way.ACTIVATION, tuple(LINES.items()), False, None, Notes())
                file = _ask(work, started["pty"], asked, folder)
                (taken,) = take_file(portal, read_file(file), None, "command")
                assert taken.answered is not None
                answer = folder / "answer.retour"
                answer.write_bytes(taken.answered.answer)
                asyncio.run(Bringing(work).bring(answer, started["pty"], None))
                press(FolderDisk(folder / "device"), time.time())
                with part("device and journal"):
                    request = Request(Way.ONE_TRIP, (), True, Reason.MOVE, Notes())
                    number = asyncio.run(work.ask(started["pty"], request)).case.number
                with part("file written, flushed, read back"):
                    proof, _ = work.save(number, folder / "proof.retour")
                with part("portal"):
                    (credited,) = take_file(portal, read_file(proof), number, "command")
                assert credited.answered is not None
    return parts


def _ask(work: Work, device: str, request: Request, folder: Path) -> Path:
    number = asyncio.run(work.ask(device, request)).case.number
    return work.save(number, folder / f"{number}.retour")[0]


def _grant(portal: Portal, key: PublicKey) -> None:
    portal.enrol(HOST, key, inputs.traits("Model", "none", "none", "order-or-local"))
    for line, count in LINES.items():
        portal.put_line(inputs.line(line, "Product", count, "1", (), None, None))
    portal.grant(HOST, LINES)


@contextmanager
def _device(folder: Path) -> Iterator[dict[str, str]]:
    command = [sys.executable, "-m", "retour", "device", "emulate", "--store", str(folder / "device")]
    command += ["--pty", str(folder / "tty"), "--portal-key", str(folder / "key"), "--host-id", HOST.id]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            yield json.loads(process.stdout.readline())
        finally:
            process.terminate()


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as name:
        measured = run(Path(name))
    whole = sum(measured.values())
    for what, seconds in measured.items():
        print(json.dumps({"part": what, "seconds": round(seconds, 4), "share": round(seconds / whole, 2)}))
    print(json.dumps({"part": "whole", "seconds": round(whole, 4), "share": 1.0}))
