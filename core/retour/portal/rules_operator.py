"""The ledger's rules for what an operator does: enrol a device, allow it copies, make or change a line.

5. Enrolment is explicit; one key, one host. 12. An activation ID authorises nothing: the allowance does.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import Final

from retour.errors import Refused, Usage
from retour.portal.state import DAY, HostState, HostStatus, Instance, InstanceStatus, Line, Traits
from retour.protocol import cbor
from retour.protocol.fields import is_text
from retour.protocol.group import Clock
from retour.protocol.keys import PublicKey
from retour.protocol.model import MAX_COUNT, MAX_COUNTER, MAX_FEATURES, MAX_TEXT, Host, HostType, counts

JUMP: Final = 2 * DAY
"""A clock that goes on by more than this at once ends no lease until an operator confirms the time (rule 8)."""
MIN_LEASE: Final = DAY
MAX_LEASE: Final = 3660 * DAY
MAX_TERMS: Final = 170
"""Longest encoded terms of a line, in bytes: then `MAX_LINES` of them and a status each always fit one answer."""


@dataclass(frozen=True, slots=True)
class Enrolled:
    """What an enrolment leads to.

    Attributes:
        retired: an earlier instance of this host that held nothing any more and gave way.
    """

    host: HostState
    instance: Instance
    retired: Instance | None


def enrol(
    host: Host,
    key: PublicKey,
    traits: Traits,
    known: HostState | None,
    with_host: Instance | None,
    with_key: Instance | None,
    time: int,
    stale: bool = False,
) -> Enrolled:
    """Enrol a device, or enrol it again after it was returned; the same again changes nothing.

    A replaced board is a new key: it takes the place of an instance that holds nothing any more.

    Args:
        known: the host as the portal knows it; with_host: its instance that is not retired; with_key: the instance
            that has this key.
        time: the ledger's time for leases.
        stale: the portal was restored, and this key may have been enrolled in the time that was lost (rule 9).

    Raises:
        Refused: ``key-of-other-host``, ``host-has-other-key``, ``key-retired``, ``clone-suspect`` and the like.
    """
    if with_key is not None and with_key.host != host:
        raise Refused(
            "key-of-other-host",
            f"This key is enrolled for {with_key.host} already; one key belongs to one device.",
            _UNCHANGED,
            f"Copy the key from {host} itself, then enrol it.",
            host=with_key.host.id,
        )
    if with_key is not None and with_key.status is InstanceStatus.RETIRED:
        raise Refused(
            "key-retired",
            f"This key of {host} was retired, and a retired key never holds copies again.",
            _UNCHANGED,
            "Give the device a new key, then enrol that.",
        )
    for each in (with_host, with_key):
        if each is not None and each.status is InstanceStatus.SUSPECT:
            raise Refused(
                each.suspicion or "suspect",
                f"{host} is under suspicion, and enrolling it again does not lift that.",
                "Nothing was changed: its copies stay counted as held.",
                "Look at the device's messages in the portal; retire the instance, or adopt its last answer.",
            )
    retired = None
    if with_host is not None and with_host.key != key:
        if with_host.stale or any(with_host.allocated(line, time) for line in with_host.lines):
            raise Refused(
                "host-has-other-key",
                f"{host} is enrolled with another key, and that one still has copies.",
                _UNCHANGED,
                "Bring those copies home first, or write them off; then enrol the new key.",
                enrolled=str(with_host.key),
            )
        retired = replace(with_host, status=InstanceStatus.RETIRED, marks=())
    allowance = known.allowance if known else ()
    ends = traits.clock is Clock.TRUSTED
    instance = replace(with_key, leases_end=ends) if with_key else Instance(key, host, stale=stale, leases_end=ends)
    return Enrolled(HostState(host, HostStatus.ACTIVE, traits, allowance), instance, retired)


def grant(
    host: HostState, instance: Instance | None, allowed: Mapping[str, int], lines: Collection[str]
) -> tuple[HostState, Instance | None]:
    """Set how many copies of some lines a host may hold; lines that are not named stay.

    What is allowed is not wanted back: a mark below it is withdrawn.

    Args:
        instance: the host's instance that is not retired.
        lines: activation IDs that exist.

    Raises:
        Refused: ``unknown-line``, ``device-returned``. Usage: ``count``.
    """
    for line, n in allowed.items():
        if line not in lines:
            raise unknown_line(line)
        check_count(n)
    if (host.status is not HostStatus.ACTIVE or host.returning) and any(
        n > host.allowed(line) for line, n in allowed.items()
    ):
        raise Refused(
            "device-returned",
            f"{host.host} is {'being returned' if host.returning else host.status}: it can be allowed no copies.",
            _UNCHANGED,
            "Enrol the device again first.",
        )
    if instance is not None:
        kept = tuple((line, n) for line, n in instance.marks if allowed.get(line, n) <= n)
        instance = replace(instance, marks=kept)
    return replace(host, allowance=counts({**dict(host.allowance), **allowed})), instance


def lease_time(confirmed: int, now: int) -> int:
    """The time up to which leases may end: it follows the clock, never falls, and stops at a jump (rule 8).

    Args:
        confirmed: what it was before.
        now: the portal's clock. A clock that was set far ahead by mistake would end every lease at once.
    """
    return now if confirmed <= now <= confirmed + JUMP else confirmed


def check_line(line: Line) -> Line:
    """Return a line that every answer can carry. Raises `Usage` (``line``, ``count``) naming what does not fit."""
    _text("The activation ID", line.activation_id)
    _text("The product", line.product)
    _text("The version", line.version)
    for feature in line.features:
        _text("A feature", feature)
    if line.entitlement_id is not None:
        _text("The entitlement ID", line.entitlement_id)
    if len(line.features) > MAX_FEATURES:
        raise _usage("line", f"A line has at most {MAX_FEATURES} features.", "Name fewer features.")
    if line.expiry is not None and not 0 <= line.expiry <= MAX_COUNTER:
        raise _usage("line", "The expiry is not a date that can be kept.", "Give it as YYYY-MM-DD.")
    check_count(line.total)
    if line.lease is not None and not MIN_LEASE <= line.lease <= MAX_LEASE:
        raise _usage("line", "A lease is from one day to ten years.", "Give another number of days, or none.")
    terms = [line.activation_id, line.product, line.version, list(line.features)]
    if len(cbor.encode(terms)) > MAX_TERMS:
        raise _usage(
            "line",
            f"Activation ID, product, version and features are longer than {MAX_TERMS} bytes together.",
            "Shorten the names, or split the features over several lines.",
        )
    return line


def check_host(host_type: HostType, host_id: str) -> Host:
    """Return the host that is named. Raises `Usage` (``host-id``) unless it is what a device message can carry."""
    if not (is_text(host_id) and host_id.isascii() and host_id == host_id.strip()):
        raise _usage("host-id", f"{host_id!r} is not a host ID.", f"Type 1 to {MAX_TEXT} plain characters.")
    return Host(host_type, host_id)


def unknown_line(line: str) -> Refused:
    return Refused(
        "unknown-line", f"There is no line {line}.", _UNCHANGED, "Check the activation ID, or make the line."
    )


_UNCHANGED: Final = "Nothing was changed."


def _text(what: str, text: str) -> None:
    if not is_text(text) or text != text.strip():
        raise _usage("line", f"{what} {text!r} does not fit.", f"Type 1 to {MAX_TEXT} printable characters.")


def check_count(n: int) -> None:
    """Raises `Usage` (``count``)."""
    if not 0 <= n <= MAX_COUNT:
        raise _usage("count", f"{n} is not a number of copies.", f"Give a number from 0 to {MAX_COUNT}.")


def _usage(code: str, what: str, todo: str) -> Usage:
    return Usage(code, what, _UNCHANGED, todo)
