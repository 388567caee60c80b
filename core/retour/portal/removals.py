"""Copies that the portal wants back or gives up: marks, removal orders, write-offs. Each act is one transaction."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from retour.durable import put
from retour.errors import NotReached, Refused, Usage
from retour.portal import rules_removal
from retour.portal.ledger import STATEMENTS
from retour.portal.rows import host_state, instance_state, links_after, policy_of, store_host, store_instance
from retour.portal.state import InstanceStatus
from retour.portal.store import Portal, current, known_host
from retour.portal.sums import line_state
from retour.portal.tables import EvidenceRow, HostRow, InstanceRow, LineRow, OrderRow, PortalRow, WriteOffRow
from retour.protocol.casenumber import new_case_number
from retour.protocol.group import Clock
from retour.protocol.messages import read_order, read_write_off, unsigned_order, unsigned_write_off
from retour.protocol.model import Counts, Host, WriteOff, counts

MAX_EVIDENCE_BYTES: Final = 8 * 1024 * 1024
"""Largest file that is attached to a write-off."""
MAX_EVIDENCE: Final = 16
_UNCHANGED: Final = "Nothing was changed."


@dataclass(frozen=True, slots=True)
class Removal:
    """What shall remain on a device: of the lines named, or nothing at all where `remain` is None.

    Attributes:
        returning: it is decommissioned: RETURNED with its last copy.
    """

    remain: Mapping[str, int] | None
    returning: bool = False


@dataclass(frozen=True, slots=True)
class Ordered:
    """A removal order as it is carried.

    Attributes:
        expiry: seconds since 1970 UTC, or None.
    """

    host: Host
    case: str
    number: int
    remain: Counts
    expiry: int | None
    digest: bytes
    data: bytes


@dataclass(frozen=True, slots=True)
class Evidence:
    """A file that was attached to a write-off."""

    name: str
    data: bytes

    @property
    def digest(self) -> bytes:
        return hashlib.sha256(self.data).digest()


def mark(portal: Portal, host: Host, removal: Removal) -> None:
    """Mark copies for removal; any answer picks them up. Raises `Refused` (see `rules_removal.mark`)."""
    with portal.writing() as session:
        _mark(session, known_host(session, host), removal)


def unmark(portal: Portal, host: Host, lines: Sequence[str]) -> None:
    """Withdraw marks, all of them where no line is named. Raises `Refused` (``not-marked``, ``written-off``)."""
    with portal.writing() as session:
        row = _believed(known_host(session, host))
        instance = instance_state(row)
        for line in lines or [name for name, _ in instance.marks] or [""]:
            instance = rules_removal.unmark(instance, line)
        store_instance(row, instance)


def order(
    portal: Portal, hosts: Sequence[Host], removal: Removal | None, expiry: int | None = None
) -> tuple[Ordered, ...]:
    """Mark copies and make the order for each device, all of them or none: a work order under one case number.

    Args:
        removal: None orders what is marked already.
        expiry: seconds since 1970 UTC, for devices with a clock.

    Raises:
        Refused: see `rules_removal.mark` and `rules_removal.order`; ``no-clock``. Usage: ``expiry``.
    """
    case = new_case_number()
    with portal.writing() as session:
        row = session.get_one(PortalRow, 1)
        now = max(portal.now(), row.ledger_time)
        if expiry is not None and expiry <= now:
            raise Usage("expiry", "That day is over.", _UNCHANGED, "Name the last day on which it may be carried out.")
        made = []
        for host in hosts:
            device = known_host(session, host)
            if expiry is not None and device.clock == Clock.NONE:
                raise Refused(
                    "no-clock",
                    f"{host} has no clock: it cannot tell when an order is over.",
                    _UNCHANGED,
                    "Make the order without --expires; the next answer makes it void.",
                )
            if removal is not None:
                _mark(session, device, removal)
            made.append(_order(portal, session, _believed(device), case, now, expiry))
        row.ledger_time = now
    return tuple(made)


def order_again(portal: Portal, hosts: Sequence[Host]) -> tuple[Ordered, ...]:
    """The newest order of each device, as it was made. Raises `Refused` (``no-open-order``) where there is none open.

    An order is open until the device has carried it out, or until a mark that it states was changed.
    """
    with portal.reading() as session:
        return tuple(_open_order(session, _believed(known_host(session, host))) for host in hosts)


def write_off(
    portal: Portal, host: Host, by: str, why: str, evidence: Sequence[Evidence] = (), *, suspect_only: bool = False
) -> WriteOff:
    """Give a dead device's copies up: its instance is retired, its copies are available, and at risk (rule 7).

    Args:
        suspect_only: refuse unless the instance is under suspicion (it is retired, and no device is given up).

    Raises:
        Refused: see `rules_removal.write_off`; ``not-suspect``. Usage: ``who``, ``why``, ``evidence``.
        NotReached: ``evidence-not-stored``.
    """
    digests = tuple(_store_evidence(portal, evidence))
    with portal.writing() as session:
        device, settings = known_host(session, host), session.get_one(PortalRow, 1)
        row = _believed(device)
        if suspect_only and row.status != InstanceStatus.SUSPECT:
            raise Refused(
                "not-suspect",
                f"{host} is not under suspicion.",
                _UNCHANGED,
                "A device that is dead is written off; one that is alive returns its copies.",
            )
        keys, policy = portal.keyring(session), policy_of(settings)
        now = max(portal.now(), settings.ledger_time)
        state, instance, statement = rules_removal.write_off(
            settings.portal_id,
            host_state(device),
            instance_state(row),
            [line_state(line) for line in session.scalars(select(LineRow))],
            policy,
            _recent(session, now - policy.window),
            now,
            settings.lease_time,
            by,
            why,
            digests,
        )
        unsigned = unsigned_write_off(statement, keys.operator.public)
        store_host(device, state)
        store_instance(row, instance)
        settings.ledger_time = now
        data = unsigned.signed(keys.operator)
        session.info[STATEMENTS] = {row.id: data}
        session.add(
            WriteOffRow(
                instance=row.id,
                digest=unsigned.digest,
                data=data,
                declared_at=now,
                closed_at=None if statement.at_risk else now,
            )
        )
        session.flush()
        for digest, file in dict(zip(digests, evidence, strict=True)).items():
            session.add(EvidenceRow(instance=row.id, digest=digest, name=file.name, size=len(file.data)))
    return statement


def _mark(session: Session, device: HostRow, removal: Removal) -> None:
    row, time = _believed(device), session.get_one(PortalRow, 1).lease_time
    instance = instance_state(row)
    remain = removal.remain
    if remain is None:
        remain = {line: 0 for line in instance.lines if instance.allocated(line, time)}
        if not remain and not instance.stale:
            raise Refused(
                "nothing-to-do",
                f"{device.host_id} has no copies.",
                _UNCHANGED,
                "Look at the device in the portal: what it held may be home already.",
            )
    state, marked = rules_removal.mark(host_state(device), instance, remain, time, returning=removal.returning)
    store_host(device, state)
    store_instance(row, marked)


def _order(portal: Portal, session: Session, row: InstanceRow, case: str, now: int, expiry: int | None) -> Ordered:
    instance = instance_state(row)
    keys, epoch = portal.keyring(session), session.get_one(PortalRow, 1).epoch
    links = links_after(session, instance.snapshot.key_set if instance.snapshot else 1)
    after, made = rules_removal.order(keys.trusted(portal.identity.portal), epoch, instance, now, expiry, links)
    unsigned = unsigned_order(made, keys.orders.public)
    data = unsigned.signed(keys.orders)
    store_instance(row, after)
    session.add(
        OrderRow(instance=row.id, number=made.number, digest=unsigned.digest, data=data, case=case, made_at=now)
    )
    return Ordered(made.host, case, made.number, made.remain, expiry, unsigned.digest, data)


def open_order(session: Session, row: InstanceRow) -> OrderRow | None:
    """The newest order of an instance, if its device may still carry it out and it says what is marked now."""
    instance = instance_state(row)
    found = session.scalar(select(OrderRow).filter_by(instance=row.id, number=instance.orders))
    carried_out = instance.snapshot.order if instance.snapshot else 0
    if found is None or carried_out >= found.number or instance.status is not InstanceStatus.ACTIVE:
        return None
    return found if read_order(found.data).content.remain == instance.marks else None


def _open_order(session: Session, row: InstanceRow) -> Ordered:
    found = open_order(session, row)
    if found is None:
        raise Refused(
            "no-open-order",
            f"No order for {row.host.host_id} is open.",
            _UNCHANGED,
            "Make a new order, or look at the device in the portal: it may have carried the last one out.",
        )
    made = read_order(found.data).content
    return Ordered(made.host, found.case, found.number, made.remain, made.expiry, found.digest, found.data)


def _believed(device: HostRow) -> InstanceRow:
    """The instance of a device that is not retired. Raises `Refused` (``retired``)."""
    row = current(device)
    if row is None:
        raise Refused(
            "retired",
            f"{device.host_id} is written off already.",
            _UNCHANGED,
            "Nothing more is to do; if it is alive, give it a new key and enrol that.",
        )
    return row


def _recent(session: Session, after: int) -> Counts:
    """Copies of each line that were written off since."""
    found: dict[str, int] = {}
    for data in session.scalars(select(WriteOffRow.data).where(WriteOffRow.declared_at > after)):
        for line, n in read_write_off(data).content.at_risk:
            found[line] = found.get(line, 0) + n
    return counts(found)


def _store_evidence(portal: Portal, evidence: Sequence[Evidence]) -> list[bytes]:
    """Keep attached files under their digest before anything names them; a file that nothing names does no harm."""
    if len(evidence) > MAX_EVIDENCE:
        raise Usage("evidence", f"{len(evidence)} files are too many.", _UNCHANGED, f"Attach up to {MAX_EVIDENCE}.")
    for file in evidence:
        if not 0 < len(file.data) <= MAX_EVIDENCE_BYTES:
            limit = MAX_EVIDENCE_BYTES // 1024 // 1024
            raise Usage(
                "evidence",
                f"{file.name} is empty, or larger than {limit} MiB.",
                _UNCHANGED,
                "Attach what shows that the device is dead: a photograph, a report.",
            )
    folder = portal.place.evidence
    try:
        if evidence:
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        for file in evidence:
            put(folder / file.digest.hex(), file.data)
    except OSError as error:
        raise NotReached(
            "evidence-not-stored",
            f"The attached files cannot be kept in {folder}: {error.strerror or error}.",
            _UNCHANGED,
            "Check that the folder can be written and has room, then try again.",
        ) from error
    return [file.digest for file in evidence]
