"""The technician's commands: what is connected, a return, an answer, the cases. Words to stderr, JSON to stdout."""

from __future__ import annotations

import asyncio
import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from retour.returns.opaque import cli
from retour.returns.opaque.profile_commands import app as profiles_app
from retour.returns.shell import (
    check_place,
    counts_of,
    finish,
    finish_all,
    notes_of,
    number_of,
    open_work,
    print_pair,
    say,
    show,
    tell,
)
from retour.returns.ways import CARRIED, Way

if TYPE_CHECKING:
    from retour.protocol.model import Counts, Reason
    from retour.returns.case import Notes

app = typer.Typer()
app.command()(cli.report)
app.command()(cli.processed)
app.add_typer(profiles_app, name="profiles")


class WayName(StrEnum):
    """The ways home on the command line."""

    ONE_TRIP = Way.ONE_TRIP.value
    CONFIRMED = Way.CONFIRMED.value
    PORTAL_REMOVAL = Way.PORTAL_REMOVAL.value
    WRITE_OFF = Way.WRITE_OFF.value
    OPAQUE = Way.OPAQUE.value
    OPAQUE_SYNC = Way.OPAQUE_SYNC.value
    OPAQUE_WRITE_OFF = Way.OPAQUE_WRITE_OFF.value


class ReasonName(StrEnum):
    """Why licenses leave a device."""

    DECOMMISSION = "decommission"
    MOVE = "move"
    DEFECT = "defect"
    OTHER = "other"


Device = Annotated[str, typer.Argument(help="Host ID, port path or tcp:HOST:PORT.")]
Lines = Annotated[list[str] | None, typer.Option("--line", help="ACTIVATION_ID=COUNT that shall REMAIN.")]
Out = Annotated[Path, typer.Option("--out", help="File or folder to write the next file to.")]
Number = Annotated[str, typer.Argument(help="Case number R-XXXX-XXXX.")]
AsJson = Annotated[bool, typer.Option("--json", help="One JSON object a line.")]
At = Annotated[str | None, typer.Option("--device", help="Where the device is, if its host ID does not find it.")]
Site = Annotated[str, typer.Option(help="Site, for the record.")]
Asset = Annotated[str, typer.Option("--asset-tag", help="Asset tag, for the record.")]
Ticket = Annotated[str, typer.Option(help="Ticket, for the record.")]
Technician = Annotated[str, typer.Option(help="Technician, for the record.")]
Note = Annotated[str, typer.Option(help="Anything else, for the record.")]


@app.command()
def devices(as_json: AsJson = False) -> None:
    """What is connected."""
    from retour.link.discovery import look
    from retour.link.ports import list_ports
    from retour.returns.home import home
    from retour.returns.opaque.library import profiles
    from retour.returns.opaque.plugged import by_files, plugged_in
    from retour.returns.show import found_record, plugged_record

    with open_work() as work:
        addresses = [port.address for port in list_ports()] + list(work.journal.addresses())
    found = asyncio.run(look(addresses))
    known = profiles(home())
    filed = asyncio.run(by_files(found, known))
    named = {each.address for each in filed}
    records = [found_record(each) for each in found if each.address not in named]
    records += [plugged_record(each) for each in (*filed, *asyncio.run(plugged_in(known)))]
    if not records:
        tell("Nothing is connected. Plug the device in and switch it on.")
    show(records, as_json, ("host_id", "model", "address", "profile", "removal_needs", "counter", "problem"))


@app.command()
def identify(device: Device, seconds: Annotated[int, typer.Option(min=1, max=60)] = 10) -> None:
    """Let a device blink, so that the right cabinet is known."""
    with open_work() as work:
        asyncio.run(work.blink(device, seconds))
    tell(f"It blinks for {seconds} seconds.")


@app.command()
def authorise(device: Device) -> None:
    """Give a device its PIN, where that allows a removal: asked for without showing it, or read from stdin."""
    pin = typer.prompt("PIN", hide_input=True, err=True) if sys.stdin.isatty() else sys.stdin.readline().strip()
    with open_work() as work:
        asyncio.run(work.authorise(device, pin))
    tell("The device allows one removal for the next two minutes.")


