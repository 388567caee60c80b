"""Reads device profiles strictly: every refusal names file, line, key and what is expected.

The manual page ``profiles.md`` says what each key means; this module says what is accepted. Pure.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterable, Mapping
from enum import Enum
from typing import Final, TypeVar

from retour.errors import Malformed
from retour.returns.opaque.lines import line_of
from retour.returns.opaque.profile import (
    Ask,
    AskKind,
    Incoming,
    LinkKind,
    Outgoing,
    Portal,
    Profile,
    Source,
    Spot,
)

FORMAT: Final = 1
MOST_SECONDS: Final = 3600
_NAME: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
_MOST_TEXT: Final = 2000
_HOLDERS: Final = re.compile(r"\{([^{}]*)\}")
_COMMON: Final = frozenset({"host_id", "case"})
_BY_LINE: Final = _COMMON | {"line", "count"}

_Choice = TypeVar("_Choice", bound=Enum)


def read_profile(text: str, name: str) -> Profile:
    """The profile in the text of ``NAME.toml``. Raises `Malformed` (``profile``)."""
    return _Reader(text, name).profile()


class _Reader:
    """One file; knows where its keys stand, so that a refusal can say so."""

    def __init__(self, text: str, name: str) -> None:
        self._text = text
        self._name = name

    def profile(self) -> Profile:
        try:
            data = tomllib.loads(self._text)
        except tomllib.TOMLDecodeError as error:
            found = re.search(r"line (\d+)", str(error))
            raise self._fail(
                (), f"TOML is expected: {error}", int(found[1]) if found else self._text.count("\n") + 1
            ) from error
        except RecursionError:
            raise self._fail((), "a profile is not nested that deep", 1) from None
        if not _NAME.fullmatch(self._name):
            raise self._fail((), "a file name of a-z, 0-9 and dashes is expected, such as my-device.toml", 1)
        top = _Table(self, data, ())
        top.exact("format", FORMAT)
        title = top.text("title")
        link = top.choice("link", LinkKind)
        mount, marker = top.text("mount", ""), top.path("marker", "", link)
        device, portal = top.table("device"), top.table("portal")
        host_id, model = self._fact(device, "host_id", link), self._fact(device, "model", link)
        lines = self._lines(device, link)
        device.done()
        request = self._outgoing(top.table("request"), link, lines=True)
        response = self._incoming(top.table("response"), link)
        sync = self._outgoing(top.table("sync"), link, lines=False)
        named = Portal(
            portal.text("name"),
            portal.texts("request", _COMMON),
            portal.texts("confirmation", _COMMON),
            portal.texts("removal", _COMMON),
            portal.texts("write_off", _COMMON),
        )
        portal.done()
        top.done()
        if marker and link is not LinkKind.FOLDER:
            raise self._fail(("marker",), 'only a profile with link = "folder" has a marker')
        return Profile(self._name, title, link, mount, marker, host_id, model, lines, request, response, sync, named)

    def _fact(self, device: _Table, key: str, link: LinkKind) -> Source:
        return self._source(device.table(key), link, lambda found: "value" in found.groupindex or found.groups >= 1,
                            "a group named value, such as HOSTID=(?P<value>.*)")  # fmt: skip

    def _lines(self, device: _Table, link: LinkKind) -> Source:
        wanted = {"line", "count"}
        return self._source(device.table("lines"), link, lambda found: wanted <= set(found.groupindex),
                            "groups named line and count")  # fmt: skip

    def _source(self, table: _Table, link: LinkKind, fits: Callable[[re.Pattern[str]], bool], expected: str) -> Source:
        asked = table.flag("asked", False)
        if asked:
            table.done()
            return Source(asked=True)
        run = table.words("run", frozenset()) if table.has("run") else ()
        path = "" if run else table.path("path", None, link)
        if "*" in path:
            raise table.fail("path", "the name of one file is expected, without *")
        pattern = table.pattern("pattern")
        if not fits(re.compile(pattern, re.MULTILINE)):
            raise table.fail("pattern", f"a pattern with {expected} is expected")
        table.done()
        return Source(path, run, pattern)

    def _outgoing(self, table: _Table, link: LinkKind, *, lines: bool) -> Outgoing:
        ask = self._ask(table.table("ask"), link, lines=lines)
        appears = self._spot(table.table("appears"), link)
        table.done()
        return Outgoing(ask, appears)

    def _incoming(self, table: _Table, link: LinkKind) -> Incoming:
        put = table.path("put", None, link, _COMMON)
        if "*" in put:
            raise table.fail("put", "the name of one file is expected, without *")
        ask = self._ask(table.table("ask"), link, lines=False) if table.has("ask") else None
        verdict = self._spot(table.table("verdict"), link) if table.has("verdict") else None
        accepted = table.pattern("accepted") if verdict else ""
        refused = table.pattern("refused") if verdict else ""
        table.done()
        return Incoming(put, ask, verdict, accepted, refused)

    def _ask(self, table: _Table, link: LinkKind, *, lines: bool) -> Ask:
        kind = table.choice("by", AskKind)
        instruction = table.text("instruction", "" if kind is not AskKind.INSTRUCTION else None, _COMMON)
        holders = _COMMON | {"lines"} if lines else _COMMON
        path, text, group, command = "", "", 0, 0
        run: tuple[str, ...] = ()
        payload: tuple[tuple[str, str], ...] = ()
        match kind:
            case AskKind.FILE:
                path = table.path("path", None, link, _COMMON)
                text = table.text("text", None, holders)
                if lines and "{lines}" not in text:
                    raise table.fail("text", "{lines} is expected in it: there the activation IDs go")
            case AskKind.COMMAND:
                run = table.words("run", holders)
            case AskKind.SMP:
                if link is not LinkKind.SMP:
                    raise table.fail("by", f'"smp" needs link = "smp", and this profile has link = "{link.value}"')
                group, command = table.number("group", 64, 65535), table.number("command", 0, 255)
                payload = table.pairs("payload", _COMMON)
            case AskKind.INSTRUCTION:
                pass
        needs_line = lines and kind is not AskKind.INSTRUCTION
        line = table.text("line", None if needs_line else "", _BY_LINE)
        if needs_line and not {"{line}", "{count}"} <= set(re.findall(r"\{\w+\}", line)):
            raise table.fail("line", "{line} and {count} are expected in it")
        table.done()
        return Ask(kind, path, text, line, run, group, command, payload, instruction)

    def _spot(self, table: _Table, link: LinkKind) -> Spot:
        path = table.path("path", None, link, _COMMON)
        seconds = table.seconds("seconds", 60.0)
        trailer = table.octets("trailer")
        table.done()
        return Spot(path, seconds, trailer)

    def _fail(self, key: tuple[str, ...], expected: str, line: int | None = None) -> Malformed:
        at = line if line is not None else line_of(self._text, key)
        where = f"{self._name}.toml, line {at}"
        return Malformed(
            "profile",
            f"{where}: {'.'.join(key)}: {expected}." if key else f"{where}: {expected}.",
            "The profile was not used, and nothing was changed.",
            "Correct that line; retour profiles check FILE looks at it again.",
            file=f"{self._name}.toml",
            line=at,
            key=".".join(key),
        )

    def refuse(self, key: tuple[str, ...], expected: str) -> Malformed:
        """The error for a key, with the line on which it stands."""
        return self._fail(key, expected)


class _Table:
    """A TOML table from which every key is taken exactly once."""

    def __init__(self, reader: _Reader, data: Mapping[str, object], key: tuple[str, ...]) -> None:
        self._reader = reader
        self._left = dict(data)
        self._known: list[str] = []
        self._key = key

    def has(self, name: str) -> bool:
        self._known.append(name)
        return name in self._left

    def fail(self, name: str, expected: str) -> Malformed:
        return self._reader.refuse((*self._key, name), expected)

    def done(self) -> None:
        """Refuse what nobody took."""
        for name in self._left:
            known = ", ".join(dict.fromkeys(self._known))
            raise self.fail(name, f"there is no such key here; the keys are {known}")

    def table(self, name: str) -> _Table:
        value = self._take(name, None)
        if not isinstance(value, dict):
            raise self.fail(name, f"a table is expected, [{'.'.join((*self._key, name))}]")
        return _Table(self._reader, value, (*self._key, name))

    def text(self, name: str, default: str | None = None, holders: Iterable[str] = ()) -> str:
        value = self._take(name, default)
        if not isinstance(value, str) or len(value) > _MOST_TEXT or (default is None and not value):
            raise self.fail(name, f"a text is expected, not {_shown(value)}")
        return self._held(name, value, holders)

    def texts(self, name: str, holders: Iterable[str]) -> tuple[str, ...]:
        return self._list(name, holders, "a list of texts for the technician")

    def words(self, name: str, holders: Iterable[str]) -> tuple[str, ...]:
        return self._list(name, holders, "a list of a program and its arguments")

    def path(self, name: str, default: str | None, link: LinkKind, holders: Iterable[str] = ()) -> str:
        value = self.text(name, default, holders)
        if ".." in value.split("/") or "\\" in value or "\0" in value:
            raise self.fail(name, "a path with / and without .. is expected")
        if link is LinkKind.SMP and "*" in value:
            raise self.fail(name, "an exact name is expected: over SMP a device cannot be asked what fits *")
        return value

    def pattern(self, name: str) -> str:
        value = self.text(name)
        try:
            re.compile(value, re.MULTILINE)
        except (re.error, RecursionError, OverflowError) as error:
            raise self.fail(name, f"a regular expression is expected: {error}") from error
        return value

    def choice(self, name: str, kind: type[_Choice]) -> _Choice:
        value = self._take(name, None)
        for member in kind:
            if member.value == value:
                return member
        known = ", ".join(f'"{member.value}"' for member in kind)
        raise self.fail(name, f"one of {known} is expected, not {_shown(value)}")

    def flag(self, name: str, default: bool) -> bool:
        value = self._take(name, default)
        if not isinstance(value, bool):
            raise self.fail(name, f"true or false is expected, not {_shown(value)}")
        return value

    def number(self, name: str, least: int, most: int) -> int:
        value = self._take(name, None)
        if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
            raise self.fail(name, f"a number from {least} to {most} is expected, not {_shown(value)}")
        return value

    def seconds(self, name: str, default: float) -> float:
        value = self._take(name, default)
        if not isinstance(value, (int, float)) or isinstance(value, bool) or not 0 < value <= MOST_SECONDS:
            raise self.fail(name, f"seconds up to {MOST_SECONDS} are expected, not {_shown(value)}")
        return float(value)

    def octets(self, name: str) -> bytes:
        value = self._take(name, "")
        try:
            if isinstance(value, str):
                return bytes.fromhex(value)
        except ValueError:
            pass
        raise self.fail(name, _HEX)

    def pairs(self, name: str, holders: Iterable[str]) -> tuple[tuple[str, str], ...]:
        table = self.table(name)
        return tuple((key, table.text(key, "", holders)) for key in sorted(table.names()))

    def names(self) -> tuple[str, ...]:
        return tuple(self._left)

    def exact(self, name: str, wanted: int) -> None:
        value = self._take(name, None)
        if value != wanted or isinstance(value, bool):
            raise self.fail(name, f"{wanted} is expected, not {_shown(value)}: this Retour reads format {wanted}")

    def _list(self, name: str, holders: Iterable[str], expected: str) -> tuple[str, ...]:
        value = self._take(name, None)
        if (
            not isinstance(value, list)
            or not value
            or not all(isinstance(v, str) and 0 < len(v) <= _MOST_TEXT for v in value)
        ):
            raise self.fail(name, f"{expected} is expected, not {_shown(value)}")
        return tuple(self._held(name, text, holders) for text in value)

    def _held(self, name: str, text: str, holders: Iterable[str]) -> str:
        allowed = set(holders)
        for holder in _HOLDERS.findall(text):
            if holder not in allowed:
                known = ", ".join(f"{{{each}}}" for each in sorted(allowed)) or "no placeholder"
                raise self.fail(name, f"{known} can stand here, and {{{holder}}} cannot")
        return text

    def _take(self, name: str, default: object) -> object:
        self._known.append(name)
        if name not in self._left:
            if default is None:
                raise self._reader.refuse((*self._key, name), "this key is missing")
            return default
        return self._left.pop(name)


_HEX: Final = 'bytes in hexadecimal are expected, such as "0d0a"'


def _shown(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 40 else f"{text[:37]}..."
