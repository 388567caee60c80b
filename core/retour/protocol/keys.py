"""Keys as all parties name them: Ed25519 (COSE algorithm -19, RFC 9864), `kid` from the RFC 9679 thumbprint.

The algorithm always comes from the key that was enrolled, never from the message: a key class carries it.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from dataclasses import dataclass
from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from retour.errors import Malformed, NotGenuine
from retour.protocol import cbor

ED25519: Final = -19
"""COSE algorithm "Ed25519" (RFC 9864), fully specified: curve and hash included."""
KID_BYTES: Final = 8
SIGNATURE_BYTES: Final = 64
_OKP, _CRV_ED25519 = 1, 6
_PREFIX: Final = "ed25519:"
_PORTAL_ID: Final = re.compile(r"P-[0-9A-HJKMNP-TV-Z]{10}")


@dataclass(frozen=True, slots=True)
class PublicKey:
    """An Ed25519 public key.

    Args:
        raw: the 32 bytes of RFC 8032.
    """

    raw: bytes

    def __post_init__(self) -> None:
        if len(self.raw) != 32:
            raise _bad_key("it is not 32 bytes long")

    @property
    def alg(self) -> int:
        return ED25519

    @property
    def thumbprint(self) -> bytes:
        """SHA-256 COSE key thumbprint (RFC 9679): over the deterministic map of kty, crv and x."""
        return hashlib.sha256(cbor.encode({1: _OKP, -1: _CRV_ED25519, -2: self.raw})).digest()

    @property
    def kid(self) -> bytes:
        """First 8 bytes of the thumbprint; also the instance number of a device with this key."""
        return self.thumbprint[:KID_BYTES]

    def verify(self, signature: bytes, tbs: bytes) -> None:
        """Raises `NotGenuine` (``bad-signature``) unless `signature` over `tbs` is by this key."""
        try:
            Ed25519PublicKey.from_public_bytes(self.raw).verify(signature, tbs)
        except InvalidSignature:
            raise NotGenuine(
                "bad-signature",
                "The signature does not fit: the message was changed on its way or signed by another key.",
                "Nothing was changed.",
                "Fetch the file again from where it was made.",
                kid=self.kid,
            ) from None

    def __str__(self) -> str:
        return _PREFIX + base64.urlsafe_b64encode(self.raw).decode().rstrip("=")

    @classmethod
    def parse(cls, text: str) -> PublicKey:
        """Read the text form ``ed25519:<base64url>``. Raises `Malformed` (``bad-key``)."""
        text = text.strip()
        if not text.startswith(_PREFIX):
            raise _bad_key(f"it does not start with {_PREFIX!r}")
        body = text.removeprefix(_PREFIX)
        try:
            raw = base64.b64decode(body + "=" * (-len(body) % 4), altchars=b"-_", validate=True)
        except (binascii.Error, ValueError):
            raise _bad_key("it is not base64url") from None
        key = cls(raw)
        if str(key) != text:
            # base64 has several spellings for one key; with two texts for it, comparing texts would be a trap.
            raise _bad_key("its text is not in the one form that it has")
        return key


@dataclass(frozen=True, slots=True)
class SigningKey:
    """An Ed25519 private key; `repr` never shows it."""

    _private: Ed25519PrivateKey

    @classmethod
    def generate(cls) -> SigningKey:
        return cls(Ed25519PrivateKey.generate())

    @classmethod
    def from_seed(cls, seed: bytes) -> SigningKey:
        """From the 32-byte seed of RFC 8032."""
        return cls(Ed25519PrivateKey.from_private_bytes(seed))

    @property
    def seed(self) -> bytes:
        """The 32 secret bytes, for the owner's key store only."""
        return self._private.private_bytes_raw()

    @property
    def public(self) -> PublicKey:
        return PublicKey(self._private.public_key().public_bytes_raw())

    def sign(self, tbs: bytes) -> bytes:
        """64-byte signature over a Sig_structure. Deterministic: signing again gives the same bytes."""
        return self._private.sign(tbs)

    def __repr__(self) -> str:
        return f"SigningKey({self.public})"


@dataclass(frozen=True, slots=True)
class PortalKey:
    """What a device must know of its portal: its identifier (`aud`, `iss`) and its keys.

    Attributes:
        key: for answers.
        orders: for removal orders; None where one key does everything, as before key sets.
        root: signs the links to newer keys and is kept offline; None likewise.
    """

    portal: str
    key: PublicKey
    orders: PublicKey | None = None
    root: PublicKey | None = None

    @property
    def order_key(self) -> PublicKey:
        return self.orders or self.key

    @property
    def root_key(self) -> PublicKey:
        return self.root or self.key

    def __str__(self) -> str:
        more = "" if self.orders is None or self.root is None else f":{self.orders}:{self.root}"
        return f"{self.portal}:{self.key}{more}"

    @classmethod
    def parse(cls, text: str) -> PortalKey:
        """Read ``P-XXXXXXXXXX:<answers>`` or ``P-XXXXXXXXXX:<answers>:<orders>:<root>``, each ``ed25519:<base64url>``.

        Raises `Malformed` (``bad-key``).
        """
        portal, *parts = text.strip().split(":")
        if len(parts) not in (2, 6):
            raise _bad_key("it does not name its portal and one key, or three")
        keys = [PublicKey.parse(f"{kind}:{body}") for kind, body in zip(parts[::2], parts[1::2], strict=True)]
        return cls(check_portal_id(portal), *keys)


def check_portal_id(text: str) -> str:
    """Return `text` if it is a portal identifier (``P-`` and ten Crockford characters). Raises `Malformed`."""
    if not _PORTAL_ID.fullmatch(text):
        raise _bad_key("it does not name its portal (P- and ten characters)")
    return text


def _bad_key(why: str) -> Malformed:
    return Malformed(
        "bad-key",
        f"This is not a key that Retour can use: {why}.",
        "Nothing was changed.",
        "Copy the key again, whole, as the device or the portal shows it.",
    )
