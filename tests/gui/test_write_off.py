"""A device that is dead, and one that only seems so, through the real window."""

from __future__ import annotations

from PySide6.QtTest import QTest
from PySide6.QtWidgets import QRadioButton

from retour.returns.case import Stage
from retour.returns.flow import Step
from retour.returns.ways import Way
from tests.gui.person import Person
from tests.gui.test_ways import HOME, HOST, opened, world
from tests.journeys.test_over_http import Desk
from tests.journeys.world import World

__all__ = ["world"]


def give_up(somebody: Person, *, who: str = "Ada", why: str = "burnt") -> None:
    """From the choice of the device to what the portal's operator is told."""
    somebody.press(f"{HOST} ·")
    somebody.press("Choose what is given up")
    somebody.at(Step.WHAT)
    somebody.press("Defect")
    somebody.sees("Write down who gives the copies up, and why.")
    fields = somebody.case.page._fields  # type: ignore[attr-defined]
    for name, text in (("technician", who), ("note", why)):
        QTest.keyClicks(fields[name], text)
    somebody.press("Open the write-off")
    somebody.at(Step.REPORT)


def test_a_dead_device_is_written_off_and_may_show_up_again(technician: Person, world: World, desk: Desk) -> None:
    technician.wait(lambda: bool(technician.app.engine.found), "the device")
    world.unplug(HOST)
    technician.press("Start a return")
    technician.press("The device is dead or gone...")
    technician.at(Step.CONNECT)
    technician.sees("They stay at risk in the portal until the device is heard of again.")
    (known, _) = technician.case.page.findChildren(QRadioButton)
    assert known.accessibleDescription().startswith("5 copies, when it was last heard of: ")
    give_up(technician)
    technician.sees("For the portal's operator")
    technician.sees("3 copies of ACT-AAAA")
    technician.sees("Ada")
    technician.sees("a service report")
    done = world.portal("write-off", "--host-id", HOST, "--by", "Grace", "--why", "burnt", "--evidence", __file__)
    assert done.code == 0, done.stderr
    assert world.ledger() == HOME
    technician.press("OBSOLETE")
    technician.press("Record what it shows")
    technician.at(Step.DONE)
    technician.sees("Written off, as you reported")
    technician.sees("They stay at risk")
    technician.sees("5 copies on the device, reported by it.")
    world.start(HOST)
    technician.window.show_home()
    technician.press("Return its licenses")
    technician.at(Step.ON_DEVICE)
    technician.press("Choose what comes home")
    technician.press("Move")
    technician.press("Other ways")
    technician.press("Confirmed return")
    technician.press("Review the request")
    technician.at(Step.ASK)
    technician.press("Sign the request for 5 copies")
    technician.at(Step.CARRY)
    answer = desk.carry(technician.save_to(world.stick), "late.retour")
    technician.press("It is handed over")
    technician.at(Step.ANSWER)
    technician.open_answer(answer)
    technician.at(Step.APPLY)
    technician.press(f"{HOST}.")
    technician.press("Apply the answer and remove 5 copies")
    technician.at(Step.CARRY_AGAIN)
    desk.carry(technician.save_to(world.stick), "last.retour")
    assert world.held(HOST) == {}
    assert world.ledger() == HOME, "nothing is credited a second time"
    (entry,) = world.portal("write-offs", "--json").records
    assert entry["proved_later"]


def test_a_defective_device_that_still_answers_is_returned_with_proof(technician: Person, world: World) -> None:
    technician.press("Start a return")
    technician.press("The device is dead or gone...")
    technician.at(Step.CONNECT)
    technician.press(f"{HOST} ·")
    technician.sees(f"{HOST} is connected and answers")
    technician.sees("This device answers: return its licenses instead.")
    assert not technician.can_press("Choose what is given up")
    technician.press("Return its licenses")
    technician.at(Step.ON_DEVICE)
    technician.press("Choose what comes home")
    technician.at(Step.WHAT)
    technician.press("Defect")
    technician.press("Review the removal")
    technician.at(Step.REMOVE)
    assert opened(technician, Way.WRITE_OFF) == []


def test_the_lost_device_of_an_open_case_is_written_off(technician: Person, world: World) -> None:
    asked = world.retour("return", world.port(HOST), "--way", "confirmed", "--all", "--reason", "defect",
                         "--out", str(world.stick))  # fmt: skip
    assert asked.code == 4, asked.stderr
    world.unplug(HOST)
    technician.app.engine.refresh()
    technician.press("Go on with case")
    technician.case.show_step(Step.CONNECT)
    technician.press("The device is dead or gone...")
    technician.wait(lambda: technician.case.model.way is Way.WRITE_OFF, "the write-off")
    give_up(technician)
    assert [each.state.stage for each in opened(technician, Way.WRITE_OFF)] == [Stage.PLANNED]


def test_a_device_that_nobody_knows_is_entered(technician: Person, world: World) -> None:
    technician.press("Start a return")
    technician.press("The device is dead or gone...")
    technician.at(Step.CONNECT)
    technician.press("Another device")
    card = technician.case.page._entered  # type: ignore[attr-defined]
    technician.sees("Enter the host ID.")
    card._host.setText("DEAD-1")
    technician.sees("Enter at least one activation ID with its copies.")
    card._rows[0][0].setText("ACT-1")
    technician.press("Choose what is given up")
    technician.at(Step.WHAT)
    technician.case.show_step(Step.CONNECT)
    technician.press("It still answers...")
    technician.at(Step.CONNECT)
    assert technician.case.model.way is not Way.WRITE_OFF


# The button
