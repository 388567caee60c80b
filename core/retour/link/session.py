"""One SMP conversation over a byte pipe: requests with answers, through noise, lost, late and damaged answers."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable
from typing import Final, TypeVar

from retour.errors import Malformed, NotReached, Refused, RetourError
from retour.link.framing import Deframer, Frame, Op, decode_map, encode, encode_map
from retour.link.pipe import BytePipe
from retour.link.timing import BITS_PER_BYTE, FIELD, QUIET, ReplyTime, Timing
from retour.protocol.group import GROUP_ID, refusal_error

_Given = TypeVar("_Given")
_Result = TypeVar("_Result")

_OS_GROUP: Final = 0
_OS_PARAMS: Final = 6
DEFAULT_BUFFER: Final = 256
"""Frame size in bytes that every server takes, when it does not say what it takes."""
LEAST_BUFFER: Final = 128
"""Frame size in bytes that is tried at the least where longer ones do not get through."""
_LEAST_CLAIM: Final = 64
"""Frame size in bytes below which a server's word is not taken: nothing could be said in it."""
_MOST_BUFFER: Final = 16 * 1024
_QUICK: Final = 0.25
"""Seconds that an answer is waited for at the least, once a device has shown that it answers at once."""
_ANSWER: Final = 2048
"""Bytes that an answer may well have."""
_MOST_TRIES: Final = 100
"""Sendings without an answer after which a device is given up, however alive it is."""
_NOISE: Final = 64 * 1024
_FLOOD: Final = 1024 * 1024
"""Bytes that arrive between two answers: beyond the first a silent device is called noisy, beyond the second it is
given up at once."""
_NOT_SUPPORTED: Final = 8
"""SMP version 1 return code MGMT_ERR_ENOTSUP: no such group or command."""


class SmpSession:
    """Requests and answers, one at a time.

    Every request may be sent more than once, so every command behind it has to be idempotent. A repetition keeps its
    sequence number: an answer to the first sending that comes late is as good as one to the second.

    Args:
        silent: told how many sendings in a row were not answered: 1, 2, ..., and 0 when the device answers again.
    """

    def __init__(self, pipe: BytePipe, timing: Timing = FIELD, silent: Callable[[int], None] | None = None) -> None:
        self.pipe = pipe
        self.timing = timing
        self._silent = silent
        self._deframer = Deframer()
        self._waiting: list[Frame] = []
        self._last = Frame(Op.READ, 1, _OS_GROUP, secrets.randbelow(256), 0, b"")
        self._turn = asyncio.Lock()
        self._time = ReplyTime(min(_QUICK, timing.reply), timing.reply)
        self._clock = asyncio.get_running_loop().time
        self._heard: float | None = None
        self._unanswered = 0
        self._unread = 0

    async def request(
        self, op: Op, group: int, command: int, payload: dict[str, object], *, works: bool = False
    ) -> dict[str, object]:
        """Send one request, again and again while no answer comes, and return the map of its answer.

        Args:
            works: whether the device has to do more for it than to look something up.

        Raises:
            NotReached: ``cable-lost`` when the pipe ends, ``no-answer`` when the device is given up.
            Malformed: ``device-answer`` when the answer is not a map that can be read; ``device-floods`` when the
                device sends without end and nothing of it is an answer.
            Refused: what the device refused; ``not-supported`` for a group or command that it does not have.
        """
        async with self._turn:
            asked = self._next(op, group, command, payload)
            self._unanswered = 0
            while (answer := await self._exchange(asked, works)) is None:
                self._give_up()
        return _values(answer)

    async def once(
        self, op: Op, group: int, command: int, payload: dict[str, object], *, works: bool = False
    ) -> dict[str, object] | None:
        """Send one request once; None when no answer came in time. Raises as `request` does.

        For who may ask in another way then; the same again is a repetition as in `request`. The device is given up when
        this has happened for too long.
        """
        async with self._turn:
            answer = await self._exchange(self._next(op, group, command, payload), works)
            if answer is None:
                self._give_up()
                return None
        return _values(answer)

    async def buffer_size(self) -> int:
        """Longest frame in bytes that the server takes (OS group, command 6), within sane bounds."""
        try:
            answer = await self.request(Op.READ, _OS_GROUP, _OS_PARAMS, {})
        except Refused as error:
            if error.code == "device-floods":
                raise
            return DEFAULT_BUFFER
        size = answer.get("buf_size")
        if not isinstance(size, int) or isinstance(size, bool) or size < _LEAST_CLAIM:
            return DEFAULT_BUFFER
        return min(size, _MOST_BUFFER)

    async def close(self) -> None:
        await self.pipe.close()

    def _next(self, op: Op, group: int, command: int, payload: dict[str, object]) -> Frame:
        """The frame of a request; the one before when that was the same and is not answered yet."""
        last, data = self._last, encode_map(payload)
        again = self._unanswered and (op, group, command, data) == (last.op, last.group, last.command, last.payload)
        self._last = last if again else Frame(op, 1, group, (last.sequence + 1) % 256, command, data)
        return self._last

    async def _exchange(self, asked: Frame, works: bool) -> Frame | None:
        """Send a frame and wait for its answer; None when none came in time."""
        data = encode(asked)
        begun = self._clock()
        answer = (
            DEFAULT_BUFFER if self._heard is None else _ANSWER
        )  # a silent line at a low speed shall not cost minutes
        patience = max(self._time.seconds, self.timing.reply if works else 0.0) + self._on_line(len(data) + answer)
        self._unread = self._unread if self._unanswered else 0
        damaged = self._deframer.damaged
        try:
            async with asyncio.timeout(patience) as limit:
                await self.pipe.write(data)
                found = await self._answer(asked, limit)
        except TimeoutError:
            self._unanswered += 1
            if self._deframer.damaged == damaged:
                self._time.timed_out()
            elif self._heard is not None:  # it speaks, and the line is bad
                self._heard = self._clock()
            if self._silent:
                self._silent(self._unanswered)
            return None
        self._heard = self._clock()
        if not (self._unanswered or works):
            self._time.answered(self._heard - begun)
        if self._unanswered and self._silent:
            self._silent(0)
        self._unanswered = 0
        return found

    async def _answer(self, asked: Frame, limit: asyncio.Timeout) -> Frame:
        damaged, latest = self._deframer.damaged, limit.when()
        while True:
            while self._waiting:
                frame = self._waiting.pop(0)
                if _fits(frame, asked):
                    return frame
            data = await self.pipe.read()
            self._unread += len(data)
            if self._unread > _FLOOD:
                raise self._floods()
            self._waiting = self._deframer.feed(data)
            if self._deframer.damaged > damaged and latest is not None:
                # Most likely that was the answer. When the rest of it is over, nothing more will come.
                limit.reschedule(min(latest, self._clock() + QUIET))

    def _on_line(self, length: int) -> float:
        """Seconds that so many bytes of frames take on the line, as base64 in packets."""
        return length * 4 / 3 * BITS_PER_BYTE / self.pipe.baud if self.pipe.baud else 0.0

    def _give_up(self) -> None:
        """Raise when the device was silent for too long."""
        if self._unanswered <= self.timing.retries:
            return
        patient = self._heard is not None and self._clock() - self._heard < self.timing.patience
        if patient and self._unanswered < _MOST_TRIES:
            return
        self._unanswered = 0
        if self._unread > _NOISE:
            raise self._floods()
        raise no_answer(self.pipe.name)

    def _floods(self) -> Malformed:
        return Malformed(
            "device-floods",
            f"What is on {self.pipe.name} sends without end, and nothing of it is an answer.",
            "Nothing was taken from it, and nothing that was saved is lost.",
            "Check that this is the device's port; switch the device off and on, then try again.",
            port=self.pipe.name,
        )


