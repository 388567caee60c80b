"""Home: cases waiting on top, each with the one next thing to do and where; finished ones fold away."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
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
    from retour.returns.case import Case
    from retour.returns.checks import Open
    from retour_gui.cases.row import CaseRow
    from retour_gui.widgets.card import Fold


class Home(QWidget):
    """The first page.

    Signals:
        begins: a new return, with the address of a device or "".
        reads: a new return, of a device that shows itself as a drive.
        opens: the number of a case to go on with.
        brings: a file from the portal is to be chosen, for whichever case it is.
        scans: a QR code is to be scanned, for whichever case it is.
    """

    begins = Signal(str)
    reads = Signal(object)
    opens = Signal(str)
    brings = Signal()
    scans = Signal()

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
        self._bring = Button(self.tr("Open a file from the p&ortal..."), Kind.PLAIN, "file")
        self._bring.clicked.connect(self.brings)
        self._scan = Button(self.tr("S&can a QR code..."), Kind.PLAIN, "qr")
        self._scan.clicked.connect(self.scans)
        self._train = Button(self.tr("&Practise with the training device"), Kind.PLAIN, "training")
        self._train.clicked.connect(context.training.start)
        self._title = Text(self.tr("Cases"), Role.TITLE)
        self.column.add(self._title)
        self.column.add(self._offer)
        self.column.add(self._empty)
        self._actions = Flow(self._start, self._bring, self._scan, self._train)
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
        connected = frozenset(each.case.number for each in engine.cases if self._is_connected(each))
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

        row = CaseRow(self.context, found, self._is_connected(found))
        row.opens.connect(self.opens)
        return row

    def _is_connected(self, found: Open) -> bool:
        engine, key = self.context.engine, found.case.device_key
        speaks = any(each.identity and each.identity.key == key for each in engine.found)
        return speaks or any(each.belongs_to(found.case) for each in engine.plugged)

    def _draw_offer(self) -> None:
        """A device that is plugged in is offered with its case; it never steals the screen."""
        offer = self._offered_device()
        waiting = self._waiting_case(offer) if offer is not None else None
        wanted = (offer.host_id, offer.more, waiting.case.number if waiting else "") if offer is not None else None
        if wanted == self._offered:
            return
        self._offered = wanted
        self._start.set_kind(Kind.PLAIN if offer is not None else Kind.PRIMARY)
        empty(self._offer)
        if offer is None:
            return
        more = offer.more
        if waiting is not None:
            number = waiting.case.number
            more = self.tr("It has an open case: {case}.").format(case=number)
            go = Button(self.tr("&Go on with {case}").format(case=number), Kind.PRIMARY, "forward")
            go.clicked.connect(lambda: self.opens.emit(number))
        else:
            go = Button(self.tr("&Return its licenses"), Kind.PRIMARY, "return-arrow")
            go.clicked.connect(offer.begin)
        from retour_gui.widgets.card import Card

        card = Card("accent")
        card.add(Text(self.tr("{host} is connected").format(host=offer.host_id), Role.STRONG))
        card.add(Text(more))
        card.add(Flow(go))
        self._offer.addWidget(card)

    def _offered_device(self) -> _Offer | None:
        """The first device that says who it is: on a line, else as a drive."""
        engine = self.context.engine
        identified = [(each.identity, each.address) for each in engine.found if each.identity is not None]
        drives = [(each, each.seen.host_id) for each in engine.plugged if each.seen is not None and each.seen.host_id]
        if identified:
            identity, address = identified[0]
            key, more = identity.key, f"{identity.model} · {address}"
            return _Offer(identity.host.id, more, lambda: self.begins.emit(address), lambda c: c.device_key == key)
        if drives:
            drive, host_id = drives[0]
            model = drive.seen.model if drive.seen is not None else None
            more = f"{model or self.context.core(drive.profile.title)} · {drive.address.removeprefix('dir:')}"
            return _Offer(host_id, more, lambda: self.reads.emit(drive), drive.belongs_to)
        return None

    def _waiting_case(self, offer: _Offer) -> Open | None:
        """The open case of the device that is offered."""
        from retour.returns.case import CLOSED

        cases = (each for each in self.context.engine.cases if offer.has(each.case))
        return next((each for each in cases if each.state.stage not in CLOSED), None)


@dataclass(frozen=True, slots=True)
class _Offer:
    """A connected device: who it is, where, how its return begins, and which cases are its own."""

    host_id: str
    more: str
    begin: Callable[[], None]
    has: Callable[[Case], bool]


def _list() -> QVBoxLayout:
    layout = QVBoxLayout()
    layout.setSpacing(2 * SPACE)
    return layout
