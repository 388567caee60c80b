"""`retour inspect`: what a carry file is, from whom, for whom, genuine or not."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path

from retour.airgap.carry import parse_name, read_carry
from retour.airgap.files import read_file
from retour.errors import NotGenuine, RetourError, Usage
from retour.protocol.keys import PortalKey, PublicKey
from retour.protocol.messages import AnySealed, read_any
from retour.protocol.model import DeviceMessage, Order, Response


def inspect_file(path: Path, keys: Iterable[PublicKey]) -> list[dict[str, object]]:
    """A record for each message of a carry file. Raises what `read_file` raises; a bad message is a record."""
    known = {key.kid: key for key in keys}
    named = parse_name(path.name)
    records = []
    for data in read_carry(read_file(path)):
        record: dict[str, object] = {"file": path.name, "case_named": named.case if named else None}
        try:
            sealed = read_any(data)
        except RetourError as error:
            record |= {"kind": None, "genuine": "no", **error.as_dict()}
        else:
            record |= _record(sealed, known)
        records.append(record)
    return records


def read_keys(path: Path) -> list[PublicKey]:
    """The keys in a file, one a line: ``ed25519:...``, or a portal's ``P-...:ed25519:...``. Raises `Malformed`."""
    try:
        text = path.read_text("ascii")
    except (OSError, UnicodeDecodeError):
        raise Usage(
            "key-file", f"The key file {path} cannot be read.", "Nothing was changed.", "Name a text file with the key."
        ) from None
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    keys: list[PublicKey] = []
    for line in lines:
        keys += _keys_of(PortalKey.parse(line)) if line.startswith("P-") else [PublicKey.parse(line)]
    return keys


def _keys_of(portal: PortalKey) -> list[PublicKey]:
    return [portal.key, portal.order_key, portal.root_key]


def _record(sealed: AnySealed, known: dict[bytes, PublicKey]) -> dict[str, object]:
    content = sealed.content
    match content:
        case DeviceMessage():
            facts = _message(content)
        case Response():
            facts = _response(content)
        case Order():
            facts = _order(content)
    return {
        **facts,
        "digest": sealed.digest.hex(),
        "kid": sealed.envelope.kid.hex(),
        "genuine": _genuine(sealed, known),
        "bytes": len(sealed.data),
    }


def _genuine(sealed: AnySealed, known: dict[bytes, PublicKey]) -> str:
    key = known.get(sealed.envelope.kid)
    if key is None:
        return "not verified: the key is not known here"
    try:
        sealed.verify(key)
    except NotGenuine as error:
        return f"no: {error.what}"
    return "yes"


def _message(message: DeviceMessage) -> dict[str, object]:
    if message.desired is not None:
        kind = "capability request"
    else:
        kind = "proof of what the device holds" if message.reason else "sync or confirmation"
    return {
        "kind": kind,
        "from": message.host.id,
        "for": message.portal,
        "counter": message.counter,
        "holdings": dict(message.holdings),
        "desired": None if message.desired is None else dict(message.desired),
        "reason": None if message.reason is None else message.reason.name.lower(),
        "applied": None if message.applied is None else [message.applied.epoch, message.applied.sequence],
    }


def _response(response: Response) -> dict[str, object]:
    return {
        "kind": "capability response",
        "from": response.portal,
        "for": response.host.id,
        "issued": datetime.fromtimestamp(response.issued, UTC).isoformat(),
        "epoch": response.epoch,
        "sequence": response.sequence,
        "answers": response.answers.hex(),
        "holdings": dict(response.counts),
        "confirm": response.confirm,
        "acknowledged": response.acknowledged,
        "status": {line: status.name.lower() for line, status in response.status},
    }


def _order(order: Order) -> dict[str, object]:
    expiry = order.expiry
    return {
        "kind": "removal order",
        "from": order.portal,
        "for": order.host.id,
        "number": order.number,
        "remain": dict(order.remain),
        "issued": datetime.fromtimestamp(order.issued, UTC).isoformat(),
        "expiry": None if expiry is None else datetime.fromtimestamp(expiry, UTC).isoformat(),
    }
