"""What people and programs look at: lines, devices, one device's messages, answers that wait to be carried."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select, true
from sqlalchemy.orm import Session, joinedload, selectinload

from retour.portal import sums
from retour.portal.license_state import LicenseState, license_state
from retour.portal.rows import host_of, host_state, instance_state
from retour.portal.state import HostState, InstanceStatus, Line, LineView, count
from retour.portal.tables import (
    AnswerRow,
    EvidenceRow,
    HostRow,
    InstanceRow,
    MessageRow,
    OrderRow,
    PortalRow,
    WriteOffRow,
)
from retour.protocol.messages import read_order, read_write_off
from retour.protocol.model import Counts, Host, WriteOff, counts


@dataclass(frozen=True, slots=True)
class Holding:
    """Copies of one line around one device: held for sure, waiting for confirmation, allowed at most.

    Attributes:
        marked: the count that shall remain, where copies are marked for removal.
        at_risk: copies of its retired instances that may still be in use.
    """

    line: str
    held: int
    waiting: int
    allowed: int
    marked: int | None = None
    at_risk: int = 0
    state: LicenseState = LicenseState.LICENSE_GENERATED


@dataclass(frozen=True, slots=True)
class Letter:
    """A stored message with its answer, for people. Times are seconds since 1970 UTC."""

    digest: bytes
    counter: int
    outcome: str
    case: str | None
    received_at: int
    received_by: str
    answer: bytes | None
    confirm: bool
    changes: tuple[dict[str, str | int], ...]


@dataclass(frozen=True, slots=True)
class DeviceView:
    """A device as the portal knows it.

    Attributes:
        row: its number in this portal, for addresses of pages.
        key, instance_status, suspicion, proven: of its newest instance; not proven is one that a restored portal
            has not heard since (portal rule 9).
        open_order: whether a removal order says what is marked now and was not carried out yet.
        last: the newest message that was taken from that instance.
    """

    row: int
    state: HostState
    key: str
    instance_status: InstanceStatus
    suspicion: str | None
    proven: bool
    open_order: bool
    holdings: tuple[Holding, ...]
    last: Letter | None


@dataclass(frozen=True, slots=True)
class Carried:
    """An answer that a device waits for.

    Attributes:
        fresh: nobody has written it out yet.
    """

    host_id: str
    case: str | None
    counter: int
    digest: bytes
    data: bytes
    confirm: bool
    fresh: bool


@dataclass(frozen=True, slots=True)
class WriteOffView:
    """A write-off as it stands today.

    Attributes:
        row: the number of its device.
        at_risk: copies that the retired instance may still use now; the statement has those of its time.
        closed_at: when they were proved to be gone, seconds since 1970 UTC.
        evidence: name, SHA-256 and size of each file attached.
    """

    row: int
    statement: WriteOff
    digest: bytes
    at_risk: Counts
    closed_at: int | None
    evidence: tuple[tuple[str, bytes, int], ...]


def line_views(session: Session) -> list[LineView]:
    """Every line, sorted by activation ID, at the ledger's time for leases."""
    return sums.line_views(session, session.get_one(PortalRow, 1).lease_time)


def device_views(session: Session) -> list[DeviceView]:
    """Every device, sorted by host ID."""
    query = (
        select(HostRow)
        .options(
            selectinload(HostRow.allowances),
            selectinload(HostRow.instances).selectinload(InstanceRow.allocations),
            selectinload(HostRow.instances).joinedload(InstanceRow.newest).joinedload(MessageRow.answer),
        )
        .order_by(HostRow.host_id, HostRow.host_type)
    )
    around = _around(session, None)
    return [_device(row, around) for row in session.scalars(query)]


def device_view(session: Session, row: int) -> DeviceView | None:
    """One device by its number, or None."""
    found = session.get(HostRow, row)
    return view_of(session, found) if found else None


def view_of(session: Session, row: HostRow) -> DeviceView:
    """A device that was found already."""
    return _device(row, _around(session, row.id))


def host_at(session: Session, row: int) -> Host | None:
    """The host with this number, or None."""
    found = session.get(HostRow, row)
    return host_of(found) if found else None


def write_offs(session: Session) -> list[WriteOffView]:
    """Every write-off, newest first."""
    time = session.get_one(PortalRow, 1).lease_time
    query = (
        select(WriteOffRow, InstanceRow)
        .join(InstanceRow, WriteOffRow.instance == InstanceRow.id)
        .order_by(WriteOffRow.declared_at.desc(), WriteOffRow.instance)
    )
    lines = sums.known_lines(session)
    found = []
    for entry, row in session.execute(query).tuples():
        instance = instance_state(row)
        files = session.scalars(select(EvidenceRow).filter_by(instance=row.id).order_by(EvidenceRow.name))
        found.append(
            WriteOffView(
                row=row.host_row,
                statement=read_write_off(entry.data).content,
                digest=entry.digest,
                at_risk=counts({name: instance.at_risk(line, time) for name, line in lines.items()}),
                closed_at=entry.closed_at,
                evidence=tuple((file.name, file.digest, file.size) for file in files),
            )
        )
    return found


