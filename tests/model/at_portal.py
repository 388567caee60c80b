"""Every event at the portal: messages that arrive, the operator, backups. The rules are the portal's own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from retour.errors import Refused
from retour.portal import rules, rules_operator, rules_removal
from retour.portal.chain import Seen, seen_as
from retour.portal.rules import Again, Quarantined, Taken, View
from retour.portal.shall_hold import Room
from retour.portal.state import HostState, HostStatus, Instance, InstanceStatus, Traits
from retour.protocol.codec import encode_message
from retour.protocol.cose import Kind, Unsigned
from retour.protocol.keys import PublicKey
from retour.protocol.messages import Verified, read_message, unsigned_order
from retour.protocol.model import DeviceMessage, counts
from tests.model.parts import HOST, KEY, KID, PORTAL, Local, Made, Move, Office, Tables, Time, seconds, with_one

TWICE: Final = "the same message counted twice"
SUSPECT_MOVED: Final = "a suspect's copies moved"
BLIND_ORDER: Final = "an order for a device that a restored portal has not heard of"
_TAG: Final = b"\xd2"
"""CBOR tag 18, COSE_Sign1, that a carrier may leave out (RFC 9052, 2)."""
_NEW_KEY: Final = PublicKey(b"N" * 32)

Elsewhere = tuple[int, ...]
"""Copies of each line that all other devices have allocated, or that are withheld from them."""


class AtPortal:
    """Does what the portal's store does with decisions."""

    def __init__(self, tables: Tables) -> None:
        self._t = tables
        self._again: dict[int, Verified[DeviceMessage]] = {}

    def moves(self, local: Local, elsewhere: Elsewhere, time: Time) -> Iterator[Move]:
        """All that can happen at the portal next."""
        for number in local.messages:
            yield self.message(local, number, elsewhere, time)
            if self._seen(local, self._t.messages[number].digest) is not None:
                yield self._reencoded(local, number, elsewhere, time)
        yield from self._operator(local, time)
        yield from self._backups(local)

    def message(self, local: Local, number: int, elsewhere: Elsewhere, time: Time) -> Move:
        """A message arrives."""
        verified = self._t.messages[number]
        move = self._take(local, verified, elsewhere, time)
        fault = self._fault(local, verified, move, time)
        return move._replace(words=f"message {verified.content.counter} arrives: {move.words}", fault=fault)

    def counted(self, local: Local, time: Time) -> Elsewhere:
        """Copies of each line that the portal takes off for this device, those withheld from it included."""
        instance, at = self._t.instances[local.office.instance], seconds(time.leases)
        lines = zip(self._t.lines, local.office.withheld, strict=True)
        return tuple(instance.counted(line, at) + withheld for line, withheld in lines)

    def at_risk(self, local: Local, time: Time) -> Elsewhere:
        instance = self._t.instances[local.office.instance]
        return tuple(instance.at_risk(line, seconds(time.leases)) for line in self._t.lines)

    def retired(self, local: Local) -> bool:
        return self._t.instances[local.office.instance].status is InstanceStatus.RETIRED

    def _reencoded(self, local: Local, number: int, elsewhere: Elsewhere, time: Time) -> Move:
        """The same message in other bytes: without its tag, and with another signature that would fit as well."""
        again = self._again.get(number)
        if again is None:
            first = Unsigned(Kind.DEVICE_MESSAGE, KEY.alg, KID, encode_message(self._t.messages[number].content))
            data = first.sealed(b"2" * 64)[len(_TAG) :]
            sealed = read_message(data)
            again = self._again[number] = Verified(sealed.content, sealed.digest)
        move = self._take(local, again, elsewhere, time)
        fault = "" if move.after == local else TWICE
        return Move("re-encoded message", f"message {again.content.counter} arrives in other bytes", move.after, fault)

    def _take(self, local: Local, verified: Verified[DeviceMessage], elsewhere: Elsewhere, time: Time) -> Move:
        view = self.view(local, elsewhere, time)
        before = view.instance
        try:
            decision = rules.take(view, verified, seconds(time.portal))
        except Refused as error:
            kind = "superseded" if error.code == "superseded" else "suspect refused"
            seen = self._see(local, verified, None) if kind == "superseded" else local.office.seen
            return Move(kind, error.code, local._replace(office=local.office._replace(seen=seen)))
        match decision:
            case Again():
                return Move("duplicate", "the same answer again", local)
            case Quarantined(instance, finding):
                office = local.office._replace(instance=self._t.instances.number(instance))
                return Move(f"suspicion, {finding.code}", finding.code, local._replace(office=office))
            case Taken(instance, host, response, changes):
                answer = Verified(response, decision.unsigned.digest)
                credited = {change.line: change.credited for change in changes}
                kept = {entry.line: entry.count for entry in decision.withheld}
                names, old = self._t.bounds.names, local.office
                office = Office(
                    instance=self._t.instances.number(instance),
                    host=self._t.hosts.number(host),
                    seen=self._see(local, verified, answer.digest),
                    withheld=tuple(n + kept.get(name, 0) for name, n in zip(names, old.withheld, strict=True)),
                    recent=self._recent(old.recent, credited),
                )
                answers = with_one(local.answers, self._t.answers.number((answer, local.rotated)))
                words = f"holds {dict(verified.content.holdings)}, answer {response.sequence}: {dict(response.counts)}"
                return Move(_kind(before, instance, kept, time), words, local._replace(answers=answers, office=office))

    def _recent(self, before: tuple[int, ...], credited: dict[str, int]) -> tuple[int, ...]:
        if self._t.bounds.returns is None:
            return before
        added = (n + credited.get(name, 0) for name, n in zip(self._t.bounds.names, before, strict=True))
        return tuple(min(n, self._t.bounds.copies) for n in added)

    def _fault(self, local: Local, verified: Verified[DeviceMessage], move: Move, time: Time) -> str:
        """What must hold for any message, whoever made it."""
        before, after = self._t.instances[local.office.instance], self._t.instances[move.after.office.instance]
        seen = self._seen(local, verified.digest)
        if seen is not None and seen.answer is not None and move.after != local:
            return TWICE
        if before.suspicion is not None and replace(after, sequence=before.sequence) != before:
            return SUSPECT_MOVED
        at = seconds(time.leases)
        held = dict(verified.content.holdings)
        more = any(held.get(x.activation_id, 0) > before.counted(x, at) for x in self._t.lines)
        if move.kind == "taken" and more and not before.leases_end:
            return "took more than it had allocated"
        return ""

    def view(self, local: Local, elsewhere: Elsewhere, time: Time) -> View:
        """What the rules see of one device."""
        others = zip(self._t.lines, elsewhere, local.office.withheld, strict=True)
        rooms = tuple(Room(line, n + withheld) for line, n, withheld in others)
        office = local.office
        return View(
            portal=PORTAL,
            epoch=local.epoch,
            ledger_time=0,
            instance=self._t.instances[office.instance],
            host=self._t.hosts[office.host],
            rooms=rooms,
            seen=self._t.seen[office.seen],
            lease_time=seconds(time.leases),
            policy=self._t.policy,
            recent=counts(dict(zip(self._t.bounds.names, office.recent, strict=True))),
        )

    def _see(self, local: Local, verified: Verified[DeviceMessage], answer: bytes | None) -> int:
        seen = self._t.seen[local.office.seen]
        if answer is None and any(s.digest == verified.digest for s in seen):
            return local.office.seen
        new = replace(seen_as(verified), answer=answer)
        return self._t.seen.number(tuple(sorted((*seen, new), key=lambda s: (s.counter, s.digest, s.answer or b""))))

    def _seen(self, local: Local, digest: bytes) -> Seen | None:
        return next((s for s in self._t.seen[local.office.seen] if s.digest == digest), None)

    def _operator(self, local: Local, time: Time) -> Iterator[Move]:
        """Enrols, allows again, marks, orders, writes off, releases, and rotates keys."""
        host, instance = self._t.hosts[local.office.host], self._t.instances[local.office.instance]
        if host.status is not HostStatus.ACTIVE:
            yield from self._enrol(local, host, instance, time)
        elif host.allowance != self._t.allowance and not host.returning:
            allowed = dict(self._t.allowance)
            known, with_marks = rules_operator.grant(host, instance, allowed, set(self._t.bounds.names))
            after = self._with(local, known, with_marks or instance)
            yield Move("allowed again", "the operator allows it all copies again", after)
        if self._t.bounds.orders:
            yield from self._removals(local, host, instance, time)
        if self._t.bounds.write_off:
            yield from self._write_off(local, host, instance, time)
        if any(local.office.withheld):
            none = (0,) * len(local.office.withheld)
            yield Move("released", "what was withheld is released", local._replace(
                office=local.office._replace(withheld=none, recent=none)))  # fmt: skip
        if local.rotated <= self._t.bounds.rotations:
            yield Move("keys rotated", "the portal has new keys", local._replace(rotated=local.rotated + 1))

    def _enrol(self, local: Local, host: HostState, instance: Instance, time: Time) -> Iterator[Move]:
        try:
            with_host = None if instance.status is InstanceStatus.RETIRED else instance
            done = rules_operator.enrol(HOST, KEY, host.traits, host, with_host, instance, seconds(time.leases))
        except Refused as error:
            yield Move("enrolment refused", error.code, local)
        else:
            yield Move("enrolled again", "the operator enrols it again", self._with(local, done.host, done.instance))

    def _removals(self, local: Local, host: HostState, instance: Instance, time: Time) -> Iterator[Move]:
        at = seconds(time.leases)
        made = self._t.bounds.orders > len(local.orders)
        for line in instance.lines if made and instance.status is InstanceStatus.ACTIVE else ():
            for n in range(instance.allocated(line, at)):
                if dict(instance.marks).get(line, self._t.bounds.copies + 1) == n:
                    continue
                try:
                    marked = rules_removal.mark(host, instance, {line: n}, at)
                except Refused:
                    yield Move("mark refused", f"{line} cannot be marked", local)
                else:
                    yield Move("marked", f"{line} is marked to {n}", self._with(local, *marked))
        for line, _ in instance.marks:
            after = self._with(local, host, rules_removal.unmark(instance, line))
            yield Move("mark withdrawn", f"the mark on {line} is withdrawn", after)
        if instance.marks and made:
            try:
                after_order, order = rules_removal.order(PORTAL, local.epoch, instance, seconds(time.portal))
            except Refused as error:
                yield Move("order not made", error.code, local)
                return
            verified = Verified(order, unsigned_order(order, PORTAL.key).digest)
            live = instance.live
            number = self._t.orders.number(Made(verified, live.epoch if live else 0, live.sequence if live else 0))
            ordered = self._with(local, host, after_order)._replace(orders=with_one(local.orders, number))
            fault = BLIND_ORDER if instance.stale else ""
            yield Move("order made", f"order {order.number & 0xFFFF}: {dict(order.remain)}", ordered, fault)

    def _write_off(self, local: Local, host: HostState, instance: Instance, time: Time) -> Iterator[Move]:
        at = seconds(time.leases)
        if instance.status is not InstanceStatus.RETIRED:
            after, retired, _ = rules_removal.write_off(
                PORTAL.portal, host, instance, self._t.lines, self._t.policy, (), 0, at, "Grace", "dead", ()
            )
            yield Move("written off", "the operator writes it off", self._with(local, after, retired))
            try:
                done = rules_operator.enrol(HOST, _NEW_KEY, Traits(), host, instance, None, at)
            except Refused:
                yield Move("new key refused", "it still has copies", local)
            else:
                assert done.retired is not None
                yield Move("new key enrolled", "its old key is retired", self._with(local, host, done.retired))

    def _backups(self, local: Local) -> Iterator[Move]:
        """A backup is made at any time; the portal is restored from it, and notices."""
        if local.epoch > self._t.bounds.restores:
            return
        if local.backup != local.office:
            yield Move("backed up", "a backup of the portal is made", local._replace(backup=local.office))
        if local.backup is not None and local.backup != local.office:
            given_up = self._t.hosts[local.office.host].status is HostStatus.OBSOLETE
            instance = rules_removal.restored(self._t.instances[local.backup.instance], written_off=given_up)
            host = self._t.hosts[local.backup.host]
            if given_up:
                host = replace(host, status=HostStatus.OBSOLETE, allowance=(), returning=False)
            office = local.backup._replace(instance=self._t.instances.number(instance), host=self._t.hosts.number(host))
            after = local._replace(office=office, backup=None, epoch=local.epoch + 1)
            yield Move("restored", "the portal is restored from the backup", after)

    def _with(self, local: Local, host: HostState, instance: Instance) -> Local:
        hosts, instances = self._t.hosts, self._t.instances
        office = local.office._replace(host=hosts.number(host), instance=instances.number(instance))
        return local._replace(office=office)


def _kind(before: Instance, after: Instance, kept: dict[str, int], time: Time) -> str:
    """The words for a message that was taken."""
    if before.status is InstanceStatus.RETIRED:
        return "taken from a written-off device"
    if before.stale:
        return "taken, unproven yet" if after.stale else "taken, proven"
    if kept:
        return "taken, some withheld"
    at = seconds(time.leases)
    if any(before.lease_over(line, at) and after.allocated(line, at) for line in after.lines):
        return "taken, lease renewed after its end"
    return "taken"
