"""What arrives is judged before it is believed: whose it is, genuine or not, for this device and this request."""

from __future__ import annotations

from dataclasses import replace

import pytest

from retour.errors import RetourError
from retour.protocol.model import Counts, Grant, Host, HostType, Reason
from retour.returns import checks
from retour.returns.case import Replaced
from retour.returns.ways import Way
from tests.returns.kit import (
    ANSWER,
    APPLIED,
    BEFORE,
    HOST,
    KEYS,
    MESSAGE,
    OTHER,
    PLANNED,
    answer,
    case,
    message,
    opened,
)

HELD = tuple(Grant(line, count, "Product", "1", (), None) for line, count in BEFORE)
STRANGER = Host(HostType.SERIAL, "SN-4712")


def refused(code: str) -> pytest.RaisesExc[RetourError]:
    return pytest.RaisesExc(RetourError, check=lambda error: error.code == code)


@pytest.mark.parametrize(
    ("way", "named", "whole", "reason", "code"),
    [
        (Way.ONE_TRIP, (), False, Reason.MOVE, "nothing-named"),
        (Way.ONE_TRIP, (("ACT-A", 0),), True, Reason.MOVE, "whole-and-lines"),
        (Way.ONE_TRIP, (("ACT-X", 0),), False, Reason.MOVE, "unknown-line"),
        (Way.ONE_TRIP, (("ACT-A", 4),), False, Reason.MOVE, "above-holdings"),
        (Way.ONE_TRIP, (("ACT-A", 3),), False, Reason.MOVE, "nothing-to-do"),
        (Way.ONE_TRIP, (("ACT-A", 0),), False, Reason.DECOMMISSION, "decommission-whole"),
        (Way.ONE_TRIP, (("ACT-A", 1), ("ACT-B", 0)), False, Reason.DECOMMISSION, "decommission-whole"),
        (Way.ACTIVATION, (("ACT-A", 3),), False, None, "nothing-to-do"),
    ],
)
def test_a_wish_that_cannot_be(way: Way, named: Counts, whole: bool, reason: Reason | None, code: str) -> None:
    with refused(code):
        checks.wish_for(way, HELD, named, whole=whole, reason=reason)


def test_wishes_that_can_be() -> None:
    everything = checks.wish_for(Way.ONE_TRIP, HELD, (), whole=True, reason=Reason.DECOMMISSION)
    assert everything.counts == (("ACT-A", 0), ("ACT-B", 0))
    some = checks.wish_for(Way.CONFIRMED, HELD, (("ACT-A", 1),), whole=False, reason=Reason.MOVE)
    assert some.counts == (("ACT-A", 1),)
    more = checks.wish_for(Way.ACTIVATION, HELD, (("ACT-C", 1),), whole=False, reason=None)
    assert more.reason is None


def test_an_empty_device_says_that_it_holds_nothing() -> None:
    with pytest.raises(RetourError) as caught:
        checks.wish_for(Way.ONE_TRIP, (), (("ACT-A", 0),), whole=False, reason=Reason.MOVE)
    assert "no licenses at all" in caught.value.todo
    with refused("nothing-to-do"):
        checks.wish_for(Way.ONE_TRIP, (), (), whole=True, reason=Reason.MOVE)


def test_a_message_is_believed_when_it_says_what_was_asked() -> None:
    asked = case()
    sealed = message(desired=asked.wish.counts)
    assert checks.message_of(asked, sealed, BEFORE).content == sealed.content
    drop = case(Way.ONE_TRIP, (("ACT-A", 1),), whole=False)
    proof = message(holdings=(("ACT-A", 1), ("ACT-B", 2)))
    assert checks.message_of(drop, proof, BEFORE).digest == proof.digest


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"desired": (("ACT-A", 1),)}, "not-as-wished"),
        ({"desired": None}, "not-as-wished"),
        ({"holdings": (("ACT-A", 3),)}, "not-as-wished"),
        ({"reason": Reason.DEFECT}, "not-as-wished"),
        ({"host": STRANGER}, "other-device"),
        ({"portal": "P-ZZZZZZZZZZ"}, "other-portal"),
        ({"key": OTHER}, "other-key"),
    ],
)
def test_a_message_that_is_another(change: dict[str, object], code: str) -> None:
    asked = case()
    given = {"desired": asked.wish.counts} | change
    with refused(code):
        checks.message_of(asked, message(**given), BEFORE)  # type: ignore[arg-type]


