"""How a check ends, and what is said about it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from retour.protocol.group import Refusal


class Broken(Exception):
    """The device does not keep the rule: what was sent, what is demanded, what came."""


class Silent(Broken):
    """The device gave no answer, or the line ended."""


class NotChecked(Exception):
    """The rule, or a part of it, cannot be looked at on this device or without help."""


class Outcome(Enum):
    """How a check ended."""

    PASSED = "passed"
    FAILED = "failed"
    NOT_CHECKED = "not-checked"


@dataclass(frozen=True, slots=True)
class Result:
    """One rule, checked.

    Attributes:
        why: what was wrong, or why it was not checked; None where it passed.
    """

    rule: str
    title: str
    outcome: Outcome
    why: str | None
    seconds: float


@dataclass(frozen=True, slots=True)
class About:
    """What the device says it is; any text may stand there."""

    host_id: str
    model: str
    firmware: str


def plain(text: str, most: int = 300) -> str:
    """A text that a device chose, fit for a terminal."""
    shown = "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in text[:most])
    return shown if len(text) <= most else shown + "..."


def named(rc: int) -> str:
    """A return code of the vendor group, with its name where it has one."""
    try:
        return f"rc {rc} ({Refusal(rc).name})"
    except ValueError:
        return f"rc {rc}"
