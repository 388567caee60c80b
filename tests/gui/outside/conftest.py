"""The desk as a fixture: skipped with its reason where packages are missing, but never in CI."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.gui.outside.desk import Desk, missing


@pytest.fixture(scope="session")
def can_look_from_outside() -> None:
    """Fails under CI rather than skip: there the packages belong to the machine."""
    why = missing()
    if why is not None and os.environ.get("CI"):
        pytest.fail(why)
    if why is not None:
        pytest.skip(why)


@pytest.fixture
def desk(can_look_from_outside: None, tmp_path: Path) -> Iterator[Desk]:
    with Desk(tmp_path) as set_up:
        yield set_up
