"""From the sender to the receiver: whatever is lost, shown twice, out of order, in any letter case, among others."""

from __future__ import annotations

import random
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retour.airgap.ur import bytewords, text
from retour.airgap.ur.bounds import MAX_COMPLETE, MAX_FRAGMENTS, MAX_KEPT, MAX_MESSAGE, MAX_STREAMS, MAX_TEXT
from retour.airgap.ur.bytewords import Style
from retour.airgap.ur.content import COMPRESSED, Content, content_of
from retour.airgap.ur.part import head_length
from retour.airgap.ur.receiver import Receiver
from retour.airgap.ur.sampling import choose_degree
from retour.airgap.ur.sender import FARTHEST, MIXED_PASSES, Sender, sender, worth_showing
from retour.errors import Malformed, Refused, RetourError
from tests.airgap.ur.samples import V15, V20, V25, files, noise, vendor_file
from tests.airgap.ur.standard import StandardSender

rooms = st.sampled_from([100, 150, 300, V15, V20, V25])


@given(files, rooms, st.integers(0, 10**6), st.floats(0, 0.6), st.integers())
def test_a_file_crosses(data: bytes, room: int, start: int, loss: float, seed: int) -> None:
    shown, receiver, channel = sender(data, room), Receiver(), random.Random(seed)
    recovered, frames = 0, 0
    for index in range(start, start + 400 + 40 * shown.fragments):
        if channel.random() < loss:
            continue
        code = shown.frame(index)
        assert len(code) <= room
        assert code == code.upper()
        taken = receiver.take(
            code if channel.random() < 0.5 else "".join(map(channel.choice, zip(code, code.lower(), strict=True)))
        )
        progress = taken.stream
        frames += taken.new
        assert recovered <= progress.recovered <= progress.fragments == shown.fragments
        assert frames == progress.frames
        assert set(progress.missing) <= set(range(1, shown.fragments + 1))
        assert (progress.data is None) is (progress.recovered < progress.fragments)
        recovered = progress.recovered
        if progress.data is not None:
            assert progress.data == data
            assert receiver.best == progress
            return
    raise AssertionError("it did not cross")


@given(st.integers(2, 40), st.integers(0, 2**20), st.integers())
def test_parts_of_a_standard_sender_are_taken_from_any_number_in_any_order(n: int, first: int, seed: int) -> None:
    source = StandardSender("bytes", content_of(vendor_file(n * 20)).message, 20)
    receiver, numbers = Receiver(), list(range(first + 1, first + 3 * n + 60))
    random.Random(seed).shuffle(numbers)
    for number in numbers:
        taken = receiver.take(source.text(number))
        if taken.stream.data is not None:
            break
    assert taken.stream.data == vendor_file(n * 20)
    assert taken.stream.frames <= n + 40


@given(st.integers(2, 300), st.integers(0, 40))
def test_each_frame_is_the_same_whatever_was_asked_before(n: int, index: int) -> None:
    content = Content("bytes", noise(n * 30))
    asked, fresh = Sender(content, 140), Sender(content, 140)
    for earlier in (3 * asked.fragments, index + 7, 0):
        asked.frame(earlier)
    assert asked.frame(index) == fresh.frame(index)


def test_passes_alternate_and_every_mixed_part_is_worth_showing() -> None:
    shown = Sender(Content("bytes", noise(9000)), V15)
    n = shown.fragments
    numbers = [shown.which(index) for index in range(2 * MIXED_PASSES * n)]
    pure, mixed = list(range(1, n + 1)), []
    for turn in range(MIXED_PASSES):
        assert numbers[2 * turn * n :][:n] == pure
        mixed += numbers[(2 * turn + 1) * n :][:n]
    assert mixed == sorted(set(mixed))
    degrees = {choose_degree(number, n, shown._checksum) for number in mixed}
    assert degrees <= set(worth_showing(n))
    assert shown.which(2 * MIXED_PASSES * n + n) == mixed[0]


