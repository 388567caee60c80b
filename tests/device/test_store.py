"""The store: crashes and failures at every write, creation, damage, the button."""

from __future__ import annotations

import contextlib
import errno
import json
from collections.abc import Callable
from pathlib import Path

import pytest

from retour.device import rules
from retour.device.disk import FolderDisk
from retour.device.state import SCHEMA
from retour.device.store import (
    LOCAL_ACT_SECONDS,
    SLOTS,
    StorageFailedError,
    Store,
    create,
    exists,
    press,
)
from retour.errors import NotReached, RetourError
from retour.protocol.group import Operation, RemovalNeeds
from retour.protocol.keys import PortalKey
from retour.protocol.messages import read_message
from retour.protocol.model import DeviceMessage, Reason
from tests.device import kit
from tests.device.kit import A, Crash, CrashingDisk, MemoryDisk

DROP_ALL = kit.wish(Operation.DROP, ((A, 0),), Reason.MOVE, transaction=b"tx-drop0")


def exported(store: Store) -> DeviceMessage:
    blob = store.message()
    assert blob is not None
    return read_message(blob).verify(kit.DEVICE_SIGNS.public).content


def holder(needs: RemovalNeeds = RemovalNeeds.NOTHING) -> MemoryDisk:
    """A device that holds 5 copies of line A: counters 1 (sync) and 2 (confirmation)."""
    disk, store = kit.new_store(needs)
    kit.give(store, 1, A=5)
    return disk


def drop(store: Store) -> None:
    store.make(rules.Wish(DROP_ALL.transaction, 2, Operation.DROP, DROP_ALL.counts, Reason.MOVE), kit.NOW)


def apply_more(store: Store) -> None:
    assert store.state.outgoing is not None
    store.apply(kit.verified(kit.response(store.state.outgoing.digest, kit.grants(A=3), sequence=2)), kit.NOW)


def sync(store: Store) -> None:
    store.make(kit.wish(replaces=2, transaction=b"tx-sync0"), kit.NOW)


STEPS: list[tuple[Callable[[Store], None], RemovalNeeds, int]] = [
    (sync, RemovalNeeds.NOTHING, 5),
    (apply_more, RemovalNeeds.NOTHING, 3),
    (drop, RemovalNeeds.NOTHING, 0),
    (drop, RemovalNeeds.LOCAL, 0),
]
PARTS = (0.0, 0.1, 0.5, 0.99, 1.0)


@pytest.mark.parametrize(("step", "needs", "left"), STEPS)
@pytest.mark.parametrize("part", PARTS)
def test_rule_4_a_crash_at_any_write_leaves_the_old_state_or_the_new_one(
    step: Callable[[Store], None], needs: RemovalNeeds, left: int, part: float
) -> None:
    points = 0
    while True:
        points += 1
        under = holder(needs)
        press(under, kit.NOW)
        disk = CrashingDisk(under, points + 1, part)  # the store's opening makes one change
        store = Store(disk, kit.nonces())
        with contextlib.suppress(Crash):
            step(store)
        again = Store(restarted(disk), kit.nonces())
        message = exported(again)
        assert (message.counter, message.holdings) in (
            (2, ((A, 5),)),
            (3, ((A, left),) if left else ()),
        )
        assert message.counter == again.state.counter
        assert message.reason is not Reason.RECOVERED
        if not disk.hit:
            break
    assert points - 1 == (5 if needs is RemovalNeeds.LOCAL else 4)


def restarted(disk: MemoryDisk) -> MemoryDisk:
    """The same medium after the power came back."""
    fresh = MemoryDisk()
    fresh.pieces = disk.pieces
    return fresh


@pytest.mark.parametrize("part", PARTS)
def test_rule_5_a_crash_at_any_write_of_a_recovery_still_recovers(part: float) -> None:
    hit = True
    for stop in range(1, 10):
        under = holder()
        under.pieces["slot-a"] = under.pieces["slot-b"] = b"lost"
        disk = CrashingDisk(under, stop, part)
        with contextlib.suppress(Crash):
            Store(disk, kit.nonces())
        message = exported(Store(restarted(disk), kit.nonces()))
        assert (message.reason, message.holdings, message.applied) == (Reason.RECOVERED, (), None)
        assert 4 < message.counter < 20
        hit = disk.hit
    assert not hit


def test_rule_5_an_older_copy_of_both_slots_is_not_believed() -> None:
    disk = holder()
    old = {name: disk.pieces[name] for name in ("slot-a", "slot-b", "signature")}
    store = Store(disk, kit.nonces())
    drop(store)
    sync_after = kit.wish(replaces=3, transaction=b"tx-after")
    store.make(sync_after, kit.NOW)
    disk.pieces |= old
    message = exported(Store(disk, kit.nonces()))
    assert (message.reason, message.holdings) == (Reason.RECOVERED, ())
    assert message.counter > 4


