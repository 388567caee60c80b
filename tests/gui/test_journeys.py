"""Whole returns through the real window: a device on a pty, the portal over HTTP, files on a stick."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from retour.returns.flow import Step
from tests.gui.person import Person
from tests.journeys.test_over_http import Desk
from tests.journeys.world import LINES, World

HOST = "SN-1"
PARTS = [
    pytest.param({}, {"ACT-AAAA": (3, 0, 0), "ACT-BBBB": (2, 0, 0)}, id="whole"),
    pytest.param({"ACT-AAAA": 2}, {"ACT-AAAA": (2, 1, 0), "ACT-BBBB": (0, 2, 0)}, id="two-copies-of-one-line"),
]


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with World(tmp_path / "world") as made:
        made.plug(HOST)
        made.activate(HOST)
        yield made


def choose(technician: Person, home: dict[str, int], way: str = "") -> None:
    """From the start page to the point where the device is asked."""
    technician.press("Return its licenses")
    technician.at(Step.ON_DEVICE)
    technician.sees("Controls")
    technician.press("Choose what comes home")
    technician.at(Step.WHAT)
    if home:
        technician.press("Choose the copies")
        for line, held in LINES.items():
            for _ in range(held - home.get(line, 0)):
                technician.press(f"Fewer: Controls, {line}")
    technician.press("Move")
    if way:
        technician.press("Other ways")
        technician.press(way)


def remove(technician: Person, copies: int) -> None:
    technician.press("Review the removal")
    technician.at(Step.REMOVE)
    assert not technician.can_press(f"Remove {copies} copies and sign"), "the tick comes first"
    technician.press(f"{HOST}.")
    technician.press(f"Remove {copies} copies and sign")
    technician.at(Step.CARRY)


@pytest.mark.parametrize(("home", "after"), PARTS)
def test_one_trip(
    technician: Person, world: World, desk: Desk, home: dict[str, int], after: dict[str, tuple[int, int, int]]
) -> None:
    copies = sum(home.values()) or 5
    choose(technician, home)
    remove(technician, copies)
    technician.sees(f"{copies} copies under way, the signed proof is in hand.")
    receipt = desk.carry(technician.save_to(world.stick), "receipt.retour")
    assert world.ledger() == after
    technician.press("It is handed over")
    technician.at(Step.RECEIPT)
    technician.open_answer(receipt)
    technician.at(Step.DONE)
    technician.sees(f"{copies} copies are home")
    technician.sees(f"{copies} copies in the portal, confirmed by it.")
    assert world.portal("balance").code == 0


@pytest.mark.parametrize(("home", "after"), PARTS)
def test_confirmed(
    technician: Person, world: World, desk: Desk, home: dict[str, int], after: dict[str, tuple[int, int, int]]
) -> None:
    copies = sum(home.values()) or 5
    choose(technician, home, "Confirmed return")
    technician.press("Review the request")
    technician.at(Step.ASK)
    technician.press(f"Sign the request for {copies} copies")
    technician.at(Step.CARRY)
    technician.sees("nothing was removed yet")
    answer = desk.carry(technician.save_to(world.stick), "answer.retour")
    technician.press("It is handed over")
    technician.at(Step.ANSWER)
    technician.open_answer(answer)
    technician.at(Step.APPLY)
    assert world.held(HOST) == {"ACT-AAAA": 3, "ACT-BBBB": 2}, "the device has not seen it yet"
    technician.press(f"{HOST}.")
    technician.press(f"Apply the answer and remove {copies} copies")
    technician.at(Step.CARRY_AGAIN)
    receipt = desk.carry(technician.save_to(world.stick), "receipt.retour")
    assert world.ledger() == after
    technician.press("It is handed over")
    technician.at(Step.RECEIPT)
    technician.open_answer(receipt)
    technician.at(Step.DONE)
    technician.sees(f"{copies} copies are home")
    assert world.portal("balance").code == 0
