"""The ledger on disk: each act is one transaction, and nothing leaves before it is durable (portal rule 10)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Final, Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from retour.errors import Refused, RetourError
from retour.portal import rules, rules_operator
from retour.portal.ledger import Ledger
from retour.portal.rows import host_state, instance_state, store_host, store_instance, view_for
from retour.portal.rules import Again, Change, Quarantined, Taken, for_this_portal
from retour.portal.state import HostState, Instance, InstanceStatus, Line, Traits
from retour.portal.sums import line_state
from retour.portal.tables import (
    AnswerRow,
    CreditRow,
    HostRow,
    InstanceRow,
    LineRow,
    MessageRow,
    PortalRow,
    WithheldRow,
    WriteOffRow,
)
from retour.protocol.keys import PublicKey
from retour.protocol.messages import Verified, read_message
from retour.protocol.model import DeviceMessage, Host, Reason

Who = Literal["api", "page", "command"]


@dataclass(frozen=True, slots=True)
class Answered:
    """What became of a message that was taken, now or before.

    Attributes:
        again: it had been taken before; nothing changed and `changes` is empty.
        newest: False when a newer message was taken since, so that the device will not apply this answer.
    """

    digest: bytes
    host: Host
    counter: int
    answer: bytes
    confirm: bool
    changes: tuple[Change, ...]
    case: str | None
    again: bool
    newest: bool


class Portal(Ledger):
    """The back office's ledger; every method is one transaction and may be called from any thread."""

    def take(self, data: bytes, case: str | None, who: Who) -> Answered:
        """Take one device message and give its answer.

        Args:
            data: one COSE_Sign1.
            case: the canonical case number that its file named, if any.

        Raises:
            Malformed, NotGenuine: it cannot be read or believed. Refused: ``not-enrolled`` and what the rules refuse.
        """
        sealed = read_message(data)
        for_this_portal(self.identity.portal, sealed.content)
        with self.writing() as session:
            row = session.get(InstanceRow, sealed.content.instance)
            if row is None:
                raise not_enrolled(sealed.content.host)
            verified = sealed.verify(PublicKey.parse(row.public_key))
            now = self.now()
            kept = session.scalar(select(MessageRow).where(MessageRow.digest == verified.digest))
            message = kept or _message_row(verified, sealed.data, case, who, now)
            message.case = message.case or case
            result = self._decided(session, row, verified, message, now)
        if isinstance(result, RetourError):
            raise result
        return result

    def _decided(
        self, session: Session, row: InstanceRow, verified: Verified[DeviceMessage], message: MessageRow, now: int
    ) -> Answered | RetourError:
        """Carry the rules' decision out; an error that is returned and not raised leaves something to commit."""
        portal = session.get_one(PortalRow, 1)
        try:
            signing = self.keyring(session).trusted(portal.portal_id)
            decision = rules.take(view_for(session, portal, signing, row, verified), verified, now)
        except Refused as error:
            if error.code != "superseded" and row.suspicion is None:
                raise
            # Genuine messages are evidence that later findings rest on: kept, without any other effect.
            if message not in session:
                message.outcome = "superseded" if row.suspicion is None else "suspect"
                session.add(message)
            return error
        if isinstance(decision, Quarantined):
            message.outcome = "suspect"
            session.add(message)
            store_instance(row, decision.instance)
            return decision.error
        if isinstance(decision, Again):
            assert message.answer is not None
            return _answered(message, message.answer, row.host, (), newest=decision.newest, again=True)
        answer = self._carry_out(session, decision, portal, row, message)
        return _answered(message, answer, row.host, decision.changes, newest=True, again=False)

    def _carry_out(
        self, session: Session, taken: Taken, portal: PortalRow, row: InstanceRow, message: MessageRow
    ) -> AnswerRow:
        answer = AnswerRow(
            digest=taken.unsigned.digest,
            epoch=taken.response.epoch,
            sequence=taken.response.sequence,
            data=taken.unsigned.signed(self.keyring(session).answers),
            confirm=taken.response.confirm,
            changes=[asdict(change) for change in taken.changes],
        )
        message.answer = answer
        session.add(message)
        if taken.instance.live is not None and taken.instance.live.digest == answer.digest:
            row.newest = message
        store_instance(row, taken.instance)
        store_host(row.host, taken.host)
        portal.ledger_time = taken.response.issued
        session.flush()
        _keep_credits(session, taken, answer)
        if taken.instance.status is InstanceStatus.RETIRED:
            close_write_off(session, taken.instance, portal.lease_time, taken.response.issued)
        return answer

    def enrol(self, host: Host, key: PublicKey, traits: Traits) -> HostState:
        """Enrol a device, or enrol it again. Raises `Refused` (see `rules_operator.enrol`)."""
        with self.writing() as session:
            portal = session.get_one(PortalRow, 1)
            row = host_row(session, host)
            with_host = current(row) if row else None
            with_key = session.get(InstanceRow, key.kid)
            enrolled = rules_operator.enrol(
                host,
                key,
                traits,
                host_state(row) if row else None,
                instance_state(with_host) if with_host else None,
                instance_state(with_key) if with_key else None,
                portal.lease_time,
                # A key that is new to a portal that forgot may have been enrolled in the time that was lost.
                stale=portal.restored_at is not None,
            )
            if row is None:
                row = HostRow(host_type=int(host.type), host_id=host.id)
                session.add(row)
            row.enrolled_at = self.now()
            store_host(row, enrolled.host)
            if with_host is not None and enrolled.retired is not None:
                store_instance(with_host, enrolled.retired)
            if with_key is None:
                number = 1 + max((each.number for each in row.instances), default=0)
                with_key = InstanceRow(id=key.kid, public_key=str(key), number=number, epoch=portal.epoch)
                row.instances.append(with_key)
            store_instance(with_key, enrolled.instance)
        return enrolled.host

    def grant(self, host: Host, allowed: Mapping[str, int]) -> HostState:
        """Set how many copies of some lines a host may hold. Raises `Refused` (see `rules_operator.grant`)."""
        with self.writing() as session:
            row = known_host(session, host)
            instance = current(row)
            known = set(session.scalars(select(LineRow.activation_id).where(LineRow.activation_id.in_(allowed))))
            state, changed = rules_operator.grant(
                host_state(row), instance_state(instance) if instance else None, allowed, known
            )
            store_host(row, state)
            if instance is not None and changed is not None:
                store_instance(instance, changed)
        return state

    def put_line(self, line: Line) -> None:
        """Make a line, or change it; copies that are out stay counted (portal rule 10). Raises `Usage`."""
        rules_operator.check_line(line)
        with self.writing() as session:
            row = session.get(LineRow, line.activation_id)
            if row is None:
                row = LineRow(activation_id=line.activation_id)
                session.add(row)
            row.entitlement_id, row.total = line.entitlement_id, line.total
            row.product, row.version, row.features = line.product, line.version, list(line.features)
            row.expiry, row.lease = line.expiry, line.lease

    def line(self, activation_id: str) -> Line | None:
        """One line as it stands, or None."""
        with self.reading() as session:
            row = session.get(LineRow, activation_id)
            return line_state(row) if row else None

    def host_named(self, host_id: str) -> Host:
        """The enrolled host with this ID. Raises `Refused` (``not-enrolled``, ``host-ambiguous``)."""
        with self.reading() as session:
            found = [host_state(row).host for row in session.scalars(select(HostRow).filter_by(host_id=host_id))]
        if not found:
            raise Refused("not-enrolled", f"{host_id} is not enrolled in this portal.", _UNCHANGED, _ENROL)
        if len(found) > 1:
            raise Refused(
                "host-ambiguous", f"Several devices are called {host_id}.", _UNCHANGED, "Name the host type as well."
            )
        return found[0]

    def collected(self, digest: bytes) -> None:
        """Remember that an answer was written out for carrying."""
        with self.writing() as session:
            row = session.scalars(select(AnswerRow).filter_by(digest=digest)).one()
            row.collected_at = self.now()


