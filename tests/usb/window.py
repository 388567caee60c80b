"""A program with the window's engine and no window: says what is connected whenever that changes.

Looks only when it is told that a port came or went: its own round would come after an hour.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QTimer

from retour.link import hotplug
from retour.returns.journal import Journal
from retour.returns.work import Work
from retour_gui import engine
from retour_gui.tasks import Tasks


def main() -> None:
    app = QCoreApplication([])
    engine.ROUND_SECONDS = 3600.0  # type: ignore[misc]
    hotplug._UDEV = Path("/")  # type: ignore[misc]  # the bed has the events of udev without its daemon

    def open_work(progress: Callable[[int, int], None]) -> Work:
        return Work(Journal(Path(os.environ["RETOUR_HOME"]), lambda: datetime.now(UTC)), progress=progress)

    eyes = engine.Engine(Tasks(), open_work)

    def ready() -> None:
        eyes.rounds.disconnect(ready)
        # A moment later, when the engine waits.
        QTimer.singleShot(200, lambda: _say("ready"))

    def changed() -> None:
        found = [[each.address, each.identity and each.identity.host.id] for each in eyes.found if each.port]
        _say(json.dumps(found))
        if not found:
            app.quit()

    eyes.rounds.connect(ready)
    eyes.found_changed.connect(changed)
    eyes.open()
    app.exec()
    eyes.close()


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
