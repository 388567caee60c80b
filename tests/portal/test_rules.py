"""The portal rules for device messages, each by its number in PROTOCOL "Portal rules"."""

from __future__ import annotations

from dataclasses import replace

from retour.portal.rules import Again, Change, Taken, taking_order
from retour.portal.state import HostStatus
from retour.protocol.messages import read_message, read_response
from retour.protocol.model import MAX_LINES, DeviceMessage, Host, HostType, LineStatus, Reason
from tests.portal.honest import Device
from tests.portal.ledger import Ledger, a_line, holding, refused


def taken(ledger: Ledger, device: Device, blob: bytes, now: int = 1000) -> Taken:
    decision = ledger.decide(device, blob, now)
    assert isinstance(decision, Taken)
    return decision


# Rule 1


def test_rule_1_a_grant_is_allocated_from_the_moment_it_is_answered() -> None:
    ledger = Ledger()
    device = ledger.device(L=3)
    ledger.take(device, device.say({"L": 3}))
    assert ledger.look() == (2, 3, 0)


def test_rule_1_confirmed_return_credits_only_with_the_confirmation() -> None:
    ledger, device = holding()
    answer = ledger.take(device, device.say({"L": 2}, Reason.MOVE))
    assert read_response(answer).content.confirm
    assert ledger.look() == (0, 2, 3)
    decision = taken(ledger, device, device.apply(answer))
    assert decision.changes == (Change("L", before=5, after=2, credited=3, waiting=0),)
    assert not read_response(ledger.take(device, device.blob)).content.confirm
    assert ledger.look() == (3, 2, 0)


def test_rule_1_one_trip_return_credits_on_arrival() -> None:
    ledger, device = holding()
    decision = taken(ledger, device, device.drop("L", 1))
    assert decision.changes == (Change("L", before=5, after=1, credited=4, waiting=0),)
    ledger.take(device, device.blob)
    assert ledger.look() == (4, 1, 0)


def test_rule_1_a_grant_that_never_arrived_comes_home_with_the_next_message() -> None:
    ledger = Ledger()
    device = ledger.device(L=5)
    ledger.take(device, device.say({"L": 5}))
    decision = taken(ledger, device, device.say())
    assert decision.changes == (Change("L", before=0, after=0, credited=5, waiting=0),)
    ledger.take(device, device.blob)
    assert ledger.look() == (5, 0, 0)
    assert ledger.allowance(device) == (("L", 5),), "nothing was returned, so it may ask again"


def test_rule_1_a_lost_answer_costs_nothing_and_a_later_message_confirms() -> None:
    ledger, device = holding()
    ledger.take(device, device.say({"L": 0}, Reason.MOVE))
    answer = ledger.take(device, device.say({"L": 0}, Reason.MOVE))
    device.apply(answer)
    ledger.take(device, device.say())
    assert ledger.look() == (5, 0, 0)


def test_rule_1_a_line_not_named_stays_at_the_snapshot() -> None:
    ledger = Ledger({"L": a_line(), "M": a_line("M")})
    device = ledger.device(L=2, M=2)
    ledger.take(device, device.apply(ledger.take(device, device.say({"L": 2, "M": 2}))))
    response = read_response(ledger.take(device, device.say({"L": 1}))).content
    assert response.counts == (("L", 1), ("M", 2))
    assert response.status == (("L", LineStatus.AS_ASKED),)
    assert response.holdings[0].features == ("Batch",)


def test_rule_1_time_never_falls_and_every_message_is_acknowledged() -> None:
    ledger = Ledger()
    device = ledger.device()
    first = read_response(ledger.take(device, device.say(), now=2000)).content
    second = read_response(ledger.take(device, device.say(step=5), now=1500)).content
    assert (first.issued, second.issued) == (2000, 2000)
    assert (first.acknowledged, second.acknowledged) == (1, 6)
    assert (first.epoch, first.sequence, second.sequence) == (1, 1, 2)
    assert (first.holdings, first.status, first.key_set_links) == ((), (), ())
    assert second.answers == device.previous


