"""The test portal: its keys and what it signs. Its devices hold licenses that nobody bought.

The file is JSON: the portal's identifier, the seed of its root, the seeds of every key set from 1 on, and the highest
number that an order may have had. A device may know any of the sets, so none is ever forgotten; a new one is in the
file before anything is signed with it.
"""

from __future__ import annotations

import json
import secrets
import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from retour.durable import put
from retour.errors import NotReached, Refused
from retour.protocol.casenumber import ALPHABET
from retour.protocol.fields import Fields
from retour.protocol.keys import PortalKey, SigningKey, check_portal_id
from retour.protocol.keyset import FIRST_LINKED, KeySet, sign_key_set
from retour.protocol.messages import unsigned_order, unsigned_response
from retour.protocol.model import MAX_COUNTER, Order, Response

SCHEMA: Final = 1
_RESERVED: Final = 1000
"""Order numbers that are taken from the file at once."""


@dataclass(frozen=True, slots=True)
class _Kept:
    portal: str
    root: SigningKey
    sets: tuple[tuple[SigningKey, SigningKey], ...]
    order: int


class Office:
    """The test portal over its file."""

    def __init__(self, path: Path) -> None:
        """Open the file, made with new keys if it is missing. Raises `Refused` (``portal-file``), `NotReached`."""
        self._path = path
        try:
            kept = _read(path)
        except FileNotFoundError:
            kept = _Kept(_new_id(), SigningKey.generate(), (_new_set(),), 0)
            self._write(kept)
        except OSError as error:
            raise _unusable(path, error) from error
        self._kept = kept
        self._next = self._limit = kept.order

    @property
    def root(self) -> SigningKey:
        return self._kept.root

    @property
    def portal(self) -> str:
        return self._kept.portal

    @property
    def pinned(self) -> PortalKey:
        """What a device is given when it is made: the portal with its first key set."""
        return self.trusted(1)

    def knows(self, key_set: int) -> bool:
        """Whether a device may know this key set."""
        return 1 <= key_set <= len(self._kept.sets)

    def trusted(self, key_set: int) -> PortalKey:
        """The portal as a device sees it that knows this key set; for sets that are known."""
        answers, orders = self._kept.sets[key_set - 1]
        return PortalKey(self.portal, answers.public, orders.public, self.root.public)

    def answers(self, key_set: int) -> SigningKey:
        """The key for answers of a key set, made if it is new."""
        return self._set(key_set)[0]

    def orders(self, key_set: int) -> SigningKey:
        """The key for orders of a key set, made if it is new."""
        return self._set(key_set)[1]

    def link(self, key_set: int, root: SigningKey | None = None, portal: str | None = None) -> bytes:
        """The link to a key set; by another key, or in another portal's name, where a check wants it wrong."""
        assert key_set >= FIRST_LINKED
        answers, orders = self._set(key_set)
        content = KeySet(portal or self.portal, key_set, answers.public, orders.public)
        return sign_key_set(content, root or self.root)

    def numbers(self, count: int, above: int) -> tuple[int, ...]:
        """Order numbers that this portal never used before, and that are higher than `above`."""
        first = max(self._next, above) + 1
        if first + count > self._limit:
            self._limit = first + count + _RESERVED
            self._keep(order=self._limit)
        self._next = first + count - 1
        return tuple(range(first, first + count))

    @staticmethod
    def signed_response(response: Response, key: SigningKey) -> bytes:
        return unsigned_response(response, key.public).signed(key)

    @staticmethod
    def signed_order(order: Order, key: SigningKey) -> bytes:
        return unsigned_order(order, key.public).signed(key)

    @staticmethod
    def now() -> int:
        return int(time.time())

    def _set(self, key_set: int) -> tuple[SigningKey, SigningKey]:
        if not self.knows(key_set):
            self._keep(sets=key_set)
        return self._kept.sets[key_set - 1]

    def _keep(self, sets: int = 0, order: int = 0) -> None:
        """Have at least so many sets and so high a number in the file; another run may have added its own."""
        try:
            kept = _read(self._path)
        except OSError as error:
            raise _unusable(self._path, error) from error
        added = tuple(_new_set() for _ in range(sets - len(kept.sets)))
        self._kept = replace(kept, sets=kept.sets + added, order=max(kept.order, order))
        self._write(self._kept)

    def _write(self, kept: _Kept) -> None:
        text = {
            "schema": SCHEMA,
            "portal": kept.portal,
            "root": kept.root.seed.hex(),
            "sets": [{"answers": a.seed.hex(), "orders": o.seed.hex()} for a, o in kept.sets],
            "order": kept.order,
        }
        try:
            put(self._path, json.dumps(text, indent=1).encode() + b"\n")
        except OSError as error:
            raise _unusable(self._path, error) from error


def _read(path: Path) -> _Kept:
    data = path.read_bytes()
    try:
        text = json.loads(data)
        if text["schema"] != SCHEMA:
            raise ValueError("schema")
        kept = _Kept(
            portal=check_portal_id(text["portal"]),
            root=_key(text["root"]),
            sets=tuple((_key(each["answers"]), _key(each["orders"])) for each in text["sets"]),
            order=Fields.as_number(text["order"], "order", 0, MAX_COUNTER),
        )
        if not kept.sets:
            raise ValueError("sets")
    except (Refused, ValueError, KeyError, TypeError) as error:
        raise Refused(
            "portal-file",
            f"{path} is not the file of a test portal, or it is damaged.",
            "The file was not touched, and nothing was asked of the device.",
            "Name another file with --portal; a new one is made where none is.",
        ) from error
    return kept


def _key(text: object) -> SigningKey:
    if not isinstance(text, str):
        raise TypeError("key")
    return SigningKey.from_seed(bytes.fromhex(text))


def _new_set() -> tuple[SigningKey, SigningKey]:
    return SigningKey.generate(), SigningKey.generate()


def _new_id() -> str:
    return "P-" + "".join(secrets.choice(ALPHABET) for _ in range(10))


def _unusable(path: Path, error: OSError) -> NotReached:
    return NotReached(
        "portal-file-failed",
        f"The test portal's file {path} cannot be used: {error.strerror or error}.",
        "No key was used that is not in the file.",
        "Check that its folder is there, that it can be written and that there is room, then try again.",
    )


def other_portal(office: Office) -> str:
    """An identifier of a portal that is not this one."""
    last = office.portal[-1]
    return office.portal[:-1] + next(c for c in ALPHABET if c != last)
