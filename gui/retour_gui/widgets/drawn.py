"""A drawn state: a picture, what it means, and the one thing to do."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from retour_gui.theme.apply import theme
from retour_gui.theme.icons import drawing
from retour_gui.theme.metrics import SPACE
from retour_gui.widgets.button import Button, Kind
from retour_gui.widgets.paint import smooth
from retour_gui.widgets.text import Role, Text

WIDTH, HEIGHT = 240, 112
_TEXT_WIDTH = 560


class _Picture(QWidget):
    def __init__(self, name: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._name = name
        self.setFixedSize(WIDTH, HEIGHT)
        theme().changed.connect(self.update)

    def sizeHint(self) -> QSize:
        return QSize(WIDTH, HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = smooth(self)
        painter.drawPixmap(0, 0, drawing(self._name, WIDTH, HEIGHT, self.devicePixelRatioF()))
        painter.end()


class Drawn(QWidget):
    """The first action is the primary one; the others are quiet."""

    def __init__(
        self,
        picture: str,
        title: str,
        text: str,
        actions: Sequence[tuple[str, Callable[[], None]]] = (),
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        middle = Qt.AlignmentFlag.AlignHCenter
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2 * SPACE)
        column.addStretch(1)
        column.addWidget(_Picture(picture, self), 0, middle)
        column.addSpacing(2 * SPACE)
        self._title, self._text = Text(title, Role.HEADING), Text(text, Role.MUTED)
        for label in (self._title, self._text):
            label.centre()
            label.setMaximumWidth(_TEXT_WIDTH)
            row = QHBoxLayout()
            row.addStretch(1)
            row.addWidget(label, 1000)
            row.addStretch(1)
            column.addLayout(row)
        column.addSpacing(2 * SPACE)
        self.buttons: list[Button] = []
        for at, (label_text, run) in enumerate(actions):
            button = Button(label_text, Kind.QUIET if at else Kind.PRIMARY)
            button.clicked.connect(lambda _checked=False, act=run: act())
            row = QHBoxLayout()
            row.addStretch(1)
            row.addWidget(button)
            row.addStretch(1)
            column.addLayout(row)
            self.buttons.append(button)
        column.addStretch(1)

    def set_title(self, title: str) -> None:
        """Say something else above."""
        self._title.setText(title)

    def set_text(self, text: str) -> None:
        """Say something else below."""
        self._text.setText(text)
