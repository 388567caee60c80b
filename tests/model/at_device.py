"""Every event at a device: commands, answers, power, harm to its storage. The rules are the device's own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from retour.device import rules
from retour.device.rules import KeySetKnown, RefusedByRule, Step, Wish
from retour.device.state import DeviceState, Outgoing
from retour.protocol import codec
from retour.protocol.group import Clock, Operation, Refusal
from retour.protocol.messages import Verified
from retour.protocol.model import Host, HostType, Reason
from tests.model.parts import PORTAL, Body, Local, Move, Tables, Time, seconds, with_one

REPEATED: Final = "a late command was carried out again"
STRIPPED: Final = "an order stripped what was granted after it"
_OTHER: Final = Host(HostType.SERIAL, "SN-2")


class AtDevice:
    """Carries the device rules' writes out one at a time."""

    def __init__(self, tables: Tables) -> None:
        self._t = tables
        self._named: dict[bytes, int] = {}
        self._now = 0

    def moves(self, local: Local, time: Time) -> Iterator[Move]:
        """All that can happen at the device and its clone next."""
        self._now = self.clock(local, time)
        for index, body in enumerate(local.bodies):
            yield from self.power_comes(local, index)
            if body.running:
                if self._t.states[body.running].counter < self._t.bounds.messages:
                    yield from self._commands(local, index)
                    yield from self._orders(local, index)
                yield from self._late_commands(local, index)
                yield from self._answers(local, index)
        if self._t.bounds.clock is Clock.SETTABLE and time.real and not local.clock_back:
            yield Move("clock set back", "the device's clock is set back", local._replace(clock_back=True))
        if local.harm < self._t.bounds.harm:
            yield from self._harm(local)

    def clock(self, local: Local, time: Time) -> int:
        """What the device's clock says; a trusted one is a tick late, one that was set back stands at the start."""
        match self._t.bounds.clock:
            case Clock.NONE:
                return 0
            case Clock.SETTABLE:
                return seconds(0 if local.clock_back else time.real)
            case Clock.TRUSTED:
                return seconds(time.real - 1)

    def usable(self, local: Local, line: str, time: Time) -> int:
        """Copies of `line` that the device can use: now, or after the power was off."""
        body, now = local.bodies[0], self.clock(local, time)
        states = [self._start(local, 0).state]
        if body.running:
            states.append(self._t.states[body.running])
        if self._t.bounds.clock is Clock.NONE:
            return max(dict(state.holdings).get(line, 0) for state in states)
        return max(dict(rules.usable(state, now)).get(line, 0) for state in states)

    def power_comes(self, local: Local, index: int) -> Iterator[Move]:
        """The device starts, after a crash or just so."""
        step = self._start(local, index)
        writes = any(isinstance(write, rules.WriteSlot) for write in step.writes)
        running = "power cycle" if local.bodies[index].running else "restart"
        kind = running if not writes else "recovery" if step.state.recovered else "restatement"
        yield from self._carry_out(local, index, step, kind, kind)

    def command(self, local: Local, index: int, wish: Wish, words: str) -> Iterator[Move]:
        """A host's new command. Raises `RefusedByRule`."""
        step = rules.make(self._running(local, index), self._t.who, wish, self._nonce(local, index), True, self._now)
        self._t.wishes[self._message(_outgoing(step))] = wish
        kind = "sync" if wish.operation is Operation.SYNC else "drop" if wish.operation is Operation.DROP else "request"
        if wish.reason is Reason.DECOMMISSION:
            kind += ", decommission"
        yield from self._carry_out(local, index, step, kind, words)

    def answer(self, local: Local, index: int, number: int) -> Iterator[Move]:
        """An answer is brought. Raises `RefusedByRule`."""
        response, signed_by = self._t.answers[number]
        state = self._running(local, index)
        if signed_by < state.key_set:  # the device has newer keys: the signature does not fit any more
            raise RefusedByRule(Refusal.NOT_GENUINE)
        keys = KeySetKnown(PORTAL, signed_by) if signed_by > state.key_set else None
        step = rules.apply(state, self._t.who, response, self._nonce(local, index), self._now, keys)
        kind = "answer applied" if step.writes else "answer applied before"
        if keys is not None and step.writes:
            kind = "answer applied, with newer keys"
        words = f"answer {response.content.sequence} applied, holds {dict(step.state.holdings)}"
        yield from self._carry_out(local, index, step, kind, words)

    def _orders(self, local: Local, index: int) -> Iterator[Move]:
        """Every order that was ever made may be brought."""
        for number in local.orders:
            made = self._t.orders[number]
            state = self._running(local, index)
            words = f"order {made.order.content.number & 0xFFFF} to {dict(made.order.content.remain)}"
            try:
                step = rules.carry_out(state, self._t.who, made.order, self._nonce(local, index), self._now)
            except RefusedByRule as error:
                yield Move(f"order refused, {error.refusal.name.lower()}", f"{words} is refused", local)
                continue
            if not step.writes:
                yield Move("order carried out before", f"{words} comes again", local)
                continue
            last = state.applied
            older = last is not None and (last.epoch, last.sequence) > (made.epoch, made.sequence)
            fault = STRIPPED if older and step.state.holdings != state.holdings else ""
            for move in self._carry_out(local, index, step, "order carried out", words):
                yield move._replace(fault=move.fault or fault)

    def _commands(self, local: Local, index: int) -> Iterator[Move]:
        state = self._running(local, index)
        held = dict(state.holdings)
        wishes: list[tuple[Operation, str, int, Reason | None]] = [(Operation.SYNC, "", 0, None)]
        for line in self._t.bounds.names if not state.recovered else ():
            for n in range(self._t.bounds.copies + 1):
                has = held.get(line, 0)
                wishes += [(Operation.CAPABILITY, line, n, None)] * (n != has)
                wishes += [(Operation.DROP, line, n, Reason.MOVE)] * (n < has)
            if held.get(line):
                wishes += [(o, line, 0, Reason.DECOMMISSION) for o in (Operation.CAPABILITY, Operation.DROP)]
        for operation, line, n, reason in wishes:
            named = ((line, n),) if line else ()
            transaction = b"%d %d %s %d %d" % (state.counter, operation, line.encode(), n, reason or 0)
            wish = Wish(transaction, state.counter, operation, named, reason)
            why = f" ({reason.name.lower()})" if reason else ""
            yield from self.command(
                local, index, wish, f"{operation.name.lower()} {line} to {n}{why}" if line else "sync"
            )

    def _late_commands(self, local: Local, index: int) -> Iterator[Move]:
        """A command whose message exists comes once more: it must do nothing."""
        for number in local.messages:
            wish = self._t.wishes.get(number)
            if wish is None:
                continue
            try:
                step = rules.make(self._running(local, index), self._t.who, wish, b"another.", True, self._now)
            except RefusedByRule:
                yield Move("late command", "a late command is refused", local)
            else:
                # After a fork the storage may be one to which the command is news.
                fault = REPEATED if step.writes and not local.forked else ""
                yield Move("late command", f"the command for message {wish.replaces + 1} comes again", local, fault)

    def _answers(self, local: Local, index: int) -> Iterator[Move]:
        for number in local.answers:
            if self._running(local, index).counter >= self._t.bounds.messages:
                continue
            try:
                yield from self.answer(local, index, number)
            except RefusedByRule as error:
                yield Move("answer refused", f"answer refused: {error}", local)
            theirs, _ = self._t.answers[number]
            content = replace(theirs.content, host=_OTHER, instance=b"another.")
            try:
                rules.apply(self._running(local, index), self._t.who, Verified(content, b"?" * 32), b"?" * 8)
            except RefusedByRule:
                yield Move("answer for another device", "an answer for another device is refused", local)
            else:
                yield Move(
                    "answer for another device", "another's answer", local, "applied an answer for another device"
                )

    def _harm(self, local: Local) -> Iterator[Move]:
        body, harm = local.bodies[0], local.harm + 1
        a, b = body.slots
        for slots in {(0, 0), (0, b), (a, 0)} - {body.slots}:
            after = self._with(local, 0, body._replace(slots=slots, running=0))._replace(harm=harm)
            yield Move("store lost", f"slots are lost: {slots.count(0)} of 2 are blank", after)
        ahead = any(n and self._t.states[n].anchor > body.anchor for n in body.slots)
        copied = body._replace(running=0)
        fits = body.anchor and not local.forked and copied not in local.saved and len(local.saved) < self._t.bounds.kept
        if fits and (self._t.bounds.mid_step or not ahead):
            yield Move(
                "store copied", "the store is copied", local._replace(saved=tuple(sorted((*local.saved, copied))))
            )
        for old in local.saved:
            spent = local._replace(harm=harm)
            if old[:3] != body[:3]:
                back = self._with(spent, 0, old._replace(anchor=body.anchor))
                yield Move("rolled back with an anchor", "the old copy is put back, the anchor stands", back)
                back = self._with(spent, 0, old)._replace(forked=True)
                yield Move("rolled back without an anchor", "the old copy is put back, anchor and all", back)
            if len(local.bodies) == 1:
                clone = spent._replace(bodies=(body, old), forked=True)
                yield Move("clone", "the copy runs in another device", clone)

    def _start(self, local: Local, index: int) -> Step:
        body = local.bodies[index]
        slots = [self._t.states[n] if n else None for n in body.slots]
        nonce = self._nonce(local, index, body.anchor + 1)  # the counter of a recovery's message
        return rules.start(self._t.who, body.anchor, slots, nonce, self._now)

    def _carry_out(self, local: Local, index: int, step: Step, kind: str, words: str, at: int = 0) -> Iterator[Move]:
        if at == len(step.writes):
            body = local.bodies[index]._replace(running=self._t.states.number(step.state))
            yield Move(kind, words, self._with(local, index, body))
            return
        for whole, after in self._written(local, index, step.writes[at]):
            if whole:
                yield from self._carry_out(after, index, step, kind, words, at + 1)
            if local.cuts < self._t.bounds.crashes and (not whole or at + 1 < len(step.writes)):
                where = f"crash {'after' if whole else 'in the middle of'} {type(step.writes[at]).__name__}"
                yield Move(where, f"{words}: {where}", self._off(after, index))

    def _off(self, local: Local, index: int) -> Local:
        """The power fails. Where the start has nothing to settle it is the same as running: not counted twice."""
        body = local.bodies[index]._replace(running=0)
        off = self._with(local, index, body)
        step = self._start(off, index)
        signed = step.state.outgoing is None or self._message(step.state.outgoing) == body.signed
        if len(step.writes) > 1 or not signed:
            return off._replace(cuts=local.cuts + 1)
        return self._with(local, index, body._replace(running=self._t.states.number(step.state)))

    def _written(self, local: Local, index: int, write: rules.Write) -> list[tuple[bool, Local]]:
        """What a write leads to: whole (True), or torn. Which slot is the spare one is as the device's store has it."""
        body = local.bodies[index]
        a, b = body.slots
        match write:
            case rules.UseLocalAct():
                bodies = [(True, body)]
            case rules.WriteSlot(state):
                new = self._t.states.number(state)
                now = rules.current(body.anchor, [self._t.states[n] if n else None for n in body.slots])
                first = not (a and self._t.states[a] == now)
                bodies = [(w, body._replace(slots=(n, b) if first else (a, n))) for w, n in ((True, new), (False, 0))]
            case rules.AdvanceAnchor(counter):
                bodies = [(True, body._replace(anchor=counter))]
            case rules.StoreSignature(outgoing):
                number = self._message(outgoing)
                if body.signed == number:
                    return [(True, local)]
                signed = local._replace(messages=with_one(local.messages, number))
                return [
                    (True, self._with(signed, index, body._replace(signed=number))),
                    (False, self._with(local, index, body._replace(signed=0))),
                ]
        return [(whole, self._with(local, index, changed)) for whole, changed in bodies]

    def _with(self, local: Local, index: int, body: Body) -> Local:
        bodies = local.bodies
        return local._replace(bodies=(*bodies[:index], body, *bodies[index + 1 :]))

    def _running(self, local: Local, index: int) -> DeviceState:
        return self._t.states[local.bodies[index].running]

    def _message(self, outgoing: Outgoing) -> int:
        found = self._named.get(outgoing.digest)
        if found is None:
            message = codec.decode_message(outgoing.payload)
            found = self._named[outgoing.digest] = self._t.messages.number(Verified(message, outgoing.digest))
        return found

    def _nonce(self, local: Local, index: int, counter: int | None = None) -> bytes:
        """Never that of a message that exists with the same counter; else it makes no difference which."""
        counter = self._running(local, index).counter + 1 if counter is None else counter
        same = sum(1 for number in local.messages if self._t.messages[number].content.counter == counter)
        return bytes((0, 0, 0, 0, 0, 0, index, same))


def _outgoing(step: Step) -> Outgoing:
    assert step.state.outgoing is not None
    return step.state.outgoing
