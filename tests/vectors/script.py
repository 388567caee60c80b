"""How a dialogue is written: what is done, and what must come of it. The device is asked only for the bytes."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from retour.protocol import cbor
from retour.protocol.group import Operation, Refusal, RemovalNeeds
from retour.protocol.keys import SigningKey
from retour.protocol.messages import unsigned_order, unsigned_response
from retour.protocol.model import Grant, Host, HostType, Order, Reason, Response
from tests.vectors.keys import KEYS, PORTALS, Json
from tests.vectors.messages import HOST, NOW
from tests.vectors.player import Player

SYNC, CAPABILITY, DROP = Operation.SYNC, Operation.CAPABILITY, Operation.DROP


def grants(held: Mapping[str, int], expiry: int | None = None) -> tuple[Grant, ...]:
    """Terms for each line."""
    return tuple(
        Grant(line, count, "Ventilation", "4.2", ("trend", "alarm"), expiry) for line, count in sorted(held.items())
    )


class Script:
    """One dialogue in the making."""

    def __init__(
        self,
        name: str,
        rules: str,
        why: str,
        *,
        host: Host = HOST,
        key: str = "device-ed25519",
        portal: str | None = "portal",
        needs: RemovalNeeds = RemovalNeeds.NOTHING,
        clock: int = 0,
        pin: str | None = None,
    ) -> None:
        self.device: Json = {
            "host": [int(host.type), host.id],
            "key": key,
            "portal": portal,
            "needs": int(needs),
            "clock": clock,
            "model": "Reference",
        }
        if pin is not None:
            self.device["pin"] = pin
        self._about: Json = {"name": name, "rules": rules.split(), "why": why}
        self._steps: list[Json] = []
        self._player = Player(self.device)
        self._portal = PORTALS[portal or "portal"]
        self._single = portal == "single"
        self._host = host
        self._instance = KEYS[key].public.kid
        self._made = 0
        self._sequence = 0
        self.counter = 0
        self.newest = bytes(32)
        """Digest of the newest message."""

    def entry(self) -> Json:
        return {**self._about, "device": self.device, "steps": self._steps}

    # What is done

    def request(
        self,
        operation: int = SYNC,
        counts: Mapping[str, int] | None = None,
        why: int | None = None,
        *,
        rc: Refusal | None = None,
        ctr: int | None = None,
        tx: str | None = None,
        staged: bytes | None = None,
        storage: str | None = None,
        again: bool = False,
    ) -> None:
        """REQUEST; `again`: it is a repetition, so that no new message is made."""
        step: Json = {
            "do": "request",
            "tx": tx or self._random("tx"),
            "ctr": self.counter if ctr is None else ctr,
            "op": int(operation),
        }
        if why is not None:
            step["why"] = int(why)
        if counts is not None:
            step["counts"] = dict(counts)
        if staged is not None:
            step["staged"] = staged.hex()
        if storage is not None:
            step["storage"] = storage
        self._do(step, rc, moves=not again)

    def bring(self, data: bytes, *, rc: Refusal | None = None, old: bool = False, storage: str | None = None) -> None:
        """STAGE all of it and APPLY."""
        step: Json = {"do": "bring", "data": data.hex()}
        if storage is not None:
            step["storage"] = storage
        seen = self._do(step, rc, moves=not old)
        if rc is None:
            assert seen["old"] is old, self._about

    def stage(self, data: bytes) -> None:
        self._do({"do": "stage", "data": data.hex()}, None, moves=False)

    def apply(self, sha: bytes, *, rc: Refusal) -> None:
        self._do({"do": "apply", "sha": sha.hex()}, rc, moves=False)

    def press(self) -> None:
        self._do({"do": "press"}, None, moves=False)

    def time(self, now: int) -> None:
        self._do({"do": "time", "now": now}, None, moves=False)

    def restart(self, *, rc: Refusal | None = None) -> None:
        self._do({"do": "restart"}, rc, moves=False)

    def export(self, *, rc: Refusal | None = None) -> None:
        self._do({"do": "export"}, rc, moves=False)

    def authorise(self, pin: str, *, rc: Refusal | None = None, smp: int | None = None) -> None:
        seen = self._do({"do": "authorise", "pin": pin}, rc, moves=False, smp=smp)
        assert rc is not None or smp is not None or seen == {}

    def lose(self) -> None:
        """Both slots are gone, the anchor is not."""
        self._do({"do": "lose"}, None, moves=None)

    def holds(self, **held: int) -> None:
        """What must be held after the last step; ACT- goes before the names."""
        self.holds_lines({f"ACT-{line}": count for line, count in held.items()})

    def holds_lines(self, held: Mapping[str, int]) -> None:
        state = self._steps[-1]["state"]
        assert isinstance(state, dict)
        assert state["holdings"] == dict(held), (self._about, state)

    def states(self, **expected: object) -> None:
        """What the last step must leave in its state."""
        state = self._steps[-1]["state"]
        assert isinstance(state, dict)
        assert {name: state[name] for name in expected} == expected, (self._about, state)

    # What is brought

    def response(self, held: Mapping[str, int] | None = None, **changes: Any) -> Response:
        """The portal's answer to the newest message, with the next sequence number."""
        self._sequence += 1
        held = {f"ACT-{line}": count for line, count in (held or {}).items()}
        answer = Response(
            portal=self._portal.portal,
            issued=NOW,
            host=self._host,
            instance=self._instance,
            epoch=1,
            sequence=self._sequence,
            answers=self.newest,
            holdings=grants(held),
            confirm=True,
            acknowledged=0,
            order_floor=0,
            status=(),
            key_set_links=(),
        )
        return replace(answer, **changes)

    def signed(self, content: Response | Order, by: str | None = None) -> bytes:
        """Sealed by the portal's first keys, or the key named."""
        if isinstance(content, Response):
            key = self._key(by or "answers-1")
            return unsigned_response(content, key.public).signed(key)
        key = self._key(by or "orders-1")
        return unsigned_order(content, key.public).signed(key)

    def answer(self, held: Mapping[str, int] | None = None, by: str | None = None, **changes: Any) -> bytes:
        return self.signed(self.response(held, **changes), by)

    def order(self, number: int, remain: Mapping[str, int], by: str | None = None, **changes: Any) -> bytes:
        counts = tuple(sorted((f"ACT-{line}", count) for line, count in remain.items()))
        order = Order(self._portal.portal, NOW, self._host, self._instance, number, counts, None, ())
        return self.signed(replace(order, **changes), by)

    def given(self, **held: int) -> None:
        """A sync, and an answer that gives these lines."""
        self.request()
        self.bring(self.answer(held))
        self.holds(**held)

    def _key(self, name: str) -> SigningKey:
        return KEYS["single" if self._single and name in ("answers-1", "orders-1") else name]

    def _random(self, what: str) -> str:
        self._made += 1
        return hashlib.sha256(f"{self._about['name']} {what} {self._made}".encode()).hexdigest()[:16]

    def _do(self, step: Json, rc: Refusal | None, *, moves: bool | None, smp: int | None = None) -> dict[str, Any]:
        """Do it; `moves` says whether a new message must come of it, None that one comes with any higher counter."""
        if step["do"] in ("request", "bring", "apply", "lose"):
            step["cti"] = self._random("cti")
        before = self._player.state()
        seen, state = self._player.step(step)
        code = None if seen is None else seen.get("rc", seen.get("smp_rc"))
        wanted = smp if rc is None else int(rc)
        assert code == wanted, f"{self._about['name']}, step {len(self._steps)}: {code} and not {wanted}"
        if rc is not None and step["do"] != "restart":
            assert {**state, "act": 0} == {**before, "act": 0}, "a refusal changes nothing"
        if seen is not None and "digest" in seen:
            assert moves is None or seen["ctr"] == self.counter + moves, (self._about, step["do"], seen["ctr"])
            self.counter = seen["ctr"]
            self.newest = bytes.fromhex(seen["digest"])
        self._steps.append({**step, **({} if seen is None else {"expect": seen}), "state": state})
        return seen or {}


def map_of(counts: Mapping[object, object]) -> bytes:
    """A map of counts as it is staged."""
    return cbor.encode(dict(counts))


__all__ = ["CAPABILITY", "DROP", "NOW", "SYNC", "HostType", "Reason", "Refusal", "RemovalNeeds", "Script", "map_of"]
