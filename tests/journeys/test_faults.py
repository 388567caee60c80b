"""What goes wrong on the way: a clear error of three lines, and ledger, device and journal as before or complete."""

from __future__ import annotations

import asyncio
import contextlib
import fcntl
import os
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from retour.protocol import cbor
from retour.protocol.cose import read
from retour.protocol.keys import SigningKey
from retour.protocol.messages import read_response, unsigned_response
from tests.journeys.world import Done, World


@pytest.fixture(scope="module")
def begun(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[World, str, Path]]:
    """A confirmed return whose answer is on the stick and not at the device yet; another device beside it."""
    with World(tmp_path_factory.mktemp("faults") / "world") as world:
        world.plug("SN-1")
        world.activate("SN-1", ACT_AAAA=2, ACT_BBBB=1)
        world.plug("SN-2")
        world.activate("SN-2", ACT_AAAA=1, ACT_BBBB=1)
        wish = ("--way", "confirmed", "--line", "ACT-AAAA=0", "--out", str(world.stick))
        asked = world.retour("return", world.port("SN-1"), *wish)
        yield world, asked.last["case"], world.carry(asked.last["file"])


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    """One device with all licenses."""
    with World(tmp_path / "world") as made:
        made.plug("SN-1")
        made.activate("SN-1")
        yield made


def as_it_was(world: World) -> tuple[object, ...]:
    cases = [(case["case"], case["stage"]) for case in world.retour("cases", "--json").records]
    return world.ledger(), world.held("SN-1"), world.held("SN-2"), cases


def other_device(world: World, good: Path) -> Path:
    asked = world.retour(
        "return", world.port("SN-2"), "--way", "confirmed", "--line", "ACT-AAAA=0", "--out", str(world.stick)
    )
    return world.carry(asked.last["file"])


def older(world: World, good: Path) -> Path:
    (path,) = [p for p in world.stick.glob("*SN-1_answer.retour") if p != good]
    return path


def cut(world: World, good: Path) -> Path:
    return _file(world, good.read_bytes()[:-40])


def empty(world: World, good: Path) -> Path:
    return _file(world, b"")


def huge(world: World, good: Path) -> Path:
    path = _file(world, b"")
    os.truncate(path, 2 * 1024**3)
    return path


def picture(world: World, good: Path) -> Path:
    return _file(world, b"\x89PNG\r\n\x1a\n" + bytes(100))


def forged(world: World, good: Path) -> Path:
    content = read_response(good.read_bytes()).content
    key = SigningKey.generate()
    return _file(world, unsigned_response(content, key.public).signed(key))


def changed(world: World, good: Path) -> Path:
    data = bytearray(good.read_bytes())
    data[-1] ^= 1
    return _file(world, bytes(data))


def newer(world: World, good: Path) -> Path:
    envelope = read(good.read_bytes())
    protected = cbor.encode({1: envelope.content.alg, 4: envelope.kid, 16: "rt2-rsp"})
    data = good.read_bytes().replace(cbor.encode({1: envelope.content.alg, 4: envelope.kid, 16: "rt1-rsp"}), protected)
    return _file(world, data)


def request_itself(world: World, good: Path) -> Path:
    return Path(str(good).replace("_answer", "_request"))


def _file(world: World, data: bytes) -> Path:
    path = world.stick / "R-wrong.retour"
    path.unlink(missing_ok=True)
    path.write_bytes(data)
    return path


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (cut, "cut"),
        (empty, "empty"),
        (huge, "too-large"),
        (picture, "other-kind"),
        (forged, "not-genuine"),
        (changed, "not-genuine"),
        (newer, "newer-version"),
        (request_itself, "request-not-answer"),
    ],
)
def test_a_wrong_file_changes_nothing(
    begun: tuple[World, str, Path], make: Callable[[World, Path], Path], code: str
) -> None:
    world, _, good = begun
    before = as_it_was(world)
    wrong = make(world, good)
    world.retour("bring", str(wrong), "--device", world.port("SN-1"), "--out", str(world.stick)).refused(code)
    assert as_it_was(world) == before
    if make not in (request_itself, forged, newer):
        loaded = world.portal("load", str(wrong))
        assert loaded.code == 1
        assert as_it_was(world) == before


def test_the_answer_of_another_device_and_of_an_older_request(begun: tuple[World, str, Path]) -> None:
    world, case, good = begun
    wrong = other_device(world, good)
    before = as_it_was(world)
    done = world.retour("bring", str(wrong), "--case", case, "--device", world.port("SN-1"))
    done.refused("other-device")
    assert "SN-2" in done.stderr
    assert "SN-1" in done.stderr
    world.retour("bring", str(wrong), "--device", world.port("SN-1")).refused("other-device")
    world.retour("bring", str(older(world, good)), "--case", case).refused("other-case")
    world.retour("bring", str(good), "--device", world.port("SN-2")).refused("other-device")
    after = as_it_was(world)
    assert after[:3] == before[:3]


