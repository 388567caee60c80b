"""The technician's work behind the window: jobs before looking, cases before results, a journal that cannot be used."""

from __future__ import annotations

import asyncio
import os
import pty
import sqlite3
import threading
import time
import tty
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from retour.errors import RetourError
from retour.protocol.model import Reason
from retour.returns.case import Notes, Stage
from retour.returns.checks import Open
from retour.returns.journal import Journal
from retour.returns.ways import Way
from retour.returns.work import Request, Work
from retour_gui.engine import Engine
from retour_gui.tasks import Tasks
from tests.journeys.world import World
from tests.returns.kit import NOW, PLANNED, case
from tests.vendor.kit import running

HOST = "SN-1"
EVERYTHING = Request(Way.ONE_TRIP, (), True, Reason.MOVE, Notes())
Begin = Callable[[Path], Engine]


@dataclass
class Heard:
    """What an engine said, in order."""

    results: list[object] = field(default_factory=list)
    errors: list[RetourError] = field(default_factory=list)

    def ok(self, result: object) -> None:
        self.results.append(result)

    def no(self, error: RetourError) -> None:
        self.errors.append(error)

    @property
    def codes(self) -> list[str]:
        return [error.code for error in self.errors]


@pytest.fixture
def heard() -> Heard:
    return Heard()


@pytest.fixture
def begin(qtbot: QtBot, heard: Heard) -> Iterator[Begin]:
    """Makes an engine on a home folder; all are closed in the end."""
    made: list[Engine] = []

    def engine(home: Path) -> Engine:
        def open_work(progress: Callable[[int, int], None]) -> Work:
            return Work(Journal(home, lambda: datetime.now(UTC)), progress=progress)

        made.append(Engine(Tasks(), open_work))
        made[-1].broken.connect(heard.no)
        return made[-1]

    yield engine
    for each in made:
        each.close()


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with World(tmp_path / "world") as made:
        made.plug(HOST)
        made.activate(HOST)
        yield made


@pytest.fixture
def silent() -> Iterator[str]:
    """A port behind which nobody answers."""
    master, slave = pty.openpty()
    tty.setraw(slave)
    yield os.ttyname(slave)
    os.close(master)
    os.close(slave)


async def number_of_cases(work: Work) -> int:
    return len(work.journal.cases())


def test_the_cases_are_read_and_the_ports_looked_at(begin: Begin, world: World, qtbot: QtBot) -> None:
    engine = begin(world.place / "laptop")
    assert [engine.read, engine.looked] == [False, False]
    engine.open()
    qtbot.waitUntil(lambda: any(found.identity for found in engine.found), timeout=10000)
    qtbot.waitUntil(lambda: engine.looked, timeout=10000)
    assert engine.read
    assert [each.state.stage for each in engine.cases] == [Stage.DONE]
    (found,) = [found.identity for found in engine.found if found.identity]
    assert found.host.id == HOST
    world.unplug(HOST)
    qtbot.waitUntil(lambda: not any(found.identity for found in engine.found), timeout=10000)


def test_a_job_does_not_wait_for_a_silent_port(begin: Begin, silent: str, tmp_path: Path, qtbot: QtBot) -> None:
    engine, heard = begin(tmp_path / "home"), Heard()
    engine.also_look_at(silent)
    engine.open()
    qtbot.waitUntil(lambda: engine._round is not None, timeout=5000)
    began = time.monotonic()
    engine.run(number_of_cases, heard.ok, heard.no)
    qtbot.waitUntil(lambda: heard.results == [0], timeout=5000)
    assert time.monotonic() - began < 0.3, "asking the silent port takes longer"
    qtbot.waitUntil(lambda: engine.looked, timeout=10000)


def test_jobs_have_the_line_one_after_the_other(begin: Begin, tmp_path: Path, qtbot: QtBot) -> None:
    engine, heard = begin(tmp_path / "home"), Heard()
    at_once: list[int] = []

    async def job(work: Work) -> int:
        at_once.append(1)
        assert len(at_once) == 1
        await asyncio.sleep(0.005)
        at_once.pop()
        return len(heard.results)

    engine.open()
    for _ in range(5):
        engine.run(job, heard.ok, heard.no)
    qtbot.waitUntil(lambda: len(heard.results) == 5)
    assert heard.errors == []


