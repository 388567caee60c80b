"""A case: one device's return as the technician sees it, over days and places. Frozen data, no behaviour."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from retour.protocol.keys import PortalKey, PublicKey
from retour.protocol.model import Counts, Grant, Host, Reason
from retour.returns.ways import Way


@dataclass(frozen=True, slots=True)
class Wish:
    """What shall be true in the end.

    Attributes:
        counts: the count that shall REMAIN (or, activating, be held) of each line named; 0 returns all.
        whole: every line of the device was meant, whatever it held.
        reason: goes into the signed message; None for an activation.
    """

    counts: Counts
    whole: bool
    reason: Reason | None


@dataclass(frozen=True, slots=True)
class Notes:
    """What people want to find on the slip and in the record; none of it is a key."""

    site: str = ""
    asset_tag: str = ""
    ticket: str = ""
    technician: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True)
class Keys:
    """What makes a case provable.

    Attributes:
        device: the key that the device showed; its messages must be signed by it.
        portal: the portal that the device accepts; answers are judged genuine by it, and by newer keys that its
            root signed.
        key_set: number of the portal's key set that the device knew.
    """

    device: PublicKey
    portal: PortalKey
    key_set: int = 1


@dataclass(frozen=True, slots=True)
class Carried:
    """A device that speaks only its vendor's language: its files are carried, and nothing of them is read.

    Attributes:
        profile: name of the device profile.
        verified: whether host ID and lines were read from the device; entered by the technician otherwise.
    """

    profile: str
    verified: bool


@dataclass(frozen=True, slots=True)
class Case:
    """What a case is about; where it stands is a `CaseState`.

    Attributes:
        number: ``R-XXXX-XXXX``.
        trust: the keys that make it provable, or the profile by which a vendor's files are carried.
        created: UTC.
        clock_doubtful: the laptop's clock went backwards, or disagrees with the portal's.
        held: what the device held when the case was opened, so that products can be named after days without it;
            empty in cases of before it was kept.
    """

    number: str
    host: Host
    model: str
    trust: Keys | Carried
    way: Way
    wish: Wish
    notes: Notes
    created: datetime
    clock_doubtful: bool = False
    held: tuple[Grant, ...] = ()

    @property
    def keys(self) -> Keys:
        """The keys of a provable case; nothing asks for them in another."""
        assert isinstance(self.trust, Keys)
        return self.trust

    @property
    def device_key(self) -> PublicKey | None:
        """The device's key; None where a vendor's files are only carried."""
        return self.trust.device if isinstance(self.trust, Keys) else None


class Stage(Enum):
    """Where a case stands."""

    PLANNED = "planned"
    """The device may have been asked; what it made is not here yet."""
    REQUEST_HELD = "request"
    """The request (one-trip: the proof) is in the journal."""
    ANSWER_HELD = "answer"
    """The portal's answer is in the journal, the device has not confirmed it yet."""
    CONFIRMATION_HELD = "confirmation"
    """The device has processed the answer; its confirmation is in the journal."""
    DONE = "done"
    """The portal answered that the copies are credited (activation: the device holds them)."""
    REPLACED = "replaced"
    """A newer message of the device took this one's place; nothing of this case is open."""
    ABANDONED = "abandoned"
    """Given up before the device changed anything."""


CLOSED = frozenset({Stage.DONE, Stage.REPLACED, Stage.ABANDONED})


@dataclass(frozen=True, slots=True)
class Planned:
    """About to ask the device: the transaction makes a repetition harmless.

    Attributes:
        replaces: counter of the message that the device shows now (compare and set).
        before: what the device holds now, all lines.
    """

    transaction: bytes
    replaces: int
    before: Counts


@dataclass(frozen=True, slots=True)
class MessageHeld:
    """A message of the device is in the journal."""

    blob: bytes
    digest: bytes
    counter: int
    holdings: Counts


@dataclass(frozen=True, slots=True)
class AnswerHeld:
    """An answer or an order of the portal is in the journal, judged genuine and meant for this case."""

    blob: bytes
    digest: bytes
    holdings: Counts
    confirm: bool


@dataclass(frozen=True, slots=True)
class AnswerApplied:
    """The device processed the answer and made this message, its confirmation."""

    blob: bytes
    digest: bytes
    counter: int
    holdings: Counts


@dataclass(frozen=True, slots=True)
class Confirmed:
    """A genuine answer says that the removals of this counter and below are credited."""

    blob: bytes
    digest: bytes
    acknowledged: int


@dataclass(frozen=True, slots=True)
class Delivered:
    """The technician reports that the last file was handed to the portal."""


@dataclass(frozen=True, slots=True)
class Replaced:
    """Another case's message of this device is newer."""

    by: str


@dataclass(frozen=True, slots=True)
class Abandoned:
    """Given up by the technician, or found never to have happened."""


class PortalState(Enum):
    """What the technician can see in FlexNet Operations, in its own words: of a license, and of a host."""

    LICENSE_GENERATED = "LICENSE_GENERATED"
    MARKED_FOR_REMOVAL = "MARKED_FOR_REMOVAL"
    REMOVAL_PENDING_CONFIRMATION = "REMOVAL_PENDING_CONFIRMATION"
    COPIES_DECREASING = "COPIES_DECREASING"
    WAITING_FOR_CONFIRMATION = "WAITING_FOR_CONFIRMATION"
    REMOVED_FROM_LICENSE = "REMOVED_FROM_LICENSE"
    EXPIRED = "EXPIRED"
    RETURNED = "RETURNED"
    OBSOLETE = "OBSOLETE"


@dataclass(frozen=True, slots=True)
class FileHeld:
    """A vendor's file is in the journal, byte for byte.

    Attributes:
        leg: ``request``, ``answer`` or ``confirmation``.
        name: what it was called where it came from.
    """

    leg: str
    blob: bytes
    name: str
    size: int


@dataclass(frozen=True, slots=True)
class Processed:
    """What the device made of the answer, as `by` (``device`` or ``technician``) said; `why` in its own words."""

    accepted: bool
    why: str
    by: str


@dataclass(frozen=True, slots=True)
class Reported:
    """What the technician saw in the vendor's portal; `seen` is the date shown there, ISO, or empty."""

    state: str
    seen: str
    words: str


Event = (
    Planned
    | MessageHeld
    | AnswerHeld
    | AnswerApplied
    | Confirmed
    | Delivered
    | Replaced
    | Abandoned
    | FileHeld
    | Processed
    | Reported
)


@dataclass(frozen=True, slots=True)
class CaseState:
    """Where a case stands, folded from its events."""

    stage: Stage
    planned: Planned | None = None
    message: MessageHeld | None = None
    answer: AnswerHeld | None = None
    confirmation: AnswerApplied | None = None
    receipt: Confirmed | None = None
    delivered: bool = False
    replaced_by: str | None = None
    files: tuple[FileHeld, ...] = ()
    """A vendor's files, the newest of each leg."""
    older: tuple[FileHeld, ...] = ()
    """Those that newer ones took the place of."""
    processed: Processed | None = None
    reports: tuple[Reported, ...] = ()

    @property
    def newest(self) -> MessageHeld | AnswerApplied | None:
        """The newest device message of this case: what the portal has to see next."""
        return self.confirmation or self.message

    def file(self, leg: str) -> FileHeld | None:
        """The newest vendor's file of a leg."""
        return next((held for held in self.files if held.leg == leg), None)

    def nth(self, leg: str) -> int:
        """Which one of its leg the newest vendor's file is, from 1."""
        return 1 + sum(held.leg == leg for held in self.older)
