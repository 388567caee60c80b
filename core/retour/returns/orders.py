"""Removal orders come to their devices: started in the portal, carried out here, their proof carried back."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

from retour.airgap.carry import Leg, parse_name
from retour.errors import Refused
from retour.link.device import Identity
from retour.protocol.messages import Sealed, Verified
from retour.protocol.model import Counts, Order, counts
from retour.returns import checks
from retour.returns.case import AnswerHeld, Keys, Notes, Stage, Wish
from retour.returns.checks import Open
from retour.returns.flow import order_case, order_wish
from retour.returns.ways import Way
from retour.returns.work import Work, portal_of


class Orders:
    """What is done about orders over one journal. Each opens a case of its own at its device."""

    def __init__(self, work: Work) -> None:
        self._work = work

    async def hold(self, order: Sealed[Order], path: Path, device: str | None, notes: Notes | None = None) -> Open:
        """Judge an order at the device that it is for, and hold it in the journal; the device is only read.

        The same order again goes on with the same case.

        Args:
            path: where the file came from.
            device: where the device is; None looks for the host that the order names.

        Raises:
            Refused: ``other-device``, ``other-portal``, ``other-key``, ``no-portal``. NotGenuine: ``not-genuine``.
            NotReached: the device is not there.
        """
        journal = self._work.journal
        journal.claim()
        found = await self._work.find(device or order.content.host.id)
        async with await self._work.connect(found.address) as line:
            identity = await line.identity()
            verified, trust = judged(order, identity)
            if existing := order_case(verified.digest, journal.cases()):
                return existing
            held = await line.inventory()
        before = counts({grant.line: grant.count for grant in held})
        wish = order_wish(verified.content, before)
        opened = self._cut_off(identity, wish, before) or self._work.begin(
            identity, trust.portal, Way.REMOVAL_ORDER, wish, notes or Notes(), held, self._number(path)
        )
        event = AnswerHeld(
            hashlib.sha256(order.data).digest(), verified.digest, counts(dict(before) | dict(wish.counts)), confirm=True
        )
        journal.record(opened.case.number, event, order.data, (Leg.ORDER.value, str(path)))
        return journal.case(opened.case.number)

    def _number(self, path: Path) -> str | None:
        """The case number under which the portal made the order; a work order has one for all of its devices."""
        named = parse_name(path.name)
        if named is None or named.leg != Leg.ORDER.value:
            return None
        taken = any(each.case.number == named.case for each in self._work.journal.cases())
        return None if taken else named.case

    def _cut_off(self, identity: Identity, wish: Wish, before: Counts) -> Open | None:
        """The case that was opened for the same removal when this was cut off before the order was held."""
        for each in self._work.journal.cases():
            case, state = each.case, each.state
            cut = case.way is Way.REMOVAL_ORDER and state.stage is Stage.PLANNED and case.device_key == identity.key
            if cut and case.wish == wish and state.planned is not None and state.planned.before == before:
                return each
        return None


def judged(order: Sealed[Order], identity: Identity) -> tuple[Verified[Order], Keys]:
    """An order, believed, and the keys by which: for this device, from the portal that it accepts.

    Raises:
        Refused: ``other-device``, ``other-portal``, ``other-key``, ``no-portal``. NotGenuine: ``not-genuine``.
    """
    checks.same_host(order.content.host, identity.host)
    trust = Keys(identity.key, portal_of(identity), identity.key_set)
    return checks.genuine_order(order, trust), trust


def order_for(orders: Sequence[Sealed[Order]], host_id: str) -> Sealed[Order]:
    """The order of a work order that is for one device. Raises `Refused` (``other-device``) naming whose they are."""
    for each in orders:
        if each.content.host.id == host_id:
            return each
    whose = ", ".join(each.content.host.id for each in orders)
    raise Refused(
        "other-device",
        f"The device connected is {host_id}, and this file has orders for {whose}.",
        "Nothing was changed on the device.",
        "Connect one of those, or choose the file that names this device.",
        found=host_id,
    )
