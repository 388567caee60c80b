"""Real emulators as subprocesses."""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.device import kit

COMMAND = [sys.executable, "-c", "from retour.device.commands import app; app()"]


@dataclass
class Emulator:
    """A running device: its process, and what its first line said."""

    process: subprocess.Popen[str]
    pty: str
    tcp: str | None
    host_id: str
    public_key: str


def start(folder: Path, *options: str) -> Emulator:
    key = folder / "portal.key"
    key.write_text(f"{kit.PORTAL}\n")
    command = [*COMMAND, "emulate", "--store", str(folder / "store"), "--portal-key", str(key), *options]
    with (folder / "stderr.txt").open("a") as stderr:
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=stderr, text=True)
    assert process.stdout is not None
    line = json.loads(process.stdout.readline())
    assert line.keys() == {"pty", "tcp", "host_id", "public_key"}
    return Emulator(process, **line)


def end(emulator: Emulator, *, kill: bool = False) -> int:
    """Stop it by SIGTERM, or pull its plug; its exit code."""
    if kill:
        emulator.process.kill()
    else:
        emulator.process.terminate()
    code = emulator.process.wait(timeout=20)
    assert emulator.process.stdout is not None
    emulator.process.stdout.close()
    return code


@contextlib.contextmanager
def running(folder: Path, *options: str) -> Iterator[Emulator]:
    emulator = start(folder, *options)
    try:
        yield emulator
    finally:
        end(emulator)
