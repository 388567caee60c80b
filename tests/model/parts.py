"""What an exploration is made of: one device with its place in the portal as a tuple of small integers.

Digests, states and messages are interned in tables. Every device lives in the same tables under the same host and key:
rules compare those with their own and use them for nothing else, so two devices that went through the same are one
tuple, and a global state is the sorted tuple of its devices' numbers, with the time.
"""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from typing import Final, Generic, NamedTuple, TypeVar

from retour.device.rules import Who, Wish
from retour.device.state import DeviceState
from retour.portal.chain import Seen
from retour.portal.policy import Policy
from retour.portal.state import DAY, HostState, HostStatus, Instance, Line, Traits
from retour.protocol.group import Clock, RemovalNeeds
from retour.protocol.keys import PortalKey, PublicKey
from retour.protocol.messages import Verified
from retour.protocol.model import DeviceMessage, Host, HostType, Order, Response, counts

_T = TypeVar("_T", bound=Hashable)

PORTAL: Final = PortalKey("P-0123456789", PublicKey(b"P" * 32))
HOST: Final = Host(HostType.SERIAL, "SN-1")
KEY: Final = PublicKey(b"D" * 32)
KID: Final = KEY.kid
TICK: Final = DAY // 2
EPOCH_START: Final = 1000 * DAY
LEASE_TICKS: Final = 2
JUMP_TICKS: Final = 6
"""How far the portal's clock jumps ahead: beyond what ends leases by itself."""


@dataclass(frozen=True, slots=True)
class Bounds:
    """How far to look.

    Attributes:
        devices, copies, lines: devices, copies of each line, and lines.
        messages: a device is asked for nothing new once its counter is there; recoveries may go beyond.
        crashes: how often power fails before, during or after a write, so that something is left to settle.
        harm: how often, in the life of one device, its store is lost, rolled back or copied.
        mid_step: it may also be copied while a slot is ahead of the anchor, left by a step that a crash cut short.
        kept: how many copies of its store somebody keeps.
        orders: how many orders a portal makes for one device; it marks and unmarks as well.
        write_off: a device may be written off, and an empty one may be given a new key.
        ticks: half days that may pass; copies are leased then. jump: the portal's clock may be set far ahead, once.
        clock: what enrolment states of the device's clock; a trusted one is half a day late.
        restores: how often the portal's record of a device is put back as a backup had it.
        returns: a policy's limit on copies that come home. rotations: new key sets of the portal.
        liveness: look in every state whether every copy can come home.
        holding: devices begin with all copies, two messages into their lives, instead of blank.
    """

    devices: int = 2
    copies: int = 2
    messages: int = 3
    crashes: int = 0
    harm: int = 0
    lines: int = 1
    mid_step: bool = False
    kept: int = 1
    orders: int = 0
    write_off: bool = False
    ticks: int = 0
    jump: bool = False
    clock: Clock = Clock.NONE
    restores: int = 0
    returns: int | None = None
    rotations: int = 0
    liveness: bool = True
    holding: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        return ("L", "M", "N")[: self.lines]


class Time(NamedTuple):
    """The time, in ticks: as it is, as the portal's clock says, as leases may end by; 1 while the clock is wrong."""

    real: int = 0
    portal: int = 0
    leases: int = 0
    jumped: int = 0


def seconds(ticks: int) -> int:
    """Ticks as the rules take them."""
    return EPOCH_START + ticks * TICK


class Table(Generic[_T]):
    """Values by number, from 1; 0 stands for nothing."""

    def __init__(self) -> None:
        self._numbers: dict[_T, int] = {}
        self._values: list[_T] = []

    def number(self, value: _T) -> int:
        found = self._numbers.get(value)
        if found is None:
            self._values.append(value)
            found = self._numbers[value] = len(self._values)
        return found

    def __getitem__(self, number: int) -> _T:
        return self._values[number - 1]

    def __len__(self) -> int:
        return len(self._values)


