"""Does every line add up? Recomputed from the signed messages and answers alone, apart from what the store sums up."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from retour.errors import RetourError
from retour.portal.queries import line_views
from retour.portal.rows import host_state, live_answer_of, snapshot_of
from retour.portal.state import Instance, LineView, line_view
from retour.portal.tables import InstanceRow, MessageRow, PortalRow
from retour.protocol.keys import PublicKey
from retour.protocol.messages import read_message, read_response


@dataclass(frozen=True, slots=True)
class Audited:
    """One line, added up twice. `problems` is empty when all agrees."""

    view: LineView
    problems: tuple[str, ...]


def audit(session: Session) -> tuple[list[Audited], list[str]]:
    """Every line, and what is wrong with the evidence itself (a stored message or answer that does not verify)."""
    portal = session.get_one(PortalRow, 1)
    instances, broken = [], []
    for row in session.scalars(select(InstanceRow)):
        try:
            instances.append(_recomputed(session, row, PublicKey.parse(portal.answer_key)))
        except RetourError as error:
            broken.append(f"{row.host.host_id}: {error.what}")
    return [_line(view, instances, broken) for view in line_views(session)], broken


def _recomputed(session: Session, row: InstanceRow, answer_key: PublicKey) -> Instance:
    """An instance from its evidence: of all messages that were answered, the one with the highest counter counts."""
    key = PublicKey.parse(row.public_key)
    pairs = []
    query = select(MessageRow).where(MessageRow.instance == row.id).options(joinedload(MessageRow.answer))
    for message in session.scalars(query):
        read_message(message.data).verify(key)
        if message.answer:
            read_response(message.answer.data).verify(answer_key)
            pairs.append((snapshot_of(message.data), live_answer_of(message.answer.data)))
    snapshot, live = max(pairs, key=lambda pair: pair[0].counter, default=(None, None))
    return Instance(key, host_state(row.host).host, snapshot=snapshot, live=live)


def _line(cached: LineView, instances: Iterable[Instance], broken: Iterable[str]) -> Audited:
    view = line_view(cached.line, instances)
    problems = [*broken]
    if (view.held, view.waiting) != (cached.held, cached.waiting):
        problems.append(
            f"the signed messages show {view.held} held and {view.waiting} waiting, "
            f"the ledger {cached.held} and {cached.waiting}"
        )
    if view.overdrawn:
        problems.append(f"overdrawn by {view.overdrawn}: more copies are out than the line has")
    return Audited(view, tuple(problems))
