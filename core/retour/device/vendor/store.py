"""The vendor device's own trusted store: one file in a folder, replaced as a whole."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path
from typing import Final

from retour.device.vendor.format import Line
from retour.device.vendor.rules import State
from retour.durable import put
from retour.errors import Malformed, Refused

_FILE: Final = "vendor.json"
SCHEMA: Final = 1


class VendorStore:
    """Holds the state in memory and on the disk; on the disk first.

    Raises on opening `Malformed` (``vendor-store``) and `Refused` (``newer-version``), on writing `OSError`.
    """

    def __init__(self, folder: Path) -> None:
        self._path = folder / _FILE
        self.state = _read(self._path)

    def keep(self, state: State) -> None:
        """Make `state` the store's content."""
        if state != self.state:
            put(self._path, _written(state))
            self.state = state


def exists(folder: Path) -> bool:
    return (folder / _FILE).exists()


def create(folder: Path, state: State) -> None:
    """Make a new device in a folder that has none."""
    put(folder / _FILE, _written(state))


def _written(state: State) -> bytes:
    values = asdict(state) | {"schema": SCHEMA, "digest": state.digest.hex()}
    return json.dumps(values, indent=1).encode()


def _read(path: Path) -> State:
    try:
        values = json.loads(path.read_bytes())
        schema = values.pop("schema")
        if schema == SCHEMA:
            lines = tuple(Line(**line | {"features": tuple(line["features"])}) for line in values.pop("lines"))
            return State(**values | {"lines": lines, "digest": bytes.fromhex(values["digest"])})
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        raise Malformed(
            "vendor-store",
            f"The device's store {path} cannot be read.",
            "Nothing was changed.",
            "Take a copy of its folder from before, or begin with a new folder.",
        ) from error
    raise Refused(
        "newer-version",
        f"The device's store {path} was made by a newer Retour.",
        "Nothing was changed.",
        "Use that version, or begin with a new folder.",
        schema=schema,
    )
