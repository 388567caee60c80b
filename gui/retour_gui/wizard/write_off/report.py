"""The write-off itself is done in the portal: what its operator has to know, and what it shows in the end."""

from __future__ import annotations

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from retour.returns.case import PortalState
from retour_gui import words
from retour_gui.widgets.button import Button, Kind
from retour_gui.widgets.card import Card
from retour_gui.widgets.flow import Flow
from retour_gui.widgets.text import Role, Text
from retour_gui.wizard.about import Mode
from retour_gui.wizard.carried.report import ReportPage
from retour_gui.wizard.facts import Facts


class TellPage(ReportPage):
    """A sheet for the portal's operator, to print, to send or to read out."""

    def told(self) -> tuple[QWidget, ...]:
        self._sheet = Card()
        self._sheet.add(Text(self.tr("For the portal's operator"), Role.STRONG))
        self._facts = Facts()
        self._sheet.add(self._facts)
        show = Button(self.tr("Slip to &print..."), Kind.PLAIN, "printer")
        show.clicked.connect(self._print)
        save = Button(self.tr("Sa&ve the slip..."), Kind.PLAIN, "file-down")
        save.clicked.connect(self._save)
        copy = Button(self.tr("&Copy as text"), Kind.PLAIN, "copy")
        copy.clicked.connect(self._copy)
        self._sheet.add(Flow(show, save, copy))
        return (self._sheet,)

    def refresh(self) -> None:
        super().refresh()
        found = self.model.open
        self._sheet.setVisible(found is not None)
        if found is None:
            return
        case = found.case
        full, short = self.tr("{copies} of {product}, {line}"), self.tr("{copies} of {line}")
        lines = [
            (short if grant.product == grant.line else full).format(
                copies=words.copies_text(count), product=grant.product, line=grant.line
            )
            for grant, count in self.model.goes_home
        ]
        self._facts.set_rows(
            (
                (self.tr("Case"), case.number),
                (self.tr("Host ID"), case.host.id),
                (self.tr("Model"), case.model),
                (self.tr("Given up"), "\n".join(lines)),
                (self.tr("Who"), case.notes.technician),
                (self.tr("Why"), case.notes.note),
                (self.tr("Reason"), words.reason_title(case.wish.reason) if case.wish.reason else ""),
                (
                    self.tr("Evidence"),
                    self.tr(
                        "What shows that the device cannot answer: a photograph of it and of its label, "
                        "a service report, a report of its loss. The operator attaches it."
                    ),
                ),
            )
        )

    def lead_text(self) -> str:
        if self.mode is Mode.AHEAD:
            return self.tr("Here you see what the portal's operator has to know, and record what the portal shows.")
        if self.mode is Mode.DONE:
            return self.tr("What was told to the portal's operator.")
        return self.tr("The portal's operator writes the device off and signs for it. Retour cannot do it from here.")

    def at_the_portal(self) -> tuple[str, ...]:
        host = self.model.host.id if self.model.host else ""
        return (
            self.tr("Give the operator what stands below: printed, sent, or read out."),
            self.tr("The operator writes off {host}, says who and why, and attaches the evidence.").format(host=host),
            self.tr("When the portal shows the device as OBSOLETE, record it here: the case is closed as reported."),
        )

    def meaning(self, state: PortalState) -> str:
        return self.tr("The device is written off; its copies are at risk until it is heard of again.")

    def _print(self) -> None:
        if self.model.open is not None:
            self.context.paper.show(self, self.model.open)

    def _save(self) -> None:
        if self.model.open is not None:
            self.context.paper.save_slip(self, self.model.open)

    def _copy(self) -> None:
        if self.model.open is not None:
            QGuiApplication.clipboard().setText(self.context.paper.text(self.model.open))
            self.context.note(self.tr("The slip is on the clipboard."))
