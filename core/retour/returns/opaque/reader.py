"""Reads device profiles strictly: every refusal names file, line, key and what is expected.

The manual page ``profiles.md`` says what each key means; this module says what is accepted. Pure.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable
from typing import Final

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
from retour.returns.opaque.tables import Table, Text

FORMAT: Final = 1
_NAME: Final = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
_COMMON: Final = frozenset({"host_id", "case"})
_BY_LINE: Final = _COMMON | {"line", "count"}
_ALL_LINES: Final = "{lines}"
_ONE: Final = "it is read or written, and not searched"
_EXACT: Final = "over SMP a device cannot be asked which files it has"


def read_profile(text: str, name: str) -> Profile:
    """The profile in the text of ``NAME.toml``. Raises `Malformed` (``profile``)."""
    return _Reader(Text(text, name)).profile()


class _Reader:
    def __init__(self, text: Text) -> None:
        self._text = text

    def profile(self) -> Profile:
        top = Table(self._text, self._parsed())
        top.number("format", FORMAT, FORMAT)
        title = top.text("title")
        link = top.choice("link", LinkKind)
        mount = top.text("mount", "")
        marker = top.path("marker", "", star=_ONE)
        if marker and link is not LinkKind.FOLDER:
            raise top.fail("marker", 'only a profile with link = "folder" has a marker')
        device = top.table("device")
        host_id, model = self._fact(device.table("host_id")), self._fact(device.table("model"))
        lines = self._lines(device.table("lines"))
        device.done()
        request = self._outgoing(top.table("request"), link, lines=True)
        response = self._incoming(top.table("response"), link)
        sync = self._outgoing(top.table("sync"), link, lines=False)
        portal = self._portal(top.table("portal"))
        top.done()
        return Profile(
            self._text.name, title, link, mount, marker, host_id, model, lines, request, response, sync, portal
        )

    def _parsed(self) -> dict[str, object]:
        if not _NAME.fullmatch(self._text.name):
            raise self._text.refuse((), "a file name of a-z, 0-9 and dashes is expected, such as my-device.toml", 1)
        try:
            return tomllib.loads(self._text.text)
        except RecursionError:
            raise self._text.refuse((), "a profile is not nested that deep", 1) from None
        except ValueError as error:  # not only what tomllib raises itself: a number may have too many digits
            found = re.search(r"line (\d+)", str(error))
            line = int(found[1]) if found else self._text.text.count("\n") + 1
            raise self._text.refuse((), f"TOML is expected: {error}", line) from error

    def _fact(self, table: Table) -> Source:
        return self._source(table, lambda found: "value" in found.groupindex or found.groups >= 1,
                            "a group named value, such as HOSTID=(?P<value>.+)")  # fmt: skip

    def _lines(self, table: Table) -> Source:
        return self._source(table, lambda found: {"line", "count"} <= set(found.groupindex),
                            "groups named line and count")  # fmt: skip

    def _source(self, table: Table, fits: Callable[[re.Pattern[str]], bool], expected: str) -> Source:
        if table.flag("asked", False):
            table.done()
            return Source(asked=True)
        run = table.words("run", ()) if table.has("run") else ()
        path = "" if run else table.path("path", star=_ONE)
        pattern = table.pattern("pattern")
        if not fits(pattern):
            raise table.fail("pattern", f"a pattern with {expected} is expected")
        table.done()
        return Source(path, run, pattern.pattern)

    def _outgoing(self, table: Table, link: LinkKind, *, lines: bool) -> Outgoing:
        ask = self._ask(table.table("ask"), link, lines=lines)
        appears = self._spot(table.table("appears"), link)
        table.done()
        return Outgoing(ask, appears)

    def _incoming(self, table: Table, link: LinkKind) -> Incoming:
        put = table.path("put", None, _COMMON, star=_ONE)
        trailer = table.octets("trailer")
        ask = self._ask(table.table("ask"), link, lines=False) if table.has("ask") else None
        verdict = self._spot(table.table("verdict"), link) if table.has("verdict") else None
        if verdict is None:
            for each in ("accepted", "refused"):
                if table.has(each):
                    raise table.fail(each, "it is read in the file that [response.verdict] names, and that is missing")
            table.done()
            return Incoming(put, ask, trailer=trailer)
        accepted, refused = table.pattern("accepted").pattern, table.pattern("refused").pattern
        table.done()
        return Incoming(put, ask, verdict, accepted, refused, trailer)

    def _ask(self, table: Table, link: LinkKind, *, lines: bool) -> Ask:
        """How a leg is asked for; with `lines` the wish must be told, except where a person tells it."""
        kind = table.choice("by", AskKind)
        match kind:
            case AskKind.FILE:
                ask = self._by_file(table, lines)
            case AskKind.COMMAND:
                ask = self._by_command(table, lines)
            case AskKind.SMP:
                if link is not LinkKind.SMP:
                    raise table.fail("by", f'"smp" needs link = "smp", and this profile has link = "{link.value}"')
                ask = self._by_smp(table, lines)
            case AskKind.INSTRUCTION:
                ask = Ask(kind, instruction=table.text("instruction", None, _COMMON))
        table.done()
        return ask

    def _by_file(self, table: Table, lines: bool) -> Ask:
        path = table.path("path", None, _COMMON, star=_ONE)
        text = table.text("text", None, _COMMON | {"lines"} if lines else _COMMON)
        if lines and _ALL_LINES not in text:
            raise table.fail("text", "{lines} is expected in it: there the activation IDs go")
        return Ask(AskKind.FILE, path, text, self._line(table, lines), instruction=self._help(table))

    def _by_command(self, table: Table, lines: bool) -> Ask:
        run = table.words("run", _COMMON | {"lines"} if lines else _COMMON)
        if lines and (_ALL_LINES not in run[1:] or any(_ALL_LINES in word and word != _ALL_LINES for word in run)):
            raise table.fail("run", '"{lines}" is expected as an argument of its own: there the activation IDs go')
        return Ask(AskKind.COMMAND, run=run, line=self._line(table, lines), instruction=self._help(table))

    def _by_smp(self, table: Table, lines: bool) -> Ask:
        group, command = table.number("group", 64, 65535), table.number("command", 0, 255)
        payload = table.pairs("payload", _COMMON)
        if lines and "lines" in dict(payload):
            raise table.fail("payload", "no key lines is expected: there the activation IDs go")
        return Ask(AskKind.SMP, line=self._line(table, lines), group=group, command=command, payload=payload,
                   instruction=self._help(table))  # fmt: skip

    def _line(self, table: Table, lines: bool) -> str:
        if not lines:
            return ""
        line = table.text("line", None, _BY_LINE)
        if "{line}" not in line or "{count}" not in line:
            raise table.fail("line", "{line} and {count} are expected in it")
        return line

    def _help(self, table: Table) -> str:
        return table.text("instruction", "", _COMMON)

    def _spot(self, table: Table, link: LinkKind) -> Spot:
        path = table.path("path", None, _COMMON, star=_EXACT if link is LinkKind.SMP else "")
        seconds = table.seconds("seconds", 60.0)
        trailer = table.octets("trailer")
        table.done()
        return Spot(path, seconds, trailer)

    def _portal(self, table: Table) -> Portal:
        name = table.text("name")
        request, confirmation = table.texts("request", _COMMON), table.texts("confirmation", _COMMON)
        removal, write_off = table.texts("removal", _COMMON), table.texts("write_off", _COMMON)
        table.done()
        return Portal(name, request, confirmation, removal, write_off)
