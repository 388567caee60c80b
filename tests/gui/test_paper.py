"""What leaves the window on paper or as text: written whole and read back, or refused with nothing overwritten."""

from __future__ import annotations

import re
import threading
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtGui import QPagedPaintDevice, QPdfWriter
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from retour.airgap.showing import Showing, sheet
from retour.airgap.symbols.symbol import Symbol
from retour.errors import RetourError
from retour.returns.checks import Open
from retour.returns.journal import Journal
from retour.returns.work import Work
from retour_gui import paper
from retour_gui.engine import Engine
from retour_gui.language import Language
from retour_gui.paper import Paper
from retour_gui.scan.printed import print_codes, today
from retour_gui.scan.show import ToShow
from retour_gui.settings import Settings
from retour_gui.tasks import Tasks
from tests.gui.scan.screens import noise
from tests.returns.kit import ANSWER, APPLIED, MESSAGE, case, put

NUMBER = "R-0000-0000"


@dataclass
class Desk:
    """A case and what can be printed of it."""

    home: Path
    said: list[str] = field(default_factory=list)
    errors: list[RetourError] = field(default_factory=list)

    def __post_init__(self) -> None:
        journal = Journal(self.home, lambda: datetime.now(UTC))
        self.found: Open = put(journal, case(), MESSAGE, ANSWER, APPLIED)
        self.engine = Engine(Tasks(), lambda progress: Work(journal, progress=progress))
        self.settings = Settings(self.home)
        self.paper = Paper(self.engine, self.settings, Language(), self.errors.append, self.said.append)

    def choose(self, qtbot: QtBot, open_dialog: Callable[[QWidget, Open], None], path: Path) -> None:
        """Open a save dialog and choose a name in it, as the dialog itself gives it."""
        parent = QWidget()
        qtbot.addWidget(parent)
        open_dialog(parent, self.found)
        (dialog,) = parent.findChildren(QFileDialog)
        assert dialog.isVisible()
        dialog.fileSelected.emit(str(path))
        dialog.close()
        self.wait(qtbot)

    def wait(self, qtbot: QtBot) -> None:
        qtbot.waitUntil(lambda: bool(self.said or self.errors), timeout=10000)


@pytest.fixture
def desk(qtbot: QtBot, tmp_path: Path) -> Iterator[Desk]:
    made = Desk(tmp_path / "home")
    made.engine.open()
    yield made
    made.engine.close()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "papers"
    made.mkdir()
    return made


def pages(pdf: bytes) -> int:
    """How many pages a PDF has."""
    assert pdf.startswith(b"%PDF-")
    assert pdf.rstrip().endswith(b"%%EOF")
    return len(re.findall(rb"/Type\s*/Page\b(?!s)", pdf))


def drawn(pdf: bytes) -> int:
    """How many glyph runs its streams draw."""
    streams = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL)
    texts = []
    for stream in streams:
        try:
            texts.append(zlib.decompress(stream))
        except zlib.error:
            texts.append(stream)
    return sum(text.count(b"Tj") + text.count(b"TJ") for text in texts)


def test_the_slip_is_one_page_with_text_in_it(desk: Desk, folder: Path, qtbot: QtBot) -> None:
    path = folder / "slip.pdf"
    desk.paper.write_pdf(desk.found, path)
    desk.wait(qtbot)
    assert desk.errors == []
    assert desk.said == [f"Saved as {path}."]
    assert desk.settings.folder == folder
    data = path.read_bytes()
    assert pages(data) == 1
    assert drawn(data) > 10
    assert [each.name for each in folder.iterdir()] == ["slip.pdf"], "no half-written file stays"


def test_the_slip_says_what_is_needed_elsewhere(desk: Desk) -> None:
    text = desk.paper.text(desk.found)
    for needed in (NUMBER, "SN-4711", "ACT-A", "Take the confirmation of SN-4711 to the portal"):
        assert needed in text


