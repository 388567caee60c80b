"""What the technician types of a vendor's device, since it does not say it itself."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from retour.protocol.model import MAX_TEXT, Grant
from retour_gui.theme.metrics import SPACE, TARGET
from retour_gui.widgets.button import Button, Kind
from retour_gui.widgets.card import Card
from retour_gui.widgets.stepper import Stepper
from retour_gui.widgets.text import Role, Text
from retour_gui.wizard.carried.actions import Entered

_MOST_COPIES = 9999


class EnteredCard(Card):
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
        more = Button(self.tr("&Another line"), Kind.PLAIN, "plus")
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
