"""Orders and write-offs as bytes: whole, strict, and each in its place."""

from __future__ import annotations

from dataclasses import replace

import pytest

from retour.errors import Malformed
from retour.protocol import codec
from retour.protocol.keys import PublicKey, SigningKey
from retour.protocol.keyset import KeySet, sign_key_set
from retour.protocol.messages import read_any, read_order, read_write_off, unsigned_order, unsigned_write_off
from retour.protocol.model import Host, HostType, Order, WriteOff

KEY = SigningKey.from_seed(b"o" * 32)
HOST = Host(HostType.SERIAL, "SN-4711")
ORDER = Order("P-0123456789", 1_800_000_000, HOST, b"instance", 7, (("ACT-A", 0), ("ACT-B", 2)), None, ())
LINK = sign_key_set(KeySet("P-0123456789", 2, PublicKey(b"a" * 32), PublicKey(b"b" * 32)), KEY)
WRITTEN_OFF = WriteOff(
    "P-0123456789", 1_800_000_000, HOST, b"instance", (("ACT-A", 3),), "Grace", "Board burnt", (b"e" * 32,)
)


@pytest.mark.parametrize("order", [ORDER, replace(ORDER, expiry=1_900_000_000), replace(ORDER, key_set_links=(LINK,))])
def test_an_order_is_read_as_it_was_made(order: Order) -> None:
    data = unsigned_order(order, KEY.public).signed(KEY)
    assert read_order(data).verify(KEY.public).content == order
    assert read_any(data).content == order


def test_an_order_that_names_no_line_is_none() -> None:
    with pytest.raises(Malformed) as caught:
        codec.decode_order(codec.encode_order(replace(ORDER, remain=())))
    assert caught.value.code == "empty-order"


@pytest.mark.parametrize("statement", [WRITTEN_OFF, replace(WRITTEN_OFF, evidence=(), at_risk=())])
def test_a_write_off_is_read_as_it_was_made(statement: WriteOff) -> None:
    data = unsigned_write_off(statement, KEY.public).signed(KEY)
    assert read_write_off(data).verify(KEY.public).content == statement


@pytest.mark.parametrize("data", [LINK, unsigned_write_off(WRITTEN_OFF, KEY.public).signed(KEY)])
def test_what_is_not_carried_by_itself_is_named(data: bytes) -> None:
    with pytest.raises(Malformed) as caught:
        read_any(data)
    assert caught.value.code == "wrong-kind"
    with pytest.raises(Malformed):
        read_order(data)
