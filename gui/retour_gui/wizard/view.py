"""One return in the window: rail, strip, the page shown, and the foot with its one primary button."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QResizeEvent
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QHBoxLayout,
    QScrollArea,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)
from shiboken6 import isValid

from retour.returns.flow import Step
from retour.returns.ways import CARRIED, WRITE_OFFS, Way
from retour_gui.context import Context
from retour_gui.theme.metrics import SPACE
from retour_gui.widgets.bar import Bar
from retour_gui.widgets.button import Button, Kind
from retour_gui.widgets.rail import Rail, RailStep, StepStatus
from retour_gui.widgets.strip import StripView
from retour_gui.widgets.text import Role, Text
from retour_gui.widgets.working import Working
from retour_gui.wizard.about import Mode
from retour_gui.wizard.answer import AnswerPage
from retour_gui.wizard.apply import ApplyPage
from retour_gui.wizard.ask import AskPage
from retour_gui.wizard.carried.answer import CarriedAnswerPage
from retour_gui.wizard.carried.apply import CarriedApplyPage
from retour_gui.wizard.carried.ask import CarriedAskPage
from retour_gui.wizard.carried.carry import CarriedCarryPage
from retour_gui.wizard.carried.connect import CarriedConnectPage
from retour_gui.wizard.carried.report import ReportPage
from retour_gui.wizard.carry import CarryPage
from retour_gui.wizard.connect import ConnectPage
from retour_gui.wizard.done import DonePage
from retour_gui.wizard.leave import LeavePage
from retour_gui.wizard.model import CaseModel
from retour_gui.wizard.on_device import OnDevicePage
from retour_gui.wizard.order.apply import OrderApplyPage
from retour_gui.wizard.order.connect import OrderConnectPage
from retour_gui.wizard.page import Page
from retour_gui.wizard.what import WhatPage
from retour_gui.wizard.write_off.connect import DeadDevicePage
from retour_gui.wizard.write_off.report import TellPage

PAGES: dict[Step, type[Page]] = {
    Step.CONNECT: ConnectPage,
    Step.ON_DEVICE: OnDevicePage,
    Step.WHAT: WhatPage,
    Step.ASK: AskPage,
    Step.REMOVE: AskPage,
    Step.CARRY: CarryPage,
    Step.ANSWER: AnswerPage,
    Step.APPLY: ApplyPage,
    Step.CARRY_AGAIN: CarryPage,
    Step.RECEIPT: AnswerPage,
    Step.DONE: DonePage,
}


CARRIED_PAGES: dict[Step, type[Page]] = {
    Step.CONNECT: CarriedConnectPage,
    Step.MARK: ReportPage,
    Step.ASK: CarriedAskPage,
    Step.CARRY: CarriedCarryPage,
    Step.ANSWER: CarriedAnswerPage,
    Step.APPLY: CarriedApplyPage,
    Step.CARRY_AGAIN: CarriedCarryPage,
    Step.REPORT: ReportPage,
}
OWN_PAGES: dict[Way, dict[Step, type[Page]]] = dict.fromkeys(CARRIED, CARRIED_PAGES) | {
    Way.REMOVAL_ORDER: {Step.CONNECT: OrderConnectPage, Step.APPLY: OrderApplyPage},
    Way.WRITE_OFF: {Step.CONNECT: DeadDevicePage, Step.REPORT: TellPage},
}
"""Pages of a way that are not everybody's."""
_CHOOSING = (Step.CONNECT, Step.ON_DEVICE, Step.WHAT)
"""Pages on which the way is still open; they follow it."""


