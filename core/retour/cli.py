"""`retour`: the one command; the parts bring their own. Errors are shown here and nowhere else."""

from __future__ import annotations

import logging
import os
import sys
from importlib.metadata import entry_points
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from retour import __version__
from retour.device.commands import app as device_app
from retour.errors import RetourError
from retour.portal.commands import app as portal_app
from retour.returns.commands import app as returns_app
from retour.training import app as training_app

app = typer.Typer(no_args_is_help=False, add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)
app.registered_commands += returns_app.registered_commands
app.add_typer(device_app, name="device")
app.add_typer(portal_app, name="portal")
app.add_typer(training_app, name="training")


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
        _window()


@app.command()
def gui() -> None:
    """Open the application's window."""
    _window()


@app.command()
def demo(
    headless: Annotated[bool, typer.Option("--headless", help="Without a window: the main job, step by step.")] = False,
    way: Annotated[str | None, typer.Option(help="one-trip, confirmed or all; without a window.")] = None,
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
                _window(training)
    run(chosen(way or "all"), folder)


def _start_log() -> None:
    """The technician's commands are logged by name; what was typed after it may be somebody's name or note."""
    words = [word for word in sys.argv[1:] if not word.startswith("-")]
    names = {each.name or getattr(each.callback, "__name__", "") for each in returns_app.registered_commands}
    if words and words[0] in names:
        from retour.returns.home import home
        from retour.returns.log import start_log

        start_log(home())
        logging.getLogger(__name__).info("%s: %s", __version__, words[0])


def _window(training: str | None = None) -> NoReturn:
    """The window is found by its entry point and never imported: the core works without it.

    Args:
        training: folder of a training world that the window shall start at once.
    """
    from retour.screen import check_screen, no_window, window_error

    check_screen(os.environ)
    for entry in entry_points(group="retour.window"):
        try:
            opened = entry.load()
        except ImportError as error:
            raise window_error(error) or error from error
        raise typer.Exit(opened(training) or 0)
    raise no_window()


def main() -> None:
    """Entry point; shows an error's three lines and exits by its kind."""
    _start_log()
    try:
        app()
    except RetourError as error:
        from retour.returns.log import log_error

        log_error(error)
        print(f"{error}\n[{error.code}]", file=sys.stderr)
        sys.exit(error.exit_code)
    except BrokenPipeError:
        sys.exit(1)
