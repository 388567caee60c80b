"""Builds the device in C, once for each run of the tests."""

from __future__ import annotations

import subprocess
from pathlib import Path
from typing import Final

SOURCES: Final = Path(__file__).parent / "device"


def build(folder: Path) -> Path:
    """The program, built into `folder` by make, with the address and undefined-behaviour sanitizers."""
    done = subprocess.run(
        ["make", "-C", str(SOURCES), f"OUT={folder}", "asan"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return folder / "retour-device-asan"
