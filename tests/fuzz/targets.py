"""A fuzz target for every reader: bytes in; nothing comes out but `RetourError`, and what was read is written the same.

Each target returns whether it read the bytes. A hash or a CRC in front of a reader would keep every mutation out:
such targets also put a good one around the bytes, and so reach what is behind it.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from typing import Final

import cbor2

from retour.airgap.carry import join_carry, parse_name, read_carry
from retour.airgap.envelope import LEGS, Envelope, seal, unseal
from retour.device.state import decode_slot, encode_slot
from retour.errors import RetourError
from retour.link import framing
from retour.protocol.casenumber import parse_case_number
from retour.protocol.cose import Kind, Unsigned
from retour.protocol.inventory import decode_inventory, encode_inventory
from retour.protocol.keys import ED25519, SIGNATURE_BYTES, PortalKey, PublicKey, SigningKey
from retour.protocol.keyset import follow, read_key_set, sign_key_set
from retour.protocol.messages import (
    read_any,
    read_write_off,
    unsigned_message,
    unsigned_order,
    unsigned_response,
    unsigned_write_off,
)
from retour.protocol.model import DeviceMessage, Order, Response
from retour.returns.opaque.reader import read_profile
from tests.fuzz import api, server, ur

Target = Callable[[bytes], bool]

KEY: Final = SigningKey.from_seed(b"f" * 32)
CASE: Final = "R-0000-0000"
_NO_SIGNATURE: Final = bytes(SIGNATURE_BYTES)


def read_message(data: bytes) -> bool:
    """A message of any kind that is carried, as it came."""
    try:
        sealed = read_any(data)
    except RetourError:
        return False
    again = read_any(sealed.data)
    assert again == sealed
    assert sealed.data.endswith(data) or data == sealed.data, "the tag is all that may have been missing"
    assert _payload(sealed.content) == sealed.envelope.content.payload
    return True


def read_payload(data: bytes) -> bool:
    """A payload inside a good COSE_Sign1; the first byte says of which kind."""
    kinds = tuple(Kind)
    if not data:
        return False
    kind = kinds[data[0] % len(kinds)]
    blob = Unsigned(kind, ED25519, KEY.public.kid, data[1:]).sealed(_NO_SIGNATURE)
    try:
        if kind is Kind.KEY_SET:
            content = read_key_set(blob).content
            signed = sign_key_set(content, KEY)
            assert read_key_set(signed).content == content
            assert read_key_set(signed).envelope.content.payload == data[1:]
        elif kind is Kind.WRITE_OFF:
            statement = read_write_off(blob)
            assert unsigned_write_off(statement.content, KEY.public).payload == data[1:]
        else:
            sealed = read_any(blob)
            assert _payload(sealed.content) == data[1:]
    except RetourError:
        return False
    return True


def _payload(content: DeviceMessage | Response | Order) -> bytes:
    if isinstance(content, DeviceMessage):
        return unsigned_message(content, KEY.public).payload
    if isinstance(content, Response):
        return unsigned_response(content, KEY.public).payload
    return unsigned_order(content, KEY.public).payload


def key_set_links(data: bytes) -> bool:
    """Links to newer keys, as a device follows them: these bytes, and what the root signed of them."""
    trust = PortalKey("P-0123456789", KEY.public)
    signed = Unsigned(Kind.KEY_SET, ED25519, KEY.public.kid, data).signed(KEY)
    read = False
    for link in (data, signed):
        try:
            newer, number = follow(trust, 1, [link])
        except RetourError:
            continue
        assert number in (1, 2)
        assert newer.root_key == KEY.public, "the root never changes"
        read = True
    return read


def carry_file(data: bytes) -> bool:
    try:
        messages = read_carry(data)
    except RetourError:
        return False
    assert join_carry(messages) in (data, data[1:]), "an array of one is the one"
    for message in messages:
        read_message(message)
    return True


def envelope(data: bytes) -> bool:
    """An envelope as it came, and these bytes as the file, the names and the leg of a good one."""
    leg = LEGS[len(data) % len(LEGS)]
    name = data[:40].decode("utf-8", "ignore")
    made = Envelope(CASE, name or "x", name[::-1] or "x", leg, data)
    try:
        assert unseal(seal(made)) == made
    except RetourError:
        assert not name or not name.isprintable() or name != name.strip() or len(name) > 30, name
    return _unsealed(data) | _unsealed(_with_its_hash(data))


def _unsealed(data: bytes) -> bool:
    try:
        read = unseal(data)
    except RetourError:
        return False
    assert seal(read) == data
    return True


def _with_its_hash(data: bytes) -> bytes:
    """The same envelope with the SHA-256 of the file that is in it now, where it can be found."""
    try:
        fields = cbor2.loads(data[3:])
    except (cbor2.CBORDecodeError, UnicodeDecodeError, RecursionError, OverflowError, MemoryError, TypeError):
        return data
    if not isinstance(fields, dict) or not isinstance(fields.get(7), bytes):
        return data
    found = fields.get(6)
    return data.replace(found, hashlib.sha256(fields[7]).digest()) if isinstance(found, bytes) and found else data


def inventory(data: bytes) -> bool:
    try:
        grants = decode_inventory(data)
    except RetourError:
        return False
    assert encode_inventory(grants) == data
    return True


def slot(data: bytes) -> bool:
    """A slot of the trusted storage as it came, and this body behind the hash that fits it."""
    instance = KEY.public.kid
    good = hashlib.sha256(instance + data).digest() + data
    read = False
    for each in (data, good):
        try:
            state = decode_slot(each, instance)
        except RetourError:
            continue
        if state is None:
            continue
        written = encode_slot(state, instance)
        assert decode_slot(written, instance) == state
        read = True
    return read


def keys(data: bytes) -> bool:
    """A key, and a portal's key, as somebody types or pastes them."""
    text = data.decode("utf-8", "replace")
    read = False
    for parse in (PublicKey.parse, PortalKey.parse):
        try:
            key = parse(text)
        except RetourError:
            continue
        assert str(key) == text.strip()
        read = True
    return read


