"""Trusted storage: two slots, an anchor and a signature; identity and key beside them. Carries out steps of `rules`.

========== ================================================================================================
slot-a/-b  one state each; the one that the anchor fits is current (written in place)
anchor     decimal counter; the file stands in for a monotonic counter in hardware (replaced as a whole)
signature  digest and signature of the newest message (in place, always the same length)
key        the 32-byte seed of the device's key (Ed25519), or 0x28 (CBOR for -9, ESP256) and 32 secret bytes
identity   JSON: who the device is and the portal that it accepts
button     UTC seconds at which somebody pressed it
pin        salt and hash of the PIN, where there is one; pin-tries: wrong ones in a row, and when
========== ================================================================================================
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final, Self

from retour.device import rules
from retour.device.disk import Disk
from retour.device.state import SCHEMA, DeviceState, Outgoing, decode_slot, encode_slot, newer_store
from retour.errors import Malformed, NotGenuine, Refused, RetourError
from retour.protocol import cbor
from retour.protocol.codec import CTI_BYTES, DIGEST_BYTES
from retour.protocol.cose import Kind, Unsigned
from retour.protocol.fields import Fields
from retour.protocol.group import Clock, Refusal, RemovalNeeds, SecurityLevel, refusal_error
from retour.protocol.keys import ED25519, ESP256, SEED_BYTES, SIGNATURE_BYTES, PortalKey, SigningKey
from retour.protocol.messages import Verified
from retour.protocol.model import Host, HostType, Order, Response

SLOTS: Final = ("slot-a", "slot-b")
LOCAL_ACT_SECONDS: Final = 120
_P256_MARK: Final = cbor.encode(ESP256)
_BLANK_SIGNATURE: Final = bytes(DIGEST_BYTES + SIGNATURE_BYTES)

Nonce = Callable[[], bytes]


@dataclass(frozen=True, slots=True)
class Identity:
    """What is fixed when a device is made, and the portal that it is given later.

    Attributes:
        button: where somebody finds its button, for the person in front of it; empty says nothing.
    """

    model: str
    host: Host
    level: SecurityLevel
    clock: Clock
    needs: RemovalNeeds
    portal: PortalKey | None
    button: str = ""


def _random() -> bytes:
    return secrets.token_bytes(CTI_BYTES)


def create(
    disk: Disk, identity: Identity, seed: bytes | None = None, alg: int = ED25519, pin: bytes | None = None
) -> None:
    """Make a new device with a key for `alg`. Its identity is written last: before that nothing of it counts.

    Raises:
        Refused: ``store-damaged`` when the remains of another device are there.
    """
    if disk.read("anchor") not in (None, b"0") or disk.read("identity") is not None:
        raise _damaged("its identity is missing")
    key = SigningKey.generate(alg) if seed is None else SigningKey.from_seed(seed, alg)
    disk.replace("key", (_P256_MARK if alg == ESP256 else b"") + key.seed)
    if pin is not None:
        disk.replace("pin", pin)
    disk.replace("signature", _BLANK_SIGNATURE)
    disk.replace("anchor", b"0")
    disk.replace("identity", _encode_identity(identity))


class Store:
    """One device's trusted storage, open.

    A step is carried out whole or its start is as if it had never been; when
    a write fails, the medium is read again before anything else happens.
    """

    def __init__(self, disk: Disk, nonce: Nonce = _random) -> None:
        """Open the store and settle what a crash left. Raises `Refused` (``store-damaged``, ``newer-store``)."""
        self._disk = disk
        self._nonce = nonce
        self.identity, self._key = _read_identity(disk)
        self._state = DeviceState()
        self._current: int | None = None
        self._written = 0, 0
        self._signature = b""
        self._settled = False
        self._settle()

    def reopened(self) -> Self:
        """The store as a device that starts finds it. Raises as opening it does."""
        return type(self)(self._disk, self._nonce)

    @property
    def state(self) -> DeviceState:
        """What is current, read again from the medium if a write has failed since."""
        self._settle()
        return self._state

    @property
    def who(self) -> rules.Who:
        identity = self.identity
        return rules.Who(identity.host, self._key.public, identity.portal, identity.needs, identity.clock)

    @property
    def portal(self) -> PortalKey | None:
        """The portal with its keys as of the newest key set known; None before the device was given one."""
        return self.state.portal_keys or self.identity.portal

    def accept_portal(self, portal: PortalKey) -> None:
        """Give the device its portal, once. Raises `Refused` (``portal-fixed``) when it has another one."""
        if self.identity.portal == portal:
            return
        if self.identity.portal is not None:
            raise Refused(
                "portal-fixed",
                f"This device belongs to the portal {self.identity.portal.portal} already.",
                "Nothing was changed on the device.",
                "Start it without another portal's key, or make a new device in an empty folder.",
            )
        identity = replace(self.identity, portal=portal)
        self._disk.replace("identity", _encode_identity(identity))
        self.identity = identity

    def make(self, wish: rules.Wish, now: float) -> None:
        """Device rule 2. Raises `rules.RefusedByRule`, `StorageFailedError`."""
        self._settle()
        step = rules.make(self._state, self.who, wish, self._nonce(), self.local_act(now), self._clock(now))
        self._carry_out(step)

    def apply(self, response: Verified[Response], now: float, keys: rules.KeySetKnown | None = None) -> bool:
        """Device rules 1 and 3; True if it had been applied before. Raises as `make` does."""
        self._settle()
        step = rules.apply(self._state, self.who, response, self._nonce(), self._clock(now), keys)
        self._carry_out(step)
        return not step.writes

    def carry_out(self, order: Verified[Order], now: float, keys: rules.KeySetKnown | None = None) -> bool:
        """Carry out a removal order; True if it had been carried out before. Raises as `make` does."""
        self._settle()
        step = rules.carry_out(self._state, self.who, order, self._nonce(), self._clock(now), keys)
        self._carry_out(step)
        return not step.writes

    def _clock(self, now: float) -> int:
        """What the rules are told: a device without a clock knows no time."""
        return 0 if self.identity.clock is Clock.NONE else max(0, int(now))

    def message(self) -> bytes | None:
        """The newest message, signed; None before the first. Only what is stored is handed out (rule 4)."""
        self._settle()
        outgoing = self._state.outgoing
        return self._unsigned(outgoing).sealed(self._signature) if outgoing else None

    @property
    def disk(self) -> Disk:
        return self._disk

    def local_act(self, now: float) -> bool:
        """Whether somebody pressed the button within the last two minutes and nothing has used it up."""
        stamp = self._disk.read("button") or b""
        return stamp.isdigit() and len(stamp) < 20 and 0 <= now - int(stamp) <= LOCAL_ACT_SECONDS

    def _settle(self) -> None:
        """Read the medium and finish what it says is current; does nothing unless a write has failed since."""
        if self._settled:
            return
        try:
            anchor = _read_anchor(self._disk)
            # A rename that a crash followed may be visible and not yet durable: no signature before it is.
            self._disk.replace("anchor", b"%d" % anchor)
            slots = [decode_slot(self._disk.read(name), self._key.public.kid) for name in SLOTS]
        except OSError as error:
            raise StorageFailedError from error
        kept = rules.current(anchor, slots)
        self._current = next((i for i, slot in enumerate(slots) if slot is not None and slot == kept), None)
        try:
            step = rules.start(self.who, anchor, slots, self._nonce())
        except rules.RefusedByRule as error:
            raise _damaged("it has made messages and has no portal") from error
        self._settled = True
        self._carry_out(step)

    def _carry_out(self, step: rules.Step) -> None:
        try:
            for write in step.writes:
                self._write(write)
        except OSError as error:
            self._settled = False
            raise StorageFailedError from error
        self._state = step.state

    def _write(self, write: rules.Write) -> None:
        spare = 0 if self._current is None else 1 - self._current
        match write:
            case rules.UseLocalAct():
                self._disk.remove("button")
            case rules.WriteSlot(state):
                self._disk.write(SLOTS[spare], encode_slot(state, self._key.public.kid))
                self._written = state.anchor, spare
            case rules.AdvanceAnchor(counter):
                self._disk.replace("anchor", b"%d" % counter)
                closes, slot = self._written
                if counter == closes:
                    self._current = slot
            case rules.StoreSignature(outgoing):
                self._sign(outgoing)

    def _sign(self, outgoing: Outgoing) -> None:
        """Keep the signature that is stored, if it is whole: another algorithm would make another one each time."""
        stored = self._disk.read("signature") or b""
        digest, signature = stored[:DIGEST_BYTES], stored[DIGEST_BYTES:]
        tbs = self._unsigned(outgoing).tbs
        if digest != outgoing.digest or not self._good(signature, tbs):
            signature = self._key.sign(tbs)
            self._disk.write("signature", outgoing.digest + signature)
        self._signature = signature

    def _good(self, signature: bytes, tbs: bytes) -> bool:
        try:
            self._key.public.verify(signature, tbs)
        except NotGenuine:
            return False
        return True

    def _unsigned(self, outgoing: Outgoing) -> Unsigned:
        return Unsigned(Kind.DEVICE_MESSAGE, self._key.public.alg, self._key.public.kid, outgoing.payload)


class StorageFailedError(Exception):
    """The medium failed in the middle of a step; the host is told `Refusal.STORAGE` and may repeat."""

    @property
    def shown(self) -> RetourError:
        return refusal_error(Refusal.STORAGE)


def press(disk: Disk, now: float) -> None:
    """Somebody presses the device's button. Raises `Refused` (``no-device``) where no device lives."""
    if disk.read("identity") is None:
        raise Refused(
            "no-device",
            "There is no device in this folder.",
            "Nothing was changed.",
            "Name the folder with which the device was started.",
        )
    disk.replace("button", b"%d" % int(now))


