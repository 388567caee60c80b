"""What operators type, in commands, forms and JSON alike, turned into the ledger's words."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from enum import IntEnum
from typing import TypeVar

from retour.errors import Usage
from retour.portal.rules_operator import check_host
from retour.portal.state import DAY, Line, Traits
from retour.protocol.fields import is_text
from retour.protocol.group import Clock, RemovalNeeds, SecurityLevel
from retour.protocol.model import Host, HostType

_Choice = TypeVar("_Choice", bound=IntEnum)

HOST_TYPES: dict[str, HostType] = {kind.name.lower(): kind for kind in HostType}
LEVELS: dict[str, SecurityLevel] = {
    "none": SecurityLevel.NONE,
    "counter": SecurityLevel.HARDWARE_COUNTER,
    "counter-and-key": SecurityLevel.HARDWARE_COUNTER_AND_KEY,
}
CLOCKS: dict[str, Clock] = {kind.name.lower(): kind for kind in Clock}
NEEDS: dict[str, RemovalNeeds] = {kind.name.lower().replace("_", "-"): kind for kind in RemovalNeeds}


def host(host_type: str, host_id: str) -> Host:
    """Raises `Usage` (``choice``, ``host-id``)."""
    return check_host(choice("host type", HOST_TYPES, host_type), host_id)


def model_name(text: str) -> str:
    """Raises `Usage` (``model``)."""
    if text and not is_text(text):
        raise Usage("model", "The model does not fit.", _UNCHANGED, "Type at most 64 printable characters.")
    return text


def traits(model: str, level: str, clock: str, needs: str) -> Traits:
    """What enrolment states. Raises `Usage` (``choice``, ``model``)."""
    return Traits(
        model=model_name(model),
        level=choice("security level", LEVELS, level),
        clock=choice("clock", CLOCKS, clock),
        needs=choice("removal needs", NEEDS, needs),
    )


def line(
    activation_id: str,
    product: str,
    copies: int,
    version: str = "1",
    features: Iterable[str] = (),
    expiry: str | None = None,
    entitlement_id: str | None = None,
    lease_days: int | None = None,
) -> Line:
    """A line; it is checked where it is stored. Raises `Usage` (``expiry``)."""
    return Line(
        activation_id=activation_id,
        entitlement_id=entitlement_id or None,
        total=copies,
        product=product,
        version=version,
        features=tuple(features),
        expiry=last_second(expiry) if expiry else None,
        lease=lease_days * DAY if lease_days is not None else None,
    )


def last_second(day: str) -> int:
    """The end of a day in UTC, seconds since 1970: a license is good through the day that is named."""
    try:
        start = datetime.strptime(day, "%Y-%m-%d").replace(tzinfo=UTC)
        return int(start.timestamp()) + 86_399
    except ValueError:
        raise Usage("expiry", f"{day!r} is not a date.", _UNCHANGED, "Give it as YYYY-MM-DD.") from None


def allowance(pair: str) -> tuple[str, int]:
    """Read ``ACTIVATION_ID=COUNT``. Raises `Usage` (``line-count``)."""
    name, equals, n = pair.rpartition("=")
    if not (equals and name and n.isascii() and n.isdigit() and len(n) < 12):
        raise Usage("line-count", f"{pair!r} is not a line and a count.", _UNCHANGED, "Write ACTIVATION_ID=COUNT.")
    return name, int(n)


def choice(what: str, words: dict[str, _Choice], word: str) -> _Choice:
    """One of the words. Raises `Usage` (``choice``) naming them all."""
    if word not in words:
        raise Usage("choice", f"{word!r} is not a {what}.", _UNCHANGED, f"Choose one of {', '.join(words)}.")
    return words[word]


def word_of(words: dict[str, _Choice], value: _Choice) -> str:
    """The word for a value."""
    return next(word for word, known in words.items() if known is value)


_UNCHANGED = "Nothing was changed."
