"""First paint of the window as a multiple of a bare QWizard's: ``.venv/bin/python tests/benchmarks/window.py``.

All are started as new processes, by turns, so that a busy machine slows all; from the start of the process to the
line that each prints after its first paint: the bare wizard, the window alone, and the window as a person starts it,
by the command ``retour``. Offscreen, and under Xvfb where it is installed. A JSON line for each.
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
WINDOW: Final = [sys.executable, str(Path(__file__).with_name("first_paint.py")), "window"]
COMMAND: Final = [*WINDOW[:2], "retour"]


def first_paint(command: list[str], environment: dict[str, str]) -> tuple[float, float | None]:
    """Milliseconds to the first paint, and MB resident then (None where the system does not tell), of one start."""
    began = time.perf_counter()
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        line = process.stdout.readline()
        took = time.perf_counter() - began
    assert process.returncode == 0, f"{command} ended with {process.returncode}"
    return took * 1000, json.loads(line)["rss_mb"]


def compare(platform: str, environment: dict[str, str]) -> dict[str, object]:
    """Medians of `RUNS` starts of each, by turns, after one start of each that is not counted."""
    starts: dict[str, list[tuple[float, float | None]]] = {"bare": [], "window": [], "command": []}
    for run in range(RUNS + 1):
        with tempfile.TemporaryDirectory() as home:
            settings = environment | {"RETOUR_HOME": home, "XDG_CONFIG_HOME": home}
            now = [first_paint(command, settings) for command in (BARE, WINDOW, COMMAND)]
        if run:
            for kept, each in zip(starts.values(), now, strict=True):
                kept.append(each)
    ratio, command_ratio = (_ratio(starts[name], starts["bare"]) for name in ("window", "command"))
    resident = {name: _resident(each) for name, each in starts.items()}
    window_rss = resident["window"]
    return {
        "measure": "first paint",
        "platform": platform,
        "runs": RUNS,
        **{f"{name}_ms": round(statistics.median(took for took, _ in each)) for name, each in starts.items()},
        "ratio": round(ratio, 2),
        "command_ratio": round(command_ratio, 2),
        **{f"{name}_rss_mb": each for name, each in resident.items()},
        "met": ratio <= MOST_RATIO and (window_rss is None or window_rss <= MOST_RSS_MB),
    }


def _ratio(ours: list[tuple[float, float | None]], theirs: list[tuple[float, float | None]]) -> float:
    return statistics.median(mine[0] / bare[0] for mine, bare in zip(ours, theirs, strict=True))


def _resident(starts: list[tuple[float, float | None]]) -> float | None:
    told = [resident for _, resident in starts if resident is not None]
    return statistics.median(told) if told else None


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
