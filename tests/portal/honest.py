"""An honest device for the portal's tests: makes and signs messages, applies answers, keeps its chain."""

from __future__ import annotations

from dataclasses import dataclass, field

from retour.portal.state import Traits
from retour.portal.store import Portal
from retour.protocol.keys import PortalKey, SigningKey
from retour.protocol.messages import read_message, read_response, unsigned_message
from retour.protocol.model import Applied, Counts, DeviceMessage, Host, HostType, Reason, counts


@dataclass
class Device:
    """Changed directly by tests; `blob` is its newest message."""

    portal: PortalKey
    host: Host
    key: SigningKey
    counter: int = 0
    previous: bytes | None = None
    applied: Applied | None = None
    order: int = 0
    key_set: int = 1
    holdings: dict[str, int] = field(default_factory=dict)
    blob: bytes = b""

    def say(
        self, desired: dict[str, int] | None = None, reason: Reason | None = None, *, step: int = 1, **other: object
    ) -> bytes:
        """Make the next message; `other` replaces fields, for devices that are not honest."""
        self.counter += step
        wanted: Counts | None = None if desired is None else counts(desired, keep_zero=True)
        fields: dict[str, object] = {
            "portal": self.portal.portal,
            "host": self.host,
            "instance": self.key.public.kid,
            "counter": self.counter,
            "previous": self.previous,
            "applied": self.applied,
            "order": self.order,
            "key_set": self.key_set,
            "holdings": counts(self.holdings),
            "desired": wanted,
            "reason": reason,
            "cti": self.counter.to_bytes(8, "big"),
            **other,
        }
        self.blob = unsigned_message(DeviceMessage(**fields), self.key.public).signed(self.key)  # type: ignore[arg-type]
        self.previous = read_message(self.blob).digest
        return self.blob

    def drop(self, line: str, remain: int, reason: Reason = Reason.MOVE) -> bytes:
        """Remove and prove in one step."""
        assert remain < self.holdings[line]
        self.holdings[line] = remain
        return self.say(reason=reason)

    def apply(self, answer: bytes) -> bytes:
        """Apply the answer to the newest message, as device rule 1 has it, and make the confirmation."""
        verified = read_response(answer).verify(self.portal.key)
        response = verified.content
        assert response.answers == self.previous
        assert (response.portal, response.host) == (self.portal.portal, self.host)
        last = (self.applied.epoch, self.applied.sequence) if self.applied else (0, 0)
        assert (response.epoch, response.sequence) > last
        self.applied = Applied(response.epoch, response.sequence, verified.digest)
        self.holdings = dict(response.counts)
        return self.say()

    def recover(self) -> bytes:
        """The store is lost: erase, advance the anchor, say so."""
        self.holdings, self.applied, self.order, self.key_set, self.previous = {}, None, 0, 1, None
        return self.say(reason=Reason.RECOVERED, step=2)


def enrolled(portal: Portal, serial: str = "SN-4711", **allowed: int) -> Device:
    """A device that the portal knows; `allowed` names lines by their activation ID without the dash."""
    key = SigningKey.from_seed(serial.encode().ljust(32, b"."))
    device = Device(portal.identity, Host(HostType.SERIAL, serial), key)
    portal.enrol(device.host, key.public, Traits(model="FX 20"))
    if allowed:
        portal.grant(device.host, {name.replace("_", "-"): n for name, n in allowed.items()})
    return device
