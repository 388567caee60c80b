"""Every device rule by its number, on the pure functions."""

from __future__ import annotations

from dataclasses import replace

import pytest

from retour.device import rules
from retour.device.rules import AdvanceAnchor, RefusedByRule, Step, StoreSignature, UseLocalAct, WriteSlot
from retour.device.state import DeviceState
from retour.protocol.group import Operation, Refusal, RemovalNeeds
from retour.protocol.keys import PortalKey, SigningKey
from retour.protocol.model import Applied, Host, HostType, Reason, Response
from tests.device import kit
from tests.device.kit import A, B

CAPABILITY, DROP, SYNC = Operation.CAPABILITY, Operation.DROP, Operation.SYNC


def refused(refusal: Refusal, state: DeviceState, wish: rules.Wish, who: rules.Who | None = None) -> None:
    with pytest.raises(RefusedByRule) as caught:
        rules.make(state, who or kit.who(), wish, kit.NONCE, False)
    assert caught.value.refusal is refusal


def make(state: DeviceState, wish: rules.Wish, who: rules.Who | None = None, act: bool = False) -> Step:
    return rules.make(state, who or kit.who(), wish, b"other678", act)


def newest(state: DeviceState) -> bytes:
    assert state.outgoing is not None
    return state.outgoing.digest


def apply(state: DeviceState, response: Response, who: rules.Who | None = None) -> Step:
    return rules.apply(state, who or kit.who(), kit.verified(response), kit.NONCE)


def not_applied(refusal: Refusal, state: DeviceState, response: Response, who: rules.Who | None = None) -> None:
    with pytest.raises(RefusedByRule) as caught:
        apply(state, response, who)
    assert caught.value.refusal is refusal


# Rule 1: which response is accepted


def test_rule_1_an_answer_to_the_newest_message_replaces_the_holdings() -> None:
    state = kit.holding(A=5, B=1)
    after = apply(state, kit.response(newest(state), kit.grants(B=1, C=7), sequence=2)).state
    assert after.holdings == (("ACT-B", 1), ("ACT-C", 7))
    assert after.counter == state.counter + 1
    assert after.applied is not None
    assert (after.applied.epoch, after.applied.sequence) == (1, 2)


def test_rule_1_the_confirmation_shows_what_is_held_now_and_says_no_reason() -> None:
    state = make(kit.holding(A=5), kit.wish(CAPABILITY, ((A, 0),), Reason.DECOMMISSION, replaces=3)).state
    answer = kit.response(newest(state), (), sequence=2)
    confirmation = kit.message(apply(state, answer).state)
    assert confirmation.holdings == ()
    assert confirmation.desired is None
    assert confirmation.reason is None
    assert confirmation.previous == newest(state)
    assert confirmation.applied == Applied(1, 2, kit.verified(answer).digest)


def test_rule_1_another_portals_answer_is_refused() -> None:
    state = kit.holding(A=5)
    answer = replace(kit.response(newest(state), sequence=2), portal="P-9999999999")
    not_applied(Refusal.OTHER_PORTAL, state, answer)


def test_rule_1_another_hosts_answer_is_refused() -> None:
    state = kit.holding(A=5)
    for host in (Host(HostType.SERIAL, "SN-4712"), Host(HostType.STRING, "SN-4711")):
        not_applied(Refusal.OTHER_HOST, state, replace(kit.response(newest(state), sequence=2), host=host))


def test_rule_1_another_instances_answer_is_refused() -> None:
    state = kit.holding(A=5)
    answer = replace(kit.response(newest(state), sequence=2), instance=b"\0" * 8)
    not_applied(Refusal.OTHER_INSTANCE, state, answer)


@pytest.mark.parametrize("mark", [(1, 1), (1, 0), (0, 9)])
def test_rule_1_epoch_and_sequence_must_be_higher_than_the_last_applied(mark: tuple[int, int]) -> None:
    state = kit.holding(A=5)
    not_applied(Refusal.OLD_RESPONSE, state, kit.response(newest(state), epoch=mark[0], sequence=mark[1]))


def test_rule_1_a_new_epoch_counts_as_higher() -> None:
    state = kit.holding(A=5)
    assert apply(state, kit.response(newest(state), epoch=2, sequence=1)).state.applied is not None


def test_rule_1_a_new_message_kills_the_answer_to_the_older_one() -> None:
    state = kit.holding(A=5)
    answer = kit.response(newest(state), sequence=2)
    later = make(state, kit.wish(replaces=3)).state
    not_applied(Refusal.NOT_NEWEST, later, answer)


def test_rule_1_a_device_that_made_no_message_accepts_no_answer() -> None:
    not_applied(Refusal.NOT_NEWEST, DeviceState(), kit.response(b"x" * 32))


