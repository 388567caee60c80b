"""The device in C brings its licenses home: our laptop, our portal, its own pty, and no line of code shared."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

from tests.journeys.world import LINES, World

NEEDS: Final = {"nothing": "3", "order": "1", "order-or-local": "0"}
ALL_HELD: Final = {line: (0, copies, 0) for line, copies in LINES.items()}
ALL_HOME: Final = {line: (copies, 0, 0) for line, copies in LINES.items()}


class InC(World):
    """A world whose devices are the program in C."""

    def __init__(self, place: Path, program: Path) -> None:
        super().__init__(place)
        self._program = program

    def start(self, host: str, needs: str = "nothing", *options: str) -> str:
        command = [str(self._program), "serve", "--store", str(self.place / host), "--pty", self.port(host)]
        command += ["--portal", self.key.read_text().strip(), "--host-type", "1", "--host-id", host]
        command += ["--needs", NEEDS[needs], *options]
        device = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        assert device.stdout is not None
        started = json.loads(device.stdout.readline())
        self.devices[host] = device
        return str(started["public_key"])

    def press(self, host: str) -> None:
        subprocess.run([str(self._program), "press", "--store", str(self.place / host)], check=True)


@pytest.fixture
def world(tmp_path: Path, program: Path) -> Iterator[InC]:
    with InC(tmp_path / "world", program) as made:
        yield made


@pytest.mark.parametrize("key", ["ed25519", "p256"])
def test_one_trip_return(world: InC, key: str) -> None:
    port = world.plug("SN-C", "order-or-local", "--key", key)
    world.activate("SN-C")
    assert (world.held("SN-C"), world.ledger()) == (LINES, ALL_HELD)
    one_trip = ("return", port, "--way", "one-trip", "--all", "--reason", "move", "--out", str(world.stick))
    world.retour(*one_trip).refused("authorisation-needed")
    assert world.held("SN-C") == LINES
    world.press("SN-C")
    asked = world.retour(*one_trip)
    assert (asked.code, asked.last["stage"]) == (4, "request"), asked.stderr
    assert world.held("SN-C") == {}
    answer = world.carry(asked.last["file"])
    assert world.ledger() == ALL_HOME
    closed = world.retour("bring", str(answer))
    assert (closed.code, closed.last["stage"]) == (0, "done"), closed.stderr


@pytest.mark.parametrize("key", ["ed25519", "p256"])
def test_confirmed_return_with_the_cable_pulled_on_the_way(world: InC, key: str) -> None:
    port = world.plug("SN-C", "order", "--key", key)
    world.activate("SN-C")
    asked = world.retour("return", port, "--way", "confirmed", "--line", "ACT-AAAA=1", "--out", str(world.stick))
    assert (asked.code, world.held("SN-C")) == (4, LINES), asked.stderr
    answer = world.carry(asked.last["file"])
    assert world.ledger()["ACT-AAAA"] == (0, 1, 2)
    world.unplug("SN-C")
    world.start("SN-C", "order")
    brought = world.retour("bring", str(answer), "--device", port, "--out", str(world.stick))
    assert (brought.code, brought.last["stage"]) == (4, "confirmation"), brought.stderr
    assert world.held("SN-C") == LINES | {"ACT-AAAA": 1}
    receipt = world.carry(brought.last["file"])
    assert world.ledger() == {"ACT-AAAA": (2, 1, 0), "ACT-BBBB": (0, 2, 0)}
    closed = world.retour("bring", str(receipt))
    assert (closed.code, closed.last["stage"]) == (0, "done"), closed.stderr
    again = world.retour("bring", str(answer), "--device", port, "--out", str(world.stick))
    assert world.held("SN-C") == LINES | {"ACT-AAAA": 1}, again.stderr


def test_removal_order(world: InC) -> None:
    port = world.plug("SN-C", "order")
    world.activate("SN-C")
    ordered = world.portal("order", "--host-id", "SN-C", "--line", "ACT-AAAA=0", "--out", str(world.stick))
    assert ordered.code == 0, ordered.stderr
    (order,) = world.stick.glob("*_order.retour")
    brought = world.retour("bring", str(order), "--device", port, "--out", str(world.stick))
    assert (brought.code, world.held("SN-C")) == (4, {"ACT-BBBB": 2}), brought.stderr
    world.carry(brought.last["file"])
    assert world.ledger() == {"ACT-AAAA": (3, 0, 0), "ACT-BBBB": (0, 2, 0)}


def test_what_one_device_returned_another_gets(world: InC) -> None:
    """C to Python: the copies of the device in C go to the reference device, by the same portal."""
    world.plug("SN-C")
    world.activate("SN-C")
    asked = world.retour("return", world.port("SN-C"), "--way", "one-trip", "--all", "--out", str(world.stick))
    world.carry(asked.last["file"])
    key = World.start(world, "SN-PY")
    assert world.portal("enroll", "--host-id", "SN-PY", "--public-key", key).code == 0
    world.activate("SN-PY")
    assert (world.held("SN-C"), world.held("SN-PY"), world.ledger()) == ({}, LINES, ALL_HELD)
