"""Faults of the encoding, in the outer item and in the payload inside it: what a lenient CBOR reader lets through."""

from __future__ import annotations

from typing import Final

from retour.conformance.hostile_parts import TAG_HEAD, Good, Hostile, Rows, head, joined, pairs_of
from retour.protocol import cbor
from retour.protocol.claims import AUD, IAT, ISS, OURS
from retour.protocol.cose import Kind
from retour.protocol.keys import SIGNATURE_BYTES
from retour.protocol.model import MAX_COUNT, MAX_LINES, MAX_TEXT

_NUMBERS: Final = {
    Kind.DEVICE_MESSAGE: (True, 3),
    Kind.RESPONSE: (False, IAT),
    Kind.ORDER: (False, IAT),
    Kind.KEY_SET: (True, 1),
    Kind.WRITE_OFF: (False, IAT),
}
"""A field with a number in each kind: whether it is in the private claim, and its label."""
_OCTETS: Final = 2
"""Label of a field with bytes in the private claim of every kind."""
_LINES: Final = {Kind.DEVICE_MESSAGE: 8, Kind.ORDER: 4, Kind.WRITE_OFF: 3}
_TOO_DEEP: Final = cbor.MAX_DEPTH - 2
"""Arrays in one another that are too deep as a field of the private claim, which is the second map already."""


def encoding_rows(good: Good) -> Rows:
    """Every fault of the encoding."""
    yield from _outer(good)
    yield from _heads(good)
    yield from _items(good)
    yield from _maps(good)
    yield from _long(good)


