"""The wizard's flow without a window: which steps a way has, which one a case is at, what a draft still lacks. Pure.

A draft is a return that nobody has asked a device for yet: it can be changed at will and is nowhere recorded. With
the first question to the device it becomes a case, and from then on the case's own state says where it stands.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from typing import TYPE_CHECKING, Final

from retour.protocol.model import Counts, Grant, Host, Reason
from retour.returns.case import Notes, Stage
from retour.returns.opaque.steps import is_marked
from retour.returns.strip import Certainty, Place, Strip
from retour.returns.ways import CARRIED, WRITE_OFFS, Way, recommend

if TYPE_CHECKING:
    from retour.link.device import Identity
    from retour.returns.checks import Open


class Step(Enum):
    """A step of the wizard, in the order of the rail."""

    CONNECT = "connect"
    ON_DEVICE = "on-device"
    WHAT = "what"
    ASK = "ask"
    """The device signs the request; nothing is removed yet."""
    REMOVE = "remove"
    """The point of no return of a one-trip return: the device removes the copies and signs the proof."""
    CARRY = "carry"
    ANSWER = "answer"
    APPLY = "apply"
    """The point of no return of a confirmed return: the answer removes the copies, the device confirms."""
    CARRY_AGAIN = "carry-again"
    RECEIPT = "receipt"
    """What the portal answers to a proof or confirmation; optional, it turns *signed* into *confirmed*."""
    MARK = "mark"
    """Copies are removed in the vendor's portal, before the device hears of it."""
    REPORT = "report"
    """What the vendor's portal shows in the end, as the technician saw it."""
    DONE = "done"


_BEFORE: Final = (Step.CONNECT, Step.ON_DEVICE, Step.WHAT)
_CARRIED: Final = (Step.CARRY, Step.ANSWER, Step.APPLY, Step.CARRY_AGAIN, Step.REPORT)
STEPS: Final[dict[Way, tuple[Step, ...]]] = {
    Way.ONE_TRIP: (*_BEFORE, Step.REMOVE, Step.CARRY, Step.RECEIPT, Step.DONE),
    Way.CONFIRMED: (
        *_BEFORE,
        Step.ASK,
        Step.CARRY,
        Step.ANSWER,
        Step.APPLY,
        Step.CARRY_AGAIN,
        Step.RECEIPT,
        Step.DONE,
    ),
    Way.REMOVAL_ORDER: (
        Step.CONNECT,
        Step.ON_DEVICE,
        Step.APPLY,
        Step.CARRY_AGAIN,
        Step.RECEIPT,
        Step.DONE,
    ),
    Way.PORTAL_REMOVAL: (
        *_BEFORE,
        Step.ASK,
        Step.CARRY,
        Step.ANSWER,
        Step.APPLY,
        Step.CARRY_AGAIN,
        Step.RECEIPT,
        Step.DONE,
    ),
    Way.WRITE_OFF: (Step.CONNECT, Step.WHAT, Step.REPORT, Step.DONE),
    Way.ACTIVATION: (Step.ASK, Step.CARRY, Step.ANSWER, Step.APPLY, Step.DONE),
    Way.OPAQUE: (*_BEFORE, Step.ASK, *_CARRIED, Step.DONE),
    Way.OPAQUE_SYNC: (*_BEFORE, Step.MARK, Step.ASK, *_CARRIED, Step.DONE),
    Way.OPAQUE_WRITE_OFF: (Step.CONNECT, Step.WHAT, Step.REPORT, Step.DONE),
}
_ASKING: Final = dict.fromkeys(Way, Step.ASK) | {Way.ONE_TRIP: Step.REMOVE, Way.REMOVAL_ORDER: Step.APPLY}


class Lack(Enum):
    """What a draft still lacks before the device can be asked."""

    DEVICE = "device"
    HOLDINGS = "holdings"
    """The licenses on the device were not read yet."""
    PORTAL = "portal"
    """The device belongs to no portal."""
    LICENSES = "licenses"
    """The device holds none."""
    COUNTS = "counts"
    """The counts chosen leave everything as it is."""
    REASON = "reason"
    WHOLE = "whole"
    """A decommissioned device keeps no licenses, and some would remain."""
    WHO = "who"
    """A write-off names who gives the copies up, and why."""


