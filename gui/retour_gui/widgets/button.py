"""Buttons. They paint themselves, so that a long label wraps and the button grows instead of being cut."""

from __future__ import annotations

from enum import Enum

from PySide6.QtCore import QEvent, QRect, QSize, Qt
from PySide6.QtGui import QColor, QPaintEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from retour_gui.theme.apply import theme
from retour_gui.theme.icons import pixmap
from retour_gui.theme.metrics import ICON, RADIUS, TARGET, Size
from retour_gui.widgets.paint import draw, longest_word, one_line, panel, plain, ring, shows_focus, smooth, wrapped

_SIDE = 18
_SIDE_QUIET = 12
_GAP = 8
_VERTICAL = 10


class Kind(Enum):
    """How much weight a button has: one primary a page, red only for what cannot be undone."""

    PRIMARY = "primary"
    PLAIN = "plain"
    DANGER = "danger"
    QUIET = "quiet"


class Button(QPushButton):
    """A push button of at least 44 px; its accessible name is its text."""

    def __init__(
        self, text: str, kind: Kind = Kind.PLAIN, icon: str | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(text, parent)
        self._kind = kind
        self._icon = icon
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAutoDefault(False)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setText(text)
        self._restyle()
        theme().changed.connect(self._restyle)

    @property
    def kind(self) -> Kind:
        """The weight it has."""
        return self._kind

    def set_kind(self, kind: Kind) -> None:
        """Give it another weight."""
        self._kind = kind
        self._restyle()

    def set_icon(self, icon: str | None) -> None:
        """Show another of our icons, or none."""
        self._icon = icon
        self.updateGeometry()
        self.update()

    def setText(self, text: str) -> None:
        """Change the label and, with it, what a screen reader says."""
        super().setText(text)
        self.setAccessibleName(plain(text))
        self.updateGeometry()

    def sizeHint(self) -> QSize:
        """One line, if there is room."""
        self.ensurePolished()
        width = self._chrome() + one_line(self.font(), self.text())
        return QSize(max(width, TARGET), self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        """The widest word still fits."""
        self.ensurePolished()
        width = self._chrome() + longest_word(self.font(), self.text())
        return QSize(max(width, TARGET), TARGET)

    def hasHeightForWidth(self) -> bool:
        """A narrow button is higher."""
        return True

    def heightForWidth(self, width: int) -> int:
        """The height at which the whole label shows."""
        return max(TARGET, wrapped(self.font(), self.text(), width - self._chrome()) + 2 * _VERTICAL)

    def changeEvent(self, event: QEvent) -> None:
        """A new font is a new size."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self.updateGeometry()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The panel, the icon and label in its middle, and the ring."""
        painter = smooth(self)
        fill, edge, ink = self._colours()
        outer = self.rect()
        # A filled button keeps a gap between itself and its ring, else the ring would not be seen on the fill.
        inner = outer.adjusted(2, 2, -2, -2)
        if fill is not None or edge is not None:
            panel(painter, inner, fill, edge, 1, RADIUS - 1)
        if shows_focus(self):
            ring(painter, outer, RADIUS + 1)
        painter.setPen(theme().colour(ink))
        room = outer.width() - self._chrome()
        text_width = min(room, one_line(self.font(), self.text()))
        lead = (ICON + _GAP if self.text() else ICON) if self._icon else 0
        start = (outer.width() - text_width - lead) // 2
        rtl = self.isRightToLeft()
        if self._icon:
            x = outer.width() - start - ICON if rtl else start
            painter.drawPixmap(x, (outer.height() - ICON) // 2, pixmap(self._icon, ink, ICON, self.devicePixelRatioF()))
        x = start if rtl else start + lead
        centre = Qt.AlignmentFlag.AlignCenter
        draw(painter, QRect(x, 0, max(text_width, 1), outer.height()), self.text(), centre)
        painter.end()

    def _chrome(self) -> int:
        if not self.text():
            return TARGET
        side = _SIDE_QUIET if self._kind is Kind.QUIET else _SIDE
        return 2 * side + (ICON + _GAP if self._icon else 0)

    def _restyle(self) -> None:
        self.setFont(theme().font(Size.BODY, strong=self._kind in (Kind.PRIMARY, Kind.DANGER)))
        self.updateGeometry()
        self.update()

    def _colours(self) -> tuple[QColor | None, QColor | None, str]:
        """Fill, border, and the field of `Tokens` for label and icon."""
        colour = theme().colour
        down, over = self.isDown() or self.isChecked(), self.underMouse()
        if not self.isEnabled():
            return (None, None, "muted") if self._kind is Kind.QUIET else (None, colour("line"), "muted")
        if self._kind is Kind.PLAIN:
            return colour("raised" if down or over else "surface"), colour("edge"), "text"
        if self._kind is Kind.QUIET:
            return colour("raised") if down or over else None, None, "text"
        name, ink = ("accent", "on_accent") if self._kind is Kind.PRIMARY else ("danger", "on_danger")
        fill = colour(name)
        if down or over:
            # Towards the label's opposite, so that the contrast never falls.
            fill = fill.darker(112) if theme().colour(ink).lightness() > 127 else fill.lighter(108)
        return fill, None, ink


class LinkButton(Button):
    """A quiet text button in the accent colour, underlined under the pointer and in focus."""

    def __init__(self, text: str, icon: str | None = None, parent: QWidget | None = None) -> None:
        super().__init__(text, Kind.QUIET, icon, parent)

    def paintEvent(self, event: QPaintEvent) -> None:
        """As a quiet button, with the underline."""
        font = self.font()
        font.setUnderline(self.underMouse() or self.hasFocus())
        if font != self.font():
            self.setFont(font)
        super().paintEvent(event)

    def _colours(self) -> tuple[QColor | None, QColor | None, str]:
        fill, edge, ink = super()._colours()
        return fill, edge, "accent" if ink == "text" else ink
