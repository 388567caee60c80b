"""What the painted widgets share: measuring wrapped text, the focus ring, and mirrored places."""

from __future__ import annotations

import re
from unicodedata import bidirectional

from PySide6.QtCore import QRect, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QWidget

from retour_gui.theme.apply import theme
from retour_gui.theme.metrics import RADIUS, RING

_WRAP = Qt.TextFlag.TextWordWrap.value | Qt.TextFlag.TextShowMnemonic.value
_LINE = Qt.TextFlag.TextShowMnemonic.value
_ENDLESS = 1 << 20
_BREAK = "\u200b"
"""A break that takes no room: ZERO WIDTH SPACE."""
_ENDLESS_WORD = re.compile(r"[^\s\u200b]{25,}")


def soft(text: str) -> str:
    """The text with places to break inside of what has none: host IDs of 64 characters, activation IDs, paths.

    A word of letters alone is left whole, however long: it would be broken at a wrong place.
    """
    return _ENDLESS_WORD.sub(
        lambda word: word[0] if word[0].isalpha() else _BREAK.join(re.findall(r".{1,8}", word[0])), text
    )


def plain(text: str) -> str:
    """The text without its mnemonic's ampersand, as it is spoken."""
    return re.sub(r"&(.)", r"\1", text)


def one_line(font: QFont, text: str) -> int:
    """How wide the text is on one line, in px; an underlined letter breaks the kerning around it."""
    slack = 3 if "&" in text else 0
    return QFontMetrics(font).size(Qt.TextFlag.TextShowMnemonic.value, text).width() + slack


def longest_word(font: QFont, text: str) -> int:
    """How wide the widest word is, in px: the least width at which nothing is cut."""
    return max((one_line(font, word) for word in re.split(rf"[\s{_BREAK}]+", soft(text)) if word), default=0)


def wrapped(font: QFont, text: str, width: int) -> int:
    """How high the text is when it is wrapped at `width`, in px; 0 when there is none."""
    if not text:
        return 0
    return QFontMetrics(font).boundingRect(QRect(0, 0, max(width, 1), _ENDLESS), _WRAP, soft(text)).height()


def draw(painter: QPainter, rect: QRect, text: str, align: Qt.AlignmentFlag, wrap: bool = True) -> None:
    """Paint text, wrapped, with its mnemonic; `AlignLeft` means leading, by the painter's direction.

    The text itself runs in the direction of its own words, whatever the window's is: "5 copies" begins with the 5.
    """
    own = Qt.TextFlag.TextForceRightToLeft if runs_from_right(text) else Qt.TextFlag.TextForceLeftToRight
    if painter.layoutDirection() == Qt.LayoutDirection.RightToLeft and align & Qt.AlignmentFlag.AlignLeft:
        align = align & ~Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignRight
    flags = align | Qt.AlignmentFlag.AlignAbsolute
    painter.drawText(rect, flags.value | own.value | (_WRAP if wrap else _LINE), soft(text) if wrap else text)


def runs_from_right(text: str) -> bool:
    """Whether the first letter with a direction runs from right to left (UAX #9, rules P2 and P3)."""
    return next((kind != "L" for kind in map(bidirectional, text) if kind in ("L", "R", "AL")), False)


def mirrored(widget: QWidget, rect: QRect) -> QRect:
    """A place that was computed from left to right, where it belongs in the widget's direction."""
    if not widget.isRightToLeft():
        return rect
    # By hand: Qt's own way is in QStyle, which takes 4 ms to load, and the first paint needs nothing else of it.
    return QRect(widget.width() - rect.x() - rect.width(), rect.y(), rect.width(), rect.height())


def smooth(widget: QWidget) -> QPainter:
    """A painter on the widget with smooth edges and in the widget's font."""
    painter = QPainter(widget)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    return painter


def panel(
    painter: QPainter, rect: QRect, fill: QColor | None, edge: QColor | None, width: float = 1, radius: int = RADIUS
) -> None:
    """A rounded rectangle whose border lies wholly inside `rect`, on whole pixels."""
    half = width / 2
    painter.setBrush(fill if fill is not None else Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(edge, width) if edge is not None else Qt.PenStyle.NoPen)
    painter.drawRoundedRect(QRectF(rect).adjusted(half, half, -half, -half), radius - half, radius - half)


def ring(painter: QPainter, rect: QRect, radius: int = RADIUS) -> None:
    """The focus ring, just inside `rect`."""
    panel(painter, rect, None, theme().colour("focus"), RING, radius)


def shows_focus(widget: QWidget) -> bool:
    """Whether the widget shall show its ring: focus is always visible, however it came."""
    return widget.hasFocus() and widget.isActiveWindow()
