"""SMP over a serial line: frames, their base64 packets with CRC, and the CBOR maps inside. Pure.

A frame is an 8-byte header and a CBOR map. On a serial line it travels as lines of base64 that start with 06 09 (first)
or 04 14 (further) and end with LF, with its length before and a CRC-16/XMODEM behind it. Source: Zephyr, "SMP
Protocol Specification" and "SMP Transport Specification" (UART/serial). The packets are those of `smp.packet`; its
header class is not used, because it refuses commands that it does not know, and a server has to answer those.
"""

from __future__ import annotations

import binascii
import struct
from dataclasses import dataclass
from enum import IntEnum
from typing import Final

import cbor2
from smp import packet

MAX_FRAME: Final = 16 * 1024
"""Longest frame that is put together, in bytes; a hostile line cannot make a reader hold more."""
MAX_LINE: Final = (MAX_FRAME + 4) * 4 // 3 + 8
HEADER_BYTES: Final = 8
OVERHEAD_BYTES: Final = 4
"""Length and CRC of the serial transport, which a server's buffer has to hold as well."""
_LONGER_HEAD: Final = 4
"""What the head of a byte string grows by, at the most, beyond that of an empty one."""
_HEADER: Final = struct.Struct("!BBHHBB")
_FIRST, _FURTHER = packet.START_DELIMITER, packet.CONTINUE_DELIMITER
_NEXT: Final = packet.END_DELIMITER + _FURTHER
_MAX_DEPTH: Final = 8


class Op(IntEnum):
    """SMP operations; an answer's is the request's plus one."""

    READ = 0
    READ_ANSWER = 1
    WRITE = 2
    WRITE_ANSWER = 3


@dataclass(frozen=True, slots=True)
class Frame:
    """One SMP frame.

    Attributes:
        op: operation, 0 to 7; `Op` names those that are defined.
        version: 0 for SMP version 1, 1 for version 2.
        group: group ID, 16 bits.
        sequence: 8 bits, repeated in the answer.
        command: command ID within the group, 8 bits.
        payload: CBOR map, not yet looked at.
    """

    op: int
    version: int
    group: int
    sequence: int
    command: int
    payload: bytes


def encode(frame: Frame) -> bytes:
    """The frame as it goes over a serial line: one or more packets of at most 124 bytes."""
    head = _HEADER.pack(
        frame.op | frame.version << 3, 0, len(frame.payload), frame.group, frame.sequence, frame.command
    )
    return b"".join(packet.encode(head + frame.payload))


class Deframer:
    """Finds the frames in what a serial line delivers, piece by piece.

    Console text, noise and damaged frames between good ones are dropped; a good frame after them is found, because
    base64 never contains a delimiter. Holds at most one line and one frame.

    Attributes:
        damaged: how many frames or pieces of frames were dropped until now.
    """

    def __init__(self) -> None:
        self.damaged = 0
        self._line = bytearray()
        self._frame = bytearray()
        self._wanted = 0

    def feed(self, data: bytes) -> list[Frame]:
        """Take the next piece, of any size; return the frames that it completes."""
        if not (self._line or self._frame) and (whole := _one_frame(data)) is not None:
            return [whole]
        frames: list[Frame] = []
        head, *rest = data.split(packet.END_DELIMITER)
        self._grow(head)
        for piece in rest:
            frame = self._take_line(bytes(self._line))
            if frame is not None:
                frames.append(frame)
            self._line.clear()
            self._grow(piece)
        return frames

    def _grow(self, piece: bytes) -> None:
        self._line += piece[-MAX_LINE:]
        del self._line[:-MAX_LINE]

    def _take_line(self, line: bytes) -> Frame | None:
        first, further = line.rfind(_FIRST), line.rfind(_FURTHER)
        if first == further:  # neither: console text
            return None
        if first > further:
            self.damaged += bool(self._frame)
            self._drop()
        elif not self._frame:
            self.damaged += 1
            return None
        if not self._add(line[max(first, further) + 2 :]):
            self.damaged += 1
            self._drop()
            return None
        if len(self._frame) < self._wanted:
            return None
        whole = bytes(self._frame[2:])
        self._drop()
        frame = _parse(whole)
        self.damaged += frame is None
        return frame

    def _add(self, packed: bytes) -> bool:
        """Put one packet's content behind what is there; False when the frame cannot become a good one."""
        try:
            self._frame += binascii.a2b_base64(packed.rstrip(b"\r"), strict_mode=True)
        except binascii.Error:
            return False
        if not self._wanted:
            if len(self._frame) < 2:
                return False
            self._wanted = 2 + int.from_bytes(self._frame[:2], "big")
        return len(self._frame) <= self._wanted <= MAX_FRAME + OVERHEAD_BYTES

    def _drop(self) -> None:
        self._frame.clear()
        self._wanted = 0


