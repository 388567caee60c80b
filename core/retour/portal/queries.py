"""What people and programs look at: lines, devices, one device's messages, answers that wait to be carried."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import case, func, select
from sqlalchemy.orm import Session, joinedload, selectinload

from retour.portal.rows import ALLOCATED, host_state, line_state
from retour.portal.state import HostState, InstanceStatus, LineView
from retour.portal.tables import AllocationRow, AnswerRow, HostRow, InstanceRow, LineRow, MessageRow


@dataclass(frozen=True, slots=True)
class Holding:
    """Copies of one line around one device: held for sure, waiting for confirmation, allowed at most."""

    line: str
    held: int
    waiting: int
    allowed: int


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
        last: its newest stored message.
    """

    row: int
    state: HostState
    key: str
    instance_status: InstanceStatus
    suspicion: str | None
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


def line_views(session: Session) -> list[LineView]:
    """Every line, sorted by activation ID."""
    waits = case((AllocationRow.snapshot > AllocationRow.live, AllocationRow.snapshot - AllocationRow.live), else_=0)
    query = (
        select(LineRow, func.coalesce(func.sum(ALLOCATED), 0), func.coalesce(func.sum(waits), 0))
        .outerjoin(AllocationRow, AllocationRow.line == LineRow.activation_id)
        .group_by(LineRow.activation_id)
        .order_by(LineRow.activation_id)
    )
    return [LineView(line_state(row), int(all_) - int(w), int(w)) for row, all_, w in session.execute(query).tuples()]


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
    return [_device(row) for row in session.scalars(query)]


def device_view(session: Session, row: int) -> DeviceView | None:
    """One device by its number, or None."""
    found = session.get(HostRow, row)
    return _device(found) if found else None


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


def _device(row: HostRow) -> DeviceView:
    state, (instance,) = host_state(row), row.instances
    around = {allocation.line: (allocation.snapshot, allocation.live) for allocation in instance.allocations}
    holdings = []
    for line in sorted(around.keys() | dict(state.allowance).keys()):
        snapshot, live = around.get(line, (0, 0))
        holdings.append(Holding(line, live, max(0, snapshot - live), state.allowed(line)))
    return DeviceView(
        row=row.id,
        state=state,
        key=instance.public_key,
        instance_status=InstanceStatus(instance.status),
        suspicion=instance.suspicion,
        holdings=tuple(holdings),
        last=_letter(instance.newest) if instance.newest else None,
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
