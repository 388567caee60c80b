"""A table of a TOML file that is taken apart strictly: every key exactly once, and nothing may be left. Pure.

Each method takes one key, raises `Malformed` (``profile``) with file, line, key and what is expected, and gives a value
that is of its type and within its bounds.
"""

from __future__ import annotations

import re
import warnings
from collections.abc import Iterable, Mapping
from enum import Enum
from typing import Final, TypeVar

from retour.errors import Malformed
from retour.returns.opaque.lines import line_of

MOST_SECONDS: Final = 3600
MOST_TEXT: Final = 2000
_HOLDERS: Final = re.compile(r"\{\s*([A-Za-z_](?:[\w -]*\w)?)\s*\}")
"""Only what looks like a name: a command file may well be JSON."""
_PATH: Final = "a path of a file is expected, with / and without .. or any of \\ ? [ ]"
_HEX: Final = 'bytes in hexadecimal are expected, such as "0d0a"'

_Choice = TypeVar("_Choice", bound=Enum)


class Text:
    """The text of ``NAME.toml``; knows where its keys stand, so that a refusal can say so."""

    def __init__(self, text: str, name: str) -> None:
        self.text = text
        self.name = name

    def refuse(self, key: tuple[str, ...], expected: str, line: int | None = None) -> Malformed:
        """The error for a key; its line is looked up unless it is given."""
        at = line if line is not None else line_of(self.text, key)
        where = f"{self.name}.toml, line {at}"
        return Malformed(
            "profile",
            f"{where}: {'.'.join(key)}: {expected}." if key else f"{where}: {expected}.",
            "The profile was not used, and nothing was changed.",
            "Correct that line; retour profiles check FILE looks at it again.",
            file=f"{self.name}.toml",
            line=at,
            key=".".join(key),
        )


