"""A QR code comes in: by a camera, from pictures, or from the clipboard; whole, it is told at once what it is."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QLocale, QMimeData, QTimer
from PySide6.QtGui import QGuiApplication, QImage, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QComboBox, QFileDialog, QProgressBar

from retour_gui.cover import Cover
from retour_gui.scan.hints import Hint, Pacer
from retour_gui.scan.looker import Look, Looker, PicturesRead
from retour_gui.scan.opening import Pictures
from retour_gui.scan.preview import Preview
from retour_gui.scan.side import Side, lay_out
from retour_gui.scan.source import Source, none_found
from retour_gui.scan.words import hint_text, kind_text, left_text, missing_text
from retour_gui.theme.metrics import TARGET
from retour_gui.widgets.button import Button, Kind
from retour_gui.widgets.card import Card
from retour_gui.widgets.filetile import files
from retour_gui.widgets.flow import Flow
from retour_gui.widgets.text import Role, Text
from retour_gui.widgets.tick import Tick

if TYPE_CHECKING:
    from retour.airgap.scanning import Scan
    from retour.airgap.ur.stream import Progress
    from retour.errors import RetourError
    from retour.returns.scanned import Scanned
    from retour.returns.work import Work
    from retour_gui.context import Context


class ScanPage(Cover):
    """The camera's picture, and beside it how far it is and what helps.

    Args:
        taken: is given what was scanned, after this page has left.
        wants: whether that goes on by itself; what does not is shown here and can be saved as a file.
        clock: seconds that never fall.
    """

    def __init__(
        self,
        context: Context,
        taken: Callable[[Scanned], None],
        wants: Callable[[Scanned], bool],
        lead: str,
        pictures: Pictures = (),
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        super().__init__(context)
        self._taken, self._wants, self._clock = taken, wants, clock
        self._source: Source | None = None
        self._scanned: Scanned | None = None
        self._pacer = Pacer(self._clock())
        self._problem: RetourError | None = None
        self._whole = False
        self._reading = 0
        self.preview = Preview()
        self._lay_out(lead)
        self.looker = Looker(_scan, self)
        self.looker.looked.connect(self._looked)
        self.looker.pictures.connect(self._pictures_read)
        self.looker.broke.connect(self._trouble)
        self.looker.ready.connect(self._weaker)
        self._beat = QTimer(self, interval=500)
        self._beat.timeout.connect(self._hint_again)
        context.cameras.changed.connect(self._cameras_changed)
        self._list_cameras()
        if pictures:
            self.read(pictures)

    def first_control(self) -> Button:
        """The way out that works without a camera."""
        return self._browse

    def read(self, pictures: Pictures) -> None:
        """Read pictures, PDF pages, videos, or what was pasted; several in any order."""
        self._reading += 1
        self._show_reading()
        self.looker.read(pictures)

    def takes(self, data: QMimeData) -> bool:
        """Pictures that were dropped or pasted."""
        paths = files(data)
        if paths:
            self.read(tuple(paths))
            return True
        image = data.imageData() if data.hasImage() else None
        if isinstance(image, QImage) and not image.isNull():
            self.read((image,))
            return True
        return False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """A screenshot is pasted."""
        if event.matches(QKeySequence.StandardKey.Paste) and self.takes(QGuiApplication.clipboard().mimeData()):
            return
        super().keyPressEvent(event)

    def close_down(self) -> None:
        """Give the camera back."""
        self._beat.stop()
        self._stop_camera()
        self.looker.close()

    def _lay_out(self, lead: str) -> None:
        side = Side()
        self.column = side.column
        self._lead = Text(lead, Role.MUTED)
        self._camera = QComboBox()
        self._camera.setMinimumHeight(TARGET)
        # A long name of a camera must not widen the column.
        self._camera.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self._camera.setMinimumContentsLength(10)
        self._camera.setAccessibleName(self.tr("Camera"))
        self._camera.activated.connect(self._chose)
        self._mirror = Tick(self.tr("&Mirror the picture"))
        self._mirror.toggled.connect(self._mirrored)
        self._count = Text("", Role.STRONG)
        self._left = Text("", Role.MUTED)
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName(self.tr("Parts of the message"))
        self._hint = Card("warn")
        self._hint_text = Text("")
        self._hint.add(self._hint_text)
        self._anew = Button(self.tr("Begin &anew"), Kind.PLAIN, "undo")
        self._anew.clicked.connect(self._begin_anew)
        self._hint.add(Flow(self._anew))
        self._bad = Card("warn")
        self._bad_lines = [Text("", Role.STRONG), Text(""), Text("")]
        for line in self._bad_lines:
            self._bad.add(line)
        self._again = Button(self.tr("&Try the camera again"), Kind.PLAIN)
        self._again.clicked.connect(self._list_cameras)
        self._bad.add(Flow(self._again))
        self._found = Card("good")
        self._found_text = Text("", Role.STRONG)
        self._found_more = Text("")
        self._save = Button(self.tr("&Save as a file..."), Kind.PLAIN, "file-down")
        self._save.clicked.connect(self._save_as)
        for widget in (self._found_text, self._found_more):
            self._found.add(widget)
        self._found.add(Flow(self._save))
        self._browse = Button(self.tr("Read &pictures..."), Kind.PLAIN, "file")
        self._browse.clicked.connect(self._choose_pictures)
        self._weak = Text("", Role.SMALL)
        also = self.tr("Photos, screenshots, scanned sheets and videos work too: choose, drop or paste them.")
        for item in (
            Text(self.tr("Hold the code before the camera"), Role.TITLE),
            self._lead,
            self._camera,
            self._mirror,
            self._count,
            self._bar,
            self._left,
            self._hint,
            self._bad,
            self._found,
            Flow(self._browse),
            Text(also, Role.MUTED),
            self._weak,
        ):
            self.column.add(item)
        self.column.stretch()
        for hidden in (self._bar, self._count, self._left, self._hint, self._bad, self._found, self._weak):
            hidden.hide()
        self._back = Button(self.tr("&Back"), Kind.QUIET, "back")
        self._back.clicked.connect(self.leaves)
        lay_out(self, self.preview, side, self._back)

    # The camera

    def _list_cameras(self) -> None:
        """Show which there are, and begin with the one of last time."""
        found = self.context.cameras.found()
        self._camera.clear()
        for each in found:
            self._camera.addItem(each.name, each.key)
        wanted = self._camera.findData(self.context.settings.camera)
        self._camera.setCurrentIndex(max(0, wanted) if found else -1)
        self._camera.setVisible(bool(found))
        self._mirror.setVisible(bool(found))
        self._begin()

    def _cameras_changed(self) -> None:
        """One came or went; the one that runs is not disturbed by another."""
        there = {each.key for each in self.context.cameras.found()}
        if self._source is None or self._camera.currentData() not in there:
            self._list_cameras()

    def _chose(self) -> None:
        self.context.settings.camera = str(self._camera.currentData())
        self._begin()

    def _begin(self) -> None:
        self._stop_camera()
        self._bad.hide()
        if self._whole:
            return
        info = next((each for each in self.context.cameras.found() if each.key == self._camera.currentData()), None)
        source = self.context.cameras.open(info.key) if info is not None else None
        if info is None or source is None:
            self.preview.show_words(self.tr("No camera"))
            self._trouble(none_found())
            return
        mirrored = self.context.settings.mirrored
        self._mirror.blockSignals(True)
        self._mirror.setChecked(info.faces_user if mirrored is None else mirrored)
        self._mirror.blockSignals(False)
        self.preview.mirrored = self._mirror.isChecked()
        self.preview.show_words(self.tr("The camera starts..."))
        self._source = source
        self._pacer = Pacer(self._clock())
        source.frame.connect(self.looker.offer)
        source.failed.connect(self._trouble)
        source.start()
        self._beat.start()

    def _stop_camera(self) -> None:
        source, self._source = self._source, None
        self._beat.stop()
        self._hint.hide()
        if source is not None:
            source.frame.disconnect(self.looker.offer)
            source.stop()
            source.deleteLater()

    def _mirrored(self, on: bool) -> None:
        self.context.settings.mirrored = on
        self.preview.mirrored = on
        self.preview.update()

    def _trouble(self, error: RetourError) -> None:
        """Why the camera gives nothing, and the other ways."""
        for line, text in zip(self._bad_lines, error.lines, strict=True):
            line.setText(self.context.core(text))
        self._bad.show()
        self._hint.hide()
        if self._source is not None:
            self.preview.show_words(self._bad_lines[0].text())

    def _weaker(self, text: str) -> None:
        self._weak.setText(self.context.core(text))
        self._weak.setVisible(bool(text))

    # What is read

    def _looked(self, look: Look) -> None:
        if self._whole:
            return
        if self._source is not None or self._reading:
            self._bad.setVisible(self._bad.isVisibleTo(self) and self._source is None)
            self.preview.show_frame(look.preview, look.outlines, ours=look.ours)
        recovered = look.progress.recovered if look.progress else 0
        full = self._problem is not None and self._problem.code == "too-many-messages"
        if look.problem is not None or (look.ours and not full):
            self._problem = look.problem
        self._pacer.saw(self._clock(), ours=look.ours, strange=look.strange, recovered=recovered)
        if look.progress is not None:
            self._progress(look.progress)

    def _progress(self, progress: Progress) -> None:
        locale = QLocale()
        self._bar.setRange(0, progress.fragments)
        self._bar.setValue(progress.recovered)
        said = self.tr("{done} of {count} parts")
        self._count.setText(
            said.format(done=locale.toString(progress.recovered), count=locale.toString(progress.fragments))
        )
        pace = self._pacer.pace(self._clock(), progress.recovered, progress.fragments)
        self._left.setText(left_text(pace.seconds_left))
        for widget in (self._bar, self._count):
            widget.setVisible(progress.fragments > 1)
        self._left.setVisible(pace.seconds_left is not None)
        if progress.data is not None:
            self._is_whole(progress.data)

    def _begin_anew(self) -> None:
        """Too many messages at once have been read: forget them."""
        self._problem = None
        self.looker.begin_anew()
        self._hint_again()

    def _hint_again(self) -> None:
        hint = self._pacer.pace(self._clock(), 0, 1).hint if self._source is not None else Hint.NONE
        if self._bad.isVisibleTo(self):
            hint = Hint.NONE
        full = self._problem is not None and self._problem.code == "too-many-messages"
        text = hint_text(hint)
        if self._problem is not None and (full or hint is Hint.STRANGE):
            text = " ".join(self.context.core(line) for line in (self._problem.what, self._problem.todo))
        self._hint_text.setText(text)
        self._anew.setVisible(full)
        self._hint.setVisible(bool(text))

    def _pictures_read(self, read: PicturesRead) -> None:
        self._reading = max(0, self._reading - 1)
        if self._whole:
            return
        self._browse.setEnabled(True)
        if read.problems:
            self.context.show(read.problems[0])
        elif read.progress is None or not read.progress.frames:
            self.context.note(self.tr("No code of Retour was read in these pictures."))
        else:
            self.context.note(missing_text(read.progress.missing, read.progress.fragments))
        if self._source is None:
            self.preview.show_words("")

    def _show_reading(self) -> None:
        self.context.quiet()
        if self._source is None:
            self.preview.show_words(self.tr("The pictures are read..."))

    def _is_whole(self, data: bytes) -> None:
        """Keep it, and say what it is."""
        self._whole = True
        self._stop_camera()
        self._bad.hide()
        folder = self.context.folder / "inbox"

        async def job(work: Work) -> Scanned:
            from retour.returns.scanned import keep

            return keep(folder, data, work.known_keys())

        self.context.engine.run(job, self._kept, self._not_kept, line=False)

    def _kept(self, scanned: Scanned) -> None:
        from shiboken6 import isValid

        if not isValid(self):
            return
        self._scanned = scanned
        if self._wants(scanned):
            self.leaves.emit()
            self._taken(scanned)
            return
        self._found_text.setText(kind_text(scanned))
        if scanned.to_portal:
            self._found_more.setText(self.tr("It is for the portal: save it as a file and take it in there."))
        else:
            self._found_more.setText(self.tr("Nothing here waits for it. It can be saved as a file."))
        self._found.show()
        self._save.setFocus()

    def _not_kept(self, error: RetourError) -> None:
        self._whole = False
        self.context.show(error)

    # Files

    def _choose_pictures(self) -> None:
        dialog = QFileDialog(self, self.tr("Read pictures"), str(self.context.settings.folder))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        kinds = "*.png *.jpg *.jpeg *.bmp *.gif *.webp *.tif *.tiff *.pdf *.mp4 *.mov *.mkv *.webm *.avi"
        dialog.setNameFilters([self.tr("Pictures, PDF, videos") + f" ({kinds})", self.tr("All files (*)")])
        dialog.filesSelected.connect(self._chose_pictures)
        dialog.open()

    def _chose_pictures(self, names: list[str]) -> None:
        paths = tuple(Path(name) for name in names)
        self.context.settings.folder = paths[0].parent
        self.read(paths)

    def _save_as(self) -> None:
        assert self._scanned is not None
        source = self._scanned.path
        dialog = QFileDialog(self, self.tr("Save as a file"), str(self.context.settings.folder))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.selectFile(source.name)
        dialog.setOption(QFileDialog.Option.DontConfirmOverwrite)  # nothing is ever overwritten
        dialog.fileSelected.connect(lambda name: self.context.copy_file(source, Path(name)))
        dialog.open()


def _scan() -> tuple[Scan, str]:
    from retour.airgap.scanning import Scan
    from retour.airgap.symbols.eyes import Eyes

    eyes = Eyes()
    eyes.check()
    return Scan(eyes), eyes.weaker or ""
