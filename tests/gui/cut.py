"""Looks at a shown window as a strict designer would, and says what is wrong with it.

Each finding is one line: what is wrong, then which widget. A test asserts that there is none.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from itertools import combinations, pairwise

from PySide6.QtCore import QCoreApplication, QEvent, QPoint, QRect, QRectF, Qt
from PySide6.QtGui import QAccessible, QColor, QFontMetrics, QImage, QKeySequence, QPainter
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractScrollArea,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QProgressBar,
    QScrollArea,
    QScrollBar,
    QTextEdit,
    QWidget,
)

from retour_gui.theme.tokens import contrast

TARGET = 44
TEXT_CONTRAST = 4.5
SHAPE_CONTRAST = 3.0
MOST_STOPS = 200
_LEAVES = (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QComboBox,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QProgressBar,
    QTextEdit,
)


def problems(root: QWidget) -> list[str]:
    """Everything that is wrong with a shown window or widget, as sentences; empty when nothing is."""
    settle(root)
    leaves: list[QWidget] = [widget for widget in _visible(root) if isinstance(widget, _LEAVES) and not _inner(widget)]
    picture = root.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    found: list[str] = []
    for widget in leaves:
        found += [f"{fault}: {name(widget)}" for fault in _cut(widget)]
        found += [f"{fault}: {name(widget)}" for fault in _outside(widget, root)]
        found += [f"{fault}: {name(widget)}" for fault in _faint(widget, root, picture)]
    for widget in _visible(root):
        if _takes_focus(widget):
            found += [f"{fault}: {name(widget)}" for fault in _control(widget)]
    return found + list(_overlaps(leaves, root)) + list(_keyboard(root)) + list(_letters(leaves))


def settle(root: QWidget) -> None:
    """Let layouts, deletions and paints that are due happen, without waiting for anything."""
    for _ in range(3):
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)
        QApplication.processEvents()
    assert root.isVisible(), "a window is shown before it is looked at"


def name(widget: QWidget) -> str:
    """Which widget: its class and what it says."""
    said = widget.accessibleName() or _text(widget) or widget.objectName()
    return f"{type(widget).__name__} “{said[:60]}”"


def _visible(root: QWidget) -> list[QWidget]:
    inside = [
        widget for widget in root.findChildren(QWidget) if widget.isVisible() and widget.window() is root.window()
    ]
    return [root, *inside]


def _inner(widget: QWidget) -> bool:
    """A part that a bigger control made for itself."""
    parent = widget.parentWidget()
    while parent is not None:
        if isinstance(parent, (QAbstractSpinBox, QComboBox, QAbstractItemView, QLineEdit)):
            return True
        parent = parent.parentWidget()
    return isinstance(widget, QScrollBar)


def _takes_focus(widget: QWidget) -> bool:
    tabbed = bool(widget.focusPolicy().value & Qt.FocusPolicy.TabFocus.value)
    return tabbed and widget.isEnabled() and widget.focusProxy() is None and not _inner(widget)


def _text(widget: QWidget) -> str:
    if isinstance(widget, (QLabel, QAbstractButton, QLineEdit)):
        return widget.text()
    if isinstance(widget, QComboBox):
        return widget.currentText()
    if isinstance(widget, QAbstractSpinBox):
        return widget.text()
    if isinstance(widget, (QPlainTextEdit, QTextEdit)):
        return widget.toPlainText()
    return ""


def _cut(widget: QWidget) -> Iterator[str]:
    text = _text(widget)
    if isinstance(widget, QComboBox):
        if QFontMetrics(widget.font()).horizontalAdvance(text) + 32 > widget.width():
            yield "text cut in width"
    elif isinstance(widget, QAbstractItemView):
        yield from _cut_rows(widget)
    elif isinstance(widget, (QLabel, QAbstractButton)) and (text or widget.accessibleName()):
        wraps = widget.hasHeightForWidth()
        least = widget.minimumSizeHint() if wraps or not text else widget.sizeHint()
        if isinstance(widget, QLabel) and wraps and text:
            # A label's own least width is that of its widest word only while its text is plain.
            words = max(QFontMetrics(widget.font()).horizontalAdvance(word) for word in re.split(r"[\s\u200b]+", text))
            least.setWidth(words if widget.textFormat() == Qt.TextFormat.PlainText else least.width())
        high = widget.heightForWidth(widget.width()) if wraps else least.height()
        if widget.width() < least.width():
            yield f"text cut in width, {widget.width()} px of {least.width()}"
        if widget.height() < high:
            yield f"text cut in height, {widget.height()} px of {high}"
    elif (
        isinstance(widget, (QLineEdit, QAbstractSpinBox)) and widget.height() < QFontMetrics(widget.font()).height() + 4
    ):
        yield "text cut in height"
    if (
        isinstance(widget, QLabel)
        and "…" in text.rstrip("…")
        and ("…" in widget.accessibleName() or not widget.accessibleName())
    ):
        yield "text elided and not said whole"


def _cut_rows(view: QAbstractItemView) -> Iterator[str]:
    model = view.model()
    for row in range(model.rowCount(view.rootIndex())):
        index = model.index(row, 0, view.rootIndex())
        place = view.visualRect(index)
        if not place.intersects(view.viewport().rect()):
            continue
        if view.sizeHintForIndex(index).width() > view.viewport().width() and not index.data(
            Qt.ItemDataRole.AccessibleTextRole
        ):
            yield f"row {row + 1} cut"
        if place.height() < TARGET and _takes_focus(view):
            yield f"row {row + 1} is {place.height()} px high"


def _control(widget: QWidget) -> Iterator[str]:
    if widget.width() < TARGET or widget.height() < TARGET:
        yield f"target of {widget.width()} x {widget.height()} px"
    spoken = QAccessible.queryAccessibleInterface(widget)
    if not spoken.text(QAccessible.Text.Name).strip():
        yield "no accessible name"


def _keyboard(root: QWidget) -> Iterator[str]:
    """The Tab key goes as the page is read: down, and along a line; what has the focus says what it is."""
    now = _focus(root)
    if now is not None and not _takes_focus(now):  # those that Tab comes to are looked at as controls
        spoken = QAccessible.queryAccessibleInterface(now)
        if not spoken.text(QAccessible.Text.Name).strip():
            yield f"the focus is on what has no name: {name(now)}"
    stops = _tabbed(root)
    first: dict[QWidget | None, QWidget] = {}
    for stop in sorted(stops, key=lambda each: _place(each, root).top()):
        first.setdefault(_scrolled(stop), stop)
    for before, after in pairwise([*stops, *stops[:1]]):
        area = _scrolled(before)
        if area is None or area is not _scrolled(after):
            continue
        here, there = _place(before, root), _place(after, root)
        above = there.bottom() < here.top()
        beside = not above and there.top() < here.bottom()
        back = there.left() >= here.right() if before.isRightToLeft() else there.right() <= here.left()
        if (above or (beside and back)) and after is not first.get(area):
            yield f"Tab goes back, from {name(before)} to {name(after)}"


def _letters(leaves: list[QWidget]) -> Iterator[str]:
    """A letter with Alt presses one thing; where two have it, it presses neither."""
    taken: dict[str, QWidget] = {}
    for widget in leaves:
        if not (isinstance(widget, QAbstractButton) and widget.isEnabled()):
            continue
        letter = QKeySequence.mnemonic(widget.text()).toString()
        if letter in taken:
            yield f"{letter} is also that of {name(taken[letter])}: {name(widget)}"
        if letter:
            taken[letter] = widget


def _focus(root: QWidget) -> QWidget | None:
    return root.focusWidget()


def _tabbed(root: QWidget) -> list[QWidget]:
    """What the Tab key comes to, from where the focus is, once around; the page stays as it was."""
    start = _focus(root)
    if start is None:
        return []
    bars = [(bar, bar.value()) for bar in root.findChildren(QScrollBar)]
    met = [start]
    while len(met) < MOST_STOPS:
        QTest.keyClick(met[-1], Qt.Key.Key_Tab)
        now = _focus(root)
        if now is None or now in met:
            break
        met.append(now)
    start.setFocus()
    for bar, value in bars:
        bar.setValue(value)
    return met


def _scrolled(widget: QWidget) -> QWidget | None:
    at = widget.parentWidget()
    while at is not None and not isinstance(at, QScrollArea):
        at = at.parentWidget()
    return at


def _place(widget: QWidget, root: QWidget) -> QRect:
    return QRect(widget.mapTo(root, QPoint(0, 0)), widget.size()) if widget is not root else root.rect()


def _outside(widget: QWidget, root: QWidget) -> Iterator[str]:
    """Beyond what can be seen; in a scroll area, beyond what can be scrolled to."""
    at: QWidget = widget
    while at is not root and (parent := at.parentWidget()) is not None:
        place = QRect(widget.mapTo(parent, QPoint(0, 0)), widget.size())
        scrolled = parent.parentWidget()
        if isinstance(scrolled, QAbstractScrollArea) and scrolled.viewport() is parent:
            if not isinstance(scrolled, QScrollArea):
                return
            sideways = place.left() < 0 or place.right() >= parent.width()
            off = Qt.ScrollBarPolicy.ScrollBarAlwaysOff
            if sideways and scrolled.horizontalScrollBarPolicy() == off:
                yield "beyond the side of what can be scrolled to"
            return
        if not parent.rect().contains(place):
            yield f"outside of {type(parent).__name__}"
            return
        at = parent


def _seen(widget: QWidget, root: QWidget) -> QRect:
    """The part of a widget that is in sight, in the root's coordinates."""
    shown = widget.visibleRegion().boundingRect()
    return shown.translated(_place(widget, root).topLeft())


