"""The other codec, fetched once, or why there is none."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.airgap.interop.bcur import BcUr, CannotRunError, fetched


@pytest.fixture(scope="session")
def other() -> Iterator[BcUr]:
    try:
        codec = BcUr(fetched())
    except CannotRunError as error:
        pytest.skip(str(error))
    with codec:
        yield codec
