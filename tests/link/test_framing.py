"""Framing: no noise costs a good frame, no chunking changes anything, nothing grows without bound."""

from __future__ import annotations

import itertools
from typing import Any

import cbor2
import pytest
from hypothesis import given
from hypothesis import strategies as st
from smp import packet

from retour.link.framing import MAX_FRAME, MAX_LINE, Deframer, Frame, Op, decode_map, encode, encode_map

FRAMES = st.builds(
    Frame,
    op=st.integers(0, 7),
    version=st.integers(0, 3),
    group=st.integers(0, 65535),
    sequence=st.integers(0, 255),
    command=st.integers(0, 255),
    payload=st.binary(max_size=600),
)
HEADER = b"\x06\x09"
NOISE = st.one_of(
    st.binary(max_size=300),
    st.sampled_from([b"*** Booting Zephyr OS ***\r\n", b"uart:~$ ", HEADER, b"\x04\x14", b"\n", b"\x06", b"\x04"]),
    st.just(HEADER + b"AAAA\n"),
    st.just(HEADER + b"//8A\n"),
    st.just(b"\x04\x14AAAA\n"),
    FRAMES.map(lambda frame: encode(frame)[:40]),
)
GOOD = Frame(Op.WRITE, 1, 0x5254, 3, 4, b"payload" * 40)


def feed(data: bytes) -> list[Frame]:
    return Deframer().feed(data)


@given(st.lists(FRAMES, max_size=4))
def test_frames_come_out_as_they_went_in(frames: list[Frame]) -> None:
    assert feed(b"".join(encode(frame) for frame in frames)) == frames


@given(st.lists(st.tuples(NOISE, FRAMES), min_size=1, max_size=5), NOISE)
def test_noise_between_frames_loses_no_good_frame(noisy: list[tuple[bytes, Frame]], tail: bytes) -> None:
    found = feed(b"".join(noise + encode(frame) for noise, frame in noisy) + tail)
    rest = iter(found)
    assert all(frame in rest for _, frame in noisy)  # each of them, in order


@given(st.lists(NOISE | FRAMES.map(encode), max_size=6), st.lists(st.integers(1, 60), min_size=1, max_size=20))
def test_any_chunking_gives_the_same(pieces: list[bytes], sizes: list[int]) -> None:
    data = b"".join(pieces)
    deframer, found, at = Deframer(), [], 0
    for size in itertools.cycle(sizes):
        found += deframer.feed(data[at : at + size])
        at += size
        if at >= len(data):
            break
    assert found == feed(data)


@given(st.binary(max_size=2000))
def test_noise_alone_never_fails(noise: bytes) -> None:
    feed(noise)


@given(st.integers(0, len(encode(GOOD)) - 1), st.integers(1, 255))
def test_a_damaged_byte_never_gives_another_frame(place: int, change: int) -> None:
    data = bytearray(encode(GOOD))
    data[place] ^= change
    assert feed(bytes(data)) in ([], [GOOD])
    assert feed(bytes(data) + b"\n" + encode(GOOD))[-1] == GOOD


def test_console_lines_inside_a_frame_do_no_harm() -> None:
    lines = encode(GOOD).split(b"\n")
    assert feed(b"\nI: log line\r\n".join(lines)) == [GOOD]


def test_lines_may_end_with_carriage_return() -> None:
    assert feed(encode(GOOD).replace(b"\n", b"\r\n")) == [GOOD]


def test_other_line_lengths_are_read_too() -> None:
    raw = b"".join(packet.encode(b"\x0a\x00\x00\x00\x52\x54\x01\x02", line_length=8))
    assert feed(raw) == [Frame(Op.WRITE, 1, 0x5254, 1, 2, b"")]
    big = Frame(Op.WRITE, 1, 1, 1, 1, bytes(MAX_FRAME - 8))
    body = b"\x0a\x00" + (MAX_FRAME - 8).to_bytes(2, "big") + b"\x00\x01\x01\x01" + big.payload
    assert feed(b"".join(packet.encode(body, line_length=60_000))) == [big]


def whole(body: bytes) -> bytes:
    return b"".join(packet.encode(body))


@pytest.mark.parametrize(
    "data",
    [
        whole(b"\x0a\x00\x00\x01\x52\x54\x01\x02"),  # claims a payload that is not there
        whole(b"short"),
        whole(b""),
        HEADER + b"AA==\n",  # one byte: not even a length
        HEADER + b"not base64!\n",
        HEADER + b"\n",
        whole(bytes(MAX_FRAME + 1)),
    ],
)
def test_what_is_no_frame_is_dropped(data: bytes) -> None:
    assert feed(data) == []
    assert feed(data + encode(GOOD)) == [GOOD]


def test_memory_is_bounded() -> None:
    deframer = Deframer()
    for _ in range(100):
        assert deframer.feed(b"x" * 10_000) == []
    for _ in range(100):
        assert deframer.feed(HEADER + b"//8A\n" + (b"\x04\x14" + b"AAAA" * 30 + b"\n") * 200) == []
    assert len(deframer._line) <= MAX_LINE
    assert len(deframer._frame) <= MAX_FRAME + 200
    assert deframer.feed(b"\n" + encode(GOOD)) == [GOOD]


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**64), 2**64 - 1) | st.floats(allow_nan=False) | st.binary() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text() | st.integers(0, 99), inner, max_size=3),
    max_leaves=10,
)


@given(st.dictionaries(st.text(), VALUES, max_size=5))
def test_maps_come_out_as_they_went_in(values: dict[str, Any]) -> None:
    assert decode_map(encode_map(values)) == values


@given(st.binary(max_size=200) | st.binary(max_size=60).map(lambda data: b"\xbf" + data))
def test_any_payload_is_a_map_or_none(payload: bytes) -> None:
    values = decode_map(payload)
    assert values is None or all(isinstance(key, str) for key in values)


@pytest.mark.parametrize(
    ("payload", "values"),
    [
        ("bf626f6bf5ff", {"ok": True}),
        ("bf6172bf6161019f0203ffffff", None),
        ("bf6172bf61619f0203ffffff", {"r": {"a": [2, 3]}}),
        ("bf61729f01ffff", {"r": [1]}),
        ("a161727f61616162ff", {"r": "ab"}),
        ("a161725f41614162ff", {"r": b"ab"}),
        ("a16172fb3ff8000000000000", {"r": 1.5}),
        ("a161721801", {"r": 1}),
        ("a2617201617202", {"r": 2}),
    ],
)
def test_what_real_servers_send_is_read(payload: str, values: dict[str, Any] | None) -> None:
    assert decode_map(bytes.fromhex(payload)) == values


@pytest.mark.parametrize(
    "payload",
    [
        "a16172c101",  # a tag
        "a16172d81c80",  # a shared value
        "a1617281818181818181818100",  # too deep
        "bb7fffffffffffffff",  # a claimed length
        "a161729b7fffffffffffffff",
        "a161725affffffff00",
        "a16172",
        "a1617219",
        "a1617263616",
        "a10102",
        "a161721f",
        "a161721c",
        "a16172ff",
        "a161725f6161ff",
        "a161725f5fffff",
        "a16172a1a001",
        "a1617261ff",
        "a1617201 00",
    ],
)
def test_what_could_do_harm_is_refused(payload: str) -> None:
    text = payload.replace(" ", "")
    assert decode_map(bytes.fromhex(text + "0" * (len(text) % 2))) is None


def test_a_deep_payload_is_refused_before_it_is_decoded() -> None:
    assert decode_map(b"\xa1\x61r" + b"\x81" * 5000 + b"\x00") is None
    assert decode_map(cbor2.dumps([1])) is None
