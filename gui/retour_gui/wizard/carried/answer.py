"""The vendor's response comes back: checked from outside, before the device sees it."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QWidget

from retour_gui.widgets.card import Card
from retour_gui.widgets.text import Role, Text
from retour_gui.wizard.answer import AnswerPage
from retour_gui.wizard.carried.actions import Actions
from retour_gui.wizard.facts import Steps


class CarriedAnswerPage(AnswerPage):
    """What can be known without reading it: not the request itself, not an older one, not another case's."""

    def build(self) -> None:
        self.carried = Actions(self.context, self.model)
        super().build()

    def explained(self) -> tuple[QWidget, ...]:
        known = Card()
        known.add(Text(self.tr("What Retour can check"), Role.STRONG))
        known.add(
            Steps(
                (
                    self.tr("It is whole, and it is not the request itself coming back."),
                    self.tr("It is not an older response, and not one of another case."),
                    self.tr("Whether it is genuine and for this device, only the device can say."),
                )
            )
        )
        return (known,)

    def drop_text(self) -> str:
        return self.tr("Drop the response here, or choose it")

    def open_text(self) -> str:
        return self.tr("&Open the response...")

    def scan_text(self) -> str:
        return self.tr("&Scan the response...")

    def scan_lead(self) -> str:
        return self.tr("On the portal's side, Retour shows the response as a QR code: menu, Show a file as QR code.")

    def judge(self, path: Path) -> None:
        def done() -> None:
            self.context.note(self.tr("{name} is kept. Now the device gets it.").format(name=path.name))

        self.carried.bring(path, done)

    def hint(self) -> str:
        return self.tr("The file that the portal gave for the request, such as response.bin")

    def filters(self) -> list[str]:
        return [self.tr("All files (*)")]

    def lead_text(self) -> str:
        return self.tr("Bring the portal's response. It goes to the device exactly as it is.")
