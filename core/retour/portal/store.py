"""The ledger on disk: each act is one transaction, and nothing leaves before it is durable (portal rule 10)."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Final, Literal, Self

from sqlalchemy import Engine, select
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from retour.errors import NotReached, Refused, RetourError
from retour.portal import rules, rules_operator
from retour.portal.database import MIGRATIONS, Place, open_engine
from retour.portal.keyring import make_answer_key, new_token, read_answer_key
from retour.portal.rows import host_state, instance_state, line_state, store_counts, store_host, view_for
from retour.portal.rules import Again, Change, Quarantined, Taken, for_this_portal
from retour.portal.state import HostState, Line, Traits
from retour.portal.tables import AnswerRow, HostRow, InstanceRow, LineRow, MessageRow, PortalRow
from retour.protocol.casenumber import ALPHABET
from retour.protocol.keys import PortalKey, PublicKey, SigningKey
from retour.protocol.messages import Verified, read_message, unsigned_response
from retour.protocol.model import DeviceMessage, Host, Reason

Who = Literal["api", "page", "command"]
_FIRST_EPOCH: Final = 1


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


class Portal:
    """The back office's ledger; every method is one transaction and may be called from any thread."""

    def __init__(self, engine: Engine, key: SigningKey, identity: PortalKey, clock: Callable[[], int]) -> None:
        self._engine = engine
        self._key = key
        self._clock = clock
        self.identity = identity

    @classmethod
    def open(
        cls, place: Place, clock: Callable[[], int] = lambda: int(time.time()), migrations: Path = MIGRATIONS
    ) -> Self:
        """Open the portal; at the first start it is made, with its identifier and its key for answers.

        Raises:
            Refused: what `open_engine` refuses, ``portal-key-missing``, ``other-portal-key``.
        """
        engine = open_engine(place.database, migrations)
        try:
            row = _first_start(engine, place.keys)
            key = read_answer_key(place.keys)
            if str(key.public) != row.answer_key:
                raise Refused(
                    "other-portal-key",
                    f"The answer key in {place.keys} is not the one of this ledger.",
                    "The ledger is untouched.",
                    "Name the folder of keys that belongs to this database.",
                )
        except BaseException:
            engine.dispose()
            raise
        return cls(engine, key, PortalKey(row.portal_id, key.public), clock)

    def close(self) -> None:
        self._engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """One consistent picture of the ledger, for queries."""
        with _told(), Session(self._engine.execution_options(reads=True)) as session:
            yield session

    @contextmanager
    def writing(self) -> Iterator[Session]:
        """One transaction that holds the write lock from its start and is durable when this ends."""
        with _told(), Session(self._engine, expire_on_commit=False) as session, session.begin():
            yield session

    def first_token(self) -> str | None:
        """The admin token, once in the portal's life; None ever after."""
        with self.writing() as session:
            row = session.get_one(PortalRow, 1)
            if row.token_hash is not None:
                return None
            token, row.token_hash = new_token()
        return token

    def replace_token(self) -> str:
        """A new admin token in place of the one that was lost; that one is void at once, also where it is in use."""
        with self.writing() as session:
            token, session.get_one(PortalRow, 1).token_hash = new_token()
        return token

    def token_hash(self) -> str:
        """What a `TokenCheck` checks against; `first_token` must have been called."""
        with self.reading() as session:
            stored = session.get_one(PortalRow, 1).token_hash
        assert stored is not None
        return stored

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
            now = self._clock()
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
            decision = rules.take(view_for(session, portal, row, verified), verified, now)
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
            row.status, row.suspicion = decision.instance.status, decision.instance.suspicion
            return decision.error
        if isinstance(decision, Again):
            assert message.answer is not None
            return _answered(message, message.answer, row.host, (), newest=decision.newest, again=True)
        answer = self._carry_out(session, decision, portal, row, message)
        return _answered(message, answer, row.host, decision.changes, newest=True, again=False)

    def _carry_out(
        self, session: Session, taken: Taken, portal: PortalRow, row: InstanceRow, message: MessageRow
    ) -> AnswerRow:
        live = taken.instance.live
        assert live is not None
        answer = AnswerRow(
            digest=live.digest,
            epoch=live.epoch,
            sequence=live.sequence,
            data=unsigned_response(taken.response, self.identity.key).signed(self._key),
            confirm=taken.response.confirm,
            changes=[asdict(change) for change in taken.changes],
        )
        message.answer = answer
        session.add(message)
        row.newest = message
        row.sequence, row.acknowledged = taken.instance.sequence, taken.instance.acknowledged
        store_counts(row, taken.instance)
        store_host(row.host, taken.host)
        portal.ledger_time = taken.response.issued
        return answer

    def enrol(self, host: Host, key: PublicKey, traits: Traits) -> HostState:
        """Enrol a device, or enrol it again. Raises `Refused` (see `rules_operator.enrol`)."""
        with self.writing() as session:
            row = _host_row(session, host)
            with_host = row.instances[0] if row else None
            with_key = session.get(InstanceRow, key.kid)
            state, instance = rules_operator.enrol(
                host,
                key,
                traits,
                host_state(row) if row else None,
                instance_state(with_host) if with_host else None,
                instance_state(with_key) if with_key else None,
            )
            if row is None:
                row = HostRow(host_type=int(host.type), host_id=host.id)
                session.add(row)
            row.enrolled_at = self._clock()
            store_host(row, state)
            if with_host is None:
                row.instances.append(
                    InstanceRow(
                        id=key.kid,
                        public_key=str(key),
                        status=instance.status,
                        sequence=instance.sequence,
                        acknowledged=instance.acknowledged,
                    )
                )
        return state

    def grant(self, host: Host, allowed: Mapping[str, int]) -> HostState:
        """Set how many copies of some lines a host may hold. Raises `Refused` (see `rules_operator.grant`)."""
        with self.writing() as session:
            row = _host_row(session, host)
            if row is None:
                raise not_enrolled(host)
            known = set(session.scalars(select(LineRow.activation_id).where(LineRow.activation_id.in_(allowed))))
            state = rules_operator.grant(host_state(row), allowed, known)
            store_host(row, state)
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
            row.expiry = line.expiry

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
            row.collected_at = self._clock()


