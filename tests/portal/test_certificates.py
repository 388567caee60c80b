"""Certificates that enrol devices: what they give, and everything that does not count as one."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Final

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, ed448, rsa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.types import CertificateIssuerPrivateKeyTypes, CertificatePublicKeyTypes
from cryptography.hazmat.primitives.hashes import SHA224, SHA256, SHA512
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.name import _ASN1Type
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID, ObjectIdentifier
from hypothesis import given
from hypothesis import strategies as st

from retour.errors import RetourError
from retour.portal.certificates import MAX_CERTIFICATE_BYTES, Maker, read_device_certificate, read_maker
from retour.portal.state import Traits
from retour.protocol.group import Clock, SecurityLevel
from retour.protocol.keys import ESP256, SigningKey
from retour.protocol.model import Host, HostType

START: Final = datetime(2026, 1, 1, tzinfo=UTC)
NOW: Final = int(datetime(2026, 11, 24, tzinfo=UTC).timestamp())
FOR_EVER: Final = datetime(9999, 12, 31, 23, 59, 59, tzinfo=UTC)
TRAITS: Final = Traits("Controller 7", SecurityLevel.NONE, Clock.NONE)
CA_NAME: Final = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "Maker's device CA")])
CA_KEY: Final = ec.derive_private_key(4711, ec.SECP256R1())
OTHER_CA: Final = ec.derive_private_key(4712, ec.SECP256R1())
DEVICE: Final = SigningKey.from_seed(b"d" * 32, ESP256)
DEVICE_KEY: Final = ec.derive_private_key(int.from_bytes(b"d" * 32, "big"), ec.SECP256R1())
Extension = tuple[x509.ExtensionType, bool]


def usage(use: str) -> Extension:
    names = ["digital_signature", "content_commitment", "key_encipherment", "data_encipherment", "key_agreement"]
    names += ["key_cert_sign", "crl_sign", "encipher_only", "decipher_only"]
    return x509.KeyUsage(**{name: name == use for name in names}), True


def certificate(
    public: CertificatePublicKeyTypes,
    *extensions: Extension,
    serial: str | list[str] = "SN-4711",
    start: datetime = START,
    end: datetime = FOR_EVER,
    issuer: x509.Name = CA_NAME,
    by: CertificateIssuerPrivateKeyTypes = CA_KEY,
    digest: SHA224 | SHA512 | None = None,
    encoding: Encoding = Encoding.PEM,
    subject: x509.Name | None = None,
) -> bytes:
    serials = [serial] if isinstance(serial, str) else serial
    common = x509.NameAttribute(NameOID.COMMON_NAME, "device")
    name = subject or x509.Name([common, *(x509.NameAttribute(NameOID.SERIAL_NUMBER, each) for each in serials)])
    builder = x509.CertificateBuilder(issuer, name, public, 1, start, end)
    for value, critical in extensions:
        builder = builder.add_extension(value, critical)
    default = None if isinstance(by, Ed25519PrivateKey) else SHA256()
    return builder.sign(by, digest or default).public_bytes(encoding)


CA: Final = (x509.BasicConstraints(True, 0), True)
NOT_CA: Final = (x509.BasicConstraints(False, None), True)
SIGNS_CERTIFICATES: Final = usage("key_cert_sign")


def ca(*extensions: Extension, key: CertificateIssuerPrivateKeyTypes = CA_KEY) -> bytes:
    return certificate(key.public_key(), *extensions, subject=CA_NAME, by=key)


MAKER: Final = read_maker("Maker", ca(CA, SIGNS_CERTIFICATES), TRAITS)
GOOD: Final = certificate(DEVICE_KEY.public_key(), NOT_CA, usage("digital_signature"))


def refused(data: bytes, expected: str, *makers: Maker) -> None:
    with pytest.raises(RetourError) as caught:
        read_device_certificate(data, makers or (MAKER,), NOW)
    assert caught.value.code == expected
    assert all(line.endswith(".") for line in caught.value.lines)


@pytest.mark.parametrize("encoding", [Encoding.PEM, Encoding.DER])
@pytest.mark.parametrize("extensions", [(), (NOT_CA,), (NOT_CA, usage("digital_signature"))])
def test_a_p256_device_is_named_by_its_certificate(encoding: Encoding, extensions: tuple[Extension, ...]) -> None:
    data = certificate(DEVICE_KEY.public_key(), *extensions, encoding=encoding)
    read = read_device_certificate(data, [MAKER], NOW)
    assert read == (Host(HostType.SERIAL, "SN-4711"), DEVICE.public, TRAITS)


def test_an_ed25519_device_of_an_ed25519_maker() -> None:
    device, maker_key = SigningKey.from_seed(b"e" * 32), Ed25519PrivateKey.from_private_bytes(b"m" * 32)
    maker = read_maker("Other", ca(CA, SIGNS_CERTIFICATES, key=maker_key), Traits("Other's"))
    data = certificate(Ed25519PrivateKey.from_private_bytes(b"e" * 32).public_key(), by=maker_key)
    # Two makers under one name: the one whose key signed counts.
    assert read_device_certificate(data, [MAKER, maker], NOW) == (
        Host(HostType.SERIAL, "SN-4711"),
        device.public,
        Traits("Other's"),
    )


def test_an_rsa_maker() -> None:
    key = rsa.generate_private_key(65537, 2048)
    maker = read_maker("RSA", ca(CA, SIGNS_CERTIFICATES, key=key), TRAITS)
    data = certificate(DEVICE_KEY.public_key(), by=key, digest=SHA512())
    assert read_device_certificate(data, [maker], NOW)[1] == DEVICE.public


def test_nobody_is_believed_before_a_maker_was_named() -> None:
    with pytest.raises(RetourError) as caught:
        read_device_certificate(GOOD, [], NOW)
    assert caught.value.code == "certificate-not-issued-by-maker"


@pytest.mark.parametrize(
    "data",
    [
        certificate(DEVICE_KEY.public_key(), by=OTHER_CA),
        certificate(DEVICE_KEY.public_key(), issuer=x509.Name([])),
        certificate(DEVICE_KEY.public_key(), by=DEVICE_KEY),
    ],
    ids=["same name, other key", "other name", "self-signed"],
)
def test_a_certificate_of_somebody_else(data: bytes) -> None:
    refused(data, "certificate-not-issued-by-maker")


def test_a_certificate_through_an_intermediate_is_not_direct() -> None:
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "between")])
    data = certificate(DEVICE_KEY.public_key(), issuer=name, by=OTHER_CA)
    refused(data, "certificate-not-issued-by-maker")


def test_a_signature_over_a_short_digest_is_weak() -> None:
    refused(certificate(DEVICE_KEY.public_key(), digest=SHA224()), "certificate-weak")


@pytest.mark.parametrize("serial", [[], ["A", "B"], "S\xdc-1", " SN", "SN ", "x" * 65, "a\nb"])
def test_a_subject_that_names_no_host_id(serial: str | list[str]) -> None:
    each_serial = [serial] if isinstance(serial, str) else serial
    numbers = [
        x509.NameAttribute(NameOID.SERIAL_NUMBER, each, _ASN1Type.UTF8String, _validate=False) for each in each_serial
    ]
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "device"), *numbers])
    refused(certificate(DEVICE_KEY.public_key(), subject=name), "certificate-no-serial")


def test_its_time() -> None:
    now = datetime.fromtimestamp(NOW, UTC)
    second = timedelta(seconds=1)
    key = DEVICE_KEY.public_key()
    refused(certificate(key, end=now - second), "certificate-expired")
    refused(certificate(key, start=now + second), "certificate-not-yet-valid")
    assert read_device_certificate(certificate(key, start=now, end=now), [MAKER], NOW)


@pytest.mark.parametrize(
    "extensions",
    [
        (CA, SIGNS_CERTIFICATES),
        (NOT_CA, usage("key_agreement")),
        (NOT_CA, (x509.ExtendedKeyUsage([ExtendedKeyUsageOID.CODE_SIGNING]), True)),
        ((x509.UnrecognizedExtension(ObjectIdentifier("1.2.3.4"), b"\x05\x00"), True),),
    ],
)
def test_a_certificate_for_something_else(extensions: tuple[Extension, ...]) -> None:
    refused(certificate(DEVICE_KEY.public_key(), *extensions), "certificate-not-for-a-device")


def test_what_is_not_critical_may_be_there() -> None:
    strange = x509.UnrecognizedExtension(ObjectIdentifier("1.2.3.4"), b"\x05\x00"), False
    other_use = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.CLIENT_AUTH]), False
    assert read_device_certificate(certificate(DEVICE_KEY.public_key(), strange, other_use), [MAKER], NOW)


@pytest.mark.parametrize(
    "key",
    [
        rsa.generate_private_key(65537, 2048).public_key(),
        ec.generate_private_key(ec.SECP384R1()).public_key(),
        ec.generate_private_key(ec.SECP256K1()).public_key(),
        ed448.Ed448PrivateKey.generate().public_key(),
    ],
    ids=["rsa", "p384", "k256", "ed448"],
)
def test_a_key_that_signs_no_messages(key: CertificatePublicKeyTypes) -> None:
    refused(certificate(key), "certificate-key-unfit")


@pytest.mark.parametrize("extensions", [(), (CA,), (SIGNS_CERTIFICATES,), (NOT_CA, SIGNS_CERTIFICATES)])
def test_a_maker_has_a_ca_certificate(extensions: tuple[Extension, ...]) -> None:
    with pytest.raises(RetourError) as caught:
        read_maker("Maker", ca(*extensions), TRAITS)
    assert caught.value.code == "certificate-not-a-ca"
    with pytest.raises(RetourError) as caught:
        read_maker("Maker", ca(CA, usage("crl_sign")), TRAITS)
    assert caught.value.code == "certificate-not-a-ca"


@pytest.mark.parametrize(
    "key",
    [rsa.generate_private_key(65537, 1024), ec.generate_private_key(ec.SECP192R1())],
    ids=["rsa 1024", "p192"],
)
def test_a_maker_whose_key_is_too_short(key: CertificateIssuerPrivateKeyTypes) -> None:
    with pytest.raises(RetourError) as caught:
        read_maker("Maker", ca(CA, SIGNS_CERTIFICATES, key=key), TRAITS)
    assert caught.value.code == "certificate-weak"


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"", "certificate-unreadable"),
        (GOOD + GOOD, "certificate-unreadable"),
        (GOOD.replace(b"CERTIFICATE", b"PRIVATE KEY"), "certificate-unreadable"),
        (GOOD[:200], "certificate-unreadable"),
        (GOOD[:200] + GOOD[300:], "certificate-unreadable"),
        (GOOD + b" " * MAX_CERTIFICATE_BYTES, "certificate-too-large"),
    ],
)
def test_what_is_no_certificate(data: bytes, expected: str) -> None:
    refused(data, expected)
    with pytest.raises(RetourError) as caught:
        read_maker("Maker", data, TRAITS)
    assert caught.value.code == expected


DER: Final = x509.load_pem_x509_certificate(GOOD).public_bytes(Encoding.DER)
CA_DER: Final = x509.load_pem_x509_certificate(MAKER.certificate).public_bytes(Encoding.DER)


def feed(data: bytes) -> bool:
    """Whether they are a device's certificate; whatever else they are is an error of ours."""
    with suppress(RetourError):
        read_maker("Maker", data, TRAITS)
    with suppress(RetourError):
        read_device_certificate(data, [MAKER], NOW)
        return True
    return False


