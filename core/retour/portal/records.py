"""The JSON that programs read: the same from the API and from the commands; keys are snake_case."""

from __future__ import annotations

import base64
from dataclasses import asdict
from datetime import UTC, datetime

from retour.portal.audit import Audited
from retour.portal.inputs import CLOCKS, HOST_TYPES, LEVELS, NEEDS, word_of
from retour.portal.intake import Outcome, answer_name
from retour.portal.queries import Carried, DeviceView, WriteOffView
from retour.portal.removals import Ordered
from retour.portal.state import DAY, HostState, InstanceStatus, LineView, Traits

Record = dict[str, object]
PROVE = "Have the device make a sync; bring it the answer, and bring back what it makes then."
"""What to do with a device that a restored portal has not heard since."""


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
    """One line with its copies: total = available + held + waiting + withheld + unproven; those at risk are beside."""
    line = view.line
    return {
        "line": line.activation_id,
        "entitlement_id": line.entitlement_id,
        "product": line.product,
        "version": line.version,
        "features": list(line.features),
        "expiry": day(line.expiry),
        "lease_days": None if line.lease is None else line.lease // DAY,
        "total": line.total,
        "available": view.available,
        "held": view.held,
        "waiting": view.waiting,
        "withheld": view.withheld,
        "unproven": view.unproven,
        "at_risk": view.at_risk,
        "overdrawn": view.overdrawn,
    }


def device_record(view: DeviceView) -> Record:
    """One device with what it holds and may hold."""
    return {
        **host_record(view.state),
        "public_key": view.key,
        "instance_status": view.instance_status.value,
        "suspicion": view.suspicion,
        "proven": view.proven,
        "todo": None if view.proven or view.instance_status is InstanceStatus.RETIRED else PROVE,
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
    return {
        "host_id": state.host.id,
        "host_type": word_of(HOST_TYPES, state.host.type),
        "status": state.status.value,
        **traits_record(state.traits),
        "allowance": dict(state.allowance),
    }


def traits_record(traits: Traits) -> Record:
    """What enrolment states."""
    return {
        "model": traits.model,
        "level": word_of(LEVELS, traits.level),
        "clock": word_of(CLOCKS, traits.clock),
        "removal_needs": word_of(NEEDS, traits.needs),
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
        "withheld": view.withheld,
        "unproven": view.unproven,
        "at_risk": view.at_risk,
        "adds_up": not audited.problems,
        "problems": list(audited.problems),
    }


def order_record(order: Ordered, file: str) -> Record:
    """A removal order that was written out; `remain` is what shall remain of each line."""
    return {
        "case": order.case,
        "host_id": order.host.id,
        "number": order.number,
        "remain": dict(order.remain),
        "expires": day(order.expiry),
        "digest": order.digest.hex(),
        "file": file,
    }


def write_off_record(view: WriteOffView) -> Record:
    """A write-off: as it was declared, and what is at risk today."""
    statement = view.statement
    return {
        "host_id": statement.host.id,
        "host_type": word_of(HOST_TYPES, statement.host.type),
        "instance": statement.instance.hex(),
        "declared": stamp(statement.declared),
        "by": statement.by,
        "why": statement.why,
        "written_off": dict(statement.at_risk),
        "at_risk": dict(view.at_risk),
        "proved_later": stamp(view.closed_at) if view.closed_at is not None else None,
        "digest": view.digest.hex(),
        "evidence": [{"name": name, "sha256": digest.hex(), "bytes": size} for name, digest, size in view.evidence],
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
