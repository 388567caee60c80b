"""What the portal knows, as frozen data: lines, hosts, instances, and the counts that follow from them.

The rules over it are in `rules` (device messages) and `rules_operator` (enrolment, grants, lines). Everything is
hashable, so that an explorer can drive the same functions that serve the store.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from retour.protocol.group import Clock, RemovalNeeds, SecurityLevel
from retour.protocol.keys import PublicKey
from retour.protocol.model import Applied, Counts, Host


class HostStatus(StrEnum):
    """A device as the vendor's back office names it."""

    ACTIVE = "ACTIVE"
    RETURNED = "RETURNED"
    """Decommissioned: gets nothing until it is enrolled again (portal rule 13)."""
    OBSOLETE = "OBSOLETE"


class InstanceStatus(StrEnum):
    """Whether messages of one enrolled key are believed."""

    ACTIVE = "ACTIVE"
    SUSPECT = "SUSPECT"
    """Portal rules 3 and 4: nothing is credited and nothing granted any more."""


@dataclass(frozen=True, slots=True)
class Line:
    """An entitlement line: `total` copies of a product under one activation ID.

    Attributes:
        expiry: seconds since 1970 UTC, or None for permanent.
    """

    activation_id: str
    entitlement_id: str | None
    total: int
    product: str
    version: str
    features: tuple[str, ...]
    expiry: int | None


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
    """

    host: Host
    status: HostStatus
    traits: Traits
    allowance: Counts

    def allowed(self, line: str) -> int:
        return count(self.allowance, line)


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The newest message that was taken: what the device provably held when it made it."""

    counter: int
    digest: bytes
    previous: bytes | None
    applied: Applied | None
    order: int
    key_set: int
    holdings: Counts


@dataclass(frozen=True, slots=True)
class LiveAnswer:
    """The answer to the newest message: the only one that the device can still apply."""

    epoch: int
    sequence: int
    digest: bytes
    answers: bytes
    holdings: Counts

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
    """

    key: PublicKey
    host: Host
    status: InstanceStatus = InstanceStatus.ACTIVE
    suspicion: str | None = None
    snapshot: Snapshot | None = None
    live: LiveAnswer | None = None
    sequence: int = 0
    acknowledged: int = 0

    def snapshot_count(self, line: str) -> int:
        return count(self.snapshot.holdings, line) if self.snapshot else 0

    def allocated(self, line: str) -> int:
        """Copies that this instance holds or may come to hold (portal rule 1)."""
        return max(self.snapshot_count(line), count(self.live.holdings, line) if self.live else 0)

    def waiting(self, line: str) -> int:
        """Copies that the live answer takes away and no snapshot has shown to be gone."""
        return self.allocated(line) - count(self.live.holdings, line) if self.live else 0


@dataclass(frozen=True, slots=True)
class LineView:
    """One line for people; ``total = available + held + waiting`` always."""

    line: Line
    held: int
    waiting: int

    @property
    def available(self) -> int:
        """Copies left; negative where the line is overdrawn."""
        return self.line.total - self.held - self.waiting

    @property
    def overdrawn(self) -> int:
        """Copies that are out beyond the total, after it was lowered (portal rule 10)."""
        return max(0, -self.available)


def line_view(line: Line, instances: Iterable[Instance]) -> LineView:
    """Add one line up over all instances."""
    name = line.activation_id
    pairs = [(i.allocated(name), i.waiting(name)) for i in instances]
    return LineView(line, sum(a - w for a, w in pairs), sum(w for _, w in pairs))


def count(held: Counts, line: str) -> int:
    """Copies of one line in counts; 0 where it is not named."""
    return next((n for name, n in held if name == line), 0)
