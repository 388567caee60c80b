"""What the portal knows, as frozen data: lines, hosts, instances, and the counts that follow from them.

The rules over it are in `rules` (device messages), `rules_operator` (enrolment, grants, lines) and `rules_removal`
(marks, orders, write-offs, restored databases). Everything is hashable, so that an explorer can drive the same
functions that serve the store.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from retour.protocol.group import Clock, RemovalNeeds, SecurityLevel
from retour.protocol.keys import PublicKey
from retour.protocol.model import Applied, Counts, Host

DAY: Final = 86_400
LEASE_MARGIN: Final = DAY
"""Seconds after the end of a lease until its copies count as gone: more than a trusted clock drifts."""
Expiries = tuple[tuple[str, int], ...]
"""Activation IDs, sorted, with the end of their copies, seconds since 1970 UTC; permanent ones are left out."""


class HostStatus(StrEnum):
    """A device as the vendor's back office names it."""

    ACTIVE = "ACTIVE"
    RETURNED = "RETURNED"
    """Decommissioned: gets nothing until it is enrolled again (portal rule 13)."""
    OBSOLETE = "OBSOLETE"
    """Written off (portal rule 7)."""


class InstanceStatus(StrEnum):
    """Whether messages of one enrolled key are believed."""

    ACTIVE = "ACTIVE"
    SUSPECT = "SUSPECT"
    """Portal rules 3 and 4: nothing is credited and nothing granted any more."""
    RETIRED = "RETIRED"
    """Written off, or another key took its place: told to drop everything, and never given a copy again (rule 7)."""


@dataclass(frozen=True, slots=True)
class Line:
    """An entitlement line: `total` copies of a product under one activation ID.

    Attributes:
        expiry: seconds since 1970 UTC, or None for permanent.
        lease: seconds for which a device holds copies until it has to renew them, or None.
    """

    activation_id: str
    entitlement_id: str | None
    total: int
    product: str
    version: str
    features: tuple[str, ...]
    expiry: int | None
    lease: int | None = None


@dataclass(frozen=True, slots=True)
class Traits:
    """What enrolment states about a device; never taken from the device's own word (portal rule 5)."""

    model: str = ""
    level: SecurityLevel = SecurityLevel.NONE
    clock: Clock = Clock.NONE
    needs: RemovalNeeds = RemovalNeeds.ORDER_OR_LOCAL


