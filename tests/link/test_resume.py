"""Transfers go on where they stopped: after the program, the device, or both were started anew."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest

from retour.device.server import DeviceServer
from retour.device.staging import FileStaging
from retour.device.store import Store
from retour.device.vendor.faults import Faults
from retour.device.vendor.smp import VendorServer
from retour.device.vendor.store import VendorStore, create
from retour.errors import RetourError
from retour.link.device import LicenseDevice
from retour.link.framing import Deframer, Frame, Op, decode_map
from retour.link.parts import FolderParts
from retour.link.places.smp import GROUP, SmpPlace
from retour.protocol.group import GROUP_ID, Command, Operation
from tests.device import kit
from tests.link.pipes import FAST, DevicePipe
from tests.link.test_device import MANY
from tests.vendor.kit import STATE

FILE = "/lic/response.bin"
BLOB = bytes(range(256)) * 40


class Cut(Exception):
    """The program is killed in the middle of a transfer."""


def halfway(done: int, total: int) -> None:
    if done > total // 2:
        raise Cut


class Lab:
    """A laptop with a folder of its own, and the device that it is connected to; both can be started anew."""

    def __init__(self, folder: Path, connection: Callable[[], Callable[[bytes], bytes]]) -> None:
        self.folder = folder
        self._connection = connection
        self.asked: list[Frame] = []

    async def open(self, _: str) -> DevicePipe:
        feed, deframer = self._connection(), Deframer()

        def noted(data: bytes) -> bytes:
            self.asked += deframer.feed(data)
            return feed(data)

        return DevicePipe(noted)

    def parts(self) -> FolderParts:
        """As a program that has just been started finds them."""
        return FolderParts(self.folder / "parts")

    async def device(self) -> LicenseDevice:
        return await LicenseDevice.connect("memory", FAST, ports=lambda: (), parts=self.parts(), opener=self.open)

    def place(self) -> SmpPlace:
        return SmpPlace("memory", FAST, ports=lambda: (), parts=self.parts(), opener=self.open)

    def offsets(self, op: Op, group: int, command: int) -> list[int]:
        """Of the pieces asked for or sent since the last call."""
        asked, self.asked = self.asked, []
        wanted = [each for each in asked if (each.op, each.group, each.command) == (op, group, command)]
        return [int(str((decode_map(each.payload) or {})["off"])) for each in wanted]


class Ours:
    """The reference device, its store and what was staged kept over restarts."""

    def __init__(self, folder: Path, *, staging: bool = True) -> None:
        self.disk, _ = kit.new_store()
        self._folder = folder if staging else None
        self.server = self._started()

    def _started(self) -> DeviceServer:
        staging = FileStaging(self._folder / "staging") if self._folder else None
        return DeviceServer(Store(self.disk, kit.nonces()), lambda: kit.NOW, lambda _: None, staging)

    def plug_pulled(self) -> None:
        self.server = self._started()

    def connection(self) -> Callable[[bytes], bytes]:
        return self.server.connection()


def test_a_message_is_read_on_by_a_program_that_was_started_anew(tmp_path: Path) -> None:
    device = Ours(tmp_path)
    lab = Lab(tmp_path, device.connection)

    async def main() -> None:
        async with await lab.device() as line:
            await line.request(b"12345678", 0, Operation.CAPABILITY, MANY, None)
            with pytest.raises(Cut):
                await line.fetch(halfway)
        first = lab.offsets(Op.READ, GROUP_ID, Command.EXPORT)
        async with await lab.device() as line:
            made, blob = await line.fetch()
            assert made.length == len(blob)
        second = lab.offsets(Op.READ, GROUP_ID, Command.EXPORT)
        assert second[0] == 0, "the first piece tells which message it is"
        assert second[1] > first[-1]
        assert not list((tmp_path / "parts").iterdir())

    asyncio.run(main())


def test_what_was_kept_of_an_older_message_is_not_mixed_into_a_newer_one(tmp_path: Path) -> None:
    device = Ours(tmp_path)
    lab = Lab(tmp_path, device.connection)

    async def main() -> None:
        async with await lab.device() as line:
            await line.request(b"12345678", 0, Operation.CAPABILITY, MANY, None)
            with pytest.raises(Cut):
                await line.fetch(halfway)
            await line.request(b"87654321", 1, Operation.CAPABILITY, MANY, None)
        async with await lab.device() as line:
            assert (await line.fetch())[0].counter == 2

    asyncio.run(main())


def test_damage_to_what_was_kept_is_found_by_the_hash_and_read_anew(tmp_path: Path) -> None:
    device = Ours(tmp_path)
    lab = Lab(tmp_path, device.connection)

    async def main() -> None:
        async with await lab.device() as line:
            await line.request(b"12345678", 0, Operation.CAPABILITY, MANY, None)
            with pytest.raises(Cut):
                await line.fetch(halfway)
            whole = (await line.fetch())[1]
            with pytest.raises(Cut):
                await line.fetch(halfway)
        (kept,) = (tmp_path / "parts").iterdir()
        kept.write_bytes(kept.read_bytes()[:-5] + b"wrong")
        async with await lab.device() as line:
            assert (await line.fetch())[1] == whole

    asyncio.run(main())


ANSWER = kit.signed(kit.response(b"x" * 32, tuple(kit.grant(line, 1) for line, _ in MANY)))


@pytest.mark.parametrize("staging", [True, False], ids=["in a file", "in memory"])
def test_an_upload_goes_on_after_program_and_device_were_started_anew(tmp_path: Path, staging: bool) -> None:
    device = Ours(tmp_path, staging=staging)
    lab = Lab(tmp_path, device.connection)

    async def main() -> None:
        async with await lab.device() as line:
            with pytest.raises(Cut):
                await line.bring(ANSWER, halfway)
        first = lab.offsets(Op.WRITE, GROUP_ID, Command.STAGE)
        device.plug_pulled()
        async with await lab.device() as line:
            with pytest.raises(RetourError) as caught:
                await line.bring(ANSWER)
            assert caught.value.code == "not-newest", "it arrived whole, and was judged"
        second = lab.offsets(Op.WRITE, GROUP_ID, Command.STAGE)
        assert (second[1] > first[-1]) is staging
        assert second == sorted(second)

    asyncio.run(main())


def test_damage_to_what_the_device_kept_is_found_by_the_hash_and_sent_anew(tmp_path: Path) -> None:
    device = Ours(tmp_path)
    lab = Lab(tmp_path, device.connection)

    async def main() -> None:
        async with await lab.device() as line:
            with pytest.raises(Cut):
                await line.bring(ANSWER, halfway)
        staged = tmp_path / "staging"
        staged.write_bytes(staged.read_bytes()[:-5] + b"wrong")
        device.plug_pulled()
        async with await lab.device() as line:
            with pytest.raises(RetourError) as caught:
                await line.bring(ANSWER)
            assert caught.value.code == "not-newest"

    asyncio.run(main())


class Vendors:
    """A vendor's device, its files kept over restarts."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir()
        create(folder, STATE)
        self._folder = folder
        self.server: VendorServer | None = None

    def connection(self) -> Callable[[bytes], bytes]:
        if self.server is None:
            later = asyncio.get_running_loop().call_later
            self.server = VendorServer(VendorStore(self._folder), self._folder / "files", later, Faults())
        return self.server.connection()


