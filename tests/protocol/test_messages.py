"""Whole messages: read, verified, sealed; what the outside reader `cwt` makes of them; bytes that never drift."""

from __future__ import annotations

import json
from dataclasses import replace

import cbor2
import pytest
from cwt import COSE, COSEKey
from hypothesis import given
from hypothesis import strategies as st

from retour.errors import Malformed, NotGenuine, RetourError
from retour.protocol import cbor, codec
from retour.protocol.cose import Kind, read
from retour.protocol.keys import ESP256, PublicKey, SigningKey
from retour.protocol.messages import Sealed, read_any, read_message, read_response
from retour.protocol.model import DeviceMessage, Response
from tests.protocol import samples
from tests.protocol.samples import DEVICE, MESSAGE, PORTAL, RESPONSE, cose, header, signed_message, signed_response

OTHER = SigningKey.from_seed(b"o" * 32)
# One device message and one answer, byte for byte: what is in the field must stay readable.
KNOWN_MESSAGE = (
    "d28456a301320448be5de2f4bcdc383a10677274312d6d7367a0589ea3036c502d3031323334353637383907483333333333"
    "3333333a00010000aa01820167534e2d343731310248be5de2f4bcdc383a0307045820111111111111111111111111111111"
    "1111111111111111111111111111111111058301035820222222222222222222222222222222222222222222222222222222"
    "22222222220602070108a2654143542d4102654143542d420109a1654143542d41000a02584087e9651af6f63fb76bed11e9"
    "7b77506e3ac1c2df4122d2c45f847749ee3b46c8724e8437541207126464ae2cffcc5a91472c46234bde15955793a26df62f"
    "bc07"
)
KNOWN_RESPONSE = (
    "d28456a301320448ea671729aa29c61410677274312d727370a05899a3016c502d30313233343536373839061a6b49d2003a"
    "00010000aa01820167534e2d343731310248be5de2f4bcdc383a038201040458204444444444444444444444444444444444"
    "44444444444444444444444444444405a1654143542d4285016b56656e74696c6174696f6e63342e328265616c61726d6574"
    "72656e641a713fb30006f50706080209a1654143542d41000a81446c696e6b5840f18d1ce31326e48a48b4646fc34bb8cde1"
    "940c501da9e860e06cccdde6ba93ca53325563a14679cc9e9fb7f0c65803d608948201dd211eab5f76c07e2dcacb08"
)


def test_the_wire_never_drifts() -> None:
    assert signed_message().hex() == KNOWN_MESSAGE
    assert signed_response().hex() == KNOWN_RESPONSE
    assert read_message(bytes.fromhex(KNOWN_MESSAGE)).verify(DEVICE.public).content == MESSAGE
    assert read_response(bytes.fromhex(KNOWN_RESPONSE)).verify(PORTAL.public).content == RESPONSE


def outside(data: bytes, key: PublicKey) -> object:
    """Signature and payload as `cwt` sees them. Its key states alg -19 (Ed25519, RFC 9864), which cwt 3.3 knows."""
    public = COSEKey.new({1: 1, 3: -19, -1: 6, -2: key.raw, 2: key.kid})
    protected, unprotected, payload = COSE.new().decode_with_headers(data, public)
    assert protected[1] == -19
    assert protected[4] == key.kid
    assert unprotected == {}
    return cbor2.loads(payload)


def test_an_outside_reader_reads_a_device_message_the_same() -> None:
    assert outside(signed_message(), DEVICE.public) == {
        3: MESSAGE.portal,
        7: MESSAGE.cti,
        -65537: {
            1: [1, "SN-4711"],
            2: DEVICE.public.kid,
            3: 7,
            4: MESSAGE.previous,
            5: [1, 3, b"\x22" * 32],
            6: 2,
            7: 1,
            8: {"ACT-A": 2, "ACT-B": 1},
            9: {"ACT-A": 0},
            10: 2,
        },
    }


