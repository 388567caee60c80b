"""What comes from the portal: an answer, an order, or a bundle of either. One bad message spoils none of the rest."""

from __future__ import annotations

import contextlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from retour.airgap.carry import read_carry
from retour.airgap.files import read_file
from retour.errors import NotReached, Refused, RetourError
from retour.protocol.messages import Sealed, Verified, read_any
from retour.protocol.model import Order, Response
from retour.returns.case import Stage
from retour.returns.checks import Open
from retour.returns.orders import Orders, order_for
from retour.returns.ways import Way
from retour.returns.work import Work


@dataclass(frozen=True, slots=True)
class Brought:
    """What became of a file.

    Attributes:
        moved: the cases that moved.
        problems: what was wrong with some messages of a bundle; a file of one message raises instead.
        waiting: hosts whose orders wait until they are connected.
    """

    moved: tuple[Open, ...]
    problems: tuple[RetourError, ...] = ()
    waiting: tuple[str, ...] = ()


class Bringing:
    """Files come home, over one journal."""

    def __init__(self, work: Work) -> None:
        self._work = work

    async def bring(self, path: Path, device: str | None, wanted: str | None) -> Brought:
        """Judge what a file holds, hold it in the journal, and give it to its device where that is right.

        Args:
            device: where the device is; None looks for it, and leaves the answer in the journal if it is not there.
            wanted: the case number that somebody named.

        Raises what is wrong with the file, or with its only message.
        """
        self._work.journal.claim()
        parts = read_carry(read_file(path))
        orders = orders_in(parts)
        if orders:
            return await self._orders(orders, path, device)
        moved: list[Open] = []
        problems: list[RetourError] = []
        for data in parts:
            try:
                moved += await self._answer(data, path, device, wanted)
            except RetourError as error:
                problems.append(error)
        if problems and not moved:
            raise problems[0]
        return Brought(tuple(moved), tuple(problems))

    async def _answer(self, data: bytes, path: Path, device: str | None, wanted: str | None) -> list[Open]:
        found, verified, others = self._work.answers.take_one(data, path, wanted)
        return [await self._deliver(found, verified, data, device), *others]

    async def _deliver(self, found: Open, verified: Verified[Response], data: bytes, device: str | None) -> Open:
        if found.state.stage in (Stage.ANSWER_HELD, Stage.CONFIRMATION_HELD) and found.case.way is not Way.ONE_TRIP:
            if found.state.answer is not None and found.state.answer.digest == verified.digest:
                return await self._apply_if_there(found, device)
        elif device is not None:
            await self._work.tell(found.case, data, device)
        return found

    async def _apply_if_there(self, found: Open, device: str | None) -> Open:
        try:
            return await self._work.apply(found.case.number, device)
        except NotReached as error:
            if device is None and error.code == "device-not-found":
                return found
            raise

    async def _orders(self, orders: Sequence[Sealed[Order]], path: Path, device: str | None) -> Brought:
        if device is not None:
            found = await self._work.find(device)
            host = found.identity.host.id if found.identity else orders[0].content.host.id
            chosen = [order_for(orders, host)]
        else:
            chosen = list(orders)
        moved: list[Open] = []
        problems: list[RetourError] = []
        waiting = [each.content.host.id for each in orders if each not in chosen]
        for each in chosen:
            try:
                moved.append(await self._carry_out(each, path, device))
            except NotReached as error:
                if error.code != "device-not-found":
                    problems.append(error)
                waiting.append(each.content.host.id)
            except RetourError as error:
                problems.append(error)
        if not moved and problems:
            raise problems[0]
        if not moved:
            raise _nobody_there(waiting)
        return Brought(tuple(moved), tuple(problems), tuple(waiting))

    async def _carry_out(self, order: Sealed[Order], path: Path, device: str | None) -> Open:
        held = await Orders(self._work).hold(order, path, device)
        if held.state.stage is Stage.ANSWER_HELD:
            return await self._work.apply(held.case.number, device)
        return held


def orders_in(parts: Sequence[bytes]) -> tuple[Sealed[Order], ...]:
    """The removal orders of a carry file; none where it holds something else.

    Raises `Refused` (``mixed-bundle``) where orders and other messages are in one file.
    """
    orders, others = [], 0
    for data in parts:
        sealed = None
        with contextlib.suppress(RetourError):  # whoever takes the answers says what is wrong with it
            sealed = read_any(data)
        if sealed is not None and isinstance(sealed.content, Order):
            orders.append(Sealed(sealed.content, sealed.envelope))
        else:
            others += 1
    if orders and others:
        raise Refused(
            "mixed-bundle",
            "This file holds orders and something else.",
            "Nothing was changed on the device or in the portal.",
            "Take the orders again from the portal.",
        )
    return tuple(orders)


def _nobody_there(hosts: Sequence[str]) -> NotReached:
    return NotReached(
        "device-not-found",
        f"No device that this order is for is connected: {', '.join(hosts)}.",
        "Nothing was changed; the order can be carried out at any time.",
        "Connect the device, switch it on, then open the order again.",
    )
