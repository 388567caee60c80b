"""One writer at a time: an advisory lock that the system lets go of when a program dies."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import IO

from retour.errors import NotReached


class Lock:
    """A lock file; it holds the process number of its owner, for the message to the other."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: IO[str] | None = None

    def take(self) -> None:
        """Raises `NotReached` (``journal-busy``) if another program holds it; taking it twice is fine."""
        if self._file is not None:
            return
        file = self._path.open("a+", encoding="ascii")
        try:
            _lock(file)
        except OSError:
            file.seek(0)
            owner = file.read(32).strip() or "unknown"
            file.close()
            raise NotReached(
                "journal-busy",
                f"Another Retour (process {owner}) is working with these cases.",
                "Nothing was changed.",
                "Wait until it has finished, or close it, then try again.",
                process=owner,
            ) from None
        file.seek(0)
        file.truncate()
        file.write(str(os.getpid()))
        file.flush()
        self._file = file

    def release(self) -> None:
        if self._file is not None:
            self._file.close()
            self._file = None


if sys.platform == "win32":  # pragma: no cover
    import msvcrt

    def _lock(file: IO[str]) -> None:
        # A byte far behind the text, so that the other program can still read who holds it.
        file.seek(4096)
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _lock(file: IO[str]) -> None:
        fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
