"""What every page may use; made once by `app`."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

if TYPE_CHECKING:
    from retour.errors import RetourError
    from retour.returns.flow import Draft
    from retour.returns.opaque.library import Shelved
    from retour.returns.work import Work
    from retour_gui.cover import Cover
    from retour_gui.engine import Engine
    from retour_gui.files import Files
    from retour_gui.language import Language
    from retour_gui.paper import Paper
    from retour_gui.scan.source import Cameras
    from retour_gui.settings import Settings
    from retour_gui.theme import Theme
    from retour_gui.training import Training


@dataclass(frozen=True, slots=True)
class Context:
    """The window's parts, handed down instead of looked up.

    Attributes:
        folder: of the journal.
        show: the one place where errors are shown; an action may go with it.
        note: a quiet word in the same place; quiet: put away what is shown there.
        cover: show a page over what is there.
    """

    engine: Engine
    settings: Settings
    theme: Theme
    language: Language
    training: Training
    files: Files
    paper: Paper
    folder: Path
    show: Callable[[RetourError], None]
    note: Callable[[str], None]
    quiet: Callable[[], None]
    cover: Callable[[Callable[[Context], Cover]], None]
    cameras: Cameras

    def core(self, text: str) -> str:
        """A sentence of the core in the user's language."""
        return self.language.core(text)

    def shelf(self) -> tuple[Shelved, ...]:
        """The device profiles there are, also those that cannot be used."""
        from retour.returns.opaque.library import shelf

        return shelf(self.folder)

    def draft(self) -> Draft:
        """A return in the making, by whoever wrote the name last."""
        from retour.returns.case import Notes
        from retour.returns.flow import Draft

        return Draft(notes=Notes(technician=self.settings.technician))

    def abandon(self, number: str) -> None:
        """Give up a case for which the device changed nothing."""

        async def job(work: Work) -> None:
            await work.abandon(number)

        self.engine.run(job, lambda _: None, self.show)

    def forget(self, number: str) -> None:
        """Delete a finished case."""

        async def job(work: Work) -> None:
            work.forget(number)

        self.engine.run(job, lambda _: None, self.show)

    def report(self, done: Callable[[str], None]) -> None:
        """Gather the report for support, on the worker."""

        async def job(work: Work) -> str:
            from datetime import UTC, datetime

            from retour.returns.diagnose import gather, report

            return report(gather(work.journal.folder, datetime.now(UTC)))

        self.engine.run(job, done, self.show)

    def opened(self, path: Path) -> None:
        """Remember the folder from which a file was opened; what came by QR code lies in a folder of our own."""
        if path.parent != self.folder / "inbox":
            self.settings.folder = path.parent

    def copy_file(self, source: Path, path: Path) -> None:
        """Save a file of ours under another name; a file with other contents is never overwritten.

        A vendor's file comes out of its envelope, unless it shall be a Retour file.
        """

        async def job(work: Work) -> Path:
            from retour.airgap.carry import SUFFIX
            from retour.airgap.envelope import is_envelope, unseal
            from retour.airgap.files import read_bytes, write_file

            data = read_bytes(source)
            wrapped = is_envelope(data) and path.suffix != SUFFIX
            return write_file(path, unseal(data).data if wrapped else data)

        self._save(job)

    def save_text(self, path: Path, text: str) -> None:
        """Save something as text; a file with other contents is never overwritten."""

        async def job(work: Work) -> Path:
            from retour.airgap.files import write_paper

            return write_paper(path, text.encode())

        self._save(job)

    def _save(self, job: Callable[[Work], Coroutine[None, None, Path]]) -> None:
        def done(written: Path) -> None:
            self.settings.folder = written.parent
            self.note(QCoreApplication.translate("Paper", "Saved as {path}.").format(path=written))

        self.engine.run(job, done, self.show)
