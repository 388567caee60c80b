"""What an exploration is made of: one device with its place in the portal as a tuple of small integers.

Digests, states and messages are interned in tables. Every device lives in the same tables under the same host and key:
rules compare those with their own and use them for nothing else, so two devices that went through the same are one
tuple, and a global state is the sorted tuple of its devices' numbers.
"""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from typing import Final, Generic, NamedTuple, TypeVar

from retour.device.rules import Who, Wish
from retour.device.state import DeviceState
from retour.portal.rules import Seen
from retour.portal.state import HostState, HostStatus, Instance, Line, Traits
from retour.protocol.group import RemovalNeeds
from retour.protocol.keys import PortalKey, PublicKey
from retour.protocol.messages import Verified
from retour.protocol.model import DeviceMessage, Host, HostType, Response, counts

_T = TypeVar("_T", bound=Hashable)

PORTAL: Final = PortalKey("P-0123456789", PublicKey(b"P" * 32))
HOST: Final = Host(HostType.SERIAL, "SN-1")
KEY: Final = PublicKey(b"D" * 32)
# The button counts as pressed whenever a drop is asked for: the write that uses it up is one more place to crash.
WHO: Final = Who(HOST, KEY, PORTAL, RemovalNeeds.ORDER_OR_LOCAL)
KID: Final = KEY.kid
EPOCH: Final = 1
NOW: Final = 1000


@dataclass(frozen=True, slots=True)
class Bounds:
    """How far to look.

    Attributes:
        devices, copies, lines: devices, copies of each line, and lines.
        messages: a device is asked for nothing new once its counter is there; recoveries may go beyond.
        crashes: power may fail before, during and after each write.
        harm: how often, in the life of one device, its store is lost, rolled back or copied.
        mid_step: it may also be copied while a slot is ahead of the anchor, left by a step that a crash cut short.
    """

    devices: int = 2
    copies: int = 2
    messages: int = 3
    crashes: bool = False
    harm: int = 0
    lines: int = 1
    mid_step: bool = False

    @property
    def names(self) -> tuple[str, ...]:
        return ("L", "M", "N")[: self.lines]


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


class Local(NamedTuple):
    """One device and all that exists about it anywhere.

    Attributes:
        bodies: its storage, and behind it that of its clone.
        saved: a copy of the storage that somebody made, to put back or into another device.
        forked: the store was cloned, or rolled back together with its anchor.
        harm: what was done to it so far, counted.
        messages: every message that was ever signed; any may arrive at any time. answers: likewise of the portal.
        instance, host, seen: the portal's side.
    """

    bodies: tuple[Body, ...]
    saved: Body | None
    forked: bool
    harm: int
    messages: tuple[int, ...]
    answers: tuple[int, ...]
    instance: int
    host: int
    seen: int


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
        self.states: Table[DeviceState] = Table()
        self.messages: Table[Verified[DeviceMessage]] = Table()
        self.answers: Table[Verified[Response]] = Table()
        self.instances: Table[Instance] = Table()
        self.hosts: Table[HostState] = Table()
        self.seen: Table[tuple[Seen, ...]] = Table()
        self.wishes: dict[int, Wish] = {}
        """The command that made a message; none for confirmations and recoveries."""
        self.lines = tuple(Line(name, None, bounds.copies, "Flow", "1", (), None) for name in bounds.names)
        self.allowance = counts(dict.fromkeys(bounds.names, bounds.copies))

    def start(self) -> Local:
        """A device as enrolled: running, holding nothing, allowed everything."""
        blank = self.states.number(DeviceState())
        host = HostState(HOST, HostStatus.ACTIVE, Traits(), self.allowance)
        return Local(
            bodies=(Body(running=blank),),
            saved=None,
            forked=False,
            harm=0,
            messages=(),
            answers=(),
            instance=self.instances.number(Instance(KEY, HOST)),
            host=self.hosts.number(host),
            seen=self.seen.number(()),
        )


def with_one(numbers: tuple[int, ...], new: int) -> tuple[int, ...]:
    """Sorted numbers with one more in them."""
    return numbers if new in numbers else tuple(sorted((*numbers, new)))
