"""What stands beside a symbol or a camera's picture: a column of its own width, and a choice of a few grades."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from retour_gui.cover import announce
from retour_gui.theme.apply import theme
from retour_gui.theme.metrics import SPACE, TARGET
from retour_gui.widgets.bar import Bar
from retour_gui.widgets.button import Button
from retour_gui.widgets.column import Column
from retour_gui.widgets.text import Role, Text

_WIDE: Final = 384


class Side(QWidget):
    """A column at the trailing edge; in large text it is wider."""

    def __init__(self) -> None:
        super().__init__()
        self.column = Column(width=2 * _WIDE)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.column)
        theme().changed.connect(self._resize)
        self._resize()

    def _resize(self) -> None:
        self.setFixedWidth(round(_WIDE * (1.15 if theme().large else 1)))


class Grades(QWidget):
    """One of a few grades, in words, with minus and plus of 44 px.

    Args:
        name: what is graded.
        grades: key, word, and what it is good for; from the least to the most.
    """

    chosen = Signal(str)

    def __init__(self, name: str, less: str, more: str, grades: Sequence[tuple[str, str, str]], key: str) -> None:
        super().__init__()
        self._name, self._grades = name, grades
        self._at = next((at for at, each in enumerate(grades) if each[0] == key), 0)
        self.less = self._button("minus", less, -1)
        self.more = self._button("plus", more, 1)
        self._word = Text("", Role.STRONG)
        self._word.setAlignment(Qt.AlignmentFlag.AlignVCenter)
        self._why = Text("", Role.MUTED)
        row = QHBoxLayout()
        row.setSpacing(3 * SPACE)
        row.addWidget(self.less)
        row.addWidget(self.more)
        row.addWidget(self._word, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE)
        layout.addLayout(row)
        layout.addWidget(self._why)
        self._draw()

    @property
    def value(self) -> str:
        """The key of the grade that is chosen."""
        return self._grades[self._at][0]

    def _button(self, icon: str, said: str, by: int) -> Button:
        button = Button("", icon=icon, parent=self)
        button.setAccessibleName(said)
        button.setToolTip(said)
        button.setFixedSize(TARGET, TARGET)
        button.clicked.connect(lambda: self._step(by))
        return button

    def _step(self, by: int) -> None:
        self._at = min(max(self._at + by, 0), len(self._grades) - 1)
        self._draw()
        announce(self, self._word.text())
        self.chosen.emit(self.value)

    def _draw(self) -> None:
        _, word, why = self._grades[self._at]
        self._word.setText(self.tr("{name}: {grade}").format(name=self._name, grade=word))
        self._why.setText(why)
        self._why.setVisible(bool(why))
        # A button that switches itself off under the finger would throw the focus away.
        for button, other, off in (
            (self.less, self.more, self._at == 0),
            (self.more, self.less, self._at == len(self._grades) - 1),
        ):
            if off and button.hasFocus():
                other.setEnabled(True)
                other.setFocus()
            button.setEnabled(not off)
            button.setAccessibleDescription(self._word.text())


def lay_out(page: QWidget, main: QWidget, side: Side, back: Button, verb: Button | None = None) -> None:
    """The large thing, the column beside it, and the foot."""
    middle = QHBoxLayout()
    middle.setContentsMargins(4 * SPACE, 3 * SPACE, 4 * SPACE, 3 * SPACE)
    middle.setSpacing(0)
    middle.addWidget(main, 1)
    middle.addWidget(side)
    foot = Bar(Qt.Edge.TopEdge)
    buttons = QHBoxLayout(foot)
    buttons.setContentsMargins(6 * SPACE, 3 * SPACE, 6 * SPACE, 3 * SPACE)
    buttons.addWidget(back)
    buttons.addStretch(1)
    if verb is not None:
        buttons.addWidget(verb)
    layout = QVBoxLayout(page)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(0)
    layout.addLayout(middle, 1)
    layout.addWidget(foot)
