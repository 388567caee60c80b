"""The inventory blob."""

from __future__ import annotations

import contextlib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retour.errors import Malformed
from retour.protocol import cbor
from retour.protocol.inventory import decode_inventory, encode_inventory
from retour.protocol.model import Grant
from tests.device import kit

TEXT = st.text(st.characters(categories=["L", "N"]), min_size=1, max_size=12)
GRANTS = st.dictionaries(
    TEXT,
    st.builds(
        Grant,
        line=st.just(""),
        count=st.integers(1, 2**31 - 1),
        product=TEXT,
        version=TEXT,
        features=st.lists(TEXT, max_size=4).map(tuple),
        expiry=st.none() | st.integers(0, 2**40),
    ),
    max_size=8,
).map(
    lambda held: tuple(
        Grant(line, g.count, g.product, g.version, g.features, g.expiry) for line, g in sorted(held.items())
    )
)


@given(GRANTS)
def test_an_inventory_reads_as_it_was_written(grants: tuple[Grant, ...]) -> None:
    assert decode_inventory(encode_inventory(grants)) == grants


@given(st.binary(max_size=64))
def test_noise_is_refused(noise: bytes) -> None:
    with contextlib.suppress(Malformed):
        assert encode_inventory(decode_inventory(noise)) == noise


ROW: list[Any] = ["ACT-A", 1, "p", "1", [], None]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        ({}, "field"),
        ([["ACT-A", 1]], "field"),
        ([["", *ROW[1:]]], "field"),
        ([ROW, ROW], "line-order"),
        ([["B", *ROW[1:]], ROW], "line-order"),
        ([[f"L{n:03}", *ROW[1:]] for n in range(257)], "field"),
    ],
)
def test_an_inventory_that_cannot_be_is_refused(content: Any, code: str) -> None:
    with pytest.raises(Malformed) as caught:
        decode_inventory(cbor.encode(content))
    assert caught.value.code == code


def test_nothing_held_is_a_short_blob() -> None:
    assert encode_inventory(()) == b"\x80"
    assert decode_inventory(encode_inventory(kit.grants(A=1))) == kit.grants(A=1)
