"""The JSON that programs read: the same from the API and from the commands; keys are snake_case."""

from __future__ import annotations

import base64
from dataclasses import asdict
from datetime import UTC, datetime

from retour.portal.audit import Audited
from retour.portal.inputs import CLOCKS, HOST_TYPES, LEVELS, NEEDS, word_of
from retour.portal.intake import Outcome, answer_name
from retour.portal.queries import Carried, DeviceView
from retour.portal.state import HostState, LineView

Record = dict[str, object]


def outcome_record(outcome: Outcome, *, with_answer: bool) -> Record:
    """One message of an uploaded file; the answer's bytes, base64, only where asked for."""
    answered, content, error = outcome.answered, outcome.content, outcome.error
    record: Record = {
        "digest": outcome.digest.hex() if outcome.digest else None,
        "host_id": content.host.id if content else None,
        "counter": content.counter if content else None,
        "outcome": "refused" if answered is None else "again" if answered.again else "taken",
        "newest": answered.newest if answered else None,
        "case": answered.case if answered else None,
        "answer_file": answer_name(answered.case, answered.host.id) if answered else None,
        "confirm": answered.confirm if answered else False,
        "changes": [asdict(change) for change in answered.changes] if answered else [],
        "error": error.as_dict() if error else None,
    }
    if with_answer:
        record["answer"] = base64.b64encode(answered.answer).decode() if answered else None
    return record


def line_record(view: LineView) -> Record:
    """One line with its copies: total = available + held + waiting."""
    line = view.line
    return {
        "line": line.activation_id,
        "entitlement_id": line.entitlement_id,
        "product": line.product,
        "version": line.version,
        "features": list(line.features),
        "expiry": day(line.expiry),
        "total": line.total,
        "available": view.available,
        "held": view.held,
        "waiting": view.waiting,
        "overdrawn": view.overdrawn,
    }


def device_record(view: DeviceView) -> Record:
    """One device with what it holds and may hold."""
    return {
        **host_record(view.state),
        "public_key": view.key,
        "instance_status": view.instance_status.value,
        "suspicion": view.suspicion,
        "holdings": [asdict(holding) for holding in view.holdings],
        "last_message": None
        if view.last is None
        else {
            "counter": view.last.counter,
            "digest": view.last.digest.hex(),
            "received": stamp(view.last.received_at),
            "case": view.last.case,
        },
    }


def host_record(state: HostState) -> Record:
    """A device by itself: who it is, its status, what enrolment states, what it may hold."""
    traits = state.traits
    return {
        "host_id": state.host.id,
        "host_type": word_of(HOST_TYPES, state.host.type),
        "status": state.status.value,
        "model": traits.model,
        "level": word_of(LEVELS, traits.level),
        "clock": word_of(CLOCKS, traits.clock),
        "removal_needs": word_of(NEEDS, traits.needs),
        "allowance": dict(state.allowance),
    }


def balance_record(audited: Audited) -> Record:
    """One line of the audit."""
    view = audited.view
    return {
        "line": view.line.activation_id,
        "total": view.line.total,
        "available": view.available,
        "held": view.held,
        "waiting": view.waiting,
        "adds_up": not audited.problems,
        "problems": list(audited.problems),
    }


def carried_record(answer: Carried, file: str | None) -> Record:
    """An answer that was written out."""
    return {
        "case": answer.case,
        "host_id": answer.host_id,
        "digest": answer.digest.hex(),
        "confirm": answer.confirm,
        "file": file,
    }


def day(expiry: int | None) -> str | None:
    """An expiry as YYYY-MM-DD, or None for permanent."""
    return None if expiry is None else datetime.fromtimestamp(expiry, UTC).date().isoformat()


def stamp(seconds: int) -> str:
    """A time as ISO 8601 in UTC."""
    return datetime.fromtimestamp(seconds, UTC).isoformat().replace("+00:00", "Z")
