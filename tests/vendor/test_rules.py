"""What the vendor's device does with wishes and responses, case by case, and the texts at it."""

from __future__ import annotations

import contextlib
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retour.device.vendor import rules
from retour.device.vendor.format import (
    Line,
    Request,
    Response,
    decode_request,
    encode_request,
    encode_response,
)
from retour.device.vendor.rules import Refusal, RefusedError, State
from retour.device.vendor.texts import info_text, read_command, read_line
from tests.vendor.kit import SEA, SKY, STATE

ASKED = replace(STATE, sequence=7, response=3)
GOOD = Response(STATE.host_id, 4, 7, (SEA,))


@pytest.mark.parametrize("remaining", [(), (("ACT-SKY", 0),), (("ACT-SEA", 1), ("ACT-SKY", 5))])
def test_a_request_says_what_shall_remain(remaining: tuple[tuple[str, int], ...]) -> None:
    after, data = rules.make_request(ASKED, remaining)
    assert decode_request(data) == Request(STATE.host_id, 8, 3, remaining)
    assert after == replace(ASKED, sequence=8)


@pytest.mark.parametrize(
    ("remaining", "refusal"),
    [
        ((("ACT-AIR", 0),), Refusal.UNKNOWN_LINE),
        ((("ACT-SKY", 6),), Refusal.MORE),
        ((("ACT-SKY", 1), ("ACT-SKY", 1)), Refusal.UNREADABLE),
    ],
)
def test_a_wish_that_cannot_be(remaining: tuple[tuple[str, int], ...], refusal: Refusal) -> None:
    with pytest.raises(RefusedError) as caught:
        rules.make_request(ASKED, remaining)
    assert caught.value.refusal is refusal


def test_a_response_replaces_all_lines_and_counts_once() -> None:
    data = encode_response(replace(GOOD, lines=(SKY, replace(SEA, count=0))))
    after = rules.process(ASKED, data)
    assert (after.lines, after.response, after.sequence) == ((SKY,), 4, 7)
    assert rules.process(after, data) is after
    synced, _ = rules.make_request(after, ())
    assert rules.process(synced, data) is synced


@pytest.mark.parametrize(
    ("data", "refusal"),
    [
        (b"", Refusal.DAMAGED),
        (encode_response(GOOD)[:-1], Refusal.DAMAGED),
        (encode_request(Request(STATE.host_id, 7, 3)), Refusal.DAMAGED),
        (encode_response(GOOD).replace(b"ACT-SEA", b"ACT-SKY"), Refusal.FORGED),
        (encode_response(replace(GOOD, host_id="SN-4712")), Refusal.WRONG_HOST),
        (encode_response(replace(GOOD, number=3)), Refusal.OLDER),
        (encode_response(replace(GOOD, number=2, answers=6)), Refusal.OLDER),
        (encode_response(replace(GOOD, answers=6)), Refusal.NOT_NEWEST),
        (encode_response(replace(GOOD, answers=8)), Refusal.NOT_NEWEST),
    ],
)
def test_a_response_that_is_refused(data: bytes, refusal: Refusal) -> None:
    with pytest.raises(RefusedError) as caught:
        rules.process(ASKED, data)
    assert caught.value.refusal is refusal


@given(st.binary(max_size=200))
def test_a_command_is_read_or_refused(data: bytes) -> None:
    with contextlib.suppress(RefusedError):
        assert all(line and count >= 0 for line, count in read_command(data))


@pytest.mark.parametrize(
    ("text", "remaining"),
    [
        (b"SYNC\n", ()),
        (b" SYNC ", ()),
        (b"KEEP ACT-SKY 0\r\nKEEP ACT-SEA 1\r\n", (("ACT-SKY", 0), ("ACT-SEA", 1))),
    ],
)
def test_commands(text: bytes, remaining: tuple[tuple[str, int], ...]) -> None:
    assert read_command(text) == remaining


@pytest.mark.parametrize(
    "text",
    [b"", b"\n", b"KEEP", b"KEEP A", b"KEEP A -1", b"KEEP A 1.5", b"KEEP A 99999999999", b"SYNC\nKEEP A 1",
     b"keep A 1", b"KEEP A 1 2", b"DROP A 1", "KEEP Ä 1".encode(), b"KEEP A \xb2", b"KEEP A 4294967296"],
)  # fmt: skip
def test_commands_that_cannot_be_read(text: bytes) -> None:
    with pytest.raises(RefusedError):
        read_command(text)


def test_what_the_device_says_of_itself() -> None:
    assert info_text(STATE) == (
        b"HOSTID=SN-4711\nMODEL=Vendor's device\nLINE ACT-SEA 2 Sea|||-\nLINE ACT-SKY 5 Sky|2.0|maps,wind|2027-12-31\n"
    )
    assert info_text(State("H", "M", ())) == b"HOSTID=H\nMODEL=M\n"


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("ACT-SKY=5:Sky|2.0|maps, wind|2027-12-31", SKY),
        ("ACT-SEA=2:Sea", SEA),
        ("ACT-SEA=2:Sea||", SEA),
        ("ACT-SEA=2:Sea|||-", SEA),
        ("A=1:P|3", Line("A", 1, "P", "3")),
    ],
)
def test_a_line_of_a_new_device(text: str, line: Line) -> None:
    assert read_line(text) == line


@pytest.mark.parametrize(
    "text",
    ["", "A", "A=1", "A=:P", "=1:P", "A=0:P", "A=x:P", "A B=1:P", "A=1:", "A=1:P|1|f|soon", "A=1:P|1|f|-|x",
     "A=4294967296:P", "A=1:P\n"],
)  # fmt: skip
def test_a_line_that_is_none(text: str) -> None:
    with pytest.raises(ValueError):
        read_line(text)