class CaseView(QWidget):
    """The wizard: steps can be visited freely, the step to do moves by itself.

    Signals:
        leaves: back to the start; the case stays where it is.
        brings: a file was chosen that the case shown need not be about.
        gives_up: the device of this case is dead or gone.
    """

    leaves = Signal()
    next_device = Signal()
    opens = Signal(str)
    next_order = Signal()
    returns = Signal(str)
    brings = Signal(object)
    gives_up = Signal()

    def __init__(self, context: Context, model: CaseModel) -> None:
        super().__init__()
        self.context = context
        self.model = model
        self._pages: dict[Step, Page] = {}
        self._leave: LeavePage | None = None
        self._before_job: QWidget | None = None
        self.rail = Rail()
        self.strip = StripView()
        self.stack = QStackedWidget()
        self.working = Working()
        self.back = Button(self.tr("&Back"), Kind.QUIET, "back")
        self.leave = Button(self.tr("I must &leave now"), Kind.QUIET, "leave")
        self.primary = Button("", Kind.PRIMARY)
        self.why_not = Text("", Role.MUTED)
        self._lay_out()
        self._connect()
        self._shown = model.now
        self.show_step(model.now)
        if model.busy:
            self._draw_busy()

    @property
    def page(self) -> Page:
        """The page that is shown."""
        return self._pages[self._shown]

    def show_step(self, step: Step) -> None:
        """Show the page of a step; anybody may look ahead or back."""
        if step not in self.model.steps:
            step = self.model.now
        if self._shown in self._pages and self.stack.currentWidget() is not self._leave:
            self.page.left()
        if not self._fits(step):
            self._forget_page(step)
            self._pages[step] = self._made(step)
            self.stack.addWidget(self._pages[step])
        self._shown = step
        self.stack.setCurrentWidget(self.page)
        self.page.refresh()
        self.page.entered()
        self.page.column.verticalScrollBar().setValue(0)
        self._draw()
        self._announce(self.model.title(step))
        self.focus_first()

    def _made(self, step: Step) -> Page:
        page = self._kind(step)(self.context, self.model, step)
        page.stale.connect(self._draw_foot)
        page.goes_to.connect(self.show_step)
        page.brings.connect(self.brings)
        page.gives_up.connect(self.gives_up)
        if isinstance(page, ConnectPage):
            page.opens.connect(self.opens)
        if isinstance(page, DeadDevicePage):
            page.returns.connect(self.returns)
        if isinstance(page, DonePage):
            page.leaves.connect(self.leaves)
            page.next_device.connect(self.next_device)
            page.next_order.connect(self.next_order)
        return page

    def _kind(self, step: Step) -> type[Page]:
        return OWN_PAGES.get(self.model.way, PAGES).get(step) or PAGES[step]

    def _fits(self, step: Step) -> bool:
        """Whether the page of a step is there and speaks of this way."""
        page = self._pages.get(step)
        if page is None or type(page) is not self._kind(step):
            return False
        both = {page.way in WRITE_OFFS, self.model.way in WRITE_OFFS}
        return page.way is self.model.way or (step in _CHOOSING and (step is not Step.WHAT or len(both) == 1))

    def _forget_page(self, step: Step) -> None:
        """A page of the other kind of device is of no use."""
        page = self._pages.pop(step, None)
        if page is not None:
            self.stack.removeWidget(page)
            page.deleteLater()

    def takes(self, path: Path) -> bool:
        """A file was dropped on the window: the page that is shown may be waiting for it."""
        return not self.model.busy and self.page.take(path)

    def show_leave(self) -> None:
        """I must leave now: what is safe, and what comes next."""
        if self._leave is None:
            self._leave = LeavePage(self.context, self.model)
            self._leave.stays.connect(lambda: self.show_step(self._shown))
            self._leave.leaves.connect(self.leaves)
            self.stack.addWidget(self._leave)
        self._leave.refresh()
        self.stack.setCurrentWidget(self._leave)
        self._draw_foot()
        self._announce(self.tr("I must leave now"))
        self._leave.first_focus()

    def leave_closed(self) -> bool:
        """Back from leaving to the step; whether there was something to go back from."""
        if self.stack.currentWidget() is not self._leave:
            return False
        self.show_step(self._shown)
        return True

    def _lay_out(self) -> None:
        foot = Bar(Qt.Edge.TopEdge)
        buttons = QHBoxLayout(foot)
        buttons.setContentsMargins(6 * SPACE, 3 * SPACE, 6 * SPACE, 3 * SPACE)
        buttons.setSpacing(3 * SPACE)
        self.why_not.setAlignment(Qt.AlignmentFlag.AlignTrailing | Qt.AlignmentFlag.AlignVCenter)
        buttons.addWidget(self.back)
        buttons.addWidget(self.leave)
        buttons.addWidget(self.why_not, 1)
        buttons.addWidget(self.primary)
        top = QVBoxLayout()
        top.setContentsMargins(6 * SPACE, 3 * SPACE, 6 * SPACE, 0)
        top.addWidget(self.strip)
        side = QVBoxLayout()
        side.setContentsMargins(0, 0, 0, 0)
        side.setSpacing(0)
        side.addLayout(top)
        side.addWidget(self.stack, 1)
        under = QVBoxLayout()
        under.setContentsMargins(6 * SPACE, 0, 6 * SPACE, 0)
        under.addWidget(self.working)
        side.addLayout(under)
        side.addWidget(foot)
        lead = Bar(Qt.Edge.RightEdge)
        rail = QVBoxLayout(lead)
        rail.setContentsMargins(2 * SPACE, 3 * SPACE, 2 * SPACE, 2 * SPACE)
        rail.addWidget(_Scrolled(self.rail))
        whole = QHBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(0)
        whole.addWidget(lead)
        whole.addLayout(side, 1)
        self.working.hide()

    def _connect(self) -> None:
        self.rail.visited.connect(lambda key: self.show_step(Step(key)))
        self.back.clicked.connect(self._go_back)
        self.leave.clicked.connect(self.show_leave)
        self.primary.clicked.connect(self._act)
        self.working.cancelled.connect(self.model.cancel)
        self.model.changed.connect(self._draw_page)
        self.model.moved.connect(self._follow)
        self.model.busy_changed.connect(self._draw_busy)
        self.model.failed.connect(self.context.show)
        self.context.engine.progressed.connect(self._progress)

    def _act(self) -> None:
        if not self.model.busy and self.primary.isEnabled():
            self.page.act()

    def _follow(self) -> None:
        # A method and not a lambda: the model outlives this view when the language changes.
        self.show_step(self.model.now)

    def _go_back(self) -> None:
        order = self.model.steps
        at = order.index(self._shown) if self._shown in order else 0
        if self.stack.currentWidget() is self._leave:
            self.show_step(self._shown)
        elif at:
            self.show_step(order[at - 1])
        else:
            self.leaves.emit()

    def _draw_page(self) -> None:
        if self._shown not in self.model.steps or not self._fits(self._shown):
            self.show_step(self._shown)
            return
        self.page.refresh()
        self._draw()

    def _draw(self) -> None:
        status = {Mode.DONE: StepStatus.DONE, Mode.NOW: StepStatus.NOW, Mode.AHEAD: StepStatus.AHEAD}
        self.page.heading.setText(self.model.title(self._shown))
        steps = [RailStep(s.value, self.model.title(s), status[self.model.mode(s)]) for s in self.model.steps]
        self.rail.set_steps(steps, self._shown.value)
        self.strip.set_strip(self.model.strip)
        self._draw_foot()

    def _draw_foot(self) -> None:
        leaving = self.stack.currentWidget() is self._leave
        verb = None if leaving else self.page.verb()
        self.leave.setVisible(not leaving)
        self.primary.setVisible(verb is not None)
        self.why_not.setText(verb.why_not if verb else "")
        if verb is not None:
            self.primary.setText(verb.text)
            self.primary.set_kind(Kind.DANGER if verb.danger else Kind.PRIMARY)
            self.primary.setEnabled(not verb.why_not and not self.model.busy)
            self.primary.setAccessibleDescription(verb.why_not)

    def _draw_busy(self) -> None:
        """While a job runs the keyboard is at Cancel; afterwards where it was."""
        busy = bool(self.model.busy)
        now = QApplication.focusWidget()
        had_focus = now is not None and self.working.isAncestorOf(now)
        if busy:
            self.context.quiet()
            self._before_job = self.focusWidget()
            self.working.start(self.model.busy)
        else:
            self.working.stop()
        self.working.setVisible(busy)
        self._draw()
        if busy and self.isVisible():
            self.working.cancel.setFocus()
        elif had_focus and self.isVisible():
            before = self._before_job
            usable = before is not None and before.isEnabled() and before.isVisible()
            (before if before is not None and usable else self.primary).setFocus()

    def _progress(self, done: int, total: int) -> None:
        if self.model.busy:
            self.working.progress(done, total)

    def _announce(self, text: str) -> None:
        if not self.isVisible():
            return
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, text))

    def focus_first(self) -> None:
        """The keyboard starts at the page's first control, or at the primary button where there is none.

        Under a page that covers this one nothing takes the focus: a key would press what nobody sees.
        """
        if not self.isVisible():
            return
        first = self.page.first_control()
        if first is None and not self.primary.isEnabled():
            first = self.page.column.first_control()
        (first or self.primary).setFocus()


class _Scrolled(QScrollArea):
    """The rail, as wide as it wants to be; in large text its steps may need more height than there is."""

    def __init__(self, rail: Rail) -> None:
        super().__init__()
        self._rail = rail
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)
        self.setWidget(rail)
        self.viewport().setAutoFillBackground(False)
        rail.setAutoFillBackground(False)
        self._at: QWidget | None = None
        rail.moved.connect(self._follow)

    def sizeHint(self) -> QSize:
        """The rail's, and its bar's where there is one."""
        hint = self._rail.sizeHint()
        bar = self.verticalScrollBar().sizeHint().width() if hint.height() > self.height() else 0
        return QSize(hint.width() + bar, hint.height())

    def minimumSizeHint(self) -> QSize:
        """Any height will do."""
        return QSize(self.sizeHint().width(), 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.updateGeometry()
        self._follow(self._at)

    def _follow(self, step: QWidget | None) -> None:
        """Keep the step that is shown in sight."""
        self._at = step
        if step is not None and isValid(step):
            self.ensureWidgetVisible(step, 0, step.height())

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.LayoutRequest:
            self.updateGeometry()
        return super().event(event)
