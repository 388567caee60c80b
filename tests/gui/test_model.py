"""What the pages of one return share: how each step is seen, jobs that end in any way, a case that others move."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from retour.protocol.model import Reason
from retour.returns.case import Delivered, Event, Notes, Stage
from retour.returns.flow import STEPS, Draft, Step
from retour.returns.journal import Journal
from retour.returns.ways import Way
from retour.returns.work import Work
from retour_gui.engine import Engine
from retour_gui.tasks import Tasks
from retour_gui.wizard.about import Mode
from retour_gui.wizard.model import CaseModel
from tests.journeys.world import World
from tests.returns.kit import ANSWER, APPLIED, MESSAGE, NOW, PLANNED, case, opened, put, put_event

HOST = "SN-1"
RANK = [Mode.DONE, Mode.NOW, Mode.AHEAD]


def engine_on(home: Path) -> Engine:
    def open_work(progress: Callable[[int, int], None]) -> Work:
        return Work(Journal(home, lambda: datetime.now(UTC)), progress=progress)

    return Engine(Tasks(), open_work)


@pytest.fixture
def engine(qtbot: QtBot, tmp_path: Path) -> Iterator[Engine]:
    made = engine_on(tmp_path / "home")
    yield made
    made.close()


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with World(tmp_path / "world") as made:
        made.plug(HOST, needs="local")
        made.activate(HOST)
        yield made


@pytest.fixture
def at_device(world: World, qtbot: QtBot) -> Iterator[CaseModel]:
    """A draft that has read a device which wants its button pressed."""
    engine = engine_on(world.place / "laptop")
    engine.open()
    model = CaseModel(engine, draft=Draft(notes=Notes(site="Plant 7")))
    model.read(world.port(HOST))
    qtbot.waitUntil(lambda: model.draft.held is not None and not model.busy, timeout=10000)
    yield model
    engine.close()


STORIES: list[tuple[Way, tuple[Event, ...]]] = [
    (way, events[:until])
    for way, events in (
        (Way.ONE_TRIP, (PLANNED, MESSAGE, Delivered())),
        (Way.CONFIRMED, (PLANNED, MESSAGE, Delivered(), ANSWER, APPLIED, Delivered())),
        (Way.ACTIVATION, (PLANNED, MESSAGE, ANSWER, APPLIED)),
    )
    for until in range(len(events) + 1)
]


@pytest.mark.parametrize(("way", "events"), STORIES)
def test_what_is_done_comes_before_what_is_now_and_that_before_what_lies_ahead(
    engine: Engine, way: Way, events: tuple[Event, ...]
) -> None:
    model = CaseModel(engine, opened(case(way), *events))
    modes = [model.mode(step) for step in model.steps]
    assert modes == sorted(modes, key=RANK.index)
    assert modes.count(Mode.NOW) == 1
    assert model.mode(model.now) is Mode.NOW


def test_a_draft_is_at_its_first_step_and_shows_where_it_leads(engine: Engine) -> None:
    model = CaseModel(engine)
    assert [model.mode(step) for step in STEPS[Way.ONE_TRIP]] == [Mode.NOW] + [Mode.AHEAD] * 6
    assert (model.host, model.device, model.strip, model.copies) == (None, None, None, 0)


def test_a_case_that_another_program_moves_is_followed(tmp_path: Path, engine: Engine, qtbot: QtBot) -> None:
    journal = Journal(tmp_path / "home", lambda: NOW)
    model = CaseModel(engine, put(journal, case(), MESSAGE))
    engine.open()
    qtbot.waitUntil(lambda: engine.read)
    put_event(journal, "R-0000-0000", ANSWER)
    journal.close()
    with qtbot.waitSignals([model.moved, model.changed]):
        engine.refresh()
    assert model.now is Step.APPLY


def test_a_case_that_another_program_deletes_stays_as_it_was_seen(tmp_path: Path, engine: Engine, qtbot: QtBot) -> None:
    journal = Journal(tmp_path / "home", lambda: NOW)
    model = CaseModel(engine, put(journal, case(), MESSAGE))
    engine.open()
    qtbot.waitUntil(lambda: len(engine.cases) == 1)
    journal.forget("R-0000-0000")
    journal.close()
    with qtbot.waitSignal(engine.cases_changed):
        engine.refresh()
    assert model.now is Step.CARRY
    with qtbot.waitSignal(model.failed) as told:
        model.save(tmp_path, lambda written: pytest.fail(str(written)))
    assert told.args is not None
    assert told.args[0].code == "no-case"
    assert model.busy == ""


def test_a_draft_reads_a_device_and_keeps_its_notes(at_device: CaseModel) -> None:
    assert at_device.now is Step.ON_DEVICE
    assert at_device.copies == 5
    assert at_device.draft.notes.site == "Plant 7"


def ready(model: CaseModel) -> None:
    model.draft = replace(model.draft, reason=Reason.MOVE, looked=True, chosen=True)


def test_cancelled_while_the_device_waits_for_its_button(at_device: CaseModel, world: World, qtbot: QtBot) -> None:
    ready(at_device)
    assert at_device.now is Step.REMOVE
    at_device.ask()
    assert at_device.busy
    qtbot.waitUntil(lambda: at_device.waits_for_button, timeout=5000)
    at_device.cancel()
    qtbot.waitUntil(lambda: not at_device.busy)
    assert not at_device.waits_for_button
    assert at_device.open is not None, "the device was asked: there is a case"
    assert at_device.open.state.stage is Stage.PLANNED
    assert at_device.now is Step.REMOVE
    at_device.ask()
    qtbot.waitUntil(lambda: at_device.waits_for_button, timeout=5000)
    with qtbot.waitSignal(at_device.moved, timeout=10000):
        world.retour("device", "press", "--store", str(world.place / HOST))
    assert at_device.strip is not None
    assert at_device.strip.under_way.copies == 5
    assert len(at_device.engine.cases) == 2


def test_looking_at_a_device_opens_no_case_of_it(at_device: CaseModel, world: World, qtbot: QtBot) -> None:
    """A half-way case of the device is offered; only going on with it, or asking, makes it the case of the page."""
    ready(at_device)
    at_device.ask()
    qtbot.waitUntil(lambda: at_device.waits_for_button, timeout=5000)
    at_device.cancel()
    qtbot.waitUntil(lambda: not at_device.busy)
    fresh = CaseModel(at_device.engine)
    for act in (fresh.read, fresh.blink, fresh.read):
        act(world.port(HOST))
        qtbot.waitUntil(lambda: not fresh.busy, timeout=5000)
        assert fresh.open is None
    assert fresh.now is Step.ON_DEVICE


def test_a_failure_is_told_and_what_follows_can_be_tried(at_device: CaseModel, world: World, qtbot: QtBot) -> None:
    ready(at_device)
    world.unplug(HOST)
    with qtbot.waitSignal(at_device.failed, timeout=10000):
        at_device.ask()
    assert at_device.busy == ""
    assert at_device.now is Step.REMOVE
    assert at_device.open is None, "it was never asked"


def test_the_end_of_a_job_does_not_end_the_one_that_began_at_its_result(engine: Engine, qtbot: QtBot) -> None:
    model = CaseModel(engine, draft=Draft())
    told: list[str] = []

    async def first(_: Work) -> str:
        return "first"

    async def second(_: Work) -> str:
        await asyncio.sleep(0.3)
        return "second"

    def begin_second(result: str) -> None:
        told.append(result)
        model.run("the second", second, told.append, line=False)

    model.run("the first", first, begin_second, line=False)
    qtbot.waitUntil(lambda: bool(told), timeout=5000)
    qtbot.wait(100)
    assert (told, model.busy) == (["first"], "the second")
    qtbot.waitUntil(lambda: not model.busy, timeout=5000)
    assert told == ["first", "second"]
