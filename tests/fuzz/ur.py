"""The QR codec, as a camera feeds it: one code of any text, many codes that belong together or lie, what they bring.

The checksum of a code keeps mutations out of what is behind it, and a part's checksum keeps them out of the message:
so the bytes of an input also go in behind good ones.
"""

from __future__ import annotations

import gc
import sys
import zlib
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from functools import cache
from types import FunctionType, ModuleType
from typing import Final

import cbor2

from retour.airgap.envelope import Envelope, seal
from retour.airgap.ur import bytewords, content, heads, part, text
from retour.airgap.ur.bounds import LAST_SEQUENCE, MAX_FRAGMENTS, MAX_KEPT, MAX_MESSAGE, MAX_RATIO, MAX_STREAMS
from retour.airgap.ur.content import Content
from retour.airgap.ur.receiver import Receiver, Taken
from retour.airgap.ur.sender import MIXED_PASSES, Sender, sender
from retour.errors import Refused, RetourError
from tests.airgap.ur.samples import FILES, noise, vendor_file
from tests.protocol.samples import MESSAGE, signed_message

KINDS: Final = (*sorted(content.TYPES), "crypto-psbt")
"""UR types, the last of another program."""
ROOM: Final = 200
"""Characters of a code: messages are then of 2 to 16 fragments."""
STEP: Final = 4
_MOST_STEPS: Final = 80
_RAW: Final = -15


def one_code(data: bytes) -> bool:
    """These bytes as the text of a code, as a message and as a part; the first says of which type."""
    read = _taken(data.decode("utf-8", "replace"))
    if data:
        kind, body = KINDS[data[0] % len(KINDS)], data[1:]
        read |= _taken(text.single(kind, body))
        with suppress(heads.WrongHead):
            number, at = heads.read_head(body, 1, heads.UNSIGNED)
            fragments, _ = heads.read_head(body, at, heads.UNSIGNED)
            read |= _taken(text.multi(kind, text.Sequence(number, fragments), body))
    return read


def _taken(code: str) -> bool:
    receiver = Receiver()
    taken = _take(receiver, code)
    if taken is None:
        assert receiver.streams == ()
        return False
    parsed = text.parse(code)
    payload = bytewords.decode(parsed.letters)
    if parsed.sequence is None:
        again = text.single(parsed.type, payload)
    else:
        assert part.encode_part(part.decode_part(payload, parsed.sequence)) == payload
        again = text.multi(parsed.type, parsed.sequence, payload)
    assert text.parse(again) == replace(parsed, letters=parsed.letters.upper())
    assert taken.new
    assert receiver.streams == (taken.stream,)
    for same in (code, again, again.lower()):
        assert _take(receiver, same) == replace(taken, new=False)
    if taken.stream.data is not None:
        assert taken.stream.fragments == 1
        _crosses(taken.stream.data)
    return True


def _take(receiver: Receiver, code: str) -> Taken | None:
    """What became of a code; None if it was refused."""
    try:
        taken = receiver.take(code)
    except RetourError:
        return None
    stream = taken.stream
    assert 0 < stream.recovered <= stream.fragments <= MAX_FRAGMENTS
    assert (stream.recovered == stream.fragments) == (stream.data is not None)
    assert stream.data is None or len(stream.data) <= MAX_MESSAGE + len(content.BYTES)
    return taken


def _crosses(file: bytes) -> None:
    """What came out goes over again and comes out the same."""
    source, receiver = sender(file, ROOM), Receiver()
    for index in range(source.fragments):
        taken = receiver.take(source.frame(index))
    assert taken.stream.data == file


def contents(data: bytes) -> bool:
    """These bytes as a file, as a message of each type, and as what a deflated message holds."""
    plain = content.content_of(data)
    back = content.file_of(plain)
    assert back == data
    small = content.deflated(plain)
    assert small is None or content.file_of(small) == back
    assert small is None or len(small.message) < len(plain.message) + len(content.BYTES) + 16
    read = plain.type != content.BYTES
    for kind in KINDS:
        read |= _brings(Content(kind, data))
    return read | _unpacks(data)


