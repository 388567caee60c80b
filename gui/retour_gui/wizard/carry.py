"""Steps 5 and 7, Carry: the file, safe on a stick, and what to do with it at the portal."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QFileDialog, QVBoxLayout, QWidget

from retour.returns.case import Stage
from retour.returns.flow import Step
from retour.returns.ways import Way
from retour_gui.scan.crossing import Crossing
from retour_gui.sticks import sticks
from retour_gui.theme.metrics import SPACE
from retour_gui.widgets.button import Button, Kind
from retour_gui.widgets.card import Card
from retour_gui.widgets.column import empty
from retour_gui.widgets.filetile import FileTile
from retour_gui.widgets.flow import Flow
from retour_gui.widgets.text import Role, Text
from retour_gui.wizard.about import Mode
from retour_gui.wizard.facts import Steps
from retour_gui.wizard.page import Page, Verb

if TYPE_CHECKING:
    from retour.airgap.carry import Leg
    from retour.returns.checks import Open


class CarryPage(Page):
    """Save, drag out, print; then say that it was handed over."""

    def build(self) -> None:
        self.again = self.step is Step.CARRY_AGAIN
        self._saved: Path | None = None
        self._shown = False
        self._tile_for: bytes | None = None
        self._tile_place = _column()
        self._sticks: tuple[Path, ...] | None = None
        self._written = Card("good")
        self._written_text = Text("", Role.STRONG)
        self._written_more = Text("")
        self._written.add(self._written_text)
        self._written.add(self._written_more)
        self._crossing = Crossing(
            self.context,
            self.model,
            self.tr("Save it to a stick, or drag it out."),
            self.tr("Show it to a camera, or print it: no stick is needed."),
        )
        self._crossing.chosen.connect(self.refresh)
        self._todo = _portal_card(self.tr("At the portal"), self.at_the_portal())
        self._todo_qr = _portal_card(self.tr("At the portal"), self.at_the_portal_by_qr())
        self._show_again = Button(self.tr("Show the &code again..."), Kind.PLAIN, "qr")
        self._show_again.clicked.connect(self.show_code)
        self._save_again = Button(self.tr("Save another cop&y..."), Kind.PLAIN, "file-down")
        self._save_again.clicked.connect(lambda: self.browse())
        self._slip = Button(self.tr("Slip to &print..."), Kind.PLAIN, "printer")
        self._slip.clicked.connect(self._print)
        self._train = Button(self.tr("Carry it to the &training portal"), Kind.PLAIN, "training")
        self._train.clicked.connect(self._carry_for_trainee)
        self._stick_buttons: list[Button] = []
        self._body = QWidget()
        body = QVBoxLayout(self._body)
        body.setContentsMargins(0, 0, 0, 0)
        body.setSpacing(3 * SPACE)
        body.addWidget(self._crossing)
        self._file_part = QWidget()
        part = QVBoxLayout(self._file_part)
        part.setContentsMargins(0, 0, 0, 0)
        part.setSpacing(3 * SPACE)
        part.addLayout(self._tile_place)
        part.addWidget(self._written)
        body.addWidget(self._file_part)
        self.ways_out = Flow(self._save_again, self._show_again, self._slip, self._train)
        body.addLayout(self.ways_out)
        self.column.add(self._body)
        self.column.add(self._todo)
        self.column.add(self._todo_qr)
        self.column.stretch()

    def refresh(self) -> None:
        blob = self.blob()
        here = self.mode is not Mode.AHEAD and blob is not None
        if blob is not None and blob != self._tile_for:
            self._saved = None  # what was written is another file, which the device has made a newer one of since
            self._shown = False
        self.set_lead(self.lead_text())
        self._body.setVisible(here)
        self._written.setVisible(self._saved is not None)
        training = self.context.training.is_device(self.model.host)
        self._train.setVisible(here and training and self.mode is Mode.NOW)
        self._crossing.follow()
        by_qr = self._crossing.by_qr
        self._file_part.setVisible(not by_qr)
        self._todo.setVisible(not by_qr and self.has_steps)
        self._todo_qr.setVisible(by_qr and self.has_steps)
        self._save_again.setVisible(not by_qr and (self.mode is Mode.DONE or self._saved is not None))
        self._show_again.setVisible(by_qr and (self.mode is Mode.DONE or self._shown))
        for button in self._stick_buttons:
            button.setVisible(not by_qr)
        if here:
            self._draw_tile()
            self._draw_sticks()
        self.stale.emit()

    def own_verb(self) -> Verb | None:
        if self._crossing.by_qr and not self._shown:
            return Verb(self.tr("&Show the code..."))
        if not self._crossing.by_qr and self._saved is None:
            return Verb(self.tr("&Save file..."))
        return Verb(self.tr("It is &handed over"))

    def own_act(self) -> None:
        if self._crossing.by_qr and not self._shown:
            self.show_code()
        elif not self._crossing.by_qr and self._saved is None:
            self.browse()
        else:
            self.model.handed_over()

    @property
    def has_steps(self) -> bool:
        """Whether it is known what is to do at the portal."""
        return True

    def show_code(self) -> None:
        """The message as QR code, for the camera on the other side."""
        found, done = self.model.open, self.tr("It is read: &handed over") if self.mode is Mode.NOW else ""
        if found is None:
            return

        def ready(data: bytes) -> None:
            if not (self.is_there and self.isVisible() and self.model.open is not None):
                return
            from retour_gui.scan.show import ShowPage, ToShow

            host = found.case.host.id
            what = self.tr("Confirmation of {host}") if self.again else self.tr("Request of {host}")
            shown = ToShow(data, what.format(host=host), host, found.case.number, done)
            self._shown = True
            self.refresh()
            self.context.cover(lambda context: ShowPage(context, shown, self.model.handed_over))

        self.context.files.shown(found, ready)

    def save_to(self, out: Path) -> None:
        """Write the file to a folder or under a name."""
        self.model.save(out, lambda written: self.wrote(written[0]))

    def lead_text(self) -> str:
        copies = self.model.copies
        if self.mode is Mode.AHEAD:
            return self.tr("Here the signed file is saved to a stick, compared, and carried to the portal.")
        if self.again or self.model.way is Way.ONE_TRIP:
            return QCoreApplication.translate(
                "carry", "The %n copies are safe in the proof. You can save it again at any time.", "", copies
            )
        return self.tr("The request is safe here; nothing was removed yet. You can save it again at any time.")

    def at_the_portal(self) -> tuple[str, ...]:
        if self.again or self.model.way is Way.ONE_TRIP:
            return (
                self.tr("Sign in, choose \u201cTake a file in\u201d and give it this file."),
                self.tr("The portal shows the copies as available: they are home."),
                self.tr("Save its answer, if you want this case closed as confirmed by the portal."),
            )
        if self.model.way is Way.PORTAL_REMOVAL:
            return (
                self.tr("The copies must be marked for removal there before the file is taken in."),
                self.tr("Sign in, choose \u201cTake a file in\u201d and give it this file."),
                self.tr("Save the answer, whose name ends in _answer.retour, and bring it back here."),
            )
        return (
            self.tr("Sign in, choose \u201cTake a file in\u201d and give it this file."),
            self.tr("Save the answer: its name ends in _answer.retour."),
            self.tr("Bring the answer back here. The device must be connected for it."),
        )

    def at_the_portal_by_qr(self) -> tuple[str, ...]:
        """What is done there with a code."""
        return (
            self.tr("Film or photograph the code there, or scan it with Retour on the portal's side."),
            self.tr("Sign in, choose \u201cTake a file in\u201d and give it the pictures, the film or the file."),
            self.tr("Its answer comes back in the same way: as a QR code or as a file."),
        )

    def blob(self) -> bytes | None:
        found = self.model.open
        if found is None:
            return None
        mine = found.state.confirmation if self.again else found.state.message
        return mine.blob if mine is not None and mine == found.state.newest else None

    def _draw_tile(self) -> None:
        blob, found = self.blob(), self.model.open
        if blob == self._tile_for or blob is None or found is None:
            return
        self._tile_for = blob
        empty(self._tile_place)
        self.context.files.prepare(
            found, blob, self.again, lambda path, size, sha256: self._show_tile(path, size, sha256, found, blob)
        )

    def _show_tile(self, path: Path, size: int, sha256: str, found: Open, blob: bytes) -> None:
        if not self.is_there:
            return

        def take() -> Path:
            self.context.files.dragged(found, blob, self.again)
            return path

        empty(self._tile_place)
        self._tile_place.addWidget(FileTile(path.name, size, sha256, take))

    def _draw_sticks(self) -> None:
        found = tuple(sticks())
        if found == self._sticks:
            return
        self._sticks = found
        for old in self._stick_buttons:
            self.ways_out.removeWidget(old)
            old.hide()
            old.deleteLater()
        self._stick_buttons = []
        for place in found:
            text = self.tr("Save to {stick}").format(stick=place.name or str(place))
            button = Button(text, Kind.PLAIN, "stick")
            button.clicked.connect(lambda _=False, out=place: self.save_to(out))
            self.ways_out.addWidget(button)
            self._stick_buttons.append(button)

    def browse(self, *, envelope: bool = False) -> None:
        """Ask where to save it."""
        found = self.model.open
        if found is None:
            return
        dialog = QFileDialog(self, self.tr("Save file"), str(self.context.settings.folder))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        name = self.context.files.name(found, self.again)
        dialog.setNameFilter(
            self.tr("Retour files (*.retour)") if not name.endswith(".bin") else self.tr("All files (*)")
        )
        dialog.selectFile(name.replace(".bin", ".retour") if envelope else name)
        dialog.setOption(QFileDialog.Option.DontConfirmOverwrite)  # nothing is ever overwritten
        dialog.fileSelected.connect(lambda name: self.save_to(Path(name)))
        dialog.open()

    def wrote(self, path: Path) -> None:
        """It is on the stick, read back and compared."""
        if not self.is_there:
            return
        self._saved = path
        self.context.settings.folder = path.parent
        self._written_text.setText(self.tr("Written to {folder}").format(folder=path.parent))
        self._written_more.setText(
            self.tr("Flushed, read back and compared: the same. Eject the stick now, then carry it to the portal.")
        )
        self.refresh()

    def _print(self) -> None:
        if self.model.open is not None:
            self.context.paper.show(self, self.model.open)

    def _carry_for_trainee(self) -> None:
        if self._saved is not None:
            self.context.training.carry(self._saved, self._carried)
            return

        def wrote(written: tuple[Path, Leg]) -> None:
            self.wrote(written[0])
            self.context.training.carry(written[0], self._carried)

        self.model.save(self.context.training.stick(), wrote)

    def _carried(self, answer: Path) -> None:
        if self.model.open and self.model.open.state.stage in (Stage.REQUEST_HELD, Stage.CONFIRMATION_HELD):
            self.context.settings.folder = answer.parent
            self.model.handed_over()
        if self.is_there:
            said = self.tr("The training portal took the file. Its answer is {name}.")
            self.context.note(said.format(name=answer.name))


def _portal_card(title: str, steps: tuple[str, ...]) -> Card:
    card = Card()
    card.add(Text(title, Role.STRONG))
    card.add(Steps(steps))
    return card


def _column() -> QVBoxLayout:
    layout = QVBoxLayout()
    layout.setSpacing(2 * SPACE)
    return layout
