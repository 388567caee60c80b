"""Firmware with one error each, in the device rules and in the store, and the rules that it breaks."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Final

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

from retour.device import rules
from retour.device.rules import KeySetKnown, RefusedByRule, Step, UseLocalAct, Wish, Write
from retour.device.state import DeviceState, Outgoing
from retour.device.store import Store
from retour.protocol.group import Clock, Operation, Refusal, RemovalNeeds
from retour.protocol.keys import ESP256, P256_ORDER, PortalKey, PublicKey
from retour.protocol.keyset import follow, read_key_set
from retour.protocol.messages import Verified, unsigned_message
from retour.protocol.model import MAX_COUNT, DeviceMessage, Grant, Order, Response
from tests.conformance.planted import Planted

_apply, _carry_out, _make = rules.apply, rules.carry_out, rules.make
_addressed = rules._addressed
Keys = KeySetKnown | None


class SignsAnewAtStart(Store):
    """ECDSA with a random number, and no stored signature."""

    def _sign(self, outgoing: Outgoing) -> None:
        private = self._key._private
        assert isinstance(private, ec.EllipticCurvePrivateKey)
        r, s = decode_dss_signature(private.sign(self._unsigned(outgoing).tbs, ec.ECDSA(SHA256())))
        self._signature = r.to_bytes(32, "big") + min(s, P256_ORDER - s).to_bytes(32, "big")


class SignsAnewEachTime(SignsAnewAtStart):
    def message(self) -> bytes | None:
        if self.state.outgoing:
            self._sign(self.state.outgoing)
        return super().message()


class ForgetsApplied(Store):
    """What was applied last is gone after a restart."""

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self._state = replace(self._state, applied=None)


class KeepsTheLocalAct(Store):
    def _write(self, write: Write) -> None:
        if not isinstance(write, UseLocalAct):
            super()._write(write)


class RefusalUsesTheLocalAct(Store):
    def make(self, wish: Wish, now: float) -> None:
        try:
            super().make(wish, now)
        except RefusedByRule:
            self._disk.remove("button")
            raise


class KeepsKeysOfRefused(Store):
    """The key set moves although the response that led to it is refused."""

    def apply(self, response: Verified[Response], now: float, keys: Keys = None) -> bool:
        try:
            return super().apply(response, now, keys)
        except RefusedByRule:
            if keys is not None:
                self._state = replace(self._state, key_set=keys.number, portal_keys=keys.keys)
            raise


def without_compare(state: DeviceState, who: rules.Who, wish: Wish, *more: Any) -> Step:
    return _make(state, who, replace(wish, replaces=state.counter), *more)


def with_known_lines(state: DeviceState, who: rules.Who, wish: Wish, *more: Any) -> Step:
    known = tuple(pair for pair in wish.counts if pair[0] in dict(state.holdings))
    return _make(state, who, replace(wish, counts=known) if wish.operation is Operation.DROP else wish, *more)


def any_removal(state: DeviceState, who: rules.Who, wish: Wish, nonce: bytes, local_act: bool, now: int = 0) -> Step:
    return _make(state, who, wish, nonce, True, now)


def granting_itself(state: DeviceState, who: rules.Who, wish: Wish, *more: Any) -> Step:
    step = _make(state, who, wish, *more)
    if wish.operation is not Operation.CAPABILITY:
        return step
    wanted = dict(wish.counts)
    grants = tuple(replace(each, count=wanted.get(each.line) or each.count) for each in state.grants)
    return _with(step, replace(step.state, grants=grants))


def _with(step: Step, state: DeviceState) -> Step:
    writes = tuple(rules.WriteSlot(state) if isinstance(write, rules.WriteSlot) else write for write in step.writes)
    return Step(state, writes)


def any_reason(wish: Wish) -> None:
    """A drop needs no reason."""


def _answering(state: DeviceState, response: Verified[Response]) -> Verified[Response]:
    assert state.outgoing is not None
    return Verified(replace(response.content, answers=state.outgoing.digest), response.digest)


def without_answers(state: DeviceState, who: rules.Who, response: Verified[Response], *more: Any) -> Step:
    return _apply(state, who, _answering(state, response), *more)


def again(state: DeviceState, who: rules.Who, response: Verified[Response], *more: Any) -> Step:
    if state.applied and state.applied.digest == response.digest:
        return _apply(replace(state, applied=None), who, _answering(state, response), *more)
    return _apply(state, who, response, *more)


def any_sequence(state: DeviceState, who: rules.Who, response: Verified[Response], *more: Any) -> Step:
    if state.applied and state.applied.digest != response.digest:
        state = replace(state, applied=None)
    return _apply(state, who, response, *more)


def without_features(state: DeviceState, who: rules.Who, response: Verified[Response], *more: Any) -> Step:
    bare = tuple(replace(grant, features=()) for grant in response.content.holdings)
    return _apply(state, who, Verified(replace(response.content, holdings=bare), response.digest), *more)


def lowering_the_floor(state: DeviceState, who: rules.Who, response: Verified[Response], *more: Any) -> Step:
    return _apply(replace(state, order_floor=0), who, response, *more)


def raising(state: DeviceState, who: rules.Who, order: Verified[Order], *more: Any) -> Step:
    step = _carry_out(state, who, order, *more)
    remain = dict(order.content.remain)
    raised = tuple(replace(each, count=remain.get(each.line, each.count)) for each in step.state.grants)
    return _with(step, replace(step.state, grants=raised)) if step.writes else step


def void_as_well(state: DeviceState, *more: Any) -> Step:
    return _carry_out(replace(state, order_floor=0), *more)


def older_as_well(state: DeviceState, who: rules.Who, order: Verified[Order], *more: Any) -> Step:
    if order.content.number < state.order:
        state = replace(state, order=0)
    return _carry_out(state, who, order, *more)


def order_again(state: DeviceState, who: rules.Who, order: Verified[Order], *more: Any) -> Step:
    return _carry_out(replace(state, order=min(state.order, order.content.number - 1)), who, order, *more)


def late_as_well(state: DeviceState, who: rules.Who, *more: Any) -> Step:
    return _carry_out(state, replace(who, clock=Clock.NONE), *more)


def for_any_host(who: rules.Who, content: Response | Order) -> None:
    _addressed(who, replace(content, host=who.host))


def for_any_instance(who: rules.Who, content: Response | Order) -> None:
    _addressed(who, replace(content, instance=who.key.kid))


def instance_first(who: rules.Who, content: Response | Order) -> None:
    if content.instance != who.key.kid:
        raise RefusedByRule(Refusal.OTHER_INSTANCE)
    _addressed(who, content)


def keeping_zero(grants: tuple[Grant, ...], remain: dict[str, int]) -> tuple[Grant, ...]:
    return tuple(replace(grant, count=remain.get(grant.line, grant.count)) for grant in grants)


def first_in_chain(message: DeviceMessage, key: PublicKey) -> Any:
    return unsigned_message(replace(message, previous=None), key)


def without_reason(message: DeviceMessage, key: PublicKey) -> Any:
    return unsigned_message(replace(message, reason=None), key)


def same_cti(message: DeviceMessage, key: PublicKey) -> Any:
    return unsigned_message(replace(message, cti=b"same cti"), key)


def another_portal(message: DeviceMessage, key: PublicKey) -> Any:
    return unsigned_message(replace(message, portal="P-9999999999"), key)


def without_large_lines(message: DeviceMessage, key: PublicKey) -> Any:
    held = tuple((line, count) for line, count in message.holdings if count < MAX_COUNT)
    return unsigned_message(replace(message, holdings=held), key)


def over_gaps(trust: PortalKey, number: int, links: Sequence[bytes]) -> tuple[PortalKey, int]:
    for link in links:
        found = read_key_set(link).content.number
        trust, number = follow(trust, max(number, found - 1), (link,))
    return trust, number


def without_root(trust: PortalKey, number: int, links: Sequence[bytes]) -> tuple[PortalKey, int]:
    for link in links:
        content = read_key_set(link).content
        if content.number == number + 1 and content.portal == trust.portal:
            trust, number = replace(trust, key=content.answers, orders=content.orders), content.number
    return trust, number


def never(trust: PortalKey, number: int, links: Sequence[bytes]) -> tuple[PortalKey, int]:
    return trust, number


_RESTARTS: Final = frozenset({"T-8", "D-2"})
_P256: Final[dict[str, Any]] = {"alg": ESP256}
_CLOCK: Final[dict[str, Any]] = {"clock": Clock.SETTABLE}


def _rule(name: str, rule: str, where: str, error: Any, *also: str, **device: Any) -> Planted:
    return Planted(name, rule, also=frozenset(also), patches={f"retour.device.{where}": error}, device=device)


ALL: Final = (
    Planted("signs anew after a restart", "D-21", store=SignsAnewAtStart, also=_RESTARTS, device=_P256),
    Planted(
        "signs anew each time",
        "G-4",
        store=SignsAnewEachTime,
        also=_RESTARTS | {"M-1", "G-12", "D-20", "D-21", "D-22"},
        device=_P256,
    ),
    Planted("forgets what it applied", "D-21", store=ForgetsApplied),
    Planted("keeps the local act", "D-13", store=KeepsTheLocalAct, also=frozenset({"D-14"})),
    Planted("uses up the local act by a refusal", "D-12", store=RefusalUsesTheLocalAct),
    Planted("keeps the keys of a refused response", "D-19", store=KeepsKeysOfRefused),
    _rule("ignores compare and set", "D-1", "rules.make", without_compare),
    _rule("drops what it knows of a drop", "D-12", "rules.make", with_known_lines),
    _rule("drops without a local act", "D-13", "rules.make", any_removal),
    _rule("drops without an order", "D-13", "rules.make", any_removal, needs=RemovalNeeds.LOCAL),
    _rule("grants itself what it asks for", "M-4", "rules.make", granting_itself),
    _rule("takes what is not well formed", "G-8", "rules._well_formed", any_reason),
    _rule("takes an answer to any message", "D-6", "rules.apply", without_answers, "D-19"),
    _rule("applies a response again", "D-4", "rules.apply", again, "D-21"),
    _rule("takes any sequence number", "D-5", "rules.apply", any_sequence, "D-21"),
    _rule("loses the features", "D-3", "rules.apply", without_features, "G-3"),
    _rule("lowers the order floor", "D-16", "rules.apply", lowering_the_floor),
    _rule("raises by an order", "D-14", "rules.carry_out", raising),
    _rule("carries out a void order", "D-16", "rules.carry_out", void_as_well),
    _rule("carries out an older order", "D-15", "rules.carry_out", older_as_well),
    _rule("carries out an order again", "D-15", "rules.carry_out", order_again, "D-21"),
    _rule("carries out an expired order", "D-18", "rules.carry_out", late_as_well, **_CLOCK),
    _rule("takes another host's response", "D-7", "rules._addressed", for_any_host),
    _rule("takes another instance's response", "D-7", "rules._addressed", for_any_instance),
    _rule("looks at the instance first", "D-7", "rules._addressed", instance_first),
    _rule("keeps a line with count 0", "D-11", "rules._lowered", keeping_zero, "D-14"),
    _rule("does not name the message before", "M-3", "rules.unsigned_message", first_in_chain),
    _rule("does not give the reason", "M-4", "rules.unsigned_message", without_reason, "G-9", "D-11", "D-12", "D-13"),
    _rule("repeats its cti", "M-3", "rules.unsigned_message", same_cti),
    _rule("names another portal", "M-1", "rules.unsigned_message", another_portal),
    _rule("leaves out the largest count", "M-2", "rules.unsigned_message", without_large_lines, "D-3"),
    _rule("takes a gap in the key sets", "D-19", "server.follow", over_gaps),
    _rule("does not ask who signed a link", "D-19", "server.follow", without_root),
    _rule("never follows a link", "D-19", "server.follow", never),
)