def test_rule_1_a_device_without_a_portal_accepts_no_answer() -> None:
    not_applied(Refusal.NO_PORTAL, DeviceState(), kit.response(b"x" * 32), kit.who(portal=None))


def test_rule_1_what_the_portal_acknowledges_is_kept_and_the_order_floor_never_falls() -> None:
    state = kit.holding(A=5)
    answer = replace(kit.response(newest(state), sequence=2), acknowledged=2, order_floor=4)
    after = apply(state, answer).state
    assert (after.acknowledged, after.order_floor) == (2, 4)
    lower = replace(kit.response(newest(after), sequence=3), acknowledged=3, order_floor=1)
    assert apply(after, lower).state.order_floor == 4


# Rule 2: commands


def test_rule_2_a_sync_makes_a_message_that_asks_for_nothing() -> None:
    state = make(kit.holding(A=5), kit.wish(replaces=3)).state
    message = kit.message(state)
    assert (message.counter, message.desired, message.reason) == (4, None, None)
    assert message.holdings == ((A, 5),)
    assert message.previous == newest(kit.holding(A=5))


def test_rule_2_the_first_message_has_no_predecessor_and_nothing_applied() -> None:
    message = kit.message(make(DeviceState(), kit.wish()).state)
    assert (message.counter, message.previous, message.applied, message.key_set) == (1, None, None, 1)


def test_rule_2_a_capability_request_changes_nothing_by_itself_and_may_name_lines_not_held() -> None:
    state = make(kit.holding(A=5), kit.wish(CAPABILITY, ((A, 2), (B, 9)), Reason.MOVE, replaces=3)).state
    message = kit.message(state)
    assert message.desired == ((A, 2), (B, 9))
    assert message.reason is Reason.MOVE
    assert state.holdings == ((A, 5),)


@pytest.mark.parametrize("replaces", [0, 2, 4])
def test_rule_2_a_command_that_names_another_counter_is_refused(replaces: int) -> None:
    refused(Refusal.COUNTER, kit.holding(A=5), kit.wish(replaces=replaces))


def test_rule_2_the_same_transaction_again_does_nothing() -> None:
    wish = kit.wish(DROP, ((A, 1),), Reason.MOVE, replaces=3)
    state = make(kit.holding(A=5), wish).state
    assert make(state, wish) == Step(state, ())


def test_rule_2_a_transaction_that_comes_after_an_answer_is_refused_and_does_nothing() -> None:
    wish = kit.wish(CAPABILITY, ((A, 1),), replaces=3)
    state = make(kit.holding(A=5), wish).state
    after = apply(state, kit.response(newest(state), kit.grants(A=1), sequence=2)).state
    refused(Refusal.COUNTER, after, wish)


def test_rule_2_without_a_portal_nothing_is_made() -> None:
    refused(Refusal.NO_PORTAL, DeviceState(), kit.wish(), kit.who(portal=None))


@pytest.mark.parametrize(
    "wish",
    [
        kit.wish(SYNC, ((A, 1),), replaces=3),
        kit.wish(CAPABILITY, (), replaces=3),
        kit.wish(DROP, (), Reason.MOVE, replaces=3),
        kit.wish(DROP, ((A, 1),), None, replaces=3),
        kit.wish(SYNC, (), Reason.RECOVERED, replaces=3),
        kit.wish(CAPABILITY, tuple((f"L{n:03}", 1) for n in range(257)), replaces=3),
    ],
    ids=["sync with counts", "empty request", "empty drop", "no reason", "only a device recovers", "too many lines"],
)
def test_rule_2_a_command_that_contradicts_itself_is_refused(wish: rules.Wish) -> None:
    refused(Refusal.MALFORMED, kit.holding(A=5), wish)


def test_rule_2_a_message_that_nobody_could_read_is_not_made() -> None:
    lines = tuple(sorted((f"{n:03}" + "\N{SNOWMAN}" * 61, 1) for n in range(256)))
    names = tuple((line[:64], 2**31 - 1) for line, _ in lines)
    state = replace(kit.holding(A=5), grants=tuple(kit.grant("x" + line[:63], 2**31 - 1) for line, _ in lines))
    refused(Refusal.MALFORMED, state, kit.wish(CAPABILITY, names, replaces=3))


# Rule 3: repeated answers


def test_rule_3_an_answer_that_was_applied_is_answered_with_the_newest_message() -> None:
    state = kit.holding(A=5)
    answer = kit.response(newest(state), kit.grants(A=2), sequence=2)
    after = apply(state, answer).state
    assert apply(after, answer) == Step(after, ())


def test_rule_3_holds_after_further_messages_too() -> None:
    state = kit.holding(A=5)
    answer = kit.response(newest(state), kit.grants(A=2), sequence=2)
    later = make(apply(state, answer).state, kit.wish(replaces=4)).state
    assert apply(later, answer) == Step(later, ())


