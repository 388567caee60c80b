"""Copies of the ledger, made while it is in use and put back: then it starts a new epoch (portal rule 9)."""

from __future__ import annotations

import os
import shutil
import sqlite3
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from sqlalchemy import select

from retour.durable import sync_folder
from retour.errors import NotReached, Refused
from retour.portal import rules_removal
from retour.portal.database import Place
from retour.portal.keyring import open_keys
from retour.portal.queries import device_views
from retour.portal.rows import instance_state, links_after, store_instance
from retour.portal.store import Portal, current, known_host
from retour.portal.tables import MessageRow, PortalRow
from retour.protocol.keys import PortalKey
from retour.protocol.keyset import follow
from retour.protocol.messages import read_message, read_response
from retour.protocol.model import Host

_UNCHANGED: Final = "Nothing was changed."


@dataclass(frozen=True, slots=True)
class Restored:
    """What became of a restore.

    Attributes:
        kept: where the database that was there before is now; None if there was none.
        unproven: how many devices are not believed until they are heard.
    """

    epoch: int
    kept: Path | None
    unproven: int


def backup(place: Place, out: Path) -> None:
    """Copy the whole ledger to the file `out`, consistent also while it is written to. Durable on return.

    Raises:
        Refused: ``file-exists``. NotReached: ``backup-not-made``.
    """
    if out.exists():
        raise Refused("file-exists", f"{out} is there already.", "It was not overwritten.", "Name another file.")
    part = out.with_name(f".{out.name}.part")
    try:
        _copy(place.database, part)
        with part.open("rb") as file:
            os.fsync(file.fileno())
        part.replace(out)
        sync_folder(out.parent)
    except (sqlite3.Error, OSError) as error:
        raise NotReached(
            "backup-not-made",
            f"The ledger cannot be copied to {out}: {error}.",
            "The ledger is untouched.",
            "Check that the folder is there, can be written and has room, then try again.",
        ) from error
    finally:
        with suppress(OSError):
            part.unlink()


def restore(place: Place, file: Path, clock: Callable[[], int]) -> Restored:
    """Put a copy in the place of the ledger, and start a new epoch; the ledger that was there is kept beside it.

    It may be in use: all who use it go on with the copy. A crash half-way leaves the one or the other; then the mark
    outside of the database tells, and the new epoch starts at the next opening.

    Raises:
        Refused: ``not-a-backup``, ``other-portal-key``, and what `Portal.open` refuses. NotReached: ``not-restored``.
    """
    before = _epoch_of(place, file)
    try:
        kept = _keep(place.database, clock())
        _copy(file, place.database)
    except (sqlite3.Error, OSError) as error:
        raise NotReached(
            "not-restored",
            f"The copy cannot be put in the place of {place.database}: {error}.",
            "The ledger that was there is as it was, or beside it.",
            "Check that the folder can be written and has room, then try again.",
        ) from error
    with Portal.open(place, clock) as portal:
        with portal.writing() as session:
            if session.get_one(PortalRow, 1).epoch <= before:
                portal.start_epoch(session)
            epoch = session.get_one(PortalRow, 1).epoch
        return Restored(epoch, kept, unproven(portal))


def unproven(portal: Portal) -> int:
    """How many devices a restored portal has not heard since."""
    with portal.reading() as session:
        return sum(not view.proven and view.instance_status != "RETIRED" for view in device_views(session))


def adopt(portal: Portal, host: Host, answer: bytes) -> int:
    """Lift a suspicion by our own answer, which this ledger has forgotten: a new epoch begins (portal rule 4).

    Args:
        answer: the capability response that the suspect's newest message names, one COSE_Sign1.

    Returns:
        The new epoch.

    Raises:
        Malformed, NotGenuine: it cannot be read, or is not by this portal. Refused: see `rules_removal.adopted`.
    """
    sealed = read_response(answer)
    with portal.writing() as session:
        row = current(known_host(session, host))
        if row is None:
            raise Refused("retired", f"{host} is written off.", _UNCHANGED, "Give it a new key and enrol that.")
        trust, number = portal.identity, 1
        known = [trust.key]
        for link in links_after(session, number):
            trust, number = follow(trust, number, [link])
            known.append(trust.key)
        key = next((key for key in known if key.kid == sealed.envelope.kid), trust.key)
        verified = sealed.verify(key)
        newest = session.scalars(
            select(MessageRow)
            .where(MessageRow.instance == row.id)
            .order_by(MessageRow.counter.desc(), MessageRow.id.desc())
        ).first()
        applied = read_message(newest.data).content.applied if newest else None
        adopted = rules_removal.adopted(
            instance_state(row), applied.digest if applied else None, verified.content, verified.digest
        )
        store_instance(row, adopted)
        portal.start_epoch(session, above=verified.content.epoch)
        return session.get_one(PortalRow, 1).epoch


def _epoch_of(place: Place, file: Path) -> int:
    """The epoch of a copy of this portal's ledger. Raises `Refused` (``not-a-backup``, ``other-portal-key``)."""
    try:
        with closing(sqlite3.connect(f"{file.absolute().as_uri()}?mode=ro", uri=True)) as copy:
            (sound,) = copy.execute("PRAGMA quick_check").fetchone()
            portal, answers, epoch = copy.execute("SELECT portal_id, answer_key, epoch FROM portal").fetchone()
    except (sqlite3.Error, TypeError, OSError):
        sound = "damaged"
    if sound != "ok":
        raise Refused(
            "not-a-backup",
            f"{file} is not a copy of a portal's ledger, or it is damaged.",
            _UNCHANGED,
            "Choose a file that was made with: retour portal backup",
        )
    trusted: PortalKey = open_keys(place.keys).trusted(portal)
    if str(trusted.key) != answers:
        raise Refused(
            "other-portal-key",
            f"{file} is the ledger of another portal than the keys in {place.keys}.",
            _UNCHANGED,
            "Choose the copy of this portal, or name its folder of keys.",
        )
    return int(epoch)


def _keep(database: Path, now: int) -> Path | None:
    """Keep the present ledger beside it; one that cannot be read any more is moved away as it is."""
    if not database.exists():
        return None
    stamp = datetime.fromtimestamp(now, UTC).strftime("%Y%m%dT%H%M%SZ")
    kept = database.with_name(f"{database.name}.before-restore-{stamp}")
    while kept.exists():
        kept = kept.with_name(kept.name + "x")
    try:
        _copy(database, kept)
    except sqlite3.DatabaseError:
        kept.unlink(missing_ok=True)
        shutil.copy2(database, kept)
        for part in (database, *(database.with_name(database.name + end) for end in ("-wal", "-shm"))):
            part.unlink(missing_ok=True)
    return kept


def _copy(source: Path, target: Path) -> None:
    with closing(sqlite3.connect(source, timeout=30)) as old, closing(sqlite3.connect(target, timeout=30)) as new:
        old.backup(new)
