"""Files and what they are as Uniform Resources: a UR type, and the CBOR of a message of that type.

| the file | UR type | message |
| --- | --- | --- |
| one COSE_Sign1, tag 18 | ``cose-sign1`` (BCR-2020-006) | the array of four; the tag is taken off and put on again |
| several of them in an array | ``x-retour-bundle`` | the array as it is in the file, its items tagged |
| a vendor's file with its names, tag 0x5254 | ``x-retour-envelope`` | the map; the tag is taken off and put on again |
| any other | ``bytes`` (BCR-2020-005) | a byte string |
| any of these, deflated | ``compressed`` (BCR-2023-001) | ``[CRC-32, size, raw deflate, ? digest]`` of the item |

Inside ``compressed`` stands what says by itself what it is: the file as it is for the first three, the byte string for
the last. Every file comes out as it went in, byte for byte: so a COSE_Sign1 without its tag, which no file of ours is
but a vendor's may be, crosses as ``bytes``.

What comes out is not verified here, nor what is inside a message; it is what `read_carry`, `unseal` or a portal judges.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from typing import Final

from retour.airgap import envelope
from retour.airgap.ur.bounds import MAX_MESSAGE, MAX_RATIO, damaged
from retour.airgap.ur.heads import UNSIGNED, WrongHead, read_head, read_octets
from retour.errors import Malformed, RetourError
from retour.protocol import cbor, cose

COSE: Final = "cose-sign1"
BUNDLE: Final = "x-retour-bundle"
ENVELOPE: Final = "x-retour-envelope"
BYTES: Final = "bytes"
COMPRESSED: Final = "compressed"
TYPES: Final = frozenset({COSE, BUNDLE, ENVELOPE, BYTES, COMPRESSED})
_COSE_TAG: Final = bytes((0xC0 | cose.TAG,))
_TAGGED: Final = ((COSE, _COSE_TAG, b"\x84"), (ENVELOPE, envelope.TAG, bytes(range(0xA0, 0xC0))))
"""UR types of which the file has a tag, that tag, and with which byte a message can start: an array of four, a map."""
_ARRAY_OF_THREE, _ARRAY_OF_FOUR = b"\x83", b"\x84"
_DIGEST_TAG: Final = bytes.fromhex("d99c415820")
_DIGEST: Final = len(_DIGEST_TAG) + 32
# As the paper gives them to zlib: level, raw deflate with a window of 32 KiB, memory level.
_LEVEL, _RAW, _MEMORY = 5, -15, 8


@dataclass(frozen=True, slots=True)
class Content:
    """A message: its UR type and its CBOR."""

    type: str
    message: bytes


def content_of(data: bytes) -> Content:
    """A file as a message, not deflated. What is neither ours nor well-formed CBOR crosses as it is, as ``bytes``."""
    for kind, tag, starts in _TAGGED:
        message = data.removeprefix(tag)
        if data.startswith(tag) and message and message[0] in starts and _is_cbor(message):
            return Content(kind, message)
    if _major(data) == 4 and _is_bundle(data):
        return Content(BUNDLE, data)
    return Content(BYTES, cbor.byte_string(data))


def deflated(content: Content) -> Content | None:
    """The same message deflated; None where that is no smaller, or so much that it would be taken for a bomb."""
    item = _item(content)
    squeeze = zlib.compressobj(_LEVEL, zlib.DEFLATED, _RAW, _MEMORY)
    small = squeeze.compress(item) + squeeze.flush()
    if not len(small) < len(item) <= len(small) * MAX_RATIO:
        return None
    return Content(COMPRESSED, cbor.encode([zlib.crc32(item), len(item), small]))


def file_of(content: Content) -> bytes:
    """The file that a message brings.

    Raises:
        Malformed: ``other-program`` for a type that Retour does not use; ``not-its-type`` for a message that is
            not what its type says; ``inflates-wrong`` for a deflated one that comes out as another, or is a bomb.
    """
    check_type(content.type)
    message = content.message
    if content.type == BYTES:
        return _byte_string(message)
    if content.type == COMPRESSED:
        return _file_of_item(_inflated(message))
    if content.type == BUNDLE and _major(message) == 4:
        return message
    for kind, tag, starts in _TAGGED:
        if content.type == kind and message and message[0] in starts:
            return tag + message
    raise _not_its_type()


def check_type(kind: str) -> None:
    """Refuse a code of another program before anything of it is collected: ``other-program``."""
    if kind not in TYPES:
        raise Malformed(
            "other-program",
            f"This code belongs to another program: it carries {kind}.",
            "What was read so far is kept.",
            "Scan the code that Retour shows.",
            type=kind,
        )


def _item(content: Content) -> bytes:
    return next((tag for kind, tag, _ in _TAGGED if kind == content.type), b"") + content.message


def _file_of_item(item: bytes) -> bytes:
    if any(item.startswith(tag) for _, tag, _ in _TAGGED) or _major(item) == 4:
        return item
    return _byte_string(item)


def _major(data: bytes) -> int | None:
    """The major type of the item that starts here."""
    return data[0] >> 5 if data else None


def _is_cbor(data: bytes) -> bool:
    try:
        cbor.decode(data, limit=MAX_MESSAGE)
    except RetourError:
        return False
    return True


def _is_bundle(data: bytes) -> bool:
    try:
        items = cbor.split_array(data, limit=MAX_MESSAGE, most=MAX_MESSAGE, tags=frozenset({cose.TAG}))
    except RetourError:
        return False
    return bool(items) and all(item.startswith(_COSE_TAG) for item in items)


def _byte_string(message: bytes) -> bytes:
    try:
        data, end = read_octets(message, 0)
    except WrongHead:
        raise _not_its_type() from None
    if end != len(message):
        raise _not_its_type()
    return data


def _inflated(message: bytes) -> bytes:
    if message[:1] not in (_ARRAY_OF_THREE, _ARRAY_OF_FOUR):
        raise _not_its_type()
    try:
        checksum, at = read_head(message, 1, UNSIGNED)
        size, at = read_head(message, at, UNSIGNED)
        small, at = read_octets(message, at)
    except WrongHead:
        raise _not_its_type() from None
    if message[:1] == _ARRAY_OF_FOUR and message[at:].startswith(_DIGEST_TAG):
        at += _DIGEST
    elif message[:1] == _ARRAY_OF_FOUR:
        raise _not_its_type()
    if at != len(message):
        raise _not_its_type()
    if size > min(MAX_MESSAGE, len(small) * MAX_RATIO):
        raise _inflates_wrong()
    item = small if len(small) == size else _inflate(small, size)
    if zlib.crc32(item) != checksum:
        raise _inflates_wrong()
    return item


def _inflate(small: bytes, size: int) -> bytes:
    """Raw deflate to exactly `size` bytes; never more than one beyond it is made."""
    stretch = zlib.decompressobj(_RAW)
    try:
        item = stretch.decompress(small, size + 1)
    except zlib.error:
        raise _inflates_wrong() from None
    if len(item) != size or not stretch.eof or stretch.unused_data:
        raise _inflates_wrong()
    return item


def _not_its_type() -> Malformed:
    return damaged("not-its-type", "This message is not what its code says.")


def _inflates_wrong() -> Malformed:
    return damaged("inflates-wrong", "This message does not unpack to what its code says.")
