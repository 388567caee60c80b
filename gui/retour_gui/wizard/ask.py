"""Step 4: the device is asked. One-trip: the point of no return. Confirmed: a request that removes nothing yet."""

from __future__ import annotations

from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from retour.protocol.group import RemovalNeeds
from retour.returns.flow import Step
from retour.returns.ways import Way
from retour_gui import words
from retour_gui.theme.metrics import SPACE, TARGET
from retour_gui.widgets.button import Button, Kind
from retour_gui.widgets.card import Card
from retour_gui.widgets.column import empty
from retour_gui.widgets.drawn import Drawn
from retour_gui.widgets.text import Role, Text
from retour_gui.widgets.tick import Tick
from retour_gui.wizard.about import Mode
from retour_gui.wizard.facts import LineCard, LineRow, Steps
from retour_gui.wizard.model import CaseModel
from retour_gui.wizard.page import Page, Verb


class Losses(Card):
    """What stops working on a device: product, features, copies, line by line, and the tick that says so."""

    def __init__(self) -> None:
        super().__init__("danger")
        self._shown: tuple[object, ...] | None = None
        self.title = Text("", Role.STRONG)
        self.tick = Tick("")
        self._lines = QVBoxLayout()
        self._lines.setSpacing(2 * SPACE)
        self.add(self.title)
        self.add(self._lines)
        self.add(self.tick)

    def draw(self, page: Page) -> None:
        """Show what leaves the device of a page's return."""
        model = page.model
        host = model.host.id if model.host else ""
        gone = model.goes_home
        if self._shown == (host, gone):
            return
        self._shown = (host, gone)
        self.title.setText(self.tr("%n copies leave {host} for good", "", model.copies).format(host=host))
        names = words.products(gone)
        if all(count == grant.count for grant, count in gone):
            tick = self.tr("{products} stop working on {host}.", "", len({grant.product for grant, _ in gone}))
        else:
            tick = self.tr("Fewer copies of {products} are left on {host}.")
        self.tick.setText(tick.format(products=names, host=host))
        self.tick.setChecked(False)
        empty(self._lines)
        for grant, count in gone:
            self._lines.addWidget(LineRow(grant, words.copies_text(count)))


class PinCard(Card):
    """The PIN of a device that takes one in place of its button."""

    def __init__(self, model: CaseModel) -> None:
        super().__init__("accent")
        self._model = model
        name = self.tr("PIN of the device")
        self.add(Text(self.tr("Or type its PIN"), Role.STRONG))
        self.field = QLineEdit()
        self.field.setMinimumHeight(TARGET)
        self.field.setEchoMode(QLineEdit.EchoMode.Password)
        self.field.setAccessibleName(name)
        self.field.setPlaceholderText(name)
        self.field.returnPressed.connect(self._give)
        allow = Button(self.tr("&Allow the removal"), Kind.PLAIN, "check")
        allow.clicked.connect(self._give)
        row = QHBoxLayout()
        row.setSpacing(2 * SPACE)
        row.addWidget(self.field, 1)
        row.addWidget(allow)
        self.add(row)

    def _give(self) -> None:
        """The PIN is kept nowhere: the field is empty again at once."""
        pin = self.field.text()
        self.field.clear()
        if pin:
            self._model.give_pin(pin)


