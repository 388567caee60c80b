"""A verdict says of every side of an answer whether it is right, and is good exactly where the answer is accepted."""

from __future__ import annotations

import itertools
import tempfile
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retour.errors import Refused, RetourError
from retour.protocol.messages import Sealed
from retour.protocol.model import Host, HostType, Response
from retour.returns.answers import Answers
from retour.returns.case import Case, Confirmed, Delivered, Event, Replaced
from retour.returns.checks import Open
from retour.returns.journal import Journal
from retour.returns.verdict import Question, Verdict, judge
from retour.returns.ways import Way
from tests.returns.kit import (
    ANSWER,
    APPLIED,
    HOST,
    MESSAGE,
    NOW,
    OTHER,
    PLANNED,
    PORTAL,
    answer,
    case,
    message,
    opened,
    put,
)

STRANGER = Host(HostType.SERIAL, "SN-4712")
UNKNOWN = b"?" * 32
RECEIPT = Confirmed(b"r" * 32, b"R" * 32, 3)
Row = tuple[str, Open, Sealed[Response], str, str | None]


def confirmed(*events: Event) -> Open:
    return opened(case(), PLANNED, MESSAGE, *events)


def one_trip(*events: Event) -> Open:
    return opened(case(Way.ONE_TRIP), PLANNED, MESSAGE, *events)


def noes(verdict: Verdict) -> str:
    return " ".join(question.value for question, yes in verdict.yes if not yes)


ROWS: list[Row] = [
    ("right", confirmed(), answer(MESSAGE.digest), "", None),
    ("right, handed over before", confirmed(Delivered()), answer(MESSAGE.digest), "", None),
    ("right, held already", confirmed(ANSWER), answer(MESSAGE.digest), "", None),
    ("another device", confirmed(), answer(UNKNOWN, host=STRANGER, instance=OTHER.public.kid, acknowledged=0),
     "device request new", "other-device"),
    ("another instance of this host", confirmed(), answer(UNKNOWN, instance=OTHER.public.kid),
     "device request new", "older-answer"),
    ("an older request", confirmed(), answer(UNKNOWN), "request new", "older-answer"),
    ("forged", confirmed(), answer(MESSAGE.digest, key=OTHER), "genuine", "not-genuine"),
    ("another portal", confirmed(), answer(MESSAGE.digest, portal="P-9999999999"), "genuine", "other-portal"),
    ("forged, for another device", confirmed(),
     answer(UNKNOWN, host=STRANGER, instance=OTHER.public.kid, key=OTHER, acknowledged=0),
     "device request genuine new", "other-device"),
    ("processed before", confirmed(ANSWER, APPLIED), answer(MESSAGE.digest), "new", None),
    ("receipt of a confirmed return", confirmed(ANSWER, APPLIED), answer(APPLIED.digest, acknowledged=3), "", None),
    ("receipt that does not credit", confirmed(ANSWER, APPLIED), answer(APPLIED.digest, acknowledged=2), "", None),
    ("receipt again", confirmed(ANSWER, APPLIED, RECEIPT), answer(APPLIED.digest, acknowledged=3), "", None),
    ("receipt of a one-trip return", one_trip(), answer(MESSAGE.digest), "", None),
    ("receipt of one trip that does not credit", one_trip(), answer(MESSAGE.digest, acknowledged=1), "", None),
    ("to a request that was replaced", opened(case(), PLANNED, MESSAGE, Replaced("R-2")), answer(MESSAGE.digest),
     "new", "older-answer"),
    ("nothing was asked yet", opened(case(), PLANNED), answer(MESSAGE.digest), "request new", "older-answer"),
]  # fmt: skip


@pytest.mark.parametrize(("found", "sealed", "no", "problem"), [row[1:] for row in ROWS], ids=[row[0] for row in ROWS])
def test_each_side_of_an_answer(found: Open, sealed: Sealed[Response], no: str, problem: str | None) -> None:
    verdict = judge(sealed, found, [found])
    assert [question for question, _ in verdict.yes] == list(Question)
    assert noes(verdict) == no
    assert (verdict.problem and verdict.problem.code) == problem
    assert verdict.good == (problem is None)
    assert verdict.host_id == sealed.content.host.id


