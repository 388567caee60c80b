"""File or QR code, side by side; what was chosen is remembered for the site."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QImage

from retour_gui.widgets.choice import Choice, Option

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from retour.returns.scanned import Scanned
    from retour.returns.work import Work
    from retour_gui.context import Context
    from retour_gui.wizard.about import CaseFacts

FILE: Final = "file"
QR: Final = "qr"
Pictures = tuple[Path | QImage, ...]
PICTURES: Final = frozenset(
    f".{each}"
    for each in [
        "png",
        "jpg",
        "jpeg",
        "bmp",
        "gif",
        "webp",
        "tif",
        "tiff",
        "pdf",
        "heic",
        "heif",
        "mp4",
        "m4v",
        "mov",
        "mkv",
        "webm",
        "avi",
        "mjpeg",
    ]
)


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

    @property
    def by_qr(self) -> bool:
        return self.value == QR

    @property
    def _site(self) -> str:
        return self._model.open.case.notes.site if self._model.open else self._model.draft.notes.site

    def _remember(self, key: str) -> None:
        self._context.settings.set_by_qr(self._site, key == QR)


def is_picture(path: Path) -> bool:
    """Whether a file is named as a picture, a PDF document or a video: something to read a code from."""
    return path.suffix.lower() in PICTURES


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
