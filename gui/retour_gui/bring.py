"""An answer opened from the start page: it finds its own case."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from retour_gui.context import Context

if TYPE_CHECKING:
    from retour.returns.checks import Open
    from retour.returns.work import Work


def bring(context: Context, path: Path, done: Callable[[Open, str], None]) -> None:
    """Judge and hold the answers in a file; `done` is given the case of the first."""
    context.settings.folder = path.parent

    async def job(work: Work) -> Open:
        return work.answers.take(path, None)[0]

    context.engine.run(job, lambda found: done(found, path.name), context.show)
