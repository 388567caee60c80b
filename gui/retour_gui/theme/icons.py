"""Our icons in the colours of the theme. An icon reads the theme when it is painted, so it follows every change."""

from __future__ import annotations

from functools import lru_cache
from math import ceil

from PySide6.QtCore import QByteArray, QFile, QIODevice, QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QGuiApplication, QIcon, QIconEngine, QPainter, QPixmap

from retour_gui.theme.apply import theme
from retour_gui.theme.metrics import ICON

MIRRORED = frozenset({"back", "forward", "leave", "undo", "return-arrow"})
"""Icons that point along the reading direction; they are mirrored where text runs from right to left."""
UPRIGHT = frozenset({"home-again", "press-button"})
"""Illustrations that are not mirrored: they show a check or a hand."""


def icon(name: str, colour: str = "text") -> QIcon:
    """The icon `name` in the colour of a `Tokens` field, sharp at any size and following the theme."""
    return QIcon(_Engine(name, colour))


def pixmap(name: str, colour: str = "text", size: int = ICON, dpr: float = 0.0) -> QPixmap:
    """The icon as a picture of `size` px, at `dpr` device pixels for each (0: as the screen has)."""
    ratio = dpr or QGuiApplication.primaryScreen().devicePixelRatio()
    mirrored = name in MIRRORED and QGuiApplication.isRightToLeft()
    return _rendered(f"icons/{name}", _replaced(colour), size, size, ratio, mirrored)


def drawing(name: str, width: int, height: int, dpr: float = 0.0) -> QPixmap:
    """An illustration in the colours of the theme; in its SVG a colour is written as the `Tokens` field, `{accent}`."""
    ratio = dpr or QGuiApplication.primaryScreen().devicePixelRatio()
    tokens = theme().tokens
    colours = tuple((f"{{{field}}}", str(getattr(tokens, field))) for field in tokens.__slots__)
    mirrored = name not in UPRIGHT and QGuiApplication.isRightToLeft()
    return _rendered(f"drawings/{name}", colours, width, height, ratio, mirrored)


def _replaced(colour: str) -> tuple[tuple[str, str], ...]:
    tokens = theme().tokens
    return (("currentColor", str(getattr(tokens, colour))), ("{surface}", tokens.surface))


@lru_cache(maxsize=64)
def _source(path: str) -> str:
    file = QFile(f"res:{path}.svg")
    if not file.open(QIODevice.OpenModeFlag.ReadOnly):
        raise FileNotFoundError(f"res:{path}.svg")
    return file.readAll().toStdString()


@lru_cache(maxsize=512)
def _rendered(
    path: str, colours: tuple[tuple[str, str], ...], width: int, height: int, dpr: float, mirrored: bool
) -> QPixmap:
    # QtSvg is loaded with the first picture and not with the module, for a fast first paint.
    from PySide6.QtSvg import QSvgRenderer

    source = _source(path)
    for field, value in colours:
        source = source.replace(field, value)
    picture = QPixmap(ceil(width * dpr), ceil(height * dpr))
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    if mirrored:
        painter.translate(picture.width(), 0)
        painter.scale(-1, 1)
    renderer = QSvgRenderer(QByteArray(source.encode()))
    renderer.render(painter, QRectF(0, 0, picture.width(), picture.height()))
    painter.end()
    picture.setDevicePixelRatio(dpr)
    return picture


class _Engine(QIconEngine):
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
        return _Engine(self._name, self._colour)

    def key(self) -> str:
        return f"retour:{self._name}:{self._colour}"
