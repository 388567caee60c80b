"""Step 1 for a vendor's own files: which kind of device, where its files are, and what it does not say itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from retour.returns.opaque.profile import LinkKind
from retour.returns.ways import Way
from retour_gui.widgets.button import Button, Kind
from retour_gui.widgets.card import Card, Fold
from retour_gui.widgets.choice import Choice, Option
from retour_gui.widgets.text import Role, Text
from retour_gui.wizard.carried.actions import Actions, Entered
from retour_gui.wizard.carried.entered import EnteredCard
from retour_gui.wizard.carried.place import MissingProfile, PlaceField
from retour_gui.wizard.page import OpenPage, Verb

if TYPE_CHECKING:
    from retour.returns.opaque.library import Shelved
    from retour.returns.opaque.profile import Profile


class CarriedConnectPage(OpenPage):
    """A profile is chosen, its place named, and the rest entered."""

    def build(self) -> None:
        self.carried = Actions(self.context, self.model)
        shelf = self.context.shelf()
        options = [Option(each.name, self.context.core(each.title), self._how(each)) for each in usable(shelf)]
        self._choice = Choice(options, self.model.draft.profile or "", columns=2)
        self._choice.chosen.connect(self._chosen)
        self._broken = self._broken_fold([each for each in shelf if each.problem is not None])
        self._place = PlaceField(self, self.carried)
        self._missing_profile = MissingProfile(self, self.carried)
        self._entered = EnteredCard()
        self._entered.changed.connect(self.stale)
        self._dead = Card("warn")
        self._dead.add(Text(self.tr("The device is dead or gone"), Role.STRONG))
        self._dead.add(
            Text(
                self.tr(
                    "Then nothing can prove that its copies are gone. They can be given up in the portal: "
                    "the case records who did it, why, and what is lost."
                )
            )
        )
        self._write_off = Button(self.tr("&Write it off in the portal"), Kind.PLAIN)
        self._write_off.setCheckable(True)
        self._write_off.setChecked(self.model.way is Way.OPAQUE_WRITE_OFF)
        self._write_off.toggled.connect(self._dead_chosen)
        self._dead.add(self._write_off)
        self.column.add(Text(self.tr("Which kind of device is it?"), Role.HEADING))
        self.column.add(self._choice)
        for widget in (self._missing_profile, self._broken, self._place, self._entered, self._dead):
            self.column.add(widget)
        self.column.stretch()

    def refresh(self) -> None:
        profile = self.carried.profile
        editable = self.model.open is None
        self.set_lead(
            self.tr("This device speaks only its vendor's language. Retour carries its files and does not read them.")
        )
        self._choice.setEnabled(editable)
        dead = self._write_off.isChecked()
        self._missing_profile.draw()
        self._place.draw()
        self._place.setVisible(profile is not None and not dead)
        asked = profile is not None and (profile.host_id.asked or profile.lines.asked)
        self._entered.setVisible(editable and profile is not None and (asked or dead))
        self._dead.setVisible(editable and profile is not None)
        self.stale.emit()

    def own_verb(self) -> Verb | None:
        profile = self.carried.profile
        if profile is None:
            return Verb(self.tr("&Read the device"), why_not=self.tr("Choose which kind of device it is."))
        entered = self._entered.value()
        if self._write_off.isChecked():
            missing = self._missing(entered, host=True, lines=True)
            return Verb(self.tr("&Choose what is given up"), why_not=missing)
        if not self._place.address:
            return Verb(self.tr("&Read the device"), why_not=self.tr("Name where its files are."))
        missing = self._missing(entered, host=profile.host_id.asked, lines=profile.lines.asked)
        return Verb(self.tr("&Read the device"), why_not=missing)

    def own_act(self) -> None:
        entered = self._entered.value()
        if self._write_off.isChecked():
            self.carried.enter(entered)
        else:
            self.carried.read(self._place.address, entered)

    def _missing(self, entered: Entered, *, host: bool, lines: bool) -> str:
        if host and not entered.host_id:
            return self.tr("Enter the host ID.")
        return self.tr("Enter at least one activation ID with its copies.") if lines and not entered.held else ""

    def _chosen(self, name: str) -> None:
        self.model.edit(profile=name, address="", host=None, held=None, looked=False)

    def _dead_chosen(self, dead: bool) -> None:
        self.model.edit(way=Way.OPAQUE_WRITE_OFF if dead else None, host=None, held=None)
        self.refresh()

    def _how(self, profile: Profile) -> str:
        return {
            LinkKind.SMP: self.tr("Its files are read and written over the cable."),
            LinkKind.FOLDER: self.tr("It shows a drive with a drop folder."),
            LinkKind.COMMAND: self.tr("A program on this computer speaks to it."),
            LinkKind.HAND: self.tr("You move the files yourself."),
        }[profile.link]

    def _broken_fold(self, broken: list[Shelved]) -> Fold:
        """Profiles that are there and cannot be used: whoever wrote one learns why."""
        fold = Fold(self.tr("%n device profiles cannot be used", "", len(broken)))
        fold.setVisible(bool(broken))
        for each in broken:
            card = Card("warn")
            card.add(Text(each.path.name, Role.STRONG))
            if each.problem is not None:
                for text in (each.problem.what, each.problem.safe, each.problem.todo):
                    card.add(Text(self.context.core(text)))
            fold.add(card)
        return fold


def usable(shelf: tuple[Shelved, ...]) -> list[Profile]:
    """The profiles that can be chosen."""
    return [each.profile for each in shelf if each.profile is not None]
