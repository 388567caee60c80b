"""The strip: where every copy of a case is, and how we know. Pure; drawn on every page and printed by `cases`."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from retour.returns.case import Case, CaseState, PortalState, Stage
from retour.returns.steps import removed
from retour.returns.ways import CARRIED, Way


class Certainty(Enum):
    """How a number is known."""

    NONE = ""
    REPORTED = "reported"
    """The device said so."""
    SIGNED = "signed"
    """The proof is in hand."""
    CARRIED = "carried"
    """A vendor's file is in hand, not read."""
    CONFIRMED = "confirmed"
    """The portal answered."""


@dataclass(frozen=True, slots=True)
class Place:
    """A number of copies and the word under it."""

    copies: int
    certainty: Certainty


@dataclass(frozen=True, slots=True)
class Strip:
    """On the device -> under way -> in the portal, for the copies that this case is about."""

    on_device: Place
    under_way: Place
    in_portal: Place


_EMPTY = Place(0, Certainty.NONE)


def strip(case: Case, state: CaseState) -> Strip:
    """Where the copies of `case` are."""
    copies = moving(case, state)
    if case.way is Way.ACTIVATION:
        return _activation(copies, state)
    if case.way in CARRIED:
        return _carried(copies, state)
    if state.stage is Stage.DONE:
        return Strip(_EMPTY, _EMPTY, Place(copies, Certainty.CONFIRMED))
    if removed(case.way, state):
        return Strip(_EMPTY, Place(copies, Certainty.SIGNED), _EMPTY)
    known = Certainty.SIGNED if state.message is not None else Certainty.REPORTED
    return Strip(Place(copies, known), _EMPTY, _EMPTY)


def moving(case: Case, state: CaseState) -> int:
    """How many copies the case moves: what the device held of the lines named, less what shall remain.

    What the portal has marked shows in its answer; until that is here, everything may be meant.
    """
    before = dict(state.planned.before) if state.planned else {}
    if case.way is Way.PORTAL_REMOVAL:
        remain = dict(state.answer.holdings) if state.answer else {}
        return sum(max(0, n - remain.get(line, 0)) for line, n in before.items())
    return sum(abs(before.get(line, 0) - count) for line, count in case.wish.counts)


def _activation(copies: int, state: CaseState) -> Strip:
    if state.stage is Stage.DONE:
        return Strip(Place(copies, Certainty.SIGNED), _EMPTY, _EMPTY)
    if state.stage is Stage.ANSWER_HELD:
        return Strip(_EMPTY, Place(copies, Certainty.SIGNED), _EMPTY)
    return Strip(_EMPTY, _EMPTY, Place(copies, Certainty.REPORTED))


def _carried(copies: int, state: CaseState) -> Strip:
    """Never more than somebody said: the files cannot be read, and the vendor's portal does not speak to us."""
    if state.stage is Stage.DONE and state.reports and state.reports[-1].state == PortalState.OBSOLETE.value:
        return Strip(Place(copies, Certainty.REPORTED), _EMPTY, _EMPTY)  # given up, and nobody knows that it is gone
    if state.stage is Stage.DONE:
        return Strip(_EMPTY, _EMPTY, Place(copies, Certainty.REPORTED))
    if state.stage is Stage.CONFIRMATION_HELD:
        return Strip(_EMPTY, Place(copies, Certainty.CARRIED), _EMPTY)
    if state.processed is not None and state.processed.accepted:
        return Strip(_EMPTY, Place(copies, Certainty.REPORTED), _EMPTY)
    return Strip(Place(copies, Certainty.REPORTED), _EMPTY, _EMPTY)
