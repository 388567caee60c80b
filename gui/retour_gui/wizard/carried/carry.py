"""A vendor's file on its way to the vendor's portal: exactly its bytes, and what is pressed there."""

from __future__ import annotations

from pathlib import Path

from retour.returns.case import FileHeld
from retour.returns.opaque.words import filled
from retour_gui import words
from retour_gui.widgets.button import Button, Kind
from retour_gui.wizard.about import Mode
from retour_gui.wizard.carried.actions import Actions
from retour_gui.wizard.carry import CarryPage


class CarriedCarryPage(CarryPage):
    """As every carry, with the vendor's own file name and words."""

    def build(self) -> None:
        self.carried = Actions(self.context, self.model)
        super().build()
        self._wrap = Button(self.tr("Save in an &envelope for the desk..."), Kind.PLAIN, "file-down")
        self._wrap.clicked.connect(lambda: self.browse(envelope=True))
        self.ways_out.addWidget(self._wrap)

    @property
    def has_steps(self) -> bool:
        return self.carried.profile is not None

    def save_to(self, out: Path) -> None:
        """An envelope is what ends in ``.retour``; everything else is the vendor's file as it is."""
        self.carried.save(out, lambda written: self.wrote(written[0]), envelope=out.suffix == ".retour")

    def lead_text(self) -> str:
        copies = words.copies_text(self.model.copies)
        if self.mode is Mode.AHEAD:
            return self.tr("Here the device's file is saved to a stick, compared, and carried to the portal.")
        if self.again:
            said = self.tr("The device accepted the response. The portal credits the {copies} by this confirmation.")
            return said.format(copies=copies)
        return self.tr("The request is safe here; nothing was removed yet. You can save it again at any time.")

    def at_the_portal(self) -> tuple[str, ...]:
        profile = self.carried.profile
        if profile is None:
            return ()
        texts = profile.portal.confirmation if self.again else profile.portal.request
        host_id = self.model.host.id if self.model.host else ""
        return tuple(filled(self.context.core(text), host_id=host_id, case=self._case()) for text in texts)

    def at_the_portal_by_qr(self) -> tuple[str, ...]:
        return (
            self.tr("Scan the code with Retour on the portal's side: it gives the vendor's file as it is."),
            *self.at_the_portal(),
        )

    def _case(self) -> str:
        return self.model.open.case.number if self.model.open else ""

    def held(self) -> FileHeld | None:
        """The file that this page carries."""
        found = self.model.open
        if found is None:
            return None
        newest = found.state.file("confirmation") or found.state.file("request")
        mine = found.state.file("confirmation" if self.again else "request")
        return mine if mine == newest else None

    def blob(self) -> bytes | None:
        held = self.held()
        return held.blob if held is not None else None
