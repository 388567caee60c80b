"""Step 7, Apply and confirm: the answer goes to the device, which removes the copies and signs the confirmation."""

from __future__ import annotations

from PySide6.QtWidgets import QWidget

from retour.returns.ways import Way
from retour_gui import words
from retour_gui.widgets.card import Card
from retour_gui.widgets.drawn import Drawn
from retour_gui.widgets.text import Role, Text
from retour_gui.wizard.about import Mode
from retour_gui.wizard.ask import Losses
from retour_gui.wizard.facts import Steps
from retour_gui.wizard.page import Page, Verb


class ApplyPage(Page):
    """The point of no return where the portal signed first: its answer here, its order in `OrderApplyPage`."""

    def build(self) -> None:
        self._lost = Drawn("lost", "", self.kept_text(), [])
        self._losses = Losses()
        self._losses.tick.toggled.connect(lambda _: self.stale.emit())
        self._nothing = Card("accent")
        self._nothing_title = Text("", Role.STRONG)
        self._nothing_text = Text("")
        self._nothing.add(self._nothing_title)
        self._nothing.add(self._nothing_text)
        self._next = Card()
        self._next.add(Text(self.tr("What happens"), Role.STRONG))
        self._next.add(Steps(self.what_happens()))
        for widget in (self._lost, *self.explained(), self._nothing, self._losses, self._next):
            self.column.add(widget)
        self.column.stretch()

    def refresh(self) -> None:
        now = self.mode is Mode.NOW
        here = self.model.device is not None
        host = self.model.host.id if self.model.host else ""
        self.set_lead(self.lead_text())
        self._lost.setVisible(now and not here and not self.model.busy and self.needs_device)
        self._lost.set_title(self.tr("Connect {host}").format(host=host))
        self._nothing.setVisible(now and self.removes_nothing)
        if self.removes_nothing:
            title, text = self.nothing_text()
            self._nothing_title.setText(title)
            self._nothing_text.setText(text)
        self._losses.setVisible(self._removes and bool(self.model.goes_home) and not self.removes_nothing)
        self._losses.tick.setVisible(now)
        self._losses.draw(self)
        self._next.setVisible(not self.removes_nothing)
        self.stale.emit()

    def first_control(self) -> QWidget | None:
        return self._losses.tick if self._removes and self.mode is Mode.NOW and self.model.goes_home else None

    def own_verb(self) -> Verb | None:
        if self.removes_nothing:
            return self.verb_for_nothing()
        missing = "" if self.model.device else self.tr("Connect the device.")
        if not self._removes:
            return Verb(self.tr("&Give the answer to the device"), why_not=missing)
        why_not = missing or ("" if self._losses.tick.isChecked() else self.tr("Tick what stops working."))
        return Verb(self.removal_text(words.copies_text(self.model.copies)), danger=True, why_not=why_not)

    def own_act(self) -> None:
        if self.removes_nothing:
            self.model.give_up()
        else:
            self.model.apply()

    @property
    def removes_nothing(self) -> bool:
        """What the portal signed takes no copy off the device."""
        found = self.model.open
        answered = found is not None and found.state.answer is not None
        return answered and self.model.way is Way.PORTAL_REMOVAL and not self.model.goes_home

    @property
    def needs_device(self) -> bool:
        """Whether what is to do here is done at the device."""
        return not self.removes_nothing

    def explained(self) -> tuple[QWidget, ...]:
        """What stands above the losses."""
        return ()

    def nothing_text(self) -> tuple[str, str]:
        """Title and text where nothing would be removed."""
        return (
            self.tr("The portal has marked nothing on this device"),
            self.tr(
                "Its answer leaves everything as it is, so this case can end here. "
                "Have the copies marked for removal in the portal, then start the return again."
            ),
        )

    def verb_for_nothing(self) -> Verb:
        """What is done about it."""
        return Verb(self.tr("&End it here"))

    def kept_text(self) -> str:
        """Said while the device is not connected."""
        return self.tr("The answer is kept here. Retour finds the device by itself.")

    def removal_text(self, copies: str) -> str:
        """The red verb."""
        return self.tr("Apply the answer and &remove {copies}").format(copies=copies)

    @property
    def _removes(self) -> bool:
        return self.model.way is not Way.ACTIVATION

    def lead_text(self) -> str:
        """What this page is about."""
        if self.mode is Mode.DONE:
            return self.tr("The device processed the answer and signed its confirmation.")
        if not self._removes:
            return self.tr("The answer brings the licenses to the device.")
        if self.removes_nothing:
            return self.tr("Nothing was changed.")
        return self.tr("Until here nothing was changed. What follows cannot be undone at the device.")

    def what_happens(self) -> tuple[str, ...]:
        """Steps to expect."""
        if not self._removes:
            return (self.tr("The device checks the answer and takes the licenses into its store."),)
        return (
            self.tr("The device checks the answer itself, removes the copies and signs the confirmation."),
            self.tr("The confirmation is kept in this laptop's journal before anything else is done with it."),
            self.tr("You carry it to the portal. Only then the copies are credited."),
        )