def test_a_cancelled_job_gives_the_line_back_to_the_next_job(
    begin: Begin, silent: str, tmp_path: Path, qtbot: QtBot
) -> None:
    engine, heard = begin(tmp_path / "home"), Heard()
    engine.also_look_at(silent)
    running: list[int] = []

    async def for_ever(work: Work) -> None:
        running.append(1)
        await asyncio.Event().wait()

    engine.open()
    task = engine.run(for_ever, heard.ok, heard.no, lambda: heard.ok("ended"))
    qtbot.waitUntil(lambda: running == [1])
    waits = engine.run(for_ever, heard.ok, heard.no, lambda: heard.ok("never began"))
    waits.cancel()
    task.cancel()
    engine.run(number_of_cases, heard.ok, heard.no)
    began = time.monotonic()
    qtbot.waitUntil(lambda: sorted(map(str, heard.results)) == ["0", "ended", "never began"])
    assert running == [1]
    assert time.monotonic() - began < 0.5, "no round at the silent port came in between"


def test_the_cases_are_new_before_the_result_is_told(begin: Begin, world: World, qtbot: QtBot) -> None:
    engine, heard = begin(world.place / "laptop"), Heard()
    seen: list[tuple[Stage, ...]] = []
    refused: list[tuple[Stage, ...]] = []

    def now() -> tuple[Stage, ...]:
        return tuple(each.state.stage for each in engine.cases)

    engine.open()
    engine.run(lambda work: work.ask(world.port(HOST), EVERYTHING), lambda _: seen.append(now()), heard.no)
    qtbot.waitUntil(lambda: bool(seen), timeout=10000)
    assert seen == [(Stage.REQUEST_HELD, Stage.DONE)]

    async def moves_and_fails(work: Work) -> None:
        work.delivered(engine.cases[0].case.number)
        raise RetourError("x", "It failed.", "It is safe.", "Try again.")

    engine.run(moves_and_fails, heard.ok, lambda _: refused.append(now()))
    qtbot.waitUntil(lambda: bool(refused))
    assert engine.cases[0].state.delivered


def test_bytes_that_cross_the_line_are_told(begin: Begin, world: World, qtbot: QtBot) -> None:
    engine, heard = begin(world.place / "laptop"), Heard()
    told: list[tuple[int, int]] = []
    engine.progressed.connect(lambda done, total: told.append((done, total)))
    engine.open()
    engine.run(lambda work: work.ask(world.port(HOST), EVERYTHING), heard.ok, heard.no)
    qtbot.waitUntil(lambda: bool(heard.results), timeout=10000)
    assert told
    assert told == sorted(told)
    assert told[-1][0] == told[-1][1] > 100


def newer(home: Path) -> None:
    Journal(home, lambda: NOW).close()
    db = sqlite3.connect(home / "journal.db")
    db.execute("PRAGMA user_version = 999")
    db.close()


def no_folder(home: Path) -> None:
    home.write_text("a file stands where the folder should be")


def damaged(home: Path) -> None:
    home.mkdir()
    (home / "journal.db").write_bytes(b"no database" * 1000)


@pytest.mark.parametrize(
    ("spoil", "code"),
    [(newer, "newer-journal"), (no_folder, "journal"), (damaged, "journal")],
    ids=["newer", "no folder", "damaged"],
)
def test_a_journal_that_cannot_be_used(
    begin: Begin, heard: Heard, tmp_path: Path, qtbot: QtBot, spoil: Callable[[Path], None], code: str
) -> None:
    home = tmp_path / "home"
    spoil(home)
    engine = begin(home)
    engine.open()
    qtbot.waitUntil(lambda: heard.codes == [code])
    assert not engine.read, "nobody claims that there are no cases"
    for _ in range(2):
        engine.run(number_of_cases, heard.ok, heard.no)
    engine.refresh()
    engine.look_again()
    qtbot.waitUntil(lambda: heard.codes == [code] * 3)
    assert heard.results == []


def test_a_journal_that_can_be_used_again_is_and_the_ports_are_looked_at(
    begin: Begin, heard: Heard, tmp_path: Path, qtbot: QtBot
) -> None:
    home = tmp_path / "home"
    no_folder(home)
    engine = begin(home)
    engine.open()
    qtbot.waitUntil(lambda: heard.codes == ["journal"])
    home.unlink()
    engine.run(number_of_cases, heard.ok, heard.no)
    qtbot.waitUntil(lambda: heard.results == [0])
    assert engine.read
    qtbot.waitUntil(lambda: engine.looked, timeout=10000)
    assert heard.codes == ["journal"]


