"""The line to the device as the checks see it: raw frames, and no repetition that would hide a lost answer."""

from __future__ import annotations

import asyncio
import contextlib
import secrets
from dataclasses import dataclass
from typing import Final

from retour.conformance.outcome import Silent
from retour.errors import NotReached
from retour.link.framing import Deframer, Frame, Op, decode_map, encode, encode_map
from retour.link.opening import open_pipe
from retour.link.pipe import BytePipe

OS_GROUP: Final = 0
ECHO, RESET, PARAMS = 0, 5, 6
_HEARD: Final = 64 * 1024
"""Bytes of the newest exchange that are kept."""


@dataclass(frozen=True, slots=True)
class Patience:
    """How long is waited, in seconds.

    Args:
        answer: for one answer.
        restart: until the device answers again after a restart.
        settle: after the answer to RESET, which a device gives before it goes down.
    """

    answer: float = 5.0
    restart: float = 30.0
    settle: float = 1.0


class Line:
    """One line, opened again when it was lost.

    Attributes:
        frames: how many were received since the start.
        heard: what was received since the newest request.
    """

    def __init__(self, address: str, patience: Patience) -> None:
        self.address = address
        self.patience = patience
        self.frames = 0
        self.heard = bytearray()
        self._pipe: BytePipe | None = None
        self._deframer = Deframer()
        self._waiting: list[Frame] = []
        self._sequence = 0
        self._text = ""

    async def open(self, within: float) -> None:
        """Open the line and wait until the device answers an echo. Raises `NotReached`, `Usage`, `Refused`."""
        await self.close()
        end = asyncio.get_running_loop().time() + within
        while True:
            try:
                self._pipe = await open_pipe(self.address)
                self._deframer = Deframer()
                await self._echoed(end)
                return
            except NotReached:
                await self.close()
                if asyncio.get_running_loop().time() >= end:
                    raise
                await asyncio.sleep(0.05)

    async def close(self) -> None:
        if self._pipe is not None:
            pipe, self._pipe = self._pipe, None
            await pipe.close()

    async def ask(self, asked: Frame) -> Frame:
        """The answer to one request, by operation, group and command: its other header fields are T-1's. `Silent`."""
        previous, self._sequence = self._sequence, asked.sequence
        self._waiting.clear()
        self.heard.clear()
        try:
            async with asyncio.timeout(self.patience.answer):
                await self._write(encode(asked))
                while True:
                    frame = await self._next()
                    late = frame.sequence == previous and previous != asked.sequence
                    if _belongs(frame, asked) and not late:
                        return frame
        except TimeoutError:
            raise Silent(f"there was no answer within {self.patience.answer:g} s") from None

    async def behind(self, data: bytes) -> list[Frame]:
        """Send `data`, then an echo right behind it; what was answered before the echo. Raises `Silent`."""
        earlier, self._text = self._text, secrets.token_hex(8)
        text = self._text
        self.heard.clear()
        before = []
        try:
            async with asyncio.timeout(self.patience.answer):
                await self._write(data + encode(self._echo(text)))
                while not self._is_echo(frame := await self._next(), text):
                    if (decode_map(frame.payload) or {}).get("r") != earlier:
                        before.append(frame)
        except TimeoutError:
            raise Silent(f"an echo right behind it had no answer within {self.patience.answer:g} s") from None
        return before

    def sequence(self) -> int:
        """The number for the next request; never 0, so that a device that always says 0 is told from a late answer."""
        return self._sequence % 255 + 1

    def _echo(self, text: str) -> Frame:
        self._sequence = self.sequence()
        return Frame(Op.WRITE, 1, OS_GROUP, self._sequence, ECHO, encode_map({"d": text}))

    async def _echoed(self, end: float) -> None:
        """Find the device's answer behind whatever the line still holds; several echoes, for the first may be lost."""
        text = self._text = secrets.token_hex(8)
        while True:
            wait = min(self.patience.answer / 5, max(0.05, end - asyncio.get_running_loop().time()))
            with contextlib.suppress(TimeoutError, Silent):
                async with asyncio.timeout(wait):
                    await self._write(b"\n" + encode(self._echo(text)))
                    while not self._is_echo(await self._next(), text):
                        pass
                    return
            if self._pipe is None or asyncio.get_running_loop().time() >= end:
                raise NotReached(
                    "no-answer",
                    f"Nothing answers on {self.address}.",
                    "What was asked is safe to ask again; the device does nothing twice.",
                    "Check that the device is on and that this is its port, then try again.",
                    port=self.address,
                )

    async def _next(self) -> Frame:
        while not self._waiting:
            if self._pipe is None:
                raise Silent("the line is closed")
            try:
                data = await self._pipe.read()
            except NotReached as error:
                await self.close()
                raise Silent("the device let go of the line") from error
            self.heard += data
            del self.heard[:-_HEARD]
            self._waiting = self._deframer.feed(data)
            self.frames += len(self._waiting)
            await asyncio.sleep(0)  # a pipe that always has something never lets the time-out come
        return self._waiting.pop(0)

    def _is_echo(self, frame: Frame, text: str) -> bool:
        """Whether this answers the echo: by its text, or by its number alone, for either may be wrong (T-1, T-7)."""
        if (frame.op, frame.group, frame.command) != (Op.WRITE_ANSWER, OS_GROUP, ECHO):
            return False
        said = (decode_map(frame.payload) or {}).get("r")
        return said == text or frame.sequence == self._sequence

    async def _write(self, data: bytes) -> None:
        if self._pipe is None:
            raise Silent("the line is closed")
        try:
            await self._pipe.write(data)
        except NotReached as error:
            await self.close()
            raise Silent("the device let go of the line") from error


def _belongs(frame: Frame, asked: Frame) -> bool:
    return (frame.op, frame.group, frame.command) == (asked.op + 1, asked.group, asked.command)
