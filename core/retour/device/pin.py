"""A PIN as a local act (device rule 7): whoever knows it allows one removal, as the button does.

A guess costs a try before it is looked at, so that pulling the plug wins none; after `TRIES` wrong ones in a row the
PIN is locked for `LOCKED_SECONDS`.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from typing import Final

from retour.device.disk import Disk
from retour.device.rules import RefusedByRule
from retour.device.store import press
from retour.errors import Usage
from retour.protocol.group import Refusal

TRIES: Final = 5
LOCKED_SECONDS: Final = 600
MAX_PIN: Final = 32
_SALT_BYTES: Final = 16


def make_pin(pin: str) -> bytes:
    """What a device keeps of its PIN. Raises `Usage` (``bad-pin``) unless it is 4 to 32 printable characters."""
    if not (4 <= len(pin) <= MAX_PIN and pin.isascii() and pin.isprintable()):
        raise Usage(
            "bad-pin", "This cannot be a PIN.", "Nothing was changed.", "Use 4 to 32 plain letters, digits or signs."
        )
    salt = secrets.token_bytes(_SALT_BYTES)
    return salt + _hashed(pin, salt)


def has_pin(disk: Disk) -> bool:
    """Whether this device takes a PIN."""
    return disk.read("pin") is not None


def authorise(disk: Disk, pin: str, now: float) -> None:
    """Take a PIN in place of the button. Raises `RefusedByRule` (`WRONG_PIN`, `PIN_LOCKED`), `OSError`."""
    kept = disk.read("pin")
    assert kept is not None
    tries, last = _tries(disk)
    if tries >= TRIES and 0 <= now - last < LOCKED_SECONDS:
        raise RefusedByRule(Refusal.PIN_LOCKED)
    disk.replace("pin-tries", b"%d %d" % (1 if tries >= TRIES else tries + 1, int(now)))
    if not hmac.compare_digest(_hashed(pin, kept[:_SALT_BYTES]), kept[_SALT_BYTES:]):
        raise RefusedByRule(Refusal.WRONG_PIN)
    press(disk, now)
    disk.remove("pin-tries")


def _tries(disk: Disk) -> tuple[int, int]:
    """Wrong ones in a row, and when the last of them was; what cannot be read counts as all of them."""
    text = disk.read("pin-tries")
    if text is None:
        return 0, 0
    tries, _, last = text.partition(b" ")
    if not (tries.isdigit() and last.isdigit() and len(text) < 40):
        return TRIES, 0
    return int(tries), int(last)


def _hashed(pin: str, salt: bytes) -> bytes:
    return hashlib.scrypt(pin.encode(), salt=salt, n=2**12, r=8, p=1, dklen=32)