def _brings(made: Content) -> bool:
    try:
        file = content.file_of(made)
    except RetourError:
        return False
    if made.type == content.BYTES:
        assert cbor2.loads(made.message) == file
    elif made.type != content.COMPRESSED:
        assert file.endswith(made.message)
    assert content.file_of(content.content_of(file)) == file
    return True


def _unpacks(data: bytes) -> bool:
    """A deflated message of these bytes as they are, of what they deflate to, and of what they inflate to."""
    squeeze = zlib.compressobj(5, zlib.DEFLATED, _RAW)
    packed = squeeze.compress(data) + squeeze.flush()
    read = _holds(data, packed) | _holds(data, data)
    stretch = zlib.decompressobj(_RAW)
    with suppress(zlib.error):
        item = stretch.decompress(data, MAX_RATIO * len(data) + 1)
        read |= _holds(item, data)
    return read


def _holds(item: bytes, packed: bytes) -> bool:
    message = cbor2.dumps([zlib.crc32(item), len(item), packed])
    try:
        file = content.file_of(Content(content.COMPRESSED, message))
    except RetourError:
        return False
    assert file == item or cbor2.loads(item) == file
    return True


@dataclass(frozen=True, slots=True)
class _Sent:
    """A message on its way: its sender, and the parts that it shows."""

    source: Sender
    message: Content

    def text(self, index: int) -> str:
        return _frame(self, index % (2 * MIXED_PASSES * self.source.fragments))

    def part(self, index: int) -> part.Part:
        code = text.parse(self.text(index))
        assert code.sequence is not None
        return part.decode_part(bytewords.decode(code.letters), code.sequence)


@cache
def _frame(sent: _Sent, index: int) -> str:
    return sent.source.frame(index)


@cache
def pairs() -> tuple[tuple[_Sent, _Sent], ...]:
    """Two messages that are shown at a time: of one length and type, of two types, short ones, a deflated one."""
    message, other = signed_message(), signed_message(replace(MESSAGE, counter=8))
    sealed = [seal(Envelope("R-0000-0000", "by-hand", f"SN-{n}", "request", noise(200, n))) for n in (1, 2)]
    return (
        (_sent(message), _sent(other)),
        (_sent(FILES[content.BUNDLE]), _sent(sealed[0])),
        (_sent(vendor_file(130)), _sent(vendor_file(130, 1))),
        (_sent(b"\xff" + b"".join(b"license %d;" % n for n in range(90)), packed=True), _sent(sealed[1])),
    )


def _sent(file: bytes, *, packed: bool = False) -> _Sent:
    plain = content.content_of(file)
    made = content.deflated(plain) if packed else plain
    assert made is not None
    assert content.file_of(made) == file
    return _Sent(Sender(made, ROOM), made)


def codes(data: bytes) -> bool:
    """Steps of four bytes, after one that chooses the pair: `deed`, `index`, `x`, `y`, as `_shown` reads them.

    Whatever is shown, a message comes out whole or not at all; and when the senders then go on, both arrive, unless
    so many others were begun that they are refused.
    """
    if not data:
        return False
    sent = pairs()[data[0] % len(pairs())]
    receiver = Receiver()
    known: dict[str, int] = {}
    read = False
    for at in range(1, min(len(data) - STEP + 1, _MOST_STEPS * STEP), STEP):
        for code in _shown(sent, *data[at : at + STEP]):
            taken = _take(receiver, code)
            if taken is not None:
                read = True
                _right(sent, taken, known)
    _bounded(receiver)
    for each in sent:
        _arrives(receiver, each)
    return read


