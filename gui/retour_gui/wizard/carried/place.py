"""Where a vendor's device has its files: a port, a drive, a folder; after days it may be another one."""

from __future__ import annotations

from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLineEdit

from retour.returns.opaque.profile import LinkKind
from retour_gui.theme.metrics import SPACE, TARGET
from retour_gui.widgets.button import Button, Kind
from retour_gui.widgets.card import Card
from retour_gui.widgets.text import Role, Text
from retour_gui.wizard.carried.actions import Actions
from retour_gui.wizard.page import Page


class MissingProfile(Card):
    """The profile's file is gone or broken: the page says so, and goes on as soon as it is back."""

    def __init__(self, page: Page, actions: Actions) -> None:
        super().__init__("warn")
        self._page = page
        self._actions = actions
        self._lines = [Text("", Role.STRONG), Text(""), Text("")]
        for line in self._lines:
            self.add(line)

    def draw(self) -> None:
        """Three lines, or nothing."""
        problem = self._actions.problem if self._actions.lack else None
        self.setVisible(problem is not None)
        if problem is not None:
            for line, text in zip(self._lines, (problem.what, problem.safe, problem.todo), strict=True):
                line.setText(self._page.context.core(text))


class PlaceField(Card):
    """The address, found by itself where the device shows a drive; what a person typed is never overwritten."""

    def __init__(self, page: Page, actions: Actions) -> None:
        super().__init__()
        self._page = page
        self._actions = actions
        self._suggested = ""
        self._title = Text("", Role.STRONG)
        self._help = Text("", Role.MUTED)
        self.field = QLineEdit()
        self.field.setMinimumHeight(TARGET)
        self.field.setAccessibleName(self.tr("Where its files are"))
        self.field.textChanged.connect(lambda _: page.stale.emit())
        self._browse = Button(self.tr("Choose fol&der..."), Kind.PLAIN, "file")
        self._browse.clicked.connect(self._choose)
        self.add(self._title)
        self.add(self._help)
        row = QHBoxLayout()
        row.setSpacing(2 * SPACE)
        row.addWidget(self.field, 1)
        row.addWidget(self._browse)
        self.add(row)

    @property
    def address(self) -> str:
        return self.field.text().strip()

    def draw(self) -> None:
        """Say what is asked for, by the profile, and suggest where it is."""
        profile = self._actions.profile
        over_line = profile is not None and profile.link is LinkKind.SMP
        self._title.setText(self.tr("On which port is it?") if over_line else self.tr("In which folder are its files?"))
        mount = self._page.context.core(profile.mount) if profile is not None else ""
        self._help.setText(mount)
        self._help.setVisible(bool(mount))
        self._browse.setVisible(not over_line)
        suggested = self._actions.address
        if self.address == self._suggested and suggested != self._suggested:
            self._suggested = suggested
            self.field.setText(suggested)

    def keep(self) -> None:
        """What stands in the field is where it is."""
        if self.address and self.address != self._actions.address:
            self._actions.set_address(self.address)

    def _choose(self) -> None:
        start = self.address.removeprefix("dir:") or str(self._page.context.settings.folder)
        dialog = QFileDialog(self, self.tr("Where its files are"), start)
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.setOption(QFileDialog.Option.ShowDirsOnly)
        dialog.fileSelected.connect(self.field.setText)
        dialog.open()
