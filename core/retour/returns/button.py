"""Asking a device that wants its button pressed first: ask, wait for the person at the device, ask again."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Final

from retour.errors import Refused
from retour.returns.checks import Open
from retour.returns.work import Request, Work

PAUSE_SECONDS: Final = 0.7


async def ask(
    work: Work, device: str, request: Request | str, waiting: Callable[[], None], pause: float = PAUSE_SECONDS
) -> Open:
    """Ask until the device allows it; ends with what `Work.ask` and `Work.resume` raise, or when it is cancelled.

    Args:
        request: a new wish, or the number of a case whose device was asked before.
        waiting: called each time that the device still waits for a local act.
    """
    try:
        return await (work.resume(request, device) if isinstance(request, str) else work.ask(device, request))
    except Refused as error:
        if error.code != "authorisation-needed":
            raise
        number = str(error.details["case"])
    while True:
        waiting()
        await asyncio.sleep(pause)
        try:
            return await work.resume(number, device)
        except Refused as error:
            if error.code != "authorisation-needed":
                raise
