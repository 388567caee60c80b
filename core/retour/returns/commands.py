"""The technician's commands: what is connected, a return, an answer, the cases. Words to stderr, JSON to stdout."""

from __future__ import annotations

import asyncio
import json
import sys
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from retour.returns.ways import Way

if TYPE_CHECKING:
    from retour.protocol.model import Counts, Reason
    from retour.returns.case import Notes
    from retour.returns.checks import Open
    from retour.returns.work import Work

EXIT_WAITING = 4
"""Done so far, waiting for the next leg (COMMANDS, exit codes)."""

app = typer.Typer()


class WayName(StrEnum):
    """The ways home on the command line."""

    ONE_TRIP = Way.ONE_TRIP.value
    CONFIRMED = Way.CONFIRMED.value


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
    from retour.link.discovery import list_ports, look
    from retour.returns.show import found_record

    with _work() as work:
        addresses = [port.address for port in list_ports()] + list(work.journal.addresses())
    found = asyncio.run(look(addresses))
    records = [found_record(each) for each in found]
    if not records:
        _tell("Nothing is connected. Plug the device in and switch it on.")
    _show(records, as_json, ("host_id", "model", "address", "removal_needs", "counter", "problem"))


@app.command()
def identify(device: Device, seconds: Annotated[int, typer.Option(min=1, max=60)] = 10) -> None:
    """Let a device blink, so that the right cabinet is known."""

    async def blink(work: Work) -> None:
        from retour.link.device import LicenseDevice

        found = await work.find(device)
        async with await LicenseDevice.connect(found.address) as line:
            await line.identify(seconds)

    with _work() as work:
        asyncio.run(blink(work))
    _tell(f"It blinks for {seconds} seconds.")


@app.command("return")
def return_(
    device: Device,
    out: Out,
    way: Annotated[WayName | None, typer.Option(help="Way home; the recommended one if not given.")] = None,
    everything: Annotated[bool, typer.Option("--all", help="All licenses of the device.")] = False,
    line: Lines = None,
    reason: Annotated[ReasonName, typer.Option(help="Goes into the signed message.")] = ReasonName.OTHER,
    site: Site = "",
    asset_tag: Asset = "",
    ticket: Ticket = "",
    technician: Technician = "",
    note: Note = "",
) -> None:
    """Bring licenses home: the device makes its message, the file for the portal is written."""
    from retour.protocol.model import Reason

    chosen = Way(way.value) if way else None
    notes = _notes(site, asset_tag, ticket, technician, note)
    _ask(device, out, chosen, _counts(line), everything, Reason[reason.name], notes)


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
    _ask(device, out, Way.ACTIVATION, _counts(line), False, None, _notes(site, asset_tag, ticket, technician, note))


@app.command()
def bring(
    file: Annotated[Path, typer.Argument(help="The answer that came back from the portal.")],
    case: Annotated[str | None, typer.Option("--case", help="Case number, if it shall be this one.")] = None,
    device: At = None,
    out: Annotated[Path | None, typer.Option("--out", help="File or folder for the confirmation.")] = None,
) -> None:
    """An answer comes to its device; the next file is written."""
    from retour.protocol.casenumber import parse_case_number

    wanted = parse_case_number(case) if case else None
    with _work() as work:
        moved = asyncio.run(work.bring(file, device, wanted))
        for each in moved[1:]:
            _report(work, each, None)
        _finish(work, moved[0], out)


@app.command()
def resume(number: Number, device: At = None, out: Annotated[Path | None, typer.Option("--out")] = None) -> None:
    """Go on with a case where it stopped at the device."""
    with _work() as work:
        _finish(work, asyncio.run(work.resume(_number(number), device)), out)


@app.command()
def save(number: Number, out: Out) -> None:
    """Write the newest file of a case again; the bytes are always the same."""
    with _work() as work:
        _finish(work, work.journal.case(_number(number)), out)


@app.command()
def delivered(number: Number) -> None:
    """Report that the last file was handed to the portal."""
    with _work() as work:
        _finish(work, work.delivered(_number(number)), None)


@app.command()
def abandon(number: Number) -> None:
    """Give up a case for which the device changed nothing."""
    with _work() as work:
        _finish(work, work.abandon(_number(number)), None)


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
    with _work() as work:
        if delete:
            work.forget(_number(delete))
        records = [case_record(each, work.journal.crossings(each.case.number)) for each in work.journal.cases()]
    if not records:
        _tell("No cases yet. Start one with: retour return DEVICE --all --out FOLDER")
    _show(records, as_json, ("case", "host_id", "way", "stage", "next"))


