"""A return as a table: what a person does on each page. Also a program of its own, so that a test can kill it.

``python -m tests.gui.trip HOME STICK URL TOKEN WAY STEP`` goes as far as the page STEP, says so, and stays there.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from retour.programs import PortalClient
from retour.returns.flow import STEPS, Step
from retour.returns.ways import Way
from tests.gui.person import Person, person


@dataclass
class Trip:
    """One person, one way, everything comes home; files cross by stick and HTTP."""

    person: Person
    stick: Path
    portal: PortalClient
    way: Way
    copies: int = 5

    @property
    def order(self) -> Path:
        """Where the portal's order lies, on the ways that begin with one."""
        return self.stick.parent / "order.retour"

    def begin(self) -> None:
        """From the start page into the return."""
        if self.way is Way.REMOVAL_ORDER:
            self.person.window.bring(self.order)
            self.person.wait(lambda: self.person.window.case is not None, "the order")
        else:
            self.person.press("Start a return")

    def until(self, step: Step) -> None:
        """Go on from wherever the case stands until the page of `step` is shown."""
        while True:
            self.person.wait(lambda: self.person.window.case is not None, "a return")
            at = self.person.case.page.step
            self.person.at(at)
            if at is step:
                return
            self.do(at)
            self.person.wait(lambda at=at: self.person.case.page.step is not at, f"what follows {at.value}")  # type: ignore[misc]

    def do(self, step: Step) -> None:
        """What a person does on a page."""
        ACTIONS[step](self)

    def carry(self) -> None:
        """Save, hand over at the portal, bring its answer."""
        for old in self.stick.iterdir():
            old.unlink()
        saved = self.person.save_to(self.stick)
        (answer,), refused = self.portal.hand_in(saved.name, saved.read_bytes())
        assert not refused
        (self.stick / answer.name).write_bytes(answer.data)


def _connect(trip: Trip) -> None:
    trip.person.press("Read licenses")


def _look(trip: Trip) -> None:
    trip.person.press("Review the order" if trip.way is Way.REMOVAL_ORDER else "Choose what comes home")


def _choose(trip: Trip) -> None:
    if trip.way is Way.PORTAL_REMOVAL:
        trip.person.press("Other ways")
        trip.person.press("Portal removal, then sync")
        trip.person.press("Review the sync")
        return
    trip.person.press("Move")
    if trip.way is Way.CONFIRMED:
        if trip.person.case.model.way is not Way.CONFIRMED:
            trip.person.press("Other ways")
            trip.person.press("Confirmed return")
        trip.person.press("Review the request")
    else:
        trip.person.press("Review the removal")


def _remove(trip: Trip) -> None:
    trip.person.press("working on SN")
    trip.person.press(f"Remove {trip.copies} copies and sign")


def _carry(trip: Trip) -> None:
    trip.carry()
    trip.person.press("It is handed over")


def _bring(trip: Trip) -> None:
    (brought,) = trip.stick.glob("*_answer.retour")
    trip.person.open_answer(brought)


def _ask(trip: Trip) -> None:
    syncs = trip.way is Way.PORTAL_REMOVAL
    trip.person.press("Sign the sync" if syncs else f"Sign the request for {trip.copies} copies")


def _apply(trip: Trip) -> None:
    if trip.way is Way.REMOVAL_ORDER:
        _remove(trip)
        return
    trip.person.press("working on SN")
    trip.person.press(f"Apply the answer and remove {trip.copies} copies")


ACTIONS: dict[Step, Callable[[Trip], None]] = {
    Step.CONNECT: _connect,
    Step.ON_DEVICE: _look,
    Step.WHAT: _choose,
    Step.ASK: _ask,
    Step.REMOVE: _remove,
    Step.CARRY: _carry,
    Step.ANSWER: _bring,
    Step.APPLY: _apply,
    Step.CARRY_AGAIN: _carry,
    Step.RECEIPT: _bring,
}
WAYS = (Way.ONE_TRIP, Way.CONFIRMED, Way.REMOVAL_ORDER)
PAGES = [
    *((way, step) for way in WAYS for step in STEPS[way] if step is not Step.DONE),
    # Its other pages are those of the confirmed return.
    (Way.PORTAL_REMOVAL, Step.ASK),
    (Way.PORTAL_REMOVAL, Step.APPLY),
]


def main(home: str, stick: str, url: str, token: str, way: str, step: str) -> None:
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtWidgets import QApplication

    application = QApplication([])
    with person(Path(home)) as somebody:
        trip = Trip(somebody, Path(stick), PortalClient(url, token), Way(way))
        trip.begin()
        trip.until(Step(step))
        print(step, flush=True)
        application.exec()


if __name__ == "__main__":
    main(*sys.argv[1:])
