"""The technician's work: a plan in the journal, a device on a line, files across the air gap. Thin: rules decide.

Order everywhere: first the journal, then the device or the file. A step that was cut off is repeated by calling it
again; the transaction in the journal keeps a repetition from doing anything twice.
"""

from __future__ import annotations

import contextlib
import hashlib
import secrets
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, Self

from retour.airgap.carry import Leg, carry_name
from retour.airgap.files import write_file
from retour.errors import Refused, RetourError
from retour.link.device import Identity, LicenseDevice, Made, Progress
from retour.link.discovery import Found, find, is_address
from retour.link.line import Told, unheard
from retour.link.parts import FolderParts
from retour.link.ports import Ports, list_ports
from retour.link.timing import FIELD, Timing
from retour.protocol.casenumber import new_case_number
from retour.protocol.group import TRANSACTION_BYTES
from retour.protocol.keys import PortalKey, PublicKey
from retour.protocol.messages import read_message
from retour.protocol.model import Counts, Grant, Reason, counts
from retour.returns import checks
from retour.returns.answers import Answers
from retour.returns.case import (
    CLOSED,
    Abandoned,
    AnswerApplied,
    Case,
    Delivered,
    Keys,
    MessageHeld,
    Notes,
    Planned,
    Replaced,
    Stage,
    Wish,
)
from retour.returns.checks import Open
from retour.returns.journal import Journal
from retour.returns.strip import moving
from retour.returns.ways import CARRIED, FACTS, Way, recommend

_VOID: Final = frozenset({"old-order", "void-order", "expired-order"})


def _quiet(done: int, total: int) -> None:
    """Nobody watches."""


@dataclass(frozen=True, slots=True)
class Request:
    """What a technician asks for at a device; `way` None takes the recommended one."""

    way: Way | None
    named: Counts
    whole: bool
    reason: Reason | None
    notes: Notes


