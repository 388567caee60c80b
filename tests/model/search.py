"""Breadth first over all devices together, with every invariant looked at in every state.

Rules are pure, so each is called once for each device's state and each number of copies elsewhere, and the result is
kept: a global state is a sorted tuple of devices' numbers packed into 63 bits, expanding it is looking up.
"""

from __future__ import annotations

import resource
import time
from array import array
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, NamedTuple

from tests.model.at_device import AtDevice
from tests.model.at_portal import AtPortal, Elsewhere
from tests.model.judge import Judge
from tests.model.parts import Bounds, Local, Move, Tables

TWO_PLACES: Final = "a copy in two places"


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
        self._judge = Judge(self._tables)
        self._numbers: dict[Local, int] = {}
        self._locals: list[Local] = []
        self._usable: list[Elsewhere] = []
        self._allocated: list[Elsewhere] = []
        self._faults: list[str] = []
        self._nodes: dict[tuple[int, Elsewhere], int] = {}
        self._node: list[Node] = []
        self._visits: list[int] = []
        self._bits = 63 // bounds.devices

    def run(self, most: int | None, until: str | None) -> Result:
        began, memory = time.monotonic(), _memory()
        start = self._pack([self._number(self._tables.start())] * self._bounds.devices)
        index, states, parents = {start: 0}, array("Q", [start]), array("I", [0])
        found: dict[str, tuple[int, str]] = {}
        bad: set[int] = set()
        at = transitions = 0
        while at < len(states) and (most is None or len(states) < most):
            if until is not None and any(fault.startswith(until) for fault in found):
                break
            for others, node in self._expand(states[at]) if at not in bad else ():
                for fault, words in node.faults:
                    found.setdefault(fault, (at, words))
                transitions += sum(node.events.values())
                for after in node.after:
                    key = self._pack([*others, after])
                    if key in index:
                        continue
                    new = index[key] = len(states)
                    states.append(key)
                    parents.append(at)
                    if fault := self._two_places(key) or self._faults[after]:
                        found.setdefault(fault, (new, ""))
                        if until is None:
                            bad.add(new)
            at += 1
        events: Counter[str] = Counter()
        for visits, seen in zip(self._visits, self._node, strict=True):
            events.update({kind: n * visits for kind, n in seen.events.items()})
        violations = tuple(Violation(f, self._trace(states, parents, *where)) for f, where in found.items())
        seconds, grown = time.monotonic() - began, _memory() - memory
        complete = at == len(states)
        return Result(len(states), len(self._locals), transitions, events, violations, complete, seconds, grown)

    def _expand(self, key: int) -> Iterator[tuple[list[int], Node]]:
        """Each device's node, with the numbers of the others."""
        numbers = self._unpack(key)
        for i, number in enumerate(numbers):
            if i and numbers[i - 1] == number:
                continue
            others = [*numbers[:i], *numbers[i + 1 :]]
            yield others, self._node[self._visit(number, self._sum(self._allocated, others))]

    def _visit(self, number: int, elsewhere: Elsewhere) -> int:
        found = self._nodes.get((number, elsewhere))
        if found is None:
            found = self._nodes[number, elsewhere] = len(self._node)
            moves = list(self._moves(number, elsewhere))
            after = dict.fromkeys(self._number(move.after) for move in moves)
            after.pop(number, None)
            faults = tuple((move.fault, move.words) for move in moves if move.fault)
            self._node.append(Node(tuple(after), Counter(move.kind for move in moves), faults))
            self._visits.append(0)
        self._visits[found] += 1
        return found

    def _moves(self, number: int, elsewhere: Elsewhere) -> Iterator[Move]:
        yield from self._device.moves(self._locals[number])
        yield from self._portal.moves(self._locals[number], elsewhere)

    def _number(self, local: Local) -> int:
        found = self._numbers.get(local)
        if found is None:
            found = self._numbers[local] = len(self._locals)
            assert found < 1 << self._bits
            allocated = self._portal.allocated(local)
            usable = tuple(self._device.usable(local, name) for name in self._bounds.names)
            self._locals.append(local)
            self._allocated.append(allocated)
            # What a forked store can use is out of anybody's sight: the portal's count stands for it.
            self._usable.append(allocated if local.forked else usable)
            self._faults.append(self._judge.fault(local))
        return found

    def _two_places(self, key: int) -> str:
        """Never in two places: what devices can use and what the portal offers are no more than was bought."""
        numbers, total = self._unpack(key), self._bounds.copies
        used, allocated = self._sum(self._usable, numbers), self._sum(self._allocated, numbers)
        both = any(u + max(0, total - a) > total for u, a in zip(used, allocated, strict=True))
        return TWO_PLACES if both else ""

    def _sum(self, counted: list[Elsewhere], numbers: list[int]) -> Elsewhere:
        if len(numbers) == 1:
            return counted[numbers[0]]
        return tuple(sum(counted[n][line] for n in numbers) for line in range(self._bounds.lines))

    def _pack(self, numbers: list[int]) -> int:
        key = 0
        for number in sorted(numbers):
            key = key << self._bits | number
        return key

    def _unpack(self, key: int) -> list[int]:
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
        numbers = self._unpack(before)
        for i, number in enumerate(numbers):
            others = [*numbers[:i], *numbers[i + 1 :]]
            for move in self._moves(number, self._sum(self._allocated, others)):
                if self._pack([*others, self._number(move.after)]) == after:
                    return f"device with {self._seen_as(number)}: {move.words}"
        raise AssertionError("a state without a way to it")

    def _seen_as(self, number: int) -> str:
        bodies = ", ".join(f"counter {body.anchor}" for body in self._locals[number].bodies)
        return f"{bodies}, usable {self._usable[number]}, allocated {self._allocated[number]}"


def _memory() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
