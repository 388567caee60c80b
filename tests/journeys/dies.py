"""``dies.py N before|after ARGUMENTS``: the command line, killed at the N-th commit of its journal, as by kill -9."""

from __future__ import annotations

import os
import signal
import sqlite3
import sys
from typing import Any


def main() -> None:
    nth, moment = int(sys.argv[1]), sys.argv[2]
    commits = 0

    class Dying(sqlite3.Connection):
        def execute(self, sql: str, *rest: Any) -> sqlite3.Cursor:
            nonlocal commits
            if sql != "COMMIT":
                return super().execute(sql, *rest)
            commits += 1
            if commits == nth and moment == "before":
                os.kill(os.getpid(), signal.SIGKILL)
            done = super().execute(sql, *rest)
            if commits == nth:
                os.kill(os.getpid(), signal.SIGKILL)
            return done

    connect = sqlite3.connect
    sqlite3.connect = lambda *args, **kwargs: connect(*args, **{"factory": Dying} | kwargs)
    sys.argv = ["retour", *sys.argv[3:]]
    from retour.cli import main as retour

    retour()


if __name__ == "__main__":
    main()
