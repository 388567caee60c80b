"""What device and portal say to each other, as frozen data. Encoding lives in `codec`, signing in `cose`.

Words and rules: PROTOCOL "One idea carries everything". A count is what is held or shall remain, never a delta.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum
from typing import Final

MAX_LINES: Final = 256
MAX_COUNT: Final = 2**31 - 1
MAX_COUNTER: Final = 2**53 - 1
"""Largest counter, sequence or epoch: exact in every language's numbers."""
MAX_TEXT: Final = 64
"""Longest activation ID, product, version, feature or host ID, in characters."""
MAX_FEATURES: Final = 32
MAX_WHY: Final = 400
"""Longest reason of a write-off, in characters."""

Counts = tuple[tuple[str, int], ...]
"""Activation IDs and counts, sorted by activation ID (bytewise); hashable. Make it with `counts`."""


def counts(held: Mapping[str, int], *, keep_zero: bool = False) -> Counts:
    """Sorted counts of a mapping; lines with no copies are left out unless `keep_zero`."""
    return tuple(sorted((line, n) for line, n in held.items() if n or keep_zero))


class HostType(IntEnum):
    """Host ID types of FlexNet Embedded that Retour takes."""

    SERIAL = 1
    MAC = 2
    STRING = 3
    UEID = 4


@dataclass(frozen=True, slots=True, order=True)
class Host:
    """Who a device is: a typed identifier, printable ASCII, 1 to 64 characters."""

    type: HostType
    id: str

    def __str__(self) -> str:
        return self.id


class Reason(IntEnum):
    """Why licenses leave a device; part of the signed message."""

    DECOMMISSION = 1
    MOVE = 2
    DEFECT = 3
    OTHER = 4
    RECOVERED = 5
    """Only a device says this: it lost its store and holds nothing (device rule 5)."""


@dataclass(frozen=True, slots=True)
class Applied:
    """The last response that a device processed."""

    epoch: int
    sequence: int
    digest: bytes


@dataclass(frozen=True, slots=True)
class DeviceMessage:
    """A signed, counted snapshot of what the device holds: request, sync, confirmation and proof alike.

    Attributes:
        portal: identifier of the portal it is for (`aud`).
        instance: the enrolled key of this host, 8 bytes, equal to its `kid`.
        counter: strictly rising, from the anchor; gaps are normal.
        previous: digest of the device's previous message, 32 bytes; None for the first and after a recovery.
        applied: the last response processed; None if there was none.
        order: number of the last removal order carried out, 0 if none.
        key_set: number of the newest portal key set known, from 1.
        holdings: every line and count held now, counts of at least 1.
        desired: counts that shall remain or be granted; None is a sync. Lines not named stay.
        reason: why, where licenses leave.
        cti: 8 random bytes (RFC 8392).
    """

    portal: str
    host: Host
    instance: bytes
    counter: int
    previous: bytes | None
    applied: Applied | None
    order: int
    key_set: int
    holdings: Counts
    desired: Counts | None
    reason: Reason | None
    cti: bytes


class LineStatus(IntEnum):
    """What the portal did about a line that a request named."""

    AS_ASKED = 0
    FEWER = 1
    """Granted fewer than asked: not enough available."""
    NOT_GRANTED = 2
    """Nobody allowed this device these copies (portal rule 12)."""
    UNKNOWN = 3
    """No such activation ID in this portal."""
    EXPIRED = 4
    DEVICE_RETURNED = 5
    """The host is RETURNED and gets nothing until it is enrolled again (portal rule 13)."""
    LIMITED = 6
    """A policy does not let these copies move now; what was proven gone is never refused (portal rule 6)."""
    UNPROVEN = 7
    """The portal was restored and has to hear from this device once more first (portal rule 9)."""
    RETIRED = 8
    """The instance was written off or is a clone suspect: it is told to drop everything (portal rules 3 and 7)."""


@dataclass(frozen=True, slots=True)
class Grant:
    """One line as the device shall hold it: copies with the terms they come under.

    Attributes:
        expiry: seconds since 1970 UTC, or None for permanent.
    """

    line: str
    count: int
    product: str
    version: str
    features: tuple[str, ...]
    expiry: int | None


@dataclass(frozen=True, slots=True)
class Response:
    """Capability response: the complete list that one instance shall hold, answering one message.

    Attributes:
        issued: the portal's time, seconds since 1970 UTC (`iat`).
        epoch, sequence: strictly rising together; a restored portal starts a new epoch.
        answers: digest of the one message that it answers.
        confirm: whether the portal waits for a confirmation before it credits.
        acknowledged: highest counter whose removals are credited.
        order_floor: orders up to this number are void.
        status: a `LineStatus` for each line that the request named.
        key_set_links: signed links to newer key sets that the device lacks, oldest first.
    """

    portal: str
    issued: int
    host: Host
    instance: bytes
    epoch: int
    sequence: int
    answers: bytes
    holdings: tuple[Grant, ...]
    confirm: bool
    acknowledged: int
    order_floor: int
    status: tuple[tuple[str, LineStatus], ...]
    key_set_links: tuple[bytes, ...]

    @property
    def counts(self) -> Counts:
        return tuple((grant.line, grant.count) for grant in self.holdings)


@dataclass(frozen=True, slots=True)
class Order:
    """Removal order: made by the portal without a request; lets one instance lower named counts once.

    Attributes:
        issued: the portal's time, seconds since 1970 UTC (`iat`).
        number: strictly rising per instance, a series of its own; the high part is the portal's epoch.
        remain: counts that shall REMAIN of each line named, 0 for none; restates every open removal.
        expiry: seconds since 1970 UTC after which a device with a clock refuses it, or None.
        key_set_links: signed links to newer key sets that the device lacks, oldest first.
    """

    portal: str
    issued: int
    host: Host
    instance: bytes
    number: int
    remain: Counts
    expiry: int | None
    key_set_links: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class WriteOff:
    """An operator's statement that a dead device's copies are given up without proof (portal rule 7).

    Attributes:
        at_risk: copies of each line that the instance may still use.
        by, why: who states it, and the reason, as typed.
        evidence: SHA-256 of each file that was attached, in the order given.
        declared: seconds since 1970 UTC (`iat`).
    """

    portal: str
    declared: int
    host: Host
    instance: bytes
    at_risk: Counts
    by: str
    why: str
    evidence: tuple[bytes, ...]
