"""A check or a cross: word, shape and colour."""

from __future__ import annotations

from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel

from retour_gui.theme.icons import pixmap
from retour_gui.theme.metrics import ICON


class Mark(QLabel):
    """Yes or no, 24 px."""

    def __init__(self) -> None:
        super().__init__()
        self._yes = True
        self.setFixedSize(ICON, ICON)
        self.set_yes(True)

    def set_yes(self, yes: bool) -> None:
        """Show one of the two."""
        self._yes = yes
        self.setAccessibleName(self.tr("yes") if yes else self.tr("no"))
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        name, colour = ("done-circle", "good") if self._yes else ("error", "danger")
        painter.drawPixmap(0, 0, pixmap(name, colour, ICON, self.devicePixelRatioF()))
        painter.end()
