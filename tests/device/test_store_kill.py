"""`kill -9` at every write of a real process in a real folder: before it, in its middle, after it."""

from __future__ import annotations

import signal
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest

from retour.device.disk import FolderDisk
from retour.device.store import Store, create
from retour.device.store import press as press_button
from retour.protocol.group import RemovalNeeds
from retour.protocol.messages import read_message
from retour.protocol.model import DeviceMessage, Reason
from tests.device import kit

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="no kill -9 there")

CHILD = textwrap.dedent(
    """
    import os, signal, sys
    from pathlib import Path
    from retour.device import rules
    from retour.device.disk import FolderDisk
    from retour.device.store import Store
    from retour.protocol.group import Operation
    from retour.protocol.model import Reason

    folder, stop, when, now = Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3], float(sys.argv[4])


    class Killing(FolderDisk):
        changes = 0

        def _at(self, moment):
            if moment == "before":
                Killing.changes += 1
            if (Killing.changes, moment) == (stop, when):
                os.kill(os.getpid(), signal.SIGKILL)

        def _put(self, path, data):
            if (Killing.changes, when) == (stop, "half"):
                handle = os.open(path, os.O_WRONLY | os.O_CREAT, 0o600)
                os.write(handle, data[: len(data) // 2])
                os.kill(os.getpid(), signal.SIGKILL)
            FolderDisk._put(path, data)
            if (Killing.changes, when) == (stop, "written"):
                os.kill(os.getpid(), signal.SIGKILL)

        def write(self, name, data):
            self._at("before"); super().write(name, data); self._at("after")

        def replace(self, name, data):
            self._at("before"); super().replace(name, data); self._at("after")

        def remove(self, name):
            self._at("before"); super().remove(name); self._at("after")


    disk = Killing(folder)
    with disk.locked():
        store = Store(disk)
        counts, counter = store.state.holdings, store.state.counter
        if counts:
            wish = rules.Wish(b"tx-drop0", counter, Operation.DROP, tuple((a, 0) for a, _ in counts), Reason.MOVE)
            store.make(wish, now)
        print(store.message().hex(), flush=True)
    """
)


def run(folder: Path, stop: int, when: str) -> tuple[int, bytes | None]:
    """Run the child; its exit code, and the message that it handed out."""
    done = subprocess.run(
        [sys.executable, "-c", CHILD, str(folder), str(stop), when, str(kit.NOW)],
        stdout=subprocess.PIPE,
        check=False,
        timeout=60,
    )
    return done.returncode, bytes.fromhex(done.stdout.decode()) or None


def read(blob: bytes | None) -> DeviceMessage:
    assert blob is not None
    return read_message(blob).verify(kit.DEVICE_SIGNS.public).content


def prepared(folder: Path) -> None:
    disk = FolderDisk(folder)
    with disk.locked():
        create(disk, kit.identity(RemovalNeeds.LOCAL), kit.DEVICE_SIGNS.seed)
        kit.give(Store(disk, kit.nonces()), 1, A=5)
        press_button(disk, kit.NOW)


# Opening settles the anchor (1); a drop uses up the local act (2), opens the step (3), writes a slot (4), the anchor
# (5), a signature (6).
POINTS = [(stop, when) for stop in range(1, 7) for when in ("before", "half", "written", "after")]


@pytest.mark.slow
@pytest.mark.parametrize(("stop", "when"), [(s, w) for s, w in POINTS if s != 2 or w in ("before", "after")])
def test_rule_4_a_drop_killed_anywhere_is_whole_or_undone(tmp_path: Path, stop: int, when: str) -> None:
    prepared(tmp_path)
    code, handed_out = run(tmp_path, stop, when)
    assert code == -signal.SIGKILL
    assert handed_out is None
    store = Store(FolderDisk(tmp_path))
    message = read(store.message())
    advanced = stop == 6 or (stop, when) == (5, "after")
    expected = (3, (), Reason.MOVE) if advanced else (2, (("ACT-A", 5),), None)
    assert (message.counter, message.holdings, message.reason) == expected


@pytest.mark.slow
@pytest.mark.parametrize(("stop", "when"), [(2, "half"), (3, "half"), (4, "half"), (4, "written"), (5, "half")])
def test_rule_5_a_recovery_killed_anywhere_recovers(tmp_path: Path, stop: int, when: str) -> None:
    prepared(tmp_path)
    for slot in ("slot-a", "slot-b"):
        (tmp_path / slot).write_bytes(b"lost")
    code, handed_out = run(tmp_path, stop, when)
    assert code == -signal.SIGKILL
    assert handed_out is None
    code, handed_out = run(tmp_path, 99, "before")
    assert code == 0
    message = read(handed_out)
    assert (message.reason, message.holdings) == (Reason.RECOVERED, ())
    assert message.counter > 4
