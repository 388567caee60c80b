"""What the technician's commands share: reading options, words to stderr, JSON to stdout, exit codes."""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

import typer

if TYPE_CHECKING:
    from retour.errors import RetourError
    from retour.link.line import LineState
    from retour.protocol.model import Counts
    from retour.returns.case import Notes
    from retour.returns.checks import Open
    from retour.returns.work import Work

EXIT_WAITING: Final = 4
"""Done so far, waiting for the next leg (COMMANDS, exit codes)."""
_LINE_STATES: Final = {
    "LOST": "The device is gone: its cable was pulled, or it was switched off. Waiting for it to come back...",
    "SILENT": "The device does not answer just now. Asking it again...",
    "CONNECTED": "The device is back.",
}


def check_place(out: Path) -> None:
    """Refuse a place that cannot take the file before the device is asked for anything."""
    from retour.errors import Usage

    if not out.is_dir() and not (out.suffix and out.parent.is_dir()):
        raise Usage(
            "no-folder",
            f"There is no folder {out if not out.suffix else out.parent}.",
            "Nothing was asked of the device.",
            "Is the stick plugged in? Name a folder, or a file that ends in .retour in a folder.",
        )


def finish(work: Work, found: Open, out: Path | None) -> None:
    """Write the next file where one was asked for, report, and exit by what is still to do."""
    if _report(work, found, out):
        raise typer.Exit(EXIT_WAITING)


def finish_all(work: Work, moved: Sequence[Open], problems: Sequence[RetourError], out: Path | None) -> None:
    """As `finish`, for a file that moved several cases; what was wrong with the others ends it as refused."""
    from retour.returns.case import CLOSED

    for found in moved[1:]:
        path = None
        if out is not None and out.is_dir() and found.state.confirmation and found.state.stage not in CLOSED:
            path, _ = work.save(found.case.number, out)
        tell_case(work, found, path)
    for problem in problems:
        tell(f"{problem}\n[{problem.code}]")
    waits = _report(work, moved[0], out)
    if problems:
        raise typer.Exit(problems[0].exit_code)
    if waits:
        raise typer.Exit(EXIT_WAITING)


def _report(work: Work, found: Open, out: Path | None) -> bool:
    """Write the next file where one was asked for and report; whether something is still to do."""
    from retour.returns.case import CLOSED

    path, waits = None, found.state.stage not in CLOSED
    if out is not None and found.state.newest is not None and waits:
        path, _ = work.save(found.case.number, out)
    tell_case(work, found, path)
    return waits


def tell_case(work: Work, found: Open, path: Path | None) -> None:
    from retour.returns.show import case_record
    from retour.returns.steps import next_step

    record = case_record(found, work.journal.crossings(found.case.number))
    if path is not None:
        record["file"] = str(path)
        tell(f"Written and read back: {path}")
    tell(f"{found.case.number} {found.case.host.id}: {next_step(found.case, found.state).text}")
    say(record)


def counts_of(lines: list[str] | None) -> Counts:
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


def notes_of(site: str, asset_tag: str, ticket: str, technician: str, note: str) -> Notes:
    from retour.returns.case import Notes

    return Notes(site, asset_tag, ticket, technician, note)


def number_of(text: str) -> str:
    from retour.protocol.casenumber import parse_case_number

    return parse_case_number(text)


def open_work() -> Work:
    from retour.returns import home

    return home.open_work(_progress if sys.stderr.isatty() else None, _line_state)


def _line_state(state: LineState) -> None:
    """A person at a terminal sees why nothing goes on."""
    tell(_LINE_STATES[state.name])


def _progress(done: int, total: int) -> None:
    sys.stderr.write(f"\r{done} of {total} bytes" + ("\n" if done == total else ""))
    sys.stderr.flush()


def tell(text: str) -> None:
    print(text, file=sys.stderr)


def say(record: dict[str, object]) -> None:
    if not sys.stdout.isatty():
        print(json.dumps(record), flush=True)


def print_pair(name: str, value: object) -> None:
    print(f"{name.replace('_', ' '):>14}  {value}")


def show(records: list[dict[str, object]], as_json: bool, columns: tuple[str, ...]) -> None:
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
