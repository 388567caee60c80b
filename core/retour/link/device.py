"""A device that returns licenses, as the rest of Retour sees it: the vendor group of `retour.protocol.group`.

Nothing that a device says is used before its type, length and limits were checked. Every call may be repeated.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from types import TracebackType
from typing import Final, Self, TypeVar

from retour.errors import Malformed, Refused
from retour.link.framing import Op, data_room, encode_map, payload_room
from retour.link.opening import open_pipe
from retour.link.session import SmpSession, Timing, device_answer
from retour.protocol import cbor
from retour.protocol.fields import Fields
from retour.protocol.group import GROUP_ID, Clock, Command, Operation, RemovalNeeds, SecurityLevel
from retour.protocol.inventory import decode_inventory
from retour.protocol.keys import MAX_KEY_TEXT, PortalKey, PublicKey
from retour.protocol.model import MAX_COUNTER, Counts, Grant, Host, HostType, Reason

GROUP_VERSION: Final = 1
_RESTARTS: Final = 3
"""How often a transfer starts again, when the device moved on or lost what was staged, before that is an error."""
_SHA256_BYTES: Final = 32
_TIMING: Final = Timing()

_Given = TypeVar("_Given")
_Result = TypeVar("_Result")
Progress = Callable[[int, int], None]
"""Called with bytes done and bytes in all."""


@dataclass(frozen=True, slots=True)
class Identity:
    """What a device says about itself; an unsigned read that changes nothing.

    Attributes:
        portal: the portal and key whose answers it accepts; None until it was given one.
        counter: of its newest message, 0 before the first.
        acknowledged: highest counter that the portal has acknowledged.
        local_act: whether a button or PIN authorises a removal just now.
        key_set: number of the portal's key set that it knows.
        button: where its button is, in its maker's words; empty where it does not say.
        pin: whether a PIN counts as well.
    """

    model: str
    firmware: str
    host: Host
    key: PublicKey
    portal: PortalKey | None
    level: SecurityLevel
    clock: Clock
    needs: RemovalNeeds
    counter: int
    acknowledged: int
    local_act: bool
    key_set: int = 1
    button: str = ""
    pin: bool = False


@dataclass(frozen=True, slots=True)
class Made:
    """The newest message: its counter, its length in bytes, the SHA-256 of its bytes."""

    counter: int
    length: int
    sha256: bytes


@dataclass(frozen=True, slots=True)
class AppliedAnswer:
    """The confirmation that a response brought about; `already` if that response had been applied before."""

    made: Made
    already: bool


class LicenseDevice:
    """One connected device. ``async with await LicenseDevice.connect(address) as device: ...``

    Every method raises `NotReached` (``cable-lost``, ``no-answer``), `Malformed` (``device-answer``), or the
    device's own refusal (`retour.protocol.group.refusal_error`).
    """

    def __init__(self, address: str, session: SmpSession, buffer: int) -> None:
        self.address = address
        self._session = session
        self._buffer = buffer

    @classmethod
    async def connect(cls, address: str, timing: Timing = _TIMING) -> Self:
        """Open the line and ask how much the device takes at once. Raises what `open_pipe` raises, and `NotReached`."""
        session = SmpSession(await open_pipe(address), timing)
        try:
            return cls(address, session, await session.buffer_size())
        except BaseException:
            await session.close()
            raise

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._session.close()

    async def identity(self) -> Identity:
        answer = await self._ask(Op.READ, Command.IDENTITY, {})
        return _checked(_identity, answer)

    async def inventory(self) -> tuple[Grant, ...]:
        """Every line that the device holds, sorted by activation ID."""
        _, blob = await self._read_blob(Command.INVENTORY, None)
        return _checked(decode_inventory, blob)

    async def identify(self, seconds: int) -> None:
        """Let the device blink, so that the right cabinet is known."""
        await self._ask(Op.WRITE, Command.IDENTIFY, {"s": seconds})

    async def authorise(self, pin: str) -> None:
        """Give the device its PIN in place of the button.

        Raises `Refused` (``wrong-pin``, ``pin-locked``; ``no-pin`` where it takes none).
        """
        try:
            await self._ask(Op.WRITE, Command.AUTHORISE, {"pin": pin})
        except Refused as error:
            if error.code != "no-license-return":
                raise
            raise Refused(
                "no-pin",
                "This device takes no PIN.",
                "Nothing was changed on the device.",
                "Press its button, or use a way on which the portal signs for the removal.",
            ) from error

    async def request(
        self, transaction: bytes, replaces: int, operation: Operation, counts: Counts, reason: Reason | None
    ) -> Made:
        """Have the device make a new message.

        Args:
            transaction: 8 bytes, the same for every repetition of the same wish.
            replaces: counter of the message that is replaced (compare and set).
            counts: what shall remain (or be granted); empty for a sync.
        """
        wish: dict[str, object] = {"tx": transaction, "ctr": replaces, "op": int(operation)}
        if reason is not None:
            wish["why"] = int(reason)
        if counts:
            wish["cnt"] = dict(counts)
        if len(encode_map(wish)) <= payload_room(self._buffer):
            return _checked(_made, await self._ask(Op.WRITE, Command.REQUEST, wish))
        blob = cbor.encode(wish.pop("cnt", {}))
        wish["sha"] = hashlib.sha256(blob).digest()
        return _checked(_made, await self._with_staged(blob, Command.REQUEST, wish, None))

    async def fetch(self, progress: Progress | None = None) -> tuple[Made, bytes]:
        """The newest message, its hash verified; read from the start again if it changed in between."""
        return await self._read_blob(Command.EXPORT, progress)

    async def bring(self, answer: bytes, progress: Progress | None = None) -> AppliedAnswer:
        """Upload a portal's answer or order, going on where an upload stopped, and have the device carry it out."""
        wish: dict[str, object] = {"sha": hashlib.sha256(answer).digest()}
        done = await self._with_staged(answer, Command.APPLY, wish, progress)
        return _checked(lambda a: AppliedAnswer(_made(a), _flag(a, "old")), done)

    async def _read_blob(self, command: Command, progress: Progress | None) -> tuple[Made, bytes]:
        for _ in range(_RESTARTS):
            found = await self._read_blob_once(command, progress)
            if found is not None:
                return found
        raise device_answer("it changes faster than it can be read, or arrives damaged")

    async def _read_blob_once(self, command: Command, progress: Progress | None) -> tuple[Made, bytes] | None:
        data = bytearray()
        made: Made | None = None
        while made is None or len(data) < made.length:
            answer = await self._ask(Op.READ, command, {"off": len(data)})
            seen, piece = _checked(_piece, answer)
            if made not in (None, seen):
                return None
            made = seen
            if answer.get("off") != len(data) or not piece or len(data) + len(piece) > made.length:
                raise device_answer("a piece of what was read does not fit to the others")
            data += piece
            if progress:
                progress(len(data), made.length)
        return (made, bytes(data)) if hashlib.sha256(data).digest() == made.sha256 else None

    async def _with_staged(
        self, blob: bytes, command: Command, wish: dict[str, object], progress: Progress | None
    ) -> dict[str, object]:
        """Stage `blob` and send the command that names it; stage again if the device lost it in between."""
        for attempt in range(_RESTARTS):
            await self._stage(blob, progress)
            try:
                return await self._ask(Op.WRITE, command, wish)
            except Refused as error:
                if error.code != "not-staged" or attempt == _RESTARTS - 1:
                    raise
        raise AssertionError("unreachable")

    async def _stage(self, blob: bytes, progress: Progress | None) -> None:
        frame: dict[str, object] = {"off": len(blob), "len": len(blob), "sha": hashlib.sha256(blob).digest()}
        size = data_room(self._buffer, frame)
        offset = 0
        left = _RESTARTS * (len(blob) // size + 2)
        while True:
            frame |= {"off": offset, "data": blob[offset : offset + size]}
            answer = await self._ask(Op.WRITE, Command.STAGE, frame)
            offset = _checked(lambda a: _number(a, "off", 0, len(blob)), answer)
            if progress:
                progress(offset, len(blob))
            if offset == len(blob):
                return
            left -= 1
            if left == 0:
                raise device_answer("the upload does not get on")

    async def _ask(self, op: Op, command: Command, payload: dict[str, object]) -> dict[str, object]:
        try:
            return await self._session.request(op, GROUP_ID, command, payload)
        except Refused as error:
            if error.code != "not-supported":
                raise
            raise Refused(
                "no-license-return",
                f"The device on {self.address} does not speak license return.",
                "Nothing was changed on the device.",
                "Choose another port, or ask the device's maker for a firmware with license return.",
                port=self.address,
            ) from error


def _checked(take: Callable[[_Given], _Result], answer: _Given) -> _Result:
    """Take something out of an answer; what does not fit is the device's fault and named so."""
    try:
        return take(answer)
    except Malformed as error:
        raise device_answer(_why(error)) from error


def _why(error: Malformed) -> str:
    """The part of a refusal that says what is wrong, without "this is not a message"."""
    return error.what.rpartition(": ")[2].rstrip(".")


def _number(answer: dict[str, object], key: str, least: int, most: int) -> int:
    return Fields.as_number(answer.get(key), key, least, most)


def _text(answer: dict[str, object], key: str) -> str:
    return Fields.as_text(answer.get(key), key)


def _flag(answer: dict[str, object], key: str) -> bool:
    value = answer.get(key)
    if not isinstance(value, bool):
        raise device_answer(f"{key} is not true or false")
    return value


def _identity(answer: dict[str, object]) -> Identity:
    _number(answer, "v", GROUP_VERSION, GROUP_VERSION)
    host = _text(answer, "hid")
    if not host.isascii():
        raise device_answer("hid is not ASCII")
    return Identity(
        model=_text(answer, "model"),
        firmware=_text(answer, "fw"),
        host=Host(Fields.as_choice(answer.get("ht"), "ht", HostType), host),
        key=PublicKey.parse(Fields.as_text(answer.get("key"), "key", MAX_KEY_TEXT)),
        portal=PortalKey.parse(Fields.as_text(answer["portal"], "portal", MAX_KEY_TEXT))
        if "portal" in answer
        else None,
        key_set=_number(answer, "set", 1, MAX_COUNTER) if "set" in answer else 1,
        button=_text(answer, "btn") if "btn" in answer else "",
        pin=_flag(answer, "pin") if "pin" in answer else False,
        level=Fields.as_choice(answer.get("lvl"), "lvl", SecurityLevel),
        clock=Fields.as_choice(answer.get("clk"), "clk", Clock),
        needs=Fields.as_choice(answer.get("needs"), "needs", RemovalNeeds),
        counter=_number(answer, "ctr", 0, MAX_COUNTER),
        acknowledged=_number(answer, "ack", 0, MAX_COUNTER),
        local_act=_flag(answer, "act"),
    )


def _made(answer: dict[str, object]) -> Made:
    return Made(
        _number(answer, "ctr", 0, MAX_COUNTER),
        _number(answer, "len", 1, cbor.MAX_BYTES),
        Fields.as_octets(answer.get("sha"), "sha", _SHA256_BYTES),
    )


def _piece(answer: dict[str, object]) -> tuple[Made, bytes]:
    return _made(answer), Fields.as_octets(answer.get("data"), "data", None)
