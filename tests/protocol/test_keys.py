"""Keys, their text forms, case numbers, errors and the names of the vendor group."""

from __future__ import annotations

import base64
import contextlib
import hashlib
import json
import string

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retour.errors import Malformed, NotGenuine, Refused, RetourError, Usage
from retour.protocol.casenumber import ALPHABET, new_case_number, parse_case_number
from retour.protocol.group import Refusal, refusal_error
from retour.protocol.keys import ED25519, PortalKey, PublicKey, SigningKey
from tests.protocol.samples import DEVICE, PORTAL_ID

TEXT = str(DEVICE.public)
# RFC 8032, 7.1, test 2.
RFC_SEED = bytes.fromhex("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb")
RFC_PUBLIC = "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c"
RFC_SIGNATURE = (
    "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
    "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
)


def test_the_standards_key_and_signature() -> None:
    key = SigningKey.from_seed(RFC_SEED)
    assert key.public.raw.hex() == RFC_PUBLIC
    assert key.sign(b"\x72").hex() == RFC_SIGNATURE
    assert key.seed == RFC_SEED
    key.public.verify(bytes.fromhex(RFC_SIGNATURE), b"\x72")


def test_the_thumbprint_is_rfc_9679s() -> None:
    # {1 (kty): 1 (OKP), -1 (crv): 6 (Ed25519), -2 (x): the key}, written out by hand.
    required = bytes.fromhex("a301012006215820") + DEVICE.public.raw
    assert DEVICE.public.thumbprint == hashlib.sha256(required).digest()
    assert DEVICE.public.kid == hashlib.sha256(required).digest()[:8]
    assert DEVICE.public.alg == ED25519 == -19


@pytest.mark.parametrize("signature", [b"", bytes(63), bytes(64), bytes(65)])
def test_a_signature_that_does_not_fit(signature: bytes) -> None:
    with pytest.raises(NotGenuine) as caught:
        DEVICE.public.verify(signature, b"text")
    assert caught.value.code == "bad-signature"


def test_a_private_key_is_never_shown() -> None:
    key = SigningKey.generate()
    shown = repr(key) + str(key)
    assert key.seed.hex() not in shown
    assert base64.urlsafe_b64encode(key.seed).decode().rstrip("=") not in shown
    assert str(key.public) in shown
    assert SigningKey.generate().seed != key.seed


@given(st.binary(min_size=32, max_size=32))
def test_a_keys_text_form_makes_the_round_trip(raw: bytes) -> None:
    key = PublicKey(raw)
    assert PublicKey.parse(f"  {key}\n") == key
    portal = PortalKey(PORTAL_ID, key)
    assert PortalKey.parse(f" {portal} ") == portal


@pytest.mark.parametrize(
    "text",
    [
        "",
        "ed25519:",
        TEXT.removeprefix("ed25519:"),
        TEXT.upper(),
        TEXT[:-1],
        TEXT + "A",
        TEXT + "=",
        TEXT[:20] + " " + TEXT[20:],
        TEXT[:20] + "+" + TEXT[21:],
        TEXT[:20] + "\u00fc" + TEXT[21:],
        TEXT[:-1] + ("9" if TEXT[-1] == "8" else "_"),
        "ed25519:A",
    ],
)
def test_a_slip_in_a_key_is_found(text: str) -> None:
    with pytest.raises(Malformed) as caught:
        PublicKey.parse(text)
    assert caught.value.code == "bad-key"


def test_a_key_has_one_text_form() -> None:
    # The two lowest bits of the last letter are not part of the key: base64 alone would read four letters as one key.
    taken = 0
    for letter in string.ascii_letters + string.digits + "-_":
        with contextlib.suppress(Malformed):
            PublicKey.parse(TEXT[:-1] + letter)
            taken += 1
    assert taken == 16


@pytest.mark.parametrize("text", [TEXT, f"P-012345678:{TEXT}", f"P-012345678U:{TEXT}", f"p-0123456789:{TEXT}", "P-:"])
def test_a_portals_key_names_its_portal(text: str) -> None:
    with pytest.raises(Malformed) as caught:
        PortalKey.parse(text)
    assert caught.value.code == "bad-key"


numbers = st.integers(0, 2**35 - 1)


@given(numbers)
def test_a_case_number_is_read_however_it_is_typed(random: int) -> None:
    number = new_case_number(random)
    assert parse_case_number(number) == number
    assert parse_case_number(f" {number.lower().replace('-', '')} ") == number
    assert parse_case_number("R" + number[1:].replace("1", "i").replace("0", "o")) == number
    assert parse_case_number("R" + number[1:].replace("1", "L")) == number


@given(numbers)
def test_every_single_slip_in_a_case_number_is_found(random: int) -> None:
    number = new_case_number(random)
    for place in (2, 3, 4, 5, 7, 8, 9, 10):
        for other in ALPHABET:
            if other != number[place]:
                with pytest.raises(Usage):
                    parse_case_number(number[:place] + other + number[place + 1 :])


@given(numbers)
def test_every_adjacent_swap_in_a_case_number_is_found_but_0_and_z(random: int) -> None:
    body = new_case_number(random)[2:].replace("-", "")
    for place in range(7):
        pair = body[place : place + 2]
        if pair[0] == pair[1] or set(pair) == {"0", "Z"}:
            continue  # the one pair that Luhn cannot tell, in any even base
        swapped = body[:place] + pair[::-1] + body[place + 2 :]
        with pytest.raises(Usage):
            parse_case_number(f"R-{swapped[:4]}-{swapped[4:]}")


def test_new_case_numbers_differ() -> None:
    assert len({new_case_number() for _ in range(100)}) == 100


@pytest.mark.parametrize("text", ["", "R-", "0000-0000", "R-0000-000", "R-0000-00000", "R-000U-0000", "R-0000 0000"])
def test_what_is_no_case_number(text: str) -> None:
    with pytest.raises(Usage) as caught:
        parse_case_number(text)
    assert (caught.value.code, caught.value.exit_code) == ("case-number", 2)


@pytest.mark.parametrize("refusal", list(Refusal))
def test_every_refusal_of_a_device_has_three_lines(refusal: Refusal) -> None:
    error = refusal_error(refusal)
    assert isinstance(error, Refused)
    assert error.code != "device-refused"
    assert all(line.endswith((".", ")")) for line in error.lines)
    assert error.details == {"rc": refusal}
    # After a failed write nobody can promise that nothing was changed.
    assert ("Nothing was changed" in error.safe) is (refusal is not Refusal.STORAGE)


def test_a_refusal_of_a_newer_device_is_named_by_its_number() -> None:
    error = refusal_error(4242)
    assert error.code == "device-refused"
    assert "4242" in error.what


def test_an_error_is_three_lines_for_people_and_json_for_programs() -> None:
    error = RetourError("some-code", "What.", "Safe.", "Do.", digest=b"\x01\xff", counter=3)
    assert str(error) == "What.\nSafe.\nDo."
    assert json.loads(json.dumps(error.as_dict())) == {
        "error": "some-code",
        "what": "What.",
        "safe": "Safe.",
        "todo": "Do.",
        "details": {"digest": "01ff", "counter": 3},
    }
