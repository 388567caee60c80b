"""Cases and events as JSON for the journal; bytes as hex, enums by value, times as ISO 8601 UTC."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import fields
from datetime import datetime
from typing import Any, Final

from retour.protocol.keys import PortalKey, PublicKey
from retour.protocol.model import Grant, Host, HostType, Reason
from retour.returns.case import (
    Abandoned,
    AnswerApplied,
    AnswerHeld,
    Carried,
    Case,
    Confirmed,
    Delivered,
    Event,
    FileHeld,
    Keys,
    MessageHeld,
    Notes,
    Planned,
    Processed,
    Replaced,
    Reported,
    Wish,
)
from retour.returns.ways import Way

_KINDS: Final[dict[str, type[Event]]] = {
    kind.__name__: kind
    for kind in (
        Planned,
        MessageHeld,
        AnswerHeld,
        AnswerApplied,
        Confirmed,
        Delivered,
        Replaced,
        Abandoned,
        FileHeld,
        Processed,
        Reported,
    )
}
_BYTES: Final = frozenset({"transaction", "blob", "digest"})
_COUNTS: Final = frozenset({"before", "holdings"})


def event_to_json(event: Event) -> tuple[str, str]:
    """The kind and the JSON text of an event."""
    values = {field.name: getattr(event, field.name) for field in fields(event)}
    plain = {name: value.hex() if isinstance(value, bytes) else value for name, value in values.items()}
    return type(event).__name__, json.dumps(plain, sort_keys=True)


def event_from_json(kind: str, text: str) -> Event:
    """Read an event back."""
    values = {name: _typed(name, value) for name, value in json.loads(text).items()}
    make: Callable[..., Event] = _KINDS[kind]
    return make(**values)


def _typed(name: str, value: object) -> object:
    if name in _BYTES:
        return bytes.fromhex(str(value))
    if name in _COUNTS and isinstance(value, list):
        return tuple((line, count) for line, count in value)
    return value


def case_to_json(case: Case) -> str:
    """The JSON text of a case."""
    return json.dumps(
        {
            "host_type": int(case.host.type),
            "host_id": case.host.id,
            "model": case.model,
            **_trust_to_json(case.trust),
            "way": case.way.value,
            "counts": case.wish.counts,
            "whole": case.wish.whole,
            "reason": None if case.wish.reason is None else int(case.wish.reason),
            "notes": {field.name: getattr(case.notes, field.name) for field in fields(case.notes)},
            "created": case.created.isoformat(),
            "clock_doubtful": case.clock_doubtful,
            "held": [{field.name: getattr(grant, field.name) for field in fields(grant)} for grant in case.held],
        },
        sort_keys=True,
    )


def case_from_json(number: str, text: str) -> Case:
    """Read a case back."""
    data = json.loads(text)
    return Case(
        number=number,
        host=Host(HostType(data["host_type"]), data["host_id"]),
        model=data["model"],
        trust=_trust_from_json(data),
        way=Way(data["way"]),
        wish=Wish(
            tuple((line, count) for line, count in data["counts"]),
            data["whole"],
            None if data["reason"] is None else Reason(data["reason"]),
        ),
        notes=Notes(**data["notes"]),
        created=datetime.fromisoformat(data["created"]),
        clock_doubtful=data["clock_doubtful"],
        held=tuple(Grant(**grant | {"features": tuple(grant["features"])}) for grant in data.get("held", ())),
    )


def _trust_to_json(trust: Keys | Carried) -> dict[str, object]:
    if isinstance(trust, Keys):
        return {"device_key": str(trust.device), "portal_key": str(trust.portal), "key_set": trust.key_set}
    return {"profile": trust.profile, "verified": trust.verified}


def _trust_from_json(data: dict[str, Any]) -> Keys | Carried:
    if "profile" in data:
        return Carried(data["profile"], data["verified"])
    return Keys(PublicKey.parse(data["device_key"]), PortalKey.parse(data["portal_key"]), data.get("key_set", 1))
