"""Every event at the portal: messages that arrive, and the operator. The rules are the portal's own."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from retour.errors import Refused
from retour.portal import rules, rules_operator
from retour.portal.rules import Again, Quarantined, Room, Seen, Taken, View
from retour.portal.state import HostState, HostStatus
from retour.protocol.codec import encode_message
from retour.protocol.cose import Kind, Unsigned
from retour.protocol.messages import Verified, read_message
from retour.protocol.model import DeviceMessage, Reason
from tests.model.parts import EPOCH, HOST, KEY, KID, NOW, PORTAL, Local, Move, Tables, with_one

TWICE: Final = "the same message counted twice"
SUSPECT_MOVED: Final = "a suspect's copies moved"
_TAG: Final = b"\xd2"
"""CBOR tag 18, COSE_Sign1, that a carrier may leave out (RFC 9052, 2)."""

Elsewhere = tuple[int, ...]
"""Copies of each line that all other devices have allocated."""


class AtPortal:
    """Does what the portal's store does with decisions."""

    def __init__(self, tables: Tables) -> None:
        self._t = tables
        self._again: dict[int, Verified[DeviceMessage]] = {}

    def moves(self, local: Local, elsewhere: Elsewhere) -> Iterator[Move]:
        """All that can happen at the portal next."""
        for number in local.messages:
            yield self.message(local, number, elsewhere)
            if self._seen(local, self._t.messages[number].digest) is not None:
                yield self._reencoded(local, number, elsewhere)
        yield from self._operator(local)

    def message(self, local: Local, number: int, elsewhere: Elsewhere) -> Move:
        """A message arrives."""
        verified = self._t.messages[number]
        move = self._take(local, verified, elsewhere)
        fault = self._fault(local, verified, move)
        return move._replace(words=f"message {verified.content.counter} arrives: {move.words}", fault=fault)

    def allocated(self, local: Local) -> Elsewhere:
        """Copies of each line that the portal counts for this device."""
        instance = self._t.instances[local.instance]
        return tuple(instance.allocated(name) for name in self._t.bounds.names)

    def _reencoded(self, local: Local, number: int, elsewhere: Elsewhere) -> Move:
        """The same message in other bytes: without its tag, and with another signature that would fit as well."""
        again = self._again.get(number)
        if again is None:
            first = Unsigned(Kind.DEVICE_MESSAGE, KEY.alg, KID, encode_message(self._t.messages[number].content))
            data = first.sealed(b"2" * 64)[len(_TAG) :]
            sealed = read_message(data)
            again = self._again[number] = Verified(sealed.content, sealed.digest)
        move = self._take(local, again, elsewhere)
        fault = "" if move.after == local else TWICE
        return Move("re-encoded message", f"message {again.content.counter} arrives in other bytes", move.after, fault)

    def _take(self, local: Local, verified: Verified[DeviceMessage], elsewhere: Elsewhere) -> Move:
        view = self._view(local, elsewhere)
        try:
            decision = rules.take(view, verified, NOW)
        except Refused as error:
            kind = "superseded" if error.code == "superseded" else "suspect refused"
            seen = self._see(local, verified, None) if kind == "superseded" else local.seen
            return Move(kind, error.code, local._replace(seen=seen))
        match decision:
            case Again():
                return Move("duplicate", "the same answer again", local)
            case Quarantined(instance, finding):
                after = local._replace(instance=self._t.instances.number(instance))
                return Move(f"suspicion, {finding.code}", finding.code, after)
            case Taken(instance, host, response, _):
                assert instance.live is not None
                answer = Verified(response, instance.live.digest)
                after = local._replace(
                    answers=with_one(local.answers, self._t.answers.number(answer)),
                    instance=self._t.instances.number(instance),
                    host=self._t.hosts.number(host),
                    seen=self._see(local, verified, answer.digest),
                )
                words = f"holds {dict(verified.content.holdings)}, answer {response.sequence}: {dict(response.counts)}"
                return Move("taken", words, after)

    def _fault(self, local: Local, verified: Verified[DeviceMessage], move: Move) -> str:
        """What must hold for any message, whoever made it."""
        before, after = self._t.instances[local.instance], self._t.instances[move.after.instance]
        seen = self._seen(local, verified.digest)
        if seen is not None and seen.answer is not None and move.after != local:
            return TWICE
        if before.suspicion is not None and after != before:
            return SUSPECT_MOVED
        if move.kind == "taken" and any(n > before.allocated(line) for line, n in verified.content.holdings):
            return "took more than it had allocated"
        return ""

    def _view(self, local: Local, elsewhere: Elsewhere) -> View:
        rooms = tuple(Room(line, n) for line, n in zip(self._t.lines, elsewhere, strict=True))
        instance, host = self._t.instances[local.instance], self._t.hosts[local.host]
        return View(PORTAL, EPOCH, NOW, instance, host, rooms, self._t.seen[local.seen])

    def _see(self, local: Local, verified: Verified[DeviceMessage], answer: bytes | None) -> int:
        message, seen = verified.content, self._t.seen[local.seen]
        if answer is None and any(s.digest == verified.digest for s in seen):
            return local.seen
        new = Seen(message.counter, verified.digest, message.previous, message.reason is Reason.RECOVERED, answer)
        return self._t.seen.number(tuple(sorted((*seen, new), key=lambda s: (s.counter, s.digest, s.answer or b""))))

    def _seen(self, local: Local, digest: bytes) -> Seen | None:
        return next((s for s in self._t.seen[local.seen] if s.digest == digest), None)

    def _operator(self, local: Local) -> Iterator[Move]:
        """Enrols a returned device again, and allows again what it gave back."""
        host, instance = self._t.hosts[local.host], self._t.instances[local.instance]
        if host.status is not HostStatus.ACTIVE:
            try:
                known, _ = rules_operator.enrol(HOST, KEY, host.traits, host, instance, instance)
            except Refused as error:
                yield Move("enrolment refused", error.code, local)
            else:
                yield Move("enrolled again", "the operator enrols it again", self._with_host(local, known))
        elif host.allowance != self._t.allowance:
            known = rules_operator.grant(host, dict(self._t.allowance), set(self._t.bounds.names))
            yield Move("allowed again", "the operator allows it all copies again", self._with_host(local, known))

    def _with_host(self, local: Local, host: HostState) -> Local:
        return local._replace(host=self._t.hosts.number(host))
