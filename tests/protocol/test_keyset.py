"""Key sets: links are followed in order, each signed by the pinned root; everything else leaves the trust as it was."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

import cbor2
import pytest
from cwt import COSE, COSEKey
from hypothesis import given
from hypothesis import strategies as st

from retour.errors import Malformed, NotGenuine, RetourError
from retour.protocol import cbor
from retour.protocol.cose import TAG, Kind, Unsigned
from retour.protocol.keys import ESP256, PortalKey, SigningKey
from retour.protocol.keyset import KeySet, follow, read_key_set, sign_key_set
from tests.protocol.samples import PORTAL_ID, signed_message

ROOT: Final = SigningKey.from_seed(b"r" * 32)
OTHER: Final = SigningKey.from_seed(b"o" * 32)
LAST: Final = 6


def answers(number: int) -> SigningKey:
    return SigningKey.from_seed(b"a" * 31 + bytes([number]))


def orders(number: int) -> SigningKey:
    return SigningKey.from_seed(b"b" * 31 + bytes([number]))


def key_set(number: int, portal: str = PORTAL_ID) -> KeySet:
    return KeySet(portal, number, answers(number).public, orders(number).public)


def trust(number: int) -> PortalKey:
    return PortalKey(PORTAL_ID, answers(number).public, orders(number).public, ROOT.public)


LINKS: Final = {number: sign_key_set(key_set(number), ROOT) for number in range(2, LAST + 1)}

# One link, byte for byte: what is in the field must stay readable.
KNOWN_LINK: Final = (
    "d28457a3013204486ac879ae7709338910687274312d6b657973a0585da2016c502d303132333435363738393a00010000a3"
    "0102025820afccf9cb91b48474af2a255ec869fc4e00a1170c6ad735d0d7b691e31478d2cf035820113bbf4291a743d868ac"
    "e83c8c9043949d12bf04e1d5d8ebebe5d30b0c3fc45e5840987f4d9d3114b9d66f4833a9c4172fb728b2c6688cd75e987ea7"
    "3de38acc8ae23578afed4eb24b3e0d4a8a04564a2e473f21aefbd5c53ca0a58762c955be8d07"
)


def code(known: int, *links: bytes) -> str:
    with pytest.raises(RetourError) as caught:
        follow(trust(known), known, links)
    assert isinstance(caught.value, Malformed | NotGenuine)
    return caught.value.code


@given(st.integers(1, LAST), st.data())
def test_a_device_that_slept_through_rotations_wakes_up(known: int, data: st.DataObject) -> None:
    first = data.draw(st.integers(2, known + 1))
    last = data.draw(st.integers(first - 1, LAST))
    links = [LINKS[number] for number in range(first, last + 1)]
    newest = max(known, last)
    assert follow(trust(known), known, links) == (trust(newest), newest)
    # A step at a time comes to the same.
    state = trust(known), known
    for link in links:
        state = follow(*state, [link])
    assert state == (trust(newest), newest)


@given(st.lists(st.integers(2, LAST), max_size=12), st.integers(1, LAST))
def test_whatever_the_order_a_set_is_reached_only_through_all_before_it(numbers: list[int], known: int) -> None:
    reached = known
    for number in numbers:
        if number > reached + 1:
            assert code(known, *(LINKS[n] for n in numbers)) == "key-set-gap"
            return
        reached = max(reached, number)
    assert follow(trust(known), known, [LINKS[n] for n in numbers]) == (trust(reached), reached)


def test_a_portal_from_before_key_sets_has_its_first_key_as_root_for_ever() -> None:
    old = PortalKey(PORTAL_ID, ROOT.public)
    assert follow(old, 1, []) == (old, 1)
    assert follow(old, 1, [LINKS[2], LINKS[3]]) == (trust(3), 3)


@pytest.mark.parametrize("number", [2, 3])
@pytest.mark.parametrize(
    ("portal", "by", "expected"),
    [(PORTAL_ID, OTHER, "other-key"), (PORTAL_ID, answers(2), "other-key"), ("P-ZZZZZZZZZZ", ROOT, "other-portal")],
)
def test_only_the_root_of_this_portal_leads_on(number: int, portal: str, by: SigningKey, expected: str) -> None:
    # Also for a set that is known already: what is skipped is verified all the same.
    link = sign_key_set(key_set(number, portal), by)
    assert code(2, link) == expected
    assert code(1, LINKS[2], link) == expected


def test_a_key_for_answers_that_names_the_root_is_found_out() -> None:
    lie = Unsigned(Kind.KEY_SET, ROOT.public.alg, ROOT.public.kid, _payload()).signed(answers(1))
    assert code(1, lie) == "bad-signature"


def test_a_root_of_another_algorithm_is_another_key() -> None:
    assert code(1, sign_key_set(key_set(2), SigningKey.from_seed(b"r" * 32, ESP256))) == "other-key"


def _payload(**changes: object) -> bytes:
    ours: dict[str, object] = {"number": 2, "answers": b"A" * 32, "orders": b"B" * 32} | changes
    labels = {"number": 1, "answers": 2, "orders": 3, "more": 4}
    claims: dict[object, object] = {
        1: ours.pop("portal", PORTAL_ID),
        -65537: {labels[name]: value for name, value in ours.items() if value is not None},
    }
    return cbor.encode(claims)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"number": 1}, "field"),
        ({"number": 2**53}, "field"),
        ({"number": None}, "field-missing"),
        ({"answers": b"A" * 31}, "field"),
        ({"answers": b"A" * 64}, "field"),
        ({"orders": b"A" * 32}, "same-key"),
        ({"orders": "B" * 32}, "field"),
        ({"more": 1}, "field-unknown"),
        ({"portal": "elsewhere"}, "bad-key"),
    ],
)
def test_what_is_no_key_set(changes: dict[str, object], expected: str) -> None:
    link = Unsigned(Kind.KEY_SET, ROOT.public.alg, ROOT.public.kid, _payload(**changes)).signed(ROOT)
    assert code(1, link) == expected


def test_a_message_is_no_link_and_one_broken_link_spoils_all() -> None:
    assert code(1, signed_message()) == "wrong-kind"
    assert code(1, LINKS[2], signed_message()) == "wrong-kind"


@given(st.integers(0, len(LINKS[2]) - 1))
def test_a_link_that_was_cut_is_refused(length: int) -> None:
    with pytest.raises(Malformed):
        read_key_set(LINKS[2][:length])


@given(st.integers(0, len(LINKS[2]) * 8 - 1))
def test_a_link_with_one_bit_changed_leads_nowhere(bit: int) -> None:
    link = bytearray(LINKS[2])
    link[bit // 8] ^= 1 << bit % 8
    with pytest.raises((Malformed, NotGenuine)):
        follow(trust(1), 1, [bytes(link)])


def test_a_link_that_was_encoded_anew() -> None:
    protected, _, payload, signature = cbor2.loads(LINKS[2]).value
    # Without its tag it is the same link: the tag is not part of what is signed.
    assert follow(trust(1), 1, [cbor2.dumps([protected, {}, payload, signature])]) == (trust(2), 2)
    added = cbor2.dumps(cbor2.CBORTag(TAG, [protected, {99: b"x"}, payload, signature]))
    assert code(1, added) == "unprotected-header"
    with pytest.raises(Malformed):
        read_key_set(b"\xd2\x9f" + LINKS[2][2:] + b"\xff")
    loose = cbor2.loads(payload)
    reordered = cbor2.dumps(dict(reversed(loose.items())))
    assert reordered != payload
    signed = replace(read_key_set(LINKS[2]).envelope.content, payload=reordered).signed(ROOT)
    with pytest.raises(Malformed):
        follow(trust(1), 1, [signed])


@given(st.binary(max_size=300))
def test_bytes_are_a_link_or_an_error(data: bytes) -> None:
    with pytest.raises(Malformed):
        read_key_set(data)


def test_an_outside_reader_reads_a_link_the_same() -> None:
    public = COSEKey.new({1: 1, 3: -19, -1: 6, -2: ROOT.public.raw, 2: ROOT.public.kid})
    protected, unprotected, payload = COSE.new().decode_with_headers(LINKS[2], public)
    assert (protected[16], unprotected) == ("rt1-keys", {})
    assert cbor2.loads(payload) == {1: PORTAL_ID, -65537: {1: 2, 2: answers(2).public.raw, 3: orders(2).public.raw}}


def test_the_wire_of_a_link_never_drifts() -> None:
    assert LINKS[2].hex() == KNOWN_LINK
