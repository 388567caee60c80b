"""What is said while nothing, something strange, or nothing new is read."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retour_gui.scan.hints import Hint, Pacer


def walk(steps: list[tuple[float, bool, bool, int]], until: float) -> Hint:
    pacer, recovered = Pacer(0), 0
    for now, ours, strange, recovered in steps:
        pacer.saw(now, ours=ours, strange=strange, recovered=recovered)
    return pacer.pace(until, recovered, 10).hint


@pytest.mark.parametrize(
    ("steps", "until", "hint"),
    [
        ([], 4.9, Hint.NONE),
        ([], 5.0, Hint.NOTHING),
        ([(1, False, False, 0)], 5.0, Hint.NOTHING),
        ([(4, True, False, 1)], 8.9, Hint.NONE),
        ([(4, True, False, 1)], 9.0, Hint.NOTHING),
        ([(5.5, False, True, 0)], 6.0, Hint.STRANGE),
        ([(5.5, False, True, 0)], 7.0, Hint.NOTHING),
        ([(1, True, False, 3), (7, True, False, 3)], 7.0, Hint.STALLED),
        ([(1, True, False, 3), (7, True, False, 4)], 7.0, Hint.NONE),
    ],
)
def test_what_helps(steps: list[tuple[float, bool, bool, int]], until: float, hint: Hint) -> None:
    assert walk(steps, until) is hint


def test_the_time_left_follows_the_pace() -> None:
    pacer = Pacer(0)
    left = []
    for part in range(1, 61):
        pacer.saw(part / 8, ours=True, strange=False, recovered=part)
        left.append(pacer.pace(part / 8, part, 60).seconds_left)
    assert left[:12] == [None] * 12, "a guess at the beginning jumps about"
    assert left[-1] is None, "there is nothing left"
    for part, seconds in enumerate(left[20:-1], 21):
        assert seconds is not None
        assert abs(seconds - (60 - part) / 8) <= 1


@given(st.lists(st.tuples(st.floats(0, 3), st.booleans(), st.booleans(), st.integers(0, 3)), max_size=60))
def test_no_sequence_gives_nonsense(steps: list[tuple[float, bool, bool, int]]) -> None:
    pacer, now, recovered = Pacer(0), 0.0, 0
    for wait, ours, strange, more in steps:
        now += wait
        recovered = min(50, recovered + (more if ours else 0))
        pacer.saw(now, ours=ours, strange=strange, recovered=recovered)
        pace = pacer.pace(now, recovered, 50)
        assert pace.seconds_left is None or pace.seconds_left >= 1
        assert ours is False or pace.hint in (Hint.NONE, Hint.STALLED)
