"""The made-up vendor's binary files: capability requests and responses. Pure.

Big-endian: magic ``FXB\\x1a``, version (1 byte), kind (1), length of the body (4), body, HMAC-SHA256 over all of that
(32), trailer ``FXEN``. Texts are UTF-8 with a length byte, numbers take 4 bytes, a list begins with its length (2).
A request: host ID, sequence, last processed response, list of (activation ID, count that shall remain). A response:
host ID, response number, sequence that it answers, list of all lines (activation ID, count, product, version,
features separated by commas, expiry as ISO date or empty).
"""

from __future__ import annotations

import hashlib
import hmac
import struct
from dataclasses import dataclass
from typing import Final

TRAILER: Final = b"FXEN"
_MAGIC: Final = b"FXB\x1a"
_VERSION: Final = 2
_REQUEST, _RESPONSE = 1, 2
_HEAD: Final = struct.Struct(">4sBBI")
_MAC_BYTES: Final = 32
MAX_NUMBER: Final = 2**32 - 1
MAX_LINES: Final = 2**16 - 1
MAX_TEXT: Final = 255
"""Longest text in bytes."""
_SDK_SECRET: Final = b"This stands for what a vendor's SDK hides in its binaries; it protects nothing."


class DamagedError(ValueError):
    """Bytes that are no file of the kind that is wanted."""


class ForgedError(ValueError):
    """A file of the right form whose HMAC does not fit."""


@dataclass(frozen=True, slots=True)
class Line:
    """A license line on a device; `expiry` is an ISO date, or empty for never."""

    line: str
    count: int
    product: str
    version: str = ""
    features: tuple[str, ...] = ()
    expiry: str = ""


@dataclass(frozen=True, slots=True)
class Request:
    """A capability request; without `remaining` it is a sync.

    Attributes:
        sequence: counts the requests of this device.
        processed: number of the last response that the device processed, 0 for none.
        remaining: the count that shall remain, by activation ID; lines that are not named stay.
    """

    host_id: str
    sequence: int
    processed: int
    remaining: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Response:
    """A capability response.

    Attributes:
        number: counts the responses for this device.
        answers: sequence of the request.
        lines: everything that the device has from now on.
    """

    host_id: str
    number: int
    answers: int
    lines: tuple[Line, ...]


def encode_request(request: Request) -> bytes:
    """The file. Raises `ValueError` for a text or number that has no room in it."""
    body = [_text(request.host_id), _number(request.sequence), _number(request.processed)]
    body.append(_length(len(request.remaining)))
    for line, count in request.remaining:
        body += [_text(line), _number(count)]
    return _sealed(_REQUEST, b"".join(body))


def encode_response(response: Response) -> bytes:
    """The file. Raises `ValueError` for a text or number that has no room in it."""
    body = [_text(response.host_id), _number(response.number), _number(response.answers)]
    body.append(_length(len(response.lines)))
    for line in response.lines:
        if any("," in feature or not feature for feature in line.features):
            raise ValueError("a feature has a name, and no comma in it")
        body += [_text(line.line), _number(line.count)]
        body += [_text(each) for each in (line.product, line.version, ",".join(line.features), line.expiry)]
    return _sealed(_RESPONSE, b"".join(body))


def decode_request(data: bytes) -> Request:
    """Raises `DamagedError`, `ForgedError`."""
    body = _Body(_opened(_REQUEST, data))
    host_id, sequence, processed = body.text(), body.number(), body.number()
    remaining = tuple((body.text(), body.number()) for _ in range(body.length()))
    body.done()
    return Request(host_id, sequence, processed, remaining)


def decode_response(data: bytes) -> Response:
    """Raises `DamagedError`, `ForgedError`."""
    body = _Body(_opened(_RESPONSE, data))
    host_id, number, answers = body.text(), body.number(), body.number()
    lines = tuple(_line(body) for _ in range(body.length()))
    body.done()
    return Response(host_id, number, answers, lines)


def _line(body: _Body) -> Line:
    line, count = body.text(), body.number()
    product, version, features, expiry = (body.text() for _ in range(4))
    return Line(line, count, product, version, tuple(features.split(",")) if features else (), expiry)


def _text(text: str) -> bytes:
    raw = text.encode()
    if len(raw) > MAX_TEXT:
        raise ValueError("a text is too long")
    return bytes((len(raw),)) + raw


def _number(number: int) -> bytes:
    if not 0 <= number <= MAX_NUMBER:
        raise ValueError("a number is out of range")
    return number.to_bytes(4, "big")


def _length(length: int) -> bytes:
    if length > MAX_LINES:
        raise ValueError("a list is too long")
    return length.to_bytes(2, "big")


def _sealed(kind: int, body: bytes) -> bytes:
    content = _HEAD.pack(_MAGIC, _VERSION, kind, len(body)) + body
    return content + _mac(content) + TRAILER


def _opened(kind: int, data: bytes) -> bytes:
    """The body of a file of that kind, once its form and its HMAC are right."""
    rest = _MAC_BYTES + len(TRAILER)
    if len(data) < _HEAD.size + rest or not data.endswith(TRAILER):
        raise DamagedError("the file is cut")
    magic, version, found, length = _HEAD.unpack_from(data)
    if (magic, version) != (_MAGIC, _VERSION) or length != len(data) - _HEAD.size - rest:
        raise DamagedError("the file is damaged")
    content, mac = data[:-rest], data[-rest : -len(TRAILER)]
    if not hmac.compare_digest(mac, _mac(content)):
        raise ForgedError("the file is not from the vendor, or was changed on its way")
    if found != kind:
        raise DamagedError("the file is a request" if found == _REQUEST else "the file is a response")
    return content[_HEAD.size :]


def _mac(content: bytes) -> bytes:
    return hmac.digest(_SDK_SECRET, content, hashlib.sha256)


class _Body:
    """Takes a body apart from its beginning."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    def text(self) -> str:
        try:
            return self._take(self._take(1)[0]).decode()
        except UnicodeDecodeError:
            raise DamagedError("a text in the file cannot be read") from None

    def number(self) -> int:
        return int.from_bytes(self._take(4), "big")

    def length(self) -> int:
        return int.from_bytes(self._take(2), "big")

    def done(self) -> None:
        if self._at != len(self._data):
            raise DamagedError("there is something behind the end")

    def _take(self, size: int) -> bytes:
        piece = self._data[self._at : self._at + size]
        if len(piece) < size:
            raise DamagedError("the file ends too early")
        self._at += size
        return piece
