"""Removal orders and leases at the device, on the pure functions."""

from __future__ import annotations

from dataclasses import replace

import pytest

from retour.device import rules
from retour.device.rules import RefusedByRule, Step
from retour.device.state import DeviceState
from retour.protocol.group import Clock, Operation, Refusal, RemovalNeeds
from retour.protocol.model import Counts, Host, HostType, Order
from tests.device import kit
from tests.device.kit import A, B
from tests.device.test_rules import apply, make, newest, not_applied, recovered

CAPABILITY = Operation.CAPABILITY


def carry_out(state: DeviceState, order: Order, who: rules.Who | None = None, now: int = 0) -> Step:
    return rules.carry_out(state, who or kit.who(), kit.ordered(order), kit.NONCE, now)


def not_carried_out(refusal: Refusal, state: DeviceState, order: Order, who: rules.Who | None = None) -> None:
    with pytest.raises(RefusedByRule) as caught:
        carry_out(state, order, who, 1_800_000_001)
    assert caught.value.refusal is refusal


@pytest.mark.parametrize(
    ("remain", "left"),
    [
        (((A, 0),), ((B, 2),)),
        (((A, 2), (B, 0)), ((A, 2),)),
        (((A, 9),), ((A, 5), (B, 2))),
        ((("ACT-ELSEWHERE", 0),), ((A, 5), (B, 2))),
    ],
)
def test_order_lowers_what_it_names_and_never_raises(remain: Counts, left: Counts) -> None:
    step = carry_out(kit.holding(A=5, B=2), kit.order(1, remain))
    message = kit.message(step.state)
    assert message.holdings == left
    assert (message.order, message.desired, message.reason, message.counter) == (1, None, None, 4)


def test_order_needs_no_button() -> None:
    for needs in RemovalNeeds:
        assert carry_out(kit.holding(A=5), kit.order(), kit.who(needs)).state.holdings == ()


def test_order_again_gives_the_newest_message() -> None:
    state = carry_out(kit.holding(A=5), kit.order(7)).state
    assert carry_out(state, kit.order(7)) == Step(state, ())
    later = make(state, kit.wish(replaces=4)).state
    assert carry_out(later, kit.order(7)) == Step(later, ())


def test_order_older_void_or_late_is_refused() -> None:
    state = carry_out(kit.holding(A=5, B=1), kit.order(7, ((B, 0),))).state
    not_carried_out(Refusal.OLD_ORDER, state, kit.order(6))
    answered = apply(state, replace(kit.response(newest(state), kit.grants(A=5), sequence=2), order_floor=9)).state
    not_carried_out(Refusal.VOID_ORDER, answered, kit.order(9))
    with_clock = replace(kit.who(), clock=Clock.TRUSTED)
    not_carried_out(Refusal.EXPIRED_ORDER, state, kit.order(8, expiry=1_800_000_000), with_clock)
    assert carry_out(state, kit.order(8, expiry=1)).state.holdings == (), "a device without a clock cannot know"


def test_order_for_somebody_else_is_refused() -> None:
    state = kit.holding(A=5)
    not_carried_out(Refusal.OTHER_PORTAL, state, replace(kit.order(), portal="P-9999999999"))
    not_carried_out(Refusal.OTHER_HOST, state, replace(kit.order(), host=Host(HostType.STRING, "SN-4711")))
    not_carried_out(Refusal.OTHER_INSTANCE, state, replace(kit.order(), instance=b"another."))
    not_carried_out(Refusal.NO_PORTAL, state, kit.order(), kit.who(portal=None))
    not_carried_out(Refusal.RECOVERED, recovered(), kit.order())


def test_order_kills_the_answer_that_was_under_way() -> None:
    asked = make(kit.holding(A=5), kit.wish(CAPABILITY, ((A, 9),), replaces=3)).state
    after = carry_out(asked, kit.order()).state
    not_applied(Refusal.NOT_NEWEST, after, kit.response(newest(asked), kit.grants(A=9), sequence=2))


# Leases


def test_lease_ends_at_the_highest_time_that_the_device_has_seen() -> None:
    state = kit.holding(A=5, B=2)
    leased = tuple(replace(g, expiry=2_000) if g.line == A else g for g in state.grants)
    state = replace(state, grants=leased)
    assert rules.usable(state, 1_999) == ((A, 5), (B, 2))
    assert rules.usable(state, 2_000) == ((B, 2),)
    seen = make(state, kit.wish(replaces=3), replace(kit.who(), clock=Clock.SETTABLE)).state
    assert seen.latest == 0, "a device without a clock sees no time"
    seen = rules.make(state, kit.who(), kit.wish(replaces=3), kit.NONCE, False, 2_000).state
    assert rules.usable(seen, 5) == ((B, 2),), "setting the clock back renews no lease"
    answered = apply(state, kit.response(newest(state), leased, sequence=2)).state
    assert rules.usable(answered, 0) == ((B, 2),), "the portal's stamp counts as well"
