"""Places that fail while a vendor's files are carried: drives pulled, full, write-protected; lines cut; a dead laptop.

After each: three lines and a code, nothing half-written, and the same command again leads on.
"""

from __future__ import annotations

import asyncio
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from retour.errors import NotReached, Refused
from retour.link.device import Progress
from retour.link.places.folder import FolderPlace
from retour.link.places.place import Entry
from retour.returns.home import open_work
from retour.returns.opaque.device import CarriedDevice
from retour.returns.opaque.library import profile
from retour.returns.opaque.work import CarriedWork
from tests.journeys.sites import Site, moved
from tests.journeys.test_carried_faults import begin, bring, home, respond, stands
from tests.journeys.test_faults import CutCable
from tests.journeys.test_killed import KILLED, WAITING, both_sides
from tests.journeys.vendors import Vendor
from tests.media import Medium


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("retour.returns.opaque.device.POLL_SECONDS", 0.1)


@pytest.fixture
def drop(tmp_path: Path) -> Iterator[Site]:
    with Site(tmp_path, "drop-folder") as made:
        yield made


class Pulled(FolderPlace):
    """A drive that is pulled before its so-manieth use; the files on it are as they were when it comes back."""

    def __init__(self, root: Path, uses: int) -> None:
        super().__init__(root)
        self._left = uses

    def _use(self) -> None:
        self._left -= 1
        if self._left == 0:
            self.root.rename(self.root.with_name("pulled"))

    def back(self) -> bool:
        """Plug it in again; whether it had been pulled."""
        pulled = self.root.with_name("pulled")
        if not pulled.exists():
            return False
        shutil.rmtree(self.root, ignore_errors=True)
        pulled.rename(self.root)
        return True

    async def find(self, pattern: str) -> tuple[Entry, ...]:
        self._use()
        return await super().find(pattern)

    async def read(self, path: str, progress: Progress | None = None) -> bytes:
        self._use()
        return await super().read(path, progress)

    async def write(self, path: str, data: bytes, progress: Progress | None = None) -> None:
        self._use()
        await super().write(path, data, progress)

    async def remove(self, path: str) -> None:
        self._use()
        await super().remove(path)


def test_a_drive_is_pulled_at_every_use(drop: Site) -> None:
    world = drop.plug()
    opened = world.start("opaque-sync", "--all")
    case = opened.last["case"]
    for line in world.portal.hosts["SN-4711"].lines:
        world.portal.mark_for_removal("SN-4711", line, 0)
    world.retour("report", case, "--state", "MARKED_FOR_REMOVAL")
    laptop = drop.place / "laptop"
    kind = profile("drop-folder", laptop)
    pulls: set[tuple[str, object]] = set()

    def survives(stage: str) -> None:
        """Do what is due at the device, pulled a use later each time, until it is through."""
        for uses in range(1, 40):
            place = Pulled(world.device.folder, uses)
            try:
                with open_work(None) as work:
                    asyncio.run(due(CarriedWork(work.journal), case, CarriedDevice(kind, place)))
            except (NotReached, Refused) as error:
                pulls.add((error.code, stands(world, case)["stage"]))
                assert place.back()
                continue
            assert stands(world, case)["stage"] == stage
            assert not place.back(), "a drive that was pulled is always told"
            return
        raise AssertionError("it never gets through")

    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("RETOUR_HOME", str(laptop))
        survives("request")
        request = world.retour("save", case, "--out", str(world.stick)).last["file"]
        world.retour("bring", str(respond(world, Path(request))), "--case", case)
        survives("confirmation")
    assert pulls == {("place-lost", "planned"), ("place-lost", "answer")}
    home(world, case, world.retour("save", case, "--out", str(world.stick)))


async def due(work: CarriedWork, case: str, device: CarriedDevice) -> None:
    found = work.journal.case(case)
    if found.state.file("answer") is not None and found.state.processed is None:
        await work.give(case, device)
    await work.ask(case, device)
    await work.fetch(case, device)


def remount(point: Path, options: str) -> None:
    """Change a medium in the namespace that holds it."""
    _, _, holder, _, *inside = point.parts
    command = ["nsenter", "-t", holder, "-m", "mount", "-o", f"remount,{options}", "/" + "/".join(inside)]
    subprocess.run(command, check=True, capture_output=True)


