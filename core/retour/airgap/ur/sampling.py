"""Which fragments a part mixes (BCR-2024-001, "the consensus stack"): sender and receiver must agree to the bit.

The seed is SHA-256 of seqNum and checksum, each as four bytes, big-endian; the generator is xoshiro256**. A degree is
drawn with probability proportional to 1/degree by Walker and Vose's alias method, then so many fragments by a
Fisher-Yates shuffle that ends early. Arithmetic is in IEEE-754 doubles, in the order of the paper: every operation
below rounds, so none may be moved. In particular `sum` must not be used, which is more precise in later Pythons.
"""

from __future__ import annotations

import hashlib
from array import array
from collections.abc import Sequence
from functools import lru_cache
from typing import Final, Self

_MASK: Final = (1 << 64) - 1
_SCALE: Final = 2.0**-64


class Xoshiro256:
    """The generator xoshiro256** (Blackman, Vigna), seeded with 32 bytes."""

    def __init__(self, seed: bytes) -> None:
        self._a, self._b, self._c, self._d = (int.from_bytes(seed[at : at + 8], "big") for at in (0, 8, 16, 24))

    @classmethod
    def hashed(cls, data: bytes) -> Self:
        """Seeded with the SHA-256 of some bytes."""
        return cls(hashlib.sha256(data).digest())

    def next(self) -> int:
        """The next 64 bits."""
        a, b, c, d = self._a, self._b, self._c, self._d
        five = b * 5 & _MASK
        result = ((five << 7 | five >> 57) & _MASK) * 9 & _MASK
        c ^= a
        d ^= b
        self._b, self._a = b ^ c, a ^ d
        self._c = c ^ (b << 17 & _MASK)
        self._d = (d << 45 | d >> 19) & _MASK
        return result

    def next_double(self) -> float:
        """The next number from 0 to 1, as the paper divides: 1 itself can come, once in 2^54."""
        return float(self.next()) * _SCALE

    def next_below(self, count: int) -> int:
        """The next whole number from 0 to below `count`."""
        return min(int(self.next_double() * count), count - 1)


class Sampler:
    """Draws an index with the probability of its weight, by the alias method."""

    def __init__(self, weights: Sequence[float]) -> None:
        count, total = len(weights), 0.0
        for weight in weights:
            total += weight
        scaled = [weight * count / total for weight in weights]
        small = [index for index in reversed(range(count)) if scaled[index] < 1]
        large = [index for index in reversed(range(count)) if not scaled[index] < 1]
        # What is left over keeps 1: all that is large, and what is small by rounding only.
        self._chances, self._aliases = array("d", [1.0]) * count, array("H", [0]) * count
        while small and large:
            less, more = small.pop(), large.pop()
            self._chances[less], self._aliases[less] = scaled[less], more
            scaled[more] += scaled[less] - 1
            (small if scaled[more] < 1 else large).append(more)

    def next(self, source: Xoshiro256) -> int:
        first, second = source.next_double(), source.next_double()
        index = min(int(len(self._chances) * first), len(self._chances) - 1)
        return index if second < self._chances[index] else self._aliases[index]


@lru_cache(maxsize=8)
def degrees(fragments: int) -> Sampler:
    """Draws degrees less one for messages of so many fragments. 20 kB at most, and a millisecond to make."""
    return Sampler([1 / degree for degree in range(1, fragments + 1)])


def choose_degree(number: int, fragments: int, checksum: int) -> int:
    """How many fragments part `number` mixes; cheaper than to say which."""
    return 1 if number <= fragments else degrees(fragments).next(_source(number, checksum)) + 1


def choose_fragments(number: int, fragments: int, checksum: int) -> list[int]:
    """Which fragments part `number` mixes, from 0, in no order.

    Args:
        number: the part's sequence number, from 1.
        fragments: how many fragments the message has.
        checksum: CRC-32 of the message.
    """
    if number <= fragments:
        return [number - 1]
    source = _source(number, checksum)
    degree = degrees(fragments).next(source) + 1
    return shuffled(range(fragments), source, degree)


def shuffled(items: Sequence[int], source: Xoshiro256, count: int) -> list[int]:
    """The first `count` of a shuffle."""
    rest = list(items)
    return [rest.pop(source.next_below(len(rest))) for _ in range(count)]


def _source(number: int, checksum: int) -> Xoshiro256:
    return Xoshiro256.hashed(number.to_bytes(4, "big") + checksum.to_bytes(4, "big"))