class Body(NamedTuple):
    """One trusted storage: anchor, slots, the message whose signature is stored, what runs (0: power is off)."""

    anchor: int = 0
    slots: tuple[int, int] = (0, 0)
    signed: int = 0
    running: int = 0


class Office(NamedTuple):
    """What the portal's database holds of one device, as numbers.

    Attributes:
        withheld: copies of each line that came home and are kept back. recent: of those that came home, lately.
    """

    instance: int
    host: int
    seen: int
    withheld: tuple[int, ...] = ()
    recent: tuple[int, ...] = ()


class Local(NamedTuple):
    """One device and all that exists about it anywhere.

    Attributes:
        bodies: its storage, and behind it that of its clone.
        saved: copies of the storage that somebody made, to put back or into another device.
        forked: the store was cloned, or rolled back together with its anchor.
        harm, cuts: what was done to it so far, and how often a step was cut short.
        messages: every message that was ever signed; any may arrive at any time. answers, orders: of the portal.
        office: the portal's side. backup: a copy of it that was kept.
        epoch: the portal's. rotated: the number of its key set.
        clock_back: somebody set the device's clock back.
    """

    bodies: tuple[Body, ...]
    saved: tuple[Body, ...]
    forked: bool
    harm: int
    messages: tuple[int, ...]
    answers: tuple[int, ...]
    orders: tuple[int, ...]
    office: Office
    backup: Office | None
    epoch: int
    rotated: int
    clock_back: bool
    cuts: int = 0


class Made(NamedTuple):
    """An order, and the last answer that the portal had made by then."""

    order: Verified[Order]
    epoch: int
    sequence: int


class Move(NamedTuple):
    """One event: its kind (counted), its words (for a trace), where it leads, and what is wrong, if anything."""

    kind: str
    words: str
    after: Local
    fault: str = ""


class Tables:
    """All that the numbers stand for, and the start."""

    def __init__(self, bounds: Bounds) -> None:
        self.bounds = bounds
        # The button counts as pressed whenever a drop is asked for: its use is one more place to crash.
        self.who = Who(HOST, KEY, PORTAL, RemovalNeeds.ORDER_OR_LOCAL, bounds.clock)
        self.policy = Policy(returns=bounds.returns)
        self.states: Table[DeviceState] = Table()
        self.messages: Table[Verified[DeviceMessage]] = Table()
        self.answers: Table[tuple[Verified[Response], int]] = Table()
        """Each with the number of the key set that signed it."""
        self.orders: Table[Made] = Table()
        self.instances: Table[Instance] = Table()
        self.hosts: Table[HostState] = Table()
        self.seen: Table[tuple[Seen, ...]] = Table()
        self.wishes: dict[int, Wish] = {}
        """The command that made a message; none for confirmations and recoveries."""
        lease = LEASE_TICKS * TICK if bounds.ticks else None
        self.lines = tuple(Line(name, None, bounds.copies, "Flow", "1", (), None, lease) for name in bounds.names)
        self.allowance = counts(dict.fromkeys(bounds.names, bounds.copies))

    def start(self) -> Local:
        """A device as enrolled: running, holding nothing, allowed everything."""
        blank = self.states.number(DeviceState())
        traits = Traits(clock=self.bounds.clock)
        host = HostState(HOST, HostStatus.ACTIVE, traits, self.allowance)
        none = (0,) * self.bounds.lines
        office = Office(
            instance=self.instances.number(Instance(KEY, HOST, leases_end=trusts(traits))),
            host=self.hosts.number(host),
            seen=self.seen.number(()),
            withheld=none,
            recent=none,
        )
        return Local((Body(running=blank),), (), False, 0, (), (), (), office, None, 1, 1, False)


def trusts(traits: Traits) -> bool:
    """Whether enrolment states a clock that ends leases; apart, so that a planted error can take another's word."""
    return traits.clock is Clock.TRUSTED


def with_one(numbers: tuple[int, ...], new: int) -> tuple[int, ...]:
    """Sorted numbers with one more in them."""
    return numbers if new in numbers else tuple(sorted((*numbers, new)))
