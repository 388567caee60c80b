"""The ledger's ground: its database, its keys, its clock, its epoch. Each act on it is one transaction."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Final, Self

from sqlalchemy import Engine, func, or_, select, update
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from retour.durable import put
from retour.errors import NotReached, Refused, RetourError
from retour.portal import rules_operator, rules_removal
from retour.portal.database import MIGRATIONS, Place, open_engine
from retour.portal.keyring import Keyring, make_keys, new_token, open_keys
from retour.portal.policy import NO_POLICY
from retour.portal.rows import instance_state, store_instance
from retour.portal.tables import InstanceRow, KeySetRow, PortalRow, WithheldRow, WriteOffRow
from retour.portal.watermark import Mark, read_mark, write_mark
from retour.protocol.casenumber import ALPHABET
from retour.protocol.keys import PortalKey, PublicKey
from retour.protocol.messages import read_write_off

_FIRST_EPOCH: Final = 1
_TICK_SECONDS: Final = 3600
STATEMENTS: Final = "statements"
"""Where a transaction leaves the signed write-offs that it declares, by instance, in `Session.info`."""
WINDOW: Final = "window"
"""Who released copies that were withheld, where nobody had to."""


class Ledger:
    """One portal's database and keys; may be used from any thread, and by several processes at once."""

    def __init__(self, engine: Engine, place: Place, identity: PortalKey, clock: Callable[[], int]) -> None:
        self._engine = engine
        self._clock = clock
        self._keyrings: dict[int, Keyring] = {}
        self.place = place
        self.identity = identity
        """What devices are given at their enrolment: the portal with its keys of set 1."""

    @classmethod
    def open(
        cls, place: Place, clock: Callable[[], int] = lambda: int(time.time()), migrations: Path = MIGRATIONS
    ) -> Self:
        """Open the portal; at the first start it is made, with its identifier and its keys.

        A database that is older than its mark starts a new epoch (portal rule 9); one that is newer had no time to
        set it.

        Raises:
            Refused: what `open_engine` refuses, ``portal-key-missing``, ``other-portal-key``.
        """
        engine = open_engine(place.database, migrations)
        try:
            row = _first_start(engine, place.keys, clock)
            identity = open_keys(place.keys).trusted(row.portal_id)
            if identity != identity_of(row):
                raise Refused(
                    "other-portal-key",
                    f"The keys in {place.keys} are not those of this ledger.",
                    "The ledger is untouched.",
                    "Name the folder of keys that belongs to this database.",
                )
            ledger = cls(engine, place, identity, clock)
            ledger._keep_up(row)
        except BaseException:
            engine.dispose()
            raise
        return ledger

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
        """One transaction that holds the write lock from its start; it and its mark are durable when this ends."""
        with _told(), Session(self._engine, expire_on_commit=False) as session, session.begin():
            portal = session.get_one(PortalRow, 1)
            if self._is_behind(portal):
                self.start_epoch(session)
            self._follow_clock(session, portal)
            yield session
            portal.generation += 1
        self._keep_statements(session.info.get(STATEMENTS, {}))
        self._set_mark()

    def now(self) -> int:
        """Seconds since 1970 UTC."""
        return self._clock()

    def tick(self) -> None:
        """Let the ledger's time follow the clock; what the window of the policy has let go becomes available."""
        with self.writing():
            pass

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

    def keyring(self, session: Session) -> Keyring:
        """The keys of the newest set. Raises `Refused` (``portal-key-missing``)."""
        number = session.scalar(select(func.max(KeySetRow.number))) or 1
        if number not in self._keyrings:
            self._keyrings[number] = open_keys(self.place.keys, number)
        return self._keyrings[number]

    def start_epoch(self, session: Session, above: int = 0) -> None:
        """Begin a new epoch, in the transaction of `session`: nobody who is not retired is believed until proven.

        Args:
            above: an epoch that this portal is known to have had.
        """
        portal = session.get_one(PortalRow, 1)
        mark = read_mark(self.place.keys) or Mark(0, 0)
        portal.epoch = max(portal.epoch, mark.epoch, above) + 1
        portal.generation = max(portal.generation, mark.generation)
        portal.restored_at = self.now()
        for row in session.scalars(select(InstanceRow)):
            store_instance(row, rules_removal.restored(instance_state(row), written_off=self._gave_up(row.id)))

    def _gave_up(self, instance: bytes) -> bool:
        """Whether a write-off of it is kept outside of the database, signed by this portal's operator."""
        try:
            data = (self.place.evidence / statement_name(instance)).read_bytes()
            content = read_write_off(data).verify(open_keys(self.place.keys).operator.public).content
        except (OSError, RetourError):
            return False
        return content.instance == instance

    def _keep_up(self, row: PortalRow) -> None:
        mark = Mark(row.epoch, row.generation)
        due = or_(
            PortalRow.lease_time + _TICK_SECONDS <= self.now(),
            select(WithheldRow.id).where(WithheldRow.released_at.is_(None), WithheldRow.until <= self.now()).exists(),
        )
        with self.reading() as session:
            late = session.scalar(select(PortalRow.id).where(due)) is not None
        if late or self._is_behind(row):
            self.tick()
        elif read_mark(self.place.keys) != mark:
            # It was cut off between its last commit and what has to follow.
            with self.reading() as session:
                entries = session.execute(select(WriteOffRow.instance, WriteOffRow.data)).tuples().all()
            self._keep_statements(dict(entries))
            self._set_mark()

    def _is_behind(self, portal: PortalRow) -> bool:
        mark = read_mark(self.place.keys)
        if mark is None:
            # Before the first act there is none; later, a mark that was lost could have said anything.
            return portal.generation > 0
        return Mark(portal.epoch, portal.generation) < mark

    def _keep_statements(self, statements: Mapping[bytes, bytes]) -> None:
        """Write-offs are kept outside of the database too: what was given up stays so, also after a restore."""
        for instance, data in statements.items():
            try:
                self.place.evidence.mkdir(mode=0o700, parents=True, exist_ok=True)
                put(self.place.evidence / statement_name(instance), data)
            except OSError as error:
                raise NotReached(
                    "evidence-not-stored",
                    f"The write-off cannot be kept in {self.place.evidence}: {error.strerror or error}.",
                    "It is in the ledger already.",
                    "Check that the folder can be written and has room, then start the portal again.",
                ) from error

    def _set_mark(self) -> None:
        """Under the write lock: of two processes the one that is ahead must have the last word."""
        with _told(), Session(self._engine) as session, session.begin():
            portal = session.get_one(PortalRow, 1)
            mark = Mark(portal.epoch, portal.generation)
            if (read_mark(self.place.keys) or Mark(0, 0)) < mark:
                write_mark(self.place.keys, mark)

    def _follow_clock(self, session: Session, portal: PortalRow) -> None:
        now = self.now()
        # 0 is a ledger from before there were leases: none can have ended.
        portal.lease_time = rules_operator.lease_time(portal.lease_time, now) if portal.lease_time else now
        session.execute(
            update(WithheldRow)
            .where(WithheldRow.released_at.is_(None), WithheldRow.until <= now)
            .values(released_at=now, released_by=WINDOW)
        )


