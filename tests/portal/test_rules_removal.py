"""Marks, orders, policy, write-offs, replaced boards: portal rules by their numbers."""

from __future__ import annotations

from dataclasses import replace

from retour.portal import rules_operator, rules_removal
from retour.portal.policy import Policy, released
from retour.portal.state import DAY, HostStatus, Instance, InstanceStatus, Traits
from retour.protocol.group import SecurityLevel
from retour.protocol.keys import SigningKey
from retour.protocol.model import LineStatus
from tests.portal.back import LINE, NOW, Back, refused

# Marks and orders


def test_a_mark_is_folded_into_the_next_answer_and_confirmed_by_the_next_message() -> None:
    back = Back()
    device = back.holder("SN-1")
    back.mark(device, 2)
    assert back.look.available == 0, "a mark credits nothing"
    answer = back.take(device, device.say())
    assert back.last
    assert (back.last.counts, back.last.confirm) == ((("L", 2),), True)
    assert (back.look.held, back.look.waiting, back.look.available) == (2, 3, 0)
    back.take(device, device.apply(answer))
    assert (back.look.held, back.look.available) == (2, 3)
    assert back.instance(device).marks == (), "what is proven gone is no longer wanted"


def test_a_mark_stays_open_until_it_is_proven_and_goes_with_every_answer() -> None:
    back = Back()
    device = back.holder("SN-1")
    back.mark(device, 0)
    back.take(device, device.say())
    assert back.instance(device).marks == (("L", 0),), "the device may never see that answer"
    back.take(device, device.say())
    assert back.last
    assert back.last.counts == ()


def test_a_marked_line_is_not_granted_back_until_somebody_allows_it() -> None:
    back = Back()
    device = back.holder("SN-1", 2)
    back.mark(device, 0)
    back.take(device, device.say({"L": 5}))
    assert back.last
    assert back.last.status == (("L", LineStatus.NOT_GRANTED),)
    assert not back.last.counts
    back.grant(device, 3)
    assert back.instance(device).marks == (), "what is allowed is not wanted back"
    back.take(device, device.say({"L": 3}))
    assert back.last.counts == (("L", 3),)


def test_orders_have_numbers_of_their_own_and_restate_every_open_mark() -> None:
    back = Back()
    device = back.holder("SN-1")
    back.mark(device, 4)
    first = back.order(device)
    back.mark(device, 1)
    second = back.order(device)
    assert (first.number, first.remain) == (1, (("L", 4),))
    assert (second.number, second.remain) == (2, (("L", 1),))


def test_every_answer_makes_the_orders_before_it_void() -> None:
    back = Back()
    device = back.holder("SN-1")
    back.mark(device, 0)
    made = back.order(device)
    back.take(device, device.say())
    assert back.last
    assert back.last.order_floor == made.number


def test_an_order_that_was_never_made_is_a_sign_of_a_forgetful_portal() -> None:
    back = Back()
    device = back.holder("SN-1")
    device.order = 1
    refused("never-issued", back.take, device, device.say())


def test_a_decommission_by_order_returns_the_host_with_the_proof() -> None:
    back = Back()
    device = back.holder("SN-1")
    refused("decommission-whole", back.mark, device, 1, returning=True)
    back.mark(device, 0, returning=True)
    assert back.host(device).status is HostStatus.ACTIVE
    refused("device-returned", back.grant, device, 5)
    answer = back.take(device, device.say())
    assert back.host(device).status is HostStatus.ACTIVE, "nothing is proven yet"
    back.take(device, device.apply(answer))
    assert back.host(device).status is HostStatus.RETURNED


def test_marks_and_orders_that_have_no_place_are_refused() -> None:
    back = Back()
    device = back.holder("SN-1")
    refused("above-holdings", back.mark, device, 6)
    refused("nothing-to-do", back.mark, device, 5)
    refused("nothing-marked", back.order, device)
    back.restore()
    refused("unproven", back.mark, device, 0)
    back.write_off(device)
    refused("retired", back.mark, device, 0)


# Rule 6: policy


def test_rule_6_a_limit_refuses_a_return_that_was_not_made() -> None:
    back = Back(policy=Policy(returns=2))
    device = back.holder("SN-1")
    back.take(device, device.say({"L": 0}))
    assert back.last
    assert back.last.status == (("L", LineStatus.LIMITED),)
    assert back.last.counts == (("L", 5),)


