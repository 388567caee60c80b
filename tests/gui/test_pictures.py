"""Every page and state of the window, reached as a person reaches it, in every look: nothing cut, small or faint.

    pytest tests/gui/test_pictures.py --pictures DIR

also writes each as a picture.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QPlainTextEdit

from retour.link.discovery import Found
from retour.programs import PortalClient
from retour.returns.flow import STEPS, Step
from retour.returns.ways import Way
from retour_gui.wizard.connect import ConnectPage
from tests.gui.looks import Gallery
from tests.gui.person import Person
from tests.gui.plant import EMPTY, HELD, LONG_HOST, PROBLEMS, TREND, Plant, faulty
from tests.gui.states import arrived, busy, choose, connected, file, give_up, save, step, still, tell, tick, unfold
from tests.gui.trip import Trip
from tests.journeys import test_faults as faults
from tests.journeys.test_over_http import Desk

if TYPE_CHECKING:
    pass


@pytest.fixture(scope="module")
def plant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Plant]:
    with Plant(tmp_path_factory.mktemp("plant") / "world") as made:
        made.furnish()
        yield made


@pytest.fixture(scope="module")
def portal(plant: Plant) -> Iterator[PortalClient]:
    desk = Desk(plant)
    yield desk.client()
    desk.stop()


def children() -> set[int]:
    """The programs that this one has started."""
    return {int(pid) for file in Path("/proc/self/task").glob("*/children") for pid in file.read_text().split()}


def test_home_and_sheets(gallery: Gallery, plant: Plant) -> None:
    somebody = gallery.person
    window, training = somebody.window, somebody.app.training
    somebody.wait(lambda: somebody.app.engine.looked, "the ports")
    gallery.show("home-empty")
    connected(somebody, plant.port("SN-4711"))
    gallery.show("home-offered")
    window.show_error(faulty())
    gallery.show("home-error", lambda: unfold(somebody))

    def sheet(at: int) -> Callable[[], None]:
        def show() -> None:
            window.show_home()
            window.menu_button.menu().actions()[at].trigger()
            somebody.wait(reported, "the report")

        return show

    def reported() -> bool:
        return all(each.toPlainText() for each in window.findChildren(QPlainTextEdit))

    for name, at in (("settings", 0), ("report", 3), ("help", 4), ("about", 5)):
        gallery.show(name, sheet(at))
    window.show_home()
    before = children()
    training.start()
    (started,) = children() - before
    os.kill(started, signal.SIGSTOP)  # so that it goes on starting
    gallery.show("home-training-starts")
    os.kill(started, signal.SIGCONT)
    somebody.wait(lambda: training.running, "the training device")
    window.show_note("The training portal is at http://127.0.0.1:8000. The token to sign in with is on the clipboard.")
    gallery.show("home-training")
    training.stop()


def test_connecting(gallery: Gallery, plant: Plant) -> None:
    somebody = gallery.person
    engine = somebody.app.engine
    somebody.wait(lambda: engine.looked, "the ports")
    somebody.press("Start a return")
    gallery.show("connect-searching")
    wait_in_vain(somebody)
    with still(somebody):
        engine.found = ()
        engine.found_changed.emit()
        gallery.show("connect-nothing", lambda: wait_in_vain(somebody))
        for name, found in PROBLEMS.items():

            def put(found: Found = found) -> None:
                engine.found = (found,)
                engine.found_changed.emit()
                wait_in_vain(somebody)

            gallery.show(f"connect-{name}", put)
        unfold(somebody)
        gallery.show("connect-unfolded", lambda: unfold(somebody))
        engine.found = ()
    connected(somebody, plant.port("SN-4711"))
    gallery.show("connect-one")
    connected(somebody, plant.port("SN-4711"), plant.port(LONG_HOST))
    gallery.show("connect-two")
    for way in (Way.ONE_TRIP, Way.CONFIRMED):
        somebody.case.model.edit(way=way)
        for ahead in STEPS[way][1:]:
            gallery.show(f"ahead-{way.value}-{ahead.value}", step(somebody, ahead))
    somebody.case.show_step(Step.CONNECT)
    somebody.press("I must leave now")
    gallery.show("leave-draft", lambda: somebody.case.show_leave())
    somebody.window.start_return(plant.port(EMPTY))
    somebody.at(Step.ON_DEVICE)
    gallery.show("on-device-no-licenses")
    somebody.window.start_return(plant.stranger())
    somebody.at(Step.ON_DEVICE)
    somebody.sees("connected")
    gallery.show("on-device-no-portal")


def wait_in_vain(somebody: Person) -> None:
    """Ten seconds pass on the page."""
    page = somebody.case.page
    assert isinstance(page, ConnectPage)
    if page.patience.isActive():
        page.patience.stop()
        page.refresh()


def trip(somebody: Person, plant: Plant, portal: PortalClient, way: Way) -> Trip:
    files = plant.place / f"files-{way.value}"
    files.mkdir()
    return Trip(somebody, files, portal, way, sum(HELD.values()))


def test_one_trip(gallery: Gallery, plant: Plant, portal: PortalClient, monkeypatch: pytest.MonkeyPatch) -> None:
    somebody = gallery.person
    going = trip(somebody, plant, portal, Way.ONE_TRIP)
    connected(somebody, plant.port("SN-4711"))
    somebody.press("Return its licenses")
    somebody.at(Step.ON_DEVICE)
    gallery.show("on-device", lambda: unfold(somebody))
    with busy(somebody):
        gallery.show("busy")
    somebody.press("Choose what comes home")
    somebody.at(Step.WHAT)
    gallery.show("what")
    choose(somebody, "DECOMMISSION")
    somebody.case.model.edit(remain=((TREND, 2),))
    gallery.show("what-by-line", lambda: choose(somebody, "some"))
    choose(somebody, "all", "MOVE")
    gallery.show("what-unfolded", lambda: unfold(somebody))
    somebody.case.model.edit(way=Way.CONFIRMED)
    gallery.show("what-confirmed")
    somebody.case.model.edit(way=Way.ONE_TRIP)
    somebody.press("Review the removal")
    somebody.at(Step.REMOVE)
    gallery.show("remove")
    gallery.show("remove-ticked", lambda: tick(somebody))
    somebody.press("Remove 15 copies and sign")
    somebody.at(Step.CARRY)
    arrived(somebody)
    stick = plant.place / "INTENSO"
    stick.mkdir()
    monkeypatch.setattr("retour_gui.wizard.carry.sticks", lambda: [stick])
    gallery.show("carry", lambda: file(somebody))
    gallery.show("leave-case", lambda: somebody.case.show_leave())
    somebody.case.show_step(Step.CARRY)
    gallery.show("carry-saved", lambda: save(somebody, plant.place / "saved"))
    (saved,) = (plant.place / "saved").iterdir()
    (answer,), _ = portal.hand_in(saved.name, saved.read_bytes())
    (going.stick / answer.name).write_bytes(answer.data)
    somebody.press("It is handed over")
    somebody.at(Step.RECEIPT)
    gallery.show("receipt")
    somebody.press("Finish without it")
    gallery.show("done-handed-over", step(somebody, Step.DONE))
    somebody.case.show_step(Step.RECEIPT)
    going.do(Step.RECEIPT)
    somebody.at(Step.DONE)
    arrived(somebody)
    somebody.window.quiet()
    gallery.show("done-confirmed")
    gallery.show("what-looked-back", step(somebody, Step.WHAT))
    somebody.window.show_home()
    gallery.show("home-finished", lambda: unfold(somebody))


def test_button(gallery: Gallery, plant: Plant) -> None:
    somebody = gallery.person
    connected(somebody, plant.port(LONG_HOST))
    somebody.press("Return its licenses")
    somebody.at(Step.ON_DEVICE)
    gallery.show("on-device-long")
    somebody.press("Choose what comes home")
    somebody.at(Step.WHAT)
    choose(somebody, "MOVE")
    somebody.press("Review the removal")
    somebody.at(Step.REMOVE)
    gallery.show("remove-button", lambda: tick(somebody))
    somebody.press("Remove 15 copies and sign")
    somebody.sees("Press the button on the device now")
    gallery.show("remove-waiting")
    somebody.press("Cancel")
    somebody.wait(lambda: somebody.case.model.open is not None and not somebody.case.model.busy, "the planned case")
    gallery.show("remove-half-way")
    somebody.window.show_home()
    gallery.show("home-waiting")
    gallery.show("home-give-up", lambda: give_up(somebody))
    somebody.window.start_return()
    gallery.show("connect-open-case")
    plant.unplug(LONG_HOST)
    connected(somebody)
    (case,) = somebody.app.engine.cases
    somebody.window.open_case(case.case.number)
    gallery.show("remove-lost")
    plant.plug(LONG_HOST)
    connected(somebody, plant.port(LONG_HOST))
    somebody.case.model.give_up()
    somebody.at(Step.DONE)
    gallery.show("done-given-up")


def test_confirmed(gallery: Gallery, plant: Plant, portal: PortalClient) -> None:
    somebody = gallery.person
    going = trip(somebody, plant, portal, Way.CONFIRMED)
    connected(somebody, plant.port("SN-4712"))
    somebody.press("Return its licenses")
    somebody.at(Step.ON_DEVICE)
    going.until(Step.ASK)
    gallery.show("ask")
    going.until(Step.CARRY)
    gallery.show("carry-request")
    going.until(Step.ANSWER)
    (good,) = going.stick.glob("*_answer.retour")
    gallery.show("answer")
    wrong = faults.cut(plant, good)
    gallery.show("answer-wrong", lambda: tell(somebody, wrong))
    somebody.open_answer(good)
    somebody.at(Step.APPLY)
    gallery.show("apply")
    plant.unplug("SN-4712")
    somebody.wait(lambda: somebody.case.model.device is None, "no device")
    gallery.show("apply-lost")
    plant.plug("SN-4712", "order")
    somebody.wait(lambda: somebody.case.model.device is not None, "the device")
    going.until(Step.CARRY_AGAIN)
    arrived(somebody)
    gallery.show("carry-again")
    going.until(Step.RECEIPT)
    gallery.show("receipt-confirmed")
    going.until(Step.DONE)
    gallery.show("done-confirmed-way")
