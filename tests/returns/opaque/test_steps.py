"""The steps of a carried case, as tables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retour.errors import Refused
from retour.returns.case import Case, CaseState, FileHeld, PortalState, Processed, Reported, Stage
from retour.returns.opaque.steps import GONE, MARKED, advance_carried, is_marked, is_refused, next_carried
from retour.returns.opaque.words import file_name
from retour.returns.ways import CARRIED, Way
from tests.returns.opaque.test_checks import CASE

Carried = FileHeld | Processed | Reported
REQUEST, ANSWER, CONFIRMATION = (
    FileHeld(leg, leg.encode(), "a.bin", 3) for leg in ("request", "answer", "confirmation")
)
SECOND = FileHeld("request", b"second", "b.bin", 3)
YES, NO = Processed(True, "OK", "device"), Processed(False, "REFUSED", "device")
REMOVED, MARK, RETURNED = (
    Reported(state.value, "", "")
    for state in (PortalState.REMOVED_FROM_LICENSE, PortalState.MARKED_FOR_REMOVAL, PortalState.RETURNED)
)
PLANNED = CaseState(Stage.PLANNED)
EVENTS = (REQUEST, SECOND, ANSWER, CONFIRMATION, YES, NO, REMOVED, MARK, RETURNED)


def after(*events: Carried, way: Way = Way.OPAQUE) -> CaseState:
    state = PLANNED
    for event in events:
        state = advance_carried(way, state, event)
    return state


@pytest.mark.parametrize(
    ("events", "stage", "action", "where"),
    [
        ((), Stage.PLANNED, "ask-device", "device"),
        ((REMOVED,), Stage.PLANNED, "ask-device", "device"),
        ((REQUEST,), Stage.REQUEST_HELD, "carry-to-portal", "portal"),
        ((REQUEST, SECOND), Stage.REQUEST_HELD, "carry-to-portal", "portal"),
        ((REQUEST, REMOVED), Stage.REQUEST_HELD, "carry-to-portal", "portal"),
        ((REQUEST, ANSWER), Stage.ANSWER_HELD, "bring-answer", "device"),
        ((REQUEST, ANSWER, REMOVED), Stage.ANSWER_HELD, "bring-answer", "device"),
        ((REQUEST, ANSWER, NO), Stage.ANSWER_HELD, "new-answer", "portal"),
        ((REQUEST, ANSWER, NO, ANSWER), Stage.ANSWER_HELD, "bring-answer", "device"),
        ((REQUEST, ANSWER, NO, SECOND), Stage.REQUEST_HELD, "carry-to-portal", "portal"),
        ((REQUEST, ANSWER, YES), Stage.ANSWER_HELD, "ask-confirmation", "device"),
        ((REQUEST, ANSWER, YES, CONFIRMATION), Stage.CONFIRMATION_HELD, "carry-to-portal", "portal"),
    ],
)
def test_where_a_return_stands(events: Sequence[Carried], stage: Stage, action: str, where: str) -> None:
    state = after(*events)
    assert state.stage is stage
    assert next_carried(CASE, state)[:2] == (action, where)
    assert next_carried(CASE, state)[2].endswith(".")


@pytest.mark.parametrize("events", [(REQUEST, ANSWER, YES, REMOVED), (REQUEST, ANSWER, YES, CONFIRMATION, REMOVED)])
def test_what_was_seen_in_the_portal_ends_it(events: Sequence[Carried]) -> None:
    assert after(*events).stage is Stage.DONE


@pytest.mark.parametrize(
    ("before", "event"),
    [
        ((), ANSWER),
        ((), CONFIRMATION),
        ((), YES),
        ((REQUEST,), CONFIRMATION),
        ((REQUEST,), NO),
        ((REQUEST, ANSWER), REQUEST),
        ((REQUEST, ANSWER), CONFIRMATION),
        ((REQUEST, ANSWER, NO), CONFIRMATION),
        ((REQUEST, ANSWER, YES), SECOND),
        ((REQUEST, ANSWER, YES), ANSWER),
        ((REQUEST, ANSWER, YES, CONFIRMATION), NO),
    ],
)
def test_what_does_not_fit(before: Sequence[Carried], event: Carried) -> None:
    with pytest.raises(Refused) as caught:
        advance_carried(Way.OPAQUE, after(*before), event)
    assert caught.value.code == "out-of-step"


def test_a_new_request_makes_the_answer_before_it_worthless() -> None:
    state = after(REQUEST, ANSWER, NO, SECOND)
    assert state.files == (SECOND,)
    assert state.older == (REQUEST, ANSWER)
    assert [state.nth(leg) for leg in ("request", "answer", "confirmation")] == [2, 2, 1]
    assert state.processed is None
    assert is_refused(after(REQUEST, ANSWER, NO))
    assert not any(is_refused(each) for each in (state, PLANNED, after(REQUEST, ANSWER, YES)))


def test_copies_are_removed_in_the_portal_first() -> None:
    assert not is_marked(PLANNED)
    assert all(is_marked(after(Reported(state, "", ""))) for state in MARKED)
    sync = _case(Way.OPAQUE_SYNC)
    assert next_carried(sync, PLANNED)[0] == "report-portal"
    assert next_carried(sync, after(MARK, way=Way.OPAQUE_SYNC))[0] == "ask-device"


def test_a_confirmation_that_was_handed_over_is_looked_for_in_the_portal() -> None:
    state = replace(after(REQUEST, ANSWER, YES, CONFIRMATION), delivered=True)
    assert next_carried(CASE, state)[0] == "report-portal"


def test_a_write_off_holds_no_files() -> None:
    dead = _case(Way.OPAQUE_WRITE_OFF)
    assert next_carried(dead, PLANNED)[0] == "report-portal"
    assert after(REMOVED, way=dead.way).stage is Stage.PLANNED
    assert after(RETURNED, way=dead.way).stage is Stage.DONE
    for event in (REQUEST, ANSWER, CONFIRMATION):
        with pytest.raises(Refused):
            advance_carried(dead.way, PLANNED, event)


@given(st.sampled_from(sorted(CARRIED, key=lambda way: way.value)), st.lists(st.sampled_from(EVENTS), max_size=12))
def test_any_order_of_events_leads_somewhere(way: Way, events: list[Carried]) -> None:
    state = PLANNED
    for event in events:
        try:
            state = advance_carried(way, state, event)
        except Refused as error:
            if error.code != "out-of-step":
                raise
        if state.stage is Stage.DONE:
            assert any(report.state in GONE[way] for report in state.reports)
            assert way is Way.OPAQUE_WRITE_OFF or (state.processed is not None and state.processed.accepted)
            return
        assert all(next_carried(_case(way), state))
        assert state.stage is not Stage.CONFIRMATION_HELD or state.file("answer") is not None


def test_a_second_request_is_not_called_as_the_first() -> None:
    assert file_name("R-AAAA-AAAA", "SN-1", "request") == "R-AAAA-AAAA_SN-1_request.bin"
    assert file_name("R-AAAA-AAAA", "SN-1", "request", 3) == "R-AAAA-AAAA_SN-1_request-3.bin"


def _case(way: Way) -> Case:
    return replace(CASE, way=way)
