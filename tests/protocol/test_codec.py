"""Every field of a payload: its type, its limits, and an error that names it."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from hypothesis import given

from retour.errors import Malformed
from retour.protocol import cbor, codec
from retour.protocol.inventory import decode_inventory, encode_inventory
from retour.protocol.model import MAX_COUNT, MAX_COUNTER, Grant, HostType, counts
from tests.protocol import samples
from tests.protocol.samples import HOST, MESSAGE, RESPONSE

OURS = -65537
GONE = object()


def changed(encoded: bytes, label: int, value: object, *, outer: bool = False) -> bytes:
    """The payload with one field replaced, added or (`GONE`) left out."""
    claims: Any = copy.deepcopy(cbor.decode(encoded))
    place = claims if outer else claims[OURS]
    if value is GONE:
        del place[label]
    else:
        place[label] = value
    return cbor.encode(claims)


LINES_257 = {f"L{n:03}": 1 for n in range(257)}
MESSAGE_ROWS: list[tuple[int, object, str]] = [
    *((label, GONE, "field-missing") for label in (1, 2, 3, 6, 7, 8)),
    *((label, "text", "field") for label in range(1, 11)),
    (11, 0, "field-unknown"),
    ("\x1b[2J", 0, "field-unknown"),  # type: ignore[list-item]  # a label may be any text
    (1, [1], "field"),
    (1, [1, "SN", 2], "field"),
    (1, [9, "SN"], "field"),
    (1, [True, "SN"], "field"),
    (1, [1, ""], "field"),
    (1, [1, "x" * 65], "field"),
    (1, [1, "a\nb"], "field"),
    (1, [1, " SN"], "host-id"),
    (1, [1, "SN-\u00fc"], "host-id"),
    (2, b"7 bytes", "field"),
    (3, 0, "field"),
    (3, -1, "field"),
    (3, True, "field"),
    (3, MAX_COUNTER + 1, "field"),
    (4, bytes(31), "field"),
    (4, None, "field"),
    (5, [1, 1], "field"),
    (5, [0, 1, bytes(32)], "field"),
    (5, [1, 0, bytes(32)], "field"),
    (5, [1, 1, bytes(33)], "field"),
    (6, -1, "field"),
    (7, 0, "field"),
    (8, {"A": 0}, "field"),
    (8, {"A": MAX_COUNT + 1}, "field"),
    (8, {1: 1}, "field"),
    (8, {"x" * 65: 1}, "field"),
    (8, LINES_257, "too-many-lines"),
    (9, {}, "empty-desired"),
    (9, {"A": -1}, "field"),
    (9, LINES_257, "too-many-lines"),
    (10, 0, "field"),
    (10, 6, "field"),
    (10, False, "field"),
    (10, 5, "recovered-holdings"),
]
TERMS = [1, "P", "1", ["f"], None]
RESPONSE_ROWS: list[tuple[int, object, str]] = [
    *((label, GONE, "field-missing") for label in range(1, 9)),
    *((label, 2**60, "field") for label in range(1, 11)),
    (11, 0, "field-unknown"),
    (3, [1], "field"),
    (3, [0, 1], "field"),
    (3, [1, 0], "field"),
    (5, {"A": TERMS[:4]}, "field"),
    (5, {"A": [0, *TERMS[1:]]}, "field"),
    (5, {"A": [1, "", *TERMS[2:]]}, "field"),
    (5, {"A": [1, "P", 1, *TERMS[3:]]}, "field"),
    (5, {"A": [*TERMS[:3], "f", None]}, "field"),
    (5, {"A": [*TERMS[:3], ["f"] * 33, None]}, "field"),
    (5, {"A": [*TERMS[:3], [1], None]}, "field"),
    (5, {"A": [*TERMS[:4], -1]}, "field"),
    (5, dict.fromkeys(LINES_257, TERMS), "too-many-lines"),
    (6, 1, "field"),
    (9, {"A": 99}, "field"),
    (9, dict.fromkeys(LINES_257, 0), "too-many-lines"),
    (10, [], "field"),
    (10, ["text"], "field"),
    (10, [b""] * 17, "field"),
]


@pytest.mark.parametrize(("label", "value", "code"), MESSAGE_ROWS)
def test_a_bad_field_of_a_device_message_is_refused(label: int, value: object, code: str) -> None:
    with pytest.raises(Malformed) as caught:
        codec.decode_message(changed(codec.encode_message(MESSAGE), label, value))
    assert caught.value.code == code
    assert "\x1b" not in str(caught.value)


@pytest.mark.parametrize(("label", "value", "code"), RESPONSE_ROWS)
def test_a_bad_field_of_an_answer_is_refused(label: int, value: object, code: str) -> None:
    with pytest.raises(Malformed) as caught:
        codec.decode_response(changed(codec.encode_response(RESPONSE), label, value))
    assert caught.value.code == code


@pytest.mark.parametrize(
    ("label", "value", "code"),
    [
        (3, GONE, "field-missing"),
        (7, GONE, "field-missing"),
        (OURS, GONE, "field-missing"),
        (3, b"P", "field"),
        (7, bytes(7), "field"),
        (OURS, [], "field"),
        (6, 1, "field-unknown"),
    ],
)
def test_a_bad_claim_is_refused(label: int, value: object, code: str) -> None:
    with pytest.raises(Malformed) as caught:
        codec.decode_message(changed(codec.encode_message(MESSAGE), label, value, outer=True))
    assert caught.value.code == code


def test_an_answers_unknown_claim_is_refused() -> None:
    with pytest.raises(Malformed) as caught:
        codec.decode_response(changed(codec.encode_response(RESPONSE), 3, "P", outer=True))
    assert caught.value.code == "field-unknown"


@pytest.mark.parametrize("payload", [b"\x80", b"\x01", b"\xf6"])
def test_a_payload_that_is_no_map(payload: bytes) -> None:
    for decode in (codec.decode_message, codec.decode_response):
        with pytest.raises(Malformed) as caught:
            decode(payload)
        assert caught.value.code == "field"


def test_256_lines_and_the_largest_numbers_are_taken() -> None:
    full = {f"L{n:03}": MAX_COUNT for n in range(256)}
    data = changed(codec.encode_message(MESSAGE), 8, full)
    data = changed(changed(data, 3, MAX_COUNTER), 1, [4, "x" * 64])
    message = codec.decode_message(data)
    assert message.holdings == counts(full)
    assert (message.counter, message.host.type) == (MAX_COUNTER, HostType.UEID)


def test_counts_are_sorted_and_zeros_are_left_out_unless_meant() -> None:
    assert counts({"b": 1, "a": 0, "B": 2}) == (("B", 2), ("b", 1))
    assert counts({"b": 1, "a": 0}, keep_zero=True) == (("a", 0), ("b", 1))
    assert RESPONSE.counts == (("ACT-B", 1),)
    assert str(HOST) == "SN-4711"


@given(samples.grant_lists)
def test_an_inventory_makes_the_round_trip(grants: tuple[Grant, ...]) -> None:
    blob = encode_inventory(grants)
    assert decode_inventory(blob) == grants
    assert encode_inventory(decode_inventory(blob)) == blob


@pytest.mark.parametrize(
    ("rows", "code"),
    [
        ({}, "field"),
        ([["A", *TERMS]] * 257, "field"),
        ([1], "field"),
        ([["A", *TERMS[:4]]], "field"),
        ([[1, *TERMS]], "field"),
        ([["B", *TERMS], ["A", *TERMS]], "line-order"),
        ([["A", *TERMS], ["A", *TERMS]], "line-order"),
    ],
)
def test_a_bad_inventory_is_refused(rows: object, code: str) -> None:
    with pytest.raises(Malformed) as caught:
        decode_inventory(cbor.encode(rows))
    assert caught.value.code == code
