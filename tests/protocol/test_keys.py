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
from retour.protocol.keys import ED25519, ESP256, PortalKey, PublicKey, SigningKey
from tests.protocol.samples import DEVICE, PORTAL_ID

TEXT = str(DEVICE.public)
# RFC 8032, 7.1, test 2.
RFC_SEED = bytes.fromhex("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb")
RFC_PUBLIC = "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c"
RFC_SIGNATURE = (
    "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
    "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
)
# RFC 6979, A.2.5, "sample" with SHA-256; its s is high.
P256 = SigningKey.from_seed(bytes.fromhex("c9afa9d845ba75166b5c215767b1d6934e50c3db36e89b127b8a622b120f6721"), ESP256)
P256_PUBLIC = (
    "60fed4ba255a9d31c961eb74c6356d68c049b8923b61fa6ce669622e60f29fb6"
    "7903fe1008b8bc99a41ae9e95628bc64f2f1b20c2d7e9f5177a3c294d4462299"
)
P256_R = 0xEFD48B2AACB6A8FD1140DD9CD45E81D69D2C877B56AAF991C34D0EA84EAF3716
P256_S = 0xF7CB1C942D657C41D436C7A1B6E29F65F3E900DBB9AFF4064DC4AB2F843ACDA8
P256_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
P256_PRIME = 2**256 - 2**224 + 2**192 + 2**96 - 1


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


def pair(r: int, s: int) -> bytes:
    return r.to_bytes(32, "big") + s.to_bytes(32, "big")


def test_the_standards_p256_key_and_signature_with_its_s_made_low() -> None:
    assert P256.public.raw.hex() == P256_PUBLIC
    assert P256.sign(b"sample") == P256.sign(b"sample") == pair(P256_R, P256_ORDER - P256_S)
    P256.public.verify(P256.sign(b"sample"), b"sample")
    assert SigningKey.from_seed(P256.seed, P256.public.alg).public == P256.public


def test_the_p256_thumbprint_is_rfc_9679s() -> None:
    # The example of RFC 9679, 6.
    key = PublicKey(
        bytes.fromhex(
            "65eda5a12577c2bae829437fe338701a10aaa375e1bb5b5de108de439c08551d"
            "1e52ed75701163f7f9e40ddf9f341b3dc9ba860af7e0ca7ca7e9eecd0084d19c"
        )
    )
    assert key.thumbprint.hex() == "496bd8afadf307e5b08c64b0421bf9dc01528a344a43bda88fadd1669da253ec"
    assert key.alg == ESP256 == -9


@pytest.mark.parametrize(
    "raw",
    [
        bytes(64),
        P256.public.raw[:63] + bytes([P256.public.raw[63] ^ 1]),
        b"\xff" * 64,
        # x = 0 is on the curve; the same x again, larger by the prime, is not its one form.
        P256_PRIME.to_bytes(32, "big")
        + bytes.fromhex("66485c780e2f83d72433bd5d84a06bb6541c2af31dae871728bf856a174f93f4"),
    ],
)
def test_a_point_beside_the_curve_is_no_key(raw: bytes) -> None:
    with pytest.raises(Malformed) as caught:
        PublicKey(raw)
    assert caught.value.code == "bad-key"


@pytest.mark.parametrize("length", [0, 31, 33, 63, 65])
def test_a_key_of_another_length_is_no_key(length: int) -> None:
    with pytest.raises(Malformed) as caught:
        PublicKey(bytes(length))
    assert caught.value.code == "bad-key"


@pytest.mark.parametrize(
    ("seed", "alg"),
    [(bytes(31), ED25519), (bytes(33), ESP256), (bytes(32), ESP256), (P256_ORDER.to_bytes(32, "big"), ESP256)],
)
def test_bytes_that_are_no_private_key(seed: bytes, alg: int) -> None:
    with pytest.raises(ValueError, match=r"key|curve|range|private"):
        SigningKey.from_seed(seed, alg)


@pytest.mark.parametrize("key", [DEVICE, P256], ids=["ed25519", "p256"])
@pytest.mark.parametrize("signature", [b"", bytes(63), bytes(64), bytes(65)])
def test_a_signature_that_does_not_fit(key: SigningKey, signature: bytes) -> None:
    with pytest.raises(NotGenuine) as caught:
        key.public.verify(signature, b"text")
    assert caught.value.code == "bad-signature"