class AskPage(Page):
    """The removal with its tick and red button, or the request."""

    def build(self) -> None:
        self._removes = self.step is Step.REMOVE
        self._losses = Losses()
        self._losses.tick.toggled.connect(lambda _: self.stale.emit())
        self._button = Card("warn")
        self._button.add(Text(self.tr("This device wants its button pressed"), Role.STRONG))
        self._button_text = Text("")
        self._button.add(self._button_text)
        self._press = Drawn(
            "press-button",
            self.tr("Press the button on the device now"),
            "",
            [],
        )
        self._train = Button(self.tr("Press the &training device's button"), Kind.PLAIN, "button-press")
        self._train.clicked.connect(self.context.training.press)
        self._pin = PinCard(self.model)
        self._half_way = Card("warn")
        self._half_way_text = Text("")
        self._half_way.add(self._half_way_text)
        self._next = Card()
        self._next.add(Text(self.tr("What happens"), Role.STRONG))
        self._next.add(Steps(self._what_happens()))
        self._request = QWidget()
        self._request_lines = QVBoxLayout(self._request)
        self._request_lines.setContentsMargins(0, 0, 0, 0)
        self._request_shown: tuple[object, ...] | None = None
        for widget in (
            self._press,
            self._pin,
            self._train,
            self._half_way,
            self._button,
            self._losses,
            self._request,
            self._next,
        ):
            self.column.add(widget)
        self.column.stretch()

    def refresh(self) -> None:
        now = self.mode is Mode.NOW
        waits = self.model.waits_for_button
        found = self.model.open
        self.set_lead(self._lead_text())
        self._press.setVisible(waits)
        self._train.setVisible(waits and self.context.training.is_device(self.model.host))
        self._losses.setVisible(self._removes and not waits and bool(self.model.goes_home))
        self._losses.tick.setEnabled(now)
        self._losses.tick.setVisible(now)
        self._losses.draw(self)
        self._request.setVisible(not self._removes and not waits)
        self._draw_request()
        self._half_way.setVisible(now and found is not None and not self.model.busy)
        if found is not None:
            text = self.tr(
                "{host} was asked on {when}, and what it made is not here yet. Asking again does nothing twice."
            )
            self._half_way_text.setText(text.format(host=found.case.host.id, when=words.moment(found.case.created)))
        identity = self.model.identity
        local = identity is not None and identity.needs in (RemovalNeeds.ORDER_OR_LOCAL, RemovalNeeds.LOCAL)
        self._button.setVisible(now and self._removes and local and not waits and not self.model.busy)
        self._pin.setVisible(waits and identity is not None and identity.pin)
        self._draw_button(identity.button if identity else "")
        self._next.setVisible(not waits)
        self.stale.emit()

    def first_control(self) -> QWidget | None:
        return self._losses.tick if self._removes and self.mode is Mode.NOW else None

    def own_verb(self) -> Verb | None:
        copies = words.copies_text(self.model.copies)
        missing = "" if self.model.device else self.tr("Connect the device.")
        if self._syncs:
            return Verb(self.tr("&Sign the sync"), why_not=missing)
        if not self._removes:
            return Verb(self.tr("&Sign the request for {copies}").format(copies=copies), why_not=missing)
        ticked = self._losses.tick.isChecked()
        why_not = missing or ("" if ticked else self.tr("Tick what stops working."))
        return Verb(self.tr("&Remove {copies} and sign").format(copies=copies), danger=True, why_not=why_not)

    def own_act(self) -> None:
        self.model.ask()

    def _draw_button(self, button: str) -> None:
        """Which button it is, in its maker's words where the device says it."""
        first = self.tr(
            "Use the red button below first. Then press the button on the device: "
            "it allows one removal for two minutes."
        )
        there = self.tr(
            "Use the red button below first. Then press this button on the device: {button}. "
            "It allows one removal for two minutes."
        )
        self._button_text.setText(there.format(button=button) if button else first)
        goes_on = self.tr("Retour goes on by itself as soon as the device allows the removal. Nothing was removed yet.")
        this_one = self.tr(
            "It is this one: {button}. Retour goes on by itself as soon as the device allows the removal. "
            "Nothing was removed yet."
        )
        self._press.set_text(this_one.format(button=button) if button else goes_on)

    def _lead_text(self) -> str:
        mode = self.mode
        if self._removes:
            if mode is Mode.DONE:
                return self.tr("The device removed the copies and signed the proof.")
            return self.tr("Until here nothing was changed. What follows cannot be undone at the device.")
        if self._syncs and mode is not Mode.DONE:
            return self.tr("The device signs what it holds. Nothing stops working yet.")
        if mode is Mode.DONE:
            return self.tr("The device signed the request.")
        return self.tr("The device signs a request. Nothing stops working yet.")

    @property
    def _syncs(self) -> bool:
        return self.model.way is Way.PORTAL_REMOVAL

    def _what_happens(self) -> tuple[str, ...]:
        if self._removes:
            return (
                self.tr("The device removes the copies and signs the proof in one step."),
                self.tr("The proof is kept in this laptop's journal before anything else is done with it."),
                self.tr("You carry it to the portal, which offers the copies to other devices."),
            )
        if self._syncs:
            return (
                self.tr("The device signs a sync: a request that says what it holds and asks for no change."),
                self.tr("You carry it to the portal, which answers with what it has marked for removal."),
                self.tr("Only the answer removes the copies; the device then signs the confirmation."),
            )
        return (
            self.tr("The device signs a request for the counts that shall remain."),
            self.tr("You carry it to the portal and bring the portal's answer back."),
            self.tr("Only the answer removes the copies; the device then signs the confirmation."),
        )

    def _draw_request(self) -> None:
        gone = self.model.goes_home
        if self._removes or self._request_shown == (gone,):
            return
        self._request_shown = (gone,)
        empty(self._request_lines)
        for grant, count in gone:
            self._request_lines.addWidget(LineCard(grant, words.copies_text(count)))
