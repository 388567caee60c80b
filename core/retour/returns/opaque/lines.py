"""On which line of a TOML text a key stands: `tomllib` does not say. As close as a message needs. Pure."""

from __future__ import annotations

import re
from typing import Final

_TABLE: Final = re.compile(r"\s*\[\[?\s*([^\]#]+?)\s*\]\]?\s*(#.*)?")
_WORD: Final = r"(?:[A-Za-z0-9_-]+|\"[^\"]*\"|'[^']*')"
_KEY: Final = re.compile(rf"\s*({_WORD}(?:\s*\.\s*{_WORD})*)\s*=")
_QUOTES: Final = ('"""', "'''")


def line_of(text: str, key: tuple[str, ...]) -> int:
    """The line (from 1) of a key; of the table where it is missing, and of the nearest one above otherwise."""
    best, best_length = 1, 0
    table: tuple[str, ...] = ()
    closing = ""
    for number, line in enumerate(text.splitlines(), 1):
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
        if (length == len(here) and length > best_length) or (length > best_length and length == len(key)):
            best, best_length = number, length
    return best


def _parts(dotted: str) -> tuple[str, ...]:
    return tuple(part.strip().strip("\"'") for part in dotted.split("."))


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
