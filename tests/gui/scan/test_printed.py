"""Codes on paper: on whatever paper there is, where a photo of the sheet sees all of it, with the user's date."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pypdfium2  # type: ignore[import-untyped]
import pytest
from PIL import Image, ImageOps
from PySide6.QtCore import QBuffer, QLocale, QMarginsF
from PySide6.QtGui import QPageLayout, QPageSize, QPdfWriter

from retour.airgap.scanning import Scan
from retour.airgap.showing import sheet
from retour.airgap.symbols.eyes import Eyes
from retour.airgap.symbols.stills import pictures_in
from retour.airgap.symbols.symbol import Symbol
from retour.errors import NotReached
from retour_gui import words
from retour_gui.scan.printed import dark_runs, print_codes, usual_paper
from retour_gui.scan.show import ToShow
from tests.gui.scan.screens import noise

NOW = datetime(2026, 11, 25, 2, 0, tzinfo=UTC)
DATA = noise(4000)
DPI = 100
POINT_MM = 25.4 / 72
A4, A5, LETTER = QPageSize.PageSizeId.A4, QPageSize.PageSizeId.A5, QPageSize.PageSizeId.Letter
UPRIGHT, ACROSS = QPageLayout.Orientation.Portrait, QPageLayout.Orientation.Landscape

pytestmark = pytest.mark.usefixtures("qtbot")


@pytest.fixture(scope="module")
def symbols() -> tuple[Symbol, ...]:
    codes = sheet(DATA)
    return tuple(codes.symbol(index) for index in range(codes.frames))


@pytest.fixture
def german() -> Iterator[None]:
    before = QLocale()
    QLocale.setDefault(QLocale("de_DE"))
    yield
    QLocale.setDefault(before)


def printed(
    symbols: tuple[Symbol, ...],
    size: QPageSize.PageSizeId = A4,
    orientation: QPageLayout.Orientation = UPRIGHT,
    margin: float = 3.0,
    host: str = "SN-1",
) -> tuple[bytes, int]:
    """A PDF as a printer would get it whose dialog chose this paper; and how many pages were said."""
    buffer = QBuffer()
    buffer.open(QBuffer.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    margins = QMarginsF(margin, margin, margin, margin)
    writer.setPageLayout(QPageLayout(QPageSize(size), orientation, margins, QPageLayout.Unit.Millimeter))
    said = print_codes(writer, ToShow(DATA, f"Request of {host}", host, "R-1234-5678"), symbols, NOW)
    return bytes(buffer.data().data()), said


def sizes(pdf: bytes) -> list[tuple[int, int]]:
    """Of its pages, in millimetres."""
    with pypdfium2.PdfDocument(pdf) as document:
        return [(round(page.get_width() * POINT_MM), round(page.get_height() * POINT_MM)) for page in document]


def ink(pdf: bytes) -> list[tuple[float, ...]]:
    """How far from the left, top, right and bottom edge anything is printed, in millimetres, on each page."""
    with pypdfium2.PdfDocument(pdf) as document:
        found = []
        for page in document:
            image: Image.Image = page.render(scale=DPI / 72).to_pil().convert("L")
            box = ImageOps.invert(image).getbbox()
            assert box is not None
            left, top, right, bottom = box
            edges = (left, top, image.width - right, image.height - bottom)
            found.append(tuple(edge / DPI * 25.4 for edge in edges))
        return found


def text(pdf: bytes) -> str:
    """What is written on its first page, the kinds of spaces made one."""
    with pypdfium2.PdfDocument(pdf) as document:
        return " ".join(document[0].get_textpage().get_text_range().split())


@pytest.mark.parametrize(
    ("size", "orientation", "expected"),
    [
        (A4, UPRIGHT, (210, 297)),
        (A4, ACROSS, (297, 210)),
        (LETTER, UPRIGHT, (216, 279)),
        (LETTER, ACROSS, (279, 216)),
        (A5, UPRIGHT, (148, 210)),
    ],
)
def test_the_paper_that_was_chosen_stays(
    symbols: tuple[Symbol, ...],
    size: QPageSize.PageSizeId,
    orientation: QPageLayout.Orientation,
    expected: tuple[int, int],
) -> None:
    assert 6 < len(symbols) <= 12
    pdf, pages = printed(symbols, size, orientation)
    assert pages == 2, "six codes are on a page"
    assert sizes(pdf) == [expected, expected]
    assert all(edge > 13.5 for edges in ink(pdf) for edge in edges), "all of it is within the margins"
    scan = Scan(Eyes())
    for picture in pictures_in(pdf, "codes.pdf"):
        scan.feed(picture)
    assert scan.receiver.best is not None
    assert scan.receiver.best.data == DATA


def test_wider_margins_stay(symbols: tuple[Symbol, ...]) -> None:
    pdf, _ = printed(symbols, margin=25.0)
    assert all(edge > 24.5 for edges in ink(pdf) for edge in edges)


def test_a_long_name_takes_more_lines_and_hides_no_code(symbols: tuple[Symbol, ...]) -> None:
    pdf, pages = printed(symbols, A5, host="controller-" * 20 + "7")
    assert pages == 2
    assert all(edge > 13.5 for edges in ink(pdf) for edge in edges)
    assert text(pdf).replace(" ", "").count("controller-" * 20 + "7") == 1
    first, *_ = pictures_in(pdf, "codes.pdf")
    assert len(Eyes().read(first)) == 6


@pytest.mark.usefixtures("german")
def test_the_date_is_the_users_with_its_zone(symbols: tuple[Symbol, ...]) -> None:
    said = text(printed(symbols[:1])[0])
    assert " ".join(words.moment(NOW).split()) in said
    assert f"{NOW.astimezone():%d.%m.%y}" in said


@pytest.mark.parametrize(
    ("territory", "paper"), [("DE", A4), ("GB", A4), ("", A4), ("US", LETTER), ("CA", LETTER), ("MX", LETTER)]
)
def test_the_usual_paper_is_that_of_the_country(territory: str, paper: QPageSize.PageSizeId) -> None:
    assert usual_paper(territory).id() is paper


@pytest.mark.qt_log_ignore("QPainter::begin")
def test_a_printer_that_takes_nothing_is_told() -> None:
    with pytest.raises(NotReached) as caught:
        print_codes(QPdfWriter("/nowhere/at/all.pdf"), ToShow(DATA, "Request"), (), NOW)
    assert caught.value.code == "printer"
    assert all(line.endswith(".") for line in caught.value.lines)


def test_rows_are_printed_as_bars() -> None:
    assert list(dark_runs(bytes((1, 1, 0, 1, 0, 0, 1, 1, 1)))) == [(0, 2), (3, 1), (6, 3)]
    assert list(dark_runs(bytes(5))) == []
