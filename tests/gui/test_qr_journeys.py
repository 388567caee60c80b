"""Whole returns without a file: the window's codes are photographed for the portal, the portal's are filmed back.

Both sides see each other only through the simulated camera of `tests.airgap.camera`.
"""

from __future__ import annotations

import hashlib
import io
import re
import time
from collections.abc import Callable, Iterator
from html import unescape
from pathlib import Path

import httpx
import pytest
from PIL import Image
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from retour.airgap.showing import Showing, sheet
from retour.airgap.symbols.picture import Picture
from retour.airgap.symbols.stills import pictures
from retour.portal import inputs
from retour.portal.database import Place
from retour.portal.store import Portal
from retour.returns.flow import Step
from retour_gui.scan.printed import print_codes, today
from retour_gui.scan.show import ShowPage
from tests.airgap.camera import CONDITIONS, MODULE, Camera, Screen, jpeg_file, photo_of_sheet
from tests.gui.cameras import HeldCameras
from tests.gui.person import Person, person
from tests.gui.states import choose
from tests.gui.test_journeys import choose as choose_copies
from tests.gui.test_journeys import remove
from tests.journeys.test_over_http import Desk
from tests.journeys.world import World

HOST = "SN-1"
MANY = {f"ACT-{hashlib.sha256(bytes((number,))).hexdigest()[:20].upper()}": 1 for number in range(48)}
"""Lines whose names do not get smaller: the messages take several codes."""
PORTAL_PIXELS = 2
"""Pixels a module in the portal's animated pictures."""


class Held(Screen):
    """A screen that shows pictures as they are."""

    def __init__(self, image: Callable[[int], Image.Image], fps: float) -> None:
        super().__init__(lambda _: pytest.fail("there are pictures"), fps)
        self._image = image

    def image(self, index: int) -> Image.Image:
        return self._image(index)


class Operator:
    """Somebody at the portal, with a browser, a phone and no stick."""

    def __init__(self, desk: Desk) -> None:
        self._client = httpx.Client(base_url=desk._url, follow_redirects=True, timeout=60)
        page = self._client.get("/signin").text
        self._client.post("/signin", data={"token": desk._token, "form_token": self._token(page)})

    def close(self) -> None:
        self._client.close()

    def take_in(self, *photos: bytes) -> str:
        """Give the portal photos; the page that follows."""
        token = self._token(self._client.get("/drop").text)
        files = [("file", (f"IMG_{number}.jpg", photo, "image/jpeg")) for number, photo in enumerate(photos)]
        return self._client.post("/drop", data={"form_token": token, "case": ""}, files=files).text

    def shows(self, page: str) -> Screen:
        """The screen on which the answer of this page is shown."""
        link = re.search(r'href="([^"]*/answer/qr)"', page)
        assert link, page
        shown = self._client.get(link[1]).text
        picture = re.search(r'src="([^"]*qr\.png[^"]*)"', shown)
        assert picture, shown
        png = Image.open(io.BytesIO(self._client.get(unescape(picture[1])).content))
        count = getattr(png, "n_frames", 1)
        frames: list[Image.Image] = []
        for index in range(count):
            png.seek(index)
            grey = png.convert("L")
            pixels = PORTAL_PIXELS if count > 1 else 8
            side = grey.width // pixels * MODULE
            frames.append(grey.resize((side, side), Image.Resampling.NEAREST))
        fps = 1000 / float(png.info.get("duration", 125) or 125) if count > 1 else 8
        return Held(lambda index: frames[index % count], fps)

    def prints(self, page: str, folder: Path) -> list[Path]:
        """The answer of this page on paper, and photos of each of its codes."""
        link = re.search(r'href="([^"]*/answer)/qr"', page)
        assert link, page
        sheet_page = self._client.get(f"{link[1]}/sheet").text
        photos = []
        for number, source in enumerate(re.findall(r'src="([^"]*/sheet/[0-9]+\.png[^"]*)"', sheet_page)):
            image = Image.open(io.BytesIO(self._client.get(unescape(source)).content)).convert("L")
            screen = Held(lambda _, image=image: image, 1.0)  # type: ignore[misc]
            path = folder / f"photo-{number}.jpg"
            path.write_bytes(jpeg_file(Camera(number, CONDITIONS["moderate"]).look(screen, 0.1)))
            photos.append(path)
        return photos

    @staticmethod
    def _token(page: str) -> str:
        found = re.search(r'name="form_token" value="([^"]+)"', page)
        assert found
        return found[1]


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with World(tmp_path / "world") as made:
        made.plug(HOST)
        yield made


