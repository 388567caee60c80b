"""The portal's tables. `migrations` makes them; a test holds the two against each other.

Counts of an instance are kept twice: in the signed bytes of `messages` and `answers`, which are the truth and never
change, and in `allocations`, which is a sum that can be asked quickly. `audit` compares them.
"""

from __future__ import annotations

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship


class Base(DeclarativeBase):
    """Root of the portal's tables."""


class PortalRow(Base):
    """One row: what this portal is. Times are seconds since 1970 UTC."""

    __tablename__ = "portal"
    __table_args__ = (CheckConstraint("id = 1", name="one_portal"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    portal_id: Mapped[str]
    answer_key: Mapped[str]
    epoch: Mapped[int]
    ledger_time: Mapped[int]
    token_hash: Mapped[str | None]


class LineRow(Base):
    __tablename__ = "lines"

    activation_id: Mapped[str] = mapped_column(primary_key=True)
    entitlement_id: Mapped[str | None]
    total: Mapped[int]
    product: Mapped[str]
    version: Mapped[str]
    features: Mapped[list[str]] = mapped_column(JSON)
    expiry: Mapped[int | None]


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
    instances: Mapped[list[InstanceRow]] = relationship(back_populates="host")
    allowances: Mapped[list[AllowanceRow]] = relationship(cascade="all, delete-orphan")


class AllowanceRow(Base):
    """How many copies of a line a host may hold at most."""

    __tablename__ = "allowances"

    host: Mapped[int] = mapped_column(ForeignKey("hosts.id"), primary_key=True)
    line: Mapped[str] = mapped_column(ForeignKey("lines.activation_id"), primary_key=True)
    count: Mapped[int]


class InstanceRow(Base):
    """One enrolled key.

    `message` and `answer` are the newest that was taken and its answer; both are there or neither.
    """

    __tablename__ = "instances"

    id: Mapped[bytes] = mapped_column(primary_key=True)
    host_row: Mapped[int] = mapped_column(ForeignKey("hosts.id"))
    public_key: Mapped[str] = mapped_column(unique=True)
    status: Mapped[str]
    suspicion: Mapped[str | None]
    sequence: Mapped[int]
    acknowledged: Mapped[int]
    message: Mapped[int | None] = mapped_column(ForeignKey("messages.id", use_alter=True, name="newest_message"))
    host: Mapped[HostRow] = relationship(back_populates="instances")
    allocations: Mapped[list[AllocationRow]] = relationship(cascade="all, delete-orphan")
    newest: Mapped[MessageRow | None] = relationship(foreign_keys=[message], post_update=True)


class AllocationRow(Base):
    """Copies of a line in an instance's last snapshot and in its live answer; lines with neither have no row."""

    __tablename__ = "allocations"

    instance: Mapped[bytes] = mapped_column(ForeignKey("instances.id"), primary_key=True)
    line: Mapped[str] = mapped_column(ForeignKey("lines.activation_id"), primary_key=True)
    snapshot: Mapped[int]
    live: Mapped[int]


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
