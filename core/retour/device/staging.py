"""Where an upload waits until it is complete: in memory, or in a file that outlives a restart of the device.

It is no part of the trusted storage. Whoever uses what was staged checks its hash first.
"""

from __future__ import annotations

import contextlib
import json
from pathlib import Path
from typing import Final, Protocol

_HEAD: Final = 256


class Staging(Protocol):
    """One blob that arrives in pieces."""

    @property
    def wanted(self) -> tuple[int, bytes] | None:
        """Length and SHA-256 of the blob that was begun."""

    @property
    def data(self) -> bytes:
        """What is here of it."""

    def begin(self, length: int, sha256: bytes) -> None:
        """Begin another blob; the one before is gone."""

    def add(self, data: bytes) -> None:
        """What comes next of it. Raises `OSError`."""

    def drop(self) -> None:
        """Forget it."""

    def restarted(self) -> None:
        """The device was started anew: what was in memory only is gone."""


class MemoryStaging:
    """Gone with the next restart."""

    def __init__(self) -> None:
        self.wanted: tuple[int, bytes] | None = None
        self._data = bytearray()

    @property
    def data(self) -> bytes:
        return bytes(self._data)

    def begin(self, length: int, sha256: bytes) -> None:
        self.wanted = length, sha256
        self._data.clear()

    def add(self, data: bytes) -> None:
        self._data += data

    def drop(self) -> None:
        self.wanted = None
        self._data.clear()

    def restarted(self) -> None:
        self.drop()


class FileStaging(MemoryStaging):
    """Kept in a file beside the device's storage: a line that says what it is, and what has arrived."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self._path = path
        self.restarted()

    def begin(self, length: int, sha256: bytes) -> None:
        super().begin(length, sha256)
        self._path.write_bytes(json.dumps({"len": length, "sha": sha256.hex()}).encode() + b"\n")

    def add(self, data: bytes) -> None:
        with self._path.open("ab") as file:
            file.write(data)
        super().add(data)

    def drop(self) -> None:
        super().drop()
        with contextlib.suppress(OSError):
            self._path.unlink()

    def restarted(self) -> None:
        super().drop()
        try:
            with self._path.open("rb") as file:
                head = json.loads(file.readline(_HEAD))
                super().begin(int(head["len"]), bytes.fromhex(head["sha"]))
                super().add(file.read(int(head["len"])))
        except FileNotFoundError:
            return
        except (OSError, ValueError, KeyError, TypeError):
            self.drop()
