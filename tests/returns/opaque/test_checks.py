"""What can be said of a vendor's file without reading it."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from datetime import UTC, datetime

import pytest

from retour.airgap.envelope import Envelope
from retour.errors import RetourError
from retour.protocol.model import Host, HostType, Reason
from retour.returns.case import Carried, Case, CaseState, FileHeld, Notes, Stage, Wish
from retour.returns.opaque import checks
from retour.returns.opaque.checks import Known
from retour.returns.ways import Way

MINE, ITS = "R-AAAA-AAAA", "R-BBBB-BBBB"
CASE = Case(
    MINE,
    Host(HostType.STRING, "SN-1"),
    "Model",
    Carried("by-hand", True),
    Way.OPAQUE,
    Wish((("ACT-1", 0),), True, Reason.MOVE),
    Notes(),
    datetime(2026, 11, 24, tzinfo=UTC),
)
NEW = CaseState(Stage.PLANNED)


def held(leg: str, data: bytes) -> FileHeld:
    return FileHeld(leg, hashlib.sha256(data).digest(), f"{leg}.bin", len(data))


def refused(code: str, check: Callable[[], None]) -> RetourError:
    with pytest.raises(RetourError) as caught:
        check()
    assert caught.value.code == code
    assert all(line.endswith(".") for line in caught.value.lines)
    return caught.value


@pytest.mark.parametrize(
    ("data", "trailer", "code"),
    [
        (b"", b"", "empty"),
        (b"", b"END", "empty"),
        (bytes(checks.MAX_FILE + 1), b"", "too-large"),
        (b"abcEN", b"END", "cut"),
        (b"ENDabc", b"END", "cut"),
        (b"\xd2\x84rest", b"END", "retour-file"),
        (b"\x84\x43rest", b"", "retour-file"),
    ],
)
def test_a_file_that_is_not_whole(data: bytes, trailer: bytes, code: str) -> None:
    refused(code, lambda: checks.complete(data, trailer))


@pytest.mark.parametrize(("data", "trailer"), [(b"x", b""), (b"abcEND", b"END"), (bytes(checks.MAX_FILE), b"")])
def test_a_whole_file(data: bytes, trailer: bytes) -> None:
    checks.complete(data, trailer)


def test_who_is_connected() -> None:
    checks.same_host("SN-1", CASE)
    checks.same_host(None, CASE)
    error = refused("other-device", lambda: checks.same_host("SN-2", CASE))
    assert error.details == {"found": "SN-2", "expected": "SN-1"}


def test_what_the_device_made_must_be_new() -> None:
    checks.new_from_device(b"new", CASE, NEW, "request", [])
    for case, leg in ((MINE, "request"), (ITS, "confirmation")):
        known = [Known(case, held(leg, b"old"))]
        error = refused("stale-file", lambda known=known: checks.new_from_device(b"old", CASE, NEW, "request", known))  # type: ignore[misc]
        assert error.details == {"case": case, "leg": leg}


def test_the_newest_file_of_the_case_may_be_read_again() -> None:
    state = CaseState(Stage.REQUEST_HELD, files=(held("request", b"same"),))
    known = [Known(MINE, held("request", b"same"))]
    checks.new_from_device(b"same", CASE, state, "request", known)
    refused("stale-file", lambda: checks.new_from_device(b"same", CASE, state, "confirmation", known))


@pytest.mark.parametrize(
    ("case", "leg", "code", "said"),
    [
        (MINE, "request", "request-itself", "this case"),
        (ITS, "confirmation", "request-itself", ITS),
        (ITS, "answer", "other-case", ITS),
        (MINE, "answer", "older-answer", MINE),
    ],
)
def test_what_is_no_response_of_this_case(case: str, leg: str, code: str, said: str) -> None:
    error = refused(code, lambda: checks.answers(b"old", CASE, NEW, [Known(case, held(leg, b"old"))]))
    assert said in error.what
    assert error.details == {"case": case}


def test_a_response_that_is_new_or_the_newest() -> None:
    checks.answers(b"new", CASE, NEW, [])
    state = CaseState(Stage.ANSWER_HELD, files=(held("answer", b"same"),))
    checks.answers(b"same", CASE, state, [Known(MINE, held("answer", b"same"))])
    refused("older-answer", lambda: checks.answers(b"old", CASE, state, [Known(MINE, held("answer", b"old"))]))


def test_a_file_of_a_deleted_case() -> None:
    checks.not_deleted(None)
    assert ITS in refused("deleted-case", lambda: checks.not_deleted(ITS)).what


@pytest.mark.parametrize(
    "envelope",
    [
        Envelope(ITS, "by-hand", "SN-1", "answer", b"x"),
        Envelope(MINE, "by-hand", "SN-2", "answer", b"x"),
        Envelope(MINE, "by-hand", "SN-1", "request", b"x"),
    ],
)
def test_an_envelope_for_something_else(envelope: Envelope) -> None:
    checks.fits(Envelope(MINE, "by-hand", "SN-1", "answer", b"x"), CASE, "answer")
    error = refused("other-envelope", lambda: checks.fits(envelope, CASE, "answer"))
    assert error.details == {"case": envelope.case, "host_id": envelope.host_id, "leg": envelope.leg}
