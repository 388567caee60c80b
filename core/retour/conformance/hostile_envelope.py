"""Faults of the envelope, its header and its signature. What is signed is always exactly what is there."""

from __future__ import annotations

from typing import Final

from retour.conformance.hostile_parts import ALG, KID, TAG_HEAD, TYP, Good, Hostile, Rows, joined, pairs_of
from retour.protocol import cbor
from retour.protocol.cose import Kind
from retour.protocol.keys import ED25519, ESP256, P256_ORDER, SEED_BYTES, SigningKey

_NULL: Final = b"\xf6"
_ED25519_ORDER: Final = 2**252 + 27742317777372353535851937790883648493
_EDDSA, _ES256 = -8, -7
"""The older algorithm numbers, which say too little: RFC 9864 replaces them."""


def envelope_rows(good: Good) -> Rows:
    """Every fault around the payload."""
    yield from _shape(good)
    yield from _header(good)


def _shape(good: Good) -> Rows:
    protected, unprotected, payload, signature = good.items()
    raw_signature = signature[2:]
    kid = joined(pairs_of({KID: good.key.public.kid}))
    text = cbor.encode("text")
    for name, items, code, why in (
        ("array-of-3", (protected, unprotected, payload), "not-cose", "no signature"),
        ("array-of-5", (protected, unprotected, payload, signature, b"\x00"), "not-cose", "a fifth item"),
        ("array-of-0", (), "not-cose", "nothing in it"),
        ("payload-nil", (protected, unprotected, _NULL, signature), "not-cose", "payload detached"),
        ("payload-is-text", (protected, unprotected, text, signature), "not-cose", "payload as text"),
        ("payload-is-map", (protected, unprotected, good.payload, signature), "not-cose", "claims not in bytes"),
        ("protected-is-map", (cbor.encode(good.header), unprotected, payload, signature), "not-cose", "not in bytes"),
        ("protected-nil", (_NULL, unprotected, payload, signature), "not-cose", "null as header"),
        ("unprotected-is-array", (protected, b"\x80", payload, signature), "not-cose", "an empty array"),
        ("unprotected-nil", (protected, _NULL, payload, signature), "not-cose", "null"),
        ("unprotected-kid", (protected, kid, payload, signature), "unprotected-header", "key identifier a second time"),
        (
            "unprotected-other",
            (protected, joined(((b"\x18\x63", b"\x61x"),)), payload, signature),
            "unprotected-header",
            "header 99 outside of what is signed",
        ),
        (
            "signature-63",
            (protected, unprotected, payload, cbor.encode(raw_signature[:63])),
            "signature-length",
            "63 bytes",
        ),
        (
            "signature-65",
            (protected, unprotected, payload, cbor.encode(raw_signature + b"\x00")),
            "signature-length",
            "65 bytes",
        ),
        ("signature-empty", (protected, unprotected, payload, b"\x40"), "signature-length", "no byte"),
        ("signature-nil", (protected, unprotected, payload, _NULL), "not-cose", "null as signature"),
        ("signature-is-text", (protected, unprotected, payload, b"\x78\x40" + b"s" * 64), "not-cose", "a text"),
    ):
        yield Hostile(f"envelope-{name}", TAG_HEAD + bytes((0x80 | len(items),)) + b"".join(items), code, why)
    yield Hostile("envelope-is-map", TAG_HEAD + b"\xa0", "not-cose", "an empty map in the tag")
    yield Hostile("envelope-is-number", b"\x00", "not-cose", "a number")
    yield Hostile("envelope-is-bytes", cbor.byte_string(good.sealed()), "not-cose", "the message as a byte string")
    yield Hostile("envelope-is-payload", good.payload, "not-cose", "the claims without an envelope")


