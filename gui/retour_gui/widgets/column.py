"""The page's column: at most 720 px in the middle of the air, scrolled up and down only."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, QTimer, Signal
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QApplication,
    QBoxLayout,
    QFrame,
    QHBoxLayout,
    QLayout,
    QScrollArea,
    QSizePolicy,
    QSpacerItem,
    QVBoxLayout,
    QWidget,
)

from retour_gui.theme.metrics import COLUMN, SPACE
from retour_gui.widgets.button import Button
from retour_gui.widgets.order import arrange

_MARGIN = 6 * SPACE


class Column(QScrollArea):
    """A scrolled column of a page's content; what gets the focus is scrolled into sight."""

    def __init__(self, parent: QWidget | None = None, width: int = COLUMN) -> None:
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        # The area itself is no stop for the Tab key; its contents are.
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        inner = QWidget()
        inner.setObjectName("column")
        self._content = _Content(inner)
        self._content.setMaximumWidth(width)
        self._layout = QVBoxLayout(self._content)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(3 * SPACE)
        # What is left over falls below the content; whatever is added goes before it.
        self._layout.addSpacerItem(QSpacerItem(0, 0, QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Expanding))
        self._above = QSpacerItem(0, 0)
        middle = QHBoxLayout(inner)
        middle.setContentsMargins(_MARGIN, _MARGIN, _MARGIN, _MARGIN)
        middle.addStretch(1)
        self._upright = QVBoxLayout()
        self._upright.addSpacerItem(self._above)
        self._upright.addWidget(self._content, 1000)
        middle.addLayout(self._upright, 1000)
        middle.addStretch(1)
        self.setWidget(inner)
        self._soon = QTimer(self, singleShot=True)
        self._soon.timeout.connect(self._arrange)
        self._content.changed.connect(self._soon.start)
        self.viewport().setAutoFillBackground(False)
        inner.setAutoFillBackground(False)
        app = QApplication.instance()
        if isinstance(app, QApplication):
            app.focusChanged.connect(self._reveal)

    def add(self, item: QWidget | QLayout, stretch: int = 0) -> None:
        """Put a widget or a layout below what is there."""
        place(self._layout, item, stretch, self._layout.count() - 1)

    def space(self, px: int) -> None:
        """Leave air below what is there."""
        self._layout.insertSpacing(self._layout.count() - 1, px)

    def stretch(self) -> None:
        """Let what follows sink to the bottom, or, at the end, what is there stay at the top."""
        self._layout.insertStretch(self._layout.count() - 1, 1)

    def centre(self, on: bool) -> None:
        """Stand a little above the middle of the height, instead of at the top."""
        policy = QSizePolicy.Policy
        self._above.changeSize(0, 0, policy.Minimum, policy.Expanding if on else policy.Fixed)
        self._upright.setStretch(0, 350 if on else 0)
        self._upright.invalidate()

    def clear(self) -> None:
        """Take everything out."""
        empty(self._layout, keep=1)

    def first_control(self) -> QWidget | None:
        """The first control that the keyboard can reach."""
        for widget in self._content.findChildren(QWidget):
            if widget.isVisibleTo(self) and widget.isEnabled() and widget.focusPolicy() & Qt.FocusPolicy.TabFocus:
                return widget
        return None

    def showEvent(self, event: QShowEvent) -> None:
        """A page of a stack is in order as soon as it is shown."""
        super().showEvent(event)
        self._soon.start()

    def event(self, event: QEvent) -> bool:
        """Never wider than the room: the content's least width counts for the window."""
        if event.type() == QEvent.Type.LayoutRequest:
            self._hold_width()
        return super().event(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """As a scroll area."""
        super().resizeEvent(event)
        self._hold_width()

    def _hold_width(self) -> None:
        if (inner := self.widget()) is None:
            return
        least = inner.minimumSizeHint().width() + self.verticalScrollBar().sizeHint().width()
        if self.minimumWidth() != least:
            self.setMinimumWidth(least)

    def _arrange(self) -> None:
        """What came in late is read in its place, and not last."""
        if self.isVisible():
            arrange(self.window())

    def _reveal(self, _old: QWidget | None, now: QWidget | None) -> None:
        if now is not None and self._content.isAncestorOf(now):
            self.ensureWidgetVisible(now, 0, 4 * SPACE)


class _Content(QWidget):
    """Tells when its layout changed."""

    changed = Signal()

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:
            self.changed.emit()
        return super().event(event)


def place(layout: QBoxLayout, item: QWidget | QLayout, stretch: int = 0, at: int = -1) -> None:
    """Put a widget or a layout in, -1 is the end; a button keeps its own width, at the leading edge."""
    if isinstance(item, Button):
        layout.insertWidget(at, item, stretch, Qt.AlignmentFlag.AlignLeading)
    elif isinstance(item, QWidget):
        layout.insertWidget(at, item, stretch)
    else:
        layout.insertLayout(at, item, stretch)


def empty(layout: QLayout, keep: int = 0) -> None:
    """Take everything out of a layout and delete it, but for the last `keep` items."""
    while layout.count() > keep and (item := layout.takeAt(0)) is not None:
        if (widget := item.widget()) is not None:
            widget.hide()
            widget.deleteLater()
        elif (inner := item.layout()) is not None:
            empty(inner)
            inner.deleteLater()
