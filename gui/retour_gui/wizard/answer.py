"""Step 6, Bring the answer: told at once whether it is for this device, this request, genuine and new."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QFileDialog, QGridLayout, QWidget

from retour.returns.flow import Step
from retour.returns.verdict import Question
from retour_gui.scan.crossing import Crossing
from retour_gui.scan.opening import Pictures, is_picture, scan
from retour_gui.theme.metrics import SPACE
from retour_gui.widgets.button import Button, Kind
from retour_gui.widgets.card import Card
from retour_gui.widgets.filetile import DropArea
from retour_gui.widgets.text import Text
from retour_gui.wizard.about import Mode
from retour_gui.wizard.mark import Mark
from retour_gui.wizard.page import Page, Verb

if TYPE_CHECKING:
    from retour.returns.verdict import Verdict


class AnswerPage(Page):
    """Open, drop or paste the answer. As RECEIPT it is optional: it turns *signed* into *confirmed*."""

    def build(self) -> None:
        self._receipt = self.step is Step.RECEIPT
        self._drop = DropArea(self.drop_text(), self.hint(), many=True)
        self._drop.several.connect(self._open_several)
        self._drop.browse.connect(self._browse)
        self._drop.dropped.connect(self.open_file)
        self._drop.refused.connect(self.context.note)
        self._crossing = Crossing(
            self.context,
            self.model,
            self.tr("Choose it, drop it here or paste it."),
            self.tr("From the portal's screen or a printed sheet, by camera or from pictures."),
        )
        self._crossing.chosen.connect(self.refresh)
        self._verdict = _VerdictCard()
        self._later = Button(self.tr("&Finish without it"), Kind.PLAIN, "forward")
        self._later.clicked.connect(lambda: self.goes_to.emit(Step.DONE))
        self._not_yet = Button(self.tr("It is not handed over &yet: back to the file"), Kind.QUIET, "undo")
        self._not_yet.clicked.connect(lambda: self.goes_to.emit(Step.CARRY_AGAIN if self._confirms else Step.CARRY))
        for widget in (self._crossing, self._drop, *self.explained(), self._verdict, self._later, self._not_yet):
            self.column.add(widget)
        self._verdict.hide()
        self.column.stretch()

    @property
    def _confirms(self) -> bool:
        return Step.CARRY_AGAIN in self.model.steps and self._receipt

    def refresh(self) -> None:
        now = self._open
        self.set_lead(self.lead_text())
        self._crossing.follow()
        self._crossing.setVisible(now)
        self._drop.setVisible(now and not self._crossing.by_qr)
        self._later.setVisible(now and self._receipt)
        self._not_yet.setVisible(now)
        self.stale.emit()

    @property
    def _open(self) -> bool:
        """An answer may come before anybody said that the file was handed over."""
        if self.mode is Mode.NOW:
            return True
        before = {Step.ANSWER: Step.CARRY, Step.RECEIPT: Step.CARRY_AGAIN if self._confirms else Step.CARRY}
        return self.model.open is not None and self.model.now is before[self.step]

    def verb(self) -> Verb | None:
        if not self._open:
            return super().verb()
        return Verb(self.scan_text() if self._crossing.by_qr else self.open_text())

    def act(self) -> None:
        if not self._open:
            super().act()
        elif self._crossing.by_qr:
            self.scan()
        else:
            self._browse()

    def take(self, path: Path) -> bool:
        if self._open:
            self.open_file(path)
        return self._open

    def open_file(self, path: Path) -> None:
        """An answer as a file, or a picture of its code."""
        self.context.opened(path)
        if is_picture(path):
            self.scan((path,))
        else:
            self.judge(path)

    def _open_several(self, brought: Pictures) -> None:
        """Several files at once can only be pictures of one code; so is what comes without a file."""
        paths = [each for each in brought if isinstance(each, Path)]
        if all(is_picture(path) for path in paths):
            for path in paths[:1]:
                self.context.opened(path)
            self.scan(brought)
        else:
            self.context.note(self.tr("These are several files; only pictures of a code are taken together."))

    def scan(self, pictures: Pictures = ()) -> None:
        """Read the answer's code by camera or from pictures."""

        def taken(path: Path) -> None:
            if self.is_there:
                self.judge(path)

        scan(self.context, self.scan_lead(), taken, pictures)

    def judge(self, path: Path) -> None:
        """Judge an answer; a good one is held and the case moves on. An order opens a return of its own."""
        before = self.model.now

        def judged(verdict: Verdict | None) -> None:
            if verdict is None:
                self.brings.emit(path)
                return
            if self.is_there:
                self._verdict.draw(verdict, self.model.host.id if self.model.host else "")
                self._verdict.setVisible(True)
            if verdict.problem is not None:
                self.context.show(verdict.problem)
            elif self.model.now is before:
                said = self.tr(
                    "{name} is genuine. It does not bring this case on: "
                    "take the newest file to the portal and bring the answer to that."
                )
                self.context.note(said.format(name=path.name))
            else:
                self.context.note(
                    self.tr("{name} is genuine, and it is the answer to this case.").format(name=path.name)
                )

        self.model.judge(path, judged)

    def explained(self) -> tuple[QWidget, ...]:
        """What stands below the place to drop it."""
        return ()

    def drop_text(self) -> str:
        """What is wanted here."""
        return self.tr("Drop the answer here, or choose it")

    def open_text(self) -> str:
        """The verb for it."""
        return self.tr("&Open answer...")

    def scan_text(self) -> str:
        """The verb where it comes by QR code."""
        return self.tr("&Scan the answer...")

    def scan_lead(self) -> str:
        """What is to be held before the camera."""
        return self.tr("The portal shows the answer as a QR code: on its page, press \u201cShow as QR\u201d.")

    def hint(self) -> str:
        """How the file can be known."""
        return self.tr("Its name ends in _answer.retour")

    def filters(self) -> list[str]:
        """Which files are offered."""
        return [self.tr("Retour files (*.retour)"), self.tr("All files (*)")]

    def lead_text(self) -> str:
        if self._receipt:
            if self.mode is Mode.DONE:
                return self.tr("The portal has answered that the copies are credited.")
            return self.tr("Handed over, as you reported. The portal's answer to it closes the case as confirmed.")
        if self.mode is Mode.DONE:
            return self.tr("The answer is here, genuine and for this request.")
        return self.tr("Bring the portal's answer. It is checked here before the device sees it.")

    def _browse(self) -> None:
        dialog = QFileDialog(self, self.tr("Open answer"), str(self.context.settings.folder))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilters(self.filters())
        dialog.fileSelected.connect(lambda name: self.open_file(Path(name)))
        dialog.open()


