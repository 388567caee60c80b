"""The measure of `window.py`: Qt's own wizard with one page and nothing of ours, up to its first paint."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication, QLabel, QVBoxLayout, QWizard, QWizardPage


def resident_mb() -> float | None:
    """MB of this process that are in memory now; None where the system does not tell it in this way."""
    status = Path("/proc/self/status")
    if not status.is_file():
        return None
    line = next(each for each in status.read_text("ascii").splitlines() if each.startswith("VmRSS"))
    return round(int(line.split()[1]) / 1024, 1)


class FirstPaint(QObject):
    """Prints ``{"rss_mb"}`` and ends the application once its widget was painted."""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Paint:
            watched.removeEventFilter(self)
            QTimer.singleShot(0, self.report)
        return False

    def report(self) -> None:
        print(json.dumps({"rss_mb": resident_mb()}), flush=True)
        QApplication.quit()


def main() -> int:
    application = QApplication(sys.argv)
    wizard = QWizard()
    page = QWizardPage()
    page.setTitle("A page")
    QVBoxLayout(page).addWidget(QLabel("What a page says."))
    wizard.addPage(page)
    first = FirstPaint()
    wizard.installEventFilter(first)
    wizard.show()
    return application.exec()


if __name__ == "__main__":
    raise SystemExit(main())
