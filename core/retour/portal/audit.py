"""Does every line add up? Recomputed from the signed bytes alone, apart from what the store sums up."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from retour.errors import RetourError
from retour.portal.ledger import identity_of
from retour.portal.queries import line_views
from retour.portal.rows import instance_state, links_after, live_answer_of, snapshot_of
from retour.portal.state import Expiries, Instance, InstanceStatus, LineView, LiveAnswer, Snapshot, expiry, line_view
from retour.portal.tables import CreditRow, InstanceRow, MessageRow, OrderRow, PortalRow, WithheldRow, WriteOffRow
from retour.protocol.keys import PublicKey
from retour.protocol.keyset import follow
from retour.protocol.messages import read_message, read_order, read_response, read_write_off

_Pair = tuple[Snapshot, LiveAnswer]


@dataclass(frozen=True, slots=True)
class Audited:
    """One line, added up twice. `problems` is empty when all agrees."""

    view: LineView
    problems: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Keys:
    """Every key of this portal that a stored signature may be by, by its `kid`."""

    answers: dict[bytes, PublicKey]
    orders: dict[bytes, PublicKey]
    operator: PublicKey


def audit(session: Session, operator: PublicKey) -> tuple[list[Audited], list[str]]:
    """Every line, and what is wrong with the evidence itself: what does not verify, and what was planted beside it.

    Args:
        operator: the key with which operators sign write-offs.
    """
    portal = session.get_one(PortalRow, 1)
    instances: list[Instance] = []
    broken = _write_offs(session, operator)
    moved: dict[str, list[str]] = {}
    try:
        keys = _keys(session, portal, operator)
    except RetourError as error:
        return [Audited(view, (error.what,)) for view in line_views(session)], [error.what]
    for row in session.scalars(select(InstanceRow)):
        try:
            instance = _recomputed(session, row, keys)
        except RetourError as error:
            broken.append(f"{row.host.host_id}: {error.what}")
            continue
        instances.append(instance)
        for line, problem in _moved(row, instance).items():
            moved.setdefault(line, []).append(problem)
        broken += [f"{row.host.host_id}: {problem}" for problem in _planted(session, row, instance)]
    withheld = _withheld(session, broken)
    views = line_views(session)
    audited = []
    for view in views:
        name = view.line.activation_id
        true = line_view(view.line, instances, portal.lease_time, withheld.get(name, 0))
        audited.append(_line(view, true, (*broken, *moved.get(name, ()))))
    return audited, broken


def _keys(session: Session, portal: PortalRow, operator: PublicKey) -> _Keys:
    trust, number = identity_of(portal), 1
    keys = _Keys({trust.key.kid: trust.key}, {trust.order_key.kid: trust.order_key}, operator)
    for link in links_after(session, number):
        trust, number = follow(trust, number, [link])
        keys.answers[trust.key.kid] = trust.key
        keys.orders[trust.order_key.kid] = trust.order_key
    return keys


def _recomputed(session: Session, row: InstanceRow, keys: _Keys) -> Instance:
    """An instance from its evidence: of all messages that were answered, the one with the highest counter counts.

    What no signature tells is taken from the row: whether it is suspect or stale, and its marks.
    """
    key = PublicKey.parse(row.public_key)
    pairs: list[_Pair] = []
    sequence = 0
    query = select(MessageRow).where(MessageRow.instance == row.id).options(joinedload(MessageRow.answer))
    for message in session.scalars(query):
        read_message(message.data).verify(key)
        if message.answer is None:
            continue
        answer = read_response(message.answer.data)
        answer.verify(_by(keys.answers, answer.envelope.kid, keys))
        sequence = max(sequence, answer.content.sequence)
        pairs.append((snapshot_of(message.data), live_answer_of(message.answer.data)))
    numbers = []
    for order in session.scalars(select(OrderRow).where(OrderRow.instance == row.id)):
        sealed = read_order(order.data)
        sealed.verify(_by(keys.orders, sealed.envelope.kid, keys))
        numbers.append(sealed.content.number)
    cached = instance_state(row)
    if cached.suspicion is not None:
        # What a suspect said after the finding counts for nothing, and nothing in those bytes says when that was.
        newest = next((pair for pair in pairs if row.newest is not None and pair[0].digest == row.newest.digest), None)
    else:
        newest = max(pairs, key=lambda pair: pair[0].counter, default=None)
    snapshot, live = newest or (None, None)
    if snapshot is not None:
        snapshot = replace(snapshot, expiries=_ends(snapshot, pairs))
    return replace(
        cached,
        key=key,
        snapshot=snapshot,
        live=live,
        sequence=sequence,
        acknowledged=snapshot.counter if snapshot else 0,
        orders=max([0, *numbers, *(each.order for each, _ in pairs)]),
    )


def _by(known: dict[bytes, PublicKey], kid: bytes, keys: _Keys) -> PublicKey:
    """The key that is named; for one that is not known any other, which then refuses the signature."""
    return known.get(kid, keys.operator)


def _ends(snapshot: Snapshot, pairs: Iterable[_Pair]) -> Expiries:
    """When the copies on a device end, as the answer states that it had applied."""
    applied = snapshot.applied.digest if snapshot.applied else None
    ends = next((live.expiries for _, live in pairs if live.digest == applied), ())
    return tuple((line, end) for line, _ in snapshot.holdings if (end := expiry(ends, line)) is not None)


def _planted(session: Session, row: InstanceRow, true: Instance) -> list[str]:
    """Which of the columns beside the signed bytes contradicts them."""
    found = []
    cached = instance_state(row)
    if row.id != true.key.kid:
        found.append("the key is not the one that its messages are signed with")
    found += [
        f"the ledger's {name} is not what the signed messages show"
        for name in ("snapshot", "live", "sequence", "acknowledged")
        if _signed(getattr(cached, name)) != _signed(getattr(true, name))
    ]
    if cached.orders != true.orders:
        found.append(f"the ledger counts orders up to {cached.orders}, the signed ones show {true.orders}")
    return found + _declared(session, row, true)


def _signed(value: object) -> object:
    """A snapshot without the ends of its copies: those are among the sums."""
    return replace(value, expiries=()) if isinstance(value, Snapshot) else value


def _moved(row: InstanceRow, true: Instance) -> dict[str, str]:
    """Lines whose quick sums for this instance are not what the signed bytes say."""
    sums = {a.line: (a.snapshot, a.live, a.snapshot_expiry, a.live_expiry) for a in row.allocations}
    shown = {
        line: (
            true.snapshot_count(line),
            true.live_count(line),
            expiry(true.snapshot.expiries, line) if true.snapshot else None,
            expiry(true.live.expiries, line) if true.live else None,
        )
        for line in true.lines
    }
    wrong = sorted(line for line in {*sums, *shown} if sums.get(line) != shown.get(line))
    return {line: f"{row.host.host_id}: its sums of {line} are not what the signed bytes show" for line in wrong}


def _declared(session: Session, row: InstanceRow, true: Instance) -> list[str]:
    """What the status of an instance and its write-off say about each other."""
    found = []
    entry = session.get(WriteOffRow, row.id)
    retired = true.status is InstanceStatus.RETIRED
    replaced = row.number < max(each.number for each in row.host.instances)
    if entry is not None and not retired:
        found.append("it was written off, and the ledger believes it still")
    if retired and entry is None and not (replaced and not any(true.snapshot_count(line) for line in true.lines)):
        found.append("it is retired, and no statement says who wrote it off")
    if entry is not None and entry.closed_at is not None and any(true.snapshot_count(line) for line in true.lines):
        found.append("its write-off is closed as proved, and its newest message shows copies")
    if not retired and replaced:
        found.append("it is believed beside a newer key of the same host")
    portal = session.get_one(PortalRow, 1)
    if not (retired or true.stale) and portal.restored_at is not None and not _proven(session, row, portal.epoch):
        found.append("it counts as proven, and no message shows that since the portal was restored")
    return found


def _proven(session: Session, row: InstanceRow, epoch: int) -> bool:
    """Whether a message that was answered had applied an answer of this epoch (portal rule 9)."""
    query = select(MessageRow).where(MessageRow.instance == row.id).join(MessageRow.answer)
    applied = (read_message(message.data).content.applied for message in session.scalars(query))
    return any(each is not None and each.epoch == epoch for each in applied)


def _withheld(session: Session, broken: list[str]) -> dict[str, int]:
    """Copies kept back, by line; never more than the message had brought home."""
    kept: dict[str, int] = {}
    credited = select(func.coalesce(func.sum(CreditRow.count), 0))
    for entry in session.scalars(select(WithheldRow)):
        home = session.scalar(credited.where(CreditRow.answer == entry.answer, CreditRow.line == entry.line))
        if entry.count > (home or 0):
            broken.append(f"{entry.count} copies of {entry.line} are withheld, and {home} came home")
        if entry.released_at is None:
            kept[entry.line] = kept.get(entry.line, 0) + entry.count
    return kept


def _write_offs(session: Session, operator: PublicKey) -> list[str]:
    """What is wrong with the signed statements of write-offs."""
    broken = []
    for entry in session.scalars(select(WriteOffRow)):
        try:
            sealed = read_write_off(entry.data)
            sealed.verify(operator)
            if (sealed.content.instance, sealed.content.declared) != (entry.instance, entry.declared_at):
                broken.append("a write-off is filed under another device or time than it states")
        except RetourError as error:
            broken.append(f"a write-off cannot be believed: {error.what}")
    return broken


def _line(cached: LineView, true: LineView, known: tuple[str, ...]) -> Audited:
    problems = [*known]
    if true != cached:
        problems.append(
            f"the signed messages show {true.held} held and {true.waiting} waiting, "
            f"the ledger {cached.held} and {cached.waiting}"
        )
    if true.overdrawn:
        problems.append(f"overdrawn by {true.overdrawn}: more copies are out than the line has")
    return Audited(true, tuple(problems))
