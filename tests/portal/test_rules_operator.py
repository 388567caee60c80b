"""What an operator may do: enrolment (portal rule 5), allowances (rule 12), lines."""

from __future__ import annotations

from dataclasses import replace

import pytest

from retour.errors import Refused, RetourError, Usage
from retour.portal.rules_operator import MAX_TERMS, Enrolled, check_host, check_line, enrol, grant
from retour.portal.state import HostState, HostStatus, Instance, InstanceStatus, Line, LiveAnswer, Traits
from retour.protocol import cbor
from retour.protocol.group import SecurityLevel
from retour.protocol.keys import SigningKey
from retour.protocol.model import MAX_COUNT, MAX_LINES, MAX_TEXT, Host, HostType
from tests.portal.ledger import a_line

HOST = Host(HostType.SERIAL, "SN-4711")
KEY = SigningKey.from_seed(b"\x02" * 32).public
OTHER = SigningKey.from_seed(b"\x03" * 32).public
TRAITS = Traits("FX 20", SecurityLevel.HARDWARE_COUNTER)
STATE = HostState(HOST, HostStatus.ACTIVE, TRAITS, (("L", 2),))
INSTANCE = Instance(KEY, HOST)


def code(kind: type[RetourError], act: object, *args: object) -> str:
    with pytest.raises(kind) as caught:
        act(*args)  # type: ignore[operator]
    return caught.value.code


def test_rule_5_a_new_device_starts_active_with_nothing_allowed() -> None:
    assert enrol(HOST, KEY, TRAITS, None, None, None, 0) == Enrolled(replace(STATE, allowance=()), INSTANCE, None)


def test_rule_5_enrolling_again_is_idempotent_and_brings_back_a_returned_host() -> None:
    instance = replace(INSTANCE, sequence=7)
    returned = replace(STATE, status=HostStatus.RETURNED)
    assert enrol(HOST, KEY, TRAITS, returned, instance, instance, 0) == Enrolled(STATE, instance, None)


def test_rule_5_one_key_one_host() -> None:
    other_host = Instance(KEY, Host(HostType.SERIAL, "SN-4712"))
    assert code(Refused, enrol, HOST, KEY, TRAITS, None, None, other_host, 0) == "key-of-other-host"
    live = LiveAnswer(1, 1, bytes(32), bytes(32), (("L", 1),))
    holder = replace(INSTANCE, live=live)
    assert code(Refused, enrol, HOST, OTHER, TRAITS, STATE, holder, None, 0) == "host-has-other-key"


def test_rule_5_enrolling_again_lifts_no_suspicion() -> None:
    suspect = replace(INSTANCE, status=InstanceStatus.SUSPECT, suspicion="clone-suspect")
    assert code(Refused, enrol, HOST, KEY, TRAITS, STATE, suspect, suspect, 0) == "clone-suspect"


def test_rule_12_lines_that_are_not_named_stay() -> None:
    assert grant(STATE, None, {"M": 3}, {"L", "M"})[0].allowance == (("L", 2), ("M", 3))
    assert grant(STATE, None, {"L": 0}, {"L", "M"})[0].allowance == ()


def test_rule_12_a_returned_host_is_allowed_no_more() -> None:
    returned = replace(STATE, status=HostStatus.RETURNED)
    assert code(Refused, grant, returned, None, {"L": 3}, {"L"}) == "device-returned"
    assert grant(returned, None, {"L": 1}, {"L"})[0].allowance == (("L", 1),)


def test_rule_12_what_does_not_exist_cannot_be_allowed() -> None:
    assert code(Refused, grant, STATE, None, {"X": 1}, {"L"}) == "unknown-line"
    assert code(Usage, grant, STATE, None, {"L": -1}, {"L"}) == "count"
    assert code(Usage, grant, STATE, None, {"L": MAX_COUNT + 1}, {"L"}) == "count"


@pytest.mark.parametrize(
    "line",
    [
        a_line(""),
        a_line("x" * (MAX_TEXT + 1)),
        a_line("L\n"),
        a_line(" L"),
        replace(a_line(), product=""),
        replace(a_line(), version=""),
        replace(a_line(), features=("",)),
        replace(a_line(), entitlement_id=""),
        replace(a_line(), features=tuple(map(str, range(33)))),
        replace(a_line(), expiry=-1),
        replace(a_line(), product="p" * 64, version="v" * 64, features=("f" * 64,)),
    ],
)
def test_a_line_that_no_answer_could_carry_is_refused(line: Line) -> None:
    assert code(Usage, check_line, line) == "line"


def test_a_line_that_fits() -> None:
    line = replace(a_line(), entitlement_id="ENT-1", expiry=2_000_000_000)
    assert check_line(line) is line
    assert code(Usage, check_line, replace(line, total=-1)) == "count"


def test_the_longest_terms_fit_one_answer_for_every_line_and_status() -> None:
    status = len(cbor.encode({"x" * MAX_TEXT: 5})) - 1
    count_and_expiry = 5 + 9
    assert MAX_LINES * (MAX_TERMS + count_and_expiry + status) + 400 <= cbor.MAX_BYTES


@pytest.mark.parametrize("host_id", ["", " SN", "SN\x07", "Gerät", "x" * 65])
def test_a_host_id_that_no_message_can_name(host_id: str) -> None:
    assert code(Usage, check_host, HostType.SERIAL, host_id) == "host-id"


def test_a_host_id() -> None:
    assert check_host(HostType.SERIAL, "SN-4711") == HOST
