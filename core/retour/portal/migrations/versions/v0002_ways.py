"""Version 2: removal orders, marks, write-offs, leases, policy, epochs and key sets."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from retour.protocol.messages import read_message, read_response

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_WINDOW = 30 * 86_400


def upgrade() -> None:
    _portal()
    _instances()
    op.add_column("lines", sa.Column("lease", sa.Integer))
    op.add_column("hosts", sa.Column("being_returned", sa.Boolean, nullable=False, server_default=sa.false()))
    for name in ("snapshot_expiry", "live_expiry"):
        op.add_column("allocations", sa.Column(name, sa.Integer))
    _expiries()
    _declarations()
    _policy()


def _portal() -> None:
    for name, kind in (("order_key", sa.String), ("root_key", sa.String)):
        op.add_column("portal", sa.Column(name, kind, nullable=False, server_default=""))
    # Until now one key did everything.
    op.execute("UPDATE portal SET order_key = answer_key, root_key = answer_key")
    for name, value in (("generation", 0), ("lease_time", 0), ("policy_level", 0), ("policy_window", _WINDOW)):
        op.add_column("portal", sa.Column(name, sa.Integer, nullable=False, server_default=str(value)))
    for name in ("restored_at", "policy_returns", "policy_write_offs"):
        op.add_column("portal", sa.Column(name, sa.Integer))
    op.create_table(
        "key_sets",
        sa.Column("number", sa.Integer, primary_key=True),
        sa.Column("data", sa.LargeBinary, nullable=False),
        sa.Column("made_at", sa.Integer, nullable=False),
    )
    op.create_table(
        "makers",
        sa.Column("name", sa.String, primary_key=True),
        sa.Column("certificate", sa.LargeBinary, nullable=False),
        sa.Column("model", sa.String, nullable=False),
        sa.Column("level", sa.Integer, nullable=False),
        sa.Column("clock", sa.Integer, nullable=False),
        sa.Column("needs", sa.Integer, nullable=False),
    )


def _instances() -> None:
    for name, value in (("number", 1), ("epoch", 1), ("orders", 0)):
        op.add_column("instances", sa.Column(name, sa.Integer, nullable=False, server_default=str(value)))
    for name in ("stale", "bounded", "leases_end"):
        op.add_column("instances", sa.Column(name, sa.Boolean, nullable=False, server_default=sa.false()))
    op.add_column("instances", sa.Column("marks", sa.JSON, nullable=False, server_default="{}"))
    # 2 is a clock that its user cannot set back.
    op.execute(
        "UPDATE instances SET leases_end = EXISTS "
        "(SELECT 1 FROM hosts WHERE hosts.id = instances.host_row AND hosts.clock = 2)"
    )


def _expiries() -> None:
    """When copies end stands in the signed answers: in the newest, and in the one that the newest message applied."""
    connection = op.get_bind()
    newest = sa.text(
        "SELECT instances.id, messages.data, answers.data FROM instances "
        "JOIN messages ON messages.id = instances.message JOIN answers ON answers.message_id = messages.id"
    )
    applied = sa.text("SELECT data FROM answers WHERE digest = :digest")
    store = "UPDATE allocations SET {} = :end WHERE instance = :instance AND line = :line"
    for instance, message, answer in connection.execute(newest).all():
        named = read_message(message).content.applied
        before = connection.scalar(applied, {"digest": named.digest}) if named else None
        for column, data in (("snapshot_expiry", before), ("live_expiry", answer)):
            for grant in read_response(data).content.holdings if data else ():
                connection.execute(
                    sa.text(store.format(column)),
                    {"end": grant.expiry, "instance": instance, "line": grant.line},
                )


def _declarations() -> None:
    op.create_table(
        "orders",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("instance", sa.LargeBinary, sa.ForeignKey("instances.id"), nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("digest", sa.LargeBinary, nullable=False, unique=True),
        sa.Column("data", sa.LargeBinary, nullable=False),
        sa.Column("case_number", sa.String, nullable=False),
        sa.Column("made_at", sa.Integer, nullable=False),
        sa.UniqueConstraint("instance", "number", name="one_order"),
    )
    op.create_table(
        "write_offs",
        sa.Column("instance", sa.LargeBinary, sa.ForeignKey("instances.id"), primary_key=True),
        sa.Column("digest", sa.LargeBinary, nullable=False, unique=True),
        sa.Column("data", sa.LargeBinary, nullable=False),
        sa.Column("declared_at", sa.Integer, nullable=False),
        sa.Column("closed_at", sa.Integer),
    )
    op.create_table(
        "evidence",
        sa.Column("instance", sa.LargeBinary, sa.ForeignKey("write_offs.instance"), primary_key=True),
        sa.Column("digest", sa.LargeBinary, primary_key=True),
        sa.Column("name", sa.String, nullable=False),
        sa.Column("size", sa.Integer, nullable=False),
    )


def _policy() -> None:
    op.create_table(
        "credits",
        sa.Column("answer", sa.Integer, sa.ForeignKey("answers.id"), primary_key=True),
        sa.Column("line", sa.String, sa.ForeignKey("lines.activation_id"), primary_key=True),
        sa.Column("count", sa.Integer, nullable=False),
        sa.Column("at", sa.Integer, nullable=False),
    )
    op.create_index("ix_credits_line", "credits", ["line", "at"])
    op.create_table(
        "withheld",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("answer", sa.Integer, sa.ForeignKey("answers.id"), nullable=False),
        sa.Column("line", sa.String, sa.ForeignKey("lines.activation_id"), nullable=False),
        sa.Column("count", sa.Integer, nullable=False),
        sa.Column("since", sa.Integer, nullable=False),
        sa.Column("until", sa.Integer),
        sa.Column("released_at", sa.Integer),
        sa.Column("released_by", sa.String),
    )
