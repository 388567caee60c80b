"""Reading and verifying whole messages: the one door through which bytes become believed content."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Generic, TypeVar

from retour.errors import NotGenuine
from retour.protocol import codec
from retour.protocol.cose import Envelope, Kind, Unsigned, malformed, read
from retour.protocol.keys import PublicKey
from retour.protocol.model import DeviceMessage, Order, Response, WriteOff

_Content = TypeVar("_Content", DeviceMessage, Response, Order, WriteOff)
_KINDS: Final = {
    Kind.DEVICE_MESSAGE: "a device's request",
    Kind.RESPONSE: "a portal's answer",
    Kind.ORDER: "a portal's removal order",
    Kind.KEY_SET: "a link to a portal's new keys",
    Kind.WRITE_OFF: "an operator's write-off",
}


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
        content: DeviceMessage | Response | Order | WriteOff = self.content
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


AnySealed = Sealed[DeviceMessage] | Sealed[Response] | Sealed[Order]
"""What a carry file can hold."""


def read_any(data: bytes) -> AnySealed:
    """Read one message of any kind that is carried. Raises `Malformed`."""
    envelope = read(data)
    match envelope.kind:
        case Kind.DEVICE_MESSAGE:
            return Sealed(codec.decode_message(envelope.content.payload), envelope)
        case Kind.RESPONSE:
            return Sealed(codec.decode_response(envelope.content.payload), envelope)
        case Kind.ORDER:
            return Sealed(codec.decode_order(envelope.content.payload), envelope)
    raise malformed("wrong-kind", f"it is {_KINDS[envelope.kind]}, which is not carried by itself")


def read_message(data: bytes) -> Sealed[DeviceMessage]:
    """Read a device message. Raises `Malformed` (``wrong-kind`` for another kind)."""
    envelope = _expected(data, Kind.DEVICE_MESSAGE)
    return Sealed(codec.decode_message(envelope.content.payload), envelope)


def read_response(data: bytes) -> Sealed[Response]:
    """Read a capability response. Raises `Malformed` (``wrong-kind`` for another kind)."""
    envelope = _expected(data, Kind.RESPONSE)
    return Sealed(codec.decode_response(envelope.content.payload), envelope)


def read_order(data: bytes) -> Sealed[Order]:
    """Read a removal order. Raises `Malformed` (``wrong-kind`` for another kind)."""
    envelope = _expected(data, Kind.ORDER)
    return Sealed(codec.decode_order(envelope.content.payload), envelope)


def read_write_off(data: bytes) -> Sealed[WriteOff]:
    """Read a write-off. Raises `Malformed` (``wrong-kind`` for another kind)."""
    envelope = _expected(data, Kind.WRITE_OFF)
    return Sealed(codec.decode_write_off(envelope.content.payload), envelope)


def _expected(data: bytes, kind: Kind) -> Envelope:
    envelope = read(data)
    if envelope.kind is not kind:
        raise malformed("wrong-kind", f"it is {_KINDS[envelope.kind]}, and {_KINDS[kind]} is expected")
    return envelope


def unsigned_message(message: DeviceMessage, key: PublicKey) -> Unsigned:
    """A device message ready to be stored and then signed with the private half of `key`."""
    return Unsigned(Kind.DEVICE_MESSAGE, key.alg, key.kid, codec.encode_message(message))


def unsigned_response(response: Response, key: PublicKey) -> Unsigned:
    """A capability response ready to be signed with the private half of `key`."""
    return Unsigned(Kind.RESPONSE, key.alg, key.kid, codec.encode_response(response))


def unsigned_order(order: Order, key: PublicKey) -> Unsigned:
    """A removal order ready to be signed with the private half of `key`."""
    return Unsigned(Kind.ORDER, key.alg, key.kid, codec.encode_order(order))


def unsigned_write_off(statement: WriteOff, key: PublicKey) -> Unsigned:
    """A write-off ready to be signed with the private half of the operator's `key`."""
    return Unsigned(Kind.WRITE_OFF, key.alg, key.kid, codec.encode_write_off(statement))