def test_an_outside_reader_reads_a_p256_message_the_same() -> None:
    key = SigningKey.from_seed(bytes(range(32)), ESP256)
    message = replace(MESSAGE, instance=key.public.kid)
    data = signed_message(message, key)
    public = COSEKey.new({1: 2, 3: -9, -1: 1, -2: key.public.raw[:32], -3: key.public.raw[32:], 2: key.public.kid})
    protected, unprotected, payload = COSE.new().decode_with_headers(data, public)
    assert (protected[1], protected[4], unprotected) == (-9, key.public.kid, {})
    assert cbor2.loads(payload)[-65537][2] == key.public.kid
    assert read_message(data).verify(key.public).content == message
    with pytest.raises(NotGenuine) as caught:
        read_message(signed_message()).verify(key.public)
    assert caught.value.code == "other-key"


def test_an_outside_reader_reads_an_answer_the_same() -> None:
    assert outside(signed_response(), PORTAL.public) == {
        1: RESPONSE.portal,
        6: RESPONSE.issued,
        -65537: {
            1: [1, "SN-4711"],
            2: DEVICE.public.kid,
            3: [1, 4],
            4: RESPONSE.answers,
            5: {"ACT-B": [1, "Ventilation", "4.2", ["alarm", "trend"], 1_900_000_000]},
            6: True,
            7: 6,
            8: 2,
            9: {"ACT-A": 0},
            10: [b"link"],
        },
    }


def test_the_outside_reader_can_say_no() -> None:
    data = bytearray(signed_message())
    data[-1] ^= 1
    with pytest.raises(Exception, match="Failed to verify"):
        outside(bytes(data), DEVICE.public)


@given(samples.messages)
def test_every_valid_message_makes_the_round_trip(message: DeviceMessage) -> None:
    data = signed_message(message)
    read_back = read_message(data)
    assert read_back.verify(DEVICE.public).content == message
    assert read_back.data == data
    assert read_any(data).content == message


@given(samples.responses)
def test_every_valid_answer_makes_the_round_trip(response: Response) -> None:
    data = signed_response(response)
    read_back = read_response(data)
    assert read_back.verify(PORTAL.public).content == response
    assert read_back.data == data
    assert read_any(data).content == response


@given(st.integers(0, 8 * len(signed_message()) - 1))
def test_one_flipped_bit_never_verifies(bit: int) -> None:
    data = bytearray(signed_message())
    data[bit // 8] ^= 1 << bit % 8
    with pytest.raises(RetourError) as caught:
        read_message(bytes(data)).verify(DEVICE.public)
    json.dumps(caught.value.as_dict())


@given(st.binary(max_size=80) | st.binary(max_size=30).map(lambda tail: signed_message()[:-30] + tail))
def test_any_bytes_are_a_clean_error_or_a_message(data: bytes) -> None:
    try:
        sealed = read_any(data)
    except Malformed as error:
        json.dumps(error.as_dict())
    else:
        assert sealed.data == data


@given(st.data())
def test_any_edit_of_a_payload_is_a_clean_error_or_the_same_bytes(draw: st.DataObject) -> None:
    payload = bytearray(codec.encode_message(MESSAGE))
    for _ in range(draw.draw(st.integers(1, 3))):
        payload[draw.draw(st.integers(0, len(payload) - 1))] = draw.draw(st.integers(0, 255))
    try:
        message = codec.decode_message(bytes(payload))
    except Malformed as error:
        json.dumps(error.as_dict())
    else:
        assert codec.encode_message(message) == payload


@pytest.mark.parametrize("data", [signed_message(), signed_response()])
def test_the_tag_does_not_change_the_digest(data: bytes) -> None:
    assert data[0] == 0xD2
    bare = read_any(data[1:])
    assert bare.digest == read_any(data).digest
    assert bare.data == data


def test_the_digest_is_of_what_is_signed_and_not_of_the_signature() -> None:
    envelope = read(signed_message())
    content = envelope.content
    assert envelope.kid == DEVICE.public.kid
    assert read(content.sealed(bytes(64))).digest == content.digest
    changed = replace(MESSAGE, counter=8)
    assert read_message(signed_message(changed)).digest != content.digest


def code_of(sealed: Sealed[DeviceMessage] | Sealed[Response], key: PublicKey) -> str:
    with pytest.raises(NotGenuine) as caught:
        sealed.verify(key)
    return caught.value.code


def test_only_the_key_that_signed_it_verifies_it() -> None:
    assert code_of(read_message(signed_message()), OTHER.public) == "other-key"
    # Signed by another key under the expected key identifier.
    assert code_of(read_message(cose(key=OTHER)), DEVICE.public) == "bad-signature"


def test_a_message_names_the_instance_of_its_key() -> None:
    foreign = replace(MESSAGE, instance=OTHER.public.kid)
    assert code_of(read_message(signed_message(foreign)), DEVICE.public) == "other-instance"


def test_a_request_is_not_an_answer() -> None:
    for reader, data in ((read_message, signed_response()), (read_response, signed_message())):
        with pytest.raises(Malformed) as caught:
            reader(data)
        assert caught.value.code == "wrong-kind"


def test_a_key_signs_only_its_kinds_of_message() -> None:
    # A device's request under the answer's `typ` is read as an answer, and is none.
    with pytest.raises(Malformed) as caught:
        read_any(cose(cbor.encode(header(typ=Kind.RESPONSE.value))))
    assert caught.value.code == "field"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"typ": "rt2-msg"}, "newer-version"),
        ({"typ": "rt9999-x"}, "newer-version"),
        ({"typ": "rt2-msg", "kid": None}, "newer-version"),
        ({"typ": "rt1-foo"}, "unknown-kind"),
        ({"typ": "rt0-msg"}, "unknown-kind"),
        ({"typ": b"\x00" * 300}, "unknown-kind"),
        ({"typ": [b"rt1-msg"]}, "unknown-kind"),
        ({"typ": {b"a": 1}}, "unknown-kind"),
        ({"typ": 16}, "unknown-kind"),
        ({"typ": None}, "header-missing"),
        ({"alg": True}, "header"),
        ({"alg": "Ed25519"}, "header"),
        ({"kid": "8 bytes!"}, "header"),
        ({"kid": b"7 bytes"}, "header"),
        ({"kid": b""}, "header"),
    ],
)
def test_a_header_that_is_not_ours(changes: dict[str, object], code: str) -> None:
    with pytest.raises(Malformed) as caught:
        read_any(cose(cbor.encode(header(**changes))))
    assert caught.value.code == code
    assert len(str(caught.value)) < 400
    json.dumps(caught.value.as_dict())


