"""The device's own key in its store: which algorithm, and whether it is whole."""

from __future__ import annotations

import pytest

from retour.device.store import Store, create
from retour.errors import RetourError
from retour.protocol.keys import ED25519, ESP256
from retour.protocol.messages import read_message
from tests.device import kit
from tests.device.kit import MemoryDisk


def test_a_device_with_a_p256_key_signs_with_it_after_every_start() -> None:
    disk = MemoryDisk()
    create(disk, kit.identity(), alg=ESP256)
    opened = Store(disk)
    opened.make(kit.wish(), kit.NOW)
    blob = opened.message()
    assert blob is not None
    assert read_message(blob).verify(opened.who.key).content.counter == 1
    assert (opened.who.key.alg, len(disk.read("key") or b"")) == (ESP256, 33)
    again = Store(disk)
    assert again.who.key == opened.who.key
    assert again.message() == blob


@pytest.mark.parametrize("key", [b"", bytes(31), bytes(33), b"\x28" + bytes(32), b"\x28" * 34])
def test_a_damaged_key_is_found_at_the_start(key: bytes) -> None:
    disk = MemoryDisk()
    create(disk, kit.identity())
    disk.replace("key", key)
    with pytest.raises(RetourError) as caught:
        Store(disk)
    assert caught.value.code == "store-damaged"


def test_an_ed25519_key_may_start_with_the_mark_of_p256() -> None:
    disk = MemoryDisk()
    create(disk, kit.identity(), b"\x28" * 32)
    assert Store(disk).who.key.alg == ED25519
