"""What goes wrong while a page is up, as the person sees it: the cable, the wrong file, the killed window."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from retour.programs import PortalClient
from retour.returns.flow import Step
from retour.returns.ways import Way
from retour_gui.wizard.about import Mode
from tests.gui.person import Person, person
from tests.gui.trip import PAGES, Trip
from tests.journeys import test_faults as faults
from tests.journeys.test_over_http import Desk
from tests.journeys.world import World

HOST = "SN-1"
HOME = {"ACT-AAAA": (3, 0, 0), "ACT-BBBB": (2, 0, 0)}
NEEDS_DEVICE = (Step.REMOVE, Step.ASK, Step.APPLY)


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with World(tmp_path / "world") as made:
        made.plug(HOST)
        made.activate(HOST)
        yield made


@pytest.fixture
def portal(world: World) -> Iterator[PortalClient]:
    desk = Desk(world)
    yield desk.client()
    desk.stop()


def begun(world: World, way: Way) -> None:
    """What the portal does first, on the ways that begin there."""
    remain = [part for line in HOME for part in ("--line", f"{line}=0")]
    if way is Way.REMOVAL_ORDER:
        made = world.portal("order", "--host-id", HOST, *remain, "--out", str(world.stick))
        Path(made.last["file"]).rename(world.place / "order.retour")
    elif way is Way.PORTAL_REMOVAL:
        assert world.portal("mark", "--host-id", HOST, *remain).code == 0


def trip(somebody: Person, world: World, portal: PortalClient, way: Way) -> Trip:
    files = world.place / "files"
    files.mkdir(exist_ok=True)
    return Trip(somebody, files, portal, way)


@pytest.mark.parametrize(("way", "step"), PAGES)
def test_the_cable_is_pulled_and_put_back(
    world: World, portal: PortalClient, qtbot: QtBot, way: Way, step: Step
) -> None:
    begun(world, way)
    with person(world.place / "laptop") as somebody:
        going = trip(somebody, world, portal, way)
        going.begin()
        going.until(step)
        world.unplug(HOST)
        if step is Step.CONNECT:
            somebody.sees("Looking for a device")
        else:
            somebody.sees("lost, waiting for it")
        if step in NEEDS_DEVICE:
            somebody.sees("Connect the device.")
        assert somebody.case.page.step is step, "the page stays"
        world.plug(HOST)
        if step is not Step.CONNECT:
            somebody.wait(lambda: somebody.case.model.device is not None, "the device")
        going.until(Step.DONE)
        somebody.sees("5 copies are home")
    assert world.ledger() == HOME
    assert world.portal("balance").code == 0


@pytest.mark.parametrize(("way", "step"), PAGES)
def test_the_window_is_killed_and_started_again(
    world: World, portal: PortalClient, qtbot: QtBot, way: Way, step: Step
) -> None:
    begun(world, way)
    files = world.place / "files"
    files.mkdir()
    home = world.place / "laptop"
    command = [sys.executable, "-m", "tests.gui.trip", str(home), str(files), portal.url, portal.token, way.value]
    child = subprocess.Popen([*command, step.value], stdout=subprocess.PIPE, text=True)
    assert child.stdout is not None
    with child.stdout as said:
        assert said.readline().strip() == step.value
    child.kill()
    child.wait()
    with person(home) as somebody:
        somebody.wait(lambda: somebody.app.engine.looked, "the ports")
        going = trip(somebody, world, portal, way)
        waiting = [c for c in somebody.app.engine.cases if c.case.way is way]
        if waiting:
            somebody.press(f"Go on with case {waiting[0].case.number}")
            somebody.wait(lambda: somebody.window.case is not None, "the case")
            assert somebody.case.page.step is step, "the case resumes where it stood"
        else:
            assert step in (Step.CONNECT, Step.ON_DEVICE, Step.WHAT, Step.REMOVE, Step.ASK, Step.APPLY)
            going.begin()
        going.until(Step.DONE)
        somebody.sees("5 copies are home")
    assert world.ledger() == HOME
    assert world.portal("balance").code == 0


WRONG: list[tuple[Callable[[World, Path], Path], str]] = [
    (faults.cut, "cut"),
    (faults.empty, "empty"),
    (faults.huge, "too-large"),
    (faults.picture, "other-kind"),
    (faults.forged, "not-genuine"),
    (faults.changed, "not-genuine"),
    (faults.newer, "newer-version"),
    (faults.request_itself, "request-not-answer"),
]


def test_wrong_files_are_told_at_once_and_change_nothing(world: World, portal: PortalClient, qtbot: QtBot) -> None:
    with person(world.place / "laptop") as somebody:
        somebody.press("Start a return")
        going = trip(somebody, world, portal, Way.CONFIRMED)
        going.until(Step.ANSWER)
        (good,) = going.stick.glob("*_answer.retour")
        for make, code in WRONG:
            somebody.open_answer(make(world, good))
            somebody.told(code)
            assert somebody.case.page.mode is Mode.NOW
            assert len(world.held(HOST)) == 2
        somebody.open_answer(good)
        somebody.at(Step.APPLY)


def test_the_answer_of_another_device_is_named(tmp_path: Path, qtbot: QtBot) -> None:
    with World(tmp_path / "world") as world:
        for host, lines in ((HOST, {"ACT_AAAA": 2}), ("SN-2", {"ACT_AAAA": 1, "ACT_BBBB": 1})):
            world.plug(host)
            world.activate(host, **lines)
        other = faults.other_device(world, world.stick)
        desk = Desk(world)
        with person(world.place / "laptop") as somebody:
            somebody.press("Start a return")
            somebody.press(HOST)
            going = trip(somebody, world, desk.client(), Way.CONFIRMED)
            going.copies = 2
            going.until(Step.ANSWER)
            somebody.open_answer(other)
            somebody.told("other-device")
            somebody.sees("This is for SN-2, not for SN-1.")
            somebody.sees("It is for SN-2, not for SN-1.")
            somebody.sees("It is genuine: the device's portal signed it.")
            assert somebody.case.page.mode is Mode.NOW
        desk.stop()
