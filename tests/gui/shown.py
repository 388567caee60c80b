"""Shows widgets in a window, and asks what a screen reader is told about them."""

from __future__ import annotations

from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QApplication, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

_KEPT: list[QWidget] = []


def show(qtbot: QtBot, *widgets: QWidget) -> QWidget:
    """A window with these widgets one above the other, in front and active."""
    # pytest-qt holds a widget only weakly; the last window lives until the next one is shown.
    _KEPT.clear()
    window = QWidget()
    _KEPT.append(window)
    column = QVBoxLayout(window)
    for widget in widgets:
        column.addWidget(widget)
    qtbot.addWidget(window)
    window.resize(760, 600)
    with qtbot.waitExposed(window):
        window.show()
    window.activateWindow()
    QApplication.processEvents()
    return window


def said(widget: QWidget, what: QAccessible.Text = QAccessible.Text.Name) -> str:
    spoken = QAccessible.queryAccessibleInterface(widget)
    assert spoken is not None
    return spoken.text(what)


def role(widget: QWidget) -> QAccessible.Role:
    spoken = QAccessible.queryAccessibleInterface(widget)
    assert spoken is not None
    return spoken.role()
