"""The case journal: SQLite, WAL, synchronous=FULL. Every blob is in here before it is shown, sent or applied.

A case is a row, what happened to it is a list of events, and what a device or portal signed is a blob under its
SHA-256. Each `record` is one transaction: after a crash it is there whole or not at all.
"""

from __future__ import annotations

import contextlib
import hashlib
import logging
import os
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from retour.errors import NotReached, Refused
from retour.returns.case import Case, Event, FileHeld
from retour.returns.checks import Open
from retour.returns.lock import Lock
from retour.returns.records import case_from_json, case_to_json, event_from_json, event_to_json
from retour.returns.steps import advance, fold

_LOG: Final = logging.getLogger(__name__)
SCHEMA: Final = 1
_TABLES: Final = """
CREATE TABLE cases (number TEXT PRIMARY KEY, data TEXT NOT NULL);
CREATE TABLE blobs (sha256 BLOB PRIMARY KEY, bytes BLOB NOT NULL, created TEXT NOT NULL);
CREATE TABLE events (
    id INTEGER PRIMARY KEY, number TEXT NOT NULL REFERENCES cases ON DELETE CASCADE,
    at TEXT NOT NULL, kind TEXT NOT NULL, data TEXT NOT NULL, blob BLOB REFERENCES blobs);
CREATE INDEX events_by_case ON events (number, id);
CREATE TABLE crossings (id INTEGER PRIMARY KEY, number TEXT NOT NULL, at TEXT NOT NULL, leg TEXT NOT NULL,
    sha256 BLOB NOT NULL, place TEXT NOT NULL);
CREATE TABLE addresses (address TEXT PRIMARY KEY, at TEXT NOT NULL);
CREATE TABLE forgotten (digest BLOB PRIMARY KEY, number TEXT NOT NULL, at TEXT NOT NULL);
"""


INBOX: Final = "inbox"
"""The folder beside the journal for what was scanned."""
BY_QR: Final = "QR code"
"""The place of a crossing that went by screen and camera."""


@dataclass(frozen=True, slots=True)
class Crossing:
    """A blob that left for, or came from, the other side of the air gap; `place` is a path, or how it went."""

    leg: str
    sha256: bytes
    place: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Entry:
    """What happened to a case, when (UTC), and the SHA-256 of the blob that it speaks of."""

    at: datetime
    event: Event
    blob: bytes | None