def test_two_windows_on_one_journal(begin: Begin, world: World, qtbot: QtBot) -> None:
    """Both read; one writes until it is closed, and the other is told who."""
    home = world.place / "laptop"
    one, other, heard = begin(home), begin(home), Heard()
    one.open()
    one.run(lambda work: work.ask(world.port(HOST), EVERYTHING), heard.ok, heard.no)
    qtbot.waitUntil(lambda: len(heard.results) == 1, timeout=10000)
    (found,) = heard.results
    assert isinstance(found, Open)
    other.open()

    async def hand_over(work: Work) -> Open:
        return work.delivered(found.case.number)

    other.run(hand_over, heard.ok, heard.no)
    qtbot.waitUntil(lambda: heard.codes == ["journal-busy"])
    assert str(os.getpid()) in heard.errors[0].what
    assert other.cases[0] == found, "what the first has written can be read"
    one.close()
    other.run(hand_over, heard.ok, heard.no)
    qtbot.waitUntil(lambda: len(heard.results) == 2)
    assert other.cases[0].state.delivered


def test_what_another_program_did_is_read_on_request(begin: Begin, tmp_path: Path, qtbot: QtBot) -> None:
    home = tmp_path / "home"
    engine = begin(home)
    engine.open()
    qtbot.waitUntil(lambda: engine.read)
    journal = Journal(home, lambda: NOW)
    journal.begin(case(), PLANNED)
    journal.close()
    assert engine.cases == ()
    with qtbot.waitSignal(engine.cases_changed):
        engine.refresh()
    assert len(engine.cases) == 1


def test_closing_while_a_job_and_a_round_run(begin: Begin, silent: str, tmp_path: Path, qtbot: QtBot) -> None:
    engine, heard = begin(tmp_path / "home"), Heard()
    engine.also_look_at(silent)
    engine.open()
    qtbot.waitUntil(lambda: engine._round is not None, timeout=5000)
    engine.run(number_of_cases, heard.ok, heard.no)
    began = time.monotonic()
    engine.close()
    engine.close()
    assert time.monotonic() - began < 1
    engine.run(number_of_cases, heard.ok, heard.no)
    engine.refresh()
    engine.look_again()
    qtbot.wait(20)
    assert heard == Heard()


def test_closing_what_was_never_opened(begin: Begin, tmp_path: Path) -> None:
    engine = begin(tmp_path / "home")
    engine.close()
    engine.open()
    assert not (tmp_path / "home").exists()


def test_a_cable_pulled_in_a_job_is_told_and_the_job_goes_on(begin: Begin, world: World, qtbot: QtBot) -> None:
    engine, heard = begin(world.place / "laptop"), Heard()
    engine.open()
    qtbot.waitUntil(lambda: any(found.identity for found in engine.found), timeout=10000)
    reading = threading.Event()

    async def read_twice(work: Work) -> int:
        async with await work.connect(world.port(HOST)) as line:
            await line.identity()
            reading.set()
            await asyncio.to_thread(pulled.wait)
            return (await line.identity()).counter

    pulled = threading.Event()
    engine.run(read_twice, heard.ok, heard.no)
    qtbot.waitUntil(reading.is_set, timeout=10000)
    world.unplug(HOST)
    pulled.set()
    qtbot.waitUntil(lambda: engine.waiting, timeout=10000)
    world.plug(HOST)
    qtbot.waitUntil(lambda: bool(heard.results), timeout=20000)
    qtbot.waitUntil(lambda: not engine.waiting, timeout=5000)
    assert (heard.results, heard.errors) == ([2], [])


def test_a_device_that_only_has_files_is_known_by_its_profile(begin: Begin, tmp_path: Path, qtbot: QtBot) -> None:
    engine = begin(tmp_path / "home")
    with running(tmp_path / "device", "smp-files", "--pty", str(tmp_path / "tty")):
        engine.also_look_at(str(tmp_path / "tty"))
        engine.open()
        qtbot.waitUntil(lambda: bool(engine.plugged), timeout=10000)
        (plugged,) = engine.plugged
        assert plugged.seen is not None
        assert (plugged.profile.name, plugged.seen.host_id) == ("smp-files", "SN-4711")
        qtbot.waitUntil(lambda: engine.looked, timeout=5000)
        assert str(tmp_path / "tty") not in {each.address for each in engine.found}, "it is no port with a problem"
    qtbot.waitUntil(lambda: not engine.plugged, timeout=20000)
