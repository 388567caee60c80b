"""Carry files: one tagged COSE_Sign1, or a CBOR array of them, under a name that says whose they are.

Pure: bytes and names only. Reading and writing on sticks is in `files`.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Final

from retour.errors import Malformed, RetourError
from retour.protocol import cbor, cose
from retour.protocol.casenumber import parse_case_number

MEDIA_TYPE: Final = 'application/cose; cose-type="cose-sign1"'
SUFFIX: Final = ".retour"
MAX_FILE: Final = 4 * 1024 * 1024
"""Largest carry file, in bytes: a full bundle is far below."""
MAX_MESSAGES: Final = 256
_MAX_HOST: Final = 30
_UNSAFE: Final = re.compile(r"[^A-Za-z0-9-]")
_NAME: Final = re.compile(r"(R-[0-9A-Z]{4}-[0-9A-Z]{4})_([A-Za-z0-9-]+)_([a-z]+)", re.IGNORECASE | re.ASCII)
_STARTS: Final = (
    (b"%PDF", "a PDF document"),
    (b"\x89PNG", "a picture (PNG)"),
    (b"\xff\xd8\xff", "a picture (JPEG)"),
    (b"PK\x03\x04", "a ZIP archive or an Office document"),
    (b"\x7fELF", "a program"),
    (b"MZ", "a program"),
    (b"SQLite format 3", "a database"),
    (b"-----BEGIN", "a key or certificate"),
)


class Leg(Enum):
    """What a carry file brings, as its name says."""

    REQUEST = "request"
    ANSWER = "answer"
    CONFIRMATION = "confirmation"
    ORDER = "order"
    BUNDLE = "bundle"
    """Messages of several devices: a work order, or what a laptop brings from a site."""


@dataclass(frozen=True, slots=True)
class CarryName:
    """What a file's name claims; nothing of it is verified."""

    case: str
    host: str
    leg: str


def carry_name(case: str, host_id: str, leg: Leg) -> str:
    """The name of a carry file: ASCII, safe on FAT, at most 64 characters."""
    return f"{case}_{_file_host(host_id)}_{leg.value}{SUFFIX}"


def parse_name(name: str) -> CarryName | None:
    """Read a carry file's name, also one that a browser has numbered ("... (1).retour"); None if it is another."""
    found = _NAME.match(name)
    if not found:
        return None
    try:
        case = parse_case_number(found[1])
    except RetourError:
        return None
    return CarryName(case, found[2], found[3].lower())


def read_carry(data: bytes) -> tuple[bytes, ...]:
    """Split a carry file into its messages, each a whole COSE_Sign1; their insides are not looked at.

    Raises:
        Malformed: ``empty``, ``too-large``, ``cut``, ``other-kind`` (a picture, a PDF, ...), ``too-many-messages``,
            or what the strict reader refuses.
    """
    _refuse_other_kinds(data)
    if data[0] == 0xC0 | cose.TAG or _is_untagged(data):
        return (data,)
    return _bundle(data)


def join_carry(messages: tuple[bytes, ...]) -> bytes:
    """The carry file for these tagged messages: the one as it is, several as an array."""
    if len(messages) == 1:
        return messages[0]
    return cbor.array_head(len(messages)) + b"".join(messages)


def merge_carry(files: Sequence[bytes]) -> tuple[bytes, int]:
    """One carry file with the messages of several, each once; and how many of the files are none and are left out.

    A single file is given as it is, whatever it is.
    """
    messages: dict[bytes, None] = {}
    others = 0
    for data in files if len(files) > 1 else ():
        try:
            messages |= dict.fromkeys(read_carry(data))
        except Malformed:
            others += 1
    if not messages:
        return files[0], len(files) - 1
    return join_carry(tuple(messages)), others


def _bundle(data: bytes) -> tuple[bytes, ...]:
    items = cbor.split_array(data, limit=MAX_FILE, most=MAX_MESSAGES, tags=frozenset({cose.TAG}))
    if not items:
        raise _other("empty-bundle", "This file holds no message.")
    return items


def _refuse_other_kinds(data: bytes) -> None:
    if not data:
        raise _other("empty", "This file is empty.")
    if len(data) > MAX_FILE:
        raise _other("too-large", f"This file is larger than {MAX_FILE // 1024 // 1024} MiB: it is no Retour file.")
    for start, kind in _STARTS:
        if data.startswith(start):
            raise _other("other-kind", f"This is not a Retour file: it looks like {kind}.")
    if data[0] >> 5 not in (4, 6):
        raise _other("other-kind", "This is not a Retour file.")


def _is_untagged(data: bytes) -> bool:
    """An array of four whose first item is a byte string: COSE_Sign1 without its tag, as QR carries it."""
    return len(data) > 1 and data[0] == 0x84 and data[1] >> 5 == 2


def _file_host(host_id: str) -> str:
    safe = _UNSAFE.sub("-", host_id)
    if safe == host_id and len(safe) <= _MAX_HOST:
        return safe
    # Two hosts must not share a name only because a file system knows fewer characters.
    return f"{safe[: _MAX_HOST - 7]}-{hashlib.sha256(host_id.encode()).hexdigest()[:6]}"


def _other(code: str, what: str) -> Malformed:
    return Malformed(
        code,
        what,
        "Nothing was changed.",
        "Choose the file that ends in .retour and names the case and the device.",
    )
