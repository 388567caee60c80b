"""Plays the steps of a dialogue on a device, over SMP frames, and says what is seen."""

from __future__ import annotations

import errno
import hashlib
from typing import Any

from retour.device.pin import make_pin
from retour.device.server import DeviceServer
from retour.device.store import SLOTS, Identity, Store, create, press
from retour.link.framing import Deframer, Frame, Op, decode_map, encode, encode_map
from retour.protocol.group import GROUP_ID, Clock, Command, RemovalNeeds, SecurityLevel
from retour.protocol.inventory import decode_inventory
from retour.protocol.messages import read_message
from retour.protocol.model import Host, HostType
from tests.device.kit import MemoryDisk
from tests.vectors.keys import KEYS, PORTALS
from tests.vectors.messages import NOW

PIECE = 1000
"""Bytes of a blob in one STAGE."""


class FailingDisk(MemoryDisk):
    """A disk that takes nothing while it is broken."""

    def __init__(self) -> None:
        super().__init__()
        self.broken = False

    def write(self, name: str, data: bytes) -> None:
        self._check()
        super().write(name, data)

    def replace(self, name: str, data: bytes) -> None:
        self._check()
        super().replace(name, data)

    def remove(self, name: str) -> None:
        self._check()
        super().remove(name)

    def _check(self) -> None:
        if self.broken:
            raise OSError(errno.EIO, "broken")


