"""The PIN: it allows what the button allows, and guessing does not pay."""

from __future__ import annotations

import pytest

from retour.device.disk import Disk
from retour.device.pin import LOCKED_SECONDS, TRIES, authorise, has_pin, make_pin
from retour.device.rules import RefusedByRule
from retour.device.store import Store, create
from retour.errors import Usage
from retour.protocol.group import Refusal, RemovalNeeds
from tests.device import kit

PIN = "2468"


def device() -> kit.MemoryDisk:
    disk = kit.MemoryDisk()
    create(disk, kit.identity(RemovalNeeds.LOCAL), kit.DEVICE_SIGNS.seed, pin=make_pin(PIN))
    return disk


def refused(refusal: Refusal, disk: Disk, pin: str, now: float = kit.NOW) -> None:
    with pytest.raises(RefusedByRule) as caught:
        authorise(disk, pin, now)
    assert caught.value.refusal is refusal


def test_the_right_pin_counts_as_the_button() -> None:
    disk = device()
    store = Store(disk, kit.nonces())
    assert not store.local_act(kit.NOW)
    authorise(disk, PIN, kit.NOW)
    assert store.local_act(kit.NOW)
    assert PIN.encode() not in b"".join(disk.pieces.values())


def test_wrong_ones_allow_nothing_and_lock_it() -> None:
    disk = device()
    for _ in range(TRIES):
        refused(Refusal.WRONG_PIN, disk, "0000")
    refused(Refusal.PIN_LOCKED, disk, PIN)
    refused(Refusal.PIN_LOCKED, disk, PIN, kit.NOW + LOCKED_SECONDS - 1)
    assert not Store(disk, kit.nonces()).local_act(kit.NOW)
    authorise(disk, PIN, kit.NOW + LOCKED_SECONDS)
    refused(Refusal.WRONG_PIN, disk, "0000", kit.NOW + LOCKED_SECONDS)
    authorise(disk, PIN, kit.NOW + LOCKED_SECONDS)


def test_the_plug_pulled_after_each_guess_wins_none() -> None:
    under = device()
    for _ in range(TRIES):
        disk = kit.CrashingDisk(under, 2, 0.0)  # the try is written, nothing after it
        refused(Refusal.WRONG_PIN, disk, "0000")
        under = disk
    refused(Refusal.PIN_LOCKED, under, PIN)


def test_a_device_without_a_pin_has_none() -> None:
    disk, _ = kit.new_store()
    assert not has_pin(disk)


@pytest.mark.parametrize("pin", ["", "123", "x" * 33, "zwölf", "12\n4"])
def test_what_cannot_be_a_pin(pin: str) -> None:
    with pytest.raises(Usage):
        make_pin(pin)