def test_without_a_printer_the_slip_is_saved(desk: Desk, folder: Path, qtbot: QtBot) -> None:
    desk.choose(qtbot, desk.paper.show, folder / "slip.pdf")
    assert pages((folder / "slip.pdf").read_bytes()) == 1


def test_the_record_is_everything_that_happened(desk: Desk, folder: Path, qtbot: QtBot) -> None:
    path = folder / "record.txt"
    desk.choose(qtbot, desk.paper.save_record, path)
    assert desk.errors == []
    text = path.read_text("utf-8")
    for needed in (NUMBER, "Message 2 of the device is in hand", "The device has processed the answer"):
        assert needed in text


PDF, RECORD = "slip.pdf", "record.txt"


def save(desk: Desk, qtbot: QtBot, path: Path) -> RetourError:
    """Save the paper that `path` names; the error it must end in."""
    if path.name == PDF:
        desk.paper.write_pdf(desk.found, path)
        desk.wait(qtbot)
    else:
        desk.choose(qtbot, desk.paper.save_record, path)
    assert desk.said == []
    (error,) = desk.errors
    assert "message" not in f"{error.safe} {error.todo}", "it speaks of a carry file"
    assert all(line.endswith(".") for line in error.lines)
    return error


@pytest.mark.parametrize("name", [PDF, RECORD])
def test_another_file_of_that_name_is_never_overwritten(desk: Desk, folder: Path, qtbot: QtBot, name: str) -> None:
    (folder / name).write_text("of somebody else")
    assert save(desk, qtbot, folder / name).code == "file-exists"
    assert (folder / name).read_text() == "of somebody else"


@pytest.mark.parametrize("name", [PDF, RECORD])
def test_a_folder_that_is_gone(desk: Desk, folder: Path, qtbot: QtBot, name: str) -> None:
    assert save(desk, qtbot, folder / "gone" / name).code == "no-folder"


@pytest.mark.parametrize("name", [PDF, RECORD])
@pytest.mark.parametrize(
    ("options", "then", "fill", "code"),
    [("size=16k", "rw", 16384, "stick-full"), ("size=64k", "ro", 0, "stick-read-only")],
    ids=["full", "read-only"],
)
def test_a_medium_that_takes_nothing(
    desk: Desk,
    medium: Callable[..., Path],
    qtbot: QtBot,
    name: str,
    options: str,
    then: str,
    fill: int,
    code: str,
) -> None:
    place = medium(options, then, fill)
    assert save(desk, qtbot, place / name).code == code
    assert [each.name for each in place.iterdir() if each.name != "filler"] == []


CODES = ToShow(noise(4000), "Request of SN-4711", "SN-4711", NUMBER)
"""A message of seven codes or more: two sheets."""


@pytest.fixture
def page(qtbot: QtBot) -> QWidget:
    """The page with the code."""
    made = QWidget()
    qtbot.addWidget(made)
    made.show()
    return made


def drawn_codes() -> tuple[Symbol, ...]:
    codes = sheet(CODES.data)
    return tuple(codes.symbol(index) for index in range(codes.frames))


def dialogs(page: QWidget) -> list[QFileDialog]:
    return page.findChildren(QFileDialog)


