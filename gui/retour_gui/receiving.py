"""What is dropped on the window or pasted into it: one file, pictures of a code, or a screenshot."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QMimeData
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QWidget

from retour_gui.cover import Cover
from retour_gui.scan.opening import Pictures


class Receiving(QWidget):
    """A window that takes what is dropped anywhere on it."""

    def __init__(self) -> None:
        super().__init__()
        self.setAcceptDrops(True)

    @property
    def sheet(self) -> Cover | None:
        """The page that lies over everything else."""
        raise NotImplementedError

    def take_path(self, path: Path) -> None:
        """One file: what it is decides where it belongs."""
        raise NotImplementedError

    def show_note(self, text: str) -> None:
        """A quiet word."""
        raise NotImplementedError

    def scan(self, pictures: Pictures = ()) -> None:
        """Several pictures, or one that has no file."""
        raise NotImplementedError

    def take(self, data: QMimeData) -> bool:
        """Take what was dropped or pasted; False for what is nothing of ours."""
        from retour_gui.bring import dropped

        return (self.sheet is not None and self.sheet.takes(data)) or dropped(
            data, self.take_path, self.scan, self.show_note
        )

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Files and pictures may come in."""
        from retour_gui.widgets.filetile import files

        if files(event.mimeData()) or event.mimeData().hasImage():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """They are taken, or left where they are."""
        if self.take(event.mimeData()):
            event.acceptProposedAction()