def _one_frame(data: bytes) -> Frame | None:
    """The frame that `data` is, where it is exactly one good frame: on a quiet line it mostly is, and this is quick."""
    if not (data.startswith(_FIRST) and data.endswith(packet.END_DELIMITER)) or len(data) > MAX_LINE:
        return None
    try:
        packed = binascii.a2b_base64(data[2:-1].replace(_NEXT, b""), strict_mode=True)
    except binascii.Error:
        return None
    return _parse(packed[2:]) if len(packed) == 2 + int.from_bytes(packed[:2], "big") else None


def _parse(whole: bytes) -> Frame | None:
    body, crc = whole[:-2], whole[-2:]
    if len(body) < HEADER_BYTES or packet.crc16_func(body) != int.from_bytes(crc, "big"):
        return None
    op, _flags, length, group, sequence, command = _HEADER.unpack(body[:HEADER_BYTES])
    if length != len(body) - HEADER_BYTES:
        return None
    return Frame(op & 7, op >> 3 & 3, group, sequence, command, body[HEADER_BYTES:])


def payload_room(buffer: int) -> int:
    """Longest payload of a frame, in bytes, where the other side's buffer has so many."""
    return buffer - HEADER_BYTES - OVERHEAD_BYTES


def data_room(buffer: int, values: dict[str, object]) -> int:
    """How many bytes of ``data`` fit into a frame beside `values`."""
    return payload_room(buffer) - len(encode_map({**values, "data": b""})) - _LONGER_HEAD


def encode_map(values: dict[str, object]) -> bytes:
    """The CBOR of a payload."""
    return cbor2.dumps(values)


def decode_map(payload: bytes) -> dict[str, object] | None:
    """Decode a payload leniently but within bounds, or return None.

    Real servers send indefinite lengths and keys in any order, so unlike messages this need not be deterministic.
    Refused are tags (they make decoders act), nesting deeper than 8, claimed lengths beyond the data, keys that are
    not text, and anything behind the map.
    """
    try:
        if payload[:1] and payload[0] >> 5 == 5 and _walk(payload, 0, 0) == len(payload):
            values: dict[str, object] = cbor2.loads(payload)
            return values
    except (_BadCborError, IndexError, UnicodeDecodeError, cbor2.CBORDecodeError):
        pass
    return None


class _BadCborError(Exception):
    """Internal to `decode_map`."""


def _walk(data: bytes, at: int, depth: int) -> int:
    """Check the item at `at`; return the offset behind it."""
    if depth > _MAX_DEPTH:
        raise _BadCborError
    major, info = data[at] >> 5, data[at] & 31
    at += 1
    argument: int | None = info
    if 24 <= info <= 27:
        size = 1 << (info - 24)
        if at + size > len(data):
            raise _BadCborError
        argument = int.from_bytes(data[at : at + size], "big")
        at += size
    elif info > 27:
        argument = None
        if info != 31 or major not in (2, 3, 4, 5):
            raise _BadCborError
    if major == 6:
        raise _BadCborError
    if major in (2, 3):
        return _walk_string(data, at, major, argument)
    if major in (4, 5):
        return _walk_items(data, at, major, argument, depth)
    return at


def _walk_string(data: bytes, at: int, major: int, length: int | None) -> int:
    if length is None:
        while data[at] != 0xFF:
            if data[at] >> 5 != major or data[at] & 31 == 31:
                raise _BadCborError
            at = _walk(data, at, 0)
        return at + 1
    if at + length > len(data):
        raise _BadCborError
    return at + length


def _walk_items(data: bytes, at: int, major: int, count: int | None, depth: int) -> int:
    left = count
    while data[at] != 0xFF if left is None else left > 0:
        if major == 5:
            if data[at] >> 5 != 3 and depth == 0:
                raise _BadCborError
            if data[at] >> 5 > 3:
                raise _BadCborError
            at = _walk(data, at, depth + 1)
        at = _walk(data, at, depth + 1)
        left = None if left is None else left - 1
    return at + 1 if left is None else at