def test_codes_are_drawn_painted_and_written_beside_the_window(
    desk: Desk, folder: Path, page: QWidget, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawing: set[threading.Thread] = set()
    painting: set[threading.Thread] = set()
    symbol, pdf = Showing.symbol, paper._pdf

    def watched_symbol(showing: Showing, index: int) -> Symbol:
        drawing.add(threading.current_thread())
        return symbol(showing, index)

    def watched_pdf(paint: Callable[[QPagedPaintDevice], object], title: str) -> bytes:
        painting.add(threading.current_thread())
        return pdf(paint, title)

    monkeypatch.setattr(Showing, "symbol", watched_symbol)
    monkeypatch.setattr(paper, "_pdf", watched_pdf)
    desk.paper.show_codes(page, CODES)
    desk.paper.show_codes(page, CODES)
    qtbot.waitUntil(lambda: bool(dialogs(page)), timeout=10000)
    (dialog,) = dialogs(page)
    path = folder / "codes.pdf"
    dialog.fileSelected.emit(str(path))
    dialog.close()
    qtbot.waitUntil(lambda: f"Saved as {path}." in desk.said, timeout=10000)
    assert desk.errors == []
    assert pages(path.read_bytes()) == 2
    assert drawing
    assert painting
    for thread in drawing | painting:
        assert thread is not threading.main_thread()
        assert thread.name != "retour-work", "nor does it hold what speaks to devices"


def test_whoever_waits_for_a_sheet_is_told(
    desk: Desk, folder: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paper, "_LATE_MS", 1)
    told = threading.Event()

    def note(text: str) -> None:
        desk.said.append(text)
        told.set()

    monkeypatch.setattr(desk.paper, "_note", note)

    def paint(device: QPagedPaintDevice) -> None:
        assert told.wait(10), "the note comes while it is painted"
        print_codes(device, CODES, drawn_codes()[:1], today())

    desk.paper.write_codes(paint, "codes", folder / "codes.pdf")
    qtbot.waitUntil(lambda: len(desk.said) == 2, timeout=10000)
    assert desk.said == ["The sheet is being made...", f"Saved as {folder / 'codes.pdf'}."]


def test_what_is_too_large_for_paper_is_refused_before_a_name_is_asked(desk: Desk, page: QWidget, qtbot: QtBot) -> None:
    desk.paper.show_codes(page, ToShow(noise(40_000), "A large file"))
    desk.wait(qtbot)
    assert [error.code for error in desk.errors] == ["too-large-for-paper"]
    qtbot.wait(20)
    assert dialogs(page) == []
    desk.paper.show_codes(page, CODES)
    qtbot.waitUntil(lambda: bool(dialogs(page)), timeout=10000)


def test_nobody_is_asked_for_a_name_once_the_page_is_left(
    desk: Desk, page: QWidget, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    over, drawn = threading.Event(), desk.paper._drawn

    def ended() -> None:
        drawn()
        over.set()

    monkeypatch.setattr(desk.paper, "_drawn", ended)
    desk.paper.show_codes(page, CODES)
    page.hide()
    qtbot.waitUntil(over.is_set, timeout=10000)
    assert dialogs(page) == []
    assert desk.errors == []


def test_saved_codes_overwrite_nothing(desk: Desk, folder: Path, qtbot: QtBot) -> None:
    path = folder / "codes.pdf"
    path.write_text("of somebody else")
    one = drawn_codes()[:1]
    desk.paper.write_codes(lambda device: print_codes(device, CODES, one, today()), "codes", path)
    desk.wait(qtbot)
    assert [error.code for error in desk.errors] == ["file-exists"]
    assert path.read_text() == "of somebody else"


def test_a_printer_is_fed_while_the_window_lives(desk: Desk, folder: Path, qtbot: QtBot) -> None:
    symbols = drawn_codes()
    path = folder / "printed.pdf"
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(path))
    beats: list[None] = []
    timer = QTimer()
    timer.timeout.connect(lambda: beats.append(None))
    timer.start(0)
    desk.paper.print_pages(printer, CODES, symbols)
    desk.wait(qtbot)
    timer.stop()
    assert desk.said == ["The sheet went to the printer."]
    assert pages(path.read_bytes()) == 2
    assert len(beats) >= len(symbols) - 1, "between two codes the window lives"


@pytest.mark.qt_log_ignore("QPainter::begin")
def test_a_printer_that_takes_nothing_is_told(desk: Desk, folder: Path) -> None:
    desk.paper.print_pages(QPdfWriter(str(folder / "gone" / "codes.pdf")), CODES, ())
    assert [error.code for error in desk.errors] == ["printer"]
    assert desk.said == []
