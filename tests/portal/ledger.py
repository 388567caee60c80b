"""A ledger in memory around the pure rules: what the store does with decisions, without a store."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

import pytest

from retour.errors import Refused
from retour.portal import rules
from retour.portal.chain import Seen
from retour.portal.rules import Again, Decision, Quarantined, Taken, View
from retour.portal.shall_hold import Room
from retour.portal.state import HostState, HostStatus, Instance, Line, LineView, Traits, line_view
from retour.protocol.keys import PortalKey, SigningKey
from retour.protocol.messages import read_message, unsigned_response
from retour.protocol.model import Counts, Host, HostType, Reason, Response, counts
from tests.portal.honest import Device

KEY = SigningKey.from_seed(b"\x01" * 32)
PORTAL = PortalKey("P-0123456789", KEY.public)


def a_line(name: str = "L", total: int = 5, expiry: int | None = None) -> Line:
    return Line(name, None, total, "Flow", "1", ("Batch",), expiry)


@dataclass
class Ledger:
    """Changed directly by tests. `answers` are the signed bytes by digest."""

    lines: dict[str, Line] = field(default_factory=lambda: {"L": a_line()})
    hosts: dict[Host, HostState] = field(default_factory=dict)
    instances: dict[bytes, Instance] = field(default_factory=dict)
    seen: dict[bytes, list[Seen]] = field(default_factory=dict)
    answers: dict[bytes, bytes] = field(default_factory=dict)
    time: int = 1000
    epoch: int = 1
    last: Response | None = None

    def device(self, serial: str = "SN-4711", **allowed: int) -> Device:
        key = SigningKey.from_seed(serial.encode().ljust(32, b"."))
        device = Device(PORTAL, Host(HostType.SERIAL, serial), key)
        self.hosts[device.host] = HostState(device.host, HostStatus.ACTIVE, Traits(), counts(allowed))
        self.instances[key.public.kid] = Instance(key.public, device.host)
        self.seen[key.public.kid] = []
        return device

    def view(self, device: Device) -> View:
        kid = device.key.public.kid
        rooms = tuple(
            Room(line, sum(i.allocated(name, 0) for k, i in self.instances.items() if k != kid))
            for name, line in sorted(self.lines.items())
        )
        instance = self.instances[kid]
        host = self.hosts[instance.host]
        return View(PORTAL, self.epoch, self.time, instance, host, rooms, tuple(self.seen[kid]))

    def decide(self, device: Device, blob: bytes, now: int = 1000) -> Decision:
        return rules.take(self.view(device), read_message(blob).verify(device.key.public), now)

    def take(self, device: Device, blob: bytes, now: int = 1000) -> bytes:
        """Take a message and carry the decision out; the answer's bytes, or the error raised."""
        sealed, kid = read_message(blob), device.key.public.kid
        try:
            decision = self.decide(device, blob, now)
        except Refused as error:
            if error.code == "superseded" and all(s.digest != sealed.digest for s in self.seen[kid]):
                self._see(kid, blob, None)
            raise
        if isinstance(decision, Again):
            return self.answers[decision.answer]
        self.instances[kid] = decision.instance
        if isinstance(decision, Quarantined):
            raise decision.error
        assert isinstance(decision, Taken)
        self.hosts[device.host] = decision.host
        self.time = decision.response.issued
        self.last = decision.response
        unsigned = unsigned_response(decision.response, KEY.public)
        self.answers[unsigned.digest] = unsigned.signed(KEY)
        self._see(kid, blob, unsigned.digest)
        return self.answers[unsigned.digest]

    def _see(self, kid: bytes, blob: bytes, answer: bytes | None) -> None:
        sealed = read_message(blob)
        content = sealed.content
        recovered = content.reason is Reason.RECOVERED
        self.seen[kid].append(Seen(content.counter, sealed.digest, content.previous, recovered, answer))

    def status(self, device: Device) -> HostStatus:
        return self.hosts[device.host].status

    def allowance(self, device: Device) -> Counts:
        return self.hosts[device.host].allowance

    def allow(self, device: Device, **allowed: int) -> None:
        self.hosts[device.host] = replace(self.hosts[device.host], allowance=counts(allowed))

    def look(self, name: str = "L") -> tuple[int, int, int]:
        """Available, held, waiting for confirmation."""
        view: LineView = line_view(self.lines[name], self.instances.values(), 0)
        assert view.available + view.held + view.waiting == view.line.total
        return view.available, view.held, view.waiting


def holding(copies: int = 5, total: int = 5) -> tuple[Ledger, Device]:
    """A device that holds copies, and has said so."""
    ledger = Ledger({"L": a_line(total=total)})
    device = ledger.device(L=copies)
    ledger.take(device, device.apply(ledger.take(device, device.say({"L": copies}))))
    return ledger, device


def refused(code: str, ledger: Ledger, device: Device, blob: bytes) -> None:
    with pytest.raises(Refused) as caught:
        ledger.take(device, blob)
    assert caught.value.code == code
    assert all(caught.value.lines)
