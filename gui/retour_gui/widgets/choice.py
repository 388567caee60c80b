"""Radio cards: one of a few ways, each with a sentence that says what it means."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFont, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QButtonGroup, QGridLayout, QRadioButton, QSizePolicy, QWidget

from retour_gui.theme.apply import theme
from retour_gui.theme.icons import pixmap
from retour_gui.theme.metrics import ICON, LARGE, ROUND, SPACE, TARGET, Size
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

_LEAD = 3 * SPACE + ICON + 3 * SPACE
_TAIL = 4 * SPACE
_AIR = 3 * SPACE
_BESIDE = 320


@dataclass(frozen=True, slots=True)
class Option:
    """One card: `text` says what choosing it means, `badge` is a word such as "Recommended".

    One that is not `able` is shown and cannot be chosen.
    """

    key: str
    title: str
    text: str
    badge: str = ""
    able: bool = True


class _Card(QRadioButton):
    def __init__(self, option: Option, parent: QWidget) -> None:
        super().__init__(option.title, parent)
        self.option = option
        name = plain(option.title)
        self.setAccessibleName(f"{name}, {option.badge}" if option.badge else name)
        self.setAccessibleDescription(option.text)
        self.setEnabled(option.able)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self._restyle()
        theme().changed.connect(self._restyle)

    def hitButton(self, pos: QPoint) -> bool:
        return self.rect().contains(pos)

    def sizeHint(self) -> QSize:
        width = _LEAD + _TAIL + one_line(self.font(), self.text()) + self._badge_width()
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        words = max(longest_word(self.font(), self.text()), longest_word(self._body(), self.option.text))
        return QSize(_LEAD + _TAIL + max(words, self._badge_width()), TARGET)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return max(TARGET, sum(self._rows(width)) + 2 * _AIR)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = smooth(self)
        colour = theme().colour
        on, able = self.isChecked(), self.isEnabled()
        fill = "accent_soft" if on else "raised" if self.underMouse() and able else "surface"
        edge = "accent" if on and able else "edge" if able else "line"
        panel(painter, self.rect(), colour(fill), colour(edge), 1.5 if on else 1, ROUND)
        title, badge, text = self._rows(self.width())
        width = self.width() - _LEAD - _TAIL
        top = max(_AIR, (self.height() - title - badge - text) // 2)
        mark = "now-circle" if on else "ahead-circle"
        first_line = painter.fontMetrics().height()
        at = mirrored(self, QRect(3 * SPACE, top + (first_line - ICON) // 2, ICON, ICON))
        ink = ("accent" if on else "edge") if able else "muted"
        painter.drawPixmap(at.topLeft(), pixmap(mark, ink, ICON, self.devicePixelRatioF()))
        lead = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop
        painter.setPen(colour("text" if able else "muted"))
        beside = self._badge_width() if not badge else 0
        draw(painter, mirrored(self, QRect(_LEAD, top, width - beside, title)), self.text(), lead)
        if self.option.badge:
            small = self._small()
            high = small_height = wrapped(small, self.option.badge, width) + SPACE
            wide = one_line(small, self.option.badge) + 4 * SPACE
            y = top + title if badge else top + (first_line - small_height) // 2
            place = QRect(_LEAD, y, wide, high) if badge else QRect(self.width() - _TAIL - wide, y, wide, high)
            panel(painter, mirrored(self, place), colour("good_soft"), colour("good"), 1, high // 2)
            painter.setFont(small)
            painter.setPen(colour("good"))
            draw(painter, mirrored(self, place), self.option.badge, Qt.AlignmentFlag.AlignCenter, wrap=False)
        painter.setFont(self._body())
        painter.setPen(colour("muted"))
        draw(painter, mirrored(self, QRect(_LEAD, top + title + badge, width, text)), self.option.text, lead)
        if shows_focus(self):
            ring(painter, self.rect(), ROUND)
        painter.end()

    def _rows(self, width: int) -> tuple[int, int, int]:
        """Heights of the title, of the badge where it needs a row of its own, and of the text."""
        room = width - _LEAD - _TAIL
        beside = self._badge_width()
        own_row = bool(beside) and room - beside < longest_word(self.font(), self.text())
        badge = wrapped(self._small(), self.option.badge, room) + 2 * SPACE if own_row else 0
        title = wrapped(self.font(), self.text(), room if own_row else room - beside)
        text = wrapped(self._body(), self.option.text, room)
        return title + (SPACE if text else 0), badge, text

    def _badge_width(self) -> int:
        return one_line(self._small(), self.option.badge) + 7 * SPACE if self.option.badge else 0

    def _small(self) -> QFont:
        return theme().font(Size.SMALL)

    def _body(self) -> QFont:
        return theme().font(Size.BODY)

    def _restyle(self) -> None:
        self.setFont(theme().font(Size.BODY, strong=True))
        self.updateGeometry()
        self.update()


class Choice(QWidget):
    """One of several cards is chosen; arrow keys move between them.

    `columns` is how many stand beside each other where there is room.
    """

    chosen = Signal(str)

    def __init__(
        self, options: Sequence[Option], chosen: str, parent: QWidget | None = None, *, columns: int = 1
    ) -> None:
        super().__init__(parent)
        self._columns, self._beside = columns, 0
        self._group = QButtonGroup(self)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(2 * SPACE)
        self.cards = [_Card(option, self) for option in options]
        for card in self.cards:
            self._group.addButton(card)
            card.setChecked(card.option.key == chosen)
            card.toggled.connect(lambda on, key=card.option.key: self.chosen.emit(key) if on else None)
        self._place(1)

    @property
    def value(self) -> str:
        """The key of the chosen card; empty while none is."""
        return next((card.option.key for card in self.cards if card.isChecked()), "")

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Beside each other where each has room for a few words a line, else one above the other."""
        super().resizeEvent(event)
        room = _BESIDE * (LARGE if theme().large else 1)
        self._place(self._columns if self.width() >= self._columns * room else 1)

    def _place(self, columns: int) -> None:
        if columns == self._beside:
            return
        self._beside = columns
        for at, card in enumerate(self.cards):
            self._grid.removeWidget(card)
            self._grid.addWidget(card, at // columns, at % columns)
        for column in range(self._columns):
            self._grid.setColumnStretch(column, 1 if column < columns else 0)

    def setFocus(self, reason: Qt.FocusReason = Qt.FocusReason.OtherFocusReason) -> None:
        """The keyboard goes to the chosen card, or the first; with a proxy two things would claim the focus."""
        if self.cards:
            next((card for card in self.cards if card.isChecked()), self.cards[0]).setFocus(reason)

    def set_value(self, key: str) -> None:
        """Choose a card."""
        for card in self.cards:
            if card.option.key == key:
                card.setChecked(True)
