"""Does a message fit what its instance said before? Portal rules 3 and 4: signs of a clone, and of a forgetful portal.

An honest device makes one chain of messages. A message that is late or missing breaks nothing; two messages for one
counter, or a known message in a place where it cannot be, do.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from retour.errors import Refused
from retour.portal.state import Instance, count
from retour.protocol.messages import Verified
from retour.protocol.model import Counts, DeviceMessage, Reason


@dataclass(frozen=True, slots=True)
class Seen:
    """A message that the portal has stored.

    Attributes:
        recovered: its reason was `Reason.RECOVERED`: it may break the chain.
        answer: digest of its answer; None if it was superseded on arrival.
    """

    counter: int
    digest: bytes
    previous: bytes | None
    recovered: bool
    answer: bytes | None


def seen_as(verified: Verified[DeviceMessage]) -> Seen:
    """A message as it will be remembered, without its answer."""
    message = verified.content
    return Seen(message.counter, verified.digest, message.previous, message.reason is Reason.RECOVERED, None)


def find(seen: Sequence[Seen], digest: bytes | None) -> Seen | None:
    """The stored message with this digest."""
    return next((s for s in seen if s.digest == digest), None)


def forked(seen: Sequence[Seen], new: Seen) -> bool:
    """Rule 3, first half: does `new` contradict the one chain that an honest device makes?"""
    if any(s.counter == new.counter for s in seen):
        return True
    below = max((s for s in seen if s.counter < new.counter), key=lambda s: s.counter, default=None)
    above = min((s for s in seen if s.counter > new.counter), key=lambda s: s.counter, default=None)
    return (below is not None and breaks(seen, below, new)) or (above is not None and breaks(seen, new, above))


def breaks(seen: Sequence[Seen], lower: Seen, upper: Seen) -> bool:
    """Whether `upper` cannot follow `lower`, its nearest known neighbour; a message merely missing is no sign."""
    if upper.previous == lower.digest:
        return False
    if upper.previous is None:
        return not upper.recovered
    return upper.counter == lower.counter + 1 or find(seen, upper.previous) is not None


def finding(instance: Instance, epoch: int, message: DeviceMessage) -> str | None:
    """Rule 3, second half, and rule 4: the code of what is wrong with a newer message, if anything is.

    Args:
        epoch: the portal's epoch.
    """
    snapshot, live = instance.snapshot, instance.live
    recovered = message.reason is Reason.RECOVERED
    known = {snapshot.applied if snapshot else None} | ({live.as_applied} if live else set())
    if message.applied not in known and not (recovered and message.applied is None):
        applied = message.applied
        if applied and (applied.epoch, applied.sequence) > (epoch, instance.sequence):
            return "never-issued"
        return "clone-suspect"
    if message.order > instance.orders:
        return "never-issued"
    if snapshot and not recovered and (message.order < snapshot.order or message.key_set < snapshot.key_set):
        return "clone-suspect"
    before = held_before(instance, message)
    return "more-than-allocated" if any(n > count(before, line) for line, n in message.holdings) else None


def proves_fresh(instance: Instance, epoch: int, message: DeviceMessage) -> bool:
    """Rule 9: whether a message shows that its device has processed an answer of this epoch."""
    live = instance.live
    return live is not None and live.epoch == epoch and message.applied == live.as_applied


def held_before(instance: Instance, message: DeviceMessage) -> Counts:
    """What the device held before whatever it did since: the live answer if it applied that, else the last snapshot."""
    if instance.live and message.applied == instance.live.as_applied:
        return instance.live.holdings
    return instance.snapshot.holdings if instance.snapshot else ()


def suspicion_error(code: str, message: DeviceMessage) -> Refused:
    """The three lines of a finding of rules 3 and 4."""
    return Refused(
        code,
        _FINDINGS[code].format(host=message.host),
        "Nothing was credited and nothing granted: its copies stay counted as held.",
        "Do not reset the device. Ask whoever runs this portal to look at the device's messages.",
        host=message.host.id,
        counter=message.counter,
    )


_FINDINGS: Final = {
    "clone-suspect": "The messages of {host} contradict each other: its license store may exist twice.",
    "more-than-allocated": "{host} reports more copies than this portal ever allowed it to hold.",
    "never-issued": "{host} names an answer or an order that this portal never made.",
}