class Journal:
    """The journal in one folder. One program at a time writes; reading is always possible."""

    def __init__(self, folder: Path, now: Callable[[], datetime]) -> None:
        self.folder = folder
        self._now = now
        self._lock = Lock(folder / "journal.lock")
        with _told(folder):
            folder.mkdir(parents=True, exist_ok=True)
            self._db = self._open(folder / "journal.db")

    def close(self) -> None:
        self._lock.release()
        self._db.close()

    def claim(self) -> None:
        """Be the one program that writes. Raises `NotReached` (``journal-busy``) naming the other."""
        self._lock.take()

    def now(self) -> tuple[datetime, bool]:
        """UTC now, and whether the clock is doubtful: it stands before the last entry."""
        now = self._now().astimezone(UTC)
        last = self._db.execute("SELECT max(at) FROM events").fetchone()[0]
        return now, last is not None and now < datetime.fromisoformat(last)

    def begin(self, case: Case, event: Event) -> None:
        """Open a case with its first event."""
        with self._transaction():
            self._db.execute("INSERT INTO cases VALUES (?, ?)", (case.number, case_to_json(case)))
            self._event(case.number, event, None)
        _LOG.info("%s opened: %s", case.number, case.way.value)

    def record(self, number: str, event: Event, blob: bytes, crossing: tuple[str, str] | None = None) -> None:
        """Add an event with the blob that it speaks of and, where it came from outside, its leg: all or none.

        Raises `Refused` (``out-of-step``, ``no-case``), as `note` does: another program may have moved the case.
        """
        with self._transaction():
            self._event(number, event, blob)
            if crossing is not None:
                self._crossing(number, crossing[0], blob, crossing[1])
        _LOG.info("%s %s, %d bytes", number, type(event).__name__, len(blob))

    def note(self, number: str, event: Event) -> None:
        """Add an event that speaks of no blob."""
        with self._transaction():
            self._event(number, event, None)
        _LOG.info("%s %s", number, type(event).__name__)

    def doubt_clock(self, case: Case) -> None:
        """Remember that the laptop's clock disagrees with the portal's."""
        with self._transaction():
            doubted = case_to_json(replace(case, clock_doubtful=True))
            self._db.execute("UPDATE cases SET data = ? WHERE number = ?", (doubted, case.number))
        _LOG.info("%s the clock of this computer is doubtful", case.number)

    def crossed(self, number: str, leg: str, blob: bytes, place: str) -> None:
        """Note that a blob was written to a place outside."""
        with self._transaction():
            self._crossing(number, leg, blob, place)
        _LOG.info("%s %s written, %d bytes", number, leg, len(blob))

    def crossings(self, number: str) -> tuple[Crossing, ...]:
        """What crossed the air gap for a case, in order."""
        rows = self._db.execute("SELECT leg, sha256, place, at FROM crossings WHERE number = ? ORDER BY id", (number,))
        return tuple(Crossing(leg, sha, place, datetime.fromisoformat(at)) for leg, sha, place, at in rows)

    def history(self, number: str) -> tuple[Entry, ...]:
        """Everything that happened to a case, in order."""
        rows = self._db.execute("SELECT at, kind, data, blob FROM events WHERE number = ? ORDER BY id", (number,))
        return tuple(
            Entry(datetime.fromisoformat(at), event_from_json(kind, data), blob) for at, kind, data, blob in rows
        )

    def cases(self) -> tuple[Open, ...]:
        """Every case with where it stands, newest first."""
        rows = self._db.execute("SELECT number, data FROM cases ORDER BY rowid DESC").fetchall()
        return tuple(self._opened(number, data) for number, data in rows)

    def case(self, number: str) -> Open:
        """One case. Raises `Refused` (``no-case``)."""
        row = self._db.execute("SELECT data FROM cases WHERE number = ?", (number,)).fetchone()
        if row is None:
            raise Refused(
                "no-case", f"There is no case {number} here.", "Nothing was changed.", "List them with: retour cases"
            )
        return self._opened(number, row[0])

    def blob(self, sha256: bytes) -> bytes:
        """The bytes of a blob that an event names."""
        data: bytes = self._db.execute("SELECT bytes FROM blobs WHERE sha256 = ?", (sha256,)).fetchone()[0]
        return data

    def files_with(self, sha256: bytes) -> tuple[tuple[str, FileHeld], ...]:
        """Where a vendor's file of this hash was held before: case number and event, the oldest first."""
        query = "SELECT number, kind, data FROM events WHERE blob = ? AND kind = ? ORDER BY id"
        rows = self._db.execute(query, (sha256, FileHeld.__name__)).fetchall()
        events = [(number, event_from_json(kind, text)) for number, kind, text in rows]
        return tuple((number, event) for number, event in events if isinstance(event, FileHeld))

    def forgotten(self, digest: bytes) -> str | None:
        """The deleted case that a digest, or a vendor's file of that SHA-256, belonged to."""
        row = self._db.execute("SELECT number FROM forgotten WHERE digest = ?", (digest,)).fetchone()
        return row[0] if row else None

    def forget(self, number: str) -> None:
        """Delete a finished case; the digests of its messages and the hashes of its files stay."""
        found = self.case(number)
        state = found.state
        held = (state.message, state.answer, state.confirmation, state.receipt)
        digests = [each.digest for each in held if each is not None]
        digests += [each.blob for each in (*state.files, *state.older)]
        with self._transaction():
            at = self._now().astimezone(UTC).isoformat()
            for digest in digests:
                self._db.execute("INSERT OR IGNORE INTO forgotten VALUES (?, ?, ?)", (digest, number, at))
            self._db.execute("DELETE FROM cases WHERE number = ?", (number,))
            self._db.execute("DELETE FROM crossings WHERE number = ?", (number,))
            self._db.execute("DELETE FROM blobs WHERE sha256 NOT IN (SELECT blob FROM events WHERE blob NOT NULL)")
        _LOG.info("%s forgotten", number)

    def remember_address(self, address: str) -> None:
        """Keep an address that is no port of this machine (pty, TCP), so that a host ID finds it again."""
        with self._transaction():
            at = self._now().astimezone(UTC).isoformat()
            self._db.execute("INSERT OR REPLACE INTO addresses VALUES (?, ?)", (address, at))

    def addresses(self) -> tuple[str, ...]:
        rows = self._db.execute("SELECT address FROM addresses ORDER BY at DESC LIMIT 8")
        return tuple(row[0] for row in rows)

    def _opened(self, number: str, data: str) -> Open:
        case = case_from_json(number, data)
        rows = self._db.execute("SELECT kind, data FROM events WHERE number = ? ORDER BY id", (number,))
        return Open(case, fold(case.way, [event_from_json(kind, text) for kind, text in rows]))

    def _event(self, number: str, event: Event, blob: bytes | None) -> None:
        # Looked at inside the transaction: an event that does not fit would keep the whole journal from being read.
        found = self.case(number)
        advance(found.case.way, found.state, event)
        at = self._now().astimezone(UTC).isoformat()
        sha = None if blob is None else hashlib.sha256(blob).digest()
        if blob is not None:
            self._db.execute("INSERT OR IGNORE INTO blobs VALUES (?, ?, ?)", (sha, blob, at))
        row = (number, at, *event_to_json(event), sha)
        self._db.execute("INSERT INTO events (number, at, kind, data, blob) VALUES (?, ?, ?, ?, ?)", row)

    def _crossing(self, number: str, leg: str, blob: bytes, place: str) -> None:
        if Path(place).parent == self.folder / INBOX:
            place = BY_QR
        row = (number, self._now().astimezone(UTC).isoformat(), leg, hashlib.sha256(blob).digest(), place)
        self._db.execute("INSERT INTO crossings (number, at, leg, sha256, place) VALUES (?, ?, ?, ?, ?)", row)

    @contextlib.contextmanager
    def _transaction(self) -> Iterator[None]:
        with _told(self.folder):
            self._db.execute("BEGIN IMMEDIATE")
            try:
                yield
                self._db.execute("COMMIT")
            except BaseException:
                if self._db.in_transaction:
                    self._db.execute("ROLLBACK")
                raise

    def _open(self, path: Path) -> sqlite3.Connection:
        db = sqlite3.connect(path, isolation_level=None, timeout=10, check_same_thread=False)
        try:
            for pragma in ("journal_mode = WAL", "synchronous = FULL", "foreign_keys = ON"):
                db.execute(f"PRAGMA {pragma}").fetchall()
            _migrate(db, path)
        except BaseException:
            db.close()
            raise
        if os.name == "posix":
            path.chmod(0o600)
        return db


def _migrate(db: sqlite3.Connection, path: Path) -> None:
    """Bring an older journal forward (none exists yet); refuse a newer one."""
    version: int = db.execute("PRAGMA user_version").fetchone()[0]
    if version > SCHEMA:
        raise Refused(
            "newer-journal",
            f"The cases in {path.parent} were written by a newer Retour.",
            "They were not touched.",
            "Update Retour on this machine, then open them again.",
            schema=version,
        )
    if version < SCHEMA:
        # Two programs may start at once: the second finds the tables made when it gets the write lock.
        db.execute("BEGIN IMMEDIATE")
        if db.execute("PRAGMA user_version").fetchone()[0] < SCHEMA:
            for statement in _TABLES.split(";"):
                db.execute(statement)
            db.execute(f"PRAGMA user_version = {SCHEMA}")
        db.execute("COMMIT")


@contextlib.contextmanager
def _told(folder: Path) -> Iterator[None]:
    try:
        yield
    except (sqlite3.Error, OSError) as error:
        raise NotReached(
            "journal",
            f"The case journal in {folder} cannot be used: {error}.",
            "What it holds is safe, and the step that was asked for was not taken.",
            "Check that the disk has room and can be written, then try again.",
        ) from error