def letters(session: Session, row: int) -> list[Letter]:
    """All stored messages of a device with their answers, newest first."""
    query = (
        select(MessageRow)
        .join(InstanceRow, MessageRow.instance == InstanceRow.id)
        .where(InstanceRow.host_row == row)
        .options(joinedload(MessageRow.answer))
        .order_by(MessageRow.id.desc())
    )
    return [_letter(message) for message in session.scalars(query)]


def letter_bytes(session: Session, digest: bytes) -> tuple[MessageRow, AnswerRow | None, str] | None:
    """A stored message, its answer, and the host ID they belong to."""
    message = session.scalar(select(MessageRow).where(MessageRow.digest == digest))
    if message is None:
        return None
    return message, message.answer, session.get_one(InstanceRow, message.instance).host.host_id


def carried(session: Session, case_number: str | None = None) -> list[Carried]:
    """The newest answer of each device; with a case number, the newest answer of that case."""
    query = (
        select(AnswerRow, MessageRow, HostRow)
        .join(MessageRow, AnswerRow.message_id == MessageRow.id)
        .join(InstanceRow, MessageRow.instance == InstanceRow.id)
        .join(HostRow, InstanceRow.host_row == HostRow.id)
        .where(InstanceRow.message == MessageRow.id)
        .order_by(HostRow.host_id)
    )
    if case_number is not None:
        query = query.where(MessageRow.case == case_number)
    return [
        Carried(
            host.host_id,
            message.case,
            message.counter,
            answer.digest,
            answer.data,
            answer.confirm,
            answer.collected_at is None,
        )
        for answer, message, host in session.execute(query).tuples()
    ]


@dataclass(frozen=True, slots=True)
class _Around:
    """What a device is looked at with.

    Attributes:
        lines: by activation ID. orders: the newest order of each instance that has one.
        time: the ledger's time for leases.
    """

    lines: dict[str, Line]
    orders: dict[bytes, OrderRow]
    time: int


def _around(session: Session, row: int | None) -> _Around:
    """For the device with this number, or for all."""
    newest = (
        select(OrderRow)
        .join(InstanceRow, OrderRow.instance == InstanceRow.id)
        .where(OrderRow.number == InstanceRow.orders, InstanceRow.host_row == row if row is not None else true())
    )
    orders = {order.instance: order for order in session.scalars(newest)}
    return _Around(sums.known_lines(session), orders, session.get_one(PortalRow, 1).lease_time)


def _device(row: HostRow, around: _Around) -> DeviceView:
    state, time = host_state(row), around.time
    instances = [instance_state(each) for each in row.instances]
    newest, instance = row.instances[-1], instances[-1]
    retired = [each for each in instances if each.status is InstanceStatus.RETIRED]
    live = [each for each in instances if each.status is not InstanceStatus.RETIRED]
    named = {line for each in instances for line in each.lines} | {line for line, _ in state.allowance}
    order = around.orders.get(newest.id)
    ordered = order is not None and order.number > (instance.snapshot.order if instance.snapshot else 0)
    says_so = order is not None and read_order(order.data).content.remain == instance.marks
    holdings = []
    for line in sorted(named):
        waiting = sum(each.waiting(line, time) for each in live)
        holdings.append(
            Holding(
                line,
                held=sum(each.allocated(line, time) for each in live) - waiting,
                waiting=waiting,
                allowed=state.allowed(line),
                marked=count(instance.marks, line) if any(name == line for name, _ in instance.marks) else None,
                at_risk=sum(each.allocated(line, time) for each in retired),
                state=license_state(around.lines[line], instance, time, ordered=ordered),
            )
        )
    return DeviceView(
        row=row.id,
        state=state,
        key=newest.public_key,
        instance_status=instance.status,
        suspicion=instance.suspicion,
        proven=not instance.stale,
        open_order=ordered and says_so and instance.status is InstanceStatus.ACTIVE,
        holdings=tuple(holdings),
        last=_letter(newest.newest) if newest.newest else None,
    )


def _letter(message: MessageRow) -> Letter:
    answer = message.answer
    return Letter(
        digest=message.digest,
        counter=message.counter,
        outcome=message.outcome,
        case=message.case,
        received_at=message.received_at,
        received_by=message.received_by,
        answer=answer.digest if answer else None,
        confirm=answer.confirm if answer else False,
        changes=tuple(answer.changes) if answer else (),
    )
