"""A carried case interrupted on each of its pages: the window killed and started again, the drive pulled and back."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from retour.returns.flow import Step
from tests.gui.person import Person, person
from tests.gui.trip_carried import ACTIONS, PAGES, CarriedTrip
from tests.journeys.vendors import Vendor, vendor

HOME = {"ACT-SEA": 2, "ACT-SKY": 5}
DRAFT = (Step.CONNECT, Step.ON_DEVICE, Step.WHAT)
NEEDS_DRIVE = (Step.CONNECT, Step.ASK, Step.APPLY)


@pytest.fixture
def world(tmp_path: Path) -> Iterator[Vendor]:
    with vendor(tmp_path, "drop-folder") as made:
        yield made


def trip(somebody: Person, world: Vendor) -> CarriedTrip:
    return CarriedTrip(somebody, world.stick, world.address, lambda saved: world.upload(str(saved)))


@pytest.mark.parametrize("step", PAGES)
def test_the_window_is_killed_and_started_again(world: Vendor, qtbot: QtBot, step: Step) -> None:
    home = world.place / "laptop"
    command = [sys.executable, "-m", "tests.gui.trip_carried", str(home), str(world.stick), world.address, step.value]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        while (said := child.stdout.readline().strip()) != step.value:
            assert said, "it ended too early"
            world.upload(said)
        child.kill()
    with person(home) as somebody:
        somebody.wait(lambda: somebody.app.engine.read, "the cases")
        if step in DRAFT:
            assert not somebody.app.engine.cases
            somebody.press("Start a return")
        else:
            somebody.press("Go on with case")
            somebody.at(step)
        trip(somebody, world).until(Step.DONE)
        somebody.sees("7 copies in the portal, reported.")
    assert world.portal.available == HOME


@pytest.mark.parametrize("step", PAGES)
def test_the_drive_is_pulled_and_put_back(world: Vendor, qtbot: QtBot, step: Step) -> None:
    shown, away = world.place / "shown", world.place / "away"
    with person(world.place / "laptop") as somebody:
        somebody.press("Start a return")
        going = trip(somebody, world)
        going.until(step)
        shown.rename(away)
        if step in NEEDS_DRIVE:
            act = ACTIONS[step] if step is not Step.APPLY else _give
            act(going)
            somebody.told("place-lost")
            assert somebody.case.page.step is step, "the page stays"
            assert not somebody.case.model.busy
        away.rename(shown)
        if step is Step.APPLY:
            somebody.press("working on")  # its tick is taken back, since `going` sets it anew
        going.until(Step.DONE)
        somebody.sees("7 copies in the portal, reported.")
    assert world.portal.available == HOME


def _give(going: CarriedTrip) -> None:
    going.press("working on", "Give it the response and remove 7 copies")