def _shown(sent: tuple[_Sent, _Sent], deed: int, index: int, x: int, y: int) -> Iterator[str]:
    """The codes of one step: bit 0 of `deed` is which message, the next three what is done to it."""
    one, other = sent[deed & 1], sent[~deed & 1]
    kind, piece, others = one.message.type, one.part(index), other.part(y)
    match deed >> 1 & 7:
        case 0:
            yield one.text(index)
        case 1:
            yield from (one.text(each) for each in range(index, index + x % 16))
        case 2:
            letters = one.text(index)
            at = (x << 8 | y) % len(letters)
            yield letters[:at] + chr(32 + (x ^ y) % 95) + letters[at + 1 :]
        case 3:
            octets = bytearray(part.encode_part(piece))
            octets[x % len(octets)] ^= y
            yield text.multi(kind, text.Sequence(piece.number, piece.fragments), bytes(octets))
        case 4:
            octets = bytearray(piece.data)
            octets[x % len(octets)] ^= y
            yield _code(kind, replace(piece, data=bytes(octets)))
        case 5:
            mixed = others.data[: len(piece.data)].ljust(len(piece.data), b"\0")
            yield _code(kind, replace(piece, data=mixed))
        case 6:
            yield _code(KINDS[x // 8 % len(KINDS)] if x % 8 == 7 else kind, _other_head(piece, others, x, y))
        case _:
            for each in range(x % 48):
                size = 1 + y * 2 % 1000
                stray = part.Part(index + 1, y + 1, (y + 1) * size, (index << 8 | each) * 65_537, bytes(size))
                yield _code(kind, stray)


def _other_head(piece: part.Part, others: part.Part, x: int, y: int) -> part.Part:
    """A part with one field of another, or of its own making."""
    match x % 8:
        case 0:
            return replace(piece, number=others.number)
        case 1:
            return replace(piece, number=LAST_SEQUENCE - y)
        case 2:
            return replace(piece, message=piece.message - len(piece.data) // 2 + y)
        case 3:
            return replace(piece, checksum=others.checksum)
        case 4:
            return replace(piece, checksum=piece.checksum ^ y)
        case 5:
            return replace(piece, fragments=y + 1, message=(y + 1) * len(piece.data))
        case 6:
            return replace(piece, number=y + 1, fragments=1, message=len(piece.data), checksum=zlib.crc32(piece.data))
        case _:
            return piece


def _code(kind: str, piece: part.Part) -> str:
    return text.multi(kind, text.Sequence(piece.number, piece.fragments), part.encode_part(piece))


def _right(sent: tuple[_Sent, _Sent], taken: Taken, known: dict[str, int]) -> None:
    """Out comes what was sent, or what somebody has made a checksum for; and what is settled stays settled."""
    stream = taken.stream
    shown = [each for each in sent if f"/{zlib.crc32(each.message.message):08x}/" in stream.key]
    if stream.data is not None and shown:
        assert stream.data in [content.file_of(replace(each.message, type=stream.type)) for each in shown]
    if any(each.message.type == stream.type for each in shown) and stream.frames > 1:
        assert stream.recovered >= known.get(stream.key, 0)
        known[stream.key] = stream.recovered


def _bounded(receiver: Receiver) -> None:
    """Messages that are collected, and the bytes that everything takes."""
    streams = receiver.streams
    assert sum(stream.data is None for stream in streams) <= MAX_STREAMS
    assert all(set(stream.missing) <= set(range(1, stream.fragments + 1)) for stream in streams)
    accounted = sum(len(stream.data or b"") for stream in streams) + sum(each.size for each in receiver._open.values())
    assert accounted <= MAX_KEPT
    assert weight(receiver) <= 2 * accounted + 2048 * (len(streams) + 4)


def weight(root: object) -> int:
    """Bytes of everything that is reached from here, code left out."""
    seen: dict[int, object] = {}
    rest = [root]
    while rest:
        each = rest.pop()
        if id(each) not in seen and not isinstance(each, type | ModuleType | FunctionType):
            seen[id(each)] = each
            rest += gc.get_referents(each)
    return sum(map(sys.getsizeof, seen.values()))


def _arrives(receiver: Receiver, sent: _Sent) -> None:
    """A sender goes on until its message is there: at most three rounds of all that it shows."""
    for index in range(3 * 2 * MIXED_PASSES * sent.source.fragments):
        try:
            stream = receiver.take(sent.text(index)).stream
        except Refused as refusal:
            if refusal.code != "too-many-messages":
                raise
            return
        if stream.data is not None:
            assert stream.data == content.file_of(sent.message)
            return
    raise AssertionError("a message that is shown for ever does not arrive")
