"""Judging what arrives before it is believed, shown or given to a device. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from retour.errors import NotGenuine, Refused, Usage
from retour.protocol.group import Operation
from retour.protocol.keys import PublicKey
from retour.protocol.keyset import follow
from retour.protocol.messages import AnySealed, Sealed, Verified, read_order, read_response
from retour.protocol.model import Counts, DeviceMessage, Grant, Host, Order, Reason, Response
from retour.returns.case import AnswerApplied, Case, CaseState, Keys, MessageHeld, Stage, Wish
from retour.returns.ways import ANSWERED, FACTS, Way

_UNCHANGED = "Nothing was changed on the device or in the portal."


@dataclass(frozen=True, slots=True)
class Open:
    """A case with where it stands."""

    case: Case
    state: CaseState


def wish_for(way: Way, held: Iterable[Grant], named: Counts, *, whole: bool, reason: Reason | None) -> Wish:
    """What a technician wants, checked against what the device holds.

    Args:
        named: counts that shall remain (activation: be held) by activation ID; empty if `whole`.

    Raises:
        Usage: ``nothing-named``, ``whole-and-lines``, ``decommission-whole``.
        Refused: ``unknown-line``, ``above-holdings``, ``nothing-to-do``.
    """
    if way is Way.PORTAL_REMOVAL:
        if named:
            raise Usage(
                "marked-in-portal",
                "What comes home on this way is said in the portal, not here.",
                _UNCHANGED,
                "Leave the counts away, or choose another way home.",
            )
        return Wish((), whole=False, reason=None)
    if whole == bool(named):
        raise Usage(
            "nothing-named" if not whole else "whole-and-lines",
            "Say what comes home: all of it, or lines with the counts that shall remain.",
            _UNCHANGED,
            "Use --all, or --line ACTIVATION_ID=COUNT for each line; 0 returns all copies of a line.",
        )
    holds = {grant.line: grant.count for grant in held}
    if way is Way.ACTIVATION:
        if all(holds.get(line, 0) == count for line, count in named):
            raise _nothing_to_do()
        return Wish(named, whole=False, reason=None)
    counts = tuple((line, 0) for line in sorted(holds)) if whole else named
    for line, count in counts:
        if line not in holds:
            raise Refused("unknown-line", f"The device holds no license {line}.", _UNCHANGED, _choose(holds))
        if count > holds[line]:
            what = f"{count} copies of {line} cannot remain: the device holds {holds[line]}."
            raise Refused("above-holdings", what, _UNCHANGED, "The count is what shall remain, not what goes.")
    if all(holds[line] == count for line, count in counts):
        raise _nothing_to_do()
    if reason is Reason.DECOMMISSION and sum(dict(counts).values()) + _unnamed(holds, counts):
        raise Usage(
            "decommission-whole",
            "A decommissioned device keeps no licenses, and some would remain.",
            _UNCHANGED,
            "Return all of them (--all), or give another reason.",
        )
    return Wish(counts, whole, reason)


def message_of(case: Case, sealed: Sealed[DeviceMessage], before: Counts) -> Verified[DeviceMessage]:
    """The device's message, believed: signed by the case's device and saying what the case wishes.

    Raises:
        NotGenuine, Refused: ``other-device``, ``other-portal``, ``not-as-wished``.
    """
    verified = sealed.verify(case.keys.device)
    message = verified.content
    same_host(message.host, case.host)
    if message.portal != case.keys.portal.portal:
        raise _other_portal()
    if not says(case, message, before):
        raise Refused(
            "not-as-wished",
            f"{case.host.id} made a message that does not say what was asked for.",
            "The message is kept; nothing was handed on.",
            "Read the device again; if it stays so, the device needs service.",
        )
    return verified


def says(case: Case, message: DeviceMessage, before: Counts) -> bool:
    """Whether `message` is what the device makes when `case` is carried out on `before`."""
    if FACTS[case.way].operation is Operation.SYNC:
        return message.desired is None and message.holdings == before
    if FACTS[case.way].operation is Operation.DROP:
        after = {line: n for line, n in (dict(before) | dict(case.wish.counts)).items() if n}
        return message.desired is None and dict(message.holdings) == after and message.reason is case.wish.reason
    return (
        message.desired is not None
        and dict(message.desired) == dict(case.wish.counts)
        and message.holdings == before
        and message.reason is case.wish.reason
    )


def answer_in(sealed: AnySealed) -> Response:
    """The answer that a file holds, not believed yet.

    Raises `Refused` (``request-not-answer``, ``order-not-answer``).
    """
    content = sealed.content
    if isinstance(content, DeviceMessage):
        raise Refused(
            "request-not-answer",
            f"This is the request of {content.host.id} itself, not the portal's answer to it.",
            _UNCHANGED,
            "Take this file to the portal; bring back the file that ends in _answer.retour.",
        )
    if isinstance(content, Order):
        raise Refused(
            "order-not-answer",
            f"This is a removal order for {content.host.id}, not an answer to a request.",
            _UNCHANGED,
            f"Carry it out at {content.host.id}: it opens a case of its own.",
        )
    return content


def genuine_answer(sealed: AnySealed, trust: Keys) -> Verified[Response]:
    """An answer, believed: from the portal that the device accepts.

    Raises:
        Refused: ``other-portal``. NotGenuine: ``not-genuine``.
    """
    answer = answer_in(sealed)
    if answer.portal != trust.portal.portal:
        raise _other_portal()
    try:
        keys, _ = follow(trust.portal, trust.key_set, answer.key_set_links)
        return Sealed(answer, sealed.envelope).verify(keys.key)
    except NotGenuine as error:
        raise _not_genuine(error) from error


def case_for(answer: Response, cases: Iterable[Open], wanted: str | None) -> Open:
    """The case whose message `answer` answers.

    Args:
        cases: every case of this journal.
        wanted: the case number that somebody named.

    Raises:
        Refused: ``other-device``, ``other-case``, ``older-answer``, ``no-case``, each saying whose answer it is.
    """
    known = list(cases)
    for each in known:
        if wanted == each.case.number:
            same_host(answer.host, each.case.host)
    for each in known:
        if answer.answers in _digests(each):
            if wanted and each.case.number != wanted:
                what = f"This answer belongs to case {each.case.number}, not to {wanted}."
                raise Refused("other-case", what, _UNCHANGED, "Choose the other file, or open the other case.")
            if each.state.stage is Stage.REPLACED:
                raise _replaced(each)
            return each
    if any(each.case.host == answer.host for each in known):
        raise Refused(
            "older-answer",
            f"This answer is for {answer.host.id}, but to a message that is not of any case here.",
            _UNCHANGED,
            "Take the newest request of the device to the portal and bring that answer.",
        )
    raise Refused(
        "no-case",
        f"This answer is for {answer.host.id}, and there is no case for it here.",
        _UNCHANGED,
        "Open it on the laptop that made the request.",
    )


def genuine_order(sealed: Sealed[Order], trust: Keys) -> Verified[Order]:
    """A removal order, believed: for this device, from the portal that it accepts.

    Raises:
        Refused: ``other-portal``, ``other-key``. NotGenuine: ``not-genuine``.
    """
    order = sealed.content
    if order.portal != trust.portal.portal:
        raise _other_portal()
    if order.instance != trust.device.kid:
        raise Refused(
            "other-key",
            f"This order is for another key of {order.host.id}, from before its board or key was replaced.",
            _UNCHANGED,
            "Take a new order from the portal.",
        )
    try:
        keys, _ = follow(trust.portal, trust.key_set, order.key_set_links)
        return sealed.verify(keys.order_key)
    except NotGenuine as error:
        raise _not_genuine(error, order=True) from error


def carried_out(found: Open, message: DeviceMessage, data: bytes) -> None:
    """Raises `Refused` (``device-moved-on``) unless `message` shows that the device did what `data` says.

    Args:
        data: the answer or the order that it was given.
    """
    if found.case.way is Way.REMOVAL_ORDER:
        done = message.order == read_order(data).content.number
    else:
        done = message.applied is not None and message.applied.digest == read_response(data).digest
    if not done:
        raise Refused(
            "device-moved-on",
            f"{found.case.host.id} has processed this, and another file since.",
            "It is kept; nothing was lost.",
            "Look at the newer case of this device: retour cases",
        )


def confirms(open_case: Open, answer: Response) -> bool:
    """Whether this genuine answer says that the copies of this case are credited (return) or final (activation)."""
    case, state = open_case.case, open_case.state
    newest = state.newest
    if case.way is Way.ACTIVATION or newest is None or answer.instance != case.keys.device.kid:
        return False
    if case.way in ANSWERED and state.stage is not Stage.CONFIRMATION_HELD:
        return False
    return answer.acknowledged >= newest.counter


def same_host(found: Host, expected: Host) -> None:
    """Raises `Refused` (``other-device``) naming both."""
    if found != expected:
        raise Refused(
            "other-device",
            f"This is for {found.id}, not for {expected.id}.",
            "Nothing was changed on the device.",
            f"Choose the file that names {expected.id}, or open the other case.",
            found=found.id,
            expected=expected.id,
        )


def same_device(host: Host, key: PublicKey, case: Case) -> None:
    """Raises `Refused` (``other-device``) when the device that answers is not the case's."""
    if host != case.host:
        what = f"The device connected is {host.id}, not {case.host.id}."
    elif key != case.device_key:
        what = f"The device connected says that it is {host.id}, but it has another key than in case {case.number}."
    else:
        return
    todo = f"Connect the device from which {case.number} was started."
    raise Refused("other-device", what, _UNCHANGED, todo, found=host.id, expected=case.host.id)


