"""Keys as all parties name them: Ed25519, or ECDSA on P-256 where a secure element has nothing else.

COSE algorithms -19 and -9 (RFC 9864), `kid` from the RFC 9679 thumbprint. The algorithm always comes from the key
that was enrolled, never from the message: a key carries it in its length, 32 bytes or 64.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature, encode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

from retour.errors import Malformed, NotGenuine
from retour.protocol import cbor

ED25519: Final = -19
"""COSE algorithm "Ed25519" (RFC 9864), fully specified: curve and hash included."""
ESP256: Final = -9
"""COSE algorithm "ESP256" (RFC 9864): ECDSA on P-256 with SHA-256."""
KID_BYTES: Final = 8
SIGNATURE_BYTES: Final = 64
"""Of either algorithm: R and S of RFC 8032, or r and s of ECDSA, 32 bytes each."""
SEED_BYTES: Final = 32
_ED25519_BYTES, _P256_BYTES = 32, 64
_OKP, _EC2 = 1, 2
_CRV_P256, _CRV_ED25519 = 1, 6
_PREFIXES: Final = {"ed25519:": _ED25519_BYTES, "p256:": _P256_BYTES}
P256_ORDER: Final = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
_ECDSA: Final = ec.ECDSA(SHA256(), deterministic_signing=True)
MAX_KEY_TEXT: Final = 300
"""More than the longest text of a `PortalKey` or `PublicKey` has, in characters."""
_PORTAL_ID: Final = re.compile(r"P-[0-9A-HJKMNP-TV-Z]{10}")


@lru_cache(maxsize=1024)
def _ed25519(raw: bytes) -> Ed25519PublicKey:
    return Ed25519PublicKey.from_public_bytes(raw)


@lru_cache(maxsize=1024)
def _thumbprint(raw: bytes) -> bytes:
    if len(raw) == _ED25519_BYTES:
        required: dict[int, object] = {1: _OKP, -1: _CRV_ED25519, -2: raw}
    else:
        required = {1: _EC2, -1: _CRV_P256, -2: raw[:32], -3: raw[32:]}
    return hashlib.sha256(cbor.encode(required)).digest()


@dataclass(frozen=True, slots=True)
class PublicKey:
    """A public key; its length says which algorithm it is for.

    Args:
        raw: the 32 bytes of RFC 8032, or x and y of a point on P-256, 32 bytes each, big-endian.
    """

    raw: bytes

    def __post_init__(self) -> None:
        if len(self.raw) not in _PREFIXES.values():
            raise _bad_key("it is not 32 or 64 bytes long")
        if self.alg == ESP256:
            try:
                self._point()
            except ValueError:
                raise _bad_key("it is not a point on the curve P-256") from None

    @property
    def alg(self) -> int:
        """COSE algorithm: `ED25519` or `ESP256`."""
        return ED25519 if len(self.raw) == _ED25519_BYTES else ESP256

    @property
    def thumbprint(self) -> bytes:
        """SHA-256 COSE key thumbprint (RFC 9679): over the deterministic map of kty, crv, x and, on P-256, y."""
        return _thumbprint(self.raw)

    @property
    def kid(self) -> bytes:
        """First 8 bytes of the thumbprint; also the instance number of a device with this key."""
        return self.thumbprint[:KID_BYTES]

    def verify(self, signature: bytes, tbs: bytes) -> None:
        """Raises `NotGenuine` (``bad-signature``) unless `signature` over `tbs` is by this key.

        An ECDSA signature has a mirror image, (r, n - s), that fits as well: only the one with the low s is taken.
        """
        try:
            if self.alg == ED25519:
                _ed25519(self.raw).verify(signature, tbs)
            else:
                self._point().verify(_der(signature), tbs, _ECDSA)
        except InvalidSignature:
            raise NotGenuine(
                "bad-signature",
                "The signature does not fit: the message was changed on its way or signed by another key.",
                "Nothing was changed.",
                "Fetch the file again from where it was made.",
                kid=self.kid,
            ) from None

    def _point(self) -> ec.EllipticCurvePublicKey:
        return ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), b"\x04" + self.raw)

    def __str__(self) -> str:
        prefix = next(prefix for prefix, length in _PREFIXES.items() if length == len(self.raw))
        return prefix + base64.urlsafe_b64encode(self.raw).decode().rstrip("=")

    @classmethod
    def parse(cls, text: str) -> PublicKey:
        """Read the text form ``ed25519:<base64url>`` or ``p256:<base64url>``. Raises `Malformed` (``bad-key``)."""
        text = text.strip()
        prefix = next((prefix for prefix in _PREFIXES if text.startswith(prefix)), None)
        if prefix is None:
            raise _bad_key(f"it does not start with {' or '.join(map(repr, _PREFIXES))}")
        body = text.removeprefix(prefix)
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
    """A private key; `repr` never shows it."""

    _private: Ed25519PrivateKey | ec.EllipticCurvePrivateKey
    public: PublicKey = field(init=False)

    def __post_init__(self) -> None:
        if isinstance(self._private, Ed25519PrivateKey):
            public = PublicKey(self._private.public_key().public_bytes_raw())
        else:
            public = public_p256(self._private.public_key())
        object.__setattr__(self, "public", public)

    @classmethod
    def generate(cls, alg: int = ED25519) -> SigningKey:
        """A new key for `ED25519` or `ESP256`."""
        return cls(Ed25519PrivateKey.generate() if alg == ED25519 else ec.generate_private_key(ec.SECP256R1()))

    @classmethod
    def from_seed(cls, seed: bytes, alg: int = ED25519) -> SigningKey:
        """From the 32 secret bytes: the seed of RFC 8032, or the number d of SEC 1, big-endian.

        Raises `ValueError` when they are no key of that algorithm.
        """
        if len(seed) != SEED_BYTES:
            raise ValueError("a private key is 32 bytes long")
        if alg == ED25519:
            return cls(Ed25519PrivateKey.from_private_bytes(seed))
        return cls(ec.derive_private_key(int.from_bytes(seed, "big"), ec.SECP256R1()))

    @property
    def seed(self) -> bytes:
        """The 32 secret bytes, for the owner's key store only."""
        if isinstance(self._private, Ed25519PrivateKey):
            return self._private.private_bytes_raw()
        return self._private.private_numbers().private_value.to_bytes(SEED_BYTES, "big")

    def sign(self, tbs: bytes) -> bytes:
        """64-byte signature over a Sig_structure. Deterministic (RFC 8032, RFC 6979): again gives the same bytes."""
        if isinstance(self._private, Ed25519PrivateKey):
            return self._private.sign(tbs)
        r, s = decode_dss_signature(self._private.sign(tbs, _ECDSA))
        return r.to_bytes(32, "big") + min(s, P256_ORDER - s).to_bytes(32, "big")

    def __repr__(self) -> str:
        return f"SigningKey({self.public})"


