"""What a device knows, as one frozen value, and how it is kept in a slot of the trusted storage. Pure."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import Final

from retour.errors import Malformed, Refused
from retour.protocol import cbor
from retour.protocol.codec import DIGEST_BYTES
from retour.protocol.fields import Fields
from retour.protocol.group import TRANSACTION_BYTES
from retour.protocol.inventory import decode_inventory, encode_inventory
from retour.protocol.keys import MAX_KEY_TEXT, PortalKey
from retour.protocol.model import MAX_COUNTER, Applied, Counts, Grant

SCHEMA: Final = 2
"""1 had neither `anchor`, `latest` nor `portal_keys`; such a slot is still read."""
SLOT_BYTES: Final = 256 * 1024
"""Longest slot: holdings and outgoing content of the longest messages, with room."""


@dataclass(frozen=True, slots=True)
class Outgoing:
    """The newest message, unsigned: its payload, and the digest that names it."""

    payload: bytes
    digest: bytes


@dataclass(frozen=True, slots=True)
class DeviceState:
    """Everything that changes in one atomic step (device rule 4).

    Attributes:
        anchor: value of the anchor at which this state is current.
        counter: of the newest message; never higher than the anchor.
        applied: the last response processed.
        order: number of the last removal order carried out.
        order_floor: orders up to this number are void.
        key_set: number of the newest portal key set known.
        grants: what the device holds, sorted by activation ID.
        outgoing: the newest message; None before the first.
        acknowledged: highest counter that the portal has acknowledged.
        transaction: the host's transaction that made the newest message; None where a response or a start made it.
        recovered: the store was lost, and no response has been applied since (device rule 5).
        latest: the highest time seen, seconds since 1970 UTC.
        portal_keys: the portal's keys as of `key_set`; None while they are those pinned at enrolment.
    """

    anchor: int = 0
    counter: int = 0
    applied: Applied | None = None
    order: int = 0
    order_floor: int = 0
    key_set: int = 1
    grants: tuple[Grant, ...] = ()
    outgoing: Outgoing | None = None
    acknowledged: int = 0
    transaction: bytes | None = None
    recovered: bool = False
    latest: int = 0
    portal_keys: PortalKey | None = None

    @property
    def holdings(self) -> Counts:
        return tuple((grant.line, grant.count) for grant in self.grants)


def encode_slot(state: DeviceState, instance: bytes) -> bytes:
    """A slot's content: SHA-256 over instance and body, then the body. A slot of another device never matches."""
    applied, outgoing = state.applied, state.outgoing
    body = cbor.encode(
        [
            SCHEMA,
            {
                1: state.counter,
                2: applied and [applied.epoch, applied.sequence, applied.digest],
                3: state.order,
                4: state.order_floor,
                5: state.key_set,
                6: encode_inventory(state.grants),
                7: outgoing and [outgoing.payload, outgoing.digest],
                8: state.acknowledged,
                9: state.transaction,
                10: state.recovered,
                11: state.anchor,
                12: state.latest,
                13: state.portal_keys and str(state.portal_keys),
            },
        ]
    )
    return hashlib.sha256(instance + body).digest() + body


def decode_slot(data: bytes | None, instance: bytes) -> DeviceState | None:
    """The state in a slot; None when it is blank, torn, damaged or of another device.

    Raises:
        Refused: ``newer-store`` when it is intact and a newer program wrote it.
    """
    if data is None or hashlib.sha256(instance + data[DIGEST_BYTES:]).digest() != data[:DIGEST_BYTES]:
        return None
    try:
        schema, content = Fields.array(cbor.decode(data[DIGEST_BYTES:], limit=SLOT_BYTES), "slot", 2)
        if isinstance(schema, int) and schema > SCHEMA:
            raise newer_store()
        return _state(Fields.of(content, "slot"), first=schema == 1)
    except Malformed:
        return None


def newer_store() -> Refused:
    return Refused(
        "newer-store",
        "This license store was written by a newer version of the device's program.",
        "The store was not touched.",
        "Start it with that version, or a newer one.",
    )


def _state(slot: Fields, *, first: bool) -> DeviceState:
    counter = slot.number(1, 0, MAX_COUNTER)
    state = DeviceState(
        anchor=counter if first else slot.number(11, 0, MAX_COUNTER),
        counter=counter,
        applied=_applied(slot.take(2)),
        order=slot.number(3, 0, MAX_COUNTER),
        order_floor=slot.number(4, 0, MAX_COUNTER),
        key_set=slot.number(5, 1, MAX_COUNTER),
        grants=decode_inventory(Fields.as_octets(slot.take(6), "grants", None)),
        outgoing=_outgoing(slot.take(7)),
        acknowledged=slot.number(8, 0, MAX_COUNTER),
        transaction=_transaction(slot.take(9)),
        recovered=slot.flag(10),
        latest=0 if first else slot.number(12, 0, MAX_COUNTER),
        portal_keys=None if first else _portal_keys(slot.take(13)),
    )
    slot.done()
    return state


def _applied(value: object) -> Applied | None:
    if value is None:
        return None
    epoch, sequence, digest = Fields.array(value, "applied", 3)
    return Applied(
        Fields.as_number(epoch, "epoch", 1, MAX_COUNTER),
        Fields.as_number(sequence, "sequence", 1, MAX_COUNTER),
        Fields.as_octets(digest, "applied digest", DIGEST_BYTES),
    )


def _outgoing(value: object) -> Outgoing | None:
    if value is None:
        return None
    payload, digest = Fields.array(value, "outgoing", 2)
    return Outgoing(
        Fields.as_octets(payload, "outgoing payload", None), Fields.as_octets(digest, "outgoing digest", DIGEST_BYTES)
    )


def _transaction(value: object) -> bytes | None:
    return None if value is None else Fields.as_octets(value, "transaction", TRANSACTION_BYTES)


def _portal_keys(value: object) -> PortalKey | None:
    return None if value is None else PortalKey.parse(Fields.as_text(value, "portal keys", MAX_KEY_TEXT))