# Rule 2


def test_rule_2_the_same_digest_again_gets_the_same_answer() -> None:
    ledger, device = holding()
    before = ledger.take(device, device.drop("L", 0))
    state = ledger.instances, ledger.look()
    decision = ledger.decide(device, device.blob)
    assert isinstance(decision, Again)
    assert decision.newest
    assert ledger.take(device, device.blob) == before
    assert (ledger.instances, ledger.look()) == state


def test_rule_2_again_after_a_newer_message_is_named_as_such() -> None:
    ledger = Ledger()
    device = ledger.device()
    old = device.say()
    ledger.take(device, old)
    ledger.take(device, device.say())
    decision = ledger.decide(device, old)
    assert isinstance(decision, Again)
    assert not decision.newest


def test_rule_2_older_than_the_newest_is_superseded_each_time() -> None:
    ledger, device = holding()
    old, new = device.drop("L", 3), device.drop("L", 1)
    ledger.take(device, new)
    for _ in range(2):
        refused("superseded", ledger, device, old)
    assert ledger.look() == (4, 1, 0)
    ledger.take(device, device.say())


# Rule 5


def test_rule_5_the_key_speaks_for_its_own_host_only() -> None:
    ledger = Ledger()
    device = ledger.device()
    refused("other-host", ledger, device, device.say(host=Host(HostType.SERIAL, "SN-4712")))
    device.counter, device.previous = 0, None
    ledger.take(device, device.say())


def test_rule_5_a_message_for_another_portal() -> None:
    ledger = Ledger()
    device = ledger.device()
    refused("other-portal", ledger, device, device.say(portal="P-ZZZZZZZZZZ"))


# Rule 10


def test_rule_10_grants_what_is_left() -> None:
    ledger, _ = holding(3)
    other = ledger.device("SN-4712", L=5)
    response = read_response(ledger.take(other, other.say({"L": 5}))).content
    assert response.counts == (("L", 2),)
    assert response.status == (("L", LineStatus.FEWER),)
    assert ledger.look() == (0, 5, 0)


def test_rule_10_an_overdrawn_line_offers_nothing_and_takes_nothing_away() -> None:
    ledger, device = holding(3)
    ledger.lines["L"] = a_line(total=1)
    other = ledger.device("SN-4712", L=5)
    assert read_response(ledger.take(other, other.say({"L": 5}))).content.counts == ()
    ledger.allow(device, L=5)
    response = read_response(ledger.take(device, device.say({"L": 5}))).content
    assert response.counts == (("L", 3),), "never below what is held"
    assert not response.confirm
    assert ledger.look() == (-2, 3, 0)


def test_rule_10_what_waits_for_confirmation_is_not_offered() -> None:
    ledger, device = holding()
    answer = ledger.take(device, device.say({"L": 0}))
    other = ledger.device("SN-4712", L=5)
    assert read_response(ledger.take(other, other.say({"L": 5}))).content.counts == ()
    ledger.take(device, device.apply(answer))
    assert read_response(ledger.take(other, other.say({"L": 5}))).content.counts == (("L", 5),)


# Rule 11


def test_rule_11_by_counter_and_reductions_before_grants() -> None:
    ledger = Ledger()
    one, two = ledger.device("SN-1"), ledger.device("SN-2")

    def content(device: Device, **fields: object) -> DeviceMessage:
        return read_message(device.say(**fields)).content  # type: ignore[arg-type]

    asks = content(one, desired={"L": 2})
    sync = content(one)
    returns_late = content(two, holdings=(("L", 2),), desired={"L": 1})
    returns = replace(returns_late, counter=1)
    returns_late = replace(returns_late, counter=2)
    bundle = [asks, sync, returns_late, returns]
    assert [bundle[i] for i in taking_order(bundle)] == [returns, returns_late, asks, sync]
    assert [bundle[::-1][i] for i in taking_order(bundle[::-1])] == [returns, returns_late, asks, sync]
    assert taking_order([]) == ()


