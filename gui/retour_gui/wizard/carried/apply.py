"""The point of no return of a carried case: the response goes to the device, which says what it made of it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from retour.returns.opaque.words import filled
from retour_gui import words
from retour_gui.widgets.button import Button, Kind
from retour_gui.widgets.card import Card
from retour_gui.widgets.flow import Flow
from retour_gui.widgets.text import Role, Text
from retour_gui.wizard.ask import Losses
from retour_gui.wizard.carried.actions import Actions
from retour_gui.wizard.carried.ask import PlaceField
from retour_gui.wizard.model import Mode
from retour_gui.wizard.page import Page, Verb


class CarriedApplyPage(Page):
    """Give the response, learn the verdict, have the confirmation made."""

    def build(self) -> None:
        self.carried = Actions(self.context, self.model)
        self._losses = Losses()
        self._losses.tick.toggled.connect(lambda _: self.stale.emit())
        self._place = PlaceField(self, self.carried)
        self._verdict = Card()
        self._verdict_title = Text("", Role.STRONG)
        self._verdict_text = Text("")
        self._verdict.add(self._verdict_title)
        self._verdict.add(self._verdict_text)
        self._ask = Card("accent")
        self._ask.add(Text(self.tr("What did the device say?"), Role.STRONG))
        self._ask.add(Text(self.tr("It writes no verdict that Retour could read. Look at the device, then choose.")))
        self._accepted = Button(self.tr("It &accepted the response"), Kind.PLAIN, "check")
        self._accepted.clicked.connect(lambda: self.carried.processed(True))
        self._refused = Button(self.tr("It re&fused the response"), Kind.PLAIN, "close")
        self._refused.clicked.connect(lambda: self.carried.processed(False))
        self._ask.add(Flow(self._accepted, self._refused))
        self._sync = Card("accent")
        self._sync.add(Text(self.tr("Now its confirmation"), Role.STRONG))
        self._sync_text = Text("")
        self._sync.add(self._sync_text)
        self._take = Button(self.tr("Choose its &file..."), Kind.PLAIN, "file")
        self._take.clicked.connect(lambda: self._browse(self.carried.take))
        self._other = Button(self.tr("Open &another response..."), Kind.PLAIN, "file")
        self._other.clicked.connect(lambda: self._browse(lambda path: self.carried.bring(path, lambda: None)))
        for widget in (self._verdict, self._losses, self._ask, self._sync, self._place, self._take, self._other):
            self.column.add(widget)
        self.column.stretch()

    def refresh(self) -> None:
        now = self.mode is Mode.NOW
        said = self.model.open.state.processed if self.model.open else None
        profile = self.carried.profile
        self.set_lead(self._lead_text())
        self._losses.setVisible(bool(self.model.goes_home) and (said is None or self.mode is not Mode.NOW))
        self._losses.tick.setVisible(now and said is None)
        self._losses.draw(self)
        self._place.setVisible(now)
        by_eye = profile is not None and profile.response.verdict is None
        self._ask.setVisible(now and said is None and by_eye)
        self._verdict.setVisible(said is not None)
        if said is not None:
            self._verdict.tone = "good" if said.accepted else "danger"
            accepted, refused = self.tr("The device accepted the response"), self.tr("The device refused the response")
            self._verdict_title.setText(accepted if said.accepted else refused)
            reported = self.tr("As you reported.") if said.by == "technician" else said.why
            self._verdict_text.setText(reported)
        accepted_now = now and said is not None and said.accepted
        self._sync.setVisible(accepted_now)
        self._take.setVisible(accepted_now)
        self._other.setVisible(now and said is not None and not said.accepted)
        if profile is not None and self.model.host is not None:
            text = filled(profile.sync.ask.instruction, host_id=self.model.host.id)
            self._sync_text.setText(text or self.tr("The device makes a request without activation IDs (a sync)."))
        self.stale.emit()

    def first_control(self) -> QWidget | None:
        fresh = self.model.open is not None and self.model.open.state.processed is None
        return self._losses.tick if self.mode is Mode.NOW and fresh else None

    def own_verb(self) -> Verb | None:
        said = self.model.open.state.processed if self.model.open else None
        place = "" if self._place.address else self.tr("Name where its files are.")
        if said is not None and said.accepted:
            return Verb(self.tr("Take its &confirmation"), why_not=place)
        ticked = self._losses.tick.isChecked() or said is not None
        copies = words.copies_text(self.model.copies)
        text = self.tr("&Give it the response and remove {copies}").format(copies=copies)
        return Verb(text, danger=True, why_not=place or ("" if ticked else self.tr("Tick what stops working.")))

    def own_act(self) -> None:
        self._place.keep()
        said = self.model.open.state.processed if self.model.open else None
        if said is not None and said.accepted:
            self.carried.ask()
        else:
            self.carried.give()

    def _lead_text(self) -> str:
        if self.mode is Mode.DONE:
            return self.tr("The device processed the response.")
        return self.tr("Until here nothing was changed. What follows cannot be undone at the device.")

    def _browse(self, then: object) -> None:
        dialog = QFileDialog(self, self.tr("Choose a file"), str(self.context.settings.folder))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        assert callable(then)
        dialog.fileSelected.connect(lambda name: then(Path(name)))
        dialog.open()
