"""The one composition root: makes the parts, hands them to the window, runs it."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QObject, QSize, Qt, QTimer
from PySide6.QtWidgets import QApplication

from retour.returns.home import home
from retour_gui.context import Context
from retour_gui.engine import Engine
from retour_gui.files import Files
from retour_gui.language import Language
from retour_gui.paper import Paper
from retour_gui.scan.source import Cameras
from retour_gui.settings import Settings
from retour_gui.tasks import Tasks
from retour_gui.theme import Theme
from retour_gui.theme.icons import icon
from retour_gui.training import Training
from retour_gui.window import SMALLEST, USUAL, Window

if TYPE_CHECKING:
    from retour.returns.work import Work

SOON: Final = ("retour_gui.cases.row", "retour_gui.widgets.banner", "retour_gui.wizard.view", "retour_gui.menus")
"""What the first paint does not wait for and the first press shall not wait for either: loaded in idle moments."""


SWITCH_S: Final = 0.001
"""How long a thread that computes may keep the window waiting, each time: five times less than Python's own."""


class App(QObject):
    """Everything that lives as long as the window.

    Args:
        folder: of the journal and the window's settings.
        training: folder of a training world; "" for the one beside the journal.
        cameras: where frames come from; None takes this machine's cameras.
    """

    def __init__(
        self, application: QApplication, folder: Path, training: str = "", cameras: Cameras | None = None
    ) -> None:
        super().__init__()
        sys.setswitchinterval(SWITCH_S)
        self._folder = folder
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
            folder=folder,
            show=show,
            note=note,
            quiet=self.window.quiet,
            cover=self.window.show_sheet,
            cameras=cameras or Cameras(),
        )
        self.window.begin(self.context)
        self.window.setMinimumSize(SMALLEST)
        self.window.resize(self.fitting())
        # Queued: the page whose choice it was must have returned before it is made anew.
        self.language.changed.connect(self.window.rebuild, Qt.ConnectionType.QueuedConnection)
        # Queued: the whole window has been painted by then, and not only its ground.
        self.window.first_painted.connect(self._painted, Qt.ConnectionType.QueuedConnection)

    def fitting(self) -> QSize:
        """The size of last time, but no larger than this screen: it may be another, and the verb is at the bottom."""
        size = QSize(*self.settings.size) if self.settings.size else USUAL
        return size.boundedTo(self.window.screen().availableSize()).expandedTo(SMALLEST)

    def show(self) -> None:
        """Show the window; the log, the journal and the ports come after it is painted."""
        self.window.show()

    def _painted(self) -> None:
        from retour.returns.log import start_log

        start_log(self._folder)
        self.engine.open()
        self.window.setWindowIcon(icon("app"))
        self.window.make_menus()
        _load_soon(list(SOON))


def main(training: str | None = None) -> int:
    """Open the window and run until it is closed. `training` names the folder of a training world to start at once."""
    application = _application()
    app = App(application, home(), training or "")
    app.show()
    if training is not None:
        app.window.first_painted.connect(app.training.start, Qt.ConnectionType.QueuedConnection)
    return application.exec()


def _application() -> QApplication:
    found = QApplication.instance()
    application = found if isinstance(found, QApplication) else QApplication(sys.argv[:1])
    application.setApplicationName("Retour")
    application.setDesktopFileName("retour")
    return application


def _load_soon(names: list[str]) -> None:
    """One at a time, so that the window answers in between."""
    from importlib import import_module

    if names:
        import_module(names.pop(0))
        QTimer.singleShot(0, lambda: _load_soon(names))


def _open(folder: Path) -> Callable[[Callable[[int, int], None]], Work]:
    def opened(progress: Callable[[int, int], None]) -> Work:
        from datetime import UTC, datetime

        from retour.returns.journal import Journal
        from retour.returns.work import Work

        return Work(Journal(folder, lambda: datetime.now(UTC)), progress=progress)

    return opened


if __name__ == "__main__":
    sys.exit(main())
