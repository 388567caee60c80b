"""The record of a case as text, for the file: everything that happened, when, and with which bytes. Pure.

It is English, as the digests and names in it are nobody's language: an auditor compares it, support reads it.
"""

from __future__ import annotations

import heapq
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import assert_never

from retour.protocol.model import Counts
from retour.returns.case import (
    Abandoned,
    AnswerApplied,
    AnswerHeld,
    Carried,
    Confirmed,
    Delivered,
    Event,
    FileHeld,
    Keys,
    MessageHeld,
    Planned,
    Processed,
    Replaced,
    Reported,
)
from retour.returns.checks import Open
from retour.returns.journal import BY_QR, Crossing, Entry
from retour.returns.slip import grouped, slip, slip_text, utc


def case_text(found: Open, history: Iterable[Entry], crossings: Iterable[Crossing]) -> str:
    """The full record of a case: its slip, who it is about by key, and what happened in order."""
    case = found.case
    happened = [(entry.at, _entry(entry)) for entry in history]
    crossed = [(crossing.at, _crossing(crossing)) for crossing in crossings]
    clock = "doubtful: it went backwards, or the portal's stamp disagrees" if case.clock_doubtful else "not doubted"
    lines = [
        slip_text(slip(found)).rstrip("\n"),
        "",
        "Who",
        *_trust(case.trust),
        f"  host ID type   {case.host.type.name.lower()}",
        "",
        "Licenses on the device when the case was opened",
        *_held(found),
        "",
        f"What happened (times by the clock of this computer, {clock})",
    ]
    for at, texts in heapq.merge(happened, crossed, key=lambda each: each[0]):
        lines += [f"  {utc(at)}  {texts[0]}", *(f"    {text}" for text in texts[1:])]
    return "\n".join(lines) + "\n"


def _held(found: Open) -> list[str]:
    lines = []
    for grant in found.case.held:
        expiry = "permanent"
        if grant.expiry is not None:
            expiry = f"until {datetime.fromtimestamp(grant.expiry, UTC).date().isoformat()}"
        features = f", {', '.join(grant.features)}" if grant.features else ""
        lines.append(f"  {grant.count} x {grant.product} {grant.version}{features}, {grant.line}, {expiry}")
    if not lines and found.state.planned is not None:
        lines = [f"  {copies} x {line}" for line, copies in found.state.planned.before]
    return lines or ["  none"]


def _entry(entry: Entry) -> list[str]:
    texts = _event(entry.event)
    if entry.blob is not None:
        texts.append(f"SHA-256 of the bytes {grouped(entry.blob)}")
    return texts


def _event(event: Event) -> list[str]:
    match event:
        case Planned():
            asked = f"The device was to be asked, in place of its message {event.replaces}."
            return [asked, f"Transaction {event.transaction.hex()}; it held {_counts(event.before)}."]
        case MessageHeld():
            told = f"Message {event.counter} of the device is in hand; it says that it holds {_counts(event.holdings)}."
            return [told, _digest(event.digest)]
        case AnswerHeld():
            wanted = "wanted" if event.confirm else "not wanted"
            told = f"The portal's answer is in hand: the device shall hold {_counts(event.holdings)}."
            return [told, f"A confirmation is {wanted}.", _digest(event.digest)]
        case AnswerApplied():
            told = f"The device has processed the answer; its message {event.counter} says that it holds "
            return [f"{told}{_counts(event.holdings)}.", _digest(event.digest)]
        case Confirmed():
            told = f"The portal has confirmed: removals up to message {event.acknowledged} are credited."
            return [told, _digest(event.digest)]
        case Delivered():
            return ["The technician reported that the last file was handed to the portal."]
        case Replaced():
            return [f"A newer message took its place: {event.by}." if event.by else "A newer message took its place."]
        case Abandoned():
            return ["The case was given up; the device had changed nothing for it."]
        case FileHeld():
            return [f"The vendor's {event.leg} {event.name} ({event.size} bytes) is in hand; it was not read."]
        case Processed():
            what = "accepted" if event.accepted else "refused"
            return [f"The device {what} the response, as the {event.by} says: {event.why or 'no reason given'}."]
        case Reported():
            seen = f" (dated {event.seen})" if event.seen else ""
            told = f"Reported by the technician: the portal shows {event.state}{seen}."
            return [told, event.words] if event.words else [told]
        case _:
            assert_never(event)


def _crossing(crossing: Crossing) -> list[str]:
    if crossing.place == BY_QR:
        incoming = crossing.leg in ("answer", "receipt", "order")
        told = (
            f"The {crossing.leg} was read from a QR code."
            if incoming
            else f"The {crossing.leg} was shown as a QR code."
        )
    elif crossing.leg in ("answer", "receipt"):
        told = f"The {crossing.leg} was brought from {crossing.place}"
    else:
        told = f"The {crossing.leg} was written to {crossing.place} and read back."
    return [told, f"SHA-256 of the bytes {grouped(crossing.sha256)}"]


def _digest(digest: bytes) -> str:
    return f"Digest               {grouped(digest)}"


def _counts(holdings: Counts) -> str:
    return ", ".join(f"{copies} x {line}" for line, copies in holdings) or "nothing"


def _trust(trust: Keys | Carried) -> list[str]:
    if isinstance(trust, Keys):
        return [f"  device key     {trust.device}", f"  portal key     {trust.portal}"]
    how = "read from the device" if trust.verified else "entered by the technician, not verified"
    return [f"  profile        {trust.profile}", f"  identity       {how}"]
