"""Between rows and the frozen state of the rules. What was signed is read from the signed bytes."""

from __future__ import annotations

from sqlalchemy import and_, case, func, or_, select
from sqlalchemy.orm import Session

from retour.portal.rules import Room, Seen, View
from retour.portal.state import (
    HostState,
    HostStatus,
    Instance,
    InstanceStatus,
    Line,
    LiveAnswer,
    Snapshot,
    Traits,
)
from retour.portal.tables import AllocationRow, AllowanceRow, HostRow, InstanceRow, LineRow, MessageRow, PortalRow
from retour.protocol.group import Clock, RemovalNeeds, SecurityLevel
from retour.protocol.keys import PortalKey, PublicKey
from retour.protocol.messages import Verified, read_message, read_response
from retour.protocol.model import DeviceMessage, Host, HostType, counts

ALLOCATED = case((AllocationRow.snapshot > AllocationRow.live, AllocationRow.snapshot), else_=AllocationRow.live)
"""Portal rule 1 in SQL: max(last snapshot, live answer)."""


def line_state(row: LineRow) -> Line:
    return Line(
        activation_id=row.activation_id,
        entitlement_id=row.entitlement_id,
        total=row.total,
        product=row.product,
        version=row.version,
        features=tuple(row.features),
        expiry=row.expiry,
    )


def host_state(row: HostRow) -> HostState:
    return HostState(
        host=_host(row),
        status=HostStatus(row.status),
        traits=Traits(row.model, SecurityLevel(row.level), Clock(row.clock), RemovalNeeds(row.needs)),
        allowance=counts({allowance.line: allowance.count for allowance in row.allowances}),
    )


def instance_state(row: InstanceRow) -> Instance:
    return Instance(
        key=PublicKey.parse(row.public_key),
        host=_host(row.host),
        status=InstanceStatus(row.status),
        suspicion=row.suspicion,
        snapshot=snapshot_of(row.newest.data) if row.newest else None,
        live=live_answer_of(row.newest.answer.data) if row.newest and row.newest.answer else None,
        sequence=row.sequence,
        acknowledged=row.acknowledged,
    )


def snapshot_of(data: bytes) -> Snapshot:
    """What a stored message says its device held."""
    sealed = read_message(data)
    message = sealed.content
    return Snapshot(
        counter=message.counter,
        digest=sealed.digest,
        previous=message.previous,
        applied=message.applied,
        order=message.order,
        key_set=message.key_set,
        holdings=message.holdings,
    )


def live_answer_of(data: bytes) -> LiveAnswer:
    """What a stored answer says its device shall hold."""
    sealed = read_response(data)
    response = sealed.content
    return LiveAnswer(response.epoch, response.sequence, sealed.digest, response.answers, response.counts)


def view_for(session: Session, portal: PortalRow, row: InstanceRow, verified: Verified[DeviceMessage]) -> View:
    """All that the rules may look at for one message, read inside the transaction that will write."""
    instance, message = instance_state(row), verified.content
    named = {line for line, _ in (*message.holdings, *(message.desired or ()))}
    named |= {allocation.line for allocation in row.allocations}
    return View(
        portal=PortalKey(portal.portal_id, PublicKey.parse(portal.answer_key)),
        epoch=portal.epoch,
        ledger_time=portal.ledger_time,
        instance=instance,
        host=host_state(row.host),
        rooms=_rooms(session, row.id, named),
        seen=_seen(session, row.id, verified),
    )


def _rooms(session: Session, instance: bytes, named: set[str]) -> tuple[Room, ...]:
    others = and_(AllocationRow.line == LineRow.activation_id, AllocationRow.instance != instance)
    query = (
        select(LineRow, func.coalesce(func.sum(ALLOCATED), 0))
        .outerjoin(AllocationRow, others)
        .where(LineRow.activation_id.in_(named))
        .group_by(LineRow.activation_id)
        .order_by(LineRow.activation_id)
    )
    return tuple(Room(line_state(line), int(elsewhere)) for line, elsewhere in session.execute(query).tuples())


def _seen(session: Session, instance: bytes, verified: Verified[DeviceMessage]) -> tuple[Seen, ...]:
    counter, previous = verified.content.counter, verified.content.previous
    mine = MessageRow.instance == instance
    below = select(func.max(MessageRow.counter)).where(mine, MessageRow.counter < counter).scalar_subquery()
    above = select(func.min(MessageRow.counter)).where(mine, MessageRow.counter > counter).scalar_subquery()
    near = MessageRow.counter.in_([counter, below, above])
    rows = list(
        session.scalars(select(MessageRow).where(mine, or_(near, MessageRow.digest.in_([verified.digest, previous]))))
    )
    parents = [row.previous for row in rows if row.counter > counter]
    rows += session.scalars(select(MessageRow).where(mine, MessageRow.digest.in_(parents)))
    return tuple(
        Seen(row.counter, row.digest, row.previous, row.recovered, row.answer.digest if row.answer else None)
        for row in rows
    )


def store_counts(row: InstanceRow, instance: Instance) -> None:
    """Keep the quick sums of an instance in step with its newest message and answer."""
    kept = {allocation.line: allocation for allocation in row.allocations}
    snapshot = dict(instance.snapshot.holdings) if instance.snapshot else {}
    live = dict(instance.live.holdings) if instance.live else {}
    for line in sorted(snapshot.keys() | live.keys() | kept.keys()):
        pair = snapshot.get(line, 0), live.get(line, 0)
        if not any(pair):
            row.allocations.remove(kept[line])
        elif line in kept:
            kept[line].snapshot, kept[line].live = pair
        else:
            row.allocations.append(AllocationRow(line=line, snapshot=pair[0], live=pair[1]))


def store_host(row: HostRow, host: HostState) -> None:
    row.status = host.status
    row.model, row.level = host.traits.model, host.traits.level
    row.clock, row.needs = host.traits.clock, host.traits.needs
    kept = {allowance.line: allowance for allowance in row.allowances}
    allowed = dict(host.allowance)
    for line in sorted(kept.keys() | allowed.keys()):
        if line not in allowed:
            row.allowances.remove(kept[line])
        elif line in kept:
            kept[line].count = allowed[line]
        else:
            row.allowances.append(AllowanceRow(line=line, count=allowed[line]))


def _host(row: HostRow) -> Host:
    return Host(HostType(row.host_type), row.host_id)
