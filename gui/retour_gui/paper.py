"""What leaves the window on paper or as text: the slip of a case, and its whole record."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

if TYPE_CHECKING:
    from PySide6.QtGui import QTextDocument
    from PySide6.QtWidgets import QFileDialog, QWidget

    from retour.errors import RetourError
    from retour.returns.checks import Open
    from retour.returns.work import Work
    from retour_gui.engine import Engine
    from retour_gui.language import Language
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
        from PySide6.QtGui import QPageLayout
        from PySide6.QtPrintSupport import QPrintDialog, QPrinter
        from PySide6.QtWidgets import QDialog

        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        printer.setPageOrientation(QPageLayout.Orientation.Portrait)
        printer.setDocName(found.case.number)
        if not printer.isValid() or printer.outputFormat() is QPrinter.OutputFormat.PdfFormat:
            self._save_pdf(parent, found)
            return
        dialog = QPrintDialog(printer, parent)
        document = self._document(found)
        dialog.accepted.connect(lambda: document.print_(printer))
        QDialog.open(dialog)  # QPrintDialog's own `open` wants a receiver

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
        data = self._pdf(found)

        async def job(work: Work) -> Path:
            from retour.airgap.files import write_paper

            return write_paper(path, data)

        self._engine.run(job, self._written, self._failed)

    def _pdf(self, found: Open) -> bytes:
        from PySide6.QtCore import QBuffer
        from PySide6.QtGui import QPdfWriter

        buffer = QBuffer()
        buffer.open(QBuffer.OpenModeFlag.WriteOnly)
        writer = QPdfWriter(buffer)
        writer.setTitle(found.case.number)
        self._document(found).print_(writer)
        return bytes(buffer.data().data())

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
