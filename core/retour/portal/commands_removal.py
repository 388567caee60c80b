"""`retour portal mark, unmark, order, write-off, write-offs, retire`: copies that the portal wants back or gives up."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Final

import typer

from retour.portal.terminal import AsJson, Data, HostId, HostType, Keys, named_host, open_portal, say, show

if TYPE_CHECKING:
    from retour.portal.removals import Evidence, Removal
    from retour.portal.store import Portal
    from retour.protocol.model import Host

All = Annotated[bool, typer.Option("--all", help="Nothing shall remain.")]
Lines = Annotated[
    list[str] | None, typer.Option("--line", help="ACTIVATION_ID=COUNT that shall remain; may be repeated.")
]
Decommission = Annotated[bool, typer.Option("--decommission", help="The device is RETURNED with its last copy.")]
By = Annotated[str, typer.Option("--by", help="Who declares it.")]
Why = Annotated[str, typer.Option("--why", help="Why there is no other way.")]
Attached = Annotated[list[Path] | None, typer.Option("--evidence", help="A file that shows it; may be repeated.")]


def mark(
    data: Data,
    host_id: HostId,
    everything: All = False,
    line: Lines = None,
    decommission: Decommission = False,
    host_type: HostType = None,
    keys: Keys = None,
) -> None:
    """Mark copies for removal: the device gives them up with its next sync, and proves it with the message after."""
    from retour.portal import removals

    removal = _removal(everything, line, decommission)
    if removal is None:
        raise _nothing_named()
    with open_portal(data, keys) as portal:
        host = named_host(portal, host_id, host_type)
        removals.mark(portal, host, removal)
        _say_device(portal, host)


def unmark(
    data: Data,
    host_id: HostId,
    line: Annotated[list[str] | None, typer.Option("--line", help="Activation ID; all of them without.")] = None,
    host_type: HostType = None,
    keys: Keys = None,
) -> None:
    """Withdraw marks. An order that is out stays good until the device has processed a newer answer."""
    from retour.portal import removals

    with open_portal(data, keys) as portal:
        host = named_host(portal, host_id, host_type)
        removals.unmark(portal, host, line or ())
        _say_device(portal, host)


def order(
    data: Data,
    host_id: Annotated[list[str], typer.Option("--host-id", help="Host ID; several make one work order.")],
    everything: All = False,
    line: Lines = None,
    decommission: Decommission = False,
    expires: Annotated[
        str | None, typer.Option(help="Last day to carry it out, YYYY-MM-DD, for devices with a clock.")
    ] = None,
    again: Annotated[bool, typer.Option("--again", help="Write the newest open order again.")] = False,
    out: Annotated[Path, typer.Option("--out", help="File or folder to write to.")] = Path(),
    host_type: HostType = None,
    keys: Keys = None,
) -> None:
    """Make a signed removal order, to be carried to the device; without --all or --line of what is marked already."""
    from retour.portal import inputs, removals
    from retour.portal.intake import write_orders
    from retour.portal.records import order_record

    removal = _removal(everything, line, decommission)
    expiry = inputs.last_second(expires) if expires else None
    if again and (removal is not None or expiry is not None):
        raise _again_changes_nothing()
    with open_portal(data, keys) as portal:
        hosts = list(dict.fromkeys(named_host(portal, each, host_type) for each in host_id))
        made = removals.order_again(portal, hosts) if again else removals.order(portal, hosts, removal, expiry)
    path = write_orders(out, made)
    for each in made:
        say(order_record(each, str(path)))


def write_off(
    data: Data,
    host_id: HostId,
    by: By,
    why: Why,
    evidence: Attached = None,
    host_type: HostType = None,
    keys: Keys = None,
) -> None:
    """Give a dead device's copies up without proof: they are available at once, and at risk until it is proven."""
    _write_off(data, host_id, by, why, evidence, host_type, keys, suspect_only=False)


def retire(
    data: Data,
    host_id: HostId,
    by: By,
    why: Why,
    evidence: Attached = None,
    host_type: HostType = None,
    keys: Keys = None,
) -> None:
    """Retire a device that is under suspicion: a write-off; it comes back with a new key only."""
    _write_off(data, host_id, by, why, evidence, host_type, keys, suspect_only=True)


def write_offs(data: Data, as_json: AsJson = False, keys: Keys = None) -> None:
    """Every write-off: who, why, what is still at risk, what was proved later."""
    from retour.portal import queries
    from retour.portal.records import write_off_record

    with open_portal(data, keys) as portal, portal.reading() as session:
        records = [write_off_record(view) for view in queries.write_offs(session)]
    show(records, as_json, ("host_id", "declared", "by", "why", "written_off", "at_risk", "proved_later"))


COMMANDS: Final[Mapping[str, Callable[..., None]]] = {
    "mark": mark,
    "unmark": unmark,
    "order": order,
    "write-off": write_off,
    "write-offs": write_offs,
    "retire": retire,
}


def _write_off(
    data: str,
    host_id: str,
    by: str,
    why: str,
    evidence: list[Path] | None,
    host_type: str | None,
    keys: Path | None,
    *,
    suspect_only: bool,
) -> None:
    from retour.portal import queries, removals
    from retour.portal.records import write_off_record

    files = [_evidence(path) for path in evidence or ()]
    with open_portal(data, keys) as portal:
        host = named_host(portal, host_id, host_type)
        made = removals.write_off(portal, host, by, why, files, suspect_only=suspect_only)
        with portal.reading() as session:
            views = queries.write_offs(session)
    say(next(write_off_record(view) for view in views if view.statement.instance == made.instance))


def _removal(everything: bool, line: list[str] | None, decommission: bool) -> Removal | None:
    from retour.errors import Usage
    from retour.portal import inputs
    from retour.portal.removals import Removal

    if everything and line:
        raise Usage("all-or-lines", "Both --all and --line were given.", _UNCHANGED, "Give one of them.")
    if not everything and not line:
        if decommission:
            raise Usage(
                "all-or-lines",
                "A device was to be decommissioned, and no line was named.",
                _UNCHANGED,
                "Add --all: a decommissioned device keeps nothing.",
            )
        return None
    return Removal(None if everything else dict(map(inputs.allowance, line or ())), decommission)


def _evidence(path: Path) -> Evidence:
    from retour.errors import Usage
    from retour.portal.removals import MAX_EVIDENCE_BYTES, Evidence

    try:
        with path.open("rb") as file:
            return Evidence(path.name, file.read(MAX_EVIDENCE_BYTES + 1))
    except OSError as error:
        raise Usage(
            "evidence",
            f"{path} cannot be read: {error.strerror}.",
            _UNCHANGED,
            "Check the name of the file; is the stick plugged in?",
        ) from None


def _say_device(portal: Portal, host: Host) -> None:
    from retour.portal import queries
    from retour.portal.records import device_record
    from retour.portal.store import known_host

    with portal.reading() as session:
        view = queries.view_of(session, known_host(session, host))
    say(device_record(view))


def _nothing_named() -> Exception:
    from retour.errors import Usage

    return Usage("nothing-named", "No line was named.", _UNCHANGED, "Give --line ACTIVATION_ID=COUNT, or --all.")


def _again_changes_nothing() -> Exception:
    from retour.errors import Usage

    return Usage(
        "again-as-it-is",
        "An order that is written again stays as it is.",
        _UNCHANGED,
        "Leave --again away to make a new order, or leave the lines and the day away.",
    )


_UNCHANGED: Final = "Nothing was changed."
