"""The chip: which device this is about, and whether it is here."""

from __future__ import annotations

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPaintEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from retour_gui.theme.apply import theme
from retour_gui.theme.icons import pixmap
from retour_gui.theme.metrics import ICON, LARGE, SPACE, TARGET, Size
from retour_gui.widgets.paint import draw, mirrored, panel, smooth

_SIDE = 3 * SPACE
_DOT = 16


class Chip(QLabel):
    """Model, host ID, port and state of the device; a label, so that a screen reader meets it as text."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = self._host = self._port = ""
        self._connected: bool | None = None
        self._carried = False
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        theme().changed.connect(self._restyle)
        self.set_device("", "", "", None)

    def set_device(self, model: str, host_id: str, port: str, connected: bool | None) -> None:
        """Show a device; `connected` is None as long as there is none."""
        self._model, self._host, self._port, self._connected = model, host_id, port, connected
        self._carried = False
        if connected is None:
            said = self.tr("No device yet")
        elif connected:
            said = self.tr("{model}, host ID {host}, on {port}, connected")
        else:
            said = self.tr("{model}, host ID {host}, lost, waiting for it")
        self.setAccessibleName(said.format(model=model, host=host_id, port=port))
        self._restyle()

    def set_carried(self, model: str, host_id: str, profile: str) -> None:
        """Show a device whose vendor's files are carried: whether it is connected, nobody here can tell."""
        self._model, self._host, self._port, self._connected = model, host_id, profile, None
        self._carried = True
        said = self.tr("{model}, host ID {host}, profile {profile}, files carried")
        self.setAccessibleName(said.format(model=model, host=host_id, profile=profile))
        self._restyle()

    def set_gone(self, model: str, host_id: str) -> None:
        """Show a device that is written off: nobody waits for it."""
        self._model, self._host, self._port, self._connected = model, host_id, self.tr("cannot be asked"), None
        self._carried = True
        said = self.tr("{model}, host ID {host}, cannot be asked any more")
        self.setAccessibleName(said.format(model=model, host=host_id))
        self._restyle()

    def sizeHint(self) -> QSize:
        """Everything on two lines, whole."""
        strong, small = self._metrics()
        first = strong.horizontalAdvance(self._title())
        second = small.horizontalAdvance(self._below()) + 2 * SPACE
        state = small.horizontalAdvance(self._state()) + self._dot + 4 * SPACE if self._connected is not None else 0
        height = strong.height() + (small.height() if self._below() else 0) + 4 * SPACE
        return QSize(2 * _SIDE + ICON + 2 * SPACE + max(first, second) + state, max(TARGET, height))

    def minimumSizeHint(self) -> QSize:
        """The host ID may be shortened in its middle; the state never."""
        _, small = self._metrics()
        state = small.horizontalAdvance(self._state()) + self._dot + 4 * SPACE if self._connected is not None else 0
        room = small.horizontalAdvance("m" * 12)
        least = 2 * _SIDE + ICON + 2 * SPACE + room + state
        hint = self.sizeHint()
        return QSize(min(least, hint.width()), hint.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Icon, the two lines, and the state at the trailing edge."""
        painter = smooth(self)
        colour = theme().colour
        lost = self._connected is False
        panel(painter, self.rect(), colour("warn_soft" if lost else "surface"), colour("warn" if lost else "line"))
        strong, small = self._metrics()
        ratio = self.devicePixelRatioF()
        ink = "warn" if lost else "muted" if self._connected is None else "text"
        at = mirrored(self, QRect(_SIDE, (self.height() - ICON) // 2, ICON, ICON))
        painter.drawPixmap(at.topLeft(), pixmap("device-lost" if lost else "device", ink, ICON, ratio))
        left, right = _SIDE + ICON + 2 * SPACE, self.width() - _SIDE
        if self._connected is not None:
            width = small.horizontalAdvance(self._state())
            right -= width + self._dot + SPACE
            painter.setFont(theme().font(Size.SMALL))
            name = "clock" if lost else "done-circle"
            tone = "warn" if lost else "good"
            mark = mirrored(self, QRect(right, (self.height() - self._dot) // 2, self._dot, self._dot))
            painter.drawPixmap(mark.topLeft(), pixmap(name, tone, self._dot, ratio))
            painter.setPen(colour(tone))
            said = mirrored(self, QRect(right + self._dot + SPACE, 0, width + 1, self.height()))
            draw(painter, said, self._state(), Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, wrap=False)
            right -= 2 * SPACE
        high = strong.height() + (small.height() if self._below() else 0)
        top = (self.height() - high) // 2
        lead = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        middle = Qt.TextElideMode.ElideMiddle
        painter.setFont(theme().font(Size.BODY, strong=self._connected is not None))
        painter.setPen(colour("text" if self._connected is not None else "muted"))
        first = mirrored(self, QRect(left, top, right - left, strong.height()))
        draw(painter, first, strong.elidedText(self._title(), middle, right - left), lead, wrap=False)
        painter.setFont(theme().font(Size.SMALL))
        painter.setPen(colour("muted"))
        second = mirrored(self, QRect(left, top + strong.height(), right - left, small.height()))
        draw(painter, second, small.elidedText(self._below(), middle, right - left), lead, wrap=False)
        painter.end()

    @property
    def _dot(self) -> int:
        return round(_DOT * LARGE) if theme().large else _DOT

    def _metrics(self) -> tuple[QFontMetrics, QFontMetrics]:
        strong = theme().font(Size.BODY, strong=self._connected is not None)
        return QFontMetrics(strong), QFontMetrics(theme().font(Size.SMALL))

    def _title(self) -> str:
        known = self._carried or self._connected is not None
        return self._model or self._host if known else self.tr("No device yet")

    def _below(self) -> str:
        if self._connected is None and not self._carried:
            return ""
        shown = [self._host, self._port] if self._connected or self._carried else [self._host]
        return "  ·  ".join(part for part in shown if part)

    def _state(self) -> str:
        if self._connected is None:
            return ""
        return self.tr("connected") if self._connected else self.tr("lost, waiting for it")

    def _restyle(self) -> None:
        self.updateGeometry()
        self.update()
