"""Names of carry files, and telling a carry file from everything else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retour.airgap.carry import (
    MAX_FILE,
    MAX_MESSAGES,
    CarryName,
    Leg,
    carry_name,
    join_carry,
    merge_carry,
    parse_name,
    read_carry,
)
from retour.errors import Malformed
from retour.protocol.casenumber import new_case_number
from tests.protocol.samples import signed_message, signed_response

CASE = new_case_number(0x123456789)
hosts = st.text(st.characters(min_codepoint=32, max_codepoint=126), min_size=1, max_size=64)
FORBIDDEN = set('<>:"/\\|?*')


@given(hosts, st.sampled_from(Leg))
def test_a_name_is_safe_on_every_medium_and_is_read_back(host: str, leg: Leg) -> None:
    name = carry_name(CASE, host, leg)
    assert len(name) <= 64
    assert name.isascii()
    assert not FORBIDDEN & set(name)
    assert " " not in name
    assert name.endswith(".retour")
    found = parse_name(name)
    assert found is not None
    assert (found.case, found.leg) == (CASE, leg.value)


@given(hosts, hosts)
def test_two_hosts_never_share_a_name(one: str, other: str) -> None:
    same = carry_name(CASE, one, Leg.REQUEST) == carry_name(CASE, other, Leg.REQUEST)
    assert same is (one == other)


def test_long_and_odd_hosts_never_share_a_name() -> None:
    odd = ["x" * 63 + "a", "x" * 63 + "b", "00:11:22", "00/11/22", "00 11 22", "00-11-22", "00_11_22"]
    assert len({carry_name(CASE, host, Leg.ANSWER) for host in odd}) == len(odd)


def test_a_plain_host_stands_in_the_name_as_it_is() -> None:
    assert carry_name(CASE, "SN-4711", Leg.CONFIRMATION) == f"{CASE}_SN-4711_confirmation.retour"


@pytest.mark.parametrize(
    "name",
    [
        f"{CASE}_SN-4711_answer.retour",
        f"{CASE}_SN-4711_answer (1).retour",
        f"{CASE}_SN-4711_answer(2).retour",
        f"{CASE.lower()}_SN-4711_ANSWER.RETOUR",
        f"{CASE}_SN-4711_answer.retour.txt",
    ],
)
def test_a_name_is_read_also_as_a_browser_numbers_it(name: str) -> None:
    assert parse_name(name) == CarryName(CASE, "SN-4711", "answer")


@pytest.mark.parametrize(
    "name",
    ["", "letter.pdf", "R-0000-0001_SN_answer.retour", f"{CASE}_SN", f"x{CASE}_SN_answer", f"{CASE}_\u017f_answer"],
)
def test_another_name_says_nothing(name: str) -> None:
    assert parse_name(name) is None


@pytest.mark.parametrize(
    ("data", "code", "words"),
    [
        (b"", "empty", "empty"),
        (b"%PDF-1.7 ...", "other-kind", "PDF"),
        (b"\x89PNG\r\n", "other-kind", "PNG"),
        (b"\xff\xd8\xff\xe0", "other-kind", "JPEG"),
        (b"PK\x03\x04", "other-kind", "ZIP"),
        (b"\x7fELF", "other-kind", "program"),
        (b"MZ\x90", "other-kind", "program"),
        (b"SQLite format 3\0", "other-kind", "database"),
        (b"-----BEGIN PRIVATE KEY-----", "other-kind", "key"),
        (b"Dear customer", "other-kind", "not a Retour file"),
        (b"\x00" * 100, "other-kind", "not a Retour file"),
        (b"\xef\xbb\xbfhello", "cbor-indefinite", ""),
        (b"\x80", "empty-bundle", "no message"),
        (b"\xd2" + bytes(MAX_FILE), "too-large", "4 MiB"),
    ],
)
def test_what_is_no_carry_file(data: bytes, code: str, words: str) -> None:
    if code == "cbor-indefinite":
        data = b"\x9f" + data
    with pytest.raises(Malformed) as caught:
        read_carry(data)
    assert caught.value.code == code
    assert words in caught.value.what


def test_one_message_is_its_own_carry_file() -> None:
    message = signed_message()
    assert join_carry((message,)) == message
    assert read_carry(message) == (message,)
    assert read_carry(message[1:]) == (message[1:],)


@pytest.mark.parametrize("count", [2, 3, 23, 24, MAX_MESSAGES])
def test_a_bundle_holds_its_messages_byte_for_byte(count: int) -> None:
    messages = tuple(signed_message() if number % 2 else signed_response() for number in range(count))
    assert read_carry(join_carry(messages)) == messages


def test_a_bundle_of_four_is_not_taken_for_an_untagged_message() -> None:
    messages = (signed_message(),) * 4
    assert read_carry(join_carry(messages)) == messages


def test_a_bundle_has_a_limit_and_is_read_whole() -> None:
    message = signed_message()
    for data, code in (
        (join_carry((message,) * (MAX_MESSAGES + 1)), "too-many-messages"),
        (join_carry((message,) * 3)[:-1], "cut"),
        (join_carry((message,) * 3) + b"\0", "cbor-trailing"),
    ):
        with pytest.raises(Malformed) as caught:
            read_carry(data)
        assert caught.value.code == code


@given(st.binary(max_size=50))
def test_any_bytes_are_messages_or_refused(data: bytes) -> None:
    try:
        messages = read_carry(data)
    except Malformed:
        return
    assert messages
    assert join_carry(messages) == data or len(messages) == 1


def test_files_become_one_with_each_message_once() -> None:
    one, two = signed_message(), signed_response()
    assert merge_carry([one]) == (one, 0)
    assert merge_carry([b"vendor"]) == (b"vendor", 0)
    assert merge_carry([one, join_carry((two, one)), b"vendor"]) == (join_carry((one, two)), 1)
    assert merge_carry([b"vendor", b"other"]) == (b"vendor", 1)
