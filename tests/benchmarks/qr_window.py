"""The window while it shows and scans: ``.venv/bin/python -m tests.benchmarks.qr_window [--seconds N] [--memory N]``.

Each line is a JSON object. `longest_gap_ms` is the longest time between two beats of a 10 ms timer on the window's
thread (goal: 50); `looked_per_second` how many of 30 camera frames a second, 1280x720 through `QVideoFrameInput`,
were read; `grown_mib` how much more memory there was at the end than after the first tenth (`--memory`, in seconds;
600 for the ten minutes).
"""

from __future__ import annotations

import argparse
import json
import os
import tempfile
import time
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QTimer
from PySide6.QtMultimedia import QMediaCaptureSession, QVideoFrame, QVideoFrameInput, QVideoSink
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from retour.airgap.showing import Density, plan
from retour_gui.scan.looker import Look
from retour_gui.scan.opening import scan
from retour_gui.scan.scan import ScanPage
from retour_gui.scan.show import ShowPage, ToShow
from retour_gui.scan.source import CameraInfo, Cameras, Source
from tests.benchmarks.gaps import Gaps
from tests.gui.cameras import frame_of
from tests.gui.person import Person, person
from tests.gui.scan.screens import noise, seen, wall

RATE = 30
FRAMES = 24


class InputSource(Source):
    """A camera of Qt's own pipeline, without hardware."""

    def __init__(self, frames: list[QVideoFrame]) -> None:
        super().__init__()
        self._frames = frames
        self.sent = 0
        self._input, self._session, self._sink = QVideoFrameInput(self), QMediaCaptureSession(self), QVideoSink(self)
        self._session.setVideoFrameInput(self._input)
        self._session.setVideoSink(self._sink)
        self._sink.videoFrameChanged.connect(self.frame.emit)
        self._timer = QTimer(self, interval=1000 // RATE)
        self._timer.timeout.connect(self._send)

    def start(self) -> None:
        self._timer.start()

    def stop(self) -> None:
        self._timer.stop()

    def _send(self) -> None:
        if self._input.sendVideoFrame(self._frames[self.sent % len(self._frames)]):
            self.sent += 1


class InputCameras(Cameras):
    """One camera that plays these frames."""

    def __init__(self) -> None:
        super().__init__()
        self.frames: list[QVideoFrame] = []
        self.source: InputSource | None = None

    def found(self) -> tuple[CameraInfo, ...]:
        return (CameraInfo("input", "Frames"),)

    def open(self, key: str) -> Source | None:
        self.source = InputSource(self.frames)
        return self.source


def resident() -> float:
    """MiB that this process has."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGESIZE") / 2**20


def measured(seconds: float, keep: int) -> dict[str, float]:
    """Let the window live; the longest gap, and how much memory was taken meanwhile."""
    gaps, start = Gaps(), resident()
    gaps.start()
    begun, first = time.monotonic(), 0.0
    while (passed := time.monotonic() - begun) < seconds:
        QTest.qWait(100)
        if not first and passed >= seconds / 10:
            first = resident()
    gaps.stop()
    found = {"longest_gap_ms": round(gaps.longest_ms, 1), "beats": gaps.beats}
    return found | ({"mib": round(resident(), 1), "grown_mib": round(resident() - (first or start), 1)} if keep else {})


def show(somebody: Person, density: Density, fps: int, seconds: float, keep: int = 0) -> dict[str, object]:
    """The show page with 100 kB."""
    settings = somebody.app.settings
    settings.density, settings.speed = density.value, fps
    shown: list[int] = []
    somebody.window.show_sheet(lambda context: ShowPage(context, ToShow(noise(100_000), "benchmark")))
    page = somebody.window.sheet
    assert isinstance(page, ShowPage)
    somebody.wait(lambda: page.showing is not None, "the plan")
    page.player.shows.connect(lambda index, _: shown.append(index))
    found = measured(seconds, keep)
    rate = round(len(shown) / seconds, 2)
    somebody.window.show_home()
    return {"page": "show", "density": density.value, "fps": fps, "shown_per_second": rate, **found}


def scanning(somebody: Person, cameras: InputCameras, what: str, seconds: float, keep: int = 0) -> dict[str, object]:
    """The scan page before a screen with a message that never becomes whole, or before a wall."""
    showing = plan(noise(60_000), Density.V20)
    pictures = [seen(showing.symbol(index)) for index in range(FRAMES)] if what == "codes" else [wall()] * 2
    cameras.frames = [frame_of(picture) for picture in pictures]
    looks: list[Look] = []
    scan(somebody.window.context, "", lambda _: None)
    page = somebody.window.sheet
    assert isinstance(page, ScanPage)
    QTest.qWait(1000)  # the readers are loaded
    page.looker.looked.connect(lambda look: looks.append(look) if not keep or len(looks) < 100 else None)
    assert cameras.source is not None
    sent = cameras.source.sent
    found = measured(seconds, keep)
    taken = [look.seconds for look in looks]
    rates = {"sent_per_second": round((cameras.source.sent - sent) / seconds, 1)}
    if not keep:
        rates["looked_per_second"] = round(len(looks) / seconds, 1)
    rates["read_ms"] = round(1000 * sum(taken) / max(1, len(taken)), 1)
    somebody.window.show_home()
    return {"page": "scan", "before": what, **rates, **found}


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--seconds", type=float, default=10)
    parser.add_argument("--memory", type=float, default=0)
    options = parser.parse_args()
    application = QApplication([])
    cameras = InputCameras()
    with tempfile.TemporaryDirectory() as home, person(Path(home), cameras=cameras) as somebody:
        somebody.wait(lambda: somebody.app.engine.read, "the journal")
        QTest.qWait(1000)
        if options.memory:
            print(json.dumps(show(somebody, Density.V20, 8, options.memory, 1)), flush=True)
            print(json.dumps(scanning(somebody, cameras, "codes", options.memory, 1)), flush=True)
        else:
            for density, fps in ((Density.V20, 8), (Density.V20, 10), (Density.V30, 10)):
                print(json.dumps(show(somebody, density, fps, options.seconds)), flush=True)
            for what in ("codes", "wall"):
                print(json.dumps(scanning(somebody, cameras, what, options.seconds)), flush=True)
    application.quit()


if __name__ == "__main__":
    main()
