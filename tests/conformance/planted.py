"""Firmware with one error each, in the line and in the commands, and the rules that it breaks."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

import cbor2

from retour.device import rules
from retour.device.rules import RefusedByRule
from retour.device.server import DeviceServer
from retour.device.store import Store
from retour.link.framing import Frame, Op
from retour.protocol import cbor
from retour.protocol.fields import Fields
from retour.protocol.group import Operation, Refusal
from retour.protocol.messages import Sealed, read_any
from retour.protocol.model import DeviceMessage, Order, Response
from tests.device import kit

Map = dict[str, object]


@dataclass(frozen=True)
class Planted:
    """One error.

    Attributes:
        rule: the rule that it breaks.
        also: rules that break with it.
        patches: functions of the device's modules that are replaced.
    """

    name: str
    rule: str
    server: type[DeviceServer] = DeviceServer
    store: type[Store] = Store
    also: frozenset[str] = frozenset()
    patches: Mapping[str, Callable[..., Any]] = field(default_factory=dict)
    device: Mapping[str, Any] = field(default_factory=dict)


def _sync(store: Store) -> None:
    counter = store.state.counter
    store.make(rules.Wish(b"%8d" % counter, counter, Operation.SYNC, (), None), kit.NOW)


class AlwaysSequence0(DeviceServer):
    def answer(self, asked: Frame) -> Frame | None:
        answer = super().answer(asked)
        return answer and replace(answer, sequence=0)


class AlwaysVersion2(DeviceServer):
    def answer(self, asked: Frame) -> Frame | None:
        answer = super().answer(asked)
        return answer and replace(answer, version=1)


class AnswersTwice(DeviceServer):
    def connection(self) -> Callable[[bytes], bytes]:
        feed = super().connection()

        def twice(data: bytes) -> bytes:
            answer = feed(data)
            return answer * 2 if answer.count(b"\x06\x09") == 1 else answer

        return twice


class StuckAfterConsoleText(DeviceServer):
    def connection(self) -> Callable[[bytes], bytes]:
        feed, stuck = super().connection(), False

        def stuck_feed(data: bytes) -> bytes:
            nonlocal stuck
            stuck = stuck or b"login:" in data
            return b"" if stuck else feed(data)

        return stuck_feed


class LongLines(DeviceServer):
    def connection(self) -> Callable[[bytes], bytes]:
        feed = super().connection()
        return lambda data: feed(data).replace(b"\n\x04\x14", b"")


class SaysLessThanItSends(DeviceServer):
    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self._os[Op.READ, 6] = lambda _: {"buf_size": 512, "buf_count": 1}


class AnswersAnswers(DeviceServer):
    def answer(self, asked: Frame) -> Frame | None:
        return super().answer(replace(asked, op=Op.READ)) if asked.op == 5 else super().answer(asked)


class Version2ForUnknown(DeviceServer):
    def _values(self, asked: Frame) -> Map:
        values = super()._values(asked)
        return {"err": {"group": 0, "rc": 8}} if values == {"rc": 8} and asked.version and asked.command > 9 else values


class RefusesUnknownKeys(DeviceServer):
    def _identity(self, asked: Map) -> Map:
        if asked:
            raise RefusedByRule(Refusal.MALFORMED)
        return super()._identity(asked)


class TakesWhatStandsBehind(DeviceServer):
    def _values(self, asked: Frame) -> Map:
        with contextlib.suppress(Exception):
            asked = replace(asked, payload=cbor2.dumps(cbor2.loads(asked.payload)))
        return super()._values(asked)


class EchoesCapitals(DeviceServer):
    @staticmethod
    def _echo(asked: Map) -> Map:
        return {"r": str(DeviceServer._echo(asked)["r"]).upper()}


class StartsWithAMessage(DeviceServer):
    def _reset(self, asked: Map) -> Map:
        answer = super()._reset(asked)
        _sync(self._store)
        return answer


class Version2Always(DeviceServer):
    def _values(self, asked: Frame) -> Map:
        return super()._values(replace(asked, version=1))


class NoFirmware(DeviceServer):
    def _identity(self, asked: Map) -> Map:
        return super()._identity(asked) | {"fw": ""}


class BlinkingMakesAMessage(DeviceServer):
    def _identify(self, asked: Map) -> Map:
        answer = super()._identify(asked)
        _sync(self._store)
        return answer


class LookingMakesAMessage(DeviceServer):
    def _inventory(self, asked: Map) -> Map:
        if asked.get("off") == 0 and self._store.state.counter:
            _sync(self._store)
        return super()._inventory(asked)


class RefusesBehindTheEnd(DeviceServer):
    def _inventory(self, asked: Map) -> Map:
        answer = super()._inventory(asked)
        if not answer["data"]:
            raise RefusedByRule(Refusal.MALFORMED)
        return answer


class CountsFromMax(DeviceServer):
    def _export(self, asked: Map) -> Map:
        return super()._export(asked | {"off": asked.get("max", asked.get("off"))})


class StagesAnyOffset(DeviceServer):
    def _stage(self, asked: Map) -> Map:
        here = self._staging
        if here.wanted is not None and here.wanted[1] == asked.get("sha") and len(here.data) < here.wanted[0]:
            asked = asked | {"off": len(here.data)}
        return super()._stage(asked)


class StagesWithoutHash(DeviceServer):
    def _stage(self, asked: Map) -> Map:
        try:
            return super()._stage(asked)
        except RefusedByRule:
            data = Fields.as_octets(asked["data"], "data", None)
            self._staging.begin(len(data), Fields.as_octets(asked["sha"], "sha", 32))
            self._staging.add(data)
            return {"off": asked["len"]}


class ForgetsUploads(DeviceServer):
    def connection(self) -> Callable[[bytes], bytes]:
        self._staging.drop()
        return super().connection()


class AppliesAnyStaged(DeviceServer):
    def _apply(self, asked: Map) -> Map:
        here = self._staging.wanted
        return super()._apply({"sha": here[1]} if here and asked.get("sha") == bytes(32) else asked)


class LetsGoOfWhatItApplied(DeviceServer):
    def _apply(self, asked: Map) -> Map:
        answer = super()._apply(asked)
        self._staging.drop()
        return answer


class SyncTakesCounts(DeviceServer):
    def _request(self, asked: Map) -> Map:
        return super()._request({k: v for k, v in asked.items() if k != "cnt"} if asked.get("op") == 0 else asked)


class IgnoresStagedCounts(DeviceServer):
    def _request(self, asked: Map) -> Map:
        counts: Map = {"cnt": {"A": 1}} if asked.pop("sha", None) else {}
        return super()._request(asked | counts)


class BlinksForEver(DeviceServer):
    def _identify(self, asked: Map) -> Map:
        return {} if asked.get("s") == 2**32 else super()._identify(asked)


class TakesAnyPin(DeviceServer):
    def _authorise(self, asked: Map) -> Map:
        return super()._authorise({"pin": "2468"})


class NewMessageForRepetition(DeviceServer):
    def _request(self, asked: Map) -> Map:
        state = self._store.state
        if "tx" in asked and asked["tx"] == state.transaction:
            asked = asked | {"ctr": state.counter, "tx": b"another%d" % (state.counter % 10)}
        return super()._request(asked)


class TakesTrailingBytes(DeviceServer):
    def _blob(self, asked: Map) -> bytes:
        blob = super()._blob(asked)
        with contextlib.suppress(Exception):
            _, end = cbor._item(blob, 0, 0, frozenset({18}))
            return blob[:end]
        return blob


class TakesUnprotectedHeaders(DeviceServer):
    def _blob(self, asked: Map) -> bytes:
        blob = super()._blob(asked)
        with contextlib.suppress(Exception):
            item = cbor.decode(blob, tags=frozenset({18}))
            if isinstance(item, cbor2.CBORTag) and isinstance(item.value[1], dict):
                return cbor2.dumps(cbor2.CBORTag(18, [item.value[0], {}, *item.value[2:]]))
        return blob


class AcceptsEitherKey(DeviceServer):
    """The key for orders is as good as the one for answers."""

    def _apply(self, asked: Map) -> Map:
        sealed = read_any(self._blob(asked))
        portal = self._store.portal
        if isinstance(sealed.content, Response) and portal and sealed.envelope.kid == portal.order_key.kid:
            response = Sealed(sealed.content, sealed.envelope).verify(portal.order_key)
            return self._made() | {"old": self._store.apply(response, self._now())}
        return super()._apply(asked)


class OrdersByAnyKey(DeviceServer):
    """The key for answers is as good as the one for orders."""

    def _apply(self, asked: Map) -> Map:
        sealed = read_any(self._blob(asked))
        portal = self._store.portal
        if isinstance(sealed.content, Order) and portal and sealed.envelope.kid == portal.key.kid:
            order = Sealed(sealed.content, sealed.envelope).verify(portal.key)
            return self._made() | {"old": self._store.carry_out(order, self._now())}
        return super()._apply(asked)


class KnowsItsOwnMessage(DeviceServer):
    def _apply(self, asked: Map) -> Map:
        own = isinstance(read_any(self._blob(asked)).content, DeviceMessage)
        return self._made() | {"old": True} if own else super()._apply(asked)


class RefusesManyLines(DeviceServer):
    def _apply(self, asked: Map) -> Map:
        content = read_any(self._blob(asked)).content
        if isinstance(content, Response) and len(content.holdings) > 200:
            raise RefusedByRule(Refusal.MALFORMED)
        return super()._apply(asked)


class AppliesAtStart(DeviceServer):
    """What was staged is half there after a restart, and APPLY says what it should not."""

    def _reset(self, asked: Map) -> Map:
        self._lost = self._staging.wanted
        return super()._reset(asked)

    def _apply(self, asked: Map) -> Map:
        lost = getattr(self, "_lost", None)
        if self._staging.wanted is None and lost is not None and lost[1] == asked.get("sha"):
            raise RefusedByRule(Refusal.NOT_GENUINE)
        return super()._apply(asked)


_ALL_THAT_COMPARE: Final = frozenset(
    {"T-6", "T-8", "G-3", "G-7", "G-8", "D-1", "D-4", "D-5", "D-6", "D-7", "D-8", "D-9", "D-10"}
    | {"D-11", "D-12", "D-13", "D-15", "D-16", "D-17", "D-19", "D-20", "D-21"}
)
"""Where nothing may change, what a look at the device shows is compared."""
ALL: Final = (
    Planted("answers with sequence number 0", "T-1", AlwaysSequence0),
    Planted("answers in version 2 always", "T-1", AlwaysVersion2),
    Planted("answers twice", "T-1", AnswersTwice, also=frozenset({"T-3", "T-4", "T-5"})),
    Planted("hangs after console text", "T-2", StuckAfterConsoleText),
    Planted("sends an answer in one line", "T-3", LongLines),
    Planted("sends more than it says it takes", "T-4", SaysLessThanItSends),
    Planted("answers what is no request", "T-5", AnswersAnswers),
    Planted("has no command in words of version 2", "T-5", Version2ForUnknown),
    Planted("refuses keys that it does not know", "T-6", RefusesUnknownKeys),
    Planted("takes what stands behind a payload", "T-6", TakesWhatStandsBehind),
    Planted("echoes in capitals", "T-7", EchoesCapitals, also=frozenset({"T-3"})),
    Planted("makes a message when it starts", "T-8", StartsWithAMessage, also=frozenset({"D-2", "D-21", "D-22"})),
    Planted("refuses in version 2 always", "T-9", Version2Always),
    Planted("says no firmware", "G-1", NoFirmware),
    Planted("makes a message when it blinks", "G-2", BlinkingMakesAMessage),
    Planted("makes a message when it is looked at", "G-2", LookingMakesAMessage, also=_ALL_THAT_COMPARE),
    Planted("refuses to read behind the end", "G-3", RefusesBehindTheEnd),
    Planted("takes a piece from anywhere", "G-5", StagesAnyOffset),
    Planted("does not look at the hash", "G-5", StagesWithoutHash),
    Planted("forgets uploads with the line", "G-6", ForgetsUploads),
    Planted("applies what was not named", "G-7", AppliesAnyStaged),
    Planted("lets go of what it applied", "G-7", LetsGoOfWhatItApplied),
    Planted("takes a sync with counts", "G-8", SyncTakesCounts),
    Planted("ignores staged counts", "G-9", IgnoresStagedCounts, also=frozenset({"G-8"})),
    Planted("takes any number of seconds", "G-10", BlinksForEver),
    Planted("takes max for an offset", "G-12", CountsFromMax),
    Planted("takes any PIN", "G-11", TakesAnyPin, device={"pin": "2468"}),
    Planted("makes a new message for a repetition", "D-2", NewMessageForRepetition),
    Planted("takes trailing bytes", "D-9", TakesTrailingBytes),
    Planted("takes unprotected headers", "D-9", TakesUnprotectedHeaders),
    Planted("takes an answer by the key for orders", "D-8", AcceptsEitherKey, also=frozenset({"D-17"})),
    Planted("takes an order by the key for answers", "D-17", OrdersByAnyKey),
    Planted("answers its own message", "D-10", KnowsItsOwnMessage),
    Planted("refuses 256 lines as malformed", "D-20", RefusesManyLines),
    Planted("says something else of a lost upload", "D-22", AppliesAtStart),
)
