"""A case moves by events; from where it stands follows the one next thing to do, and where every copy is."""

from __future__ import annotations

import pytest

from retour.errors import Refused
from retour.protocol.group import RemovalNeeds
from retour.returns.case import Abandoned, CaseState, Confirmed, Delivered, Event, Replaced, Stage
from retour.returns.steps import advance, next_step, removed, start
from retour.returns.strip import Certainty, Place, strip
from retour.returns.ways import FACTS, Way, recommend
from tests.returns.kit import ANSWER, APPLIED, MESSAGE, PLANNED, case, state

RECEIPT = Confirmed(b"r" * 32, b"R" * 32, 3)
NONE = Place(0, Certainty.NONE)


@pytest.mark.parametrize(
    ("way", "events", "stage", "action", "where"),
    [
        (Way.ONE_TRIP, [PLANNED], Stage.PLANNED, "ask-device", "device"),
        (Way.ONE_TRIP, [PLANNED, MESSAGE], Stage.REQUEST_HELD, "carry-to-portal", "portal"),
        (Way.ONE_TRIP, [PLANNED, MESSAGE, Delivered()], Stage.REQUEST_HELD, "bring-receipt", "portal"),
        (Way.ONE_TRIP, [PLANNED, MESSAGE, RECEIPT], Stage.DONE, "none", ""),
        (Way.CONFIRMED, [PLANNED, MESSAGE], Stage.REQUEST_HELD, "carry-to-portal", "portal"),
        (Way.CONFIRMED, [PLANNED, MESSAGE, ANSWER], Stage.ANSWER_HELD, "bring-answer", "device"),
        (Way.CONFIRMED, [PLANNED, MESSAGE, ANSWER, APPLIED], Stage.CONFIRMATION_HELD, "carry-to-portal", "portal"),
        (Way.CONFIRMED, [PLANNED, MESSAGE, ANSWER, APPLIED, RECEIPT], Stage.DONE, "none", ""),
        (Way.CONFIRMED, [PLANNED, MESSAGE, Replaced("R-1")], Stage.REPLACED, "none", ""),
        (Way.CONFIRMED, [PLANNED, Replaced("")], Stage.REPLACED, "none", ""),
        (Way.CONFIRMED, [PLANNED, Abandoned()], Stage.ABANDONED, "none", ""),
        (Way.ACTIVATION, [PLANNED, MESSAGE, ANSWER, APPLIED], Stage.DONE, "none", ""),
    ],
)
def test_where_a_case_stands_and_what_comes_next(
    way: Way, events: list[Event], stage: Stage, action: str, where: str
) -> None:
    of = case(way)
    stands = state(way, *events)
    todo = next_step(of, stands)
    assert (stands.stage, todo.action, todo.where) == (stage, action, where)
    assert todo.text.endswith(".")


def test_a_replaced_case_names_the_one_that_took_its_place() -> None:
    assert "R-1" in next_step(case(), state(Way.CONFIRMED, PLANNED, Replaced("R-1"))).text
    assert "elsewhere" in next_step(case(), state(Way.CONFIRMED, PLANNED, Replaced(""))).text


@pytest.mark.parametrize("event", [ANSWER, APPLIED, RECEIPT, Delivered()])
def test_a_step_that_cannot_happen_is_refused(event: Event) -> None:
    with pytest.raises(Refused, match="does not fit") as caught:
        advance(Way.CONFIRMED, start(), event)
    assert caught.value.code == "out-of-step"


@pytest.mark.parametrize("stage", [Stage.DONE, Stage.REPLACED, Stage.ABANDONED])
@pytest.mark.parametrize("event", [PLANNED, MESSAGE, ANSWER, APPLIED, RECEIPT, Delivered(), Replaced("x"), Abandoned()])
def test_a_closed_case_never_moves(stage: Stage, event: Event) -> None:
    with pytest.raises(Refused):
        advance(Way.CONFIRMED, CaseState(stage), event)


def test_a_confirmation_has_to_be_handed_over_again_after_the_request_was() -> None:
    stands = state(Way.CONFIRMED, PLANNED, MESSAGE, Delivered(), ANSWER, APPLIED)
    assert not stands.delivered
    assert stands.newest is APPLIED


@pytest.mark.parametrize(
    ("way", "events", "device", "under_way", "portal"),
    [
        (Way.ONE_TRIP, [PLANNED], Place(5, Certainty.REPORTED), NONE, NONE),
        (Way.ONE_TRIP, [PLANNED, MESSAGE], NONE, Place(5, Certainty.SIGNED), NONE),
        (Way.ONE_TRIP, [PLANNED, MESSAGE, RECEIPT], NONE, NONE, Place(5, Certainty.CONFIRMED)),
        (Way.CONFIRMED, [PLANNED, MESSAGE, ANSWER], Place(5, Certainty.SIGNED), NONE, NONE),
        (Way.CONFIRMED, [PLANNED, MESSAGE, ANSWER, APPLIED], NONE, Place(5, Certainty.SIGNED), NONE),
    ],
)
def test_the_strip_says_where_every_copy_is_and_how_we_know(
    way: Way, events: list[Event], device: Place, under_way: Place, portal: Place
) -> None:
    shown = strip(case(way), state(way, *events))
    assert (shown.on_device, shown.under_way, shown.in_portal) == (device, under_way, portal)


def test_the_strip_of_an_activation_runs_the_other_way() -> None:
    of = case(Way.ACTIVATION, (("ACT-A", 5),))
    assert strip(of, state(of.way, PLANNED)).in_portal == Place(2, Certainty.REPORTED)
    assert strip(of, state(of.way, PLANNED, MESSAGE, ANSWER)).under_way == Place(2, Certainty.SIGNED)
    assert strip(of, state(of.way, PLANNED, MESSAGE, ANSWER, APPLIED)).on_device == Place(2, Certainty.SIGNED)


def test_a_case_without_a_plan_moves_what_it_wishes() -> None:
    assert strip(case(counts=(("ACT-A", 2),)), start()).on_device == Place(2, Certainty.REPORTED)


def test_removed_only_with_the_proof_in_hand() -> None:
    assert not removed(Way.ONE_TRIP, state(Way.ONE_TRIP, PLANNED))
    assert removed(Way.ONE_TRIP, state(Way.ONE_TRIP, PLANNED, MESSAGE))
    assert not removed(Way.CONFIRMED, state(Way.CONFIRMED, PLANNED, MESSAGE, ANSWER))
    assert not removed(Way.ACTIVATION, state(Way.ACTIVATION, PLANNED, MESSAGE, ANSWER, APPLIED))


def test_the_way_that_fits_what_the_device_needs() -> None:
    assert recommend(RemovalNeeds.ORDER).way is Way.CONFIRMED
    assert recommend(RemovalNeeds.NOTHING).way is Way.ONE_TRIP
    assert "button" in recommend(RemovalNeeds.ORDER_OR_LOCAL).why
    assert [len(FACTS[way].legs) for way in (Way.ONE_TRIP, Way.CONFIRMED)] == [1, 3]
