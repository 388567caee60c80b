"""A device that shows itself as a drive is found by its profile's marker and read; a program works in its folder."""

from __future__ import annotations

import asyncio
import dataclasses
import sys
from pathlib import Path

import pytest

from retour.errors import NotReached
from retour.link.places.folder import FolderPlace
from retour.protocol.model import Grant
from retour.returns.opaque.device import CarriedDevice
from retour.returns.opaque.library import profile, profiles
from retour.returns.opaque.plugged import plugged_in
from retour.returns.opaque.profile import Profile
from retour.returns.show import plugged_record


def mounted(folder: Path, *paths: Path) -> Path:
    mounts = folder / "mountinfo"
    mounts.write_text("".join(f"1 2 8:1 / {path} rw - vfat /dev/sdb1 rw\n" for path in paths))
    return mounts


def test_a_drive_with_the_marker_is_a_device_of_its_profile(tmp_path: Path) -> None:
    good, bad, other = (tmp_path / name for name in "abc")
    for each in (good, bad, other):
        each.mkdir()
    (good / "DEVICE.TXT").write_text("HOSTID=SN-1\nMODEL=Pump\nLINE ACT-1 2 Pump|1|a|-\n")
    (bad / "DEVICE.TXT").write_text("MODEL=Pump\n")
    found = asyncio.run(plugged_in(profiles(tmp_path), mounted(tmp_path, good, bad, other)))
    assert [(each.address, each.profile.name) for each in found] == [
        (f"dir:{good}", "drop-folder"),
        (f"dir:{bad}", "drop-folder"),
    ]
    assert found[0].seen is not None
    assert (found[0].seen.host_id, found[0].seen.held) == ("SN-1", (Grant("ACT-1", 2, "Pump", "1", ("a",), None),))
    assert found[1].problem is not None
    assert plugged_record(found[0])["host_id"] == "SN-1"
    assert plugged_record(found[1])["code"] == "profile-pattern"


def test_looking_around_runs_no_program(tmp_path: Path) -> None:
    (tmp_path / "DEVICE.TXT").write_text("HOSTID=SN-1\n")
    drop = profile("drop-folder", tmp_path)
    runs = dataclasses.replace(drop, model=dataclasses.replace(drop.model, path="", run=("touch", "ran")))
    found = asyncio.run(plugged_in([runs], mounted(tmp_path, tmp_path)))
    assert [(each.seen, each.problem) for each in found] == [(None, None)]
    assert not (tmp_path / "ran").exists()


def server(home: Path, script: str) -> Profile:
    """The shipped license server with a program that is there."""
    found = profile("license-server", home)

    def run(words: tuple[str, ...]) -> tuple[str, ...]:
        return (sys.executable, "-c", script, *words[1:])

    sources = {
        name: dataclasses.replace(getattr(found, name), run=run(getattr(found, name).run))
        for name in ("host_id", "model", "lines")
    }
    ask = dataclasses.replace(found.request.ask, run=run(found.request.ask.run))
    return dataclasses.replace(found, request=dataclasses.replace(found.request, ask=ask), **sources)


SCRIPT = """
import pathlib, sys
if sys.argv[1] == "info":
    print("HOSTID=SRV-1\\nMODEL=Server\\nLINE ACT-1 2 Pump|1|a|-")
else:
    pathlib.Path("request.bin").write_bytes(" ".join(sys.argv[1:]).encode() + b"FXEN")
"""


def test_a_servers_program_leaves_its_files_in_the_devices_folder(tmp_path: Path) -> None:
    folder = tmp_path / "server"
    folder.mkdir()
    found = server(tmp_path, SCRIPT)

    async def work() -> bytes:
        device = CarriedDevice(found, FolderPlace(folder), poll=0.01)
        assert (await device.look()).host_id == "SRV-1"
        assert await device.ask(found.request.ask, (("ACT-1", 0), ("ACT-2", 1))) == ""
        return (await device.await_file(found.request.appears, lambda _: False))[1]

    assert asyncio.run(work()) == b"request ACT-1=0 ACT-2=1FXEN"


def test_a_folder_that_is_gone_is_not_told_as_a_missing_program(tmp_path: Path) -> None:
    device = CarriedDevice(server(tmp_path, SCRIPT), FolderPlace(tmp_path / "gone"))
    with pytest.raises(NotReached) as caught:
        asyncio.run(device.look())
    assert caught.value.code == "place-lost"


@pytest.mark.parametrize("host_id", ["a[b]?", "**", "x**y", "*"])
def test_whatever_a_host_id_is_made_of_a_folder_can_be_searched(host_id: str, tmp_path: Path) -> None:
    name = host_id.replace("*", "-") + ".bin"
    (tmp_path / name).write_bytes(b"x")
    found = asyncio.run(FolderPlace(tmp_path).find(f"{host_id}.bin"))
    assert [entry.path for entry in found] in ([name], [])
    if "*" not in host_id:
        assert found


def test_a_pattern_whose_group_took_no_part_is_no_fact(tmp_path: Path) -> None:
    drop = profile("drop-folder", tmp_path)
    found = dataclasses.replace(drop, host_id=dataclasses.replace(drop.host_id, pattern="HOSTID(=(?P<value>.+))?"))
    (tmp_path / "DEVICE.TXT").write_text("HOSTID\n")
    with pytest.raises(Exception, match="host ID is not found") as caught:
        asyncio.run(CarriedDevice(found, FolderPlace(tmp_path)).look())
    assert getattr(caught.value, "code", "") == "profile-pattern"
