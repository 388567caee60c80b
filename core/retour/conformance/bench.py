"""The device on the bench: what the checks ask of it, and how they bring it into the state that they need."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from typing import Final

from retour.conformance.line import OS_GROUP, PARAMS, RESET, Line
from retour.conformance.office import Office
from retour.conformance.outcome import Broken, NotChecked, Silent, named
from retour.conformance.said import Map, Newest, Said, Who, read_who, sha256
from retour.errors import Malformed, NotGenuine, NotReached
from retour.link.framing import MAX_FRAME, Frame, Op, data_room, decode_map, encode_map
from retour.link.session import DEFAULT_BUFFER
from retour.protocol import cbor
from retour.protocol.cose import read
from retour.protocol.group import GROUP_ID, Command, Operation, Refusal, RemovalNeeds
from retour.protocol.inventory import decode_inventory
from retour.protocol.keys import SigningKey
from retour.protocol.messages import read_message
from retour.protocol.model import MAX_COUNTER, Counts, Grant, Order, Reason, Response

_READS: Final = (Command.IDENTITY, Command.INVENTORY, Command.EXPORT)


@dataclass(frozen=True, slots=True)
class Hands:
    """What is done at the device itself; None where nobody can.

    Attributes:
        press: presses the button.
        restart: restarts the device.
        pin: its PIN.
    """

    press: Callable[[], Awaitable[None]] | None = None
    restart: Callable[[], Awaitable[None]] | None = None
    pin: str | None = None


@dataclass(frozen=True, slots=True)
class Held:
    """What must be the same where nothing changed."""

    counter: int
    key_set: int
    digest: bytes | None
    inventory: bytes


class Bench:
    """One device, the line to it, and the test portal that it belongs to.

    Attributes:
        buffer: longest frame in bytes that the device takes.
        unmade: what EXPORT said before the device had made any message; None where it had.
    """

    def __init__(self, line: Line, office: Office, hands: Hands, who: Who) -> None:
        self.line = line
        self.office = office
        self.hands = hands
        self.first = who
        self.buffer = DEFAULT_BUFFER
        self.unmade: Said | None = None
        self._answered: Response | None = None

    async def prepare(self) -> None:
        """Learn what the device takes at once, and what a new one says that has no message."""
        size = (await self.os(Op.READ, PARAMS, {})).get("buf_size")
        if isinstance(size, int) and not isinstance(size, bool):
            self.buffer = max(DEFAULT_BUFFER, min(size, MAX_FRAME))
        if self.first.counter == 0:
            self.unmade = await self.say(Command.EXPORT, off=0)

    # Asking

    async def raw(self, op: int, group: int, command: int, payload: bytes, version: int = 1) -> Said:
        frame = await self.line.ask(Frame(op, version, group, self.line.sequence(), command, payload))
        return Said(decode_map(frame.payload))

    async def os(self, op: Op, command: int, values: Map) -> Said:
        return await self.raw(op, OS_GROUP, command, encode_map(values))

    async def say(self, command: Command, version: int = 1, /, **values: object) -> Said:
        op = Op.READ if command in _READS else Op.WRITE
        return await self.raw(op, GROUP_ID, command, encode_map(values), version)

    async def done(self, what: str, command: Command, **values: object) -> Said:
        """The answer to a command that has to succeed; `what` names it."""
        said = await self.say(command, **values)
        if said.is_refusal:
            raise Broken(f"{what} must be done; {command.name} answered {said}")
        return said

    async def refused(self, refusal: Refusal, what: str, command: Command, **values: object) -> None:
        """A command that has to be refused, with this code."""
        (await self.say(command, **values)).must_refuse(refusal, f"{what}: {command.name}")

    async def who(self) -> Who:
        """IDENTITY, as far as the checks rest on it."""
        said = await self.done("reading who it is", Command.IDENTITY)
        try:
            return read_who(said.values or {})
        except Malformed as error:
            raise Broken(f"IDENTITY cannot be used: {error.what}") from error

    # Blobs

    async def blob(self, command: Command) -> tuple[int, bytes]:
        """The inventory or the newest message from its pieces, with the counter that they name."""
        data = b""
        first: tuple[int, int, bytes] | None = None
        while first is None or len(data) < first[1]:
            said = await self.done(f"reading at offset {len(data)}", command, off=len(data))
            piece = said.octets("data")
            seen = said.number("ctr", 0, MAX_COUNTER), said.number("len", 1, 4 * cbor.MAX_BYTES), said.octets("sha", 32)
            if first not in (None, seen):
                raise Broken(f"{command.name} at offset {len(data)} named another counter, length or hash than before")
            first = seen
            if said.get("off") != len(data) or not piece or len(data) + len(piece) > first[1]:
                raise Broken(
                    f"{command.name} at offset {len(data)} of {first[1]} bytes answered offset {said.get('off')!r:.20} "
                    f"with {len(piece)} bytes"
                )
            data += piece
        if sha256(data) != first[2]:
            raise Broken(f"the pieces of {command.name} do not have the SHA-256 that they name")
        return first[0], data

    async def inventory(self) -> tuple[Grant, ...]:
        _, blob = await self.blob(Command.INVENTORY)
        try:
            return decode_inventory(blob)
        except Malformed as error:
            raise Broken(f"INVENTORY is not a sorted list of lines in deterministic CBOR: {error.what}") from error

    async def newest(self) -> Newest:
        """The newest message, read strictly and verified with the key of the identity."""
        counter, blob = await self.blob(Command.EXPORT)
        key = self.first.key
        try:
            message = read_message(blob).verify(key)
        except (Malformed, NotGenuine) as error:
            raise Broken(f"EXPORT does not give a message that the device's key signed: {error.what}") from error
        return Newest(counter, blob, message.digest, message.content)

    async def held(self) -> Held:
        """What the device holds and says just now."""
        who = await self.who()
        _, inventory = await self.blob(Command.INVENTORY)
        said = await self.say(Command.EXPORT, off=0)
        digest = None if said.refusal == Refusal.NO_MESSAGE else (await self.newest()).digest
        return Held(who.counter, who.key_set, digest, inventory)

    async def unchanged(self, before: Held, after_what: str) -> None:
        after = await self.held()
        moved = [
            f"{what} ({was!r} before, {now!r} now)" if isinstance(was, int) else what
            for what, was, now in (
                ("the counter", before.counter, after.counter),
                ("the key set", before.key_set, after.key_set),
                ("the newest message", before.digest, after.digest),
                ("the inventory", before.inventory, after.inventory),
            )
            if was != now
        ]
        if moved:
            raise Broken(f"{after_what} must change nothing, and changed {', '.join(moved)}")

    # Requests

    async def request(
        self,
        operation: Operation,
        counts: Counts = (),
        reason: Reason | None = None,
        *,
        transaction: bytes | None = None,
        replaces: int | None = None,
    ) -> Said:
        """REQUEST as it should be, for whatever the device then says."""
        values: Map = {
            "tx": transaction or secrets.token_bytes(8),
            "ctr": (await self.who()).counter if replaces is None else replaces,
            "op": int(operation),
        }
        if reason is not None:
            values["why"] = int(reason)
        if counts:
            values["cnt"] = dict(counts)
        return await self.say(Command.REQUEST, **values)

    async def asked(
        self,
        operation: Operation,
        counts: Counts = (),
        reason: Reason | None = None,
        *,
        transaction: bytes | None = None,
        replaces: int | None = None,
    ) -> Said:
        """The answer to a REQUEST that has to be taken."""
        said = await self.request(operation, counts, reason, transaction=transaction, replaces=replaces)
        if said.is_refusal:
            raise Broken(f"a REQUEST of kind {operation.name} that is as it should be was answered {said}")
        return said

    async def make(self, operation: Operation, counts: Counts = (), reason: Reason | None = None) -> Newest:
        """A message that has to be made."""
        said = await self.asked(operation, counts, reason)
        newest = await self.newest()
        if newest.counter != said.get("ctr"):
            raise Broken(f"REQUEST announced counter {said.get('ctr')!r:.20}, and EXPORT names {newest.counter}")
        return newest

    async def sync(self) -> Newest:
        return await self.make(Operation.SYNC)

    # The portal's side

    async def stage(self, blob: bytes) -> Said:
        """Upload a blob; the answer to its last piece, or the refusal of any."""
        size = data_room(self.buffer, {"off": len(blob), "len": len(blob), "sha": bytes(32)})
        offset, left = 0, 2 + len(blob) // size
        while True:
            piece = blob[offset : offset + size]
            said = await self.say(Command.STAGE, off=offset, len=len(blob), sha=sha256(blob), data=piece)
            if said.is_refusal:
                return said
            offset, left = said.number("off", 0, len(blob)), left - 1
            if offset == len(blob):
                return said
            if left == 0:
                raise Broken(f"an upload of {len(blob)} bytes does not get on: STAGE wants offset {offset}")

    async def bring(self, blob: bytes) -> Said:
        """Upload and apply; the refusal of either, or what APPLY says."""
        staged = await self.stage(blob)
        return staged if staged.is_refusal else await self.say(Command.APPLY, sha=sha256(blob))

    async def carry_out(self, what: str, blob: bytes, *, old: bool = False) -> Said:
        """Upload and apply something that has to be carried out, or that has to be known already."""
        said = await self.bring(blob)
        if said.is_refusal:
            raise Broken(f"{what} must be carried out; it was answered {said}")
        if said.get("old") is not old:
            raise Broken(f'{what} must be answered with "old" {old!r}; it was answered {said}')
        return said

    async def must_refuse(self, refusal: Refusal, what: str, blob: bytes) -> None:
        """Upload and apply something that has to be refused."""
        (await self.bring(blob)).must_refuse(refusal, what)

    def response(self, newest: Newest, grants: Sequence[Grant] = (), *, ahead: int = 1, floor: int = 0) -> Response:
        """The answer to a message: `ahead` of the last that was applied."""
        last = newest.content.applied
        self._answered = Response(
            portal=self.office.portal,
            issued=self.office.now(),
            host=self.first.host,
            instance=self.first.key.kid,
            epoch=last.epoch if last else 1,
            sequence=(last.sequence if last else 0) + ahead,
            answers=newest.digest,
            holdings=tuple(grants),
            confirm=True,
            acknowledged=0,
            order_floor=floor,
            status=(),
            key_set_links=(),
        )
        return self._answered

    def order(self, number: int, remain: Counts, expiry: int | None = None) -> Order:
        office, who = self.office, self.first
        return Order(office.portal, office.now(), who.host, who.key.kid, number, remain, expiry, ())

    async def signed(self, content: Response | Order, key: SigningKey | None = None) -> bytes:
        """As the portal signs it: by the key that the device knows, unless another one is given."""
        known = (await self.who()).key_set
        if isinstance(content, Response):
            return self.office.signed_response(content, key or self.office.answers(known))
        return self.office.signed_order(content, key or self.office.orders(known))

    async def numbers(self, count: int = 1) -> tuple[int, ...]:
        """Rising order numbers that the device has not seen."""
        made = (await self.who()).counter > 0
        return self.office.numbers(count, (await self.newest()).content.order if made else 0)

    async def _to_newest(self, grants: Sequence[Grant], floor: int) -> Response:
        """The answer to the newest message, also to one that is not as it should be: the way back to where it is."""
        try:
            return self.response(await self.newest(), grants, floor=floor)
        except Broken:
            if self._answered is None:
                raise
            _, blob = await self.blob(Command.EXPORT)
            try:
                digest = read(blob).digest
            except Malformed as error:
                raise Broken(f"EXPORT does not give a message: {error.what}") from error
            epoch = self._answered.epoch + 2  # a check may have gone one ahead of what was answered here
            self._answered = replace(self._answered, epoch=epoch, sequence=1, answers=digest)
            return replace(self._answered, holdings=tuple(grants), order_floor=floor)

    async def holding(self, *grants: Grant, floor: int = 0) -> Newest:
        """Have the device hold exactly this; gives its newest message."""
        await self.asked(Operation.SYNC)
        said = await self.bring(await self.signed(await self._to_newest(grants, floor)))
        if said.is_refusal:
            code = f" ({named(said.refusal)})" if said.refusal == Refusal.STORAGE else ""
            raise Broken(f"a response that is as it should be was answered {said}{code}")
        return await self.newest()

    # At the device

    async def reset(self) -> bool:
        """RESET, and the wait for what comes after it; False where the device has none."""
        said = await self.os(Op.WRITE, RESET, {})
        if said.values == {"rc": 8}:
            return False
        if said.values != {}:
            raise Broken(f"RESET must be answered {{}}, or rc 8 where it is not there; it was answered {said}")
        await asyncio.sleep(self.line.patience.settle)
        await self._opened()
        return True

    async def restart(self) -> None:
        """Have it start anew, and wait until it answers. Raises `NotChecked` where nobody can."""
        if self.hands.restart is not None:
            await self.line.close()
            await self.hands.restart()
            await self._opened()
        elif not await self.reset():
            raise NotChecked("the device has no RESET, and no --restart command was given")

    async def _opened(self) -> None:
        wait = self.line.patience.restart
        try:
            await self.line.open(wait)
        except NotReached as error:
            raise Silent(f"after a restart the device did not answer within {wait:g} s") from error

    def can_authorise(self) -> bool:
        return self.hands.press is not None or (self.hands.pin is not None and self.first.pin)

    async def authorise(self) -> None:
        """A local act: the PIN, or the button. Raises `NotChecked` where nobody can."""
        if self.hands.pin is not None and self.first.pin:
            how = "its PIN"
            await self.done("the right PIN", Command.AUTHORISE, pin=self.hands.pin)
        elif self.hands.press is not None:
            how = "its button"
            await self.hands.press()
        else:
            raise NotChecked(
                "it needs a local act: give --press or --pin, or run it where somebody can press the button"
            )
        if not (await self.who()).local_act:
            raise Broken(f'after {how}, IDENTITY must say "act" true; it says false')

    async def without_local_act(self) -> None:
        """See to it that no local act is left over from something earlier."""
        if not (await self.who()).local_act or self.first.needs in (RemovalNeeds.NOTHING, RemovalNeeds.ORDER):
            return
        await self.holding(Grant("CT-0", 1, "Conformance", "1", (), None))
        await self.make(Operation.DROP, (("CT-0", 0),), Reason.OTHER)
        if (await self.who()).local_act:
            raise Broken('a drop must use up the local act; IDENTITY still says "act" true')

    async def ready_to_drop(self) -> None:
        """Have one drop be allowed. Raises `NotChecked` where that cannot be."""
        if self.first.needs is RemovalNeeds.ORDER:
            raise NotChecked("on this device only what the portal signed removes licenses")
        if self.first.needs is not RemovalNeeds.NOTHING:
            await self.authorise()


Check = Callable[[Bench], Awaitable[None]]
"""Looks at one rule. Raises `Broken`, `NotChecked`, or what the line brings about."""


def grant(line: str, count: int, features: tuple[str, ...] = (), expiry: int | None = None) -> Grant:
    """A line of the test portal."""
    return Grant(line, count, "Conformance", "1.0", features, expiry)
