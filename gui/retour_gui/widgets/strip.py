"""The strip: where every copy is and how we know. On every page; copies travel along it as the case advances."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QEasingCurve, QPoint, QPointF, QRect, QSize, Qt, QVariantAnimation
from PySide6.QtGui import QFont, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from retour_gui.theme.apply import theme
from retour_gui.theme.icons import pixmap
from retour_gui.theme.metrics import LARGE, ROUND, SPACE, Size
from retour_gui.widgets.paint import draw, longest_word, mirrored, panel, smooth, wrapped

TRAVEL_MS = 360
_PATH = 40
_MARK = 16
_DOTS = 6
_ICONS = ("device", "file", "portal")
# Keyed by the value of `Certainty`: the strip is part of the first paint, and what its module brings along is not.
_SHAPES = {"reported": "ahead-circle", "carried": "file", "signed": "signed", "confirmed": "done-circle"}
_TONES = {"reported": "accent", "carried": "accent", "signed": "accent", "confirmed": "good"}

if TYPE_CHECKING:
    from retour.returns.strip import Strip


@dataclass(frozen=True, slots=True)
class _Spot:
    """One of the three places as it is painted: its icon and names, and what is there."""

    icon: str
    title: str
    word: str
    copies: int
    certainty: str


class StripView(QLabel):
    """Three places and the paths between them; a label, so that a screen reader meets it as text."""

    def __init__(self, parent: QWidget | None = None, animated: bool = True) -> None:
        super().__init__(parent)
        self.animated = animated
        self._strip: Strip | None = None
        self._before: Strip | None = None
        self._folded = False
        self._travel = QVariantAnimation(self)
        self._travel.setStartValue(0.0)
        self._travel.setEndValue(1.0)
        self._travel.setDuration(TRAVEL_MS)
        self._travel.setEasingCurve(QEasingCurve.Type.InOutCubic)
        self._travel.valueChanged.connect(self.update)
        self._leg: tuple[int, int] | None = None
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        theme().changed.connect(self._restyle)
        self.set_strip(None)

    def set_strip(self, strip: Strip | None, folded: bool = False) -> None:
        """Show where the copies are; `folded` takes one line only."""
        old = self._before = self._strip
        self._strip = strip
        if folded is not self._folded:
            self._folded = folded
        self._leg = _leg(old, strip)
        self._travel.stop()
        if self._leg is not None and self.animated and not folded and not theme().still and self.isVisible():
            self._travel.start()
        self.setAccessibleName(self._sentence())
        self._restyle()

    @property
    def travelling(self) -> bool:
        """Whether copies are on their way along a path at this moment."""
        return self._travel.state() != QVariantAnimation.State.Stopped

    def sizeHint(self) -> QSize:
        """As wide as there is room."""
        return QSize(560, self.heightForWidth(560))

    def minimumSizeHint(self) -> QSize:
        """The widest word of each place still fits."""
        small, spots = self._small(), self._spots(self._strip)
        each = max(
            max(longest_word(small, text) for text in (spot.title, spot.word)) + self._mark + SPACE for spot in spots
        )
        width = max(420, 3 * (each + 4 * SPACE) + 2 * _PATH)
        return QSize(width, self.heightForWidth(10_000))

    def hasHeightForWidth(self) -> bool:
        """Long words wrap where it is narrow."""
        return True

    def heightForWidth(self, width: int) -> int:
        """About 108 px at normal text."""
        return self._caption_height(width) + (
            self._folded_height() if self._folded else sum(self._rows(width)) + 4 * SPACE
        )

    def paintEvent(self, event: QPaintEvent) -> None:
        """Caption, places, paths and whatever travels."""
        painter = smooth(self)
        caption = self._caption_height(self.width())
        painter.setFont(self._small())
        painter.setPen(theme().colour("muted"))
        lead = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop
        draw(painter, QRect(0, 0, self.width(), caption), self.caption(), lead)
        cells = self._cells(caption)
        # While copies travel, what was fades out of each place as what is fades in.
        done = float(self._travel.currentValue()) if self.travelling else 1.0
        for was, spot, cell in zip(self._spots(self._before), self._spots(self._strip), cells, strict=True):
            for shown, share in ((was, 1 - done), (spot, done)) if was != spot else ((spot, 1.0),):
                painter.setOpacity(share)
                self._paint_place(painter, shown, cell)
        painter.setOpacity(1)
        for at in (0, 1):
            self._paint_path(painter, cells, at)
        painter.end()

    def caption(self) -> str:
        """The line above it."""
        return self.tr("Where every copy is and how we know")

    def _cells(self, top: int) -> list[QRect]:
        width = (self.width() - 2 * _PATH) // 3
        return [QRect(at * (width + _PATH), top, width, self.height() - top) for at in range(3)]

    def _paint_place(self, painter: QPainter, spot: _Spot, cell: QRect) -> None:
        colour = theme().colour
        here = spot.copies > 0
        box = mirrored(self, cell)
        if here:
            tone = _TONES.get(spot.certainty, "accent")
            panel(painter, box, colour(f"{tone}_soft"), colour(tone), 1.5, ROUND)
        else:
            panel(painter, box, None, colour("line"), 1, ROUND)
        title, number, word = self._rows(self.width())
        inner = box.adjusted(2 * SPACE, 2 * SPACE, -2 * SPACE, -2 * SPACE)
        centre = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop
        painter.setFont(self._small())
        room = QRect(inner.left(), inner.top(), inner.width(), title)
        self._paint_marked(painter, spot.icon, spot.title, "text" if here else "muted", room)
        painter.setFont(theme().font(Size.TITLE, strong=here))
        below = inner.top() + title
        if not here:
            middle = Qt.AlignmentFlag.AlignCenter
            draw(painter, QRect(inner.left(), below, inner.width(), number + word), "–", middle, wrap=False)
            return
        shown = self.locale().toString(spot.copies)
        draw(painter, QRect(inner.left(), below, inner.width(), number), shown, centre, wrap=False)
        ink, shape = _TONES.get(spot.certainty, "text"), _SHAPES.get(spot.certainty, "")
        self._paint_marked(painter, shape, spot.word, ink, QRect(inner.left(), below + number, inner.width(), word))

    def _paint_marked(self, painter: QPainter, shape: str, text: str, ink: str, room: QRect) -> None:
        """A small text with its shape before it, both together in the middle."""
        metrics = QFontMetrics(self._small())
        painter.setFont(self._small())
        painter.setPen(theme().colour(ink))
        lead = self._mark + SPACE if shape else 0
        width = min(metrics.horizontalAdvance(text), room.width() - lead)
        high = wrapped(self._small(), text, width)
        start = room.left() + (room.width() - width - lead) // 2
        rtl = self.isRightToLeft()
        if shape:
            place = QPoint(start + width + SPACE if rtl else start, room.top() + (metrics.height() - self._mark) // 2)
            painter.drawPixmap(place, pixmap(shape, ink, self._mark, self.devicePixelRatioF()))
        label = QRect(start if rtl else start + lead, room.top(), width + 1, high)
        draw(painter, label, text, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)

    def _paint_path(self, painter: QPainter, cells: list[QRect], at: int) -> None:
        colour = theme().colour
        start, end = cells[at].right() + 1 + 2 * SPACE, cells[at + 1].left() - 2 * SPACE
        y = cells[at].center().y() + 0.5
        flip = self.width() if self.isRightToLeft() else 0
        gone = self._passed(at)
        pen = QPen(colour(("good" if self._home() else "accent") if gone else "edge"), 1.75)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        painter.setPen(pen)

        def point(x: float, dy: float = 0) -> QPointF:
            return QPointF(flip - x if flip else x, y + dy)

        painter.drawLine(point(start), point(end))
        painter.drawPolyline([point(end - 5, -5), point(end), point(end - 5, 5)])
        if self.travelling and self._leg is not None:
            self._paint_travel(painter, cells, at, y)

    def _paint_travel(self, painter: QPainter, cells: list[QRect], at: int, y: float) -> None:
        """A train of dots, one for each copy up to six, from beside one number to beside the other."""
        assert self._leg is not None
        origin, target = self._leg
        if at != min(origin, target):
            return
        flip = self.width() if self.isRightToLeft() else 0
        beside = 9 * SPACE if target > origin else -9 * SPACE
        begin, finish = cells[origin].center().x() + beside, cells[target].center().x() - beside
        done = float(self._travel.currentValue())
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme().colour("accent"))
        count = min(_DOTS, self._spots(self._strip)[target].copies)
        for dot in range(count):
            part = done * 1.4 - dot * 0.4 / count
            if 0 < part < 1:
                x = begin + (finish - begin) * part
                painter.drawEllipse(QPointF(flip - x if flip else x, y), 4, 4)

    def _home(self) -> bool:
        return self._strip is not None and self._strip.in_portal.certainty.value == "confirmed"

    def _passed(self, at: int) -> bool:
        return any(spot.copies for spot in self._spots(self._strip)[at + 1 :])

    def _rows(self, width: int) -> tuple[int, int, int]:
        """Heights of title, number and word, the same in all three places."""
        room = (width - 2 * _PATH) // 3 - 4 * SPACE
        small, spots = self._small(), self._spots(self._strip)
        title = max(wrapped(small, spot.title, room - self._mark - SPACE) for spot in spots)
        word = max(wrapped(small, spot.word or "x", room - self._mark - SPACE) for spot in spots)
        return title, QFontMetrics(theme().font(Size.TITLE, strong=True)).height(), word

    def _caption_height(self, width: int) -> int:
        return 0 if self._folded else wrapped(self._small(), self.caption(), width) + SPACE

    def _folded_height(self) -> int:
        return QFontMetrics(self._small()).height() + 4 * SPACE

    @property
    def _mark(self) -> int:
        return round(_MARK * LARGE) if theme().large else _MARK

    def _small(self) -> QFont:
        return theme().font(Size.SMALL)

    def _spots(self, strip: Strip | None) -> tuple[_Spot, _Spot, _Spot]:
        words = {
            "reported": self.tr("reported"),
            "carried": self.tr("carried"),
            "signed": self.tr("signed"),
            "confirmed": self.tr("confirmed"),
        }
        titles = (self.tr("On the device"), self.tr("Under way"), self.tr("In the portal"))
        known = [] if strip is None else [strip.on_device, strip.under_way, strip.in_portal]
        facts = [(place.copies, place.certainty.value) for place in known] or [(0, "")] * 3
        first, second, third = (
            _Spot(icon, title, words.get(certainty, ""), copies, certainty)
            for icon, title, (copies, certainty) in zip(_ICONS, titles, facts, strict=True)
        )
        return first, second, third

    def _sentence(self) -> str:
        if self._strip is None:
            return self.tr("Where every copy is: nothing is known yet.")
        strip = self._strip
        on_device, under_way = strip.on_device.copies, strip.under_way.copies
        in_portal = strip.in_portal.copies
        parts = [
            {
                "reported": self.tr("%n copies on the device, reported by it.", "", on_device),
                "signed": self.tr("%n copies on the device, signed by it.", "", on_device),
            }.get(strip.on_device.certainty.value, self.tr("%n copies on the device.", "", on_device))
            if on_device
            else self.tr("None on the device."),
            {
                "signed": self.tr("%n copies under way, the signed proof is in hand.", "", under_way),
                "carried": self.tr("%n copies under way, the file is in hand, not read.", "", under_way),
            }.get(strip.under_way.certainty.value, self.tr("%n copies under way, reported.", "", under_way))
            if under_way
            else self.tr("None under way."),
            {
                "confirmed": self.tr("%n copies in the portal, confirmed by it.", "", in_portal),
                "reported": self.tr("%n copies in the portal, reported.", "", in_portal),
            }.get(strip.in_portal.certainty.value, self.tr("%n copies in the portal.", "", in_portal))
            if in_portal
            else self.tr("None in the portal."),
        ]
        return " ".join(parts)

    def _restyle(self) -> None:
        self.updateGeometry()
        self.update()


def _leg(old: Strip | None, new: Strip | None) -> tuple[int, int] | None:
    """From which place to which the copies went, if they did."""
    if old is None or new is None:
        return None
    before = (old.on_device.copies, old.under_way.copies, old.in_portal.copies)
    after = (new.on_device.copies, new.under_way.copies, new.in_portal.copies)
    lost = [at for at in range(3) if after[at] < before[at]]
    won = [at for at in range(3) if after[at] > before[at]]
    return (lost[0], won[0]) if lost and won else None
