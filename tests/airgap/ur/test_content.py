"""Files and UR types: every file comes out as it went in, and what is not its type is refused."""

from __future__ import annotations

import zlib
from contextlib import suppress

import cbor2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from retour.airgap.carry import read_carry
from retour.airgap.envelope import unseal
from retour.airgap.ur.bounds import MAX_MESSAGE, MAX_RATIO
from retour.airgap.ur.content import (
    BUNDLE,
    BYTES,
    COMPRESSED,
    COSE,
    ENVELOPE,
    TYPES,
    Content,
    content_of,
    deflated,
    file_of,
)
from retour.errors import Malformed
from retour.protocol import cbor
from tests.airgap.ur.samples import ENVELOPED, FILES, files, noise


def compressed(item: bytes, *, size: int | None = None, checksum: int | None = None, more: bytes = b"") -> bytes:
    """The message of `item`, with another size or checksum and bytes behind its deflate stream where asked."""
    squeeze = zlib.compressobj(9, zlib.DEFLATED, -15)
    small = squeeze.compress(item) + squeeze.flush() + more
    return cbor2.dumps([zlib.crc32(item) if checksum is None else checksum, len(item) if size is None else size, small])


def refusal(kind: str, message: bytes) -> str:
    with pytest.raises(Malformed) as refused:
        file_of(Content(kind, message))
    return refused.value.code


@pytest.mark.parametrize("kind", sorted(FILES))
def test_each_kind_of_file_has_its_type_and_comes_back(kind: str) -> None:
    data = FILES[kind]
    content = content_of(data)
    assert content.type == kind
    assert file_of(content) == data
    if kind == ENVELOPE:
        assert unseal(file_of(content)) == unseal(data)
    elif kind != BYTES:
        assert read_carry(file_of(content)) == read_carry(data)


@given(files)
def test_every_file_comes_back_also_deflated(data: bytes) -> None:
    content = content_of(data)
    assert file_of(content) == data
    small = deflated(content)
    if small is not None:
        assert small.type == COMPRESSED
        assert file_of(small) == data


@given(files)
def test_what_crosses_is_deterministic_cbor(data: bytes) -> None:
    content = content_of(data)
    cbor.decode(content.message, limit=MAX_MESSAGE) if content.type != BUNDLE else read_carry(content.message)


@pytest.mark.parametrize("data", [bytes.fromhex("8440a04040"), FILES[COSE][1:], ENVELOPED[3:]])
def test_what_has_not_the_tag_of_ours_is_anybodys_file(data: bytes) -> None:
    assert content_of(data).type == BYTES
    assert file_of(content_of(data)) == data


def test_a_message_of_another_sender_gets_its_tag() -> None:
    assert file_of(Content(COSE, FILES[COSE][1:])) == FILES[COSE]


def test_a_file_that_only_starts_like_ours_is_a_file() -> None:
    for data in (
        b"",
        b"\xd2",
        b"\xd2\x84\x40",
        b"\x84\x41a",
        b"\x81\xff",
        b"\xd9\x52\x54\xa0\x00",
        FILES[COSE] + b"\x00",
    ):
        assert content_of(data).type == BYTES
        assert file_of(content_of(data)) == data


@given(st.sampled_from(sorted(TYPES)), st.binary(max_size=300))
def test_nothing_but_refusals_comes_of_any_bytes(kind: str, message: bytes) -> None:
    with suppress(Malformed):
        assert len(file_of(Content(kind, message))) <= len(message) + 3 or kind == COMPRESSED


@pytest.mark.parametrize("kind", ["crypto-psbt", "crypto-seed", "cose-sign", "psbt", "x-other", "cose-sign1x"])
def test_a_code_of_another_program_is_named(kind: str) -> None:
    with pytest.raises(Malformed) as refused:
        file_of(Content(kind, b"\x40"))
    assert refused.value.code == "other-program"
    assert kind in refused.value.what


@pytest.mark.parametrize(
    ("kind", "message"),
    [
        (COSE, b""),
        (COSE, b"\x83\x40\xa0\x40"),
        (COSE, FILES[COSE]),
        (BUNDLE, b""),
        (BUNDLE, FILES[COSE]),
        (ENVELOPE, b"\x80"),
        (ENVELOPE, b""),
        (BYTES, b""),
        (BYTES, b"\x41"),
        (BYTES, b"\x41ab"),
        (BYTES, b"\x58\x01a"),
        (BYTES, b"\x5f\x41a\xff"),
        (BYTES, b"\x61a"),
        (COMPRESSED, b""),
        (COMPRESSED, b"\x80"),
        (COMPRESSED, b"\x83\x00\x00\x40\x00"),
        (COMPRESSED, b"\x84\x00\x00\x40\x00"),
        (COMPRESSED, b"\x9f\x00\x00\x40\xff"),
        (COMPRESSED, compressed(b"\x61a" * 99)),
        (COMPRESSED, compressed(b"")),
    ],
)
def test_what_is_not_its_type_is_refused(kind: str, message: bytes) -> None:
    assert refusal(kind, message) == "not-its-type"


ITEM = cbor.byte_string(b"license " * 60)


@pytest.mark.parametrize(
    "message",
    [
        compressed(ITEM, size=len(ITEM) - 1),
        compressed(ITEM, size=len(ITEM) + 1),
        compressed(ITEM, size=2**60),
        compressed(ITEM, size=MAX_MESSAGE),
        compressed(ITEM, checksum=1),
        compressed(ITEM, checksum=2**40),
        compressed(ITEM, more=b"\x00"),
        compressed(cbor.byte_string(bytes(300_000))),
        compressed(cbor.byte_string(bytes(300_000)), size=400),
        cbor2.dumps([zlib.crc32(ITEM), len(ITEM), noise(50)]),
        cbor2.dumps([zlib.crc32(ITEM), 51, noise(51)]),
    ],
)
def test_what_does_not_inflate_as_it_says_is_refused(message: bytes) -> None:
    assert refusal(COMPRESSED, message) == "inflates-wrong"


def test_a_stored_item_and_a_digest_are_read() -> None:
    item = FILES[COSE]
    stored = cbor2.dumps([zlib.crc32(item), len(item), item])
    assert file_of(Content(COMPRESSED, stored)) == item
    digest = b"\x84" + compressed(ITEM)[1:] + cbor2.dumps(cbor2.CBORTag(40001, bytes(32)))
    assert file_of(Content(COMPRESSED, digest)) == b"license " * 60
    assert refusal(COMPRESSED, digest[:-1]) == refusal(COMPRESSED, digest + b"\x00") == "not-its-type"


def test_what_would_be_taken_for_a_bomb_is_not_deflated() -> None:
    zeros = content_of(b"\xff" + bytes(200_000))
    assert deflated(zeros) is None
    some = deflated(content_of(b"\xff" + b"0123456789abcdef" * 100))
    assert some is not None
    assert len(some.message) * MAX_RATIO > 1601
