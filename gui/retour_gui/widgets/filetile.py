"""Files as things that can be taken and given: a tile to drag away, and an area that takes one file."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QLocale, QMimeData, QPoint, QRect, QSize, Qt, QUrl, Signal
from PySide6.QtGui import (
    QDrag,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDropEvent,
    QFont,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QApplication, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from retour_gui.theme.apply import theme
from retour_gui.theme.icons import pixmap
from retour_gui.theme.metrics import ICON, ROUND, SPACE, Size
from retour_gui.widgets.card import Card, Fold
from retour_gui.widgets.paint import draw, longest_word, one_line, panel, plain, ring, shows_focus, smooth, wrapped
from retour_gui.widgets.text import Role, Text


def groups(digest: str, count: int | None = None) -> str:
    """A hexadecimal digest in groups of four; `count` keeps only its first characters."""
    kept = digest[:count]
    return " ".join(kept[at : at + 4] for at in range(0, len(kept), 4))


def files(data: QMimeData) -> list[Path]:
    """The local files that are dragged or pasted; none where one of them is something else."""
    urls = data.urls() if data.hasUrls() else []
    paths = [Path(url.toLocalFile()) for url in urls if url.isLocalFile()]
    return paths if len(paths) == len(urls) and all(path.is_file() for path in paths) else []


def one_file(data: QMimeData) -> Path | None:
    """The one local file that is dragged or pasted; None for anything else."""
    urls = data.urls() if data.hasUrls() else []
    path = Path(urls[0].toLocalFile()) if len(urls) == 1 and urls[0].isLocalFile() else None
    return path if path is not None and path.is_file() else None


class FileTile(Card):
    """One file: its name, size and SHA-256. It can be dragged out, and copied as a file with Ctrl+C.

    Args:
        name: the file's name.
        size: bytes.
        sha256: 64 hexadecimal digits.
        file: gives the file when it is dragged or copied; what it writes must stay until the target has read it.
    """

    def __init__(
        self, name: str, size: int, sha256: str, file: Callable[[], Path], parent: QWidget | None = None
    ) -> None:
        super().__init__("plain", parent)
        self._file = file
        self._pressed: QPoint | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.OpenHandCursor)
        self._sign = QLabel(self)
        self._sign.setFixedSize(ICON + 2 * SPACE, ICON + 2 * SPACE)
        amount = QLocale().formattedDataSize(size)
        short = groups(sha256, 8)
        lines = QVBoxLayout()
        lines.setSpacing(SPACE)
        lines.addWidget(Text(name, Role.STRONG))
        facts = self.tr("{size}  ·  SHA-256 {digest}").format(size=amount, digest=short)
        lines.addWidget(Text(facts, Role.MUTED))
        row = QHBoxLayout()
        row.setSpacing(3 * SPACE)
        row.addWidget(self._sign, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(lines, 1)
        self.add(row)
        self.fold = Fold(self.tr("Whole SHA-256"))
        self.fold.add(Text(groups(sha256), Role.MONO))
        self.add(self.fold)
        said = self.tr("File {name}, {size}, SHA-256 starts with {digest}")
        self.setAccessibleName(said.format(name=name, size=amount, digest=short))
        self.setAccessibleDescription(self.tr("Drag it to a folder, or press Ctrl+C to copy the file."))
        theme().changed.connect(self._restyle)
        self._restyle()

    def mime(self) -> QMimeData:
        """The file as what a drag or the clipboard carries."""
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(str(self._file()))])
        return data

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ctrl+C copies the file."""
        if event.matches(QKeySequence.StandardKey.Copy):
            QGuiApplication.clipboard().setMimeData(self.mime())
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A drag may begin here."""
        self._pressed = event.position().toPoint() if event.button() == Qt.MouseButton.LeftButton else None

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Far enough, and the drag begins."""
        if self._pressed is None:
            return
        moved = (event.position().toPoint() - self._pressed).manhattanLength()
        if moved >= QApplication.startDragDistance():
            self._pressed = None
            drag = QDrag(self)
            drag.setMimeData(self.mime())
            drag.setPixmap(pixmap("file", "text", 2 * ICON))
            drag.exec(Qt.DropAction.CopyAction)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The card, and its ring."""
        super().paintEvent(event)
        if shows_focus(self):
            painter = smooth(self)
            ring(painter, self.rect(), ROUND)
            painter.end()

    def _restyle(self) -> None:
        self._sign.setPixmap(pixmap("file", "accent", ICON + 2 * SPACE))


class DropArea(QPushButton):
    """An area that takes one file: dropped, pasted, or chosen after a press.

    Args:
        many: several files, or a picture without one, may come, too; they are told by `several`.
    """

    browse = Signal()
    dropped = Signal(Path)
    several = Signal(object)
    refused = Signal(str)

    def __init__(self, text: str, hint: str = "", parent: QWidget | None = None, *, many: bool = False) -> None:
        super().__init__(text, parent)
        self._many = many
        self._hint = hint
        self._over = False
        self.setAccessibleName(plain(text))
        self.setAccessibleDescription(hint)
        self.setAcceptDrops(True)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.clicked.connect(self.browse)
        theme().changed.connect(self._restyle)
        self._restyle()

    def sizeHint(self) -> QSize:
        """One line of text, if there is room."""
        width = one_line(self.font(), self.text()) + 12 * SPACE
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        """The widest word still fits."""
        words = max(longest_word(self.font(), self.text()), longest_word(self._small(), self._hint))
        width = words + 12 * SPACE
        return QSize(width, self.heightForWidth(10_000))

    def hasHeightForWidth(self) -> bool:
        """A narrow area is higher."""
        return True

    def heightForWidth(self, width: int) -> int:
        """The height at which both texts show."""
        return sum(self._rows(width)) + 12 * SPACE + ICON

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Paste takes a copied file; Enter presses, as Space does."""
        if event.matches(QKeySequence.StandardKey.Paste):
            self.take(QGuiApplication.clipboard().mimeData())
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Whatever comes is taken and judged when it is dropped, so that a refusal can say why."""
        event.setDropAction(Qt.DropAction.CopyAction)
        event.accept()
        self._over = True
        self.update()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        """It went away again."""
        self._over = False
        self.update()

    def dropEvent(self, event: QDropEvent) -> None:
        """Take it."""
        self._over = False
        self.update()
        event.acceptProposedAction()
        self.take(event.mimeData())

    def take(self, data: QMimeData) -> None:
        """One local file is taken; anything else is refused with a sentence."""
        urls = data.urls() if data.hasUrls() else []
        paths = [Path(url.toLocalFile()) for url in urls if url.isLocalFile()]
        image = data.imageData() if self._many and not urls and data.hasImage() else None
        if image is not None:
            self.several.emit((image,))
        elif len(urls) > 1 and self._many and (found := files(data)):
            self.several.emit(tuple(found))
        elif len(urls) > 1:
            self.refused.emit(self.tr("These are several files; one file is taken at a time."))
        elif not paths:
            self.refused.emit(self.tr("This is not a file on this computer."))
        elif not paths[0].is_file():
            self.refused.emit(self.tr("This is a folder or a file that cannot be opened."))
        else:
            self.dropped.emit(paths[0])

    def paintEvent(self, event: QPaintEvent) -> None:
        """The dashed area, its icon and texts in the middle."""
        painter = smooth(self)
        colour = theme().colour
        active = self._over or self.isDown()
        fill = "accent_soft" if active else "raised" if self.underMouse() else "surface"
        panel(painter, self.rect(), colour(fill), None, 0, ROUND)
        pen = QPen(colour("accent" if active else "edge"), 1.5, Qt.PenStyle.DashLine)
        pen.setDashPattern([4, 4])
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(self.rect().adjusted(2, 2, -3, -3), ROUND, ROUND)
        title, hint = self._rows(self.width())
        y = (self.height() - ICON - 2 * SPACE - title - hint) // 2
        sign = pixmap("drop", "accent", ICON, self.devicePixelRatioF())
        painter.drawPixmap((self.width() - ICON) // 2, y, sign)
        centre = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop
        y += ICON + 2 * SPACE
        painter.setPen(colour("text"))
        draw(painter, QRect(4 * SPACE, y, self.width() - 8 * SPACE, title), self.text(), centre)
        painter.setFont(self._small())
        painter.setPen(colour("muted"))
        draw(painter, QRect(4 * SPACE, y + title, self.width() - 8 * SPACE, hint), self._hint, centre)
        if shows_focus(self):
            ring(painter, self.rect(), ROUND)
        painter.end()

    def _rows(self, width: int) -> tuple[int, int]:
        room = width - 8 * SPACE
        return wrapped(self.font(), self.text(), room), wrapped(self._small(), self._hint, room)

    def _small(self) -> QFont:
        return theme().font(Size.SMALL)

    def _restyle(self) -> None:
        self.setFont(theme().font(Size.BODY, strong=True))
        self.updateGeometry()
        self.update()
