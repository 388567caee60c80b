"""What somebody does at the device so that it allows a removal: its button, or its PIN typed here."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from retour.returns.checks import Open
    from retour.returns.work import Request, Work


class _TypedError(Exception):
    """A PIN was typed while the device waited."""


async def ask(
    work: Work, device: str, request: Request | str, waiting: Callable[[], None], typed: Callable[[], str]
) -> Open:
    """Ask until the device allows it, as `retour.returns.button.ask` does; give it a PIN as soon as one is typed.

    Args:
        typed: the PIN that was typed, once; empty where none was.

    Raises what `Work.ask` and `Work.authorise` raise; after a wrong PIN nothing was removed, and asking goes on anew.
    """
    from retour.returns import button

    pin = ""

    def look() -> None:
        nonlocal pin
        waiting()
        pin = typed()
        if pin:
            raise _TypedError

    while True:
        try:
            return await button.ask(work, device, request, look)
        except _TypedError:
            await work.authorise(device, pin)
