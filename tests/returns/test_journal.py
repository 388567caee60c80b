"""The journal: what was recorded is there after a crash, one program writes, a newer journal is left alone."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256
from pathlib import Path

import pytest

from retour.errors import NotReached, Refused
from retour.protocol.model import Reason
from retour.returns.case import Abandoned, Confirmed, Delivered, Event, Replaced
from retour.returns.journal import SCHEMA, Journal
from retour.returns.records import event_from_json, event_to_json
from retour.returns.ways import Way
from tests.returns.kit import ANSWER, APPLIED, MESSAGE, NOW, PLANNED, case


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[Journal]:
    opened = Journal(tmp_path, lambda: NOW)
    yield opened
    opened.close()


@pytest.mark.parametrize(
    "event",
    [PLANNED, MESSAGE, ANSWER, APPLIED, Confirmed(b"b", b"d", 3), Delivered(), Replaced("R-1"), Abandoned()],
)
def test_every_event_reads_back(event: Event) -> None:
    assert event_from_json(*event_to_json(event)) == event


@pytest.mark.parametrize("reason", [Reason.DEFECT, None])
def test_a_case_reads_back_with_its_blobs(journal: Journal, tmp_path: Path, reason: Reason | None) -> None:
    of = case(Way.CONFIRMED, reason=reason)
    blob = b"signed bytes"
    held = replace(MESSAGE, blob=sha256(blob).digest())
    journal.begin(of, PLANNED)
    journal.record(of.number, held, blob)
    journal.crossed(of.number, "request", blob, "/stick")
    again = Journal(tmp_path, lambda: NOW)
    (found,) = again.cases()
    assert found.case == of
    assert found.state.message == held
    assert again.blob(held.blob) == blob
    assert [c.leg for c in again.crossings(of.number)] == ["request"]
    again.close()


def test_one_program_writes_and_the_other_is_told_who(journal: Journal, tmp_path: Path) -> None:
    journal.claim()
    journal.claim()
    other = Journal(tmp_path, lambda: NOW)
    with pytest.raises(NotReached, match="Another Retour") as caught:
        other.claim()
    assert caught.value.code == "journal-busy"
    assert other.cases() == ()
    journal.close()
    other.claim()
    other.close()


def test_a_newer_journal_is_not_touched(tmp_path: Path) -> None:
    Journal(tmp_path, lambda: NOW).close()
    db = sqlite3.connect(tmp_path / "journal.db")
    db.execute(f"PRAGMA user_version = {SCHEMA + 1}")
    db.close()
    with pytest.raises(Refused, match="newer Retour"):
        Journal(tmp_path, lambda: NOW)


def test_a_folder_that_is_no_folder(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(NotReached) as caught:
        Journal(tmp_path / "file", lambda: NOW)
    assert caught.value.code == "journal"


def test_a_damaged_journal_says_so(tmp_path: Path) -> None:
    (tmp_path / "journal.db").write_bytes(b"no database" * 1000)
    with pytest.raises(NotReached, match="cannot be used"):
        Journal(tmp_path, lambda: NOW)


def test_a_full_disk_takes_back_the_whole_step(journal: Journal) -> None:
    of = case()
    journal.begin(of, PLANNED)
    journal._db.execute("PRAGMA max_page_count = 1")  # the smallest disk there is
    with pytest.raises(NotReached, match="cannot be used"):
        journal.record(of.number, MESSAGE, bytes(500_000))
    assert journal.case(of.number).state.message is None


def test_a_clock_that_went_back_is_doubted(tmp_path: Path) -> None:
    times = [NOW]
    journal = Journal(tmp_path, lambda: times[0])
    journal.begin(case(), PLANNED)
    assert journal.now() == (NOW, False)
    times[0] = NOW - timedelta(hours=1)
    assert journal.now() == (NOW - timedelta(hours=1), True)
    journal.doubt_clock(case())
    assert journal.case(case().number).case.clock_doubtful
    journal.close()


def test_forgetting_a_case_keeps_its_digests(journal: Journal) -> None:
    of = case()
    blob = b"bytes"
    journal.begin(of, PLANNED)
    journal.record(of.number, replace(MESSAGE, blob=sha256(blob).digest()), blob)
    journal.forget(of.number)
    assert journal.cases() == ()
    assert journal._db.execute("SELECT digest FROM forgotten").fetchall() == [(MESSAGE.digest,)]
    assert journal._db.execute("SELECT count(*) FROM blobs").fetchone() == (0,)
    with pytest.raises(Refused):
        journal.case(of.number)


def test_addresses_are_remembered_newest_first(tmp_path: Path) -> None:
    times = iter(NOW + timedelta(seconds=n) for n in range(10))
    journal = Journal(tmp_path, lambda: next(times))
    for address in ("tcp:a:1", "tcp:b:1", "tcp:a:1"):
        journal.remember_address(address)
    assert journal.addresses() == ("tcp:a:1", "tcp:b:1")
    journal.close()
