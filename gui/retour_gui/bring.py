"""A file from the portal, opened anywhere: answers find their own case, orders wait for their devices."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from retour_gui.context import Context

if TYPE_CHECKING:
    from retour.protocol.messages import Sealed
    from retour.protocol.model import Order
    from retour.returns.checks import Open
    from retour.returns.work import Work

Orders = tuple["Sealed[Order]", ...]


def bring(
    context: Context, path: Path, answered: Callable[[Open, str], None], ordered: Callable[[Orders, Path], None]
) -> None:
    """Find out what a file holds.

    Args:
        answered: given the case of the first answer; all of them are judged and held.
        ordered: given the removal orders; nothing is kept of them yet.
    """
    context.settings.folder = path.parent

    async def job(work: Work) -> Open | Orders:
        from retour.airgap.carry import read_carry
        from retour.airgap.files import read_file
        from retour.returns.bringing import orders_in

        orders = orders_in(read_carry(read_file(path)))
        return orders or work.answers.take(path, None)[0]

    def done(found: Open | Orders) -> None:
        if isinstance(found, tuple):
            ordered(found, path)
        else:
            answered(found, path.name)

    context.engine.run(job, done, context.show, line=False)
