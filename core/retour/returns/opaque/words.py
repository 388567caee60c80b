"""Names and texts of a carried case: what a profile's placeholders stand for, and what files are called. Pure."""

from __future__ import annotations

import re
from typing import Final

from retour.airgap.carry import Leg, carry_name
from retour.protocol.model import Counts
from retour.returns.opaque.profile import Ask

_PLACE: Final = re.compile(r"\{(host_id|case|line|count|lines)\}")


def filled(text: str, **values: str) -> str:
    """A text with ``{host_id}``, ``{case}``, ``{line}``, ``{count}``, ``{lines}`` filled in; what is put in is never
    looked at again."""
    return _PLACE.sub(lambda found: values.get(found[1], found[0]), text)


def command_text(ask: Ask, remaining: Counts, **values: str) -> str:
    """What a command file says: one filled line for each activation ID, with the count that shall REMAIN."""
    lines = "".join(filled(ask.line, line=line, count=str(count), **values) for line, count in remaining)
    return filled(ask.text, lines=lines, **values)


def command_arguments(ask: Ask, remaining: Counts, **values: str) -> list[str]:
    """Program and arguments; ``{lines}`` as an argument of its own becomes one argument a line."""
    arguments: list[str] = []
    for word in ask.run:
        if word == "{lines}":
            arguments += [filled(ask.line, line=line, count=str(count), **values) for line, count in remaining]
        else:
            arguments.append(filled(word, **values))
    return arguments


def named(leg: str) -> str:
    """A leg as a sentence speaks of it; the portal's answer is called a response here."""
    return {"request": "the request", "answer": "the response", "confirmation": "the confirmation"}[leg]


def file_name(case: str, host_id: str, leg: str, nth: int = 1) -> str:
    """A vendor's file outside: the case's name for it, the vendor's bytes, ``.bin``.

    A second request of a case is not taken for the first, which may still be on the stick: it is called ``request-2``.
    """
    name = carry_name(case, host_id, Leg(leg)).removesuffix(".retour")
    return f"{name}-{nth}.bin" if nth > 1 else f"{name}.bin"
