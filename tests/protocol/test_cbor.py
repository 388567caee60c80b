"""Deterministic CBOR: the standard's own examples, and any bytes at all."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retour.errors import Malformed
from retour.protocol import cbor

# RFC 8949, appendix A: every example that is deterministic and of the types that we use.
APPENDIX_A: list[tuple[object, str]] = [
    (0, "00"),
    (1, "01"),
    (10, "0a"),
    (23, "17"),
    (24, "1818"),
    (25, "1819"),
    (100, "1864"),
    (1000, "1903e8"),
    (1_000_000, "1a000f4240"),
    (1_000_000_000_000, "1b000000e8d4a51000"),
    (18446744073709551615, "1bffffffffffffffff"),
    (-18446744073709551616, "3bffffffffffffffff"),
    (-1, "20"),
    (-10, "29"),
    (-100, "3863"),
    (-1000, "3903e7"),
    (False, "f4"),
    (True, "f5"),
    (None, "f6"),
    (b"", "40"),
    (b"\x01\x02\x03\x04", "4401020304"),
    ("", "60"),
    ("a", "6161"),
    ("IETF", "6449455446"),
    ('"\\', "62225c"),
    ("\u00fc", "62c3bc"),
    ("\u6c34", "63e6b0b4"),
    ("\U00010151", "64f0908591"),
    ([], "80"),
    ([1, 2, 3], "83010203"),
    ([1, [2, 3], [4, 5]], "8301820203820405"),
    (list(range(1, 26)), "98190102030405060708090a0b0c0d0e0f101112131415161718181819"),
    ({}, "a0"),
    ({1: 2, 3: 4}, "a201020304"),
    ({"a": 1, "b": [2, 3]}, "a26161016162820203"),
    (["a", {"b": "c"}], "826161a161626163"),
    ({"a": "A", "b": "B", "c": "C", "d": "D", "e": "E"}, "a56161614161626142616361436164614461656145"),
]
REFUSED_FROM_APPENDIX_A = [
    ("f90000", "cbor-simple"),
    ("fa47c35000", "cbor-simple"),
    ("fb3ff199999999999a", "cbor-simple"),
    ("f7", "cbor-simple"),
    ("f0", "cbor-simple"),
    ("f8ff", "cbor-simple"),
    ("c249010000000000000000", "cbor-tag"),
    ("c074323031332d30332d32315432303a30343a30305a", "cbor-tag"),
    ("d818456449455446", "cbor-tag"),
    ("5f42010243030405ff", "cbor-indefinite"),
    ("7f657374726561646d696e67ff", "cbor-indefinite"),
    ("9fff", "cbor-indefinite"),
    ("bf61610161629f0203ffff", "cbor-indefinite"),
]


@pytest.mark.parametrize(("value", "encoded"), APPENDIX_A)
def test_the_standards_examples(value: object, encoded: str) -> None:
    assert cbor.encode(value).hex() == encoded
    assert cbor.decode(bytes.fromhex(encoded)) == value


@pytest.mark.parametrize(("encoded", "code"), REFUSED_FROM_APPENDIX_A)
def test_the_standards_examples_that_have_no_place_here(encoded: str, code: str) -> None:
    with pytest.raises(Malformed) as caught:
        cbor.decode(bytes.fromhex(encoded))
    assert caught.value.code == code


def test_keys_are_sorted_bytewise_as_in_4_2_1() -> None:
    # The example of RFC 8949, 4.2.1, without its keys that are lists or simple values.
    keys: dict[object, int] = {"aa": 0, "z": 0, -1: 0, 100: 0, 10: 0}
    assert cbor.encode(keys) == bytes.fromhex("a50a001864002000617a0062616100")


@pytest.mark.parametrize(
    ("data", "code", "offset"),
    [
        ("", "empty", 0),
        ("82", "cut", 0),
        ("8201", "cut", 0),
        ("a101", "cut", 0),
        ("a18080", "cbor-key", 1),
        ("a2010000", "cut", 0),
        ("a2020001", "cut", 0),
        ("a202000100", "cbor-key-order", 3),
        ("18", "cut", 0),
        ("1901", "cut", 0),
        ("190001", "cbor-not-minimal", 0),
        ("1a0000ffff", "cbor-not-minimal", 0),
        ("1b00000000ffffffff", "cbor-not-minimal", 0),
        ("5801ff", "cbor-not-minimal", 0),
        ("4301", "cut", 0),
        ("820100ff", "cbor-trailing", 3),
    ],
)
def test_a_refusal_names_the_place(data: str, code: str, offset: int) -> None:
    with pytest.raises(Malformed) as caught:
        cbor.decode(bytes.fromhex(data))
    assert caught.value.code == code
    assert caught.value.details["offset"] == offset


def test_depth_of_eight_and_not_nine() -> None:
    assert cbor.decode(b"\x81" * 8 + b"\x00")
    with pytest.raises(Malformed) as caught:
        cbor.decode(b"\x81" * 9 + b"\x00")
    assert caught.value.code == "cbor-depth"


keys = st.integers(-(2**64), 2**64 - 1) | st.text(max_size=8) | st.binary(max_size=8)
values = st.recursive(
    st.none() | st.booleans() | keys,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(keys, inner, max_size=4),
    max_leaves=12,
).filter(lambda value: _depth(value) <= cbor.MAX_DEPTH)


def _depth(value: object) -> int:
    if isinstance(value, list):
        return 1 + max(map(_depth, value), default=0)
    if isinstance(value, dict):
        return 1 + max(map(_depth, value.values()), default=0)
    return 0


@given(values)
def test_whatever_we_write_we_read(value: object) -> None:
    data = cbor.encode(value)
    assert cbor.decode(data) == value
    assert cbor.encode(cbor.decode(data)) == data


@given(st.binary(max_size=60))
def test_any_bytes_are_read_exactly_or_refused(data: bytes) -> None:
    with contextlib.suppress(Malformed):
        assert cbor.encode(cbor.decode(data)) == data


@given(values, st.data())
def test_no_cut_is_taken_for_a_whole(value: object, draw: st.DataObject) -> None:
    data = cbor.encode(value)
    shorter = data[: draw.draw(st.integers(0, len(data) - 1))]
    with pytest.raises(Malformed) as caught:
        cbor.decode(shorter)
    assert caught.value.code in ("cut", "empty")


TAGS = frozenset({18})


def split(data: bytes, *, limit: int = 1000, most: int = 3) -> tuple[bytes, ...]:
    return cbor.split_array(data, limit=limit, most=most, tags=TAGS)


@pytest.mark.parametrize("count", [0, 1, 3, 23, 24, 255, 256])
def test_an_array_is_split_into_what_it_was_joined_from(count: int) -> None:
    items = tuple(cbor.encode([number, "x"]) for number in range(count))
    assert split(cbor.array_head(count) + b"".join(items), limit=10_000, most=256) == items


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"\x01", "not-array"),
        (b"\x84\x01\x01\x01\x01", "too-many-messages"),
        (b"\x82\x01", "cut"),
        (b"\x81\x01\x01", "cbor-trailing"),
        (b"\x81\xd2\xd2\x01", "cbor-tag"),
        (b"", "cut"),
        (b"\x81\x59\x03\xe6" + bytes(998), "too-large"),
        (b"\x9b" + (2**62).to_bytes(8, "big"), "too-many-messages"),
    ],
)
def test_a_bad_array_is_refused(data: bytes, code: str) -> None:
    with pytest.raises(Malformed) as caught:
        split(data)
    assert caught.value.code == code


def test_each_item_of_an_array_has_the_limit_of_a_message() -> None:
    item = b"\x5a" + cbor.MAX_BYTES.to_bytes(4, "big") + bytes(cbor.MAX_BYTES)
    with pytest.raises(Malformed) as caught:
        split(b"\x81" + item, limit=1_000_000)
    assert caught.value.code == "too-large"


@pytest.mark.parametrize("length", [0, 1, 23, 24, 255, 256, 65_535, 65_536])
def test_a_byte_string_is_what_the_encoder_says(length: int) -> None:
    assert cbor.byte_string(bytes(length)) == cbor.encode(bytes(length))
