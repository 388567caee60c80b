"""A carry file comes in: split, put in order, each message taken by itself; one bad message spoils none (rule 11)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from retour.airgap.carry import Leg, carry_name, join_carry, parse_name, read_carry
from retour.airgap.files import write_file, write_into
from retour.errors import Malformed, Refused, RetourError
from retour.portal.queries import Carried
from retour.portal.removals import Ordered
from retour.portal.rules import taking_order
from retour.portal.store import Answered, Portal, Who
from retour.protocol.casenumber import parse_case_number
from retour.protocol.messages import Sealed, read_any
from retour.protocol.model import DeviceMessage, Response


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one message of a file: `answered`, or `error`; `content` is None when it could not be read."""

    digest: bytes | None
    content: DeviceMessage | None
    answered: Answered | None
    error: RetourError | None


def take_file(portal: Portal, data: bytes, case: str | None, who: Who) -> tuple[Outcome, ...]:
    """Take every message of a carry file, in the order of the file.

    Args:
        case: as `case_of` gives it.

    Raises:
        Malformed: the file itself cannot be read. NotReached: the ledger cannot be written; bring the file again.
    """
    parts = read_carry(data)
    outcomes: dict[int, Outcome] = {}
    readable: list[tuple[int, bytes, DeviceMessage]] = []
    for index, part in enumerate(parts):
        try:
            sealed = _request_in(part)
        except RetourError as error:
            outcomes[index] = Outcome(None, None, None, error)
        else:
            readable.append((index, sealed.digest, sealed.content))
    for place in taking_order([content for _, _, content in readable]):
        index, digest, content = readable[place]
        try:
            answered = portal.take(parts[index], case, who)
        except RetourError as error:
            outcomes[index] = Outcome(digest, content, None, error)
        else:
            outcomes[index] = Outcome(digest, content, answered, None)
    return tuple(outcomes[index] for index in range(len(parts)))


def _request_in(part: bytes) -> Sealed[DeviceMessage]:
    """Raises `Malformed`, with ``answer-not-request`` for an answer, which belongs to a device."""
    sealed = read_any(part)
    if not isinstance(sealed.content, DeviceMessage):
        host = sealed.content.host.id
        what = "answer" if isinstance(sealed.content, Response) else "removal order"
        raise Malformed(
            "answer-not-request",
            f"This is the portal's {what} for {host}, not a request of it.",
            "Nothing was changed.",
            f"Bring it to the device {host}; only what the device makes then comes here.",
        )
    return Sealed(sealed.content, sealed.envelope)


def case_of(given: str | None, file_name: str | None = None) -> str | None:
    """The case number that was given, or the one that the file's name claims; neither is verified.

    The name of a bundle claims none: it holds messages of several cases.

    Raises:
        Usage: ``case-number`` for a slip of the pen in what was given.
    """
    if given and given.strip():
        return parse_case_number(given)
    named = parse_name(file_name) if file_name else None
    return named.case if named and named.leg != Leg.BUNDLE.value else None


def write_answer(folder: Path, answer: Carried) -> Path:
    """Write an answer under its name; where another answer of that case lies already, the counter tells them apart.

    Raises:
        Refused, NotReached, Usage: as `write_file`.
    """
    name = Path(answer_name(answer.case, answer.host_id))
    try:
        return write_file(folder / name, answer.data)
    except Refused as error:
        if error.code != "file-exists":
            raise
        return write_file(folder / f"{name.stem}-{answer.counter}{name.suffix}", answer.data)


def write_answers(out: Path, answers: Sequence[Carried]) -> Path:
    """Write the answers of a site into one file, as the bundle came; `out` is a folder, or the file itself.

    Raises:
        Refused, NotReached, Usage: as `write_file`.
    """
    cases = [answer.case for answer in answers if answer.case]
    name = carry_name(cases[0] if cases else "", f"{len(answers)}-answers", Leg.BUNDLE).lstrip("_")
    return write_into(out, name, join_carry(tuple(answer.data for answer in answers)))


def write_orders(out: Path, orders: Sequence[Ordered]) -> Path:
    """Write one order, or a work order of several in one file.

    Args:
        out: a folder, or the file itself.

    Raises:
        Refused, NotReached, Usage: as `write_file`.
    """
    if len(orders) == 1:
        name = carry_name(orders[0].case, orders[0].host.id, Leg.ORDER)
    else:
        name = carry_name(orders[0].case, f"{len(orders)}-devices", Leg.BUNDLE)
    return write_into(out, name, join_carry(tuple(order.data for order in orders)))


def answer_name(case: str | None, host_id: str) -> str:
    """The name under which an answer is carried; without a case it starts with the device."""
    return carry_name(case or "", host_id, Leg.ANSWER).lstrip("_")
