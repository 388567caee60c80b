"""The point of no return of a carried case: the response goes to the device, which says what it made of it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from retour.returns.case import Processed
from retour.returns.opaque.words import filled
from retour_gui import words
from retour_gui.widgets.button import Button, Kind
from retour_gui.widgets.card import Card
from retour_gui.widgets.flow import Flow
from retour_gui.widgets.text import Role, Text
from retour_gui.wizard.about import Mode
from retour_gui.wizard.ask import Losses
from retour_gui.wizard.carried.actions import Actions
from retour_gui.wizard.carried.place import MissingProfile, PlaceField
from retour_gui.wizard.page import Page, Verb


class CarriedApplyPage(Page):
    """Give the response, learn the verdict, have the confirmation made."""

    def build(self) -> None:
        self.carried = Actions(self.context, self.model)
        self._given = False
        self._losses = Losses()
        self._losses.tick.toggled.connect(lambda _: self.stale.emit())
        self._place = PlaceField(self, self.carried)
        self._missing_profile = MissingProfile(self, self.carried)
        self._verdict = Card()
        self._verdict_title = Text("", Role.STRONG)
        self._verdict_text = Text("")
        self._verdict.add(self._verdict_title)
        self._verdict.add(self._verdict_text)
        self._question = Card("accent")
        self._question.add(Text(self.tr("What did the device say?"), Role.STRONG))
        self._question.add(Text(self.tr("Look at the device, then choose. It is recorded as reported by you.")))
        accepted = Button(self.tr("It &accepted the response"), Kind.PLAIN, "check")
        accepted.clicked.connect(lambda: self._report(True))
        refused = Button(self.tr("It re&fused the response"), Kind.PLAIN, "close")
        refused.clicked.connect(lambda: self._report(False))
        self._question.add(Flow(accepted, refused))
        self._has_it = Button(self.tr("The device &has processed it already..."), Kind.QUIET, "forward")
        self._has_it.clicked.connect(self._ask_for_verdict)
        self._sync = Card("accent")
        self._sync.add(Text(self.tr("Now its confirmation"), Role.STRONG))
        self._sync_text = Text("")
        self._sync.add(self._sync_text)
        self._take = Button(self.tr("Choose its fil&e..."), Kind.PLAIN, "file")
        self._take.clicked.connect(lambda: self._browse(self.carried.take))
        self._once_more = Button(self.tr("&Give it the same response again"), Kind.PLAIN, "undo")
        self._once_more.clicked.connect(self._give)
        self._anew = Button(self.tr("Have it make a &new request"), Kind.PLAIN, "undo")
        self._anew.clicked.connect(self._ask)
        for widget in (self._missing_profile, self._verdict, self._question, self._losses, self._sync, self._place):
            self.column.add(widget)
        self.column.add(Flow(self._take, self._once_more, self._anew, self._has_it))
        self.column.stretch()

    def refresh(self) -> None:
        now, said = self.mode is Mode.NOW, self._said
        asks = self._asks
        profile = self.carried.profile
        self.set_lead(self._lead_text())
        self._losses.setVisible(bool(self.model.goes_home) and not asks and (said is None or not now))
        self._losses.tick.setVisible(now and said is None)
        self._losses.draw(self)
        self._missing_profile.draw()
        self._place.draw()
        self._place.setVisible(now and not asks and profile is not None)
        self._question.setVisible(asks)
        self._has_it.setVisible(now and said is None and not asks)
        self._verdict.setVisible(said is not None)
        if said is not None:
            self._verdict.tone = "good" if said.accepted else "danger"
            accepted, refused = self.tr("The device accepted the response"), self.tr("The device refused the response")
            self._verdict_title.setText(accepted if said.accepted else refused)
            reported = self.tr("As you reported.") if said.by == "technician" else said.why
            self._verdict_text.setText(reported)
        accepted_now, refused_now = now and self._accepted, now and self._refused
        self._sync.setVisible(accepted_now)
        self._take.setVisible(accepted_now)
        self._once_more.setVisible(refused_now or asks)
        self._anew.setVisible(refused_now)
        if profile is not None and self.model.host is not None:
            text = filled(self.context.core(profile.sync.ask.instruction), host_id=self.model.host.id)
            self._sync_text.setText(text or self.tr("The device makes a request without activation IDs (a sync)."))
        self.stale.emit()

    def entered(self) -> None:
        """Another response is another decision: it is asked for anew."""
        super().entered()
        self._losses.tick.setChecked(False)

    def first_control(self) -> QWidget | None:
        fresh = self._said is None and not self._asks
        return self._losses.tick if self.mode is Mode.NOW and fresh else None

    def own_verb(self) -> Verb | None:
        if self._asks:
            return None
        if self._refused:
            return Verb(self.tr("&Open another response..."))
        place = self.carried.lack or ("" if self._place.address else self.tr("Name where its files are."))
        if self._accepted:
            return Verb(self.tr("Take its &confirmation"), why_not=place)
        copies = words.copies_text(self.model.copies)
        text = self.tr("&Give it the response and remove {copies}").format(copies=copies)
        ticked = "" if self._losses.tick.isChecked() else self.tr("Tick what stops working.")
        return Verb(text, danger=True, why_not=place or ticked)

    def own_act(self) -> None:
        if self._refused:
            self._browse(lambda path: self.carried.bring(path, lambda: None))
        elif self._accepted:
            self._ask()
        else:
            self._give()

    @property
    def _said(self) -> Processed | None:
        return self.model.open.state.processed if self.model.open else None

    @property
    def _accepted(self) -> bool:
        return self._said is not None and self._said.accepted

    @property
    def _refused(self) -> bool:
        return self._said is not None and not self._said.accepted

    @property
    def _asks(self) -> bool:
        """The device has the response, and only a person can see what it made of it."""
        return self._given and self.mode is Mode.NOW and self._said is None

    def _give(self) -> None:
        self._place.keep()
        self.carried.give(self._ask_for_verdict)

    def _ask(self) -> None:
        self._place.keep()
        self.carried.ask()

    def _ask_for_verdict(self) -> None:
        if self.is_there and self._said is None:
            self._given = True
            self.refresh()

    def _report(self, accepted: bool) -> None:
        self._given = False
        self.carried.processed(accepted)

    def _lead_text(self) -> str:
        if self.mode is Mode.DONE:
            return self.tr("The device processed the response.")
        if self._accepted:
            return self.tr("The portal credits the copies when it gets the device's confirmation.")
        if self._refused:
            return self.tr("Bring another response, or have the device make a new request.")
        if self._asks:
            return self.tr("The device has the response. It writes no verdict that Retour could read.")
        return self.tr("Until here nothing was changed. What follows cannot be undone at the device.")

    def _browse(self, then: Callable[[Path], None]) -> None:
        dialog = QFileDialog(self, self.tr("Choose a file"), str(self.context.settings.folder))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(lambda name: then(Path(name)))
        dialog.open()
