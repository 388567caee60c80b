"""Slots: what is written is read, and nothing else is."""

from __future__ import annotations

import hashlib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retour.device import rules
from retour.device.state import SCHEMA, DeviceState, decode_slot, encode_slot
from retour.errors import Refused
from retour.protocol import cbor
from tests.device import kit

KID = kit.DEVICE_SIGNS.public.kid
STATES = [
    DeviceState(),
    kit.holding(A=5, B=1),
    rules.start(kit.who(), 7, (None, None), kit.NONCE).state,
    DeviceState(counter=9, order=3, order_floor=2, key_set=4, acknowledged=8, transaction=b"12345678"),
]


@pytest.mark.parametrize("state", STATES)
def test_a_slot_reads_as_it_was_written(state: DeviceState) -> None:
    assert decode_slot(encode_slot(state, KID), KID) == state


@pytest.mark.parametrize("state", STATES)
def test_a_slot_torn_anywhere_is_no_slot(state: DeviceState) -> None:
    slot = encode_slot(state, KID)
    old = encode_slot(kit.holding(2, C=77), KID)
    for size in range(len(slot)):
        assert decode_slot(slot[:size], KID) is None
        torn = slot[:size] + old[size:]
        assert torn == old or decode_slot(torn, KID) is None


@given(st.data())
def test_a_slot_with_any_bit_flipped_is_no_slot(data: st.DataObject) -> None:
    slot = bytearray(encode_slot(kit.holding(A=5), KID))
    bit = data.draw(st.integers(0, len(slot) * 8 - 1))
    slot[bit // 8] ^= 1 << bit % 8
    assert decode_slot(bytes(slot), KID) is None


@given(st.binary(max_size=200))
def test_noise_is_no_slot(noise: bytes) -> None:
    assert decode_slot(noise, KID) is None


def test_a_blank_slot_and_another_devices_slot_are_no_slots() -> None:
    assert decode_slot(None, KID) is None
    assert decode_slot(b"", KID) is None
    assert decode_slot(encode_slot(kit.holding(A=5), b"\1" * 8), KID) is None


def intact(content: Any) -> bytes:
    body = cbor.encode(content)
    return hashlib.sha256(KID + body).digest() + body


def test_an_intact_slot_of_a_newer_program_is_refused_in_three_lines() -> None:
    with pytest.raises(Refused) as caught:
        decode_slot(intact([SCHEMA + 1, {"anything": 1}]), KID)
    assert caught.value.code == "newer-store"
    assert len(caught.value.lines) == 3


@pytest.mark.parametrize("content", [[1], {}, [1, {}], ["1", {1: 1}], [1, 5], 7, [0, "x"]])
def test_an_intact_slot_with_other_content_is_no_slot(content: Any) -> None:
    assert decode_slot(intact(content), KID) is None


def test_rule_5_an_anchor_that_counts_by_one_would_stop_where_nothing_fits() -> None:
    """Why the anchor moves in one go: half-way to the restatement neither it nor what it restates is current."""
    old = kit.holding(A=5)
    restated = rules.start(kit.who(), 7, (old, None), kit.NONCE).state
    assert [rules.current(anchor, (old, restated)) for anchor in (7, 8, 9, 10)] == [old, None, None, restated]
