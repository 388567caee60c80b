"""What leaves the window on paper or as text: the slip of a case, and its whole record."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeVar

from PySide6.QtCore import QCoreApplication

from retour.errors import RetourError

if TYPE_CHECKING:
    from PySide6.QtGui import QPagedPaintDevice, QTextDocument
    from PySide6.QtWidgets import QFileDialog, QWidget

    from retour.airgap.symbols.symbol import Symbol
    from retour.returns.checks import Open
    from retour.returns.work import Work
    from retour_gui.engine import Engine
    from retour_gui.language import Language
    from retour_gui.scan.show import ToShow
    from retour_gui.settings import Settings

_T = TypeVar("_T")
_LATE_MS: Final = 500
"""After it a person wants to be told that something is going on."""


class Paper:
    """Prints and saves; the printing parts of Qt are loaded when somebody prints."""

    def __init__(
        self,
        engine: Engine,
        settings: Settings,
        language: Language,
        failed: Callable[[RetourError], None],
        note: Callable[[str], None],
    ) -> None:
        self._engine = engine
        self._settings = settings
        self._language = language
        self._failed = failed
        self._note = note
        self._drawing = False
        self._told = False

    def text(self, found: Open) -> str:
        """The slip in the user's language."""
        from retour.returns.slip import slip, slip_text

        return slip_text(slip(found), self._language.core)

    def show(self, parent: QWidget, found: Open) -> None:
        """The system's print dialog for the slip; it prints to PDF as well."""
        document = self._document(found)
        if not _print(parent, found.case.number, document.print_):
            self._save_pdf(parent, found)

    def show_codes(self, parent: QWidget, shown: ToShow) -> None:
        """The system's print dialog for a message as numbered QR codes; where there is no printer, a PDF.

        It comes when the codes are drawn; until then, asking again does nothing.
        """

        def draw() -> tuple[Symbol, ...]:
            from retour.airgap.showing import sheet

            codes = sheet(shown.data)
            return tuple(codes.symbol(index) for index in range(codes.frames))

        if not self._drawing:
            self._drawing = True
            self._make(draw, lambda symbols: self._choose(parent, shown, symbols), self._drawn)

    def _choose(self, parent: QWidget, shown: ToShow, symbols: tuple[Symbol, ...]) -> None:
        from shiboken6 import isValid

        from retour_gui.scan.printed import print_codes, today

        if self._told:
            self._note(QCoreApplication.translate("Paper", "The sheet is ready."))
        if not isValid(parent) or not parent.isVisible():  # the page was left meanwhile
            return
        name = shown.case or "retour"
        if not _print(parent, name, lambda printer: self.print_pages(printer, shown, symbols)):
            title = QCoreApplication.translate("Paper", "Save the codes as PDF")
            dialog = self._save_dialog(parent, title, f"{name}_codes.pdf")
            dialog.fileSelected.connect(
                lambda chosen: self.write_codes(
                    lambda device: print_codes(device, shown, symbols, today()), name, Path(chosen)
                )
            )
            dialog.open()

    def print_pages(self, device: QPagedPaintDevice, shown: ToShow, symbols: tuple[Symbol, ...]) -> None:
        """Print codes on a device of the UI thread: code by code, the window lives in between."""
        from PySide6.QtCore import QTimer

        from retour_gui.scan.printed import painting, today

        painted = painting(device, shown, symbols, today())

        def one() -> None:
            try:
                more = next(painted, None) is not None
            except RetourError as error:
                self._failed(error)
                return
            if more:
                QTimer.singleShot(0, one)
            else:
                self._note(QCoreApplication.translate("Paper", "The sheet went to the printer."))

        one()

    def write_codes(self, paint: Callable[[QPagedPaintDevice], object], name: str, path: Path) -> None:
        """Save what is painted as PDF. `paint` runs beside the window, with a device that is made there."""

        def save() -> Path:
            from retour.airgap.files import write_paper

            return write_paper(path, _pdf(paint, name))

        self._make(save, self._written)

    def _drawn(self) -> None:
        self._drawing = False

    def _make(self, job: Callable[[], _T], done: Callable[[_T], None], ended: Callable[[], None] | None = None) -> None:
        """Compute something on a thread of its own: it holds neither the window nor what speaks to devices.

        Whoever has to wait for it is told so.
        """
        from threading import Event

        from PySide6.QtCore import QTimer

        self._told = False
        over = Event()

        async def beside(work: Work) -> _T:
            from asyncio import to_thread

            try:
                return await to_thread(job)
            finally:
                over.set()

        def tell() -> None:
            if not over.is_set():
                self._told = True
                self._note(QCoreApplication.translate("Paper", "The sheet is being made..."))

        QTimer.singleShot(_LATE_MS, tell)
        self._engine.run(beside, done, self._failed, ended, line=False)

    def save_record(self, parent: QWidget, found: Open) -> None:
        """Save everything that happened in a case as text."""
        title = QCoreApplication.translate("Paper", "Save the record")
        dialog = self._save_dialog(parent, title, f"{found.case.number}_record.txt")

        def chosen(name: str) -> None:
            async def job(work: Work) -> Path:
                from retour.airgap.files import write_paper
                from retour.returns.export import case_text

                number = found.case.number
                text = case_text(
                    work.journal.case(number), work.journal.history(number), work.journal.crossings(number)
                )
                return write_paper(Path(name), text.encode())

            self._engine.run(job, self._written, self._failed)

        dialog.fileSelected.connect(chosen)
        dialog.open()

    def save_slip(self, parent: QWidget, found: Open) -> None:
        """Save the slip as text, to be sent."""
        title = QCoreApplication.translate("Paper", "Save the slip as text")
        dialog = self._save_dialog(parent, title, f"{found.case.number}_slip.txt")
        dialog.fileSelected.connect(lambda name: self.write_text(found, Path(name)))
        dialog.open()

    def write_text(self, found: Open, path: Path) -> None:
        """The slip in the user's language, as a file."""
        text = self.text(found)

        async def job(work: Work) -> Path:
            from retour.airgap.files import write_paper

            return write_paper(path, text.encode())

        self._engine.run(job, self._written, self._failed, line=False)

    def _save_pdf(self, parent: QWidget, found: Open) -> None:
        title = QCoreApplication.translate("Paper", "Save the slip as PDF")
        dialog = self._save_dialog(parent, title, f"{found.case.number}_slip.pdf")
        dialog.fileSelected.connect(lambda name: self.write_pdf(found, Path(name)))
        dialog.open()

    def write_pdf(self, found: Open, path: Path) -> None:
        """The slip as one page of PDF."""
        self._write(_pdf(self._document(found).print_, found.case.number), path)

    def _write(self, data: bytes, path: Path) -> None:
        async def job(work: Work) -> Path:
            from retour.airgap.files import write_paper

            return write_paper(path, data)

        self._engine.run(job, self._written, self._failed, line=False)

    def _written(self, path: Path) -> None:
        self._settings.folder = path.parent
        self._note(QCoreApplication.translate("Paper", "Saved as {path}.").format(path=path))

    def _document(self, found: Open) -> QTextDocument:
        from PySide6.QtGui import QFont, QFontDatabase, QTextDocument

        document = QTextDocument()
        font = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont)
        font.setStyleHint(QFont.StyleHint.Monospace)
        font.setPointSize(10)
        document.setDefaultFont(font)
        document.setPlainText(self.text(found))
        return document

    def _save_dialog(self, parent: QWidget, title: str, name: str) -> QFileDialog:
        from PySide6.QtWidgets import QFileDialog

        dialog = QFileDialog(parent, title, str(self._settings.folder))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.selectFile(name)
        dialog.setOption(QFileDialog.Option.DontConfirmOverwrite)  # nothing is ever overwritten
        return dialog


