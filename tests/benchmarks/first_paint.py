"""Starts the window as a person does and tells its first paint: ``first_paint.py window``, or ``retour`` and its words.

Prints ``{"rss_mb", "modules"}`` once a window of it was painted, and ends it. The program itself knows nothing of it.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication


def resident_mb() -> float | None:
    """MB of this process that are in memory now; None where the system does not tell it in this way."""
    status = Path("/proc/self/status")
    if not status.is_file():
        return None
    line = next(each for each in status.read_text("ascii").splitlines() if each.startswith("VmRSS"))
    return round(int(line.split()[1]) / 1024, 1)


class FirstPaint(QObject):
    """Watches one window from outside."""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Paint:
            watched.removeEventFilter(self)
            QTimer.singleShot(0, self.report)
        return False

    def report(self) -> None:
        print(json.dumps({"rss_mb": resident_mb(), "modules": sorted(sys.modules)}), flush=True)
        QApplication.closeAllWindows()
        QCoreApplication.quit()


def main(words: list[str]) -> None:
    """Run the program with a watcher on its window, which is there when the event loop begins."""
    first = FirstPaint()
    run = QApplication.exec

    def watched() -> int:
        window = next(each for each in QApplication.topLevelWidgets() if each.isVisible())
        window.installEventFilter(first)
        return run()

    QApplication.exec = staticmethod(watched)  # type: ignore[method-assign]
    if words[0] == "window":
        from retour_gui.app import main as window

        window()
    else:
        from retour.cli import main as command

        sys.argv = ["retour", *words[1:]]
        command()


if __name__ == "__main__":
    main(sys.argv[1:])
