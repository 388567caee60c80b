"""Messages looked at by a tool that is not ours: do they have the shape of retour.cddl, and but one encoding?"""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Iterator
from contextlib import closing, suppress
from functools import cache
from pathlib import Path
from typing import Any, Final

import pytest
from cddl_verifier import Validator  # type: ignore[import-untyped]
from cddl_verifier.cbor import decode  # type: ignore[import-untyped]

CDDL: Final = Path(__file__).resolve().parent.parent / "core/retour/protocol/retour.cddl"
logging.getLogger("cddl_verifier").setLevel(logging.CRITICAL)  # what it finds is asked for, not read in a log
_TAGGED: Final = b"\xd2\x84"
_SHORTEST: Final = 100
"""Bytes: every message is longer, for its signature alone has 64; a digest or a key may begin as a message does."""
_SQLITE: Final = b"SQLite format 3\0"
MESSAGES: Final = ("message", "device-message", "response", "order", "key-set-link", "write-off")


@pytest.fixture(autouse=True)
def shaped(tmp_path: Path) -> Iterator[None]:
    """Whatever messages a test leaves in its databases have the shape of retour.cddl, and are deterministic."""
    yield
    wrong = {data.hex(): found for data in set(made_in(tmp_path)) if (found := faults(data))}
    assert wrong == {}, wrong


@cache
def validator() -> Validator:
    return Validator(CDDL)


def faults(data: bytes, rule: str = "message") -> list[str]:
    """What is wrong with a blob that shall be a `rule` of retour.cddl; embedded items are looked at as well."""
    found = [f"{d.path_text}: {d.message}" for d in _judged(data, rule)]
    if found or rule not in MESSAGES:
        return found
    # What is embedded is to the outer item a string like any other: each has to be asked for.
    protected, _, payload, _ = decode(data).value
    for what, inner in (("header", protected), ("payload", payload)):
        found += [f"{what}: {d.message}" for d in _judged(inner, None)]
    ours = decode(payload)[-65537]
    links = ours.get({"rt1-rsp": 10, "rt1-ord": 6}.get(decode(protected)[16], 0), [])
    return found + [f"link: {fault}" for link in links for fault in faults(link, "key-set-link")]


def made_in(folder: Path) -> Iterator[bytes]:
    """Every message that a database below `folder` holds: journals of laptops, ledgers of portals."""
    for path in folder.rglob("*"):
        if path.is_file() and path.stat().st_size > len(_SQLITE):
            with path.open("rb") as file:
                start = file.read(len(_SQLITE))
            if start == _SQLITE:
                yield from _blobs(path)


def _blobs(path: Path) -> Iterator[bytes]:
    # A test may have damaged it on purpose.
    with suppress(sqlite3.DatabaseError), closing(sqlite3.connect(path)) as database:
        tables = [name for (name,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        for table in tables:
            for row in database.execute(f'SELECT * FROM "{table}"'):
                yield from (value for value in row if isinstance(value, bytes) and _is_message(value))


def _is_message(value: bytes) -> bool:
    return len(value) > _SHORTEST and value.startswith(_TAGGED)


def _judged(data: bytes, rule: str | None) -> list[Any]:
    schema, root = (validator(), rule) if rule else (_anything(), "anything")
    return list(schema.validate(data, root_type=root, require_deterministic=True).diagnostics)


@cache
def _anything() -> Validator:
    return Validator("anything = any")
