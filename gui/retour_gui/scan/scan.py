"""A QR code comes in: by a camera, from pictures, or from the clipboard; whole, it is told at once what it is."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QMimeData, QTimer
from PySide6.QtGui import QGuiApplication, QImage, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QFileDialog
from shiboken6 import isValid

from retour_gui.cover import Cover
from retour_gui.scan.cards import Amount, Told, pressed
from retour_gui.scan.hints import Hint, Pacer
from retour_gui.scan.looker import Look, Looker, PicturesRead, Reading
from retour_gui.scan.opening import FILTER, Pictures, is_picture
from retour_gui.scan.picker import Picker
from retour_gui.scan.preview import Preview
from retour_gui.scan.side import Side, lay_out
from retour_gui.scan.words import hint_text, kind_text, left_text, missing_text
from retour_gui.widgets.button import Button, Kind
from retour_gui.widgets.filetile import files
from retour_gui.widgets.flow import Flow
from retour_gui.widgets.text import Role, Text
from retour_gui.widgets.working import Working

if TYPE_CHECKING:
    from PySide6.QtGui import QHideEvent, QShowEvent

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
        self._scanned: Scanned | None = None
        self._brought: tuple[bytes, ...] = ()
        self._problem: RetourError | None = None
        self._pacer = Pacer(self._clock())
        self._whole = self._over = False
        self._reading = 0
        self.preview = Preview()
        self.picker = Picker(context)
        self.looker = Looker(_scan, self)
        self._lay_out(lead)
        self._beat = QTimer(self, interval=500)
        self._connect()
        if pictures:
            self.read(pictures)

    @property
    def title(self) -> str:
        return self.tr("Hold the code before the camera")

    def first_control(self) -> Button:
        """The way that works without a camera."""
        return self._browse

    def read(self, pictures: Pictures) -> None:
        """Read pictures, PDF pages, videos, or what was pasted; several in any order."""
        if self._scanned is not None:
            self._another()
        self._reading += 1
        self.context.quiet()
        self._working.start(self.tr("The pictures are read..."))
        self.looker.read(pictures)

    def takes(self, data: QMimeData) -> bool:
        """Pictures that were dropped or pasted; a file that is none is for what lies under this page."""
        paths = files(data)
        if len(paths) == 1 and not is_picture(paths[0]):
            self.leaves.emit()
            return False
        image = data.imageData() if not paths and data.hasImage() else None
        found: Pictures = tuple(paths) or ((image,) if isinstance(image, QImage) and not image.isNull() else ())
        if found:
            self.read(found)
        return bool(found)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """A screenshot is pasted."""
        if event.matches(QKeySequence.StandardKey.Paste) and self.takes(QGuiApplication.clipboard().mimeData()):
            return
        super().keyPressEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        """The camera begins, also when a page that lay over this one is gone."""
        super().showEvent(event)
        if not self._whole and not self._over:
            self.picker.begin()

    def hideEvent(self, event: QHideEvent) -> None:
        """Nobody looks: others may have the camera. What was read stays."""
        super().hideEvent(event)
        self.picker.stop()

    def close_down(self) -> None:
        """Give the camera back."""
        self._over = True
        self._beat.stop()
        self.picker.stop()
        self.looker.close()

    def _lay_out(self, lead: str) -> None:
        side = Side()
        self.column = side.column
        self.amount = Amount()
        self._working = Working()
        self._anew = pressed(Button(self.tr("Begin &anew"), Kind.PLAIN, "undo"), self._begin_anew)
        self._hint = Told("warn", [self._anew])
        self._again = pressed(Button(self.tr("&Try again")), self._try_again)
        self._bad = Told("warn", [self._again])
        self._save = pressed(Button(self.tr("&Save as a file..."), Kind.PLAIN, "file-down"), self._save_as)
        another = pressed(Button(self.tr("Scan a&nother"), Kind.PLAIN, "qr"), self._another)
        self._found = Told("good", [self._save, another])
        self._browse = pressed(Button(self.tr("Read &pictures..."), Kind.PLAIN, "file"), self._choose_pictures)
        self._weak = Text("", Role.SMALL)
        self._weak.hide()
        also = self.tr("Photos, screenshots, scanned sheets and videos work too: choose, drop or paste them.")
        for item in (
            Text(self.title, Role.TITLE),
            Text(lead, Role.MUTED),
            self.picker,
            self.amount,
            self._working,
            self._hint,
            self._bad,
            self._found,
            Flow(self._browse),
            Text(also, Role.MUTED),
            self._weak,
        ):
            self.column.add(item)
        self.column.stretch()
        lay_out(self, self.preview, side, pressed(Button(self.tr("&Back"), Kind.QUIET, "back"), self.leaves.emit))

    def _connect(self) -> None:
        self.picker.frame.connect(self.looker.offer)
        self.picker.begins.connect(self._began)
        self.picker.fails.connect(self._trouble)
        self.picker.mirrors.connect(self._mirror)
        self.looker.looked.connect(self._looked)
        self.looker.reading.connect(self._reads)
        self.looker.pictures.connect(self._pictures_read)
        self.looker.broke.connect(self._broke)
        self.looker.ready.connect(self._weaker)
        self._working.cancelled.connect(self.looker.stop_pictures)
        self._beat.timeout.connect(self._hint_again)

    # The camera

    def _began(self) -> None:
        self._bad.tell()
        self.preview.show_words(self.tr("The camera starts..."))
        self._pacer = Pacer(self._clock())
        self._beat.start()

    def _mirror(self, on: bool) -> None:
        self.preview.mirrored = on
        self.preview.update()

    def _trouble(self, error: RetourError) -> None:
        """Why the camera gives nothing, and the other ways."""
        self._beat.stop()
        self._hint.tell()
        lines = [self.context.core(line) for line in error.lines]
        self._bad.tell(*lines)
        self.preview.show_words(lines[0])

    def _broke(self, error: RetourError) -> None:
        """Nothing here reads codes: neither camera nor pictures help."""
        self.picker.stop()
        self.picker.hide()
        self._over = True
        self._working.stop()
        self._browse.setEnabled(False)
        self._again.hide()
        self._trouble(error)

    def _try_again(self) -> None:
        if self._brought:
            self._is_whole(self._brought)
        else:
            self.picker.begin()

    def _weaker(self, text: str) -> None:
        self._weak.setText(self.context.core(text))
        self._weak.setVisible(bool(text))

    # What is read

    def _looked(self, look: Look) -> None:
        if self._whole or (look.live and not self.picker.runs):
            return
        self.preview.show_frame(look.preview, look.outlines, ours=look.ours)
        recovered = look.progress.recovered if look.progress else 0
        if look.problem is not None or (look.ours and not self._is_full):
            self._problem = look.problem
        self._pacer.saw(self._clock(), ours=look.ours, strange=look.strange, recovered=recovered)
        if look.progress is not None:
            self._draw_amount(look.progress)
            if look.live and look.progress.data is not None:
                self._is_whole((look.progress.data,))

    def _draw_amount(self, progress: Progress, more: str = "") -> None:
        pace = self._pacer.pace(self._clock(), progress.recovered, progress.fragments)
        self.amount.draw(progress.recovered, progress.fragments, more or left_text(pace.seconds_left))

    @property
    def _is_full(self) -> bool:
        return self._problem is not None and self._problem.code == "too-many-messages"

    def _begin_anew(self) -> None:
        """Forget what was collected: too many messages at once have been read."""
        self._problem = None
        self.looker.begin_anew()
        self.amount.hide()
        self._pacer = Pacer(self._clock())
        self._hint_again()

    def _hint_again(self) -> None:
        hint = self._pacer.pace(self._clock(), 0, 1).hint if self.picker.runs else Hint.NONE
        text = hint_text(hint)
        if self._problem is not None and (self._is_full or hint is Hint.STRANGE):
            text = " ".join(self.context.core(line) for line in (self._problem.what, self._problem.todo))
        self._anew.setVisible(self._is_full)
        self._hint.tell(text)

    def _reads(self, reading: Reading) -> None:
        if reading.total > 1:
            self._working.progress(reading.done, reading.total, "parts")

    def _pictures_read(self, read: PicturesRead) -> None:
        self._reading = max(0, self._reading - 1)
        if not self._reading:
            self._working.stop()
        if self._whole:
            return
        told = [self.context.core(problem.what) for problem in read.problems[1:]]
        if read.problems:
            self.context.show(read.problems[0])
        if read.whole:
            self._is_whole(read.whole)
        elif read.progress is not None and read.progress.frames:
            told.append(missing_text(read.progress.missing, read.progress.fragments))
            self._draw_amount(read.progress, "\n".join(told))
        elif not read.problems:
            self.context.note(self.tr("No code of Retour was read in these pictures."))

    # What was found

    def _is_whole(self, brought: tuple[bytes, ...]) -> None:
        """Keep it, and say what it is; several messages are kept as one bundle."""
        self._whole, self._brought = True, brought
        self.picker.stop()
        self._beat.stop()
        self._hint.tell()
        self._bad.tell()
        folder = self.context.folder / "inbox"

        async def job(work: Work) -> tuple[Scanned, int]:
            from retour.airgap.carry import merge_carry
            from retour.returns.scanned import keep

            data, others = merge_carry(brought)
            return keep(folder, data, work.known_keys()), others

        self.context.engine.run(job, self._kept, self._not_kept, line=False)

    def _kept(self, kept: tuple[Scanned, int]) -> None:
        scanned, others = kept
        if not isValid(self) or self._over:
            return
        self._brought = ()
        if self._wants(scanned):
            self.leaves.emit()
            self._taken(scanned)
        else:
            self._scanned = scanned
            more = self.tr("Nothing here waits for it. It can be saved as a file.")
            if scanned.to_portal:
                more = self.tr("It is for the portal: save it as a file and take it in there.")
            self._found.tell(kind_text(scanned), more)
            self._save.setFocus()
        if others:
            said = QCoreApplication.translate(
                "scan", "%n more files were read; read their pictures by themselves.", "", others
            )
            self.context.note(said)

    def _not_kept(self, error: RetourError) -> None:
        """It could not be written down: what was read is not lost, and this can be tried again."""
        if isValid(self) and not self._over:
            self._trouble(error)

    def _another(self) -> None:
        """Done with this one; the next message begins anew."""
        self._scanned, self._brought, self._whole = None, (), False
        self._found.tell()
        self._begin_anew()
        self.picker.begin()

    # Files

    def _choose_pictures(self) -> None:
        dialog = QFileDialog(self, self.tr("Read pictures"), str(self.context.settings.folder))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.setNameFilters([self.tr("Pictures, PDF, videos") + f" ({FILTER})", self.tr("All files (*)")])
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
        dialog.selectFile(_own_name(self._scanned))
        dialog.setOption(QFileDialog.Option.DontConfirmOverwrite)  # nothing is ever overwritten
        dialog.fileSelected.connect(lambda name: self.context.copy_file(source, Path(name)))
        dialog.open()


def _own_name(scanned: Scanned) -> str:
    """A vendor's portal wants the vendor's file; it comes out of its envelope under any name but a Retour file's."""
    from retour.returns.scanned import Kind as What

    path = scanned.path
    return path.with_suffix(".bin").name if scanned.kind is What.ENVELOPE else path.name


def _scan() -> tuple[Scan, str]:
    from retour.airgap.scanning import Scan
    from retour.airgap.symbols.eyes import Eyes

    eyes = Eyes()
    eyes.check()
    return Scan(eyes), eyes.weaker or ""
