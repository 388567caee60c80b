"""What must hold of one device and its place in the portal, whatever the others do."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from retour.device import rules as device_rules
from retour.device.rules import KeySetKnown, RefusedByRule, Wish
from retour.device.state import DeviceState
from retour.errors import RetourError
from retour.portal import rules as portal_rules
from retour.portal.chain import seen_as
from retour.portal.rules import Taken, View
from retour.portal.state import InstanceStatus
from retour.protocol import codec
from retour.protocol.group import Operation
from retour.protocol.messages import Verified
from retour.protocol.model import Reason, Response
from tests.model.at_portal import AtPortal
from tests.model.parts import PORTAL, Local, Tables, Time, seconds

LOST: Final = "a copy never comes home"
ACCUSED: Final = "an honest device is accused"
FORK_UNSEEN: Final = "two messages of one counter, and no suspicion"
_CTI: Final = b"homeward"
_TURNS: Final = 4


class Judge:
    """Looks at each state once."""

    def __init__(self, tables: Tables, portal: AtPortal) -> None:
        self._t = tables
        self._portal = portal
        self._home: dict[tuple[object, ...], str] = {}

    def fault(self, local: Local, time: Time) -> str:
        """What is wrong with it; empty if nothing is."""
        instance = self._t.instances[local.office.instance]
        if instance.suspicion is not None:
            return "" if local.forked else f"{ACCUSED}: {instance.suspicion}"
        counters = [seen.counter for seen in self._t.seen[local.office.seen]]
        if len(counters) != len(set(counters)):
            return FORK_UNSEEN
        living = instance.status is not InstanceStatus.RETIRED and not local.forked
        return self._comes_home(local, time) if living and self._t.bounds.liveness else ""

    def _comes_home(self, local: Local, time: Time) -> str:
        """Never lost: a few more exchanges, from here, bring every copy home."""
        body, t = local.bodies[0], self._t
        place = (body, local.office, local.epoch, local.rotated, time)
        if place not in self._home:
            view = self._portal.view(local, (0,) * t.bounds.lines, time)
            slots = [t.states[n] if n else None for n in body.slots]
            try:
                state = t.states[body.running] if body.running else _started(t, body.anchor, slots)
                self._home[place] = _Exchange(t, view, local.rotated, time).bring_home(state)
            except RefusedByRule as error:
                self._home[place] = f"{LOST}: the device refuses, {error.refusal.name}"
            except RetourError as error:
                self._home[place] = f"{LOST}: the portal refuses, {error.code}"
        return self._home[place]


def _started(tables: Tables, anchor: int, slots: list[DeviceState | None]) -> DeviceState:
    return device_rules.start(tables.who, anchor, slots, _CTI).state


class _Exchange:
    """Requests, answers and proofs, with nobody else about. Leaves nothing in the tables."""

    def __init__(self, tables: Tables, view: View, rotated: int, time: Time) -> None:
        self._t, self._view, self._rotated = tables, view, rotated
        self._now = seconds(time.portal)
        self._lines = [line.activation_id for line in tables.lines]

    def bring_home(self, state: DeviceState) -> str:
        """Where a policy may refuse a return, the way home is the proof; otherwise the confirmed return."""
        for turn in range(_TURNS):
            asks = bool(state.holdings) and not state.recovered
            drops = asks and self._t.bounds.returns is not None
            operation = Operation.DROP if drops else Operation.CAPABILITY if asks else Operation.SYNC
            remain = tuple((line, 0) for line, _ in state.holdings) if asks else ()
            wish = Wish(b"homewar%d" % turn, state.counter, operation, remain, Reason.MOVE if drops else None)
            state = device_rules.make(state, self._t.who, wish, _CTI, True).state
            keys = KeySetKnown(PORTAL, self._rotated) if self._rotated > state.key_set else None
            state = device_rules.apply(state, self._t.who, self._arrives(state), _CTI, 0, keys).state
            self._arrives(state)
            instance = self._view.instance
            left = any(instance.snapshot_count(line) or instance.live_count(line) for line in self._lines)
            if not (state.holdings or state.recovered or instance.stale or left):
                return ""
        return f"{LOST}: the exchanges leave copies behind"

    def _arrives(self, state: DeviceState) -> Verified[Response]:
        assert state.outgoing is not None
        verified = Verified(codec.decode_message(state.outgoing.payload), state.outgoing.digest)
        decision = portal_rules.take(self._view, verified, self._now)
        if isinstance(decision, portal_rules.Quarantined):
            raise decision.error
        # The message is new: anything but taking it leaves the device without an answer that it can apply.
        assert isinstance(decision, Taken), "a new message was taken for an old one"
        digest = decision.unsigned.digest
        seen = (*self._view.seen, replace(seen_as(verified), answer=digest))
        self._view = replace(self._view, instance=decision.instance, host=decision.host, seen=seen)
        return Verified(decision.response, digest)
