"""The grammar of one code (BCR-2020-005): ``ur:<type>/<message>`` or ``ur:<type>/<number>-<fragments>/<part>``.

Message and part are bytewords in the minimal style. Letters may have any case, also mixed; what is written is upper
case throughout, because a QR code takes 5.5 bits for a character of its alphanumeric set and 8 for any other.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from retour.airgap.ur import bytewords
from retour.airgap.ur.bounds import LAST_SEQUENCE, MAX_FRAGMENTS, MAX_TEXT, MAX_TYPE, damaged

_START: Final = "UR:"
_TYPE: Final = re.compile(r"[A-Za-z0-9-]+", re.ASCII)
_SEQUENCE: Final = re.compile(r"([0-9]{1,12})-([0-9]{1,12})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Sequence:
    """Which part this is: its number from 1, and how many fragments the message has."""

    number: int
    fragments: int


@dataclass(frozen=True, slots=True)
class Code:
    """One code, its bytewords not yet read.

    Attributes:
        type: the UR type, in lower case.
        sequence: None for a message that is in one code.
        letters: minimal bytewords in the case in which they came.
    """

    type: str
    sequence: Sequence | None
    letters: str


def parse(text: str) -> Code:
    """Take one code apart.

    Raises:
        Malformed: ``text-too-long``, ``not-ur``, ``ur-type``, ``ur-sequence`` for numbers that there cannot be,
            ``too-many-fragments``.
    """
    if len(text) > MAX_TEXT:
        raise damaged("text-too-long", "This is not a code of Retour: it is longer than any QR code.")
    if text[:3].upper() != _START or not text.isascii():
        raise damaged("not-ur", "This is not a code of Retour.")
    kind, *sequence, letters = text[3:].split("/", 3) if "/" in text else ("", "")
    if not _TYPE.fullmatch(kind) or len(kind) > MAX_TYPE:
        raise damaged("ur-type", "This is not a code of Retour: it does not say what it carries.")
    if len(sequence) > 1:
        raise damaged("not-ur", "This is not a code of Retour: it has more pieces than there are.")
    return Code(kind.lower(), _sequence(sequence[0]) if sequence else None, letters)


def single(kind: str, message: bytes) -> str:
    """The code of a whole message, in upper case."""
    return f"{_START}{kind.upper()}/{bytewords.encode(message)}"


def multi(kind: str, sequence: Sequence, part: bytes) -> str:
    """The code of one part, in upper case."""
    return f"{_START}{kind.upper()}/{sequence.number}-{sequence.fragments}/{bytewords.encode(part)}"


def single_length(kind: str, message: int) -> int:
    """Characters of the code of a message of so many bytes."""
    return len(_START) + len(kind) + 1 + 2 * (message + bytewords.CRC_BYTES)


def multi_length(kind: str, sequence: Sequence, part: int) -> int:
    """Characters of the code of a part of so many bytes."""
    return single_length(kind, part) + len(f"{sequence.number}-{sequence.fragments}/")


def _sequence(text: str) -> Sequence:
    found = _SEQUENCE.fullmatch(text)
    if not found:
        raise damaged("ur-sequence", "This code was not read right: it does not say which part it is.")
    number, fragments = int(found[1]), int(found[2])
    if not 1 <= number <= LAST_SEQUENCE or not fragments:
        raise damaged("ur-sequence", "This code names a part that there cannot be.")
    if fragments > MAX_FRAGMENTS:
        raise damaged("too-many-fragments", f"This code belongs to a message of more than {MAX_FRAGMENTS} parts.")
    return Sequence(number, fragments)
