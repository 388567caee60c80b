"""`retour conformance` passes the device in C: every rule that can be seen from outside, by a reader not ours."""

from __future__ import annotations

import json
import shlex
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from xml.etree import ElementTree

import pytest

from tests.journeys.world import typed

PIN = "2468"


@contextmanager
def serving(program: Path, place: Path, portal: str, *options: str) -> Iterator[str]:
    command = [str(program), "serve", "--store", str(place / "store"), "--pty", str(place / "tty"), "--host-id", "SN-C"]
    device = subprocess.Popen([*command, "--portal", portal, *options], stdout=subprocess.PIPE, text=True)
    assert device.stdout is not None
    try:
        assert json.loads(device.stdout.readline())["host_id"] == "SN-C"
        yield str(place / "tty")
    finally:
        device.terminate()
        code = device.wait(20)
        device.stdout.close()
    assert code == 0, "a sanitizer, or the program itself, found something wrong"


@pytest.mark.parametrize(
    ("options", "local_act", "not_checked"),
    [
        (("--needs", "0", "--key", "ed25519"), True, set()),
        (("--needs", "0", "--key", "p256", "--clock", "2", "--pin", PIN), True, set()),
        (("--needs", "1", "--key", "p256"), False, {"D-11", "D-12", "D-13", "D-14"}),
        (("--needs", "3", "--key", "ed25519"), False, set()),
    ],
    ids=["ed25519", "p256 with a clock and a PIN", "orders only", "free"],
)
def test_the_device_in_c_keeps_the_rules(
    program: Path, tmp_path: Path, options: tuple[str, ...], local_act: bool, not_checked: set[str]
) -> None:
    keys, report = tmp_path / "portal.json", tmp_path / "report.xml"
    portal = typed(tmp_path, "conformance", "--portal", str(keys)).last["portal"]
    press = ("--press", shlex.join([str(program), "press", "--store", str(tmp_path / "store")])) if local_act else ()
    pin = ("--pin", PIN) if "--pin" in options else ()
    with serving(program, tmp_path, portal, *options) as port:
        done = typed(tmp_path, "conformance", port, "--portal", str(keys), "--junit", str(report), *press, *pin)
    results = {record["rule"]: record for record in done.records if "rule" in record}
    assert {rule: each["why"] for rule, each in results.items() if each["result"] == "failed"} == {}
    assert {rule for rule, each in results.items() if each["result"] == "not-checked"} <= not_checked, done.stderr
    assert (done.code, done.last["failed"]) == (0, 0)
    suites = ElementTree.parse(report).getroot()
    assert (suites.get("tests"), suites.get("failures")) == (str(len(results)), "0")
