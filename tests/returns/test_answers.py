"""Answers that come across the air gap: held once, whatever their wrapping; what does not fit leaves no trace."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from retour.errors import RetourError
from retour.protocol.messages import Sealed
from retour.protocol.model import Host, HostType, Response
from retour.returns.answers import Answers
from retour.returns.case import Delivered, Event, Replaced, Stage
from retour.returns.journal import Journal
from retour.returns.steps import advance
from retour.returns.ways import Way
from retour.returns.work import Work
from tests.returns.kit import APPLIED, MESSAGE, NOW, OTHER, PLANNED, answer, case, put, put_event

STRANGER = Host(HostType.SERIAL, "SN-4712")


@pytest.fixture
def journal(tmp_path: Path) -> Iterator[Journal]:
    made = Journal(tmp_path / "home", lambda: NOW)
    yield made
    made.close()


def wrapped(sealed: Sealed[Response], *, tagged: bool = True) -> bytes:
    data = sealed.envelope.data
    return data if tagged else data[1:]


def file(tmp_path: Path, *parts: bytes, name: str = "x_answer.retour") -> Path:
    path = tmp_path / name
    head = bytes([0x80 | len(parts)]) if len(parts) > 1 else b""
    path.write_bytes(head + b"".join(parts))
    return path


def refused(code: str) -> pytest.RaisesExc[RetourError]:
    return pytest.RaisesExc(RetourError, check=lambda error: error.code == code)


@pytest.mark.parametrize("tagged", [True, False], ids=["file", "as a QR code carries it"])
def test_an_answer_is_held_with_its_crossing(journal: Journal, tmp_path: Path, tagged: bool) -> None:
    put(journal, case(), MESSAGE)
    data = wrapped(answer(MESSAGE.digest), tagged=tagged)
    path = file(tmp_path, data)
    (moved,) = Answers(journal).take(path, None)
    assert moved.state.stage is Stage.ANSWER_HELD
    assert moved.state.answer is not None
    assert journal.blob(moved.state.answer.blob) == data
    (crossing,) = journal.crossings("R-0000-0000")
    assert (crossing.leg, crossing.place) == ("answer", str(path))


@pytest.mark.parametrize(
    "before",
    [(MESSAGE,), (MESSAGE, APPLIED), (MESSAGE, APPLIED, Delivered())],
    ids=["not applied yet", "confirmed by the device", "handed over"],
)
@pytest.mark.parametrize("first", [True, False])
def test_the_same_answer_again_in_another_wrapping_changes_nothing(
    journal: Journal, tmp_path: Path, before: tuple[Event, ...], first: bool
) -> None:
    sealed = answer(MESSAGE.digest, acknowledged=1)
    put(journal, case(), MESSAGE)
    answers = Answers(journal)
    answers.take(file(tmp_path, wrapped(sealed, tagged=first)), None)
    for event in before[1:]:
        put_event(journal, "R-0000-0000", event)
    stood = journal.case("R-0000-0000")
    entries = journal.history("R-0000-0000")
    (found,) = answers.take(file(tmp_path, wrapped(sealed, tagged=not first)), "R-0000-0000")
    assert found == stood
    assert journal.history("R-0000-0000") == entries


def test_another_answer_to_a_request_that_was_answered_and_processed_changes_nothing(
    journal: Journal, tmp_path: Path
) -> None:
    """A portal that was restored answers an old request anew."""
    put(journal, case(), MESSAGE)
    answers = Answers(journal)
    answers.take(file(tmp_path, wrapped(answer(MESSAGE.digest, acknowledged=1))), None)
    journal.record("R-0000-0000", APPLIED, b"c")
    stood = journal.case("R-0000-0000")
    answers.take(file(tmp_path, wrapped(answer(MESSAGE.digest, acknowledged=0))), None)
    assert journal.case("R-0000-0000") == stood


def test_a_newer_answer_takes_the_place_of_one_that_was_not_processed(journal: Journal, tmp_path: Path) -> None:
    put(journal, case(), MESSAGE)
    answers = Answers(journal)
    for acknowledged in (0, 1):
        sealed = answer(MESSAGE.digest, acknowledged=acknowledged)
        (found,) = answers.take(file(tmp_path, wrapped(sealed)), None)
    assert found.state.answer is not None
    assert found.state.answer.digest == sealed.envelope.digest


def test_a_receipt_closes_the_case_and_older_ones_of_the_device(journal: Journal, tmp_path: Path) -> None:
    newest = replace(MESSAGE, blob=b"n", digest=b"N" * 32, counter=3)
    put(journal, case(Way.ONE_TRIP, number="R-1"), MESSAGE)
    put(journal, case(Way.ONE_TRIP, number="R-2"), newest)
    moved = Answers(journal).take(file(tmp_path, wrapped(answer(newest.digest, acknowledged=3))), None)
    assert [(each.case.number, each.state.stage) for each in moved] == [("R-2", Stage.DONE), ("R-1", Stage.DONE)]
    again = Answers(journal).take(file(tmp_path, wrapped(answer(newest.digest, acknowledged=3))), None)
    assert [each.case.number for each in again] == ["R-2"]
    assert len(journal.crossings("R-2")) == 1


def test_a_receipt_that_does_not_credit_closes_nothing(journal: Journal, tmp_path: Path) -> None:
    stood = put(journal, case(Way.ONE_TRIP), MESSAGE)
    (found,) = Answers(journal).take(file(tmp_path, wrapped(answer(MESSAGE.digest, acknowledged=1))), None)
    assert found == stood


@pytest.mark.parametrize(
    ("sealed", "code"),
    [
        (answer(b"?" * 32), "older-answer"),
        (answer(b"?" * 32, host=STRANGER), "no-case"),
        (answer(MESSAGE.digest, key=OTHER), "not-genuine"),
        (answer(MESSAGE.digest, portal="P-9999999999"), "other-portal"),
    ],
)
def test_what_is_refused_leaves_no_trace(journal: Journal, tmp_path: Path, sealed: Sealed[Response], code: str) -> None:
    stood = put(journal, case(), MESSAGE)
    path = file(tmp_path, wrapped(sealed))
    with refused(code):
        Answers(journal).take(path, None)
    assert journal.case("R-0000-0000") == stood
    assert journal.crossings("R-0000-0000") == ()


def test_a_named_case_that_is_not_here(journal: Journal, tmp_path: Path) -> None:
    put(journal, case(), MESSAGE)
    with refused("no-case"):
        Answers(journal).take(file(tmp_path, wrapped(answer(MESSAGE.digest))), "R-9999-9999")


def test_judging_keeps_nothing_and_finds_the_good_one_in_a_bundle(journal: Journal, tmp_path: Path) -> None:
    stood = put(journal, case(), MESSAGE)
    wrong, right = wrapped(answer(b"?" * 32, host=STRANGER)), wrapped(answer(MESSAGE.digest))
    answers = Answers(journal)
    assert answers.judge(file(tmp_path, wrong, right), "R-0000-0000").good
    verdict = answers.judge(file(tmp_path, wrong, wrong), "R-0000-0000")
    assert verdict.problem is not None
    assert verdict.host_id == "SN-4712"
    assert journal.case("R-0000-0000") == stood


@pytest.mark.parametrize(
    ("ahead", "doubtful"), [(timedelta(minutes=59), False), (timedelta(hours=2), True), (timedelta(days=-400), False)]
)
def test_a_clock_behind_the_portals_stamp_is_doubted(tmp_path: Path, ahead: timedelta, doubtful: bool) -> None:
    """`issued` of the answers here is one second after 1970."""
    now = datetime.fromtimestamp(1, UTC) - ahead
    journal = Journal(tmp_path / "home", lambda: now)
    put(journal, case(), MESSAGE)
    (found,) = Answers(journal).take(file(tmp_path, wrapped(answer(MESSAGE.digest))), None)
    assert found.case.clock_doubtful is doubtful
    journal.close()


EVENTS: tuple[Event, ...] = (MESSAGE, APPLIED, Delivered(), Replaced("R-1"))


@pytest.mark.parametrize("events", list(itertools.product(EVENTS, EVENTS)))
def test_an_event_that_does_not_fit_is_refused_and_the_journal_stays_readable(
    journal: Journal, events: tuple[Event, ...]
) -> None:
    """What is written is read for ever: an event that no case can have taken would close the journal to everybody."""
    journal.begin(case(), PLANNED)
    for event in events:
        stood = journal.case("R-0000-0000")
        try:
            expected = advance(stood.case.way, stood.state, event)
        except RetourError:
            with refused("out-of-step"):
                put_event(journal, "R-0000-0000", event)
            expected = stood.state
        else:
            put_event(journal, "R-0000-0000", event)
        assert [each.state for each in journal.cases()] == [expected]


def test_handing_over_what_was_finished_elsewhere_is_refused(journal: Journal, tmp_path: Path) -> None:
    put(journal, case(Way.ONE_TRIP), MESSAGE)
    work = Work(journal)
    work.answers.take(file(tmp_path, wrapped(answer(MESSAGE.digest))), None)
    with refused("out-of-step"):
        work.delivered("R-0000-0000")
    assert journal.case("R-0000-0000").state.stage is Stage.DONE


def test_a_case_that_is_gone_takes_no_event(journal: Journal) -> None:
    with refused("no-case"):
        journal.note("R-0000-0000", Delivered())
