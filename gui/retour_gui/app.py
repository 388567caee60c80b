"""The one composition root: makes the parts, hands them to the window, runs it."""

from __future__ import annotations

import resource
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtWidgets import QApplication

from retour.returns.home import home
from retour_gui.context import Context
from retour_gui.engine import Engine
from retour_gui.files import Files
from retour_gui.language import Language
from retour_gui.paper import Paper
from retour_gui.settings import Settings
from retour_gui.tasks import Tasks
from retour_gui.theme import Theme
from retour_gui.theme.icons import icon
from retour_gui.training import Training
from retour_gui.window import SMALLEST, USUAL, Window

if TYPE_CHECKING:
    from retour.returns.work import Work


class App(QObject):
    """Everything that lives as long as the window.

    Args:
        folder: of the journal and the window's settings.
        training: folder of a training world; "" for the one beside the journal.
    """

    def __init__(self, application: QApplication, folder: Path, training: str = "") -> None:
        super().__init__()
        self.settings = Settings(folder)
        self.theme = Theme(application)
        self.theme.apply(self.settings.scheme, self.settings.large)
        self.language = Language()
        self.language.use(self.settings.language)
        self.engine = Engine(Tasks(), _open(folder))
        self.training = Training(self.engine, Path(training) if training else folder / "training")
        self.window = Window()
        show, note = self.window.show_error, self.window.show_note
        self.context = Context(
            engine=self.engine,
            settings=self.settings,
            theme=self.theme,
            language=self.language,
            training=self.training,
            files=Files(self.engine, folder / "outbox", show),
            paper=Paper(self.engine, self.settings, self.language, show, note),
            show=show,
            note=note,
            quiet=self.window.quiet,
        )
        self.window.begin(self.context)
        self.window.setWindowIcon(icon("app"))
        self.window.setMinimumSize(SMALLEST)
        self.window.resize(*(self.settings.size or (USUAL.width(), USUAL.height())))
        # Queued: the page whose choice it was must have returned before it is made anew.
        self.language.changed.connect(self.window.rebuild, Qt.ConnectionType.QueuedConnection)

    def show(self) -> None:
        """Show the window; the journal and the ports come after it is painted."""
        self.window.show()
        QTimer.singleShot(0, self.engine.open)


def main(training: str | None = None) -> int:
    """Open the window and run until it is closed. `training` names the folder of a training world to start at once."""
    application = _application()
    app = App(application, home(), training or "")
    app.show()
    if training is not None:
        QTimer.singleShot(0, app.training.start)
    return application.exec()


def first_paint() -> int:
    """Open the window, print what it takes when it is painted, end. For the benchmark."""
    application = _application()
    app = App(application, home())
    app.show()

    def look() -> None:
        if app.window.painted:
            print(f'{{"rss_mb": {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.1f}}}', flush=True)
            app.window.close()
        else:
            QTimer.singleShot(0, look)

    QTimer.singleShot(0, look)
    return application.exec()


def _application() -> QApplication:
    found = QApplication.instance()
    application = found if isinstance(found, QApplication) else QApplication(sys.argv[:1])
    application.setApplicationName("Retour")
    application.setDesktopFileName("retour")
    return application


def _open(folder: Path) -> Callable[[Callable[[int, int], None]], Work]:
    def opened(progress: Callable[[int, int], None]) -> Work:
        from datetime import UTC, datetime

        from retour.returns.journal import Journal
        from retour.returns.work import Work

        return Work(Journal(folder, lambda: datetime.now(UTC)), progress=progress)

    return opened


if __name__ == "__main__":
    sys.exit(first_paint() if "--first-paint" in sys.argv else main())
