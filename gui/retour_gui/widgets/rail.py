"""The rail: the steps of a case, which of them are done, and the way to visit any of them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from PySide6.QtCore import QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFont, QKeyEvent, QPaintEvent, QPen
from PySide6.QtWidgets import QPushButton, QSizePolicy, QVBoxLayout, QWidget

from retour_gui.theme.apply import theme
from retour_gui.theme.icons import pixmap
from retour_gui.theme.metrics import ICON, LARGE, SPACE, TARGET, Size
from retour_gui.widgets.paint import draw, longest_word, mirrored, panel, ring, shows_focus, smooth, wrapped

WIDTH = 224
_LEAD = 3 * SPACE
_TEXT = _LEAD + ICON + 3 * SPACE
_TAIL = 2 * SPACE


class StepStatus(Enum):
    """Where a step stands."""

    DONE = "done"
    NOW = "now"
    AHEAD = "ahead"


@dataclass(frozen=True, slots=True)
class RailStep:
    """One step of the rail."""

    key: str
    title: str
    status: StepStatus


_ICONS = {
    StepStatus.DONE: ("done-circle", "good"),
    StepStatus.NOW: ("now-circle", "accent"),
    StepStatus.AHEAD: ("ahead-circle", "edge"),
}


class _Step(QPushButton):
    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.step = RailStep("", "", StepStatus.AHEAD)
        self._word = ""
        self._shown = self._first = self._last = self._reached = False
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setAutoDefault(False)
        self._restyle()
        theme().changed.connect(self._restyle)

    def show_step(self, step: RailStep, word: str, said: str, shown: bool) -> None:
        self.step, self._word = step, word
        self._shown = shown
        self.setText(step.title)
        self.setAccessibleName(said)
        self._restyle()

    @property
    def is_shown(self) -> bool:
        return self._shown

    def join(self, first: bool, last: bool, reached: bool) -> None:
        """Where its line goes; `reached` when the step before it is done."""
        self._first, self._last, self._reached = first, last, reached

    def sizeHint(self) -> QSize:
        return QSize(WIDTH, self.heightForWidth(WIDTH))

    def minimumSizeHint(self) -> QSize:
        widest = max(longest_word(self.font(), self.text()), longest_word(self._small(), self._word))
        return QSize(_TEXT + widest + _TAIL, TARGET)

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return max(TARGET, sum(self._heights(width)) + 4 * SPACE)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        # A button would walk on to whatever comes next in the tab order; the rail knows where its ends are.
        if event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            event.ignore()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = smooth(self)
        colour = theme().colour
        if self._shown:
            panel(painter, self.rect(), colour("accent_soft"), None)
        elif self.isDown() or self.underMouse():
            panel(painter, self.rect(), colour("raised"), None)
        title, word = self._heights(self.width())
        top = (self.height() - title - word) // 2
        disc = mirrored(self, QRect(_LEAD, (self.height() - ICON) // 2, ICON, ICON))
        middle = disc.center().x()
        if not self._first:
            painter.setPen(QPen(colour("good" if self._reached else "edge"), 1.75))
            painter.drawLine(QPoint(middle, 0), QPoint(middle, disc.top()))
        if not self._last:
            painter.setPen(QPen(colour("good" if self.step.status is StepStatus.DONE else "edge"), 1.75))
            painter.drawLine(QPoint(middle, disc.bottom() + 1), QPoint(middle, self.height()))
        name, ink = _ICONS[self.step.status]
        painter.drawPixmap(disc.topLeft(), pixmap(name, ink, ICON, self.devicePixelRatioF()))
        if self._shown:
            bar = mirrored(self, QRect(0, 2 * SPACE, 4, self.height() - 4 * SPACE))
            panel(painter, bar, colour("accent"), None, 0, 2)
        width = self.width() - _TEXT - _TAIL
        lead = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop
        painter.setFont(self.font())
        painter.setPen(colour("text" if self._shown or self.step.status is not StepStatus.AHEAD else "muted"))
        draw(painter, mirrored(self, QRect(_TEXT, top, width, title)), self.text(), lead)
        painter.setFont(self._small())
        painter.setPen(colour({StepStatus.DONE: "good", StepStatus.NOW: "accent"}.get(self.step.status, "muted")))
        draw(painter, mirrored(self, QRect(_TEXT, top + title, width, word)), self._word, lead)
        if shows_focus(self):
            ring(painter, self.rect())
        painter.end()

    def _heights(self, width: int) -> tuple[int, int]:
        room = width - _TEXT - _TAIL
        return wrapped(self.font(), self.text(), room), wrapped(self._small(), self._word, room)

    def _small(self) -> QFont:
        return theme().font(Size.SMALL)

    def _restyle(self) -> None:
        self.setFont(theme().font(Size.BODY, strong=self._shown))
        self.updateGeometry()
        self.update()


class Rail(QWidget):
    """All steps of a case, one above the other. Any step can be visited; the arrow keys move between them."""

    visited = Signal(str)
    moved = Signal(QWidget)
    """The widget of the step that is shown, when it is another one."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._steps: list[_Step] = []
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(0)
        self._layout.addStretch(1)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)
        self.setAccessibleName(self.tr("Steps of this case"))

    def set_steps(self, steps: list[RailStep], shown: str) -> None:
        """Show these steps, `shown` being the one on the screen. Steps with the same keys keep their focus."""
        before = next((button.step.key for button in self._steps if button.is_shown), "")
        if [button.step.key for button in self._steps] != [step.key for step in steps]:
            self._rebuild(len(steps))
        words = {
            StepStatus.DONE: self.tr("done"),
            StepStatus.NOW: self.tr("now"),
            StepStatus.AHEAD: self.tr("ahead"),
        }
        says = {
            StepStatus.DONE: self.tr("Step {number} of {count}, {title}, done"),
            StepStatus.NOW: self.tr("Step {number} of {count}, {title}, now"),
            StepStatus.AHEAD: self.tr("Step {number} of {count}, {title}, ahead"),
        }
        for at, (button, step) in enumerate(zip(self._steps, steps, strict=True)):
            said = says[step.status].format(number=at + 1, count=len(steps), title=step.title)
            reached = at > 0 and steps[at - 1].status is StepStatus.DONE
            button.join(at == 0, at == len(steps) - 1, reached)
            button.show_step(step, words[step.status], said, step.key == shown)
            button.setAccessibleDescription(self.tr("This step is on the screen.") if step.key == shown else "")
            if step.key == shown != before:
                self.moved.emit(button)

    def sizeHint(self) -> QSize:
        """About 220 px wide, and wider in large text."""
        least = max((step.minimumSizeHint().width() for step in self._steps), default=0)
        width = max(round(WIDTH * (LARGE if theme().large else 1)), least)
        return QSize(width, self._layout.totalHeightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        """The same: a rail is never squeezed."""
        return self.sizeHint()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Up and down move along the steps."""
        towards = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()))
        at = next((at for at, step in enumerate(self._steps) if step.hasFocus()), None)
        if towards is None or at is None or not 0 <= at + towards < len(self._steps):
            super().keyPressEvent(event)
            return
        self._steps[at + towards].setFocus(Qt.FocusReason.TabFocusReason)

    def _rebuild(self, count: int) -> None:
        for button in self._steps:
            self._layout.removeWidget(button)
            button.hide()
            button.deleteLater()
        self._steps = [_Step(self) for _ in range(count)]
        for at, button in enumerate(self._steps):
            self._layout.insertWidget(at, button)
            button.clicked.connect(lambda _checked=False, pressed=button: self.visited.emit(pressed.step.key))
        self.updateGeometry()
