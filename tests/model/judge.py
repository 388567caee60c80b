"""What must hold of one device and its place in the portal, whatever the others do."""

from __future__ import annotations

from typing import Final

from retour.device import rules as device_rules
from retour.device.rules import RefusedByRule, Wish
from retour.device.state import DeviceState
from retour.errors import RetourError
from retour.portal import rules as portal_rules
from retour.portal.rules import Seen, Taken, View
from retour.portal.state import HostState, Instance
from retour.protocol import codec
from retour.protocol.group import Operation
from retour.protocol.messages import Verified
from retour.protocol.model import Reason, Response
from tests.model.parts import EPOCH, NOW, PORTAL, WHO, Local, Tables

LOST: Final = "a copy never comes home"
ACCUSED: Final = "an honest device is accused"
FORK_UNSEEN: Final = "two messages of one counter, and no suspicion"


class Judge:
    """Looks at each state once."""

    def __init__(self, tables: Tables) -> None:
        self._t = tables
        self._home: dict[tuple[object, ...], str] = {}

    def fault(self, local: Local) -> str:
        """What is wrong with it; empty if nothing is."""
        suspicion = self._t.instances[local.instance].suspicion
        if suspicion is not None:
            return "" if local.forked else f"{ACCUSED}: {suspicion}"
        counters = [seen.counter for seen in self._t.seen[local.seen]]
        if len(counters) != len(set(counters)):
            return FORK_UNSEEN
        return "" if local.forked else self._comes_home(local)

    def _comes_home(self, local: Local) -> str:
        """Never lost: one more exchange, from here, brings every copy home."""
        body = local.bodies[0]
        place = (body, local.instance, local.host, local.seen)
        if place not in self._home:
            t = self._t
            exchange = _Exchange(t, t.instances[local.instance], t.hosts[local.host], t.seen[local.seen])
            slots = [t.states[n] if n else None for n in body.slots]
            try:
                state = (
                    t.states[body.running] if body.running else device_rules.start(WHO, body.anchor, slots, _CTI).state
                )
                self._home[place] = exchange.bring_home(state)
            except RefusedByRule as error:
                self._home[place] = f"{LOST}: the device refuses, {error.refusal.name}"
            except RetourError as error:
                self._home[place] = f"{LOST}: the portal refuses, {error.code}"
        return self._home[place]


_CTI = b"homeward"


class _Exchange:
    """Request, answer, confirmation, with nobody else about. Leaves nothing in the tables."""

    def __init__(self, tables: Tables, instance: Instance, host: HostState, seen: tuple[Seen, ...]) -> None:
        self._rooms = tuple(portal_rules.Room(line, 0) for line in tables.lines)
        self._instance, self._host, self._seen = instance, host, seen

    def bring_home(self, state: DeviceState) -> str:
        asks = bool(state.holdings) and not state.recovered
        operation = Operation.CAPABILITY if asks else Operation.SYNC
        remain = tuple((line, 0) for line, _ in state.holdings) if asks else ()
        wish = Wish(b"homeward", state.counter, operation, remain, None)
        state = device_rules.make(state, WHO, wish, _CTI, True).state
        state = device_rules.apply(state, WHO, self._arrives(state), _CTI).state
        self._arrives(state)
        lines = [room.line.activation_id for room in self._rooms]
        if state.holdings or state.recovered or any(self._instance.allocated(line) for line in lines):
            return f"{LOST}: the exchange leaves copies behind"
        return ""

    def _arrives(self, state: DeviceState) -> Verified[Response]:
        assert state.outgoing is not None
        message = codec.decode_message(state.outgoing.payload)
        verified = Verified(message, state.outgoing.digest)
        view = View(PORTAL, EPOCH, NOW, self._instance, self._host, self._rooms, self._seen)
        decision = portal_rules.take(view, verified, NOW)
        if isinstance(decision, portal_rules.Quarantined):
            raise decision.error
        # The message is new: anything but taking it leaves the device without an answer that it can apply.
        assert isinstance(decision, Taken), "a new message was taken for an old one"
        live = decision.instance.live
        assert live is not None
        recovered = message.reason is Reason.RECOVERED
        self._seen = (*self._seen, Seen(message.counter, verified.digest, message.previous, recovered, live.digest))
        self._instance, self._host = decision.instance, decision.host
        return Verified(decision.response, live.digest)
