"""A disk that loses, tears and reorders what was not synced yet, for the files of the journal.

Only pictures of the files before and after a step are known, so the order of the syncs between them is SQLite's
(wal.c: the header of a restarted log is synced before its frames, the frames before the commit returns, the log before
the database is written, the database before the log is given up). Within one such moment any part may be missing.
"""

from __future__ import annotations

import os
import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from retour.returns.journal import Journal
from tests.returns.kit import NOW

_HEADER: Final = 32
_TABLES: Final = ("cases", "blobs", "events", "crossings", "addresses", "forgotten")
Seen = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """The bytes of the database and of its log; None where there is no such file."""

    db: bytes | None
    wal: bytes | None


@dataclass(frozen=True, slots=True)
class Moment:
    """What is written between two syncs. `old` and `new` say which of the two journals may be found after a crash."""

    before: Picture
    after: Picture
    old: bool
    new: bool


@dataclass(frozen=True, slots=True)
class Damage:
    """How a disk dies: bytes of a sector, share of the changed sectors that arrived, and the dice for the rest."""

    sector: int
    arrived: float
    seed: int


def picture(folder: Path) -> Picture:
    return Picture(_read(folder / "journal.db"), _read(folder / "journal.db-wal"))


def shared_memory(folder: Path) -> bytes | None:
    """The index of the log as it is now, where the system lets another reader see it."""
    return _read(folder / "journal.db-shm") if os.name == "posix" else None


def moments(before: Picture, after: Picture) -> Iterator[Moment]:
    """The spans between two syncs in which a step (one transaction, a checkpoint, closing) can crash, in order."""
    now = before
    written, log = before.wal or b"", after.wal or b""
    if log and log != written:
        if log[:_HEADER] != written[:_HEADER]:
            following = replace(now, wal=log[:_HEADER] + written[_HEADER:])
            yield Moment(now, following, old=True, new=False)
            now = following
        yield Moment(now, replace(now, wal=log), old=True, new=True)
        now = replace(now, wal=log)
    if after.db != now.db:
        yield Moment(now, replace(now, db=after.db), old=False, new=True)
        now = replace(now, db=after.db)
    if after.wal != now.wal:
        yield Moment(now, after, old=False, new=True)
    yield Moment(after, after, old=False, new=True)


def crash(moment: Moment, damage: Damage) -> Picture:
    """What is found on the disk after the power failed in this moment."""
    dice = random.Random(damage.seed)
    return Picture(
        _half(moment.before.db, moment.after.db, damage, dice), _half(moment.before.wal, moment.after.wal, damage, dice)
    )


def put(folder: Path, found: Picture, shm: bytes | None) -> None:
    folder.mkdir()
    for name, data in (("journal.db", found.db), ("journal.db-wal", found.wal), ("journal.db-shm", shm)):
        if data is not None:
            (folder / name).write_bytes(data)


@contextmanager
def opened(folder: Path) -> Iterator[Journal]:
    journal = Journal(folder, lambda: NOW)
    try:
        yield journal
    finally:
        journal.close()


def seen(journal: Journal) -> Seen:
    """Everything that the journal holds; that the cases can be read, and that SQLite finds nothing wrong."""
    # The order of the syncs above holds for these alone, and no picture shows a sync that is missing.
    assert journal._db.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    assert journal._db.execute("PRAGMA synchronous").fetchone() == (2,)
    assert journal._db.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    assert journal._db.execute("PRAGMA foreign_key_check").fetchall() == []
    rows = tuple(tuple(journal._db.execute(f"SELECT * FROM {table} ORDER BY rowid")) for table in _TABLES)
    histories = tuple((each, journal.history(each.case.number)) for each in journal.cases())
    blobs = tuple(journal.blob(entry.blob) for _, history in histories for entry in history if entry.blob)
    return rows, histories, blobs, journal.addresses()


def _half(old: bytes | None, new: bytes | None, damage: Damage, dice: random.Random) -> bytes | None:
    if old == new:
        return new
    if new is None:
        return dice.choice((old, new))
    kept = old or b""
    if len(new) < len(kept):
        assert kept.startswith(new)  # what shrinks is only cut
        return dice.choice((old, new))
    if old is None and dice.random() >= damage.arrived:
        return None
    disk = bytearray(kept.ljust(len(new), b"\0"))
    for start in range(0, len(new), damage.sector):
        span = slice(start, start + damage.sector)
        if disk[span] != new[span] and dice.random() < damage.arrived:
            disk[span] = _torn(bytes(disk[span]), new[span], dice) if dice.random() < 0.1 else new[span]
    length = dice.choice((len(kept), len(new), len(new), dice.randint(len(kept), len(new))))
    return bytes(disk[:length])


def _torn(old: bytes, new: bytes, dice: random.Random) -> bytes:
    """A sector that was being written: only bytes that were to change are in doubt."""
    changed = [at for at in range(len(new)) if old[at] != new[at]]
    first, end = changed[0], changed[-1] + 1
    cut = dice.randint(first, end)
    rest = dice.randbytes(end - cut) if dice.random() < 0.5 else old[cut:end]
    return new[:cut] + rest + new[end:]


def _read(path: Path) -> bytes | None:
    return path.read_bytes() if path.exists() else None
