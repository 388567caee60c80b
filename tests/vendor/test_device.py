"""The vendor's device without a face, with everything that can be wrong with it."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import pytest

from retour.device.vendor.device import Outbox, VendorDevice
from retour.device.vendor.faults import Faults, read_faults
from retour.device.vendor.format import TRAILER, decode_request
from retour.device.vendor.store import VendorStore, create
from retour.errors import Usage
from tests.vendor.kit import STATE, Alarm, portal


@dataclass
class Bench:
    """A device, the files that came out of it, and its clock."""

    folder: Path
    faults: Faults = field(default_factory=Faults)
    requests: list[bytes] = field(default_factory=list)
    results: list[bytes] = field(default_factory=list)
    alarm: Alarm = field(default_factory=Alarm)

    def __post_init__(self) -> None:
        create(self.folder, STATE)
        self.store = VendorStore(self.folder)
        outbox = Outbox(self.requests.append, self.results.append)
        self.device = VendorDevice(self.store, outbox, self.alarm.later, self.faults)


def test_it_makes_requests_and_processes_responses(tmp_path: Path) -> None:
    bench, site = Bench(tmp_path), portal()
    bench.device.command(b"KEEP ACT-SKY 0\n")
    bench.device.process(site.upload(bench.requests[-1]))
    assert bench.results == [b"OK response 1 processed; 2 copies remain\n"]
    bench.device.command(b"SYNC\n")
    site.upload(bench.requests[-1])
    assert site.available["ACT-SKY"] == 5
    assert VendorStore(tmp_path).state == bench.store.state


@pytest.mark.parametrize("command", [b"KEEP ACT-SKY 6", b"KEEP ACT-AIR 0", b"what?"])
def test_a_command_that_it_refuses(tmp_path: Path, command: bytes) -> None:
    bench = Bench(tmp_path)
    bench.device.command(command)
    assert bench.requests == []
    assert bench.results[0].startswith(b"REFUSED ")
    assert bench.store.state == STATE


def test_it_refuses_a_response_and_says_why(tmp_path: Path) -> None:
    bench = Bench(tmp_path)
    bench.device.process(b"nonsense")
    assert bench.results == [b"REFUSED the response is damaged\n"]
    assert bench.store.state == STATE


def test_half_written(tmp_path: Path) -> None:
    bench = Bench(tmp_path, Faults(half_written=0.7))
    bench.device.make(())
    assert bench.alarm.turn() == [0.7]
    half, whole = bench.requests
    assert whole.startswith(half)
    assert not half.endswith(TRAILER)
    assert decode_request(whole).sequence == 1


def test_no_trailer(tmp_path: Path) -> None:
    bench = Bench(tmp_path, Faults(no_trailer=True))
    bench.device.make(())
    assert decode_request(bench.requests[0] + TRAILER).sequence == 1


@pytest.mark.parametrize("faults", [Faults(silent=True), Faults(stale=True)])
def test_it_makes_nothing(tmp_path: Path, faults: Faults) -> None:
    bench = Bench(tmp_path, faults)
    bench.device.make(())
    assert (bench.requests, bench.store.state) == ([], STATE)
    bench.device.process(b"")
    assert bool(bench.results) is faults.stale


def test_it_refuses_what_is_good(tmp_path: Path) -> None:
    bench = Bench(tmp_path, Faults(refuse=True))
    bench.device.make(())
    bench.device.process(portal().upload(bench.requests[0]))
    assert bench.results == [b"REFUSED this device refuses every response\n"]
    assert bench.store.state.response == 0


def test_slow(tmp_path: Path) -> None:
    bench = Bench(tmp_path, Faults(slow=9.0))
    bench.device.make(())
    bench.device.process(b"")
    assert (bench.requests, bench.results) == ([], [])
    assert bench.alarm.turn() == [9.0, 9.0]
    assert (len(bench.requests), len(bench.results)) == (1, 1)


def test_faults_by_name() -> None:
    assert read_faults([]) == Faults()
    assert read_faults(["silent", "refuse", "stale", "no-trailer", "half-written", "slow:2"]) == Faults(
        1.0, True, True, True, True, 2.0
    )
    assert read_faults(["half-written:0.25"]) == Faults(half_written=0.25)


@pytest.mark.parametrize(
    "text", ["", "loud", "slow", "slow:", "slow:x", "slow:0", "slow:nan", "slow:1e9", "silent:1", "no-trailer:2"]
)
def test_faults_that_there_are_not(text: str) -> None:
    with pytest.raises(Usage) as caught:
        read_faults([text])
    assert caught.value.code == "vendor-fault"
