"""Planted errors: each leaves one rule out, and the explorer must find what that rule is for."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Final
from unittest.mock import patch

from retour.device import rules as device
from retour.device.rules import AdvanceAnchor, EraseSlots, Step, StoreSignature, Who, Wish
from retour.device.state import DeviceState
from retour.errors import Refused
from retour.portal import rules as portal
from retour.portal.rules import Decision, Seen, View
from retour.portal.state import HostState, HostStatus, Instance, count
from retour.protocol.cose import Envelope
from retour.protocol.messages import Verified
from retour.protocol.model import DeviceMessage, LineStatus, Response
from tests.model.at_device import REPEATED
from tests.model.at_portal import SUSPECT_MOVED, TWICE
from tests.model.judge import FORK_UNSEEN, LOST
from tests.model.parts import Bounds
from tests.model.search import TWO_PLACES, Result, explore


@dataclass(frozen=True, slots=True)
class Mutant:
    """An error: what stands in for what, and where it is soon found.

    Attributes:
        owner, name: the module or class, and its function that is replaced.
        breaks: how the violation begins that the rule is there to prevent.
    """

    words: str
    owner: object
    name: str
    instead: object
    breaks: str
    bounds: Bounds

    @contextmanager
    def planted(self) -> Iterator[None]:
        with patch.object(self.owner, self.name, self.instead):
            yield


_start, _make, _apply, _one_step = device.start, device.make, device.apply, device._step
_take = portal.take


def _any_answer(state: DeviceState, who: Who, response: Verified[Response], nonce: bytes) -> Step:
    if state.outgoing is None:
        return _apply(state, who, response, nonce)
    newest = replace(response.content, answers=state.outgoing.digest)
    return _apply(state, who, Verified(newest, response.digest), nonce)


def _applied_twice(state: DeviceState, who: Who, response: Verified[Response], nonce: bytes) -> Step:
    twice = state.applied is not None and state.applied.digest == response.digest
    return (
        _any_answer(replace(state, applied=None), who, response, nonce)
        if twice
        else _apply(state, who, response, nonce)
    )


def _added(state: DeviceState, who: Who, response: Verified[Response], nonce: bytes) -> Step:
    held = dict(state.holdings)
    more = tuple(replace(grant, count=grant.count + held.get(grant.line, 0)) for grant in response.content.holdings)
    return _apply(state, who, Verified(replace(response.content, holdings=more), response.digest), nonce)


def _no_compare_and_set(state: DeviceState, who: Who, wish: Wish, nonce: bytes, local_act: bool) -> Step:
    return _make(state, who, replace(wish, replaces=state.counter), nonce, local_act)


def _no_transaction(state: DeviceState, who: Who, wish: Wish, nonce: bytes, local_act: bool) -> Step:
    late = wish.transaction == state.transaction
    return _no_compare_and_set(replace(state, transaction=None) if late else state, who, wish, nonce, local_act)


def _signed_early(*arguments: object, **named: object) -> Step:
    step = _one_step(*arguments, **named)  # type: ignore[arg-type]
    moved = [write for write in step.writes if not isinstance(write, AdvanceAnchor | StoreSignature)]
    return Step(step.state, (*moved, *reversed(step.writes[-2:])))


def _anchor_ignored(who: Who, anchor: int, slots: Sequence[DeviceState | None], nonce: bytes) -> Step:
    newest = max((slot for slot in slots if slot), key=lambda slot: slot.counter, default=None)
    return _start(who, newest.counter if newest else anchor, slots, nonce)


def _not_erased(who: Who, anchor: int, slots: Sequence[DeviceState | None], nonce: bytes) -> Step:
    step = _start(who, anchor, slots, nonce)
    return Step(step.state, tuple(write for write in step.writes if not isinstance(write, EraseSlots)))


def _recovery_unsaid(who: Who, anchor: int, slots: Sequence[DeviceState | None], nonce: bytes) -> Step:
    return Step(DeviceState(counter=anchor), ()) if anchor else _start(who, anchor, slots, nonce)


def _live_only(instance: Instance, line: str) -> int:
    return count(instance.live.holdings, line) if instance.live else 0


def _snapshot_only(instance: Instance, line: str) -> int:
    return instance.snapshot_count(line)


def _older_taken(view: View, verified: Verified[DeviceMessage], now: int) -> Decision:
    try:
        return _take(view, verified, now)
    except Refused as error:
        if error.code != "superseded":
            raise
        return portal._taken(view, verified, now)


def _duplicate_taken(view: View, verified: Verified[DeviceMessage], now: int) -> Decision:
    decision = _take(view, verified, now)
    return portal._taken(view, verified, now) if isinstance(decision, portal.Again) else decision


def _suspect_believed(view: View, verified: Verified[DeviceMessage], now: int) -> Decision:
    return _take(replace(view, instance=replace(view.instance, suspicion=None)), verified, now)


def _returner_refused(view: View, verified: Verified[DeviceMessage], now: int) -> Decision:
    if view.host.status is HostStatus.RETURNED:
        raise Refused("device-returned", "It was returned.", "Nothing was changed.", "Enrol it again.")
    return _take(view, verified, now)


def _never_forked(seen: Sequence[Seen], new: Seen) -> bool:
    return False


def _missing_suspected(seen: Sequence[Seen], lower: Seen, upper: Seen) -> bool:
    return upper.previous != lower.digest and not upper.recovered


def _room_ignored(room: portal.Room, host: HostState, held: int, wanted: int, now: int) -> tuple[int, LineStatus]:
    return wanted, LineStatus.AS_ASKED


def _by_bytes(envelope: Envelope) -> bytes:
    return hashlib.sha256(envelope.content.payload + envelope.signature).digest()


_SMALL: Final = Bounds(devices=1, copies=1, messages=4)
_TWO_LOSSES: Final = replace(_SMALL, messages=2, crashes=True, harm=2)
_CRASHES: Final = replace(_SMALL, messages=3, crashes=True)
_HARM: Final = replace(_SMALL, messages=3, harm=1)

MUTANTS: Final = (
    Mutant("the answer to an older message is accepted", device, "apply", _any_answer, TWO_PLACES, _SMALL),
    Mutant("a response is applied twice", device, "apply", _applied_twice, TWO_PLACES, _SMALL),
    Mutant("holdings are added, not replaced", device, "apply", _added, TWO_PLACES, _SMALL),
    Mutant("compare and set is left out", device, "make", _no_compare_and_set, REPEATED, _SMALL),
    Mutant("a transaction is not remembered", device, "make", _no_transaction, REPEATED, _SMALL),
    Mutant("a message is signed before the anchor moves", device, "_step", _signed_early, TWO_PLACES, _CRASHES),
    Mutant("the anchor is ignored at the start", device, "start", _anchor_ignored, TWO_PLACES, _HARM),
    Mutant("a recovered store is not erased first", device, "start", _not_erased, TWO_PLACES, _TWO_LOSSES),
    Mutant("a recovery is not told", device, "start", _recovery_unsaid, LOST, _HARM),
    Mutant(
        "credit before the proof: only the live answer counts", Instance, "allocated", _live_only, TWO_PLACES, _SMALL
    ),
    Mutant("an answer under way does not count", Instance, "allocated", _snapshot_only, TWO_PLACES, _SMALL),
    Mutant("no look at the counter: an older message is taken", portal, "take", _older_taken, TWO_PLACES, _SMALL),
    Mutant("a duplicate is credited", portal, "take", _duplicate_taken, TWICE, _SMALL),
    Mutant("the same message in other bytes is another one", Envelope, "digest", property(_by_bytes), TWICE, _SMALL),
    Mutant("a returned device's proof is refused", portal, "take", _returner_refused, LOST, _SMALL),
    Mutant("a suspect is believed", portal, "take", _suspect_believed, SUSPECT_MOVED, _HARM),
    Mutant("a clone is not noticed", portal, "_forked", _never_forked, FORK_UNSEEN, _HARM),
    Mutant("a missing message makes a suspect", portal, "_breaks", _missing_suspected, LOST, _SMALL),
    Mutant(
        "more is granted than is left",
        portal,
        "_decide",
        _room_ignored,
        TWO_PLACES,
        replace(_SMALL, devices=2, messages=2),
    ),
)


def find(mutant: Mutant) -> Result:
    """Explore with the error planted, until it breaks what its rule is for."""
    with mutant.planted():
        return explore(mutant.bounds, until=mutant.breaks)
