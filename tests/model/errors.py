"""The planted errors themselves: each is a rule of device or portal with one thing wrong."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from retour.device import rules as device
from retour.device.rules import AdvanceAnchor, KeySetKnown, RefusedByRule, Step, StoreSignature, Who, Wish
from retour.device.state import DeviceState
from retour.errors import Refused
from retour.portal import rules as portal
from retour.portal import rules_removal, shall_hold
from retour.portal.chain import Seen
from retour.portal.policy import Policy, Withheld
from retour.portal.rules import Decision, View
from retour.portal.shall_hold import Room, Terms
from retour.portal.state import HostState, HostStatus, Instance, InstanceStatus, Line, Traits
from retour.protocol.cose import Envelope
from retour.protocol.group import Refusal
from retour.protocol.messages import Verified
from retour.protocol.model import Applied, Counts, DeviceMessage, LineStatus, Order, Response

_start, _current, _make, _apply = device.start, device.current, device.make, device.apply
_one_step, _carry_out = device._step, device.carry_out
_take, _decide, _restored = portal.take, shall_hold.decide, rules_removal.restored
_counted, _lease_over = Instance.counted, Instance.lease_over

Keys = KeySetKnown | None


# Device


def any_answer(old: DeviceState, who: Who, response: Verified[Response], nonce: bytes, *more: Any) -> Step:
    if old.outgoing is None:
        return _apply(old, who, response, nonce, *more)
    newest = replace(response.content, answers=old.outgoing.digest)
    return _apply(old, who, Verified(newest, response.digest), nonce, *more)


def applied_twice(old: DeviceState, who: Who, response: Verified[Response], nonce: bytes, *more: Any) -> Step:
    if old.applied is not None and old.applied.digest == response.digest:
        return any_answer(replace(old, applied=None), who, response, nonce, *more)
    return _apply(old, who, response, nonce, *more)


def added(old: DeviceState, who: Who, response: Verified[Response], nonce: bytes, *more: Any) -> Step:
    held = dict(old.holdings)
    grants = tuple(replace(grant, count=grant.count + held.get(grant.line, 0)) for grant in response.content.holdings)
    return _apply(old, who, Verified(replace(response.content, holdings=grants), response.digest), nonce, *more)


def no_compare_and_set(old: DeviceState, who: Who, wish: Wish, nonce: bytes, local_act: bool, now: int = 0) -> Step:
    return _make(old, who, replace(wish, replaces=old.counter), nonce, local_act, now)


def no_transaction(old: DeviceState, who: Who, wish: Wish, nonce: bytes, local_act: bool, now: int = 0) -> Step:
    late = wish.transaction == old.transaction
    return no_compare_and_set(replace(old, transaction=None) if late else old, who, wish, nonce, local_act, now)


def signed_early(*arguments: Any, **named: Any) -> Step:
    step = _one_step(*arguments, **named)
    return Step(step.state, (*step.writes[:-2], *reversed(step.writes[-2:])))


def not_opened(*arguments: Any, **named: Any) -> Step:
    step = _one_step(*arguments, **named)
    first = next(i for i, write in enumerate(step.writes) if isinstance(write, AdvanceAnchor))
    return Step(step.state, (*step.writes[:first], *step.writes[first + 1 :]))


def not_restated(who: Who, anchor: int, slots: Sequence[DeviceState | None], nonce: bytes, now: int = 0) -> Step:
    """The open step is given up, and its number is used again by the next one."""
    found = _current(anchor, slots)
    if found is None or found.anchor == anchor:
        return _start(who, anchor, slots, nonce, now)
    signed = (StoreSignature(found.outgoing),) if found.outgoing else ()
    return Step(found, (AdvanceAnchor(found.anchor), *signed))


def newest_slot(anchor: int, slots: Sequence[DeviceState | None]) -> DeviceState | None:
    newest = max((slot for slot in slots if slot), key=lambda slot: slot.anchor, default=None)
    return replace(newest, anchor=anchor) if newest else _current(anchor, slots)


def recovery_unsaid(who: Who, anchor: int, slots: Sequence[DeviceState | None], nonce: bytes, now: int = 0) -> Step:
    if _current(anchor, slots) is None:
        return Step(DeviceState(anchor=anchor, counter=anchor), ())
    return _start(who, anchor, slots, nonce, now)


def order_as_answer(old: DeviceState, who: Who, order: Verified[Order], nonce: bytes, *more: Any) -> Step:
    last = old.applied
    as_applied = Applied(last.epoch if last else 1, order.content.number, order.digest)
    return _carry_out(replace(old, applied=as_applied), who, order, nonce, *more)


def floor_ignored(old: DeviceState, who: Who, order: Verified[Order], nonce: bytes, *more: Any) -> Step:
    try:
        return _carry_out(old, who, order, nonce, *more)
    except RefusedByRule as error:
        if error.refusal is not Refusal.VOID_ORDER:
            raise
        return _carry_out(replace(old, order_floor=0), who, order, nonce, *more)


# Portal


def live_only(instance: Instance, line: str, time: int) -> int:
    return instance.live_count(line)


def snapshot_only(instance: Instance, line: str, time: int) -> int:
    return instance.snapshot_count(line)


def older_taken(view: View, verified: Verified[DeviceMessage], now: int) -> Decision:
    try:
        return _take(view, verified, now)
    except Refused as error:
        if error.code != "superseded":
            raise
        return portal._taken(view, verified, now)


def duplicate_taken(view: View, verified: Verified[DeviceMessage], now: int) -> Decision:
    decision = _take(view, verified, now)
    return portal._taken(view, verified, now) if isinstance(decision, portal.Again) else decision


def suspect_believed(view: View, verified: Verified[DeviceMessage], now: int) -> Decision:
    return _take(replace(view, instance=replace(view.instance, suspicion=None)), verified, now)


def returner_refused(view: View, verified: Verified[DeviceMessage], now: int) -> Decision:
    if view.host.status is HostStatus.RETURNED:
        raise _no("device-returned")
    return _take(view, verified, now)


def retired_believed(view: View, verified: Verified[DeviceMessage], now: int) -> Decision:
    if view.instance.status is not InstanceStatus.RETIRED:
        return _take(view, verified, now)
    host = replace(view.host, status=HostStatus.ACTIVE, allowance=tuple((r.line.activation_id, 9) for r in view.rooms))
    alive = replace(view.instance, status=InstanceStatus.ACTIVE)
    decision = _take(replace(view, instance=alive, host=host), verified, now)
    if isinstance(decision, portal.Taken):
        live = replace(decision.instance, status=InstanceStatus.RETIRED, live=view.instance.live)
        return replace(decision, instance=live, host=view.host)
    return decision


def never_forked(seen: Sequence[Seen], new: Seen) -> bool:
    return False


def missing_suspected(seen: Sequence[Seen], lower: Seen, upper: Seen) -> bool:
    return upper.previous != lower.digest and not upper.recovered


def room_ignored(room: Room, terms: Terms, held: int, wanted: int) -> tuple[int, LineStatus]:
    return wanted, LineStatus.AS_ASKED


def by_bytes(envelope: Envelope) -> bytes:
    return hashlib.sha256(envelope.content.payload + envelope.signature).digest()


def no_floor(instance: Instance, epoch: int) -> int:
    """Numbers still rise, and no answer says where the void ones end."""
    return 0 if instance.marks == () else instance.orders


def floor_without_epoch(instance: Instance, epoch: int) -> int:
    return instance.orders


def risk_of_snapshot(instance: Instance, line: Line, time: int) -> int:
    return instance.snapshot_count(line.activation_id) if instance.status is InstanceStatus.RETIRED else 0


def no_risk(instance: Instance, line: Line, time: int) -> int:
    return 0


def credited_again(instance: Instance, line: Line, time: int) -> int:
    """What a written-off device proves gone is taken for one more return."""
    if instance.status is InstanceStatus.RETIRED and instance.snapshot and instance.live:
        return -int(instance.sequence > 1 and instance.allocated(line.activation_id, time) == 0)
    return _counted(instance, line, time)


def write_off_forgotten(instance: Instance, *, written_off: bool = False) -> Instance:
    return _restored(instance)


def proof_refused(policy: Policy, host: HostState, credited: Counts, recent: Counts, now: int) -> tuple[Withheld, ...]:
    if credited:
        raise _no("limit")
    return ()


def any_clock(traits: Traits) -> bool:
    return True


def clock_believed(confirmed: int, now: int) -> int:
    return max(confirmed, now)


def lease_of_snapshot(instance: Instance, line: str, time: int) -> bool:
    return _lease_over(replace(instance, live=None), line, time) if instance.snapshot_count(line) else False


def nothing_stale(instance: Instance, *, written_off: bool = False) -> Instance:
    return instance


def always_fresh(instance: Instance, epoch: int, message: DeviceMessage) -> bool:
    return True


def granted_unproven(view: View, verified: Verified[DeviceMessage], now: int) -> Decision:
    """An old message is believed like a new one: what it says is what the device holds."""
    if not view.instance.stale:
        return _take(view, verified, now)
    return portal._taken(replace(view, instance=replace(view.instance, stale=False)), verified, now)


def any_reachable(instance: Instance) -> None:
    return


def _no(code: str) -> Refused:
    return Refused(code, "It is refused.", "Nothing was changed.", "Ask somebody else.")
