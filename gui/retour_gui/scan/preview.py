"""What the camera sees, with an outline where a code is read."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from retour_gui.theme.apply import theme
from retour_gui.theme.metrics import ROUND, Size
from retour_gui.widgets.paint import draw, panel, smooth

Corners = tuple[tuple[float, float], ...]


class Preview(QWidget):
    """The newest frame in grey, as the reader sees it; `mirrored` shows it as a mirror does."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._image = QImage()
        self._outlines: tuple[Corners, ...] = ()
        self._ours = True
        self._words = ""
        self.mirrored = False
        self.setMinimumSize(320, 240)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(self.tr("What the camera sees"))

    def sizeHint(self) -> QSize:
        return QSize(640, 400)

    def show_frame(self, image: QImage, outlines: tuple[Corners, ...], *, ours: bool) -> None:
        """A frame, and the corners of the codes in it, in its pixels; `ours` paints them as wanted ones."""
        self._image, self._outlines, self._ours, self._words = image, outlines, ours, ""
        self.update()

    def show_words(self, text: str) -> None:
        """Words in place of a frame."""
        self._image, self._outlines, self._words = QImage(), (), text
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The frame in the middle, outlines over it."""
        painter = smooth(self)
        panel(painter, self.rect(), QColor("#101418"), theme().colour("line"), 1, ROUND)
        if self._image.isNull():
            painter.setPen(QColor("#e8ecf0"))
            painter.setFont(theme().font(Size.BODY))
            draw(painter, self.rect().adjusted(24, 24, -24, -24), self._words, Qt.AlignmentFlag.AlignCenter)
        else:
            self._draw(painter)
        painter.end()

    def _draw(self, painter: QPainter) -> None:
        clip = QPainterPath()
        clip.addRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), ROUND, ROUND)
        painter.setClipPath(clip)
        scale = min(self.width() / self._image.width(), self.height() / self._image.height())
        wide, high = self._image.width() * scale, self._image.height() * scale
        painter.translate((self.width() - wide) / 2, (self.height() - high) / 2)
        if self.mirrored:
            painter.translate(wide, 0)
            painter.scale(-1, 1)
        painter.drawImage(QRectF(0, 0, wide, high), self._image)
        for corners in self._outlines:
            shape = QPolygonF([QPointF(x * scale, y * scale) for x, y in corners])
            # Dark under bright: it is seen on any picture.
            for ink, width in (("#000000", 7.0), ("#35d07f" if self._ours else "#ffb020", 4.0)):
                painter.setPen(QPen(QColor(ink), width))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawPolygon(shape)
