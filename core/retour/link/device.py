"""A device that returns licenses, as the rest of Retour sees it: the vendor group of `retour.protocol.group`.

Nothing that a device says is used before its type, length and limits were checked. Every call may be repeated.
"""

from __future__ import annotations

import contextlib
import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from types import TracebackType
from typing import Final, Self, Unpack

from retour.errors import Refused, RetourError
from retour.link.framing import HEADER_BYTES, OVERHEAD_BYTES, Op, data_room, encode_map, payload_room
from retour.link.line import Line, LineOptions
from retour.link.parts import MemoryParts, Parts
from retour.link.session import SmpSession, checked, device_answer, no_answer
from retour.link.timing import FIELD, Timing
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
_OS_GROUP, _OS_INFO = 0, 7
_MOST_TEXT: Final = 120
_INLINE: Final = 256
"""Bytes of a request up to which it carries its counts itself: every device takes so many in one frame."""
_PIN_SENDINGS: Final = 2
_LEAST_PIECE: Final = 32
_PIECE_HEAD: Final = 96
"""What a frame with a piece of a blob has beside it, in bytes, at the most."""

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

    def __init__(
        self,
        address: str,
        timing: Timing = FIELD,
        *,
        parts: Parts | None = None,
        **options: Unpack[LineOptions],
    ) -> None:
        """`options` as `Line` takes them; `parts` keeps what of a transfer arrived."""
        self._line = Line(address, self._is_same, timing, **options)
        self._parts = MemoryParts() if parts is None else parts
        self._known: tuple[Host, PublicKey] | None = None

    @classmethod
    async def connect(
        cls,
        address: str,
        timing: Timing = FIELD,
        *,
        parts: Parts | None = None,
        **options: Unpack[LineOptions],
    ) -> Self:
        """Open the line and ask how much the device takes at once. Raises what `open_pipe` raises, and `NotReached`."""
        device = cls(address, timing, parts=parts, **options)
        await device._line.open()
        return device

    @property
    def address(self) -> str:
        """Where the device is now; another port than in the beginning after the cable was pulled."""
        return self._line.address

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._line.close()

    async def identity(self) -> Identity:
        answer = await self._ask(Op.READ, Command.IDENTITY, {})
        identity = checked(_identity, answer)
        self._known = self._known or (identity.host, identity.key)
        return identity

    async def about_itself(self) -> str:
        """What any SMP server says about itself in one line (OS group, command 7 of Zephyr); empty if it does not."""
        try:
            answer = await self._line.request(Op.READ, _OS_GROUP, _OS_INFO, {"format": "a"})
        except RetourError:
            return ""
        text = answer.get("output")
        printable = "".join(each if each.isprintable() else " " for each in text) if isinstance(text, str) else ""
        return " ".join(printable.split())[:_MOST_TEXT]

    async def inventory(self) -> tuple[Grant, ...]:
        """Every line that the device holds, sorted by activation ID."""
        _, blob = await self._read_blob(Command.INVENTORY, None)
        return checked(decode_inventory, blob)

    async def identify(self, seconds: int) -> None:
        """Let the device blink, so that the right cabinet is known."""
        await self._ask(Op.WRITE, Command.IDENTIFY, {"s": seconds})

    async def authorise(self, pin: str) -> None:
        """Give the device its PIN in place of the button. A wrong one is counted each time that it arrives, so that on
        a bad line the device is rather asked whether it took it.

        Raises `Refused` (``wrong-pin``, ``pin-locked``; ``no-pin`` where it takes none).
        """
        try:
            for _ in range(_PIN_SENDINGS):
                answer = await self._ask_once(Op.WRITE, Command.AUTHORISE, {"pin": pin}, works=True)
                if answer is not None or (await self.identity()).local_act:
                    return
            raise no_answer(self.address)
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
        if len(encode_map(wish)) <= payload_room(_INLINE):
            return checked(_made, await self._ask(Op.WRITE, Command.REQUEST, wish, works=True))
        blob = cbor.encode(wish.pop("cnt", {}))
        wish["sha"] = hashlib.sha256(blob).digest()
        return checked(_made, await self._with_staged(blob, Command.REQUEST, wish, None))

    async def fetch(self, progress: Progress | None = None) -> tuple[Made, bytes]:
        """The newest message, its hash verified; read from the start again if it changed in between."""
        return await self._read_blob(Command.EXPORT, progress)

    async def bring(self, answer: bytes, progress: Progress | None = None) -> AppliedAnswer:
        """Upload a portal's answer or order, going on where an upload stopped, and have the device carry it out."""
        wish: dict[str, object] = {"sha": hashlib.sha256(answer).digest()}
        done = await self._with_staged(answer, Command.APPLY, wish, progress)
        return checked(lambda a: AppliedAnswer(_made(a), _flag(a, "old")), done)

    async def _read_blob(self, command: Command, progress: Progress | None) -> tuple[Made, bytes]:
        for _ in range(_RESTARTS):
            found = await self._read_blob_once(command, progress)
            if found is not None:
                return found
        raise device_answer("it changes faster than it can be read, or arrives damaged")

    async def _read_blob_once(self, command: Command, progress: Progress | None) -> tuple[Made, bytes] | None:
        data = bytearray()
        made: Made | None = None
        name = ""
        while made is None or len(data) < made.length:
            answer = await self._read_piece(command, len(data), made)
            seen, piece = checked(_piece, answer)
            if made not in (None, seen):
                return None
            if answer.get("off") != len(data) or not piece or len(data) + len(piece) > seen.length:
                raise device_answer("a piece of what was read does not fit to the others")
            if made is None:
                name = seen.sha256.hex()
                kept = self._parts.load(name)
                if len(kept) <= seen.length and kept.startswith(piece):
                    piece = kept
            made = seen
            self._parts.add(name, len(data), piece)
            data += piece
            if progress:
                progress(len(data), made.length)
        self._parts.drop(name)
        return (made, bytes(data)) if hashlib.sha256(data).digest() == made.sha256 else None

    async def _read_piece(self, command: Command, offset: int, made: Made | None) -> dict[str, object]:
        while True:
            room = self._line.down
            wish: dict[str, object] = {"off": offset}
            if room.size < room.claimed:
                wish["max"] = room.size - _PIECE_HEAD
            answer = await self._ask_once(Op.READ, command, wish)
            if answer is not None:
                room.arrived(len(encode_map(answer)))
                return answer
            room.lost(room.size if made is None else min(room.size, made.length - offset + _PIECE_HEAD))

    async def _with_staged(
        self, blob: bytes, command: Command, wish: dict[str, object], progress: Progress | None
    ) -> dict[str, object]:
        """Stage `blob` and send the command that names it; stage again if the device lost it in between."""
        for attempt in range(_RESTARTS):
            await self._stage(blob, progress)
            try:
                return await self._ask(Op.WRITE, command, wish, works=True)
            except Refused as error:
                if error.code != "not-staged" or attempt == _RESTARTS - 1:
                    raise
        raise AssertionError("unreachable")

    async def _stage(self, blob: bytes, progress: Progress | None) -> None:
        frame: dict[str, object] = {"off": len(blob), "len": len(blob), "sha": hashlib.sha256(blob).digest()}
        offset, left, went_on = 0, _RESTARTS * (len(blob) // _LEAST_PIECE + 2), False
        while offset < len(blob):
            room = self._line.up
            piece = blob[offset : offset + data_room(room.size, frame)]
            wish = frame | {"off": offset, "data": piece}
            length = HEADER_BYTES + OVERHEAD_BYTES + len(encode_map(wish))
            try:
                answer = await self._ask_once(Op.WRITE, Command.STAGE, wish)
            except Refused as error:
                if error.code != "malformed" or not went_on:
                    raise
                # What the device had kept of an earlier upload was damaged, and is dropped now.
                offset, went_on = 0, False
                continue
            if answer is None:
                room.lost(length)
                continue
            room.arrived(length)
            wanted = checked(lambda a: _number(a, "off", 0, len(blob)), answer)
            went_on = went_on or wanted > offset + len(piece)
            offset = wanted
            if progress:
                progress(offset, len(blob))
            left -= 1
            if left == 0:
                raise device_answer("the upload does not get on")

    async def _is_same(self, session: SmpSession) -> bool:
        """Whether the device on a new line is the one that was spoken with; any, before it was asked who it is."""
        found = checked(_identity, await session.request(Op.READ, GROUP_ID, Command.IDENTITY, {}))
        return self._known in (None, (found.host, found.key))

    async def _ask(
        self, op: Op, command: Command, payload: dict[str, object], *, works: bool = False
    ) -> dict[str, object]:
        with self._our_group():
            return await self._line.request(op, GROUP_ID, command, payload, works=works)

    async def _ask_once(
        self, op: Op, command: Command, payload: dict[str, object], *, works: bool = False
    ) -> dict[str, object] | None:
        with self._our_group():
            return await self._line.once(op, GROUP_ID, command, payload, works=works)

    @contextlib.contextmanager
    def _our_group(self) -> Iterator[None]:
        try:
            yield
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
