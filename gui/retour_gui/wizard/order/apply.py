"""The point of no return of a removal order: the device carries it out and signs the proof."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from retour.returns.case import Stage
from retour_gui import words
from retour_gui.widgets.card import Card
from retour_gui.wizard.about import Mode
from retour_gui.wizard.apply import ApplyPage
from retour_gui.wizard.facts import Facts
from retour_gui.wizard.page import Verb


class OrderApplyPage(ApplyPage):
    """Nothing is recorded before the red button; then the journal holds the order before the device sees it."""

    def explained(self) -> tuple[QWidget, ...]:
        self._order = Card()
        self._facts = Facts()
        self._order.add(self._facts)
        return (self._order,)

    def refresh(self) -> None:
        super().refresh()
        order = self.model.draft.order
        self._order.setVisible(order is not None)
        if order is not None:
            content = order.content
            until = "" if content.expiry is None else words.moment(datetime.fromtimestamp(content.expiry, UTC))
            self._facts.set_rows(
                (
                    (self.tr("Ordered by"), content.portal),
                    (self.tr("On"), words.moment(datetime.fromtimestamp(content.issued, UTC))),
                    (self.tr("Valid until"), until),
                )
            )

    @property
    def removes_nothing(self) -> bool:
        known = self._is_missing or self.mode is not Mode.AHEAD
        return known and (self._is_missing or not self.model.goes_home)

    @property
    def needs_device(self) -> bool:
        return not self._is_missing

    def nothing_text(self) -> tuple[str, str]:
        if self._is_missing:
            return (
                self.tr("The order is not here yet"),
                self.tr("Retour was ended before it could keep the order. Open its file again: nothing was changed."),
            )
        return (
            self.tr("Nothing is left to remove"),
            self.tr(
                "The device holds none of the copies that this order names; it may have been carried out before. "
                "The device signs what it holds, and that is the proof."
            ),
        )

    def verb_for_nothing(self) -> Verb:
        if self._is_missing:
            return Verb(self.tr("Open the &order..."))
        missing = "" if self.model.device else self.tr("Connect the device.")
        return Verb(self.tr("&Have it signed"), why_not=missing)

    def kept_text(self) -> str:
        return self.tr("The order is not carried out yet. Retour finds the device by itself.")

    def removal_text(self, copies: str) -> str:
        return self.tr("&Remove {copies} and sign").format(copies=copies)

    def own_act(self) -> None:
        if self._is_missing:
            self._browse()
        else:
            self.model.carry_out()

    def lead_text(self) -> str:
        if self.mode is Mode.DONE:
            return self.tr("The device removed the copies, as the portal ordered, and signed the proof.")
        if self.removes_nothing:
            return self.tr("Nothing was changed.")
        return self.tr("Until here nothing was changed. What follows cannot be undone at the device.")

    def what_happens(self) -> tuple[str, ...]:
        return (
            self.tr("The order is kept in this laptop's journal, then the device checks it itself."),
            self.tr("The device removes the copies and signs the proof in one step."),
            self.tr("You carry the proof to the portal. Only then the copies are credited."),
        )

    @property
    def _is_missing(self) -> bool:
        """The case was opened and cut off before it held its order."""
        found = self.model.open
        return found is not None and found.state.stage is Stage.PLANNED and not self.model.busy

    def _browse(self) -> None:
        dialog = QFileDialog(self, self.tr("Open the order"), str(self.context.settings.folder))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setNameFilters([self.tr("Retour files (*.retour)"), self.tr("All files (*)")])
        dialog.fileSelected.connect(lambda name: self.brings.emit(Path(name)))
        dialog.open()
