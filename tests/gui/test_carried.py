"""Carried cases through the real window, behind every shipped profile."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QRadioButton
from pytestqt.qtbot import QtBot

import retour_resources
from retour.airgap.envelope import unseal
from retour.airgap.scanning import Scan
from retour.airgap.showing import plan
from retour.airgap.symbols.eyes import Eyes
from retour.returns.flow import Step
from retour_gui.scan.show import ShowPage
from tests.gui.cameras import HeldCameras
from tests.gui.carried import HOST, TITLES, ask, confirm, connect, give, leave_to
from tests.gui.person import Person, person, said
from tests.gui.scan.screens import playing, seen
from tests.gui.states import choose
from tests.journeys.vendors import Vendor, vendor
from tests.vendor.kit import STATE


def finish(somebody: Person, world: Vendor) -> None:
    """The confirmation at the portal, and what is seen there."""
    world.upload(str(somebody.save_to(world.stick)))
    assert world.portal.available == {"ACT-SEA": 2, "ACT-SKY": 5}
    somebody.press("It is handed over")
    somebody.at(Step.REPORT)
    somebody.press("REMOVED_FROM_LICENSE")
    somebody.press("Record what it shows")
    somebody.at(Step.DONE)
    somebody.sees("Removed in the portal, as you reported")
    somebody.sees("7 copies in the portal, reported.")


@pytest.mark.parametrize("profile", TITLES)
def test_confirmed_return(tmp_path: Path, qtbot: QtBot, profile: str) -> None:
    with vendor(tmp_path, profile) as world, person(world.place / "laptop") as somebody:
        connect(somebody, world)
        somebody.press("Choose what comes home")
        somebody.press("Move")
        somebody.press("Review the request")
        somebody.at(Step.ASK)
        ask(somebody, world, "KEEP ACT-SEA 0\nKEEP ACT-SKY 0\n")
        saved = somebody.save_to(world.stick)
        assert saved.name.endswith("_request.bin")
        response = world.upload(str(saved))
        somebody.press("It is handed over")
        somebody.at(Step.ANSWER)
        somebody.open_answer(saved)
        somebody.told("request-itself")
        somebody.open_answer(response)
        somebody.at(Step.APPLY)
        give(somebody, world)
        confirm(somebody, world)
        finish(somebody, world)


@pytest.mark.parametrize("profile", ["drop-folder", "by-hand"])
def test_portal_removal_then_sync(tmp_path: Path, qtbot: QtBot, profile: str) -> None:
    with vendor(tmp_path, profile) as world, person(world.place / "laptop") as somebody:
        for line in STATE.lines:
            world.portal.mark_for_removal(HOST, line.line, 0)
        connect(somebody, world)
        somebody.press("Choose what comes home")
        somebody.press("Move")
        somebody.press("Portal removal, then sync")
        somebody.press("Review the request")
        somebody.at(Step.MARK)
        somebody.press("MARKED_FOR_REMOVAL")
        somebody.press("Record what it shows")
        somebody.at(Step.ASK)
        ask(somebody, world, "SYNC\n")
        response = world.upload(str(somebody.save_to(world.stick)))
        somebody.press("It is handed over")
        somebody.at(Step.ANSWER)
        somebody.open_answer(response)
        somebody.at(Step.APPLY)
        give(somebody, world)
        confirm(somebody, world)
        finish(somebody, world)


def test_a_write_off_wants_to_know_who_and_why(tmp_path: Path, qtbot: QtBot) -> None:
    with person(tmp_path) as somebody:
        somebody.press("Start a return")
        somebody.press("A device with its vendor's own files...")
        somebody.press(TITLES["by-hand"])
        somebody.press("Write it off in the portal")
        card = somebody.case.page._entered  # type: ignore[attr-defined]
        card._host.setText("DEAD-1")
        card._rows[0][0].setText("ACT-1")
        somebody.press("Choose what is given up")
        somebody.at(Step.WHAT)
        somebody.press("Defect")
        somebody.sees("Write down who gives the copies up, and why.")
        fields = somebody.case.page._fields  # type: ignore[attr-defined]
        for name, text in (("technician", "Ada"), ("note", "burnt")):
            QTest.keyClicks(fields[name], text)
        somebody.press("Open the write-off")
        somebody.at(Step.REPORT)
        somebody.press("OBSOLETE")
        somebody.press("Record what it shows")
        somebody.at(Step.DONE)
        somebody.sees("Written off, as you reported")
        somebody.sees("1 copy on the device, reported by it.")
        offered = [said(each) for each in somebody.window.findChildren(QRadioButton) if each.isVisible()]
        assert offered == []


@pytest.mark.parametrize("profile", ["smp-files", "drop-folder"])
def test_a_device_that_refuses_is_told_with_its_reason(tmp_path: Path, qtbot: QtBot, profile: str) -> None:
    with vendor(tmp_path, profile, "refuse") as world, person(world.place / "laptop") as somebody:
        connect(somebody, world)
        somebody.press("Choose what comes home")
        somebody.press("Move")
        somebody.press("Review the request")
        somebody.at(Step.ASK)
        ask(somebody, world, "")
        response = world.upload(str(somebody.save_to(world.stick)))
        somebody.press("It is handed over")
        somebody.at(Step.ANSWER)
        somebody.open_answer(response)
        somebody.at(Step.APPLY)
        somebody.press(f"working on {HOST}")
        somebody.press("Give it the response and remove 7 copies")
        somebody.sees("The device refused the response")
        somebody.sees("Open another response...")
        somebody.sees("7 copies on the device, reported by it.")


def test_a_profile_that_is_broken_is_listed_with_its_error(tmp_path: Path, qtbot: QtBot) -> None:
    (tmp_path / "profiles").mkdir()
    (tmp_path / "profiles" / "boiler.toml").write_text('format = 1\ntitle = "Boiler"\nlink = "pigeon"\n')
    with person(tmp_path) as somebody:
        leave_to(somebody)
        somebody.press("cannot be used")
        somebody.sees("boiler.toml")
        somebody.sees('line 3: link: one of "smp", "folder", "command", "hand" is expected')
        choices = {said(each) for each in somebody.window.findChildren(QRadioButton) if each.isVisible()}
        assert choices == set(TITLES.values()), "it cannot be chosen"


def test_a_profile_that_is_gone_when_its_case_is_resumed_is_told(tmp_path: Path, qtbot: QtBot) -> None:
    with vendor(tmp_path, "drop-folder") as world:
        own = world.place / "laptop" / "profiles"
        own.mkdir(parents=True)
        shipped = retour_resources.root() / "profiles" / "drop-folder.toml"
        text = Path(str(shipped)).read_text().replace(TITLES["drop-folder"], "Boiler")
        (own / "boiler.toml").write_text(text)
        with person(world.place / "laptop") as somebody:
            connect(somebody, world, "Boiler")
            somebody.press("Choose what comes home")
            somebody.press("Move")
            somebody.press("Review the request")
            somebody.at(Step.ASK)
            somebody.window.show_home()
            (own / "boiler.toml").unlink()
            somebody.press("Go on with case")
            somebody.at(Step.ASK)
            somebody.sees("There is no device profile boiler.")
            assert not somebody.can_press("Ask the device for its request")
            somebody.sees("The device profile boiler cannot be used: put its file back.")
            for step in somebody.case.model.steps:
                somebody.case.show_step(step)
            somebody.case.show_step(Step.ASK)
            (own / "boiler.toml").write_text(text)
            somebody.case.model.changed.emit()
            somebody.press("Ask the device for its request")
            somebody.at(Step.CARRY)


def test_by_screen_and_camera_in_an_envelope(tmp_path: Path, qtbot: QtBot) -> None:
    cameras = HeldCameras()
    with vendor(tmp_path, "drop-folder") as world, person(world.place / "laptop", cameras=cameras) as somebody:
        connect(somebody, world)
        somebody.press("Choose what comes home")
        somebody.press("Move")
        somebody.press("Review the request")
        somebody.at(Step.ASK)
        ask(somebody, world, "")
        choose(somebody, "qr")
        envelope = unseal(shown(somebody))
        assert (envelope.host_id, envelope.leg) == (HOST, "request")
        (world.stick / "scanned.bin").write_bytes(envelope.data)
        response = world.upload(str(world.stick / "scanned.bin"))
        somebody.at(Step.ANSWER)
        cameras.sight = playing(plan(response.read_bytes()))
        somebody.press("Scan the response...")
        somebody.at(Step.APPLY)
        give(somebody, world)
        confirm(somebody, world)
        (world.stick / "again.bin").write_bytes(unseal(shown(somebody)).data)
        world.upload(str(world.stick / "again.bin"))
        assert world.portal.available == {"ACT-SEA": 2, "ACT-SKY": 5}


def shown(somebody: Person) -> bytes:
    """What the desk's Retour reads from the screen."""
    somebody.press("Show the code...")
    somebody.wait(lambda: isinstance(somebody.window.sheet, ShowPage), "the code's page")
    page = somebody.window.sheet
    assert isinstance(page, ShowPage)
    somebody.wait(lambda: page.showing is not None, "the plan")
    scan, showing = Scan(Eyes()), page.showing
    assert showing is not None
    for index in range(showing.fragments):
        scan.feed(seen(showing.symbol(index)))
    somebody.press("It is read")
    best = scan.receiver.best
    assert best is not None
    assert best.data is not None
    return best.data
