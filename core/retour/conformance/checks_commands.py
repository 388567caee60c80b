"""The commands of the vendor group."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping
from typing import Final

from retour.conformance.bench import Bench, Check, grant
from retour.conformance.outcome import Broken, NotChecked
from retour.conformance.said import Map, sha256
from retour.errors import Malformed
from retour.protocol import cbor
from retour.protocol.fields import Fields
from retour.protocol.group import Clock, Command, Operation, Refusal, RemovalNeeds, SecurityLevel
from retour.protocol.keys import MAX_KEY_TEXT, PortalKey, PublicKey
from retour.protocol.model import MAX_COUNT, MAX_COUNTER, MAX_LINES, Grant, HostType, Reason

_PIECE: Final = 80
"""Bytes of an upload that fit into any device's frame, with all that is around them."""
_OPTIONAL: Final = ("portal", "set", "pin", "btn")


async def _identity(bench: Bench) -> None:
    """G-1"""
    said = await bench.done("reading who it is", Command.IDENTITY)
    values = said.values or {}
    for key, take in _IDENTITY.items():
        if key in _OPTIONAL and key not in values:
            continue
        try:
            take(values.get(key), key)
        except Malformed as error:
            raise Broken(f"{key!r} of IDENTITY: {error.what}") from error
    host = values["hid"]
    if not (isinstance(host, str) and host.isascii() and host == host.strip()):
        raise Broken("'hid' of IDENTITY must be printable ASCII without spaces at its ends")


def _flag(value: object, key: str) -> None:
    if not isinstance(value, bool):
        raise Broken(f"{key!r} of IDENTITY must be true or false")


_IDENTITY: Final[Mapping[str, Callable[[object, str], object]]] = {
    "v": lambda value, key: Fields.as_number(value, key, 1, 1),
    "model": Fields.as_text,
    "fw": Fields.as_text,
    "ht": lambda value, key: Fields.as_choice(value, key, HostType),
    "hid": Fields.as_text,
    "key": lambda value, key: PublicKey.parse(Fields.as_text(value, key, MAX_KEY_TEXT)),
    "portal": lambda value, key: PortalKey.parse(Fields.as_text(value, key, MAX_KEY_TEXT)),
    "lvl": lambda value, key: Fields.as_choice(value, key, SecurityLevel),
    "clk": lambda value, key: Fields.as_choice(value, key, Clock),
    "needs": lambda value, key: Fields.as_choice(value, key, RemovalNeeds),
    "ctr": lambda value, key: Fields.as_number(value, key, 0, MAX_COUNTER),
    "ack": lambda value, key: Fields.as_number(value, key, 0, MAX_COUNTER),
    "act": _flag,
    "set": lambda value, key: Fields.as_number(value, key, 1, MAX_COUNTER),
    "pin": _flag,
    "btn": Fields.as_text,
}


async def _reads(bench: Bench) -> None:
    """G-2"""
    made = await bench.sync()
    for _ in range(2):
        for command, values in (
            (Command.IDENTITY, {}),
            (Command.INVENTORY, {"off": 0}),
            (Command.EXPORT, {"off": 0}),
            (Command.IDENTIFY, {"s": 0}),
        ):
            await bench.done("reading", command, **values)
            counter = (await bench.done("reading who it is", Command.IDENTITY)).get("ctr")
            if counter != made.counter:
                raise Broken(
                    f"{command.name} must change nothing; the counter was {made.counter} and is {counter!r:.20}"
                )
    if (await bench.newest()).digest != made.digest:
        raise Broken("reads must change nothing; the newest message is another one")


async def _inventory(bench: Bench) -> None:
    """G-3"""
    await bench.holding()
    await _pieces(bench, Command.INVENTORY)
    if await bench.inventory():
        raise Broken("after a response without lines INVENTORY must be an empty list")
    lines = await many(bench, 48)
    await _pieces(bench, Command.INVENTORY)
    if await bench.inventory() != lines:
        raise Broken("INVENTORY must list the lines of the response that was applied; it lists others")


async def many(bench: Bench, count: int) -> tuple[Grant, ...]:
    """Have the device hold so many lines, or as many as it has room for."""
    while True:
        lines = tuple(grant(f"CT-{n:03}-{'x' * 20}", n + 1, ("one", "two")) for n in range(count))
        said = await bench.bring(await bench.signed(bench.response(await bench.sync(), lines)))
        if not said.is_refusal:
            return lines
        if said.refusal != Refusal.STORAGE or count == 1:
            raise Broken(f"a response with {count} lines was answered {said}")
        count //= 2


