"""What a hostile variant is, and a good message taken apart so that exactly one piece of it can be made bad."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from retour.protocol import cbor
from retour.protocol.claims import OURS
from retour.protocol.cose import TAG, Kind, sig_structure
from retour.protocol.keys import SigningKey

ALG, KID, TYP = 1, 4, 16
TAG_HEAD: Final = bytes((0xC0 | TAG,))

Pairs = tuple[tuple[bytes, bytes], ...]
"""A map as its encoded keys and values, in the order in which they stand."""


@dataclass(frozen=True, slots=True)
class Hostile:
    """A variant of a good message with one fault.

    Attributes:
        name: kebab-case, unique among the variants of one message.
        code: of the error that a strict reader gives, or else the verification behind it.
        why: what is wrong with it.
    """

    name: str
    data: bytes
    code: str
    why: str


Rows = Iterator[Hostile]


def head(major: int, argument: int, size: int | None = None) -> bytes:
    """A head; `size` bytes of argument where it shall be longer than it need be."""
    if size is None:
        if argument < 24:
            return bytes((major << 5 | argument,))
        size = next(size for size in (1, 2, 4, 8) if argument < 1 << 8 * size)
    return bytes((major << 5 | 23 + size.bit_length(),)) + argument.to_bytes(size, "big")


def joined(pairs: Pairs) -> bytes:
    """The map of these pairs as they stand, well ordered or not."""
    return head(5, len(pairs)) + b"".join(key + value for key, value in pairs)


def pairs_of(value: object) -> Pairs:
    """An encoded map's pairs in the order in which they belong."""
    assert isinstance(value, dict)
    return tuple(sorted((cbor.encode(key), cbor.encode(item)) for key, item in value.items()))


@dataclass(frozen=True, slots=True)
class Good:
    """A good payload, and the key that signs whatever is made of it."""

    kind: Kind
    payload: bytes
    key: SigningKey

    @property
    def header(self) -> dict[object, object]:
        return {ALG: self.key.public.alg, KID: self.key.public.kid, TYP: self.kind.value}

    @property
    def claims(self) -> dict[object, object]:
        value = cbor.decode(self.payload)
        assert isinstance(value, dict)
        return value

    @property
    def ours(self) -> dict[object, object]:
        value = self.claims[OURS]
        assert isinstance(value, dict)
        return value

    def tbs(self, payload: bytes | None = None, protected: bytes | None = None) -> bytes:
        """The Sig_structure over exactly these parts."""
        payload = self.payload if payload is None else payload
        protected = cbor.encode(self.header) if protected is None else protected
        return sig_structure(protected, payload)

    def items(self, payload: bytes | None = None, protected: bytes | None = None) -> tuple[bytes, bytes, bytes, bytes]:
        """The four encoded items of the envelope, signed over exactly these parts."""
        signature = self.key.sign(self.tbs(payload, protected))
        payload = self.payload if payload is None else payload
        protected = cbor.encode(self.header) if protected is None else protected
        return cbor.byte_string(protected), b"\xa0", cbor.byte_string(payload), cbor.byte_string(signature)

    def sealed(self, payload: bytes | None = None, protected: bytes | None = None) -> bytes:
        """The tagged message of these parts."""
        return TAG_HEAD + b"\x84" + b"".join(self.items(payload, protected))

    def with_ours(self, ours: bytes) -> bytes:
        """The payload with another encoded item as private claim."""
        mine = cbor.encode(OURS)
        return joined(tuple((key, ours if key == mine else value) for key, value in pairs_of(self.claims)))

    def put(self, private: bool, label: object, encoded: bytes | None) -> bytes:
        """The payload with one field's value replaced or added, or with None taken away; all else as it was."""
        key = cbor.encode(label)
        before = pairs_of(self.ours if private else self.claims)
        rest = tuple(pair for pair in before if pair[0] != key)
        after = joined(tuple(sorted((*rest, (key, encoded)))) if encoded is not None else rest)
        return self.with_ours(after) if private else after
