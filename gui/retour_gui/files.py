"""A case's newest message as a file to drag out; written only for that, in the journal's own folder."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from retour.errors import RetourError
    from retour.returns.checks import Open
    from retour.returns.work import Work
    from retour_gui.engine import Engine


class Files:
    """Files for dragging and copying.

    Args:
        folder: where they are written; what is there is a copy of what the journal holds.
        failed: shows why one could not be written.
    """

    def __init__(self, engine: Engine, folder: Path, failed: Callable[[RetourError], None]) -> None:
        self._engine = engine
        self._folder = folder
        self._failed = failed

    @staticmethod
    def name(found: Open, confirmation: bool) -> str:
        """The name of a case's carry file."""
        from retour.airgap.carry import Leg, carry_name
        from retour.returns.opaque.words import file_name
        from retour.returns.ways import CARRIED

        if found.case.way in CARRIED:
            leg = "confirmation" if confirmation else "request"
            return file_name(found.case.number, found.case.host.id, leg, found.state.nth(leg))
        return carry_name(found.case.number, found.case.host.id, Leg.CONFIRMATION if confirmation else Leg.REQUEST)

    def prepare(self, found: Open, blob: bytes, confirmation: bool, ready: Callable[[Path, int, str], None]) -> None:
        """Write the blob under its name; `ready` is given the path, its size in bytes and its SHA-256."""
        path = self._folder / self.name(found, confirmation)

        async def job(work: Work) -> tuple[Path, int, str]:
            from hashlib import sha256

            from retour.airgap.files import write_file

            data = work.journal.blob(blob)
            self._folder.mkdir(parents=True, exist_ok=True)
            return write_file(path, data), len(data), sha256(data).hexdigest()

        self._engine.run(job, lambda made: ready(*made), self._failed, line=False)

    def shown(self, found: Open, ready: Callable[[bytes], None]) -> None:
        """The newest message as a camera is shown it, after the journal has noted that it is."""

        async def job(work: Work) -> bytes:
            from retour.returns.shown import show

            return show(work.journal, found.case.number)

        self._engine.run(job, ready, self._failed, line=False)

    def dragged(self, found: Open, blob: bytes, confirmation: bool) -> None:
        """Note that the file left by drag or copy."""
        from retour.airgap.carry import Leg

        leg = Leg.CONFIRMATION if confirmation else Leg.REQUEST

        async def job(work: Work) -> None:
            work.journal.claim()
            work.journal.crossed(found.case.number, leg.value, work.journal.blob(blob), "dragged")

        self._engine.run(job, lambda _: None, self._failed, line=False)
