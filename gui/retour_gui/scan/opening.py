"""How the pages that scan and show are opened, and which files are pictures. Light: the first paint loads it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QImage

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from retour.returns.scanned import Scanned
    from retour.returns.work import Work
    from retour_gui.context import Context

Pictures = tuple[Path | QImage, ...]
_PICTURES: Final = ("png", "jpg", "jpeg", "bmp", "gif", "webp", "tif", "tiff", "heic", "heif")
_FILMS: Final = ("mp4", "m4v", "mov", "mkv", "webm", "avi", "mjpeg")
FILTER: Final = " ".join(f"*.{each}" for each in (*_PICTURES, "pdf", *_FILMS))
"""As a file dialog wants it."""


def is_picture(path: Path) -> bool:
    """Whether a file is named as a picture, a PDF document or a video: something to read a code from."""
    return path.suffix.lower().removeprefix(".") in {*_PICTURES, "pdf", *_FILMS}


def scan(
    context: Context,
    lead: str,
    taken: Callable[[Path], None],
    pictures: Pictures = (),
    wants: Callable[[Scanned], bool] | None = None,
) -> None:
    """Scan a code; `taken` is given the file in which the message is kept."""
    from retour_gui.scan.scan import ScanPage

    context.cover(
        lambda made: ScanPage(made, lambda scanned: taken(scanned.path), wants or _for_a_device, lead, pictures)
    )


def show_file(parent: QWidget, context: Context) -> None:
    """Let the person choose a file and show it as a QR code: an answer on its way back, for one."""
    from PySide6.QtWidgets import QFileDialog

    title = QCoreApplication.translate("crossing", "Show a file as QR code")
    dialog = QFileDialog(parent, title, str(context.settings.folder))
    dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
    ours = QCoreApplication.translate("Window", "Retour files (*.retour)")
    dialog.setNameFilters([ours, QCoreApplication.translate("Window", "All files (*)")])
    dialog.fileSelected.connect(lambda name: show_path(context, Path(name)))
    dialog.open()


def show_path(context: Context, path: Path) -> None:
    """Show a file as a QR code."""
    context.opened(path)

    async def job(work: Work) -> bytes:
        from retour.airgap.files import read_bytes

        return read_bytes(path)

    def ready(data: bytes) -> None:
        from retour_gui.scan.show import ShowPage, ToShow

        context.cover(lambda made: ShowPage(made, ToShow(data, path.name)))

    context.engine.run(job, ready, context.show, line=False)


def _for_a_device(scanned: Scanned) -> bool:
    """Whatever is not on its way to the portal; a page that waits for it says what is wrong with it."""
    return not scanned.to_portal