def statement_name(instance: bytes) -> str:
    """The file of an instance's write-off in the folder of evidence."""
    return f"{instance.hex()}.write-off"


def identity_of(row: PortalRow) -> PortalKey:
    """What enrolment pins, as the ledger remembers it."""
    answers, orders, root = (PublicKey.parse(key) for key in (row.answer_key, row.order_key, row.root_key))
    if answers == root:
        return PortalKey(row.portal_id, root)
    return PortalKey(row.portal_id, answers, orders, root)


def _first_start(engine: Engine, folder: Path, clock: Callable[[], int]) -> PortalRow:
    with _told(), Session(engine.execution_options(reads=True)) as session:
        if row := session.get(PortalRow, 1):
            return row
    with _told(), Session(engine, expire_on_commit=False) as session, session.begin():
        if row := session.get(PortalRow, 1):
            return row
        # The keys are durable before the row that names them is: a start that is cut off here finds them again.
        keys = make_keys(folder)
        mark = read_mark(folder) or Mark(_FIRST_EPOCH - 1, 0)
        row = PortalRow(
            id=1,
            portal_id="P-" + "".join(secrets.choice(ALPHABET) for _ in range(10)),
            answer_key=str(keys.answers.public),
            order_key=str(keys.orders.public),
            root_key=str(keys.root),
            epoch=mark.epoch + 1,
            ledger_time=0,
            generation=0,
            lease_time=clock(),
            policy_level=NO_POLICY.level,
            policy_window=NO_POLICY.window,
        )
        session.add(row)
    return row


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
