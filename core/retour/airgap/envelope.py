"""The envelope in which a vendor's file travels between the technician's side and a desk.

It names case, profile, host ID and leg, and carries the file's SHA-256 with its bytes; it proves nothing and is signed
by nobody. What goes to the portal and to the device is the file inside, byte for byte. Tag 0x5254 and a deterministic
CBOR map: 1 version, 2 case, 3 profile, 4 host ID, 5 leg, 6 SHA-256, 7 bytes. Pure.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Final

from retour.errors import Malformed, Usage
from retour.protocol import cbor
from retour.protocol.casenumber import parse_case_number
from retour.protocol.fields import Fields

TAG: Final = bytes((0xD9, 0x52, 0x54))
"""The head of CBOR tag 0x5254."""
LEGS: Final = ("request", "answer", "confirmation")
VERSION: Final = 1
_MOST: Final = 4 * 1024 * 1024
_ROOM: Final = 1024
_SHA256_BYTES: Final = 32


@dataclass(frozen=True, slots=True)
class Envelope:
    """A vendor's file with the names of whose it is."""

    case: str
    profile: str
    host_id: str
    leg: str
    data: bytes


def is_envelope(data: bytes) -> bool:
    return data.startswith(TAG)


def seal(envelope: Envelope) -> bytes:
    """The envelope as bytes."""
    fields = {
        1: VERSION,
        2: envelope.case,
        3: envelope.profile,
        4: envelope.host_id,
        5: envelope.leg,
        6: hashlib.sha256(envelope.data).digest(),
        7: envelope.data,
    }
    return TAG + cbor.encode(fields)


def unseal(data: bytes) -> Envelope:
    """Read an envelope strictly.

    Raises:
        Malformed: ``not-envelope``, ``newer-version``, ``envelope-damaged`` where the hash does not fit, and what the
            strict reader refuses.
    """
    if not is_envelope(data):
        raise _refused("not-envelope", "This is no envelope with a vendor's file.")
    fields = Fields.of(cbor.decode(data[len(TAG) :], limit=_MOST + _ROOM), "envelope")
    version = fields.number(1, 1, 2**16)
    if version != VERSION:
        raise _refused("newer-version", "This envelope was made by a newer Retour.")
    case, profile, host_id, leg = (fields.text(label) for label in (2, 3, 4, 5))
    sha = fields.octets(6, _SHA256_BYTES)
    content = Fields.as_octets(fields.take(7), "envelope: 7", None)
    fields.done()
    if leg not in LEGS:
        raise _refused("field-type", f"This envelope names a leg that is not known: {leg}.")
    if hashlib.sha256(content).digest() != sha:
        raise _refused("envelope-damaged", "The file in this envelope is damaged: its hash does not fit.")
    if not _is_case_number(case):
        raise _refused("field-type", f"This envelope names a case that there cannot be: {case}.")
    return Envelope(case, profile, host_id, leg, content)


def _is_case_number(text: str) -> bool:
    """Whether a text is a case number as it is written, which a person's typing need not be."""
    try:
        return parse_case_number(text) == text
    except Usage:
        return False


def _refused(code: str, what: str) -> Malformed:
    return Malformed(code, what, "Nothing was changed.", "Take the envelope again from where it was made.")