def exists(disk: Disk) -> bool:
    """Whether a device was made here."""
    return disk.read("identity") is not None


def _encode_identity(identity: Identity) -> bytes:
    text = {
        "schema": SCHEMA,
        "model": identity.model,
        "host_type": identity.host.type.name.lower(),
        "host_id": identity.host.id,
        "level": int(identity.level),
        "clock": int(identity.clock),
        "removal_needs": int(identity.needs),
        "button": identity.button,
        "portal": str(identity.portal) if identity.portal else None,
    }
    return json.dumps(text, indent=2).encode() + b"\n"


def _read_identity(disk: Disk) -> tuple[Identity, SigningKey]:
    data, secret = disk.read("identity"), disk.read("key")
    if data is None or secret is None:
        raise _damaged("its identity or its key is missing")
    try:
        key = _read_key(secret)
    except ValueError:
        raise _damaged("its key cannot be read") from None
    try:
        text = json.loads(data)
        if text["schema"] > SCHEMA:
            raise newer_store()
        host = Host(HostType[text["host_type"].upper()], Fields.as_text(text["host_id"], "host ID"))
        identity = Identity(
            model=Fields.as_text(text["model"], "model"),
            host=host,
            level=SecurityLevel(text["level"]),
            clock=Clock(text["clock"]),
            needs=RemovalNeeds(text["removal_needs"]),
            portal=PortalKey.parse(text["portal"]) if text["portal"] else None,
            button=Fields.as_text(text["button"], "button") if text.get("button") else "",
        )
    except (Malformed, ValueError, KeyError, TypeError, AttributeError) as error:
        raise _damaged("its identity cannot be read") from error
    return identity, key


def _read_key(secret: bytes) -> SigningKey:
    if len(secret) > SEED_BYTES and secret.startswith(_P256_MARK):
        return SigningKey.from_seed(secret.removeprefix(_P256_MARK), ESP256)
    return SigningKey.from_seed(secret)


def _read_anchor(disk: Disk) -> int:
    text = disk.read("anchor")
    if text is None or not text.isdigit() or len(text) > 16:
        raise _damaged("its anchor is missing")
    return int(text)


def _damaged(why: str) -> Refused:
    return Refused(
        "store-damaged",
        f"The device's license store cannot be used: {why}.",
        "The store was not touched.",
        "Do not put back an older copy. Have its copies written off in the portal, then make a new device.",
    )
