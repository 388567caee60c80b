"""Work in progress: what is being done, how far it is, how long it still takes, and a way to stop it."""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import QLocale, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from retour_gui.theme.metrics import SPACE
from retour_gui.widgets.button import Button
from retour_gui.widgets.text import Role, Text

_SETTLED_S = 2.0
"""A time left that is told earlier than this jumps about."""


class Working(QWidget):
    """A row that is there only while something runs. `clock` gives seconds that never fall."""

    cancelled = Signal()

    def __init__(self, clock: Callable[[], float] = time.monotonic, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._clock = clock
        self._began = 0.0
        self._text = Text("", Role.STRONG)
        self._left = Text("", Role.MUTED)
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self.cancel = Button(self.tr("&Cancel"))
        self.cancel.clicked.connect(self.cancelled)
        lines = QVBoxLayout()
        lines.setSpacing(SPACE)
        lines.addWidget(self._text)
        lines.addWidget(self._bar)
        lines.addWidget(self._left)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4 * SPACE)
        row.addLayout(lines, 1)
        row.addWidget(self.cancel, 0, Qt.AlignmentFlag.AlignVCenter)
        self.hide()

    def start(self, text: str) -> None:
        """Show that `text` is being done; how far is not known yet."""
        self._began = self._clock()
        self._text.setText(text)
        self._bar.setAccessibleName(text)
        self._left.setText("")
        self._bar.setRange(0, 0)
        self.cancel.setEnabled(True)
        self.show()

    def progress(self, done: int, total: int, unit: str = "bytes") -> None:
        """`done` of `total`, in bytes or in parts."""
        if total <= 0:
            return
        # Permille, as a byte count may exceed the bar's 31 bits.
        self._bar.setRange(0, 1000)
        self._bar.setValue(min(1000, done * 1000 // total))
        how_far = self._how_far(done, total, unit)
        seconds = self.seconds_left(done, total)
        if seconds is None:
            self._left.setText(how_far)
        else:
            left = self.tr("about %n seconds left", "", seconds)
            self._left.setText(self.tr("{how_far}, {time_left}").format(how_far=how_far, time_left=left))

    def stop(self) -> None:
        """Take it away."""
        self.hide()

    def seconds_left(self, done: int, total: int) -> int | None:
        """Seconds that are still needed at the pace so far; None while that would be a guess."""
        passed = self._clock() - self._began
        if done <= 0 or done >= total or passed < _SETTLED_S:
            return None
        return max(1, round(passed * (total - done) / done))

    def _how_far(self, done: int, total: int, unit: str) -> str:
        locale = QLocale()
        if unit == "bytes":
            shown, whole = locale.formattedDataSize(done), locale.formattedDataSize(total)
            return self.tr("{done} of {total}").format(done=shown, total=whole)
        return self.tr("part {done} of {total}").format(done=locale.toString(done), total=locale.toString(total))
