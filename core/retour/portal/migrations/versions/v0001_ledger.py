"""Version 1: the ledger for the one-trip and the confirmed return."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "portal",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("portal_id", sa.String, nullable=False),
        sa.Column("answer_key", sa.String, nullable=False),
        sa.Column("epoch", sa.Integer, nullable=False),
        sa.Column("ledger_time", sa.Integer, nullable=False),
        sa.Column("token_hash", sa.String),
        sa.CheckConstraint("id = 1", name="one_portal"),
    )
    op.create_table(
        "lines",
        sa.Column("activation_id", sa.String, primary_key=True),
        sa.Column("entitlement_id", sa.String),
        sa.Column("total", sa.Integer, nullable=False),
        sa.Column("product", sa.String, nullable=False),
        sa.Column("version", sa.String, nullable=False),
        sa.Column("features", sa.JSON, nullable=False),
        sa.Column("expiry", sa.Integer),
    )
    op.create_table(
        "hosts",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("host_type", sa.Integer, nullable=False),
        sa.Column("host_id", sa.String, nullable=False),
        sa.Column("status", sa.String, nullable=False),
        sa.Column("model", sa.String, nullable=False),
        sa.Column("level", sa.Integer, nullable=False),
        sa.Column("clock", sa.Integer, nullable=False),
        sa.Column("needs", sa.Integer, nullable=False),
        sa.Column("enrolled_at", sa.Integer, nullable=False),
        sa.UniqueConstraint("host_type", "host_id", name="one_host"),
    )
    op.create_table(
        "allowances",
        sa.Column("host", sa.Integer, sa.ForeignKey("hosts.id"), primary_key=True),
        sa.Column("line", sa.String, sa.ForeignKey("lines.activation_id"), primary_key=True),
        sa.Column("count", sa.Integer, nullable=False),
    )
    op.create_table(
        "instances",
        sa.Column("id", sa.LargeBinary, primary_key=True),
        sa.Column("host_row", sa.Integer, sa.ForeignKey("hosts.id"), nullable=False),
        sa.Column("public_key", sa.String, nullable=False, unique=True),
        sa.Column("status", sa.String, nullable=False),
        sa.Column("suspicion", sa.String),
        sa.Column("sequence", sa.Integer, nullable=False),
        sa.Column("acknowledged", sa.Integer, nullable=False),
        sa.Column("message", sa.Integer, sa.ForeignKey("messages.id", name="newest_message")),
    )
    op.create_table(
        "allocations",
        sa.Column("instance", sa.LargeBinary, sa.ForeignKey("instances.id"), primary_key=True),
        sa.Column("line", sa.String, sa.ForeignKey("lines.activation_id"), primary_key=True),
        sa.Column("snapshot", sa.Integer, nullable=False),
        sa.Column("live", sa.Integer, nullable=False),
    )
    op.create_table(
        "messages",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("instance", sa.LargeBinary, sa.ForeignKey("instances.id"), nullable=False),
        sa.Column("digest", sa.LargeBinary, nullable=False, unique=True),
        sa.Column("counter", sa.Integer, nullable=False),
        sa.Column("previous", sa.LargeBinary),
        sa.Column("recovered", sa.Boolean, nullable=False),
        sa.Column("data", sa.LargeBinary, nullable=False),
        sa.Column("case_number", sa.String),
        sa.Column("received_at", sa.Integer, nullable=False),
        sa.Column("received_by", sa.String, nullable=False),
        sa.Column("outcome", sa.String, nullable=False),
    )
    op.create_index("ix_messages_instance", "messages", ["instance", "counter"])
    op.create_table(
        "answers",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("message_id", sa.Integer, sa.ForeignKey("messages.id"), nullable=False, unique=True),
        sa.Column("digest", sa.LargeBinary, nullable=False, unique=True),
        sa.Column("epoch", sa.Integer, nullable=False),
        sa.Column("sequence", sa.Integer, nullable=False),
        sa.Column("data", sa.LargeBinary, nullable=False),
        sa.Column("confirm", sa.Boolean, nullable=False),
        sa.Column("changes", sa.JSON, nullable=False),
        sa.Column("collected_at", sa.Integer),
    )
