"""Device rules about removals, by drop and by order, and about restarts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from retour.conformance.bench import Bench, Check, grant
from retour.conformance.checks_responses import old_ones
from retour.conformance.outcome import Broken, NotChecked
from retour.conformance.said import Newest, Said, sha256
from retour.protocol.group import Clock, Command, Operation, Refusal, RemovalNeeds
from retour.protocol.model import Counts, Reason

_LATER: Final = 2**40
"""Seconds since 1970 UTC that no clock shows."""
_LOCAL: Final = (RemovalNeeds.ORDER_OR_LOCAL, RemovalNeeds.LOCAL)
"""Where a drop needs a local act."""


async def _drop(bench: Bench, counts: Counts) -> Said:
    return await bench.request(Operation.DROP, counts, Reason.MOVE)


async def _dropped(bench: Bench, counts: Counts, left: Counts) -> None:
    """A drop that has to be carried out, and what its proof says."""
    before = await bench.newest()
    said = await _drop(bench, counts)
    if said.is_refusal:
        raise Broken(f"a drop that is allowed must be carried out; it was answered {said}")
    await _proves(bench, before, left, Reason.MOVE)


async def _proves(bench: Bench, before: Newest, left: Counts, reason: Reason | None) -> None:
    held = tuple((each.line, each.count) for each in await bench.inventory())
    if held != left:
        raise Broken(f"after the removal INVENTORY must list {left!r:.80}; it lists {held!r:.80}")
    newest = await bench.newest()
    message = newest.content
    if newest.digest == before.digest or message.holdings != left:
        raise Broken(f"the proof must list {left!r:.80} at once; the newest message lists {message.holdings!r:.80}")
    if message.desired is not None or message.reason is not reason:
        said = "no reason" if reason is None else "the reason that was given"
        raise Broken(f"the proof must have {said} and no desired counts; it says something else")


async def _exactly(bench: Bench) -> None:
    """D-11"""
    await bench.holding(grant("CT-A", 5), grant("CT-B", 2), grant("CT-C", 1))
    await bench.ready_to_drop()
    await _dropped(bench, (("CT-A", 2), ("CT-B", 0)), (("CT-A", 2), ("CT-C", 1)))


async def _whole(bench: Bench) -> None:
    """D-12"""
    await bench.holding(grant("CT-A", 5), grant("CT-B", 2))
    local = bench.first.needs in _LOCAL
    helped = local and bench.can_authorise()
    if helped:
        await bench.authorise()
    before = await bench.held()
    for what, refusal, counts in (
        ("an unknown line and a known one", Refusal.UNKNOWN_LINE, (("CT-A", 1), ("CT-X", 0))),
        ("more than is held and a known line", Refusal.ABOVE_HOLDINGS, (("CT-A", 1), ("CT-B", 3))),
        ("nothing removed", Refusal.NOTHING_TO_DO, (("CT-A", 5), ("CT-B", 2))),
    ):
        (await _drop(bench, counts)).must_refuse(refusal, f"a drop with {what}")
        await bench.unchanged(before, f"a drop with {what}")
        if helped and not (await bench.who()).local_act:
            raise Broken(f"a drop with {what} must not use up the local act; it is gone")
    if bench.first.needs is RemovalNeeds.ORDER:
        return
    if local and not helped:
        raise NotChecked("without --press or --pin: the refusals are right, the local act was not looked at")
    await _dropped(bench, (("CT-A", 1),), (("CT-A", 1), ("CT-B", 2)))


async def _needs(bench: Bench) -> None:
    """D-13"""
    await bench.without_local_act()
    await bench.holding(grant("CT-A", 5))
    before, needs = await bench.held(), bench.first.needs
    if needs is RemovalNeeds.NOTHING:
        await _dropped(bench, (("CT-A", 4),), (("CT-A", 4),))
        return
    refusal = Refusal.ORDER_NEEDED if needs is RemovalNeeds.ORDER else Refusal.NOT_AUTHORISED
    (await _drop(bench, (("CT-A", 4),))).must_refuse(refusal, "a drop without authorisation")
    await bench.unchanged(before, "a drop without authorisation")
    if needs is RemovalNeeds.ORDER:
        return
    await bench.authorise()
    await _dropped(bench, (("CT-A", 4),), (("CT-A", 4),))
    if (await bench.who()).local_act:
        raise Broken('a drop must use up the local act; IDENTITY still says "act" true')
    before = await bench.held()
    (await _drop(bench, (("CT-A", 3),))).must_refuse(refusal, "a second drop after one local act")
    await bench.unchanged(before, "a second drop after one local act")


async def _ordered(bench: Bench) -> None:
    """D-14"""
    await bench.without_local_act()
    helped = bench.first.needs in _LOCAL and bench.can_authorise()
    for authorised in (False, True) if helped else (False,):
        before = await bench.holding(grant("CT-A", 5), grant("CT-B", 3), grant("CT-C", 1), grant("CT-D", 2))
        if authorised:
            await bench.authorise()
        (number,) = await bench.numbers()
        remain = (("CT-A", 2), ("CT-B", 9), ("CT-C", 0), ("CT-X", 4))
        await bench.carry_out("a removal order", await bench.signed(bench.order(number, remain)))
        await _proves(bench, before, (("CT-A", 2), ("CT-B", 3), ("CT-D", 2)), None)
        message = (await bench.newest()).content
        if message.order != number:
            raise Broken(f"the message must name the order's number, {number}; it names {message.order}")
        if authorised and not (await bench.who()).local_act:
            raise Broken("an order must not use up a local act; it is gone")
    before = await bench.newest()
    (number,) = await bench.numbers()
    await bench.carry_out("an order that leaves nothing to do", await bench.signed(bench.order(number, (("CT-X", 0),))))
    await _proves(bench, before, (("CT-A", 2), ("CT-B", 3), ("CT-D", 2)), None)
    if not helped and bench.first.needs in _LOCAL:
        raise NotChecked(
            "without --press or --pin: orders are carried out, whether they use up a local act is not known"
        )
    await bench.without_local_act()


async def _order_again(bench: Bench) -> None:
    """D-15"""
    await bench.holding(grant("CT-A", 5), grant("CT-B", 3))
    lower, number = await bench.numbers(2)
    blob = await bench.signed(bench.order(number, (("CT-A", 2),)))
    await bench.carry_out("a removal order", blob)
    for moved_on in (False, True):
        if moved_on:
            await bench.holding(grant("CT-A", 5), grant("CT-B", 3))
        before = await bench.held()
        said = await bench.carry_out("the same order again", blob, old=True)
        if said.get("ctr") != before.counter:
            raise Broken(f"the same order must be answered with the newest message, {before.counter}; it was {said}")
        await bench.unchanged(before, "the same order again")
        earlier = await bench.signed(bench.order(lower, (("CT-B", 0),)))
        await bench.must_refuse(Refusal.OLD_ORDER, "an order with a lower number than the last", earlier)
        await bench.unchanged(before, "an order with a lower number than the last")


async def _void(bench: Bench) -> None:
    """D-16"""
    numbers = await bench.numbers(3)
    await bench.holding(grant("CT-A", 5), floor=numbers[1])
    for answered in ("a response", "a response and a later one that names no floor"):
        before = await bench.held()
        for number in numbers[:2]:
            blob = await bench.signed(bench.order(number, (("CT-A", 0),)))
            what = f"order {number} after {answered} made orders up to {numbers[1]} void"
            await bench.must_refuse(Refusal.VOID_ORDER, what, blob)
            await bench.unchanged(before, what)
        await bench.holding(grant("CT-A", 5))
    await bench.carry_out(
        "the first order that is not void", await bench.signed(bench.order(numbers[2], (("CT-A", 1),)))
    )


async def _keys_apart(bench: Bench) -> None:
    """D-17"""
    asked = await bench.holding(grant("CT-A", 5))
    known = (await bench.who()).key_set
    answers, orders = bench.office.answers(known), bench.office.orders(known)
    (number,) = await bench.numbers()
    before = await bench.held()
    for what, blob in (
        ("an order by the key for answers", await bench.signed(bench.order(number, (("CT-A", 0),)), answers)),
        ("a response by the key for orders", await bench.signed(bench.response(asked), orders)),
    ):
        await bench.must_refuse(Refusal.NOT_GENUINE, what, blob)
        await bench.unchanged(before, what)


async def _expired(bench: Bench) -> None:
    """D-18"""
    before_newest = await bench.holding(grant("CT-A", 5))
    before = await bench.held()
    late, next_ = await bench.numbers(2)
    blob = await bench.signed(bench.order(late, (("CT-A", 3),), expiry=1))
    if bench.first.clock is Clock.NONE:
        await bench.carry_out("an expired order on a device without a clock", blob)
        await _proves(bench, before_newest, (("CT-A", 3),), None)
    else:
        await bench.must_refuse(Refusal.EXPIRED_ORDER, "an expired order on a device with a clock", blob)
        await bench.unchanged(before, "an expired order on a device with a clock")
    blob = await bench.signed(bench.order(next_, (("CT-A", 1),), expiry=_LATER))
    await bench.carry_out("an order that expires in the far future", blob)


async def _restarted(bench: Bench) -> None:
    """D-21"""
    asked = await bench.sync()
    response = await bench.signed(bench.response(asked, (grant("CT-A", 5, ("trend",)), grant("CT-B", 2))))
    await bench.carry_out("a response", response)
    (number,) = await bench.numbers()
    order = await bench.signed(bench.order(number, (("CT-A", 3),)))
    await bench.carry_out("a removal order", order)
    before, message = await bench.held(), await bench.newest()
    await bench.restart()
    await bench.unchanged(before, "a restart")
    if (await bench.newest()).blob != message.blob:
        raise Broken("after a restart the newest message must be the same bytes; it is signed anew")
    for what, blob in (("the same response after a restart", response), ("the same order after a restart", order)):
        await bench.carry_out(what, blob, old=True)
        await bench.unchanged(before, what)
    await old_ones(bench)


async def _interrupted(bench: Bench) -> None:
    """D-22"""
    blob = await bench.signed(bench.response(await bench.sync(), (grant("CT-A", 3),)))
    staged = await bench.stage(blob)
    if staged.is_refusal:
        raise Broken(f"an upload must be taken; STAGE answered {staged}")
    await bench.restart()
    said = await bench.say(Command.APPLY, sha=sha256(blob))
    if said.is_refusal:
        said.must_refuse(Refusal.NOT_STAGED, "APPLY after a restart, of what was staged before it,")
    await bench.carry_out("the upload, made again after the restart,", blob, old=not said.is_refusal)
    if await bench.inventory() != (grant("CT-A", 3),):
        raise Broken("holdings must become exactly the response's list; INVENTORY lists others")


CHECKS: Final[Mapping[str, Check]] = {
    "D-11": _exactly,
    "D-12": _whole,
    "D-13": _needs,
    "D-14": _ordered,
    "D-15": _order_again,
    "D-16": _void,
    "D-17": _keys_apart,
    "D-18": _expired,
    "D-21": _restarted,
    "D-22": _interrupted,
}
