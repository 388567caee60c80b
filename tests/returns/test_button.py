"""A device that wants its button pressed: asked until somebody does, cancelled or cut off without losing anything."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from retour.device.disk import FolderDisk
from retour.device.store import press
from retour.errors import NotReached, Refused
from retour.link.device import LicenseDevice
from retour.link.timing import Timing
from retour.protocol.group import Operation
from retour.protocol.model import Reason
from retour.returns.button import ask
from retour.returns.case import Notes, Stage
from retour.returns.checks import Open
from retour.returns.journal import Journal
from retour.returns.ways import Way
from retour.returns.work import Request, Work
from tests.journeys.world import World

HOST = "SN-1"
WISH = Request(Way.ONE_TRIP, (), True, Reason.MOVE, Notes())
PAUSE = 0.02
QUICK = Timing(reply=0.5, retries=0, patience=0, reconnect=0)


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with World(tmp_path / "world") as made:
        made.plug(HOST, needs="local")
        made.activate(HOST)
        yield made


@pytest.fixture
def work(world: World) -> Iterator[Work]:
    with Work(Journal(world.place / "laptop", lambda: datetime.now(UTC)), QUICK) as made:
        yield made


def push(world: World) -> None:
    """Somebody presses the button."""
    press(FolderDisk(world.place / HOST), datetime.now(UTC).timestamp())


def newest(work: Work) -> str:
    return work.journal.cases()[0].case.number


def test_it_is_asked_again_until_the_button_is_pressed(world: World, work: Work) -> None:
    waited: list[Stage] = []

    def waiting() -> None:
        waited.append(work.journal.cases()[0].state.stage)
        if len(waited) == 3:
            push(world)

    found = asyncio.run(ask(work, world.port(HOST), WISH, waiting, PAUSE))
    assert waited == [Stage.PLANNED] * 3, "what is asked is in the journal while the person walks to the device"
    assert found.state.stage is Stage.REQUEST_HELD
    assert world.held(HOST) == {}
    assert len(work.journal.cases()) == 2, "the activation and this return: asking again opened no other case"


def test_a_button_pressed_before_is_not_waited_for(world: World, work: Work) -> None:
    push(world)
    found = asyncio.run(ask(work, world.port(HOST), WISH, lambda: pytest.fail("it waited"), PAUSE))
    assert found.state.stage is Stage.REQUEST_HELD


def test_cancelling_leaves_a_case_that_goes_on_by_its_number(world: World, work: Work) -> None:
    async def cancelled() -> None:
        waits = asyncio.Event()
        asking = asyncio.ensure_future(ask(work, world.port(HOST), WISH, waits.set, PAUSE))
        await asyncio.wait_for(waits.wait(), 10)
        asking.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await asking

    asyncio.run(cancelled())
    assert work.journal.case(newest(work)).state.stage is Stage.PLANNED
    assert world.held(HOST) == {"ACT-AAAA": 3, "ACT-BBBB": 2}
    push(world)
    found = asyncio.run(ask(work, world.port(HOST), newest(work), lambda: pytest.fail("it waited"), PAUSE))
    assert found.state.stage is Stage.REQUEST_HELD
    assert world.held(HOST) == {}


def test_the_cable_pulled_while_somebody_walks_to_the_device(world: World, work: Work) -> None:
    def pull() -> None:
        if HOST in world.devices:
            world.unplug(HOST)

    with pytest.raises(NotReached):
        asyncio.run(ask(work, world.port(HOST), WISH, pull, PAUSE))
    assert work.journal.case(newest(work)).state.stage is Stage.PLANNED
    world.plug(HOST, needs="local")
    push(world)
    found = asyncio.run(ask(work, world.port(HOST), newest(work), lambda: pytest.fail("it waited"), PAUSE))
    assert found.state.stage is Stage.REQUEST_HELD


def test_any_other_refusal_ends_it_at_once(world: World, work: Work) -> None:
    unknown = replace(WISH, named=(("ACT-XXXX", 0),), whole=False)
    with pytest.raises(Refused) as caught:
        asyncio.run(ask(work, world.port(HOST), unknown, lambda: pytest.fail("it waited"), PAUSE))
    assert caught.value.code == "unknown-line"
    assert len(work.journal.cases()) == 1


def asked(world: World, work: Work) -> Open:
    """A case whose device was asked and waits for its button."""
    with pytest.raises(Refused):
        asyncio.run(work.ask(world.port(HOST), WISH))
    return work.journal.case(newest(work))


async def reply_lost(world: World, found: Open) -> None:
    """The device does what it was asked for, and nobody hears of it."""
    planned = found.state.planned
    assert planned is not None
    async with await LicenseDevice.connect(world.port(HOST)) as line:
        wish = found.case.wish
        await line.request(planned.transaction, planned.replaces, Operation.DROP, wish.counts, wish.reason)


def test_a_case_is_given_up_when_the_device_says_that_it_made_nothing(world: World, work: Work) -> None:
    found = asked(world, work)
    closed = asyncio.run(work.abandon(found.case.number, world.port(HOST)))
    assert closed.state.stage is Stage.ABANDONED
    assert world.held(HOST) == {"ACT-AAAA": 3, "ACT-BBBB": 2}


def test_a_case_is_never_given_up_when_the_device_may_hold_the_only_proof(world: World, work: Work) -> None:
    """Given up, nobody would fetch the proof: the device holds nothing that could be returned again."""
    found = asked(world, work)
    push(world)
    asyncio.run(reply_lost(world, found))
    assert world.held(HOST) == {}
    with pytest.raises(Refused) as caught:
        asyncio.run(work.abandon(found.case.number, world.port(HOST)))
    assert caught.value.code == "cannot-abandon"
    going_on = asyncio.run(work.resume(found.case.number, world.port(HOST)))
    assert going_on.state.stage is Stage.REQUEST_HELD


def test_a_device_that_is_not_there_cannot_say_that_it_made_nothing(world: World, work: Work) -> None:
    found = asked(world, work)
    world.unplug(HOST)
    with pytest.raises(NotReached):
        asyncio.run(work.abandon(found.case.number, world.port(HOST)))
    assert work.journal.case(found.case.number).state.stage is Stage.PLANNED
