"""The ledger's rules for what an operator does: enrol a device, allow it copies, make or change a line.

5. Enrolment is explicit; one key, one host. 12. An activation ID authorises nothing: the allowance does.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Final

from retour.errors import Refused, Usage
from retour.portal.state import HostState, HostStatus, Instance, InstanceStatus, Line, Traits
from retour.protocol import cbor
from retour.protocol.keys import PublicKey
from retour.protocol.model import MAX_COUNT, MAX_COUNTER, MAX_FEATURES, MAX_TEXT, Host, HostType, counts

MAX_TERMS: Final = 170
"""Longest encoded terms of a line, in bytes: then `MAX_LINES` of them and a status each always fit one answer."""


def enrol(
    host: Host,
    key: PublicKey,
    traits: Traits,
    known: HostState | None,
    with_host: Instance | None,
    with_key: Instance | None,
) -> tuple[HostState, Instance]:
    """Enrol a device, or enrol it again after it was returned; the same again changes nothing.

    Args:
        known: the host as the portal knows it; with_host, with_key: the instances that have this host, this key.

    Raises:
        Refused: ``key-of-other-host``, ``host-has-other-key``, ``clone-suspect`` and the like for a suspect instance.
    """
    if with_key is not None and with_key.host != host:
        raise Refused(
            "key-of-other-host",
            f"This key is enrolled for {with_key.host} already; one key belongs to one device.",
            _UNCHANGED,
            f"Copy the key from {host} itself, then enrol it.",
            host=with_key.host.id,
        )
    if with_host is not None and with_host.key != key:
        raise Refused(
            "host-has-other-key",
            f"{host} is enrolled with another key.",
            _UNCHANGED,
            "Check the host ID. A device that was given a new key cannot be enrolled in this version.",
            enrolled=str(with_host.key),
        )
    if with_host is not None and with_host.status is not InstanceStatus.ACTIVE:
        raise Refused(
            with_host.suspicion or "suspect",
            f"{host} is under suspicion, and enrolling it again does not lift that.",
            "Nothing was changed: its copies stay counted as held.",
            "Look at the device's messages in the portal.",
        )
    allowance = known.allowance if known else ()
    return HostState(host, HostStatus.ACTIVE, traits, allowance), with_host or Instance(key, host)


def grant(host: HostState, allowed: Mapping[str, int], lines: Collection[str]) -> HostState:
    """Set how many copies of some lines a host may hold; lines that are not named stay.

    Args:
        lines: activation IDs that exist.

    Raises:
        Refused: ``unknown-line``, ``device-returned``. Usage: ``count``.
    """
    for line, n in allowed.items():
        if line not in lines:
            raise unknown_line(line)
        _count(n)
    if host.status is not HostStatus.ACTIVE and any(n > host.allowed(line) for line, n in allowed.items()):
        raise Refused(
            "device-returned",
            f"{host.host} is {host.status}: it can be allowed no copies.",
            _UNCHANGED,
            "Enrol the device again first, with the same key.",
        )
    return replace(host, allowance=counts({**dict(host.allowance), **allowed}))


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
    _count(line.total)
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
    if not (
        1 <= len(host_id) <= MAX_TEXT and host_id.isascii() and host_id.isprintable() and host_id == host_id.strip()
    ):
        raise _usage("host-id", f"{host_id!r} is not a host ID.", f"Type 1 to {MAX_TEXT} plain characters.")
    return Host(host_type, host_id)


def unknown_line(line: str) -> Refused:
    return Refused(
        "unknown-line", f"There is no line {line}.", _UNCHANGED, "Check the activation ID, or make the line."
    )


_UNCHANGED: Final = "Nothing was changed."


def _text(what: str, text: str) -> None:
    if not 1 <= len(text) <= MAX_TEXT or not text.isprintable() or text != text.strip():
        raise _usage("line", f"{what} {text!r} does not fit.", f"Type 1 to {MAX_TEXT} printable characters.")


def _count(n: int) -> None:
    if not 0 <= n <= MAX_COUNT:
        raise _usage("count", f"{n} is not a number of copies.", f"Give a number from 0 to {MAX_COUNT}.")


def _usage(code: str, what: str, todo: str) -> Usage:
    return Usage(code, what, _UNCHANGED, todo)
