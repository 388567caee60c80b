"""The ledger's rules for device messages (PROTOCOL "Portal rules"): view + verified message -> decision.

1. allocated = max(last snapshot, live answer); credited only by a newer snapshot.
2. The same digest again has the same answer; older than the newest is superseded.
3. Signs of a clone make the instance SUSPECT: nothing is credited, nothing granted.
4. So do more copies than it could hold, and an answer that was never issued.
5. Only the enrolled key speaks for its host.
6. Policy refuses a grant or a return not yet made; the copies of a proof come home, and some are withheld.
7. A retired instance is told to drop everything; its snapshots lower what is at risk, and credit nothing.
8. Where enrolment states a trusted clock, copies whose lease is over are not counted.
9. An instance that a restored portal has not heard of since keeps what it holds until it has proven itself.
10. A line offers its total less what all others have allocated, and never less than 0.
11. In a bundle, each device by counter, and reductions before grants.
12. Increases reach the host's allowance and no further.
13. Reason *decommission* returns the host; its reductions and confirmations are taken all the same.

Nothing here reads, writes, signs or looks at a clock. Refusals raise; the store records and carries out the rest.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from retour.errors import Refused, RetourError
from retour.portal.chain import (
    Seen,
    find,
    finding,
    forked,
    held_before,
    proves_fresh,
    seen_as,
    suspicion_error,
)
from retour.portal.policy import NO_POLICY, Policy, Withheld, withhold
from retour.portal.shall_hold import Room, Statuses, Terms, grants, shall_hold
from retour.portal.state import (
    HostState,
    HostStatus,
    Instance,
    InstanceStatus,
    LiveAnswer,
    Snapshot,
    count,
    expiry,
)
from retour.protocol.cose import Unsigned
from retour.protocol.keys import PortalKey
from retour.protocol.messages import Verified, unsigned_response
from retour.protocol.model import Counts, DeviceMessage, LineStatus, Reason, Response, counts

_ORDERS_PER_EPOCH: Final = 2**32


@dataclass(frozen=True, slots=True)
class View:
    """All that a decision may depend on.

    Attributes:
        ledger_time: the latest time of any answer, seconds since 1970 UTC.
        lease_time: the time up to which leases may end, see `rules_operator.lease_time`.
        rooms: every line that the message, the last snapshot or the live answer names, if it exists.
        seen: stored messages of the instance; at least those with the message's digest or counter, its nearest
            neighbours by counter, and those that it or its upper neighbour names as previous.
        recent: copies of each line that came home within the policy's window; asked for only where it limits returns.
        links: signed links to key sets that the device lacks.
    """

    portal: PortalKey
    epoch: int
    ledger_time: int
    instance: Instance
    host: HostState
    rooms: tuple[Room, ...]
    seen: tuple[Seen, ...]
    lease_time: int = 0
    policy: Policy = NO_POLICY
    recent: Counts = ()
    links: tuple[bytes, ...] = ()


@dataclass(frozen=True, slots=True)
class Change:
    """What a message did to one line of its device.

    Attributes:
        before: copies in the last snapshot; after: copies in the new answer.
        credited: copies that came home; waiting: copies taken away and not yet proven gone.
        withheld: how many of those credited a policy keeps back.
    """

    line: str
    before: int
    after: int
    credited: int
    waiting: int
    withheld: int = 0


@dataclass(frozen=True, slots=True)
class Taken:
    """Take the message: store the new state, sign and store the answer, then hand it out.

    Attributes:
        unsigned: the response, encoded, complete but for its signature.
    """

    instance: Instance
    host: HostState
    response: Response
    changes: tuple[Change, ...]
    withheld: tuple[Withheld, ...] = ()
    unsigned: Unsigned = field(kw_only=True, compare=False)


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
    retired = instance.status is InstanceStatus.RETIRED
    if instance.suspicion is not None and not retired:
        raise suspicion_error(instance.suspicion, message)
    known = find(view.seen, verified.digest)
    if known is not None and known.answer is not None:
        return Again(known.answer, instance.snapshot is not None and instance.snapshot.digest == known.digest)
    if instance.suspicion is not None:
        return _taken(view, verified, now)
    if known is None and forked(view.seen, seen_as(verified)):
        return _quarantined(view, verified, "clone-suspect", now)
    if instance.snapshot is not None and message.counter < instance.snapshot.counter:
        raise Refused(
            "superseded",
            f"This message of {message.host} is older than one that the portal has taken already.",
            "Nothing was changed: the newer message counts.",
            "Fetch the newest message from the device, or bring it the answer to the newer one.",
            counter=message.counter,
            newest=instance.snapshot.counter,
        )
    if instance.stale:
        if not proves_fresh(instance, view.epoch, message):
            return _taken(view, verified, now)
        # An order of the time that was lost may have been carried out; the answer just processed made all others void.
        known_now = replace(instance, stale=False, bounded=False, orders=max(instance.orders, message.order))
        view = replace(view, instance=known_now)
    wrong = finding(view.instance, view.epoch, message)
    return _taken(view, verified, now) if wrong is None else _quarantined(view, verified, wrong, now)


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


def order_floor(instance: Instance, epoch: int) -> int:
    """Every order up to here is void once an answer is processed: it folds in what is still open.

    The high part of an order's number is the epoch: those that a restored portal has forgotten are below it.
    """
    return max(instance.orders, (epoch - 1) * _ORDERS_PER_EPOCH)


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


def _quarantined(view: View, verified: Verified[DeviceMessage], code: str, now: int) -> Decision:
    """A retired instance stays retired: it is told to drop, and what it says counts for nothing from now on."""
    suspect = replace(view.instance, suspicion=code)
    if suspect.status is InstanceStatus.RETIRED:
        return _taken(replace(view, instance=suspect), verified, now)
    return Quarantined(replace(suspect, status=InstanceStatus.SUSPECT), suspicion_error(code, verified.content))


def _taken(view: View, verified: Verified[DeviceMessage], now: int) -> Taken:
    message, before = verified.content, view.instance
    retired = before.status is InstanceStatus.RETIRED
    host = view.host if retired else _returned(view.host, before, message)
    issued = max(now, view.ledger_time)
    terms = Terms(view.policy, host, before, view.recent, issued, view.lease_time)
    holdings, status = _answer(view, terms, message)
    floor = order_floor(before, view.epoch)
    response = Response(
        portal=view.portal.portal,
        issued=issued,
        host=message.host,
        instance=message.instance,
        epoch=view.epoch,
        sequence=before.sequence + 1,
        answers=verified.digest,
        holdings=grants(view.rooms, terms, holdings),
        confirm=any(n > count(holdings, line) for line, n in message.holdings),
        acknowledged=message.counter,
        order_floor=floor,
        status=status,
        key_set_links=view.links,
    )
    unsigned = unsigned_response(response, view.portal.key)
    if before.suspicion is None:
        after = _heard(before, verified, response, unsigned.digest)
    else:
        after = replace(before, sequence=response.sequence)
    if not (retired or before.stale):
        # A count lower than what is held is a return as well, from the moment it is answered.
        host = _capped(host, message.holdings, response.counts)
        host = _gone_home(host, after, view.lease_time)
    changes = _changes(view, after, response.counts)
    kept = withhold(view.policy, host, counts({c.line: c.credited for c in changes}), view.recent, issued)
    if kept:
        by_line = {entry.line: entry.count for entry in kept}
        changes = tuple(replace(change, withheld=by_line.get(change.line, 0)) for change in changes)
    return Taken(after, host, response, changes, kept, unsigned=unsigned)


def _answer(view: View, terms: Terms, message: DeviceMessage) -> tuple[Counts, Statuses]:
    """What the device shall hold, and the status of each line named."""
    named = [line for line, _ in message.desired or ()]
    if view.instance.status is InstanceStatus.RETIRED:
        return (), tuple((line, LineStatus.RETIRED) for line in named)
    if view.instance.stale:
        _known_lines(view, message)
        return message.holdings, tuple((line, LineStatus.UNPROVEN) for line in named)
    return shall_hold(view.rooms, terms, message)


def _known_lines(view: View, message: DeviceMessage) -> None:
    """A portal that was restored may have forgotten a line; its terms cannot be guessed."""
    known = {room.line.activation_id for room in view.rooms}
    for line, _ in message.holdings:
        if line not in known:
            raise Refused(
                "unknown-line",
                f"{message.host} holds copies of {line}, and this portal has no such line since it was restored.",
                "Nothing was changed on the device or in the portal.",
                f"Make the line {line} in the portal again, then bring the same file.",
                line=line,
            )


def _heard(before: Instance, verified: Verified[DeviceMessage], response: Response, digest: bytes) -> Instance:
    """The instance after a message and its answer."""
    message = verified.content
    applied_live = before.live is not None and message.applied == before.live.as_applied
    source = before.live if applied_live else before.snapshot
    ends = source.expiries if source else ()
    held = message.holdings
    snapshot = Snapshot(
        counter=message.counter,
        digest=verified.digest,
        previous=message.previous,
        applied=message.applied,
        order=message.order,
        key_set=message.key_set,
        holdings=held,
        expiries=tuple((line, end) for line, _ in held if (end := expiry(ends, line)) is not None),
    )
    live = LiveAnswer(
        epoch=response.epoch,
        sequence=response.sequence,
        digest=digest,
        answers=verified.digest,
        holdings=response.counts,
        expiries=tuple((grant.line, grant.expiry) for grant in response.holdings if grant.expiry is not None),
    )
    return replace(
        before,
        snapshot=snapshot,
        live=live,
        sequence=response.sequence,
        acknowledged=message.counter,
        marks=tuple((line, n) for line, n in before.marks if count(held, line) > n),
    )


def _returned(host: HostState, instance: Instance, message: DeviceMessage) -> HostState:
    """Rule 13, and: copies that went home are no longer this host's to ask for. Copies lost with a store still are."""
    if message.reason is Reason.DECOMMISSION:
        host = replace(host, status=HostStatus.RETURNED)
    if message.reason is Reason.RECOVERED or instance.stale:
        return host
    return _capped(host, held_before(instance, message), message.holdings)


def _gone_home(host: HostState, instance: Instance, time: int) -> HostState:
    """A host that was decommissioned from the portal is RETURNED with the proof that its last copy is gone."""
    if host.returning and not any(instance.allocated(line, time) for line in instance.lines):
        return replace(host, status=HostStatus.RETURNED, returning=False)
    return host


def _capped(host: HostState, before: Counts, after: Counts) -> HostState:
    """The allowance after a return: of each line that became fewer, what remains."""
    caps = {line: count(after, line) for line, n in before if count(after, line) < n}
    return replace(host, allowance=counts({line: min(n, caps.get(line, n)) for line, n in host.allowance}))


def _changes(view: View, after: Instance, shall: Counts) -> tuple[Change, ...]:
    """The lines whose counts moved, sorted by activation ID."""
    before, time = view.instance, view.lease_time
    found = []
    for room in sorted(view.rooms, key=lambda room: room.line.activation_id):
        name = room.line.activation_id
        change = Change(
            line=name,
            before=before.snapshot_count(name),
            after=count(shall, name),
            credited=max(0, before.counted(room.line, time) - after.counted(room.line, time)),
            waiting=after.waiting(name, time),
        )
        if change.before != change.after or change.credited or change.waiting:
            found.append(change)
    return tuple(found)
