"""The technician's work with a vendor's files: asked for, taken, given, and what was seen in the portal.

Order everywhere: first the journal, then the device or the stick. Every step can be repeated: the journal knows each
file by its hash, so that an older one is never taken for a new one and a newer one is never lost.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from retour.airgap.carry import parse_name
from retour.airgap.envelope import Envelope, is_envelope, seal, unseal
from retour.airgap.files import read_bytes, write_file
from retour.errors import Malformed, Refused
from retour.link.device import Progress
from retour.protocol.casenumber import new_case_number
from retour.protocol.model import Counts, Grant, Host, Reason, counts
from retour.returns import checks as wishes
from retour.returns.case import CLOSED, Carried, Case, FileHeld, Notes, Planned, Processed, Reported, Stage
from retour.returns.checks import Open
from retour.returns.journal import BY_QR, Journal
from retour.returns.opaque import checks
from retour.returns.opaque.checks import Known
from retour.returns.opaque.device import CarriedDevice
from retour.returns.opaque.profile import AskKind, Outgoing, Profile
from retour.returns.opaque.words import file_name
from retour.returns.ways import CARRIED, Way


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a technician wants of a device that is carried for.

    Attributes:
        verified: host and lines were read from the device; otherwise the technician entered them.
        named: what shall REMAIN, by activation ID; empty with `whole`.
    """

    profile: str
    verified: bool
    host: Host
    model: str
    held: tuple[Grant, ...]
    way: Way
    named: Counts
    whole: bool
    reason: Reason | None
    notes: Notes


