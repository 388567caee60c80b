"""Cards, and folds that hide what is rarely needed."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import QRect, QSize, Qt, Signal
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QFrame, QLayout, QVBoxLayout, QWidget

from retour_gui.theme.apply import theme
from retour_gui.theme.icons import pixmap
from retour_gui.theme.metrics import ICON, ROUND, SPACE, TARGET
from retour_gui.widgets.button import Button, Kind
from retour_gui.widgets.column import empty, place
from retour_gui.widgets.paint import draw, longest_word, mirrored, one_line, panel, ring, shows_focus, smooth, wrapped

Tone = Literal["plain", "accent", "warn", "danger", "good"]


class Card(QFrame):
    """A panel with a border and 16 px of air; its tone tells at a glance what kind of matter it holds."""

    def __init__(self, tone: Tone = "plain", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tone: Tone = tone
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(4 * SPACE, 4 * SPACE, 4 * SPACE, 4 * SPACE)
        self._layout.setSpacing(2 * SPACE)

    @property
    def tone(self) -> Tone:
        """What kind of matter it holds."""
        return self._tone

    @tone.setter
    def tone(self, tone: Tone) -> None:
        self._tone = tone
        self.update()

    def add(self, item: QWidget | QLayout, stretch: int = 0) -> None:
        """Put a widget or a layout below what is there."""
        place(self._layout, item, stretch)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The panel in its tone."""
        painter = smooth(self)
        colour = theme().colour
        if self._tone == "plain":
            panel(painter, self.rect(), colour("surface"), colour("line"), 1, ROUND)
        else:
            panel(painter, self.rect(), colour(f"{self._tone}_soft"), colour(self._tone), 1, ROUND)
        painter.end()


class _Header(Button):
    """The line that opens and closes a fold: title first, chevron before it."""

    def __init__(self, title: str, parent: QWidget) -> None:
        super().__init__(title, Kind.QUIET, None, parent)
        self.is_open = False

    def sizeHint(self) -> QSize:
        """One line, if there is room."""
        width = one_line(self.font(), self.text()) + ICON + 5 * SPACE
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        """The widest word still fits."""
        return QSize(max(TARGET, longest_word(self.font(), self.text()) + ICON + 5 * SPACE), TARGET)

    def heightForWidth(self, width: int) -> int:
        """The height at which the whole title shows."""
        return max(TARGET, wrapped(self.font(), self.text(), width - ICON - 5 * SPACE) + 4 * SPACE)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Chevron and title along the leading edge."""
        painter = smooth(self)
        colour = theme().colour
        if self.isDown() or self.underMouse():
            panel(painter, self.rect(), colour("raised"), None)
        if shows_focus(self):
            ring(painter, self.rect())
        ink = "text" if self.isEnabled() else "muted"
        name = "chevron-up" if self.is_open else "chevron-down"
        at = mirrored(self, QRect(0, (self.height() - ICON) // 2, ICON, ICON))
        painter.drawPixmap(at.topLeft(), pixmap(name, ink, ICON, self.devicePixelRatioF()))
        painter.setPen(colour(ink))
        lead = ICON + 2 * SPACE
        room = mirrored(self, QRect(lead, 0, self.width() - lead - SPACE, self.height()))
        draw(painter, room, self.text(), Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        painter.end()


class Fold(QWidget):
    """A title that shows and hides what lies under it."""

    toggled = Signal(bool)

    def __init__(self, title: str, is_open: bool = False, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.header = _Header(title, self)
        self._body = QWidget(self)
        self._inner = QVBoxLayout(self._body)
        self._inner.setContentsMargins(ICON + 2 * SPACE, SPACE, 0, 2 * SPACE)
        self._inner.setSpacing(2 * SPACE)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.setSpacing(0)
        outer.addWidget(self.header)
        outer.addWidget(self._body)
        self.header.clicked.connect(lambda: self.set_open(not self.is_open))
        self._show(is_open)

    @property
    def is_open(self) -> bool:
        """Whether its contents are shown."""
        return self.header.is_open

    def set_open(self, is_open: bool) -> None:
        """Show or hide what lies under the title."""
        if is_open is not self.is_open:
            self._show(is_open)

    def add(self, item: QWidget | QLayout) -> None:
        """Put a widget or a layout below what is there."""
        place(self._inner, item)

    def clear(self) -> None:
        """Take out what lies under the title."""
        empty(self._inner)

    def _show(self, is_open: bool) -> None:
        self.header.is_open = is_open
        self.header.update()
        self._body.setVisible(is_open)
        said = (
            self.tr("Expanded; press to hide what is below.") if is_open else self.tr("Collapsed; press to show more.")
        )
        self.header.setAccessibleDescription(said)
        self.toggled.emit(is_open)
