"""What a bad line and a bad device do to the bytes. Pure: what arrived goes in, what leaves and when comes out.

Times are seconds of one clock that never goes back; which clock is the caller's choice.
"""

from __future__ import annotations

import itertools
import math
import random
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Final

from retour.device.faults import Break, Faults
from retour.link.framing import HEADER_BYTES, OVERHEAD_BYTES, Deframer, Frame, Op, decode_map, encode, encode_map

Feed = Callable[[bytes], bytes]
"""Takes what arrived at a device, returns what it answers."""

HUGE_BYTES: Final = 10_000_000
_PIECE: Final = 4096
_BITS: Final = 10
"""Bits that one byte takes on a serial line: start, eight, stop."""
_TICK_SECONDS: Final = 0.005
"""How long the pieces are in which bytes leave on a line with a speed."""
_USUAL_BAUD: Final = 115200
_OS_PARAMS: Final = (0, 6)
_LOG: Final = (
    b"[00:00:12.345,000] <inf> valve: 3 is open\r\n",
    b"[00:00:12.346,000] <wrn> sensor: supply air 21.5 \xc2\xb0C, no answer for 200 ms\r\n",
    b"uart:~$ kernel uptime\r\nUptime: 12347 ms\r\n",
    b"[00:00:12.348,000] <err> flash: TWFuIGlzIGRpc3Rpbmd1aXNoZWQ=\r\n",
)


@dataclass(frozen=True, slots=True)
class Pull:
    """The cable is pulled at that time, and comes back so many seconds later."""

    at: float
    seconds: float


class Fate:
    """What befalls one device, whatever line it hangs on: it counts the frames, and knows when the device is deaf.

    Args:
        restart: loses what the device has in RAM only.
    """

    def __init__(self, faults: Faults, restart: Callable[[], None]) -> None:
        self.faults = faults
        self.dice = random.Random(faults.seed)  # noqa: S311 - faults shall be repeatable
        self.log = itertools.cycle(_LOG)
        self._restart = restart
        self._frames = 0
        self._deaf_until = -math.inf

    def hears(self, at: float) -> bool:
        return at >= self._deaf_until

    def frame(self, at: float) -> int:
        """One more has arrived; its number."""
        self._frames += 1
        silent = self.faults.silent
        if silent is not None and silent.frame == self._frames:
            self._deaf_until = at + silent.seconds
        return self._frames

    def reboot(self, at: float, seconds: float) -> None:
        self._deaf_until = at + seconds
        self._restart()

    def falls(self, share: float) -> bool:
        """Whether chance, so great, has it now."""
        return share > 0 and self.dice.random() < share