_UNCHANGED: Final = "Nothing was changed."
_ENROL: Final = "Enrol the device first, with the key that it shows, then bring the file again."


def not_enrolled(host: Host) -> Refused:
    """A device, or its key, that this portal was never told about (portal rule 5)."""
    return Refused(
        "not-enrolled", f"{host} is not enrolled in this portal with the key of this message.", _UNCHANGED, _ENROL
    )


def _first_start(engine: Engine, keys: Path) -> PortalRow:
    with _told(), Session(engine.execution_options(reads=True)) as session:
        if row := session.get(PortalRow, 1):
            return row
    with _told(), Session(engine, expire_on_commit=False) as session, session.begin():
        if row := session.get(PortalRow, 1):
            return row
        # The key is durable before the row that names it is: a start that is cut off here finds it again.
        key = make_answer_key(keys)
        row = PortalRow(
            id=1,
            portal_id="P-" + "".join(secrets.choice(ALPHABET) for _ in range(10)),
            answer_key=str(key.public),
            epoch=_FIRST_EPOCH,
            ledger_time=0,
        )
        session.add(row)
    return row


def _host_row(session: Session, host: Host) -> HostRow | None:
    return session.scalar(select(HostRow).filter_by(host_type=int(host.type), host_id=host.id))


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


@contextmanager
def _told() -> Iterator[None]:
    """Turns a database that cannot be used just now into three lines."""
    try:
        yield
    except OperationalError as error:
        raise NotReached(
            "portal-storage",
            f"The portal's database cannot be used just now: {error.orig}.",
            "The ledger is as it was; the file that was brought is untouched.",
            "Check the room left on the portal's disk, then bring the same file again.",
        ) from error