@given(st.binary(max_size=600))
def test_bytes_are_an_error_of_ours(data: bytes) -> None:
    assert not feed(data)
    assert not feed(b"-----BEGIN CERTIFICATE-----\n" + data + b"\n-----END CERTIFICATE-----\n")


@given(st.integers(0, len(DER) - 1), st.binary(min_size=1, max_size=4), st.sampled_from([DER, CA_DER]))
def test_a_changed_certificate_is_an_error_of_ours(place: int, change: bytes, good: bytes) -> None:
    changed = good[:place] + change + good[place + len(change) :]
    assert feed(changed) == (changed == DER)


def signed_by_maker(tbs: bytes) -> bytes:
    """A certificate with this content, whatever it is, and the maker's good signature (RFC 5280, 4.1)."""
    whole = x509.load_der_x509_certificate(DER)
    behind = DER[DER.index(whole.tbs_certificate_bytes) + len(whole.tbs_certificate_bytes) :]
    algorithm = behind[: 2 + behind[1]]
    signature = CA_KEY.sign(tbs, ec.ECDSA(SHA256()))
    return _item(0x30, tbs + algorithm + _item(0x03, b"\0" + signature))


def _item(tag: int, content: bytes) -> bytes:
    n = len(content)
    length = bytes([n]) if n < 128 else bytes([0x82]) + n.to_bytes(2, "big")
    return bytes([tag]) + length + content


TBS: Final = x509.load_der_x509_certificate(DER).tbs_certificate_bytes


@given(st.integers(0, len(TBS) - 1), st.binary(min_size=1, max_size=3))
def test_strange_content_that_the_maker_signed_is_no_crash(place: int, change: bytes) -> None:
    feed(signed_by_maker(TBS[:place] + change + TBS[place + len(change) :]))


def test_the_same_content_signed_by_the_maker_is_taken() -> None:
    assert feed(signed_by_maker(TBS))


@pytest.mark.filterwarnings("ignore:Parsed a serial number")
def test_a_number_of_a_certificate_is_positive() -> None:
    place = TBS.index(b"\x02\x01\x01") + 2
    refused(signed_by_maker(TBS[:place] + b"\0" + TBS[place + 1 :]), "certificate-unreadable")
