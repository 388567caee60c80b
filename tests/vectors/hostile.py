"""Hostile messages over four good ones, and good ones of another kind."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from retour.conformance.hostile import Hostile, hostile
from retour.protocol.cose import Kind, read
from retour.protocol.group import Refusal
from retour.protocol.keys import SigningKey
from tests.vectors.keys import KEYS, Json
from tests.vectors.messages import KINDS, Made, good

_BASES: Final = (
    ("message", "device-return-request"),
    ("message-p256", "p256-return-request"),
    ("response", "response-confirmed-return"),
    ("order", "order"),
    ("key-set", "key-set-2"),
)
_ENVELOPE: Final = ("envelope-", "header-", "signature-")
_LONG: Final = "outer-longer-than-64-kib"


def hostile_file() -> Json:
    """The content of hostile.json."""
    made = {entry.name: entry for entry in good()}
    return {"messages": [*_variants(made), *_other_kinds(made)]}


def _variants(made: dict[str, Made]) -> Iterator[Json]:
    for prefix, name in _BASES:
        base = made[name]
        for row in hostile(base.unsigned.kind, base.unsigned.payload, base.key):
            # Of the second algorithm only what depends on it; and one long message is enough.
            if prefix == "message-p256" and not row.name.startswith(_ENVELOPE):
                continue
            if row.name == _LONG and prefix != "response":
                continue
            yield _entry(f"{prefix}-{row.name}", base, row.data, row.code, row.why)


def _other_kinds(made: dict[str, Made]) -> Iterator[Json]:
    for prefix, name in _BASES:
        if prefix == "message-p256":
            continue
        for other in ("device-sync", "response-confirmed-return", "order", "key-set-2", "write-off"):
            if made[other].unsigned.kind is not made[name].unsigned.kind:
                why = f"a good {KINDS[made[other].unsigned.kind]}"
                yield _entry(f"{prefix}-is-{other}", made[name], made[other].data, "wrong-kind", why)


def _entry(name: str, base: Made, data: bytes, error: str, why: str) -> Json:
    kind: Kind = base.unsigned.kind
    key = next(known for known, value in KEYS.items() if value.public == base.key.public)
    return {"name": name, "kind": KINDS[kind], "key": key, "error": error, "why": why, "data": data.hex()}


_IN_DIALOGUES: Final = (
    "outer-trailing-byte",
    "outer-cut-by-one",
    "outer-indefinite-array",
    "outer-long-array-head",
    "outer-second-tag",
    "outer-cwt-tag",
    "outer-indefinite-payload",
    "payload-trailing-byte",
    "payload-long-label",
    "payload-tag-on-number",
    "payload-half-float",
    "payload-indefinite-map",
    "payload-duplicate-key",
    "payload-key-order",
    "payload-not-utf-8",
    "payload-too-deep",
    "payload-very-deep",
    "payload-more-items-than-bytes",
    "payload-array-as-key",
    "header-duplicate-key",
    "envelope-payload-nil",
    "envelope-unprotected-kid",
    "envelope-signature-65",
    "envelope-is-payload",
    "header-crit",
    "header-alg-missing",
    "header-kid-of-7",
    "header-typ-newer",
    "header-typ-device-message",
    "signature-last-bit-flipped",
    "signature-zero",
    "signature-by-another-key",
    "signature-s-not-reduced",
    "signature-kid-flipped",
    "signature-alg-8",
    "claim-unknown",
    "private-unknown",
    "issued-missing",
    "host-id-not-ascii",
    "host-type-5",
    "instance-short",
    "holdings-count-below",
    "holdings-257-lines",
    "remain-no-lines",
    "confirm-one",
    "links-empty",
    "status-is-9",
    "expiry-negative",
    "number-below",
    "one-key",
    "issuer-form",
)


def variants(kind: Kind, data: bytes, key: SigningKey) -> tuple[Hostile, ...]:
    """Those of a good message that a device is given in dialogues."""
    return tuple(row for row in hostile(kind, read(data).content.payload, key) if row.name in _IN_DIALOGUES)


def refusal_of(code: str) -> Refusal:
    """What a device answers to a message with this fault."""
    if code == "newer-version":
        return Refusal.NEWER_VERSION
    genuine = {"bad-signature", "other-key", "other-algorithm"}
    return Refusal.NOT_GENUINE if code in genuine else Refusal.MALFORMED
