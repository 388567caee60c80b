"""QR codes through a simulated 720p webcam: ``.venv/bin/python tests/benchmarks/qr_camera.py [--seeds N] [--quick]``.

Prints JSON lines; the seeds are fixed.

- "read": of frames taken at random times, the share of which a code was read that was on the screen then, under each of
  the conditions of `tests.airgap.camera` and for each density: zxing-cpp alone, pyzbar alone, and both as the app uses
  them. Both together must never be worse than the better one, and nothing may be read that was not shown; the script
  fails otherwise.
- "cross": simulated seconds from the camera's first frame until a file of 10 kB has crossed at v20, at sender speeds of
  5, 8 and 10 codes a second; the receiver begins at a random place. The camera takes 30 frames a second, and one that
  comes while the decoder is busy is dropped. The decoder takes as long as it took on this machine ("measured"), or
  15 ms ("fixed"), so that the figures come out the same everywhere.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import time
from pathlib import Path
from statistics import mean

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from retour.airgap.scanning import Scan
from retour.airgap.showing import Density, Showing, plan
from retour.airgap.symbols.eyes import Eyes
from tests.airgap.camera import CONDITIONS, Camera, Screen

MESSAGE = 10_000
FIXED = 0.015
FRAMES = 3
"""Frames that each camera takes for "read"."""
SPEEDS = (5, 8, 10)
LONGEST = 120.0
GROUNDS = (255, 120, 30)
"""Shades of the window around the code, one after the other."""


def showing(density: Density, seed: int) -> Showing:
    return plan(random.Random(seed).randbytes(MESSAGE), density)


def read(density: Density, condition: str, seeds: int) -> bool:
    """Print the shares; whether both together were no worse than either, and nothing wrong was read."""
    readers = {"zxing": Eyes(pyzbar=False), "pyzbar": Eyes(zxing=False), "both": Eyes()}
    shown, right, wrong = showing(density, 1), dict.fromkeys(readers, 0), 0
    spent = dict.fromkeys(readers, 0.0)
    for seed in range(seeds):
        camera, start = Camera(seed, CONDITIONS[condition]), random.Random(seed).random() * 4
        screen = Screen(shown.symbol, 8, GROUNDS[seed % len(GROUNDS)])
        for number in range(FRAMES):
            at = start + camera.time(7 * number)
            picture = camera.look(screen, at)
            there = {shown.text(index) for index in camera.shown(screen, at)}
            for name, eyes in readers.items():
                began = time.perf_counter()
                texts = {seen.text for seen in eyes.read(picture)}
                spent[name] += time.perf_counter() - began
                right[name] += bool(texts & there)
                wrong += len(texts - there)
    frames = seeds * FRAMES
    line: dict[str, object] = {"what": "read", "density": density.value, "condition": condition, "frames": frames}
    line |= {name: round(right[name] / frames, 3) for name in readers}
    line["wrong"] = wrong
    line["ms"] = {name: round(1000 * spent[name] / frames, 1) for name in readers}
    print(json.dumps(line), flush=True)
    return wrong == 0 and right["both"] >= max(right["zxing"], right["pyzbar"])


def cross(condition: str, fps: float, decoder: str, seeds: int) -> None:
    """Print mean and worst seconds, and how many frames were dropped."""
    needed, dropped, taken = [], 0, 0
    for seed in range(seeds):
        seconds, lost, looked = crossing(condition, fps, decoder, seed)
        needed.append(seconds)
        dropped, taken = dropped + lost, taken + looked
    line = {"what": "cross", "condition": condition, "fps": fps, "decoder": decoder, "trials": seeds}
    fewest = showing(Density.V20, 0).fragments / fps
    line |= {"floor": round(fewest, 2), "mean": round(mean(needed), 2), "worst": round(max(needed), 2)}
    line["dropped"] = round(dropped / taken, 3)
    print(json.dumps(line), flush=True)


def crossing(condition: str, fps: float, decoder: str, seed: int) -> tuple[float, int, int]:
    """Seconds until the file was there; frames that were dropped; frames in all."""
    shown = showing(Density.V20, seed)
    screen, camera = Screen(shown.symbol, fps, GROUNDS[seed % len(GROUNDS)]), Camera(seed, CONDITIONS[condition])
    scan, start = Scan(Eyes()), random.Random(seed).random() * 4 * shown.fragments / fps
    free, dropped = 0.0, 0
    for number in range(round(LONGEST * 30)):
        now = camera.time(number)
        if now < free:
            dropped += 1
            continue
        picture = camera.look(screen, start + now)
        began = time.perf_counter()
        sight = scan.feed(picture)
        free = now + (time.perf_counter() - began if decoder == "measured" else FIXED)
        if any(stream.data is not None for stream in sight.complete):
            return free - camera.time(0), dropped, number + 1
    raise AssertionError(f"not complete after {LONGEST} seconds: {condition}, {fps} fps, seed {seed}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--seeds", type=int, default=30, help="cameras for each condition")
    parser.add_argument("--quick", action="store_true", help="v20, four cameras, two conditions for crossing")
    options = parser.parse_args()
    seeds = 4 if options.quick else options.seeds
    densities = [Density.V20] if options.quick else list(Density)
    sound = [read(density, condition, seeds) for density in densities for condition in CONDITIONS]
    for condition in ("baseline", "moderate") if options.quick else ("baseline", "rolling", "blended", "moderate"):
        for fps in SPEEDS:
            for decoder in ("fixed", "measured"):
                cross(condition, fps, decoder, max(2, seeds // 3))
    if not all(sound):
        raise SystemExit("both together read less than one alone, or a code was read that was not shown")


if __name__ == "__main__":
    main()