def _header(good: Good) -> Rows:
    header = good.header
    later = good.kind.value.replace("rt1", "rt2")
    for name, protected, code, why in (
        ("empty", b"", "empty", "header of no byte"),
        ("empty-map", b"\xa0", "header-missing", "header with nothing in it"),
        ("array", b"\x80", "header", "an array"),
        ("number", b"\x01", "header", "a number"),
    ):
        yield Hostile(f"header-{name}", good.sealed(protected=protected), code, why)
    for name, changes, code, why in (
        ("extra", {99: 1}, "header-unknown", "header 99"),
        ("content-type", {3: 61}, "header-unknown", "header 3 (content type)"),
        ("text-label", {"x": 1}, "header-unknown", "a header with a text for a label"),
        ("crit", {2: [16]}, "header-unknown", "header 2 (crit), of which every entry is known"),
        ("crit-unknown", {2: [99], 99: 1}, "header-unknown", "header 2 (crit) with one that nobody knows"),
        ("alg-missing", {ALG: None}, "header-missing", "no algorithm"),
        ("kid-missing", {KID: None}, "header-missing", "no key identifier"),
        ("typ-missing", {TYP: None}, "header-missing", "no kind"),
        ("alg-is-text", {ALG: "Ed25519"}, "header", "algorithm by its name"),
        ("alg-is-true", {ALG: True}, "header", "algorithm true"),
        ("kid-of-7", {KID: good.key.public.kid[:7]}, "header", "key identifier of 7 bytes"),
        ("kid-of-9", {KID: good.key.public.kid + b"\x00"}, "header", "key identifier of 9 bytes"),
        ("kid-of-32", {KID: good.key.public.thumbprint}, "header", "the whole thumbprint"),
        ("kid-is-text", {KID: "8 bytes!"}, "header", "key identifier as text"),
        ("typ-unknown", {TYP: "rt1-foo"}, "unknown-kind", "a kind that there is not"),
        ("typ-older", {TYP: good.kind.value.replace("rt1", "rt0")}, "unknown-kind", "version 0"),
        ("typ-is-number", {TYP: 16}, "unknown-kind", "kind as a number"),
        ("typ-is-bytes", {TYP: good.kind.value.encode()}, "unknown-kind", "kind as bytes"),
        ("typ-in-capitals", {TYP: good.kind.value.upper()}, "unknown-kind", "kind in capitals"),
        ("typ-with-space", {TYP: good.kind.value + " "}, "unknown-kind", "kind with a space behind"),
        ("typ-newer", {TYP: later}, "newer-version", "version 2"),
        ("typ-much-newer", {TYP: "rt9999-x"}, "newer-version", "version 9999, another kind"),
        ("typ-newer-extra", {TYP: later, 99: 1}, "newer-version", "version 2 with a header that it may have"),
    ):
        changed: dict[object, object] = header | changes
        protected = cbor.encode({label: value for label, value in changed.items() if value is not None})
        yield Hostile(f"header-{name}", good.sealed(protected=protected), code, why)
    for other in Kind:
        if other is not good.kind:
            data = good.sealed(protected=cbor.encode(header | {TYP: other.value}))
            yield Hostile(f"header-typ-{other.name.lower().replace('_', '-')}", data, "wrong-kind", "another kind")


def signature_rows(good: Good) -> Rows:
    """Messages that are read without fault, and are not what `good.key` signed."""
    public = good.key.public
    protected, unprotected, payload, signature = good.items()
    raw = signature[2:]

    def with_signature(value: bytes) -> bytes:
        return TAG_HEAD + b"\x84" + protected + unprotected + payload + cbor.byte_string(value)

    other = SigningKey.from_seed(b"\x99" * SEED_BYTES, public.alg)
    bad = "bad-signature"
    for name, value, why in (
        ("first-bit-flipped", bytes((raw[0] ^ 0x80,)) + raw[1:], "first bit of the signature flipped"),
        ("last-bit-flipped", raw[:-1] + bytes((raw[-1] ^ 1,)), "last bit of the signature flipped"),
        ("zero", bytes(64), "64 zero bytes"),
        ("by-another-key", other.sign(good.tbs()), "signed by another key under this key's identifier"),
        ("over-payload-alone", good.key.sign(good.payload), "the payload is signed, not the Sig_structure"),
        ("halves-swapped", raw[32:] + raw[:32], "the two halves swapped"),
        ("over-empty-header", good.key.sign(good.tbs(protected=b"")), "signed as if the header were empty"),
        *_of_algorithm(raw, public.alg),
    ):
        yield Hostile(f"signature-{name}", with_signature(value), bad, why)
    flipped = good.sealed(protected=cbor.encode(good.header | {KID: bytes((public.kid[0] ^ 1,)) + public.kid[1:]}))
    yield Hostile("signature-kid-flipped", flipped, "other-key", "one bit of the key identifier flipped, and signed")
    foreign = Good(good.kind, good.payload, other).sealed()
    yield Hostile("signature-of-another-key", foreign, "other-key", "signed by another key, which is named")
    for alg in sorted({_ES256, _EDDSA, ED25519, ESP256} - {public.alg}):
        data = good.sealed(protected=cbor.encode(good.header | {ALG: alg}))
        why = f"algorithm {alg} in the header, signed by the right key with its own"
        yield Hostile(f"signature-alg{alg}", data, "other-algorithm", why)


def _of_algorithm(raw: bytes, alg: int) -> tuple[tuple[str, bytes, str], ...]:
    """Signatures that a careless implementation of the algorithm takes: (name, signature, why)."""
    first, second = raw[:32], raw[32:]
    if alg == ED25519:
        high = int.from_bytes(second, "little") + _ED25519_ORDER
        return (("s-not-reduced", first + high.to_bytes(32, "little"), "S + L in place of S (RFC 8032, 5.1.7)"),)
    order, nothing = P256_ORDER.to_bytes(32, "big"), bytes(32)
    mirrored = (P256_ORDER - int.from_bytes(second, "big")).to_bytes(32, "big")
    return (
        ("high-s", first + mirrored, "n - s in place of s: its mirror image"),
        ("r-zero", nothing + second, "r is 0"),
        ("s-zero", first + nothing, "s is 0"),
        ("r-is-order", order + second, "r is the order of the group"),
        ("s-is-order", first + order, "s is the order of the group"),
        ("der-cut", _der_like(first, second), "as DER, cut to 64 bytes"),
    )


def _der_like(first: bytes, second: bytes) -> bytes:
    """The start of the DER form, which is longer than 64 bytes."""
    inner = b"".join(b"\x02\x21\x00" + part if part[0] & 0x80 else b"\x02\x20" + part for part in (first, second))
    return (b"\x30" + bytes((len(inner),)) + inner)[:64]
