"""The training device, one click away: a program of its own that ends with the window."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QCoreApplication, QObject, Signal

from retour.errors import NotReached, RetourError

if TYPE_CHECKING:
    from PySide6.QtCore import QProcess

    from retour.protocol.model import Host
    from retour_gui.engine import Engine

_PROGRAM: Final = (sys.executable, "-m", "retour", "training")


class Training(QObject):
    """Starts `retour training` and speaks to it through its own commands.

    Signals:
        changed: it runs, or has ended.
        failed: an error for the person.
    """

    changed = Signal()
    failed = Signal(object)

    def __init__(self, engine: Engine, folder: Path) -> None:
        super().__init__()
        self._engine = engine
        self._folder = folder
        self._world: dict[str, str | list[str]] = {}
        self._process: QProcess | None = None
        self._hands: list[QProcess] = []

    @property
    def running(self) -> bool:
        return bool(self._world)

    @property
    def starting(self) -> bool:
        return self._process is not None and not self._world

    def open_portal(self, note: Callable[[str], None]) -> None:
        """The training portal in a browser; the token to sign in with is on the clipboard."""
        from PySide6.QtCore import QUrl
        from PySide6.QtGui import QDesktopServices, QGuiApplication

        QGuiApplication.clipboard().setText(self.token)
        QDesktopServices.openUrl(QUrl(self.portal_url))
        said = QCoreApplication.translate(
            "Window", "The training portal is at {url}. The token to sign in with is on the clipboard."
        )
        note(said.format(url=self.portal_url))

    @property
    def portal_url(self) -> str:
        """Where the training portal's pages are; empty while it does not run."""
        return str(self._world.get("portal_url", ""))

    @property
    def token(self) -> str:
        """What a browser signs in with at the training portal."""
        return str(self._world.get("admin_token", ""))

    @property
    def folder(self) -> Path:
        return self._folder

    def is_device(self, host: Host | None) -> bool:
        """Whether this is the training device."""
        return host is not None and host.id == self._world.get("host_id")

    def start(self) -> None:
        """Start it, once; it appears among the devices by itself."""
        if self._process is not None:
            return
        from PySide6.QtCore import QProcess

        self._process = QProcess(self)
        self._process.readyReadStandardOutput.connect(self._read)
        self._process.finished.connect(self._ended)
        self._process.errorOccurred.connect(self._not_started)
        self._process.start(_PROGRAM[0], [*_PROGRAM[1:], "--folder", str(self._folder)])
        self.changed.emit()

    def stop(self) -> None:
        """End it: it ends when its input is closed."""
        process, self._process = self._process, None
        if process is not None:
            process.closeWriteChannel()
            if not process.waitForFinished(3000):
                process.kill()
                process.waitForFinished(1000)
        self._world = {}

    def press(self) -> None:
        """Press the training device's button."""
        self._hand("press", [], lambda _: None)

    def stick(self) -> Path:
        """The folder that stands for a stick in training."""
        place = self._folder / "stick"
        place.mkdir(parents=True, exist_ok=True)
        return place

    def carry(self, file: Path, done: Callable[[Path], None]) -> None:
        """Carry a file to the training portal; `done` is given the answer that comes back."""
        from json import loads

        self._hand("carry", [str(file)], lambda out: done(Path(str(loads(out.splitlines()[-1])["answer"]))))

    def _hand(self, name: str, arguments: list[str], done: Callable[[str], None]) -> None:
        command = self._world.get(name)
        if not isinstance(command, list):
            return
        from PySide6.QtCore import QProcess

        hand = QProcess(self)
        self._hands.append(hand)

        def finished(code: int) -> None:
            self._hands.remove(hand)
            if code == 0:
                done(bytes(hand.readAllStandardOutput().data()).decode())
            else:
                text = bytes(hand.readAllStandardError().data()).decode()
                self.failed.emit(_three_lines(text, self.tr("The training world does not answer.")))
            hand.deleteLater()

        hand.finished.connect(finished)
        hand.start(command[0], [*command[1:], *arguments])

    def _read(self) -> None:
        process = self._process
        if process is None or self._world or not process.canReadLine():
            return
        from json import loads

        self._world = loads(bytes(process.readLine().data()).decode())
        self._engine.also_look_at(str(self._world["address"]))
        self.changed.emit()

    def _not_started(self, error: QProcess.ProcessError) -> None:
        if error is type(error).FailedToStart:
            self._ended()

    def _ended(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        ran, self._world = self.running, {}
        text = bytes(process.readAllStandardError().data()).decode()
        process.deleteLater()
        self.changed.emit()
        what = self.tr("The training world has ended.") if ran else self.tr("The training world did not start.")
        self.failed.emit(_three_lines(text, what))


def _three_lines(text: str, otherwise: str) -> RetourError:
    """What a command said on stderr, as the error that it was; `otherwise` is what happened where it said nothing."""
    lines = [line for line in text.strip().splitlines() if line.strip()]
    if len(lines) >= 4 and lines[-1].startswith("[") and lines[-1].endswith("]"):
        return NotReached(lines[-1][1:-1], *lines[-4:-1])
    said = lines[-1] if lines else ""
    safe = QCoreApplication.translate("Training", "Nothing real was touched.")
    todo = QCoreApplication.translate(
        "Training", "Try again. If it stays so, run this in a terminal to see why: retour training --folder training"
    )
    return NotReached("training", otherwise, safe, todo, said=said)
