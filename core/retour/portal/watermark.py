"""The mark outside of the database: how far the ledger had come when its last answer left (portal rule 9).

It lies in the folder of keys, which is not backed up with the database. A database that is older than its mark was
put back from a copy, and devices may know more than it does.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from retour.durable import put
from retour.errors import NotReached

MARK_FILE: Final = "ledger.mark"


@dataclass(frozen=True, slots=True, order=True)
class Mark:
    """A point in the ledger's life; later ones are greater. A restored ledger goes on in a new epoch."""

    epoch: int
    generation: int


def read_mark(folder: Path) -> Mark | None:
    """The mark; None where there is none that can be read, as if it had been lost."""
    try:
        epoch, generation = (folder / MARK_FILE).read_text("ascii").split()
        return Mark(int(epoch), int(generation))
    except (OSError, ValueError):
        return None


def write_mark(folder: Path, mark: Mark) -> None:
    """Durable on return. Raises `NotReached` (``portal-mark``)."""
    try:
        put(folder / MARK_FILE, f"{mark.epoch} {mark.generation}\n".encode())
    except OSError as error:
        raise NotReached(
            "portal-mark",
            f"The portal cannot write to its folder of keys: {error.strerror or error}.",
            "What was done is in the ledger; its answer has not left.",
            f"Check that {folder} can be written and has room, then do the same again.",
        ) from error
