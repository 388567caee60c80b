"""Drives that a device shows when it is plugged in: mounted local drives that hold a marker file.

Only local drives are ever looked at: a network drive whose server is gone would hold up whoever asks.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

MOUNTS: Final = Path("/proc/self/mountinfo")
_DRIVE_TYPES: Final = frozenset({"vfat", "msdos", "exfat"})
"""What devices and sticks are formatted with: looked at wherever it is mounted."""
_LOCAL_TYPES: Final = _DRIVE_TYPES | {
    "ext2", "ext3", "ext4", "f2fs", "xfs", "btrfs", "ntfs", "ntfs3", "fuseblk", "udf", "iso9660", "hfsplus"
}  # fmt: skip
_ABOVE: Final = _LOCAL_TYPES | {"tmpfs", "ramfs", "overlay", "squashfs", "zfs", "rootfs"}
"""What a drive may be mounted in, since the way to it leads through there."""
_PLACES: Final = (Path("/media"), Path("/run/media"), Path("/mnt"))
_REMOVABLE, _FIXED = 2, 3
_NO_DIALOG: Final = 0x0001
_FIRST_LETTER: Final = 2
"""A: and B: are floppy drives, which are slow to say that they are empty."""


@dataclass(frozen=True, slots=True)
class Drive:
    """A drive and the marker file that is on it."""

    path: Path
    marker: str


@dataclass(frozen=True, slots=True)
class Mount:
    """A line of ``/proc/self/mountinfo``."""

    path: Path
    kind: str
    source: str


def drives(markers: Iterable[str], mounts: Path = MOUNTS) -> tuple[Drive, ...]:
    """The drives that hold one of the markers, a path relative to the drive; sorted. Never raises."""
    wanted = sorted({marker for marker in markers if marker})
    paths = _letters() if sys.platform == "win32" else local_drives(_read(mounts))
    return tuple(Drive(path, marker) for path in sorted(paths) for marker in wanted if _holds(path, marker))


def local_drives(mountinfo: str) -> tuple[Path, ...]:
    """Where drives are mounted that can be looked at without waiting for a network. Pure.

    Source: Linux, ``proc_pid_mountinfo(5)``.
    """
    visible: dict[Path, Mount] = {}
    for line in mountinfo.splitlines():
        if (mount := _mount(line)) is not None:
            # What is mounted over a folder hides whatever was mounted in it before.
            visible = {path: old for path, old in visible.items() if not path.is_relative_to(mount.path)}
            visible[mount.path] = mount
    return tuple(mount.path for mount in visible.values() if _is_drive(mount) and _is_reached(mount, visible))


def _is_drive(mount: Mount) -> bool:
    placed = any(mount.path.is_relative_to(place) for place in _PLACES)
    kinds = _LOCAL_TYPES if placed else _DRIVE_TYPES
    return mount.kind in kinds and mount.source.startswith("/dev/")


def _is_reached(mount: Mount, visible: dict[Path, Mount]) -> bool:
    above = [visible[path] for path in mount.path.parents if path in visible and path != Path("/")]
    return all(each.kind in _ABOVE for each in above)


def _mount(line: str) -> Mount | None:
    head, separator, tail = line.partition(" - ")
    fields, named = head.split(" "), tail.split(" ")
    if not separator or len(fields) < 6 or len(named) < 2:
        return None
    return Mount(Path(_unescaped(fields[4])), named[0], _unescaped(named[1]))


def _unescaped(text: str) -> str:
    return re.sub(r"\\([0-7]{3})", lambda found: chr(int(found[1], 8)), text)


def _read(mounts: Path) -> str:
    try:
        return os.fsdecode(mounts.read_bytes())
    except OSError:
        return ""  # another system, or a sandbox without /proc: nothing is found there


def _holds(path: Path, marker: str) -> bool:
    try:
        return (path / marker).is_file()
    except (OSError, ValueError):
        return False


def _letters() -> tuple[Path, ...]:
    """Windows: the letters of removable and fixed drives; some devices call themselves fixed."""
    if sys.platform == "win32":
        import ctypes

        kernel = ctypes.WinDLL("kernel32")
        before = ctypes.c_uint32()
        kernel.SetThreadErrorMode(_NO_DIALOG, ctypes.byref(before))  # an empty card reader would ask for a disk
        try:
            mask: int = kernel.GetLogicalDrives()
            letters = [f"{chr(ord('A') + n)}:\\" for n in range(_FIRST_LETTER, 26) if mask >> n & 1]
            return tuple(Path(each) for each in letters if kernel.GetDriveTypeW(each) in (_REMOVABLE, _FIXED))
        finally:
            kernel.SetThreadErrorMode(before.value, None)
    else:
        return ()
