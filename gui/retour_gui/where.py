"""Which device it is about, and where that is: what the chip at the top says."""

from __future__ import annotations

from typing import TYPE_CHECKING

from retour_gui.widgets.chip import Chip

if TYPE_CHECKING:
    from retour_gui.wizard.about import CaseFacts


def draw_chip(chip: Chip, model: CaseFacts | None) -> None:
    """Show the device of a return; nothing where there is no return, or none of its device is known yet."""
    host = model.host if model else None
    if model is None or host is None:
        chip.set_device("", "", "", None)
        chip.setVisible(model is not None)
        return
    chip.show()
    if model.is_given_up:
        chip.set_gone(model.model_name, host.id)
        return
    if model.is_carried:
        drive = model.drive
        if drive is not None:
            here = not model.engine.waiting
            chip.set_device(model.model_name, host.id, drive.address.removeprefix("dir:"), connected=here)
        else:
            chip.set_carried(model.model_name, host.id, model.profile_name)
        return
    found = None if model.engine.waiting else model.device
    chip.set_device(model.model_name, host.id, found.address if found else "", found is not None)