@pytest.mark.parametrize("more", [0, 1], ids=["in the second slot", "in the first slot"])
def test_rule_5_a_slot_that_never_reached_the_anchor_does_not_come_to_life_in_a_recovery(more: int) -> None:
    under = holder()
    if more:
        sync(Store(under, kit.nonces()))
    disk = CrashingDisk(under, 4, 0.0)  # the step is open and its slot is written; the anchor does not close it
    store = Store(disk, kit.nonces())
    with pytest.raises(Crash):
        apply_more(store)
    (current,) = [name for name in SLOTS if name not in disk.log]
    disk.pieces[current] = b"lost"
    message = exported(Store(restarted(disk), kit.nonces()))
    assert (message.reason, message.holdings) == (Reason.RECOVERED, ())
    for name in SLOTS:  # the flash goes on failing: whichever slot is left, the copies stay gone
        worse = restarted(disk)
        worse.pieces = disk.pieces | {name: b"lost"}
        message = exported(Store(worse, kit.nonces()))
        assert (message.reason, message.holdings) == (Reason.RECOVERED, ())


@pytest.mark.parametrize("stop", [1, 2, 3, 4])
@pytest.mark.parametrize("part", [0.0, 0.5, 1.0])
def test_rule_4_a_full_disk_is_told_and_the_step_can_be_repeated(stop: int, part: float) -> None:
    disk = CrashingDisk(holder(), stop + 1, part, lambda: OSError(errno.ENOSPC, "full"))
    store = Store(disk, kit.nonces())
    with pytest.raises(StorageFailedError) as caught:
        drop(store)
    assert caught.value.shown.code == "device-storage"
    whole = store.state
    assert (whole.counter, whole.holdings) in ((2, ((A, 5),)), (3, ()))
    assert exported(store).counter == whole.counter
    drop(store)
    assert exported(store).holdings == ()
    assert store.state.counter == 3


def test_rule_4_while_the_disk_stays_broken_nothing_is_handed_out() -> None:
    class Broken(MemoryDisk):
        broken = False

        def write(self, name: str, data: bytes) -> None:
            if self.broken and name == "signature":
                raise OSError(errno.EIO, "worn out")
            super().write(name, data)

    disk = Broken()
    disk.pieces = holder().pieces
    store = Store(disk, kit.nonces())
    disk.broken = True
    for _ in range(2):
        with pytest.raises(StorageFailedError):
            drop(store)
        with pytest.raises(StorageFailedError):
            store.message()
        with pytest.raises(StorageFailedError):
            _ = store.state
    disk.broken = False
    assert exported(store).holdings == ()


def test_rule_4_a_medium_that_cannot_be_read_again_is_told_too() -> None:
    class Gone(MemoryDisk):
        gone = False

        def replace(self, name: str, data: bytes) -> None:
            if self.gone:
                raise OSError(errno.EIO, "gone")
            super().replace(name, data)

    disk = Gone()
    disk.pieces = holder().pieces
    store = Store(disk, kit.nonces())
    disk.gone = True
    for _ in range(2):
        with pytest.raises(StorageFailedError):
            drop(store)
    disk.gone = False
    assert store.state.holdings == ((A, 5),)


def test_rule_4_a_good_signature_is_kept_and_a_torn_one_is_made_again() -> None:
    disk = holder()
    before = Store(disk, kit.nonces()).message()
    disk.log.clear()
    assert Store(disk, kit.nonces()).message() == before
    assert "signature" not in disk.log
    disk.pieces["signature"] = disk.pieces["signature"][:50] + bytes(46)
    assert Store(disk, kit.nonces()).message() == before
    assert "signature" in disk.log


def test_rule_2_looking_writes_nothing() -> None:
    disk = holder()
    store = Store(disk, kit.nonces())
    disk.log.clear()
    _ = (store.state, store.message(), store.who, store.identity, store.local_act(kit.NOW))
    assert disk.log == []


def test_rule_2_a_repeated_transaction_writes_nothing() -> None:
    disk = holder()
    store = Store(disk, kit.nonces())
    drop(store)
    disk.log.clear()
    drop(store)
    assert disk.log == []


def test_rule_3_an_answer_again_writes_nothing() -> None:
    disk, store = kit.new_store()
    store.make(kit.wish(), kit.NOW)
    assert store.state.outgoing is not None
    answer = kit.verified(kit.response(store.state.outgoing.digest, kit.grants(A=1)))
    assert store.apply(answer, kit.NOW) is False
    disk.log.clear()
    assert store.apply(answer, kit.NOW) is True
    assert disk.log == []


