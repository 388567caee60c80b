"""The reference device keeps every rule, whatever it is set up to need, and twice in a row."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from retour.conformance.bench import Hands
from retour.conformance.rules import GROUPS, RULES
from retour.conformance.run import CHECKS
from retour.protocol.group import Clock, RemovalNeeds
from retour.protocol.keys import ESP256
from tests.conformance.kit import PIN, TestDevice, checked, failed, left_out, office_in

NO_DROP = {"D-11": "on this device only what the portal signed removes licenses"}


def test_every_rule_has_one_check() -> None:
    assert CHECKS.keys() == RULES.keys()
    assert len({*CHECKS.values()}) == len(RULES)
    assert {rule.partition("-")[0] for rule in RULES} == GROUPS.keys()


@pytest.mark.parametrize(
    ("setup", "not_checked"),
    [
        ({"needs": RemovalNeeds.NOTHING}, {}),
        ({"needs": RemovalNeeds.NOTHING, "alg": ESP256, "clock": Clock.TRUSTED}, {}),
        ({"needs": RemovalNeeds.ORDER, "clock": Clock.SETTABLE}, NO_DROP),
        ({"needs": RemovalNeeds.LOCAL, "pin": PIN}, {}),
        ({"needs": RemovalNeeds.ORDER_OR_LOCAL, "alg": ESP256}, {}),
    ],
    ids=["nothing", "p256 and clock", "order", "local and pin", "order or local"],
)
def test_the_reference_device_passes_twice(setup: Any, not_checked: dict[str, str], tmp_path: Path) -> None:
    office = office_in(tmp_path)
    device = TestDevice(office.pinned, **setup)
    for _ in range(2):
        run = asyncio.run(checked(device, office, Hands(device.press, None, setup.get("pin"))))
        assert (failed(run), left_out(run), run.emptied) == ({}, not_checked, True)
        assert [result.rule for result in run.results] == list(RULES)
    again = office_in(tmp_path)
    assert again.trusted(5) == office.trusted(5), "two runs lead from key set 1 to 5, and the file knows them all"


def test_any_order_and_any_beginning_will_do(tmp_path: Path) -> None:
    office = office_in(tmp_path)
    for rule in reversed(list(RULES)):
        device = TestDevice(office.pinned)
        run = asyncio.run(checked(device, office, only=[rule]))
        assert failed(run) == {}
        assert [result.rule for result in run.results] == [rule]


def test_one_file_serves_several_devices(tmp_path: Path) -> None:
    office = office_in(tmp_path)
    first, second = TestDevice(office.pinned), TestDevice(office.pinned)
    for device in (first, first, second, first):
        assert failed(asyncio.run(checked(device, office, only=["D-16", "D-19"]))) == {}


def test_without_hands_what_needs_them_is_not_checked(tmp_path: Path) -> None:
    office = office_in(tmp_path)
    run = asyncio.run(checked(TestDevice(office.pinned, pin=PIN), office, Hands()))
    assert failed(run) == {}
    assert left_out(run).keys() == {"G-11", "D-11", "D-12", "D-13", "D-14"}


def test_a_fresh_device_has_nothing_to_export(tmp_path: Path) -> None:
    office = office_in(tmp_path)
    assert failed(asyncio.run(checked(TestDevice(office.pinned), office, only=["G-4"]))) == {}


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="no ptys")
def test_an_emulator_on_a_pty_passes_as_typed(tmp_path: Path) -> None:
    retour = [sys.executable, "-m", "retour"]
    store, port = tmp_path / "device", tmp_path / "tty"
    shown = subprocess.run([*retour, "conformance", "--portal", tmp_path / "p.json"], capture_output=True, check=True)
    key = tmp_path / "portal.key"
    key.write_text(json.loads(shown.stdout)["portal"])
    emulate = [*retour, "device", "emulate", "--store", str(store), "--pty", str(port), "--key-type", "p256"]
    emulate += ["--portal-key", str(key)]
    device = subprocess.Popen(emulate, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    try:
        assert device.stdout is not None
        who = json.loads(device.stdout.readline())
        press = f"{sys.executable} -m retour device press --store {store}"
        options = ["--portal", str(tmp_path / "p.json"), "--junit", str(tmp_path / "report.xml"), "--press", press]
        done = subprocess.run([*retour, "conformance", port, *options], capture_output=True, text=True, timeout=100)
    finally:
        device.terminate()
        device.communicate()
    records = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.returncode == 0, done.stderr
    assert [record["rule"] for record in records[:-1]] == list(RULES)
    assert (records[-1]["passed"], records[-1]["failed"], records[-1]["not_checked"]) == (len(RULES), 0, 0)
    assert records[-1]["device"]["host_id"] == who["host_id"]
    assert (tmp_path / "report.xml").read_bytes().startswith(b"<?xml")
    assert (tmp_path / "p.json").stat().st_mode & 0o777 == 0o600
