"""The device rules, as pure functions: what a device knows + what it is asked -> what it then knows, and its writes.

1. A response is accepted only for this portal, host and instance, newer than the last applied, answering the newest
   message. (Its signature is checked before it comes here: a `Verified` is the only way in.) A removal order needs no
   request: its own number rises, it lowers counts and never raises them, and a response may have made it void.
2. Looking changes nothing; a new message needs a command that names the counter it replaces, and the command's
   transaction ID is part of the same step, so that a late repetition does nothing.
3. A response or an order that was already carried out is answered with the current newest message.
4. One step: open it at the anchor, write the new state with the unsigned content into the spare slot, advance the
   anchor, then sign and store the signature. A `Step` lists those writes in order; whoever carries them out stops at
   the first that fails.
5. At start the slot that matches the anchor wins; without one the store was lost: a message says so, with empty
   holdings, until a response is applied.
6. The newest message stays exportable.
7. A one-step drop needs what `removal_needs` demands; a local act is used up by it, before anything else is written.
   An order is the authorisation itself.

Numbers of the anchor (rules 4 and 5). A slot says at which value of the anchor it is current. A step from `n` opens at
`n + 1`, writes its slot for `n + 2` and closes there. Whatever else finds the anchor at a value goes on well beyond
it: a step that was cut short is never tried again under its number, so a copy of its slot never fits the anchor.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from retour.device.state import DeviceState, Outgoing
from retour.protocol.cbor import MAX_BYTES
from retour.protocol.group import Clock, Operation, Refusal, RemovalNeeds
from retour.protocol.keys import PortalKey, PublicKey
from retour.protocol.messages import Verified, unsigned_message
from retour.protocol.model import MAX_LINES, Applied, Counts, DeviceMessage, Grant, Host, Order, Reason, Response

_OPENED = 1
_CLOSED = 2
"""What a step adds to the anchor when it opens, and in all."""
_RESTATED = 3
"""Beyond the slot of the step that was cut short (1 ahead), and beyond where that would fit an open step (2 ahead)."""
_BEYOND_ALL = (3, 6)
"""Beyond every slot that can be there: a step that was cut short, or its restatement, and each one later.

In two goes, so that the anchor only ever moves by 1 or by 3: hardware that counts by one can be used with a second
counter that counts threes (SPEC, S-1). On the way nothing fits but the restatement, which is what then holds.
"""
_ENVELOPE_BYTES = 128
"""More than header, signature and tag add to a payload."""


@dataclass(frozen=True, slots=True)
class Who:
    """What does not change in a step: who the device is and whom it believes. Lives outside of the slots."""

    host: Host
    key: PublicKey
    portal: PortalKey | None
    needs: RemovalNeeds
    clock: Clock = Clock.NONE


@dataclass(frozen=True, slots=True)
class KeySetKnown:
    """The portal's keys as of a key set; `number` is what messages say."""

    keys: PortalKey
    number: int


@dataclass(frozen=True, slots=True)
class Wish:
    """A host's command for a new message.

    Attributes:
        transaction: 8 bytes from the host, the same in every repetition.
        replaces: counter of the message that it replaces.
        counts: what shall remain or be granted; empty for a sync.
    """

    transaction: bytes
    replaces: int
    operation: Operation
    counts: Counts
    reason: Reason | None


