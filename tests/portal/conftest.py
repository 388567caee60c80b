"""A portal in a folder, with lines, closed after each test."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest

from retour.portal import inputs
from retour.portal.database import Place
from retour.portal.store import Portal

with warnings.catch_warnings():
    # Starlette would rather have a successor of httpx, which is not among the locked requirements.
    warnings.simplefilter("ignore")
    import starlette.testclient  # noqa: F401


@pytest.fixture
def place(tmp_path: Path) -> Place:
    return Place.of(str(tmp_path / "data"))


@pytest.fixture
def portal(place: Place) -> Iterator[Portal]:
    with Portal.open(place, clock=lambda: 1_790_000_000) as opened:
        opened.put_line(inputs.line("L", "Flow", 5, "4.2", ["Batch"]))
        opened.put_line(inputs.line("M", "Gateway", 2, expiry="2030-12-31"))
        yield opened