class Table:
    """One table of a text. `done` refuses what nobody took."""

    def __init__(self, text: Text, data: Mapping[str, object], key: tuple[str, ...] = ()) -> None:
        self._text = text
        self._left = dict(data)
        self._known: list[str] = []
        self._key = key

    def has(self, name: str) -> bool:
        self._known.append(name)
        return name in self._left

    def fail(self, name: str, expected: str) -> Malformed:
        return self._text.refuse((*self._key, name), expected)

    def done(self) -> None:
        for name in self._left:
            known = ", ".join(dict.fromkeys(self._known))
            raise self.fail(name, f"there is no such key here; the keys are {known}")

    def table(self, name: str) -> Table:
        expected = f"a table [{'.'.join((*self._key, name))}]"
        value = self._take(name, None, expected)
        if not isinstance(value, dict):
            raise self._other(name, expected, value)
        return Table(self._text, value, (*self._key, name))

    def text(self, name: str, default: str | None = None, holders: Iterable[str] = ()) -> str:
        """A text, not empty unless it may be left away, with no other placeholders than `holders`."""
        expected = f"a text of at most {MOST_TEXT} characters"
        value = self._take(name, default, expected)
        if not isinstance(value, str) or len(value) > MOST_TEXT or (default is None and not value.strip()):
            raise self._other(name, expected, value)
        return self._held(name, value, holders)

    def texts(self, name: str, holders: Iterable[str]) -> tuple[str, ...]:
        return self._list(name, holders, "a list of texts for the technician")

    def words(self, name: str, holders: Iterable[str]) -> tuple[str, ...]:
        return self._list(name, holders, "a list of a program and its arguments")

    def path(self, name: str, default: str | None = None, holders: Iterable[str] = (), *, star: str = "") -> str:
        """A path; `star` says why it may not be a pattern with ``*``, and empty that it may."""
        value = self.text(name, default, holders)
        if not value:
            return value
        parts = value.removeprefix("/").split("/")
        if not all(parts) or {".", ".."} & set(parts) or not value.isprintable() or set("\\?[]") & set(value):
            raise self.fail(name, _PATH)
        if star and "*" in value:
            raise self.fail(name, f"the name of one file is expected, without *: {star}")
        if "**" in value:
            raise self.fail(name, "a pattern with single * is expected, not **")
        return value

    def pattern(self, name: str) -> re.Pattern[str]:
        """A regular expression, for whole texts: ``^`` and ``$`` fit at every line."""
        value = self.text(name)
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("error")  # what Python may read otherwise one day is refused today
                return re.compile(value, re.MULTILINE)
        except (ValueError, re.error, RecursionError, OverflowError, Warning) as error:
            raise self.fail(name, f"a regular expression is expected: {error}") from error

    def choice(self, name: str, kind: type[_Choice]) -> _Choice:
        expected = "one of " + ", ".join(f'"{member.value}"' for member in kind)
        value = self._take(name, None, expected)
        for member in kind:
            if member.value == value:
                return member
        raise self._other(name, expected, value)

    def flag(self, name: str, default: bool) -> bool:
        value = self._take(name, default, "")
        if not isinstance(value, bool):
            raise self._other(name, "true or false", value)
        return value

    def number(self, name: str, least: int, most: int) -> int:
        expected = f"a whole number from {least} to {most}" if least != most else f"the number {least}"
        value = self._take(name, None, expected)
        if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
            raise self._other(name, expected, value)
        return value

    def seconds(self, name: str, default: float) -> float:
        value = self._take(name, default, "")
        if not isinstance(value, (int, float)) or isinstance(value, bool) or not 0 < value <= MOST_SECONDS:
            raise self._other(name, f"a number of seconds above 0 and up to {MOST_SECONDS}", value)
        return float(value)

    def octets(self, name: str) -> bytes:
        value = self._take(name, "", "")
        try:
            if isinstance(value, str):
                return bytes.fromhex(value)
        except ValueError:
            pass
        raise self.fail(name, _HEX)

    def pairs(self, name: str, holders: Iterable[str]) -> tuple[tuple[str, str], ...]:
        """A table of texts, sorted by key."""
        table = self.table(name)
        return tuple((key, table.text(key, "", holders)) for key in sorted(table.names()))

    def names(self) -> tuple[str, ...]:
        return tuple(self._left)

    def _list(self, name: str, holders: Iterable[str], expected: str) -> tuple[str, ...]:
        value = self._take(name, None, expected)
        fits = isinstance(value, list) and all(isinstance(v, str) and 0 < len(v) <= MOST_TEXT for v in value)
        if not isinstance(value, list) or not value or not fits:
            raise self._other(name, expected, value)
        return tuple(self._held(name, text, holders) for text in value)

    def _held(self, name: str, text: str, holders: Iterable[str]) -> str:
        allowed = set(holders)
        for found in _HOLDERS.finditer(text):
            if found[0][1:-1] not in allowed:
                known = ", ".join(f"{{{each}}}" for each in sorted(allowed)) or "no placeholder"
                raise self.fail(name, f"{known} can stand here, and {found[0]} cannot")
        return text

    def _take(self, name: str, default: object, expected: str) -> object:
        self._known.append(name)
        if name not in self._left:
            if default is None:
                raise self.fail(name, f"this key is missing; {expected} is expected")
            return default
        return self._left.pop(name)

    def _other(self, name: str, expected: str, value: object) -> Malformed:
        return self.fail(name, f"{expected} is expected, not {_shown(value)}")


def _shown(value: object) -> str:
    """A value as its file says it, short."""
    match value:
        case bool():
            return str(value).lower()
        case str():
            return f'"{value}"' if len(value) <= 40 else f"a text of {len(value)} characters"
        case int() | float():
            text = f"{value:g}" if isinstance(value, float) else hex(value) if abs(value) > 10**18 else str(value)
            return text if len(text) <= 40 else "a very large number"
        case dict():
            return "a table"
        case list():
            return "a list" if value else "an empty list"
        case _:
            return f"{value}"
