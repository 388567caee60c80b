"""Behind which shipped device profiles a vendor's device can be run."""

from __future__ import annotations

from enum import StrEnum


class ProfileName(StrEnum):
    """Names of device profiles."""

    SMP_FILES = "smp-files"
    DROP_FOLDER = "drop-folder"
    LICENSE_SERVER = "license-server"
    BY_HAND = "by-hand"
