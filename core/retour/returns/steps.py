"""The steps of a case: events move it, and from where it stands follows the one next thing to do. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import assert_never

from retour.errors import Refused
from retour.returns.case import (
    CLOSED,
    Abandoned,
    AnswerApplied,
    AnswerHeld,
    Case,
    CaseState,
    Confirmed,
    Delivered,
    Event,
    FileHeld,
    MessageHeld,
    Planned,
    Processed,
    Replaced,
    Reported,
    Stage,
)
from retour.returns.opaque.steps import advance_carried, next_carried
from retour.returns.ways import ANSWERED, CARRIED, Way

_OPEN = frozenset(Stage) - CLOSED
_FROM: dict[type[Event], frozenset[Stage]] = {
    Planned: frozenset({Stage.PLANNED}),
    MessageHeld: frozenset({Stage.PLANNED, Stage.REQUEST_HELD}),
    AnswerHeld: frozenset({Stage.PLANNED, Stage.REQUEST_HELD, Stage.ANSWER_HELD}),
    AnswerApplied: frozenset({Stage.ANSWER_HELD, Stage.CONFIRMATION_HELD}),
    Confirmed: frozenset({Stage.REQUEST_HELD, Stage.ANSWER_HELD, Stage.CONFIRMATION_HELD}),
    Delivered: frozenset({Stage.REQUEST_HELD, Stage.CONFIRMATION_HELD}),
    Replaced: _OPEN,
    Abandoned: _OPEN,
    FileHeld: _OPEN,
    Processed: _OPEN,
    Reported: _OPEN,
}


def start() -> CaseState:
    """A case before its first event."""
    return CaseState(Stage.PLANNED)


def fold(way: Way, events: Iterable[Event]) -> CaseState:
    """Where a case stands after all its events."""
    state = start()
    for event in events:
        state = advance(way, state, event)
    return state


def advance(way: Way, state: CaseState, event: Event) -> CaseState:
    """The state after `event`. Raises `Refused` (``out-of-step``) if it cannot happen here."""
    if not _belongs(way, event, state.stage) or state.stage not in _FROM[type(event)]:
        raise Refused(
            "out-of-step",
            f"This step does not fit: the case is at {state.stage.value!r}.",
            "Nothing was changed.",
            "Look at the case again and do what it names as its next step.",
            stage=state.stage.value,
            event=type(event).__name__,
        )
    match event:
        case Planned():
            return replace(state, planned=event)
        case MessageHeld():
            return replace(state, stage=Stage.REQUEST_HELD, message=event)
        case AnswerHeld():
            return replace(state, stage=Stage.ANSWER_HELD, answer=event)
        case AnswerApplied():
            stage = Stage.DONE if way is Way.ACTIVATION else Stage.CONFIRMATION_HELD
            return replace(state, stage=stage, confirmation=event, delivered=False)
        case Confirmed():
            return replace(state, stage=Stage.DONE, receipt=event)
        case Delivered():
            return replace(state, delivered=True)
        case Replaced():
            return replace(state, stage=Stage.REPLACED, replaced_by=event.by)
        case Abandoned():
            return replace(state, stage=Stage.ABANDONED)
        case FileHeld() | Processed() | Reported():
            return advance_carried(way, state, event)
        case _:
            assert_never(event)


def _belongs(way: Way, event: Event, stage: Stage) -> bool:
    """Whether this can happen on a way at all: what is signed and what is only carried never mix."""
    if isinstance(event, AnswerHeld):
        # The answer to a one-trip proof is a receipt: there is nothing to apply. An order answers no request.
        ordered = way is Way.REMOVAL_ORDER
        return way not in CARRIED and way is not Way.ONE_TRIP and (ordered or stage is not Stage.PLANNED)
    if isinstance(event, MessageHeld):
        return way not in CARRIED and way is not Way.REMOVAL_ORDER
    if isinstance(event, (AnswerApplied, Confirmed)):
        return way not in CARRIED
    if isinstance(event, (FileHeld, Processed, Reported)):
        return way in CARRIED
    return True


def removed(way: Way, state: CaseState) -> bool:
    """Whether copies are provably off the device (one-trip: with the proof; otherwise with the confirmation)."""
    if way is Way.ONE_TRIP:
        return state.message is not None
    return way in ANSWERED and state.confirmation is not None


@dataclass(frozen=True, slots=True)
class NextStep:
    """The one next thing to do.

    Attributes:
        action: stable name for programs.
        where: ``device``, ``portal`` or ``""`` when nothing is left.
        text: what to do, one sentence.
    """

    action: str
    where: str
    text: str


def next_step(case: Case, state: CaseState) -> NextStep:
    """What to do next, and where."""
    host = case.host.id
    if case.way in CARRIED and state.stage not in CLOSED:
        return NextStep(*next_carried(case, state))
    if state.stage is Stage.PLANNED and case.way is Way.REMOVAL_ORDER:
        return NextStep("bring-answer", "device", f"Connect {host} and open the order again: nothing was changed yet.")
    if state.stage is Stage.PLANNED:
        return NextStep("ask-device", "device", f"Connect {host} and ask it again: the case goes on where it stopped.")
    if state.stage is Stage.REQUEST_HELD and case.way is Way.ONE_TRIP:
        return _to_portal(state, f"Take the proof of {host} to the portal", "the copies are credited there on arrival")
    if state.stage is Stage.REQUEST_HELD:
        text = f"Take the request of {host} to the portal, then bring its answer back to {host}."
        return NextStep("carry-to-portal", "portal", text)
    if state.stage is Stage.ANSWER_HELD and case.way is Way.REMOVAL_ORDER:
        return NextStep("bring-answer", "device", f"Connect {host} and carry out the order: it is kept here.")
    if state.stage is Stage.ANSWER_HELD:
        return NextStep("bring-answer", "device", f"Connect {host} and bring it the answer: it is kept here.")
    if state.stage is Stage.CONFIRMATION_HELD and case.way is Way.REMOVAL_ORDER:
        return _to_portal(state, f"Take the proof of {host} to the portal", "only then the copies are credited")
    if state.stage is Stage.CONFIRMATION_HELD:
        return _to_portal(state, f"Take the confirmation of {host} to the portal", "only then the copies are credited")
    if state.stage is Stage.REPLACED:
        by = f"see case {state.replaced_by}" if state.replaced_by else "the device made a newer one elsewhere"
        return NextStep("none", "", f"Nothing: a newer message of {host} took this one's place ({by}).")
    if state.stage is Stage.ABANDONED:
        return NextStep("none", "", "Nothing: this case was given up before the device changed anything.")
    return NextStep("none", "", _done_text(case))


def _to_portal(state: CaseState, what: str, then: str) -> NextStep:
    if state.delivered:
        text = "Handed over, as reported. To have it confirmed, bring the portal's answer here."
        return NextStep("bring-receipt", "portal", text)
    return NextStep("carry-to-portal", "portal", f"{what}; {then}.")


def _done_text(case: Case) -> str:
    if case.way is Way.ACTIVATION:
        return f"Nothing: {case.host.id} holds its licenses."
    if case.way is Way.WRITE_OFF:
        return f"Nothing: {case.host.id} is written off in the portal, as reported; its copies stay at risk."
    if case.way in CARRIED:
        return "Nothing: the portal shows the copies as removed, as reported."
    return "Nothing: the portal has confirmed that the copies are credited."
