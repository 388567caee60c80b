"""Returns of devices whose secure element has only P-256."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from tests.journeys.world import World


def made_with_p256(world: World, host: str) -> str:
    """A new device's store, made by its first start; gives its public key."""
    command = [sys.executable, "-m", "retour", "device", "emulate", "--store", str(world.place / host)]
    command += ["--tcp", "127.0.0.1:0", "--host-id", host, "--removal-needs", "nothing", "--key-type", "p256"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as device:
        assert device.stdout is not None
        started = json.loads(device.stdout.readline())
        device.kill()
    return str(started["public_key"])


def test_one_trip_with_a_p256_device(tmp_path: Path) -> None:
    with World(tmp_path / "world") as world:
        key = world.place / "device.key"
        key.write_text(made_with_p256(world, "SN-1"))
        assert key.read_text().startswith("p256:")
        port = world.plug("SN-1")
        world.activate("SN-1")
        assert world.held("SN-1") == {"ACT-AAAA": 3, "ACT-BBBB": 2}
        asked = world.retour("return", port, "--way", "one-trip", "--all", "--out", str(world.stick))
        assert asked.code == 4, asked.stderr
        seen = world.retour("inspect", asked.last["file"], "--key", str(key), "--json").last
        assert seen["genuine"] == "yes", seen
        closed = world.retour("bring", str(world.carry(asked.last["file"])))
        assert (closed.code, closed.last["stage"]) == (0, "done")
        assert world.ledger() == {"ACT-AAAA": (3, 0, 0), "ACT-BBBB": (2, 0, 0)}
        assert world.held("SN-1") == {}
        assert world.portal("balance").code == 0