class Wire:
    """One stream to a device.

    Args:
        feed: the device's end of this stream.

    Attributes:
        pull: what cuts it; nothing arrives any more then.
    """

    def __init__(self, fate: Fate, feed: Feed) -> None:
        self.pull: Pull | None = None
        self._fate = fate
        self._faults = fate.faults
        self._feed = feed
        self._plain = fate.faults == Faults()
        self._deframer = Deframer()
        self._due: deque[tuple[float, bytes]] = deque()
        self._byte_seconds = _BITS / self._faults.speed if self._faults.speed else 0.0
        self._in_free = self._out_free = -math.inf
        self._held, self._held_at = 0.0, 0.0
        self._turns = itertools.count()
        self._asked = Frame(Op.READ, 1, 0, 0, 0, b"")
        self._more: Iterator[bytes] | None = self._flood() if self._faults.flood == 0 else None

    def arrived(self, data: bytes, now: float, speed: int | None = None) -> None:
        """Take what the other end sent; `speed` is what it has set, None where there is nothing to set."""
        if self._plain:
            self._due.append((now, self._feed(data)))
            return
        data, start, done, frames = self._kept(data, now), max(now, self._in_free), 0, 0
        for line in data.splitlines(keepends=True):
            done += len(line)
            frames += self._line(self._worn(self._garbled(line, speed)), start + done * self._byte_seconds)
        self._in_free = start + done * self._byte_seconds
        if self._faults.console is not None and not frames and self._fate.hears(now):
            self._send(next(self._fate.log), now)

    def leaving(self, now: float, speed: int | None = None, *, idle: bool = True) -> bytes:
        """What is to be sent by now; `idle` says that the line takes more than what was asked for."""
        if idle and self._more is not None and not self._due:
            more = next(self._more, None)
            if more is None:
                self._more = None
            else:
                self._send(more, now)
        left = bytearray()
        while self._due and self._due[0][0] <= now:
            left += self._due.popleft()[1]
        return self._garbled(bytes(left), speed)

    @property
    def due(self) -> float | None:
        """When the next bytes leave."""
        return self._due[0][0] if self._due else None

    @property
    def endless(self) -> bool:
        """Whether more leaves as soon as the line takes it."""
        return self._more is not None

    def _line(self, line: bytes, at: float) -> int:
        """Hand a piece to the device; how many frames it completed."""
        if not self._fate.hears(at) or self.pull is not None:
            return 0
        frames = self._deframer.feed(line)
        for frame in frames:
            self._frame(frame, at)
        return len(frames)

    def _frame(self, asked: Frame, at: float) -> None:
        number = self._fate.frame(at)
        buffer = self._faults.buffer
        if buffer is not None and len(asked.payload) + HEADER_BYTES + OVERHEAD_BYTES > buffer.real:
            return
        if not self._fate.hears(at) or self._breaks(number, at, after=False):
            return
        answer = self._feed(encode(asked))
        self._asked = asked
        if not answer or self._breaks(number, at, after=True):
            return
        if _begun(self._faults.flood, number):
            self._more = self._more or self._flood()
        else:
            self._answer(answer, number, at)

    def _breaks(self, number: int, at: float, *, after: bool) -> bool:
        """Pull the cable or restart the device, if that is due at this frame."""
        unplug = _at(self._faults.unplug, number, after)
        if unplug is not None:
            self.pull = Pull(at, unplug.seconds)
        reboot = _at(self._faults.reboot, number, after)
        if reboot is not None:
            self._fate.reboot(at, reboot.seconds)
            self._deframer = Deframer()
            self._due = deque(sent for sent in self._due if sent[0] <= at)
        return unplug is not None or reboot is not None

    def _answer(self, answer: bytes, number: int, at: float) -> None:
        told = [self._told(frame, number) for frame in Deframer().feed(answer)]
        if None in told:
            self._more = _without_end()
            return
        answer = b"".join(encode(frame) for frame in told if frame is not None)
        if self._fate.falls(self._faults.lose_replies):
            return
        if self._fate.falls(self._faults.damage_replies):
            place = self._fate.dice.randrange(len(answer))
            answer = answer[:place] + bytes([answer[place] ^ self._fate.dice.randrange(1, 256)]) + answer[place + 1 :]
        if self._faults.console is not None:
            answer = self._chatter(answer, self._faults.console)
        self._send(self._worn(answer), at + self._faults.late)

    def _told(self, answer: Frame, number: int) -> Frame | None:
        """What the device says instead of its answer; None where that is a line without end."""
        faults, values = self._faults, decode_map(answer.payload) or {}
        if _begun(faults.wrong_type, number):
            return replace(answer, payload=_of_wrong_type(values, next(self._turns)))
        if faults.nested is not None and number >= faults.nested.frame:
            return replace(answer, payload=b"\xa1\x61n" + b"\x81" * faults.nested.depth + b"\x80")
        if _begun(faults.huge, number):
            return replace(answer, payload=encode_map(values | {"len": HUGE_BYTES})) if "len" in values else None
        if faults.buffer is not None and (answer.group, answer.command) == _OS_PARAMS:
            return replace(answer, payload=encode_map(values | {"buf_size": faults.buffer.claimed}))
        return answer

    def _chatter(self, answer: bytes, share: float) -> bytes:
        """The answer as it looks when a console shares its line."""
        packets = answer.splitlines(keepends=True)
        if self._fate.falls(share):
            torn = self._fate.dice.randrange(len(packets))
            place = self._fate.dice.randrange(1, len(packets[torn]))
            packets[torn] = packets[torn][:place] + next(self._fate.log) + packets[torn][place:]
        return next(self._fate.log) + b"".join(packet + next(self._fate.log) for packet in packets)

    def _worn(self, data: bytes) -> bytes:
        """Bytes behind a line that loses some and turns a bit in others."""
        lose, flip = self._faults.lose_bytes, self._faults.flip_bytes
        if not (lose or flip):
            return data
        kept = (byte for byte in data if not self._fate.falls(lose))
        return bytes(byte ^ 1 << self._fate.dice.randrange(8) if self._fate.falls(flip) else byte for byte in kept)

    def _garbled(self, data: bytes, speed: int | None) -> bytes:
        """What is read of bytes that were sent at another speed."""
        if self._faults.speed is None or speed is None or speed == self._faults.speed:
            return data
        dice = self._fate.dice
        return bytes(dice.randrange(256) for _ in data if dice.random() < 0.75)

    def _kept(self, data: bytes, now: float) -> bytes:
        """What of a burst a receiver keeps that empties its buffer no faster than a usual line fills it."""
        if self._faults.bursts is None:
            return data
        emptied = (now - self._held_at) * _USUAL_BAUD / _BITS
        self._held, self._held_at = max(0.0, self._held - emptied), now
        kept = data[: max(0, int(self._faults.bursts - self._held))]
        self._held += len(kept)
        return kept

    def _send(self, data: bytes, at: float) -> None:
        """Put bytes on the line, behind those that are on it, each as long as the line needs for it."""
        start = max(at, self._out_free)
        size = max(1, int(_TICK_SECONDS / self._byte_seconds)) if self._byte_seconds else len(data)
        for place in range(0, len(data), max(1, size)):
            piece = data[place : place + size]
            self._due.append((start + (place + len(piece)) * self._byte_seconds, piece))
        self._out_free = start + len(data) * self._byte_seconds

    def _flood(self) -> Iterator[bytes]:
        """Log lines and answers to what was not asked, in turn."""
        for number in itertools.count():
            sequence = (self._asked.sequence + 1 + number % 255) % 256
            payload = encode_map({"off": number, "data": bytes(1000)})
            frame = replace(self._asked, op=self._asked.op + 1, sequence=sequence, payload=payload)
            yield next(self._fate.log) + encode(frame)


def _begun(first: int | None, number: int) -> bool:
    return first is not None and number >= first


def _at(breaks: tuple[Break, ...], number: int, after: bool) -> Break | None:
    return next((one for one in breaks if (one.frame, one.after) == (number, after)), None)


def _without_end() -> Iterator[bytes]:
    """The first packet of a frame that goes on and on."""
    yield b"\x06\x09"
    for _ in range(HUGE_BYTES // _PIECE):
        yield b"A" * _PIECE


def _of_wrong_type(values: dict[str, object], turn: int) -> bytes:
    """Right CBOR and no answer: an array, a number, the right keys with wrong values."""
    match turn % 3:
        case 0:
            return b"\x82\x01\x02"
        case 1:
            return b"\x18\x2a"
    return encode_map({key: [value] if isinstance(value, int) else 42 for key, value in values.items()})
