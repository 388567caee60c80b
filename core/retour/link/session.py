"""One SMP conversation over a byte pipe: requests with answers, through noise, lost, late and damaged answers."""

from __future__ import annotations

import asyncio
import secrets
from dataclasses import dataclass
from typing import Final

from retour.errors import Malformed, NotReached, Refused, RetourError
from retour.link.framing import Deframer, Frame, Op, decode_map, encode, encode_map
from retour.link.pipe import BytePipe
from retour.protocol.group import GROUP_ID, refusal_error

_OS_GROUP: Final = 0
_OS_PARAMS: Final = 6
DEFAULT_BUFFER: Final = 256
"""Frame size in bytes that every server takes, when it does not say what it takes."""
_LEAST_BUFFER, _MOST_BUFFER = 128, 16 * 1024
_NOT_SUPPORTED: Final = 8
"""SMP version 1 return code MGMT_ERR_ENOTSUP: no such group or command."""


@dataclass(frozen=True, slots=True)
class Timing:
    """How patient a session is.

    Args:
        reply: seconds to wait for one answer.
        retries: how often a request is sent again after that.
    """

    reply: float = 2.0
    retries: int = 4


class SmpSession:
    """Requests and answers, one at a time.

    Every request may be sent more than once, so every command behind it has to be idempotent. The repetition keeps
    its sequence number: an answer to the first sending that comes late is as good as one to the second.
    """

    def __init__(self, pipe: BytePipe, timing: Timing = Timing()) -> None:
        self.pipe = pipe
        self.timing = timing
        self._deframer = Deframer()
        self._waiting: list[Frame] = []
        self._sequence = secrets.randbelow(256)
        self._turn = asyncio.Lock()

    async def request(self, op: Op, group: int, command: int, payload: dict[str, object]) -> dict[str, object]:
        """Send one request and return the map of its answer.

        Raises:
            NotReached: ``cable-lost`` when the pipe ends, ``no-answer`` after the last repetition.
            Malformed: ``device-answer`` when the answer is not a map that can be read.
            Refused: what the device refused; ``not-supported`` for a group or command that it does not have.
        """
        async with self._turn:
            self._sequence = (self._sequence + 1) % 256
            asked = Frame(op, 1, group, self._sequence, command, encode_map(payload))
            answer = await self._exchange(asked)
        values = decode_map(answer.payload)
        if values is None:
            raise device_answer("it is not a CBOR map within bounds")
        error = _refusal(values)
        if error is not None:
            raise error
        return values

    async def buffer_size(self) -> int:
        """Longest frame in bytes that the server takes (OS group, command 6), within sane bounds."""
        try:
            answer = await self.request(Op.READ, _OS_GROUP, _OS_PARAMS, {})
        except Refused:
            return DEFAULT_BUFFER
        size = answer.get("buf_size")
        if not isinstance(size, int) or isinstance(size, bool) or size < _LEAST_BUFFER:
            return DEFAULT_BUFFER
        return min(size, _MOST_BUFFER)

    async def close(self) -> None:
        await self.pipe.close()

    async def _exchange(self, asked: Frame) -> Frame:
        data = encode(asked)
        for _ in range(1 + self.timing.retries):
            try:
                async with asyncio.timeout(self.timing.reply):
                    await self.pipe.write(data)
                    return await self._answer(asked)
            except TimeoutError:
                continue
        raise NotReached(
            "no-answer",
            f"Nothing answers on {self.pipe.name}.",
            "What was asked is safe to ask again; the device does nothing twice.",
            "Check that the device is on and that this is its port, then try again.",
            port=self.pipe.name,
        )

    async def _answer(self, asked: Frame) -> Frame:
        while True:
            while self._waiting:
                frame = self._waiting.pop(0)
                if _fits(frame, asked):
                    return frame
            self._waiting = self._deframer.feed(await self.pipe.read())


def _fits(frame: Frame, asked: Frame) -> bool:
    """Whether this is the answer asked for, and not a late one to something earlier."""
    return (frame.op, frame.group, frame.sequence, frame.command) == (
        asked.op + 1,
        asked.group,
        asked.sequence,
        asked.command,
    )


def _refusal(values: dict[str, object]) -> RetourError | None:
    """The error in an answer: version 2 ``err``, or version 1 ``rc``, where 0 means done."""
    err = values.get("err")
    if isinstance(err, dict):
        group, rc = err.get("group"), err.get("rc")
        if not isinstance(rc, int) or not isinstance(group, int):
            return device_answer("its error has no code")
        return refusal_error(rc) if group == GROUP_ID else _foreign(group, rc)
    rc = values.get("rc", 0)
    if not isinstance(rc, int):
        return device_answer("its return code is not a number")
    return _foreign(None, rc) if rc else None


def _foreign(group: int | None, rc: int) -> Refused:
    if group is None and rc == _NOT_SUPPORTED:
        return Refused(
            "not-supported",
            "This device does not have the command that was asked for.",
            "Nothing was changed on the device.",
            "Check that this is the right device and that its firmware is up to date.",
            rc=rc,
        )
    return Refused(
        "device-refused",
        f"The device refused this with return code {rc}.",
        "Nothing was changed on the device.",
        "Try again; if it stays so, restart the device or ask for support.",
        rc=rc,
        group=group,
    )


def device_answer(why: str) -> Malformed:
    """An answer that cannot be right: `why` completes "The device answered with something unusable: ..."."""
    return Malformed(
        "device-answer",
        f"The device answered with something that Retour cannot use: {why}.",
        "Nothing was taken from it, and nothing that was saved is lost.",
        "Try again; if it stays so, check the device's firmware and ask for support.",
    )
