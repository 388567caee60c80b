"""Cases and devices as records for programs and tables. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from retour.link.discovery import Found
from retour.returns.case import Case, CaseState
from retour.returns.checks import Open
from retour.returns.journal import Crossing
from retour.returns.steps import next_step
from retour.returns.strip import Place, strip
from retour.returns.ways import recommend

if TYPE_CHECKING:
    from retour.returns.opaque.plugged import Plugged


def found_record(found: Found) -> dict[str, object]:
    """One line of `retour devices`."""
    port = found.port
    record: dict[str, object] = {
        "address": found.address,
        "description": found.description,
        "vid": None if port is None or port.vid is None else f"{port.vid:04x}",
        "pid": None if port is None or port.pid is None else f"{port.pid:04x}",
        "serial_number": port.serial_number if port else None,
        "speed": found.speed,
        "says": found.says or None,
    }
    if found.problem is not None:
        return record | {"problem": found.problem.what, "code": found.problem.code, "host_id": None}
    identity = found.identity
    assert identity is not None
    advice = recommend(identity.needs)
    return record | {
        "problem": None,
        "host_id": identity.host.id,
        "host_type": identity.host.type.name.lower(),
        "model": identity.model,
        "firmware": identity.firmware,
        "public_key": str(identity.key),
        "portal": None if identity.portal is None else identity.portal.portal,
        "security_level": identity.level.name.lower().replace("_", "-"),
        "clock": identity.clock.name.lower(),
        "removal_needs": identity.needs.name.lower().replace("_", "-"),
        "counter": identity.counter,
        "recommended": advice.way.value,
        "why": advice.why,
    }


def plugged_record(plugged: Plugged) -> dict[str, object]:
    """One line of `retour devices` for a device that shows itself as a drive."""
    seen, problem = plugged.seen, plugged.problem
    record: dict[str, object] = {
        "address": plugged.address,
        "description": plugged.profile.title,
        "profile": plugged.profile.name,
        "problem": problem.what if problem else None,
        "host_id": seen.host_id if seen else None,
        "model": seen.model if seen else None,
    }
    return record | ({"code": problem.code} if problem else {})


def case_record(found: Open, crossings: Iterable[Crossing]) -> dict[str, object]:
    """One line of `retour cases`."""
    case, state = found.case, found.state
    todo = next_step(case, state)
    where = strip(case, state)
    newest = state.newest
    return {
        "case": case.number,
        "host_type": case.host.type.name.lower(),
        "host_id": case.host.id,
        "model": case.model,
        "way": case.way.value,
        "stage": state.stage.value,
        "action": todo.action,
        "where": todo.where,
        "next": todo.text,
        "reason": None if case.wish.reason is None else case.wish.reason.name.lower(),
        "whole": case.wish.whole,
        "lines": _lines(case, state),
        "crossed": list(dict.fromkeys(crossing.leg for crossing in crossings)),
        "strip": {
            "on_device": _place(where.on_device),
            "under_way": _place(where.under_way),
            "in_portal": _place(where.in_portal),
        },
        "counter": None if newest is None else newest.counter,
        "digest": None if newest is None else newest.digest.hex(),
        "replaced_by": state.replaced_by,
        "delivered": state.delivered,
        "site": case.notes.site,
        "asset_tag": case.notes.asset_tag,
        "ticket": case.notes.ticket,
        "technician": case.notes.technician,
        "note": case.notes.note,
        "created": case.created.isoformat(),
        "clock_doubtful": case.clock_doubtful,
    }


def _lines(case: Case, state: CaseState) -> list[dict[str, object]]:
    before = dict(state.planned.before) if state.planned else {}
    held = {grant.line: grant for grant in case.held}
    lines: list[dict[str, object]] = []
    for line, count in case.wish.counts:
        grant = held.get(line)
        lines.append({
            "line": line,
            "product": None if grant is None else grant.product,
            "features": None if grant is None else list(grant.features),
            "before": before.get(line, 0),
            "after": count,
        })  # fmt: skip
    return lines


def _place(place: Place) -> dict[str, object]:
    return {"copies": place.copies, "certainty": place.certainty.value}