class CarriedWork:
    """Operations over one journal for cases that carry a vendor's files."""

    def __init__(self, journal: Journal) -> None:
        self.journal = journal

    def begin(self, wanted: Wanted) -> Open:
        """Open a case; the same wish again goes on with the one that is open.

        Raises what `wish_for` raises, and `Refused` (``open-case``) when the device has another open case.
        """
        self.journal.claim()
        wish = wishes.wish_for(wanted.way, wanted.held, wanted.named, whole=wanted.whole, reason=wanted.reason)
        trust = Carried(wanted.profile, wanted.verified)
        for each in self.journal.cases():
            case = each.case
            if case.host != wanted.host or each.state.stage in CLOSED or case.way not in CARRIED:
                continue
            if (case.way, case.wish, case.trust) == (wanted.way, wish, trust):
                return each
            raise Refused(
                "open-case",
                f"{wanted.host.id} has an open case, {case.number}, that wants something else.",
                "Nothing was changed.",
                f"Finish {case.number} or give it up, then start again.",
                case=case.number,
            )
        now, doubtful = self.journal.now()
        case = Case(
            new_case_number(),
            wanted.host,
            wanted.model,
            trust,
            wanted.way,
            wish,
            wanted.notes,
            now,
            doubtful,
            wanted.held,
        )
        before = counts({grant.line: grant.count for grant in wanted.held})
        self.journal.begin(case, Planned(b"", 0, before))
        return self.journal.case(case.number)

    async def ask(self, number: str, device: CarriedDevice) -> str:
        """Ask the device for the file that is due; gives the instruction where a person has to do something.

        Raises `Refused` (``other-device``) and what the place raises.
        """
        self.journal.claim()
        found = self.journal.case(number)
        outgoing, remaining = self._due(found, device.profile)
        checks.same_host(await device.host_id(), found.case)
        if outgoing.ask.kind is not AskKind.INSTRUCTION:  # a person may have had it made already
            await device.clear(outgoing.appears, **_values(found))
        return await device.ask(outgoing.ask, remaining, **_values(found))

    async def fetch(self, number: str, device: CarriedDevice, progress: Progress | None = None) -> Open:
        """Take the file that was asked for, once it is whole and new, into the journal.

        Raises `Refused` (``other-device``, ``stale-file``) and what the place raises.
        """
        self.journal.claim()
        found = self.journal.case(number)
        outgoing, _ = self._due(found, device.profile)
        checks.same_host(await device.host_id(), found.case)
        name, data = await device.await_file(
            outgoing.appears, lambda seen: self._is_old(found, _leg_due(found), seen), progress, **_values(found)
        )
        return self._hold_outgoing(found, Path(name).name, data, outgoing.appears.trailer)

    def take(self, number: str, path: Path, profile: Profile) -> Open:
        """Take the device's file from where the technician put it."""
        self.journal.claim()
        found = self.journal.case(number)
        outgoing, _ = self._due(found, profile)
        return self._hold_outgoing(found, path.name, _unwrapped(_read(path), found, _leg_due(found)),
                                   outgoing.appears.trailer)  # fmt: skip

    def bring(self, path: Path, wanted: str | None, profiles: Callable[[str], Profile]) -> Open:
        """Check a response without reading it and hold it, for the case named or that its name or envelope says."""
        self.journal.claim()
        raw = _read(path)
        number = wanted or self._named(path, raw)
        found = self.journal.case(number)
        data = _unwrapped(raw, found, "answer")
        if not isinstance(found.case.trust, Carried):
            raise Refused(
                "not-carried",
                f"Case {number} takes signed answers, and this is a vendor's file.",
                "Nothing was changed; the file was not kept.",
                "Choose the file that ends in _answer.retour, or open the case of the vendor's device.",
            )
        checks.complete(data, profiles(found.case.trust.profile).response.trailer)
        checks.answers(data, found.case, found.state, self._known(data))
        checks.not_deleted(self.journal.forgotten(hashlib.sha256(data).digest()))
        held = FileHeld("answer", hashlib.sha256(data).digest(), path.name, len(data))
        newest = found.state.file("answer")
        if newest is None or newest.blob != held.blob:
            self.journal.record(number, held, data, ("answer", str(path)))
        return self.journal.case(number)

    async def give(self, number: str, device: CarriedDevice, progress: Progress | None = None) -> Open:
        """Give the device the response that the journal holds; its verdict becomes part of the case.

        Raises `Refused` (``no-answer``, ``other-device``) and what the place raises.
        """
        self.journal.claim()
        found = self.journal.case(number)
        answer = found.state.file("answer")
        if found.state.stage is not Stage.ANSWER_HELD or answer is None:
            raise Refused(
                "no-answer",
                f"Case {number} has no response that waits for the device.",
                "Nothing was changed.",
                "Take its request to the portal and bring the response first.",
            )
        data = self.journal.blob(answer.blob)
        checks.same_host(await device.host_id(), found.case)
        verdict = await device.give(device.profile.response, data, progress, **_values(found))
        return found if verdict is None else self.processed(number, verdict)

    def processed(self, number: str, verdict: Processed) -> Open:
        """Record what the device made of the response."""
        self.journal.claim()
        self.journal.note(number, verdict)
        return self.journal.case(number)

    def report(self, number: str, report: Reported) -> Open:
        """Record what the technician saw in the portal."""
        self.journal.claim()
        self.journal.note(number, report)
        return self.journal.case(number)

    def save(self, number: str, out: Path, *, envelope: bool = False) -> tuple[Path, str]:
        """Write the newest file of a case: the vendor's bytes as they are, or wrapped for the way to a desk.

        `out` is a file or a folder. Gives the path and the leg.
        """
        self.journal.claim()
        found = self.journal.case(number)
        held = _newest(found)
        data = self.journal.blob(held.blob)
        name = file_name(number, found.case.host.id, held.leg, found.state.nth(held.leg))
        if envelope:
            data, name = _wrapped(found, held, data), name.removesuffix(".bin") + ".retour"
        written = write_file(out / name if out.is_dir() else out, data)
        self.journal.crossed(number, held.leg, self.journal.blob(held.blob), str(written))
        return written, held.leg

    def shown(self, number: str) -> bytes:
        """The newest file of a case in its envelope, as it is shown to a camera; the journal notes that it was."""
        self.journal.claim()
        found = self.journal.case(number)
        held = _newest(found)
        data = self.journal.blob(held.blob)
        self.journal.crossed(number, held.leg, data, BY_QR)
        return _wrapped(found, held, data)

    def _due(self, found: Open, profile: Profile) -> tuple[Outgoing, Counts]:
        """How the file that is due is asked for, and what shall remain."""
        if _leg_due(found) == "confirmation" or found.case.way is Way.OPAQUE_SYNC:
            return profile.sync, ()
        return profile.request, found.case.wish.counts

    def _hold_outgoing(self, found: Open, name: str, data: bytes, trailer: bytes) -> Open:
        leg = _leg_due(found)
        checks.complete(data, trailer)
        checks.new_from_device(data, found.case, found.state, leg, self._known(data))
        checks.not_deleted(self.journal.forgotten(hashlib.sha256(data).digest()))
        held = FileHeld(leg, hashlib.sha256(data).digest(), name, len(data))
        newest = found.state.file(leg)
        if newest is None or newest.blob != held.blob:
            self.journal.record(found.case.number, held, data)
        return self.journal.case(found.case.number)

    def _is_old(self, found: Open, leg: str, data: bytes) -> bool:
        """Whether a device's file is one that this journal had before; the newest of this leg may be read again."""
        newest, sha = found.state.file(leg), hashlib.sha256(data).digest()
        if self.journal.forgotten(sha) is not None:
            return True
        return bool(self._known(data)) and not (newest and newest.blob == sha)

    def _known(self, data: bytes) -> list[Known]:
        held = self.journal.files_with(hashlib.sha256(data).digest())
        return [Known(number, event) for number, event in held]

    def _named(self, path: Path, raw: bytes) -> str:
        """Whose response a file is: by its envelope, by its name, or because only one case waits for one."""
        if is_envelope(raw):
            return unseal(raw).case
        if (named := parse_name(path.name)) is not None:
            return named.case
        waiting = [
            each.case.number
            for each in self.journal.cases()
            if each.case.way in CARRIED and each.state.stage in (Stage.REQUEST_HELD, Stage.ANSWER_HELD)
        ]
        if len(waiting) == 1:
            return waiting[0]
        raise Refused(
            "which-case",
            f"Nothing says which case {path.name} belongs to.",
            "It was not kept.",
            "Open the case first, or name it: --case R-....",
            waiting=", ".join(waiting),
        )