def nothing_made(found: Open, counter: int) -> None:
    """Raises `Refused` (``cannot-abandon``) when the device of a planned case has made a message since it was asked.

    Args:
        counter: of the device's newest message. Whether it removed anything, only the device knows.
    """
    if found.state.planned is not None and counter > found.state.planned.replaces:
        raise Refused(
            "cannot-abandon",
            f"Case {found.case.number} cannot be given up: {found.case.host.id} has made a message since it was "
            "asked, and that may be the proof.",
            "Nothing was changed; the device keeps the message.",
            "Go on with the case: asking again fetches the proof and removes nothing twice.",
        )


def to_carry(found: Open) -> MessageHeld | AnswerApplied:
    """The newest message of a case, which the portal has to see next. Raises `Refused` (``no-message``)."""
    newest = found.state.newest
    if newest is None:
        raise Refused(
            "no-message",
            f"Case {found.case.number} has nothing to carry yet.",
            "Nothing was written.",
            f"Connect {found.case.host.id} and repeat the return.",
        )
    return newest


def _digests(each: Open) -> set[bytes]:
    return {m.digest for m in (each.state.message, each.state.confirmation) if m is not None}


def _replaced(found: Open) -> Refused:
    by = found.state.replaced_by
    return Refused(
        "older-answer",
        f"This answer is to an older request of {found.case.host.id}; the device has made a newer one since.",
        _UNCHANGED,
        f"Go on with case {by}." if by else "Read the device again and start from what it holds now.",
        case=found.case.number,
    )


def _unnamed(holds: dict[str, int], counts: Counts) -> int:
    return sum(count for line, count in holds.items() if line not in dict(counts))


def _choose(holds: dict[str, int]) -> str:
    return f"Choose from what it holds: {', '.join(sorted(holds))}." if holds else "It holds no licenses at all."


def _nothing_to_do() -> Refused:
    return Refused(
        "nothing-to-do",
        "These counts leave everything as it is.",
        _UNCHANGED,
        "The count is what shall remain on the device; look at what it holds (retour devices).",
    )


def _not_genuine(error: NotGenuine, *, order: bool = False) -> NotGenuine:
    what = (
        "This order is not genuine: it is not signed by the portal that the device trusts."
        if order
        else "This answer is not genuine: it is not signed by the portal that the device trusts."
    )
    todo = (
        "Take the order again from the portal in which the device is enrolled."
        if order
        else "Take the answer again from the portal in which the device is enrolled."
    )
    return NotGenuine("not-genuine", what, _UNCHANGED, todo, cause=error.code)


def _other_portal() -> Refused:
    return Refused(
        "other-portal",
        "This comes from, or is meant for, another portal than the one this device belongs to.",
        _UNCHANGED,
        "Use the portal in which the device is enrolled.",
    )
