"""A window whose cameras see what a test holds before them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from tests.gui.cameras import HeldCameras
from tests.gui.person import Person, person


@pytest.fixture
def cameras(qtbot: QtBot) -> HeldCameras:
    return HeldCameras("Front", "Back")


@pytest.fixture
def somebody(tmp_path: Path, cameras: HeldCameras) -> Iterator[Person]:
    with person(tmp_path / "laptop", cameras=cameras) as made:
        made.wait(lambda: made.app.engine.read, "the journal")
        yield made
