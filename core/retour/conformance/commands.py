"""``retour conformance``: whether a device keeps the rules. Words to stderr, JSON to stdout."""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from retour.conformance.bench import Hands
    from retour.conformance.office import Office
    from retour.conformance.run import Run

app = typer.Typer()


@app.command()
def conformance(
    device: Annotated[
        str | None,
        typer.Argument(help="Host ID, port, or tcp:HOST:PORT; without it the test portal's key is shown."),
    ] = None,
    portal: Annotated[Path, typer.Option(help="File with the keys of the test portal; made if it is missing.")] = Path(
        "conformance-portal.json"
    ),
    junit: Annotated[Path | None, typer.Option(help="Write the report as JUnit XML as well.")] = None,
    press: Annotated[str | None, typer.Option(help="Command that presses the device's button.")] = None,
    restart: Annotated[str | None, typer.Option(help="Command that restarts the device.")] = None,
    pin: Annotated[str | None, typer.Option(help="The device's PIN.")] = None,
    only: Annotated[list[str] | None, typer.Option(help="Check this rule only; may be given again.")] = None,
) -> None:
    """Check a test device's firmware against the rules. Only a device of the test portal is touched; it is emptied."""
    from retour.conformance.hands import hands
    from retour.conformance.office import Office

    office = Office(portal)
    if device is None:
        _print({"portal": str(office.pinned)})
        return
    _folder_of(junit)
    run = asyncio.run(_checked(device, office, hands(press, restart, pin), only or [], junit))
    raise typer.Exit(run)


async def _checked(device: str, office: Office, by_hand: Hands, only: list[str], junit: Path | None) -> int:
    """The exit code. Whatever ends the run, the report of what ran is there."""
    from retour.conformance.line import Patience
    from retour.conformance.outcome import Outcome, Result
    from retour.conformance.report import line, record
    from retour.conformance.run import Run
    from retour.link.discovery import find, is_address

    def tell(result: Result) -> None:
        _print(record(result))
        _say(line(result))

    address = device if is_address(device) else (await find(device)).address
    run = Run(tell)
    try:
        await run.go(address, office, by_hand, only, Patience())
    except asyncio.CancelledError:
        _say("Interrupted: the report holds what ran.")
        _report(run, junit)
        return 1
    except BaseException:
        _report(run, junit)
        raise
    _report(run, junit)
    return 1 if run.count(Outcome.FAILED) else 0


def _report(run: Run, junit: Path | None) -> None:
    from retour.conformance.outcome import Outcome
    from retour.conformance.report import junit as as_junit
    from retour.conformance.report import summary
    from retour.durable import put
    from retour.errors import NotReached

    if run.about is None or run.emptied is None:  # it was not one of the test portal's
        return
    _print(summary(run.results, run.about))
    passed, failed, left = (run.count(each) for each in Outcome)
    _say(f"{passed} passed, {failed} failed, {left} not checked.")
    if not run.emptied:
        _say("The device could not be left holding nothing: what it holds comes from the test portal.")
    if junit is None:
        return
    try:
        put(junit, as_junit(run.results, run.about))
        junit.chmod(0o644)  # build servers read it under another name
    except OSError as error:
        raise NotReached(
            "report-failed",
            f"The report {junit} cannot be written: {error.strerror or error}.",
            "The device was checked; what was found out stands above.",
            "Check that the folder can be written and that there is room, then run the checks again.",
        ) from error


def _folder_of(junit: Path | None) -> None:
    """Refuse a place for the report that cannot be before the device is asked for anything."""
    from retour.errors import Usage

    if junit is not None and not junit.parent.is_dir():
        raise Usage(
            "no-folder",
            f"There is no folder {junit.parent}.",
            "Nothing was asked of the device.",
            "Name a file in a folder that is there.",
        )


def _print(values: dict[str, object]) -> None:
    sys.stdout.write(json.dumps(values) + "\n")
    sys.stdout.flush()


def _say(text: str) -> None:
    # The terminal may not have every letter that a device's text has.
    encoding = sys.stderr.encoding or "ascii"
    sys.stderr.write(text.encode(encoding, "replace").decode(encoding) + "\n")
    sys.stderr.flush()
