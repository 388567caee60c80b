"""First paint of the window as a multiple of a bare QWizard's: ``.venv/bin/python tests/benchmarks/window.py``.

Both are started as new processes, by turns, so that a busy machine slows both; from the start of the process to the
line that each prints after its first paint. Offscreen, and under Xvfb where it is installed. A JSON line for each.
"""

from __future__ import annotations

import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

RUNS: Final = 9
MOST_RATIO: Final = 1.8
MOST_RSS_MB: Final = 90
BARE: Final = [sys.executable, str(Path(__file__).with_name("bare_wizard.py"))]
WINDOW: Final = [sys.executable, "-m", "retour_gui.app", "--first-paint"]


def first_paint(command: list[str], environment: dict[str, str]) -> tuple[float, float]:
    """Milliseconds to the first paint, and MB resident then, of one start."""
    began = time.perf_counter()
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        line = process.stdout.readline()
        took = time.perf_counter() - began
    assert process.returncode == 0, f"{command} ended with {process.returncode}"
    return took * 1000, json.loads(line)["rss_mb"]


def compare(platform: str, environment: dict[str, str]) -> dict[str, object]:
    """Medians of `RUNS` starts of each, by turns, after one start of each that is not counted."""
    bare, window = [], []
    for run in range(RUNS + 1):
        with tempfile.TemporaryDirectory() as home:
            settings = environment | {"RETOUR_HOME": home, "XDG_CONFIG_HOME": home}
            bare_now, window_now = first_paint(BARE, settings), first_paint(WINDOW, settings)
        if run:
            bare.append(bare_now)
            window.append(window_now)
    milliseconds = [statistics.median(took for took, _ in each) for each in (bare, window)]
    resident = [statistics.median(rss for _, rss in each) for each in (bare, window)]
    ratio = statistics.median(ours[0] / theirs[0] for ours, theirs in zip(window, bare, strict=True))
    return {
        "measure": "first paint",
        "platform": platform,
        "runs": RUNS,
        "bare_ms": round(milliseconds[0]),
        "window_ms": round(milliseconds[1]),
        "ratio": round(ratio, 2),
        "bare_rss_mb": resident[0],
        "window_rss_mb": resident[1],
        "met": ratio <= MOST_RATIO and resident[1] <= MOST_RSS_MB,
    }


@contextmanager
def xvfb() -> Iterator[str]:
    """A display of its own; its name."""
    reading, writing = os.pipe()
    command = ["Xvfb", "-displayfd", str(writing), "-noreset", "-nolisten", "tcp", "-screen", "0", "1366x768x24"]
    with subprocess.Popen(command, pass_fds=(writing,), stderr=subprocess.DEVNULL) as server:
        os.close(writing)
        try:
            with os.fdopen(reading) as told:
                yield f":{told.readline().strip()}"
        finally:
            server.terminate()


def main() -> int:
    """Print the comparisons; 1 if one of them is not met."""
    plain = {name: value for name, value in os.environ.items() if not name.startswith(("QT_", "WAYLAND_"))}
    results = [compare("offscreen", plain | {"QT_QPA_PLATFORM": "offscreen"})]
    if shutil.which("Xvfb"):
        with xvfb() as display:
            results.append(compare("xcb", plain | {"QT_QPA_PLATFORM": "xcb", "DISPLAY": display}))
    for result in results:
        print(json.dumps(result), flush=True)
    return 0 if all(result["met"] for result in results) else 1


if __name__ == "__main__":
    raise SystemExit(main())