def _newest(found: Open) -> FileHeld:
    """The newest file that the device made. Raises `Refused` (``no-message``)."""
    held = found.state.file("confirmation") or found.state.file("request")
    if held is None:
        raise Refused(
            "no-message",
            f"Case {found.case.number} has nothing to carry yet.",
            "Nothing was written.",
            f"Have {found.case.host.id} make its request first.",
        )
    return held


def _wrapped(found: Open, held: FileHeld, data: bytes) -> bytes:
    """A vendor's file in the envelope for the way to a desk."""
    assert isinstance(found.case.trust, Carried)
    return seal(Envelope(found.case.number, found.case.trust.profile, found.case.host.id, held.leg, data))


def _leg_due(found: Open) -> str:
    """Which file the device makes next: its request, or, once it has processed the response, the confirmation."""
    processed = found.state.processed is not None and found.state.processed.accepted
    return "confirmation" if processed else "request"


def _values(found: Open) -> dict[str, str]:
    return {"host_id": found.case.host.id, "case": found.case.number}


def _read(path: Path) -> bytes:
    """A file of at most 4 MiB, or three lines that speak of the vendor's files."""
    try:
        return read_bytes(path)
    except Malformed as error:
        raise checks.too_large(int(str(error.details["size"]))) from None


def _unwrapped(raw: bytes, found: Open, leg: str) -> bytes:
    """A vendor's file as it is, or out of an envelope that names this very case."""
    if not is_envelope(raw):
        return raw
    envelope = unseal(raw)
    checks.fits(envelope, found.case, leg)
    return envelope.data
