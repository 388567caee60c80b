"""COSE_Sign1 (RFC 9052) as Retour uses it: built and checked directly, nothing optional.

Protected header, exactly: 1 (alg), 4 (kid, 8 bytes), 16 (typ, RFC 9596). The unprotected header is empty. The
digest that everything refers to is SHA-256 of the Sig_structure, never of the file: stripping the tag, or
mirroring an ECDSA signature, changes the bytes and not the meaning.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from enum import Enum
from functools import lru_cache
from typing import Final

import cbor2

from retour.errors import Malformed, NotGenuine
from retour.protocol import cbor
from retour.protocol.keys import KID_BYTES, SIGNATURE_BYTES, PublicKey, SigningKey

TAG: Final = 18
"""CBOR tag of COSE_Sign1 (RFC 9052, 4.2)."""
_ALG, _KID, _TYP = 1, 4, 16
_TYP_FORM: Final = re.compile(r"rt([0-9]{1,4})-[a-z]{1,8}")
_VERSION: Final = 1
_SIGNATURE1: Final = b"\x84" + cbor.encode("Signature1")
_TAGGED: Final = bytes((0xC0 | TAG, 0x84))
"""The tag, and the head of an array of four."""


class Kind(Enum):
    """What a message is: the `typ` header, version included. A key signs only the kinds it is for."""

    DEVICE_MESSAGE = "rt1-msg"
    RESPONSE = "rt1-rsp"
    ORDER = "rt1-ord"
    KEY_SET = "rt1-keys"
    """A link to the portal's next keys, signed by its root; travels inside answers and orders."""
    WRITE_OFF = "rt1-wof"
    """An operator's statement; kept in the portal as evidence."""


def sig_structure(protected: bytes, payload: bytes) -> bytes:
    """The Sig_structure (RFC 9052, 4.4) over an encoded header and a payload, without external data."""
    return _SIGNATURE1 + cbor.byte_string(protected) + b"\x40" + cbor.byte_string(payload)


@dataclass(frozen=True, slots=True)
class Unsigned:
    """A message that is complete but for its signature; a device stores this before its anchor moves."""

    kind: Kind
    alg: int
    kid: bytes
    payload: bytes

    @property
    def tbs(self) -> bytes:
        """The Sig_structure, which is signed."""
        return sig_structure(self._protected, self.payload)

    @property
    def digest(self) -> bytes:
        """SHA-256 of the Sig_structure, 32 bytes: the name of this message."""
        return hashlib.sha256(self.tbs).digest()

    def sealed(self, signature: bytes) -> bytes:
        """The tagged COSE_Sign1 with `signature`."""
        parts = (
            cbor.byte_string(self._protected),
            b"\xa0",
            cbor.byte_string(self.payload),
            cbor.byte_string(signature),
        )
        return _TAGGED + b"".join(parts)

    def signed(self, key: SigningKey) -> bytes:
        """The tagged COSE_Sign1, signed now."""
        return self.sealed(key.sign(self.tbs))

    @property
    def _protected(self) -> bytes:
        return _header_of(self.alg, self.kid, self.kind.value)


@lru_cache(maxsize=256)
def _header_of(alg: int, kid: bytes, typ: str) -> bytes:
    return cbor.encode({_ALG: alg, _KID: kid, _TYP: typ})


@dataclass(frozen=True, slots=True)
class Envelope:
    """A COSE_Sign1 that was read strictly and not yet verified."""

    content: Unsigned
    signature: bytes

    @property
    def kind(self) -> Kind:
        return self.content.kind

    @property
    def kid(self) -> bytes:
        return self.content.kid

    @property
    def digest(self) -> bytes:
        return self.content.digest

    @property
    def data(self) -> bytes:
        """The tagged encoding, whatever form it was read from."""
        return self.content.sealed(self.signature)

    def verify(self, key: PublicKey) -> None:
        """Raises `NotGenuine` unless `key` signed this: ``other-key``, ``other-algorithm``, ``bad-signature``."""
        if self.content.kid != key.kid:
            raise NotGenuine(
                "other-key",
                "This message is signed by a key that is not the expected one.",
                "Nothing was changed.",
                "Check that the file belongs to this device and this portal.",
                expected=key.kid,
                found=self.content.kid,
            )
        if self.content.alg != key.alg:
            raise NotGenuine(
                "other-algorithm",
                "This message names another signature algorithm than its key is enrolled for.",
                "Nothing was changed.",
                "Fetch the file again from where it was made.",
                expected=key.alg,
                found=self.content.alg,
            )
        key.verify(self.signature, self.content.tbs)


def read(data: bytes) -> Envelope:
    """Read one COSE_Sign1, tagged or not (QR carries it untagged); verifies nothing.

    Raises:
        Malformed: bytes that are not strictly ours; ``newer-version`` for a `typ` of a later version.
    """
    item = cbor.decode(data, tags=frozenset({TAG}))
    parts = item.value if isinstance(item, cbor2.CBORTag) else item
    if not isinstance(parts, list) or len(parts) != 4:
        raise malformed("not-cose", "it is not a signed message")
    protected, unprotected, payload, signature = parts
    if not isinstance(protected, bytes) or not isinstance(payload, bytes) or not isinstance(signature, bytes):
        raise malformed("not-cose", "it is not a signed message")
    if not isinstance(unprotected, dict):
        raise malformed("not-cose", "it is not a signed message")
    for label in unprotected:
        raise malformed(
            "unprotected-header", f"header {shown(label)} was added outside of what is signed", header=label
        )
    if len(signature) != SIGNATURE_BYTES:
        raise malformed("signature-length", "its signature has the wrong length")
    kind, alg, kid = _header(protected)
    return Envelope(Unsigned(kind, alg, kid, payload), signature)


@lru_cache(maxsize=256)
def _header(protected: bytes) -> tuple[Kind, int, bytes]:
    header = cbor.decode(protected)
    if not isinstance(header, dict):
        raise malformed("header", "its header is not a map")
    typ = header.get(_TYP)
    if isinstance(typ, str) and (form := _TYP_FORM.fullmatch(typ)) and int(form[1]) > _VERSION:
        raise Malformed(
            "newer-version",
            "This file was made by a newer Retour.",
            "Nothing was changed, and the file is not damaged.",
            "Update Retour here, then open the file again.",
            typ=typ,
        )
    for label in (_ALG, _KID, _TYP):
        if label not in header:
            raise malformed("header-missing", f"header {label} is missing", header=label)
    for label in header:
        if label not in (_ALG, _KID, _TYP):
            raise malformed("header-unknown", f"it carries a header that is not ours ({shown(label)})", header=label)
    alg, kid = header[_ALG], header[_KID]
    if not isinstance(alg, int) or isinstance(alg, bool):
        raise malformed("header", "its algorithm is not a number")
    if not isinstance(kid, bytes) or len(kid) != KID_BYTES:
        raise malformed("header", f"its key identifier is not {KID_BYTES} bytes")
    try:
        kind = Kind(typ)
    except ValueError:
        raise malformed("unknown-kind", "it is of a kind that Retour does not know", typ=shown(typ)) from None
    return kind, alg, kid


def shown(value: object) -> str:
    """A value that a stranger chose, fit for a line of text: short, and without control characters."""
    return f"{value!r:.40}"


def malformed(code: str, why: str, **details: object) -> Malformed:
    """A refusal of something that arrived: `why` completes the sentence "This is not ...: ..."."""
    return Malformed(
        code,
        f"This is not a message that Retour can accept: {why}.",
        "Nothing was changed.",
        "Fetch the file again from where it was made; if it stays so, keep it and ask for support.",
        **details,
    )