def test_an_answer_to_another_case_of_the_same_device_names_it() -> None:
    mine = confirmed()
    other = opened(case(number="R-2"), PLANNED, replace(MESSAGE, digest=UNKNOWN, counter=9))
    verdict = judge(answer(UNKNOWN), mine, [mine, other])
    assert noes(verdict) == "request new"
    assert verdict.problem is not None
    assert verdict.problem.code == "other-case"
    assert "R-2" in verdict.problem.what


def test_a_later_receipt_of_the_device_credits_an_older_proof_but_answers_another_case() -> None:
    """It is opened from the start page, or in the case that it answers; both close then."""
    mine = one_trip()
    other = opened(case(Way.ONE_TRIP, number="R-2"), PLANNED, replace(MESSAGE, digest=UNKNOWN, counter=9))
    verdict = judge(answer(UNKNOWN, acknowledged=9), mine, [mine, other])
    assert noes(verdict) == ""
    assert verdict.problem is not None
    assert verdict.problem.code == "other-case"


def test_a_request_is_no_answer() -> None:
    with pytest.raises(Refused) as caught:
        judge(message(), confirmed(), [])
    assert caught.value.code == "request-not-answer"


CASES = [case(way, number=f"R-{n}", host=host) for n, (way, host) in enumerate(
    itertools.product((Way.ONE_TRIP, Way.CONFIRMED), (HOST, STRANGER)))]  # fmt: skip
STORIES: dict[Way, list[tuple[Event, ...]]] = {
    Way.ONE_TRIP: [(), (MESSAGE,), (MESSAGE, Delivered()), (MESSAGE, RECEIPT), (MESSAGE, Replaced("R-9"))],
    Way.CONFIRMED: [(), (MESSAGE,), (MESSAGE, ANSWER), (MESSAGE, ANSWER, APPLIED), (MESSAGE, ANSWER, APPLIED, RECEIPT)],
}
ANSWERS = [
    answer(digest, acknowledged=acknowledged, host=host, key=key)
    for digest, acknowledged, host, key in itertools.product(
        (MESSAGE.digest, APPLIED.digest, UNKNOWN), (1, 3), (HOST, STRANGER), (PORTAL, OTHER)
    )
]


@st.composite
def journals(draw: st.DrawFn) -> list[tuple[Case, tuple[Event, ...]]]:
    """Cases of which at most one speaks of a message: a digest is of one message alone."""
    chosen = draw(st.lists(st.sampled_from(CASES), unique=True, min_size=1, max_size=3))
    told = draw(st.sampled_from(chosen))
    return [(of, draw(st.sampled_from(STORIES[of.way])) if of is told else ()) for of in chosen]


@given(stories=journals(), sealed=st.sampled_from(ANSWERS), data=st.data())
def test_good_is_what_is_accepted(
    stories: list[tuple[Case, tuple[Event, ...]]], sealed: Sealed[Response], data: st.DataObject
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        journal = Journal(Path(folder), lambda: NOW)
        try:
            for of, events in stories:
                put(journal, of, *events)
            wanted = data.draw(st.sampled_from([of.number for of, _ in stories]))
            path = Path(folder) / "x_answer.retour"
            path.write_bytes(sealed.envelope.data)
            answers = Answers(journal)
            verdict = answers.judge(path, wanted)
            before = {each.case.number: each.state for each in journal.cases()}
            try:
                answers.take(path, wanted)
                refusal = ""
            except RetourError as error:
                refusal = error.code
            assert (verdict.problem.code if verdict.problem else "") == refusal
            if refusal:
                assert {each.case.number: each.state for each in journal.cases()} == before
        finally:
            journal.close()
