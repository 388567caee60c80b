"""What the device's messages say."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from itertools import pairwise
from typing import Final

from retour.conformance.bench import Bench, Check, grant
from retour.conformance.outcome import Broken
from retour.conformance.said import Newest, Said, sha256
from retour.protocol import cbor
from retour.protocol.group import Command, Operation, Refusal
from retour.protocol.model import MAX_COUNT, Counts, Reason


async def _genuine(bench: Bench) -> None:
    """M-1"""
    first = bench.first
    await bench.holding(grant("CT-A", 2))
    wishes: tuple[tuple[Operation, Counts, Reason | None], ...] = (
        (Operation.SYNC, (), None),
        (Operation.CAPABILITY, (("CT-A", 5),), Reason.MOVE),
    )
    for operation, counts, reason in wishes:
        said = await bench.asked(operation, counts, reason)
        newest, who = await bench.newest(), await bench.who()
        _announced("REQUEST", said, newest)
        if not newest.content.counter == newest.counter == who.counter:
            raise Broken(
                f"the counters of message, EXPORT and IDENTITY must be the same; they are {newest.content.counter}, "
                f"{newest.counter} and {who.counter}"
            )
        await _names(bench, newest)
    said = await bench.carry_out("a response", await bench.signed(bench.response(await bench.newest())))
    newest = await bench.newest()
    _announced("APPLY", said, newest)
    await _names(bench, newest)
    if (await bench.who()).host != first.host:
        raise Broken("the host of IDENTITY must stay the same; it is another one now")


def _announced(command: str, said: Said, newest: Newest) -> None:
    if (said.get("ctr"), said.get("len"), said.get("sha")) != (newest.counter, len(newest.blob), sha256(newest.blob)):
        raise Broken(f"{command} must name counter, length and SHA-256 of what EXPORT then gives; it named others")


async def _names(bench: Bench, newest: Newest) -> None:
    message, first = newest.content, bench.first
    if message.portal != bench.office.portal:
        raise Broken(f"a message must name the portal {bench.office.portal}; it names {message.portal!r:.40}")
    if message.host != first.host:
        raise Broken(f"a message must name the host of IDENTITY; it names {message.host.id!r:.70}")
    if message.instance != first.key.kid:
        raise Broken("a message must name the instance of the key in IDENTITY; it names another one")
    if message.counter != newest.counter:
        raise Broken(f"the message's counter is {message.counter}, and {newest.counter} was announced")
    if len(newest.blob) > cbor.MAX_BYTES:
        raise Broken(f"a message must be at most {cbor.MAX_BYTES} bytes long; it has {len(newest.blob)}")


async def _holdings(bench: Bench) -> None:
    """M-2"""
    for lines in ((), (grant("CT-A", 1),), (grant("CT-A", MAX_COUNT), grant("CT-B", 2, ("x",), 2**33))):
        await bench.holding(*lines)
        for operation, counts in ((Operation.SYNC, ()), (Operation.CAPABILITY, (("CT-C", 1),))):
            message = (await bench.make(operation, counts)).content
            listed = tuple((each.line, each.count) for each in await bench.inventory())
            if message.holdings != listed:
                raise Broken(f"a message's holdings must be the {len(listed)} lines of INVENTORY; they are others")


async def _chain(bench: Bench) -> None:
    """M-3"""
    chain = [await bench.holding(grant("CT-A", 2)), await bench.sync()]
    chain.append(await bench.make(Operation.CAPABILITY, (("CT-A", 3),), Reason.OTHER))
    await bench.carry_out("a response", await bench.signed(bench.response(chain[-1], (grant("CT-A", 3),))))
    chain += [await bench.newest(), await bench.sync()]
    for before, after in pairwise(chain):
        if after.content.counter != before.content.counter + 1:
            raise Broken(f"counters must rise by 1; {after.content.counter} came after {before.content.counter}")
        if after.content.previous != before.digest:
            named = "none" if after.content.previous is None else "another one"
            raise Broken(f"a message must name the digest of the one before as `previous`; it names {named}")
    if len({each.content.cti for each in chain}) < len(chain):
        raise Broken("each message must have its own cti; one came twice")


async def _says(bench: Bench) -> None:
    """M-4"""
    await bench.holding(grant("CT-A", 2), grant("CT-B", 1))
    _, before = await bench.blob(Command.INVENTORY)
    asked: Counts = (("CT-A", 0), ("CT-B", 5), ("CT-C", 7))
    for reason in (None, Reason.DECOMMISSION, Reason.MOVE, Reason.DEFECT, Reason.OTHER):
        sync = (await bench.make(Operation.SYNC, (), reason)).content
        if sync.desired is not None or sync.reason is not reason:
            raise Broken("a sync must ask for no counts and carry the reason that was given; it says something else")
        request = (await bench.make(Operation.CAPABILITY, asked, reason)).content
        if request.desired != asked or request.reason is not reason:
            raise Broken(
                "a capability request must carry the counts and the reason that were given; it says something else"
            )
    if (await bench.blob(Command.INVENTORY))[1] != before:
        raise Broken("a capability request must change nothing by itself; the inventory is another one after it")


async def _compare_and_set(bench: Bench) -> None:
    """D-1"""
    await bench.holding(grant("CT-A", 2))
    before = await bench.held()
    wishes: tuple[tuple[Operation, Counts, Reason | None], ...] = (
        (Operation.SYNC, (), None),
        (Operation.CAPABILITY, (("CT-A", 5),), None),
        (Operation.DROP, (("CT-A", 1),), Reason.OTHER),
    )
    for operation, counts, reason in wishes:
        for counter in (0, before.counter - 1, before.counter + 1):
            said = await bench.request(operation, counts, reason, replaces=counter)
            what = f"a {operation.name} that names counter {counter} where {before.counter} is the newest"
            said.must_refuse(Refusal.COUNTER, what)
            await bench.unchanged(before, what)


async def _transaction(bench: Bench) -> None:
    """D-2"""
    wishes: tuple[tuple[Operation, Counts], ...] = ((Operation.SYNC, ()), (Operation.CAPABILITY, (("CT-A", 5),)))
    for operation, counts in wishes:
        counter, transaction = (await bench.who()).counter, secrets.token_bytes(8)
        first = await bench.asked(operation, counts, transaction=transaction, replaces=counter)
        message = await bench.newest()
        other = await bench.request(Operation.SYNC, transaction=transaction, replaces=counter + 7)
        if other != first:
            raise Broken(
                f"the same transaction must be answered {first}, whatever else it says; it was answered {other}"
            )
        restarts = (False, True) if operation is Operation.CAPABILITY else (False,)
        for restart in restarts:
            if restart:
                await bench.restart()
            when = "again after a restart" if restart else "again"
            said = await bench.request(operation, counts, transaction=transaction, replaces=counter)
            if said != first:
                raise Broken(f"the same transaction {when} must be answered {first}; it was answered {said}")
            if (await bench.newest()).blob != message.blob:
                raise Broken(f"the same transaction {when} must leave the newest message as it is; it is another one")


CHECKS: Final[Mapping[str, Check]] = {
    "M-1": _genuine,
    "M-2": _holdings,
    "M-3": _chain,
    "M-4": _says,
    "D-1": _compare_and_set,
    "D-2": _transaction,
}