def public_p256(key: ec.EllipticCurvePublicKey) -> PublicKey:
    """The P-256 key `key` of the cryptography library in our form."""
    numbers = key.public_numbers()
    return PublicKey(numbers.x.to_bytes(32, "big") + numbers.y.to_bytes(32, "big"))


def _der(signature: bytes) -> bytes:
    """An ECDSA signature as the library takes it. Raises `InvalidSignature` unless in range, with a low s."""
    if len(signature) != SIGNATURE_BYTES:
        raise InvalidSignature
    r, s = int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:], "big")
    if not (0 < r < P256_ORDER and 0 < s <= P256_ORDER // 2):
        raise InvalidSignature
    return encode_dss_signature(r, s)


@dataclass(frozen=True, slots=True)
class PortalKey:
    """What a device must know of its portal: the portal's identifier (`aud`, `iss`) and its keys, all Ed25519.

    Attributes:
        key: signs answers.
        orders: signs removal orders.
        root: signs links to newer key sets; kept offline and never replaced.

    Without `orders` and `root`, one key does everything, as in portals from before there were key sets.
    """

    portal: str
    key: PublicKey
    orders: PublicKey | None = None
    root: PublicKey | None = None

    def __post_init__(self) -> None:
        if (self.orders is None) != (self.root is None):
            raise _bad_key("it names only some of its portal's keys")
        if any(key.alg != ED25519 for key in (self.key, self.order_key, self.root_key)):
            raise _bad_key("a portal's keys are Ed25519 keys")

    @property
    def order_key(self) -> PublicKey:
        return self.orders or self.key

    @property
    def root_key(self) -> PublicKey:
        return self.root or self.key

    def __str__(self) -> str:
        if self.orders is None:
            return f"{self.portal}:{self.key}"
        return f"{self.portal}:{self.key}:{self.order_key}:{self.root_key}"

    @classmethod
    def parse(cls, text: str) -> PortalKey:
        """Read ``P-XXXXXXXXXX:<answers>`` or ``P-XXXXXXXXXX:<answers>:<orders>:<root>``, keys in their text form.

        Raises `Malformed` (``bad-key``).
        """
        text = text.strip()
        portal, *parts = text.split(":")
        check_portal_id(portal)
        if len(parts) not in (2, 6):
            raise _bad_key("it does not name one key of its portal, or three")
        keys = [PublicKey.parse(f"{name}:{body}") for name, body in zip(parts[::2], parts[1::2], strict=True)]
        key = cls(portal, *keys)
        if str(key) != text:  # space around a key inside: again two texts for one key
            raise _bad_key("its text is not in the one form that it has")
        return key


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
