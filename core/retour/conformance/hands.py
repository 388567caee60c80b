"""Who presses the button and pulls the plug: a command, or the person at the terminal."""

from __future__ import annotations

import asyncio
import os
import shlex
import sys
import threading
from typing import Final

from retour.conformance.bench import Hands
from retour.conformance.outcome import NotChecked
from retour.errors import Usage

_COMMAND_SECONDS: Final = 120.0


def hands(press: str | None, restart: str | None, pin: str | None) -> Hands:
    """What the options and the terminal make possible. Raises `Usage` (``bad-command``)."""
    pressing, restarting = _words("--press", press), _words("--restart", restart)

    async def press_it() -> None:
        await (_run("--press", pressing) if pressing else _ask())

    async def restart_it() -> None:
        await _run("--restart", restarting)

    can_press = bool(pressing) or sys.stdin.isatty()
    return Hands(press_it if can_press else None, restart_it if restarting else None, pin)


def _words(option: str, text: str | None) -> list[str]:
    try:
        words = [] if text is None else shlex.split(text)
        if text is None or words:
            return words
    except ValueError:
        pass
    raise Usage(
        "bad-command",
        f"{text!r} cannot be a command for {option}.",
        "Nothing was asked of the device.",
        "Write the program and its words as in a shell; quotes keep words together, nothing else has a meaning.",
    )


async def _run(option: str, words: list[str]) -> None:
    try:
        done = await asyncio.create_subprocess_exec(
            *words, stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.DEVNULL
        )
    except OSError as error:
        raise NotChecked(f"the {option} command cannot be run: {error.strerror or error}") from error
    try:
        async with asyncio.timeout(_COMMAND_SECONDS):
            code = await done.wait()
    except BaseException as error:
        done.kill()
        await done.wait()
        if isinstance(error, TimeoutError):
            raise NotChecked(f"the {option} command did not end within {_COMMAND_SECONDS:g} s") from None
        raise
    if code != 0:
        raise NotChecked(f"the {option} command ended with code {code}")


async def _ask() -> None:
    """Wait for Enter in a thread that nobody waits for: an interruption must not need Enter first."""
    loop, pressed = asyncio.get_running_loop(), asyncio.Event()

    def wait() -> None:
        os.read(sys.stdin.fileno(), 1024)  # no buffered read: one that still waits would be in the way of the exit
        loop.call_soon_threadsafe(pressed.set)

    sys.stderr.write("Press the button on the device, then Enter here: ")
    sys.stderr.flush()
    threading.Thread(target=wait, daemon=True).start()
    await pressed.wait()
