"""I must leave now: what is safe, the one next thing, and a slip that says so on paper."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QVBoxLayout, QWidget

from retour.returns.slip import safe
from retour.returns.steps import next_step
from retour_gui import words
from retour_gui.context import Context
from retour_gui.widgets.button import Button, Kind
from retour_gui.widgets.card import Card
from retour_gui.widgets.column import Column
from retour_gui.widgets.flow import Flow
from retour_gui.widgets.text import Role, Text
from retour_gui.wizard.facts import Facts
from retour_gui.wizard.model import CaseModel


class LeavePage(QWidget):
    """Shown in place of the step; nothing is lost by looking at it."""

    stays = Signal()
    leaves = Signal()

    def __init__(self, context: Context, model: CaseModel) -> None:
        super().__init__()
        self.context = context
        self.model = model
        self._safe = Text("", Role.HEADING)
        self._facts = Facts()
        card = Card("good")
        card.add(self._safe)
        self._case = Card()
        self._case.add(self._facts)
        self._print = Button(self.tr("Slip to &print..."), Kind.PLAIN, "printer")
        self._print.clicked.connect(self._show_slip)
        self._stay = Button(self.tr("Back to &work"), Kind.PLAIN, "back")
        self._stay.clicked.connect(self.stays)
        self._go = Button(self.tr("To the &start"), Kind.PRIMARY, "leave")
        self._go.clicked.connect(self.leaves)
        self._copy = Button(self.tr("&Copy the case number"), Kind.PLAIN, "copy")
        self._copy.clicked.connect(self._copy_number)
        self.column = Column()
        self.column.add(Text(self.tr("You can leave now"), Role.TITLE))
        self.column.add(card)
        self.column.add(self._case)
        self.column.add(Flow(self._go, self._print, self._copy, self._stay))
        self.column.stretch()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.column)
        self.refresh()

    def refresh(self) -> None:
        """What is safe as of now."""
        found = self.model.open
        self._print.setVisible(found is not None)
        self._copy.setVisible(found is not None)
        self._case.setVisible(found is not None)
        if found is None:
            self._safe.setText(
                self.tr("Nothing was changed on the device, and nothing is recorded yet. You can start again.")
            )
            self._facts.set_rows(())
            return
        self._safe.setText(self.context.core(safe(found.case, found.state)))
        self._facts.set_rows(
            (
                (self.tr("Case"), found.case.number),
                (self.tr("Device"), f"{found.case.model} {found.case.host.id}"),
                (self.tr("Stands at"), words.stage_text(found)),
                (self.tr("Next"), self.context.core(next_step(found.case, found.state).text)),
            )
        )

    def first_focus(self) -> None:
        """The keyboard starts at leaving."""
        self._go.setFocus()

    def _show_slip(self) -> None:
        if self.model.open is not None:
            self.context.paper.show(self, self.model.open)

    def _copy_number(self) -> None:
        if self.model.open is not None:
            QGuiApplication.clipboard().setText(self.model.number)
            self.context.note(self.tr("The case number {case} is on the clipboard.").format(case=self.model.number))
