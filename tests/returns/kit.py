"""Cases and messages for the tests of the technician's rules: signed by real keys."""

from __future__ import annotations

from datetime import UTC, datetime

from retour.protocol.keys import PortalKey, SigningKey
from retour.protocol.messages import Sealed, read_any, unsigned_message, unsigned_response
from retour.protocol.model import Applied, Counts, DeviceMessage, Grant, Host, HostType, Reason, Response
from retour.returns.case import (
    AnswerApplied,
    AnswerHeld,
    Case,
    CaseState,
    Event,
    Keys,
    MessageHeld,
    Notes,
    Planned,
    Wish,
)
from retour.returns.checks import Open
from retour.returns.journal import Journal
from retour.returns.steps import fold
from retour.returns.ways import Way

DEVICE = SigningKey.from_seed(bytes(31) + b"\1")
PORTAL = SigningKey.from_seed(bytes(31) + b"\2")
OTHER = SigningKey.from_seed(bytes(31) + b"\3")
PORTAL_KEY = PortalKey("P-0123456789", PORTAL.public)
KEYS = Keys(DEVICE.public, PORTAL_KEY)
HOST = Host(HostType.SERIAL, "SN-4711")
BEFORE: Counts = (("ACT-A", 3), ("ACT-B", 2))
NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
PLANNED = Planned(bytes(8), 1, BEFORE)
MESSAGE = MessageHeld(b"m" * 32, b"M" * 32, 2, BEFORE)
ANSWER = AnswerHeld(b"a" * 32, b"A" * 32, (), True)
APPLIED = AnswerApplied(b"c" * 32, b"C" * 32, 3, ())


def case(
    way: Way = Way.CONFIRMED,
    counts: Counts = (("ACT-A", 0), ("ACT-B", 0)),
    *,
    reason: Reason | None = Reason.MOVE,
    whole: bool = True,
    number: str = "R-0000-0000",
    host: Host = HOST,
) -> Case:
    wish = Wish(counts, whole, reason)
    return Case(number, host, "Model", KEYS, way, wish, Notes(), NOW)


def opened(of: Case, *events: object) -> Open:
    return Open(of, state(of.way, *events))


def put(journal: Journal, of: Case, *events: Event) -> Open:
    """A planned case in the journal, moved on by events; those that speak of a blob get one."""
    journal.begin(of, PLANNED)
    for event in events:
        put_event(journal, of.number, event)
    return journal.case(of.number)


def put_event(journal: Journal, number: str, event: Event) -> None:
    blob = getattr(event, "blob", None)
    if isinstance(blob, bytes):
        journal.record(number, event, blob)
    else:
        journal.note(number, event)


def state(way: Way, *events: object) -> CaseState:
    return fold(way, events)  # type: ignore[arg-type]


def message(
    *,
    holdings: Counts = BEFORE,
    desired: Counts | None = None,
    reason: Reason | None = Reason.MOVE,
    host: Host = HOST,
    portal: str = PORTAL_KEY.portal,
    key: SigningKey = DEVICE,
) -> Sealed[DeviceMessage]:
    content = DeviceMessage(
        portal, host, key.public.kid, 2, None, Applied(1, 1, bytes(32)), 0, 1, holdings, desired, reason, bytes(8)
    )
    sealed = read_any(unsigned_message(content, key.public).signed(key))
    assert isinstance(sealed.content, DeviceMessage)
    return Sealed(sealed.content, sealed.envelope)


def answer(
    answers: bytes,
    *,
    acknowledged: int = 2,
    host: Host = HOST,
    portal: str = PORTAL_KEY.portal,
    key: SigningKey = PORTAL,
    instance: bytes | None = None,
) -> Sealed[Response]:
    grants = (Grant("ACT-A", 1, "Product", "1", (), None),)
    of = instance or DEVICE.public.kid
    content = Response(portal, 1, host, of, 1, 2, answers, grants, True, acknowledged, 0, (), ())
    sealed = read_any(unsigned_response(content, key.public).signed(key))
    assert isinstance(sealed.content, Response)
    return Sealed(sealed.content, sealed.envelope)
