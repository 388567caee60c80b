"""Device rules about responses: what is applied, what is refused, and whose keys count."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from retour.conformance.bench import Bench, Check, grant
from retour.conformance.hostile import hostile
from retour.conformance.office import other_portal
from retour.conformance.outcome import Broken
from retour.protocol import codec
from retour.protocol.cose import Kind, Unsigned
from retour.protocol.group import Refusal
from retour.protocol.keys import ED25519, ESP256, PublicKey, SigningKey
from retour.protocol.messages import unsigned_response, unsigned_write_off
from retour.protocol.model import MAX_LINES, Counts, Grant, Host, HostType, Order, Response, WriteOff

_LATER: Final = 4_000_000_000
"""Seconds since 1970 UTC: a lease that has not ended."""
_NO: Final = Refusal.NOT_GENUINE
_ROOM: Final = 4096
"""Bytes for an upload beyond which a device may have no room."""
_BELIEVED: Final = frozenset({"bad-signature", "other-algorithm", "other-key"})
"""Errors of verification: the rest is said while reading."""


async def _applied(bench: Bench) -> None:
    """D-3"""
    lists: tuple[tuple[Grant, ...], ...] = (
        (grant("CT-A", 5, ("trend", "alarm"), _LATER), Grant("CT-B", 1, "Grüße", "2024-b", (), None)),
        (grant("CT-A", 9), grant("CT-C", 2**31 - 1, tuple(f"feature {n}" for n in range(8)))),
        (),
        (grant("CT-B", 1),),
    )
    for lines in lists:
        content = bench.response(await bench.sync(), lines)
        await bench.carry_out("a response", await bench.signed(content))
        if await bench.inventory() != lines:
            raise Broken("holdings must become exactly the response's list, terms included; INVENTORY lists others")
        message = (await bench.newest()).content
        applied, digest = message.applied, unsigned_response(content, await _answers(bench)).digest
        if applied is None or (applied.epoch, applied.sequence, applied.digest) != (
            content.epoch,
            content.sequence,
            digest,
        ):
            raise Broken("the confirmation must name epoch, sequence and digest of the response; it names others")
        if message.holdings != content.counts:
            raise Broken("the confirmation must list exactly the response's counts; it lists others")
        if message.desired is not None or message.reason is not None:
            raise Broken("the confirmation must have neither desired counts nor a reason; it has one")


async def _again(bench: Bench) -> None:
    """D-4"""
    blob = await bench.signed(bench.response(await bench.sync(), (grant("CT-A", 4),)))
    await bench.carry_out("a response", blob)
    untagged = blob[1:]
    for moved_on in (False, True):
        if moved_on:
            await bench.sync()
        before = await bench.held()
        for what, again in (("the same response", blob), ("the same response without its tag", untagged)):
            said = await bench.carry_out(what, again, old=True)
            if said.get("ctr") != before.counter:
                raise Broken(
                    f"{what} must be answered with the newest message, {before.counter}; it was answered {said}"
                )
            await bench.unchanged(before, what)


async def _old(bench: Bench) -> None:
    """D-5"""
    first = await bench.holding(grant("CT-A", 4))
    content = replace(bench.response(first), epoch=bench.response(first).epoch + 1, sequence=3)
    await bench.carry_out("a response of a later epoch", await bench.signed(content))
    await old_ones(bench)
    asked = await bench.sync()
    await bench.carry_out("the next response", await bench.signed(bench.response(asked)))


async def old_ones(bench: Bench) -> None:
    """Responses that are not newer than the last applied, each to the newest message."""
    asked = await bench.sync()
    before = await bench.held()
    content = bench.response(asked, (grant("CT-A", 9),), ahead=0)
    for what, epoch, sequence in (
        ("the sequence number of the last applied", content.epoch, content.sequence),
        ("a lower sequence number", content.epoch, content.sequence - 1),
        ("an earlier epoch and a higher sequence number", content.epoch - 1, content.sequence + 100),
    ):
        if epoch < 1 or sequence < 1:
            continue
        blob = await bench.signed(replace(content, epoch=epoch, sequence=sequence))
        await bench.must_refuse(Refusal.OLD_RESPONSE, f"a response with {what}", blob)
        await bench.unchanged(before, f"a response with {what}")


async def _not_newest(bench: Bench) -> None:
    """D-6"""
    earlier = await bench.holding(grant("CT-A", 4))
    newest = await bench.sync()
    before = await bench.held()
    wrong = {"the message before the newest": earlier.digest, "a message that never was": secrets.token_bytes(32)}
    for what, digest in wrong.items():
        content = replace(bench.response(newest, (grant("CT-A", 9),)), answers=digest)
        await bench.must_refuse(Refusal.NOT_NEWEST, f"a response to {what}", await bench.signed(content))
        await bench.unchanged(before, f"a response to {what}")
    await bench.carry_out("a response to the newest message", await bench.signed(bench.response(newest)))


async def _addressed(bench: Bench) -> None:
    """D-7"""
    asked = await bench.holding(grant("CT-A", 4))
    before = await bench.held()
    host, instance = bench.first.host, secrets.token_bytes(8)
    other_type = HostType.STRING if host.type is not HostType.STRING else HostType.SERIAL
    other_id = host.id[:-1] + ("0" if host.id[-1] != "0" else "1")
    (number,) = await bench.numbers()
    contents: tuple[Response | Order, ...] = (bench.response(asked), bench.order(number, (("CT-A", 0),)))
    for good in contents:
        kind = "a response" if isinstance(good, Response) else "an order"
        for what, refusal, wrong in (
            ("portal", Refusal.OTHER_PORTAL, replace(good, portal=other_portal(bench.office))),
            ("host ID", Refusal.OTHER_HOST, replace(good, host=Host(host.type, other_id))),
            ("host type", Refusal.OTHER_HOST, replace(good, host=Host(other_type, host.id))),
            ("instance", Refusal.OTHER_INSTANCE, replace(good, instance=instance)),
            (
                "portal, host and instance",
                Refusal.OTHER_PORTAL,
                replace(good, portal=other_portal(bench.office), host=Host(host.type, other_id), instance=instance),
            ),
            (
                "host and instance",
                Refusal.OTHER_HOST,
                replace(good, host=Host(host.type, other_id), instance=instance),
            ),
        ):
            await bench.must_refuse(refusal, f"{kind} for another {what}", await bench.signed(wrong))
            await bench.unchanged(before, f"{kind} for another {what}")
    await bench.carry_out("an order for this device", await bench.signed(contents[1]))


async def _unsigned(bench: Bench) -> None:
    """D-8"""
    asked = await bench.holding(grant("CT-A", 4))
    before, known = await bench.held(), (await bench.who()).key_set
    content = bench.response(asked, (grant("CT-A", 5),))
    right, orders, foreign = bench.office.answers(known), bench.office.orders(known), SigningKey.generate()
    good = unsigned_response(content, right.public)
    more = unsigned_response(replace(content, holdings=(grant("CT-A", 6),)), right.public)
    other_algorithm = replace(good, alg=ESP256 if right.public.alg == ED25519 else ED25519)
    signature = right.sign(good.tbs)
    wrong = {
        "a key that nobody enrolled": unsigned_response(content, foreign.public).signed(foreign),
        "a key that nobody enrolled, under the portal's key identifier": good.sealed(foreign.sign(good.tbs)),
        "the portal's key for orders": unsigned_response(content, orders.public).signed(orders),
        "the portal's key for orders, under the identifier of the one for answers": good.sealed(orders.sign(good.tbs)),
        "the portal's root": unsigned_response(content, bench.office.root.public).signed(bench.office.root),
        "nobody: a bit of the signature is another one": good.sealed(bytes((signature[0] ^ 1,)) + signature[1:]),
        "nobody: the signature's last bit is another one": good.sealed(signature[:-1] + bytes((signature[-1] ^ 1,))),
        "nobody: the signature is all zeros": good.sealed(bytes(64)),
        "nobody: the content was changed": more.sealed(signature),
        "the right key, under another algorithm": other_algorithm.sealed(right.sign(other_algorithm.tbs)),
    }
    for who, blob in wrong.items():
        await bench.must_refuse(Refusal.NOT_GENUINE, f"a response that is signed by {who}", blob)
        await bench.unchanged(before, f"a response that is signed by {who}")
    await bench.carry_out("the response with its signature", good.sealed(signature))


async def _strict(bench: Bench) -> None:
    """D-9"""
    asked = await bench.holding(grant("CT-A", 4), grant("CT-B", 2))
    before, known = await bench.held(), (await bench.who()).key_set
    response = bench.response(asked, (grant("CT-A", 5, ("trend",)), grant("CT-B", 1)))
    (number,) = await bench.numbers()
    order = bench.order(number, (("CT-A", 1), ("CT-B", 0)))
    for kind, payload, key in (
        (Kind.RESPONSE, codec.encode_response(response), bench.office.answers(known)),
        (Kind.ORDER, codec.encode_order(order), bench.office.orders(known)),
    ):
        name = "response" if kind is Kind.RESPONSE else "order"
        for variant in hostile(kind, payload, key):
            refusal = Refusal.NOT_GENUINE if variant.code in _BELIEVED else Refusal.MALFORMED
            refusal = Refusal.NEWER_VERSION if variant.code == "newer-version" else refusal
            what = f"a {name} that is bad in one way ({variant.name}: {variant.why})"
            said = await bench.bring(variant.data)
            if not (said.refusal == Refusal.STORAGE and len(variant.data) > _ROOM):
                said.must_refuse(refusal, what)
            if (await bench.who()).counter != before.counter:
                raise Broken(f"{what} must change nothing; the device made a message")
        await bench.unchanged(before, f"a {name} that is not strictly one message")
    await bench.carry_out("the same response as it should be", await bench.signed(response))
    await bench.carry_out("the same order as it should be", await bench.signed(order))


async def _other_kinds(bench: Bench) -> None:
    """D-10"""
    newest = await bench.holding(grant("CT-A", 4))
    before, known = await bench.held(), (await bench.who()).key_set
    right, office, host = bench.office.answers(known), bench.office, bench.first.host
    off: Counts = (("CT-A", 4),)
    statement = WriteOff(office.portal, office.now(), host, bench.first.key.kid, off, "nobody", "a check", ())
    response = bench.response(newest)
    payload = codec.encode_response(response)
    wrong = {
        "the device's own message": newest.blob,
        "a link to a key set": office.link(known + 1),
        "a write-off": unsigned_write_off(statement, right.public).signed(right),
        "a response that says it is a link": Unsigned(Kind.KEY_SET, right.public.alg, right.public.kid, payload).signed(
            right
        ),
        "a response that says it is an order": Unsigned(Kind.ORDER, right.public.alg, right.public.kid, payload).signed(
            right
        ),
    }
    for what, blob in wrong.items():
        await bench.must_refuse(Refusal.MALFORMED, what, blob)
        await bench.unchanged(before, what)


async def _key_sets(bench: Bench) -> None:
    """D-19"""
    asked = await bench.holding(grant("CT-A", 4))
    before, office = await bench.held(), bench.office
    known = before.key_set
    new, next_ = known + 1, known + 2
    lines = (grant("CT-A", 5),)
    content = bench.response(asked, lines)
    answers, next_answers = office.answers(new), office.answers(next_)
    wrong: tuple[tuple[str, tuple[bytes, ...], SigningKey, Refusal], ...] = (
        ("a link that its key for answers signed", (office.link(new, office.answers(known)),), answers, _NO),
        ("a link that a stranger signed", (office.link(new, SigningKey.generate()),), answers, _NO),
        ("a link of another portal", (office.link(new, portal=other_portal(office)),), answers, _NO),
        ("a link beyond a gap", (office.link(next_),), next_answers, _NO),
        ("links in the wrong order", (office.link(next_), office.link(new)), next_answers, _NO),
        ("a link, signed by the key before", (office.link(new),), office.answers(known), _NO),
        ("no link, signed by a key that it leads to", (), answers, _NO),
    )
    for what, links, key, refusal in wrong:
        blob = office.signed_response(replace(content, key_set_links=links), key)
        await bench.must_refuse(refusal, f"a response with {what}", blob)
        await bench.unchanged(before, f"a response with {what}")
    what = "a response with something that is no link"
    blob = office.signed_response(replace(content, key_set_links=(asked.blob,)), answers)
    await bench.must_refuse(Refusal.MALFORMED, what, blob)
    await bench.unchanged(before, what)
    stale = replace(content, key_set_links=(office.link(new),), answers=bytes(32))
    what = "a good link in a response that is refused"
    await bench.must_refuse(Refusal.NOT_NEWEST, what, office.signed_response(stale, answers))
    await bench.unchanged(before, what)

    earlier = (office.link(known),) if known > 1 else ()
    good = replace(content, key_set_links=(*earlier, office.link(new)))
    await bench.carry_out(f"a response that leads to key set {new}", office.signed_response(good, answers))
    await _knows(bench, new)
    await _old_keys(bench, known)
    (number,) = await bench.numbers()
    order = replace(bench.order(number, (("CT-A", 1),)), key_set_links=(office.link(new), office.link(next_)))
    await bench.carry_out(f"an order that leads to key set {next_}", office.signed_order(order, office.orders(next_)))
    await _knows(bench, next_)
    await _old_keys(bench, new)
    links = (office.link(new), office.link(next_))
    again = replace(bench.response(await bench.sync(), lines), key_set_links=links)
    await bench.carry_out("a response with links that are known", office.signed_response(again, next_answers))
    await _knows(bench, next_)


async def _knows(bench: Bench, number: int) -> None:
    message, who = (await bench.newest()).content, await bench.who()
    if (message.key_set, who.key_set) != (number, number):
        raise Broken(
            f"the device must know key set {number} now; its message says {message.key_set}, IDENTITY {who.key_set}"
        )
    if who.portal != bench.office.trusted(number):
        raise Broken(f"IDENTITY must name the portal with its keys of set {number}; it names others")


async def _old_keys(bench: Bench, number: int) -> None:
    """The keys of a set that was replaced are worth nothing."""
    asked = await bench.sync()
    (order,) = await bench.numbers()
    before, office = await bench.held(), bench.office
    blobs = {
        "a response by the key for answers before": office.signed_response(
            bench.response(asked, (grant("CT-A", 9),)), office.answers(number)
        ),
        "an order by the key for orders before": office.signed_order(
            bench.order(order, (("CT-A", 0),)), office.orders(number)
        ),
    }
    for what, blob in blobs.items():
        await bench.must_refuse(Refusal.NOT_GENUINE, what, blob)
        await bench.unchanged(before, what)


async def _answers(bench: Bench) -> PublicKey:
    return bench.office.answers((await bench.who()).key_set).public


async def _lines(bench: Bench) -> None:
    """D-20"""
    lines = tuple(Grant(f"CT-{n:03}", 1, "C", "1", (), None) for n in range(MAX_LINES + 1))
    await bench.holding(grant("CT-A", 4))
    asked = await bench.sync()
    before = await bench.held()
    what = f"a response with {MAX_LINES + 1} lines"
    said = await bench.bring(await bench.signed(bench.response(asked, lines)))
    if said.refusal != Refusal.STORAGE:
        said.must_refuse(Refusal.MALFORMED, what)
    await bench.unchanged(before, what)
    said = await bench.bring(await bench.signed(bench.response(asked, lines[:-1])))
    if said.refusal == Refusal.STORAGE:
        await bench.unchanged(before, f"a response with {MAX_LINES} lines that is refused for want of room")
        return
    if said.is_refusal:
        raise Broken(
            f"a response with {MAX_LINES} lines must be applied, or refused with rc 16; it was answered {said}"
        )
    if await bench.inventory() != lines[:-1]:
        raise Broken(f"holdings must become the response's {MAX_LINES} lines; INVENTORY lists others")
    if (await bench.newest()).content.holdings != tuple((each.line, each.count) for each in lines[:-1]):
        raise Broken(f"the confirmation must list the response's {MAX_LINES} lines; it lists others")


CHECKS: Final[Mapping[str, Check]] = {
    "D-3": _applied,
    "D-4": _again,
    "D-5": _old,
    "D-6": _not_newest,
    "D-7": _addressed,
    "D-8": _unsigned,
    "D-9": _strict,
    "D-10": _other_kinds,
    "D-19": _key_sets,
    "D-20": _lines,
}
