"""Leases, restored databases, adoption: portal rules by their numbers."""

from __future__ import annotations

from dataclasses import replace

import pytest

from retour.errors import Refused
from retour.portal import rules, rules_operator, rules_removal
from retour.portal.state import DAY, LEASE_MARGIN, InstanceStatus
from retour.protocol.group import Clock
from retour.protocol.model import LineStatus
from tests.portal.back import LINE, NOW, Back, refused
from tests.portal.honest import Device

# Rule 8: leases


def leased(clock: Clock = Clock.TRUSTED) -> tuple[Back, Device]:
    back = Back(line=replace(LINE, lease=10 * DAY))
    return back, back.holder("SN-1", clock=clock)


def test_rule_8_copies_come_home_when_the_lease_is_over_and_a_margin_with_it() -> None:
    back, _ = leased()
    for at, available in ((10 * DAY + LEASE_MARGIN - 1, 0), (10 * DAY + LEASE_MARGIN, 5)):
        back.time = NOW + at
        assert back.look.available == available


@pytest.mark.parametrize("clock", [Clock.NONE, Clock.SETTABLE])
def test_rule_8_without_a_trusted_clock_they_never_do(clock: Clock) -> None:
    back, _ = leased(clock)
    back.time = NOW + 9999 * DAY
    assert back.look.available == 0


def test_rule_8_the_later_end_of_snapshot_and_live_answer_counts() -> None:
    back, device = leased()
    back.now += 8 * DAY
    back.take(device, device.say())  # renewed in an answer that the device may have processed
    back.time = NOW + 11 * DAY
    assert back.look.available == 0
    back.time = NOW + 18 * DAY + LEASE_MARGIN
    assert back.look.available == 5


def test_rule_8_a_device_that_comes_late_gets_back_what_is_left() -> None:
    back, device = leased()
    back.now = back.time = NOW + 20 * DAY
    other = back.device("SN-2", 3)
    back.take(other, other.say({"L": 3}))
    back.take(device, device.say())
    assert back.last
    assert back.last.counts == (("L", 2),)
    assert back.instance(device).status is InstanceStatus.ACTIVE, "expired copies are no sign of anything"


def test_rule_8_the_time_for_leases_never_falls_and_stops_at_a_jump() -> None:
    assert rules_operator.lease_time(NOW, NOW + DAY) == NOW + DAY
    assert rules_operator.lease_time(NOW, NOW - 1) == NOW
    assert rules_operator.lease_time(NOW, NOW + rules_operator.JUMP) == NOW + rules_operator.JUMP
    assert rules_operator.lease_time(NOW, NOW + rules_operator.JUMP + 1) == NOW


# Rule 9: a restored database


def test_rule_9_until_it_is_heard_an_instance_counts_as_holding_everything() -> None:
    back = Back()
    device = back.holder("SN-1", 2)
    back.restore()
    assert (back.look.available, back.look.unproven) == (0, 3)
    answer = back.take(device, device.say({"L": 5}))
    assert back.last
    assert back.last.status == (("L", LineStatus.UNPROVEN),)
    assert (back.last.counts, back.last.epoch) == ((("L", 2),), 2)
    assert back.look.available == 0, "a message made before says nothing about after"
    back.take(device, device.apply(answer))
    assert (back.look.available, back.look.unproven) == (3, 0)


def test_rule_9_a_device_that_is_ahead_of_a_restored_ledger_is_not_accused() -> None:
    back = Back()
    device = back.holder("SN-1", 2)
    kid = device.key.public.kid
    kept = back.instances[kid], back.hosts[kid], list(back.seen[kid])
    back.grant(device, 5)
    back.take(device, device.apply(back.take(device, device.say({"L": 5}))))  # in the time that gets lost
    back.instances[kid], back.hosts[kid], back.seen[kid] = kept
    back.restore()
    answer = back.take(device, device.say())
    back.take(device, device.apply(answer))
    assert (back.look.held, back.look.available) == (5, 0)


