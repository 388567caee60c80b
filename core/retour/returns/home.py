"""Where this machine keeps the cases, and the work that is done over them."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from retour.link.device import Progress
    from retour.link.line import Told
    from retour.returns.work import Work


def home() -> Path:
    """The folder of the journal: ``RETOUR_HOME``, or the user's data folder."""
    if given := os.environ.get("RETOUR_HOME"):
        return Path(given)
    from platformdirs import user_data_path

    return user_data_path("retour", appauthor=False)


def open_work(progress: Progress | None = None, told: Told | None = None) -> Work:
    """The work over this machine's journal; a context manager. `progress` and `told` as `Work` takes them."""
    # Imported here, so that whoever only asks for the folder does not wait for the line and the journal.
    from datetime import UTC, datetime

    from retour.link import timing
    from retour.returns.journal import Journal
    from retour.returns.work import Work

    work = Work(Journal(home(), lambda: datetime.now(UTC)), timing.FIELD)
    work.progress = progress or work.progress
    work.told = told or work.told
    return work
