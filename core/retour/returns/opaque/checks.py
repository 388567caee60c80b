"""What can be said of a vendor's file without reading it. Pure.

A hash knows every file that ever passed through this journal: an old response, another case's, the request itself.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from retour.airgap.envelope import Envelope
from retour.errors import Malformed, Refused
from retour.returns.case import Case, CaseState, FileHeld
from retour.returns.opaque.words import named

MAX_FILE: Final = 4 * 1024 * 1024
"""Largest vendor's file that is taken, in bytes."""
_UNCHANGED: Final = "Nothing was changed; the file was not kept."
_RETOUR: Final = (b"\xd2\x84", b"\x84\x43")
"""How a signed Retour message begins: COSE_Sign1, tagged or not."""


@dataclass(frozen=True, slots=True)
class Known:
    """A file of that hash is in the journal already."""

    case: str
    held: FileHeld


def complete(data: bytes, trailer: bytes) -> None:
    """Raises `Malformed`: ``empty``, ``too-large``, ``cut``, ``retour-file``."""
    if not data:
        raise Malformed(
            "empty", "This file is empty.", _UNCHANGED, "Wait until the device has written it, or copy it again."
        )
    if len(data) > MAX_FILE:
        raise too_large(len(data))
    if data.startswith(_RETOUR):
        raise Malformed(
            "retour-file",
            "This is a signed Retour file, not a file of the vendor's.",
            _UNCHANGED,
            "Open it from the start page: it belongs to another case.",
        )
    if trailer and not data.endswith(trailer):
        raise Malformed(
            "cut",
            "This file does not end as the vendor's files do: it is not complete, or it is another file.",
            _UNCHANGED,
            "Wait until it is written whole, copy it again, or choose the right one, then try once more.",
            size=len(data),
        )


def too_large(size: int) -> Malformed:
    """For a file of `size` bytes, which need not have been read."""
    return Malformed(
        "too-large",
        f"This file is larger than {MAX_FILE // 1024 // 1024} MiB: it is no capability request or response.",
        _UNCHANGED,
        "Choose the file that the device or the portal made for this return.",
        size=size,
    )


def same_host(found: str | None, case: Case) -> None:
    """The device that is connected must be the case's; None where it does not say who it is.

    Raises `Refused` (``other-device``).
    """
    if found is not None and found != case.host.id:
        raise Refused(
            "other-device",
            f"The device connected is {found}, and case {case.number} is for {case.host.id}.",
            "Nothing was given to it and nothing was asked of it.",
            f"Connect {case.host.id}, or open the case of {found}.",
            found=found,
            expected=case.host.id,
        )


def new_from_device(data: bytes, case: Case, state: CaseState, leg: str, known: Iterable[Known]) -> None:
    """A request or confirmation must be new, except that the newest one of this very case may be read again.

    Raises `Refused`: ``stale-file`` naming the case that has it.
    """
    newest = state.file(leg)
    if newest is not None and newest.blob == hashlib.sha256(data).digest():
        return
    for each in known:
        raise Refused(
            "stale-file",
            f"The device still shows an older file: it is {named(each.held.leg)} of case {each.case}.",
            "It was not taken for a new one; nothing was changed.",
            f"Have {case.host.id} make a new one, then try again.",
            case=each.case,
            leg=each.held.leg,
        )


def answers(data: bytes, case: Case, state: CaseState, known: Iterable[Known]) -> None:
    """A response must be new, except that this case's own newest one may be chosen again.

    Raises `Refused`: ``request-itself``, ``other-case``, ``older-answer``.
    """
    sha = hashlib.sha256(data).digest()
    newest = state.file("answer")
    for each in known:
        if each.held.leg != "answer":
            whose = "this case" if each.case == case.number else f"case {each.case}"
            raise Refused(
                "request-itself",
                f"This is {named(each.held.leg)} of {whose} itself, not the portal's response to it.",
                _UNCHANGED,
                "Upload it in the portal, then choose the file that the portal gives you for it.",
                case=each.case,
            )
        if each.case != case.number:
            raise Refused(
                "other-case",
                f"This response belongs to case {each.case}, not to {case.number}.",
                _UNCHANGED,
                f"Choose the response for {case.host.id}, or open case {each.case}.",
                case=each.case,
            )
    if newest is not None and newest.blob == sha:
        return
    if any(True for _ in known):
        raise Refused(
            "older-answer",
            f"This is an older response of case {case.number}; a newer request or response came after it.",
            _UNCHANGED,
            "Choose the newest response to the newest request.",
            case=case.number,
        )


def not_deleted(case: str | None) -> None:
    """A file of a case that was deleted here is never new. Raises `Refused` (``deleted-case``)."""
    if case is not None:
        raise Refused(
            "deleted-case",
            f"This file belongs to case {case}, which was finished and deleted here.",
            _UNCHANGED,
            "Choose the file that the device or the portal made for this return.",
            case=case,
        )


def fits(envelope: Envelope, case: Case, leg: str) -> None:
    """What an envelope names must be this case, this device and this leg. Raises `Refused` (``other-envelope``)."""
    if (envelope.case, envelope.host_id, envelope.leg) != (case.number, case.host.id, leg):
        raise Refused(
            "other-envelope",
            f"This envelope holds {named(envelope.leg)} of {envelope.host_id}, case {envelope.case}.",
            _UNCHANGED,
            f"Choose {named(leg)} of {case.host.id}, case {case.number}, or open the other case.",
            case=envelope.case,
            host_id=envelope.host_id,
            leg=envelope.leg,
        )
