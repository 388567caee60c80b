"""The ledger's rules for device messages (PROTOCOL "Portal rules"): view + verified message -> decision.

1. allocated = max(last snapshot, live answer); credited only by a newer snapshot.
2. The same digest again has the same answer; older than the newest is superseded.
3. Signs of a clone make the instance SUSPECT: nothing is credited, nothing granted.
4. So do more copies than it could hold, and an answer that was never issued.
5. Only the enrolled key speaks for its host.
10. A line offers its total less what all others have allocated, and never less than 0.
11. In a bundle, each device by counter, and reductions before grants.
12. Increases reach the host's allowance and no further.
13. Reason *decommission* returns the host; its reductions and confirmations are taken all the same.

Nothing here reads, writes, signs or looks at a clock. Refusals raise; the store records and carries out the rest.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from retour.errors import Refused, RetourError
from retour.portal.state import (
    HostState,
    HostStatus,
    Instance,
    InstanceStatus,
    Line,
    LiveAnswer,
    Snapshot,
    count,
)
from retour.protocol.keys import PortalKey
from retour.protocol.messages import Verified, unsigned_response
from retour.protocol.model import (
    MAX_LINES,
    Counts,
    DeviceMessage,
    Grant,
    LineStatus,
    Reason,
    Response,
    counts,
)


@dataclass(frozen=True, slots=True)
class Seen:
    """A message that the portal has stored.

    Attributes:
        recovered: its reason was `Reason.RECOVERED`: it may break the chain.
        answer: digest of its answer; None if it was superseded on arrival.
    """

    counter: int
    digest: bytes
    previous: bytes | None
    recovered: bool
    answer: bytes | None


@dataclass(frozen=True, slots=True)
class Room:
    """A line and what all other instances have allocated of it."""

    line: Line
    elsewhere: int


@dataclass(frozen=True, slots=True)
class View:
    """All that a decision may depend on.

    Attributes:
        ledger_time: the latest time of any answer, seconds since 1970 UTC.
        rooms: every line that the message, the last snapshot or the live answer names, if it exists.
        seen: stored messages of the instance; at least those with the message's digest or counter, its nearest
            neighbours by counter, and those that it or its upper neighbour names as previous.
    """

    portal: PortalKey
    epoch: int
    ledger_time: int
    instance: Instance
    host: HostState
    rooms: tuple[Room, ...]
    seen: tuple[Seen, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """What a message did to one line of its device.

    Attributes:
        before: copies in the last snapshot; after: copies in the new answer.
        credited: copies that became available; waiting: copies taken away and not yet proven gone.
    """

    line: str
    before: int
    after: int
    credited: int
    waiting: int


@dataclass(frozen=True, slots=True)
class Taken:
    """Take the message: store the new state, sign and store the answer, then hand it out."""

    instance: Instance
    host: HostState
    response: Response
    changes: tuple[Change, ...]


@dataclass(frozen=True, slots=True)
class Again:
    """Nothing changes; the stored answer of this digest is handed out again.

    Attributes:
        newest: False when a newer message was taken since, so that the device will not apply this answer.
    """

    answer: bytes
    newest: bool


@dataclass(frozen=True, slots=True)
class Quarantined:
    """Store that the instance is suspect, then show the error."""

    instance: Instance
    error: RetourError


Decision = Taken | Again | Quarantined


def take(view: View, verified: Verified[DeviceMessage], now: int) -> Decision:
    """Decide about one device message.

    Args:
        verified: the message, checked with the enrolled key of `view.instance`.
        now: seconds since 1970 UTC.

    Raises:
        Refused: ``other-portal``, ``other-host``, ``superseded``, and the finding of an instance that is suspect.
    """
    message, instance = verified.content, view.instance
    _addressed(view, message)
    if instance.suspicion is not None:
        raise suspicion_error(instance.suspicion, message)
    known = _find(view.seen, verified.digest)
    if known is not None and known.answer is not None:
        return Again(known.answer, instance.snapshot is not None and instance.snapshot.digest == known.digest)
    if known is None and _forked(view.seen, _seen(verified)):
        return _quarantined(view, message, "clone-suspect")
    if instance.snapshot is not None and message.counter < instance.snapshot.counter:
        raise Refused(
            "superseded",
            f"This message of {message.host} is older than one that the portal has taken already.",
            "Nothing was changed: the newer message counts.",
            "Fetch the newest message from the device, or bring it the answer to the newer one.",
            counter=message.counter,
            newest=instance.snapshot.counter,
        )
    finding = _finding(view, message)
    return _taken(view, verified, now) if finding is None else _quarantined(view, message, finding)


def taking_order(messages: Sequence[DeviceMessage]) -> tuple[int, ...]:
    """In which order a bundle is taken (rule 11), as indices: by counter per device, what only frees copies first."""
    grants_from: dict[bytes, int] = {}
    for message in messages:
        if any(n > count(message.holdings, line) for line, n in message.desired or ()):
            first = grants_from.get(message.instance, message.counter)
            grants_from[message.instance] = min(first, message.counter)

    def key(index: int) -> tuple[bool, bytes, int, int]:
        message = messages[index]
        asks = message.counter >= grants_from.get(message.instance, message.counter + 1)
        return asks, message.instance, message.counter, index

    return tuple(sorted(range(len(messages)), key=key))


def suspicion_error(code: str, message: DeviceMessage) -> Refused:
    """The three lines of a finding of rules 3 and 4."""
    return Refused(
        code,
        _FINDINGS[code].format(host=message.host),
        "Nothing was credited and nothing granted: its copies stay counted as held.",
        "Do not reset the device. Ask whoever runs this portal to look at the device's messages.",
        host=message.host.id,
        counter=message.counter,
    )


_FINDINGS: Final = {
    "clone-suspect": "The messages of {host} contradict each other: its license store may exist twice.",
    "more-than-allocated": "{host} reports more copies than this portal ever allowed it to hold.",
    "never-issued": "{host} names an answer that this portal never made.",
}


def for_this_portal(portal: str, message: DeviceMessage) -> None:
    """Raises `Refused` (``other-portal``): who stands at the wrong portal is not told to enrol the device there."""
    if message.portal != portal:
        raise Refused(
            "other-portal",
            f"This message is for the portal {message.portal}, not for {portal}.",
            "Nothing was changed.",
            "Take the file to the portal that it names.",
        )


def _addressed(view: View, message: DeviceMessage) -> None:
    for_this_portal(view.portal.portal, message)
    if message.host != view.instance.host:
        raise Refused(
            "other-host",
            f"This message names {message.host}, and its key is enrolled for {view.instance.host}.",
            "Nothing was changed.",
            "Fetch the file again from the device; if it stays so, ask for support.",
        )


def _seen(verified: Verified[DeviceMessage]) -> Seen:
    message = verified.content
    return Seen(message.counter, verified.digest, message.previous, message.reason is Reason.RECOVERED, None)


def _find(seen: Sequence[Seen], digest: bytes | None) -> Seen | None:
    return next((s for s in seen if s.digest == digest), None)


def _forked(seen: Sequence[Seen], new: Seen) -> bool:
    """Rule 3, first half: does `new` contradict the one chain that an honest device makes?"""
    if any(s.counter == new.counter for s in seen):
        return True
    below = max((s for s in seen if s.counter < new.counter), key=lambda s: s.counter, default=None)
    above = min((s for s in seen if s.counter > new.counter), key=lambda s: s.counter, default=None)
    return (below is not None and _breaks(seen, below, new)) or (above is not None and _breaks(seen, new, above))


def _breaks(seen: Sequence[Seen], lower: Seen, upper: Seen) -> bool:
    """Whether `upper` cannot follow `lower`, its nearest known neighbour; a message merely missing is no sign."""
    if upper.previous == lower.digest:
        return False
    if upper.previous is None:
        return not upper.recovered
    return upper.counter == lower.counter + 1 or _find(seen, upper.previous) is not None


def _finding(view: View, message: DeviceMessage) -> str | None:
    """Rule 3, second half, and rule 4: the code of what is wrong with a newer message, if anything is."""
    snapshot, live = view.instance.snapshot, view.instance.live
    recovered = message.reason is Reason.RECOVERED
    known = {snapshot.applied if snapshot else None} | ({live.as_applied} if live else set())
    if message.applied not in known and not (recovered and message.applied is None):
        applied = message.applied
        if applied and (applied.epoch, applied.sequence) > (view.epoch, view.instance.sequence):
            return "never-issued"
        return "clone-suspect"
    if snapshot and not recovered and (message.order < snapshot.order or message.key_set < snapshot.key_set):
        return "clone-suspect"
    before = _held_before(view.instance, message)
    return "more-than-allocated" if any(n > count(before, line) for line, n in message.holdings) else None


def _held_before(instance: Instance, message: DeviceMessage) -> Counts:
    """What the device held before whatever it did since: the live answer if it applied that, else the last snapshot."""
    if instance.live and message.applied == instance.live.as_applied:
        return instance.live.holdings
    return instance.snapshot.holdings if instance.snapshot else ()


def _quarantined(view: View, message: DeviceMessage, code: str) -> Quarantined:
    suspect = replace(view.instance, status=InstanceStatus.SUSPECT, suspicion=code)
    return Quarantined(suspect, suspicion_error(code, message))


def _taken(view: View, verified: Verified[DeviceMessage], now: int) -> Taken:
    message, before = verified.content, view.instance
    host = _returned(view.host, before, message)
    issued = max(now, view.ledger_time)
    holdings, status = _shall_hold(view, host, message, issued)
    response = Response(
        portal=view.portal.portal,
        issued=issued,
        host=message.host,
        instance=message.instance,
        epoch=view.epoch,
        sequence=before.sequence + 1,
        answers=verified.digest,
        holdings=tuple(_grant(view, line, n) for line, n in holdings),
        confirm=any(n > count(holdings, line) for line, n in message.holdings),
        acknowledged=message.counter,
        order_floor=0,
        status=status,
        key_set_links=(),
    )
    after = replace(
        before,
        snapshot=Snapshot(
            counter=message.counter,
            digest=verified.digest,
            previous=message.previous,
            applied=message.applied,
            order=message.order,
            key_set=message.key_set,
            holdings=message.holdings,
        ),
        live=LiveAnswer(
            epoch=response.epoch,
            sequence=response.sequence,
            digest=unsigned_response(response, view.portal.key).digest,
            answers=verified.digest,
            holdings=response.counts,
        ),
        sequence=response.sequence,
        acknowledged=message.counter,
    )
    # A count lower than what is held is a return as well, from the moment it is answered.
    host = _capped(host, message.holdings, response.counts)
    return Taken(after, host, response, _changes(view, after, response.counts))


def _returned(host: HostState, instance: Instance, message: DeviceMessage) -> HostState:
    """Rule 13, and: copies that went home are no longer this host's to ask for. Copies lost with a store still are."""
    if message.reason is Reason.DECOMMISSION:
        host = replace(host, status=HostStatus.RETURNED)
    if message.reason is Reason.RECOVERED:
        return host
    return _capped(host, _held_before(instance, message), message.holdings)


