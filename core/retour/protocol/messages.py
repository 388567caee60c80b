"""Reading and verifying whole messages: the one door through which bytes become believed content."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Generic, TypeVar

from retour.errors import NotGenuine
from retour.protocol import codec
from retour.protocol.cose import Envelope, Kind, Unsigned, malformed, read
from retour.protocol.keys import PublicKey
from retour.protocol.model import DeviceMessage, Response

_Content = TypeVar("_Content", DeviceMessage, Response)


@dataclass(frozen=True, slots=True)
class Verified(Generic[_Content]):
    """Content whose signature was checked, with the digest that names it."""

    content: _Content
    digest: bytes


@dataclass(frozen=True, slots=True)
class Sealed(Generic[_Content]):
    """Content that was read and NOT verified: good for finding out whose it claims to be, and nothing else."""

    content: _Content
    envelope: Envelope

    @property
    def digest(self) -> bytes:
        return self.envelope.digest

    @property
    def data(self) -> bytes:
        return self.envelope.data

    def verify(self, key: PublicKey) -> Verified[_Content]:
        """Believe it. Raises `NotGenuine` unless `key` signed it and is the key of the instance it names."""
        self.envelope.verify(key)
        content: DeviceMessage | Response = self.content
        if isinstance(content, DeviceMessage) and content.instance != key.kid:
            raise NotGenuine(
                "other-instance",
                "This message names another instance than the key that signed it.",
                "Nothing was changed.",
                "Fetch the file again from the device.",
                named=content.instance,
                signed=key.kid,
            )
        return Verified(self.content, self.digest)


def read_any(data: bytes) -> Sealed[DeviceMessage] | Sealed[Response]:
    """Read one message of any kind. Raises `Malformed`."""
    envelope = read(data)
    if envelope.kind is Kind.DEVICE_MESSAGE:
        return Sealed(codec.decode_message(envelope.content.payload), envelope)
    return Sealed(codec.decode_response(envelope.content.payload), envelope)


def read_message(data: bytes) -> Sealed[DeviceMessage]:
    """Read a device message. Raises `Malformed` (``wrong-kind`` for another kind)."""
    envelope = read(data)
    if envelope.kind is not Kind.DEVICE_MESSAGE:
        raise malformed("wrong-kind", "it is a portal's answer, and a device's request is expected")
    return Sealed(codec.decode_message(envelope.content.payload), envelope)


def read_response(data: bytes) -> Sealed[Response]:
    """Read a capability response. Raises `Malformed` (``wrong-kind`` for another kind)."""
    envelope = read(data)
    if envelope.kind is not Kind.RESPONSE:
        raise malformed("wrong-kind", "it is a device's request, and a portal's answer is expected")
    return Sealed(codec.decode_response(envelope.content.payload), envelope)


def unsigned_message(message: DeviceMessage, key: PublicKey) -> Unsigned:
    """A device message ready to be stored and then signed with the private half of `key`."""
    return Unsigned(Kind.DEVICE_MESSAGE, key.alg, key.kid, codec.encode_message(message))


def unsigned_response(response: Response, key: PublicKey) -> Unsigned:
    """A capability response ready to be signed with the private half of `key`."""
    return Unsigned(Kind.RESPONSE, key.alg, key.kid, codec.encode_response(response))
