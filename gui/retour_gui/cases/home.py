"""Home: cases waiting on top, each with the one next thing to do and where; finished ones fold away."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from retour_gui.context import Context
from retour_gui.theme.metrics import SPACE
from retour_gui.widgets.button import Button, Kind
from retour_gui.widgets.column import Column, empty
from retour_gui.widgets.flow import Flow
from retour_gui.widgets.text import Role, Text

if TYPE_CHECKING:
    from retour.link.discovery import Found
    from retour.returns.checks import Open
    from retour_gui.cases.row import CaseRow
    from retour_gui.widgets.card import Fold


class Home(QWidget):
    """The first page.

    Signals:
        begins: a new return, with the address of a device or "".
        opens: the number of a case to go on with.
        brings: an answer file was dropped or chosen, for whichever case it is.
    """

    begins = Signal(str)
    opens = Signal(str)
    brings = Signal()

    def __init__(self, context: Context) -> None:
        super().__init__()
        self.context = context
        self._shown: tuple[object, ...] | None = None
        self._offered: tuple[str, ...] | None = None
        self._closed: Fold | None = None
        self.column = Column()
        self._offer, self._empty, self._cases = _list(), _list(), _list()
        self._start = Button(self.tr("&Start a return"), Kind.PRIMARY, "return-arrow")
        self._start.clicked.connect(lambda: self.begins.emit(""))
        self._bring = Button(self.tr("Open an &answer..."), Kind.PLAIN, "file")
        self._bring.clicked.connect(self.brings)
        self._train = Button(self.tr("&Practise with the training device"), Kind.PLAIN, "training")
        self._train.clicked.connect(context.training.start)
        self._title = Text(self.tr("Cases"), Role.TITLE)
        self.column.add(self._title)
        self.column.add(self._offer)
        self.column.add(self._empty)
        self._actions = Flow(self._start, self._bring, self._train)
        self.column.add(self._actions)
        self.column.add(self._cases)
        self.column.stretch()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.column)
        context.engine.cases_changed.connect(self.refresh)
        context.engine.found_changed.connect(self.refresh)
        context.training.changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Draw the cases and what is connected, as they are now; until the journal was read, neither."""
        engine, training = self.context.engine, self.context.training
        self._train.setVisible(not training.running)
        self._train.setEnabled(not training.starting)
        self._train.setText(
            self.tr("The training device is starting...")
            if training.starting
            else self.tr("&Practise with the training device")
        )
        self._draw_offer()
        connected = frozenset(found.identity.key for found in engine.found if found.identity)
        shown = (engine.read, engine.cases, connected)
        if not engine.read or shown == self._shown:
            return
        self._shown = shown
        self._title.setVisible(bool(engine.cases))
        empty(self._empty)
        self._actions.centred = not engine.cases
        self.column.centre(not engine.cases)
        if not engine.cases:
            self._draw_empty()
        self._draw_cases()

    def first_control(self) -> QWidget:
        """Where the keyboard starts."""
        return self.column.first_control() or self._start

    def _draw_empty(self) -> None:
        from retour_gui.widgets.drawn import Drawn

        said = self.tr(
            "Connect a device, choose what comes home, and carry the signed proof to the portal. "
            "Retour records every step: you can stop at any time and go on later."
        )
        self._empty.addWidget(Drawn("empty-home", self.tr("Bring licenses home"), said))

    def _draw_cases(self) -> None:
        from retour.returns.case import CLOSED
        from retour_gui.widgets.card import Fold

        was_open = self._closed is not None and self._closed.is_open
        empty(self._cases)
        self._closed = None
        cases = self.context.engine.cases
        for each in cases:
            if each.state.stage not in CLOSED:
                self._cases.addWidget(self._row(each))
        closed = [each for each in cases if each.state.stage in CLOSED]
        if closed:
            self._closed = Fold(self.tr("%n finished cases", "", len(closed)), was_open)
            for each in closed:
                self._closed.add(self._row(each))
            self._cases.addWidget(self._closed)

    def _row(self, found: Open) -> CaseRow:
        from retour_gui.cases.row import CaseRow

        connected = any(f.identity and f.identity.key == found.case.device_key for f in self.context.engine.found)
        row = CaseRow(self.context, found, connected)
        row.opens.connect(self.opens)
        return row

    def _draw_offer(self) -> None:
        """A device that is plugged in is offered with its case; it never steals the screen."""
        found = next((each for each in self.context.engine.found if each.identity is not None), None)
        waiting = self._waiting_case(found)
        wanted = None
        if found is not None and found.identity is not None:
            wanted = (found.address, found.identity.host.id, waiting.case.number if waiting else "")
        if wanted == self._offered:
            return
        self._offered = wanted
        self._start.set_kind(Kind.PLAIN if found is not None else Kind.PRIMARY)
        empty(self._offer)
        if found is None or found.identity is None:
            return
        identity, address = found.identity, found.address
        if waiting is not None:
            number = waiting.case.number
            more = self.tr("It has an open case: {case}.").format(case=number)
            go = Button(self.tr("&Go on with {case}").format(case=number), Kind.PRIMARY, "forward")
            go.clicked.connect(lambda: self.opens.emit(number))
        else:
            more = f"{identity.model} · {address}"
            go = Button(self.tr("&Return its licenses").format(host=identity.host.id), Kind.PRIMARY, "return-arrow")
            go.clicked.connect(lambda: self.begins.emit(address))
        from retour_gui.widgets.card import Card

        card = Card("accent")
        card.add(Text(self.tr("{host} is connected").format(host=identity.host.id), Role.STRONG))
        card.add(Text(more))
        card.add(Flow(go))
        self._offer.addWidget(card)

    def _waiting_case(self, found: Found | None) -> Open | None:
        """The open case of the device that was found."""
        if found is None or found.identity is None:
            return None
        from retour.returns.case import CLOSED

        key = found.identity.key
        cases = (c for c in self.context.engine.cases if c.case.device_key == key)
        return next((c for c in cases if c.state.stage not in CLOSED), None)


def _list() -> QVBoxLayout:
    layout = QVBoxLayout()
    layout.setSpacing(2 * SPACE)
    return layout
