"""Whole returns with the portal as a process of its own, reached over HTTP as the desk reaches it."""

from __future__ import annotations

import base64
import json
import signal
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from retour.programs import PortalClient
from tests.journeys.world import World


class Desk:
    """`retour portal serve` on the world's portal, and a client that holds its token."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._token = ""
        self.start()

    def start(self) -> None:
        command = [sys.executable, "-m", "retour", "portal", "serve", "--port", "0"]
        command += ["--data", str(self._world.place / "portal")]
        self._served = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        assert self._served.stdout is not None
        started = json.loads(self._served.stdout.readline())
        self._url = str(started["url"])
        self._token = started["admin_token"] or self._token

    def stop(self, how: signal.Signals = signal.SIGTERM) -> None:
        self._served.send_signal(how)
        self._served.wait(20)
        assert self._served.stdout is not None
        self._served.stdout.close()

    def client(self) -> PortalClient:
        """What a desk of our own speaks to the portal with."""
        return PortalClient(self._url, self._token)

    def hand_over(self, file: Path, token: str | None = None) -> dict[str, Any]:
        """POST a carry file; one result."""
        headers = {"Authorization": f"Bearer {token or self._token}", "Content-Type": "application/cose"}
        address = f"{self._url}/api/v1/messages?file={file.name}"
        request = urllib.request.Request(address, file.read_bytes(), headers)
        with urllib.request.urlopen(request, timeout=20) as reply:
            (result,) = json.load(reply)["results"]
        assert isinstance(result, dict)
        return result

    def carry(self, file: Path, name: str) -> Path:
        """Hand a file over and put the answer onto the stick."""
        path = self._world.stick / name
        path.write_bytes(base64.b64decode(self.hand_over(file)["answer"]))
        return path


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with World(tmp_path / "world") as made:
        made.plug("SN-1")
        made.activate("SN-1")
        yield made


@pytest.fixture
def desk(world: World) -> Iterator[Desk]:
    made = Desk(world)
    yield made
    made.stop()


WISHES = [
    (["--all"], {"ACT-AAAA": (3, 0, 0), "ACT-BBBB": (2, 0, 0)}),
    (["--line", "ACT-AAAA=1"], {"ACT-AAAA": (2, 1, 0), "ACT-BBBB": (0, 2, 0)}),
]


@pytest.mark.parametrize(("wish", "after"), WISHES)
def test_one_trip(world: World, desk: Desk, wish: list[str], after: dict[str, tuple[int, int, int]]) -> None:
    asked = world.retour("return", world.port("SN-1"), "--way", "one-trip", *wish, "--out", str(world.stick))
    receipt = desk.carry(Path(asked.last["file"]), "receipt.retour")
    assert world.ledger() == after
    closed = world.retour("bring", str(receipt))
    assert (closed.code, closed.last["stage"], closed.last["crossed"]) == (0, "done", ["request", "receipt"])
    assert world.portal("balance").code == 0


@pytest.mark.parametrize(("wish", "after"), WISHES)
def test_confirmed(world: World, desk: Desk, wish: list[str], after: dict[str, tuple[int, int, int]]) -> None:
    asked = world.retour("return", world.port("SN-1"), "--way", "confirmed", *wish, "--out", str(world.stick))
    answer = desk.carry(Path(asked.last["file"]), "answer.retour")
    waiting = {line: (0, held, free) for line, (free, held, _) in after.items()}
    assert world.ledger() == waiting
    brought = world.retour("bring", str(answer), "--device", world.port("SN-1"), "--out", str(world.stick))
    receipt = desk.carry(Path(brought.last["file"]), "receipt.retour")
    assert world.ledger() == after
    closed = world.retour("bring", str(receipt))
    assert (closed.code, closed.last["stage"]) == (0, "done")
    assert closed.last["crossed"] == ["request", "answer", "confirmation", "receipt"]
    assert world.portal("balance").code == 0


def test_one_proof_handed_over_many_times_at_once_counts_once(world: World, desk: Desk) -> None:
    asked = world.retour("return", world.port("SN-1"), "--way", "one-trip", "--all", "--out", str(world.stick))
    with ThreadPoolExecutor(4) as pool:
        results = list(pool.map(desk.hand_over, [Path(asked.last["file"])] * 4))
    assert len({result["answer"] for result in results}) == 1, "everybody gets the same answer"
    assert sorted(result["outcome"] for result in results)[:3] == ["again"] * 3
    assert world.ledger() == {"ACT-AAAA": (3, 0, 0), "ACT-BBBB": (2, 0, 0)}


def test_a_portal_killed_behind_its_answer_gives_the_same_answer_when_it_is_back(world: World, desk: Desk) -> None:
    asked = world.retour("return", world.port("SN-1"), "--way", "confirmed", "--all", "--out", str(world.stick))
    first = desk.hand_over(Path(asked.last["file"]))
    desk.stop(signal.SIGKILL)
    desk.start()
    again = desk.hand_over(Path(asked.last["file"]))
    assert (again["outcome"], again["answer"]) == ("again", first["answer"])
    assert world.ledger() == {"ACT-AAAA": (0, 0, 3), "ACT-BBBB": (0, 0, 2)}


def test_a_stranger_hands_nothing_over(world: World, desk: Desk) -> None:
    asked = world.retour("return", world.port("SN-1"), "--way", "one-trip", "--all", "--out", str(world.stick))
    before = world.ledger()
    with pytest.raises(urllib.error.HTTPError) as refused:
        desk.hand_over(Path(asked.last["file"]), token="not-the-token")
    with refused.value as reply:
        assert (reply.code, json.load(reply)["error"]) == (401, "not-signed-in")
    assert world.ledger() == before