def frames(data: bytes) -> bool:
    """A serial line: the same frames come out however it is cut, and each goes over a line again."""
    cut = data[0] % 97 + 1 if data else 1
    whole, pieces = framing.Deframer(), framing.Deframer()
    found = whole.feed(data)
    piecewise = [frame for at in range(0, len(data), cut) for frame in pieces.feed(data[at : at + cut])]
    assert found == piecewise
    for frame in found:
        assert framing.Deframer().feed(framing.encode(frame)) == [frame]
        payload(frame.payload)
    again = framing.Frame(0, 1, 64, 1, 1, data[: framing.MAX_FRAME // 2])
    assert framing.Deframer().feed(b"noise" + framing.encode(again)) == [again]
    return bool(found)


def payload(data: bytes) -> bool:
    """The map inside a frame."""
    values = framing.decode_map(data)
    if values is None:
        return False
    assert all(isinstance(key, str) for key in values)
    again = framing.decode_map(framing.encode_map(values))
    assert again is not None
    assert repr(again) == repr(values)  # NaN is equal to nothing
    return True


def case_number(data: bytes) -> bool:
    try:
        canonical = parse_case_number(data.decode("utf-8", "replace"))
    except RetourError:
        return False
    assert parse_case_number(canonical) == canonical
    return True


def file_name(data: bytes) -> bool:
    name = parse_name(data.decode("utf-8", "replace"))
    if name is None:
        return False
    assert parse_name(f"{name.case}_{name.host}_{name.leg}.retour") == name
    return True


def profile(data: bytes) -> bool:
    """A device profile: its text, and the name of its file."""
    text = data.decode("utf-8", "replace")
    try:
        read = read_profile(text, "fuzzed")
    except RetourError:
        return False
    assert read_profile(text, "fuzzed") == read
    return True


TARGETS: Final[dict[str, Target]] = {
    "message": read_message,
    "payload": read_payload,
    "links": key_set_links,
    "carry": carry_file,
    "envelope": envelope,
    "inventory": inventory,
    "slot": slot,
    "keys": keys,
    "frames": frames,
    "map": payload,
    "server": server.answers,
    "case": case_number,
    "name": file_name,
    "profile": profile,
    "api": api.answers,
    "code": ur.one_code,
    "codes": ur.codes,
    "content": ur.contents,
}
