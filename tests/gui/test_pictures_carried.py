"""Every page and state of a carried case, in every look, as `test_pictures` does for the signed ones."""

from __future__ import annotations

import signal
from pathlib import Path

import pytest

from retour.returns.flow import STEPS, Step
from retour.returns.ways import Way
from tests.gui.carried import HOST, TITLES, connect, enter, give, hand_in, leave_to
from tests.gui.looks import Gallery
from tests.gui.states import arrived, choose, file, save, step, tick, unfold
from tests.journeys.vendors import vendor
from tests.vendor.kit import running


def test_connecting(gallery: Gallery, tmp_path: Path) -> None:
    somebody = gallery.person
    own = tmp_path / "laptop" / "profiles"
    own.mkdir(parents=True, exist_ok=True)
    (own / "boiler.toml").write_text('format = 1\ntitle = "Boiler"\nlink = "pigeon"\n')
    leave_to(somebody)
    gallery.show("carried-connect")
    gallery.show("carried-connect-broken", lambda: unfold(somebody))
    for profile, title in TITLES.items():
        somebody.press(title)
        gallery.show(f"carried-connect-{profile}")
    gallery.show("carried-connect-entered", lambda: enter(somebody))
    somebody.press("Write it off in the portal")
    gallery.show("carried-connect-write-off", lambda: enter(somebody))
    for way in (Way.OPAQUE, Way.OPAQUE_SYNC, Way.OPAQUE_WRITE_OFF):
        somebody.case.model.edit(way=way)
        for ahead in STEPS[way][1:]:
            gallery.show(f"carried-ahead-{way.value}-{ahead.value}", step(somebody, ahead))


def test_a_device_on_a_port_with_files_only(gallery: Gallery, tmp_path: Path) -> None:
    somebody = gallery.person
    with running(tmp_path / "device", "smp-files", "--pty", str(tmp_path / "tty")):
        somebody.app.engine.also_look_at(str(tmp_path / "tty"))
        somebody.sees(f"{HOST} is connected")
        gallery.show("carried-home-port")
        somebody.press("Start a return")
        somebody.sees("with its vendor's own files")
        gallery.show("carried-connect-port")
        somebody.press("Read licenses")
        somebody.at(Step.ON_DEVICE)
        gallery.show("carried-on-device-port")


