"""One symbol as a camera wants it: black on white whatever the theme, each module a whole number of device pixels."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QPoint, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QImage, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from retour_gui.theme.apply import theme
from retour_gui.theme.metrics import ROUND, Size
from retour_gui.widgets.paint import panel, ring, shows_focus, smooth

if TYPE_CHECKING:
    from retour.airgap.symbols.symbol import Symbol

QUIET: Final = 4
"""Light modules around a symbol (ISO/IEC 18004, 6.3.8)."""
_INK: Final = bytes((255, 0)) + bytes(254)
"""What becomes of a module: 0 is light, 1 is dark."""


def picture_of(symbol: Symbol) -> QImage:
    """A symbol with its quiet zone, a pixel a module."""
    side = symbol.size + 2 * QUIET
    blank, edge = bytes((255,)) * side, bytes((255,)) * QUIET
    rows = [blank] * QUIET + [edge + bytes(row).translate(_INK) + edge for row in symbol.rows] + [blank] * QUIET
    return QImage(b"".join(rows), side, side, side, QImage.Format.Format_Grayscale8).copy()


class Canvas(QWidget):
    """Shows a symbol as large as whole device pixels allow."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._image = QImage()
        self._sized = QImage()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(280, 280)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def show_image(self, image: QImage) -> None:
        """Show what `picture_of` made."""
        self._image, self._sized = image, QImage()
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(520, 520)

    def module_pixels(self) -> int:
        """Device pixels that a module measures."""
        if self._image.isNull():
            return 0
        ratio = self.devicePixelRatioF()
        room = int(min(self.width(), self.height()) * ratio)
        return max(1, room // self._image.width())

    def paintEvent(self, event: QPaintEvent) -> None:
        """The symbol in the middle of a white square."""
        painter = smooth(self)
        side = min(self.width(), self.height())
        square = QRect((self.width() - side) // 2, (self.height() - side) // 2, side, side)
        panel(painter, square, QColor("white"), theme().colour("line"), 1, ROUND)
        if not self._image.isNull():
            self._draw(painter)
        if shows_focus(self):
            ring(painter, square, ROUND)
        painter.end()

    def _draw(self, painter: QPainter) -> None:
        ratio = self.devicePixelRatioF()
        pixels = self._image.width() * self.module_pixels()
        if self._sized.width() != pixels:
            size = QSize(pixels, pixels)
            mode = Qt.TransformationMode.FastTransformation
            self._sized = self._image.scaled(size, Qt.AspectRatioMode.IgnoreAspectRatio, mode)
        self._sized.setDevicePixelRatio(ratio)
        # A widget may begin between two device pixels where the screen's scale is no whole number.
        origin = self.mapTo(self.window(), QPoint(0, 0))
        x = _on_pixel((self.width() * ratio - pixels) / 2, origin.x() * ratio) / ratio
        y = _on_pixel((self.height() * ratio - pixels) / 2, origin.y() * ratio) / ratio
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)
        painter.drawImage(QRectF(x, y, pixels / ratio, pixels / ratio), self._sized)


class FullScreen(QWidget):
    """The symbol alone, on white, on the whole screen; any key or a press leaves it."""

    ended = Signal()

    def __init__(self, said: str) -> None:
        super().__init__(None, Qt.WindowType.Window)
        self.setWindowTitle(said)
        self.setAccessibleName(said)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._said = said
        self._caption = ""
        self._canvas = Canvas(self)

    def show_image(self, image: QImage, caption: str) -> None:
        """The symbol of now, and which one it is."""
        self._caption = caption
        self._canvas.show_image(image)
        self.update()

    def resizeEvent(self, event: object) -> None:
        """The symbol has everything but a line at the bottom."""
        self._canvas.setGeometry(0, 0, self.width(), self.height() - self._line())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Any key: nobody is to look for the right one in the dark."""
        self.close()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A press, too."""
        self.close()

    def closeEvent(self, event: object) -> None:
        """Back to the window."""
        self.ended.emit()

    def paintEvent(self, event: QPaintEvent) -> None:
        """White, and the line that says how to leave."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor("white"))
        painter.setFont(theme().font(Size.BODY))
        painter.setPen(QColor("#444444"))
        line = QRect(0, self.height() - self._line(), self.width(), self._line())
        text = f"{self._caption}  ·  {self._said}" if self._caption else self._said
        painter.drawText(line, Qt.AlignmentFlag.AlignCenter, text)
        painter.end()

    def _line(self) -> int:
        return 2 * self.fontMetrics().height()


def _on_pixel(offset: float, origin: float) -> float:
    """The offset in device pixels at which something begins on a whole one."""
    return round(origin + offset) - origin
