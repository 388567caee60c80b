"""The schema: made by migrations, brought forward after a backup, refused when it is newer."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import text

from retour.errors import Refused
from retour.portal.database import MIGRATIONS, Place, open_engine
from retour.portal.keyring import SEED_FILE
from retour.portal.store import Portal
from retour.portal.tables import Base
from retour.protocol.keys import PortalKey, SigningKey
from retour.protocol.model import Host, HostType
from tests.portal.honest import Device
from tests.portal.test_store import holding, look

NEXT = """
import sqlalchemy as sa
from alembic import op

revision = "9999"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("lines", sa.Column("note", sa.String))
    {after}
"""


def later(tmp_path: Path, after: str = "pass") -> Path:
    """The migrations of a later version."""
    folder = tmp_path / "later"
    shutil.copytree(MIGRATIONS, folder, ignore=shutil.ignore_patterns("__pycache__"))
    (folder / "versions" / "v9999_next.py").write_text(NEXT.replace("{after}", after))
    return folder


def columns(database: Path) -> set[str]:
    with closing(sqlite3.connect(database)) as connection:
        return {row[1] for row in connection.execute("PRAGMA table_info(lines)")}


def test_the_migrations_make_what_the_tables_say(place: Place) -> None:
    engine = open_engine(place.database)
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), Base.metadata) == []
        assert connection.scalar(text("PRAGMA journal_mode")) == "wal"
        assert connection.scalar(text("PRAGMA synchronous")) == 2
        assert connection.scalar(text("PRAGMA foreign_keys")) == 1
    engine.dispose()


def test_an_older_schema_is_copied_then_brought_forward(portal: Portal, place: Place, tmp_path: Path) -> None:
    holding(portal)
    with Portal.open(place, migrations=later(tmp_path)) as newer:
        assert look(newer) == (0, 5, 0)
    assert "note" in columns(place.database)
    copy = place.database.with_name("portal.db.before-9999")
    assert "note" not in columns(copy)
    kept = Place(copy, place.keys)
    with Portal.open(kept) as old:
        assert look(old) == (0, 5, 0)


def test_a_migration_that_fails_leaves_the_old_schema(portal: Portal, place: Place, tmp_path: Path) -> None:
    holding(portal)
    with pytest.raises(Refused) as caught:
        Portal.open(place, migrations=later(tmp_path, 'op.execute("nonsense")'))
    assert caught.value.code == "not-a-database"
    assert "note" not in columns(place.database)
    assert look(portal) == (0, 5, 0)


def test_a_newer_schema_is_refused_in_three_lines(portal: Portal, place: Place, tmp_path: Path) -> None:
    Portal.open(place, migrations=later(tmp_path)).close()
    with pytest.raises(Refused) as caught:
        Portal.open(place)
    assert caught.value.code == "newer-schema"
    assert all(caught.value.lines)


def test_a_database_of_another_program_and_a_file_that_is_none(tmp_path: Path) -> None:
    other = tmp_path / "other.db"
    with closing(sqlite3.connect(other)) as connection:
        connection.execute("CREATE TABLE theirs (a)")
    garbage = tmp_path / "garbage.db"
    garbage.write_bytes(b"not a database, but long enough to be looked at" * 20)
    file_as_folder = garbage / "portal.db"
    for path in (other, garbage, file_as_folder):
        with pytest.raises(Refused) as caught:
            open_engine(path)
        assert caught.value.code == "not-a-database"
    with closing(sqlite3.connect(other)) as connection:
        assert [row[0] for row in connection.execute("SELECT name FROM sqlite_master")] == ["theirs"]


def test_a_database_of_the_first_version_goes_on_with_its_one_key(tmp_path: Path) -> None:
    old = tmp_path / "old"
    shutil.copytree(MIGRATIONS, old, ignore=shutil.ignore_patterns("__pycache__", "v0002*"))
    first = Place.of(str(tmp_path / "first"))
    key = SigningKey.generate()
    first.keys.mkdir(parents=True)
    (first.keys / SEED_FILE).write_bytes(key.seed)
    device = Device(PortalKey("P-0123456789", key.public), Host(HostType.SERIAL, "SN-1"), SigningKey.generate())
    engine = open_engine(first.database, old)
    with engine.begin() as connection:
        for statement, values in (
            ("INSERT INTO portal VALUES (1, 'P-0123456789', :key, 1, 0, 'x')", {"key": str(key.public)}),
            ("INSERT INTO lines VALUES ('L', NULL, 5, 'Flow', '1', '[]', NULL)", {}),
            ("INSERT INTO hosts VALUES (1, 1, 'SN-1', 'ACTIVE', '', 0, 0, 0, 5)", {}),
            ("INSERT INTO allowances VALUES (1, 'L', 5)", {}),
            (
                "INSERT INTO instances VALUES (:id, 1, :key, 'ACTIVE', NULL, 0, 0, NULL)",
                {"id": device.key.public.kid, "key": str(device.key.public)},
            ),
        ):
            connection.execute(text(statement), values)
    engine.dispose()
    with Portal.open(first) as newer:
        assert newer.identity == device.portal
        newer.take(device.apply(newer.take(device.say({"L": 3}), None, "api").answer), None, "api")
        assert look(newer) == (2, 3, 0)
    assert first.database.with_name("portal.db.before-0002").exists()
