"""The show page: still or animated, slower and coarser, full screen, paper; white also in the dark."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from retour.airgap.scanning import Scan
from retour.airgap.showing import Density, sheet
from retour.airgap.symbols.eyes import Eyes
from retour.airgap.symbols.stills import pictures
from retour_gui.scan.canvas import FullScreen
from retour_gui.scan.grey import of_image
from retour_gui.scan.opening import show_path
from retour_gui.scan.printed import dark_runs, print_codes
from retour_gui.scan.show import ShowPage, ToShow
from retour_gui.theme.tokens import Scheme
from tests.gui.person import Person
from tests.gui.scan.screens import noise


def show(somebody: Person, data: bytes, done: str = "") -> ShowPage:
    shown = ToShow(data, "Request of SN-1", "SN-1", "R-1234-5678", done)
    over: list[bool] = []
    somebody.window.show_sheet(lambda context: ShowPage(context, shown, lambda: over.append(True)))
    page = somebody.window.sheet
    assert isinstance(page, ShowPage)
    page.over = over  # type: ignore[attr-defined]
    planned(somebody, page)
    return page


def planned(somebody: Person, page: ShowPage) -> None:
    somebody.wait(lambda: page.showing is not None or page._no.isVisible(), "the plan")


def text(page: ShowPage, index: int) -> str:
    """What frame `index` says."""
    assert page.showing is not None
    return page.showing.text(index)


def version(page: ShowPage) -> int:
    assert page.showing is not None
    return page.showing.version


def on_screen(somebody: Person) -> str | None:
    """What a camera before the screen reads."""
    picture = of_image(somebody.window.grab().toImage())
    assert picture is not None
    found = Eyes().read(picture)
    return found[0].text if found else None


@pytest.mark.parametrize("scheme", [Scheme.LIGHT, Scheme.DARK, Scheme.CONTRAST])
def test_a_small_message_is_one_still_code(somebody: Person, scheme: Scheme) -> None:
    somebody.app.theme.apply(scheme, large=False)
    page = show(somebody, noise(200))
    somebody.wait(lambda: on_screen(somebody) == text(page, 0), "the code on the screen")
    somebody.sees("One code, it stands still.")
    assert not somebody.can_press("Pause")
    assert "SN-1" in page.canvas.accessibleName()


def test_a_larger_one_is_animated_and_is_read_from_the_screen(somebody: Person) -> None:
    data = noise(2500)
    page = show(somebody, data)
    page._set_speed("10")
    scan = Scan(Eyes())

    def whole() -> bool:
        picture = of_image(somebody.window.grab().toImage())
        assert picture is not None
        scan.feed(picture)
        return scan.receiver.best is not None and scan.receiver.best.data is not None

    somebody.wait(whole, "the whole message")
    best = scan.receiver.best
    assert best is not None
    assert best.data == data
    somebody.sees("of 5")


def test_slower_and_coarser_are_remembered(somebody: Person) -> None:
    page = show(somebody, noise(6000))
    assert page.showing is not None
    before = page.showing.fragments
    somebody.press("Coarser")
    somebody.sees("Detail: coarse")
    planned(somebody, page)
    assert version(page) <= Density.V15.version
    assert page.showing is not None
    assert page.showing.fragments > before
    somebody.press("Slower")
    somebody.sees("Codes a second: 7")
    somebody.press("Back")
    again = show(somebody, noise(6000))
    assert version(again) <= Density.V15.version
    somebody.sees("Codes a second: 7")


def test_a_pause_is_stepped_through_by_keyboard(somebody: Person) -> None:
    page = show(somebody, noise(6000))
    somebody.sees("Part")
    somebody.press("Pause")
    at = page.player.index
    QTest.keyClick(page, Qt.Key.Key_Right)
    somebody.wait(lambda: page.player.index == at + 1, "the next one")
    somebody.wait(lambda: on_screen(somebody) == text(page, at + 1), "it on the screen")
    somebody.press("Previous")
    somebody.wait(lambda: on_screen(somebody) == text(page, at), "the one before")
    somebody.press("Go on")
    somebody.wait(lambda: page.player.index > at, "it goes on")


def test_no_key_says_that_it_was_read(somebody: Person) -> None:
    page = show(somebody, noise(6000), "It is read")
    somebody.sees("Part")
    assert somebody.window.focusWidget() is page.canvas
    QTest.keyClick(page.canvas, Qt.Key.Key_Space)
    somebody.sees("Go on")
    at = page.player.index
    QTest.keyClick(page.canvas, Qt.Key.Key_Right)
    somebody.wait(lambda: page.player.index == at + 1, "the next one")
    assert page.over == []  # type: ignore[attr-defined]
    assert somebody.window.sheet is page


def test_help_over_it_and_back(somebody: Person) -> None:
    page = show(somebody, noise(6000))
    somebody.sees("Part")
    somebody.window.show_help()
    at = page.player.index
    QTest.qWait(300)
    assert page.player.index <= at + 1, "nobody looks"
    QTest.keyClick(somebody.window, Qt.Key.Key_Escape)
    assert somebody.window.sheet is page
    somebody.wait(lambda: page.player.index > at + 1, "it goes on")


def test_full_screen_and_back_by_any_key(somebody: Person) -> None:
    page = show(somebody, noise(6000))
    somebody.press("Full screen")
    (full,) = [each for each in QApplication.topLevelWidgets() if isinstance(each, FullScreen) and each.isVisible()]

    def read() -> str | None:
        picture = of_image(full.grab().toImage())
        assert picture is not None
        found = Eyes().read(picture)
        return found[0].text if found else None

    somebody.wait(lambda: read() is not None, "a code on the whole screen")
    QTest.keyClick(full, Qt.Key.Key_A)
    somebody.wait(lambda: page._full is None, "the window again")


def test_the_verb_says_that_it_is_read(somebody: Person) -> None:
    page = show(somebody, noise(100), "It is read")
    somebody.press("It is read")
    assert page.over == [True]  # type: ignore[attr-defined]
    assert somebody.window.sheet is None


def test_leaving_ends_the_thread(somebody: Person) -> None:
    page = show(somebody, noise(6000))
    thread = page.player._thread
    somebody.press("Back")
    somebody.wait(lambda: not thread.is_alive(), "the end of the thread")


def test_what_is_too_large_says_so_and_offers_the_file(somebody: Person) -> None:
    show(somebody, noise(600_000))
    somebody.sees("Nothing was changed")
    assert not somebody.can_press("Print...")
    somebody.press("Back")


def test_any_file_can_be_shown(somebody: Person, tmp_path: Path) -> None:
    path = tmp_path / "response.bin"
    path.write_bytes(noise(300))
    show_path(somebody.window.context, path)
    somebody.sees("response.bin")
    page = somebody.window.sheet
    assert isinstance(page, ShowPage)
    planned(somebody, page)
    somebody.wait(lambda: on_screen(somebody) == text(page, 0), "the code on the screen")


def test_the_printed_sheet_is_read_again(somebody: Person, tmp_path: Path) -> None:
    data = noise(4000)
    page = show(somebody, data)
    codes = sheet(data)
    symbols = tuple(codes.symbol(index) for index in range(codes.frames))
    assert len(symbols) > 6, "it takes two pages"
    path = tmp_path / "codes.pdf"
    now = datetime(2026, 11, 25, 2, 0, tzinfo=UTC)
    somebody.app.context.paper.write_codes(
        lambda device: print_codes(device, page.shown, symbols, now), "R-1234-5678", path
    )
    somebody.wait(path.exists, "the PDF")
    somebody.sees("Saved as")
    scan = Scan(Eyes())
    pages = list(pictures(path))
    assert len(pages) == 2
    for picture in reversed(pages):
        scan.feed(picture)
    best = scan.receiver.best
    assert best is not None
    assert best.data == data


def test_rows_are_printed_as_bars() -> None:
    assert list(dark_runs(bytes((1, 1, 0, 1, 0, 0, 1, 1, 1)))) == [(0, 2), (3, 1), (6, 3)]
    assert list(dark_runs(bytes(5))) == []
