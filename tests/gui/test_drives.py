"""Devices that show themselves as a drive, offered by the window as they come and go."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from retour.returns.flow import Step
from tests.gui.carried import HOST
from tests.gui.person import Person, person
from tests.journeys.vendors import Vendor, vendor


@pytest.fixture
def world(tmp_path: Path) -> Iterator[Vendor]:
    with vendor(tmp_path, "drop-folder") as made:
        yield made


@pytest.fixture
def somebody(world: Vendor, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> Iterator[Person]:
    monkeypatch.setattr("retour_gui.engine.DRIVES_SECONDS", 0.02)
    with person(world.place / "laptop") as made:
        made.app.engine.mounts = world.place / "mounts"
        yield made


def plug(world: Vendor, folder: str = "shown") -> None:
    """The kernel lists the drive."""
    (world.place / "mounts").write_text(f"36 35 8:1 / {world.place / folder} rw - vfat /dev/sdb1 rw\n")


def pull(world: Vendor) -> None:
    (world.place / "mounts").write_text("")


def test_a_drive_appears_among_the_devices_and_vanishes(world: Vendor, somebody: Person) -> None:
    somebody.press("Start a return")
    somebody.sees("Looking for a device")
    plug(world)
    somebody.sees(f"{HOST} · Vendor's training device")
    assert somebody.can_press("Read licenses"), "the only device there is chosen"
    assert not somebody.can_press("Blink it")
    pull(world)
    somebody.sees("Looking for a device")
    assert not somebody.can_press("Read licenses")
    plug(world)
    somebody.press("Read licenses")
    somebody.at(Step.ON_DEVICE)
    somebody.sees("Read from the device")
    assert somebody.case.model.draft.profile == "drop-folder"


def test_home_offers_it_with_its_case(world: Vendor, somebody: Person) -> None:
    plug(world)
    somebody.sees(f"{HOST} is connected")
    somebody.press("Return its licenses")
    somebody.at(Step.ON_DEVICE)
    somebody.press("Choose what comes home")
    somebody.press("Move")
    somebody.press("Review the request")
    somebody.at(Step.ASK)
    somebody.window.show_home()
    somebody.sees("It has an open case")
    somebody.sees("device connected")
    somebody.window.start_return()
    somebody.sees(f"{HOST} has an open case")
    somebody.press("Go on with R-")
    somebody.at(Step.ASK)


def test_a_drive_that_is_mounted_elsewhere_after_days_is_found_for_its_case(world: Vendor, somebody: Person) -> None:
    plug(world)
    somebody.press("Return its licenses")
    somebody.at(Step.ON_DEVICE)
    somebody.press("Choose what comes home")
    somebody.press("Move")
    somebody.press("Review the request")
    somebody.at(Step.ASK)
    somebody.window.show_home()
    pull(world)
    somebody.wait(lambda: not somebody.app.engine.plugged, "no drive")
    elsewhere = world.place / "elsewhere"
    elsewhere.symlink_to(world.place / "shown")
    plug(world, "elsewhere")
    somebody.press("Go on with R-")
    somebody.wait(lambda: somebody.case.page._place.address == f"dir:{elsewhere}", "the new place")  # type: ignore[attr-defined]


def test_a_drive_that_does_not_say_who_it_is_is_told(world: Vendor, somebody: Person) -> None:
    (world.place / "other").mkdir()
    (world.place / "other" / "DEVICE.TXT").write_text("nothing\n")
    plug(world, "other")
    somebody.press("Start a return")
    somebody.sees("Device that appears as a drive")
    somebody.press("Read licenses")
    somebody.told("profile-pattern")
