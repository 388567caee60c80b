"""What a person does on the pages of a carried case."""

from __future__ import annotations

import shutil
from pathlib import Path

from retour.returns.flow import Step
from tests.gui.person import Person
from tests.journeys.vendors import HELD, Vendor
from tests.vendor.kit import STATE, await_file

TITLES = {
    "smp-files": "Device over SMP, with the vendor's files",
    "drop-folder": "Device that appears as a drive",
    "license-server": "License server, by its command line",
    "by-hand": "Any device, files moved by hand",
}
HOST = STATE.host_id


def leave_to(somebody: Person) -> None:
    """From the start page to the choice of a device profile."""
    somebody.press("Start a return")
    somebody.press("A device with its vendor's own files...")


def connect(somebody: Person, world: Vendor, title: str = "") -> None:
    """From the start page to what the device holds."""
    leave_to(somebody)
    somebody.press(title or TITLES[world.profile])
    somebody.case.page._place.field.setText(world.address)  # type: ignore[attr-defined]
    if world.profile == "by-hand":
        enter(somebody)
    somebody.press("Read the device")
    somebody.at(Step.ON_DEVICE)
    somebody.sees(HOST)
    somebody.sees("Entered by you, not verified" if world.profile == "by-hand" else "Read from the device")


def enter(somebody: Person) -> None:
    """Type what the device does not say."""
    card = somebody.case.page._entered  # type: ignore[attr-defined]
    card._host.setText(HOST)
    card._model.setText("Trend Controller 7")
    for number, (line, copies) in enumerate(HELD.items()):
        if number == len(card._rows):
            card._another()
        field, stepper = card._rows[number]
        field.setText(line)
        stepper.set_value(copies)


def ask(somebody: Person, world: Vendor, command: str) -> None:
    """Have the device make its request."""
    if world.profile == "by-hand":
        world.by_hand(command)
        somebody.press("Take its request")
    else:
        somebody.press("Ask the device for its request")
    somebody.at(Step.CARRY)
    somebody.sees("7 copies on the device, reported by it.")


def hand_in(somebody: Person, world: Vendor) -> tuple[Path, Path]:
    """The request at the portal: it, and the response that came of it."""
    request = somebody.save_to(world.stick)
    response = world.upload(str(request))
    somebody.press("It is handed over")
    somebody.at(Step.ANSWER)
    return request, response


def give(somebody: Person, world: Vendor) -> None:
    """The point of no return; by hand the person also carries the response to the device and says what it did."""
    somebody.press(f"working on {HOST}")
    somebody.press("Give it the response and remove 7 copies")
    if world.profile != "by-hand":
        return
    somebody.wait(lambda: (world.place / "mine" / "to-device").exists(), "the response in the folder")
    somebody.at(Step.APPLY)
    (given,) = (world.place / "mine" / "to-device").iterdir()
    shutil.copy(given, world.device.folder / "RESPONSE.BIN")
    assert await_file(world.device.folder / "RESULT.TXT").startswith(b"OK")
    somebody.press("It accepted the response")
    somebody.sees("As you reported.")
    world.by_hand("SYNC\n")


def confirm(somebody: Person, world: Vendor) -> None:
    """The device's second request, which is its confirmation."""
    if world.profile != "by-hand":
        somebody.sees("The device accepted the response")
    somebody.press("Take its confirmation")
    somebody.at(Step.CARRY_AGAIN)
    somebody.sees("7 copies under way, the file is in hand, not read.")