@pytest.mark.parametrize("n", [2, 3, 4, 5, 8, 9, 64, 100, MAX_FRAGMENTS])
def test_every_code_of_a_message_fits(n: int) -> None:
    for room in (150, 151, V15):
        content = Content("x-retour-envelope", noise(n * 30))
        shown = Sender(content, room)
        last = (2 * MIXED_PASSES if n < 100 else 2) * shown.fragments - 1
        assert max(len(shown.frame(index)) for index in (0, shown.fragments - 1, shown.fragments, last)) <= room


def test_as_few_codes_as_fit() -> None:
    for size in range(400, 4000, 61):
        shown = Sender(Content("bytes", noise(size)), V15)
        if shown.fragments == 1:
            assert text.single_length("bytes", size) <= V15
        else:
            assert text.single_length("bytes", size) > V15
            fewer = shown.fragments - 1
            last, length = fewer * FARTHEST, -(-size // fewer)
            part = head_length(last, fewer, size, length) + length
            assert text.multi_length("bytes", text.Sequence(last, fewer), part) > V15


def test_deflated_only_where_that_saves_a_code() -> None:
    text_file = b"\xff" + b"license 0815; " * 300
    assert sender(text_file, V20).fragments < Sender(content_of(text_file), V20).fragments
    assert sender(text_file, V20).frame(0).startswith(f"UR:{COMPRESSED.upper()}/")
    assert sender(text_file[:500], V20).frame(0).startswith("UR:BYTES/")
    assert sender(vendor_file(5000), V20).frame(0).startswith("UR:BYTES/1-9/")


@pytest.mark.parametrize(("size", "room"), [(MAX_MESSAGE + 1, V25), (MAX_MESSAGE, V25), (200_000, 150), (50, 40)])
def test_what_cannot_cross_is_refused(size: int, room: int) -> None:
    with pytest.raises(Refused) as refused:
        sender(vendor_file(size), room)
    assert refused.value.code == "too-large-for-qr"


@pytest.mark.deep
def test_the_largest_file_crosses() -> None:
    data = vendor_file(MAX_MESSAGE - 8)
    shown, receiver = sender(data, V15), Receiver()
    assert shown.fragments > 1400
    channel = random.Random(1)
    for index in range(5 * shown.fragments):
        if channel.random() < 0.7 and (taken := receiver.take(shown.frame(index + 1000))).stream.data is not None:
            break
    assert taken.stream.data == data


def test_several_messages_at_a_time_are_kept_apart() -> None:
    shown = [sender(vendor_file(4000, seed), V15) for seed in range(5)]
    receiver, channel, done = Receiver(), random.Random(4), dict[str, bytes]()
    for index in range(200):
        for one in shown:
            if channel.random() < 0.7:
                taken = receiver.take(one.frame(index + 3))
                if taken.stream.data is not None:
                    done[taken.stream.key] = taken.stream.data
    assert sorted(done.values()) == sorted(vendor_file(4000, seed) for seed in range(5))
    assert {one.data for one in receiver.streams} == set(done.values())


def test_the_streams_are_in_order_of_how_complete_they_are() -> None:
    receiver = Receiver()
    assert Receiver().best is None
    for seed, parts in enumerate((2, 5, 3)):
        shown = sender(vendor_file(6000, seed), V15)
        for index in range(parts):
            receiver.take(shown.frame(index))
    assert [one.recovered for one in receiver.streams] == [5, 3, 2]
    whole = receiver.take(sender(b"small", V15).frame(0)).stream
    assert receiver.best == whole
    assert whole.data == b"small"


def test_what_is_missing_is_told_by_number() -> None:
    shown, receiver = sender(vendor_file(2500), V15), Receiver()
    n = shown.fragments
    assert receiver.take(shown.frame(2)).stream.missing == tuple(k for k in range(1, n + 1) if k != 3)
    assert receiver.take(shown.frame(0)).stream.missing == tuple(k for k in range(1, n + 1) if k not in (1, 3))


def test_the_same_code_again_brings_nothing() -> None:
    shown, receiver = sender(vendor_file(2500), V15), Receiver()
    assert receiver.take(shown.frame(0)).new
    assert receiver.take(shown.frame(1)).new
    for index in (1, 0, 1):
        again = receiver.take(shown.frame(index))
        assert not again.new
        assert again.stream.frames == 2


def test_a_stray_code_displaces_only_strays() -> None:
    receiver = Receiver()
    strong = [sender(vendor_file(3000, seed), V15) for seed in range(MAX_STREAMS - 1)]
    for one in strong:
        receiver.take(one.frame(0))
        receiver.take(one.frame(1))
    for seed in range(100, 160):
        receiver.take(sender(vendor_file(3000, seed), V15).frame(0))
    assert len(receiver.streams) == MAX_STREAMS
    assert sum(one.frames == 2 for one in receiver.streams) == MAX_STREAMS - 1
    last = sender(vendor_file(3000, 159), V15)
    receiver.take(last.frame(1))
    with pytest.raises(Refused) as refused:
        receiver.take(sender(vendor_file(3000, 200), V15).frame(0))
    assert refused.value.code == "too-many-messages"
    for one in (*strong, last):
        assert receiver.take(one.frame(2)).stream.frames == 3


def test_complete_messages_are_kept_up_to_a_number() -> None:
    receiver = Receiver()
    begun = sender(vendor_file(3000), V15)
    receiver.take(begun.frame(0))
    for seed in range(MAX_COMPLETE):
        receiver.take(sender(vendor_file(20, seed), V15).frame(0))
    with pytest.raises(Refused) as refused:
        receiver.take(sender(vendor_file(20, MAX_COMPLETE), V15).frame(0))
    assert refused.value.code == "too-many-messages"
    assert receiver.streams[-1].frames == 1
    assert receiver.take(sender(vendor_file(20, 7), V15).frame(0)).stream.data == vendor_file(20, 7)


@pytest.mark.slow
def test_memory_is_bounded_and_the_strongest_is_kept() -> None:
    receiver = Receiver()
    best = sender(vendor_file(300_000), V25)
    for index in range(best.fragments - 1):
        receiver.take(best.frame(index))
    for seed in range(1, 13):
        one = StandardSender("bytes", content_of(vendor_file(300_000, seed)).message, 900)
        for number in range(1, 30 * (1 + seed % 11)):
            with suppress(Refused):
                receiver.take(one.text(number))
    assert sum(stream.size for stream in receiver._open.values()) <= MAX_KEPT + 4096
    assert receiver.take(best.frame(best.fragments - 1)).stream.data == vendor_file(300_000)


@given(
    st.text(max_size=200)
    | st.from_regex(r"(?i:ur:[a-z0-9-]{0,12}(/[0-9]{0,11}-?[0-9]{0,11})?/[a-z]{0,60})", fullmatch=True)
)
def test_any_text_is_refused_or_taken(some: str) -> None:
    receiver = Receiver()
    try:
        receiver.take(some)
    except RetourError:
        assert receiver.streams == ()


@given(st.binary(max_size=200), st.sampled_from(Style))
def test_bytewords_come_back_and_no_damage_passes(data: bytes, style: Style) -> None:
    words = bytewords.encode(data, style)
    assert bytewords.decode(words, style) == bytewords.decode(words.lower(), style) == data
    for damaged in (words[:-1], words + "A", words[1:], words[2:] + words[:2] if len(set(words)) > 2 else ""):
        if damaged != words:
            with pytest.raises(Malformed):
                bytewords.decode(damaged, style)


def test_the_longest_code_is_that_of_the_largest_symbol() -> None:
    data = vendor_file(2136)
    code = sender(data, MAX_TEXT).frame(0)
    assert MAX_TEXT - 4 < len(code) <= MAX_TEXT
    assert Receiver().take(code).stream.data == data
