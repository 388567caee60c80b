"""The portal's secrets: its keys on disk, and the admin token, of which only a hash is kept.

=================== =======================================================================================
root.key            signs links to newer key sets; belongs on another medium, kept offline (`move_root`)
root.pub            the root's public key, as text; stays here
answer.seed         set 1: signs answers
orders.key          set 1: signs removal orders
answers-N.key,      set N, from 2
orders-N.key
operator.key        signs what operators declare
=================== =======================================================================================

A private key is the 32-byte seed of an Ed25519 key, readable by its owner only. No file is ever replaced: a key that
was named somewhere stays what it is. A portal from before there were key sets has `answer.seed` alone: that one key
is also its key for orders of set 1, and its root for ever.
"""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError

from retour.durable import put, sync_folder
from retour.errors import Malformed, NotGenuine, NotReached, Refused, Usage
from retour.protocol.keys import SEED_BYTES, PortalKey, PublicKey, SigningKey
from retour.protocol.keyset import FIRST_LINKED, KeySet, sign_key_set

SEED_FILE: Final = "answer.seed"
ROOT_FILE: Final = "root.key"
OPERATOR_FILE: Final = "operator.key"
_ROOT_PUBLIC_FILE: Final = "root.pub"
_ORDERS_FILE: Final = "orders.key"


@dataclass(frozen=True, slots=True)
class Keyring:
    """The portal's keys as of set `number`; the private half of the root is not among them."""

    number: int
    answers: SigningKey
    orders: SigningKey
    operator: SigningKey
    root: PublicKey

    def trusted(self, portal: str) -> PortalKey:
        """What a device has to know of the portal named `portal`; with set 1, what enrolment pins."""
        if self.answers.public == self.root:
            return PortalKey(portal, self.root)
        return PortalKey(portal, self.answers.public, self.orders.public, self.root)


