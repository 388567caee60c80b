"""``python killed.py N before|after -- ARGS``: `retour ARGS`, killed at its N-th COMMIT, like a dead battery.

What the transaction wrote last is said on stderr before the process ends, so that a test knows where it was killed.
"""

from __future__ import annotations

import os
import re
import signal
import sqlite3
import sys
from typing import Any, Final
from unittest import mock

from retour import cli

WORD: Final = "killed at"
_connect: Final = sqlite3.connect


class _Fuse:
    """Counts the commits of every connection of this process."""

    def __init__(self, number: int, side: str) -> None:
        self._left = number
        self._side = side
        self.wrote = ""

    def burn(self, side: str) -> None:
        if side == "before":
            self._left -= 1
        if self._left == 0 and side == self._side:
            os.write(2, f"{WORD} {self.wrote}\n".encode())
            os.kill(os.getpid(), signal.SIGKILL)


def _what(sql: str, parameters: Any) -> str:
    """The table that a statement writes to, and which kind of event or crossing it notes."""
    found = re.search(r"(?:INTO|UPDATE|PRAGMA) (\w+)", sql)
    if found is None:
        return ""
    table = found[1]
    return f"{table} {parameters[2]}" if table in ("events", "crossings") else table


def main(number: str, side: str, dashes: str, *arguments: str) -> None:
    if side not in ("before", "after") or dashes != "--":
        raise SystemExit(__doc__)
    fuse = _Fuse(int(number), side)

    class Killed(sqlite3.Connection):
        def execute(self, sql: str, parameters: Any = (), /) -> sqlite3.Cursor:
            if sql != "COMMIT":
                fuse.wrote = _what(sql, parameters) or fuse.wrote
                return super().execute(sql, parameters)
            fuse.burn("before")
            done = super().execute(sql, parameters)
            fuse.burn("after")
            return done

    def connect(*given: Any, **options: Any) -> sqlite3.Connection:
        db: sqlite3.Connection = _connect(*given, **{"factory": Killed} | options)
        return db

    with mock.patch.object(sqlite3, "connect", connect), mock.patch.object(sys, "argv", ["retour", *arguments]):
        cli.main()


if __name__ == "__main__":
    main(*sys.argv[1:])
