"""The wizard's flow without a window: which steps a way has, which one a case is at, what a draft still lacks. Pure.

A draft is a return that nobody has asked a device for yet: it can be changed at will and is nowhere recorded. With
the first question to the device it becomes a case, and from then on the case's own state says where it stands.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from enum import Enum
from typing import TYPE_CHECKING, Final

from retour.protocol.model import Counts, Grant, Host, Order, Reason, counts
from retour.returns.case import Carried, Notes, Stage, Wish
from retour.returns.opaque.steps import is_marked
from retour.returns.strip import Certainty, Place, Strip
from retour.returns.ways import CARRIED, WRITE_OFFS, Way, recommend

if TYPE_CHECKING:
    from datetime import datetime

    from retour.link.device import Identity
    from retour.protocol.messages import Sealed
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
    """The point of no return where the portal signed first: its answer or order removes, the device confirms."""
    CARRY_AGAIN = "carry-again"
    RECEIPT = "receipt"
    """What the portal answers to a proof or confirmation; optional, it turns *signed* into *confirmed*."""
    MARK = "mark"
    """Copies are removed in the vendor's portal, before the device hears of it."""
    REPORT = "report"
    """What the portal shows in the end, as the technician saw it."""
    DONE = "done"


_BEFORE: Final = (Step.CONNECT, Step.ON_DEVICE, Step.WHAT)
_TO_THE_PORTAL: Final = (Step.CARRY_AGAIN, Step.RECEIPT, Step.DONE)
_TWO_TRIPS: Final = (*_BEFORE, Step.ASK, Step.CARRY, Step.ANSWER, Step.APPLY, *_TO_THE_PORTAL)
_CARRIED: Final = (Step.CARRY, Step.ANSWER, Step.APPLY, Step.CARRY_AGAIN, Step.REPORT)
STEPS: Final[dict[Way, tuple[Step, ...]]] = {
    Way.ONE_TRIP: (*_BEFORE, Step.REMOVE, Step.CARRY, Step.RECEIPT, Step.DONE),
    Way.CONFIRMED: _TWO_TRIPS,
    Way.REMOVAL_ORDER: (Step.CONNECT, Step.ON_DEVICE, Step.APPLY, *_TO_THE_PORTAL),
    Way.PORTAL_REMOVAL: _TWO_TRIPS,
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
    ORDER = "order"
    """The work order has no order for this device."""
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
            entered, belong to it. None for a device that speaks for itself; empty for one that can no longer.
        orders: the removal orders of the file that was opened; they say what comes home.
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
    orders: tuple[Sealed[Order], ...] = ()

    @property
    def the_way(self) -> Way:
        """The way chosen or recommended; the one-trip return before anything is known."""
        if self.orders:
            return Way.REMOVAL_ORDER
        if self.way is not None:
            return self.way
        if self.profile is not None:
            return Way.OPAQUE
        return recommend(self.identity.needs).way if self.identity else Way.ONE_TRIP

    @property
    def order(self) -> Sealed[Order] | None:
        """The order for the device that was read."""
        host = self.identity.host if self.identity else None
        return next((each for each in self.orders if each.content.host == host), None)

    @property
    def whole(self) -> bool:
        """Whether everything comes home; never where the portal says what does."""
        return self.the_way not in _SAID_BY_PORTAL and not any(count for _, count in self.remain)

    @property
    def counts(self) -> Counts:
        """What shall remain of every line that changes; with `whole`, 0 of every line.

        Of a removal that was marked in the portal nobody here knows it before the answer.
        """
        if self.the_way is Way.PORTAL_REMOVAL:
            return ()
        if self.the_way is Way.REMOVAL_ORDER:
            return order_wish(self.order.content, _counts(self.held or ())).counts if self.order else ()
        remain = dict(self.remain)
        return tuple(
            (grant.line, remain.get(grant.line, 0))
            for grant in self.held or ()
            if remain.get(grant.line, 0) < grant.count
        )

    @property
    def copies(self) -> int:
        """How many copies come home, as far as it is known."""
        return sum(copies for _, copies in draft_goes_home(self))


_SAID_BY_PORTAL: Final = frozenset({Way.PORTAL_REMOVAL, Way.REMOVAL_ORDER})


def lacks(draft: Draft) -> Lack | None:
    """The first thing that a draft lacks, or None when the device can be asked."""
    if draft.profile is not None:
        if draft.host is None:
            return Lack.DEVICE
    elif draft.identity is None or draft.address is None:
        return Lack.DEVICE
    elif draft.identity.portal is None:
        return Lack.PORTAL
    elif draft.orders and draft.order is None:
        return Lack.ORDER
    if draft.held is None:
        return Lack.HOLDINGS
    if draft.the_way is Way.REMOVAL_ORDER:
        return None  # also of a device that holds nothing any more: what it signs then is the proof
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
    if lack in (Lack.DEVICE, Lack.ORDER):
        return Step.CONNECT
    unknown = lack in (Lack.HOLDINGS, Lack.PORTAL, Lack.LICENSES)
    if draft.the_way in WRITE_OFFS:  # there is nothing to look at
        return Step.CONNECT if unknown else Step.WHAT
    if unknown or not draft.looked:
        return Step.ON_DEVICE
    if draft.the_way is Way.REMOVAL_ORDER:
        return Step.APPLY
    return Step.WHAT if lack or not draft.chosen else _ASKING[draft.the_way]


def draft_strip(draft: Draft) -> Strip | None:
    """Where the copies of a draft are: on the device, as it said; None before it was asked."""
    if draft.held is None:
        return None
    none = Place(0, Certainty.NONE)
    unsaid = draft.the_way is Way.PORTAL_REMOVAL  # everything may be meant
    copies = sum(grant.count for grant in draft.held) if unsaid else draft.copies
    return Strip(Place(copies, Certainty.REPORTED), none, none)


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


def order_wish(order: Order, held: Counts) -> Wish:
    """What an order leaves of what the device holds; it never raises a count."""
    remain = dict(order.remain)
    lowered = tuple((line, remain[line]) for line, n in held if remain.get(line, n) < n)
    left = {line: min(n, remain.get(line, n)) for line, n in held}
    return Wish(lowered, whole=bool(held) and not any(left.values()), reason=None)


def orders_left(orders: Iterable[Sealed[Order]], cases: Iterable[Open]) -> tuple[Sealed[Order], ...]:
    """The orders of a work order that no case here has carried out, in their order."""
    done = [each for each in cases if each.state.confirmation is not None]
    return tuple(each for each in orders if order_case(each.digest, done) is None)


def order_case(digest: bytes, cases: Iterable[Open]) -> Open | None:
    """The case that the order of this digest opened before, finished or not."""
    for each in cases:
        if each.case.way is Way.REMOVAL_ORDER and each.state.answer is not None and each.state.answer.digest == digest:
            return each
    return None


@dataclass(frozen=True, slots=True)
class LastKnown:
    """What this journal last heard of a device.

    Attributes:
        held: its lines, with the counts of its newest message here.
        verified: whether the device itself signed or said so; entered by a person otherwise.
        when: its newest case was opened; UTC.
    """

    host: Host
    model: str
    held: tuple[Grant, ...]
    verified: bool
    when: datetime


def last_known(cases: Iterable[Open]) -> tuple[LastKnown, ...]:
    """Every device of the journal that still held licenses when it was last heard of.

    Args:
        cases: newest first, as the journal gives them.
    """
    known = list(cases)
    seen: dict[Host, LastKnown] = {}
    for each in known:
        case = each.case
        if case.host not in seen and (held := _still_held(each, known)) is not None:
            seen[case.host] = LastKnown(case.host, case.model, held, _is_verified(each), case.created)
    return tuple(device for device in seen.values() if device.held)


def _still_held(found: Open, cases: Iterable[Open]) -> tuple[Grant, ...] | None:
    """What a case last heard of its device, with terms from whichever case knows them; None where it heard nothing."""
    newest = found.state.newest
    if newest is None:
        return found.case.held or None
    terms = {grant.line: grant for each in cases if each.case.host == found.case.host for grant in each.case.held}
    plain = {line: Grant(line, count, line, "", (), None) for line, count in newest.holdings}
    return tuple(replace(terms.get(line) or plain[line], count=count) for line, count in newest.holdings if count)


def _is_verified(found: Open) -> bool:
    return not isinstance(found.case.trust, Carried) or found.case.trust.verified


def _counts(held: Iterable[Grant]) -> Counts:
    return counts({grant.line: grant.count for grant in held})