def test_rule_7_the_button_counts_once_and_for_two_minutes() -> None:
    disk = holder(RemovalNeeds.LOCAL)
    store = Store(disk, kit.nonces())
    press(disk, kit.NOW - LOCAL_ACT_SECONDS - 1)
    assert not store.local_act(kit.NOW)
    press(disk, kit.NOW + 5)  # a clock that was set back
    assert not store.local_act(kit.NOW)
    press(disk, kit.NOW - LOCAL_ACT_SECONDS)
    assert store.local_act(kit.NOW)
    drop(store)
    assert not store.local_act(kit.NOW)


@pytest.mark.parametrize("stamp", [b"", b"soon", b"9" * 30, b"-1"])
def test_rule_7_a_button_that_makes_no_sense_was_not_pressed(stamp: bytes) -> None:
    disk = holder(RemovalNeeds.LOCAL)
    disk.pieces["button"] = stamp
    assert not Store(disk, kit.nonces()).local_act(kit.NOW)


def test_a_device_is_made_once_and_a_crash_while_it_is_made_leaves_none() -> None:
    for stop in range(1, 6):
        disk = CrashingDisk(MemoryDisk(), stop, 0.0)
        try:
            create(disk, kit.identity())
        except Crash:
            assert not exists(disk)
            create(disk, kit.identity())
        assert Store(restarted(disk)).identity == kit.identity()
        with pytest.raises(RetourError) as caught:
            create(disk, kit.identity())
        assert caught.value.code == "store-damaged"


def test_the_portal_is_given_once() -> None:
    disk, store = kit.new_store(portal=None)
    store.accept_portal(kit.PORTAL)
    store.accept_portal(kit.PORTAL)
    assert Store(disk).identity.portal == kit.PORTAL
    with pytest.raises(RetourError) as caught:
        store.accept_portal(PortalKey("P-9999999999", kit.PORTAL.key))
    assert caught.value.code == "portal-fixed"
    assert store.identity.portal == kit.PORTAL


def damage(disk: MemoryDisk, name: str, data: bytes | None) -> RetourError:
    if data is None:
        disk.pieces.pop(name)
    else:
        disk.pieces[name] = data
    before = dict(disk.pieces)
    with pytest.raises(RetourError) as caught:
        Store(disk)
    assert disk.pieces == before or name == "identity"
    assert len(caught.value.lines) == 3
    return caught.value


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("identity", None),
        ("key", None),
        ("key", b"short"),
        ("anchor", None),
        ("anchor", b"many"),
        ("identity", b"{"),
        ("identity", b"{}"),
        ("identity", b"[]"),
        ("identity", b'{"schema": 1, "host_type": "serial", "host_id": "", "model": "x"}'),
    ],
)
def test_a_damaged_store_is_told_and_not_touched(name: str, data: bytes | None) -> None:
    assert damage(holder(), name, data).code == "store-damaged"


def test_a_device_that_spoke_and_has_no_portal_is_damaged() -> None:
    disk = holder()
    disk.pieces["slot-a"] = disk.pieces["slot-b"] = b""
    text = json.loads(disk.pieces["identity"]) | {"portal": None}
    assert damage(disk, "identity", json.dumps(text).encode()).code == "store-damaged"


def test_a_newer_store_is_refused() -> None:
    disk = holder()
    text = json.loads(disk.pieces["identity"]) | {"schema": SCHEMA + 1}
    assert damage(disk, "identity", json.dumps(text).encode()).code == "newer-store"


def test_nobody_presses_where_no_device_is() -> None:
    with pytest.raises(RetourError) as caught:
        press(MemoryDisk(), kit.NOW)
    assert caught.value.code == "no-device"


def test_a_folder_keeps_what_a_store_writes(tmp_path: Path) -> None:
    disk = FolderDisk(tmp_path / "store")
    with disk.locked():
        create(disk, kit.identity(), kit.DEVICE_SIGNS.seed)
        store = Store(disk, kit.nonces())
        kit.give(store, 1, A=5)
        press(disk, kit.NOW)
        disk.remove("button")
        disk.remove("button")
    assert exported(Store(FolderDisk(tmp_path / "store"))).holdings == ((A, 5),)
    assert (tmp_path / "store" / "key").stat().st_mode & 0o777 == 0o600
    assert (tmp_path / "store").stat().st_mode & 0o777 == 0o700
    assert not list((tmp_path / "store").glob("*.new"))


def test_a_folder_forgets_what_was_longer(tmp_path: Path) -> None:
    disk = FolderDisk(tmp_path)
    disk.write("slot", b"long content")
    disk.write("slot", b"short")
    assert disk.read("slot") == b"short"
    assert disk.read("other") is None


def test_two_programs_cannot_run_one_store(tmp_path: Path) -> None:
    with FolderDisk(tmp_path).locked():
        with pytest.raises(NotReached) as caught, FolderDisk(tmp_path).locked():
            pass
        assert caught.value.code == "store-busy"
    with FolderDisk(tmp_path).locked():
        pass
