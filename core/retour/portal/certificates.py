"""A manufacturer's certificate enrols a device: an IDevID of IEEE 802.1AR, or an X.509 certificate in its manner.

Somebody in the back office names a maker once, with its CA certificate and what is true of all its devices; that act
is the trust. As with every trust anchor (RFC 5280, 6.1.1) the end of the CA certificate's own validity does not
count: devices outlive it. A device's certificate must be issued directly by one of these CAs; it gives the host ID
(its subject's serialNumber) and the device's key, and a signature of the device proves nothing here: only its
messages do.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.types import CertificatePublicKeyTypes
from cryptography.hazmat.primitives.hashes import SHA256, SHA384, SHA512
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from retour.errors import Malformed, NotGenuine, Refused
from retour.portal.state import Traits
from retour.protocol.fields import Fields
from retour.protocol.keys import PublicKey, public_p256
from retour.protocol.model import Host, HostType

MAX_CERTIFICATE_BYTES: Final = 16_384
"""PEM or DER; an IDevID takes about 1 KiB."""
_PEM: Final = b"-----BEGIN "
_LEAST_RSA_BITS, _LEAST_CURVE_BITS = 2048, 256
_UNREADABLE: Final = (
    ValueError,
    TypeError,
    UnsupportedAlgorithm,
    x509.DuplicateExtension,
    x509.InvalidVersion,
    UserWarning,
)
"""What the library raises for hostile bytes, often only when a part is looked at; the last if warnings are errors."""


@dataclass(frozen=True, slots=True)
class Maker:
    """A manufacturer whose certificates enrol devices. Make it with `read_maker`, which checks the certificate.

    Attributes:
        certificate: of its CA, PEM.
        traits: what is true of all its devices (portal rule 5).
    """

    name: str
    certificate: bytes
    traits: Traits


def read_maker(name: str, certificate: bytes, traits: Traits) -> Maker:
    """A maker with its CA certificate, PEM or DER.

    Raises:
        Malformed: ``certificate-too-large``, ``certificate-unreadable``.
        Refused: ``certificate-not-a-ca`` unless basic constraints and key usage let it issue certificates,
            ``certificate-weak`` for an RSA key of less than 2048 bits or another kind of key that is not strong.
    """
    read = _load(certificate)
    try:
        extensions = read.extensions
        may_issue = _is_ca(extensions) and _may(extensions, "key_cert_sign", unless_stated=False)
        key = read.public_key()
    except _UNREADABLE:
        raise _unreadable() from None
    if not may_issue:
        raise Refused(
            "certificate-not-a-ca",
            "This certificate may not issue certificates for devices.",
            "Nothing was changed.",
            "Choose the certificate of the manufacturer's CA that signs the certificates of its devices.",
        )
    if not _strong(key):
        raise _weak()
    return Maker(name, read.public_bytes(Encoding.PEM), traits)


def read_device_certificate(pem_or_der: bytes, makers: Sequence[Maker], now: int) -> tuple[Host, PublicKey, Traits]:
    """Who may be enrolled by this certificate, with which key and traits.

    Args:
        now: seconds since 1970 UTC. An end of 9999-12-31 (IEEE 802.1AR: no end) needs no special treatment.

    Raises:
        Malformed: ``certificate-too-large``, ``certificate-unreadable``.
        NotGenuine: ``certificate-not-issued-by-maker``, ``certificate-weak`` for a signature over SHA-1 and the like.
        Refused: ``certificate-expired``, ``certificate-not-yet-valid``, ``certificate-not-for-a-device`` when it is
            a CA's, is not for signatures, or is limited in a way that is not known here; ``certificate-no-serial``
            unless its subject has one serialNumber that can be a host ID; ``certificate-key-unfit`` unless its key
            is Ed25519 or P-256.
    """
    certificate = _load(pem_or_der)
    maker = _issuer(certificate, makers)
    try:
        _check_time(certificate, now)
        _check_use(certificate)
        return Host(HostType.SERIAL, _serial_number(certificate)), _key(certificate), maker.traits
    except _UNREADABLE:
        raise _unreadable() from None


def _load(data: bytes) -> x509.Certificate:
    if len(data) > MAX_CERTIFICATE_BYTES:
        raise Malformed(
            "certificate-too-large",
            f"This file is larger than a certificate can be ({MAX_CERTIFICATE_BYTES} bytes).",
            "Nothing was changed.",
            "Choose the file that holds the one certificate.",
            bytes=len(data),
        )
    if data.count(_PEM) > 1:
        raise _unreadable()
    try:
        certificate = x509.load_pem_x509_certificate(data) if _PEM in data else x509.load_der_x509_certificate(data)
    except _UNREADABLE:
        raise _unreadable() from None
    if certificate.serial_number <= 0:
        raise _unreadable()  # against RFC 5280, and the library takes it only for a while
    return certificate


def _issuer(certificate: x509.Certificate, makers: Sequence[Maker]) -> Maker:
    for maker in makers:
        try:
            certificate.verify_directly_issued_by(_load(maker.certificate))
            algorithm = certificate.signature_hash_algorithm
        except (*_UNREADABLE, InvalidSignature):
            continue
        # Ed25519 names no hash: it has its own.
        if algorithm is None or isinstance(algorithm, SHA256 | SHA384 | SHA512):
            return maker
        raise _weak()
    raise NotGenuine(
        "certificate-not-issued-by-maker",
        "This certificate was not issued by a manufacturer that this portal knows.",
        "Nothing was changed.",
        "Choose the certificate of the device itself; or name its manufacturer first, with the certificate of its CA.",
    )


def _strong(key: CertificatePublicKeyTypes) -> bool:
    match key:
        case rsa.RSAPublicKey():
            return key.key_size >= _LEAST_RSA_BITS
        case ec.EllipticCurvePublicKey():
            return key.curve.key_size >= _LEAST_CURVE_BITS
        case _:
            return isinstance(key, Ed25519PublicKey)


def _check_time(certificate: x509.Certificate, now: int) -> None:
    at = datetime.fromtimestamp(now, UTC)
    if at < certificate.not_valid_before_utc:
        raise Refused(
            "certificate-not-yet-valid",
            f"This certificate is valid from {certificate.not_valid_before_utc:%Y-%m-%d %H:%M} UTC, and not yet.",
            "Nothing was changed.",
            "Check the portal's clock; if it is right, ask the manufacturer for another certificate.",
        )
    if at > certificate.not_valid_after_utc:
        raise Refused(
            "certificate-expired",
            f"This certificate was valid until {certificate.not_valid_after_utc:%Y-%m-%d %H:%M} UTC.",
            "Nothing was changed.",
            "Ask the manufacturer for another certificate, or enrol the device by its public key.",
        )


def _check_use(certificate: x509.Certificate) -> None:
    extensions = certificate.extensions
    understood = (x509.BasicConstraints, x509.KeyUsage)
    strange = any(each.critical and not isinstance(each.value, understood) for each in extensions)
    if strange or _is_ca(extensions) or not _may(extensions, "digital_signature", unless_stated=True):
        raise Refused(
            "certificate-not-for-a-device",
            "This certificate is not one with which a device signs its messages.",
            "Nothing was changed.",
            "Choose the certificate that the manufacturer gave to the device, or enrol it by its public key.",
        )


def _is_ca(extensions: x509.Extensions) -> bool:
    try:
        return extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    except x509.ExtensionNotFound:
        return False


def _may(extensions: x509.Extensions, use: str, *, unless_stated: bool) -> bool:
    try:
        usage = extensions.get_extension_for_class(x509.KeyUsage).value
    except x509.ExtensionNotFound:
        return unless_stated
    return bool(getattr(usage, use))


def _serial_number(certificate: x509.Certificate) -> str:
    values = [each.value for each in certificate.subject.get_attributes_for_oid(NameOID.SERIAL_NUMBER)]
    try:
        (value,) = values
        text = Fields.as_text(value, "serialNumber")
        if text.isascii() and text == text.strip():
            return text
    except (ValueError, Malformed):
        pass
    raise Refused(
        "certificate-no-serial",
        "This certificate does not name one serial number that can be a host ID.",
        "Nothing was changed.",
        "Enrol the device by its host ID and its public key.",
    )


def _key(certificate: x509.Certificate) -> PublicKey:
    key = certificate.public_key()
    if isinstance(key, Ed25519PublicKey):
        return PublicKey(key.public_bytes_raw())
    if isinstance(key, ec.EllipticCurvePublicKey) and isinstance(key.curve, ec.SECP256R1):
        return public_p256(key)
    raise Refused(
        "certificate-key-unfit",
        "The key in this certificate is neither an Ed25519 nor a P-256 key.",
        "Nothing was changed.",
        "Devices of this portal sign with Ed25519 or P-256: ask the manufacturer which key the device signs with.",
    )


def _weak() -> NotGenuine:
    return NotGenuine(
        "certificate-weak",
        "This certificate is signed, or signs, in a way that can be forged today.",
        "Nothing was changed.",
        "Ask the manufacturer for one that is signed over SHA-256 or better, or enrol the device by its public key.",
    )


def _unreadable() -> Malformed:
    return Malformed(
        "certificate-unreadable",
        "This is not one X.509 certificate that can be read.",
        "Nothing was changed.",
        "Choose the file that holds the one certificate, as PEM or DER.",
    )
