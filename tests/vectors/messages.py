"""Good messages of every kind and both algorithms, with every stage of making them."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import IntEnum
from typing import Final

from retour.protocol import cbor
from retour.protocol.cose import Kind, Unsigned, read
from retour.protocol.keys import SigningKey
from retour.protocol.keyset import KeySet, sign_key_set
from retour.protocol.messages import unsigned_message, unsigned_order, unsigned_response, unsigned_write_off
from retour.protocol.model import (
    Applied,
    DeviceMessage,
    Grant,
    Host,
    HostType,
    LineStatus,
    Order,
    Reason,
    Response,
    WriteOff,
    counts,
)
from tests.vectors.diagnostic import diagnostic
from tests.vectors.keys import KEYS, PORTALS, Json, name_of

KINDS: Final = {
    Kind.DEVICE_MESSAGE: "device-message",
    Kind.RESPONSE: "response",
    Kind.ORDER: "order",
    Kind.KEY_SET: "key-set",
    Kind.WRITE_OFF: "write-off",
}
NOW: Final = 1_800_000_000
HOST: Final = Host(HostType.SERIAL, "SN-4711")
PORTAL_ID: Final = PORTALS["portal"].portal
DEVICE, P256 = KEYS["device-ed25519"], KEYS["device-p256"]
DIGEST_1, DIGEST_2 = bytes.fromhex("11" * 32), bytes.fromhex("22" * 32)
CTI: Final = bytes.fromhex("a0a1a2a3a4a5a6a7")

MESSAGE: Final = DeviceMessage(
    portal=PORTAL_ID,
    host=HOST,
    instance=DEVICE.public.kid,
    counter=7,
    previous=DIGEST_1,
    applied=Applied(1, 3, DIGEST_2),
    order=0,
    key_set=1,
    holdings=(("ACT-A", 2), ("ACT-B", 1)),
    desired=None,
    reason=None,
    cti=CTI,
)
RESPONSE: Final = Response(
    portal=PORTAL_ID,
    issued=NOW,
    host=HOST,
    instance=DEVICE.public.kid,
    epoch=1,
    sequence=4,
    answers=DIGEST_1,
    holdings=(Grant("ACT-B", 1, "Ventilation", "4.2", ("alarm", "trend"), 1_900_000_000),),
    confirm=True,
    acknowledged=6,
    order_floor=2,
    status=(("ACT-A", LineStatus.AS_ASKED),),
    key_set_links=(),
)
ORDER: Final = Order(PORTAL_ID, NOW, HOST, DEVICE.public.kid, 3, (("ACT-A", 0), ("ACT-B", 1)), None, ())
LINK_2: Final = sign_key_set(KeySet(PORTAL_ID, 2, KEYS["answers-2"].public, KEYS["orders-2"].public), KEYS["root"])
LINK_3: Final = sign_key_set(KeySet(PORTAL_ID, 3, KEYS["answers-3"].public, KEYS["orders-3"].public), KEYS["root"])
WRITE_OFF: Final = WriteOff(
    PORTAL_ID, NOW, HOST, DEVICE.public.kid, (("ACT-A", 2),), "Robin", "Burnt with the building.", (DIGEST_1,)
)


@dataclass(frozen=True)
class Made:
    """A good message: its content, what is signed, and by whom."""

    name: str
    why: str
    content: DeviceMessage | Response | Order | WriteOff | KeySet
    unsigned: Unsigned
    key: SigningKey

    @property
    def data(self) -> bytes:
        return self.unsigned.signed(self.key)


def lines(number: int) -> dict[str, int]:
    """Activation IDs of the usual length, with 3 copies each."""
    return {f"F3A8-91BC-04D2-{n:04d}": 3 for n in range(number)}


def _of_lines(number: int) -> DeviceMessage:
    """A message in the shape by which the size of messages is measured."""
    return replace(
        MESSAGE, counter=1234, previous=bytes(32), applied=Applied(1, 77, bytes(32)), holdings=counts(lines(number)),
        reason=Reason.MOVE, cti=bytes(8),
    )  # fmt: skip


def _device() -> Iterator[tuple[str, str, DeviceMessage]]:
    first = replace(MESSAGE, counter=1, previous=None, applied=None, holdings=())
    yield "device-first-sync", "the first message of a device: no predecessor, nothing applied, nothing held", first
    yield "device-sync", "a sync: what is held, no wish", MESSAGE
    yield (
        "device-return-request",
        "a confirmed return: 0 of ACT-A shall remain; nothing has changed yet",
        replace(MESSAGE, desired=(("ACT-A", 0),), reason=Reason.MOVE),
    )
    yield (
        "device-activation-request",
        "a wish for a line that is not held",
        replace(MESSAGE, desired=(("ACT-A", 2), ("ACT-C", 5))),
    )
    yield (
        "device-one-trip-proof",
        "the proof of a one-step drop: ACT-A is gone, and a reason",
        replace(MESSAGE, counter=8, holdings=(("ACT-B", 1),), reason=Reason.DECOMMISSION),
    )
    yield (
        "device-confirmation",
        "the confirmation of a response: what it applied, and what is held since; no wish, no reason",
        replace(MESSAGE, counter=8, applied=Applied(1, 4, DIGEST_1), holdings=(("ACT-B", 1),)),
    )
    yield (
        "device-order-carried-out",
        "after a removal order: its number, and what is held since",
        replace(MESSAGE, counter=9, order=2**32 + 1, holdings=()),
    )
    yield (
        "device-rotated",
        "after the portal's second change of keys: key set 3",
        replace(MESSAGE, counter=10, key_set=3),
    )
    yield (
        "device-recovered",
        "the store was lost: reason 5, no predecessor, nothing applied, nothing held",
        replace(first, counter=15, reason=Reason.RECOVERED),
    )
    yield (
        "device-largest-numbers",
        "every number as large as may be",
        replace(
            MESSAGE,
            counter=2**53 - 1,
            applied=Applied(2**53 - 1, 2**53 - 1, DIGEST_2),
            order=2**53 - 1,
            key_set=2**53 - 1,
            holdings=(("ACT-A", 2**31 - 1),),
            desired=(("ACT-A", 2**31 - 1),),
        ),
    )
    yield (
        "device-keys-by-length",
        "activation IDs of different lengths: the shorter comes first, for its head is the smaller",
        replace(MESSAGE, holdings=(("AAAA", 1), ("B", 1), ("CC", 1), ("x" * 24, 1), ("\u00e4", 1))),
    )
    for number in (1, 5, 50):
        yield f"device-lines-{number}", f"a snapshot of {number} lines with IDs of 19 characters", _of_lines(number)


def _portal() -> Iterator[tuple[str, str, Response]]:
    grant = RESPONSE.holdings[0]
    yield "response-confirmed-return", "takes ACT-A away, leaves ACT-B with a lease", RESPONSE
    yield (
        "response-empty",
        "nothing may be held any more, nothing to confirm; no status, no links",
        replace(RESPONSE, holdings=(), confirm=False, status=()),
    )
    yield (
        "response-non-ascii",
        "texts beyond ASCII; their length counts characters, not bytes",
        replace(
            RESPONSE,
            holdings=(
                replace(grant, line="ACT-\u00c4", product="L\u00fcftung f\u00fcr B\u00fcro", expiry=None),
                replace(grant, line="\u6388\u6a29-1", product="\u63db\u6c17", version="4.2\u03b2", features=()),
            ),
        ),
    )
    yield (
        "response-links",
        "signed by the keys of set 3, with the two links that lead there",
        replace(RESPONSE, key_set_links=(LINK_2, LINK_3)),
    )
    yield (
        "response-withholds",
        "each status there is",
        replace(RESPONSE, status=tuple((f"ACT-{status.value}", status) for status in LineStatus)),
    )
    yield (
        "response-new-epoch",
        "of a portal that was restored: epoch 2, sequence 1",
        replace(RESPONSE, epoch=2, sequence=1),
    )


def good() -> tuple[Made, ...]:
    """Every good message."""
    made = [
        Made(name, why, content, unsigned_message(content, DEVICE.public), DEVICE) for name, why, content in _device()
    ]
    for of_device, why, content in list(_device())[:5]:
        mine = replace(content, instance=P256.public.kid)
        name, unsigned = of_device.replace("device-", "p256-"), unsigned_message(mine, P256.public)
        made.append(Made(name, f"ECDSA on P-256: {why}", mine, unsigned, P256))
    for name, why, response in _portal():
        key = KEYS["answers-3" if response.key_set_links else "answers-1"]
        made.append(Made(name, why, response, unsigned_response(response, key.public), key))
    for name, why, order, signer in (
        ("order", "leaves 0 of ACT-A and 1 of ACT-B", ORDER, "orders-1"),
        ("order-expiry", "valid until a time", replace(ORDER, expiry=NOW + 86400), "orders-1"),
        ("order-links", "signed by the keys of set 3", replace(ORDER, key_set_links=(LINK_2, LINK_3)), "orders-3"),
        ("order-epoch", "the portal's epoch is in the high part", replace(ORDER, number=2**33 + 1), "orders-1"),
    ):  # fmt: skip
        made.append(Made(name, why, order, unsigned_order(order, KEYS[signer].public), KEYS[signer]))
    for name, why, link, number in (
        ("key-set-2", "from set 1 to set 2", LINK_2, 2),
        ("key-set-3", "from set 2 to set 3", LINK_3, 3),
    ):
        answers, orders = KEYS[f"answers-{number}"].public, KEYS[f"orders-{number}"].public
        made.append(Made(name, why, KeySet(PORTAL_ID, number, answers, orders), read(link).content, KEYS["root"]))
    made.append(
        Made(
            "write-off",
            "an operator's statement, kept in the portal",
            WRITE_OFF,
            unsigned_write_off(WRITE_OFF, KEYS["operator"].public),
            KEYS["operator"],
        )
    )
    return tuple(made)


def messages_file() -> Json:
    """The content of messages.json."""
    return {"messages": [_entry(made) for made in good()]}


def _entry(made: Made) -> Json:
    data = made.data
    parts = cbor.decode(data[1:])
    assert isinstance(parts, list)
    return {
        "name": made.name,
        "kind": KINDS[made.unsigned.kind],
        "why": made.why,
        "key": name_of(made.key),
        "content": fields(made.content),
        "diagnostic": diagnostic(cbor.decode(made.unsigned.payload)).splitlines(),
        "protected": parts[0].hex(),
        "payload": made.unsigned.payload.hex(),
        "tbs": made.unsigned.tbs.hex(),
        "digest": made.unsigned.digest.hex(),
        "signature": parts[3].hex(),
        "message": data.hex(),
        "untagged": data[1:].hex(),
    }


_MAPS: Final = {"holdings", "desired", "remain", "at_risk", "status"}


def fields(content: object) -> Json:
    """The fields of some content by their names; None where a field is left out."""
    assert dataclasses.is_dataclass(content)
    return {field.name: _field(field.name, getattr(content, field.name)) for field in dataclasses.fields(content)}


def _field(name: str, value: object) -> object:
    """A field; pairs of a line and a number become an object."""
    if name in _MAPS and isinstance(value, tuple) and not any(isinstance(item, Grant) for item in value):
        return {line: _plain(item) for line, item in value}
    return _plain(value)


def _plain(value: object) -> object:
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, IntEnum):
        return int(value)
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if hasattr(value, "raw"):
        return value.raw.hex()
    return fields(value) if dataclasses.is_dataclass(value) else value
