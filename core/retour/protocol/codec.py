"""Payloads of the messages: CWT claims (RFC 8392) where one is registered, ours under one private key.

Device message: ``{3: aud, 7: cti, -65537: {1: [type, id], 2: instance, 3: counter, 4: previous,
5: [epoch, sequence, digest], 6: order, 7: key set, 8: {line: count}, 9: {line: count}, 10: reason}}``;
4, 5, 9 and 10 are left out where there is nothing to say.

Response: ``{1: iss, 6: iat, -65537: {1: [type, id], 2: instance, 3: [epoch, sequence], 4: digest answered,
5: {line: [count, product, version, [feature, ...], expiry / null]}, 6: confirm, 7: acknowledged, 8: order floor,
9: {line: status}, 10: [link, ...]}}``; 9 and 10 are left out when empty.

Order: ``{1: iss, 6: iat, -65537: {1: [type, id], 2: instance, 3: number, 4: {line: count}, 5: expiry,
6: [link, ...]}}``; 5 and 6 are left out where there is nothing to say.

Write-off: ``{1: iss, 6: iat, -65537: {1: [type, id], 2: instance, 3: {line: count}, 4: by, 5: why,
6: [digest, ...]}}``; 6 is left out when empty.
"""

from __future__ import annotations

from typing import Final

from retour.protocol import cbor
from retour.protocol.claims import AUD, CTI, IAT, ISS, OURS, reading
from retour.protocol.cose import malformed
from retour.protocol.fields import Fields
from retour.protocol.keys import KID_BYTES
from retour.protocol.model import (
    MAX_COUNT,
    MAX_COUNTER,
    MAX_FEATURES,
    MAX_WHY,
    Applied,
    Counts,
    DeviceMessage,
    Grant,
    Host,
    HostType,
    LineStatus,
    Order,
    Reason,
    Response,
    WriteOff,
)

DIGEST_BYTES: Final = 32
CTI_BYTES: Final = 8


def encode_message(message: DeviceMessage) -> bytes:
    """The payload of a device message."""
    ours: dict[int, object] = {
        1: _host_terms(message.host),
        2: message.instance,
        3: message.counter,
        6: message.order,
        7: message.key_set,
        8: dict(message.holdings),
    }
    if message.previous is not None:
        ours[4] = message.previous
    if message.applied is not None:
        ours[5] = [message.applied.epoch, message.applied.sequence, message.applied.digest]
    if message.desired is not None:
        ours[9] = dict(message.desired)
    if message.reason is not None:
        ours[10] = int(message.reason)
    return cbor.encode({AUD: message.portal, CTI: message.cti, OURS: ours})


def decode_message(payload: bytes) -> DeviceMessage:
    """Read a device message's payload. Raises `Malformed` naming the field."""
    with reading(payload, "message", "message content") as (claims, ours):
        message = DeviceMessage(
            portal=claims.text(AUD),
            cti=claims.octets(CTI, CTI_BYTES),
            host=_host(ours),
            instance=ours.octets(2, KID_BYTES),
            counter=ours.number(3, 1, MAX_COUNTER),
            previous=ours.octets(4, DIGEST_BYTES) if ours.has(4) else None,
            applied=_applied(ours.take(5)) if ours.has(5) else None,
            order=ours.number(6, 0, MAX_COUNTER),
            key_set=ours.number(7, 1, MAX_COUNTER),
            holdings=_counts(ours, 8, 1),
            desired=_counts(ours, 9, 0) if ours.has(9) else None,
            reason=ours.choice(10, Reason) if ours.has(10) else None,
        )
        if message.desired == ():
            raise malformed("empty-desired", "it asks for a change and names no line")
        if message.reason is Reason.RECOVERED and message.holdings:
            raise malformed("recovered-holdings", "it says that the store was lost and lists licenses all the same")
    return message


def encode_response(response: Response) -> bytes:
    """The payload of a capability response."""
    ours: dict[int, object] = {
        1: _host_terms(response.host),
        2: response.instance,
        3: [response.epoch, response.sequence],
        4: response.answers,
        5: {grant.line: grant_terms(grant) for grant in response.holdings},
        6: response.confirm,
        7: response.acknowledged,
        8: response.order_floor,
    }
    if response.status:
        ours[9] = {line: int(status) for line, status in response.status}
    if response.key_set_links:
        ours[10] = list(response.key_set_links)
    return cbor.encode({ISS: response.portal, IAT: response.issued, OURS: ours})


def decode_response(payload: bytes) -> Response:
    """Read a capability response's payload. Raises `Malformed` naming the field."""
    with reading(payload, "response", "response content") as (claims, ours):
        epoch, sequence = Fields.array(ours.take(3), "response content 3", 2)
        return Response(
            portal=claims.text(ISS),
            issued=claims.number(IAT, 0, MAX_COUNTER),
            host=_host(ours),
            instance=ours.octets(2, KID_BYTES),
            epoch=Fields.as_number(epoch, "epoch", 1, MAX_COUNTER),
            sequence=Fields.as_number(sequence, "sequence", 1, MAX_COUNTER),
            answers=ours.octets(4, DIGEST_BYTES),
            holdings=tuple(read_grant(line, terms) for line, terms in ours.lines(5)),
            confirm=ours.flag(6),
            acknowledged=ours.number(7, 0, MAX_COUNTER),
            order_floor=ours.number(8, 0, MAX_COUNTER),
            status=_statuses(ours) if ours.has(9) else (),
            key_set_links=ours.blobs(10) if ours.has(10) else (),
        )