class Work:
    """Operations over one journal.

    Attributes:
        progress: told bytes done and in all.
        told: hears when a device falls silent in the middle, is lost, and is back.
        ports: lists this machine's ports.
    """

    def __init__(self, journal: Journal, timing: Timing = FIELD, progress: Progress = _quiet) -> None:
        self.journal = journal
        self.answers = Answers(journal)
        self.timing = timing
        self.progress = progress
        self.told: Told = unheard
        self.ports: Ports = list_ports
        self.parts = FolderParts(journal.folder / "parts")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.journal.close()

    def known_keys(self) -> list[PublicKey]:
        """Every device's and portal's key that a case here names."""
        trusts = [each.case.trust for each in self.journal.cases()]
        known = [each for each in trusts if isinstance(each, Keys)]
        return [key for each in known for key in (each.device, each.portal.key, each.portal.order_key)]

    def forget(self, number: str) -> None:
        """Delete a closed case. Raises `Refused` (``case-open``)."""
        self.journal.claim()
        if self.journal.case(number).state.stage not in CLOSED:
            raise Refused(
                "case-open",
                f"Case {number} is not finished.",
                "It was not deleted.",
                "Finish it, or give it up (retour abandon), then delete it.",
            )
        self.journal.forget(number)

    async def find(self, device: str) -> Found:
        """The device that somebody means; an address outside the port list is remembered for its host ID."""
        found = await find(device, self.journal.addresses())
        if is_address(device):
            self.journal.remember_address(found.address)  # with the speed at which it answers
        return found

    async def connect(self, address: str) -> LicenseDevice:
        """A line to the device at an address, which waits for it where the cable is pulled."""
        return await LicenseDevice.connect(address, self.timing, ports=self.ports, told=self.told, parts=self.parts)

    async def read(self, device: str) -> tuple[Found, tuple[Grant, ...]]:
        """Who a device is and what it holds; looking changes nothing."""
        found = await self.find(device)
        async with await self.connect(found.address) as line:
            identity = await line.identity()
            return replace(found, identity=identity), await line.inventory()

    async def blink(self, device: str, seconds: int) -> None:
        """Let a device blink, so that the right cabinet is known."""
        found = await self.find(device)
        async with await self.connect(found.address) as line:
            await line.identify(seconds)

    async def authorise(self, device: str, pin: str) -> None:
        """Give a device its PIN in place of the button. Raises `Refused` (``wrong-pin``, ``pin-locked``)."""
        found = await self.find(device)
        async with await self.connect(found.address) as line:
            await line.authorise(pin)

    async def ask(self, device: str, request: Request) -> Open:
        """Have a device make the message of a return or an activation, and hold it in the journal.

        The same request again goes on with the same case; see `_resumable`.
        """
        self.journal.claim()
        found = await self.find(device)
        async with await self.connect(found.address) as line:
            identity = await line.identity()
            portal = portal_of(identity)
            way = request.way or recommend(identity.needs).way
            held = await line.inventory()
            existing = self._resumable(identity, way, request, held)
            if existing is not None and existing.state.stage is not Stage.PLANNED:
                return existing
            case = existing or self._plan(identity, portal, way, request, held)
            assert case.state.planned is not None
            return await self._make(line, case)

    async def apply(self, number: str, device: str | None) -> Open:
        """Give the answer that the journal holds to its device and hold the confirmation."""
        self.journal.claim()
        found = self.journal.case(number)
        if found.state.answer is None:
            raise Refused(
                "no-answer",
                f"Case {number} has no answer yet.",
                "Nothing was changed.",
                "Take its request to the portal and bring the answer first.",
            )
        return await self._apply(found, self.journal.blob(found.state.answer.blob), device)

    async def tell(self, case: Case, answer: bytes, device: str) -> None:
        """Show a device an answer that no case needs it to process: it learns what is acknowledged."""
        async with await self._line(case, device) as line:
            with contextlib.suppress(Refused):
                await line.bring(answer, self.progress)

    def save(self, number: str, out: Path) -> tuple[Path, Leg]:
        """Write the newest message of a case as a carry file; `out` is a file or a folder."""
        self.journal.claim()
        found = self.journal.case(number)
        if found.case.way in CARRIED:
            raise Refused(
                "carried-case",
                f"Case {number} carries a vendor's files, which have their own way out.",
                "Nothing was written.",
                f"Save them with: retour save {number}",
            )
        held = checks.to_carry(found)
        leg = Leg.CONFIRMATION if found.state.confirmation else Leg.REQUEST
        blob = self.journal.blob(held.blob)
        path = out / carry_name(number, found.case.host.id, leg) if out.is_dir() else out
        written = write_file(path, blob)
        self.journal.crossed(number, leg.value, blob, str(written))
        return written, leg

    def delivered(self, number: str) -> Open:
        """The technician reports that the last file was handed over."""
        return self._close(number, Delivered())

    async def abandon(self, number: str, device: str | None = None) -> Open:
        """Give up a case as long as the device changed nothing for it; half-way, the device has to say so itself."""
        self.journal.claim()
        found = self.journal.case(number)
        if found.case.way in CARRIED and found.state.processed is not None and found.state.processed.accepted:
            raise Refused(
                "cannot-abandon",
                f"Case {number} cannot be given up: {found.case.host.id} has accepted the portal's response.",
                "Nothing was changed; every file is kept.",
                "Have the device make its confirmation and take it to the portal, or the copies stay in between.",
            )
        # An answer that removes nothing may lie: whatever the device says next takes its place.
        answer = (
            found.state.answer if found.case.way is not Way.PORTAL_REMOVAL or moving(found.case, found.state) else None
        )
        if (found.case.way is Way.ONE_TRIP and found.state.message) or found.state.confirmation or answer:
            raise Refused(
                "cannot-abandon",
                f"Case {number} cannot be given up: {found.case.host.id} has signed away copies, or may have.",
                "Nothing was changed; the proof is kept.",
                "Take it to the portal, or the copies are nowhere.",
            )
        if found.case.way is Way.ONE_TRIP and found.state.stage is Stage.PLANNED:
            async with await self._line(found.case, device) as line:
                checks.nothing_made(found, (await line.identity()).counter)
        return self._close(number, Abandoned())

    def _close(self, number: str, event: Delivered | Abandoned) -> Open:
        self.journal.claim()
        self.journal.case(number)
        self.journal.note(number, event)
        return self.journal.case(number)

    def _resumable(self, identity: Identity, way: Way, request: Request, held: tuple[Grant, ...]) -> Open | None:
        """The open case that the same request means: same device, way, reason and counts (or "all" of nothing left)."""
        for each in self.journal.cases():
            case, state = each.case, each.state
            if case.device_key != identity.key or state.stage in CLOSED:
                continue
            same = case.wish.whole if request.whole else case.wish.counts == request.named and not case.wish.whole
            if case.way is not way or case.wish.reason is not request.reason or not same:
                continue
            newest = state.newest
            if newest is None or newest.counter == identity.counter:
                return each
        return None

    def _plan(self, identity: Identity, portal: PortalKey, way: Way, request: Request, held: tuple[Grant, ...]) -> Open:
        wish = checks.wish_for(way, held, request.named, whole=request.whole, reason=request.reason)
        self._settle(identity)
        return self.begin(identity, portal, way, wish, request.notes, held)

    def _settle(self, identity: Identity) -> None:
        """Plans of this device that never came to a message are over: a new one takes their place."""
        for each in self.journal.cases():
            if each.case.device_key == identity.key and each.state.stage is Stage.PLANNED:
                planned = each.state.planned
                made = planned is not None and identity.counter > planned.replaces
                if made:
                    raise Refused(
                        "open-case",
                        f"Case {each.case.number} of {identity.host.id} stands half-way: the device was asked, "
                        "and what it made is not here yet.",
                        "Nothing was changed.",
                        f"Finish it first: retour resume {each.case.number}",
                        case=each.case.number,
                    )
                self.journal.note(each.case.number, Abandoned())

    def begin(
        self,
        identity: Identity,
        portal: PortalKey,
        way: Way,
        wish: Wish,
        notes: Notes,
        held: tuple[Grant, ...],
        number: str | None = None,
    ) -> Open:
        """Open a case at a device that was read just now; `number` is the one that the portal gave it, if any."""
        now, doubtful = self.journal.now()
        number = number or new_case_number()
        host, model = identity.host, identity.model
        trust = Keys(identity.key, portal, identity.key_set)
        case = Case(number, host, model, trust, way, wish, notes, now, doubtful, held)
        before = counts({grant.line: grant.count for grant in held})
        planned = Planned(secrets.token_bytes(TRANSACTION_BYTES), identity.counter, before)
        self.journal.begin(case, planned)
        return self.journal.case(number)

    async def resume(self, number: str, device: str | None) -> Open:
        """Go on with a case whose device was asked and whose message is not here yet; or give it its answer."""
        self.journal.claim()
        found = self.journal.case(number)
        if found.state.stage is Stage.ANSWER_HELD:
            return await self.apply(number, device)
        if found.state.stage is not Stage.PLANNED:
            return found
        async with await self._line(found.case, device) as line:
            return await self._make(line, found)

    async def _make(self, line: LicenseDevice, found: Open) -> Open:
        """Have the device make the message of a plan. A refusal made nothing, so the plan is over, except where
        somebody at the device only has to allow it."""
        try:
            await self._request(line, found)
        except Refused as error:
            if error.code == "device-moved-on":
                self.journal.note(found.case.number, Replaced(""))
            elif error.code != "authorisation-needed":
                self.journal.note(found.case.number, Abandoned())
            error.details["case"] = found.case.number
            raise
        return await self._hold_message(line, found)

    async def _request(self, line: LicenseDevice, found: Open) -> Made:
        case, planned = found.case, found.state.planned
        assert planned is not None
        operation = FACTS[case.way].operation
        assert operation is not None
        return await line.request(planned.transaction, planned.replaces, operation, case.wish.counts, case.wish.reason)

    async def _hold_message(self, line: LicenseDevice, found: Open) -> Open:
        case, planned = found.case, found.state.planned
        assert planned is not None
        _, data = await line.fetch(self.progress)
        verified = checks.message_of(case, read_message(data), planned.before)
        message = verified.content
        blob = hashlib.sha256(data).digest()
        held = MessageHeld(blob, verified.digest, message.counter, message.holdings)
        self.journal.record(case.number, held, data)
        self._replace_older(case, message.counter)
        return self.journal.case(case.number)

    def _replace_older(self, case: Case, counter: int) -> None:
        """A new message kills the older unanswered requests of its device (device rule 1); proofs live on in it."""
        for each in self.journal.cases():
            other, state = each.case, each.state
            waits = state.stage in (Stage.REQUEST_HELD, Stage.ANSWER_HELD) and other.way is not Way.ONE_TRIP
            mine = other.number != case.number and other.device_key == case.device_key
            if mine and waits and state.message is not None and state.message.counter < counter:
                self.journal.note(other.number, Replaced(case.number))

    async def _apply(self, found: Open, data: bytes, device: str | None) -> Open:
        case = found.case
        try:
            async with await self._line(case, device) as line:
                await line.bring(data, self.progress)
                _, message_data = await line.fetch(self.progress)
        except Refused as error:
            if error.code in _VOID:  # the device did nothing for this order, and never will
                self.journal.note(case.number, Abandoned())
                error.details["case"] = case.number
            raise
        verified = read_message(message_data).verify(case.keys.device)
        checks.carried_out(found, verified.content, data)
        message = verified.content
        blob = hashlib.sha256(message_data).digest()
        event = AnswerApplied(blob, verified.digest, message.counter, message.holdings)
        if found.state.confirmation is None:
            self.journal.record(case.number, event, message_data)
            self._replace_older(case, message.counter)
        return self.journal.case(case.number)

    async def _line(self, case: Case, device: str | None) -> LicenseDevice:
        """Connect to the case's own device, and to no other."""
        found = await self.find(device or case.host.id)
        line = await self.connect(found.address)
        try:
            identity = await line.identity()
            checks.same_device(identity.host, identity.key, case)
        except RetourError:
            await line.__aexit__(None, None, None)
            raise
        return line


def portal_of(identity: Identity) -> PortalKey:
    """The portal that a device accepts. Raises `Refused` (``no-portal``)."""
    if identity.portal is None:
        raise Refused(
            "no-portal",
            f"{identity.host.id} was never given a portal.",
            "Nothing was changed.",
            "Enrol the device in the portal and give it the portal's key.",
        )
    return identity.portal
