"""A message as QR code: still where one symbol carries it, else animated, to be read by a camera or printed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QLocale, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QVBoxLayout, QWidget

from retour.airgap.showing import Density, Showing, plan
from retour.errors import RetourError
from retour_gui.cover import Cover, announce
from retour_gui.scan.canvas import Canvas, FullScreen
from retour_gui.scan.player import Player
from retour_gui.scan.side import Grades, Side, lay_out
from retour_gui.theme.metrics import SPACE
from retour_gui.widgets.button import Button, Kind
from retour_gui.widgets.card import Card
from retour_gui.widgets.flow import Flow
from retour_gui.widgets.text import Role, Text

if TYPE_CHECKING:
    from PySide6.QtGui import QCloseEvent, QHideEvent, QImage, QShowEvent

    from retour_gui.context import Context

SLOWEST: Final = 2
FASTEST: Final = 10
"""Above it a camera with 30 frames a second catches half of them."""


@dataclass(frozen=True, slots=True)
class ToShow:
    """What is shown.

    Attributes:
        data: a carry file, an envelope, or any other file.
        what: what it is and whose, for people.
        done: the verb for "the other side has it"; "" where nothing follows from that.
    """

    data: bytes
    what: str
    host: str = ""
    case: str = ""
    done: str = ""


class ShowPage(Cover):
    """The symbol, and beside it everything that makes it easier to read."""

    def __init__(self, context: Context, shown: ToShow, done: Callable[[], None] | None = None) -> None:
        super().__init__(context)
        self.shown = shown
        self._done = done
        self._full: FullScreen | None = None
        self.canvas = Canvas()
        self._part = Text("", Role.STRONG)
        self._lay_out()
        for keys, call in (("F11", self._full_screen), (QKeySequence.StandardKey.Print, self._print)):
            QShortcut(QKeySequence(keys), self).activated.connect(call)
        self.showing: Showing | None = None
        """What is played; None until that is known, and where it cannot be shown."""
        self.player = Player(self._plan(context.settings.density), context.settings.speed, self)
        self.player.planned.connect(self._planned)
        self.player.shows.connect(self._draw)

    @property
    def title(self) -> str:
        return self.tr("Show it to the camera")

    def first_control(self) -> QWidget:
        """The code itself: there Space stands still and the arrow keys step, and no key says that it was read."""
        return self.canvas if self.canvas.isVisibleTo(self) else self._back

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Space stands still, left and right step."""
        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
        animated = self.showing is not None and self.showing.animated
        if animated and event.key() in steps:
            self._step(steps[Qt.Key(event.key())])
        elif animated and event.key() == Qt.Key.Key_Space:
            self._pause.toggle()
        else:
            super().keyPressEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        """Begin, or go on."""
        super().showEvent(event)
        self.player.pause(self._pause.isChecked())

    def hideEvent(self, event: QHideEvent) -> None:
        """Nobody looks."""
        super().hideEvent(event)
        self.player.pause(True)

    def close_down(self) -> None:
        """End what runs beside the window."""
        if self._full is not None:
            self._full.close()
        self.player.close()

    def closeEvent(self, event: QCloseEvent) -> None:
        """As a window of its own."""
        self.close_down()
        super().closeEvent(event)

    def _lay_out(self) -> None:
        side = Side()
        self._back = Button(self.tr("&Back"), Kind.QUIET, "back")
        self._back.clicked.connect(self.leaves)
        self._verb = Button(self.shown.done, Kind.PRIMARY)
        self._verb.setVisible(bool(self.shown.done))
        self._verb.clicked.connect(self._is_over)
        self._big = Button(self.tr("&Full screen"), Kind.PLAIN, "full-screen")
        self._big.clicked.connect(self._full_screen)
        self._paper = Button(self.tr("&Print..."), Kind.PLAIN, "printer")
        self._paper.clicked.connect(self._print)
        self._pause = Button(self.tr("Pa&use"), Kind.PLAIN)
        self._pause.setCheckable(True)
        self._pause.toggled.connect(self._paused)
        self._before = Button(self.tr("Pre&vious"), Kind.PLAIN)
        self._before.clicked.connect(lambda: self._step(-1))
        self._next = Button(self.tr("&Next"), Kind.PLAIN)
        self._next.clicked.connect(lambda: self._step(1))
        self._speed = Grades(
            self.tr("Codes a second"),
            self.tr("Slower"),
            self.tr("Faster"),
            [(str(fps), QLocale().toString(fps), "") for fps in range(SLOWEST, FASTEST + 1)],
            str(self.context.settings.speed),
        )
        self._speed.chosen.connect(self._set_speed)
        self._density = Grades(
            self.tr("Detail"), self.tr("Coarser"), self.tr("Finer"), self._grades(), self.context.settings.density
        )
        self._density.chosen.connect(self._set_density)
        self._animated = QWidget()
        animated = QVBoxLayout(self._animated)
        animated.setContentsMargins(0, 0, 0, 0)
        animated.setSpacing(2 * SPACE)
        animated.addLayout(Flow(self._pause, self._before, self._next))
        animated.addWidget(Text(self.tr("Does the camera struggle? Make it coarser, or slower."), Role.MUTED))
        animated.addWidget(self._speed)
        animated.addWidget(self._density)
        self._animated.hide()
        self._before.hide()
        self._next.hide()
        facts = [self.shown.what, self.shown.case]
        self.canvas.setAccessibleName(self.tr("QR code, {part}").format(part=self.shown.what))
        self.canvas.setAccessibleDescription(self.tr("Space stands still, left and right step."))
        self.column = side.column
        self.column.add(Text(self.title, Role.TITLE))
        self.column.add(Text("\n".join(each for each in facts if each)))
        self.column.add(self._part)
        self._no = Card("warn")
        self._no.hide()
        self.column.add(self._no)
        self.column.add(Flow(self._big, self._paper))
        self.column.add(self._animated)
        self.column.stretch()
        lay_out(self, self.canvas, side, self._back, self._verb)

    def _plan(self, density: str) -> Callable[[], Showing]:
        return lambda: plan(self.shown.data, Density(density))

    def _planned(self, showing: Showing | RetourError) -> None:
        if isinstance(showing, RetourError):
            self._refused(showing)
            return
        self.showing = showing
        self._animated.setVisible(showing.animated)
        self._part.setText("" if showing.animated else self.tr("One code, it stands still."))

    def _draw(self, index: int, image: QImage) -> None:
        self.canvas.show_image(image)
        caption = self._caption(index)
        if self.showing is not None and self.showing.animated:
            self._part.setText(caption)
        if self._full is not None:
            self._full.show_image(image, caption)

    def _caption(self, index: int) -> str:
        """Which part is on; a mixed one has no number of its own."""
        if self.showing is None or not self.showing.animated:
            return ""
        count, which = self.showing.fragments, self.showing.which(index)
        locale = QLocale()
        if which <= count:
            said = self.tr("Part {number} of {count}")
            return said.format(number=locale.toString(which), count=locale.toString(count))
        return self.tr("A mixture of the {count} parts").format(count=locale.toString(count))

    def _refused(self, error: RetourError) -> None:
        self.showing = None
        announce(self, " ".join(self.context.core(line) for line in error.lines))
        for line in error.lines:
            self._no.add(Text(self.context.core(line)))
        self._no.show()
        self.canvas.hide()
        for button in (self._big, self._paper, self._verb):
            button.hide()

    def _paused(self, paused: bool) -> None:
        self._pause.setText(self.tr("&Go on") if paused else self.tr("Pa&use"))
        self._before.setVisible(paused)
        self._next.setVisible(paused)
        self.player.pause(paused)

    def _step(self, by: int) -> None:
        self._pause.setChecked(True)
        self.player.step(by)

    def _set_speed(self, fps: str) -> None:
        self.context.settings.speed = int(fps)
        self.player.set_fps(int(fps))

    def _set_density(self, key: str) -> None:
        self.context.settings.density = key
        self.showing = None
        self.player.play(self._plan(key))

    def _full_screen(self) -> None:
        if self.showing is None or self._full is not None:
            return
        self._full = FullScreen(self.tr("Any key leaves the full screen"))
        self._full.setScreen(self.screen())
        self._full.ended.connect(self._not_full)
        self._full.showFullScreen()
        self.player.step(0)

    def _not_full(self) -> None:
        self._full = None

    def _print(self) -> None:
        if self.showing is not None:
            self.context.paper.show_codes(self, self.shown)

    def _grades(self) -> list[tuple[str, str, str]]:
        return [
            (Density.V15.value, self.tr("coarse"), self.tr("For a weak camera or a long way; takes the most codes.")),
            (Density.V20.value, self.tr("medium"), self.tr("Right for most cameras.")),
            (Density.V25.value, self.tr("fine"), self.tr("For a good camera, close by.")),
            (Density.V30.value, self.tr("finest"), self.tr("For a large screen and a sharp camera; the fewest codes.")),
        ]

    def _is_over(self) -> None:
        self.leaves.emit()
        if self._done is not None:
            self._done()