@dataclass(frozen=True, slots=True)
class Draft:
    """A return in the making.

    Attributes:
        address: where the device is.
        held: what it holds; None until it was read.
        remain: what shall REMAIN of lines that the technician changed; everything else comes home whole.
        way: None takes the recommended one.
        looked: the technician has seen what the device holds.
        chosen: the technician is done with choosing what comes home.
        profile: of a device whose vendor's files are carried; host, model and whether they were read from it, or
            entered, belong to it. None for a device that speaks for itself.
    """

    address: str | None = None
    identity: Identity | None = None
    held: tuple[Grant, ...] | None = None
    remain: Counts = ()
    reason: Reason | None = None
    way: Way | None = None
    notes: Notes = field(default_factory=Notes)
    looked: bool = False
    chosen: bool = False
    profile: str | None = None
    host: Host | None = None
    model: str = ""
    verified: bool = True

    @property
    def the_way(self) -> Way:
        """The way chosen or recommended; the one-trip return before anything is known."""
        if self.way is not None:
            return self.way
        if self.profile is not None:
            return Way.OPAQUE
        return recommend(self.identity.needs).way if self.identity else Way.ONE_TRIP

    @property
    def whole(self) -> bool:
        """Whether everything comes home."""
        return not any(count for _, count in self.remain)

    @property
    def counts(self) -> Counts:
        """What shall remain of every line that changes; with `whole`, 0 of every line."""
        remain = dict(self.remain)
        return tuple(
            (grant.line, remain.get(grant.line, 0))
            for grant in self.held or ()
            if remain.get(grant.line, 0) < grant.count
        )

    @property
    def copies(self) -> int:
        """How many copies come home."""
        return sum(grant.count for grant in self.held or ()) - sum(
            min(dict(self.remain).get(grant.line, 0), grant.count) for grant in self.held or ()
        )


def lacks(draft: Draft) -> Lack | None:
    """The first thing that a draft lacks, or None when the device can be asked."""
    if draft.profile is not None:
        if draft.host is None:
            return Lack.DEVICE
    elif draft.identity is None or draft.address is None:
        return Lack.DEVICE
    elif draft.identity.portal is None:
        return Lack.PORTAL
    if draft.held is None:
        return Lack.HOLDINGS
    if not draft.held:
        return Lack.LICENSES
    if draft.the_way is Way.PORTAL_REMOVAL:
        return None
    if not draft.copies:
        return Lack.COUNTS
    if draft.reason is None:
        return Lack.REASON
    if draft.reason is Reason.DECOMMISSION and not draft.whole:
        return Lack.WHOLE
    if draft.the_way in WRITE_OFFS and not (draft.notes.technician and draft.notes.note):
        return Lack.WHO
    return None


def draft_step(draft: Draft) -> Step:
    """How far a draft has come: the step at which the person has to do something."""
    lack = lacks(draft)
    if lack is Lack.DEVICE:
        return Step.CONNECT
    if lack in (Lack.HOLDINGS, Lack.PORTAL, Lack.LICENSES):
        return Step.ON_DEVICE
    if not draft.looked and draft.the_way not in WRITE_OFFS:
        return Step.ON_DEVICE
    return Step.WHAT if lack or not draft.chosen else _ASKING[draft.the_way]


def draft_strip(draft: Draft) -> Strip | None:
    """Where the copies of a draft are: on the device, as it said; None before it was asked."""
    if draft.held is None:
        return None
    none = Place(0, Certainty.NONE)
    return Strip(Place(draft.copies, Certainty.REPORTED), none, none)


def case_step(found: Open) -> Step:
    """The step that a case is at."""
    way, state = found.case.way, found.state
    match state.stage:
        case Stage.PLANNED if way in WRITE_OFFS:
            return Step.REPORT
        case Stage.PLANNED if way is Way.OPAQUE_SYNC and not is_marked(state):
            return Step.MARK
        case Stage.PLANNED:
            return _ASKING[way]
        case Stage.REQUEST_HELD:
            handed_over = Step.RECEIPT if way is Way.ONE_TRIP else Step.ANSWER
            return handed_over if state.delivered else Step.CARRY
        case Stage.ANSWER_HELD:
            return Step.APPLY
        case Stage.CONFIRMATION_HELD if way in CARRIED:
            return Step.REPORT if state.delivered else Step.CARRY_AGAIN
        case Stage.CONFIRMATION_HELD:
            return Step.RECEIPT if state.delivered else Step.CARRY_AGAIN
        case _:
            return Step.DONE


def goes_home(found: Open) -> tuple[tuple[Grant, int], ...]:
    """The lines that a case takes off its device, with how many copies of each; terms as far as they are known."""
    before = dict(found.state.planned.before) if found.state.planned else {}
    if found.case.way is Way.PORTAL_REMOVAL:
        remain = dict(found.state.answer.holdings) if found.state.answer else {}
        named = tuple((line, remain.get(line, 0)) for line in before) if found.state.answer else ()
    else:
        named = found.case.wish.counts
    known = {grant.line: grant for grant in found.case.held}
    plain = {line: Grant(line, count, line, "", (), None) for line, count in before.items()}
    return tuple(
        (known.get(line) or plain[line], before[line] - count)
        for line, count in named
        if line in before and before[line] > count
    )


def draft_goes_home(draft: Draft) -> tuple[tuple[Grant, int], ...]:
    """The same for a draft."""
    remain = dict(draft.counts)
    return tuple((grant, grant.count - remain[grant.line]) for grant in draft.held or () if grant.line in remain)
