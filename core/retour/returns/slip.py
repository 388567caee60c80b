"""The slip: what somebody needs who goes on with a case elsewhere, or later, or is somebody else. Pure.

The sentences are English; whoever shows a slip in another language hands `slip_text` a translation of sentences.
"""

from __future__ import annotations

import textwrap
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from retour.airgap.carry import Leg, carry_name
from retour.protocol.model import Reason
from retour.returns.case import Case, CaseState, Notes, Stage
from retour.returns.checks import Open
from retour.returns.flow import goes_home
from retour.returns.steps import NextStep, next_step, removed
from retour.returns.strip import Place, Strip, strip
from retour.returns.ways import WRITE_OFFS, Way

_WIDTH: Final = 80
_LABEL: Final = 16
_WAYS: Final = {
    Way.ONE_TRIP: "One-trip return",
    Way.CONFIRMED: "Confirmed return",
    Way.REMOVAL_ORDER: "Removal order",
    Way.PORTAL_REMOVAL: "Removal in the portal, then sync",
    Way.WRITE_OFF: "Write-off",
    Way.ACTIVATION: "Activation at the device",
    Way.OPAQUE: "Return by the vendor's own exchange",
    Way.OPAQUE_SYNC: "Removal in the vendor's portal, then sync",
    Way.OPAQUE_WRITE_OFF: "Write-off in the vendor's portal",
}

_WHAT: Final = {
    Way.ACTIVATION: "What goes there",
    Way.WRITE_OFF: "What is given up",
    Way.OPAQUE_WRITE_OFF: "What is given up",
}
_EVIDENCE: Final = (
    "Attach what shows that the device cannot answer any more: a photograph of it and of its label, a service report, "
    "a report of its loss."
)
_WHERE: Final = {"device": "at the device", "portal": "at the portal"}


@dataclass(frozen=True, slots=True)
class SlipLine:
    """Copies of one line that the case moves; product, version and features are empty where they are not known."""

    line: str
    product: str
    version: str
    features: tuple[str, ...]
    copies: int


@dataclass(frozen=True, slots=True)
class Slip:
    """One case on one page.

    Attributes:
        lines: what comes home; of an activation, what the device shall hold.
        where: where every copy is.
        safe: what is safe, one sentence.
        todo: the one next step and where.
        started: UTC.
        file: name of the newest carry file, None where there is none yet; sha256: of its bytes.
    """

    case: str
    host_id: str
    model: str
    way: Way
    reason: Reason | None
    lines: tuple[SlipLine, ...]
    where: Strip
    safe: str
    todo: NextStep
    notes: Notes
    started: datetime
    clock_doubtful: bool
    file: str | None
    sha256: bytes | None


def slip(found: Open) -> Slip:
    """The slip of a case as it stands."""
    case, state = found.case, found.state
    newest = state.newest
    leg = Leg.CONFIRMATION if state.confirmation else Leg.REQUEST
    return Slip(
        case=case.number,
        host_id=case.host.id,
        model=case.model,
        way=case.way,
        reason=case.wish.reason,
        lines=_lines(found),
        where=strip(case, state),
        safe=safe(case, state),
        todo=next_step(case, state),
        notes=case.notes,
        started=case.created,
        clock_doubtful=case.clock_doubtful,
        file=None if newest is None else carry_name(case.number, case.host.id, leg),
        sha256=None if newest is None else newest.blob,
    )


def safe(case: Case, state: CaseState) -> str:
    """What is safe where a case stands, one sentence."""
    host = case.host.id
    if case.way is Way.WRITE_OFF:
        return "The copies are given up without proof: they stay at risk until the device is heard of again."
    if state.stage is Stage.DONE:
        return "Everything is done and confirmed: nothing more can be lost."
    if state.stage is Stage.REPLACED:
        return f"Nothing is lost: the newer message of {host} says everything that this one said."
    if state.stage is Stage.ABANDONED:
        return f"{host} still holds its licenses: nothing was changed on it for this case."
    if removed(case.way, state):
        return (
            "The copies are safe in the signed proof: it is kept on this computer and can be saved again at any time."
        )
    if case.way is Way.ACTIVATION:
        return (
            "The copies are safe in the portal until the device holds them; the files can be saved again at any time."
        )
    if state.stage is Stage.PLANNED:
        return f"Nothing can be lost: {host} either still holds the licenses, or keeps the proof until it is fetched."
    if case.way is Way.REMOVAL_ORDER:
        return f"{host} still holds its licenses, and they work, until the order is carried out."
    return f"{host} still holds its licenses, and they work, until it is given the portal's answer."


