"""What the portal's commands share: their options, how they open the portal, what they print."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from retour.portal.store import Portal
    from retour.protocol.model import Host

Data = Annotated[str, typer.Option("--data", help="Folder of the portal, or sqlite:///FILE with --keys.")]
Keys = Annotated[Path | None, typer.Option("--keys", help="Folder of the portal's keys.")]
Case = Annotated[str | None, typer.Option("--case", help="Case number R-XXXX-XXXX.")]
HostId = Annotated[str, typer.Option("--host-id", help="Host ID of the device.")]
HostType = Annotated[str | None, typer.Option("--host-type", help="Where several devices share a host ID.")]
AsJson = Annotated[bool, typer.Option("--json", help="One JSON object a line.")]


def named_host(portal: Portal, host_id: str, host_type: str | None) -> Host:
    """The device that was named. Raises `Refused` (``not-enrolled``, ``host-ambiguous``), `Usage`."""
    from retour.portal import inputs

    return inputs.host(host_type, host_id) if host_type else portal.host_named(host_id)


def open_portal(data: str, keys: Path | None) -> Portal:
    from retour.portal.database import Place
    from retour.portal.store import Portal

    return Portal.open(Place.of(data, keys))


def say(record: Mapping[str, object]) -> None:
    print(json.dumps(record), flush=True)


def show(records: Iterable[Mapping[str, object]], as_json: bool, columns: tuple[str, ...]) -> None:
    """A table for a terminal; JSON lines for programs, and wherever the output goes elsewhere."""
    if as_json or not sys.stdout.isatty():
        for record in records:
            say(record)
        return
    from rich.console import Console
    from rich.table import Table

    table = Table(*(column.replace("_", " ") for column in columns))
    for record in records:
        table.add_row(*("" if record[column] is None else str(record[column]) for column in columns))
    Console().print(table)
