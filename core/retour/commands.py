"""The command line: every part brings its own commands, and here is what is common to them."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Annotated

import typer

from retour import __version__
from retour.airgap.qr_commands import app as qr_app
from retour.conformance.commands import app as conformance_app
from retour.device.commands import app as device_app
from retour.errors import RetourError
from retour.portal.commands import app as portal_app
from retour.returns.commands import app as returns_app
from retour.screen import open_window
from retour.training import app as training_app

app = typer.Typer(no_args_is_help=False, add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)
app.registered_commands += returns_app.registered_commands
app.registered_groups += returns_app.registered_groups
app.registered_commands += conformance_app.registered_commands
app.add_typer(device_app, name="device")
app.add_typer(portal_app, name="portal")
app.add_typer(training_app, name="training")
app.add_typer(qr_app, name="qr")


@app.callback(invoke_without_command=True, help="Retour brings a device's licenses home to their portal.")
def _root(
    context: typer.Context,
    version: Annotated[bool, typer.Option("--version", help="Show the version.")] = False,
    while_stdin: Annotated[bool, typer.Option("--while-stdin", help="End when stdin, a pipe, is closed.")] = False,
) -> None:
    if while_stdin:
        from retour.programs import end_with_stdin

        end_with_stdin()
    if version:
        print(__version__)
        raise typer.Exit
    if context.invoked_subcommand is None:
        raise typer.Exit(open_window())


@app.command()
def gui() -> None:
    """Open the application's window."""
    raise typer.Exit(open_window())


@app.command()
def demo(
    headless: Annotated[bool, typer.Option("--headless", help="Without a window: the main job, step by step.")] = False,
    way: Annotated[str | None, typer.Option(help="A way home, or all of them; without a window.")] = None,
    folder: Annotated[Path | None, typer.Option(help="Keep everything in this folder.")] = None,
) -> None:
    """Try everything with emulated devices and an own portal: in the window, or headless with a JSON line a way."""
    from retour.demo import chosen, run, world
    from retour.screen import check_screen

    if not headless and way is None:
        try:
            check_screen(os.environ)
        except RetourError as error:
            print(f"{error.what} The demo runs headless.", file=sys.stderr)
        else:
            with world(folder) as training:
                raise typer.Exit(open_window(training))
    run(chosen(way or "all"), folder)


def is_technicians(word: str) -> bool:
    """Whether this names one of the technician's commands."""
    commands = {each.name or getattr(each.callback, "__name__", "") for each in returns_app.registered_commands}
    return word in commands | {each.name for each in returns_app.registered_groups}