def _statuses(ours: Fields) -> tuple[tuple[str, LineStatus], ...]:
    lines = ours.lines(9)
    if not lines:  # a list with nothing in it is left out: else one content had two encodings
        raise malformed("field", "its list of statuses is empty", field="status")
    return tuple((line, Fields.as_choice(status, "status", LineStatus)) for line, status in lines)


def encode_order(order: Order) -> bytes:
    """The payload of a removal order."""
    ours: dict[int, object] = {
        1: _host_terms(order.host),
        2: order.instance,
        3: order.number,
        4: dict(order.remain),
    }
    if order.expiry is not None:
        ours[5] = order.expiry
    if order.key_set_links:
        ours[6] = list(order.key_set_links)
    return cbor.encode({ISS: order.portal, IAT: order.issued, OURS: ours})


def decode_order(payload: bytes) -> Order:
    """Read a removal order's payload. Raises `Malformed` naming the field; ``empty-order`` when it names no line."""
    with reading(payload, "order", "order content") as (claims, ours):
        order = Order(
            portal=claims.text(ISS),
            issued=claims.number(IAT, 0, MAX_COUNTER),
            host=_host(ours),
            instance=ours.octets(2, KID_BYTES),
            number=ours.number(3, 1, MAX_COUNTER),
            remain=_counts(ours, 4, 0),
            expiry=ours.number(5, 0, MAX_COUNTER) if ours.has(5) else None,
            key_set_links=ours.blobs(6) if ours.has(6) else (),
        )
        if not order.remain:
            raise malformed("empty-order", "it is an order to remove licenses and names no line")
    return order


def encode_write_off(statement: WriteOff) -> bytes:
    """The payload of a write-off."""
    ours: dict[int, object] = {
        1: _host_terms(statement.host),
        2: statement.instance,
        3: dict(statement.at_risk),
        4: statement.by,
        5: statement.why,
    }
    if statement.evidence:
        ours[6] = list(statement.evidence)
    return cbor.encode({ISS: statement.portal, IAT: statement.declared, OURS: ours})


def decode_write_off(payload: bytes) -> WriteOff:
    """Read a write-off's payload. Raises `Malformed` naming the field."""
    with reading(payload, "write-off", "write-off content") as (claims, ours):
        evidence = ours.blobs(6) if ours.has(6) else ()
        return WriteOff(
            portal=claims.text(ISS),
            declared=claims.number(IAT, 0, MAX_COUNTER),
            host=_host(ours),
            instance=ours.octets(2, KID_BYTES),
            at_risk=_counts(ours, 3, 1),
            by=ours.text(4),
            why=ours.text(5, MAX_WHY),
            evidence=tuple(Fields.as_octets(digest, "evidence", DIGEST_BYTES) for digest in evidence),
        )


def _host_terms(host: Host) -> list[object]:
    return [int(host.type), host.id]


def _host(ours: Fields) -> Host:
    kind, name = Fields.array(ours.take(1), "host", 2)
    host = Fields.as_text(name, "host ID")
    if not host.isascii() or host != host.strip():
        raise malformed("host-id", "its host ID is not plain printable text")
    return Host(Fields.as_choice(kind, "host type", HostType), host)


def _applied(value: object) -> Applied:
    epoch, sequence, digest = Fields.array(value, "applied", 3)
    return Applied(
        Fields.as_number(epoch, "epoch", 1, MAX_COUNTER),
        Fields.as_number(sequence, "sequence", 1, MAX_COUNTER),
        Fields.as_octets(digest, "applied digest", DIGEST_BYTES),
    )


def _counts(ours: Fields, label: int, least: int) -> Counts:
    pairs = ((line, Fields.as_number(n, "count", least, MAX_COUNT)) for line, n in ours.lines(label))
    return tuple(sorted(pairs))


def grant_terms(grant: Grant) -> list[object]:
    """What stands behind an activation ID in a response, an inventory or a device's store."""
    return [grant.count, grant.product, grant.version, list(grant.features), grant.expiry]


def read_grant(line: str, value: object) -> Grant:
    """The reverse of `grant_terms`. Raises `Malformed` naming the field."""
    count, product, version, features, expiry = Fields.array(value, "line", 5)
    if not isinstance(features, list) or len(features) > MAX_FEATURES:
        raise malformed("field", "the features of a line are not a short list", field="features")
    return Grant(
        line=line,
        count=Fields.as_number(count, "count", 1, MAX_COUNT),
        product=Fields.as_text(product, "product"),
        version=Fields.as_text(version, "version"),
        features=tuple(Fields.as_text(feature, "feature") for feature in features),
        expiry=None if expiry is None else Fields.as_number(expiry, "expiry", 0, MAX_COUNTER),
    )
