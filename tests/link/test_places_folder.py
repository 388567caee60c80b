"""A folder as a place: files whole or not at all, media that are full, write-protected or gone, links that lead out."""

from __future__ import annotations

import asyncio
import os
import shutil
from collections.abc import Callable, Coroutine
from pathlib import Path

import pytest

from retour.errors import NotReached, Refused, RetourError
from retour.link.places.folder import MAX_FILE, FolderPlace
from retour.link.places.place import Entry
from tests.media import Medium

Act = Callable[[FolderPlace], Coroutine[None, None, object]]
ACTS: dict[str, Act] = {
    "find": lambda place: place.find("*.bin"),
    "read": lambda place: place.read("a.bin"),
    "write": lambda place: place.write("a.bin", b"new"),
}
needs_links = pytest.mark.skipif(os.name != "posix", reason="links need rights on Windows")


def refused(place: FolderPlace, act: Act, kind: type[RetourError], code: str) -> RetourError:
    with pytest.raises(kind) as caught:
        asyncio.run(act(place))
    assert caught.value.code == code
    assert all(line.endswith((".", "?")) for line in caught.value.lines)
    return caught.value


def found(place: FolderPlace, pattern: str) -> list[str]:
    return [entry.path for entry in asyncio.run(place.find(pattern))]


@pytest.mark.parametrize("data", [b"", b"1", bytes(MAX_FILE)], ids=len)
def test_a_file_goes_there_and_back(tmp_path: Path, data: bytes) -> None:
    place = FolderPlace(tmp_path)
    seen: list[tuple[int, int]] = []
    asyncio.run(place.write("/lic/in/a.bin", data, lambda done, total: seen.append((done, total))))
    assert (tmp_path / "lic/in/a.bin").read_bytes() == data
    assert asyncio.run(place.read("lic/in/a.bin", lambda done, total: seen.append((done, total)))) == data
    assert seen == [(len(data), len(data))] * 2
    assert asyncio.run(place.find("lic/*/*.bin"))[0].size == len(data)
    asyncio.run(place.remove("lic/in/a.bin"))
    asyncio.run(place.remove("lic/in/a.bin"))
    assert found(place, "lic/in/*") == []
    asyncio.run(place.close())


def test_the_newest_comes_last(tmp_path: Path) -> None:
    for name, changed in (("b.bin", 200), ("c.bin", 100), ("a.bin", 200), ("d.txt", 300)):
        (tmp_path / name).write_bytes(b"1")
        os.utime(tmp_path / name, (changed, changed))
    entries = asyncio.run(FolderPlace(tmp_path).find("*.bin"))
    assert entries == (Entry("c.bin", 1, 100.0), Entry("a.bin", 1, 200.0), Entry("b.bin", 1, 200.0))


def test_folders_and_what_is_not_there_are_not_found(tmp_path: Path) -> None:
    (tmp_path / "folder.bin").mkdir()
    place = FolderPlace(tmp_path)
    assert found(place, "*.bin") == []
    assert found(place, "none/none.bin") == []
    refused(place, lambda place: place.read("none.bin"), Refused, "no-such-file")
    refused(place, lambda place: place.read("folder.bin"), Refused, "not-writable")
    refused(place, lambda place: place.write("folder.bin", b"1"), Refused, "not-writable")


def test_a_file_grows_between_two_looks(tmp_path: Path) -> None:
    """Whoever waits for a file compares looks; each must say what is there now."""
    place, path = FolderPlace(tmp_path), tmp_path / "request.bin"
    path.write_bytes(b"half")
    before = asyncio.run(place.find("request.bin"))
    with path.open("ab") as file:
        file.write(b" and whole")
    assert asyncio.run(place.find("request.bin")) != before
    assert asyncio.run(place.read("request.bin")) == b"half and whole"


def test_a_file_that_is_too_large(tmp_path: Path) -> None:
    with (tmp_path / "a.bin").open("wb") as file:
        file.truncate(MAX_FILE + 1)
    refused(FolderPlace(tmp_path), ACTS["read"], Refused, "too-large")


