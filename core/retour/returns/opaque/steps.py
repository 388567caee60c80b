"""The steps of a carried case: what its events do, and the one next thing. Pure.

Nothing here is proven: a file in hand is *carried*, and what device or portal made of it is *reported*. A case is done
when somebody saw in the vendor's portal that the copies are removed, after the device had processed the answer.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from retour.errors import Refused
from retour.returns.case import Case, CaseState, FileHeld, PortalState, Processed, Reported, Stage
from retour.returns.ways import WRITE_OFFS, Way

_HOLDS: Final = {
    "request": (Stage.REQUEST_HELD, frozenset({Stage.PLANNED, Stage.REQUEST_HELD, Stage.ANSWER_HELD})),
    "answer": (Stage.ANSWER_HELD, frozenset({Stage.REQUEST_HELD, Stage.ANSWER_HELD})),
    "confirmation": (Stage.CONFIRMATION_HELD, frozenset({Stage.ANSWER_HELD, Stage.CONFIRMATION_HELD})),
}
GONE: Final = {
    Way.OPAQUE: frozenset({PortalState.REMOVED_FROM_LICENSE.value, PortalState.RETURNED.value}),
    Way.OPAQUE_SYNC: frozenset({PortalState.REMOVED_FROM_LICENSE.value, PortalState.RETURNED.value}),
    Way.OPAQUE_WRITE_OFF: frozenset({PortalState.RETURNED.value, PortalState.OBSOLETE.value}),
    Way.WRITE_OFF: frozenset({PortalState.OBSOLETE.value}),
}
"""States of the vendor's portal that end a case."""
MARKED: Final = frozenset(
    {
        PortalState.MARKED_FOR_REMOVAL.value,
        PortalState.REMOVAL_PENDING_CONFIRMATION.value,
        PortalState.COPIES_DECREASING.value,
    }
)
"""States that say that copies were removed in the portal and wait for the device."""


def advance_carried(way: Way, state: CaseState, event: FileHeld | Processed | Reported) -> CaseState:
    """The state after something that only a carried case knows. Raises `Refused` (``out-of-step``)."""
    match event:
        case FileHeld():
            stage, before = _HOLDS[event.leg]
            processed = state.processed is not None and state.processed.accepted
            # The confirmation follows what the device accepted; until then the answer may still be another one.
            fits = processed == (event.leg == "confirmation")
            # A new request makes the answer to the one before worthless: only after the device has refused that.
            fits = fits and (event.leg != "request" or state.stage is not Stage.ANSWER_HELD or is_refused(state))
            if way in WRITE_OFFS or state.stage not in before or not fits:
                raise _out_of_step(state, event.leg)
            kept = () if event.leg == "request" else tuple(held for held in state.files if held.leg != event.leg)
            # A new answer was not processed yet; a new file was not handed over yet.
            said = state.processed if event.leg == "confirmation" else None
            older = (*state.older, *(held for held in state.files if held not in kept))
            return replace(state, stage=stage, files=(*kept, event), older=older, processed=said, delivered=False)
        case Processed():
            if state.stage is not Stage.ANSWER_HELD:
                raise _out_of_step(state, "processed")
            return replace(state, processed=event)
    stage = Stage.DONE if _ends(way, state, event) else state.stage
    return replace(state, stage=stage, reports=(*state.reports, event))


def is_marked(state: CaseState) -> bool:
    """Whether somebody reported that the copies were removed in the portal, for the device to pick up."""
    return any(report.state in MARKED for report in state.reports)


def is_refused(state: CaseState) -> bool:
    """Whether the device refused the answer that the case holds."""
    return state.processed is not None and not state.processed.accepted


def next_carried(case: Case, state: CaseState) -> tuple[str, str, str]:
    """Action, where, and one sentence, for a carried case that is not closed."""
    host = case.host.id
    if case.way is Way.WRITE_OFF:
        text = f"Have {host} written off in the portal, by name and with the reason, then report here what it shows."
        return "report-portal", "portal", text
    if case.way is Way.OPAQUE_WRITE_OFF:
        text = f"Return or obsolete {host} in the portal, then report here what it shows."
        return "report-portal", "portal", text
    if state.stage is Stage.PLANNED and case.way is Way.OPAQUE_SYNC and not is_marked(state):
        text = f"Remove the copies of {host} in the portal, then report here what it shows."
        return "report-portal", "portal", text
    if state.stage is Stage.PLANNED:
        return "ask-device", "device", f"Connect {host} and have it make its request."
    if state.stage is Stage.REQUEST_HELD:
        text = f"Take the request of {host} to the portal, then bring its response back to {host}."
        return "carry-to-portal", "portal", text
    if state.stage is Stage.ANSWER_HELD:
        return _after_answer(state, host)
    if state.delivered:
        text = f"Look in the portal whether the copies of {host} are removed, and report here what it shows."
        return "report-portal", "portal", text
    text = f"Take the confirmation of {host} to the portal; only then the copies are credited."
    return "carry-to-portal", "portal", text


def _after_answer(state: CaseState, host: str) -> tuple[str, str, str]:
    if state.processed is None:
        return "bring-answer", "device", f"Connect {host} and give it the response: it is kept here."
    if is_refused(state):
        text = f"{host} refused the response. Bring another response to it, or have it make a new request."
        return "new-answer", "portal", text
    return "ask-confirmation", "device", f"Have {host} make its confirmation: a request without activation IDs."


def _ends(way: Way, state: CaseState, event: Reported) -> bool:
    if event.state not in GONE.get(way, frozenset()):
        return False
    if way in WRITE_OFFS:
        return True
    processed = state.processed is not None and state.processed.accepted
    return state.stage is Stage.CONFIRMATION_HELD or (state.stage is Stage.ANSWER_HELD and processed)


def _out_of_step(state: CaseState, what: str) -> Refused:
    return Refused(
        "out-of-step",
        f"This step does not fit: the case is at {state.stage.value!r}.",
        "Nothing was changed.",
        "Look at the case again and do what it names as its next step.",
        stage=state.stage.value,
        event=what,
    )
