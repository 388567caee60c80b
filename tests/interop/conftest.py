"""The device in C for all tests of this folder, and every message of theirs looked at by a tool that is not ours."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.interop.build import build
from tests.shape import shaped as shaped


@pytest.fixture(scope="session")
def program(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(tmp_path_factory.mktemp("device-in-c"))
