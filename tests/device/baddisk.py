"""A disk as `FolderDisk` finds it: what was not synced may be lost, torn or out of order when the power goes.

It works on the same system calls in the same order: open, write, ftruncate, fsync, rename, fsync of the folder. After a
crash each sector of a file that was written since its last fsync is old, new or torn; its length is old or new;
and each name changed since the folder's last fsync points to the old file or the new one.
"""

from __future__ import annotations

import itertools
import random
from dataclasses import dataclass, field
from errno import EIO, ENOSPC
from typing import Final

from tests.device.kit import Crash

SECTOR: Final = 512


@dataclass(slots=True)
class File:
    """One file: what programs read, what is certainly on the medium, and the writes since."""

    seen: bytes = b""
    synced: bytes = b""
    since: list[bytes] = field(default_factory=list)
    """Every content that it had since, in order; a sector that reached the medium has that of any of them."""

    def put(self, content: bytes) -> None:
        self.seen = content
        self.since.append(content)

    def sync(self) -> None:
        self.synced = self.seen
        self.since.clear()

    def after_a_crash(self, luck: random.Random) -> bytes:
        if not self.since:
            return self.synced
        contents = list(dict.fromkeys([self.synced, *self.since]))
        longest = max(map(len, contents))
        size = len(luck.choice(contents))
        sectors = []
        for at in range(0, size, SECTOR):
            ends = [content[at : at + SECTOR].ljust(SECTOR, b"\0") for content in contents]
            old, new = luck.choice(ends), luck.choice(ends)
            cut = luck.choice([0, SECTOR, *(luck.randrange(min(SECTOR, longest - at)) for _ in range(4))])
            sectors.append(new[:cut] + old[cut:])
        return b"".join(sectors)[:size]


class BadDisk:
    """Implements `Disk` with that folder; a change stops at the call that was set, by `Crash` or an `OSError`.

    Attributes:
        calls: system calls that change something, since the last `trouble`.
    """

    def __init__(self) -> None:
        self.names: dict[str, File] = {}
        self.calls = 0
        self._safe_names: dict[str, File] = {}
        self._stop = 0
        self._error: BaseException | None = None

    def trouble(self, stop: int, error: int | None) -> None:
        """The `stop`th call from now fails with errno `error`, and each after it; None: the power goes."""
        self.calls, self._stop = 0, stop
        self._error = Crash() if error is None else OSError(error, "as planned")

    def no_trouble(self) -> None:
        self.calls, self._stop, self._error = 0, 0, None

    @property
    def in_trouble(self) -> bool:
        return self._error is not None

    def restart(self, luck: random.Random) -> None:
        """The power comes back: what is on the medium now is all there is."""
        self.no_trouble()
        names = {}
        for name in sorted(self.names.keys() | self._safe_names.keys()):
            file = luck.choice([self.names, self._safe_names]).get(name)
            if file is not None:
                content = file.after_a_crash(luck)
                names[name] = File(content, content)
        self.names, self._safe_names = names, dict(names)

    def read(self, name: str) -> bytes | None:
        file = self.names.get(name)
        return None if file is None else file.seen

    def write(self, name: str, data: bytes) -> None:
        is_new = name not in self.names
        self._put(name, data)
        if is_new:
            self._sync_folder()

    def replace(self, name: str, data: bytes) -> None:
        self._put(f"{name}.new", data)
        self._call()
        self.names[name] = self.names.pop(f"{name}.new")
        self._sync_folder()

    def remove(self, name: str) -> None:
        self._call()
        self.names.pop(name, None)
        self._sync_folder()

    def _put(self, name: str, data: bytes) -> None:
        self._call()
        file = self.names.setdefault(name, File())
        for start, end in itertools.pairwise([*range(0, len(data), SECTOR), len(data)]):
            self._call()
            file.put(file.seen[:start] + data[start:end] + file.seen[end:])
        self._call()
        file.put(data)
        self._call()
        file.sync()

    def _sync_folder(self) -> None:
        self._call()
        self._safe_names = dict(self.names)

    def _call(self) -> None:
        self.calls += 1
        if self._error is not None and self.calls >= self._stop:
            raise self._error


FULL, BROKEN = ENOSPC, EIO
