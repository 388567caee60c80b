"""The device is asked for its request, by what its profile says."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QVBoxLayout, QWidget

from retour.returns.opaque.profile import Ask, AskKind, Profile
from retour.returns.opaque.words import filled
from retour.returns.ways import Way
from retour_gui import words
from retour_gui.theme.metrics import SPACE
from retour_gui.widgets.button import Button, Kind
from retour_gui.widgets.card import Card
from retour_gui.widgets.column import empty
from retour_gui.widgets.text import Role, Text
from retour_gui.wizard.about import Mode
from retour_gui.wizard.carried.actions import Actions
from retour_gui.wizard.carried.place import MissingProfile, PlaceField
from retour_gui.wizard.facts import LineCard
from retour_gui.wizard.page import Page, Verb


class CarriedAskPage(Page):
    """Nothing stops working here; the file is awaited until it is whole."""

    def build(self) -> None:
        self.carried = Actions(self.context, self.model)
        self._how = Card("accent")
        self._how_title = Text("", Role.STRONG)
        self._how_text = Text("")
        self._how.add(self._how_title)
        self._how.add(self._how_text)
        self._place = PlaceField(self, self.carried)
        self._missing_profile = MissingProfile(self, self.carried)
        self._take = Button(self.tr("Choose its fil&e..."), Kind.PLAIN, "file")
        self._take.clicked.connect(self._browse)
        self._holder = QWidget()
        self._lines = QVBoxLayout(self._holder)
        self._lines.setContentsMargins(0, 0, 0, 0)
        self._lines.setSpacing(2 * SPACE)
        self._shown: tuple[object, ...] | None = None
        for widget in (self._missing_profile, self._how, self._place, self._take, self._holder):
            self.column.add(widget)
        self.column.stretch()

    def refresh(self) -> None:
        now = self.mode is Mode.NOW
        self.set_lead(self._lead_text())
        profile = self.carried.profile
        self._how.setVisible(now and profile is not None)
        self._missing_profile.draw()
        self._place.draw()
        self._place.setVisible(now and profile is not None)
        self._take.setVisible(now)
        if profile is not None and self.model.host is not None:
            ask = self._asking(profile)
            by_hand = ask.kind is AskKind.INSTRUCTION
            self._how_title.setText(self.tr("Do this at the device") if by_hand else self.tr("Retour asks the device"))
            text = filled(self.context.core(ask.instruction), host_id=self.model.host.id)
            self._how_text.setText(text or self.tr("The counts that shall remain are handed to it."))
        gone = self.model.goes_home
        if self._shown != (gone,):
            self._shown = (gone,)
            empty(self._lines)
            for grant, count in gone:
                self._lines.addWidget(LineCard(grant, words.copies_text(count)))
        self.stale.emit()

    def own_verb(self) -> Verb | None:
        profile = self.carried.profile
        by_hand = profile is not None and self._asking(profile).kind is AskKind.INSTRUCTION
        text = self.tr("&Take its request") if by_hand else self.tr("&Ask the device for its request")
        why_not = "" if self._place.address else self.tr("Name where its files are.")
        return Verb(text, why_not=self.carried.lack or why_not)

    def own_act(self) -> None:
        self._place.keep()
        self.carried.ask()

    def take(self, path: Path) -> bool:
        if self.mode is Mode.NOW:
            self.carried.take(path)
        return self.mode is Mode.NOW

    def _asking(self, profile: Profile) -> Ask:
        """After a removal in the portal the device only has to ask what is new."""
        return profile.sync.ask if self.model.way is Way.OPAQUE_SYNC else profile.request.ask

    def _lead_text(self) -> str:
        if self.mode is Mode.DONE:
            return self.tr("The device's request is here, as it made it.")
        return self.tr("The device makes its capability request. Nothing stops working yet.")

    def _browse(self) -> None:
        dialog = QFileDialog(self, self.tr("The device's request"), str(self.context.settings.folder))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(lambda name: self.carried.take(Path(name)))
        dialog.open()