@app.command("return")
def return_(
    device: Device,
    out: Out,
    way: Annotated[WayName | None, typer.Option(help="Way home; the recommended one if not given.")] = None,
    everything: Annotated[bool, typer.Option("--all", help="All licenses of the device.")] = False,
    line: Lines = None,
    reason: Annotated[ReasonName, typer.Option(help="Goes into the signed message.")] = ReasonName.OTHER,
    profile: Annotated[
        str | None, typer.Option(help="Device profile, for the ways that carry a vendor's files.")
    ] = None,
    host_id: Annotated[str | None, typer.Option(help="Host ID, where the device does not say it.")] = None,
    model: Annotated[str, typer.Option(help="Model, where the device does not say it.")] = "",
    held: Annotated[
        list[str] | None, typer.Option(help="ACTIVATION_ID=COUNT that it holds, where it does not say.")
    ] = None,
    site: Site = "",
    asset_tag: Asset = "",
    ticket: Ticket = "",
    technician: Technician = "",
    note: Note = "",
) -> None:
    """Bring licenses home: the device makes its message, the file for the portal is written."""
    from retour.protocol.model import Reason

    chosen = Way(way.value) if way else None
    notes = notes_of(site, asset_tag, ticket, technician, note)
    if chosen in CARRIED:
        check_place(out)
        entered = cli.Entered(host_id, model, counts_of(held))
        why = Reason[reason.name]
        cli.start(device, out, chosen, profile, entered, counts_of(line), everything, why, notes)
    _ask(device, out, chosen, counts_of(line), everything, Reason[reason.name], notes)


@app.command()
def activate(
    device: Device,
    out: Out,
    line: Lines = None,
    site: Site = "",
    asset_tag: Asset = "",
    ticket: Ticket = "",
    technician: Technician = "",
    note: Note = "",
) -> None:
    """Ask the portal for licenses: a count is what the device shall hold afterwards."""
    _ask(device, out, Way.ACTIVATION, counts_of(line), False, None, notes_of(site, asset_tag, ticket, technician, note))


@app.command()
def bring(
    file: Annotated[Path, typer.Argument(help="What came from the portal: an answer, an order, a bundle.")],
    case: Annotated[str | None, typer.Option("--case", help="Case number, if it shall be this one.")] = None,
    device: At = None,
    out: Annotated[Path | None, typer.Option("--out", help="File or folder for the confirmation.")] = None,
) -> None:
    """An answer or an order comes to its device, or a bundle of them; the next file is written."""
    from retour.protocol.casenumber import parse_case_number

    wanted = parse_case_number(case) if case else None
    with open_work() as work:
        if (wanted and cli.is_carried(work.journal.case(wanted))) or cli.is_carried_file(file):
            cli.bring(work, file, wanted, device, out)
        from retour.returns.bringing import Bringing

        brought = asyncio.run(Bringing(work).bring(file, device, wanted))
        for host in brought.waiting:
            tell(f"The order for {host} waits: connect it, then open the file again.")
        finish_all(work, brought.moved, brought.problems, out)


@app.command()
def resume(number: Number, device: At = None, out: Annotated[Path | None, typer.Option("--out")] = None) -> None:
    """Go on with a case where it stopped at the device."""
    with open_work() as work:
        found = work.journal.case(number_of(number))
        if cli.is_carried(found):
            cli.resume(work, found, device, out)
        finish(work, asyncio.run(work.resume(found.case.number, device)), out)


@app.command()
def save(
    number: Number,
    out: Out,
    envelope: Annotated[bool, typer.Option("--envelope", help="Wrap a vendor's file for the way to a desk.")] = False,
) -> None:
    """Write the newest file of a case again; the bytes are always the same."""
    with open_work() as work:
        found = work.journal.case(number_of(number))
        if cli.is_carried(found):
            cli.save(work, found, out, envelope=envelope)
        finish(work, found, out)


@app.command()
def bundle(out: Out) -> None:
    """Write what every open case has for the portal into one file; its answers come back as one."""
    from retour.returns.bundles import save_bundle

    check_place(out)
    with open_work() as work:
        path, found = save_bundle(work.journal, out)
    tell(f"Written and read back: {path}")
    hosts = [each.case.host.id for each in found]
    tell(f"It holds the newest message of {len(found)} cases: {', '.join(hosts)}.")
    say({"file": str(path), "cases": [each.case.number for each in found], "host_ids": hosts})


