"""The envelope around a vendor's file: there and back, and any bytes are an envelope or three lines."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from retour.airgap.envelope import LEGS, TAG, Envelope, is_envelope, seal, unseal
from retour.errors import Malformed
from retour.protocol import cbor
from retour.protocol.casenumber import new_case_number
from retour.protocol.model import MAX_TEXT

ONE = Envelope(new_case_number(), "drop-folder", "SN-4711", "request", b"FXB\x1a...FXEN")
TEXT = st.text(st.characters(min_codepoint=0x20, max_codepoint=0x7E), min_size=1, max_size=MAX_TEXT)
ENVELOPES = st.builds(
    Envelope, st.builds(new_case_number), TEXT, TEXT, st.sampled_from(LEGS), st.binary(min_size=1, max_size=5000)
)


def fields(**changed: object) -> bytes:
    """The good envelope with some fields changed, or taken away by None."""
    plain: dict[str, object] = {
        "1": 1,
        "2": ONE.case,
        "3": ONE.profile,
        "4": ONE.host_id,
        "5": ONE.leg,
        "6": hashlib.sha256(ONE.data).digest(),
        "7": ONE.data,
    }
    plain |= {name.removeprefix("f"): value for name, value in changed.items()}
    return TAG + cbor.encode({int(name): value for name, value in plain.items() if value is not None})


def refused(data: bytes) -> Malformed:
    with pytest.raises(Malformed) as caught:
        unseal(data)
    assert all(len(line) > 5 for line in caught.value.lines)
    return caught.value


@given(ENVELOPES)
def test_there_and_back(envelope: Envelope) -> None:
    sealed = seal(envelope)
    assert is_envelope(sealed)
    assert unseal(sealed) == envelope
    assert envelope.data in sealed, "the vendor's bytes as they are"


@given(st.binary(max_size=300))
@example(b"")
@example(TAG)
def test_any_bytes_are_an_envelope_or_malformed(tail: bytes) -> None:
    for data in (tail, TAG + tail):
        try:
            found = unseal(data)
        except Malformed:
            continue
        assert seal(found) == data


@given(ENVELOPES, st.data())
def test_a_changed_byte_is_never_taken_for_the_same_file(envelope: Envelope, data: st.DataObject) -> None:
    sealed = bytearray(seal(envelope))
    at = data.draw(st.integers(0, len(sealed) - 1))
    sealed[at] ^= data.draw(st.integers(1, 255))
    try:
        found = unseal(bytes(sealed))
    except Malformed:
        return
    assert found != envelope
    assert found.data == envelope.data, "names prove nothing, but the file is whole"


@given(ENVELOPES, st.data())
def test_a_cut_envelope_is_refused(envelope: Envelope, data: st.DataObject) -> None:
    sealed = seal(envelope)
    refused(sealed[: data.draw(st.integers(0, len(sealed) - 1))])


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"f1": 2}, "newer-version"),
        ({"f5": "order"}, "field-type"),
        ({"f6": bytes(32)}, "envelope-damaged"),
        ({"f7": ONE.data + b"x"}, "envelope-damaged"),
        ({"f2": "R-1"}, "field-type"),
        ({"f2": ONE.case.lower()}, "field-type"),
    ],
)
def test_what_an_envelope_says_wrong(changed: dict[str, object], code: str) -> None:
    assert refused(fields(**changed)).code == code


@pytest.mark.parametrize("changed", [{"f8": 1}, {"f4": None}, {"f1": "1"}, {"f3": 3}, {"f7": "text"}])
def test_an_envelope_of_another_form(changed: dict[str, object]) -> None:
    refused(fields(**changed))


def test_what_is_no_envelope() -> None:
    assert refused(ONE.data).code == "not-envelope"
    assert unseal(fields()) == ONE
