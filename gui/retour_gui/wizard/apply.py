"""Step 7, Apply and confirm: the answer goes to the device, which removes the copies and signs the confirmation."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from retour.returns.ways import Way
from retour_gui import words
from retour_gui.widgets.card import Card
from retour_gui.widgets.drawn import Drawn
from retour_gui.widgets.text import Role, Text
from retour_gui.wizard.ask import Losses
from retour_gui.wizard.facts import Steps
from retour_gui.wizard.model import Mode
from retour_gui.wizard.page import Page, Verb


class ApplyPage(Page):
    """The point of no return of a confirmed return."""

    def build(self) -> None:
        self._lost = Drawn("lost", "", self.tr("The answer is kept here. Retour finds the device by itself."), [])
        self._losses = Losses()
        self._losses.tick.toggled.connect(lambda _: self.stale.emit())
        self._next = Card()
        self._next.add(Text(self.tr("What happens"), Role.STRONG))
        self._next.add(Steps(self._what_happens()))
        for widget in (self._lost, self._losses, self._next):
            self.column.add(widget)
        self.column.stretch()

    def refresh(self) -> None:
        now = self.mode is Mode.NOW
        here = self.model.device is not None
        host = self.model.host.id if self.model.host else ""
        self.set_lead(self._lead_text())
        self._lost.setVisible(now and not here and not self.model.busy)
        self._lost.set_title(self.tr("Connect {host}").format(host=host))
        self._losses.setVisible(self._removes and bool(self.model.goes_home))
        self._losses.tick.setVisible(now)
        self._losses.draw(self)
        self.stale.emit()

    def first_control(self) -> QWidget | None:
        return self._losses.tick if self._removes and self.mode is Mode.NOW else None

    def own_verb(self) -> Verb | None:
        missing = "" if self.model.device else self.tr("Connect the device.")
        if not self._removes:
            return Verb(self.tr("&Give the answer to the device"), why_not=missing)
        why_not = missing or ("" if self._losses.tick.isChecked() else self.tr("Tick what stops working."))
        copies = words.copies_text(self.model.copies)
        text = self.tr("Apply the answer and &remove {copies}").format(copies=copies)
        return Verb(text, danger=True, why_not=why_not)

    def own_act(self) -> None:
        self.model.apply()

    @property
    def _removes(self) -> bool:
        return self.model.way is not Way.ACTIVATION

    def _lead_text(self) -> str:
        if self.mode is Mode.DONE:
            return self.tr("The device processed the answer and signed its confirmation.")
        if not self._removes:
            return self.tr("The answer brings the licenses to the device.")
        return self.tr("Until here nothing was changed. What follows cannot be undone at the device.")

    def _what_happens(self) -> tuple[str, ...]:
        if not self._removes:
            return (self.tr("The device checks the answer and takes the licenses into its store."),)
        return (
            self.tr("The device checks the answer itself, removes the copies and signs the confirmation."),
            self.tr("The confirmation is kept in this laptop's journal before anything else is done with it."),
            self.tr("You carry it to the portal. Only then the copies are credited."),
        )
