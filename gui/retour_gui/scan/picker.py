"""The camera of a scan: which one, as a mirror or not; started, given back, and why it gives nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QVBoxLayout, QWidget

from retour_gui.scan.source import Source, none_found
from retour_gui.theme.metrics import SPACE, TARGET
from retour_gui.widgets.tick import Tick

if TYPE_CHECKING:
    from retour.errors import RetourError
    from retour_gui.context import Context


class Picker(QWidget):
    """Holds one camera at a time; the choice is remembered.

    Signals:
        frame: a `QVideoFrame`.
        begins: a camera was asked for frames.
        fails: why there are none, as a `RetourError`; the camera is given back by then.
        mirrors: whether the picture is to be shown as a mirror shows it.
    """

    frame = Signal(object)
    begins = Signal()
    fails = Signal(object)
    mirrors = Signal(bool)

    def __init__(self, context: Context) -> None:
        super().__init__()
        self._context = context
        self._source: Source | None = None
        self._wanted = False
        self.combo = QComboBox()
        self.combo.setMinimumHeight(TARGET)
        # A long name of a camera must not widen the column.
        self.combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.combo.setMinimumContentsLength(10)
        self.combo.setAccessibleName(self.tr("Camera"))
        self.combo.activated.connect(self._chose)
        self._mirror = Tick(self.tr("&Mirror the picture"))
        self._mirror.toggled.connect(self._mirrored)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE)
        layout.addWidget(self.combo)
        layout.addWidget(self._mirror)
        context.cameras.changed.connect(self._changed)

    @property
    def runs(self) -> bool:
        """Whether a camera was asked for frames and did not fail."""
        return self._source is not None

    def begin(self) -> None:
        """Look which cameras there are, and begin with the one of last time."""
        self._wanted = True
        found = self._context.cameras.found()
        self.combo.clear()
        for each in found:
            self.combo.addItem(each.name, each.key)
        last = self.combo.findData(self._context.settings.camera)
        self.combo.setCurrentIndex(max(0, last) if found else -1)
        self.setVisible(bool(found))
        self._start()

    def stop(self) -> None:
        """Give the camera back, until `begin`."""
        self._wanted = False
        self._drop()

    def _start(self) -> None:
        self._drop()
        info = next((each for each in self._context.cameras.found() if each.key == self.combo.currentData()), None)
        source = self._context.cameras.open(info.key) if info is not None else None
        if info is None or source is None:
            self.fails.emit(none_found())
            return
        wish = self._context.settings.mirrored
        self._mirror.blockSignals(True)
        self._mirror.setChecked(info.faces_user if wish is None else wish)
        self._mirror.blockSignals(False)
        self.mirrors.emit(self._mirror.isChecked())
        self._source = source
        source.frame.connect(self.frame)
        source.failed.connect(self._failed)
        self.begins.emit()
        source.start()

    def _drop(self) -> None:
        source, self._source = self._source, None
        if source is not None:
            source.frame.disconnect(self.frame)
            source.failed.disconnect(self._failed)
            source.stop()
            source.deleteLater()

    def _failed(self, error: RetourError) -> None:
        self._drop()
        self.fails.emit(error)

    def _changed(self) -> None:
        """One came or went; the one that runs is not disturbed by another."""
        there = {each.key for each in self._context.cameras.found()}
        if self._wanted and (self._source is None or self.combo.currentData() not in there):
            self.begin()

    def _chose(self) -> None:
        self._context.settings.camera = str(self.combo.currentData())
        self._start()

    def _mirrored(self, on: bool) -> None:
        self._context.settings.mirrored = on
        self.mirrors.emit(on)
