"""Frames shown until a file has crossed by QR: ``.venv/bin/python tests/benchmarks/qr_channel.py [--trials 200]``.

A sender shows frames without end; the receiver begins to look at a random place (of the first four rounds), and 30 %
of the frames are lost, each by itself or in bursts of five on average. Printed are the mean and the 95th percentile of
the frames that were shown until the file was there, as multiples of the fewest that could carry it; as JSON lines.

- ours: our sender and receiver; ours-peeling: our sender, a receiver as in BCR-2024-001 (it reduces parts by subsets)
- all, all-peeling: our sender's order, but with all mixed parts, also those that it leaves out
- standard, standard-peeling: a sender as in BCR-2024-001, pure parts once and then every number; either receiver
- loop: the pure parts again and again, as BBQr does
- floor: any k of the shown are enough, as with RaptorQ: what the loss alone costs
"""

from __future__ import annotations

import argparse
import json
import random
import zlib
from collections.abc import Callable, Iterator
from functools import cache
from itertools import count
from statistics import mean, quantiles
from typing import Protocol

from retour.airgap.ur.content import Content
from retour.airgap.ur.sampling import choose_fragments
from retour.airgap.ur.sender import Sender
from retour.airgap.ur.solving import Solver

LOSS, BURST = 0.3, 5
FRAME_BYTES = {"v20": 589, "v25": 870}
SIZES = (2_000, 10_000, 100_000)
MESSAGES = 8
"""Different messages of each size: the checksum decides which parts are mixed."""

Shown = Callable[[int], int]
"""The number of the part that is shown at an index."""


class Receives(Protocol):
    def add(self, number: int) -> bool:
        """Take a part; whether the file is complete."""


class Message:
    """One message of so many fragments, and what its parts mix."""

    def __init__(self, size: int, fragment: int, seed: int) -> None:
        self.content = Content("cose-sign1", random.Random(seed).randbytes(size))
        self.checksum = zlib.crc32(self.content.message)
        self.fragments = -(-size // fragment)
        # The room for which our sender cuts it into just as many.
        room = next(room for room in count(2 * fragment) if Sender(self.content, room).fragments == self.fragments)
        self.sender = Sender(self.content, room)
        self.chosen = cache(lambda number: choose_fragments(number, self.fragments, self.checksum))


class Gauss:
    def __init__(self, message: Message) -> None:
        self._message, self._solver = message, Solver(message.fragments)

    def add(self, number: int) -> bool:
        self._solver.add(self._message.chosen(number), 0)
        return self._solver.rank == self._message.fragments


class Peeling:
    """The receiver of the paper: a part is reduced by every other that is a proper part of it."""

    def __init__(self, message: Message) -> None:
        self._message = message
        self._known = 0
        self._mixed: set[int] = set()

    def add(self, number: int) -> bool:
        queue = [sum(1 << index for index in self._message.chosen(number))]
        while queue:
            mask = queue.pop(0) & ~self._known
            for other in self._mixed:
                if mask & other == other != mask:
                    mask ^= other
            if not mask or mask in self._mixed:
                continue
            reduced = {other ^ mask if other & mask == mask else other for other in self._mixed}
            if mask & mask - 1:
                reduced.add(mask)
            else:
                self._known |= mask
            queue += [other for other in reduced if other and not other & other - 1]
            self._mixed = {other for other in reduced if other & other - 1}
        return self._known.bit_count() == self._message.fragments


class Counting:
    """Any so many different frames are enough."""

    def __init__(self, message: Message) -> None:
        self._left = message.fragments

    def add(self, _: int) -> bool:
        self._left -= 1
        return not self._left


class Whole:
    """Every pure part is needed."""

    def __init__(self, message: Message) -> None:
        self._missing = set(range(1, message.fragments + 1))

    def add(self, number: int) -> bool:
        self._missing.discard(number)
        return not self._missing


def unchosen(message: Message) -> Shown:
    def number(index: int) -> int:
        turn, place = divmod(index, message.fragments)
        return place + 1 + (turn // 2 + 1) * message.fragments * (turn % 2)

    return number


def looped(message: Message) -> Shown:
    return lambda index: index % message.fragments + 1


SYSTEMS: dict[str, tuple[Callable[[Message], Shown], Callable[[Message], Receives]]] = {
    "ours": (lambda message: message.sender.which, Gauss),
    "ours-peeling": (lambda message: message.sender.which, Peeling),
    "all": (unchosen, Gauss),
    "all-peeling": (unchosen, Peeling),
    "standard": (lambda _: lambda index: index + 1, Gauss),
    "standard-peeling": (lambda _: lambda index: index + 1, Peeling),
    "loop": (looped, Whole),
    "floor": (lambda _: lambda index: index + 1, Counting),
}


def alone(channel: random.Random) -> Iterator[bool]:
    """Whether each frame is lost, one by one."""
    while True:
        yield channel.random() < LOSS


def bursts(channel: random.Random) -> Iterator[bool]:
    """The same, but what is lost is lost in runs."""
    lost = channel.random() < LOSS
    while True:
        yield lost
        lost = channel.random() >= 1 / BURST if lost else channel.random() < LOSS / (1 - LOSS) / BURST


def frames(message: Message, system: str, losses: Callable[[random.Random], Iterator[bool]], seed: int) -> int:
    """Frames shown until the file was there."""
    channel = random.Random(seed)
    start = channel.randrange(4 * message.fragments)
    sends, receives = SYSTEMS[system]
    shown, receiver = sends(message), receives(message)
    for number, lost in enumerate(losses(channel), 1):
        if not lost and receiver.add(shown(start + number - 1)):
            return number
    raise AssertionError


def figures(size: int, density: str, losses: Callable[[random.Random], Iterator[bool]], trials: int) -> None:
    messages = [Message(size, FRAME_BYTES[density], seed) for seed in range(MESSAGES)]
    least = messages[0].fragments
    line: dict[str, object] = {"bytes": size, "density": density, "loss": losses.__name__, "fewest": least}
    for system in SYSTEMS:
        needed = [
            frames(messages[trial % MESSAGES], system, losses, 1_000_000 * size + trial) / least
            for trial in range(trials)
        ]
        line[system] = {"mean": round(mean(needed), 3), "p95": round(quantiles(needed, n=20)[18], 3)}
    print(json.dumps(line), flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--trials", type=int, default=200)
    trials = parser.parse_args().trials
    for size in SIZES:
        for density in FRAME_BYTES:
            for losses in (alone, bursts):
                figures(size, density, losses, trials)


if __name__ == "__main__":
    main()
