"""An answer, looked at from all sides before the device sees it: four questions, each with its own yes or no. Pure.

`checks` stops at the first thing that is wrong, which is right for programs. A person with the wrong file in hand
wants to see at once what is wrong with it and what is not. A verdict decides nothing: holding an answer goes
through `checks` alone.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import Enum

from retour.errors import RetourError
from retour.protocol.messages import AnySealed
from retour.returns import checks
from retour.returns.case import Stage
from retour.returns.checks import Open


class Question(Enum):
    """What is asked of an answer."""

    DEVICE = "device"
    """Is it for this device?"""
    REQUEST = "request"
    """Does it answer the request of this case?"""
    GENUINE = "genuine"
    """Is it signed by the portal that the device trusts?"""
    NEW = "new"
    """Is it the newest: no later message of the device took its place, and it was not processed before?"""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was found out about an answer.

    Attributes:
        yes: each question with its answer.
        host_id: whose answer it is, as it says itself.
        problem: the first thing that keeps it from being accepted; None if it is, also if it was processed before.
    """

    yes: tuple[tuple[Question, bool], ...]
    host_id: str
    problem: RetourError | None

    @property
    def good(self) -> bool:
        return self.problem is None


def judge(sealed: AnySealed, wanted: Open, cases: Iterable[Open]) -> Verdict:
    """Judge an answer for the case `wanted`. Raises `Refused` (``request-not-answer``) for what is no answer."""
    answer = checks.answer_in(sealed)
    case, state = wanted.case, wanted.state
    device = answer.host == case.host and answer.instance == case.keys.device.kid
    asked = {held.digest for held in (state.message, state.confirmation) if held is not None}
    ours = device and answer.answers in asked
    acknowledges = device and checks.confirms(wanted, answer)
    newest = state.newest
    taken_over = state.stage is Stage.REPLACED
    new = newest is not None and not taken_over and (acknowledges or answer.answers == newest.digest)
    forged = _problem(lambda: checks.genuine_answer(sealed, case.keys))
    problem = _problem(lambda: checks.case_for(answer, cases, case.number)) or forged
    yes = (
        (Question.DEVICE, device),
        (Question.REQUEST, ours or acknowledges),
        (Question.GENUINE, forged is None),
        (Question.NEW, new),
    )
    return Verdict(yes, answer.host.id, problem)


def _problem(check: Callable[[], object]) -> RetourError | None:
    try:
        check()
    except RetourError as problem:
        return problem
    return None
