"""The order in which a page is read is the order of the Tab key and of the screen reader.

Qt goes by the order in which widgets were made. Pages make what they need when they need it, so that both orders are
brought back to what is seen, once for each time that a layout changed: down, and along each line.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cmp_to_key
from itertools import pairwise

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QScrollArea, QStackedWidget, QWidget


def arrange(root: QWidget) -> None:
    """Order everything under a window as it is read; what is not shown waits for its turn."""
    for before, after in pairwise(_stops(root)):
        QWidget.setTabOrder(before, after)


def _stops(widget: QWidget) -> Iterator[QWidget]:
    if widget.focusPolicy() & Qt.FocusPolicy.TabFocus:
        yield widget
        if widget.layout() is None:
            return  # a control; what it is made of is its own matter
    for child in _inside(widget):
        yield from _stops(child)


def _inside(widget: QWidget) -> list[QWidget]:
    if isinstance(widget, QStackedWidget):
        page = widget.currentWidget()
        return [page] if page is not None else []
    if isinstance(widget, QScrollArea):
        inner = widget.widget()
        return [inner] if inner is not None else []
    made = [each for each in widget.children() if isinstance(each, QWidget) and not each.isWindow()]
    shown: list[QWidget] = [each for each in made if not each.isHidden()]
    read = sorted(shown, key=cmp_to_key(_compare))
    if read != shown:
        for each in read:
            each.raise_()  # to the end of the children, which is where a screen reader meets it
    return read


def _compare(one: QWidget, other: QWidget) -> int:
    """Above comes before below, and on one line the leading edge decides."""
    here, there = one.geometry(), other.geometry()
    if here.bottom() < there.top():
        return -1
    if there.bottom() < here.top():
        return 1
    along = here.left() - there.left()
    return -along if one.isRightToLeft() else along