# Rule 4: one atomic step, in this order


def test_rule_4_opened_then_slot_then_anchor_then_signature() -> None:
    step = make(kit.holding(A=5), kit.wish(replaces=3))
    assert step.state.outgoing is not None
    signed = StoreSignature(step.state.outgoing)
    assert step.state.anchor == 8
    assert step.writes == (AdvanceAnchor(7), WriteSlot(step.state), AdvanceAnchor(8), signed)


def test_rule_4_the_transaction_lives_in_the_same_step() -> None:
    step = make(kit.holding(A=5), kit.wish(replaces=3, transaction=b"12345678"))
    (slot,) = [write for write in step.writes if isinstance(write, WriteSlot)]
    assert slot.state.transaction == b"12345678"


def test_rule_4_states_and_steps_can_be_put_in_sets() -> None:
    step = make(kit.holding(A=5), kit.wish(replaces=3))
    assert len({step, make(kit.holding(A=5), kit.wish(replaces=3)), step.state}) == 2


# Rule 5: start and recovery


def test_rule_5_the_slot_that_matches_the_anchor_wins() -> None:
    old = kit.holding(A=5)
    new = make(old, kit.wish(replaces=3)).state
    assert old.outgoing is not None
    for slots in ((old, new), (new, old), (None, old)):
        assert rules.start(kit.who(), 6, slots, kit.NONCE) == Step(old, (StoreSignature(old.outgoing),))


def test_rule_5_a_step_that_was_cut_short_is_undone_and_its_number_is_spent() -> None:
    old = kit.holding(A=5)
    cut = make(old, kit.wish(DROP, ((A, 0),), Reason.MOVE, replaces=3)).state
    assert old.outgoing is not None
    for slots in ((old, cut), (cut, old), (None, old)):
        step = rules.start(kit.who(), 7, slots, kit.NONCE)
        assert step.state == replace(old, anchor=10)
        assert step.writes == (WriteSlot(step.state), AdvanceAnchor(10), StoreSignature(old.outgoing))
        later = make(step.state, kit.wish(replaces=3)).state
        assert later.counter == cut.counter, "the message that was never signed leaves no gap"
        for anchor in range(10, later.anchor + 1):
            assert rules.current(anchor, (cut, None)) is None


def test_rule_5_the_first_step_of_all_can_be_cut_short() -> None:
    cut = make(DeviceState(), kit.wish()).state
    step = rules.start(kit.who(), 1, (cut, None), kit.NONCE)
    assert step == Step(DeviceState(anchor=4), (WriteSlot(DeviceState(anchor=4)), AdvanceAnchor(4)))


def test_rule_5_a_new_device_starts_with_nothing() -> None:
    assert rules.start(kit.who(), 0, (None, None), kit.NONCE) == Step(DeviceState(), ())


def test_rule_5_a_current_slot_without_a_message_has_nothing_to_sign() -> None:
    assert rules.start(kit.who(), 0, (DeviceState(), None), kit.NONCE) == Step(DeviceState(), ())


@pytest.mark.parametrize("slots", [(None, None), (kit.holding(2, A=5), None), (kit.holding(9, A=5), kit.holding(2))])
def test_rule_5_without_a_matching_slot_it_says_that_it_holds_nothing(slots: tuple[DeviceState | None, ...]) -> None:
    step = rules.start(kit.who(), 7, slots, kit.NONCE)
    assert step.state.outgoing is not None
    assert step.writes == (
        AdvanceAnchor(10),
        AdvanceAnchor(13),
        AdvanceAnchor(14),
        WriteSlot(step.state),
        AdvanceAnchor(15),
        StoreSignature(step.state.outgoing),
    )
    message = kit.message(step.state)
    assert (message.counter, message.reason, message.holdings) == (8, Reason.RECOVERED, ())
    assert (message.previous, message.applied) == (None, None)


def recovered() -> DeviceState:
    return rules.start(kit.who(), 7, (None, None), kit.NONCE).state


def test_rule_5_after_a_recovery_every_sync_says_so() -> None:
    state = make(recovered(), kit.wish(replaces=8, reason=Reason.MOVE)).state
    assert kit.message(state).reason is Reason.RECOVERED
    assert kit.message(state).previous == newest(recovered())


@pytest.mark.parametrize("operation", [CAPABILITY, DROP])
def test_rule_5_after_a_recovery_nothing_but_a_sync_is_made(operation: Operation) -> None:
    refused(Refusal.RECOVERED, recovered(), kit.wish(operation, ((A, 0),), Reason.MOVE, replaces=8))


def test_rule_5_an_answer_ends_the_recovery() -> None:
    after = apply(recovered(), kit.response(newest(recovered()), kit.grants(A=5), sequence=9)).state
    assert after.recovered is False
    assert kit.message(after).reason is None
    assert kit.message(after).holdings == ((A, 5),)


