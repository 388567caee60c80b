"""The texts at the vendor's device: what it says of itself, what it is asked, what it made of it. Pure.

About itself: ``HOSTID=``, ``MODEL=`` and for each line ``LINE <activation ID> <count>
<product>|<version>|<features,>|<expiry or ->``. A command: ``KEEP <activation ID> <count>`` for each line, or ``SYNC``.
A result: ``OK <text>`` or ``REFUSED <reason>``.
"""

from __future__ import annotations

import re
from datetime import date
from typing import Final

from retour.device.vendor.format import MAX_LINES, MAX_NUMBER, Line
from retour.device.vendor.rules import Refusal, RefusedError, State

Remaining = tuple[tuple[str, int], ...]
_LINE: Final = re.compile(
    r"(?P<line>[^\s=]{1,64})=(?P<count>[0-9]{1,10}):(?P<product>[^|]{1,64})"
    r"(\|(?P<version>[^|]{0,64})(\|(?P<features>[^|]{0,200})(\|(?P<expiry>[^|]*))?)?)?",
    re.ASCII,
)


def info_text(state: State) -> bytes:
    """What the device says of itself."""
    lines = [f"HOSTID={state.host_id}", f"MODEL={state.model}"]
    for line in state.lines:
        facts = "|".join((line.product, line.version, ",".join(line.features), line.expiry or "-"))
        lines.append(f"LINE {line.line} {line.count} {facts}")
    return _text(*lines)


def read_command(data: bytes) -> Remaining:
    """What shall remain; empty for a sync. Raises `RefusedError` (UNREADABLE)."""
    try:
        words = [line.split() for line in data.decode("ascii").splitlines() if line.strip()]
    except UnicodeDecodeError:
        raise RefusedError(Refusal.UNREADABLE) from None
    if words == [["SYNC"]]:
        return ()
    if not 0 < len(words) <= MAX_LINES:
        raise RefusedError(Refusal.UNREADABLE)
    return tuple(_kept(each) for each in words)


def _kept(words: list[str]) -> tuple[str, int]:
    match words:
        case ["KEEP", line, count] if count.isdecimal() and len(count) <= 10 and int(count) <= MAX_NUMBER:
            return line, int(count)
    raise RefusedError(Refusal.UNREADABLE)


def accepted_text(state: State) -> bytes:
    """The verdict on a response that the device processed."""
    copies = sum(line.count for line in state.lines)
    return _text(f"OK response {state.response} processed; {copies} copies remain")


def refused_text(refusal: Refusal) -> bytes:
    """The verdict on what the device refused."""
    return _text(f"REFUSED {refusal.value}")


def read_line(text: str) -> Line:
    """A line of a new device, ``ACTIVATION_ID=COUNT:PRODUCT[|VERSION[|FEATURES[|EXPIRY]]]``. Raises `ValueError`."""
    found = _LINE.fullmatch(text)
    if found is None or not text.isprintable() or not 0 < int(found["count"]) <= MAX_NUMBER:
        raise ValueError(text)
    product, version, features, expiry = (found[name] or "" for name in ("product", "version", "features", "expiry"))
    until = "" if expiry in ("", "-") else date.fromisoformat(expiry).isoformat()
    names = tuple(name.strip() for name in features.split(",") if name.strip())
    return Line(found["line"], int(found["count"]), product, version, names, until)


def _text(*lines: str) -> bytes:
    return "".join(f"{line}\n" for line in lines).encode()