def test_files_go_on_both_ways_in_a_program_that_was_started_anew(tmp_path: Path) -> None:
    lab = Lab(tmp_path, Vendors(tmp_path / "device").connection)

    async def main() -> None:
        async with lab.place() as place:
            with pytest.raises(Cut):
                await place.write(FILE, BLOB, halfway)
        first = lab.offsets(Op.WRITE, GROUP, 0)
        async with lab.place() as place:
            await place.write(FILE, BLOB)
            second = lab.offsets(Op.WRITE, GROUP, 0)
            assert second[0] > first[-1]
            with pytest.raises(Cut):
                await place.read(FILE, halfway)
            first = lab.offsets(Op.READ, GROUP, 0)
        async with lab.place() as place:
            assert await place.read(FILE) == BLOB
        assert lab.offsets(Op.READ, GROUP, 0)[0] > first[-1]
        assert not list((tmp_path / "parts").iterdir())

    asyncio.run(main())


def test_a_file_that_is_another_one_by_now_is_not_gone_on_with(tmp_path: Path) -> None:
    lab = Lab(tmp_path, Vendors(tmp_path / "device").connection)

    async def main() -> None:
        async with lab.place() as place:
            await place.write(FILE, BLOB)
            with pytest.raises(Cut):
                await place.read(FILE, halfway)
            await place.write(FILE, BLOB[::-1])
        lab.asked.clear()
        async with lab.place() as place:
            assert await place.read(FILE) == BLOB[::-1]
            with pytest.raises(Cut):
                await place.write(FILE, BLOB, halfway)
        lab.asked.clear()
        async with lab.place() as place:
            await place.write(FILE, BLOB[:-1])
            assert lab.offsets(Op.WRITE, GROUP, 0)[0] == 0
            assert await place.read(FILE) == BLOB[:-1]

    asyncio.run(main())
