"""The entry of the desktop's menu fits the program that it starts."""

from __future__ import annotations

import shutil
import subprocess
import tomllib
from configparser import RawConfigParser
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
ENTRY = ROOT / "packaging" / "retour.desktop"


def test_the_entry_starts_the_program_with_its_icon() -> None:
    parser = RawConfigParser(strict=True)
    parser.optionxform = str  # type: ignore[assignment,method-assign] # as typeshed asks for it
    parser.read_string(ENTRY.read_text("utf-8"))
    entry = parser["Desktop Entry"]
    scripts = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["scripts"]
    assert entry["Exec"] in scripts
    assert entry["Icon"] == ENTRY.stem
    named = f'setDesktopFileName("{ENTRY.stem}")'
    assert named in (ROOT / "gui" / "retour_gui" / "app.py").read_text("utf-8"), "the desktop tells its windows by it"
    readme = (ROOT / "README.md").read_text("utf-8")
    icon = "resources/retour_resources/icons/app.svg"
    assert (ROOT / icon).exists()
    assert "packaging/retour.desktop" in readme
    assert icon in readme


@pytest.mark.skipif(shutil.which("desktop-file-validate") is None, reason="desktop-file-utils is not installed")
def test_the_entry_is_valid() -> None:
    done = subprocess.run(["desktop-file-validate", str(ENTRY)], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "")
