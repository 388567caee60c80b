"""A device with a PIN in place of a button, from the command line."""

from __future__ import annotations

import io
import sys
from pathlib import Path
from unittest import mock

from tests.journeys.world import Done, World


def typed_pin(world: World, pin: str) -> Done:
    with mock.patch.object(sys, "stdin", io.StringIO(pin + "\n")):
        return world.retour("authorise", world.port("SN-1"))


def test_the_pin_allows_the_removal(tmp_path: Path) -> None:
    with World(tmp_path / "world") as world:
        pin = world.place / "pin"
        pin.write_text("2468\n")
        world.plug("SN-1", "local", "--pin-file", str(pin))
        world.activate("SN-1")
        command = ("return", world.port("SN-1"), "--way", "one-trip", "--all", "--out", str(world.stick))
        world.retour(*command).refused("authorisation-needed")
        typed_pin(world, "1111").refused("wrong-pin")
        assert typed_pin(world, "2468").code == 0
        done = world.retour(*command)
        assert (done.code, done.last["stage"]) == (4, "request"), done.stderr
        assert world.held("SN-1") == {}


def test_a_device_without_a_pin_says_so(tmp_path: Path) -> None:
    with World(tmp_path / "world") as world:
        world.plug("SN-1", "local")
        typed_pin(world, "2468").refused("no-pin")
