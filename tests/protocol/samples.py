"""Fixed keys and messages, raw bytes that no good writer makes, and every valid message for hypothesis."""

from __future__ import annotations

from typing import Final

import cbor2
from hypothesis import strategies as st

from retour.protocol import cbor
from retour.protocol.cose import TAG, Kind
from retour.protocol.keys import ED25519, SigningKey
from retour.protocol.messages import unsigned_message, unsigned_response
from retour.protocol.model import (
    MAX_COUNT,
    MAX_COUNTER,
    Applied,
    DeviceMessage,
    Grant,
    Host,
    HostType,
    LineStatus,
    Reason,
    Response,
    counts,
)

DEVICE: Final = SigningKey.from_seed(bytes(range(32)))
PORTAL: Final = SigningKey.from_seed(bytes(range(32, 64)))
PORTAL_ID: Final = "P-0123456789"
HOST: Final = Host(HostType.SERIAL, "SN-4711")

MESSAGE: Final = DeviceMessage(
    portal=PORTAL_ID,
    host=HOST,
    instance=DEVICE.public.kid,
    counter=7,
    previous=b"\x11" * 32,
    applied=Applied(1, 3, b"\x22" * 32),
    order=2,
    key_set=1,
    holdings=(("ACT-A", 2), ("ACT-B", 1)),
    desired=(("ACT-A", 0),),
    reason=Reason.MOVE,
    cti=b"\x33" * 8,
)
RESPONSE: Final = Response(
    portal=PORTAL_ID,
    issued=1_800_000_000,
    host=HOST,
    instance=DEVICE.public.kid,
    epoch=1,
    sequence=4,
    answers=b"\x44" * 32,
    holdings=(Grant("ACT-B", 1, "Ventilation", "4.2", ("alarm", "trend"), 1_900_000_000),),
    confirm=True,
    acknowledged=6,
    order_floor=2,
    status=(("ACT-A", LineStatus.AS_ASKED),),
    key_set_links=(b"link",),
)


def signed_message(message: DeviceMessage = MESSAGE, key: SigningKey = DEVICE) -> bytes:
    return unsigned_message(message, key.public).signed(key)


def signed_response(response: Response = RESPONSE, key: SigningKey = PORTAL) -> bytes:
    return unsigned_response(response, key.public).signed(key)


def header(**changes: object) -> dict[object, object]:
    """The three protected headers of a device message; `alg`, `kid` or `typ` replaced, or left out with None."""
    values: dict[str, object] = {"alg": ED25519, "kid": DEVICE.public.kid, "typ": Kind.DEVICE_MESSAGE.value} | changes
    labels = {"alg": 1, "kid": 4, "typ": 16}
    return {labels[name]: value for name, value in values.items() if value is not None}


def cose(
    protected: bytes | None = None,
    unprotected: object = None,
    payload: bytes = b"",
    *,
    key: SigningKey = DEVICE,
) -> bytes:
    """A COSE_Sign1 whose signature holds over exactly these parts, however bad they are."""
    protected = cbor.encode(header()) if protected is None else protected
    payload = payload or unsigned_message(MESSAGE, DEVICE.public).payload
    signature = key.sign(cbor2.dumps(["Signature1", protected, b"", payload]))
    return cbor2.dumps(cbor2.CBORTag(TAG, [protected, {} if unprotected is None else unprotected, payload, signature]))


texts = st.text(st.characters(min_codepoint=33, max_codepoint=126), min_size=1, max_size=64)
words = st.text(
    st.characters(max_codepoint=0xDFFFF, exclude_categories=["C", "Z"], exclude_characters="\ufffc\ufffd"),
    min_size=1,
    max_size=64,
)
numbers = st.integers(1, MAX_COUNTER)
digests = st.binary(min_size=32, max_size=32)
hosts = st.builds(Host, st.sampled_from(HostType), texts)
applieds = st.builds(Applied, numbers, numbers, digests)
held = st.dictionaries(words, st.integers(1, MAX_COUNT), max_size=5).map(counts)
wanted = st.dictionaries(words, st.integers(0, MAX_COUNT), min_size=1, max_size=5).map(
    lambda lines: counts(lines, keep_zero=True)
)
messages = st.builds(
    DeviceMessage,
    portal=st.just(PORTAL_ID),
    host=hosts,
    instance=st.just(DEVICE.public.kid),
    counter=numbers,
    previous=st.none() | digests,
    applied=st.none() | applieds,
    order=st.integers(0, MAX_COUNTER),
    key_set=numbers,
    holdings=held,
    desired=st.none() | wanted,
    reason=st.none() | st.sampled_from([r for r in Reason if r is not Reason.RECOVERED]),
    cti=st.binary(min_size=8, max_size=8),
)
grants = st.builds(
    Grant,
    words,
    st.integers(1, MAX_COUNT),
    words,
    words,
    st.lists(words, max_size=3).map(tuple),
    st.none() | st.integers(0, MAX_COUNTER),
)
grant_lists = st.lists(grants, max_size=4, unique_by=lambda g: g.line).map(
    lambda found: tuple(sorted(found, key=lambda g: g.line))
)
responses = st.builds(
    Response,
    portal=st.just(PORTAL_ID),
    issued=st.integers(0, MAX_COUNTER),
    host=hosts,
    instance=st.binary(min_size=8, max_size=8),
    epoch=numbers,
    sequence=numbers,
    answers=digests,
    holdings=grant_lists,
    confirm=st.booleans(),
    acknowledged=st.integers(0, MAX_COUNTER),
    order_floor=st.integers(0, MAX_COUNTER),
    status=st.dictionaries(words, st.sampled_from(LineStatus), max_size=4).map(lambda s: tuple(sorted(s.items()))),
    key_set_links=st.lists(st.binary(max_size=20), max_size=3).map(tuple),
)
