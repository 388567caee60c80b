"""What every place of files can do; each kind of link has its own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from retour.link.device import Progress


@dataclass(frozen=True, slots=True)
class Entry:
    """A file in a place; `changed` is seconds since 1970 UTC, None where the place does not say."""

    path: str
    size: int
    changed: float | None


class Place(Protocol):
    """A device's files. Paths are POSIX, relative to the place (SMP: absolute, as the device names them).

    Every method raises `NotReached` (``place-lost``, ``no-answer``) or `Refused`; a file is there whole or not at
    all. Bytes written are flushed, read back and compared before `write` returns.
    """

    async def find(self, pattern: str) -> tuple[Entry, ...]:
        """Files whose path fits a name or a pattern with ``*``, the newest last."""
        ...

    async def read(self, path: str, progress: Progress | None = None) -> bytes:
        """A whole file of at most 4 MiB. Raises `Refused` (``no-such-file``, ``too-large``)."""
        ...

    async def write(self, path: str, data: bytes, progress: Progress | None = None) -> None:
        """Make or replace a file."""
        ...

    async def remove(self, path: str) -> None:
        """Take a file away; fine if it is not there."""
        ...

    async def close(self) -> None:
        """Let go of the place."""
        ...
