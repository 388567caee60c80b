"""Removable drives that a file can be saved to: what the system has mounted where sticks are mounted."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Final

from PySide6.QtCore import QStorageInfo

_PLACES: Final = ("/media/", "/run/media/", "/mnt/", "/Volumes/")


def sticks() -> list[Path]:
    """Their mount points, those that can be written first. Never waits for a drive."""
    found = [volume for volume in QStorageInfo.mountedVolumes() if volume.isValid() and volume.isReady()]
    return [Path(volume.rootPath()) for volume in found if not volume.isReadOnly() and _removable(volume)]


def _removable(volume: QStorageInfo) -> bool:
    root = volume.rootPath()
    if sys.platform == "win32":
        return not volume.isRoot() and bytes(volume.fileSystemType().data()) in (b"FAT", b"FAT32", b"exFAT")
    return root.startswith(_PLACES)
