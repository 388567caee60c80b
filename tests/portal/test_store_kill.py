"""`kill -9` around the commit: the ledger is as before or complete, and the same file gives the same answer."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

import pytest

from retour.portal.database import Place
from retour.portal.store import Portal
from tests.portal.test_store import holding, look

VICTIM = """
import os, signal, sys
from sqlalchemy import event
from sqlalchemy.orm import Session
from retour.portal.database import Place
from retour.portal.store import Portal

def die(*_):
    os.kill(os.getpid(), signal.SIGKILL)

portal = Portal.open(Place.of(sys.argv[1]))
blob = open(sys.argv[2], "rb").read()
point = sys.argv[3]
if point == "before":
    event.listen(Session, "before_commit", die)
elif point == "flushed":
    event.listen(Session, "after_flush_postexec", die)
elif point == "at":
    event.listen(portal._engine, "commit", die)
elif point == "after":
    event.listen(Session, "after_commit", die)
print("ready", flush=True)
print(portal.take(blob, None, "command").answer.hex(), flush=True)
"""


def run(place: Place, file: Path, point: str, wait: float | None = None) -> tuple[int, list[str]]:
    command = [sys.executable, "-c", VICTIM, str(place.database.parent), str(file), point]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout
        assert process.stdout.readline() == "ready\n"
        if wait is not None:
            time.sleep(wait)
            process.kill()
        said, _ = process.communicate(timeout=30)
        return process.returncode, said.split()


@pytest.mark.parametrize(
    ("point", "committed"), [("flushed", False), ("before", False), ("at", False), ("after", True)]
)
def test_rule_10_killed_at(point: str, committed: bool, portal: Portal, place: Place, tmp_path: Path) -> None:
    device = holding(portal)
    file = tmp_path / "file"
    file.write_bytes(device.drop("L", 0))
    assert run(place, file, point) == (-9, [])
    assert look(portal) == ((5, 0, 0) if committed else (0, 5, 0))
    taken = portal.take(device.blob, None, "command")
    assert taken.again is committed
    assert look(portal) == (5, 0, 0)
    assert run(place, file, "never") == (0, [taken.answer.hex()])


def test_rule_10_killed_somewhere_during_the_write(portal: Portal, place: Place, tmp_path: Path) -> None:
    device = holding(portal)
    file = tmp_path / "file"
    for remain, wait in ((4, 0.001), (3, 0.004), (2, 0.008), (1, 0.016)):
        file.write_bytes(device.drop("L", remain))
        code, said = run(place, file, "never", wait)
        assert code in (0, -9)
        after = look(portal)
        assert after in ((5 - remain, remain, 0), (4 - remain, remain + 1, 0))
        if said:
            assert after == (5 - remain, remain, 0), "no answer leaves before its commit"
        answer = portal.take(device.blob, None, "command").answer
        assert said in ([], [answer.hex()])
        assert look(portal) == (5 - remain, remain, 0)
