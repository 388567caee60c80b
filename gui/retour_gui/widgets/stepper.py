"""A number with minus and plus of 44 px; digits can be typed."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractSpinBox, QHBoxLayout, QSizePolicy, QSpinBox, QWidget

from retour_gui.theme.apply import theme
from retour_gui.theme.metrics import SPACE, TARGET, Size
from retour_gui.widgets.button import Button
from retour_gui.widgets.paint import one_line, panel, ring, shows_focus, smooth


class _Field(QSpinBox):
    """Paints its own frame: a style sheet on a spin box without buttons leaves its text no room."""

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        # The text stands within the frame, which its ground would cover.
        self.lineEdit().setGeometry(self.rect().adjusted(2 * SPACE, 2 * SPACE, -2 * SPACE, -2 * SPACE))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = smooth(self)
        able = self.isEnabled()
        panel(
            painter,
            self.rect().adjusted(0, 2, 0, -2),
            theme().colour("surface"),
            theme().colour("edge" if able else "line"),
        )
        if shows_focus(self):
            ring(painter, self.rect().adjusted(0, 1, 0, -1))
        painter.end()


class Stepper(QWidget):
    """A count between two bounds."""

    changed = Signal(int)

    def __init__(self, minimum: int, maximum: int, value: int, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._field = _Field(self)
        self._field.setFrame(False)
        self._field.setRange(minimum, maximum)
        self._field.setValue(value)
        self._field.setButtonSymbols(QAbstractSpinBox.ButtonSymbols.NoButtons)
        self._field.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._field.setFixedHeight(TARGET)
        self._field.setAccessibleName(name)
        self.fewer = self._button("minus", self.tr("Fewer: {name}").format(name=name), -1)
        self.more = self._button("plus", self.tr("More: {name}").format(name=name), 1)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE)
        for widget in (self.fewer, self._field, self.more):
            row.addWidget(widget)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setFocusProxy(self._field)
        self._field.valueChanged.connect(self._moved)
        theme().changed.connect(self._restyle)
        self._restyle()
        self._bound()

    @property
    def value(self) -> int:
        """The number it stands at."""
        return self._field.value()

    def set_value(self, value: int) -> None:
        """Move it; beyond a bound it stays at the bound."""
        self._field.setValue(value)

    def _button(self, icon: str, said: str, by: int) -> Button:
        button = Button("", icon=icon, parent=self)
        button.setAccessibleName(said)
        button.setFixedSize(TARGET, TARGET)
        button.setAutoRepeat(True)
        button.clicked.connect(lambda: self._field.setValue(self._field.value() + by))
        return button

    def _moved(self, value: int) -> None:
        self._bound()
        self.changed.emit(value)

    def _bound(self) -> None:
        # A button that switches itself off under the finger would throw the focus away.
        for button, off in (
            (self.fewer, self.value <= self._field.minimum()),
            (self.more, self.value >= self._field.maximum()),
        ):
            if off and button.hasFocus():
                self._field.setFocus()
            button.setEnabled(not off)

    def _restyle(self) -> None:
        font = theme().font(Size.BODY, strong=True)
        self._field.setFont(font)
        self._field.setFixedWidth(max(64, one_line(font, str(self._field.maximum())) + 9 * SPACE))
