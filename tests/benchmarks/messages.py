"""How many messages a second are verified and applied, on one core and in memory: device side and portal side.

Each is divided by raw Ed25519 verifications a second in the same run, so that the machine does not matter. Counted is
the whole way of one message: strict reading, the signature, the rules, the next message or answer made and signed.
The device side processes answers (reads, verifies, applies, signs its confirmation); the portal side takes messages
(reads, verifies, decides, signs the answer). Run: python tests/benchmarks/messages.py
"""

from __future__ import annotations

import sys
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from retour.device import rules as device
from retour.device.state import DeviceState
from retour.portal import rules as portal
from retour.portal.shall_hold import Room
from retour.portal.state import HostState, HostStatus, Instance, Line, Traits
from retour.protocol.cose import Kind, Unsigned
from retour.protocol.group import Operation, RemovalNeeds
from retour.protocol.keys import PortalKey, SigningKey
from retour.protocol.messages import read_message, read_response
from retour.protocol.model import Host, HostType

ROUNDS = 7
HOST = Host(HostType.SERIAL, "SN-4711")
PORTAL_SIGNS, DEVICE_SIGNS = SigningKey.from_seed(b"p" * 32), SigningKey.from_seed(b"d" * 32)
PORTAL = PortalKey("P-0123456789", PORTAL_SIGNS.public)
WHO = device.Who(HOST, DEVICE_SIGNS.public, PORTAL, RemovalNeeds.ORDER_OR_LOCAL)


def rate(act: Callable[[], None], least: float = 0.3) -> float:
    """Calls a second, over at least `least` seconds."""
    done, began = 0, time.perf_counter()
    while (spent := time.perf_counter() - began) < least:
        act()
        done += 1
    return done / spent


class Exchange:
    """One device and its place in a portal, in memory: every turn is a message and its answer."""

    def __init__(self, lines: int) -> None:
        names = [f"ACT-{n:04d}-DEMO" for n in range(lines)]
        self.rooms = tuple(Room(Line(n, None, 9, "Controls", "4.2", ("trend", "alarm"), None), 0) for n in names)
        allowed = tuple((n, 5) for n in names)
        self.host = HostState(HOST, HostStatus.ACTIVE, Traits(), allowed)
        self.instance = Instance(DEVICE_SIGNS.public, HOST)
        self.state = DeviceState()
        wish = device.Wish(b"tx-first", 0, Operation.CAPABILITY, allowed, None)
        self.state = device.make(self.state, WHO, wish, b"nonce--1", False).state
        self.message = self.signed_message()
        self.answer = b""

    def signed_message(self) -> bytes:
        outgoing = self.state.outgoing
        assert outgoing is not None
        key = DEVICE_SIGNS.public
        return Unsigned(Kind.DEVICE_MESSAGE, key.alg, key.kid, outgoing.payload).signed(DEVICE_SIGNS)

    def at_portal(self, *, keep: bool) -> None:
        """The message is read, verified and decided about; the answer is made and signed."""
        verified = read_message(self.message).verify(DEVICE_SIGNS.public)
        view = portal.View(PORTAL, 1, 0, self.instance, self.host, self.rooms, ())
        decision = portal.take(view, verified, 1_800_000_000)
        assert isinstance(decision, portal.Taken)
        answer = decision.unsigned.signed(PORTAL_SIGNS)
        if keep:
            self.instance, self.host, self.answer = decision.instance, decision.host, answer

    def at_device(self, *, keep: bool) -> None:
        """The answer is read, verified and applied; the confirmation is made and signed."""
        verified = read_response(self.answer).verify(PORTAL.key)
        step = device.apply(self.state, WHO, verified, b"nonce--2", 0)
        key = DEVICE_SIGNS.public
        assert step.state.outgoing is not None
        data = Unsigned(Kind.DEVICE_MESSAGE, key.alg, key.kid, step.state.outgoing.payload).signed(DEVICE_SIGNS)
        if keep:
            self.state, self.message = step.state, data


def raw() -> Callable[[], None]:
    """One verification by the library alone, its key made beforehand."""
    tbs = b"x" * 256
    signature = DEVICE_SIGNS.sign(tbs)
    key = Ed25519PublicKey.from_public_bytes(DEVICE_SIGNS.public.raw)
    return lambda: key.verify(signature, tbs)


def measure(lines: int) -> tuple[int, list[float]]:
    """Bytes of a message with so many lines, and the medians of a table's row."""
    turn = Exchange(lines)
    turn.at_portal(keep=True)  # from here on it holds every line, and each turn renews what it holds
    turn.at_device(keep=True)
    rows = []
    for _ in range(ROUNDS):
        verify = rate(raw())
        taken = rate(lambda: turn.at_portal(keep=False))
        turn.at_portal(keep=True)
        applied = rate(lambda: turn.at_device(keep=False))
        turn.at_device(keep=True)
        rows.append((verify, applied, applied / verify, taken, taken / verify))
    return len(turn.message), [median(column) for column in zip(*rows, strict=True)]


def main() -> None:
    print(f"{'lines':>5} {'bytes':>6} {'verify/s':>9} {'device/s':>9} {'ratio':>6} {'portal/s':>9} {'ratio':>6}")
    for lines in (1, 5, 50):
        size, (verify, device_rate, at_device, portal_rate, at_portal) = measure(lines)
        print(
            f"{lines:5d} {size:6d} {verify:9.0f} {device_rate:9.0f} {at_device:6.2f} "
            f"{portal_rate:9.0f} {at_portal:6.2f}"
        )


if __name__ == "__main__":
    main()
