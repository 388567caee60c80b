"""Every page and state of the ways that begin in the portal or end without a device, in every look."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from retour.airgap.carry import read_carry
from retour.programs import PortalClient
from retour.protocol.model import Reason
from retour.returns.bringing import orders_in
from retour.returns.checks import Open
from retour.returns.flow import STEPS, Step
from retour.returns.orders import Orders
from retour.returns.ways import Way
from retour.returns.work import Work
from retour_gui.wizard.connect import ConnectPage
from tests.gui.looks import Gallery
from tests.gui.person import Person
from tests.gui.plant import BUTTON, HELD, LONG_HOST, ROUTER, SPARE, TREND, Plant
from tests.gui.states import arrived, choose, connected, file, step, tick, unfold
from tests.journeys.test_over_http import Desk

ONE, TWO = "SN-4711", "SN-4712"
COPIES = sum(HELD.values())


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


def answered(portal: PortalClient, saved: Path) -> Path:
    """Hand a file in at the portal; its answer lies beside it."""
    (answer,), refused = portal.hand_in(saved.name, saved.read_bytes())
    assert not refused
    (saved.parent / answer.name).write_bytes(answer.data)
    return saved.parent / answer.name


def order(plant: Plant, *hosts: str) -> Path:
    """One file with orders for these devices; a little stays on each."""
    named = [part for host in hosts for part in ("--host-id", host)]
    lines = ("--line", f"{ROUTER}=0", "--line", f"{TREND}=2", "--line", f"{SPARE}=0")
    made = plant.portal("order", *named, *lines, "--out", str(plant.stick))
    assert made.code == 0, made.stderr
    return Path(str(made.last["file"]))


def ahead(gallery: Gallery, way: Way) -> None:
    """The pages of a way that can only be looked at yet."""
    for each in STEPS[way][1:]:
        gallery.show(f"ahead-{way.value}-{each.value}", step(gallery.person, each))
    gallery.person.case.show_step(Step.CONNECT)


def test_order(gallery: Gallery, plant: Plant, portal: PortalClient) -> None:
    somebody = gallery.person
    work_order = order(plant, ONE, TWO)
    connected(somebody, plant.port(LONG_HOST))
    somebody.window.bring(work_order)
    somebody.at(Step.CONNECT)
    gallery.show("order-connect-other")
    ahead(gallery, Way.REMOVAL_ORDER)
    connected(somebody, plant.port(ONE), plant.port(LONG_HOST))
    gallery.show("order-connect")
    somebody.press("Read licenses")
    somebody.at(Step.ON_DEVICE)
    gallery.show("order-on-device")
    somebody.press("Review the order")
    somebody.at(Step.APPLY)
    gallery.show("order-apply")
    gallery.show("order-apply-ticked", lambda: tick(somebody))
    tick(somebody)
    somebody.press("Remove 13 copies and sign")
    somebody.at(Step.CARRY_AGAIN)
    arrived(somebody)
    gallery.show("order-carry", lambda: file(somebody))
    receipt = answered(portal, somebody.save_to(plant.stick))
    somebody.press("It is handed over")
    somebody.at(Step.RECEIPT)
    gallery.show("order-receipt")
    somebody.open_answer(receipt)
    somebody.at(Step.DONE)
    arrived(somebody)
    somebody.window.quiet()
    gallery.show("order-done")
    gallery.show("order-looked-back", step(somebody, Step.APPLY))
    somebody.case.show_step(Step.DONE)
    somebody.press("Next device of this work order")
    somebody.at(Step.CONNECT)
    gallery.show("order-next")
    hold(somebody, plant, work_order)
    plant.unplug(ONE)
    plant.unplug(TWO)
    connected(somebody)
    somebody.window.show_home()
    gallery.show("order-home-held")
    somebody.press("Go on with case")
    somebody.at(Step.APPLY)
    gallery.show("order-apply-lost")
    with sqlite3.connect(somebody.app.context.folder / "journal.db") as db:
        db.execute("DELETE FROM events WHERE id = (SELECT max(id) FROM events)")
    somebody.app.engine.refresh()
    somebody.sees("The order is not here yet")
    gallery.show("order-apply-missing")
    plant.plug(ONE)
    plant.plug(TWO, "order")


def hold(somebody: Person, plant: Plant, work_order: Path) -> None:
    """The order of the second device is held; the cable is pulled before the device saw it."""
    orders = orders_in(read_carry(work_order.read_bytes()))
    sealed = next(each for each in orders if each.content.host.id == TWO)
    done: list[Open] = []

    async def job(work: Work) -> Open:
        return await Orders(work).hold(sealed, work_order, plant.port(TWO))

    somebody.app.engine.run(job, done.append, somebody.window.show_error)
    somebody.wait(lambda: bool(done), "the order is held")


def test_portal_removal(gallery: Gallery, plant: Plant, portal: PortalClient) -> None:
    somebody = gallery.person
    connected(somebody, plant.port(LONG_HOST))
    somebody.press("Return its licenses")
    somebody.at(Step.ON_DEVICE)
    gallery.show("on-device-button")
    somebody.press("Choose what comes home")
    somebody.at(Step.WHAT)
    gallery.show("what-ways", lambda: unfold(somebody))
    somebody.case.model.edit(way=Way.PORTAL_REMOVAL)
    gallery.show("marked-what")
    ahead(gallery, Way.PORTAL_REMOVAL)
    somebody.case.show_step(Step.WHAT)
    somebody.press("Review the sync")
    somebody.at(Step.ASK)
    gallery.show("marked-ask")
    somebody.press("Sign the sync")
    somebody.at(Step.CARRY)
    gallery.show("marked-carry", lambda: file(somebody))
    answer = answered(portal, somebody.save_to(plant.stick))
    somebody.press("It is handed over")
    somebody.at(Step.ANSWER)
    somebody.open_answer(answer)
    somebody.at(Step.APPLY)
    somebody.window.quiet()
    gallery.show("marked-apply-nothing")
    somebody.press("End it here")
    somebody.at(Step.DONE)
    gallery.show("marked-done-nothing")


def unknown(somebody: Person) -> None:
    """A device that this laptop has no case of is entered."""
    choose(somebody, "enter")
    card = somebody.case.page._entered  # type: ignore[attr-defined]
    card._host.setText("SN-0815")
    card._model.setText("Trend Controller 7")
    card._rows[0][0].setText(TREND)


def test_pin(gallery: Gallery, plant: Plant) -> None:
    somebody = gallery.person
    pin = plant.place / "pin"
    pin.write_text("2468\n")
    plant.plug("SN-4715", "local", "--button", BUTTON, "--pin-file", str(pin))
    plant.activate("SN-4715", **{TREND.replace("-", "_"): 2})
    connected(somebody, plant.port("SN-4715"))
    somebody.press("Return its licenses")
    somebody.at(Step.ON_DEVICE)
    somebody.press("Choose what comes home")
    somebody.press("Move")
    somebody.press("Review the removal")
    somebody.at(Step.REMOVE)
    tick(somebody)
    somebody.press("Remove 2 copies and sign")
    somebody.sees("Or type its PIN")
    gallery.show("remove-waiting-pin")
    somebody.press("Cancel")
    plant.unplug("SN-4715")


def test_write_off(gallery: Gallery, plant: Plant) -> None:
    somebody = gallery.person
    connected(somebody, plant.port(TWO))
    somebody.press("Return its licenses")
    somebody.at(Step.ON_DEVICE)
    somebody.press("Choose what comes home")
    somebody.press("Defect")
    somebody.press("Review the request")
    somebody.press(f"Sign the request for {COPIES} copies")
    somebody.at(Step.CARRY)
    plant.unplug(TWO)
    connected(somebody)
    somebody.case.show_step(Step.CONNECT)

    def patience() -> None:
        page = somebody.case.page
        assert isinstance(page, ConnectPage)
        if page.patience.isActive():
            page.patience.stop()
            page.refresh()

    gallery.show("connect-lost-case")
    gallery.show("connect-lost-case-waited", patience)
    somebody.window.start_return()
    somebody.press("The device is dead or gone...")
    somebody.wait(lambda: somebody.case.model.way is Way.WRITE_OFF, "the write-off")
    gallery.show("write-off-connect")
    gallery.show("write-off-connect-entered", lambda: unknown(somebody))
    ahead(gallery, Way.WRITE_OFF)
    plant.plug(TWO, "order")
    connected(somebody, plant.port(TWO))
    gallery.show("write-off-connect-answers", lambda: choose(somebody, TWO))
    plant.unplug(TWO)
    connected(somebody)
    choose(somebody, TWO)
    somebody.press("Choose what is given up")
    somebody.at(Step.WHAT)
    gallery.show("write-off-what")
    notes = somebody.case.model.draft.notes
    notes = replace(notes, technician="Ada Byron", note="Burnt out after a short circuit; seen on site")
    somebody.case.model.edit(notes=notes, reason=Reason.DEFECT)
    somebody.press("Open the write-off")
    somebody.at(Step.REPORT)
    gallery.show("write-off-tell")
    gallery.show("write-off-tell-chosen", lambda: choose(somebody, "OBSOLETE"))
    somebody.window.show_home()
    gallery.show("write-off-home")
    (case,) = (each for each in somebody.app.engine.cases if each.case.way is Way.WRITE_OFF)
    somebody.window.open_case(case.case.number)
    choose(somebody, "OBSOLETE")
    somebody.press("Record what it shows")
    somebody.at(Step.DONE)
    gallery.show("write-off-done")
    gallery.show("write-off-looked-back", step(somebody, Step.CONNECT))
    gallery.show("write-off-what-looked-back", step(somebody, Step.WHAT))
