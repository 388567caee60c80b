"""On which line of a TOML text a key stands: `tomllib` does not say. As close as a message needs. Pure."""

from __future__ import annotations

import re
from typing import Final

_WORD: Final = r"(?:[A-Za-z0-9_-]+|\"[^\"]*\"|'[^']*')"
_DOTTED: Final = rf"\s*({_WORD}(?:\s*\.\s*{_WORD})*)\s*"
_TABLE: Final = re.compile(rf"\s*\[\[?{_DOTTED}\]\]?\s*(#.*)?")
_KEY: Final = re.compile(rf"{_DOTTED}=")
_QUOTES: Final = ('"""', "'''")


def line_of(text: str, key: tuple[str, ...]) -> int:
    """The line (from 1) of a key; where it is missing, of the first thing that shares most of its way, such as its
    table."""
    best, best_length = 1, 0
    table: tuple[str, ...] = ()
    closing = ""
    # TOML ends a line by a line feed only; splitlines() would count other characters too.
    for number, line in enumerate(text.split("\n"), 1):
        if closing:
            closing = "" if closing in line else closing
            continue
        if (found := _TABLE.fullmatch(line)) is not None:
            table = _parts(found[1])
            here = table
        elif (found := _KEY.match(line)) is not None:
            here = (*table, *_parts(found[1]))
            closing = _opens(line[found.end() :])
        else:
            continue
        length = _common(here, key)
        if length > best_length:
            best, best_length = number, length
    return best


def _parts(dotted: str) -> tuple[str, ...]:
    return tuple(part.strip("\"'") for part in re.findall(_WORD, dotted))


def _common(one: tuple[str, ...], other: tuple[str, ...]) -> int:
    length = 0
    for a, b in zip(one, other, strict=False):
        if a != b:
            return length
        length += 1
    return length


def _opens(value: str) -> str:
    """The quotes of a multi-line text that begins in this value and does not end in it."""
    for quotes in _QUOTES:
        if value.count(quotes) % 2:
            return quotes
    return ""
