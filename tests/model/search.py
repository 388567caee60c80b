"""Breadth first over all devices together, with every invariant looked at in every state.

Rules are pure, so each is called once for each device's state and each number of copies elsewhere, and the result is
kept: a global state is the time and a sorted tuple of devices' numbers in 63 bits, expanding it is looking up.
"""

from __future__ import annotations

import resource
import time
from array import array
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, NamedTuple

from retour.portal import rules_operator
from tests.model.at_device import AtDevice
from tests.model.at_portal import AtPortal, Elsewhere
from tests.model.judge import Judge
from tests.model.parts import JUMP_TICKS, TICK, Bounds, Local, Move, Tables, Time, seconds

TWO_PLACES: Final = "a copy in two places"
AT_RISK: Final = "a written-off device can use more than is said to be at risk"
_TIME_BITS: Final = 6
_TIME_MASK: Final = (1 << _TIME_BITS) - 1


@dataclass(frozen=True, slots=True)
class Violation:
    """What broke, and the shortest way there, in words."""

    fault: str
    trace: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Result:
    """What was found.

    Attributes:
        states, transitions: global ones, after symmetry of devices. locals: states of one device.
        events: how often each kind occurred. complete: nothing within the bounds was left out.
        grown: bytes of memory that the process grew by.
    """

    states: int
    locals: int
    transitions: int
    events: Counter[str]
    violations: tuple[Violation, ...]
    complete: bool
    seconds: float
    grown: int


class Figures(NamedTuple):
    """One device at one time: what it can use, what the portal counts for it, what is wrong with it."""

    usable: Elsewhere
    counted: Elsewhere
    fault: str


class Node(NamedTuple):
    """What can follow for one device, with so many copies elsewhere."""

    after: tuple[int, ...]
    events: Counter[str]
    faults: tuple[tuple[str, str], ...]


def explore(bounds: Bounds, most: int | None = None, until: str | None = None) -> Result:
    """Look at every state within `bounds`, or at the nearest `most`; end early with a violation that starts `until`."""
    return Search(bounds).run(most, until)


