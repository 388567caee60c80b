"""Faults of the content: fields that are missing, unknown, of another type or out of range. All else is as it was."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from retour.conformance.hostile_parts import Good, Hostile, Rows, joined, pairs_of
from retour.protocol import cbor
from retour.protocol.claims import AUD, CTI, IAT, ISS, OURS
from retour.protocol.cose import Kind
from retour.protocol.model import MAX_COUNT, MAX_COUNTER, MAX_FEATURES, MAX_LINES, MAX_TEXT, MAX_WHY

Values = Iterator[tuple[str, object, str, str]]
"""Bad values of a field: name, value, error code, why."""
_LINE: Final = "ACT-A"
_DIGEST: Final = bytes(32)
_KID: Final = bytes(8)


def content_rows(good: Good) -> Rows:
    """Every fault of the content."""
    yield from _shape(good)
    for name, private, label, required, values in _FIELDS[good.kind]:
        if required:
            data = good.sealed(good.put(private, label, None))
            yield Hostile(f"{name}-missing", data, "field-missing", "the field is not there")
        for bad, value, code, why in values():
            yield Hostile(f"{name}-{bad}", good.sealed(good.put(private, label, cbor.encode(value))), code, why)
    yield from _contradictions(good)


def _shape(good: Good) -> Rows:
    claims, ours = pairs_of(good.claims), joined(pairs_of(good.ours))
    for name, payload, code, why in (
        ("claims-array", b"\x80", "field", "an array in place of the claims"),
        ("claims-number", b"\x00", "field", "a number in place of the claims"),
        ("claims-empty", b"\xa0", "field-missing", "no claims"),
        ("claims-bytes", cbor.byte_string(good.payload), "field", "the claims as a byte string"),
        ("private-missing", joined(claims[:-1]), "field-missing", "no private claim"),
        ("private-array", good.with_ours(b"\x80"), "field", "an array as private claim"),
        ("private-null", good.with_ours(b"\xf6"), "field", "null as private claim"),
        ("private-empty", good.with_ours(b"\xa0"), "field-missing", "nothing in the private claim"),
        ("private-bytes", good.with_ours(cbor.byte_string(ours)), "field", "the private claim as a byte string"),
        ("claim-unknown", good.put(False, 2, b"\x61x"), "field-unknown", "claim 2 (sub)"),
        ("claim-unknown-text", good.put(False, "x", b"\x00"), "field-unknown", "a claim with a text for a label"),
        ("claim-unknown-private", good.put(False, OURS - 1, b"\x00"), "field-unknown", "another private claim"),
        ("private-unknown", good.put(True, 11, b"\x00"), "field-unknown", "field 11"),
        ("private-unknown-zero", good.put(True, 0, b"\x00"), "field-unknown", "field 0"),
        ("private-unknown-text", good.put(True, "x", b"\x00"), "field-unknown", "a field with a text for a label"),
        ("private-unknown-null", good.put(True, 99, b"\xf6"), "field-unknown", "field 99, null"),
        (
            "private-label-bytes",
            good.put(True, b"\x01", b"\x00"),
            "field-unknown",
            "a field with bytes for a label",
        ),
    ):
        yield Hostile(name, good.sealed(payload), code, why)


def _contradictions(good: Good) -> Rows:
    """What is wrong only together with another field."""
    if good.kind is Kind.DEVICE_MESSAGE:
        payload = good.put(True, 8, cbor.encode({_LINE: 1}))
        payload = Good(good.kind, payload, good.key).put(True, 10, b"\x05")
        why = "the store was lost, and a line is held all the same"
        yield Hostile("recovered-with-holdings", good.sealed(payload), "recovered-holdings", why)
    if good.kind is Kind.KEY_SET:
        orders = cbor.encode(good.ours[3])
        yield Hostile("one-key", good.sealed(good.put(True, 2, orders)), "same-key", "one key for answers and orders")


def _of_number(least: int, most: int) -> Callable[[], Values]:
    def values() -> Values:
        if least > 0:
            yield "below", least - 1, "field", f"{least - 1}"
        yield "negative", -1, "field", "-1"
        yield "above", most + 1, "field", f"{most + 1}"
        yield "largest", 2**64 - 1, "field", "2^64 - 1"
        yield "true", True, "field", "true in place of a number"
        yield "text", "1", "field", "a text in place of a number"
        yield "null", None, "field", "null in place of a number"

    return values


def _of_choice(*none: int) -> Callable[[], Values]:
    def values() -> Values:
        for value in none:
            yield f"{value}".replace("-", "minus-"), value, "field", f"{value} means nothing"
        yield "true", True, "field", "true in place of a number"
        yield "text", "1", "field", "a text in place of a number"

    return values


def _of_octets(length: int) -> Callable[[], Values]:
    def values() -> Values:
        yield "short", bytes(length - 1), "field", f"{length - 1} bytes"
        yield "long", bytes(length + 1), "field", f"{length + 1} bytes"
        yield "empty", b"", "field", "no byte"
        yield "text", "x" * length, "field", "a text in place of bytes"
        yield "null", None, "field", "null in place of bytes"

    return values


def _bad_texts(most: int = MAX_TEXT) -> Values:
    yield "empty", "", "field", "text of no character"
    yield "too-long", "x" * (most + 1), "field", f"text of {most + 1} characters"
    yield "control", "a\x1fb", "field", "control character U+001F"
    yield "line-feed", "ab\n", "field", "line feed at the end"
    yield "delete", "a\x7fb", "field", "control character U+007F"
    yield "override", "a\u202eb", "field", "right-to-left override U+202E"
    yield "no-break-space", "a\u00a0b", "field", "no-break space U+00A0"
    yield "bytes", b"text", "field", "bytes in place of a text"


def _of_text(most: int = MAX_TEXT) -> Callable[[], Values]:
    def values() -> Values:
        yield from _bad_texts(most)
        yield "number", 1, "field", "a number in place of a text"
        yield "null", None, "field", "null in place of a text"

    return values


def _of_flag() -> Values:
    yield "one", 1, "field", "1 in place of true"
    yield "zero", 0, "field", "0 in place of false"
    yield "null", None, "field", "null in place of true or false"
    yield "text", "true", "field", "a text"


def _of_host() -> Values:
    yield "text", "SN-1", "field", "the identifier without its type"
    yield "alone", [1], "field", "the type without its identifier"
    yield "of-three", [1, "SN-1", 0], "field", "a third item"
    yield "map", {1: 1, 2: "SN-1"}, "field", "a map"
    for kind in (0, 5, -1):
        yield f"type-{kind}".replace("--", "-minus-"), [kind, "SN-1"], "field", f"type {kind}"
    yield "type-true", [True, "SN-1"], "field", "type true"
    yield "type-text", ["1", "SN-1"], "field", "type as text"
    for name, value, code, why in _bad_texts():
        # A no-break space is no ASCII either: either reading of it is a fault of the text.
        yield f"id-{name}", [1, value], code, why
    yield "id-number", [1, 1], "field", "a number as identifier"
    yield "id-leading-space", [1, " SN-1"], "host-id", "space before it"
    yield "id-trailing-space", [1, "SN-1 "], "host-id", "space behind it"
    yield "id-not-ascii", [1, "SN-\u00e4"], "host-id", "a letter that is not ASCII"


def _line_names(value: object) -> Values:
    """Maps of lines with one bad activation ID; `value` is good."""
    for name, line, code, why in _bad_texts():
        yield f"line-{name}", {line: value}, code, f"activation ID: {why}"
    yield "line-number", {1: value}, "field", "a number as activation ID"
    yield "array", [_LINE], "field", "an array in place of a map"
    yield "null", None, "field", "null in place of a map"
    many = {f"L{n:03}": value for n in range(MAX_LINES + 1)}
    yield "257-lines", many, "too-many-lines", "257 lines"


def _of_counts(least: int) -> Callable[[], Values]:
    def values() -> Values:
        yield from _line_names(1)
        for name, value, code, why in _of_number(least, MAX_COUNT)():
            yield f"count-{name}", {_LINE: value}, code, f"count: {why}"

    return values


def _of_desired() -> Values:
    yield from _of_counts(0)()
    yield "no-lines", {}, "empty-desired", "asks for a change and names no line"


def _of_remain() -> Values:
    yield from _of_counts(0)()
    yield "no-lines", {}, "empty-order", "names no line"


def _of_mark() -> Values:
    """Epoch and sequence of a response."""
    yield "alone", [1], "field", "an epoch without a sequence"
    yield "of-three", [1, 1, 1], "field", "a third item"
    yield "number", 1, "field", "a number in place of the two"
    yield "epoch-0", [0, 1], "field", "epoch 0"
    yield "sequence-0", [1, 0], "field", "sequence 0"
    yield "epoch-above", [MAX_COUNTER + 1, 1], "field", "epoch 2^53"
    yield "sequence-above", [1, MAX_COUNTER + 1], "field", "sequence 2^53"
    yield "sequence-true", [1, True], "field", "sequence true"


def _of_applied() -> Values:
    yield "of-two", [1, 1], "field", "no digest"
    yield "of-four", [1, 1, _DIGEST, 0], "field", "a fourth item"
    yield "null", None, "field", "null: nothing applied is said by leaving it out"
    yield "epoch-0", [0, 1, _DIGEST], "field", "epoch 0"
    yield "sequence-0", [1, 0, _DIGEST], "field", "sequence 0"
    yield "sequence-above", [1, MAX_COUNTER + 1, _DIGEST], "field", "sequence 2^53"
    yield "digest-of-31", [1, 1, _DIGEST[1:]], "field", "digest of 31 bytes"
    yield "digest-text", [1, 1, "x" * 32], "field", "digest as text"


def _of_grants() -> Values:
    good: list[object] = [1, "Product", "1.0", ["a"], None]
    yield from _line_names(good)
    yield "of-four", {_LINE: good[:4]}, "field", "terms without an expiry"
    yield "of-six", {_LINE: [*good, 0]}, "field", "a sixth term"
    yield "terms-number", {_LINE: 1}, "field", "a count without terms"

    def term(place: int, value: object) -> object:
        return {_LINE: [*good[:place], value, *good[place + 1 :]]}

    for name, value, code, why in _of_number(1, MAX_COUNT)():
        yield f"count-{name}", term(0, value), code, f"count: {why}"
    for place, what in ((1, "product"), (2, "version")):
        for name, value, code, why in _of_text()():
            yield f"{what}-{name}", term(place, value), code, f"{what}: {why}"
    yield "features-33", term(3, [f"f{n}" for n in range(MAX_FEATURES + 1)]), "field", "33 features"
    yield "features-text", term(3, "a"), "field", "a text in place of a list of features"
    yield "features-null", term(3, None), "field", "null in place of a list of features"
    yield "feature-empty", term(3, [""]), "field", "a feature of no character"
    yield "feature-number", term(3, [1]), "field", "a number as feature"
    for name, value, code, why in _of_number(0, MAX_COUNTER)():
        if value is not None:
            yield f"expiry-{name}", term(4, value), code, f"expiry: {why}"


def _of_statuses() -> Values:
    yield "empty", {}, "field", "an empty map: none is said by leaving it out"
    yield from _line_names(0)
    for status in (9, -1, True, "0", None):
        name = f"{status}".replace("-", "minus-").lower()
        yield f"is-{name}" if status != "0" else "is-text", {_LINE: status}, "field", f"status {status!r}"


def _of_links() -> Values:
    yield "empty", [], "field", "an empty list: none is said by leaving it out"
    yield "17", [b"x"] * 17, "field", "17 of them"
    yield "not-bytes", ["x"], "field", "a text in the list"
    yield "number-inside", [1], "field", "a number in the list"
    yield "bytes", b"x", "field", "one, not in a list"
    yield "null", None, "field", "null"


def _of_evidence() -> Values:
    yield from _of_links()
    yield "digest-of-31", [_DIGEST[1:]], "field", "digest of 31 bytes"


def _of_portal() -> Values:
    yield from _of_text()()
    yield "form", "P-012345678U", "bad-key", "U is no character of a portal's identifier"
    yield "short", "P-012345678", "bad-key", "one character less"


def _of_instance() -> Values:
    """Of a device: what it says must be the key that signed it."""
    yield from _of_octets(len(_KID))()
    yield "other", _KID, "other-instance", "another instance than the key that signed it"


_Field = tuple[str, bool, int, bool, Callable[[], Values]]
"""Name, whether it is in the private claim, label, whether it must be there, its bad values."""
_HOST: Final[_Field] = ("host", True, 1, True, _of_host)
_INSTANCE: Final[_Field] = ("instance", True, 2, True, _of_octets(len(_KID)))
_ISSUER: Final[_Field] = ("issuer", False, ISS, True, _of_text())
_ISSUED: Final[_Field] = ("issued", False, IAT, True, _of_number(0, MAX_COUNTER))
_FIELDS: Final[dict[Kind, tuple[_Field, ...]]] = {
    Kind.DEVICE_MESSAGE: (
        ("audience", False, AUD, True, _of_text()),
        ("cti", False, CTI, True, _of_octets(8)),
        _HOST,
        ("instance", True, 2, True, _of_instance),
        ("counter", True, 3, True, _of_number(1, MAX_COUNTER)),
        ("previous", True, 4, False, _of_octets(32)),
        ("applied", True, 5, False, _of_applied),
        ("order", True, 6, True, _of_number(0, MAX_COUNTER)),
        ("key-set", True, 7, True, _of_number(1, MAX_COUNTER)),
        ("holdings", True, 8, True, _of_counts(1)),
        ("desired", True, 9, False, _of_desired),
        ("reason", True, 10, False, _of_choice(0, 6, -1)),
    ),
    Kind.RESPONSE: (
        _ISSUER,
        _ISSUED,
        _HOST,
        _INSTANCE,
        ("mark", True, 3, True, _of_mark),
        ("answers", True, 4, True, _of_octets(32)),
        ("holdings", True, 5, True, _of_grants),
        ("confirm", True, 6, True, _of_flag),
        ("acknowledged", True, 7, True, _of_number(0, MAX_COUNTER)),
        ("order-floor", True, 8, True, _of_number(0, MAX_COUNTER)),
        ("status", True, 9, False, _of_statuses),
        ("links", True, 10, False, _of_links),
    ),
    Kind.ORDER: (
        _ISSUER,
        _ISSUED,
        _HOST,
        _INSTANCE,
        ("number", True, 3, True, _of_number(1, MAX_COUNTER)),
        ("remain", True, 4, True, _of_remain),
        ("expiry", True, 5, False, _of_number(0, MAX_COUNTER)),
        ("links", True, 6, False, _of_links),
    ),
    Kind.KEY_SET: (
        ("issuer", False, ISS, True, _of_portal),
        ("number", True, 1, True, _of_number(2, MAX_COUNTER)),
        ("answers", True, 2, True, _of_octets(32)),
        ("orders", True, 3, True, _of_octets(32)),
    ),
    Kind.WRITE_OFF: (
        _ISSUER,
        _ISSUED,
        _HOST,
        _INSTANCE,
        ("at-risk", True, 3, True, _of_counts(1)),
        ("by", True, 4, True, _of_text()),
        ("reason", True, 5, True, _of_text(MAX_WHY)),
        ("evidence", True, 6, False, _of_evidence),
    ),
}
