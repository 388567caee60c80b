"""What leaves the window on paper or as text: the slip of a case, and its whole record."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from retour.errors import RetourError

if TYPE_CHECKING:
    from PySide6.QtGui import QPagedPaintDevice, QTextDocument
    from PySide6.QtWidgets import QFileDialog, QWidget

    from retour.returns.checks import Open
    from retour.returns.work import Work
    from retour_gui.engine import Engine
    from retour_gui.language import Language
    from retour_gui.scan.show import ToShow
    from retour_gui.settings import Settings


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
        """The system's print dialog for a message as numbered QR codes; where there is no printer, a PDF."""
        from retour.airgap.showing import sheet
        from retour_gui.scan.printed import print_codes, today

        try:
            codes = sheet(shown.data)
        except RetourError as error:
            self._failed(error)
            return

        symbols = tuple(codes.symbol(index) for index in range(codes.frames))

        def paint(device: QPagedPaintDevice) -> None:
            print_codes(device, shown, symbols, today())

        name = shown.case or "retour"
        if not _print(parent, name, paint):
            title = QCoreApplication.translate("Paper", "Save the codes as PDF")
            dialog = self._save_dialog(parent, title, f"{name}_codes.pdf")
            dialog.fileSelected.connect(lambda chosen: self.write_codes(paint, name, Path(chosen)))
            dialog.open()

    def write_codes(self, paint: Callable[[QPagedPaintDevice], object], name: str, path: Path) -> None:
        """Save what is painted as PDF."""
        self._write(_pdf(paint, name), path)

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
    from PySide6.QtCore import QBuffer
    from PySide6.QtGui import QPdfWriter

    buffer = QBuffer()
    buffer.open(QBuffer.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setTitle(title)
    paint(writer)
    return bytes(buffer.data().data())