def test_a_newer_version_is_no_damage() -> None:
    with pytest.raises(Malformed) as caught:
        read_any(cose(cbor.encode(header(typ="rt2-msg"))))
    assert caught.value.lines == (
        "This file was made by a newer Retour.",
        "Nothing was changed, and the file is not damaged.",
        "Update Retour here, then open the file again.",
    )


@pytest.mark.parametrize(
    "protected", [cbor.encode([1]), cbor.encode(1), b"", cbor.encode(header() | {"\x1b[31m" * 50: 1})]
)
def test_a_protected_header_of_another_shape(protected: bytes) -> None:
    with pytest.raises(Malformed) as caught:
        read(cose(protected))
    assert caught.value.code in ("header", "empty", "header-unknown")
    assert "\x1b" not in str(caught.value)


SIGNED = [cbor.encode(header()), {}, b"payload", bytes(64)]


@pytest.mark.parametrize(
    ("item", "code"),
    [
        (1, "not-cose"),
        ([], "not-cose"),
        (SIGNED[:3], "not-cose"),
        ([*SIGNED, 0], "not-cose"),
        (["text", *SIGNED[1:]], "not-cose"),
        ([*SIGNED[:2], None, bytes(64)], "not-cose"),
        ([*SIGNED[:3], "text"], "not-cose"),
        ([SIGNED[0], [], *SIGNED[2:]], "not-cose"),
        ([SIGNED[0], None, *SIGNED[2:]], "not-cose"),
        ([SIGNED[0], {"\x1b]0;": 1}, *SIGNED[2:]], "unprotected-header"),
        ([*SIGNED[:3], bytes(63)], "signature-length"),
        ([*SIGNED[:3], bytes(65)], "signature-length"),
    ],
)
def test_what_is_no_signed_message(item: object, code: str) -> None:
    with pytest.raises(Malformed) as caught:
        read(cbor.encode(item))
    assert caught.value.code == code
    assert "\x1b" not in str(caught.value)
