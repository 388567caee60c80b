"""The one command: its exit codes, its three lines, its JSON, and the demo of both ways."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from retour.demo import WAYS
from retour.protocol.cose import Kind, Unsigned
from retour.protocol.keys import SigningKey


def retour(home: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    env = os.environ | {"RETOUR_HOME": str(home)}
    command = [sys.executable, "-m", "retour", *arguments]
    return subprocess.run(command, env=env, capture_output=True, text=True, timeout=100)


@pytest.mark.slow
@pytest.mark.parametrize(("way", "legs"), [("one-trip", 1), ("confirmed", 3)])
def test_the_demo_brings_copies_home_and_out_again(tmp_path: Path, way: str, legs: int) -> None:
    done = retour(tmp_path, "demo", "--headless", "--way", way, "--folder", str(tmp_path / "demo"))
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout) == {
        "way": way,
        "legs": legs,
        "returned": 5,
        "available_before": 0,
        "available_after": 5,
        "reissued": 5,
    }
    assert done.stderr.count("available") >= legs + 2, "the ledger is printed before and after every leg"
    answers = sorted((tmp_path / "demo" / way / "stick").glob("*_answer.retour"))
    shown = retour(tmp_path / "demo" / way / "laptop", "inspect", str(answers[0]), "--json")
    assert json.loads(shown.stdout)["genuine"] == "yes"
    again = retour(tmp_path, "demo", "--headless", "--way", way, "--folder", str(tmp_path / "demo"))
    assert again.returncode == 2
    assert "[folder-used]" in again.stderr


@pytest.mark.parametrize(
    ("arguments", "code", "shown"),
    [
        (["demo", "--way", "teleport"], 2, "no-such-way"),
        (["return", "SN-1", "--all", "--out", "."], 3, "device-not-found"),
        (["return", "SN-1", "--line", "ACT", "--out", "."], 2, "line-count"),
        (["return", "SN-1", "--line", "ACT=1", "--line", "ACT=2", "--out", "."], 2, "line-count"),
        (["activate", "SN-1", "--line", "ACT=-1", "--out", "."], 2, "line-count"),
        (["return", "SN-1", "--all", "--out", "/nowhere"], 2, "no-folder"),
        (["return", "SN-1", "--all", "--out", "/nowhere/x.retour"], 2, "no-folder"),
        (["identify", "SN-1"], 3, "device-not-found"),
        (["bring", "nowhere.retour"], 2, "no-file"),
        (["bring", "nowhere.retour", "--case", "R-0000-0001"], 2, "case-number"),
        (["resume", "R-0000-0000"], 1, "no-case"),
        (["save", "R-0000-0000", "--out", "."], 1, "no-case"),
        (["delivered", "R-0000-0000"], 1, "no-case"),
        (["abandon", "R-0000-0000"], 1, "no-case"),
        (["cases", "--delete", "R-0000-0000"], 1, "no-case"),
        (["inspect", __file__], 1, "other-kind"),
    ],
)
def test_an_error_is_three_lines_a_code_and_an_exit(
    tmp_path: Path, arguments: list[str], code: int, shown: str
) -> None:
    done = retour(tmp_path, *arguments)
    lines = done.stderr.splitlines()
    assert (done.returncode, len(lines), lines[-1], done.stdout) == (code, 4, f"[{shown}]", "")


def test_an_empty_list_says_how_to_begin(tmp_path: Path) -> None:
    done = retour(tmp_path, "cases", "--json")
    assert (done.returncode, done.stdout) == (0, "")
    assert "retour return" in done.stderr


def test_what_is_connected_is_one_json_object_a_line(tmp_path: Path) -> None:
    done = retour(tmp_path, "devices", "--json")
    assert done.returncode == 0
    assert all("address" in json.loads(line) for line in done.stdout.splitlines())


def test_inspect_says_of_a_bad_message_what_is_wrong(tmp_path: Path) -> None:
    key = SigningKey.generate()
    nonsense = Unsigned(Kind.RESPONSE, key.public.alg, key.public.kid, b"\xa0").signed(key)
    (tmp_path / "x.retour").write_bytes(nonsense)
    (tmp_path / "key").write_text(str(key.public))
    done = retour(tmp_path, "inspect", str(tmp_path / "x.retour"), "--key", str(tmp_path / "key"), "--json")
    record = json.loads(done.stdout)
    assert (record["genuine"], record["error"]) == ("no", "field-missing")


def test_the_ways_of_the_demo_are_the_ways_home() -> None:
    assert WAYS == ("one-trip", "removal-order", "confirmed", "portal-removal", "write-off", "opaque")