@pytest.mark.parametrize(
    "signature",
    [
        pair(P256_R, P256_S),
        pair(P256_R, 0),
        pair(0, P256_ORDER - P256_S),
        pair(P256_ORDER, P256_ORDER - P256_S),
        pair(P256_R, P256_ORDER),
        pair(P256_R, P256_ORDER - P256_S - 1),
        pair(P256_R, P256_ORDER - P256_S) + b"\0",
    ],
    ids=["mirrored", "s 0", "r 0", "r not below n", "s not below n", "other s", "longer"],
)
def test_a_p256_signature_has_one_form(signature: bytes) -> None:
    with pytest.raises(NotGenuine) as caught:
        P256.public.verify(signature, b"sample")
    assert caught.value.code == "bad-signature"


@given(st.binary(max_size=200), st.integers(1, P256_ORDER - 1))
def test_a_p256_signature_verifies_and_its_mirror_does_not(text: bytes, secret: int) -> None:
    key = SigningKey.from_seed(secret.to_bytes(32, "big"), ESP256)
    signature = key.sign(text)
    key.public.verify(signature, text)
    mirror = signature[:32] + (P256_ORDER - int.from_bytes(signature[32:], "big")).to_bytes(32, "big")
    with pytest.raises(NotGenuine):
        key.public.verify(mirror, text)
    with pytest.raises(NotGenuine):
        key.public.verify(signature, text + b".")
    assert PublicKey.parse(str(key.public)) == key.public


@pytest.mark.parametrize("alg", [ED25519, ESP256])
def test_a_private_key_is_never_shown(alg: int) -> None:
    key = SigningKey.generate(alg)
    assert key.public.alg == alg
    shown = repr(key) + str(key)
    assert key.seed.hex() not in shown
    assert base64.urlsafe_b64encode(key.seed).decode().rstrip("=") not in shown
    assert str(key.public) in shown
    assert SigningKey.generate(alg).seed != key.seed


@given(st.binary(min_size=32, max_size=32))
def test_a_keys_text_form_makes_the_round_trip(raw: bytes) -> None:
    key = PublicKey(raw)
    assert PublicKey.parse(f"  {key}\n") == key
    portal = PortalKey(PORTAL_ID, key)
    assert PortalKey.parse(f" {portal} ") == portal


@given(*[st.binary(min_size=32, max_size=32)] * 3)
def test_a_portal_with_three_keys_makes_the_round_trip(answers: bytes, orders: bytes, root: bytes) -> None:
    portal = PortalKey(PORTAL_ID, PublicKey(answers), PublicKey(orders), PublicKey(root))
    assert PortalKey.parse(f" {portal} ") == portal
    assert (portal.order_key.raw, portal.root_key.raw) == (orders, root)


def test_one_key_of_a_portal_does_everything() -> None:
    portal = PortalKey(PORTAL_ID, DEVICE.public)
    assert str(portal) == f"{PORTAL_ID}:{TEXT}"
    assert portal.order_key == portal.root_key == DEVICE.public


@pytest.mark.parametrize(
    ("key", "orders", "root"),
    [
        (DEVICE, DEVICE, None),
        (DEVICE, None, DEVICE),
        (P256, None, None),
        (DEVICE, P256, DEVICE),
        (DEVICE, DEVICE, P256),
    ],
)
def test_keys_that_no_portal_has(key: SigningKey, orders: SigningKey | None, root: SigningKey | None) -> None:
    with pytest.raises(Malformed) as caught:
        PortalKey(PORTAL_ID, key.public, orders.public if orders else None, root.public if root else None)
    assert caught.value.code == "bad-key"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "ed25519:",
        "p256:",
        "p256:" + TEXT.removeprefix("ed25519:"),
        "ed25519:" + str(P256.public).removeprefix("p256:"),
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


@pytest.mark.parametrize(
    "text",
    [
        TEXT,
        f"P-012345678:{TEXT}",
        f"P-012345678U:{TEXT}",
        f"p-0123456789:{TEXT}",
        "P-:",
        f"{PORTAL_ID}:{TEXT}:{TEXT}",
        f"{PORTAL_ID}:{TEXT}:{TEXT}:{TEXT}:{TEXT}",
        f"{PORTAL_ID}:{TEXT}:",
        f"{PORTAL_ID}:{P256.public}",
        f"{PORTAL_ID}: {TEXT}",
        f"{PORTAL_ID}",
    ],
)
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
