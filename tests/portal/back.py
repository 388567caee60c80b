"""A back office around the pure rules, in memory: what marks, orders, write-offs and restores lead to."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import pytest

from retour.errors import RetourError
from retour.portal import rules, rules_operator, rules_removal
from retour.portal.chain import Seen, seen_as
from retour.portal.policy import NO_POLICY, Policy, Withheld
from retour.portal.rules import Again, Quarantined, Taken, View
from retour.portal.shall_hold import Room
from retour.portal.state import (
    DAY,
    HostState,
    Instance,
    Line,
    LineView,
    Traits,
    line_view,
)
from retour.protocol.keys import PortalKey, SigningKey
from retour.protocol.messages import read_message
from retour.protocol.model import Counts, Host, HostType, Order, Response, counts
from tests.portal.honest import Device

KEY = SigningKey.from_seed(b"\x01" * 32)
PORTAL = PortalKey("P-0123456789", KEY.public)
NOW = 1000 * DAY
LINE = Line("L", None, 5, "Flow", "1", (), None)


@dataclass
class Back:
    """A back office with one line of five copies, in memory."""

    line: Line = LINE
    policy: Policy = NO_POLICY
    epoch: int = 1
    now: int = NOW
    time: int = NOW
    hosts: dict[bytes, HostState] = field(default_factory=dict)
    instances: dict[bytes, Instance] = field(default_factory=dict)
    seen: dict[bytes, list[Seen]] = field(default_factory=dict)
    answers: dict[bytes, bytes] = field(default_factory=dict)
    withheld: list[Withheld] = field(default_factory=list)
    recent: Counts = ()
    last: Response | None = None

    def device(self, serial: str, allowed: int = 5, **traits: object) -> Device:
        device = Device(PORTAL, Host(HostType.SERIAL, serial), SigningKey.from_seed(serial.encode().ljust(32, b".")))
        kid, key = device.key.public.kid, device.key.public
        enrolled = rules_operator.enrol(device.host, key, Traits(**traits), None, None, None, self.time)  # type: ignore[arg-type]
        self.instances[kid], self.seen[kid] = enrolled.instance, []
        self.hosts[kid] = replace(enrolled.host, allowance=counts({"L": allowed}))
        return device

    def holder(self, serial: str, copies: int = 5, **traits: object) -> Device:
        """A device that holds copies and has said so."""
        device = self.device(serial, copies, **traits)
        self.take(device, device.apply(self.take(device, device.say({"L": copies}))))
        return device

    def view(self, device: Device) -> View:
        kid = device.key.public.kid
        others = (each for k, each in self.instances.items() if k != kid)
        elsewhere = sum(each.counted(self.line, self.time) for each in others) + sum(w.count for w in self.withheld)
        return View(
            PORTAL,
            self.epoch,
            self.now,
            self.instances[kid],
            self.hosts[kid],
            (Room(self.line, elsewhere),),
            tuple(self.seen[kid]),
            lease_time=self.time,
            policy=self.policy,
            recent=self.recent,
        )

    def take(self, device: Device, blob: bytes) -> bytes:
        verified = read_message(blob).verify(device.key.public)
        kid = device.key.public.kid
        decision = rules.take(self.view(device), verified, self.now)
        if isinstance(decision, Again):
            return self.answers[decision.answer]
        self.instances[kid] = decision.instance
        if isinstance(decision, Quarantined):
            raise decision.error
        assert isinstance(decision, Taken)
        self.hosts[kid], self.last = decision.host, decision.response
        self.withheld += decision.withheld
        answer = decision.unsigned.signed(KEY)
        self.answers[decision.unsigned.digest] = answer
        self.seen[kid].append(replace(seen_as(verified), answer=decision.unsigned.digest))
        return answer

    def instance(self, device: Device) -> Instance:
        return self.instances[device.key.public.kid]

    def host(self, device: Device) -> HostState:
        return self.hosts[device.key.public.kid]

    def mark(self, device: Device, remain: int, *, returning: bool = False) -> None:
        kid = device.key.public.kid
        marked = rules_removal.mark(self.hosts[kid], self.instances[kid], {"L": remain}, self.time, returning=returning)
        self.hosts[kid], self.instances[kid] = marked

    def order(self, device: Device, expiry: int | None = None) -> Order:
        kid = device.key.public.kid
        self.instances[kid], made = rules_removal.order(PORTAL, self.epoch, self.instances[kid], self.now, expiry)
        return made

    def grant(self, device: Device, n: int) -> None:
        kid = device.key.public.kid
        self.hosts[kid], instance = rules_operator.grant(self.hosts[kid], self.instances[kid], {"L": n}, {"L"})
        assert instance is not None
        self.instances[kid] = instance

    def write_off(self, device: Device, recent: Counts = ()) -> Counts:
        kid = device.key.public.kid
        self.hosts[kid], self.instances[kid], statement = rules_removal.write_off(
            PORTAL.portal, self.hosts[kid], self.instances[kid], [self.line], self.policy, recent, self.now, self.time,
            "Grace", "board burnt", (),
        )  # fmt: skip
        return statement.at_risk

    def restore(self) -> None:
        """The database is put back as it is, for a new epoch."""
        self.epoch += 1
        self.instances = {kid: rules_removal.restored(each) for kid, each in self.instances.items()}

    @property
    def look(self) -> LineView:
        return line_view(self.line, self.instances.values(), self.time, sum(w.count for w in self.withheld))


def refused(code: str, act: object, *arguments: object, **named: object) -> None:
    assert callable(act)
    with pytest.raises(RetourError) as caught:
        act(*arguments, **named)
    assert caught.value.code == code
    assert all(caught.value.lines)