async def _pieces(bench: Bench, command: Command) -> None:
    """A blob from any offset, and nothing behind its end."""
    wrong: tuple[Map, ...] = ({}, {"off": "0"}, {"off": -1})
    for values in wrong:
        await bench.refused(Refusal.MALFORMED, f"reading with {values!r}", command, **values)
    counter, blob = await bench.blob(command)
    for offset in (0, 1, len(blob) // 2, len(blob) - 1, len(blob), len(blob) + 1, len(blob) + 5000):
        said = await bench.done(f"offset {offset} of {len(blob)} bytes", command, off=offset)
        piece = said.octets("data")
        if (said.get("ctr"), said.get("off"), said.get("len"), said.get("sha")) != (
            counter,
            offset,
            len(blob),
            sha256(blob),
        ):
            raise Broken(
                f"{command.name} at offset {offset} of {len(blob)} bytes must name what it is a piece of: {said}"
            )
        if piece != blob[offset : offset + len(piece)] or bool(piece) is not (offset < len(blob)):
            raise Broken(
                f"{command.name} at offset {offset} of {len(blob)} bytes must give the bytes from there, none "
                f"behind the end; it gave {len(piece)} others"
            )


async def _export(bench: Bench) -> None:
    """G-4"""
    if bench.unmade is not None:
        bench.unmade.must_refuse(Refusal.NO_MESSAGE, "EXPORT before the first message")
    await many(bench, 48)
    for _ in range(2):
        first = await bench.newest()
        await _pieces(bench, Command.EXPORT)
        if (await bench.newest()).blob != first.blob:
            raise Broken("EXPORT must give the same bytes each time; it gave others")
        await bench.make(Operation.CAPABILITY, (("CT-A", 1),), Reason.OTHER)


async def _shorter(bench: Bench) -> None:
    """G-12"""
    await bench.holding()
    for command in (Command.INVENTORY, Command.EXPORT):
        _, blob = await bench.blob(command)
        for most in (1, 20, 2**31):
            said = await bench.done(f'reading with "max": {most}', command, off=0, max=most)
            piece = said.octets("data")
            if not piece or not blob.startswith(piece) or said.get("len") != len(blob):
                raise Broken(f'{command.name} with "max": {most} must give a piece of the same blob; it gave {said}')


async def _stage(bench: Bench) -> None:
    """G-5"""
    blob = secrets.token_bytes(6 * _PIECE)
    whole: Map = {"len": len(blob), "sha": sha256(blob)}
    one, half = blob[:_PIECE], 3 * _PIECE

    async def wants(what: str, offset: int, **values: object) -> None:
        said = await bench.done(what, Command.STAGE, **{**whole, **values})
        if said.values != {"off": offset}:
            raise Broken(f'{what}: STAGE must answer {{"off": {offset}}}; it answered {said}')

    await wants("the first piece", _PIECE, off=0, data=one)
    await wants("the first piece again", _PIECE, off=0, data=one)
    await wants("a piece from further on", _PIECE, off=half, data=blob[half : half + _PIECE])
    await wants("the second piece", 2 * _PIECE, off=_PIECE, data=blob[_PIECE : 2 * _PIECE])
    await wants("an empty piece", 2 * _PIECE, off=2 * _PIECE, data=b"")
    for offset in range(2, 5):
        at = offset * _PIECE
        await wants("the next piece", at + _PIECE, off=at, data=blob[at : at + _PIECE])
    await wants("more than the length", 5 * _PIECE, off=5 * _PIECE, data=blob[5 * _PIECE :] + b"x")
    await wants("the last piece", len(blob), off=5 * _PIECE, data=blob[5 * _PIECE :])
    await wants("the first piece of what is whole", len(blob), off=0, data=one)
    await wants("a piece of an upload with another hash", 0, off=_PIECE, data=one, sha=sha256(one))
    await wants("a piece of the first upload, which the other replaced", 0, off=_PIECE, data=one)
    await wants("the first piece", _PIECE, off=0, data=one)
    await wants("a piece of an upload with another length", 0, off=_PIECE, data=one, len=len(blob) + 1)
    for what, changed in (
        ("an offset beyond the length", {"off": len(blob) + 1}),
        ("an offset that is a text", {"off": "0"}),
        ("data that is a text", {"data": "text"}),
        ("a hash of 31 bytes", {"sha": bytes(31)}),
        ("a length of 0", {"len": 0}),
    ):
        values: Map = {"off": 0, "data": one, **whole, **changed}
        await bench.refused(Refusal.MALFORMED, f"an upload with {what}", Command.STAGE, **values)
    bad = sha256(b"something else")
    await bench.refused(
        Refusal.MALFORMED, "an upload whose hash is wrong", Command.STAGE, off=0, len=_PIECE, sha=bad, data=one
    )
    await bench.refused(Refusal.NOT_STAGED, "an upload whose hash was wrong", Command.APPLY, sha=bad)
    await wants("an upload that was dropped", 0, off=1, len=_PIECE, sha=bad, data=b"x")


async def _stage_again(bench: Bench) -> None:
    """G-6"""
    asked = await bench.sync()
    blob = await bench.signed(bench.response(asked, (grant("CT-A", 1),)))
    half = min(_PIECE, len(blob) // 2)
    whole: Map = {"len": len(blob), "sha": sha256(blob)}
    await bench.done("the first piece", Command.STAGE, off=0, data=blob[:half], **whole)
    await bench.line.open(bench.line.patience.answer)
    said = await bench.done("the second piece", Command.STAGE, off=half, data=blob[half : 2 * half], **whole)
    if said.values != {"off": 2 * half}:
        raise Broken(
            f"after {half} bytes the line was closed and opened again; the next {half} bytes must lead to offset "
            f"{2 * half}; STAGE answered {said}"
        )
    await bench.carry_out("an upload that went on after the line was opened again", blob)


async def _not_staged(bench: Bench) -> None:
    """G-7"""
    blob = await bench.signed(bench.response(await bench.sync()))
    sha, before = sha256(blob), await bench.held()
    await bench.refused(Refusal.NOT_STAGED, "a blob that was never staged", Command.APPLY, sha=sha)
    await bench.done("the first piece", Command.STAGE, off=0, len=len(blob), sha=sha, data=blob[:_PIECE])
    await bench.refused(Refusal.NOT_STAGED, "a blob that is half staged", Command.APPLY, sha=sha)
    await bench.stage(blob)
    await bench.refused(Refusal.NOT_STAGED, "another blob than the one staged", Command.APPLY, sha=bytes(32))
    await bench.unchanged(before, "APPLY of what is not staged")
    await bench.carry_out("the response, once it is staged,", blob)
    await bench.done("APPLY again, of a blob that stays staged,", Command.APPLY, sha=sha)


async def _request_fields(bench: Bench) -> None:
    """G-8"""
    await bench.holding(grant("CT-A", 2))
    before = await bench.held()
    counts = {"CT-A": 1}
    sync: Map = {"tx": b"conform8", "ctr": before.counter, "op": int(Operation.SYNC)}
    ask = sync | {"op": int(Operation.CAPABILITY), "cnt": counts}
    drop = ask | {"op": int(Operation.DROP), "why": int(Reason.OTHER)}
    wrong: dict[str, Map] = {
        "no tx": {key: value for key, value in sync.items() if key != "tx"},
        "a tx of 7 bytes": sync | {"tx": b"conform"},
        "a tx of 9 bytes": sync | {"tx": b"conformed"},
        "a tx that is a text": sync | {"tx": "conform8"},
        "no ctr": {key: value for key, value in sync.items() if key != "ctr"},
        "no op": {key: value for key, value in sync.items() if key != "op"},
        "op 3": ask | {"op": 3},
        "op -1": sync | {"op": -1},
        "why 0": ask | {"why": 0},
        "why 6": ask | {"why": 6},
        "why recovered in a sync": sync | {"why": int(Reason.RECOVERED)},
        "why recovered in a drop": drop | {"why": int(Reason.RECOVERED)},
        "a sync with counts": sync | {"cnt": counts},
        "a capability request without counts": {key: value for key, value in ask.items() if key != "cnt"},
        "a capability request with empty counts": ask | {"cnt": {}},
        "a drop without counts": {key: value for key, value in drop.items() if key != "cnt"},
        "a drop without why": {key: value for key, value in drop.items() if key != "why"},
        "a negative count": ask | {"cnt": {"CT-A": -1}},
        "a count that is too large": ask | {"cnt": {"CT-A": MAX_COUNT + 1}},
        "a count that is a text": drop | {"cnt": {"CT-A": "0"}},
        "counts that are a list": ask | {"cnt": ["CT-A"]},
        "an empty activation ID": ask | {"cnt": {"": 1}},
    }
    for what, values in wrong.items():
        await bench.refused(Refusal.MALFORMED, f"a request with {what}", Command.REQUEST, **values)
        await bench.unchanged(before, f"a request with {what}")
    blob = cbor.encode({f"CT-{n:03}": 1 for n in range(MAX_LINES + 1)})
    if not (await bench.stage(blob)).is_refusal:
        more = {key: value for key, value in ask.items() if key != "cnt"} | {"sha": sha256(blob)}
        what = f"a request with {MAX_LINES + 1} lines"
        await bench.refused(Refusal.MALFORMED, what, Command.REQUEST, **more)
        await bench.unchanged(before, what)


async def _staged_counts(bench: Bench) -> None:
    """G-9"""
    await bench.holding(grant("CT-A", 3))
    wanted = tuple((f"CT-{n:02}", n) for n in range(20))
    blob = cbor.encode(dict(wanted))
    ask: Map = {"op": int(Operation.CAPABILITY), "why": int(Reason.MOVE), "sha": sha256(blob)}
    ask |= {"tx": secrets.token_bytes(8), "ctr": (await bench.who()).counter}
    staged = await bench.stage(blob)
    if staged.is_refusal:
        raise Broken(f"a map of counts of {len(blob)} bytes must be taken by STAGE; it was answered {staged}")
    missing = ask | {"sha": bytes(32)}
    await bench.refused(Refusal.NOT_STAGED, "a request whose counts are not staged", Command.REQUEST, **missing)
    await bench.done("a capability request whose counts are staged", Command.REQUEST, cnt={"CT-Z": 9}, **ask)
    message = (await bench.newest()).content
    if message.desired != wanted or message.reason is not Reason.MOVE:
        raise Broken("a request whose counts are staged must ask for them; the message asks for something else")
    disorder = b"\xa2" + cbor.encode("CT-B") + b"\x01" + cbor.encode("CT-A") + b"\x01"
    await bench.stage(disorder)
    ask |= {"tx": secrets.token_bytes(8), "ctr": (await bench.who()).counter, "sha": sha256(disorder)}
    what = "a request whose staged counts are not deterministic"
    await bench.refused(Refusal.MALFORMED, what, Command.REQUEST, **ask)


async def _identify(bench: Bench) -> None:
    """G-10"""
    for seconds in (300, 1, 0):
        said = await bench.done(f"{seconds} seconds", Command.IDENTIFY, s=seconds)
        if said.values != {}:
            raise Broken(f"IDENTIFY of {seconds} seconds must be answered {{}}; it was answered {said}")
    wrong: tuple[Map, ...] = ({"s": -1}, {"s": 301}, {"s": 2**32}, {"s": "1"}, {"s": True}, {"s": b"\x01"}, {})
    for values in wrong:
        await bench.refused(Refusal.MALFORMED, f"IDENTIFY with {values!r}", Command.IDENTIFY, **values)


async def _authorise(bench: Bench) -> None:
    """G-11"""
    if not bench.first.pin:
        said = await bench.say(Command.AUTHORISE, pin="0000")
        if said.values != {"rc": 8}:
            raise Broken(f'without "pin" in IDENTITY, AUTHORISE must be answered {{"rc": 8}}; it was answered {said}')
        return
    await bench.without_local_act()
    await bench.refused(Refusal.MALFORMED, "no PIN at all", Command.AUTHORISE)
    said = await bench.say(Command.AUTHORISE, pin=secrets.token_hex(8))
    if said.refusal == Refusal.PIN_LOCKED:
        raise NotChecked("the device takes no PIN just now, after too many wrong ones: wait ten minutes")
    said.must_refuse(Refusal.WRONG_PIN, "a wrong PIN")
    if (await bench.who()).local_act:
        raise Broken('a wrong PIN must allow nothing; IDENTITY says "act" true after it')
    if bench.hands.pin is None:
        raise NotChecked("without --pin: a wrong one was refused, the right one was not tried")
    await bench.authorise()
    await bench.without_local_act()


CHECKS: Final[Mapping[str, Check]] = {
    "G-1": _identity,
    "G-2": _reads,
    "G-3": _inventory,
    "G-4": _export,
    "G-5": _stage,
    "G-6": _stage_again,
    "G-7": _not_staged,
    "G-8": _request_fields,
    "G-9": _staged_counts,
    "G-10": _identify,
    "G-11": _authorise,
    "G-12": _shorter,
}
