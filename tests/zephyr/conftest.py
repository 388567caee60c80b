"""Zephyr's servers, fetched once, or why there are none."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.zephyr.servers import CannotRunError, Programs, Zephyr

Start = Callable[[str], Zephyr]
"""Starts one build of the server; it is off when the test is over."""


@pytest.fixture(scope="session")
def programs() -> Programs:
    try:
        return Programs.here()
    except CannotRunError as error:
        pytest.skip(str(error))


@pytest.fixture
def start(programs: Programs, tmp_path: Path) -> Iterator[Start]:
    with ExitStack() as running:
        yield lambda build: running.enter_context(Zephyr(programs, tmp_path, build))
