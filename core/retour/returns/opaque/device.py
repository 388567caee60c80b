"""A device by its profile: what it says of itself, asking it for a file, taking the file, giving it the response."""

from __future__ import annotations

import asyncio
import re
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from retour.errors import Malformed, NotReached, Refused
from retour.link.device import Progress
from retour.link.places.folder import FolderPlace
from retour.link.places.place import Entry, Place
from retour.link.places.smp import SmpPlace
from retour.protocol.model import MAX_COUNT, MAX_TEXT, Counts, Grant
from retour.returns.case import Processed
from retour.returns.opaque import checks
from retour.returns.opaque.profile import Ask, AskKind, Incoming, Profile, Source, Spot
from retour.returns.opaque.words import command_arguments, command_text, filled

POLL_SECONDS: Final = 0.5
COMMAND_SECONDS: Final = 60.0
_DIGITS: Final = 10


@dataclass(frozen=True, slots=True)
class Seen:
    """What could be read; None for what the technician has to enter."""

    host_id: str | None
    model: str | None
    held: tuple[Grant, ...] | None


class CarriedDevice:
    """One device at a place, by its profile.

    Args:
        poll: seconds between two looks at a file that is awaited, half a second if not given; a file is complete when
            two looks agree.
    """

    def __init__(self, profile: Profile, place: Place, poll: float | None = None) -> None:
        self.profile = profile
        self.place = place
        self._poll = POLL_SECONDS if poll is None else poll
        self._older: tuple[Entry, ...] = ()

    async def look(self) -> Seen:
        """Read host ID, model and lines. Raises what the place raises, and `Malformed` (``profile-pattern``)."""
        host_id = await self.host_id()
        model = await self._fact(self.profile.model, "model")
        held = await self._lines(self.profile.lines)
        return Seen(host_id, model, held)

    async def host_id(self) -> str | None:
        """Who is at the place now; None where the technician enters it. Raises what `look` raises."""
        return await self._fact(self.profile.host_id, "host ID")

    async def clear(self, spot: Spot, **values: str) -> None:
        """Before a file is asked for: what lies where it will appear is taken away, so that only a new one counts.

        A pattern may fit files of anybody's; these stay, and `await_file` passes them over.
        """
        found = await self.place.find(filled(spot.path, **values))
        if "*" in spot.path:
            self._older = found
            return
        for each in found:
            await self.place.remove(each.path)

    async def ask(self, ask: Ask, remaining: Counts, **values: str) -> str:
        """Ask for a file; gives the instruction where a person has to do something, else ""."""
        match ask.kind:
            case AskKind.FILE:
                text = command_text(ask, remaining, **values)
                await self.place.write(filled(ask.path, **values), text.encode())
            case AskKind.COMMAND:
                await self._run(command_arguments(ask, remaining, **values))
            case AskKind.SMP:
                payload = {name: filled(text, **values) for name, text in ask.payload}
                if remaining and ask.line:
                    payload["lines"] = command_text(Ask(ask.kind, text="{lines}", line=ask.line), remaining, **values)
                assert isinstance(self.place, SmpPlace)
                await self.place.command(ask.group, ask.command, dict(payload))
            case AskKind.INSTRUCTION:
                return filled(ask.instruction, **values)
        return ""

    async def await_file(
        self, spot: Spot, stale: Callable[[bytes], bool], progress: Progress | None = None, **values: str
    ) -> tuple[str, bytes]:
        """The newest file at a spot once it is whole: its name and bytes.

        Args:
            stale: whether bytes are those of an older file; such a file is passed over while there is time.

        Raises:
            NotReached: ``file-not-there`` after the spot's time. Refused: ``stale-file``. Malformed: ``cut``.
        """
        pattern = filled(spot.path, **values)
        left, before, last = spot.seconds, None, None
        while True:
            found = [entry for entry in await self.place.find(pattern) if entry not in self._older]
            newest = found[-1] if found else None
            if newest is not None and before == newest and newest.size:
                data = await self._settled(newest, progress)
                last = data or last
                if data is not None and not stale(data) and data.endswith(spot.trailer):
                    return newest.path, data
            before = newest
            if left <= 0:
                break
            await asyncio.sleep(min(self._poll, left))
            left -= self._poll
        raise _not_there(pattern, spot, last, stale)

    async def give(
        self, response: Incoming, data: bytes, progress: Progress | None = None, **values: str
    ) -> Processed | None:
        """Give the device a response and wait for its verdict; None where a person has to look what it said.

        An older verdict is taken away first: two verdicts may say the same, and only a new one counts. A file that says
        neither yes nor no is one that the device is not done with, such as a log, while there is time.
        """
        if response.verdict is not None:
            for each in await self.place.find(filled(response.verdict.path, **values)):
                await self.place.remove(each.path)
        await self.place.write(filled(response.put, **values), data, progress)
        if response.ask is not None:
            await self.ask(response.ask, (), **values)
        if response.verdict is None:
            return None
        said = b""

        def undecided(seen: bytes) -> bool:
            nonlocal said
            said = seen
            return _decided(response, seen) is None

        try:
            await self.await_file(response.verdict, undecided, progress, **values)
        except Refused as error:
            if error.code != "stale-file":
                raise
        return verdict_in(response, said)

    async def _settled(self, entry: Entry, progress: Progress | None) -> bytes | None:
        """A file's bytes; None if the device went on writing it, or took it away, while it was read."""
        try:
            data = await self.place.read(entry.path, progress)
        except Refused as error:
            if error.code not in ("no-such-file", "readback"):
                raise
            return None
        return data if len(data) == entry.size else None

    async def _fact(self, source: Source, what: str) -> str | None:
        text = await self._text(source)
        if text is None:
            return None
        found = re.search(source.pattern, text, re.MULTILINE)
        if found is None:
            raise _pattern(what, source)
        value = ((found["value"] if "value" in found.re.groupindex else found[1]) or "").strip()
        if not (0 < len(value) <= MAX_TEXT and value.isascii() and value.isprintable()):
            raise _pattern(what, source)
        return value

    async def _lines(self, source: Source) -> tuple[Grant, ...] | None:
        text = await self._text(source)
        if text is None:
            return None
        grants = [_grant(found) for found in re.finditer(source.pattern, text, re.MULTILINE)]
        if len({grant.line for grant in grants}) != len(grants):
            raise _pattern("list of lines", source)
        return tuple(sorted((grant for grant in grants if grant.count), key=lambda grant: grant.line))

    async def _run(self, arguments: list[str]) -> str:
        """Programs run in the device's folder, where there is one: there they leave their files."""
        if not isinstance(self.place, FolderPlace):
            return await run(arguments)
        await self.place.find("*")  # a folder that is gone is not told as a program that is missing
        return await run(arguments, self.place.root)

    async def _text(self, source: Source) -> str | None:
        if source.asked:
            return None
        if source.run:
            return await self._run(list(source.run))
        return (await self.place.read(source.path)).decode("utf-8", "replace")