def test_rule_9_orders_of_the_time_that_was_lost_are_void() -> None:
    back = Back()
    device = back.holder("SN-1", 2)
    back.restore()
    back.take(device, device.say())
    assert back.last
    assert back.last.order_floor == 2**32
    assert rules.order_floor(back.instance(device), 1) == 0


def test_rule_9_a_line_that_was_forgotten_is_asked_for() -> None:
    back = Back()
    device = back.holder("SN-1", 2)
    back.restore()
    back.line = replace(back.line, activation_id="M")
    refused("unknown-line", back.take, device, device.say())


def test_rule_9_a_device_written_off_unheard_is_at_risk_with_all_there_is() -> None:
    back = Back()
    device = back.holder("SN-1", 2)
    back.restore()
    assert back.write_off(device) == (("L", 5),)
    assert (back.look.available, back.look.at_risk) == (5, 5)


# Rule 4: adoption


def test_rule_4_our_own_signature_shows_that_the_ledger_has_forgotten() -> None:
    back = Back()
    device = back.holder("SN-1", 2)
    kid = device.key.public.kid
    kept = back.instances[kid], back.hosts[kid], list(back.seen[kid])
    back.grant(device, 5)
    answer = back.take(device, device.say({"L": 5}))
    content = back.last
    assert content is not None
    device.apply(answer)
    applied = device.applied
    assert applied is not None
    back.instances[kid], back.hosts[kid], back.seen[kid] = kept  # put back, and nobody noticed
    refused("never-issued", back.take, device, device.say())
    suspect = back.instances[kid]
    refused("not-its-answer", rules_removal.adopted, suspect, b"?" * 32, content, applied.digest)
    back.instances[kid] = rules_removal.adopted(suspect, applied.digest, content, applied.digest)
    back.restore()
    back.take(device, device.apply(back.take(device, device.say())))
    assert (back.look.held, back.look.available) == (5, 0)
    assert back.instance(device).status is InstanceStatus.ACTIVE
    refused("not-suspect", rules_removal.adopted, back.instance(device), applied.digest, content, applied.digest)


def test_a_suspect_is_refused_until_it_is_retired() -> None:
    back = Back()
    device = back.holder("SN-1", 2)
    back.take(device, device.say())
    device.counter -= 1
    refused("clone-suspect", back.take, device, device.say({"L": 0}))
    refused("suspect", back.mark, device, 0)
    with pytest.raises(Refused):
        back.take(device, device.say())
    assert back.write_off(device) == (("L", 2),)
    back.take(device, device.say())
    assert back.last
    assert back.last.counts == ()


def test_rule_9_what_was_written_off_stays_given_up_after_a_restore() -> None:
    back = Back()
    device = back.holder("SN-1", 2)
    kept = back.instance(device)
    back.write_off(device)
    back.instances[device.key.public.kid] = rules_removal.restored(kept, written_off=True)
    back.epoch += 1
    assert (back.look.held, back.look.available) == (0, 5)
    assert back.look.at_risk == 5, "a backup older than the write-off does not know what it held by then"
    answer = back.take(device, device.say({"L": 5}))
    back.take(device, device.apply(answer))
    assert (back.look.available, back.look.at_risk) == (5, 0)


def test_rule_9_a_device_retired_in_the_backup_risks_no_more_and_is_not_accused() -> None:
    back = Back()
    device = back.holder("SN-1", 2)
    back.write_off(device)
    kid = device.key.public.kid
    kept = back.instances[kid], back.hosts[kid], list(back.seen[kid])
    device.apply(back.take(device, device.say()))  # in the time that gets lost
    back.instances[kid], back.hosts[kid], back.seen[kid] = kept
    back.restore()
    assert (back.look.available, back.look.at_risk) == (5, 2)
    back.take(device, device.apply(back.take(device, device.say())))
    assert back.instance(device).suspicion is None
    assert back.look.at_risk == 0
