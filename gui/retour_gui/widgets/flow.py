"""A row of controls that goes on in the next line where it does not fit, in the direction of the language."""

from __future__ import annotations

from PySide6.QtCore import QMargins, QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QWidget

from retour_gui.theme.metrics import SPACE


class Flow(QLayout):
    """Controls keep their own width; hidden ones take no room. `centred` puts each line in the middle."""

    def __init__(self, *widgets: QWidget) -> None:
        super().__init__()
        self.centred = False
        self._items: list[QLayoutItem] = []
        self.setContentsMargins(QMargins())
        self.setSpacing(2 * SPACE)
        for widget in widgets:
            self.addWidget(widget)

    def addItem(self, item: QLayoutItem) -> None:
        self._items.append(item)

    def count(self) -> int:
        return len(self._items)

    def itemAt(self, index: int) -> QLayoutItem | None:
        return self._items[index] if 0 <= index < len(self._items) else None

    def takeAt(self, index: int) -> QLayoutItem | None:
        return self._items.pop(index) if 0 <= index < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._place(QRect(0, 0, width, 0), move=False)

    def sizeHint(self) -> QSize:
        hints = [item.sizeHint() for item in self._shown()]
        width = sum(hint.width() for hint in hints) + self.spacing() * max(0, len(hints) - 1)
        return QSize(width, max((hint.height() for hint in hints), default=0))

    def minimumSize(self) -> QSize:
        least = [item.minimumSize() for item in self._shown()]
        return QSize(max((m.width() for m in least), default=0), max((m.height() for m in least), default=0))

    def setGeometry(self, rect: QRect) -> None:
        super().setGeometry(rect)
        self._place(rect, move=True)

    def _shown(self) -> list[QLayoutItem]:
        return [item for item in self._items if not item.isEmpty()]

    def _place(self, room: QRect, *, move: bool) -> int:
        """The height taken at the width of `room`; with `move`, the controls are put there."""
        parent = self.parentWidget()
        mirrored = parent is not None and parent.isRightToLeft()
        y = 0
        for line in self._lines(room.width()):
            taken = sum(width for _, width in line) + self.spacing() * (len(line) - 1)
            x = (room.width() - taken) // 2 if self.centred else 0
            high = 0
            for item, width in line:
                height = item.heightForWidth(width) if item.hasHeightForWidth() else item.sizeHint().height()
                if move:
                    left = room.right() + 1 - x - width if mirrored else room.x() + x
                    item.setGeometry(QRect(left, room.y() + y, width, height))
                x, high = x + width + self.spacing(), max(high, height)
            y += high + self.spacing()
        return max(0, y - self.spacing())

    def _lines(self, room: int) -> list[list[tuple[QLayoutItem, int]]]:
        """The controls that share each line, with their widths."""
        lines: list[list[tuple[QLayoutItem, int]]] = []
        left = -1
        for item in self._shown():
            width = min(item.sizeHint().width(), room)
            if width > left:
                lines.append([])
                left = room
            lines[-1].append((item, width))
            left -= width + self.spacing()
        return lines