def _capped(host: HostState, before: Counts, after: Counts) -> HostState:
    """The allowance after a return: of each line that became fewer, what remains."""
    caps = {line: count(after, line) for line, n in before if count(after, line) < n}
    return replace(host, allowance=counts({line: min(n, caps.get(line, n)) for line, n in host.allowance}))


def _shall_hold(
    view: View, host: HostState, message: DeviceMessage, now: int
) -> tuple[Counts, tuple[tuple[str, LineStatus], ...]]:
    """The complete list for the answer, and what became of each line that was named."""
    rooms = {room.line.activation_id: room for room in view.rooms}
    shall = dict(message.holdings)
    status: list[tuple[str, LineStatus]] = []
    for line, wanted in message.desired or ():
        held = shall.get(line, 0)
        if line not in rooms:
            status.append((line, LineStatus.UNKNOWN))
            continue
        shall[line], said = _decide(rooms[line], host, held, wanted, now)
        if not held and shall[line] and sum(1 for n in shall.values() if n) > MAX_LINES:
            shall[line], said = 0, LineStatus.FEWER
        status.append((line, said))
    return counts(shall), tuple(status)


def _decide(room: Room, host: HostState, held: int, wanted: int, now: int) -> tuple[int, LineStatus]:
    """Rules 10, 12 and 13 for one line of which `held` copies are on the device and `wanted` shall be."""
    if wanted <= held:
        return wanted, LineStatus.AS_ASKED
    if host.status is not HostStatus.ACTIVE:
        return held, LineStatus.DEVICE_RETURNED
    if room.line.expiry is not None and room.line.expiry <= now:
        return held, LineStatus.EXPIRED
    allowed = host.allowed(room.line.activation_id)
    if allowed <= held:
        return held, LineStatus.NOT_GRANTED
    granted = max(held, min(wanted, allowed, room.line.total - room.elsewhere))
    return granted, LineStatus.AS_ASKED if granted == wanted else LineStatus.FEWER


def _grant(view: View, name: str, n: int) -> Grant:
    line = next(room.line for room in view.rooms if room.line.activation_id == name)
    return Grant(name, n, line.product, line.version, line.features, line.expiry)


def _changes(view: View, after: Instance, shall: Counts) -> tuple[Change, ...]:
    """The lines whose counts moved, sorted by activation ID."""
    found = []
    for name in sorted(room.line.activation_id for room in view.rooms):
        change = Change(
            line=name,
            before=view.instance.snapshot_count(name),
            after=count(shall, name),
            credited=max(0, view.instance.allocated(name) - after.allocated(name)),
            waiting=after.waiting(name),
        )
        if change.before != change.after or change.credited or change.waiting:
            found.append(change)
    return tuple(found)