@app.command()
def delivered(number: Number) -> None:
    """Report that the last file was handed to the portal."""
    with open_work() as work:
        finish(work, work.delivered(number_of(number)), None)


@app.command()
def abandon(number: Number, device: At = None) -> None:
    """Give up a case for which the device changed nothing."""
    with open_work() as work:
        finish(work, asyncio.run(work.abandon(number_of(number), device)), None)


@app.command()
def cases(
    as_json: AsJson = False,
    delete: Annotated[str | None, typer.Option(help="Delete a finished case; its digests stay.")] = None,
    export: Annotated[str | None, typer.Option(help="The whole record of one case as text.")] = None,
    slip: Annotated[str | None, typer.Option(help="One case on one page, for whoever goes on with it.")] = None,
    out: Annotated[Path | None, typer.Option("--out", help="File for --export or --slip.")] = None,
) -> None:
    """Every case: where it stands, and the one next thing to do."""
    from retour.returns.show import case_record

    if export or slip:
        _write_text(_record_of(export) if export else _slip_of(slip or ""), out)
        return
    with open_work() as work:
        if delete:
            work.forget(number_of(delete))
        records = [case_record(each, work.journal.crossings(each.case.number)) for each in work.journal.cases()]
    if not records:
        tell("No cases yet. Start one with: retour return DEVICE --all --out FOLDER")
    show(records, as_json, ("case", "host_id", "way", "stage", "next"))


def _record_of(number: str) -> str:
    from retour.returns.export import case_text

    with open_work() as work:
        found = work.journal.case(number_of(number))
        return case_text(found, work.journal.history(found.case.number), work.journal.crossings(found.case.number))


def _slip_of(number: str) -> str:
    from retour.returns.slip import slip, slip_text

    with open_work() as work:
        return slip_text(slip(work.journal.case(number_of(number))))


def _write_text(text: str, out: Path | None) -> None:
    """To a new file that is read back, or to stdout."""
    from retour.airgap.files import write_paper

    if out is None:
        print(text, end="")
        return
    tell(f"Written and read back: {write_paper(out, text.encode())}")


@app.command()
def diagnose(
    out: Annotated[Path, typer.Option("--out", help="File to save the report to.")],
    yes: Annotated[bool, typer.Option("--yes", help="Save it without asking.")] = False,
) -> None:
    """A report for support: versions, ports, cases, log; shown before it is saved; no keys, passwords or notes."""
    from datetime import UTC, datetime

    from retour.returns.diagnose import gather, report
    from retour.returns.home import home

    text = report(gather(home(), datetime.now(UTC)))
    tell(text)
    if not yes:
        if not sys.stdin.isatty():
            from retour.errors import Usage

            raise Usage(
                "not-confirmed", "The report was shown and not saved.", "Nothing was written.", "To save it, add --yes."
            )
        typer.confirm(f"Save this to {out}?", abort=True, err=True)
    _write_text(text, out)


@app.command()
def inspect(
    file: Annotated[Path, typer.Argument(help="Any carry file.")],
    key: Annotated[Path | None, typer.Option(help="File with the public key to verify against.")] = None,
    as_json: AsJson = False,
) -> None:
    """What a carry file is: from whom, for whom, genuine or not."""
    from retour.returns.inspect import inspect_file, read_keys
    from retour.returns.opaque.inspect import inspect_carried

    with open_work() as work:
        if cli.is_carried_file(file):
            records = [inspect_carried(file, work.journal)]
        else:
            records = inspect_file(file, read_keys(key) if key else work.known_keys())
    for record in records:
        if as_json or not sys.stdout.isatty():
            say(record)
        else:
            for name, value in record.items():
                print_pair(name, value)


def _ask(
    device: str, out: Path, way: Way | None, named: Counts, whole: bool, reason: Reason | None, notes: Notes
) -> None:
    from retour.returns.work import Request

    check_place(out)
    if way is Way.PORTAL_REMOVAL:
        reason = None  # said in the portal, where the copies were marked
    with open_work() as work:
        found = asyncio.run(work.ask(device, Request(way, named, whole, reason, notes)))
        finish(work, found, out)
