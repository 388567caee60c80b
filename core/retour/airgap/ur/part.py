"""One part of a message (BCR-2024-001): ``[seqNum, seqLen, messageLen, checksum, data]`` in deterministic CBOR.

seqNum counts from 1; the first seqLen parts are the fragments themselves ("pure"), each later one is the XOR of those
that `sampling` names. All fragments are as long as the data here, the last padded with zeros; messageLen is without
the padding. checksum is the CRC-32 of the message.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from typing import Final

import cbor2

from retour.airgap.ur import heads
from retour.airgap.ur.bounds import LAST_SEQUENCE, MAX_FRAGMENTS, MAX_MESSAGE, damaged
from retour.airgap.ur.text import Sequence
from retour.errors import Malformed

_ARRAY_OF_FIVE: Final = 0x85


@dataclass(frozen=True, slots=True)
class Part:
    """One part; its fields are plausible by themselves and together."""

    number: int
    fragments: int
    message: int
    """Length of the message, in bytes."""
    checksum: int
    data: bytes


def encode_part(part: Part) -> bytes:
    return cbor2.dumps([part.number, part.fragments, part.message, part.checksum, part.data])


def head_length(number: int, fragments: int, message: int, fragment: int) -> int:
    """Bytes of a part before its data; the checksum is taken as long as it can be."""
    return 1 + 5 + sum(heads.head_length(value) for value in (number, fragments, message, fragment))


def decode_part(data: bytes, sequence: Sequence) -> Part:
    """Read one part and hold it against the sequence that its code names.

    Raises:
        Malformed: ``part-cbor`` for what is not exactly this array, ``ur-sequence`` where code and part differ,
            ``too-many-fragments``, ``message-too-long``, ``part-sizes`` where the fragments do not make the message,
            ``part-checksum`` for the only part of a message whose checksum is another.
    """
    if not data or data[0] != _ARRAY_OF_FIVE:
        raise _not_a_part()
    try:
        number, at = heads.read_head(data, 1, heads.UNSIGNED)
        fragments, at = heads.read_head(data, at, heads.UNSIGNED)
        message, at = heads.read_head(data, at, heads.UNSIGNED)
        checksum, at = heads.read_head(data, at, heads.UNSIGNED)
        content, end = heads.read_octets(data, at)
    except heads.WrongHead:
        raise _not_a_part() from None
    if end != len(data):
        raise _not_a_part()
    if not 1 <= number <= LAST_SEQUENCE or number != sequence.number or fragments != sequence.fragments:
        raise damaged("ur-sequence", "This code contradicts itself about which part it is.")
    if fragments > MAX_FRAGMENTS:
        raise damaged("too-many-fragments", f"This code belongs to a message of more than {MAX_FRAGMENTS} parts.")
    if message > MAX_MESSAGE:
        raise damaged("message-too-long", f"This code belongs to a message of more than {MAX_MESSAGE // 1024} KiB.")
    if checksum >= 1 << 32 or not (fragments - 1) * len(content) < message <= fragments * len(content):
        raise damaged("part-sizes", "This code contradicts itself about how long its message is.")
    # No further part could put this right: it would only be kept.
    if fragments == 1 and zlib.crc32(content[:message]) != checksum:
        raise damaged("part-checksum", "This code was not read right: its checksum does not fit.")
    return Part(number, fragments, message, checksum, content)


def _not_a_part() -> Malformed:
    return damaged("part-cbor", "This code holds no part of a message.")
