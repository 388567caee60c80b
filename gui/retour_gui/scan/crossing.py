"""File or QR code, side by side; what was chosen is remembered for the site."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QCoreApplication

from retour_gui.widgets.choice import Choice, Option

if TYPE_CHECKING:
    from retour_gui.context import Context
    from retour_gui.wizard.about import CaseFacts

FILE: Final = "file"
QR: Final = "qr"


class Crossing(Choice):
    """How a message leaves or comes at this case's site."""

    def __init__(self, context: Context, model: CaseFacts, file_text: str, qr_text: str) -> None:
        self._context, self._model = context, model
        super().__init__(
            [
                Option(FILE, QCoreApplication.translate("crossing", "As a file"), file_text),
                Option(QR, QCoreApplication.translate("crossing", "By QR code"), qr_text),
            ],
            QR if context.settings.by_qr(self._site) else FILE,
            columns=2,
        )
        self.chosen.connect(self._remember)

    def follow(self) -> None:
        """Show what was chosen for this site meanwhile, on another page."""
        self.blockSignals(True)
        self.set_value(QR if self._context.settings.by_qr(self._site) else FILE)
        self.blockSignals(False)

    @property
    def by_qr(self) -> bool:
        return self.value == QR

    @property
    def _site(self) -> str:
        return self._model.open.case.notes.site if self._model.open else self._model.draft.notes.site

    def _remember(self, key: str) -> None:
        self._context.settings.set_by_qr(self._site, key == QR)