def _record_of(number: str) -> str:
    from retour.returns.export import case_text

    with _work() as work:
        found = work.journal.case(_number(number))
        return case_text(found, work.journal.history(found.case.number), work.journal.crossings(found.case.number))


def _slip_of(number: str) -> str:
    from retour.returns.slip import slip, slip_text

    with _work() as work:
        return slip_text(slip(work.journal.case(_number(number))))


def _write_text(text: str, out: Path | None) -> None:
    """To a new file that is read back, or to stdout."""
    from retour.airgap.files import write_file

    if out is None:
        print(text, end="")
        return
    _tell(f"Written and read back: {write_file(out, text.encode())}")


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
    _tell(text)
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

    with _work() as work:
        keys = read_keys(key) if key else work.known_keys()
    for record in inspect_file(file, keys):
        if as_json or not sys.stdout.isatty():
            _say(record)
        else:
            for name, value in record.items():
                _print_pair(name, value)


def _ask(
    device: str, out: Path, way: Way | None, named: Counts, whole: bool, reason: Reason | None, notes: Notes
) -> None:
    from retour.returns.work import Request

    _check_place(out)
    with _work() as work:
        found = asyncio.run(work.ask(device, Request(way, named, whole, reason, notes)))
        _finish(work, found, out)


def _check_place(out: Path) -> None:
    """Refuse a place that cannot take the file before the device is asked for anything."""
    from retour.errors import Usage

    if not out.is_dir() and not (out.suffix and out.parent.is_dir()):
        raise Usage(
            "no-folder",
            f"There is no folder {out if not out.suffix else out.parent}.",
            "Nothing was asked of the device.",
            "Is the stick plugged in? Name a folder, or a file that ends in .retour in a folder.",
        )


def _finish(work: Work, found: Open, out: Path | None) -> None:
    """Write the next file where one was asked for, report, and exit by what is still to do."""
    from retour.returns.case import CLOSED

    path = None
    if out is not None and found.state.newest is not None and found.state.stage not in CLOSED:
        path, _ = work.save(found.case.number, out)
    _report(work, found, path)
    if found.state.stage not in CLOSED:
        raise typer.Exit(EXIT_WAITING)


def _report(work: Work, found: Open, path: Path | None) -> None:
    from retour.returns.show import case_record
    from retour.returns.steps import next_step

    record = case_record(found, work.journal.crossings(found.case.number))
    if path is not None:
        record["file"] = str(path)
        _tell(f"Written and read back: {path}")
    _tell(f"{found.case.number} {found.case.host.id}: {next_step(found.case, found.state).text}")
    _say(record)


def _counts(lines: list[str] | None) -> Counts:
    from retour.errors import Usage
    from retour.protocol.model import MAX_COUNT

    wanted: dict[str, int] = {}
    for text in lines or ():
        line, _, count = text.rpartition("=")
        if not line or not count.isascii() or not count.isdigit() or int(count) > MAX_COUNT or line in wanted:
            raise Usage(
                "line-count",
                f"{text!r} is not a line with its count.",
                "Nothing was changed.",
                "Write --line ACTIVATION_ID=COUNT once for each line.",
            )
        wanted[line] = int(count)
    return tuple(sorted(wanted.items()))


def _notes(site: str, asset_tag: str, ticket: str, technician: str, note: str) -> Notes:
    from retour.returns.case import Notes

    return Notes(site, asset_tag, ticket, technician, note)


def _number(text: str) -> str:
    from retour.protocol.casenumber import parse_case_number

    return parse_case_number(text)


def _work() -> Work:
    from retour.returns.home import open_work

    return open_work(_progress if sys.stderr.isatty() else None)


def _progress(done: int, total: int) -> None:
    sys.stderr.write(f"\r{done} of {total} bytes" + ("\n" if done == total else ""))
    sys.stderr.flush()


def _tell(text: str) -> None:
    print(text, file=sys.stderr)


def _say(record: dict[str, object]) -> None:
    if not sys.stdout.isatty():
        print(json.dumps(record), flush=True)


def _print_pair(name: str, value: object) -> None:
    print(f"{name.replace('_', ' '):>14}  {value}")


def _show(records: list[dict[str, object]], as_json: bool, columns: tuple[str, ...]) -> None:
    if as_json or not sys.stdout.isatty():
        for record in records:
            print(json.dumps(record))
        return
    from rich.console import Console
    from rich.table import Table

    table = Table(*(column.replace("_", " ") for column in columns))
    for record in records:
        table.add_row(*("" if record.get(column) is None else str(record[column]) for column in columns))
    Console().print(table)