class Player:
    """One device, as `device` of a dialogue describes it."""

    def __init__(self, device: dict[str, Any]) -> None:
        key = KEYS[device["key"]]
        self.disk = FailingDisk()
        self.now = NOW
        self._cti = bytes(8)
        self._sequence = 0
        identity = Identity(
            model=device["model"],
            host=Host(HostType(device["host"][0]), device["host"][1]),
            level=SecurityLevel.NONE,
            clock=Clock(device["clock"]),
            needs=RemovalNeeds(device["needs"]),
            portal=PORTALS[device["portal"]] if device["portal"] else None,
        )
        pin = make_pin(device["pin"]) if "pin" in device else None
        create(self.disk, identity, key.seed, key.public.alg, pin)
        self._start()

    def _start(self) -> None:
        store = Store(self.disk, lambda: self._cti)
        self.connection = DeviceServer(store, lambda: self.now, lambda _: None).connection()

    def step(self, step: dict[str, Any]) -> tuple[dict[str, Any] | None, dict[str, Any]]:
        """Do one step; what is to be expected of it, and the state afterwards."""
        self._cti = bytes.fromhex(step.get("cti", "00" * 8))
        self.disk.broken = step.get("storage") == "fails"
        seen = getattr(self, f"_{step['do']}")(step)
        self.disk.broken = False
        return seen, self.state()

    def state(self) -> dict[str, Any]:
        """What IDENTITY and INVENTORY say."""
        identity = self._read(Command.IDENTITY)
        _, inventory = self._blob(Command.INVENTORY)
        return {
            "counter": identity["ctr"],
            "holdings": {grant.line: grant.count for grant in decode_inventory(inventory)},
            "acknowledged": identity["ack"],
            "key_set": identity.get("set", 1),
            "act": identity["act"],
        }

    # Steps

    def _request(self, step: dict[str, Any]) -> dict[str, Any]:
        values: dict[str, Any] = {name: step[name] for name in ("ctr", "op", "why") if name in step}
        values["tx"] = bytes.fromhex(step["tx"])
        if "staged" in step:
            blob = bytes.fromhex(step["staged"])
            refused = self._upload(blob)
            if refused is not None:
                return refused
            values["sha"] = hashlib.sha256(blob).digest()
        elif "counts" in step:
            values["cnt"] = step["counts"]
        return self._seen(self._write(Command.REQUEST, **values))

    def _bring(self, step: dict[str, Any]) -> dict[str, Any]:
        data = bytes.fromhex(step["data"])
        refused = self._upload(data)
        return refused or self._apply({"sha": hashlib.sha256(data).hexdigest()})

    def _stage(self, step: dict[str, Any]) -> None:
        assert self._upload(bytes.fromhex(step["data"])) is None

    def _apply(self, step: dict[str, Any]) -> dict[str, Any]:
        answer = self._write(Command.APPLY, sha=bytes.fromhex(step["sha"]))
        seen = self._seen(answer)
        if "rc" not in seen:
            seen = {"old": answer["old"], **seen, "inventory": self._blob(Command.INVENTORY)[1].hex()}
        return seen

    def _press(self, _: dict[str, Any]) -> None:
        press(self.disk, self.now)

    def _authorise(self, step: dict[str, Any]) -> dict[str, Any]:
        answer = self._write(Command.AUTHORISE, pin=step["pin"])
        return {"smp_rc": answer["rc"]} if "rc" in answer else _refusal(answer) or {}

    def _time(self, step: dict[str, Any]) -> None:
        self.now = step["now"]

    def _restart(self, _: dict[str, Any]) -> dict[str, Any]:
        self._start()
        return self._export({})

    def _lose(self, _: dict[str, Any]) -> dict[str, Any]:
        for name in SLOTS:
            self.disk.remove(name)
        self._start()
        return self._export({})

    def _export(self, _: dict[str, Any]) -> dict[str, Any]:
        answer = self._read(Command.EXPORT, off=0)
        return _refusal(answer) or self._message()

    # The line

    def _seen(self, answer: dict[str, Any]) -> dict[str, Any]:
        refused = _refusal(answer)
        if refused is not None:
            return refused
        seen = self._message()
        message = bytes.fromhex(seen["message"])
        assert answer["ctr"] == seen["ctr"]
        assert (answer["len"], answer["sha"]) == (len(message), hashlib.sha256(message).digest())
        return seen

    def _message(self) -> dict[str, Any]:
        counter, message = self._blob(Command.EXPORT)
        sealed = read_message(message)
        assert sealed.content.counter == counter
        return {
            "ctr": counter,
            "digest": sealed.digest.hex(),
            "payload": sealed.envelope.content.payload.hex(),
            "message": message.hex(),
        }

    def _upload(self, blob: bytes) -> dict[str, Any] | None:
        whole = {"len": len(blob), "sha": hashlib.sha256(blob).digest()}
        for offset in range(0, max(len(blob), 1), PIECE):
            piece = blob[offset : offset + PIECE]
            answer = self._write(Command.STAGE, off=offset, data=piece, **whole)
            refused = _refusal(answer)
            if refused is not None:
                return refused
            if answer["off"] == len(blob):  # it was here before, or it is now
                return None
        raise AssertionError("the upload did not end")

    def _blob(self, command: Command) -> tuple[int, bytes]:
        data = b""
        while True:
            answer = self._read(command, off=len(data))
            data += answer["data"]
            if len(data) == answer["len"]:
                assert hashlib.sha256(data).digest() == answer["sha"]
                return answer["ctr"], data

    def _read(self, command: Command, **values: Any) -> dict[str, Any]:
        return self._ask(Op.READ, command, values)

    def _write(self, command: Command, **values: Any) -> dict[str, Any]:
        return self._ask(Op.WRITE, command, values)

    def _ask(self, op: Op, command: Command, values: dict[str, Any]) -> dict[str, Any]:
        self._sequence = (self._sequence + 1) % 256
        sent = encode(Frame(op, 1, GROUP_ID, self._sequence, command, encode_map(values)))
        (frame,) = Deframer().feed(self.connection(sent))
        assert (frame.op, frame.version, frame.group) == (op + 1, 1, GROUP_ID)
        assert (frame.sequence, frame.command) == (self._sequence, command)
        answer = decode_map(frame.payload)
        assert answer is not None
        return answer


def _refusal(answer: dict[str, Any]) -> dict[str, Any] | None:
    if "err" not in answer:
        return None
    assert answer["err"]["group"] == GROUP_ID
    return {"rc": answer["err"]["rc"]}
