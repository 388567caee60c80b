"""Portal rules 3 and 4: when messages of a device are not believed any more, and when they still are."""

from __future__ import annotations

from dataclasses import replace

import pytest

from retour.portal.rules import Quarantined
from retour.portal.state import InstanceStatus
from retour.protocol.model import Applied, Reason
from tests.portal.honest import Device
from tests.portal.ledger import Ledger, holding, refused

# Rule 3


def test_rule_3_two_digests_for_one_counter() -> None:
    ledger, device = holding()
    ledger.take(device, device.say())
    device.counter -= 1
    refused("clone-suspect", ledger, device, device.say({"L": 0}))


def test_rule_3_the_finding_stays_with_the_instance() -> None:
    ledger, device = holding()
    answered = device.say()
    ledger.take(device, answered)
    device.counter -= 1
    decision = ledger.decide(device, device.say({"L": 0}))
    assert isinstance(decision, Quarantined)
    assert decision.instance.status is InstanceStatus.SUSPECT
    refused("clone-suspect", ledger, device, device.blob)
    for blob in (answered, device.blob, device.say({"L": 0}), device.recover()):
        refused("clone-suspect", ledger, device, blob)
    assert ledger.look() == (0, 5, 0), "nothing is credited"


def test_rule_3_previous_is_not_the_known_message_before() -> None:
    ledger, device = holding()
    refused("clone-suspect", ledger, device, device.say(previous=b"\x09" * 32))


def test_rule_3_previous_is_a_message_that_has_another_child() -> None:
    ledger, device = holding()
    fork = device.previous
    ledger.take(device, device.say())
    refused("clone-suspect", ledger, device, device.say(previous=fork, step=4))


def test_rule_3_no_previous_although_messages_are_known() -> None:
    ledger, device = holding()
    refused("clone-suspect", ledger, device, device.say(previous=None, step=4))


def test_rule_3_a_late_message_that_its_child_does_not_name() -> None:
    ledger, device = holding()
    device.say()
    ledger.take(device, device.say())
    device.counter -= 2
    refused("clone-suspect", ledger, device, device.say(cti=b"\x01" * 8))


def test_rule_3_a_late_message_between_two_that_follow_each_other() -> None:
    ledger, device = holding()
    parent = device.previous
    ledger.take(device, device.say(step=4))
    device.counter -= 2
    refused("clone-suspect", ledger, device, device.say(previous=parent))


@pytest.mark.parametrize("missing", [1, 2, 3])
def test_rule_3_never_from_missing_or_late_messages_alone(missing: int) -> None:
    ledger, device = holding()
    late = [device.say() for _ in range(missing)]
    ledger.take(device, device.say())
    for blob in late:
        refused("superseded", ledger, device, blob)
    ledger.take(device, device.say())


def test_rule_3_applied_is_neither_the_last_snapshots_nor_the_live_answers() -> None:
    ledger, device = holding()
    assert device.applied
    refused("clone-suspect", ledger, device, device.say(applied=replace(device.applied, digest=b"\x05" * 32)))


def test_rule_3_applied_falls() -> None:
    ledger, device = holding()
    refused("clone-suspect", ledger, device, device.say(applied=None))


def ordered(ledger: Ledger, device: Device, number: int) -> None:
    """The portal has made orders up to this number."""
    kid = device.key.public.kid
    ledger.instances[kid] = replace(ledger.instances[kid], orders=number)


@pytest.mark.parametrize("field", ["order", "key_set"])
def test_rule_3_order_or_key_set_falls(field: str) -> None:
    ledger, device = holding()
    ordered(ledger, device, 7)
    setattr(device, field, 7)
    ledger.take(device, device.say())
    setattr(device, field, 6)
    refused("clone-suspect", ledger, device, device.say())


def test_rule_3_a_recovered_device_may_have_lost_all_numbers() -> None:
    ledger, device = holding()
    ordered(ledger, device, 7)
    device.order, device.key_set = 7, 7
    ledger.take(device, device.say())
    answer = ledger.take(device, device.recover())
    assert ledger.look() == (5, 0, 0)
    assert ledger.allowance(device) == (("L", 5),), "it may ask again for what it lost"
    ledger.take(device, device.apply(answer))
    ledger.take(device, device.apply(ledger.take(device, device.say({"L": 5}))))
    assert ledger.look() == (0, 5, 0)


def test_rule_3_a_recovered_device_whose_first_messages_are_lost() -> None:
    ledger, device = holding()
    late = device.recover()
    ledger.take(device, device.say(reason=Reason.RECOVERED))
    refused("superseded", ledger, device, late)


# Rule 4


def test_rule_4_more_held_than_it_was_ever_allowed() -> None:
    ledger, device = holding(3)
    device.holdings["L"] = 4
    refused("more-than-allocated", ledger, device, device.say())
    refused("more-than-allocated", ledger, device, device.say())
    assert ledger.look() == (2, 3, 0)


def test_rule_4_the_live_answer_counts_only_where_it_was_applied() -> None:
    ledger = Ledger()
    device = ledger.device(L=5)
    ledger.take(device, device.say({"L": 5}))
    refused("more-than-allocated", ledger, device, device.say(holdings=(("L", 5),)))


def test_rule_4_a_first_message_with_copies_that_nobody_gave() -> None:
    ledger = Ledger()
    device = ledger.device()
    refused("more-than-allocated", ledger, device, device.say(holdings=(("L", 1),)))


@pytest.mark.parametrize("applied", [Applied(1, 3, b"\x05" * 32), Applied(2, 1, b"\x05" * 32)])
def test_rule_4_an_answer_that_was_never_issued(applied: Applied) -> None:
    ledger, device = holding()
    refused("never-issued", ledger, device, device.say(applied=applied))