@dataclass(frozen=True, slots=True)
class HostState:
    """A device.

    Attributes:
        allowance: how many copies of each line it may hold at most (portal rule 12).
        returning: decommissioned by an order or a mark: RETURNED as soon as its last copy is proven gone.
    """

    host: Host
    status: HostStatus
    traits: Traits
    allowance: Counts
    returning: bool = False

    def allowed(self, line: str) -> int:
        return count(self.allowance, line)


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The newest message that was taken: what the device provably held when it made it.

    Attributes:
        expiries: of the holdings, as the answer stated that the device had applied.
    """

    counter: int
    digest: bytes
    previous: bytes | None
    applied: Applied | None
    order: int
    key_set: int
    holdings: Counts
    expiries: Expiries = ()


@dataclass(frozen=True, slots=True)
class LiveAnswer:
    """The answer to the newest message: the only one that the device can still apply."""

    epoch: int
    sequence: int
    digest: bytes
    answers: bytes
    holdings: Counts
    expiries: Expiries = ()

    @property
    def as_applied(self) -> Applied:
        return Applied(self.epoch, self.sequence, self.digest)


@dataclass(frozen=True, slots=True)
class Instance:
    """One enrolled key of one host, with its own counters.

    Attributes:
        suspicion: the code of the finding that made it SUSPECT.
        sequence: the last sequence issued to it.
        acknowledged: highest counter whose removals are credited.
        marks: counts that shall remain of lines from which the portal wants copies back, 0 for none.
        orders: number of the last removal order made for it.
        stale: the portal was restored from a backup, and this instance has not proven itself since (portal rule 9).
        bounded: it was retired in that backup already: it can hold no more than it could then.
        leases_end: enrolment states a clock that its user cannot set back (portal rule 8).
    """

    key: PublicKey
    host: Host
    status: InstanceStatus = InstanceStatus.ACTIVE
    suspicion: str | None = None
    snapshot: Snapshot | None = None
    live: LiveAnswer | None = None
    sequence: int = 0
    acknowledged: int = 0
    marks: Counts = ()
    orders: int = 0
    stale: bool = False
    bounded: bool = False
    leases_end: bool = False

    def snapshot_count(self, line: str) -> int:
        return count(self.snapshot.holdings, line) if self.snapshot else 0

    def live_count(self, line: str) -> int:
        return count(self.live.holdings, line) if self.live else 0

    def allocated(self, line: str, time: int) -> int:
        """Copies that this instance holds or may come to hold (portal rules 1 and 8).

        Args:
            time: the ledger's time for leases, see `lease_time`.
        """
        return 0 if self.lease_over(line, time) else max(self.snapshot_count(line), self.live_count(line))

    def counted(self, line: Line, time: int) -> int:
        """Copies that are taken off what the line offers (portal rules 7 and 9)."""
        return 0 if self.status is InstanceStatus.RETIRED else self._ever(line, time)

    def at_risk(self, line: Line, time: int) -> int:
        """Copies of a retired instance that it may still use; falls with each of its later snapshots."""
        return self._ever(line, time) if self.status is InstanceStatus.RETIRED else 0

    def _ever(self, line: Line, time: int) -> int:
        """Portal rule 9: what a portal that was restored does not know is every copy that there is."""
        allocated = self.allocated(line.activation_id, time)
        return max(line.total, allocated) if self.stale and not self.bounded else allocated

    def waiting(self, line: str, time: int) -> int:
        """Copies that the live answer takes away and no snapshot has shown to be gone."""
        return max(0, self.allocated(line, time) - self.live_count(line)) if self.live else 0

    def lease_over(self, line: str, time: int) -> bool:
        """Whether every copy of a line ended by its lease; at the later end of snapshot and live answer."""
        if not self.leases_end:
            return False
        ends: list[int | None] = []
        if self.snapshot and self.snapshot_count(line):
            ends.append(expiry(self.snapshot.expiries, line))
        if self.live and self.live_count(line):
            ends.append(expiry(self.live.expiries, line))
        return bool(ends) and all(end is not None and end + LEASE_MARGIN <= time for end in ends)

    @property
    def lines(self) -> tuple[str, ...]:
        """Every line of which it has or had copies in its last snapshot or its live answer."""
        named = {line for line, _ in self.snapshot.holdings} if self.snapshot else set()
        return tuple(sorted(named | {line for line, _ in self.live.holdings} if self.live else named))


@dataclass(frozen=True, slots=True)
class LineView:
    """One line for people.

    Attributes:
        withheld: copies that came home and that a policy keeps back (portal rule 6).
        unproven: copies kept back because the portal was restored, and devices have not been heard since.
        at_risk: copies of retired instances that may still be in use; not part of the total.
    """

    line: Line
    held: int
    waiting: int
    withheld: int = 0
    unproven: int = 0
    at_risk: int = 0

    @property
    def available(self) -> int:
        """Copies left; negative where the line is overdrawn."""
        return self.line.total - self.held - self.waiting - self.withheld - self.unproven

    @property
    def overdrawn(self) -> int:
        """Copies that are out beyond the total, after it was lowered (portal rule 10)."""
        return max(0, -self.available)


def line_view(line: Line, instances: Iterable[Instance], time: int, withheld: int = 0) -> LineView:
    """Add one line up over all instances."""
    name = line.activation_id
    held = waiting = at_risk = unproven = 0
    for each in instances:
        allocated = each.allocated(name, time)
        counted = each.counted(line, time)
        at_risk += each.at_risk(line, time)
        waits = min(counted, each.waiting(name, time))
        waiting += waits
        held += min(counted, allocated) - waits
        unproven += max(0, counted - allocated)
    left = max(0, line.total - held - waiting - withheld)
    return LineView(line, held, waiting, withheld, min(unproven, left), at_risk)


def count(held: Counts, line: str) -> int:
    """Copies of one line in counts; 0 where it is not named."""
    at = bisect_left(held, (line,))
    return held[at][1] if at < len(held) and held[at][0] == line else 0


def expiry(ends: Expiries, line: str) -> int | None:
    """The end of a line's copies; None where they are permanent."""
    at = bisect_left(ends, (line,))
    return ends[at][1] if at < len(ends) and ends[at][0] == line else None
