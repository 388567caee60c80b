"""Step 1 of a removal order: which devices the file has orders for, and which of them is connected."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QWidget

from retour_gui.widgets.card import Card
from retour_gui.widgets.text import Role, Text
from retour_gui.wizard.connect import ConnectPage
from retour_gui.wizard.facts import Facts
from retour_gui.wizard.page import Verb

if TYPE_CHECKING:
    from retour.link.discovery import Found
    from retour.protocol.messages import Sealed
    from retour.protocol.model import Order


class OrderConnectPage(ConnectPage):
    """Waits for one of the devices that the file names; others are shown and cannot be chosen."""

    def above(self) -> tuple[QWidget, ...]:
        self._named = NamedDevices()
        return (self._named,)

    def refresh(self) -> None:
        super().refresh()
        self._named.setVisible(self.model.open is None)
        connected = {found.identity.host.id for found in self.context.engine.found if found.identity}
        left = {each.content.host.id for each in self.model.orders_left}
        self._named.draw(self.model.draft.orders, connected, left)

    def offers(self, found: Found) -> bool:
        order = self._order_for(found)
        return self.model.open is not None or (order is not None and order in self.model.orders_left)

    def about(self, found: Found) -> str:
        if self.offers(found):
            return super().about(found)
        if self._order_for(found) is not None:
            return self.tr("{port}: carried out already").format(port=super().about(found))
        return self.tr("{port}: not named in this file").format(port=super().about(found))

    def lead_text(self, anything: bool) -> str:
        if self.model.open is not None:
            return super().lead_text(anything)
        if any(self.offers(found) for found in self.context.engine.found):
            return self.tr("The portal ordered the removal. Nothing is changed until you say so at the device.")
        return self.tr("Connect a device that the file names, and switch it on. Retour finds it by itself.")

    def own_verb(self) -> Verb | None:
        verb = super().own_verb()
        assert verb is not None
        return Verb(verb.text, why_not=self.tr("Connect a device that the file names.") if verb.why_not else "")

    def _order_for(self, found: Found) -> Sealed[Order] | None:
        host = found.identity.host if found.identity else None
        return next((each for each in self.model.draft.orders if each.content.host == host), None)


class NamedDevices(Card):
    """The devices of a work order, each with how it stands."""

    def __init__(self) -> None:
        super().__init__("accent")
        self._title = Text("", Role.STRONG)
        self._facts = Facts()
        self.add(self._title)
        self.add(self._facts)

    def draw(self, orders: tuple[Sealed[Order], ...], connected: set[str], left: set[str]) -> None:
        """Show whose orders the file has."""
        self._title.setText(self.tr("This file has orders for %n devices", "", len(orders)))
        self._facts.set_rows([(each.content.host.id, self._state(each, connected, left)) for each in orders])

    def _state(self, order: Sealed[Order], connected: set[str], left: set[str]) -> str:
        host = order.content.host.id
        if host not in left:
            return self.tr("Carried out; its proof is here")
        return self.tr("Connected") if host in connected else self.tr("Not connected")