class _VerdictCard(Card):
    """Four questions with yes or no."""

    def __init__(self) -> None:
        super().__init__()
        self._rows: dict[Question, tuple[Mark, Text]] = {}
        grid = QGridLayout()
        grid.setHorizontalSpacing(3 * SPACE)
        grid.setVerticalSpacing(2 * SPACE)
        grid.setColumnStretch(1, 1)
        for row, question in enumerate(Question):
            mark, text = Mark(), Text("")
            grid.addWidget(mark, row, 0)
            grid.addWidget(text, row, 1)
            self._rows[question] = (mark, text)
        self.add(grid)

    def draw(self, verdict: Verdict, host_id: str) -> None:
        """Show what was found out."""
        for question, yes in verdict.yes:
            mark, text = self._rows[question]
            mark.set_yes(yes)
            said = question_text(question, yes)
            text.setText(said.format(host=host_id, other=verdict.host_id))


def question_text(question: Question, yes: bool) -> str:
    """A question of `retour.returns.verdict` with its answer as a statement."""
    return {
        (Question.DEVICE, True): QCoreApplication.translate("answer", "It is for this device, {host}."),
        (Question.DEVICE, False): QCoreApplication.translate("answer", "It is for {other}, not for {host}."),
        (Question.REQUEST, True): QCoreApplication.translate("answer", "It answers the file of this case."),
        (Question.REQUEST, False): QCoreApplication.translate("answer", "It does not answer the file of this case."),
        (Question.GENUINE, True): QCoreApplication.translate("answer", "It is genuine: the device's portal signed it."),
        (Question.GENUINE, False): QCoreApplication.translate(
            "answer", "It is not genuine: the device's portal did not sign it."
        ),
        (Question.NEW, True): QCoreApplication.translate("answer", "It is the newest."),
        (Question.NEW, False): QCoreApplication.translate("answer", "It is not to the newest file of this device."),
    }[question, yes]
