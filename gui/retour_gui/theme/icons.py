"""Our icons in the colours of the theme. An icon reads the theme when it is painted, so it follows every change."""

from __future__ import annotations

from functools import lru_cache
from math import ceil
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QFile, QIODevice, QRectF, Qt
from PySide6.QtGui import QGuiApplication, QPainter, QPixmap

from retour_gui.theme.apply import theme
from retour_gui.theme.metrics import ICON

if TYPE_CHECKING:
    from PySide6.QtGui import QIcon

MIRRORED = frozenset({"back", "forward", "leave", "undo", "return-arrow"})
"""Icons that point along the reading direction; they are mirrored where text runs from right to left."""
UPRIGHT = frozenset({"home-again", "press-button"})
"""Illustrations that are not mirrored: they show a check or a hand."""


def icon(name: str, colour: str = "text") -> QIcon:
    """The icon `name` in the colour of a `Tokens` field, sharp at any size and following the theme."""
    # Loaded with the first icon: the first paint knows pictures only.
    from PySide6.QtGui import QIcon

    from retour_gui.theme.engine import Engine

    return QIcon(Engine(name, colour))


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
