"""What can be wrong with a vendor's device, on purpose."""

from __future__ import annotations

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final

from retour.errors import Usage

HALF_SECONDS: Final = 1.0
_MOST_SECONDS: Final = 3600.0
NAMES: Final = "half-written[:SECONDS], silent, refuse, stale, no-trailer, slow:SECONDS"


@dataclass(frozen=True, slots=True)
class Faults:
    """Attributes:
    half_written: seconds between the two halves of a request file.
    silent: never makes a file.
    refuse: refuses every response.
    stale: leaves an old request file and makes none.
    no_trailer: the end of every request is missing.
    slow: seconds until anything is done.
    """

    half_written: float = 0.0
    silent: bool = False
    refuse: bool = False
    stale: bool = False
    no_trailer: bool = False
    slow: float = 0.0


def read_faults(texts: Iterable[str]) -> Faults:
    """Faults by ``NAME`` or ``NAME:VALUE``. Raises `Usage` (``vendor-fault``)."""
    faults = Faults()
    for text in texts:
        name, _, value = text.partition(":")
        match name:
            case "half-written":
                faults = replace(faults, half_written=_seconds(text, value) if value else HALF_SECONDS)
            case "slow":
                faults = replace(faults, slow=_seconds(text, value))
            case "silent" | "refuse" | "stale" if not value:
                faults = replace(faults, **{name: True})
            case "no-trailer" if not value:
                faults = replace(faults, no_trailer=True)
            case _:
                raise _unknown(text)
    return faults


def _seconds(text: str, value: str) -> float:
    try:
        seconds = float(value)
    except ValueError:
        raise _unknown(text) from None
    if not (math.isfinite(seconds) and 0 < seconds <= _MOST_SECONDS):
        raise _unknown(text)
    return seconds


def _unknown(text: str) -> Usage:
    return Usage("vendor-fault", f"There is no fault {text}.", "Nothing was changed.", f"Choose one of: {NAMES}.")