def test_a_drop_that_kept_something_is_no_proof() -> None:
    drop = case(Way.ONE_TRIP)
    with refused("not-as-wished"):
        checks.message_of(drop, message(holdings=(("ACT-A", 1),)), BEFORE)
    with refused("not-as-wished"):
        checks.message_of(drop, message(holdings=(), desired=(("ACT-A", 0),)), BEFORE)


def test_an_answer_is_believed_from_this_portal_only() -> None:
    good = answer(b"M" * 32)
    assert checks.genuine_answer(good, KEYS).content == good.content
    with refused("request-not-answer"):
        checks.genuine_answer(message(), KEYS)
    with refused("other-portal"):
        checks.genuine_answer(answer(b"M" * 32, portal="P-ZZZZZZZZZZ"), KEYS)
    with refused("not-genuine"):
        checks.genuine_answer(answer(b"M" * 32, key=OTHER), KEYS)


def test_an_answer_finds_its_case_by_what_it_answers() -> None:
    first = opened(case(number="R-1"), PLANNED, MESSAGE)
    second = opened(case(number="R-2"), PLANNED, replace(MESSAGE, digest=b"N" * 32), ANSWER, APPLIED)
    for digest, number in ((b"M" * 32, "R-1"), (b"N" * 32, "R-2"), (b"C" * 32, "R-2")):
        found = checks.case_for(answer(digest).content, [first, second], None)
        assert found.case.number == number
    assert checks.case_for(answer(b"M" * 32).content, [first, second], "R-1") is first


@pytest.mark.parametrize(
    ("digest", "host", "wanted", "code"),
    [
        (b"M" * 32, HOST, "R-2", "other-case"),
        (b"x" * 32, HOST, None, "older-answer"),
        (b"x" * 32, STRANGER, None, "no-case"),
        (b"x" * 32, STRANGER, "R-1", "other-device"),
    ],
)
def test_an_answer_that_is_for_something_else(digest: bytes, host: Host, wanted: str | None, code: str) -> None:
    cases = [opened(case(number="R-1"), PLANNED, MESSAGE), opened(case(number="R-2"), PLANNED)]
    with refused(code):
        checks.case_for(answer(digest, host=host).content, cases, wanted)


@pytest.mark.parametrize(("by", "todo"), [("R-2", "case R-2"), ("", "Read the device again")])
def test_an_answer_to_a_request_that_was_replaced(by: str, todo: str) -> None:
    dead = opened(case(number="R-1"), PLANNED, MESSAGE, Replaced(by))
    with pytest.raises(RetourError, match="older request") as caught:
        checks.case_for(answer(b"M" * 32).content, [dead], None)
    assert caught.value.code == "older-answer"
    assert todo in caught.value.todo


def test_what_confirms_a_case() -> None:
    proof = opened(case(Way.ONE_TRIP), PLANNED, MESSAGE)
    assert checks.confirms(proof, answer(b"M" * 32, acknowledged=2).content)
    assert not checks.confirms(proof, answer(b"M" * 32, acknowledged=1).content)
    assert not checks.confirms(proof, answer(b"M" * 32, instance=b"strange!").content)
    assert not checks.confirms(opened(case(), PLANNED, MESSAGE), answer(b"M" * 32, acknowledged=9).content)
    confirmed = opened(case(), PLANNED, MESSAGE, ANSWER, APPLIED)
    assert checks.confirms(confirmed, answer(b"C" * 32, acknowledged=3).content)
    assert not checks.confirms(opened(case(), PLANNED), answer(b"C" * 32).content)
    activated = opened(case(Way.ACTIVATION), PLANNED, MESSAGE, ANSWER, APPLIED)
    assert not checks.confirms(activated, answer(b"C" * 32, acknowledged=9).content)


def test_only_the_device_of_the_case_is_talked_to() -> None:
    of = case()
    checks.same_device(HOST, of.keys.device, of)
    with refused("other-device"):
        checks.same_device(STRANGER, of.keys.device, of)
    with refused("other-device"):
        checks.same_device(HOST, OTHER.public, of)


def test_a_case_has_something_to_carry_once_its_device_made_it() -> None:
    with refused("no-message"):
        checks.to_carry(opened(case(), PLANNED))
    assert checks.to_carry(opened(case(), PLANNED, MESSAGE)) == MESSAGE