def _print(parent: QWidget, name: str, paint: Callable[[QPagedPaintDevice], object]) -> bool:
    """The system's print dialog, which paints when it is accepted; False where there is no printer."""
    from PySide6.QtGui import QPageLayout
    from PySide6.QtPrintSupport import QPrintDialog, QPrinter
    from PySide6.QtWidgets import QDialog

    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setPageOrientation(QPageLayout.Orientation.Portrait)
    printer.setDocName(name)
    if not printer.isValid() or printer.outputFormat() is QPrinter.OutputFormat.PdfFormat:
        return False
    dialog = QPrintDialog(printer, parent)
    dialog.accepted.connect(lambda: paint(printer))
    QDialog.open(dialog)  # QPrintDialog's own `open` wants a receiver
    return True


def _pdf(paint: Callable[[QPagedPaintDevice], object], title: str) -> bytes:
    from PySide6.QtCore import QBuffer, QLocale
    from PySide6.QtGui import QPdfWriter

    from retour_gui.scan.printed import usual_paper

    buffer = QBuffer()
    buffer.open(QBuffer.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    # The system's: the language of the window does not say which paper there is.
    writer.setPageSize(usual_paper(QLocale.territoryToCode(QLocale.system().territory())))
    writer.setTitle(title)
    paint(writer)
    return bytes(buffer.data().data())
