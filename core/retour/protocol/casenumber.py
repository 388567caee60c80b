"""Case numbers ``R-XXXX-XXXX``: Crockford base 32, seven random characters and one that checks them."""

from __future__ import annotations

import re
import secrets
from typing import Final

from retour.errors import Usage

ALPHABET: Final = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_FORM: Final = re.compile(r"R-?([0-9A-Z]{4})-?([0-9A-Z]{4})")
_READ_AS: Final = str.maketrans("ILO", "110")
"""Crockford: I and L are read as 1, O as 0."""


def new_case_number(random: int | None = None) -> str:
    """A new case number from 35 random bits."""
    value = secrets.randbits(35) if random is None else random
    body = "".join(ALPHABET[value >> shift & 31] for shift in range(30, -1, -5))
    text = body + ALPHABET[_check(body)]
    return f"R-{text[:4]}-{text[4:]}"


def parse_case_number(text: str) -> str:
    """Return the canonical form of what somebody typed. Raises `Usage` (``case-number``) on a slip of the pen."""
    found = _FORM.fullmatch(text.strip().upper())
    body = (found[1] + found[2]).translate(_READ_AS) if found else ""
    if not found or any(c not in ALPHABET for c in body) or ALPHABET[_check(body[:7])] != body[7]:
        raise Usage(
            "case-number",
            f"{text!r} is not a case number.",
            "Nothing was changed.",
            "Type it as it stands on the slip: R, four characters, four characters.",
        )
    return f"R-{body[:4]}-{body[4:]}"


def _check(body: str) -> int:
    """Luhn over base 32 (ISO/IEC 7812 with another base): finds every single slip and nearly every swap."""
    total = 0
    for place, character in enumerate(reversed(body)):
        value = ALPHABET.index(character) * (2 if place % 2 == 0 else 1)
        total += value // 32 + value % 32
    return -total % 32