# Rule 12


def test_rule_12_an_activation_id_authorises_nothing() -> None:
    ledger = Ledger()
    device = ledger.device()
    response = read_response(ledger.take(device, device.say({"L": 1, "M": 1}))).content
    assert response.counts == ()
    assert response.status == (("L", LineStatus.NOT_GRANTED), ("M", LineStatus.UNKNOWN))


def test_rule_12_increases_reach_the_allowance() -> None:
    ledger = Ledger()
    device = ledger.device(L=3)
    response = read_response(ledger.take(device, device.say({"L": 4}))).content
    assert response.counts == (("L", 3),)
    assert response.status == (("L", LineStatus.FEWER),)


def test_rule_12_a_return_lowers_the_allowance_to_what_remains() -> None:
    ledger, device = holding()
    ledger.take(device, device.drop("L", 2))
    assert ledger.allowance(device) == (("L", 2),)
    ledger.take(device, device.say({"L": 1}))
    assert ledger.allowance(device) == (("L", 1),)


def test_rule_12_copies_that_came_and_went_between_two_messages_are_a_return() -> None:
    ledger = Ledger()
    device = ledger.device(L=5)
    device.apply(ledger.take(device, device.say({"L": 5})))
    ledger.take(device, device.drop("L", 0))
    assert ledger.allowance(device) == ()
    assert ledger.look() == (5, 0, 0)


def test_rule_12_an_expired_line_gives_nothing_and_takes_returns() -> None:
    ledger = Ledger({"L": a_line(expiry=1500)})
    device = ledger.device(L=5)
    answer = ledger.take(device, device.say({"L": 3}), now=1499)
    ledger.take(device, device.apply(answer), now=1499)
    response = read_response(ledger.take(device, device.say({"L": 5}), now=1500)).content
    assert response.status == (("L", LineStatus.EXPIRED),)
    assert response.counts == (("L", 3),)
    ledger.take(device, device.drop("L", 0), now=1501)
    assert ledger.look() == (5, 0, 0)


def test_rule_12_an_answer_never_has_more_lines_than_a_device_can_read() -> None:
    names = [f"L{n:03}" for n in range(MAX_LINES + 1)]
    ledger = Ledger({name: a_line(name) for name in names})
    device = ledger.device("SN-4711", **dict.fromkeys(names, 1))
    full = dict.fromkeys(names[:MAX_LINES], 1)
    ledger.take(device, device.apply(ledger.take(device, device.say(full))))
    response = read_response(ledger.take(device, device.say({names[-1]: 1}))).content
    assert len(response.holdings) == MAX_LINES
    assert response.status == ((names[-1], LineStatus.FEWER),)
    response = read_response(ledger.take(device, device.say({names[0]: 0, names[-1]: 1}))).content
    assert response.status[-1] == (names[-1], LineStatus.AS_ASKED)


# Rule 13


def test_rule_13_decommission_returns_the_host_at_once_and_its_copies_all_the_same() -> None:
    ledger, device = holding()
    answer = ledger.take(device, device.say({"L": 0}, Reason.DECOMMISSION))
    assert ledger.status(device) is HostStatus.RETURNED
    ledger.take(device, device.apply(answer))
    assert ledger.look() == (5, 0, 0)
    ledger.allow(device, L=5)
    response = read_response(ledger.take(device, device.say({"L": 5}))).content
    assert response.status == (("L", LineStatus.DEVICE_RETURNED),)
    assert response.counts == ()


def test_rule_13_a_message_that_decommissions_and_asks_gets_nothing() -> None:
    ledger = Ledger()
    device = ledger.device(L=5)
    assert read_response(ledger.take(device, device.say({"L": 5}, Reason.DECOMMISSION))).content.counts == ()


def test_states_are_hashable() -> None:
    ledger, device = holding()
    assert hash(ledger.view(device)) == hash(ledger.view(device))
