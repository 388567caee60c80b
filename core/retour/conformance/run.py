"""One run: from the first word with the device to the last, whatever it does in between."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Final

from retour.conformance import checks_commands, checks_line, checks_messages, checks_removals, checks_responses
from retour.conformance.bench import Bench, Check, Hands
from retour.conformance.line import Line, Patience
from retour.conformance.office import Office
from retour.conformance.outcome import About, Broken, NotChecked, Outcome, Result, Silent, plain
from retour.conformance.rules import RULES
from retour.conformance.said import Who, read_who
from retour.errors import Malformed, NotReached, Refused, RetourError, Usage
from retour.link.framing import Frame, Op, decode_map, encode_map
from retour.protocol.group import GROUP_ID, Command

CHECKS: Final[Mapping[str, Check]] = {
    **checks_line.CHECKS,
    **checks_commands.CHECKS,
    **checks_messages.CHECKS,
    **checks_responses.CHECKS,
    **checks_removals.CHECKS,
}
_SILENT: Final = 3
"""Checks in a row without any answer, after which the device counts as not reached."""


class Run:
    """What came out so far; it stays when the run is ended.

    Attributes:
        about: the device, once it was asked.
        results: of the checks that ran, in their order.
        emptied: whether the device was left holding nothing; None before the end.
    """

    def __init__(self, tell: Callable[[Result], None]) -> None:
        self.about: About | None = None
        self.results: list[Result] = []
        self.emptied: bool | None = None
        self._tell = tell

    def count(self, outcome: Outcome) -> int:
        return sum(result.outcome is outcome for result in self.results)

    async def go(self, address: str, office: Office, hands: Hands, only: Sequence[str], patience: Patience) -> None:
        """Check the rules `only`, or all of them.

        Raises:
            NotReached: nothing answers, at first or any more.
            Refused: ``no-portal``, ``other-portal`` where the device is not one of the test portal; ``device-answer``.
            Usage: ``no-such-rule``, ``address``.
        """
        wanted = [rule for rule in RULES if not only or rule in only]
        unknown = sorted(set(only) - RULES.keys())
        if unknown:
            raise Usage(
                "no-such-rule",
                f"There is no rule {plain(unknown[0], 20)}.",
                "Nothing was asked of the device.",
                "Name rules as SPEC.md does, for example --only D-4 --only G-10.",
            )
        line = Line(address, patience)
        try:
            await line.open(patience.answer)
            who = await _first_words(line)
            self.about = who.about
            _of_the_test_portal(address, office, who)
            bench = Bench(line, office, hands, who)
            await bench.prepare()
            try:
                await self._check(bench, wanted)
            finally:
                await self._empty(bench)
        finally:
            await line.close()

    async def _check(self, bench: Bench, wanted: Sequence[str]) -> None:
        silent = 0
        for rule in wanted:
            began, heard = time.monotonic(), bench.line.frames
            outcome, why = await _result(CHECKS[rule], bench)
            result = Result(rule, RULES[rule], outcome, why, time.monotonic() - began)
            self.results.append(result)
            self._tell(result)
            silent = silent + 1 if outcome is Outcome.FAILED and bench.line.frames == heard else 0
            if silent == _SILENT:
                raise NotReached(
                    "device-silent",
                    f"The device on {bench.line.address} does not answer any more.",
                    "What was found out so far is in the report.",
                    "Restart the device, then run the checks again.",
                )
            if outcome is Outcome.FAILED:
                # A failing open is the next check's failure.
                with contextlib.suppress(RetourError):
                    await bench.line.open(bench.line.patience.answer)

    async def _empty(self, bench: Bench) -> None:
        """Leave the device holding nothing, after an interruption as well."""
        task = asyncio.current_task()
        if task is not None:
            while task.cancelling():
                task.uncancel()
        self.emptied = False
        with contextlib.suppress(Broken, RetourError, TimeoutError):
            async with asyncio.timeout(4 * bench.line.patience.answer):
                await bench.line.open(bench.line.patience.answer)  # an answer may still be under way
                await bench.holding()
                self.emptied = not await bench.inventory()


async def _result(check: Check, bench: Bench) -> tuple[Outcome, str | None]:
    try:
        await check(bench)
    except NotChecked as error:
        return Outcome.NOT_CHECKED, str(error)
    except Broken as error:
        return Outcome.FAILED, str(error)
    except RetourError as error:
        return Outcome.FAILED, error.what
    return Outcome.PASSED, None


async def _first_words(line: Line) -> Who:
    try:
        frame = await line.ask(Frame(Op.READ, 1, GROUP_ID, line.sequence(), Command.IDENTITY, encode_map({})))
        values = decode_map(frame.payload)
        if values is None:
            raise _unusable("it is not a CBOR map")
        if "rc" in values or "err" in values:
            raise Refused(
                "no-license-return",
                f"The device on {line.address} does not speak license return.",
                "Nothing was changed on the device.",
                "Choose another port, or a firmware with license return.",
                port=line.address,
            )
        return read_who(values)
    except Silent as error:
        raise NotReached(
            "no-answer",
            f"Nothing answers on {line.address}.",
            "What was asked is safe to ask again; the device does nothing twice.",
            "Check that the device is on and that this is its port, then try again.",
            port=line.address,
        ) from error
    except Malformed as error:
        if error.code == "device-identity":
            raise
        raise _unusable(error.what.rpartition(": ")[2].rstrip(".")) from error


def _unusable(why: str) -> Malformed:
    return Malformed(
        "device-identity",
        f"The device's IDENTITY cannot be used: {why}.",
        "Nothing was changed on the device.",
        "Correct IDENTITY first (rule G-1), then run the checks again.",
    )


def _of_the_test_portal(address: str, office: Office, who: Who) -> None:
    """Whoever belongs to another portal keeps its licenses: the checks take them away."""
    if who.portal is None:
        raise Refused(
            "no-portal",
            f"The device on {address} was never given a portal.",
            "Nothing was changed: the checks run only on a device of their test portal, and no other loses licenses.",
            f"Give a test device this portal, then run the checks again: {office.pinned}",
        )
    if not office.knows(who.key_set) or office.trusted(who.key_set) != who.portal:
        raise Refused(
            "other-portal",
            f"The device on {address} belongs to the portal {who.portal.portal}, not to the test portal of the checks.",
            "Nothing was changed: the checks run only on a device of their test portal, and no other loses licenses.",
            f"Give a test device this portal when it is made, then run the checks again: {office.pinned}",
        )
