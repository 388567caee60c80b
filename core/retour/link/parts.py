"""What arrived of a transfer before it was cut off, kept until it goes on: also after the program was restarted.

What is kept is never believed: whoever goes on compares the whole with the hash that the device gives.
"""

from __future__ import annotations

import contextlib
import hashlib
from pathlib import Path
from typing import Final, Protocol

_MOST: Final = 32
"""Transfers that are kept; the oldest is forgotten."""


class Parts(Protocol):
    """Beginnings of blobs, by a name of any kind. Nothing here fails: without it a transfer only begins anew."""

    def load(self, name: str) -> bytes:
        """What is kept, empty where nothing is."""

    def add(self, name: str, offset: int, data: bytes) -> None:
        """Keep `data` behind the first `offset` bytes, in place of what came behind them."""

    def drop(self, name: str) -> None:
        """Forget it."""


class MemoryParts:
    """Kept as long as the program runs."""

    def __init__(self) -> None:
        self._kept: dict[str, bytearray] = {}

    def load(self, name: str) -> bytes:
        return bytes(self._kept.get(name, b""))

    def add(self, name: str, offset: int, data: bytes) -> None:
        kept = self._kept.setdefault(name, bytearray())
        if offset <= len(kept):
            kept[offset:] = data

    def drop(self, name: str) -> None:
        self._kept.pop(name, None)


class FolderParts:
    """Kept in files of a folder, which is made when the first is."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def load(self, name: str) -> bytes:
        try:
            return self._path(name).read_bytes()
        except OSError:
            return b""

    def add(self, name: str, offset: int, data: bytes) -> None:
        path = self._path(name)
        with contextlib.suppress(OSError):
            if offset == 0:
                self._folder.mkdir(parents=True, exist_ok=True)
                self._forget_the_oldest(path)
                path.write_bytes(data)
            elif path.stat().st_size >= offset:
                with path.open("r+b") as file:
                    file.truncate(offset)
                    file.seek(offset)
                    file.write(data)

    def drop(self, name: str) -> None:
        with contextlib.suppress(OSError):
            self._path(name).unlink()

    def _path(self, name: str) -> Path:
        return self._folder / f"{hashlib.sha256(name.encode()).hexdigest()[:32]}.part"

    def _forget_the_oldest(self, coming: Path) -> None:
        kept = sorted(set(self._folder.glob("*.part")) - {coming}, key=lambda path: path.stat().st_mtime)
        for path in kept[: max(0, len(kept) + 1 - _MOST)]:
            path.unlink()