def slip_text(slip: Slip, say: Callable[[str], str] = str) -> str:
    """The slip as plain text of at most 80 columns.

    Args:
        say: translates one sentence or label.
    """
    rows = "\n".join(_rows(slip, say))
    return f"Retour  {slip.case}\n{'=' * _WIDTH}\n{rows}\n"


def grouped(digest: bytes) -> str:
    """A digest in groups of four hexadecimal digits."""
    return " ".join(textwrap.wrap(digest.hex(), 4))


def utc(at: datetime) -> str:
    """A time to the second, in UTC with the zone."""
    return at.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S UTC")


def _rows(slip: Slip, say: Callable[[str], str]) -> Iterator[str]:
    def row(label: str, text: str) -> str:
        return _row(say(label) if label else "", text)

    yield row("Next step", say(slip.todo.text))
    if slip.todo.where:
        yield row("Where", say(_WHERE[slip.todo.where]))
    yield row("What is safe", say(slip.safe))
    yield ""
    yield row("Device", f"{slip.model}, {slip.host_id}")
    yield row("Way home" if slip.way is not Way.ACTIVATION else "Way out", say(_WAYS[slip.way]))
    if slip.reason is not None:
        yield row("Reason", say(slip.reason.name.lower()))
    label = _WHAT.get(slip.way, "What comes home")
    for each in slip.lines:
        yield row(label, f"{each.copies} x {_named(each)}")
        label = ""
    if slip.way is Way.WRITE_OFF:
        yield row("Evidence", say(_EVIDENCE))
    yield ""
    places = (slip.where.on_device, slip.where.under_way, slip.where.in_portal)
    for label, place in zip(("On the device", "Under way", "In the portal"), places, strict=True):
        yield row(label, _place(place, say))
    yield ""
    if slip.file is not None and slip.sha256 is not None:
        yield row("File", slip.file)
        yield row("SHA-256", grouped(slip.sha256))
    doubt = f" ({say('the clock of this computer is doubtful')})" if slip.clock_doubtful else ""
    yield row("Started", utc(slip.started) + doubt)
    notes = slip.notes
    given_up = slip.way in WRITE_OFFS
    for label, text in (
        ("Site", notes.site),
        ("Asset tag", notes.asset_tag),
        ("Ticket", notes.ticket),
        ("Given up by" if given_up else "Technician", notes.technician),
        ("Why" if given_up else "Note", notes.note),
    ):
        if text:
            yield row(label, text)


def _row(label: str, text: str) -> str:
    """A label and its text beside it; a label that is too long stands on a line of its own."""
    indent = " " * _LABEL
    body = textwrap.fill(text, _WIDTH, initial_indent=indent, subsequent_indent=indent)
    if len(label) < _LABEL:
        return label.ljust(_LABEL) + body[_LABEL:]
    return f"{label}\n{body}"


def _named(line: SlipLine) -> str:
    features = f" ({', '.join(line.features)})" if line.features else ""
    product = f"{line.product} {line.version}".strip()
    return f"{product}{features}, {line.line}" if product else line.line


def _place(place: Place, say: Callable[[str], str]) -> str:
    return f"{place.copies} {say(place.certainty.value)}".strip() if place.copies else "0"


def _lines(found: Open) -> tuple[SlipLine, ...]:
    known = {grant.line: grant for grant in found.case.held}
    if found.case.way is Way.ACTIVATION:
        moved = found.case.wish.counts
    else:
        moved = tuple((grant.line, copies) for grant, copies in goes_home(found))
    lines = []
    for line, copies in moved:
        grant = known.get(line)
        terms = ("", "", ()) if grant is None else (grant.product, grant.version, grant.features)
        lines.append(SlipLine(line, *terms, copies))
    return tuple(lines)
