"""Home: cases waiting on top, each with the one next thing to do and where; finished ones fold away."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from retour.returns.case import CLOSED
from retour.returns.checks import Open
from retour_gui.cases.row import CaseRow
from retour_gui.context import Context
from retour_gui.theme.metrics import SPACE
from retour_gui.widgets.button import Button, Kind
from retour_gui.widgets.card import Card, Fold
from retour_gui.widgets.column import Column, empty
from retour_gui.widgets.drawn import Drawn
from retour_gui.widgets.flow import Flow
from retour_gui.widgets.text import Role, Text


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
        self.column = Column()
        self._offer = Card("accent")
        self._offer_text = Text("", Role.STRONG)
        self._offer_more = Text("")
        self._offer_row = Flow()
        self._offer.add(self._offer_text)
        self._offer.add(self._offer_more)
        self._offer.add(self._offer_row)
        self._empty = Drawn(
            "empty-home",
            self.tr("Bring licenses home"),
            self.tr(
                "Connect a device, choose what comes home, and carry the signed proof to the portal. "
                "Retour records every step: you can stop at any time and go on later."
            ),
        )
        self._start = Button(self.tr("&Start a return"), Kind.PRIMARY, "return-arrow")
        self._start.clicked.connect(lambda: self.begins.emit(""))
        self._bring = Button(self.tr("Open an &answer..."), Kind.PLAIN, "file")
        self._bring.clicked.connect(self.brings)
        self._train = Button(self.tr("&Practise with the training device"), Kind.PLAIN, "training")
        self._train.clicked.connect(context.training.start)
        self._title = Text(self.tr("Cases"), Role.TITLE)
        self._waiting = _list()
        self._closed = Fold("")
        self._closed_list = _list()
        self._closed.add(self._closed_list)
        self.column.add(self._title)
        self.column.add(self._offer)
        self.column.add(self._empty)
        self.column.add(Flow(self._start, self._bring, self._train))
        self.column.add(self._waiting)
        self.column.add(self._closed)
        self.column.stretch()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.column)
        context.engine.cases_changed.connect(self.refresh)
        context.engine.found_changed.connect(self.refresh)
        context.training.changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Draw the cases and what is connected, as they are now."""
        engine, training = self.context.engine, self.context.training
        self._draw_offer()
        self._train.setVisible(not training.running)
        self._train.setEnabled(not training.starting)
        self._train.setText(
            self.tr("The training device is starting...")
            if training.starting
            else self.tr("&Practise with the training device")
        )
        connected = frozenset(found.identity.key for found in engine.found if found.identity)
        shown = (engine.cases, connected)
        if shown == self._shown:
            return
        self._shown = shown
        waiting = [each for each in engine.cases if each.state.stage not in CLOSED]
        closed = [each for each in engine.cases if each.state.stage in CLOSED]
        self._empty.setVisible(not engine.cases)
        self._title.setVisible(bool(engine.cases))
        self._fill(self._waiting, waiting)
        self._fill(self._closed_list, closed)
        self._closed.setVisible(bool(closed))
        self._closed.header.setText(self.tr("%n finished cases", "", len(closed)))

    def first_control(self) -> QWidget:
        """Where the keyboard starts."""
        return self.column.first_control() or self._start

    def _fill(self, layout: QVBoxLayout, cases: list[Open]) -> None:
        empty(layout)
        keys = {found.identity.key for found in self.context.engine.found if found.identity}
        for each in cases:
            row = CaseRow(self.context, each, each.case.device_key in keys)
            row.opens.connect(self.opens)
            layout.addWidget(row)

    def _draw_offer(self) -> None:
        """A device that is plugged in is offered with its case; it never steals the screen."""
        found = next((each for each in self.context.engine.found if each.identity is not None), None)
        self._offer.setVisible(found is not None)
        self._start.set_kind(Kind.PLAIN if found is not None else Kind.PRIMARY)
        if found is None or found.identity is None:
            return
        identity = found.identity
        open_cases = [c for c in self.context.engine.cases if c.case.device_key == identity.key]
        waiting = next((c for c in open_cases if c.state.stage not in CLOSED), None)
        wanted = (found.address, waiting.case.number if waiting else "")
        if wanted == getattr(self, "_offered", None):
            return
        self._offered = wanted
        empty(self._offer_row)
        self._offer_text.setText(self.tr("{host} is connected").format(host=identity.host.id))
        if waiting is not None:
            number = waiting.case.number
            self._offer_more.setText(self.tr("It has an open case: {case}.").format(case=number))
            go = Button(self.tr("&Go on with {case}").format(case=number), Kind.PRIMARY, "forward")
            go.clicked.connect(lambda: self.opens.emit(number))
        else:
            self._offer_more.setText(f"{identity.model} · {found.address}")
            go = Button(self.tr("&Return its licenses").format(host=identity.host.id), Kind.PRIMARY, "return-arrow")
            go.clicked.connect(lambda: self.begins.emit(found.address))
        self._offer_row.addWidget(go)


def _list() -> QVBoxLayout:
    layout = QVBoxLayout()
    layout.setSpacing(2 * SPACE)
    return layout
