"""A portal's side in a few lines, a device's store in memory, and disks that fail."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable

from retour.device import rules
from retour.device.state import DeviceState
from retour.device.store import Identity, Store, create
from retour.protocol.cose import Kind, Unsigned
from retour.protocol.group import Clock, Operation, RemovalNeeds, SecurityLevel
from retour.protocol.keys import PortalKey, PublicKey, SigningKey
from retour.protocol.messages import Verified, read_message, unsigned_order, unsigned_response
from retour.protocol.model import Applied, Counts, DeviceMessage, Grant, Host, HostType, Order, Reason, Response

PORTAL_SIGNS = SigningKey.from_seed(b"p" * 32)
PORTAL = PortalKey("P-0123456789", PORTAL_SIGNS.public)
DEVICE_SIGNS = SigningKey.from_seed(b"d" * 32)
HOST = Host(HostType.SERIAL, "SN-4711")
NONCE = b"nonce678"
NOW = 1_800_000_000.0
A, B = "ACT-A", "ACT-B"


def grant(line: str, count: int) -> Grant:
    return Grant(line, count, "Ventilation", "4.2", ("trend", "alarm"), None)


def grants(**held: int) -> tuple[Grant, ...]:
    return tuple(grant(f"ACT-{line}", count) for line, count in sorted(held.items()))


def who(
    needs: RemovalNeeds = RemovalNeeds.NOTHING, portal: PortalKey | None = PORTAL, key: PublicKey | None = None
) -> rules.Who:
    return rules.Who(HOST, key or DEVICE_SIGNS.public, portal, needs)


def wish(
    operation: Operation = Operation.SYNC,
    counts: Counts = (),
    reason: Reason | None = None,
    replaces: int = 0,
    transaction: bytes = b"tx-00001",
) -> rules.Wish:
    return rules.Wish(transaction, replaces, operation, counts, reason)


def response(answers: bytes, held: Iterable[Grant] = (), sequence: int = 1, epoch: int = 1) -> Response:
    return Response(
        portal=PORTAL.portal,
        issued=1_800_000_000,
        host=HOST,
        instance=DEVICE_SIGNS.public.kid,
        epoch=epoch,
        sequence=sequence,
        answers=answers,
        holdings=tuple(held),
        confirm=True,
        acknowledged=0,
        order_floor=0,
        status=(),
        key_set_links=(),
    )


def verified(content: Response) -> Verified[Response]:
    return Verified(content, unsigned_response(content, PORTAL_SIGNS.public).digest)


def signed(content: Response, key: SigningKey = PORTAL_SIGNS) -> bytes:
    return unsigned_response(content, key.public).signed(key)


def holding(counter: int = 3, **held: int) -> DeviceState:
    """A state that made `counter` messages, each with two numbers of the anchor, and holds lines ACT-<name>."""
    start = DeviceState(
        anchor=2 * (counter - 1),
        counter=counter - 1,
        applied=Applied(1, 1, b"a" * 32),
        grants=grants(**held),
        acknowledged=counter - 2,
    )
    return rules.make(start, who(), wish(replaces=counter - 1, transaction=b"tx-first"), NONCE, False).state


def order(number: int = 1, remain: Counts = (("ACT-A", 0),), expiry: int | None = None) -> Order:
    return Order(PORTAL.portal, 1_800_000_000, HOST, DEVICE_SIGNS.public.kid, number, remain, expiry, ())


def ordered(content: Order) -> Verified[Order]:
    return Verified(content, unsigned_order(content, PORTAL_SIGNS.public).digest)


def message(state: DeviceState) -> DeviceMessage:
    """The newest message as a portal would read it, signature and all."""
    assert state.outgoing is not None
    key = DEVICE_SIGNS.public
    blob = Unsigned(Kind.DEVICE_MESSAGE, key.alg, key.kid, state.outgoing.payload).signed(DEVICE_SIGNS)
    read = read_message(blob).verify(key)
    assert read.digest == state.outgoing.digest
    return read.content


class MemoryDisk:
    """A disk in memory, with hooks for tests that want it to fail."""

    def __init__(self) -> None:
        self.pieces: dict[str, bytes] = {}
        self.log: list[str] = []

    def read(self, name: str) -> bytes | None:
        return self.pieces.get(name)

    def write(self, name: str, data: bytes) -> None:
        self.pieces[name] = data
        self.log.append(name)

    def replace(self, name: str, data: bytes) -> None:
        self.pieces[name] = data
        self.log.append(name)

    def remove(self, name: str) -> None:
        self.pieces.pop(name, None)
        self.log.append(name)


class Crash(BaseException):
    """The power is gone: nothing catches it."""


class CrashingDisk(MemoryDisk):
    """Stops in the `stop`th change from now.

    Args:
        part: how much of an in-place write reached the medium, 0 to 1; a replacement or removal is done at 1 only.
        error: what is raised: `Crash`, or an `OSError` (a full disk).
    """

    def __init__(self, under: MemoryDisk, stop: int, part: float, error: Callable[[], BaseException] = Crash) -> None:
        super().__init__()
        self.pieces = under.pieces
        self._left = stop
        self._part = part
        self._error = error
        self.hit = False

    def write(self, name: str, data: bytes) -> None:
        if self._stops():
            size = int(len(data) * self._part)
            self.pieces[name] = data[:size] + self.pieces.get(name, b"")[size:]
            raise self._error()
        super().write(name, data)

    def replace(self, name: str, data: bytes) -> None:
        if self._stops():
            if self._part == 1:
                self.pieces[name] = data
            raise self._error()
        super().replace(name, data)

    def remove(self, name: str) -> None:
        if self._stops():
            if self._part == 1:
                self.pieces.pop(name, None)
            raise self._error()
        super().remove(name)

    def _stops(self) -> bool:
        self._left -= 1
        if self._left != 0:
            return False
        self.hit = True
        return True


def identity(needs: RemovalNeeds = RemovalNeeds.NOTHING, portal: PortalKey | None = PORTAL) -> Identity:
    return Identity("Reference", HOST, SecurityLevel.NONE, Clock.NONE, needs, portal)


def nonces() -> Callable[[], bytes]:
    counter = itertools.count()
    return lambda: b"%08d" % next(counter)


def new_store(
    needs: RemovalNeeds = RemovalNeeds.NOTHING, portal: PortalKey | None = PORTAL
) -> tuple[MemoryDisk, Store]:
    disk = MemoryDisk()
    create(disk, identity(needs, portal), DEVICE_SIGNS.seed)
    return disk, Store(disk, nonces())


def give(store: Store, sequence: int, **held: int) -> bytes:
    """Have the store apply an answer to its newest message (made if there is none); returns the signed answer."""
    if store.state.outgoing is None:
        store.make(wish(transaction=b"tx-give0"), NOW)
    outgoing = store.state.outgoing
    assert outgoing is not None
    content = response(outgoing.digest, grants(**held), sequence)
    assert store.apply(verified(content), NOW) is False
    return signed(content)
