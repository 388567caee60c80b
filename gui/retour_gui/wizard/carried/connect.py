"""Step 1 for a vendor's own files: which kind of device, where its files are, and what it does not say itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from retour.protocol.model import MAX_TEXT, Grant
from retour.returns.opaque.profile import LinkKind
from retour.returns.ways import Way
from retour_gui.theme.metrics import SPACE, TARGET
from retour_gui.widgets.button import Button, Kind
from retour_gui.widgets.card import Card
from retour_gui.widgets.choice import Choice, Option
from retour_gui.widgets.stepper import Stepper
from retour_gui.widgets.text import Role, Text
from retour_gui.wizard.carried.actions import Actions, Entered
from retour_gui.wizard.model import Mode
from retour_gui.wizard.page import Page, Verb

if TYPE_CHECKING:
    from retour.returns.opaque.profile import Profile

_MOST_COPIES = 9999


class CarriedConnectPage(Page):
    """A profile is chosen, its place named, and the rest entered."""

    def build(self) -> None:
        self.carried = Actions(self.context, self.model)
        self._profiles = self.context.profiles()
        self._choice = Choice(
            [Option(each.name, each.title, self._how(each)) for each in self._profiles], self.model.draft.profile or ""
        )
        self._choice.chosen.connect(self._chosen)
        self._place = Card()
        self._place_title = Text("", Role.STRONG)
        self._place_help = Text("", Role.MUTED)
        self._address = QLineEdit()
        self._address.setMinimumHeight(TARGET)
        self._address.setAccessibleName(self.tr("Where its files are"))
        self._address.textChanged.connect(lambda _: self.stale.emit())
        self._browse = Button(self.tr("Choose &folder..."), Kind.PLAIN, "file")
        self._browse.clicked.connect(self._choose_folder)
        row = QHBoxLayout()
        row.setSpacing(2 * SPACE)
        row.addWidget(self._address, 1)
        row.addWidget(self._browse)
        self._place.add(self._place_title)
        self._place.add(self._place_help)
        self._place.add(row)
        self._entered = _EnteredCard()
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
        self._write_off.toggled.connect(self._dead_chosen)
        self._dead.add(self._write_off)
        self._shown: str | None = None
        self.column.add(Text(self.tr("Which kind of device is it?"), Role.HEADING))
        self.column.add(self._choice)
        for widget in (self._place, self._entered, self._dead):
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
        self._place.setVisible(profile is not None and not dead)
        asked = profile is not None and (profile.host_id.asked or profile.lines.asked)
        self._entered.setVisible(editable and profile is not None and (asked or dead))
        self._dead.setVisible(editable and profile is not None)
        if profile is not None and self._shown != profile.name:
            self._shown = profile.name
            self._draw_place(profile)
        self.stale.emit()

    def own_verb(self) -> Verb | None:
        profile = self.carried.profile
        if profile is None:
            return Verb(self.tr("&Read the device"), why_not=self.tr("Choose which kind of device it is."))
        entered = self._entered.value()
        if self._write_off.isChecked():
            missing = self._missing(entered, host=True, lines=True)
            return Verb(self.tr("&Choose what is given up"), why_not=missing)
        if not self._address.text().strip():
            return Verb(self.tr("&Read the device"), why_not=self.tr("Name where its files are."))
        missing = self._missing(entered, host=profile.host_id.asked, lines=profile.lines.asked)
        return Verb(self.tr("&Read the device"), why_not=missing)

    def own_act(self) -> None:
        entered = self._entered.value()
        if self._write_off.isChecked():
            self.carried.enter(entered)
        else:
            self.carried.read(self._address.text().strip(), entered)

    def verb(self) -> Verb | None:
        """Everything here can be changed until the case is opened."""
        return self.own_verb() if self.model.open is None and self.mode is not Mode.AHEAD else super().verb()

    def act(self) -> None:
        if self.model.open is None:
            self.own_act()
        else:
            super().act()

    def _missing(self, entered: Entered, *, host: bool, lines: bool) -> str:
        if host and not entered.host_id:
            return self.tr("Enter the host ID.")
        return self.tr("Enter at least one activation ID with its copies.") if lines and not entered.held else ""

    def _chosen(self, name: str) -> None:
        self.model.edit(profile=name, host=None, held=None, looked=False)

    def _dead_chosen(self, dead: bool) -> None:
        self.model.edit(way=Way.OPAQUE_WRITE_OFF if dead else None, host=None, held=None)
        self.refresh()

    def _draw_place(self, profile: Profile) -> None:
        over_line = profile.link is LinkKind.SMP
        self._place_title.setText(
            self.tr("On which port is it?") if over_line else self.tr("In which folder are its files?")
        )
        self._place_help.setText(profile.mount)
        self._place_help.setVisible(bool(profile.mount))
        self._browse.setVisible(not over_line)
        known = self.carried.address
        ports = [found.address for found in self.context.engine.found] if over_line else []
        self._address.setText(known or (ports[0] if len(ports) == 1 else ""))

    def _how(self, profile: Profile) -> str:
        return {
            LinkKind.SMP: self.tr("Its files are read and written over the cable."),
            LinkKind.FOLDER: self.tr("It shows a drive with a drop folder."),
            LinkKind.COMMAND: self.tr("A program on this computer speaks to it."),
            LinkKind.HAND: self.tr("You move the files yourself."),
        }[profile.link]

    def _choose_folder(self) -> None:
        start = self._address.text() or str(self.context.settings.folder)
        dialog = QFileDialog(self, self.tr("Where its files are"), start)
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.fileSelected.connect(self._address.setText)
        dialog.open()


class _EnteredCard(Card):
    """Host ID, model and lines as the technician types them; they stay marked as not verified."""

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.add(Text(self.tr("Enter what the device does not say"), Role.STRONG))
        self.add(Text(self.tr("It is recorded as entered by you, not verified."), Role.MUTED))
        self._host = self._field(self.tr("Host ID"))
        self._model = self._field(self.tr("Model"))
        self._rows: list[tuple[QLineEdit, Stepper]] = []
        self._list = QVBoxLayout()
        self._list.setSpacing(2 * SPACE)
        self.add(Text(self.tr("Activation IDs and the copies that the device holds")))
        self.add(self._list)
        more = Button(self.tr("Another &line"), Kind.PLAIN, "plus")
        more.clicked.connect(self._another)
        self.add(more)
        self._another()

    def value(self) -> Entered:
        """What was typed; empty lines are left out."""
        held = {
            field.text().strip(): stepper.value
            for field, stepper in self._rows
            if field.text().strip() and stepper.value
        }
        grants = tuple(Grant(line, count, line, "", (), None) for line, count in sorted(held.items()))
        return Entered(self._host.text().strip(), self._model.text().strip(), grants)

    def _field(self, name: str) -> QLineEdit:
        field = QLineEdit()
        field.setMinimumHeight(TARGET)
        field.setMaxLength(MAX_TEXT)
        field.setAccessibleName(name)
        field.textChanged.connect(self._tell)
        self.add(Text(name))
        self.add(field)
        return field

    def _another(self) -> None:
        number = len(self._rows) + 1
        field = QLineEdit()
        field.setMinimumHeight(TARGET)
        field.setMaxLength(MAX_TEXT)
        field.setAccessibleName(self.tr("Activation ID {number}").format(number=number))
        stepper = Stepper(1, _MOST_COPIES, 1, self.tr("Copies of activation ID {number}").format(number=number))
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2 * SPACE)
        row.addWidget(field, 1)
        row.addWidget(stepper)
        field.textChanged.connect(self._tell)
        stepper.changed.connect(self._tell)
        self._rows.append((field, stepper))
        self._list.addWidget(holder)

    def _tell(self, *_: object) -> None:
        self.changed.emit()