class RefusedByRule(Exception):
    """A rule does not allow it; nothing was written. The host turns the code into the three lines."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.name)
        self.refusal = refusal


@dataclass(frozen=True, slots=True)
class UseLocalAct:
    """Forget the button or PIN."""


@dataclass(frozen=True, slots=True)
class WriteSlot:
    """Write a state into the slot that does not hold the current one."""

    state: DeviceState


@dataclass(frozen=True, slots=True)
class AdvanceAnchor:
    """Set the anchor, in one go: by 1 to open or to close a step, by 3 to get beyond what was cut short."""

    counter: int


@dataclass(frozen=True, slots=True)
class StoreSignature:
    """Sign the message and store the signature; a good one that is already stored stays."""

    outgoing: Outgoing


Write = UseLocalAct | WriteSlot | AdvanceAnchor | StoreSignature


@dataclass(frozen=True, slots=True)
class Step:
    """The state after it, and its writes in order; no writes: it was done before."""

    state: DeviceState
    writes: tuple[Write, ...]


def current(anchor: int, slots: Sequence[DeviceState | None]) -> DeviceState | None:
    """The state that the anchor says is current; None when the store was lost or an older one was put back."""
    known = [state for state in slots if state is not None]
    known.append(DeviceState())  # where the anchor never closed a step, nothing was ever current
    fits = (state for value in (anchor, anchor - _OPENED) for state in known if state.anchor == value)
    return next(fits, None)


def start(who: Who, anchor: int, slots: Sequence[DeviceState | None], nonce: bytes, now: int = 0) -> Step:
    """What a device does when it starts (rules 4 and 5).

    Args:
        anchor: value of the monotonic counter.
        slots: what was found in them, None where nothing good is.
        nonce: 8 random bytes for the message that a lost store brings about.
    """
    state = current(anchor, slots)
    if state is None:
        # No message had a higher counter than the anchor: each took more than one number of it.
        goes = tuple(AdvanceAnchor(anchor + each) for each in _BEYOND_ALL)
        lost = DeviceState(anchor=anchor + _BEYOND_ALL[-1], counter=anchor, recovered=True)
        return _step(lost, who, None, None, None, nonce, now, goes)
    signed = (StoreSignature(state.outgoing),) if state.outgoing else ()
    if state.anchor == anchor:
        return Step(state, signed)
    # The step that was open may have left its slot behind, or a copy of it somewhere: its number is spent.
    state = replace(state, anchor=anchor + _RESTATED)
    return Step(state, (WriteSlot(state), AdvanceAnchor(state.anchor), *signed))


def make(state: DeviceState, who: Who, wish: Wish, nonce: bytes, local_act: bool, now: int = 0) -> Step:
    """Make the message that a host asks for (rules 2, 5, 7). Raises `RefusedByRule`.

    Args:
        now: the device's clock, seconds since 1970 UTC; 0 without one.
    """
    if wish.transaction == state.transaction:
        return Step(state, ())
    if who.portal is None:
        raise RefusedByRule(Refusal.NO_PORTAL)
    if wish.replaces != state.counter:
        raise RefusedByRule(Refusal.COUNTER)
    _well_formed(wish)
    if state.recovered and wish.operation is not Operation.SYNC:
        raise RefusedByRule(Refusal.RECOVERED)
    if wish.operation is Operation.DROP:
        return _drop(state, who, wish, nonce, local_act, now)
    return _step(state, who, wish.transaction, wish.counts or None, wish.reason, nonce, now)


def apply(
    state: DeviceState,
    who: Who,
    response: Verified[Response],
    nonce: bytes,
    now: int = 0,
    keys: KeySetKnown | None = None,
) -> Step:
    """Process a response that the portal's key signed (rules 1, 3). Raises `RefusedByRule`.

    The confirmation carries no reason: that was said in the message that the response answers, and a confirmation
    that comes late must not retire a host which was enrolled again in the meantime.

    Args:
        keys: the newest key set that the response's links lead to; None where it carries none.
    """
    answer = response.content
    _addressed(who, answer)
    last = state.applied
    if last is not None and last.digest == response.digest:
        return Step(state, ())
    if last is not None and (answer.epoch, answer.sequence) <= (last.epoch, last.sequence):
        raise RefusedByRule(Refusal.OLD_RESPONSE)
    if state.outgoing is None or answer.answers != state.outgoing.digest:
        raise RefusedByRule(Refusal.NOT_NEWEST)
    changed = replace(
        state,
        applied=Applied(answer.epoch, answer.sequence, response.digest),
        grants=answer.holdings,
        acknowledged=answer.acknowledged,
        order_floor=max(state.order_floor, answer.order_floor),
        recovered=False,
        latest=max(state.latest, answer.issued),
    )
    return _step(_knowing(changed, keys), who, None, None, None, nonce, now)


def carry_out(
    state: DeviceState,
    who: Who,
    order: Verified[Order],
    nonce: bytes,
    now: int = 0,
    keys: KeySetKnown | None = None,
) -> Step:
    """Carry out a removal order that the portal's key for orders signed (rules 1, 3, 7). Raises `RefusedByRule`.

    It says what shall remain: a line that holds less stays as it is, and one that is not there is no mistake. The
    proof is made also where nothing is left to remove.
    """
    content = order.content
    _addressed(who, content)
    if content.number == state.order:
        return Step(state, ())
    if content.number < state.order:
        raise RefusedByRule(Refusal.OLD_ORDER)
    if content.number <= state.order_floor:
        raise RefusedByRule(Refusal.VOID_ORDER)
    if state.recovered:
        raise RefusedByRule(Refusal.RECOVERED)
    if who.clock is not Clock.NONE and content.expiry is not None and content.expiry < device_time(state, now):
        raise RefusedByRule(Refusal.EXPIRED_ORDER)
    remain = {line: min(count, dict(content.remain).get(line, count)) for line, count in state.holdings}
    changed = replace(
        state,
        grants=_lowered(state.grants, remain),
        order=content.number,
        latest=max(state.latest, content.issued),
    )
    return _step(_knowing(changed, keys), who, None, None, None, nonce, now)


def device_time(state: DeviceState, now: int) -> int:
    """The highest time that the device has seen (portal rule 8): a clock that is set back does not renew a lease."""
    return max(now, state.latest)


def usable(state: DeviceState, now: int) -> Counts:
    """What the device can use: its copies less those whose lease has ended."""
    time = device_time(state, now)
    return tuple((g.line, g.count) for g in state.grants if g.expiry is None or g.expiry > time)


def _addressed(who: Who, content: Response | Order) -> None:
    if who.portal is None:
        raise RefusedByRule(Refusal.NO_PORTAL)
    if content.portal != who.portal.portal:
        raise RefusedByRule(Refusal.OTHER_PORTAL)
    if content.host != who.host:
        raise RefusedByRule(Refusal.OTHER_HOST)
    if content.instance != who.key.kid:
        raise RefusedByRule(Refusal.OTHER_INSTANCE)


def _knowing(state: DeviceState, keys: KeySetKnown | None) -> DeviceState:
    return state if keys is None else replace(state, key_set=keys.number, portal_keys=keys.keys)


def _well_formed(wish: Wish) -> None:
    asks = wish.operation is not Operation.SYNC
    if (
        asks is not bool(wish.counts)
        or len(wish.counts) > MAX_LINES
        or wish.reason is Reason.RECOVERED
        or (wish.operation is Operation.DROP and wish.reason is None)
    ):
        raise RefusedByRule(Refusal.MALFORMED)


def _drop(state: DeviceState, who: Who, wish: Wish, nonce: bytes, local_act: bool, now: int) -> Step:
    """Rule 7: only downwards, whole or not at all. Authorisation comes last, so that a mistake costs no local act."""
    held, remain = dict(state.holdings), dict(wish.counts)
    if not remain.keys() <= held.keys():
        raise RefusedByRule(Refusal.UNKNOWN_LINE)
    if any(count > held[line] for line, count in wish.counts):
        raise RefusedByRule(Refusal.ABOVE_HOLDINGS)
    if all(count == held[line] for line, count in wish.counts):
        raise RefusedByRule(Refusal.NOTHING_TO_DO)
    if who.needs is RemovalNeeds.ORDER:
        raise RefusedByRule(Refusal.ORDER_NEEDED)
    free = who.needs is RemovalNeeds.NOTHING
    if not free and not local_act:
        raise RefusedByRule(Refusal.NOT_AUTHORISED)
    changed = replace(state, grants=_lowered(state.grants, remain))
    before: tuple[Write, ...] = () if free else (UseLocalAct(),)
    return _step(changed, who, wish.transaction, None, wish.reason, nonce, now, before)


def _lowered(grants: tuple[Grant, ...], remain: dict[str, int]) -> tuple[Grant, ...]:
    left = (replace(grant, count=remain.get(grant.line, grant.count)) for grant in grants)
    return tuple(grant for grant in left if grant.count)


def _step(
    changed: DeviceState,
    who: Who,
    transaction: bytes | None,
    desired: Counts | None,
    reason: Reason | None,
    nonce: bytes,
    now: int,
    before: tuple[Write, ...] = (),
) -> Step:
    """Rule 4: the step that makes `changed` current with a message about it; `before` goes ahead of its writes."""
    number = changed.anchor + _CLOSED
    if who.portal is None:
        raise RefusedByRule(Refusal.NO_PORTAL)
    message = unsigned_message(
        DeviceMessage(
            portal=who.portal.portal,
            host=who.host,
            instance=who.key.kid,
            counter=changed.counter + 1,
            previous=changed.outgoing.digest if changed.outgoing else None,
            applied=changed.applied,
            order=changed.order,
            key_set=changed.key_set,
            holdings=changed.holdings,
            desired=desired,
            reason=Reason.RECOVERED if changed.recovered else reason,
            cti=nonce,
        ),
        who.key,
    )
    if len(message.payload) + _ENVELOPE_BYTES > MAX_BYTES:
        raise RefusedByRule(Refusal.MALFORMED)
    outgoing = Outgoing(message.payload, message.digest)
    state = replace(
        changed,
        anchor=number,
        counter=changed.counter + 1,
        outgoing=outgoing,
        transaction=transaction,
        latest=max(changed.latest, now),
    )
    opened = AdvanceAnchor(changed.anchor + _OPENED)
    return Step(state, (*before, opened, WriteSlot(state), AdvanceAnchor(number), StoreSignature(outgoing)))
