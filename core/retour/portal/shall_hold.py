"""What an answer says that a device shall hold: portal rules 6 to 10, 12 and 13, line by line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from retour.portal.policy import Policy, may_return
from retour.portal.state import HostState, HostStatus, Instance, Line, count, expiry
from retour.protocol.model import MAX_LINES, Counts, DeviceMessage, Grant, LineStatus, counts

Statuses = tuple[tuple[str, LineStatus], ...]


@dataclass(frozen=True, slots=True)
class Room:
    """A line, and what of it is not free for this instance: copies of all others, and copies that are withheld."""

    line: Line
    elsewhere: int


@dataclass(frozen=True, slots=True)
class Terms:
    """What the decision about each line rests on.

    Attributes:
        now: the answer's time, seconds since 1970 UTC. time: the ledger's time for leases.
        recent: copies of each line that came home within the policy's window.
    """

    policy: Policy
    host: HostState
    instance: Instance
    recent: Counts
    now: int
    time: int


def shall_hold(rooms: Sequence[Room], terms: Terms, message: DeviceMessage) -> tuple[Counts, Statuses]:
    """The complete list for the answer, and what became of each line that was named."""
    known = {room.line.activation_id: room for room in rooms}
    shall = {line: _kept(known.get(line), terms, line, n) for line, n in message.holdings}
    status: list[tuple[str, LineStatus]] = []
    for line, wanted in message.desired or ():
        held = shall.get(line, 0)
        if line not in known:
            status.append((line, LineStatus.UNKNOWN))
            continue
        shall[line], said = decide(known[line], terms, held, wanted)
        if not held and shall[line] and sum(1 for n in shall.values() if n) > MAX_LINES:
            shall[line], said = 0, LineStatus.FEWER
        status.append((line, said))
    # What the portal wants back goes with any answer; it had the last word when it marked it.
    marked = dict(terms.instance.marks)
    return counts({line: min(n, marked.get(line, n)) for line, n in shall.items()}), tuple(status)


def decide(room: Room, terms: Terms, held: int, wanted: int) -> tuple[int, LineStatus]:
    """One line of which `held` copies are on the device and `wanted` shall be."""
    host, line = terms.host, room.line
    if wanted < held and not may_return(terms.policy, host, line.activation_id, held - wanted, terms.recent):
        return held, LineStatus.LIMITED
    if wanted <= held:
        return wanted, LineStatus.AS_ASKED
    if host.status is not HostStatus.ACTIVE or host.returning:
        return held, LineStatus.DEVICE_RETURNED
    if line.expiry is not None and line.expiry <= terms.now:
        return held, LineStatus.EXPIRED
    if not terms.policy.trusts(host):
        return held, LineStatus.LIMITED
    allowed = host.allowed(line.activation_id)
    if allowed <= held:
        return held, LineStatus.NOT_GRANTED
    granted = max(held, min(wanted, allowed, line.total - room.elsewhere))
    return granted, LineStatus.AS_ASKED if granted == wanted else LineStatus.FEWER


def grants(rooms: Sequence[Room], terms: Terms, shall: Counts) -> tuple[Grant, ...]:
    """The list with its terms; a lease begins anew with each answer."""
    lines = {room.line.activation_id: room.line for room in rooms}
    return tuple(_grant(lines[name], terms, n) for name, n in shall)


def _kept(room: Room | None, terms: Terms, line: str, held: int) -> int:
    """Copies on the device that stay; where their lease is over they were given to others, and only the rest does."""
    if room is None or not terms.instance.lease_over(line, terms.time):
        return held
    return max(0, min(held, room.line.total - room.elsewhere))


def _grant(line: Line, terms: Terms, n: int) -> Grant:
    return Grant(line.activation_id, n, line.product, line.version, line.features, _end(line, terms))


def _end(line: Line, terms: Terms) -> int | None:
    """When these copies end: with the line, or with a lease that begins now; one that a host must not renew stays."""
    if line.lease is None:
        return line.expiry
    end = terms.now + line.lease
    renews = terms.host.status is HostStatus.ACTIVE and not terms.host.returning
    if not renews and (snapshot := terms.instance.snapshot) and count(snapshot.holdings, line.activation_id):
        before = expiry(snapshot.expiries, line.activation_id)
        end = end if before is None else min(end, before)
    return end if line.expiry is None else min(end, line.expiry)
