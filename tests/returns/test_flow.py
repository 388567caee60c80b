"""The wizard's flow: a draft is led to the point of no return and no further, a case to the step that it is at."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from retour.errors import Refused
from retour.link.device import Identity
from retour.protocol.group import Clock, RemovalNeeds, SecurityLevel
from retour.protocol.messages import Sealed, read_order, unsigned_order
from retour.protocol.model import Counts, Grant, Host, HostType, Order, Reason, counts
from retour.returns import checks
from retour.returns.case import (
    CLOSED,
    Abandoned,
    AnswerHeld,
    Confirmed,
    Delivered,
    Event,
    FileHeld,
    PortalState,
    Processed,
    Replaced,
    Reported,
    Stage,
)
from retour.returns.checks import Open
from retour.returns.flow import (
    STEPS,
    Draft,
    Lack,
    Step,
    case_step,
    draft_goes_home,
    draft_step,
    draft_strip,
    goes_home,
    lacks,
    last_known,
    order_wish,
    orders_left,
)
from retour.returns.steps import advance, start
from retour.returns.strip import Certainty, moving, strip
from retour.returns.ways import CARRIED, Way
from tests.returns.kit import ANSWER, APPLIED, BEFORE, DEVICE, HOST, MESSAGE, PLANNED, PORTAL, PORTAL_KEY, case, opened

RECEIPT = Confirmed(b"r" * 32, b"R" * 32, 3)
RETURNS = [Way.ONE_TRIP, Way.CONFIRMED]
FILES = {leg: FileHeld(leg, leg.encode(), f"{leg}.bin", 9) for leg in ("request", "answer", "confirmation")}
PROVABLE: tuple[Event, ...] = (PLANNED, MESSAGE, ANSWER, APPLIED, RECEIPT, Delivered(), Replaced("R-1"), Abandoned())
UNREAD: tuple[Event, ...] = (
    *FILES.values(),
    Processed(accepted=True, why="", by="device"),
    Processed(accepted=False, why="no", by="device"),
    *(Reported(state.value, "", "") for state in PortalState),
    Delivered(),
    Abandoned(),
)
TAKEN = Processed(accepted=True, why="", by="technician")
MARKED = Reported("MARKED_FOR_REMOVAL", "", "")
GONE = Reported("RETURNED", "", "")


def grant(line: str, count: int) -> Grant:
    return Grant(line, count, "Product", "1", (), None)


def identity(needs: RemovalNeeds = RemovalNeeds.NOTHING, *, enrolled: bool = True) -> Identity:
    portal = PORTAL_KEY if enrolled else None
    return Identity("Model", "1.0", HOST, DEVICE.public, portal, SecurityLevel.NONE, Clock.NONE, needs, 1, 0, False)


HELD = tuple(grant(line, count) for line, count in BEFORE)
GRANTS_HELD = st.dictionaries(st.sampled_from("ABCD"), st.integers(0, 5), max_size=4)
REMAIN_OF = st.dictionaries(st.sampled_from("ABCDE"), st.integers(0, 7), min_size=1, max_size=5)
READY = Draft("tcp:x", identity(), HELD, reason=Reason.MOVE, looked=True, chosen=True)


@pytest.mark.parametrize(
    ("draft", "lack", "step"),
    [
        (Draft(), Lack.DEVICE, Step.CONNECT),
        (replace(READY, address=None), Lack.DEVICE, Step.CONNECT),
        (replace(READY, identity=identity(enrolled=False)), Lack.PORTAL, Step.ON_DEVICE),
        (replace(READY, held=None), Lack.HOLDINGS, Step.ON_DEVICE),
        (replace(READY, held=()), Lack.LICENSES, Step.ON_DEVICE),
        (replace(READY, remain=BEFORE), Lack.COUNTS, Step.WHAT),
        (replace(READY, reason=None), Lack.REASON, Step.WHAT),
        (replace(READY, reason=Reason.DECOMMISSION, remain=(("ACT-A", 1),)), Lack.WHOLE, Step.WHAT),
        (replace(READY, looked=False), None, Step.ON_DEVICE),
        (replace(READY, looked=False, reason=None), Lack.REASON, Step.ON_DEVICE),
        (replace(READY, chosen=False), None, Step.WHAT),
        (READY, None, Step.REMOVE),
        (replace(READY, reason=Reason.DECOMMISSION), None, Step.REMOVE),
        (replace(READY, way=Way.CONFIRMED), None, Step.ASK),
        (replace(READY, identity=identity(RemovalNeeds.ORDER)), None, Step.ASK),
        (Draft(profile="vendor"), Lack.DEVICE, Step.CONNECT),
        (Draft(profile="vendor", host=HOST), Lack.HOLDINGS, Step.ON_DEVICE),
        (Draft(profile="vendor", host=HOST, held=HELD, reason=Reason.MOVE, looked=True, chosen=True), None, Step.ASK),
    ],
)
def test_what_a_draft_lacks_and_where_it_stands(draft: Draft, lack: Lack | None, step: Step) -> None:
    assert lacks(draft) is lack
    assert draft_step(draft) is step
    assert step in STEPS[draft.the_way]


def test_before_a_device_is_known_the_rail_shows_the_one_trip_return() -> None:
    assert Draft().the_way is Way.ONE_TRIP
    assert draft_strip(Draft()) is None


def order(host: Host = HOST, remain: Counts = (("ACT-A", 0), ("ACT-B", 1))) -> Sealed[Order]:
    content = Order(PORTAL_KEY.portal, 1_800_000_000, host, DEVICE.public.kid, 1, remain, None, ())
    return read_order(unsigned_order(content, PORTAL.public).signed(PORTAL))


ORDERED = Draft("tcp:x", identity(RemovalNeeds.ORDER), HELD, looked=True, orders=(order(),))
ELSEWHERE = order(Host(HostType.SERIAL, "SN-9"))


@pytest.mark.parametrize(
    ("draft", "lack", "step"),
    [
        (Draft(orders=(order(),)), Lack.DEVICE, Step.CONNECT),
        (replace(ORDERED, orders=(ELSEWHERE,)), Lack.ORDER, Step.CONNECT),
        (replace(ORDERED, identity=identity(enrolled=False)), Lack.PORTAL, Step.ON_DEVICE),
        (replace(ORDERED, held=None), Lack.HOLDINGS, Step.ON_DEVICE),
        (replace(ORDERED, looked=False), None, Step.ON_DEVICE),
        (ORDERED, None, Step.APPLY),
        (replace(ORDERED, held=()), None, Step.APPLY),
        (replace(READY, way=Way.PORTAL_REMOVAL, reason=None), None, Step.ASK),
        (replace(READY, way=Way.PORTAL_REMOVAL, reason=None, chosen=False), None, Step.WHAT),
        (Draft(way=Way.WRITE_OFF, profile=""), Lack.DEVICE, Step.CONNECT),
        (Draft(way=Way.WRITE_OFF, profile="", host=HOST), Lack.HOLDINGS, Step.CONNECT),
        (Draft(way=Way.WRITE_OFF, profile="", host=HOST, held=HELD), Lack.REASON, Step.WHAT),
        (Draft(way=Way.WRITE_OFF, profile="", host=HOST, held=HELD, reason=Reason.DEFECT), Lack.WHO, Step.WHAT),
    ],
)
def test_drafts_of_the_ways_that_begin_in_the_portal(draft: Draft, lack: Lack | None, step: Step) -> None:
    assert lacks(draft) is lack
    assert draft_step(draft) is step
    assert step in STEPS[draft.the_way]


def test_an_order_says_what_comes_home_and_a_mark_does_not_yet() -> None:
    assert dict(ORDERED.counts) == {line: n for line, n in (("ACT-A", 0), ("ACT-B", 1)) if n < dict(BEFORE)[line]}
    assert ORDERED.copies == sum(copies for _, copies in draft_goes_home(ORDERED)) > 0
    marked = replace(READY, way=Way.PORTAL_REMOVAL)
    assert (marked.counts, marked.copies, marked.whole) == ((), 0, False)
    shown = draft_strip(marked)
    assert shown is not None
    assert shown.on_device.copies == sum(dict(BEFORE).values()), "everything may be meant"


@given(held=GRANTS_HELD, remain=REMAIN_OF)
def test_an_order_never_raises_a_count(held: dict[str, int], remain: dict[str, int]) -> None:
    named = order(remain=tuple(sorted(remain.items()))).content
    wish = order_wish(named, counts(held))
    left = {line: n for line, n in (held | dict(wish.counts)).items() if held[line]}
    assert left == {line: min(n, remain.get(line, n)) for line, n in held.items() if n}
    assert wish.whole == (bool(left) and not any(left.values()))


def test_orders_are_left_until_their_proof_is_here() -> None:
    mine = order()
    held = AnswerHeld(b"b" * 32, mine.digest, (), confirm=True)
    cases = [opened(case(Way.REMOVAL_ORDER), PLANNED, held)]
    assert orders_left((mine, ELSEWHERE), cases) == (mine, ELSEWHERE)
    cases = [opened(case(Way.REMOVAL_ORDER), PLANNED, held, APPLIED)]
    assert orders_left((mine, ELSEWHERE), cases) == (ELSEWHERE,)


LESS = replace(MESSAGE, holdings=(("ACT-A", 1),))


def test_what_was_last_heard_of_a_device_is_its_newest_message() -> None:
    older, newer = opened(replace(case(), held=HELD), PLANNED), opened(replace(case(), held=HELD), PLANNED, LESS)
    (known,) = last_known([newer, older])
    assert [(each.line, each.count, each.product) for each in known.held] == [("ACT-A", 1, "Product")]
    (known,) = last_known([older, newer])
    assert (known.host, known.held, known.verified) == (HOST, HELD, True)
    gone = opened(replace(case(), held=HELD), PLANNED, replace(MESSAGE, holdings=()))
    assert last_known([gone, older]) == (), "what is provably gone cannot be given up"
    assert last_known([opened(case(), PLANNED)]) == ()


GRANTS = st.dictionaries(st.sampled_from("ABCD"), st.integers(0, 5), max_size=4).map(
    lambda held: tuple(grant(line, count) for line, count in held.items())
)
REMAIN = st.dictionaries(st.sampled_from("ABCDE"), st.integers(0, 7), max_size=5).map(lambda it: tuple(it.items()))


@given(held=GRANTS, remain=REMAIN, reason=st.sampled_from([None, *Reason]), way=st.sampled_from(RETURNS))
def test_a_draft_without_a_lack_is_never_refused(
    held: tuple[Grant, ...], remain: Counts, reason: Reason | None, way: Way
) -> None:
    draft = replace(READY, held=held, remain=remain, reason=reason, way=way)
    assume(lacks(draft) is None)
    wish = checks.wish_for(way, held, () if draft.whole else draft.counts, whole=draft.whole, reason=reason)
    before = {each.line: each.count for each in held}
    assert sum(before[line] - count for line, count in wish.counts) == draft.copies
    assert {line: n for line, n in wish.counts if before[line]} == dict(draft.counts)


@given(held=GRANTS, remain=REMAIN)
def test_the_copies_of_a_draft_are_counted_alike_everywhere(held: tuple[Grant, ...], remain: Counts) -> None:
    draft = replace(READY, held=held, remain=remain)
    gone = draft_goes_home(draft)
    assert sum(copies for _, copies in gone) == draft.copies
    assert all(copies > 0 for _, copies in gone)
    shown = draft_strip(draft)
    assert shown is not None
    assert (shown.on_device.copies, shown.on_device.certainty) == (draft.copies, Certainty.REPORTED)
    assert (shown.under_way.copies, shown.in_portal.copies) == (0, 0)


@given(held=GRANTS, remain=REMAIN, reason=st.sampled_from(list(Reason)), way=st.sampled_from(RETURNS))
def test_what_a_draft_promises_is_what_its_case_moves(
    held: tuple[Grant, ...], remain: Counts, reason: Reason, way: Way
) -> None:
    draft = replace(READY, held=held, remain=remain, reason=reason, way=way)
    assume(lacks(draft) is None)
    wish = checks.wish_for(way, held, () if draft.whole else draft.counts, whole=draft.whole, reason=reason)
    planned = replace(PLANNED, before=tuple((each.line, each.count) for each in held if each.count))
    of = replace(case(way), wish=wish, held=held)
    found = opened(of, planned)
    assert set(goes_home(found)) == set(draft_goes_home(draft))
    assert sum(copies for _, copies in goes_home(found)) == moving(of, found.state) == draft.copies


def test_terms_that_are_not_known_are_not_invented() -> None:
    (first, second) = goes_home(opened(case(), PLANNED))
    assert first == (Grant("ACT-A", 3, "ACT-A", "", (), None), 3)
    assert second[1] == 2
    assert goes_home(opened(case())) == (), "before anything is known nothing is claimed"


@pytest.mark.parametrize(
    ("way", "events", "step"),
    [
        (Way.ONE_TRIP, [PLANNED], Step.REMOVE),
        (Way.ONE_TRIP, [PLANNED, MESSAGE], Step.CARRY),
        (Way.ONE_TRIP, [PLANNED, MESSAGE, Delivered()], Step.RECEIPT),
        (Way.ONE_TRIP, [PLANNED, MESSAGE, RECEIPT], Step.DONE),
        (Way.CONFIRMED, [PLANNED], Step.ASK),
        (Way.CONFIRMED, [PLANNED, MESSAGE], Step.CARRY),
        (Way.CONFIRMED, [PLANNED, MESSAGE, Delivered()], Step.ANSWER),
        (Way.CONFIRMED, [PLANNED, MESSAGE, ANSWER], Step.APPLY),
        (Way.CONFIRMED, [PLANNED, MESSAGE, Delivered(), ANSWER, APPLIED], Step.CARRY_AGAIN),
        (Way.CONFIRMED, [PLANNED, MESSAGE, ANSWER, APPLIED, Delivered()], Step.RECEIPT),
        (Way.CONFIRMED, [PLANNED, MESSAGE, ANSWER, APPLIED, RECEIPT], Step.DONE),
        (Way.CONFIRMED, [PLANNED, Replaced("R-1")], Step.DONE),
        (Way.CONFIRMED, [PLANNED, Abandoned()], Step.DONE),
        (Way.ACTIVATION, [PLANNED], Step.ASK),
        (Way.ACTIVATION, [PLANNED, MESSAGE, ANSWER, APPLIED], Step.DONE),
        (Way.OPAQUE, [], Step.ASK),
        (Way.OPAQUE, [FILES["request"]], Step.CARRY),
        (Way.OPAQUE, [FILES["request"], Delivered()], Step.ANSWER),
        (Way.OPAQUE, [FILES["request"], FILES["answer"]], Step.APPLY),
        (Way.OPAQUE, [FILES["request"], FILES["answer"], TAKEN, FILES["confirmation"]], Step.CARRY_AGAIN),
        (Way.OPAQUE, [FILES["request"], FILES["answer"], TAKEN, FILES["confirmation"], Delivered()], Step.REPORT),
        (Way.OPAQUE, [FILES["request"], FILES["answer"], TAKEN, FILES["confirmation"], GONE], Step.DONE),
        (Way.OPAQUE_SYNC, [], Step.MARK),
        (Way.OPAQUE_SYNC, [MARKED], Step.ASK),
        (Way.REMOVAL_ORDER, [PLANNED], Step.APPLY),
        (Way.REMOVAL_ORDER, [PLANNED, ANSWER], Step.APPLY),
        (Way.REMOVAL_ORDER, [PLANNED, ANSWER, APPLIED], Step.CARRY_AGAIN),
        (Way.REMOVAL_ORDER, [PLANNED, ANSWER, APPLIED, Delivered()], Step.RECEIPT),
        (Way.REMOVAL_ORDER, [PLANNED, ANSWER, APPLIED, RECEIPT], Step.DONE),
        (Way.PORTAL_REMOVAL, [PLANNED], Step.ASK),
        (Way.PORTAL_REMOVAL, [PLANNED, MESSAGE, ANSWER], Step.APPLY),
        (Way.WRITE_OFF, [PLANNED], Step.REPORT),
        (Way.WRITE_OFF, [PLANNED, Reported("OBSOLETE", "", "")], Step.DONE),
        (Way.OPAQUE_WRITE_OFF, [], Step.REPORT),
        (Way.OPAQUE_WRITE_OFF, [GONE], Step.DONE),
    ],
)
def test_the_step_that_a_case_is_at(way: Way, events: list[Event], step: Step) -> None:
    assert case_step(opened(case(way), *events)) is step


@pytest.mark.parametrize("way", list(Way))
def test_a_rail_names_each_step_once_and_ends_with_done(way: Way) -> None:
    steps = STEPS[way]
    assert len(set(steps)) == len(steps)
    assert steps[-1] is Step.DONE


@given(data=st.data(), way=st.sampled_from(list(Way)))
def test_whatever_happens_a_case_is_at_a_step_of_its_way_and_never_goes_back(data: st.DataObject, way: Way) -> None:
    """Only a fresh file puts a case back, to the step at which that file is carried."""
    events = data.draw(st.lists(st.sampled_from(UNREAD if way in CARRIED else PROVABLE), max_size=9))
    of = case(way)
    state = start()
    for event in events:
        before = STEPS[way].index(case_step(Open(of, state)))
        try:
            state = advance(way, state, event)
        except Refused:
            continue
        step = case_step(Open(of, state))
        assert step in STEPS[way]
        after = STEPS[way].index(step)
        if not isinstance(event, (type(MESSAGE), type(ANSWER), type(APPLIED), FileHeld)):
            assert after >= before, f"{event} put the case back"
        assert (state.stage in CLOSED) == (step is Step.DONE)
        shown = strip(of, state)
        places = (shown.on_device, shown.under_way, shown.in_portal)
        assert sum(place.copies for place in places) == moving(of, state)
        unsaid = way is Way.PORTAL_REMOVAL and state.answer is None  # the portal's answer says what it has marked
        if way is not Way.ACTIVATION and not unsaid:
            assert sum(copies for _, copies in goes_home(Open(of, state))) == moving(of, state)
    assert state.stage in Stage