def verdict_in(response: Incoming, said: bytes) -> Processed:
    """What the device's verdict file says. Raises `Malformed` (``verdict``) if it says neither yes nor no."""
    if (verdict := _decided(response, said)) is not None:
        return verdict
    raise Malformed(
        "verdict",
        "The device wrote a verdict that the profile does not know.",
        "The response was given to the device and is kept here.",
        "Look at the device whether it took the response, and report that.",
        said=said[:200].decode("utf-8", "replace"),
    )


def _decided(response: Incoming, said: bytes) -> Processed | None:
    text = said.decode("utf-8", "replace")
    for pattern, accepted in ((response.refused, False), (response.accepted, True)):
        found = re.search(pattern, text, re.MULTILINE) if pattern else None
        if found is not None:
            why = found["why"] if "why" in found.re.groupindex else found[0]
            return Processed(accepted, (why or "").strip()[:200], "device")
    return None


async def run(arguments: list[str], folder: Path | None = None) -> str:
    """Run a program of the profile, without a shell, in a folder or where Retour was started; what it printed.

    Raises:
        NotReached: ``command-missing``, ``command-time``. Refused: ``command-failed``.
    """
    try:
        process = await asyncio.create_subprocess_exec(
            *arguments, cwd=folder, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE
        )
    except OSError as error:
        raise NotReached(
            "command-missing",
            f"The program {arguments[0]} cannot be started: {error.strerror}.",
            "Nothing was changed.",
            "Install it, or correct its name in the device profile.",
        ) from error
    try:
        out, err = await asyncio.wait_for(process.communicate(), COMMAND_SECONDS)
    except BaseException as error:
        process.kill()
        await process.wait()
        if not isinstance(error, TimeoutError):
            raise
        raise NotReached(
            "command-time",
            f"The program {arguments[0]} did not end within {COMMAND_SECONDS:.0f} seconds and was stopped.",
            "What it did until then is not known here; nothing was recorded.",
            "Look at the device or license server, then try again.",
        ) from None
    if process.returncode != 0:
        said = err.decode("utf-8", "replace").strip().splitlines()
        raise Refused(
            "command-failed",
            f"The program {arguments[0]} refused: {said[-1] if said else f'exit code {process.returncode}'}.",
            "Nothing was recorded.",
            "Settle what it complains about, then try again.",
        )
    return out.decode("utf-8", "replace")


def _grant(found: re.Match[str]) -> Grant:
    groups = {name: (value or "").strip() for name, value in found.groupdict().items()}
    line, count = groups.get("line", ""), groups.get("count", "")
    fits = 0 < len(line) <= MAX_TEXT and line.isascii() and line.isprintable()
    if not fits or not count.isdecimal() or len(count) > _DIGITS or int(count) > MAX_COUNT:
        raise Malformed(
            "device-list",
            f"The device's list of lines cannot be read at {found[0].strip()[:80]!r}.",
            "Nothing was changed.",
            "Check the profile's pattern for the lines, or enter them by hand.",
        )
    features = tuple(part.strip() for part in groups.get("features", "").split(",") if part.strip())
    return Grant(
        line,
        int(count),
        groups.get("product") or line,
        groups.get("version", ""),
        features,
        _expiry(groups.get("expiry")),
    )


def _expiry(text: str | None) -> int | None:
    if not text:
        return None
    try:
        return int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp())
    except ValueError:
        return None  # a date of another form is only not shown


def _pattern(what: str, source: Source) -> Malformed:
    place = source.path or " ".join(source.run)
    return Malformed(
        "profile-pattern",
        f"The {what} is not found in {place} by the profile's pattern.",
        "Nothing was changed.",
        "Is this the right device? If so, correct the pattern in the device profile.",
        pattern=source.pattern,
    )


def _not_there(pattern: str, spot: Spot, last: bytes | None, stale: Callable[[bytes], bool]) -> Exception:
    if last is not None and not stale(last):
        try:
            checks.complete(last, spot.trailer)
        except Malformed as problem:
            return problem
    if last is not None:
        return Refused(
            "stale-file",
            f"Only an older {pattern} is there; the device has made no new one in {spot.seconds:.0f} seconds.",
            "It was not taken for a new one; nothing was changed.",
            "Ask the device again, and give it more time.",
        )
    return NotReached(
        "file-not-there",
        f"{pattern} did not appear within {spot.seconds:.0f} seconds.",
        "Nothing was changed; the case is kept.",
        "Check that the device is on and was asked, then try again.",
    )
