"""A check box whose text wraps and whose box can be hit with a glove."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QCheckBox, QSizePolicy, QWidget

from retour_gui.theme.apply import theme
from retour_gui.theme.icons import pixmap
from retour_gui.theme.metrics import ICON, SPACE, TARGET, Size
from retour_gui.widgets.paint import (
    draw,
    longest_word,
    mirrored,
    one_line,
    panel,
    plain,
    ring,
    shows_focus,
    smooth,
    wrapped,
)

_LEAD = 2 * SPACE + ICON + 3 * SPACE
_TAIL = 2 * SPACE


class Tick(QCheckBox):
    """A real check box with a 24 px box; the whole text can be pressed."""

    def __init__(self, text: str, parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setText(text)
        self._restyle()
        theme().changed.connect(self._restyle)

    def setText(self, text: str) -> None:
        """Change the text and, with it, what a screen reader says."""
        super().setText(text)
        self.setAccessibleName(plain(text))
        self.updateGeometry()

    def hitButton(self, pos: QPoint) -> bool:
        """Box and text alike."""
        return self.rect().contains(pos)

    def sizeHint(self) -> QSize:
        """One line, if there is room."""
        width = _LEAD + _TAIL + one_line(self.font(), self.text())
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        """The widest word still fits."""
        return QSize(_LEAD + _TAIL + longest_word(self.font(), self.text()), TARGET)

    def hasHeightForWidth(self) -> bool:
        """A narrow text is higher."""
        return True

    def heightForWidth(self, width: int) -> int:
        """The height at which the whole text shows."""
        return max(TARGET, wrapped(self.font(), self.text(), width - _LEAD - _TAIL) + 4 * SPACE)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The box, its check, the text, the ring."""
        painter = smooth(self)
        colour = theme().colour
        on, able = self.isChecked(), self.isEnabled()
        high = wrapped(self.font(), self.text(), self.width() - _LEAD - _TAIL)
        top = (self.height() - high) // 2
        line = painter.fontMetrics().height()
        box = mirrored(self, QRect(2 * SPACE, top + (line - ICON) // 2, ICON, ICON))
        fill = "accent" if on and able else "raised" if self.underMouse() and able else "surface"
        panel(painter, box, colour(fill), colour("accent" if on and able else "edge"), 1.75, 6)
        if on:
            ink = "on_accent" if able else "muted"
            painter.drawPixmap(
                box.adjusted(2, 2, -2, -2).topLeft(), pixmap("check", ink, ICON - 4, self.devicePixelRatioF())
            )
        painter.setPen(colour("text" if able else "muted"))
        room = mirrored(self, QRect(_LEAD, top, self.width() - _LEAD - _TAIL, high))
        draw(painter, room, self.text(), Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        if shows_focus(self):
            ring(painter, self.rect())
        painter.end()

    def _restyle(self) -> None:
        self.setFont(theme().font(Size.BODY))
        self.updateGeometry()
        self.update()
