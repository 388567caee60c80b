"""How long an answer is waited for, and how long a frame may be: what is learned from what got through."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from retour.link.timing import ReplyTime, Room


def test_a_quick_device_is_not_waited_for_as_long_as_an_unknown_one() -> None:
    time = ReplyTime(0.5, 2.0)
    assert time.seconds == 2.0
    time.answered(0.01)
    assert time.seconds == 0.5
    time.answered(1.0)
    assert time.seconds == 2.0


def test_a_time_out_is_answered_by_patience_until_an_answer_shows_the_true_time() -> None:
    time = ReplyTime(0.5, 2.0)
    waits = []
    for _ in range(4):
        time.timed_out()
        waits.append(time.seconds)
    assert waits == [2.0] * 4
    time.answered(0.01)
    for _ in range(3):
        time.timed_out()
        waits.append(time.seconds)
    assert waits[4:] == [1.0, 2.0, 2.0]
    time.answered(3.0)
    assert time.seconds == 6.0
    time.timed_out()
    assert time.seconds == 6.0


def send(room: Room, takes: int, frames: int) -> list[int]:
    """Send frames as long as the room allows to a device that takes `takes` bytes; the lengths that were tried."""
    tried = []
    for _ in range(frames):
        tried.append(room.size)
        if room.size <= takes:
            room.arrived(room.size)
        else:
            room.lost(room.size)
    return tried


def test_a_device_that_takes_less_than_it_says_is_found_out_and_not_tried_again_and_again() -> None:
    tried = send(Room(2048, 128, 512), 512, 200)
    assert tried[:4] == [512, 1024, 1024, 1024]
    assert tried.count(1024) == 6
    assert set(tried[20:]) == {512}


def test_a_device_that_takes_what_it_says_gets_it_after_three_frames() -> None:
    tried = send(Room(2048, 128, 512), 2048, 50)
    assert tried[:3] == [512, 1024, 2048]
    assert set(tried[3:]) == {2048}
    assert set(send(Room(256, 128, 512), 256, 50)) == {256}


def test_a_device_that_takes_less_than_the_first_frame_is_found_out_too() -> None:
    tried = send(Room(16384, 128, 512), 200, 100)
    assert tried[:7] == [512, 512, 512, 256, 256, 256, 128]
    assert set(tried[7:]) == {128}


def grown() -> Room:
    room = Room(2048, 128, 2048)
    room.arrived(2048)
    return room


def test_a_frame_lost_once_or_twice_is_sent_again_as_it_was() -> None:
    room = grown()
    for _ in range(20):
        assert not room.lost(2048)
        assert not room.lost(2048)
        room.arrived(2048)
    assert room.size == 2048


def test_on_a_bad_line_frames_get_shorter_and_grow_again() -> None:
    room = grown()
    sizes = []
    for _ in range(18):
        room.lost(room.size)
        sizes.append(room.size)
    assert sizes[-1] == 128
    for _ in range(300):
        room.arrived(room.size)
    assert room.size == 2048


def test_a_short_frame_that_is_lost_says_nothing_of_lengths() -> None:
    room = grown()
    for _ in range(10):
        assert not room.lost(100)
    assert room.size == 2048


@given(
    claimed=st.integers(128, 16384),
    fates=st.lists(st.tuples(st.booleans(), st.integers(1, 16384)), max_size=200),
)
def test_whatever_happens_the_length_stays_within_bounds(claimed: int, fates: list[tuple[bool, int]]) -> None:
    room = Room(claimed, 128, 512)
    for arrived, length in fates:
        length = min(length, room.size)
        if arrived:
            room.arrived(length)
        else:
            room.lost(length)
        assert 128 <= room.size <= claimed
