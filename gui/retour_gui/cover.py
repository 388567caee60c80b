"""A page over everything else: settings, help, a QR code that is shown or read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QMimeData, Signal
from PySide6.QtWidgets import QWidget

if TYPE_CHECKING:
    from retour_gui.context import Context


def announce(widget: QWidget, text: str) -> None:
    """Have a screen reader say something that came without the person's doing."""
    from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent

    if text and widget.isVisible():
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(widget, text))


class Cover(QWidget):
    """What lies under it comes back when it `leaves`."""

    leaves = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.context = context

    @property
    def title(self) -> str:
        """What a screen reader says when it is shown."""
        return ""

    def first_control(self) -> QWidget:
        """Where the keyboard starts."""
        return self

    def takes(self, data: QMimeData) -> bool:
        """Something was dropped or pasted; whether this page wants it."""
        return False

    def close_down(self) -> None:
        """It is over: end what runs beside the window."""
