"""The helper that measures how long the event loop was away sees it when it was."""

from __future__ import annotations

import time

from pytestqt.qtbot import QtBot

from tests.benchmarks.gaps import Gaps


def test_a_loop_that_is_held_up_is_seen(qtbot: QtBot) -> None:
    gaps = Gaps()
    assert gaps.longest_ms == 0
    gaps.start()
    qtbot.wait(40)
    time.sleep(0.08)  # what must never happen on the window's thread
    qtbot.wait(20)
    gaps.stop()
    assert gaps.beats >= 3
    assert gaps.longest_ms >= 80


def test_the_longest_gap_is_by_the_clock(qtbot: QtBot) -> None:
    now = [0.0]
    gaps = Gaps(lambda: now[0])
    gaps.start()
    for moment in (0.01, 0.02, 0.065, 0.07):
        now[0] = moment
        gaps.beat()
    gaps.stop()
    assert round(gaps.longest_ms) == 45