def stock(world: World) -> None:
    """Many lines in the portal, all of them on the device."""
    with Portal.open(Place.of(str(world.place / "portal"), None)) as portal:
        for line in MANY:
            portal.put_line(inputs.line(line, "Controls", 1))
    world.activate(HOST, **{line.replace("-", "_"): 1 for line in MANY})


@pytest.fixture
def cameras(qtbot: QtBot) -> HeldCameras:
    return HeldCameras()


@pytest.fixture
def technician(world: World, cameras: HeldCameras) -> Iterator[Person]:
    with person(world.place / "laptop", cameras=cameras) as somebody:
        yield somebody


@pytest.fixture
def operator(world: World) -> Iterator[Operator]:
    desk = Desk(world)
    made = Operator(desk)
    yield made
    made.close()
    desk.stop()


def shown(technician: Person) -> ShowPage:
    """The page with the code."""
    technician.wait(lambda: isinstance(technician.window.sheet, ShowPage), "the code's page")
    page = technician.window.sheet
    assert isinstance(page, ShowPage)
    technician.wait(lambda: page.showing is not None, "the plan")
    return page


def showing_of(page: ShowPage) -> Showing:
    assert page.showing is not None
    return page.showing


def photographs(technician: Person, seed: int) -> list[bytes]:
    """Photos of the code on the technician's screen, of every part where there are several."""
    page = shown(technician)
    technician.wait(lambda: page.canvas.module_pixels() > 0, "the code")
    images: dict[int, Image.Image] = {}
    if not showing_of(page).animated:
        images[0] = on_canvas(page)
    else:
        page.player.shows.connect(lambda index, _: images.__setitem__(index, on_canvas(page)))
        technician.wait(lambda: len(images) >= showing_of(page).fragments + 1, "every part")
    camera = Camera(seed, CONDITIONS["moderate"])
    steady = [Held(lambda _, image=image: image, 1.0) for image in images.values()]  # type: ignore[misc]
    return [jpeg_file(camera.look(screen, 0.1)) for screen in steady]


def on_canvas(page: ShowPage) -> Image.Image:
    grey: QImage = page.canvas._image.convertToFormat(QImage.Format.Format_Grayscale8)
    side, stride = grey.width(), grey.bytesPerLine()
    data = bytes(grey.constBits())
    rows = b"".join(data[at : at + side] for at in range(0, side * stride, stride))
    image = Image.frombytes("L", (side, side), rows)
    return image.resize((side * MODULE, side * MODULE), Image.Resampling.NEAREST)


def before_the_camera(cameras: HeldCameras, screen: Screen, seed: int) -> None:
    """The technician's camera sees this screen; it comes late, in the middle of the message."""
    camera, began = Camera(seed, CONDITIONS["moderate"]), time.monotonic() - 0.7

    def look() -> Picture:
        return camera.look(screen, time.monotonic() - began)

    cameras.sight = look


def show_and_take_in(technician: Person, operator: Operator, seed: int, *, animated: bool) -> str:
    """The case's message crosses to the portal; its page."""
    choose(technician, "qr")
    technician.press("Show the code...")
    assert showing_of(shown(technician)).animated is animated
    page = operator.take_in(*photographs(technician, seed))
    technician.press("It is read")
    return page


def scan_back(technician: Person, cameras: HeldCameras, screen: Screen, seed: int) -> None:
    before_the_camera(cameras, screen, seed)
    technician.press("Scan the answer...")