class Search:
    def __init__(self, bounds: Bounds) -> None:
        self._bounds = bounds
        self._tables = Tables(bounds)
        self._device, self._portal = AtDevice(self._tables), AtPortal(self._tables)
        self._judge = Judge(self._tables, self._portal)
        self._numbers: dict[Local, int] = {}
        self._locals: list[Local] = []
        self._times: list[Time] = [Time()]
        self._figures: list[list[Figures | None]] = [[]]
        self._nodes: dict[tuple[int, int, Elsewhere], int] = {}
        self._node: list[Node] = []
        self._visits: list[int] = []
        self._bits = (63 - _TIME_BITS) // bounds.devices

    def run(self, most: int | None, until: str | None) -> Result:
        began, memory = time.monotonic(), _memory()
        blank = self._number(self._tables.start())
        first = [self._holding(blank)] if self._bounds.holding else [blank]
        start = self._pack(0, first + [blank] * (self._bounds.devices - 1))
        index, states, parents = {start: 0}, array("Q", [start]), array("I", [0])
        found: dict[str, tuple[int, str]] = {}
        bad: set[int] = set()
        passed: Counter[str] = Counter()
        at = transitions = 0
        while at < len(states) and (most is None or len(states) < most):
            if until is not None and any(fault.startswith(until) for fault in found):
                break
            key = states[at]
            reached = list(self._time_passes(key)) if self._bounds.ticks and at not in bad else []
            passed.update(kind for kind, _ in reached)
            transitions += len(reached)
            afters = [after for _, after in reached]
            when = key & _TIME_MASK
            for others, node in self._expand(key) if at not in bad else ():
                for fault, words in node.faults:
                    found.setdefault(fault, (at, words))
                transitions += sum(node.events.values())
                afters += [self._pack(when, [*others, after]) for after in node.after]
            for after in afters:
                if after in index:
                    continue
                new = index[after] = len(states)
                states.append(after)
                parents.append(at)
                if fault := self._fault(after):
                    found.setdefault(fault, (new, ""))
                    if until is None:
                        bad.add(new)
            at += 1
        for visits, seen in zip(self._visits, self._node, strict=True):
            passed.update({kind: n * visits for kind, n in seen.events.items()})
        violations = tuple(Violation(f, self._trace(states, parents, *where)) for f, where in found.items())
        spent, grown = time.monotonic() - began, _memory() - memory
        complete = at == len(states)
        return Result(len(states), len(self._locals), transitions, passed, violations, complete, spent, grown)

    def _holding(self, number: int) -> int:
        """The same device after it asked for all copies, got them, and said so."""
        wanted = f"capability {self._bounds.names[0]} to {self._bounds.copies}"
        for kind, words in (("request", wanted), ("taken", ""), ("answer applied", ""), ("taken", "message 2")):
            moves = self._moves(number, 0, (0,) * self._bounds.lines)
            found = (move for move in moves if move.kind == kind and move.words.startswith(words))
            number = self._number(next(found).after)
        return number

    def _time_passes(self, key: int) -> Iterator[tuple[str, int]]:
        """Half a day goes by; the portal's clock is set wrong, and right again."""
        when, numbers = key & _TIME_MASK, self._unpack(key)
        now = self._times[when]
        later: list[tuple[str, Time]] = []
        if now.real < self._bounds.ticks:
            portal = now.portal + 1
            later.append(("time passes", now._replace(real=now.real + 1, portal=portal)))
        if self._bounds.jump and not now.jumped:
            later.append(("clock jumps", now._replace(portal=now.real + JUMP_TICKS, jumped=1)))
        if now.jumped == 1:
            later.append(("time confirmed", Time(now.real, now.real, max(now.real, now.leases), 2)))
        for kind, moved in later:
            ended = rules_operator.lease_time(seconds(moved.leases), seconds(moved.portal))
            yield kind, self._pack(self._when(moved._replace(leases=(ended - seconds(0)) // TICK)), numbers)

    def _when(self, at: Time) -> int:
        if at not in self._times:
            assert len(self._times) < 1 << _TIME_BITS
            self._times.append(at)
            self._figures.append([])
        return self._times.index(at)

    def _expand(self, key: int) -> Iterator[tuple[list[int], Node]]:
        """Each device's node, with the numbers of the others."""
        when, numbers = key & _TIME_MASK, self._unpack(key)
        for i, number in enumerate(numbers):
            if i and numbers[i - 1] == number:
                continue
            others = [*numbers[:i], *numbers[i + 1 :]]
            yield others, self._node[self._visit(number, when, self._counted(others, when))]

    def _visit(self, number: int, when: int, elsewhere: Elsewhere) -> int:
        found = self._nodes.get((number, when, elsewhere))
        if found is None:
            found = self._nodes[number, when, elsewhere] = len(self._node)
            moves = list(self._moves(number, when, elsewhere))
            after = dict.fromkeys(self._number(move.after) for move in moves)
            after.pop(number, None)
            faults = tuple((move.fault, move.words) for move in moves if move.fault)
            self._node.append(Node(tuple(after), Counter(move.kind for move in moves), faults))
            self._visits.append(0)
        self._visits[found] += 1
        return found

    def _moves(self, number: int, when: int, elsewhere: Elsewhere) -> Iterator[Move]:
        now = self._times[when]
        yield from self._device.moves(self._locals[number], now)
        yield from self._portal.moves(self._locals[number], elsewhere, now)

    def _number(self, local: Local) -> int:
        found = self._numbers.get(local)
        if found is None:
            found = self._numbers[local] = len(self._locals)
            assert found < 1 << self._bits
            self._locals.append(local)
        return found

    def _figure(self, number: int, when: int) -> Figures:
        known = self._figures[when]
        if number >= len(known):
            known.extend([None] * (len(self._locals) - len(known)))
        found = known[number]
        if found is None:
            found = known[number] = self._reckon(self._locals[number], self._times[when])
        return found

    def _reckon(self, local: Local, now: Time) -> Figures:
        counted = self._portal.counted(local, now)
        fault = self._judge.fault(local, now)
        usable = tuple(self._device.usable(local, name, now) for name in self._bounds.names)
        if self._portal.retired(local):
            # Retired ones stand apart: they are held to what is at risk, and not to the total.
            risk = self._portal.at_risk(local, now)
            if not local.forked and any(u > r for u, r in zip(usable, risk, strict=True)):
                fault = fault or AT_RISK
            usable = (0,) * len(usable)
        elif local.forked:
            # What a forked store can use is out of anybody's sight: the portal's count stands for it.
            usable = counted
        return Figures(usable, counted, fault)

    def _fault(self, key: int) -> str:
        """Never in two places: what devices can use and what the portal offers are no more than was bought."""
        when, numbers, total = key & _TIME_MASK, self._unpack(key), self._bounds.copies
        figures = [self._figure(number, when) for number in numbers]
        for line in range(self._bounds.lines):
            used = sum(each.usable[line] for each in figures)
            offered = max(0, total - sum(each.counted[line] for each in figures))
            if used + offered > total:
                return TWO_PLACES
        return next((each.fault for each in figures if each.fault), "")

    def _counted(self, numbers: list[int], when: int) -> Elsewhere:
        if len(numbers) == 1:
            return self._figure(numbers[0], when).counted
        figures = [self._figure(number, when) for number in numbers]
        return tuple(sum(each.counted[line] for each in figures) for line in range(self._bounds.lines))

    def _pack(self, when: int, numbers: list[int]) -> int:
        key = 0
        for number in sorted(numbers):
            key = key << self._bits | number
        return key << _TIME_BITS | when

    def _unpack(self, key: int) -> list[int]:
        key >>= _TIME_BITS
        mask = (1 << self._bits) - 1
        return [key >> self._bits * i & mask for i in reversed(range(self._bounds.devices))]

    def _trace(self, states: array[int], parents: array[int], at: int, last: str) -> tuple[str, ...]:
        way = [last] if last else []
        while at:
            way.append(self._words(states[parents[at]], states[at]))
            at = parents[at]
        return tuple(reversed(way))

    def _words(self, before: int, after: int) -> str:
        """How one state led to another."""
        when, numbers = before & _TIME_MASK, self._unpack(before)
        if when != after & _TIME_MASK:
            return next(kind for kind, key in self._time_passes(before) if key == after)
        for i, number in enumerate(numbers):
            others = [*numbers[:i], *numbers[i + 1 :]]
            for move in self._moves(number, when, self._counted(others, when)):
                if self._pack(when, [*others, self._number(move.after)]) == after:
                    return f"device with {self._seen_as(number, when)}: {move.words}"
        raise AssertionError("a state without a way to it")

    def _seen_as(self, number: int, when: int) -> str:
        bodies = ", ".join(f"anchor {body.anchor}" for body in self._locals[number].bodies)
        figures = self._figure(number, when)
        return f"{bodies}, usable {figures.usable}, counted {figures.counted}"


def _memory() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
