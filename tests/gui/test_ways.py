"""The ways that begin in the portal, or end without a device, as a person goes them in the window."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from retour.airgap.carry import join_carry
from retour.returns.bringing import orders_in
from retour.returns.case import Stage
from retour.returns.checks import Open
from retour.returns.flow import Step
from retour.returns.orders import Orders
from retour.returns.ways import Way
from retour.returns.work import Work
from tests.gui.person import Person, person
from tests.journeys.test_over_http import Desk
from tests.journeys.world import World

HOST = "SN-1"
HELD = {"ACT-AAAA": (0, 3, 0), "ACT-BBBB": (0, 2, 0)}
HOME = {"ACT-AAAA": (3, 0, 0), "ACT-BBBB": (2, 0, 0)}
ALL = ("--line", "ACT-AAAA=0", "--line", "ACT-BBBB=0")


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with World(tmp_path / "world") as made:
        made.plug(HOST, "order-or-local", "--button", "green key under the flap")
        made.activate(HOST)
        yield made


def order(world: World, *what: str) -> Path:
    """A removal order, or a work order for several devices, as a file."""
    made = world.portal("order", *(what or ("--host-id", HOST, *ALL)), "--out", str(world.stick))
    assert made.code == 0, made.stderr
    return Path(str(made.last["file"]))


def opened(somebody: Person, way: Way) -> list[Open]:
    return [each for each in somebody.app.engine.cases if each.case.way is way]


def to_the_red_button(somebody: Person, file: Path | None = None) -> None:
    if file is not None:
        somebody.window.bring(file)
    somebody.at(Step.CONNECT)
    somebody.press("Read licenses")
    somebody.at(Step.ON_DEVICE)
    somebody.press("Review the order")
    somebody.at(Step.APPLY)


def carry_home(somebody: Person, world: World, desk: Desk) -> None:
    somebody.at(Step.CARRY_AGAIN)
    receipt = desk.carry(somebody.save_to(world.stick), f"receipt-{len(list(world.stick.iterdir()))}.retour")
    somebody.press("It is handed over")
    somebody.at(Step.RECEIPT)
    somebody.open_answer(receipt)
    somebody.at(Step.DONE)


# Removal order


def test_an_order_is_carried_out_and_nothing_is_recorded_before(technician: Person, world: World, desk: Desk) -> None:
    file = order(world)
    technician.window.bring(file)
    technician.at(Step.CONNECT)
    technician.sees("This file has an order for 1 device")
    technician.sees("Connected")
    to_the_red_button(technician)
    technician.sees("5 copies leave SN-1 for good")
    assert not technician.can_press("Remove 5 copies and sign"), "the tick comes first"
    technician.press(f"{HOST}.")
    assert opened(technician, Way.REMOVAL_ORDER) == []
    technician.press("Remove 5 copies and sign")
    technician.at(Step.CARRY_AGAIN)
    technician.sees("5 copies under way, the signed proof is in hand.")
    assert world.ledger() == HELD
    technician.window.show_home()
    technician.window.bring(file)
    technician.at(Step.CARRY_AGAIN)
    technician.sees("was opened before, in case R-")
    carry_home(technician, world, desk)
    technician.sees("5 copies are home")
    assert not technician.can_press("Next device of this work order")
    assert world.ledger() == HOME
    assert world.portal("balance").code == 0


def test_a_work_order_goes_from_device_to_device(tmp_path: Path, qtbot: QtBot) -> None:
    with World(tmp_path / "world") as world:
        for host, line in ((HOST, "ACT_AAAA"), ("SN-2", "ACT_BBBB"), ("SN-3", "ACT_AAAA")):
            world.plug(host, "order")
            world.activate(host, **{line: 1})
        file = order(world, "--host-id", HOST, "--host-id", "SN-2", "--all")
        world.unplug("SN-2")
        desk = Desk(world)
        with person(world.place / "laptop") as somebody:
            somebody.window.bring(file)
            somebody.at(Step.CONNECT)
            somebody.sees("This file has orders for 2 devices")
            somebody.sees("Not connected")
            somebody.sees("SN-3 ·")
            assert not somebody.can_press("SN-3 ·"), "it is not named in this file"
            to_the_red_button(somebody)
            somebody.press(f"{HOST}.")
            somebody.press("Remove 1 copy and sign")
            carry_home(somebody, world, desk)
            somebody.sees("1 device of this work order is left.")
            world.plug("SN-2", "order")
            somebody.press("Next device of this work order")
            somebody.at(Step.CONNECT)
            somebody.sees("Carried out; its proof is here")
            somebody.press("SN-2 ·")
            to_the_red_button(somebody)
            somebody.press("SN-2.")
            somebody.press("Remove 1 copy and sign")
            carry_home(somebody, world, desk)
            assert not somebody.can_press("Next device of this work order")
        desk.stop()
        assert world.held("SN-3") == {"ACT-AAAA": 1}


def test_wrong_orders_are_told_and_change_nothing(technician: Person, world: World) -> None:
    file = order(world)
    data = file.read_bytes()
    forged, mixed = world.stick / "forged.retour", world.stick / "mixed.retour"
    forged.write_bytes(data[:-1] + bytes([data[-1] ^ 1]))
    (answer, *_) = world.stick.glob("*_answer.retour")
    mixed.write_bytes(join_carry((data, answer.read_bytes())))
    technician.window.bring(mixed)
    technician.told("mixed-bundle")
    technician.window.bring(forged)
    technician.at(Step.CONNECT)
    technician.press("Read licenses")
    technician.told("not-genuine")
    technician.at(Step.CONNECT)
    assert opened(technician, Way.REMOVAL_ORDER) == []
    assert world.held(HOST) == {"ACT-AAAA": 3, "ACT-BBBB": 2}


def test_an_order_that_an_answer_made_void_ends_its_case(technician: Person, world: World) -> None:
    file = order(world, "--host-id", HOST, "--line", "ACT-AAAA=0")
    asked = world.retour("return", world.port(HOST), "--way", "portal-removal", "--out", str(world.stick))
    world.retour("bring", str(world.carry(asked.last["file"])), "--device", world.port(HOST), "--out", str(world.stick))
    assert world.held(HOST) == {"ACT-BBBB": 2}, "the answer folded the order in"
    to_the_red_button(technician, file)
    technician.sees("Nothing is left to remove")
    technician.press("Have it signed")
    technician.told("void-order")
    technician.at(Step.DONE)
    technician.sees("Given up")
    assert world.held(HOST) == {"ACT-BBBB": 2}


def test_a_held_order_goes_on_from_the_start_page(technician: Person, world: World, desk: Desk) -> None:
    file = order(world)
    hold(technician, world, file)
    world.unplug(HOST)
    technician.window.show_home()
    technician.sees("Connect SN-1 and carry out the order: it is kept here.")
    technician.press("Go on with case")
    technician.at(Step.APPLY)
    technician.sees("Connect the device.")
    world.start(HOST)
    technician.press(f"{HOST}.")
    technician.press("Remove 5 copies and sign")
    carry_home(technician, world, desk)
    assert world.ledger() == HOME


def hold(technician: Person, world: World, file: Path) -> None:
    """The cable is pulled after the order was held and before the device saw it."""
    (sealed,) = orders_in([file.read_bytes()])

    async def job(work: Work) -> Open:
        return await Orders(work).hold(sealed, file, world.port(HOST))

    done: list[Open] = []
    technician.app.engine.run(job, done.append, technician.window.show_error)
    technician.wait(lambda: bool(done), "the order is held")
    assert done[0].state.stage is Stage.ANSWER_HELD


def test_an_order_cut_off_before_it_was_held_is_opened_again(technician: Person, world: World) -> None:
    file = order(world)
    hold(technician, world, file)
    journal = world.place / "laptop" / "journal.db"
    with sqlite3.connect(journal) as db:
        db.execute("DELETE FROM events WHERE kind = 'AnswerHeld' AND id = (SELECT max(id) FROM events)")
    technician.app.engine.refresh()
    technician.wait(lambda: opened(technician, Way.REMOVAL_ORDER)[0].state.stage is Stage.PLANNED, "the cut-off case")
    (case,) = opened(technician, Way.REMOVAL_ORDER)
    technician.window.open_case(case.case.number)
    technician.at(Step.APPLY)
    technician.sees("The order is not here yet")
    technician.case.page.brings.emit(file)
    to_the_red_button(technician)
    technician.press(f"{HOST}.")
    technician.press("Remove 5 copies and sign")
    technician.at(Step.CARRY_AGAIN)
    assert [each.case.number for each in opened(technician, Way.REMOVAL_ORDER)] == [case.case.number]


def test_an_order_is_known_wherever_it_is_dropped(technician: Person, world: World, desk: Desk) -> None:
    ask_for_a_sync(technician)
    technician.save_to(world.stick)
    technician.press("It is handed over")
    technician.at(Step.ANSWER)
    technician.open_answer(order(world))
    technician.at(Step.CONNECT)
    technician.sees("This file has an order for 1 device")


# Portal removal


def ask_for_a_sync(somebody: Person) -> None:
    somebody.press("Return its licenses")
    somebody.at(Step.ON_DEVICE)
    somebody.press("Choose what comes home")
    somebody.at(Step.WHAT)
    somebody.press("Other ways")
    somebody.press("Portal removal, then sync")
    somebody.sees("What the portal has marked comes home")
    assert not somebody.can_press("Move"), "nothing is chosen here"
    somebody.press("Review the sync")
    somebody.at(Step.ASK)
    somebody.press("Sign the sync")
    somebody.at(Step.CARRY)


def test_what_the_portal_has_marked_comes_home(technician: Person, world: World, desk: Desk) -> None:
    assert world.portal("mark", "--host-id", HOST, "--line", "ACT-AAAA=1").code == 0
    ask_for_a_sync(technician)
    answer = desk.carry(technician.save_to(world.stick), "answer.retour")
    technician.press("It is handed over")
    technician.at(Step.ANSWER)
    technician.open_answer(answer)
    technician.at(Step.APPLY)
    technician.sees("2 copies leave SN-1 for good")
    technician.press(f"{HOST}.")
    technician.press("Apply the answer and remove 2 copies")
    carry_home(technician, world, desk)
    technician.sees("2 copies are home")
    assert world.ledger() == {"ACT-AAAA": (2, 1, 0), "ACT-BBBB": (0, 2, 0)}


def test_an_answer_that_marks_nothing_says_so_and_ends_there(technician: Person, world: World, desk: Desk) -> None:
    ask_for_a_sync(technician)
    answer = desk.carry(technician.save_to(world.stick), "answer.retour")
    technician.press("It is handed over")
    technician.at(Step.ANSWER)
    technician.open_answer(answer)
    technician.at(Step.APPLY)
    technician.sees("The portal has marked nothing on this device")
    technician.press("End it here")
    technician.at(Step.DONE)
    technician.sees("The portal had marked nothing")
    assert world.held(HOST) == {"ACT-AAAA": 3, "ACT-BBBB": 2}
    assert world.ledger() == HELD


# Write-off


def test_the_wizard_says_which_button(technician: Person, world: World) -> None:
    technician.press("Return its licenses")
    technician.at(Step.ON_DEVICE)
    technician.sees("Its button (green key under the flap), or what the portal signed")
    technician.press("Choose what comes home")
    technician.press("Move")
    technician.press("Review the removal")
    technician.at(Step.REMOVE)
    technician.sees("press this button on the device: green key under the flap.")
    technician.press(f"{HOST}.")
    technician.press("Remove 5 copies and sign")
    technician.sees("It is this one: green key under the flap.")
    technician.press("Cancel")


def test_a_pin_is_typed_in_place_of_the_button(tmp_path: Path, qtbot: QtBot) -> None:
    with World(tmp_path / "world") as world:
        pin = world.place / "pin"
        pin.write_text("2468\n")
        world.plug(HOST, "local", "--pin-file", str(pin))
        world.activate(HOST)
        with person(world.place / "laptop") as somebody:
            somebody.press("Return its licenses")
            somebody.at(Step.ON_DEVICE)
            somebody.press("Choose what comes home")
            somebody.press("Move")
            somebody.press("Review the removal")
            somebody.at(Step.REMOVE)
            somebody.press(f"{HOST}.")
            for typed in ("1111", "2468"):
                somebody.at(Step.REMOVE)
                somebody.press("Remove 5 copies and sign")
                somebody.sees("Or type its PIN")
                QTest.keyClicks(somebody.case.page._pin.field, typed)  # type: ignore[attr-defined]
                somebody.press("Allow the removal")
                if typed == "1111":
                    somebody.told("wrong-pin")
            somebody.at(Step.CARRY)
        assert world.held(HOST) == {}