def test_a_drive(gallery: Gallery, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    somebody = gallery.person
    stick = tmp_path / "INTENSO"
    stick.mkdir()
    monkeypatch.setattr("retour_gui.wizard.carry.sticks", lambda: [stick])
    with vendor(tmp_path / "world", "drop-folder") as world:
        engine = somebody.app.engine
        engine.mounts = tmp_path / "mounts"
        engine.mounts.write_text(f"36 35 8:1 / {world.place}/shown rw - vfat /dev/sdb1 rw\n")
        somebody.sees(f"{HOST} is connected")
        gallery.show("carried-home-offered")
        somebody.press("Start a return")
        gallery.show("carried-connect-drive")
        somebody.press("Read licenses")
        somebody.at(Step.ON_DEVICE)
        gallery.show("carried-on-device", lambda: unfold(somebody))
        somebody.press("Choose what comes home")
        somebody.at(Step.WHAT)
        choose(somebody, "MOVE")
        gallery.show("carried-what", lambda: choose(somebody, "MOVE"))
        gallery.show("carried-what-by-line", lambda: choose(somebody, "some", "MOVE"))
        choose(somebody, "all", "MOVE")
        somebody.press("Review the request")
        somebody.at(Step.ASK)
        gallery.show("carried-ask")
        somebody.window.show_home()
        gallery.show("carried-home-planned")
        resume(gallery)
        world.device.process.send_signal(signal.SIGSTOP)  # the device is busy: it stops
        somebody.press("Ask the device for its request")
        somebody.sees("Waiting for the device's file")
        gallery.show("carried-ask-waiting")
        world.device.process.send_signal(signal.SIGCONT)
        somebody.at(Step.CARRY)
        gallery.show("carried-carry", lambda: file(somebody))
        gallery.show("carried-carry-saved", lambda: save(somebody, tmp_path / "saved"))
        home(gallery, "request")
        request, response = hand_in(somebody, world)
        home(gallery, "delivered")
        gallery.show("carried-answer")

        def tell() -> None:
            somebody.open_answer(request)
            somebody.told("request-itself")
            unfold(somebody)

        gallery.show("carried-answer-wrong", tell)
        somebody.open_answer(response)
        somebody.at(Step.APPLY)
        home(gallery, "response")
        gallery.show("carried-apply")
        gallery.show("carried-apply-ticked", lambda: tick(somebody))
        tick(somebody)
        somebody.press("Give it the response and remove 7 copies")
        somebody.sees("The device accepted the response")
        arrived(somebody)
        gallery.show("carried-apply-accepted")
        home(gallery, "accepted")
        somebody.press("Take its confirmation")
        somebody.at(Step.CARRY_AGAIN)
        arrived(somebody)
        somebody.window.quiet()
        gallery.show("carried-carry-again", lambda: file(somebody))
        gallery.show("carried-leave", lambda: somebody.case.show_leave())
        somebody.case.show_step(Step.CARRY_AGAIN)
        home(gallery, "confirmation")
        world.upload(str(somebody.save_to(world.stick)))
        somebody.press("It is handed over")
        somebody.at(Step.REPORT)
        gallery.show("carried-report")
        gallery.show("carried-report-chosen", lambda: choose(somebody, "REMOVED_FROM_LICENSE"))
        for back in (Step.CONNECT, Step.ON_DEVICE, Step.WHAT, Step.ASK, Step.CARRY, Step.ANSWER, Step.APPLY):
            gallery.show(f"carried-back-{back.value}", step(somebody, back))
        somebody.case.show_step(Step.REPORT)
        somebody.press("WAITING_FOR_CONFIRMATION")
        somebody.press("Record what it shows")
        somebody.sees("Reported so far")
        gallery.show("carried-report-again")
        somebody.press("REMOVED_FROM_LICENSE")
        somebody.press("Record what it shows")
        somebody.at(Step.DONE)
        arrived(somebody)
        gallery.show("carried-done")
        somebody.window.show_home()
        gallery.show("carried-home-done", lambda: unfold(somebody))


def test_by_hand(gallery: Gallery, tmp_path: Path) -> None:
    somebody = gallery.person
    with vendor(tmp_path / "world", "by-hand") as world:
        connect(somebody, world)
        gallery.show("carried-on-device-entered")
        somebody.press("Choose what comes home")
        somebody.at(Step.WHAT)
        choose(somebody, "MOVE", "OPAQUE_SYNC")
        gallery.show("carried-what-sync", lambda: choose(somebody, "MOVE"))
        choose(somebody, "MOVE")
        somebody.press("Review the request")
        somebody.at(Step.MARK)
        gallery.show("carried-mark")
        somebody.press("MARKED_FOR_REMOVAL")
        somebody.press("Record what it shows")
        somebody.at(Step.ASK)
        gallery.show("carried-ask-by-hand")
        world.by_hand("SYNC\n")
        somebody.press("Take its request")
        somebody.at(Step.CARRY)
        _, response = hand_in(somebody, world)
        somebody.open_answer(response)
        somebody.at(Step.APPLY)
        gallery.show("carried-apply-by-hand")
        tick(somebody)
        somebody.press("Give it the response and remove 7 copies")
        somebody.wait(lambda: (world.place / "mine" / "to-device").exists(), "the response in the folder")
        somebody.at(Step.APPLY)
        gallery.show("carried-apply-what-did-it-say", lambda: unsure(gallery))
        unsure(gallery)
        somebody.press("It accepted the response")
        somebody.sees("As you reported.")
        arrived(somebody)
        gallery.show("carried-apply-accepted-by-hand")


def test_refused(gallery: Gallery, tmp_path: Path) -> None:
    somebody = gallery.person
    with vendor(tmp_path / "world", "drop-folder", "refuse") as world:
        connect(somebody, world)
        somebody.press("Choose what comes home")
        choose(somebody, "MOVE")
        somebody.press("Review the request")
        somebody.press("Ask the device for its request")
        somebody.at(Step.CARRY)
        _, response = hand_in(somebody, world)
        somebody.open_answer(response)
        somebody.at(Step.APPLY)
        give(somebody, world)
        somebody.sees("The device refused the response")
        gallery.show("carried-apply-refused")
        home(gallery, "refused")


def test_write_off(gallery: Gallery) -> None:
    somebody = gallery.person
    leave_to(somebody)
    somebody.press(TITLES["by-hand"])
    somebody.press("Write it off in the portal")
    enter(somebody)
    somebody.press("Choose what is given up")
    somebody.at(Step.WHAT)
    gallery.show("carried-write-off")
    choose(somebody, "DEFECT")
    page = somebody.case.page
    for name, text in (("technician", "Ada"), ("note", "Struck by lightning on 3 November.")):
        page._fields[name].setText(text)  # type: ignore[attr-defined]
        page._fields[name].textEdited.emit(text)  # type: ignore[attr-defined]
    gallery.show("carried-write-off-noted", lambda: choose(somebody, "DEFECT"))
    choose(somebody, "DEFECT")
    somebody.press("Open the write-off")
    somebody.at(Step.REPORT)
    gallery.show("carried-write-off-report")
    home(gallery, "write-off")
    somebody.press("OBSOLETE")
    somebody.press("Record what it shows")
    somebody.at(Step.DONE)
    gallery.show("carried-write-off-done")


def home(gallery: Gallery, stage: str) -> None:
    """The case in the list, and back to it."""
    gallery.person.window.show_home()
    gallery.show(f"carried-home-{stage}")
    resume(gallery)


def resume(gallery: Gallery) -> None:
    somebody = gallery.person
    (case,) = somebody.app.engine.cases
    somebody.press(f"Go on with case {case.case.number}")
    somebody.wait(lambda: somebody.window.case is not None, "the case")


def unsure(gallery: Gallery) -> None:
    """The device has the response, and the page asks what it said."""
    page = gallery.person.case.page
    page._ask_for_verdict()  # type: ignore[attr-defined]
