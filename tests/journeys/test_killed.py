"""The laptop dies at any commit of its journal: the same command again ends as if nothing had happened.

A sequence of kills is itself a journey: every run goes on from where the one before it was killed.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from retour.portal.database import Place
from retour.portal.store import Portal
from retour.returns.case import CLOSED

HOST, LINE, COPIES = "SN-0001", "ACT-KILL", 5
WAITING = 4
OVER = {each.value for each in CLOSED}
KILLED = Path(__file__).with_name("killed.py")


class Site:
    """A portal, a device with `COPIES` copies, a laptop, a stick."""

    def __init__(self, place: Path, stack: ExitStack) -> None:
        self.place = place
        self.stick = place / "stick"
        self.stick.mkdir()
        self.laptop = place / "laptop"
        office = place / "office"
        self._data = ("--data", str(place / "portal"))
        self.portal("line", "--activation-id", LINE, "--product", "Controls", "--copies", str(COPIES))
        with Portal.open(Place.of(self._data[1], None)) as portal:
            (place / "portal.key").write_text(str(portal.identity))
        started = self._emulate(stack)
        self.address = str(started["pty"])
        self.portal("enroll", "--host-id", HOST, "--public-key", str(started["public_key"]))
        self.portal("grant", "--host-id", HOST, "--line", f"{LINE}={COPIES}")
        wish = ("activate", self.address, "--line", f"{LINE}={COPIES}", "--out", str(self.stick))
        request = self.retour(*wish, code=WAITING, home=office)
        done = self.retour("bring", str(self.carry(request["file"])), "--device", self.address, home=office)
        assert done["strip"]["on_device"]["copies"] == COPIES

    def _emulate(self, stack: ExitStack) -> dict[str, Any]:
        log = stack.enter_context((self.place / "device.log").open("a"))
        command = [sys.executable, "-m", "retour", "device", "emulate", "--store", str(self.place / "device")]
        command += ["--pty", str(self.place / "tty"), "--portal-key", str(self.place / "portal.key")]
        command += ["--host-id", HOST, "--removal-needs", "nothing"]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=log, text=True)
        stack.callback(_stop, process)
        assert process.stdout is not None
        started: dict[str, Any] = json.loads(process.stdout.readline())
        return started

    def retour(self, *arguments: str, code: int = 0, home: Path | None = None) -> dict[str, Any]:
        """The last line that a command prints; it must end with `code`."""
        done = self._run([sys.executable, "-m", "retour", *arguments], home)
        assert done.returncode == code, (arguments, done.stderr)
        lines = done.stdout.splitlines()
        return json.loads(lines[-1]) if lines else {}

    def portal(self, *arguments: str) -> dict[str, Any]:
        return self.retour("portal", *arguments, *self._data)

    def cases(self) -> list[dict[str, Any]]:
        done = self._run([sys.executable, "-m", "retour", "cases", "--json"], None)
        return [json.loads(line) for line in done.stdout.splitlines()]

    def killed(self, number: int, side: str, *arguments: str, home: Path | None = None) -> str | None:
        """Where a command was killed; None if it has fewer commits and ended well."""
        done = self._run([sys.executable, str(KILLED), str(number), side, "--", *arguments], home)
        if done.returncode == WAITING:
            return None
        assert done.returncode == -signal.SIGKILL, (number, side, done.stderr)
        return f"{side} {done.stderr.splitlines()[-1]}"

    def killed_everywhere(self, again: int, *arguments: str) -> set[str]:
        """Kill a command at every commit, before and after, going on each time, until it survives.

        Each number comes `again` times: a run that goes on meets a new commit under the same number.
        """
        places: set[str] = set()
        for number in range(1, 20):
            for side in ("before", "after") * again:
                where = self.killed(number, side, *arguments)
                if where is None:
                    return places
                places.add(where)
        raise AssertionError(f"it never survives: {places}")

    def carry(self, file: str) -> Path:
        """Load a carry file into the portal and take what it answers."""
        self.portal("load", file)
        folder = self.place / f"answers-{len(list(self.place.glob('answers-*')))}"
        folder.mkdir()
        self.portal("take", "--out", str(folder))
        (answer,) = folder.glob("*_answer.retour")
        return answer

    def copies(self) -> dict[str, int]:
        line = self.portal("lines", "--json")
        assert (line["waiting"], line["overdrawn"], line["total"]) == (0, 0, COPIES)
        self.portal("balance")
        return {name: line[name] for name in ("available", "held")}

    def _run(self, command: list[str], home: Path | None) -> subprocess.CompletedProcess[str]:
        env = os.environ | {"RETOUR_HOME": str(home or self.laptop)}
        return subprocess.run(command, env=env, capture_output=True, text=True, timeout=60)


def _stop(process: subprocess.Popen[str]) -> None:
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    assert process.stdout is not None
    process.stdout.close()


def both_sides(*wrote: str) -> set[str]:
    return {f"{side} killed at {each}" for side in ("before", "after") for each in wrote}


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    with ExitStack() as stack:
        yield Site(tmp_path, stack)


@pytest.mark.slow
def test_a_proof_survives_a_kill_at_every_commit(site: Site) -> None:
    wish = ("return", site.address, "--way", "one-trip", "--all", "--out", str(site.stick))
    places = site.killed_everywhere(3, *wish)
    assert places == both_sides(
        "user_version", "addresses", "events Planned", "events MessageHeld", "crossings request"
    )
    made = site.retour(*wish, code=WAITING)
    (case,) = (each for each in site.cases() if each["stage"] not in OVER)
    assert (case["case"], case["stage"]) == (made["case"], "request")
    assert len(list(site.stick.glob(f"{made['case']}_*"))) == 1, "repeated, and still one file"
    receipt = site.carry(made["file"])
    assert site.copies() == {"available": COPIES, "held": 0}
    assert site.retour("bring", str(receipt), "--device", site.address)["stage"] == "done"


@pytest.mark.slow
def test_a_confirmation_survives_a_kill_at_every_commit(site: Site) -> None:
    wish = ("--way", "confirmed", "--all", "--out", str(site.stick))
    request = site.retour("return", site.address, *wish, code=WAITING)
    answer = site.carry(request["file"])
    given = ("bring", str(answer), "--device", site.address, "--out", str(site.stick))
    places = site.killed_everywhere(2, *given)
    assert places == both_sides("crossings answer", "addresses", "events AnswerApplied", "crossings confirmation")
    made = site.retour(*given, code=WAITING)
    assert made["case"] == request["case"]
    (case,) = (each for each in site.cases() if each["stage"] not in OVER)
    assert case["stage"] == "confirmation", case
    assert case["crossed"] == ["request", "answer", "confirmation"]
    receipt = site.carry(made["file"])
    assert site.copies() == {"available": COPIES, "held": 0}
    assert site.retour("bring", str(receipt), "--device", site.address)["stage"] == "done"
