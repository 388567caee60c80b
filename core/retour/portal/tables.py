"""The portal's tables. `migrations` makes them; a test holds the two against each other.

Counts of an instance are kept twice: in the signed bytes of `messages`, `answers`, `orders` and `write_offs`, which are
the truth and never change, and in `allocations`, which is a sum that can be asked quickly. `audit` compares them.
Times are seconds since 1970 UTC.
"""

from __future__ import annotations

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship


class Base(DeclarativeBase):
    """Root of the portal's tables."""


class PortalRow(Base):
    """One row: what this portal is, its keys of set 1, its clock and its policy.

    `generation` rises with every transaction; `mark` keeps it outside of the database as well.
    """

    __tablename__ = "portal"
    __table_args__ = (CheckConstraint("id = 1", name="one_portal"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    portal_id: Mapped[str]
    answer_key: Mapped[str]
    epoch: Mapped[int]
    ledger_time: Mapped[int]
    token_hash: Mapped[str | None]
    order_key: Mapped[str]
    root_key: Mapped[str]
    generation: Mapped[int]
    restored_at: Mapped[int | None]
    lease_time: Mapped[int]
    policy_level: Mapped[int]
    policy_returns: Mapped[int | None]
    policy_write_offs: Mapped[int | None]
    policy_window: Mapped[int]


class KeySetRow(Base):
    """The signed link to a key set from number 2 on, kept for ever."""

    __tablename__ = "key_sets"

    number: Mapped[int] = mapped_column(primary_key=True)
    data: Mapped[bytes]
    made_at: Mapped[int]


class MakerRow(Base):
    """A manufacturer whose certificates enrol devices, and what is true of all its devices."""

    __tablename__ = "makers"

    name: Mapped[str] = mapped_column(primary_key=True)
    certificate: Mapped[bytes]
    model: Mapped[str]
    level: Mapped[int]
    clock: Mapped[int]
    needs: Mapped[int]


class LineRow(Base):
    __tablename__ = "lines"

    activation_id: Mapped[str] = mapped_column(primary_key=True)
    entitlement_id: Mapped[str | None]
    total: Mapped[int]
    product: Mapped[str]
    version: Mapped[str]
    features: Mapped[list[str]] = mapped_column(JSON)
    expiry: Mapped[int | None]
    lease: Mapped[int | None]


class HostRow(Base):
    __tablename__ = "hosts"
    __table_args__ = (UniqueConstraint("host_type", "host_id", name="one_host"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    host_type: Mapped[int]
    host_id: Mapped[str]
    status: Mapped[str]
    model: Mapped[str]
    level: Mapped[int]
    clock: Mapped[int]
    needs: Mapped[int]
    enrolled_at: Mapped[int]
    returning: Mapped[bool] = mapped_column("being_returned")
    instances: Mapped[list[InstanceRow]] = relationship(back_populates="host", order_by="InstanceRow.number")
    allowances: Mapped[list[AllowanceRow]] = relationship(cascade="all, delete-orphan")


class AllowanceRow(Base):
    """How many copies of a line a host may hold at most."""

    __tablename__ = "allowances"

    host: Mapped[int] = mapped_column(ForeignKey("hosts.id"), primary_key=True)
    line: Mapped[str] = mapped_column(ForeignKey("lines.activation_id"), primary_key=True)
    count: Mapped[int]


class InstanceRow(Base):
    """One enrolled key; at most one of a host is not RETIRED, and that one has the highest `number`.

    `message` is the newest that was taken; it has an answer. `epoch` is the one in which the key was enrolled.
    `marks` are counts that shall remain, by activation ID.
    """

    __tablename__ = "instances"

    id: Mapped[bytes] = mapped_column(primary_key=True)
    host_row: Mapped[int] = mapped_column(ForeignKey("hosts.id"))
    number: Mapped[int]
    epoch: Mapped[int]
    public_key: Mapped[str] = mapped_column(unique=True)
    status: Mapped[str]
    suspicion: Mapped[str | None]
    sequence: Mapped[int]
    acknowledged: Mapped[int]
    orders: Mapped[int]
    stale: Mapped[bool]
    bounded: Mapped[bool]
    leases_end: Mapped[bool]
    marks: Mapped[dict[str, int]] = mapped_column(JSON)
    message: Mapped[int | None] = mapped_column(ForeignKey("messages.id", use_alter=True, name="newest_message"))
    host: Mapped[HostRow] = relationship(back_populates="instances")
    allocations: Mapped[list[AllocationRow]] = relationship(cascade="all, delete-orphan")
    newest: Mapped[MessageRow | None] = relationship(foreign_keys=[message], post_update=True)


class AllocationRow(Base):
    """Copies of a line in an instance's last snapshot and in its live answer, with their end where they have one.

    Lines with neither have no row.
    """

    __tablename__ = "allocations"

    instance: Mapped[bytes] = mapped_column(ForeignKey("instances.id"), primary_key=True)
    line: Mapped[str] = mapped_column(ForeignKey("lines.activation_id"), primary_key=True)
    snapshot: Mapped[int]
    live: Mapped[int]
    snapshot_expiry: Mapped[int | None]
    live_expiry: Mapped[int | None]


class MessageRow(Base):
    """A genuine device message, kept for ever; `outcome` is taken, superseded or suspect."""

    __tablename__ = "messages"
    __table_args__ = (Index("ix_messages_instance", "instance", "counter"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    instance: Mapped[bytes] = mapped_column(ForeignKey("instances.id"))
    digest: Mapped[bytes] = mapped_column(unique=True)
    counter: Mapped[int]
    previous: Mapped[bytes | None]
    recovered: Mapped[bool]
    data: Mapped[bytes]
    case: Mapped[str | None] = mapped_column("case_number")
    received_at: Mapped[int]
    received_by: Mapped[str]
    outcome: Mapped[str]
    answer: Mapped[AnswerRow | None] = relationship(back_populates="message")


class AnswerRow(Base):
    """A signed capability response, kept for ever. `collected_at` is when it was written out for carrying."""

    __tablename__ = "answers"

    id: Mapped[int] = mapped_column(primary_key=True)
    message_id: Mapped[int] = mapped_column(ForeignKey("messages.id"), unique=True)
    digest: Mapped[bytes] = mapped_column(unique=True)
    epoch: Mapped[int]
    sequence: Mapped[int]
    data: Mapped[bytes]
    confirm: Mapped[bool]
    changes: Mapped[list[dict[str, str | int]]] = mapped_column(JSON)
    collected_at: Mapped[int | None]
    message: Mapped[MessageRow] = relationship(back_populates="answer")


class OrderRow(Base):
    """A signed removal order, kept for ever."""

    __tablename__ = "orders"
    __table_args__ = (UniqueConstraint("instance", "number", name="one_order"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    instance: Mapped[bytes] = mapped_column(ForeignKey("instances.id"))
    number: Mapped[int]
    digest: Mapped[bytes] = mapped_column(unique=True)
    data: Mapped[bytes]
    case: Mapped[str] = mapped_column("case_number")
    made_at: Mapped[int]


class WriteOffRow(Base):
    """An operator's signed statement; `closed_at` is when a later snapshot proved that nothing is at risk any more."""

    __tablename__ = "write_offs"

    instance: Mapped[bytes] = mapped_column(ForeignKey("instances.id"), primary_key=True)
    digest: Mapped[bytes] = mapped_column(unique=True)
    data: Mapped[bytes]
    declared_at: Mapped[int]
    closed_at: Mapped[int | None]


class EvidenceRow(Base):
    """The name of a file that was attached to a write-off; its bytes lie in the folder of evidence."""

    __tablename__ = "evidence"

    instance: Mapped[bytes] = mapped_column(ForeignKey("write_offs.instance"), primary_key=True)
    digest: Mapped[bytes] = mapped_column(primary_key=True)
    name: Mapped[str]
    size: Mapped[int]


class CreditRow(Base):
    """Copies that a message brought home, and how many of those were withheld by the policy of that time."""

    __tablename__ = "credits"
    __table_args__ = (Index("ix_credits_line", "line", "at"),)

    answer: Mapped[int] = mapped_column(ForeignKey("answers.id"), primary_key=True)
    line: Mapped[str] = mapped_column(ForeignKey("lines.activation_id"), primary_key=True)
    count: Mapped[int]
    at: Mapped[int]


class WithheldRow(Base):
    """Copies that came home and are kept back: until the window lets them go, or until an operator does."""

    __tablename__ = "withheld"

    id: Mapped[int] = mapped_column(primary_key=True)
    answer: Mapped[int] = mapped_column(ForeignKey("answers.id"))
    line: Mapped[str] = mapped_column(ForeignKey("lines.activation_id"))
    count: Mapped[int]
    since: Mapped[int]
    until: Mapped[int | None]
    released_at: Mapped[int | None]
    released_by: Mapped[str | None]