def _values(answer: Frame) -> dict[str, object]:
    values = decode_map(answer.payload)
    if values is None:
        raise device_answer("it is not a CBOR map within bounds")
    error = _refusal(values)
    if error is not None:
        raise error
    return values


def _fits(frame: Frame, asked: Frame) -> bool:
    """Whether this is the answer asked for, and not a late one to something earlier."""
    return (frame.op, frame.group, frame.sequence, frame.command) == (
        asked.op + 1,
        asked.group,
        asked.sequence,
        asked.command,
    )


def _refusal(values: dict[str, object]) -> RetourError | None:
    """The error in an answer: version 2 ``err``, or version 1 ``rc``, where 0 means done (Mynewt says so each time).

    What a server tells beside the code is kept: Zephyr's file group gives the length that a file has, ``len``.
    """
    err = values.get("err")
    if isinstance(err, dict):
        group, rc = err.get("group"), err.get("rc")
        if not isinstance(rc, int) or not isinstance(group, int):
            return device_answer("its error has no code")
        if group == GROUP_ID and rc:
            return refusal_error(rc)
    else:
        group, rc = None, values.get("rc", 0)
        if not isinstance(rc, int):
            return device_answer("its return code is not a number")
    if not rc:
        return None
    error = _foreign(group, rc)
    error.details["len"] = values.get("len", err.get("len") if isinstance(err, dict) else None)
    return error


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


def no_answer(name: str) -> NotReached:
    """The line is there, and nobody says anything on it."""
    return NotReached(
        "no-answer",
        f"Nothing answers on {name}.",
        "What was asked is safe to ask again; the device does nothing twice.",
        "Check that the device is on and that this is its port, then try again.",
        port=name,
    )


def device_answer(why: str) -> Malformed:
    """An answer that cannot be right: `why` completes "The device answered with something unusable: ..."."""
    return Malformed(
        "device-answer",
        f"The device answered with something that Retour cannot use: {why}.",
        "Nothing was taken from it, and nothing that was saved is lost.",
        "Try again; if it stays so, check the device's firmware and ask for support.",
    )


def checked(take: Callable[[_Given], _Result], answer: _Given) -> _Result:
    """Take something out of an answer; what does not fit is the device's fault and named so."""
    try:
        return take(answer)
    except Malformed as error:
        raise device_answer(_why(error)) from error


def _why(error: Malformed) -> str:
    """The part of a refusal that says what is wrong, without "this is not a message"."""
    return error.what.rpartition(": ")[2].rstrip(".")
