"""The vendor's format: what goes in comes out, and nothing else comes in."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retour.device.vendor.format import (
    MAX_NUMBER,
    TRAILER,
    DamagedError,
    ForgedError,
    Line,
    Request,
    Response,
    _sealed,
    decode_request,
    decode_response,
    encode_request,
    encode_response,
)

texts = st.text(st.characters(codec="utf-8"), max_size=40)
features = st.text(st.characters(codec="utf-8", exclude_characters=","), min_size=1, max_size=20)
numbers = st.integers(0, MAX_NUMBER)
remaining = st.lists(st.tuples(texts, numbers), max_size=5).map(tuple)
requests = st.builds(Request, texts, numbers, numbers, remaining)
lines = st.builds(Line, texts, numbers, texts, texts, st.lists(features, max_size=3).map(tuple), texts)
responses = st.builds(Response, texts, numbers, numbers, st.lists(lines, max_size=4).map(tuple))


@given(requests)
def test_a_request_comes_back(request: Request) -> None:
    data = encode_request(request)
    assert data.endswith(TRAILER)
    assert decode_request(data) == request
    with pytest.raises(DamagedError, match="is a request"):
        decode_response(data)


@given(responses)
def test_a_response_comes_back(response: Response) -> None:
    data = encode_response(response)
    assert data.endswith(TRAILER)
    assert decode_response(data) == response
    with pytest.raises(DamagedError, match="is a response"):
        decode_request(data)


@given(responses, st.data())
def test_one_bit_is_enough(response: Response, data: st.DataObject) -> None:
    good = bytearray(encode_response(response))
    good[data.draw(st.integers(0, len(good) - 1))] ^= 1 << data.draw(st.integers(0, 7))
    with pytest.raises((DamagedError, ForgedError)):
        decode_response(bytes(good))


@given(responses, st.data())
def test_a_piece_is_not_enough(response: Response, data: st.DataObject) -> None:
    good = encode_response(response)
    with pytest.raises(DamagedError):
        decode_response(good[: data.draw(st.integers(0, len(good) - 1))])
    with pytest.raises(DamagedError):
        decode_response(good + data.draw(st.binary(min_size=1, max_size=9)))


@given(st.binary(max_size=300))
def test_anything_else_is_damaged(data: bytes) -> None:
    for decode in (decode_request, decode_response):
        with pytest.raises((DamagedError, ForgedError)):
            decode(data)
        with pytest.raises((DamagedError, ForgedError)):
            decode(data + TRAILER)


@given(st.sampled_from([1, 2]), st.binary(max_size=80))
def test_a_body_that_the_vendor_would_never_write(kind: int, body: bytes) -> None:
    """Under a good HMAC, too, a reader believes no length."""
    for decode in (decode_request, decode_response):
        with contextlib.suppress(DamagedError):
            decode(_sealed(kind, body))


def test_something_behind_the_end() -> None:
    body = encode_request(Request("SN-1", 1, 0))[10:-36]
    assert decode_request(_sealed(1, body)) == Request("SN-1", 1, 0)
    for wrong in (body + b"!", body[:-1], b"\x01\xff" + body[5:]):
        with pytest.raises(DamagedError):
            decode_request(_sealed(1, wrong))


def test_a_changed_content_is_forged_and_not_only_damaged() -> None:
    good = encode_response(Response("SN-1", 1, 1, ()))
    with pytest.raises(ForgedError):
        decode_response(good.replace(b"SN-1", b"SN-2"))


@pytest.mark.parametrize(
    "line",
    [
        Line("A", 1, "P", features=("a,b",)),
        Line("A", 1, "P", features=("",)),
        Line("A", MAX_NUMBER + 1, "P"),
        Line("A", -1, "P"),
        Line("ä" * 128, 1, "P"),
    ],
)
def test_what_has_no_room_is_not_written(line: Line) -> None:
    with pytest.raises(ValueError, match=r"(?:long|range|comma)"):
        encode_response(Response("SN-1", 1, 1, (line,)))


def test_a_list_that_is_too_long_is_not_written() -> None:
    with pytest.raises(ValueError, match="list"):
        encode_request(Request("SN-1", 1, 0, (("A", 1),) * 65536))
