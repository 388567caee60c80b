"""`retour`: the one command. Errors are shown here and nowhere else.

The window is opened without the command line's own modules: a person waits for it.
"""

from __future__ import annotations

import sys

from retour.errors import RetourError


def main() -> None:
    """Entry point; shows an error's three lines and exits by its kind."""
    words = sys.argv[1:]
    try:
        if words in ([], ["gui"]):
            from retour.screen import open_window

            sys.exit(open_window())
        _command(words)
    except RetourError as error:
        from retour.returns.log import log_error

        log_error(error)
        print(f"{error}\n[{error.code}]", file=sys.stderr)
        sys.exit(error.exit_code)
    except BrokenPipeError:
        sys.exit(1)


def _command(words: list[str]) -> None:
    from retour.commands import app, is_technicians

    named = next((word for word in words if not word.startswith("-")), "")
    if is_technicians(named):
        _start_log(named)
    app()


def _start_log(named: str) -> None:
    """The technician's commands are logged by name; what was typed after it may be somebody's name or note."""
    import logging

    from retour import __version__
    from retour.returns.home import home
    from retour.returns.log import start_log

    start_log(home())
    logging.getLogger(__name__).info("%s: %s", __version__, named)
