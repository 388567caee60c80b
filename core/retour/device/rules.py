"""The device rules, as pure functions: what a device knows + what it is asked -> what it then knows, and its writes.

1. A response is accepted only for this portal, host and instance, newer than the last applied, answering the newest
   message. (Its signature is checked before it comes here: a `Verified` is the only way in.)
2. Looking changes nothing; a new message needs a command that names the counter it replaces, and the command's
   transaction ID is part of the same step, so that a late repetition does nothing.
3. A response that was already applied is answered with the current newest message.
4. One step: write the new state with the unsigned content into the spare slot, advance the anchor, then sign and
   store the signature. A `Step` lists those writes in order; whoever carries them out stops at the first that fails.
5. At start the slot that matches the anchor wins; without one the store was lost: a message says so, with empty
   holdings, until a response is applied.
6. The newest message stays exportable.
7. A one-step drop needs what `removal_needs` demands; a local act is used up by it, before anything else is written.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from retour.device.state import DeviceState, Outgoing
from retour.protocol.cbor import MAX_BYTES
from retour.protocol.group import Operation, Refusal, RemovalNeeds
from retour.protocol.keys import PortalKey, PublicKey
from retour.protocol.messages import Verified, unsigned_message
from retour.protocol.model import MAX_LINES, Applied, Counts, DeviceMessage, Grant, Host, Reason, Response

_ENVELOPE_BYTES = 128
"""More than header, signature and tag add to a payload."""


@dataclass(frozen=True, slots=True)
class Who:
    """What does not change in a step: who the device is and whom it believes. Lives outside of the slots."""

    host: Host
    key: PublicKey
    portal: PortalKey | None
    needs: RemovalNeeds


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
class EraseSlots:
    """Blank both slots."""


@dataclass(frozen=True, slots=True)
class UseLocalAct:
    """Forget the button or PIN."""


@dataclass(frozen=True, slots=True)
class WriteSlot:
    """Write a state into the slot that does not hold the current one."""

    state: DeviceState


@dataclass(frozen=True, slots=True)
class AdvanceAnchor:
    """Set the anchor; from here on the new state is the current one."""

    counter: int


@dataclass(frozen=True, slots=True)
class StoreSignature:
    """Sign the message and store the signature; a good one that is already stored stays."""

    outgoing: Outgoing


Write = EraseSlots | UseLocalAct | WriteSlot | AdvanceAnchor | StoreSignature


@dataclass(frozen=True, slots=True)
class Step:
    """The state after it, and its writes in order; no writes: it was done before."""

    state: DeviceState
    writes: tuple[Write, ...]


def start(who: Who, anchor: int, slots: Sequence[DeviceState | None], nonce: bytes) -> Step:
    """What a device does when it starts (rules 4 and 5).

    Args:
        anchor: value of the monotonic counter.
        slots: what was found in them, None where nothing good is.
        nonce: 8 random bytes for the message that a lost store brings about.
    """
    for state in slots:
        if state is not None and state.counter == anchor:
            return Step(state, (StoreSignature(state.outgoing),) if state.outgoing else ())
    if anchor == 0:
        return Step(DeviceState(), ())
    # A slot from a step that never reached the anchor could match it after the advance: so erase first.
    return _step(DeviceState(counter=anchor, recovered=True), who, None, None, None, nonce, (EraseSlots(),))


def make(state: DeviceState, who: Who, wish: Wish, nonce: bytes, local_act: bool) -> Step:
    """Make the message that a host asks for (rules 2, 5, 7). Raises `RefusedByRule`."""
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
        return _drop(state, who, wish, nonce, local_act)
    return _step(state, who, wish.transaction, wish.counts or None, wish.reason, nonce)


def apply(state: DeviceState, who: Who, response: Verified[Response], nonce: bytes) -> Step:
    """Process a response that the portal's key signed (rules 1, 3). Raises `RefusedByRule`.

    The confirmation carries no reason: that was said in the message that the response answers, and a confirmation
    that comes late must not retire a host which was enrolled again in the meantime.
    """
    answer = response.content
    if who.portal is None:
        raise RefusedByRule(Refusal.NO_PORTAL)
    if answer.portal != who.portal.portal:
        raise RefusedByRule(Refusal.OTHER_PORTAL)
    if answer.host != who.host:
        raise RefusedByRule(Refusal.OTHER_HOST)
    if answer.instance != who.key.kid:
        raise RefusedByRule(Refusal.OTHER_INSTANCE)
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
    )
    return _step(changed, who, None, None, None, nonce)


def _well_formed(wish: Wish) -> None:
    asks = wish.operation is not Operation.SYNC
    if (
        asks is not bool(wish.counts)
        or len(wish.counts) > MAX_LINES
        or wish.reason is Reason.RECOVERED
        or (wish.operation is Operation.DROP and wish.reason is None)
    ):
        raise RefusedByRule(Refusal.MALFORMED)


def _drop(state: DeviceState, who: Who, wish: Wish, nonce: bytes, local_act: bool) -> Step:
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
    return _step(changed, who, wish.transaction, None, wish.reason, nonce, before)


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
    before: tuple[Write, ...] = (),
) -> Step:
    """Rule 4: the step that makes `changed` current with a message about it; `before` goes ahead of its writes."""
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
    state = replace(changed, counter=changed.counter + 1, outgoing=outgoing, transaction=transaction)
    return Step(state, (*before, WriteSlot(state), AdvanceAnchor(state.counter), StoreSignature(outgoing)))