def _outer(good: Good) -> Rows:
    whole, items = good.sealed(), good.items()
    four = b"".join(items)
    for name, data, code, why in (
        ("outer-empty", b"", "empty", "no byte at all"),
        ("outer-trailing-byte", whole + b"\x00", "cbor-trailing", "a byte follows the message"),
        ("outer-twice", whole + whole, "cbor-trailing", "the message follows itself"),
        ("outer-cut-by-one", whole[:-1], "cut", "the last byte is missing"),
        ("outer-cut-in-half", whole[: len(whole) // 2], "cut", "the second half is missing"),
        ("outer-tag-alone", TAG_HEAD, "cut", "a tag and nothing in it"),
        ("outer-indefinite-array", TAG_HEAD + b"\x9f" + four + b"\xff", "cbor-indefinite", "array without a length"),
        ("outer-long-array-head", TAG_HEAD + b"\x98\x04" + four, "cbor-not-minimal", "array head of two bytes"),
        ("outer-long-tag-head", b"\xd8\x12\x84" + four, "cbor-not-minimal", "tag head of two bytes"),
        ("outer-second-tag", TAG_HEAD + whole, "cbor-tag", "tag 18 in tag 18"),
        ("outer-cwt-tag", b"\xd8\x3d" + whole, "cbor-tag", "tag 61 (CWT) around it"),
        ("outer-self-described", b"\xd9\xd9\xf7" + whole, "cbor-tag", "tag 55799 (self-described CBOR) around it"),
        ("outer-mac-tag", b"\xd1\x84" + four, "cbor-tag", "tag 17 (COSE_Mac0) in place of 18"),
        ("outer-sign-tag", b"\xd8\x62\x84" + four, "cbor-tag", "tag 98 (COSE_Sign) in place of 18"),
        ("outer-more-items-than-bytes", TAG_HEAD + b"\x9b" + b"\x40" + bytes(7), "cut", "array that claims 2^62 items"),
        ("outer-reserved-head", b"\x1c" + whole, "cbor-reserved", "head with the reserved value 28"),
        ("outer-break", b"\xff", "cbor-indefinite", "a break that ends nothing"),
        ("outer-float", b"\xf9\x3c\x00", "cbor-simple", "a float instead of a message"),
        ("outer-tag-inside-array", TAG_HEAD + b"\x84" + b"\xd8\x18" + four, "cbor-tag", "tag 24 on the header"),
        (
            "outer-long-signature-head",
            TAG_HEAD + b"\x84" + b"".join(items[:3]) + head(2, SIGNATURE_BYTES, 2) + items[3][2:],
            "cbor-not-minimal",
            "signature's head of three bytes",
        ),
        (
            "outer-indefinite-signature",
            TAG_HEAD + b"\x84" + b"".join(items[:3]) + b"\x5f" + items[3] + b"\xff",
            "cbor-indefinite",
            "signature in pieces",
        ),
        (
            "outer-indefinite-payload",
            TAG_HEAD + b"\x84" + items[0] + items[1] + b"\x5f" + items[2] + b"\xff" + items[3],
            "cbor-indefinite",
            "payload in pieces, though what is signed fits",
        ),
        (
            "outer-indefinite-unprotected",
            TAG_HEAD + b"\x84" + items[0] + b"\xbf\xff" + items[2] + items[3],
            "cbor-indefinite",
            "empty unprotected header without a length",
        ),
    ):
        yield Hostile(name, data, code, why)


def _number(good: Good) -> int:
    private, label = _NUMBERS[good.kind]
    value = (good.ours if private else good.claims)[label]
    assert isinstance(value, int)
    return value


def _heads(good: Good) -> Rows:
    """The same values with heads that are longer than they need be, in the payload."""
    octets, portal = good.ours[_OCTETS], good.claims[_portal(good)]
    assert isinstance(octets, bytes)
    assert isinstance(portal, str)
    text = portal.encode()
    ours, claims = pairs_of(good.ours), pairs_of(good.claims)
    number = _number(good)
    label = b"\x18" + ours[0][0]
    for name, payload, why in (
        ("long-number", good.put(*_NUMBERS[good.kind], head(0, number, 8)), "number in 8 bytes"),
        ("long-bytes-head", good.put(True, _OCTETS, head(2, len(octets), 2) + octets), "length of bytes in 2 bytes"),
        ("long-text-head", good.put(False, _portal(good), head(3, len(text), 4) + text), "length of a text in 4 bytes"),
        ("long-map-head", good.with_ours(head(5, len(ours), 1) + joined(ours)[1:]), "map head of two bytes"),
        ("long-outer-map-head", head(5, len(claims), 2) + joined(claims)[1:], "claims with a map head of three bytes"),
        ("long-label", good.with_ours(joined(((label, ours[0][1]), *ours[1:]))), "label 1 in two bytes"),
        (
            "long-private-label",
            joined((*claims[:-1], (b"\x3b" + (-1 - OURS).to_bytes(8, "big"), claims[-1][1]))),
            "label -65537 in nine bytes",
        ),
    ):
        yield Hostile(f"payload-{name}", good.sealed(payload), "cbor-not-minimal", why)


def _portal(good: Good) -> int:
    return AUD if good.kind is Kind.DEVICE_MESSAGE else ISS


def _items(good: Good) -> Rows:
    """Items of a kind that has no place in a message; each stands for a value that would be good otherwise."""
    octets, portal = good.ours[_OCTETS], cbor.encode(good.claims[_portal(good)])
    number = cbor.encode(_number(good))
    place = _NUMBERS[good.kind]
    ours = b"".join(key + value for key, value in pairs_of(good.ours))
    claims = b"".join(key + value for key, value in pairs_of(good.claims))
    bad_text = bytearray(portal)
    bad_text[-2:] = b"\xc3\x28"
    over_long = bytearray(portal)
    over_long[-2:] = b"\xc0\xaf"
    surrogate = bytearray(portal)
    surrogate[-3:] = b"\xed\xa0\x80"
    for name, payload, code, why in (
        ("empty", b"", "empty", "payload without a byte"),
        ("trailing-byte", good.payload + b"\x00", "cbor-trailing", "a byte follows the claims, and is signed"),
        ("cut", good.payload[:-1], "cut", "the last byte is missing, and the rest is signed"),
        ("tagged", b"\xd8\x3d" + good.payload, "cbor-tag", "tag 61 (CWT) around the claims"),
        ("tag-18", TAG_HEAD + good.payload, "cbor-tag", "tag 18 around the claims"),
        ("tag-on-number", good.put(*place, b"\xc1" + number), "cbor-tag", "tag 1 on a number"),
        ("bignum", good.put(*place, b"\xc2\x41\x01"), "cbor-tag", "a number as bignum (tag 2)"),
        ("double", good.put(*place, b"\xfb\x3f\xf0" + bytes(6)), "cbor-simple", "a number as double, 1.0"),
        ("half-float", good.put(*place, b"\xf9\x3c\x00"), "cbor-simple", "a number as half float, 1.0"),
        ("undefined", good.put(*place, b"\xf7"), "cbor-simple", "undefined in place of a number"),
        ("simple-value", good.put(*place, b"\xf0"), "cbor-simple", "simple value 16 in place of a number"),
        ("long-simple-value", good.put(*place, b"\xf8\xff"), "cbor-simple", "simple value 255 in place of a number"),
        ("true-in-two-bytes", good.put(*place, b"\xf8\x15"), "cbor-simple", "true as a simple value of two bytes"),
        ("reserved-head", good.put(*place, b"\x1d"), "cbor-reserved", "head with the reserved value 29"),
        ("indefinite-map", good.with_ours(b"\xbf" + ours + b"\xff"), "cbor-indefinite", "private claim, no length"),
        ("indefinite-claims", b"\xbf" + claims + b"\xff", "cbor-indefinite", "claims without a length"),
        (
            "indefinite-bytes",
            good.put(True, _OCTETS, b"\x5f" + cbor.encode(octets) + b"\xff"),
            "cbor-indefinite",
            "bytes in pieces",
        ),
        (
            "indefinite-text",
            good.put(False, _portal(good), b"\x7f" + portal + b"\xff"),
            "cbor-indefinite",
            "text in pieces",
        ),
        ("indefinite-array", good.put(*place, b"\x9f\x01\xff"), "cbor-indefinite", "array without a length"),
        ("not-utf-8", good.put(False, _portal(good), bytes(bad_text)), "cbor-utf8", "text cut inside a character"),
        ("overlong-utf-8", good.put(False, _portal(good), bytes(over_long)), "cbor-utf8", "slash in two bytes"),
        ("surrogate", good.put(False, _portal(good), bytes(surrogate)), "cbor-utf8", "a surrogate in a text"),
        (
            "too-deep",
            good.put(True, _OCTETS, b"\x81" * (_TOO_DEEP + 1) + b"\x00"),
            "cbor-depth",
            "nine arrays and maps in one another",
        ),
        (
            "deepest",
            good.put(True, _OCTETS, b"\x81" * _TOO_DEEP + b"\x00"),
            "field",
            "eight arrays and maps in one another: deep as may be, and no bytes",
        ),
        ("very-deep", good.put(True, _OCTETS, b"\x81" * 2000 + b"\x00"), "cbor-depth", "2000 arrays in one another"),
        ("more-items-than-bytes", good.put(True, _OCTETS, b"\x9a\xff\xff\xff\xff"), "cut", "2^32 - 1 items claimed"),
        ("more-pairs-than-bytes", good.put(True, _OCTETS, b"\xbb" + b"\xff" * 8), "cut", "2^64 - 1 pairs claimed"),
        ("more-bytes-than-there", good.put(True, _OCTETS, b"\x5b" + b"\xff" * 8), "cut", "2^64 - 1 bytes claimed"),
    ):
        yield Hostile(f"payload-{name}", good.sealed(payload), code, why)


def _maps(good: Good) -> Rows:
    """Maps that a lenient reader takes: a key twice, keys in another order, keys that are no labels."""
    ours, claims = pairs_of(good.ours), pairs_of(good.claims)
    header = pairs_of(good.header)
    twice, swapped, same = "cbor-duplicate-key", "cbor-key-order", "the same key twice, with the same value"
    for name, payload, code, why in (
        ("duplicate-key", good.with_ours(joined((ours[0], *ours))), twice, same),
        (
            "duplicate-key-other-value",
            good.with_ours(joined((*ours[:2], (ours[1][0], cbor.encode(bytes(8))), *ours[2:]))),
            twice,
            "the same key twice, with another value",
        ),
        ("duplicate-claim", joined((claims[0], *claims)), twice, "the same claim twice"),
        ("key-order", good.with_ours(joined((ours[1], ours[0], *ours[2:]))), swapped, "labels 1 and 2 swapped"),
        ("claim-order", joined((*claims[:-2], claims[-1], claims[-2])), swapped, "our private claim is not the last"),
        (
            "array-as-key",
            good.with_ours(joined(((b"\x81\x01", ours[0][1]), *ours[1:]))),
            "cbor-key",
            "an array as map key",
        ),
        ("null-as-key", good.with_ours(joined((*ours, (b"\xf6", b"\x00")))), "cbor-key", "null as map key"),
    ):
        yield Hostile(f"payload-{name}", good.sealed(payload), code, why)
    for name, pairs, code, why in (
        ("duplicate-key", (header[0], *header), twice, "algorithm twice"),
        ("key-order", (header[1], header[0], header[2]), swapped, "algorithm behind the key identifier"),
    ):
        yield Hostile(f"header-{name}", good.sealed(protected=joined(pairs)), code, why)
    long_alg = head(1, -1 - good.key.public.alg, 2)
    data = good.sealed(protected=joined(((header[0][0], long_alg), *header[1:])))
    yield Hostile("header-long-number", data, "cbor-not-minimal", "algorithm in two bytes more")
    yield Hostile(
        "header-indefinite-map",
        good.sealed(protected=b"\xbf" + joined(header)[1:] + b"\xff"),
        "cbor-indefinite",
        "header without a length",
    )
    yield Hostile("header-trailing-byte", good.sealed(protected=joined(header) + b"\x00"), "cbor-trailing", "a byte")


def _long(good: Good) -> Rows:
    """Longer than 64 KiB, and good but for that where the kind has room for it."""
    if good.kind is Kind.RESPONSE:
        payload = good.put(True, 10, cbor.encode([bytes(cbor.MAX_BYTES // 16)] * 16))
    elif label := _LINES.get(good.kind):
        lines = {chr(0x1F300 + n) + "\N{SEEDLING}" * (MAX_TEXT - 1): MAX_COUNT for n in range(MAX_LINES)}
        payload = good.put(True, label, cbor.encode(lines))
    else:
        payload = good.payload + bytes(cbor.MAX_BYTES)
    yield Hostile("outer-longer-than-64-kib", good.sealed(payload), "too-large", "more than 65536 bytes")