def _overlaps(leaves: list[QWidget], root: QWidget) -> Iterator[str]:
    places = [(widget, _seen(widget, root)) for widget in leaves]
    for (one, here), (other, there) in combinations(places, 2):
        common = here.intersected(there)
        if common.isEmpty() or one.isAncestorOf(other) or other.isAncestorOf(one):
            continue
        yield f"overlap of {common.width()} x {common.height()} px: {name(one)} and {name(other)}"


def _faint(widget: QWidget, root: QWidget, picture: QImage) -> Iterator[str]:
    if isinstance(widget, (QProgressBar, QAbstractItemView)):
        return
    pictured = isinstance(widget, QLabel) and not widget.pixmap().isNull()
    placeholder = widget.placeholderText() if isinstance(widget, (QLineEdit, QPlainTextEdit, QTextEdit)) else ""
    if not (pictured or _text(widget).strip() or widget.accessibleName() or placeholder):
        return
    # The border is no text: what lies within 5 px of the edge does not count, unless the widget is a bare label.
    inset = 0 if isinstance(widget, QLabel) else 5
    part = _seen(widget, root).adjusted(inset, inset, -inset, -inset)
    ratio = picture.devicePixelRatio()
    part = QRect(part.topLeft() * ratio, part.size() * ratio).intersected(picture.rect())
    # Of what is scrolled out of sight for the most part, perhaps only its border is seen.
    scrolled = part.height() < widget.height() * ratio / 2
    if scrolled or part.width() < 4 or part.height() < 4 or not _shows_content(widget, placeholder, pictured):
        return
    best = painted_contrast(_without_cursor(widget, picture.copy(part), part, _place(widget, root)))
    least = SHAPE_CONTRAST if pictured else TEXT_CONTRAST
    if best < least:
        yield f"contrast {best:.2f}"


