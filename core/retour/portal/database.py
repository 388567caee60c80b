"""The database file: where it is, how it is opened, brought up to date and kept durable. SQLite in this version."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DatabaseError
from sqlalchemy.pool import ConnectionPoolEntry

from retour.errors import Refused, Usage

MIGRATIONS: Final = Path(__file__).parent / "migrations"
_URL: Final = "sqlite:///"
_BUSY_SECONDS: Final = 30


@dataclass(frozen=True, slots=True)
class Place:
    """Where a portal lives: its database file and its folder of keys."""

    database: Path
    keys: Path

    @property
    def evidence(self) -> Path:
        """The folder of files that were attached to write-offs, each named by its digest."""
        return self.database.parent / "evidence"

    @classmethod
    def of(cls, data: str, keys: Path | None = None) -> Place:
        """From ``--data`` (a folder, or ``sqlite:///FILE``) and ``--keys``.

        Raises:
            Usage: ``database-not-supported`` for another kind of URL, ``no-keys`` for a URL without ``--keys``.
        """
        if data.startswith(_URL):
            if keys is None:
                raise Usage(
                    "no-keys",
                    "A database was named by its URL, and no folder for the portal's keys.",
                    "Nothing was started.",
                    "Add --keys DIR, outside of what is backed up with the database.",
                )
            return cls(Path(data.removeprefix(_URL)), keys)
        if "://" in data:
            raise Usage(
                "database-not-supported",
                f"This version keeps its ledger in SQLite, not in {data.partition(':')[0]}.",
                "Nothing was started.",
                "Name a folder, or sqlite:///FILE with --keys DIR.",
            )
        return cls(Path(data) / "portal.db", keys or Path(data) / "keys")


def open_engine(path: Path, migrations: Path = MIGRATIONS) -> Engine:
    """Open the database, made or brought to the newest schema if need be; an older one is copied first.

    Transactions of the engine lock for writing at once (BEGIN IMMEDIATE), so that what a rule has read cannot change
    before it is written; with the execution option ``reads`` they do not.

    Raises:
        Refused: ``newer-schema``, ``not-a-database``, ``not-writable``.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        engine = _engine(path)
        try:
            _migrate(engine, path, migrations)
        except BaseException:
            engine.dispose()
            raise
    except (DatabaseError, OSError) as error:
        cause = error.orig if isinstance(error, DatabaseError) else error
        raise Refused(
            "not-a-database",
            f"{path} cannot be used as the portal's database: {cause}.",
            "Nothing was changed.",
            "Check the folder, its permissions and the room left; if the file is damaged, restore it from a backup.",
        ) from error
    return engine


def _engine(path: Path) -> Engine:
    engine = create_engine(f"{_URL}{path}", connect_args={"timeout": _BUSY_SECONDS, "check_same_thread": False})

    @event.listens_for(engine, "connect")
    def connected(connection: DBAPIConnection, _: ConnectionPoolEntry) -> None:
        # The driver would begin transactions by itself, and too late: only before the first write.
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON"):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def begun(connection: Connection) -> None:
        reads = connection.get_execution_options().get("reads", False)
        connection.exec_driver_sql("BEGIN" if reads else "BEGIN IMMEDIATE")

    return engine


def _migrate(engine: Engine, path: Path, migrations: Path) -> None:
    from alembic.migration import MigrationContext
    from alembic.operations import Operations
    from alembic.script import ScriptDirectory

    script = ScriptDirectory(str(migrations))
    ours, newest = {step.revision for step in script.walk_revisions()}, script.get_current_head()
    with engine.begin() as connection:
        version = _version(connection)
        if version == newest:
            return
        if version is not None and version not in ours:
            raise Refused(
                "newer-schema",
                f"This portal's database was written by a newer Retour (schema {version}).",
                "Nothing was changed.",
                "Update Retour here, or use the database with the Retour that wrote it.",
                newest=newest,
            )
        if version is not None:
            _copy(path, path.with_name(f"{path.name}.before-{newest}"))
        # Alembic's own runner would want an env.py, which cannot be imported by itself.
        context = MigrationContext.configure(connection)
        with Operations.context(context):
            for step in reversed(list(script.iterate_revisions("head", version or "base"))):
                step.module.upgrade()
                context.stamp(script, step.revision)


def _version(connection: Connection) -> str | None:
    """The schema version; None for a database that is new."""
    tables = set(connection.scalars(text("SELECT name FROM sqlite_master WHERE type = 'table'")))
    if not tables:
        return None
    if "alembic_version" not in tables:
        raise Refused(
            "not-a-database",
            "This database belongs to another program.",
            "Nothing was changed.",
            "Choose another folder for the portal.",
        )
    version: str | None = connection.scalar(text("SELECT version_num FROM alembic_version"))
    return version


def _copy(source: Path, target: Path) -> None:
    """A whole copy, also of what still stands in the write-ahead log; the writer's lock keeps it still meanwhile."""
    with closing(sqlite3.connect(source)) as old, closing(sqlite3.connect(target)) as new:
        old.backup(new)
