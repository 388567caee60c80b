"""The codewords of a QR code: its data and what corrects errors in it (ISO/IEC 18004, 7.4 to 7.6). Pure.

`qrcode` has the same and takes long for it (v20: 12 of the 16 ms of a symbol); tests hold this to it.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import zip_longest
from string import ascii_uppercase, digits
from typing import Final

ALPHANUMERIC: Final = digits + ascii_uppercase + " $%*+-./:"
_VALUES: Final = {character: value for value, character in enumerate(ALPHANUMERIC)}
_MODE: Final = "0010"
_END: Final = "0000"
_FILL: Final = b"\xec\x11"
_FIELD: Final = 0x11D
"""The polynomial of the field of 256 elements."""
_DEGREES: Final = 32
"""More than there are numbers of correcting codewords in a block."""


def codewords(text: str, length_bits: int, blocks: list[tuple[int, int]]) -> list[int]:
    """All codewords in the order in which they are placed.

    Args:
        text: alphanumeric, short enough.
        length_bits: how many bits its length takes.
        blocks: of each block, how many codewords it has and how many of them are data.
    """
    data = _data(text, length_bits, sum(held for _, held in blocks))
    held_data, correcting, at = [], [], 0
    for total, held in blocks:
        block = data[at : at + held]
        held_data.append(block)
        correcting.append(_correction(block, total - held))
        at += held
    columns = (*zip_longest(*held_data), *zip_longest(*correcting))
    return [word for column in columns for word in column if word is not None]


def _data(text: str, length_bits: int, room: int) -> bytes:
    pairs = (text[at : at + 2] for at in range(0, len(text), 2))
    bits = f"{_MODE}{len(text):0{length_bits}b}" + "".join(map(_bits, pairs))
    bits = (bits + _END)[: 8 * room]
    bits += "0" * (-len(bits) % 8)
    return (int(bits, 2).to_bytes(len(bits) // 8, "big") + _FILL * room)[:room]


def _bits(pair: str) -> str:
    if len(pair) == 1:
        return f"{_VALUES[pair]:06b}"
    return f"{45 * _VALUES[pair[0]] + _VALUES[pair[1]]:011b}"


def _correction(block: bytes, count: int) -> bytes:
    """The remainder of the block by the generator: a division that takes one whole row of it a step."""
    table, top = _rows(count), 8 * (count - 1)
    low, rest = (1 << top) - 1, 0
    for word in block:
        rest = (rest & low) << 8 ^ table[word ^ rest >> top]
    return rest.to_bytes(count, "big")


@lru_cache(_DEGREES)
def _rows(count: int) -> tuple[int, ...]:
    """The generator without its first coefficient, which is 1, times each element of the field."""
    generator, root = [1], 1
    for _ in range(count):
        shifted = [*generator, 0]
        generator = [a ^ _times(root, b) for a, b in zip(shifted, [0, *generator], strict=True)]
        root = _times(root, 2)
    rows = [0] * 256
    row = bytes(generator[1:])
    for bit in range(8):
        for factor in range(1 << bit):
            rows[1 << bit | factor] = rows[factor] ^ int.from_bytes(row, "big")
        row = bytes(_times(2, each) for each in row)
    return tuple(rows)


def _times(a: int, b: int) -> int:
    product = 0
    while b:
        product ^= a if b & 1 else 0
        a = a << 1 ^ (_FIELD if a & 0x80 else 0)
        b >>= 1
    return product
