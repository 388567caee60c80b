"""The pages of the way by screen and camera, in every look: `pytest tests/gui/test_pictures_qr.py --pictures DIR`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from retour.airgap.showing import plan
from retour.returns.flow import Step
from retour_gui.scan.crossing import QR
from retour_gui.scan.opening import scan
from retour_gui.scan.scan import ScanPage
from retour_gui.scan.show import ShowPage, ToShow
from retour_gui.scan.source import busy
from tests.gui.cameras import HeldCameras
from tests.gui.looks import Gallery
from tests.gui.person import Person, person
from tests.gui.plant import Plant
from tests.gui.scan.screens import noise, playing, seen, wall
from tests.gui.states import choose, connected
from tests.journeys.test_over_http import Desk

LEAD = "The portal shows the answer as a QR code: on its page, press \u201cShow as QR\u201d."


@pytest.fixture(scope="module")
def plant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Plant]:
    with Plant(tmp_path_factory.mktemp("plant") / "world") as made:
        made.furnish()
        yield made


@pytest.fixture
def cameras() -> HeldCameras:
    return HeldCameras("Integrated Camera: 720p HD", "USB Camera")


@pytest.fixture
def gallery(
    qtbot: QtBot, tmp_path: Path, words: Path, cameras: HeldCameras, request: pytest.FixtureRequest
) -> Iterator[Gallery]:
    wanted = request.config.getoption("--pictures", default=None)
    folder = Path(wanted) if wanted else None
    if folder is not None:
        folder.mkdir(parents=True, exist_ok=True)
    with person(tmp_path / "laptop", cameras=cameras) as somebody:
        made = Gallery(somebody, words, folder)
        yield made
        made.close()


def test_show(gallery: Gallery) -> None:
    somebody = gallery.person
    somebody.wait(lambda: somebody.app.engine.read, "the journal")

    def shown(data: bytes, done: str = "It is read: handed over") -> Callable[[], None]:
        def show() -> None:
            made = ToShow(data, "Confirmation of SN-4711", "SN-4711", "R-1234-5678", done)
            somebody.window.show_sheet(lambda context: ShowPage(context, made))
            page = somebody.window.sheet
            assert isinstance(page, ShowPage)
            somebody.wait(lambda: page.canvas.module_pixels() > 0 or page._no.isVisible(), "the code")

        return show

    def paused() -> None:
        shown(noise(9000))()
        page = somebody.window.sheet
        assert isinstance(page, ShowPage)
        page._pause.setChecked(True)

    gallery.show("qr-show-still", shown(noise(250)))
    gallery.show("qr-show-animated", shown(noise(9000)))
    gallery.show("qr-show-paused", paused)
    gallery.show("qr-show-too-large", shown(noise(600_000), ""))


def test_scan(gallery: Gallery, cameras: HeldCameras) -> None:
    somebody = gallery.person
    somebody.wait(lambda: somebody.app.engine.read, "the journal")
    showing = plan(noise(80_000))

    def scanning() -> ScanPage:
        somebody.window.show_home()
        scan(somebody.window.context, LEAD, lambda _: None, wants=lambda _: False)
        page = somebody.window.sheet
        assert isinstance(page, ScanPage)
        return page

    def reading() -> None:
        cameras.sight = playing(showing)
        page = scanning()
        somebody.wait(lambda: page.amount.more.isVisible(), "the time left")
        held = seen(showing.symbol(0))
        cameras.sight = lambda: held

    def nothing() -> None:
        cameras.sight = wall
        now = [0.0]
        somebody.window.show_sheet(
            lambda made: ScanPage(made, lambda _: None, lambda _: False, LEAD, clock=lambda: now[0])
        )
        page = somebody.window.sheet
        assert isinstance(page, ScanPage)
        now[0] = 6.0
        page._hint_again()

    def no_camera() -> None:
        cameras.names = []
        scanning()
        cameras.names = ["Integrated Camera: 720p HD", "USB Camera"]

    def taken_by_others() -> None:
        cameras.broken = busy("Integrated Camera: 720p HD", "Device or resource busy")
        scanning()
        cameras.broken = None

    def whole() -> None:
        picture = seen(plan(noise(300)).symbol(0))
        cameras.sight = lambda: picture
        page = scanning()
        somebody.wait(lambda: page._found.isVisible(), "what it is")

    gallery.show("qr-scan-reading", reading)
    gallery.show("qr-scan-nothing", nothing)
    gallery.show("qr-scan-no-camera", no_camera)
    gallery.show("qr-scan-busy", taken_by_others)
    gallery.show("qr-scan-whole", whole)
    somebody.window.show_home()


def test_the_wizard(gallery: Gallery, plant: Plant) -> None:
    somebody = gallery.person
    desk = Desk(plant)
    try:
        connected(somebody, plant.port("SN-4711"))
        by_qr(somebody, gallery)
    finally:
        desk.stop()


def by_qr(somebody: Person, gallery: Gallery) -> None:
    somebody.press("Return its licenses")
    somebody.at(Step.ON_DEVICE)
    somebody.press("Choose what comes home")
    somebody.at(Step.WHAT)
    somebody.press("Move")
    somebody.press("Other ways")
    somebody.press("Confirmed return")
    somebody.press("Review the request")
    somebody.at(Step.ASK)
    somebody.press("Sign the request")
    somebody.at(Step.CARRY)
    gallery.show("qr-carry", lambda: choose(somebody, QR))
    somebody.press("Show the code")
    somebody.press("It is read")
    somebody.at(Step.ANSWER)
    gallery.show("qr-answer", lambda: choose(somebody, QR))
    gallery.show("qr-looked-back", lambda: somebody.case.show_step(Step.CARRY))
