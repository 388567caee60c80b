"""The ledger's rules for copies that the portal wants back, gives up, or may have forgotten about.

Marks are wishes: every answer folds them in, and an order states them to a device that was not asked. Orders have
numbers of their own; every answer makes the older ones void, so that none strips what was granted after it.

7. A write-off retires the instance: who, why, and within a quota. What it may still use is *at risk*.
9. A restored database starts a new epoch: nobody is believed to hold less than everything until he is heard.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Final

from retour.errors import Refused, Usage
from retour.portal.policy import Policy
from retour.portal.rules import order_floor
from retour.portal.rules_operator import check_count, unknown_line
from retour.portal.state import HostState, HostStatus, Instance, InstanceStatus, Line, count
from retour.protocol.fields import is_text
from retour.protocol.keys import PortalKey
from retour.protocol.model import MAX_TEXT, MAX_WHY, Counts, Order, Response, WriteOff, counts


def mark(
    host: HostState, instance: Instance, remain: Mapping[str, int], time: int, *, returning: bool = False
) -> tuple[HostState, Instance]:
    """Mark copies for removal: what shall remain of each line named; picked up by any answer, or sent as an order.

    Args:
        time: the ledger's time for leases.
        returning: the device is decommissioned: it becomes RETURNED with its last copy.

    Raises:
        Refused: ``unknown-line``, ``above-holdings``, ``nothing-to-do``, ``decommission-whole``, and what
            `_reachable` refuses. Usage: ``count``.
    """
    _reachable(instance)
    if not remain:
        raise Usage("nothing-named", "No line was named.", _UNCHANGED, "Name lines with the counts that shall remain.")
    held = {line: instance.allocated(line, time) for line in instance.lines}
    for line, n in remain.items():
        check_count(n)
        if line not in held:
            raise unknown_line(line)
        if n > held[line]:
            raise Refused(
                "above-holdings",
                f"{n} copies of {line} cannot remain on {host.host}: it has {held[line]}.",
                _UNCHANGED,
                "The count is what shall remain, not what goes.",
            )
    marks = {**dict(instance.marks), **{line: n for line, n in remain.items() if n < held[line]}}
    if all(n >= held[line] for line, n in remain.items()) and not (returning and not any(held.values())):
        raise Refused(
            "nothing-to-do",
            "These counts leave everything as it is.",
            _UNCHANGED,
            "Choose fewer copies to remain.",
        )
    if returning and any(marks.get(line, n) for line, n in held.items()):
        raise Refused(
            "decommission-whole",
            "A decommissioned device keeps no licenses, and some would remain.",
            _UNCHANGED,
            "Mark all of its lines with 0, or do not decommission it.",
        )
    allowance = counts({line: min(n, marks.get(line, n)) for line, n in host.allowance})
    marked = replace(instance, marks=counts(marks, keep_zero=True))
    return replace(host, allowance=allowance, returning=host.returning or returning), marked


def unmark(instance: Instance, line: str) -> Instance:
    """Withdraw a mark. An order that is out already is void only when the device has processed a newer answer."""
    if count(instance.marks, line) == 0 and line not in dict(instance.marks):
        raise Refused("not-marked", f"{line} is not marked for removal.", _UNCHANGED, "Look at the device again.")
    return replace(instance, marks=tuple((name, n) for name, n in instance.marks if name != line))


def order(
    portal: PortalKey,
    epoch: int,
    instance: Instance,
    now: int,
    expiry: int | None = None,
    links: tuple[bytes, ...] = (),
) -> tuple[Instance, Order]:
    """Make the order that states every open mark, under the next number.

    Args:
        now: the portal's time, not before any answer. expiry: seconds since 1970 UTC, for devices with a clock.
        links: signed links to key sets that the device lacks.

    Raises:
        Refused: ``nothing-marked`` and what `_reachable` refuses.
    """
    _reachable(instance)
    if not instance.marks:
        raise Refused(
            "nothing-marked",
            f"Nothing on {instance.host} is marked for removal.",
            _UNCHANGED,
            "Mark the copies that shall come home first.",
        )
    number = order_floor(instance, epoch) + 1
    made = Order(portal.portal, now, instance.host, instance.key.kid, number, instance.marks, expiry, links)
    return replace(instance, orders=number), made


def write_off(
    portal: str,
    host: HostState,
    instance: Instance,
    lines: Iterable[Line],
    policy: Policy,
    recent: Counts,
    now: int,
    time: int,
    by: str,
    why: str,
    evidence: tuple[bytes, ...],
) -> tuple[HostState, Instance, WriteOff]:
    """Give a device's copies up without proof: its instance is retired, its copies are available, and at risk.

    Args:
        lines: every line of which it may hold copies; all lines if the portal was restored and has not heard of it.
        recent: copies of each line that were written off within the policy's window.
        evidence: SHA-256 of each file that was attached.

    Raises:
        Refused: ``retired``, ``write-off-quota``. Usage: ``who``, ``why``.
    """
    if instance.status is InstanceStatus.RETIRED:
        raise Refused("retired", f"{instance.host} is written off already.", _UNCHANGED, "Nothing more is to do.")
    _said("who", "Who writes it off", by, MAX_TEXT)
    _said("why", "Why it is written off", why, MAX_WHY)
    retired = replace(instance, status=InstanceStatus.RETIRED, marks=())
    at_risk = counts({line.activation_id: retired.at_risk(line, time) for line in lines})
    for line, n in at_risk:
        before = count(recent, line)
        if policy.write_offs is not None and before + n > policy.write_offs:
            raise Refused(
                "write-off-quota",
                f"{before} copies of {line} were written off lately, and {n} more are above the limit of "
                f"{policy.write_offs}.",
                _UNCHANGED,
                "Bring copies home with proof where that can be done, wait, or have the limit changed.",
                line=line,
            )
    statement = WriteOff(portal, now, instance.host, instance.key.kid, at_risk, by, why, evidence)
    after = replace(host, status=HostStatus.OBSOLETE, allowance=(), returning=False)
    return after, retired, statement


def restored(instance: Instance, *, written_off: bool = False) -> Instance:
    """An instance in a portal that was restored from a backup.

    Args:
        written_off: a signed write-off of it is kept outside of the database: what was given up once stays so, also
            where the backup is older, for its copies may be with another device by now.
    """
    if instance.status is InstanceStatus.RETIRED:
        return replace(instance, stale=True, bounded=True)
    if written_off:
        return replace(instance, stale=True, status=InstanceStatus.RETIRED, marks=())
    return replace(instance, stale=True)


def adopted(instance: Instance, applied: bytes | None, answer: Response, digest: bytes) -> Instance:
    """Lift a suspicion that the portal itself is to blame for: our own signature shows that it has forgotten (rule 4).

    It proves that the ledger is older than its devices, so the portal must start a new epoch above `answer.epoch`
    with it, in which every instance proves itself.

    Args:
        applied: digest of the response that the suspect's newest message names.
        answer, digest: a response that verified with one of this portal's keys for answers.

    Raises:
        Refused: ``not-suspect``, ``not-its-answer``.
    """
    if instance.status is not InstanceStatus.SUSPECT or instance.suspicion == "clone-suspect":
        raise Refused(
            "not-suspect",
            f"{instance.host} is not under a suspicion that an answer could lift.",
            _UNCHANGED,
            "A device whose messages contradict each other is retired, and comes back with a new key.",
        )
    if answer.instance != instance.key.kid or digest != applied:
        raise Refused(
            "not-its-answer",
            f"This is not the answer that {instance.host} has processed last.",
            _UNCHANGED,
            "Bring the answer that its newest message names; the laptop that brought it has it in its journal.",
        )
    return replace(instance, status=InstanceStatus.ACTIVE, suspicion=None, stale=True)


_UNCHANGED: Final = "Nothing was changed."


def _reachable(instance: Instance) -> None:
    """Raises `Refused` (``retired``, ``suspect``, ``unproven``) where an order or a mark has no place."""
    if instance.status is InstanceStatus.RETIRED:
        raise Refused("retired", f"{instance.host} is written off.", _UNCHANGED, "Nothing more is to do.")
    if instance.status is InstanceStatus.SUSPECT:
        raise Refused(
            "suspect",
            f"{instance.host} is under suspicion.",
            _UNCHANGED,
            "Settle the suspicion first: look at its messages.",
        )
    if instance.stale:
        raise Refused(
            "unproven",
            f"The portal was restored, and {instance.host} has not been heard since.",
            _UNCHANGED,
            "Have the device make a sync, bring it the answer and bring back what it makes then.",
        )


def _said(code: str, what: str, text: str, most: int) -> None:
    if not is_text(text, most) or text != text.strip():
        raise Usage(code, f"{what} is not said.", _UNCHANGED, f"Say it in 1 to {most} printable characters.")
