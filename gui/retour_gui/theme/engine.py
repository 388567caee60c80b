"""An icon that Qt keeps and paints whenever it likes: in menus, and on the window itself."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QSize
from PySide6.QtGui import QIcon, QIconEngine, QPainter, QPixmap

from retour_gui.theme.icons import pixmap


class Engine(QIconEngine):
    """Paints `name` in the colour of a `Tokens` field, as the theme has it at that moment."""

    def __init__(self, name: str, colour: str) -> None:
        super().__init__()
        self._name = name
        self._colour = colour

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        side = min(rect.width(), rect.height())
        colour = {QIcon.Mode.Disabled: "muted", QIcon.Mode.Selected: "on_accent"}.get(mode, self._colour)
        picture = pixmap(self._name, colour, side, painter.device().devicePixelRatioF())
        corner = (
            rect.center() - QPoint(side // 2 - 1, side // 2 - 1) if rect.width() != rect.height() else rect.topLeft()
        )
        painter.drawPixmap(corner, picture)

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        return self.scaledPixmap(size, mode, state, 1.0)

    def scaledPixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State, scale: float) -> QPixmap:
        colour = "muted" if mode == QIcon.Mode.Disabled else self._colour
        side = round(min(size.width(), size.height()) / scale)
        return pixmap(self._name, colour, side, scale)

    def clone(self) -> QIconEngine:
        return Engine(self._name, self._colour)

    def key(self) -> str:
        return f"retour:{self._name}:{self._colour}"
