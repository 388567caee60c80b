"""A carried return as a table, behind the drop-folder profile. Also a program of its own, so that a test can kill it.

``python -m tests.gui.trip_carried HOME STICK ADDRESS STEP`` goes as far as the page STEP, says so, and stays there;
what it saves to the stick is uploaded by whoever started it.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from retour.returns.flow import STEPS, Step
from retour.returns.ways import Way
from tests.gui.carried import HOST, TITLES
from tests.gui.person import Person, person

PAGES = [step for step in STEPS[Way.OPAQUE] if step is not Step.DONE]
RESPONSE = "response.bin"


@dataclass
class CarriedTrip:
    """One person, everything comes home; `upload` is the vendor's portal, or somebody who goes there."""

    person: Person
    stick: Path
    address: str
    upload: Callable[[Path], object]

    def until(self, step: Step) -> None:
        """Go on from wherever the case stands until the page of `step` is shown."""
        while True:
            self.person.wait(lambda: self.person.window.case is not None, "a return")
            at = self.person.case.page.step
            self.person.at(at)
            if at is step:
                return
            ACTIONS[at](self)
            self.person.wait(lambda at=at: self.person.case.page.step is not at, f"what follows {at.value}")  # type: ignore[misc]

    def press(self, *names: str) -> None:
        for name in names:
            self.person.press(name)


def _connect(trip: CarriedTrip) -> None:
    if not trip.person.case.model.is_carried:
        trip.press("A device with its vendor's own files...")
    trip.press(TITLES["drop-folder"])
    trip.person.case.page._place.field.setText(trip.address)  # type: ignore[attr-defined]
    trip.press("Read the device")


def _carry(trip: CarriedTrip) -> None:
    for old in trip.stick.iterdir():
        old.unlink()
    trip.upload(trip.person.save_to(trip.stick))
    trip.press("It is handed over")


def _apply(trip: CarriedTrip) -> None:
    trip.press(f"working on {HOST}", "Give it the response and remove 7 copies", "Take its confirmation")


ACTIONS: dict[Step, Callable[[CarriedTrip], None]] = {
    Step.CONNECT: _connect,
    Step.ON_DEVICE: lambda trip: trip.press("Choose what comes home"),
    Step.WHAT: lambda trip: trip.press("Move", "Review the request"),
    Step.ASK: lambda trip: trip.press("Ask the device for its request"),
    Step.CARRY: _carry,
    Step.ANSWER: lambda trip: trip.person.open_answer(trip.stick / RESPONSE),
    Step.APPLY: _apply,
    Step.CARRY_AGAIN: _carry,
    Step.REPORT: lambda trip: trip.press("REMOVED_FROM_LICENSE", "Record what it shows"),
}


def main(home: str, stick: str, address: str, step: str) -> None:
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    from PySide6.QtWidgets import QApplication

    application = QApplication([])
    with person(Path(home)) as somebody:

        def upload(saved: Path) -> None:
            print(saved, flush=True)
            somebody.wait(lambda: (Path(stick) / RESPONSE).exists(), "the response")

        somebody.press("Start a return")
        CarriedTrip(somebody, Path(stick), address, upload).until(Step(step))
        print(step, flush=True)
        application.exec()


if __name__ == "__main__":
    main(*sys.argv[1:])
