"""The portal's secrets: the answer key's seed on disk, and the admin token, of which only a hash is kept."""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError

from retour.durable import sync_folder
from retour.errors import NotGenuine, Refused
from retour.protocol.keys import SigningKey

SEED_FILE: Final = "answer.seed"
_SEED_BYTES: Final = 32


def make_answer_key(folder: Path) -> SigningKey:
    """The answer key, made now unless an interrupted first start has made it already. Durable on return."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    path, part = folder / SEED_FILE, folder / f".{SEED_FILE}.{secrets.token_hex(4)}"
    descriptor = os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(SigningKey.generate().seed)
            file.flush()
            os.fsync(file.fileno())
        with suppress(FileExistsError):
            # A link never replaces: the first key stays.
            path.hardlink_to(part)
    finally:
        part.unlink()
    sync_folder(folder)
    return read_answer_key(folder)


def read_answer_key(folder: Path) -> SigningKey:
    """The answer key. Raises `Refused` (``portal-key-missing``) when it is not there whole."""
    try:
        seed = (folder / SEED_FILE).read_bytes()
    except OSError as error:
        raise _missing(folder, error.strerror or "it cannot be read") from None
    if len(seed) != _SEED_BYTES:
        raise _missing(folder, f"{SEED_FILE} is damaged")
    return SigningKey.from_seed(seed)


def new_token() -> tuple[str, str]:
    """A new admin token and the hash to store."""
    token = secrets.token_urlsafe(32)
    return token, PasswordHasher().hash(token)


class TokenCheck:
    """Checks admin tokens against the stored hash. Costs 50 ms the first time, then a keyed hash."""

    def __init__(self, stored: Callable[[], str]) -> None:
        """`stored` gives the hash that counts now: a token that was replaced is void at once."""
        self.stored = stored
        self._key = secrets.token_bytes(32)
        self._verified: tuple[str, bytes] | None = None
        self._one_at_a_time = threading.Lock()

    def check(self, token: str) -> None:
        """Raises `NotGenuine` (``not-signed-in``) unless this is the admin token."""
        mark = hmac.digest(self._key, token.encode(), hashlib.sha256)
        stored = self.stored()
        if self._verified is not None and self._verified[0] == stored:
            # The one right token is known: a wrong one need not cost memory and time.
            if hmac.compare_digest(mark, self._verified[1]):
                return
            raise not_signed_in()
        with self._one_at_a_time:
            try:
                PasswordHasher().verify(stored, token)
            except VerifyMismatchError:
                raise not_signed_in() from None
            self._verified = stored, mark


def not_signed_in() -> NotGenuine:
    return NotGenuine(
        "not-signed-in",
        "This is not the portal's admin token.",
        "Nothing was changed.",
        "Use the token that the portal showed at its first start; make a new one with: retour portal token",
    )


def _missing(folder: Path, why: str) -> Refused:
    return Refused(
        "portal-key-missing",
        f"The portal's answer key is not in {folder}: {why}.",
        "The ledger is untouched.",
        "Restore the folder of keys from its backup: devices accept answers of that key only.",
    )
