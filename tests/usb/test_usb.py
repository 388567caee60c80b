"""Devices on a USB bus that umockdev makes up: found, named, lost and found again, by the real command line."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from retour.portal import inputs
from retour.portal.database import Place
from retour.portal.store import Portal
from tests.journeys.world import World
from tests.usb.bed import Usb, installed
from tests.usb.cable import Cable, cable

pytestmark = pytest.mark.skipif(not installed(), reason="umockdev is not installed (apt-get install umockdev)")

HOST = "SN-4711"
CONTROLLER = Usb("ttyACM0", 0x2FE3, 0x0001, "USB-4711", "Controller")
ADAPTER = Usb("ttyUSB0", 0x0403, 0x6001, "FT1234", "FT232R")
MANY = {f"ACT-{number:04}": 1 for number in range(80)}
FEATURE = "a feature with a name that is as long as one may possibly be"
"""So much that what goes over the cable takes many frames."""


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with World(tmp_path / "world") as made:
        yield made


@pytest.fixture
def usb(world: World) -> Iterator[Cable]:
    """The cable of a device that has its licenses; nothing is plugged in yet."""
    world.plug(HOST)
    world.activate(HOST)
    world.unplug(HOST)
    with cable(world.place / HOST, world.place / "laptop") as made:
        yield made


def found(usb: Cable) -> list[dict[str, Any]]:
    """What `retour devices` says of USB ports; an address that was used before is asked as well."""
    done = usb.retour("devices", "--json")
    assert done.code == 0, done.stderr
    return [record for record in done.records if record["vid"] is not None]


def test_a_usb_device_is_found_with_its_numbers(usb: Cable) -> None:
    assert found(usb) == []
    usb.plug(CONTROLLER)
    (record,) = found(usb)
    assert record["problem"] is None
    assert record["host_id"] == HOST
    seen = {key: record[key] for key in ("address", "description", "vid", "pid", "serial_number", "speed")}
    assert seen == {
        "address": "/dev/ttyACM0",
        "description": "Controller",
        "vid": "2fe3",
        "pid": "0001",
        "serial_number": "USB-4711",
        "speed": None,
    }
    usb.pull()
    assert found(usb) == []


def test_a_device_behind_an_adapter_is_found_at_its_speed(usb: Cable) -> None:
    usb.plug(ADAPTER, 9600)
    (record,) = found(usb)
    assert record["problem"] is None
    assert (record["address"], record["speed"]) == ("/dev/ttyUSB0@9600", 9600)
    assert (record["vid"], record["pid"], record["serial_number"]) == ("0403", "6001", "FT1234")
    assert usb.retour("identify", record["address"]).code == 0


def test_plug_and_unplug_are_told_at_once(usb: Cable) -> None:
    code = """
import asyncio, json
from retour.link.hotplug import UdevEvents
from retour.link.ports import list_ports

async def main():
    events = UdevEvents()
    print("ready", flush=True)
    for _ in range(2):
        told = await events.changed(60)
        print(json.dumps([told, [port.address for port in list_ports()]]), flush=True)
    events.close()
    events.close()

asyncio.run(main())
"""
    watching = usb.beginning(code)
    assert watching.stdout is not None
    usb.plug(CONTROLLER)
    assert json.loads(watching.stdout.readline()) == [True, ["/dev/ttyACM0"]]
    usb.pull()
    assert json.loads(watching.stdout.readline()) == [True, []]
    assert watching.communicate() == ("", "")


def test_the_window_sees_a_device_come_and_go_without_waiting_for_its_round(usb: Cable) -> None:
    watching = usb.beginning("from tests.usb.window import main; main()")
    assert watching.stdout is not None
    usb.plug(CONTROLLER)
    assert json.loads(watching.stdout.readline()) == [["/dev/ttyACM0", HOST]]
    usb.pull()
    assert json.loads(watching.stdout.readline()) == []
    assert watching.communicate() == ("", "")


def many(world: World) -> None:
    """Licenses whose inventory takes many frames."""
    with Portal.open(Place.of(str(world.place / "portal"), None)) as portal:
        for line, copies in MANY.items():
            portal.put_line(inputs.line(line, "Building controls", copies, "1", (FEATURE,), None, None, None))
    world.plug(HOST)
    world.activate(HOST, **{line.replace("-", "_"): count for line, count in MANY.items()})
    world.unplug(HOST)


@pytest.mark.slow
@pytest.mark.parametrize("acted", [False, True], ids=["before it acts", "after it acted"])
def test_a_return_goes_on_when_the_device_comes_back_under_another_name(world: World, acted: bool) -> None:
    many(world)
    with cable(world.place / HOST, world.place / "laptop") as usb:
        usb.plug(CONTROLLER)
        usb.pull_at(6, replace(CONTROLLER, name="ttyACM1"), 0.5, acted=acted)
        asked = usb.retour("return", HOST, "--way", "confirmed", "--all", "--reason", "move", "--out", str(world.stick))
        assert asked.code == 4, asked.stderr
        assert usb.pulls == 1
        assert usb.frames > 6 + 3, "it was in the middle of the inventory"
        answer = world.carry(asked.last["file"])
        usb.pull_at(4, replace(CONTROLLER, name="ttyACM2", socket="2-1"), 0.5, acted=acted)
        brought = usb.retour("bring", str(answer), "--out", str(world.stick))
        assert (usb.pulls, brought.code) == (2, 4), brought.stderr
        world.carry(brought.last["file"])
        (record,) = found(usb)
        assert (record["address"], record["host_id"]) == ("/dev/ttyACM2", HOST)
    ledger = world.ledger()
    assert {ledger[line] for line in MANY} == {(1, 0, 0)}, "every copy is home"
