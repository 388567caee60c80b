"""Sums over the whole ledger, in SQL: exactly `Instance.counted` and `line_view`, which a test holds them against."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, case, func, or_, select
from sqlalchemy.orm import Session

from retour.portal.shall_hold import Room
from retour.portal.state import LEASE_MARGIN, InstanceStatus, Line, LineView
from retour.portal.tables import AllocationRow, CreditRow, InstanceRow, LineRow, WithheldRow
from retour.protocol.model import Counts, counts


@dataclass(slots=True)
class _Sum:
    counted: int = 0
    waiting: int = 0
    unproven: int = 0
    at_risk: int = 0


def line_state(row: LineRow) -> Line:
    return Line(
        activation_id=row.activation_id,
        entitlement_id=row.entitlement_id,
        total=row.total,
        product=row.product,
        version=row.version,
        features=tuple(row.features),
        expiry=row.expiry,
        lease=row.lease,
    )


def rooms(session: Session, instance: bytes, named: Collection[str], time: int) -> tuple[Room, ...]:
    """Each line of `named` that exists, with what of it all others have and what is withheld."""
    lines = known_lines(session, named)
    sums = _sums(session, lines, time, without=instance)
    kept = _withheld(session)
    return tuple(Room(line, sums[name].counted + kept.get(name, 0)) for name, line in lines.items())


def line_views(session: Session, time: int) -> list[LineView]:
    """Every line, sorted by activation ID.

    Args:
        time: the ledger's time for leases.
    """
    lines = known_lines(session)
    sums = _sums(session, lines, time)
    kept = _withheld(session)
    views = []
    for name, line in lines.items():
        each, withheld = sums[name], kept.get(name, 0)
        held = each.counted - each.waiting - each.unproven
        left = max(0, line.total - held - each.waiting - withheld)
        views.append(LineView(line, held, each.waiting, withheld, min(each.unproven, left), each.at_risk))
    return views


def recent_returns(session: Session, lines: Collection[str], after: int) -> Counts:
    """Copies of each line that came home since, those withheld included."""
    query = (
        select(CreditRow.line, func.sum(CreditRow.count))
        .where(CreditRow.line.in_(lines), CreditRow.at > after)
        .group_by(CreditRow.line)
    )
    return counts({line: int(n) for line, n in session.execute(query).tuples()})


def known_lines(session: Session, named: Collection[str] | None = None) -> dict[str, Line]:
    """Those of `named` that exist, or all lines, sorted by activation ID."""
    query = select(LineRow).order_by(LineRow.activation_id)
    if named is not None:
        query = query.where(LineRow.activation_id.in_(named))
    return {row.activation_id: line_state(row) for row in session.scalars(query)}


def _sums(session: Session, lines: dict[str, Line], time: int, without: bytes | None = None) -> dict[str, _Sum]:
    sums = {name: _Sum() for name in lines}
    retired = InstanceRow.status == InstanceStatus.RETIRED
    allocated = _allocated(time)
    waits = case((allocated > AllocationRow.live, allocated - AllocationRow.live), else_=0)
    others = InstanceRow.id != without if without is not None else InstanceRow.id.is_not(None)
    heard = (
        select(AllocationRow.line, retired, func.sum(allocated), func.sum(waits))
        .join(InstanceRow, AllocationRow.instance == InstanceRow.id)
        .where(AllocationRow.line.in_(lines), InstanceRow.stale.is_(False), others)
        .group_by(AllocationRow.line, retired)
    )
    for name, gone, n, w in session.execute(heard).tuples():
        if gone:
            sums[name].at_risk += int(n)
        else:
            sums[name].counted += int(n)
            sums[name].waiting += int(w)
    # Of a stale instance every line counts whole, also one that it was never seen with (portal rule 9).
    stale = (
        select(LineRow.activation_id, retired, allocated, func.coalesce(waits, 0), InstanceRow.bounded)
        .select_from(LineRow)
        .join(InstanceRow, InstanceRow.stale.is_(True))
        .outerjoin(
            AllocationRow,
            and_(AllocationRow.instance == InstanceRow.id, AllocationRow.line == LineRow.activation_id),
        )
        .where(LineRow.activation_id.in_(lines), others)
    )
    for name, gone, n, w, bounded in session.execute(stale).tuples():
        known = int(n or 0)
        whole = known if bounded else max(lines[name].total, known)
        if gone:
            sums[name].at_risk += whole
        else:
            sums[name].counted += whole
            sums[name].waiting += int(w)
            sums[name].unproven += whole - known
    return sums


def _allocated(time: int) -> ColumnElement[int]:
    """Portal rules 1 and 8: max(last snapshot, live answer), and 0 once the later of their leases is over."""
    snapshot, live = AllocationRow.snapshot, AllocationRow.live
    over = and_(
        InstanceRow.leases_end.is_(True),
        or_(snapshot == 0, func.coalesce(AllocationRow.snapshot_expiry + LEASE_MARGIN <= time, False)),
        or_(live == 0, func.coalesce(AllocationRow.live_expiry + LEASE_MARGIN <= time, False)),
    )
    return case((over, 0), (snapshot > live, snapshot), else_=live)


def _withheld(session: Session) -> dict[str, int]:
    query = (
        select(WithheldRow.line, func.sum(WithheldRow.count))
        .where(WithheldRow.released_at.is_(None))
        .group_by(WithheldRow.line)
    )
    return {line: int(n) for line, n in session.execute(query).tuples()}
