"""A file from the portal, opened anywhere: answers find their own case, orders wait for their devices."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QMimeData
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QWidget

from retour_gui.context import Context
from retour_gui.scan.opening import Pictures, is_picture, scan

if TYPE_CHECKING:
    from retour.protocol.messages import Sealed
    from retour.protocol.model import Host, Order
    from retour.returns.checks import Open
    from retour.returns.work import Work
    from retour_gui.wizard.model import CaseModel

Orders = tuple["Sealed[Order]", ...]


def bring(
    context: Context, path: Path, answered: Callable[[Open, str], None], ordered: Callable[[Orders, Path], None]
) -> None:
    """Find out what a file holds.

    Args:
        answered: given the case of the first answer; all of them are judged and held.
        ordered: given the removal orders; nothing is kept of them yet.
    """
    context.opened(path)

    async def job(work: Work) -> Open | Orders:
        from retour.airgap.carry import read_carry
        from retour.airgap.files import read_file
        from retour.returns.bringing import orders_in

        orders = orders_in(read_carry(read_file(path)))
        return orders or work.answers.take(path, None)[0]

    def done(found: Open | Orders) -> None:
        if isinstance(found, tuple):
            ordered(found, path)
        else:
            answered(found, path.name)

    context.engine.run(job, done, context.show, line=False)


def browse(parent: QWidget, context: Context, chosen: Callable[[Path], None]) -> None:
    """Let the person choose a file from the portal."""
    from PySide6.QtWidgets import QFileDialog

    title = QCoreApplication.translate("Window", "Open a file from the portal")
    dialog = QFileDialog(parent, title, str(context.settings.folder))
    dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
    ours = QCoreApplication.translate("Window", "Retour files (*.retour)")
    dialog.setNameFilters([ours, QCoreApplication.translate("Window", "All files (*)")])
    dialog.fileSelected.connect(lambda name: chosen(Path(name)))
    dialog.open()


def scan_any(context: Context, taken: Callable[[Path], None], pictures: Pictures = ()) -> None:
    """Scan a code for whichever case it is."""
    lead = QCoreApplication.translate("Window", "An answer, an order, or anything else that Retour shows as a QR code.")
    scan(context, lead, taken, pictures)


def dropped(
    data: QMimeData, take: Callable[[Path], None], read: Callable[[Pictures], None], note: Callable[[str], None]
) -> bool:
    """What was dropped or pasted on the window: a file, pictures of a code, or a screenshot. False for all else."""
    from retour_gui.widgets.filetile import files

    paths = files(data)
    if len(paths) == 1:
        take(paths[0])
        return True
    if paths and all(is_picture(path) for path in paths):
        read(tuple(paths))
        return True
    if paths:
        note(
            QCoreApplication.translate(
                "Window", "These are several files; one is taken at a time, and only pictures of a code together."
            )
        )
        return True
    image = data.imageData() if not paths and data.hasImage() else None
    if isinstance(image, QImage) and not image.isNull():
        read((image,))
        return True
    return False


def for_orders(context: Context, orders: Orders, path: Path) -> CaseModel:
    """A return that begins with orders, read from `path`."""
    from retour_gui.wizard.model import CaseModel

    return CaseModel(context.engine, draft=replace(context.draft(), orders=orders), orders_from=path)


def for_write_off(context: Context, host: Host | None) -> CaseModel:
    """A write-off of a device that cannot be asked; None where nobody knows yet which."""
    from retour_gui.wizard.model import CaseModel

    model = CaseModel(context.engine, draft=context.draft())
    model.write_off(host)
    return model
