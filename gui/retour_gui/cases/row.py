"""One case in the list: device, what comes home, where it stands, the one next thing to do and where, age."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QWidget

from retour.returns.case import CLOSED, Stage
from retour.returns.checks import Open
from retour.returns.flow import goes_home
from retour.returns.steps import next_step, removed
from retour.returns.ways import Way
from retour_gui import words
from retour_gui.context import Context
from retour_gui.theme.metrics import SPACE
from retour_gui.widgets.button import Button, Kind
from retour_gui.widgets.card import Card
from retour_gui.widgets.flow import Flow
from retour_gui.widgets.text import Role, Text


class CaseRow(Card):
    """A card with the next step as its button."""

    opens = Signal(str)

    def __init__(self, context: Context, found: Open, connected: bool) -> None:
        super().__init__()
        self._context = context
        self._found = found
        case, closed = found.case, found.state.stage in CLOSED
        todo = next_step(case, found.state)
        grid = QGridLayout()
        grid.setHorizontalSpacing(4 * SPACE)
        grid.setVerticalSpacing(SPACE)
        grid.setColumnStretch(0, 1)
        title = self.tr("{host} · {model}").format(host=case.host.id, model=case.model)
        grid.addWidget(Text(title, Role.STRONG), 0, 0)
        about = self.tr("{case} · {age}").format(case=case.number, age=words.age(case.created, datetime.now(UTC)))
        grid.addWidget(Text(about, Role.MUTED), 0, 1, Qt.AlignmentFlag.AlignTrailing)
        grid.addWidget(Text(self._home_text()), 1, 0, 1, 2)
        state = words.stage_text(found)
        if connected and not closed:
            state = self.tr("{state} · device connected").format(state=state)
        grid.addWidget(Text(state, Role.MUTED), 2, 0, 1, 2)
        if not closed:
            grid.addWidget(Text(context.core(todo.text), Role.STRONG), 3, 0, 1, 2)
        self.add(grid)
        self._actions = self._buttons(closed)
        self.add(self._actions)

    def _home_text(self) -> str:
        moving = goes_home(self._found)
        if not moving and self._found.case.way is Way.PORTAL_REMOVAL:
            return self.tr("What the portal has marked for removal")
        copies = words.copies_text(sum(count for _, count in moving))
        if self._found.case.way is Way.ACTIVATION:
            return words.way_title(Way.ACTIVATION)
        return self.tr("{copies}: {products}").format(copies=copies, products=words.products(moving))

    def _buttons(self, closed: bool) -> QWidget:
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2 * SPACE)
        number = self._found.case.number
        go = Button(self.tr("Look at it") if closed else self.tr("Go on"), Kind.PLAIN, "forward")
        go.setAccessibleName(self.tr("Go on with case {case}").format(case=number))
        go.clicked.connect(lambda: self.opens.emit(number))
        row.addWidget(go)
        state = self._found.state
        if closed:
            delete = Button(self.tr("Delete..."), Kind.QUIET, "close")
            delete.setAccessibleName(self.tr("Delete case {case}").format(case=number))
            delete.clicked.connect(self._ask_delete)
            row.addWidget(delete)
        elif not removed(self._found.case.way, state) and state.stage in (Stage.PLANNED, Stage.REQUEST_HELD):
            give_up = Button(self.tr("Give up..."), Kind.QUIET, "undo")
            give_up.setAccessibleName(self.tr("Give up case {case}").format(case=number))
            give_up.clicked.connect(self._ask_give_up)
            row.addWidget(give_up)
        row.addStretch(1)
        holder.setFocusProxy(go)
        return holder

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """As a list does it; nothing hangs on it, the button says the same."""
        if event.button() == Qt.MouseButton.LeftButton:
            self.opens.emit(self._found.case.number)

    def _ask_delete(self) -> None:
        number = self._found.case.number
        self._ask(
            self.tr("Delete case {case}? Its files and notes leave this laptop; the digests of its messages stay."),
            self.tr("&Delete it"),
            lambda: self._context.forget(number),
        )

    def _ask_give_up(self) -> None:
        number = self._found.case.number
        self._ask(
            self.tr("Give up case {case}? The device removed nothing for it."),
            self.tr("Give it &up"),
            lambda: self._context.abandon(number),
        )

    def _ask(self, question: str, verb: str, then: Callable[[], None]) -> None:
        """A question in the card itself: nothing else is blocked by it."""
        self._actions.hide()
        card = Card("warn")
        card.add(Text(question.format(case=self._found.case.number)))
        yes, no = Button(verb, Kind.DANGER), Button(self.tr("&Keep it"))
        card.add(Flow(yes, no))
        self.add(card)
        yes.clicked.connect(self._context.quiet)
        yes.clicked.connect(then)

        def keep() -> None:
            card.hide()
            card.deleteLater()
            self._actions.show()
            self._actions.setFocus()

        no.clicked.connect(keep)
        no.setFocus()