@needs_links
@pytest.mark.parametrize("path", ["../secret.bin", "/../secret.bin", "out.bin", "out/secret.bin", "new/../../x.bin"])
def test_nothing_outside_is_touched(tmp_path: Path, path: str) -> None:
    root, secret = tmp_path / "drive", tmp_path / "secret.bin"
    root.mkdir()
    secret.write_bytes(b"secret")
    (root / "out.bin").symlink_to(secret)
    (root / "out").symlink_to(tmp_path)
    place = FolderPlace(root)
    for act in (place.read, lambda path: place.write(path, b"x"), place.remove):

        def there(
            _: FolderPlace, act: Callable[[str], Coroutine[None, None, object]] = act
        ) -> Coroutine[None, None, object]:
            return act(path)

        refused(place, there, Refused, "outside-place")
    assert found(place, "*.bin") == []
    assert found(place, "out/*.bin") == []
    assert secret.read_bytes() == b"secret"
    assert {entry.name for entry in tmp_path.iterdir()} == {"drive", "secret.bin"}


@needs_links
def test_links_inside_are_followed_and_loops_are_not(tmp_path: Path) -> None:
    (tmp_path / "real.bin").write_bytes(b"1")
    (tmp_path / "link.bin").symlink_to("real.bin")
    (tmp_path / "loop.bin").symlink_to("loop.bin")
    place = FolderPlace(tmp_path)
    assert asyncio.run(place.read("link.bin")) == b"1"
    assert found(place, "*.bin") == ["link.bin", "real.bin"]
    refused(place, lambda place: place.read("loop.bin"), Refused, "not-writable")


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes here")
def test_a_pipe_is_no_file_and_does_not_hold_anybody_up(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.bin")
    place = FolderPlace(tmp_path)
    assert found(place, "*.bin") == []
    refused(place, ACTS["read"], Refused, "not-writable")


@pytest.mark.parametrize("name", ACTS)
def test_a_place_that_went_away(tmp_path: Path, name: str) -> None:
    root = tmp_path / "drive"
    root.mkdir()
    (root / "a.bin").write_bytes(b"1")
    place = FolderPlace(root)
    asyncio.run(place.read("a.bin"))
    shutil.rmtree(root)
    error = refused(place, ACTS[name], NotReached, "place-lost")
    assert error.details["folder"] == str(root)
    assert not root.exists()
    root.write_bytes(b"a file where the folder was")
    refused(place, ACTS[name], NotReached, "place-lost")


def test_a_write_protected_drive(medium: Medium) -> None:
    drive = medium("size=64k", "ro")
    refused(FolderPlace(drive), ACTS["write"], Refused, "stick-read-only")
    refused(FolderPlace(drive), lambda place: place.remove("filler"), Refused, "stick-read-only")
    assert [path.name for path in drive.iterdir()] == ["filler"]


@pytest.mark.parametrize("room", [0, 4096, 8192])
def test_a_full_drive(medium: Callable[..., Path], room: int) -> None:
    drive = medium("size=32k", "rw", fill=32768 - room)
    refused(FolderPlace(drive), lambda place: place.write("a.bin", bytes(9000)), Refused, "stick-full")
    assert [path.name for path in drive.iterdir()] == ["filler"]


def test_a_file_on_a_full_drive_stays_as_it_was(medium: Callable[..., Path]) -> None:
    drive = medium("size=32k", "rw", fill=20480)
    (drive / "a.bin").write_bytes(b"old")
    refused(FolderPlace(drive), lambda place: place.write("a.bin", bytes(9000)), Refused, "stick-full")
    assert (drive / "a.bin").read_bytes() == b"old"
    assert {path.name for path in drive.iterdir()} == {"filler", "a.bin"}


def test_a_name_that_cannot_be(tmp_path: Path) -> None:
    refused(FolderPlace(tmp_path), lambda place: place.write("a" * 300, b"1"), Refused, "not-writable")
    assert list(tmp_path.iterdir()) == []
