"""The vendor's device behind a folder, look by look."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from retour.device.vendor.faults import Faults
from retour.device.vendor.folder import COMMAND, INFO, REQUEST, RESPONSE, RESULT, DropFolder
from retour.device.vendor.format import TRAILER, decode_request
from retour.device.vendor.store import VendorStore, create
from tests.vendor.kit import STATE, Alarm, portal


@dataclass
class Bench:
    """A device and its folder; a look happens when a test says so."""

    root: Path
    faults: Faults = field(default_factory=Faults)
    alarm: Alarm = field(default_factory=Alarm)

    def __post_init__(self) -> None:
        create(self.root, STATE)
        self.folder = self.root / "drop"
        self.folder.mkdir()
        self.store = VendorStore(self.root)
        self.drop = DropFolder(self.store, self.folder, self.alarm.later, self.faults)
        self.drop.look()

    def give(self, name: str, data: bytes, looks: int = 2) -> None:
        (self.folder / name).write_bytes(data)
        for _ in range(looks):
            self.drop.look()

    def names(self) -> set[str]:
        return {path.name for path in self.folder.iterdir()}

    def read(self, name: str) -> bytes:
        return (self.folder / name).read_bytes()


def test_a_whole_return(tmp_path: Path) -> None:
    bench, site = Bench(tmp_path), portal()
    assert bench.read(INFO).startswith(b"HOSTID=SN-4711\n")
    bench.give(COMMAND, b"KEEP ACT-SKY 0\r\n")
    assert bench.names() == {INFO, REQUEST}
    bench.give(RESPONSE, site.upload(bench.read(REQUEST)))
    assert bench.read(RESULT).startswith(b"OK ")
    assert bench.names() == {INFO, REQUEST, RESULT}
    bench.drop.look()
    assert b"ACT-SKY" not in bench.read(INFO)
    bench.give(COMMAND, b"SYNC")
    site.upload(bench.read(REQUEST))
    assert site.available["ACT-SKY"] == 5


def test_a_file_that_still_grows_is_left_alone(tmp_path: Path) -> None:
    bench = Bench(tmp_path)
    bench.give(COMMAND, b"KEEP ACT-SKY 0\n", looks=1)
    bench.give(COMMAND, b"KEEP ACT-SKY 0\nKEEP ACT-SEA 0\n", looks=1)
    assert REQUEST not in bench.names()
    bench.drop.look()
    assert decode_request(bench.read(REQUEST)).remaining == (("ACT-SKY", 0), ("ACT-SEA", 0))


def test_a_response_without_its_end_is_waited_for(tmp_path: Path) -> None:
    bench, site = Bench(tmp_path), portal()
    bench.give(COMMAND, b"SYNC")
    response = site.upload(bench.read(REQUEST))
    bench.give(RESPONSE, response[:-1], looks=5)
    assert RESULT not in bench.names()
    assert RESPONSE in bench.names()
    bench.give(RESPONSE, response)
    assert bench.read(RESULT).startswith(b"OK ")


def test_an_empty_file_or_one_that_is_too_large_is_left_alone(tmp_path: Path) -> None:
    bench = Bench(tmp_path)
    bench.give(COMMAND, b"", looks=4)
    assert bench.names() == {INFO, COMMAND}
    with (bench.folder / COMMAND).open("wb") as file:
        file.truncate(4 * 1024 * 1024 + 1)
    for _ in range(4):
        bench.drop.look()
    assert bench.names() == {INFO, COMMAND}


def test_a_refused_response_and_a_refused_command(tmp_path: Path) -> None:
    bench = Bench(tmp_path)
    bench.give(RESPONSE, b"nonsense" + TRAILER)
    assert bench.read(RESULT) == b"REFUSED the response is damaged\n"
    bench.give(COMMAND, b"KEEP ACT-AIR 1")
    assert bench.read(RESULT) == b"REFUSED an activation ID is not on this device\n"
    assert REQUEST not in bench.names()


def test_an_old_request_stays(tmp_path: Path) -> None:
    bench = Bench(tmp_path, Faults(stale=True))
    (bench.folder / REQUEST).write_bytes(b"old" + TRAILER)
    bench.give(COMMAND, b"SYNC")
    assert bench.read(REQUEST) == b"old" + TRAILER
    assert COMMAND not in bench.names()


def test_half_a_request(tmp_path: Path) -> None:
    bench = Bench(tmp_path, Faults(half_written=1.0))
    bench.give(COMMAND, b"SYNC")
    half = bench.read(REQUEST)
    bench.alarm.turn()
    assert bench.read(REQUEST).startswith(half)
    assert decode_request(bench.read(REQUEST)).sequence == 1


def test_a_folder_that_goes_and_comes_back(tmp_path: Path) -> None:
    bench, away = Bench(tmp_path, Faults(slow=1.0)), tmp_path / "away"
    bench.give(COMMAND, b"SYNC")
    bench.folder.rename(away)
    bench.drop.look()
    bench.alarm.turn()  # the request finds no folder
    (away / INFO).unlink()
    away.rename(bench.folder)
    bench.drop.look()
    assert bench.names() == {INFO}
    bench.give(COMMAND, b"SYNC")
    bench.alarm.turn()
    assert decode_request(bench.read(REQUEST)).sequence == 2


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root writes everywhere")
def test_a_folder_that_cannot_be_written_is_waited_for(tmp_path: Path) -> None:
    bench = Bench(tmp_path)
    (bench.folder / COMMAND).write_bytes(b"SYNC")
    bench.folder.chmod(0o500)
    try:
        for _ in range(4):
            bench.drop.look()
        assert bench.store.state == STATE
    finally:
        bench.folder.chmod(0o700)