def test_two_programs_on_one_journal(begun: tuple[World, str, Path]) -> None:
    world, _, good = begun
    before = as_it_was(world)
    with (world.place / "laptop" / "journal.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        world.retour("bring", str(good), "--device", world.port("SN-1")).refused("journal-busy", 3)
        assert world.retour("cases", "--json").code == 0, "looking is always possible"
    assert as_it_was(world) == before


def test_the_same_file_twice_and_an_answer_to_a_dead_request(world: World) -> None:
    port = world.port("SN-1")
    first = world.retour("return", port, "--way", "confirmed", "--line", "ACT-AAAA=0", "--out", str(world.stick))
    dead = world.carry(first.last["file"])
    second = world.retour("return", port, "--way", "confirmed", "--line", "ACT-BBBB=0", "--out", str(world.stick))
    stages = {c["case"]: c["stage"] for c in world.retour("cases", "--json").records}
    assert stages[first.last["case"]] == "replaced"
    held = world.held("SN-1")
    world.retour("bring", str(dead), "--device", port).refused("older-answer")
    assert world.held("SN-1") == held
    answer = world.carry(second.last["file"])
    again = world.portal("load", second.last["file"])
    assert (again.code, again.last["outcome"]) == (0, "again")
    world.portal("load", first.last["file"])
    once = world.retour("bring", str(answer), "--device", port, "--out", str(world.stick))
    twice = world.retour("bring", str(answer), "--device", port, "--out", str(world.stick))
    assert (once.code, twice.code) == (4, 4)
    assert once.last == twice.last
    world.carry(once.last["file"])
    assert world.portal("load", once.last["file"]).last["outcome"] == "again"
    assert world.ledger() == {"ACT-AAAA": (0, 3, 0), "ACT-BBBB": (2, 0, 0)}
    assert world.portal("balance").code == 0


class CutCable:
    """A TCP cable to a device that breaks after so many bytes from the device; then nothing is there."""

    def __init__(self, target: str, after: int) -> None:
        self._target, self._left = target, after
        self._loop = asyncio.new_event_loop()
        ready: threading.Event = threading.Event()
        self._thread = threading.Thread(target=self._run, args=(ready,))
        self._thread.start()
        ready.wait()

    def close(self) -> None:
        self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join()

    def _run(self, ready: threading.Event) -> None:
        self._loop.run_until_complete(self._serve(ready))
        self._loop.close()

    async def _serve(self, ready: threading.Event) -> None:
        self._stop = asyncio.Event()
        self._ends: list[asyncio.StreamWriter] = []
        server = await asyncio.start_server(self._pipe, "127.0.0.1", 0)
        self.address = f"tcp:127.0.0.1:{server.sockets[0].getsockname()[1]}"
        ready.set()
        await self._stop.wait()
        server.close()
        rest = asyncio.all_tasks() - {asyncio.current_task()}
        for task in rest:
            task.cancel()
        await asyncio.gather(*rest, return_exceptions=True)
        for end in self._ends:
            end.close()
            with contextlib.suppress(OSError):
                await end.wait_closed()

    async def _pipe(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        host, _, port = self._target.removeprefix("tcp:").rpartition(":")
        far_reader, far_writer = await asyncio.open_connection(host, int(port))
        self._ends += [writer, far_writer]

        async def up() -> None:
            while data := await reader.read(4096):
                far_writer.write(data)

        task = asyncio.ensure_future(up())
        while (data := await far_reader.read(64)) and self._left > 0:
            self._left -= len(data)
            writer.write(data)
        task.cancel()
        writer.close()
        far_writer.close()


@pytest.mark.usefixtures("hurried")
def test_the_cable_is_pulled_at_every_stretch_of_a_return(world: World) -> None:
    port = world.port("SN-1")
    tcp = world.tcp("SN-1")
    ended: Done | None = None
    for after in range(0, 4000, 160):
        cable = CutCable(tcp, after)
        done = world.retour("return", cable.address, "--way", "one-trip", "--all", "--out", str(world.stick))
        cable.close()
        if done.code == 4:
            ended = done
            break
        assert done.code == 3, done.stderr
        assert len(done.stderr.strip().splitlines()) >= 4
    assert ended is not None
    returns = [case for case in world.retour("cases", "--json").records if case["way"] == "one-trip"]
    assert [case["stage"] for case in returns] == ["request"], "every pull went on with the same case"
    world.carry(ended.last["file"])
    assert world.ledger() == {"ACT-AAAA": (3, 0, 0), "ACT-BBBB": (2, 0, 0)}
    assert world.held("SN-1") == {}
    assert world.retour("return", port, "--way", "one-trip", "--all", "--out", str(world.stick)).code == 4


def test_a_device_that_lost_power_goes_on_with_the_same_case(world: World) -> None:
    port = world.port("SN-1")
    command = ("return", port, "--way", "one-trip", "--line", "ACT-AAAA=1", "--out", str(world.stick))
    world.unplug("SN-1")
    assert world.retour(*command).code == 3
    world.plug("SN-1")
    done = world.retour(*command)
    world.unplug("SN-1")
    world.plug("SN-1")
    Path(done.last["file"]).unlink()
    again = world.retour(*command)
    assert (again.code, again.last["case"], again.last["digest"]) == (4, done.last["case"], done.last["digest"])
    world.carry(again.last["file"])
    assert world.ledger()["ACT-AAAA"] == (2, 1, 0)
