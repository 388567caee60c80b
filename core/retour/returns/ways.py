"""The ways home: what each one costs in legs and visits, and which one fits a device (PROTOCOL, "The ways home")."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Final

from retour.protocol.group import Operation, RemovalNeeds


class Way(Enum):
    """A way home, or the way out again (activation), by its name on the command line."""

    ONE_TRIP = "one-trip"
    CONFIRMED = "confirmed"
    REMOVAL_ORDER = "removal-order"
    """Started in the portal: an order is carried to the device, carried out, and its proof carried back."""
    PORTAL_REMOVAL = "portal-removal"
    """Copies marked in the portal are picked up by the device's next sync, then confirmed."""
    WRITE_OFF = "write-off"
    """A dead device's copies, given up in the portal without proof."""
    ACTIVATION = "activation"
    OPAQUE = "opaque"
    """The confirmed return of a vendor's own exchange, carried unread."""
    OPAQUE_SYNC = "opaque-sync"
    """Copies removed in the vendor's portal, picked up by the device at a sync, then confirmed."""
    OPAQUE_WRITE_OFF = "opaque-write-off"
    """A dead device's copies, given up in the vendor's portal without proof."""


CARRIED: Final = frozenset({Way.OPAQUE, Way.OPAQUE_SYNC, Way.OPAQUE_WRITE_OFF, Way.WRITE_OFF})
"""Ways on which nothing is signed for us or confirmed to us: a vendor's own exchange, and every write-off."""
WRITE_OFFS: Final = frozenset({Way.WRITE_OFF, Way.OPAQUE_WRITE_OFF})
ANSWERED: Final = frozenset({Way.CONFIRMED, Way.PORTAL_REMOVAL, Way.REMOVAL_ORDER})
"""Ways on which what the portal signed removes copies, and the device confirms it."""


@dataclass(frozen=True, slots=True)
class WayFacts:
    """What a technician wants to know before choosing.

    Attributes:
        operation: what the device is asked to make; None where its vendor's own language says it.
        legs: who hands what to whom, in order.
        visits: how often somebody must stand at the device.
        why: one sentence that says when this way is right.
    """

    operation: Operation | None
    legs: tuple[str, ...]
    visits: int
    why: str


FACTS: dict[Way, WayFacts] = {
    Way.ONE_TRIP: WayFacts(
        Operation.DROP,
        ("device -> portal",),
        1,
        "The device removes the copies and signs the proof in one step; the portal credits them on arrival.",
    ),
    Way.CONFIRMED: WayFacts(
        Operation.CAPABILITY,
        ("device -> portal", "portal -> device", "device -> portal"),
        2,
        "The portal's answer removes the copies and the device confirms it: for devices that change their store "
        "only on a portal's answer.",
    ),
    Way.REMOVAL_ORDER: WayFacts(
        None,
        ("portal -> device", "device -> portal"),
        1,
        "The portal orders the removal and has signed for it: the order is carried out at the device, and the proof "
        "goes back.",
    ),
    Way.PORTAL_REMOVAL: WayFacts(
        Operation.SYNC,
        ("device -> portal", "portal -> device", "device -> portal"),
        2,
        "The copies are marked for removal in the portal: the device's next sync picks that up and then confirms it.",
    ),
    Way.WRITE_OFF: WayFacts(
        None,
        (),
        0,
        "The device is dead: its copies are given up in the portal without any proof, and stay at risk.",
    ),
    Way.ACTIVATION: WayFacts(
        Operation.CAPABILITY,
        ("device -> portal", "portal -> device"),
        2,
        "The device asks for copies and the portal's answer brings them.",
    ),
    Way.OPAQUE: WayFacts(
        None,
        ("device -> portal", "portal -> device", "device -> portal"),
        2,
        "The vendor's own exchange: request, response, and a second request that confirms. The files are carried and "
        "not read.",
    ),
    Way.OPAQUE_SYNC: WayFacts(
        None,
        ("device -> portal", "portal -> device", "device -> portal"),
        2,
        "The copies are removed in the vendor's portal first; the device picks that up at its next sync.",
    ),
    Way.OPAQUE_WRITE_OFF: WayFacts(
        None, (), 0, "The device is dead: its copies are given up in the vendor's portal, without any proof."
    ),
}


@dataclass(frozen=True, slots=True)
class Recommendation:
    """The recommended way home and the sentence that says why."""

    way: Way
    why: str


def recommend(needs: RemovalNeeds) -> Recommendation:
    """The way home for a device that can be reached, from what authorises a removal on it."""
    if needs is RemovalNeeds.ORDER:
        return Recommendation(Way.CONFIRMED, "This device removes licenses only when the portal has signed for it.")
    if needs is RemovalNeeds.NOTHING:
        return Recommendation(Way.ONE_TRIP, "One visit and one file: the device signs the proof at once.")
    return Recommendation(
        Way.ONE_TRIP, "One visit and one file: press the button on the device, and it signs the proof at once."
    )