@pytest.mark.skipif(not shutil.which("nsenter"), reason="media cannot be changed here")
def test_a_drop_folder_that_is_write_protected_or_full(drop: Site, medium: Medium) -> None:
    drive: Path = medium("size=64k", "rw")
    world = drop.plug(folder=drive)
    remount(drive, "ro")
    world.start("opaque", "--all").refused("stick-read-only")
    remount(drive, "rw")
    fill(drive)
    world.start("opaque", "--all").refused("stick-full")
    assert not list(drive.glob("COMMAND*")), "nothing half-written is left"
    (drive / "filler").unlink()
    case, request = begin(world)
    response = respond(world, request)
    remount(drive, "ro")
    bring(world, response, case).refused("stick-read-only")
    remount(drive, "rw")
    fill(drive)
    bring(world, response, case).refused("stick-full")
    assert stands(world, case)["stage"] == "answer", "the response is kept"
    (drive / "filler").unlink()
    home(world, case, world.resume(case))


def fill(drive: Path) -> None:
    with (drive / "filler").open("wb", buffering=0) as file:
        try:
            while file.write(bytes(4096)):
                pass
        except OSError:
            return


def test_a_stick_that_is_full_write_protected_or_gone_while_the_request_is_saved(drop: Site, medium: Medium) -> None:
    """The device has made its request by then: it is in the journal, and saving again is all that is left."""
    world = drop.plug()
    wish = ("--way", "opaque", "--profile", "drop-folder", "--all", "--reason", "move")

    def asked(stick: Path) -> tuple[str, ...]:
        return ("return", world.address, *wish, "--out", str(stick))

    gone = drop.place / "gone"
    world.retour(*asked(gone)).refused("no-folder", 2)
    assert world.retour("cases", "--json").records == []
    full = medium("size=16k", "rw")
    fill(full)
    world.retour(*asked(full)).refused("stick-full")
    assert [path.name for path in full.iterdir()] == ["filler"]
    (found,) = world.retour("cases", "--json").records
    assert (found["stage"], found["crossed"]) == ("request", [])
    world.retour("save", found["case"], "--out", str(medium("size=64k", "ro"))).refused("stick-read-only")
    world.retour("save", found["case"], "--out", str(gone / "a.bin")).refused("no-folder", 2)
    case, request = begin(world)
    assert case == found["case"]
    home(world, case, bring(world, respond(world, request), case))


@pytest.mark.slow
@pytest.mark.usefixtures("hurried")
def test_the_line_is_cut_at_every_stretch_and_comes_back_under_another_name(tmp_path: Path) -> None:
    with Site(tmp_path, "smp-files") as site:
        world = site.plug(tcp=True)
        case, request = begin_cut(world)
        response = respond(world, request)
        cuts = 0
        for after in range(0, 12_000, 192):
            cable = CutCable(world.address, after)
            done = bring(moved(world, cable.address), response, case)
            cable.close()
            if done.code == WAITING:
                break
            assert done.code == 3, done.stderr
            assert stands(world, case)["stage"] == "answer"
            cuts += 1
        assert cuts > 3
        assert len(world.retour("cases", "--json").records) == 1
        home(world, case, done)


def begin_cut(world: Vendor) -> tuple[str, Path]:
    """`begin`, over cables that break a stretch later each time."""
    for after in range(0, 12_000, 192):
        cable = CutCable(world.address, after)
        done = moved(world, cable.address).start("opaque", "--all")
        cable.close()
        if done.code == WAITING:
            return str(done.last["case"]), Path(done.last["file"])
        assert done.code == 3, done.stderr
    raise AssertionError("it never gets through")


@pytest.mark.slow
def test_the_laptop_dies_at_every_commit(drop: Site) -> None:
    """Each run goes on from where the one before it was killed."""
    world = drop.plug()
    wish = ("return", world.address, "--way", "opaque", "--profile", "drop-folder", "--all", "--reason", "move")
    out = ("--out", str(world.stick))
    places = killed_everywhere(drop, *wish, *out)
    assert places >= both_sides("user_version", "events Planned", "events FileHeld", "crossings request")
    (found,) = world.retour("cases", "--json").records
    case, request = begin(world)
    assert case == found["case"]
    given = ("bring", str(respond(world, request)), "--case", case, "--device", world.address, *out)
    places = killed_everywhere(drop, *given)
    assert places >= both_sides("events FileHeld", "crossings answer", "events Processed", "crossings confirmation")
    done = world.retour(*given)
    assert done.last["crossed"].count("answer") == 1
    home(world, case, done)


def killed_everywhere(site: Site, *arguments: str) -> set[str]:
    places: set[str] = set()
    environment = os.environ | {"RETOUR_HOME": str(site.place / "laptop")}
    for number in range(1, 12):
        for side in ("before", "after") * 4:  # a run that goes on meets a new commit under the same number
            command = [sys.executable, str(KILLED), str(number), side, "--", *arguments]
            done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60)
            if done.returncode == WAITING:
                return places
            assert done.returncode == -9, done.stderr
            places.add(f"{side} {done.stderr.splitlines()[-1]}")
    raise AssertionError(f"it never survives: {places}")
