"""A strip of the window with its own ground and one hairline: the top, the foot, the rail's side."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from retour_gui.theme.apply import theme


class Bar(QWidget):
    """`edge` is the side with the hairline; `Qt.Edge.RightEdge` means the trailing side."""

    def __init__(self, edge: Qt.Edge) -> None:
        super().__init__()
        self._edge = edge
        theme().changed.connect(self.update)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Ground and line."""
        painter = QPainter(self)
        colour = theme().colour
        painter.fillRect(self.rect(), colour("surface"))
        painter.setPen(colour("line"))
        last_x, last_y = self.width() - 1, self.height() - 1
        if self._edge is Qt.Edge.TopEdge:
            painter.drawLine(0, 0, last_x, 0)
        elif self._edge is Qt.Edge.BottomEdge:
            painter.drawLine(0, last_y, last_x, last_y)
        else:
            x = 0 if self.isRightToLeft() else last_x
            painter.drawLine(x, 0, x, last_y)
        painter.end()
