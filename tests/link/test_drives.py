"""Drives that hold a marker are found, and nothing is ever asked that a network could hold up."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retour.link.places.drives import MOUNTS, Drive, drives, local_drives

ROOT = "27 1 254:0 / / rw,relatime shared:1 - ext4 /dev/vda rw"


def line(path: str, kind: str, source: str) -> str:
    return f"40 27 8:1 / {path} rw,nosuid shared:2 master:1 - {kind} {source} rw,uid=1000"


def found(*lines: str) -> list[str]:
    return [str(path) for path in local_drives("\n".join((ROOT, *lines)) + "\n")]


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/media/user/STICK", "vfat"),
        ("/run/media/user/STICK", "exfat"),
        ("/mnt", "ext4"),
        ("/media/user/disk", "fuseblk"),
        ("/srv/device", "vfat"),
        ("/data/device", "exfat"),
    ],
)
def test_a_local_drive_is_looked_at(path: str, kind: str) -> None:
    assert found(line(path, kind, "/dev/sdb1")) == [path]


@pytest.mark.parametrize(
    ("path", "kind", "source"),
    [
        ("/mnt/share", "nfs4", "server:/share"),
        ("/mnt/share", "cifs", "//server/share"),
        ("/media/user/phone", "fuse.gvfsd-fuse", "gvfsd-fuse"),
        ("/mnt/auto", "autofs", "systemd-1"),
        ("/mnt/ram", "tmpfs", "tmpfs"),
        ("/srv/disk", "ext4", "/dev/sdb1"),
        ("/mediafiles", "ext4", "/dev/sdb1"),
        ("/mnt/share", "vfat", "server"),
    ],
)
def test_a_share_or_another_disk_is_not(path: str, kind: str, source: str) -> None:
    assert found(line(path, kind, source)) == []


def test_what_is_mounted_over_a_drive_hides_it() -> None:
    drive = line("/mnt/a", "vfat", "/dev/sdb1")
    assert found(drive, line("/mnt/a", "nfs", "server:/a")) == []
    assert found(drive, line("/mnt", "nfs", "server:/a")) == []
    assert found(drive, line("/mnt", "ext4", "/dev/sdc1")) == ["/mnt"]
    assert found(drive, line("/mnt/ab", "nfs", "server:/a")) == ["/mnt/a"]
    assert found(line("/mnt", "nfs", "server:/a"), line("/mnt", "vfat", "/dev/sdb1")) == ["/mnt"]


def test_a_drive_that_is_reached_through_a_share_is_not_looked_at() -> None:
    assert found(line("/mnt/a", "nfs", "server:/a"), line("/mnt/a/b", "vfat", "/dev/sdb1")) == []
    assert found(line("/run", "tmpfs", "tmpfs"), line("/run/media/u/b", "vfat", "/dev/sdb1")) == ["/run/media/u/b"]


def test_names_with_spaces_and_letters_of_any_language() -> None:
    assert found(line(r"/media/user/MY\040STICK\134\011ö", "vfat", "/dev/sdb1")) == ["/media/user/MY STICK\\\tö"]


@given(st.text())
def test_any_text_is_read(text: str) -> None:
    local_drives(text)


@given(
    st.lists(st.sampled_from([*"/ \\\n-", "040", "mnt", " - ", "vfat /dev/x rw", "1 2 3:4 / ", "\\777"])).map("".join)
)
def test_any_text_like_a_list_of_mounts_is_read(text: str) -> None:
    local_drives(text)


def mounted(folder: Path, *paths: Path) -> Path:
    """A list of mounts that has these folders as drives."""
    mounts = folder / "mountinfo"
    lines = [line(str(path).replace(" ", r"\040"), "vfat", "/dev/sdb1") for path in paths]
    mounts.write_text("\n".join((ROOT, *lines)) + "\n")
    return mounts


def test_a_drive_is_known_by_its_marker(tmp_path: Path) -> None:
    one, two, three = (tmp_path / name for name in ("A drive", "b", "c"))
    for each in (one, two, three):
        (each / "lic").mkdir(parents=True)
    (one / "DEVICE.TXT").write_text("x")
    (two / "lic" / "id").write_text("x")
    (three / "DEVICE.TXT").mkdir()
    mounts = mounted(tmp_path, two, one, three, tmp_path / "gone")
    assert drives(["DEVICE.TXT", "lic/id", "", "lic/id"], mounts) == (Drive(one, "DEVICE.TXT"), Drive(two, "lic/id"))
    assert drives(["\0", "x" * 5000], mounts) == ()
    assert drives(["DEVICE.TXT"], tmp_path / "no-such-list") == ()


def test_this_machine_can_be_looked_at() -> None:
    assert drives(["a-marker-that-no-drive-has"], MOUNTS) == ()
