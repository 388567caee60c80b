"""Every event at a device: commands, answers, power, harm to its storage. The rules are the device's own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from retour.device import rules
from retour.device.rules import RefusedByRule, Step, Wish
from retour.device.state import DeviceState, Outgoing
from retour.protocol import codec
from retour.protocol.group import Operation
from retour.protocol.messages import Verified
from retour.protocol.model import Host, HostType, Reason
from tests.model.parts import WHO, Body, Local, Move, Tables, with_one

REPEATED: Final = "a late command was carried out again"
_OTHER: Final = Host(HostType.SERIAL, "SN-2")


class AtDevice:
    """Carries the device rules' writes out one at a time."""

    def __init__(self, tables: Tables) -> None:
        self._t = tables
        self._named: dict[bytes, int] = {}

    def moves(self, local: Local) -> Iterator[Move]:
        """All that can happen at the device and its clone next."""
        for index, body in enumerate(local.bodies):
            yield from self.power_comes(local, index)
            if body.running:
                if body.anchor < self._t.bounds.messages:
                    yield from self._commands(local, index)
                yield from self._late_commands(local, index)
                yield from self._answers(local, index)
        if local.harm < self._t.bounds.harm:
            yield from self._harm(local)

    def usable(self, local: Local, line: str) -> int:
        """Copies of `line` that the device can use: now, or after the power was off."""
        body = local.bodies[0]
        states = [self._start(local, 0).state]
        if body.running:
            states.append(self._t.states[body.running])
        return max(dict(state.holdings).get(line, 0) for state in states)

    def power_comes(self, local: Local, index: int) -> Iterator[Move]:
        """The device starts, after a crash or just so."""
        step = self._start(local, index)
        kind = "recovery" if len(step.writes) > 1 else "power cycle" if local.bodies[index].running else "restart"
        yield from self._carry_out(local, index, step, kind, kind)

    def command(self, local: Local, index: int, wish: Wish, words: str) -> Iterator[Move]:
        """A host's new command. Raises `RefusedByRule`."""
        step = rules.make(self._running(local, index), WHO, wish, self._nonce(local, index), True)
        self._t.wishes[self._message(_outgoing(step))] = wish
        kind = "sync" if wish.operation is Operation.SYNC else "drop" if wish.operation is Operation.DROP else "request"
        if wish.reason is Reason.DECOMMISSION:
            kind += ", decommission"
        yield from self._carry_out(local, index, step, kind, words)

    def answer(self, local: Local, index: int, number: int) -> Iterator[Move]:
        """An answer is brought. Raises `RefusedByRule`."""
        response = self._t.answers[number]
        step = rules.apply(self._running(local, index), WHO, response, self._nonce(local, index))
        kind = "answer applied" if step.writes else "answer applied before"
        words = f"answer {response.content.sequence} applied, holds {dict(step.state.holdings)}"
        yield from self._carry_out(local, index, step, kind, words)

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
                step = rules.make(self._running(local, index), WHO, wish, self._nonce(local, index), True)
            except RefusedByRule:
                yield Move("late command", "a late command is refused", local)
            else:
                # After a fork the storage may be one to which the command is news.
                fault = REPEATED if step.writes and not local.forked else ""
                yield Move("late command", f"the command for message {wish.replaces + 1} comes again", local, fault)

    def _answers(self, local: Local, index: int) -> Iterator[Move]:
        for number in local.answers:
            if self._t.states[local.bodies[index].running].counter >= self._t.bounds.messages:
                continue
            try:
                yield from self.answer(local, index, number)
            except RefusedByRule as error:
                yield Move("answer refused", f"answer refused: {error}", local)
            theirs = self._t.answers[number]
            content = replace(theirs.content, host=_OTHER, instance=b"another.")
            try:
                rules.apply(self._running(local, index), WHO, Verified(content, b"?" * 32), b"?" * 8)
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
        if local.saved is None:
            ahead = any(n and self._t.states[n].counter > body.anchor for n in body.slots)
            if body.anchor and not local.forked and (self._t.bounds.mid_step or not ahead):
                yield Move("store copied", "the store is copied", local._replace(saved=body._replace(running=0)))
            return
        old = local.saved
        spent = local._replace(saved=None, harm=harm)
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
        return rules.start(WHO, body.anchor, slots, self._nonce(local, index))

    def _carry_out(self, local: Local, index: int, step: Step, kind: str, words: str, at: int = 0) -> Iterator[Move]:
        if at == len(step.writes):
            body = local.bodies[index]._replace(running=self._t.states.number(step.state))
            yield Move(kind, words, self._with(local, index, body))
            return
        for whole, after in self._written(local, index, step.writes[at]):
            if whole:
                yield from self._carry_out(after, index, step, kind, words, at + 1)
            if self._t.bounds.crashes and (not whole or at + 1 < len(step.writes)):
                where = f"crash {'after' if whole else 'in the middle of'} {type(step.writes[at]).__name__}"
                yield Move(where, f"{words}: {where}", self._off(after, index))

    def _off(self, local: Local, index: int) -> Local:
        """The power fails. Where the start has nothing to settle it is the same as running: not counted twice."""
        body = local.bodies[index]._replace(running=0)
        off = self._with(local, index, body)
        step = self._start(off, index)
        signed = step.state.outgoing is None or self._message(step.state.outgoing) == body.signed
        if len(step.writes) > 1 or not signed:
            return off
        return self._with(local, index, body._replace(running=self._t.states.number(step.state)))

    def _written(self, local: Local, index: int, write: rules.Write) -> list[tuple[bool, Local]]:
        """What a write leads to: whole (True), or torn. Which slot is the spare one is as the device's store has it."""
        body = local.bodies[index]
        a, b = body.slots
        match write:
            case rules.EraseSlots():
                torn = {(a, 0), (0, b)} - {body.slots, (0, 0)}
                bodies = [(True, body._replace(slots=(0, 0))), *((False, body._replace(slots=t)) for t in sorted(torn))]
            case rules.UseLocalAct():
                bodies = [(True, body)]
            case rules.WriteSlot(state):
                new = self._t.states.number(state)
                first = not (a and self._t.states[a].counter == body.anchor)
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

    def _nonce(self, local: Local, index: int) -> bytes:
        """Never that of a message that exists with the same counter; else it makes no difference which."""
        counter = local.bodies[index].anchor + 1
        same = sum(1 for number in local.messages if self._t.messages[number].content.counter == counter)
        return bytes((0, 0, 0, 0, 0, 0, index, same))


def _outgoing(step: Step) -> Outgoing:
    assert step.state.outgoing is not None
    return step.state.outgoing