def test_rule_5_an_answer_from_before_the_loss_does_not_fit() -> None:
    before = kit.holding(A=5)
    not_applied(Refusal.NOT_NEWEST, recovered(), kit.response(newest(before), kit.grants(A=5), sequence=2))


def test_rule_5_a_loss_without_a_portal_cannot_be_told_to_anybody() -> None:
    with pytest.raises(RefusedByRule) as caught:
        rules.start(kit.who(portal=None), 7, (None, None), kit.NONCE)
    assert caught.value.refusal is Refusal.NO_PORTAL


# Rule 6


def test_rule_6_the_newest_message_stays_after_it_was_acknowledged() -> None:
    state = kit.holding(A=5)
    after = apply(state, replace(kit.response(newest(state), kit.grants(A=1), sequence=2), acknowledged=99)).state
    assert after.outgoing is not None
    assert after.acknowledged == 99


# Rule 7: one-step drops


def test_rule_7_a_drop_removes_and_proves_in_one_step() -> None:
    state = make(kit.holding(A=5, B=1, C=2), kit.wish(DROP, ((A, 2), (B, 0)), Reason.DEFECT, replaces=3)).state
    message = kit.message(state)
    assert message.holdings == ((A, 2), ("ACT-C", 2))
    assert (message.desired, message.reason) == (None, Reason.DEFECT)
    assert [grant.features for grant in state.grants] == [("trend", "alarm")] * 2


def test_rule_7_an_unchanged_line_may_be_named_beside_one_that_falls() -> None:
    state = make(kit.holding(A=5, B=1), kit.wish(DROP, ((A, 5), (B, 0)), Reason.MOVE, replaces=3)).state
    assert state.holdings == ((A, 5),)


@pytest.mark.parametrize(
    ("counts", "refusal"),
    [
        (((A, 0), ("ACT-Z", 0)), Refusal.UNKNOWN_LINE),
        (((A, 0), (B, 2)), Refusal.ABOVE_HOLDINGS),
        (((A, 5), (B, 1)), Refusal.NOTHING_TO_DO),
    ],
)
def test_rule_7_a_drop_is_whole_or_not_at_all(counts: tuple[tuple[str, int], ...], refusal: Refusal) -> None:
    refused(refusal, kit.holding(A=5, B=1), kit.wish(DROP, counts, Reason.MOVE, replaces=3))


@pytest.mark.parametrize("needs", [RemovalNeeds.ORDER_OR_LOCAL, RemovalNeeds.LOCAL])
def test_rule_7_a_drop_needs_a_local_act_and_uses_it_up_first(needs: RemovalNeeds) -> None:
    wish = kit.wish(DROP, ((A, 0),), Reason.MOVE, replaces=3)
    refused(Refusal.NOT_AUTHORISED, kit.holding(A=5), wish, kit.who(needs))
    step = make(kit.holding(A=5), wish, kit.who(needs), act=True)
    assert step.writes[0] == UseLocalAct()
    assert step.writes[1] == AdvanceAnchor(7)


def test_rule_7_a_mistake_costs_no_local_act() -> None:
    who = kit.who(RemovalNeeds.LOCAL)
    refused(Refusal.NOTHING_TO_DO, kit.holding(A=5), kit.wish(DROP, ((A, 5),), Reason.MOVE, replaces=3), who)


def test_rule_7_where_only_the_portal_may_remove_a_local_act_does_not_help() -> None:
    with pytest.raises(RefusedByRule) as caught:
        make(
            kit.holding(A=5),
            kit.wish(DROP, ((A, 0),), Reason.MOVE, replaces=3),
            kit.who(RemovalNeeds.ORDER),
            act=True,
        )
    assert caught.value.refusal is Refusal.ORDER_NEEDED


def test_rule_7_an_unlocked_device_uses_nothing_up() -> None:
    step = make(kit.holding(A=5), kit.wish(DROP, ((A, 0),), Reason.MOVE, replaces=3), act=True)
    assert UseLocalAct() not in step.writes


@pytest.mark.parametrize("needs", list(RemovalNeeds))
def test_rule_7_what_the_portal_signed_always_counts(needs: RemovalNeeds) -> None:
    state = kit.holding(A=5)
    assert apply(state, kit.response(newest(state), sequence=2), kit.who(needs)).state.holdings == ()


def test_rule_7_another_key_is_another_instance() -> None:
    state = kit.holding(A=5)
    who = kit.who(key=SigningKey.from_seed(b"e" * 32).public)
    not_applied(Refusal.OTHER_INSTANCE, state, kit.response(newest(state), sequence=2), who)
    other = kit.who(portal=PortalKey("P-9999999999", kit.PORTAL.key))
    not_applied(Refusal.OTHER_PORTAL, state, kit.response(newest(state), sequence=2), other)