def test_rule_6_a_limit_never_refuses_a_proof_and_withholds_what_is_above_it() -> None:
    back = Back(policy=Policy(returns=2, window=9 * DAY))
    device = back.holder("SN-1")
    back.take(device, device.drop("L", 0))
    assert (back.look.held, back.look.withheld, back.look.available) == (0, 3, 2)
    (entry,) = back.withheld
    assert not released(entry, NOW + 9 * DAY - 1)
    assert released(entry, NOW + 9 * DAY)
    other = back.device("SN-2")
    back.take(other, other.say({"L": 5}))
    assert back.last
    assert back.last.counts == (("L", 2),), "what is withheld is offered to nobody"


def test_rule_6_a_level_below_the_policy_gets_nothing_and_its_proofs_wait_for_an_operator() -> None:
    back = Back()
    device = back.holder("SN-1")
    back.policy = Policy(level=SecurityLevel.HARDWARE_COUNTER)
    back.take(device, device.say({"L": 1}))
    assert back.last
    assert back.last.status == (("L", LineStatus.LIMITED),)
    back.take(device, device.drop("L", 0))
    assert (back.look.withheld, back.look.available) == (5, 0)
    assert not released(back.withheld[0], NOW + 9999 * DAY)


# Rule 7: write-off


def test_rule_7_a_written_off_devices_copies_are_available_and_at_risk() -> None:
    back = Back()
    device = back.holder("SN-1", 3)
    assert back.write_off(device) == (("L", 3),)
    assert (back.look.available, back.look.at_risk, back.look.held) == (5, 3, 0)
    assert back.host(device).status is HostStatus.OBSOLETE
    refused("retired", back.write_off, device)


def test_rule_7_at_risk_is_the_larger_of_snapshot_and_live_answer() -> None:
    back = Back()
    device = back.device("SN-1")
    back.take(device, device.say({"L": 4}))
    assert back.write_off(device) == (("L", 4),), "it may still process that answer"


def test_rule_7_the_device_that_shows_up_is_told_to_drop_and_nothing_is_credited_again() -> None:
    back = Back()
    device = back.holder("SN-1", 3)
    back.write_off(device)
    answer = back.take(device, device.say({"L": 5}))
    assert back.last
    assert back.last.counts == ()
    assert back.last.status == (("L", LineStatus.RETIRED),)
    assert (back.look.available, back.look.at_risk) == (5, 3)
    back.take(device, device.apply(answer))
    assert (back.look.available, back.look.at_risk) == (5, 0), "proved later"
    assert back.host(device).status is HostStatus.OBSOLETE


def test_rule_7_a_quota_limits_what_is_given_up() -> None:
    back = Back(policy=Policy(write_offs=4))
    device = back.holder("SN-1", 3)
    refused("write-off-quota", back.write_off, device, (("L", 2),))
    assert back.write_off(device, (("L", 1),)) == (("L", 3),)


def test_rule_7_a_retired_clone_suspect_lowers_no_risk() -> None:
    back = Back()
    device = back.holder("SN-1", 3)
    back.write_off(device)
    back.take(device, device.say())
    device.counter -= 1
    back.take(device, device.say({"L": 0}))
    assert back.instance(device).suspicion == "clone-suspect"
    back.take(device, device.drop("L", 0))
    assert back.look.at_risk == 3
    assert back.last
    assert back.last.counts == ()


# Rule 5: a replaced board


def test_rule_5_a_new_key_takes_the_place_of_one_that_holds_nothing() -> None:
    back = Back()
    device = back.holder("SN-1", 3)
    old, new = back.instance(device), SigningKey.generate().public
    enrol = rules_operator.enrol
    refused("host-has-other-key", enrol, device.host, new, Traits(), back.host(device), old, None, back.time)
    back.take(device, device.drop("L", 0))
    done = enrol(device.host, new, Traits(), back.host(device), back.instance(device), None, back.time)
    assert done.instance == Instance(new, device.host)
    assert done.retired is not None
    assert done.retired.status is InstanceStatus.RETIRED
    refused("key-retired", enrol, device.host, old.key, Traits(), done.host, done.instance, done.retired, back.time)


def test_a_mark_names_a_line_and_a_lease_has_a_length() -> None:
    back = Back()
    device = back.holder("SN-1")
    refused("nothing-named", rules_removal.mark, back.host(device), back.instance(device), {}, back.time)
    for lease in (DAY - 1, 3661 * DAY):
        refused("line", rules_operator.check_line, replace(LINE, lease=lease))
    assert rules_operator.check_line(replace(LINE, lease=DAY)).lease == DAY