_UNCHANGED: Final = "Nothing was changed."
_ENROL: Final = "Enrol the device first, with the key that it shows, then bring the file again."


def not_enrolled(host: Host) -> Refused:
    """A device, or its key, that this portal was never told about (portal rule 5)."""
    return Refused(
        "not-enrolled", f"{host} is not enrolled in this portal with the key of this message.", _UNCHANGED, _ENROL
    )


def host_row(session: Session, host: Host) -> HostRow | None:
    return session.scalar(select(HostRow).filter_by(host_type=int(host.type), host_id=host.id))


def known_host(session: Session, host: Host) -> HostRow:
    """Raises `Refused` (``not-enrolled``)."""
    row = host_row(session, host)
    if row is None:
        raise not_enrolled(host)
    return row


def current(row: HostRow) -> InstanceRow | None:
    """The instance of a host that is not retired."""
    return next((each for each in row.instances if each.status != InstanceStatus.RETIRED), None)


def close_write_off(session: Session, instance: Instance, time: int, now: int) -> None:
    """Portal rule 7: once a later snapshot shows that nothing is at risk any more, the entry is "proved later"."""
    entry = session.get(WriteOffRow, instance.key.kid)
    if entry is None or entry.closed_at is not None or (instance.stale and not instance.bounded):
        return
    if not any(instance.allocated(line, time) for line in instance.lines):
        entry.closed_at = now


def _keep_credits(session: Session, taken: Taken, answer: AnswerRow) -> None:
    at = taken.response.issued
    for change in taken.changes:
        if change.credited:
            session.add(CreditRow(answer=answer.id, line=change.line, count=change.credited, at=at))
    for entry in taken.withheld:
        session.add(
            WithheldRow(answer=answer.id, line=entry.line, count=entry.count, since=entry.since, until=entry.until)
        )


def _message_row(verified: Verified[DeviceMessage], data: bytes, case: str | None, who: Who, now: int) -> MessageRow:
    message = verified.content
    return MessageRow(
        instance=message.instance,
        digest=verified.digest,
        counter=message.counter,
        previous=message.previous,
        recovered=message.reason is Reason.RECOVERED,
        data=data,
        case=case,
        received_at=now,
        received_by=who,
        outcome="taken",
    )


def _answered(
    message: MessageRow, answer: AnswerRow, host: HostRow, changes: tuple[Change, ...], *, newest: bool, again: bool
) -> Answered:
    return Answered(
        digest=message.digest,
        host=host_state(host).host,
        counter=message.counter,
        answer=answer.data,
        confirm=answer.confirm,
        changes=changes,
        case=message.case,
        again=again,
        newest=newest,
    )
