"""`retour portal backup, restore, adopt`: copies of the ledger, and what follows when one is put back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Annotated, Final

import typer

from retour.portal.terminal import Data, HostId, HostType, Keys, named_host, open_portal, say


def backup(
    file: Annotated[Path, typer.Argument(help="File to write the copy to.")], data: Data, keys: Keys = None
) -> None:
    """Copy the ledger, also while it is in use. The folder of keys is kept apart from it."""
    from retour.portal import restore

    with open_portal(data, keys) as portal:
        restore.backup(portal.place, file)
    say({"file": str(file), "bytes": file.stat().st_size})


def restore(
    file: Annotated[Path, typer.Argument(help="A copy that `backup` made.")], data: Data, keys: Keys = None
) -> None:
    """Put a copy back and start a new epoch: no device is believed until it was heard once more."""
    import time

    from retour.portal import restore as restoring
    from retour.portal.database import Place

    done = restoring.restore(Place.of(data, keys), file, lambda: int(time.time()))
    kept = str(done.kept) if done.kept else None
    say({"epoch": done.epoch, "kept": kept, "unproven": done.unproven, "todo": TODO if done.unproven else None})


def adopt(
    file: Annotated[Path, typer.Argument(help="The answer that the device has processed last.")],
    data: Data,
    host_id: HostId,
    host_type: HostType = None,
    keys: Keys = None,
) -> None:
    """Lift a suspicion by an answer that this portal signed and has forgotten; a new epoch starts."""
    from retour.airgap.carry import read_carry
    from retour.airgap.files import read_file
    from retour.errors import Malformed
    from retour.portal import restore

    parts = read_carry(read_file(file))
    if len(parts) != 1:
        raise Malformed("one-answer", "This file holds several messages.", "Nothing was changed.", "Bring the one.")
    with open_portal(data, keys) as portal:
        host = named_host(portal, host_id, host_type)
        epoch = restore.adopt(portal, host, parts[0])
        say({"host_id": host.id, "epoch": epoch, "unproven": restore.unproven(portal), "todo": TODO})


TODO: Final = "Have each device that is not proven make a sync; bring it the answer, and bring back what it makes then."
COMMANDS: Final[Mapping[str, Callable[..., None]]] = {"backup": backup, "restore": restore, "adopt": adopt}