def make_keys(folder: Path) -> Keyring:
    """The keys of set 1, made now as far as an interrupted first start has not made them. Durable on return.

    The key for answers is made last: where it is, the others are too, or it is alone and does everything.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not (folder / SEED_FILE).exists():
        known = (folder / _ROOT_PUBLIC_FILE).exists()
        root = _read_key(folder / ROOT_FILE) if known else _make_key(folder / ROOT_FILE)
        _make_root_public(folder, root)
        for name in (_ORDERS_FILE, OPERATOR_FILE, SEED_FILE):
            _make_key(folder / name)
    return open_keys(folder)


def open_keys(folder: Path, number: int = 1) -> Keyring:
    """The keys as of set `number`. Raises `Refused` (``portal-key-missing``) when one is not there whole."""
    answers, orders = _files_of_set(folder, number)
    if _one_key_for_all(folder):
        # From before operators had a key. Nothing names it yet, so it can be made at any time.
        _make_key(folder / OPERATOR_FILE)
    keys = Keyring(
        number,
        answers=_read_key(answers),
        orders=_read_key(orders),
        operator=_read_key(folder / OPERATOR_FILE),
        root=_root_public(folder),
    )
    if answers == orders and keys.answers.public != keys.root:
        raise _missing(folder / _ORDERS_FILE, "it is not there")
    return keys


def next_key_set(folder: Path, portal: str, number: int, root_file: Path | None = None) -> bytes:
    """The link to set `number`, one beyond the newest, with new keys beside the old ones. Durable on return.

    Doing it again gives the same link, so an interrupted rotation is simply repeated.

    Args:
        portal: the portal's identifier.
        root_file: the file with the root key, where it is kept offline; None where it is still in `folder`.

    Raises:
        Refused: ``root-key-missing``, ``portal-key-missing`` when a key of the set before is not there whole.
        NotGenuine: ``other-root`` when the file holds another key than the root.
    """
    if number < FIRST_LINKED:
        raise ValueError("set 1 is made at the first start")
    open_keys(folder, number - 1)
    root = _read_root(folder, root_file)
    answers, orders = (_make_key(file) for file in _files_of_set(folder, number))
    return sign_key_set(KeySet(portal, number, answers.public, orders.public), root)


def move_root(folder: Path, out: Path, number: int) -> None:
    """Copy the root key to the file `out` on another medium, read it back, and only then remove it from `folder`.

    Repeating an interrupted move finishes it. Flash memory may still hold what was removed: a root that must never
    have been here is made on a machine of its own.

    Args:
        number: the newest key set. The one key of a portal from before there were key sets is in use until set 2.

    Raises:
        Usage: ``root-same-folder``.
        Refused: ``root-key-missing``, ``root-in-use``, ``file-exists`` when `out` holds something else.
        NotReached: ``root-not-moved`` when the medium fails; the root is still in `folder` then.
    """
    root, source = _read_root(folder, None), _root_file(folder)
    if _one_key_for_all(folder) and number < FIRST_LINKED:
        raise Refused(
            "root-in-use",
            "This portal has one key, which signs its answers too: it cannot be taken away yet.",
            "Nothing was changed.",
            "Make new keys for answers and orders first, with: retour portal keys rotate",
        )
    try:
        if out.parent.samefile(folder):
            raise Usage(
                "root-same-folder",
                f"{out} is in the folder of the portal's keys.",
                "Nothing was changed.",
                "Name a file on another medium, which is kept apart from the portal.",
            )
        if out.exists() and out.read_bytes() != root.seed:
            raise Refused(
                "file-exists",
                f"There is something else in {out} already.",
                "Nothing was changed.",
                "Name another file, or move that one away.",
            )
        put(out, root.seed)
        _make_root_public(folder, root)
        source.unlink()
        sync_folder(folder)
    except OSError as error:
        raise NotReached(
            "root-not-moved",
            f"The root key cannot be moved to {out}: {error.strerror or error}.",
            f"It is still in {folder}.",
            "Check that the medium is there, can be written and has room, then try again.",
        ) from error


def _files_of_set(folder: Path, number: int) -> tuple[Path, Path]:
    if number >= FIRST_LINKED:
        return folder / f"answers-{number}.key", folder / f"orders-{number}.key"
    return folder / SEED_FILE, folder / (SEED_FILE if _one_key_for_all(folder) else _ORDERS_FILE)


def _one_key_for_all(folder: Path) -> bool:
    return not (folder / _ORDERS_FILE).exists()


def _root_file(folder: Path) -> Path:
    return folder / (SEED_FILE if _one_key_for_all(folder) else ROOT_FILE)


def _root_public(folder: Path) -> PublicKey:
    file = folder / _ROOT_PUBLIC_FILE
    if _one_key_for_all(folder) and not file.exists():
        return _read_key(folder / SEED_FILE).public
    try:
        return PublicKey.parse(file.read_text("ascii"))
    except OSError as error:
        raise _missing(file, error.strerror or "it cannot be read") from None
    except (UnicodeDecodeError, Malformed):
        raise _missing(file, "it is damaged") from None


def _read_root(folder: Path, file: Path | None) -> SigningKey:
    file = file or _root_file(folder)
    try:
        root = _read_key(file)
    except Refused:
        raise Refused(
            "root-key-missing",
            f"The portal's root key is not in {file}.",
            "Nothing was changed.",
            "Name its file on the medium where it is kept offline, with: --root FILE",
        ) from None
    if root.public != _root_public(folder):
        raise NotGenuine(
            "other-root",
            f"The key in {file} is not the root of this portal.",
            "Nothing was changed.",
            "Name the file that was made for this portal: devices follow no other root.",
        )
    return root


def _make_root_public(folder: Path, root: SigningKey) -> None:
    _make_once(folder / _ROOT_PUBLIC_FILE, f"{root.public}\n".encode())


def _make_key(path: Path) -> SigningKey:
    _make_once(path, SigningKey.generate().seed)
    return _read_key(path)


def _make_once(path: Path, data: bytes) -> None:
    """Make a file that is whole from the start and for its owner only, unless there is one. Durable on return."""
    if path.exists():
        sync_folder(path.parent)  # it may be there and not yet durable, if a crash followed its making
        return
    part = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    descriptor = os.open(part, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        with suppress(FileExistsError):
            # A link never replaces: the first key stays.
            path.hardlink_to(part)
    finally:
        part.unlink()
    sync_folder(path.parent)


def _read_key(path: Path) -> SigningKey:
    try:
        with path.open("rb") as file:
            seed = file.read(SEED_BYTES + 1)
    except OSError as error:
        raise _missing(path, error.strerror or "it cannot be read") from None
    if len(seed) != SEED_BYTES:
        raise _missing(path, "it is damaged")
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


def _missing(path: Path, why: str) -> Refused:
    return Refused(
        "portal-key-missing",
        f"The portal's key in {path} cannot be used: {why}.",
        "The ledger is untouched.",
        "Restore the folder of keys from its backup: devices believe these keys only.",
    )
