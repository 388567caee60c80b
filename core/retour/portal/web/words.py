"""Words for people on the pages: plain, short, the field's terms."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from retour.errors import RetourError
from retour.portal.intake import Outcome
from retour.portal.rules import Change
from retour.portal.state import HostStatus, LineView
from retour.protocol.group import Clock, RemovalNeeds, SecurityLevel
from retour.protocol.messages import read_response
from retour.protocol.model import LineStatus

LEVELS: Final = {
    SecurityLevel.NONE: "Software only: a copied store cannot be ruled out",
    SecurityLevel.HARDWARE_COUNTER: "Hardware counter: an old store is noticed",
    SecurityLevel.HARDWARE_COUNTER_AND_KEY: "Hardware counter and key: no old store, no copies",
}
CLOCKS: Final = {
    Clock.NONE: "No clock",
    Clock.SETTABLE: "A clock that its user can set",
    Clock.TRUSTED: "A clock that cannot be set back",
}
NEEDS: Final = {
    RemovalNeeds.ORDER_OR_LOCAL: "The portal's answer, or a button on the device",
    RemovalNeeds.ORDER: "The portal's answer",
    RemovalNeeds.LOCAL: "A button on the device; the portal's answer counts as well",
    RemovalNeeds.NOTHING: "Nothing",
}
STATUSES: Final = {
    HostStatus.ACTIVE: "may be given copies",
    HostStatus.RETURNED: "decommissioned; enrol it again before it gets copies",
    HostStatus.OBSOLETE: "given up",
}
SUSPICIONS: Final = {
    "clone-suspect": "Its messages contradict each other: the license store may exist twice.",
    "more-than-allocated": "It reported more copies than it was ever allowed.",
    "never-issued": "It named an answer that this portal never made.",
}
OUTCOMES: Final = {
    "taken": "taken",
    "superseded": "superseded: a newer message had been taken",
    "suspect": "kept as evidence, without effect",
}
DENSITIES: Final = {
    "v15": "coarse: for a weak camera or a long way",
    "v20": "medium: right for most cameras",
    "v25": "fine: for a good camera, close by",
    "v30": "finest: for a large screen and a sharp camera",
}
_LINE_STATUS: Final = {
    LineStatus.FEWER: "fewer than asked for: no more are available",
    LineStatus.NOT_GRANTED: "not granted: this device is allowed no more",
    LineStatus.UNKNOWN: "there is no such line in this portal",
    LineStatus.EXPIRED: "not granted: the line has expired",
    LineStatus.LIMITED: "the policy of this portal does not let these copies move now",
    LineStatus.UNPROVEN: "this portal was restored, and has to hear from the device once more first",
    LineStatus.RETIRED: "the device was written off: it is told to drop everything",
    LineStatus.DEVICE_RETURNED: "not granted: the device is RETURNED; enrol it again first",
}


@dataclass(frozen=True, slots=True)
class Result:
    """One message of an uploaded file, as the result page shows it.

    Attributes:
        held, waiting, credited: copies for the strip: on the device, under way, back in the portal.
        shortfalls: lines that were not answered as asked, and why.
        carry: whether the answer still has to travel.
    """

    host: str
    case: str | None
    counter: int | None
    title: str
    todo: str
    changes: tuple[Change, ...]
    held: int
    waiting: int
    credited: int
    shortfalls: tuple[tuple[str, str], ...]
    carry: bool
    digest: str | None
    error: RetourError | None


def result(outcome: Outcome) -> Result:
    """What a person needs to know about one message, and the one next thing to do."""
    answered, content = outcome.answered, outcome.content
    host = content.host.id if content else "an unreadable message"
    if answered is None or content is None:
        error = outcome.error
        assert error is not None
        return Result(
            host, None, content.counter if content else None, error.what, "", (), 0, 0, 0, (), False, None, error
        )
    response = read_response(answered.answer).content
    before = dict(content.holdings)
    waiting = sum(max(0, n - dict(response.counts).get(line, 0)) for line, n in before.items())
    brings = sum(max(0, n - before.get(line, 0)) for line, n in response.counts)
    credited = sum(change.credited for change in answered.changes)
    shortfalls = tuple((line, _LINE_STATUS[s]) for line, s in response.status if s in _LINE_STATUS)
    title, todo = _next(answered.again, answered.newest, host, waiting, brings, credited)
    return Result(
        host=host,
        case=answered.case,
        counter=answered.counter,
        title=title,
        todo=todo,
        changes=answered.changes,
        held=sum(n for _, n in response.counts),
        waiting=waiting,
        credited=credited,
        shortfalls=shortfalls,
        carry=answered.newest and bool(waiting or brings),
        digest=outcome.digest.hex() if outcome.digest else None,
        error=None,
    )


def _next(again: bool, newest: bool, host: str, waiting: int, brings: int, credited: int) -> tuple[str, str]:
    if again and not newest:
        return (
            "This file was taken before, and a newer message since",
            f"Nothing was counted twice. {host} will not accept this answer any more: bring it the newest one.",
        )
    said = "This file was taken before: nothing was counted twice. " if again else ""
    if waiting:
        return (
            f"Bring this answer to {host}",
            f"{said}{copies(waiting)} {be(waiting)} waiting for confirmation, and available again once that is here.",
        )
    if brings:
        return f"Bring this answer to {host}", f"{said}It brings {copies(brings)} to the device."
    if credited:
        return (
            "Nothing more to do: the copies are available",
            f"{said}The device has proven that {copies(credited)} {be(credited)} gone. The answer need not travel.",
        )
    return "Nothing more to do", f"{said}The device's message is taken; no copies moved."


def copies(n: int) -> str:
    """``1 copy``, ``2 copies``."""
    return f"{n} copy" if n == 1 else f"{n} copies"


def number(n: int, one: str, several: str) -> str:
    """``1 file``, ``3 files``."""
    return f"{n} {one if n == 1 else several}"


def listed(items: Sequence[object], most: int = 12) -> str:
    """``2, 5 and 7``; after `most` of them, how many more there are."""
    named, rest = [str(item) for item in items[:most]], len(items) - most
    if rest > 0:
        return f"{', '.join(named)} and {rest} more"
    return f"{', '.join(named[:-1])} and {named[-1]}" if len(named) > 1 else "".join(named)


def be(n: int) -> str:
    return "is" if n == 1 else "are"


def when(seconds: int) -> str:
    """A time for people, with its zone."""
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%d %H:%M UTC")


def grouped(digest: str) -> str:
    """The first eight characters of a digest, in groups of four."""
    return f"{digest[:4]} {digest[4:8]}"


@dataclass(frozen=True, slots=True)
class Bar:
    """A line's copies as parts of a bar 1000 units wide: held, waiting, available."""

    held: int
    waiting: int
    available: int


def bar(view: LineView) -> Bar:
    """Every part that is not empty stays visible; an overdrawn line is all held and waiting."""
    parts = [view.held, view.waiting, max(0, view.available)]
    whole = sum(parts)
    if not whole:
        return Bar(0, 0, 0)
    widths = [max(12, part * 1000 // whole) if part else 0 for part in parts]
    widths[widths.index(max(widths))] -= sum(widths) - 1000
    return Bar(*widths)
