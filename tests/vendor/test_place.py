"""The link's SMP place against the vendor's device: whole files, cut lines, lost answers, files that change."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Awaitable, Callable, Iterable
from pathlib import Path

import pytest

from retour.device.vendor import smp
from retour.device.vendor.faults import Faults
from retour.device.vendor.format import TRAILER, decode_request
from retour.errors import NotReached, Refused, RetourError
from retour.link.places.smp import MAX_FILE, SmpPlace
from tests.vendor.kit import portal
from tests.vendor.lines import Bench, Mangle

NOTES = "/lic/notes.bin"
LONG = random.Random(4).randbytes(9000)


def at(bench: Bench, act: Callable[[SmpPlace], Awaitable[None]]) -> None:
    async def main() -> None:
        async with bench.place() as place:
            await act(place)

    asyncio.run(main())


async def refused(wanted: type[RetourError], code: str, what: Awaitable[object]) -> None:
    with pytest.raises(wanted) as caught:
        await what
    assert caught.value.code == code
    assert all(caught.value.lines)


def on_disk(bench: Bench, name: str = "notes.bin") -> bytes:
    return (bench.folder / "files" / name).read_bytes()


@pytest.mark.parametrize("data", [b"", b"x", LONG[:1900], LONG], ids=len)
def test_a_file_goes_there_and_back(tmp_path: Path, data: bytes) -> None:
    bench = Bench(tmp_path)
    seen: list[tuple[int, int]] = []

    async def act(place: SmpPlace) -> None:
        await place.write(NOTES, data, lambda done, total: seen.append((done, total)))
        assert on_disk(bench) == data
        assert await place.read(NOTES) == data
        found = await place.find(NOTES)
        assert [(entry.path, entry.size) for entry in found] == ([(NOTES, len(data))] if len(data) > 1 else [])

    at(bench, act)
    assert seen == sorted(seen)
    assert seen[-1] == (len(data), len(data))


@pytest.mark.slow
def test_four_mebibytes(tmp_path: Path) -> None:
    data = random.Random(1).randbytes(MAX_FILE)

    async def act(place: SmpPlace) -> None:
        await place.write(NOTES, data)
        assert await place.read(NOTES) == data
        await refused(Refused, "device-full", place.write(NOTES, data + b"!"))

    at(Bench(tmp_path), act)


def test_files_that_are_not_there_or_cannot_be(tmp_path: Path) -> None:
    async def act(place: SmpPlace) -> None:
        assert await place.find("/lic/nothing") == ()
        assert await place.find("/elsewhere/nothing") == ()
        await refused(Refused, "no-such-file", place.read("/lic/nothing"))
        await refused(Refused, "no-listing", place.find("/lic/*.bin"))
        await refused(Refused, "device-refused", place.write("/elsewhere/file", b"1"))
        await refused(Refused, "device-refused", place.write("/lic/info.txt", b"1"))
        await refused(Refused, "device-refused", place.read("/lic"))
        await place.remove("/lic/nothing")

    at(Bench(tmp_path), act)


def test_a_file_taken_away_is_no_longer_found(tmp_path: Path) -> None:
    """An upload of nothing leaves a file as it is, as Zephyr does: an old verdict would be taken for a new one."""

    async def act(place: SmpPlace) -> None:
        await place.write(NOTES, LONG)
        await refused(Refused, "readback", place.write(NOTES, b""))
        await place.remove(NOTES)
        assert await place.find(NOTES) == ()
        await place.remove(NOTES)

    at(Bench(tmp_path), act)


async def whole(bench: Bench, place: SmpPlace, data: bytes) -> int:
    """Write and read, each again where the line was cut; how often it was."""
    cuts = 0

    async def through(act: Callable[[], Awaitable[bytes | None]]) -> bytes | None:
        nonlocal cuts
        try:
            return await act()
        except NotReached:
            cuts += 1
            return await act()

    await through(lambda: place.write(NOTES, data))
    assert await through(lambda: place.read(NOTES)) == data == on_disk(bench)
    return cuts


def cut_at(wanted: int) -> Mangle:
    return lambda number, answer: None if number == wanted else [answer]


def test_a_line_cut_at_every_answer(tmp_path: Path) -> None:
    """At each of them once, until there is none left to cut at."""
    cuts = [1]
    while cuts[-1]:
        folder = tmp_path / str(len(cuts))
        folder.mkdir()
        bench = Bench(folder, mangle=cut_at(len(cuts) - 1))

        async def act(place: SmpPlace, bench: Bench = bench) -> None:
            cuts.append(await whole(bench, place, LONG[:4500]))

        at(bench, act)
    assert len(cuts) > 10


def test_an_upload_that_was_cut_goes_on_where_it_stopped(tmp_path: Path) -> None:
    bench = Bench(tmp_path, mangle=cut_at(3))
    seen: list[int] = []

    async def act(place: SmpPlace) -> None:
        await refused(NotReached, "cable-lost", place.write(NOTES, LONG))
        there = len(on_disk(bench))
        assert 0 < there < len(LONG)
        await place.write(NOTES, LONG, lambda done, _: seen.append(done))
        assert seen[0] > there

    at(bench, act)
    assert on_disk(bench) == LONG


def test_a_device_that_was_off_gets_its_file_from_the_beginning(tmp_path: Path) -> None:
    bench = Bench(tmp_path, mangle=cut_at(3))

    async def act(place: SmpPlace) -> None:
        await refused(NotReached, "cable-lost", place.write(smp.RESPONSE, LONG))
        bench.restart()
        await place.write(smp.RESPONSE, LONG)

    at(bench, act)
    assert on_disk(bench, "response.bin") == LONG


def test_an_older_file_that_is_how_the_new_one_begins_is_not_gone_on_with(tmp_path: Path) -> None:
    bench = Bench(tmp_path)

    async def act(place: SmpPlace) -> None:
        await place.write(smp.COMMAND, b"KEEP ACT-SEA 0\n")
        await place.write(smp.COMMAND, b"KEEP ACT-SEA 0\nKEEP ACT-SKY 0\n")
        assert decode_request(await place.read(smp.REQUEST)).remaining == (("ACT-SEA", 0), ("ACT-SKY", 0))

    at(bench, act)


def lost(numbers: range) -> Mangle:
    """Answers that never arrive."""

    def mangle(number: int, answer: bytes) -> Iterable[bytes]:
        return [] if number in numbers else [answer]

    return mangle


@pytest.mark.parametrize("first", range(8))
def test_a_lost_answer_changes_nothing(tmp_path: Path, first: int) -> None:
    """Zephyr refuses a piece that comes again; the place finds out how far it is."""
    bench = Bench(tmp_path, mangle=lost(range(first, first + 2)))

    async def act(place: SmpPlace) -> None:
        await place.write(NOTES, LONG[:4500])
        assert await place.read(NOTES) == LONG[:4500]

    at(bench, act)


@pytest.mark.parametrize("first", range(4))
def test_a_lost_answer_to_a_command_makes_no_second_request(tmp_path: Path, first: int) -> None:
    bench = Bench(tmp_path, mangle=lost(range(first, first + 2)))

    async def act(place: SmpPlace) -> None:
        await place.write(smp.COMMAND, b"SYNC\n")
        await place.command(smp.VENDOR_GROUP, 1, {"do": "sync"})

    at(bench, act)
    assert bench.store.state.sequence == 2


def test_a_file_that_is_replaced_while_it_is_read(tmp_path: Path) -> None:
    bench = Bench(tmp_path)
    for other in (LONG[::-1], LONG[:10], LONG + b"more"):

        def swap(done: int, total: int, other: bytes = other) -> None:
            if done < total:
                (bench.folder / "files/notes.bin").write_bytes(other)

        async def act(place: SmpPlace, swap: Callable[[int, int], None] = swap, other: bytes = other) -> None:
            await place.write(NOTES, LONG)
            with pytest.raises(RetourError) as caught:
                await place.read(NOTES, swap)
            assert caught.value.code in ("readback", "device-refused", "device-answer")
            assert await place.read(NOTES) == other

        at(bench, act)


def test_a_device_that_keeps_something_else(tmp_path: Path) -> None:
    bench = Bench(tmp_path)

    async def act(place: SmpPlace) -> None:
        def spoil(done: int, total: int) -> None:
            if done == total:
                (bench.folder / "files/notes.bin").write_bytes(LONG[::-1])

        await refused(Refused, "readback", place.write(NOTES, LONG, spoil))

    at(bench, act)


def test_a_device_that_makes_no_hashes(tmp_path: Path) -> None:
    """The hash is optional in the standard: without it the sizes have to do."""
    bench = Bench(tmp_path, mangle=cut_at(6))
    del bench.server._handlers[(0, 8, 2)]

    async def act(place: SmpPlace) -> None:
        assert await whole(bench, place, LONG) == 1

    at(bench, act)


def test_a_device_whose_memory_fails(tmp_path: Path) -> None:
    bench = Bench(tmp_path)
    (bench.folder / "files").rename(bench.folder / "gone")

    async def act(place: SmpPlace) -> None:
        await refused(Refused, "device-refused", place.write(NOTES, b"12"))

    at(bench, act)


def test_a_whole_return_by_files(tmp_path: Path) -> None:
    bench, site = Bench(tmp_path), portal()

    async def act(place: SmpPlace) -> None:
        assert b"HOSTID=SN-4711\n" in await place.read("/lic/info.txt")
        await place.write(smp.COMMAND, b"KEEP ACT-SKY 0\n")
        await place.write(smp.RESPONSE, site.upload(await place.read(smp.REQUEST)))
        assert (await place.read(smp.RESULT)).startswith(b"OK ")
        assert b"ACT-SKY" not in await place.read("/lic/info.txt")
        await place.command(smp.VENDOR_GROUP, 1, {"do": "sync"})
        site.upload(await place.read(smp.REQUEST))
        assert site.available["ACT-SKY"] == 5
        await place.write(smp.RESPONSE, b"nonsense")
        assert await place.read(smp.RESULT) == b"REFUSED the response is damaged\n"
        await place.command(smp.VENDOR_GROUP, 1, {"do": "request", "lines": "KEEP ACT-SEA 1\n"})
        assert decode_request(await place.read(smp.REQUEST)).remaining == (("ACT-SEA", 1),)
        await refused(Refused, "device-refused", place.command(smp.VENDOR_GROUP, 1, {"do": "dance"}))
        await refused(Refused, "not-supported", place.command(smp.VENDOR_GROUP, 2, {}))

    at(bench, act)


def test_a_request_that_is_half_there(tmp_path: Path) -> None:
    bench = Bench(tmp_path, Faults(half_written=1.0))

    async def act(place: SmpPlace) -> None:
        await place.write(smp.COMMAND, b"SYNC\n")
        assert not (await place.read(smp.REQUEST)).endswith(TRAILER)
        bench.alarm.turn()
        assert (await place.read(smp.REQUEST)).endswith(TRAILER)

    at(bench, act)
