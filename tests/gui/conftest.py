"""An option of the window's tests: where the pictures of every page and state go."""

from __future__ import annotations

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--pictures DIR` writes them, in every look; without it the same states are only checked, in a few."""
    parser.addoption("--pictures", metavar="DIR", help="write every page and state of the window as PNG")