def _without_cursor(widget: QWidget, picture: QImage, part: QRect, place: QRect) -> QImage:
    """The picture of a field with its text cursor, which stands out where the text may not, painted over."""
    if widget.hasFocus() and isinstance(widget, (QLineEdit, QPlainTextEdit, QTextEdit)):
        cursor = widget.inputMethodQuery(Qt.InputMethodQuery.ImCursorRectangle)
        if isinstance(cursor, (QRect, QRectF)):
            rect = QRectF(cursor).toAlignedRect().translated(place.topLeft() - part.topLeft())
            counted = colours(picture)
            painter = QPainter(picture)
            painter.fillRect(rect, QColor(max(counted, key=lambda colour: counted[colour])))
            painter.end()
    return picture


def _shows_content(widget: QWidget, placeholder: str, pictured: bool) -> bool:
    """Whether a text, a picture or an icon is painted at all; a field may be empty."""
    if isinstance(widget, (QLineEdit, QComboBox, QAbstractSpinBox, QPlainTextEdit, QTextEdit)):
        return bool(_text(widget).strip() or placeholder)
    return pictured or bool(_text(widget).strip()) or bool(widget.accessibleName())


def painted_contrast(picture: QImage) -> float:
    """Contrast of the most frequent colour against the one that is farthest from it: of ground and ink."""
    counted = colours(picture)
    ground = max(counted, key=lambda colour: counted[colour])
    return max(contrast(ground, colour) for colour in counted)


def colours(picture: QImage) -> Counter[str]:
    """How many pixels of each colour a picture has."""
    picture = picture.convertToFormat(QImage.Format.Format_RGB32)
    pixels = memoryview(picture.constBits()).cast("B").cast("I")
    return Counter({f"#{value & 0xFFFFFF:06x}": count for value, count in Counter(pixels).items()})