def test_one_trip_by_screen_and_camera(
    technician: Person, world: World, operator: Operator, cameras: HeldCameras
) -> None:
    world.activate(HOST)
    choose_copies(technician, {})
    remove(technician, 5)
    page = show_and_take_in(technician, operator, 1, animated=False)
    assert world.ledger() | {"ACT-AAAA": (3, 0, 0), "ACT-BBBB": (2, 0, 0)} == world.ledger()
    technician.at(Step.RECEIPT)
    scan_back(technician, cameras, operator.shows(page), 2)
    technician.at(Step.DONE)
    technician.sees("5 copies are home")
    technician.sees("5 copies in the portal, confirmed by it.")
    assert world.portal("balance").code == 0
    crossed = [each["crossed"] for each in world.retour("cases", "--json").records if each["way"] == "one-trip"]
    assert crossed == [["request", "receipt"]]


def test_confirmed_with_many_lines_by_animated_codes(
    technician: Person, world: World, operator: Operator, cameras: HeldCameras
) -> None:
    stock(world)
    choose_copies(technician, {}, "Confirmed return")
    technician.press("Review the request")
    technician.at(Step.ASK)
    technician.press("Sign the request for 48 copies")
    technician.at(Step.CARRY)
    page = show_and_take_in(technician, operator, 3, animated=True)
    technician.at(Step.ANSWER)
    screen = operator.shows(page)
    scan_back(technician, cameras, screen, 4)
    technician.at(Step.APPLY)
    assert len(world.held(HOST)) == 48, "the device has not seen it yet"
    technician.press(f"{HOST}.")
    technician.press("Apply the answer and remove 48 copies")
    technician.at(Step.CARRY_AGAIN)
    page = show_and_take_in(technician, operator, 5, animated=False)
    technician.at(Step.RECEIPT)
    scan_back(technician, cameras, operator.shows(page), 6)
    technician.at(Step.DONE)
    technician.sees("48 copies are home")
    assert world.portal("balance").code == 0
    assert all(row[0] == 1 for line, row in world.ledger().items() if line in MANY)


def test_by_paper_alone(technician: Person, world: World, operator: Operator, tmp_path: Path) -> None:
    stock(world)
    choose_copies(technician, {}, "Confirmed return")
    technician.press("Review the request")
    technician.at(Step.ASK)
    technician.press("Sign the request for 48 copies")
    technician.at(Step.CARRY)
    page = operator.take_in(*print_and_photograph(technician, tmp_path / "request.pdf", sheets=1))
    technician.at(Step.ANSWER)
    photos = operator.prints(page, tmp_path)
    assert len(photos) > 1
    technician.case.page.scan(tuple(reversed(photos)))  # type: ignore[attr-defined]
    technician.at(Step.APPLY)
    technician.press(f"{HOST}.")
    technician.press("Apply the answer and remove 48 copies")
    technician.at(Step.CARRY_AGAIN)
    operator.take_in(*print_and_photograph(technician, tmp_path / "confirmation.pdf", sheets=1))
    assert all(row[0] == 1 for line, row in world.ledger().items() if line in MANY)
    assert world.portal("balance").code == 0


def print_and_photograph(technician: Person, pdf: Path, sheets: int) -> list[bytes]:
    """The message on paper, and a phone's photos of it."""
    choose(technician, "qr")
    technician.press("Show the code...")
    page = shown(technician)
    codes = sheet(page.shown.data)
    symbols = tuple(codes.symbol(index) for index in range(codes.frames))
    paper = technician.app.context.paper
    paper.write_codes(lambda device: print_codes(device, page.shown, symbols, today()), "codes", pdf)
    technician.wait(pdf.exists, "the sheet")
    technician.press("It is read")
    photos = [photo_of_sheet(each, seed) for seed, each in enumerate(pictures(pdf))]
    assert len(photos) == sheets
    return photos


def test_only_the_verb_hands_over(technician: Person, world: World) -> None:
    world.activate(HOST)
    choose_copies(technician, {})
    remove(technician, 5)
    choose(technician, "qr")
    technician.press("Show the code...")
    page = shown(technician)
    model = technician.case.model
    model.changed.emit()
    model.moved.emit()
    focus = technician.window.focusWidget()
    assert focus is not None
    assert page.isAncestorOf(focus), "a key presses nothing that nobody sees"
    technician.press("Back")
    assert not technician.can_press("Show the code..."), "the button says what it does"
    technician.press("Show the code again...")
    shown(technician)
    technician.press("Back")
    assert model.now is Step.CARRY
    technician.press("It is handed over")
    technician.at(Step.RECEIPT)
