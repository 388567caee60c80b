"""Between rows and the frozen state of the rules. What was signed is read from the signed bytes."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from retour.portal.chain import Seen
from retour.portal.policy import Policy
from retour.portal.rules import View
from retour.portal.state import (
    Expiries,
    HostState,
    HostStatus,
    Instance,
    InstanceStatus,
    LiveAnswer,
    Snapshot,
    Traits,
    expiry,
)
from retour.portal.sums import recent_returns, rooms
from retour.portal.tables import (
    AllocationRow,
    AllowanceRow,
    HostRow,
    InstanceRow,
    KeySetRow,
    MakerRow,
    MessageRow,
    PortalRow,
)
from retour.protocol.group import Clock, RemovalNeeds, SecurityLevel
from retour.protocol.keys import PortalKey, PublicKey
from retour.protocol.messages import Verified, read_message, read_response
from retour.protocol.model import DeviceMessage, Host, HostType, counts


def policy_of(row: PortalRow) -> Policy:
    level = SecurityLevel(row.policy_level)
    return Policy(level, row.policy_returns, row.policy_write_offs, row.policy_window)


def host_of(row: HostRow) -> Host:
    return Host(HostType(row.host_type), row.host_id)


def traits_of(row: HostRow | MakerRow) -> Traits:
    return Traits(row.model, SecurityLevel(row.level), Clock(row.clock), RemovalNeeds(row.needs))


def host_state(row: HostRow) -> HostState:
    return HostState(
        host=host_of(row),
        status=HostStatus(row.status),
        traits=traits_of(row),
        allowance=counts({allowance.line: allowance.count for allowance in row.allowances}),
        returning=row.returning,
    )


def instance_state(row: InstanceRow) -> Instance:
    snapshot = live = None
    if row.newest is not None and row.newest.answer is not None:
        snapshot = snapshot_of(row.newest.data, _ends((a.line, a.snapshot_expiry) for a in row.allocations))
        live = live_answer_of(row.newest.answer.data)
    return Instance(
        key=PublicKey.parse(row.public_key),
        host=host_of(row.host),
        status=InstanceStatus(row.status),
        suspicion=row.suspicion,
        snapshot=snapshot,
        live=live,
        sequence=row.sequence,
        acknowledged=row.acknowledged,
        marks=counts(row.marks, keep_zero=True),
        orders=row.orders,
        stale=row.stale,
        bounded=row.bounded,
        leases_end=row.leases_end,
    )


def snapshot_of(data: bytes, expiries: Expiries = ()) -> Snapshot:
    """What a stored message says its device held; when that ends stands in the answer that the device applied."""
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
        expiries=expiries,
    )


def live_answer_of(data: bytes) -> LiveAnswer:
    """What a stored answer says its device shall hold."""
    sealed = read_response(data)
    response = sealed.content
    return LiveAnswer(
        response.epoch,
        response.sequence,
        sealed.digest,
        response.answers,
        response.counts,
        _ends((grant.line, grant.expiry) for grant in response.holdings),
    )


def view_for(
    session: Session, portal: PortalRow, signing: PortalKey, row: InstanceRow, verified: Verified[DeviceMessage]
) -> View:
    """All that the rules may look at for one message, read inside the transaction that will write.

    Args:
        signing: the portal with the keys of its newest set.
    """
    instance, message = instance_state(row), verified.content
    named = {line for line, _ in (*message.holdings, *(message.desired or ()))}
    named |= {allocation.line for allocation in row.allocations}
    policy = policy_of(portal)
    limited = policy.returns is not None
    return View(
        portal=signing,
        epoch=portal.epoch,
        ledger_time=portal.ledger_time,
        instance=instance,
        host=host_state(row.host),
        rooms=rooms(session, row.id, named, portal.lease_time),
        seen=_seen(session, row.id, verified),
        lease_time=portal.lease_time,
        policy=policy,
        recent=recent_returns(session, named, portal.ledger_time - policy.window) if limited else (),
        links=links_after(session, message.key_set),
    )


def links_after(session: Session, number: int) -> tuple[bytes, ...]:
    """Every signed link to a key set beyond `number`, oldest first."""
    query = select(KeySetRow.data).where(KeySetRow.number > number).order_by(KeySetRow.number)
    return tuple(session.scalars(query))


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


def store_instance(row: InstanceRow, instance: Instance) -> None:
    """Keep what is not read from signed bytes, and the quick sums in step with the newest message and answer."""
    row.status, row.suspicion = instance.status, instance.suspicion
    row.sequence, row.acknowledged = instance.sequence, instance.acknowledged
    row.orders, row.leases_end = instance.orders, instance.leases_end
    row.stale, row.bounded = instance.stale, instance.bounded
    row.marks = dict(instance.marks)
    kept = {allocation.line: allocation for allocation in row.allocations}
    for line in sorted({*instance.lines, *kept}):
        snapshot, live = instance.snapshot_count(line), instance.live_count(line)
        if not (snapshot or live):
            row.allocations.remove(kept[line])
            continue
        if line not in kept:
            kept[line] = AllocationRow(line=line)
            row.allocations.append(kept[line])
        kept[line].snapshot, kept[line].live = snapshot, live
        kept[line].snapshot_expiry = expiry(instance.snapshot.expiries, line) if instance.snapshot else None
        kept[line].live_expiry = expiry(instance.live.expiries, line) if instance.live else None


def store_host(row: HostRow, host: HostState) -> None:
    row.status, row.returning = host.status, host.returning
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


def _ends(ends: Iterable[tuple[str, int | None]]) -> Expiries:
    return tuple(sorted((line, end) for line, end in ends if end is not None))
