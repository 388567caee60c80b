"""Every message of every journey is looked at by a tool that is not ours."""

from __future__ import annotations

import pytest

from retour.link.timing import Timing
from tests.shape import shaped as shaped


@pytest.fixture
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits for a cable that was pulled: it does not come back before the command is given again."""
    monkeypatch.setattr("retour.link.timing.FIELD", Timing(reconnect=0))
