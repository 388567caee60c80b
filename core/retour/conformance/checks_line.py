"""Transport: frames, lines and the OS group."""

from __future__ import annotations

import binascii
from collections.abc import Mapping
from typing import Final

from smp import packet

from retour.conformance.bench import Bench, Check, grant
from retour.conformance.line import ECHO, OS_GROUP, PARAMS
from retour.conformance.outcome import Broken
from retour.conformance.said import Map, Said
from retour.link.framing import (
    HEADER_BYTES,
    MAX_FRAME,
    OVERHEAD_BYTES,
    Frame,
    Op,
    decode_map,
    encode,
    encode_map,
    payload_room,
)
from retour.protocol.group import GROUP_ID, Command, Operation, Refusal

_LEAST_BUFFER: Final = 512
_LINE: Final = 127
_TOO_LONG: Final = 7
_NOT_SUPPORTED: Final = 8
_INVALID: Final = 3


async def _header(bench: Bench) -> None:
    """T-1"""
    asked: tuple[tuple[Op, int, int, Map], ...] = (
        (Op.WRITE, OS_GROUP, ECHO, {"d": "header"}),
        (Op.READ, GROUP_ID, Command.IDENTITY, {}),
        (Op.WRITE, GROUP_ID, Command.IDENTIFY, {"s": 301}),
        (Op.READ, GROUP_ID, 99, {}),
    )
    for op, group, command, values in asked:
        for version in (0, 1):
            for sequence in (0, 1, 127, 128, 255):
                frame = Frame(op, version, group, sequence, command, encode_map(values))
                got = await bench.line.ask(frame)
                sent = f"to version {version}, group {group}, sequence number {sequence}, command {command}"
                if (got.version, got.sequence) != (version, sequence):
                    raise Broken(
                        f"{sent} the answer must carry the same; it came with version {got.version}, sequence number "
                        f"{got.sequence}"
                    )
                if await bench.line.behind(b""):
                    raise Broken(f"{sent} there must be one answer; more than one came")


async def _noise(bench: Bench) -> None:
    """T-2"""
    good = encode(Frame(Op.READ, 1, GROUP_ID, 7, Command.IDENTITY, encode_map({})))
    long = encode(Frame(Op.WRITE, 1, OS_GROUP, 7, ECHO, encode_map({"d": "x" * 200})))
    first_line = long[: long.index(b"\n") + 1]
    pieces = {
        "console text": b"*** Booting ***\r\nlogin: \r\n",
        "noise": bytes(c for c in range(256) if c not in (4, 6, 9, 10, 20)) + b"\n",
        "a frame with a wrong CRC": _packed(_whole(b"\xa0", crc=1)),
        "a frame whose length is wrong": _packed(_whole(b"\xa0", length=1)),
        "a line that was cut": good[:9] + b"\n",
        "a frame of which only the first line came": first_line,
        "a continuation without a start": long[len(first_line) :],
        "a start with nothing behind it": packet.START_DELIMITER + b"\n",
    }
    for what, piece in pieces.items():
        if await bench.line.behind(piece):
            raise Broken(f"{what} must get no answer; one came")
    between = b"<inf> console text\r\n"
    for what, piece in {
        "a frame behind console text in one line": b"uart:~$ " + good,
        "a frame behind another delimiter in one line": packet.START_DELIMITER + b"AAo" + good,
        "a frame whose lines end with CR and LF": long.replace(b"\n", b"\r\n"),
        "a frame with console text between its lines": first_line + between + long[len(first_line) :],
        "a frame behind one of which only the first line came": first_line + good,
    }.items():
        if len(await bench.line.behind(piece)) != 1:
            raise Broken(f"{what} must get its answer; it got none, or more than one")


async def _lines(bench: Bench) -> None:
    """T-3"""
    text = "".join(chr(33 + n % 90) for n in range(150))
    frame = Frame(Op.WRITE, 1, OS_GROUP, 9, ECHO, encode_map({"d": text}))
    for length in (_LINE, 100, 48):
        body = _body(frame)
        got = [await bench.line.ask(frame)] if length == _LINE else await bench.line.behind(_packed(body, length))
        if [decode_map(each.payload) for each in got] != [{"r": text}]:
            raise Broken(
                f"an echo of {len(text)} characters in lines of {length} bytes must be answered whole; it was not"
            )
        _lines_fit(bench)
    await bench.holding(*(grant(f"CT-{n}", 1) for n in range(6)))
    for command in (Command.INVENTORY, Command.EXPORT):
        await bench.done("reading", command, off=0)
        _lines_fit(bench)


def _lines_fit(bench: Bench) -> None:
    for line in bytes(bench.line.heard).split(b"\n"):
        start = max(line.rfind(packet.START_DELIMITER), line.rfind(packet.CONTINUE_DELIMITER))
        if start >= 0 and len(line) - start + 1 > _LINE:
            raise Broken(f"no line of an answer may be longer than {_LINE} bytes; one has {len(line) - start + 1}")


async def _buffer(bench: Bench) -> None:
    """T-4"""
    said = await bench.os(Op.READ, PARAMS, {})
    size, count = said.number("buf_size", 0, 2**32), said.number("buf_count", 0, 2**32)
    if size < _LEAST_BUFFER or count < 1:
        raise Broken(f"PARAMS must name a buf_size of at least {_LEAST_BUFFER} and a buf_count; it answered {said}")
    longest = min(size, MAX_FRAME)
    got = await bench.line.ask(_echo_of(longest))
    if "r" not in (decode_map(got.payload) or {}):
        raise Broken(f"a frame of {longest} bytes must be taken; it was answered {Said(decode_map(got.payload))}")
    _fits(got, size)
    for more in (1, 100) if size < MAX_FRAME - 100 else ():
        for got in await bench.line.behind(encode(_echo_of(longest + more))):
            if Said(decode_map(got.payload)).code != _TOO_LONG:
                raise Broken(
                    f"a frame of {longest + more} bytes must be answered rc {_TOO_LONG} or not at all; it was answered "
                    f"{Said(decode_map(got.payload))}"
                )
    await bench.holding(*(grant(f"CT-{n:02}", 1) for n in range(24)))
    for command in (Command.INVENTORY, Command.EXPORT):
        asked = Frame(Op.READ, 1, GROUP_ID, bench.line.sequence(), command, encode_map({"off": 0}))
        _fits(await bench.line.ask(asked), size)


def _fits(frame: Frame, size: int) -> None:
    length = len(frame.payload) + HEADER_BYTES + OVERHEAD_BYTES
    if length > size:
        raise Broken(f"no answer may be longer than buf_size, {size} bytes; one had {length}")


def _echo_of(size: int) -> Frame:
    """An echo whose frame, with length and CRC, is exactly so long."""
    room = payload_room(size)
    for more in ({}, {"": ""}):  # an unknown key, where no text makes the length
        for text in range(room, max(0, room - 16), -1):
            payload = encode_map({"d": "x" * text, **more})
            if len(payload) == room:
                return Frame(Op.WRITE, 1, OS_GROUP, 11, ECHO, payload)
    raise AssertionError("unreachable")


async def _unknown(bench: Bench) -> None:
    """T-5"""
    for op in (Op.READ, Op.WRITE):
        for group, command in ((GROUP_ID - 1, 0), (0xFFFF, 3), (GROUP_ID, 99), (GROUP_ID, 255), (OS_GROUP, 200)):
            for version in (0, 1):
                said = await bench.raw(op, group, command, encode_map({}), version)
                if said.values != {"rc": _NOT_SUPPORTED}:
                    raise Broken(
                        f"command {command} of group {group}, asked in version {version}, must be answered "
                        f'{{"rc": {_NOT_SUPPORTED}}}; it was answered {said}'
                    )
    for op, group, command in (
        (Op.WRITE, GROUP_ID, Command.IDENTITY),
        (Op.WRITE, GROUP_ID, Command.EXPORT),
        (Op.READ, GROUP_ID, Command.REQUEST),
        (Op.READ, GROUP_ID, Command.APPLY),
        (Op.WRITE, OS_GROUP, PARAMS),
    ):
        said = await bench.raw(op, group, command, encode_map({}))
        if said.values != {"rc": _NOT_SUPPORTED}:
            raise Broken(
                f"command {command} of group {group} by operation {int(op)}, which it does not have, must be answered "
                f'{{"rc": {_NOT_SUPPORTED}}}; it was answered {said}'
            )
    for op_number in (1, 3, 4, 5, 6, 7):
        asked = Frame(op_number, 1, GROUP_ID, 3, Command.IDENTITY, encode_map({}))
        if await bench.line.behind(encode(asked)):
            raise Broken(f"a frame with operation {op_number} is no request and must get no answer; one came")


async def _payloads(bench: Bench) -> None:
    """T-6"""
    before = await bench.held()
    sync = {"tx": b"conform6", "ctr": before.counter, "op": int(Operation.SYNC)}
    plain, deep = encode_map(sync), b"\x81" * 12 + b"\x00"
    bad = {
        "nothing": b"",
        "a list": b"\x81" + plain,
        "a number": b"\x07",
        "a map with a number as key": b"\xa4\x01\x02" + plain[1:],
        "a map with bytes as key": b"\xa4\x41x\x00" + plain[1:],
        "a map that is nested 13 deep": b"\xa4\x61x" + deep + plain[1:],
        "a map that holds a tag": b"\xa4\x61x\xc1\x00" + plain[1:],
        "a tagged map": b"\xd8\x2a" + plain,
        "a map that claims more than it has": b"\xa4" + plain[1:],
        "a map that claims 4 thousand million entries": b"\xba\xff\xff\xff\xff" + plain[1:],
        "bytes that claim 4 thousand million": b"\xa4\x61x\x5a\xff\xff\xff\xff" + plain[1:],
        "a map with a byte behind it": plain + b"\x00",
        "a map with a map behind it": plain + b"\xa0",
        "a reserved head": b"\xbc" + plain[1:],
        "a text that is not UTF-8": b"\xa4\x61x\x62\xc3\x28" + plain[1:],
    }
    commands = (
        (Op.WRITE, GROUP_ID, Command.REQUEST),
        (Op.READ, GROUP_ID, Command.IDENTITY),
        (Op.WRITE, OS_GROUP, ECHO),
    )
    for what, payload in bad.items():
        for op, group, command in commands:
            said = await bench.raw(op, group, command, payload)
            if said.values != {"rc": _INVALID} and said.refusal != Refusal.MALFORMED:
                raise Broken(
                    f"{what} as payload of command {command} of group {group} must be answered rc {_INVALID}, or rc 1 "
                    f"of the vendor group; it was answered {said}"
                )
        await bench.unchanged(before, f"{what} as payload")
    more: dict[str, object] = {"unknown": [1, {"a": None}], "x": b"bytes"}
    await bench.done("IDENTITY with keys that are not known", Command.IDENTITY, **more)
    await bench.done("a sync with keys that are not known", Command.REQUEST, **sync, **more)
    again = encode_map({"op": int(Operation.SYNC), "ctr": before.counter + 1, "tx": b"conform7"})
    said = await bench.raw(Op.WRITE, GROUP_ID, Command.REQUEST, b"\xbf" + again[1:] + b"\xff")
    if said.is_refusal:
        raise Broken(f"a map of indefinite length with keys in any order must be read; it was answered {said}")


async def _echo(bench: Bench) -> None:
    """T-7"""
    for text in ("", "hello", "Grüße, 漢字", "x" * 100):
        said = await bench.os(Op.WRITE, ECHO, {"d": text})
        if said.values != {"r": text}:
            raise Broken(f'an echo of {text!r:.30} must give back the same text under "r"; it was answered {said}')
    for values in ({}, {"d": 1}, {"d": b"hello"}):
        said = await bench.os(Op.WRITE, ECHO, dict(values))
        if said.values != {"rc": _INVALID}:
            raise Broken(f'an echo without a text must be answered {{"rc": {_INVALID}}}; it was answered {said}')


async def _reset(bench: Bench) -> None:
    """T-8"""
    await bench.holding(grant("CT-A", 2))
    before, message = await bench.held(), await bench.newest()
    if not await bench.reset():
        return
    await bench.unchanged(before, "RESET")
    if (await bench.newest()).blob != message.blob:
        raise Broken("after RESET the newest message must be the same bytes; it is signed anew")


async def _versions(bench: Bench) -> None:
    """T-9"""
    wrong = ((Command.IDENTIFY, {"s": 301}, 1), (Command.APPLY, {"sha": bytes(32)}, 13))
    for command, values, code in wrong:
        said = await bench.say(command, 0, **values)
        if said.values != {"rc": 1}:
            raise Broken(f'a refusal asked in version 1 must be {{"rc": 1}}; {command.name} was answered {said}')
        said = await bench.say(command, 1, **values)
        if said.values != {"err": {"group": GROUP_ID, "rc": code}}:
            raise Broken(
                f'a refusal asked in version 2 must be {{"err": {{"group", "rc": {code}}}}}; {command.name} was '
                f"answered {said}"
            )


def _whole(payload: bytes, crc: int = 0, length: int = 0) -> bytes:
    """The body of a read of IDENTITY, with a CRC or a length that is wrong by so much."""
    head = bytes((Op.READ | 1 << 3, 0)) + (len(payload) + length).to_bytes(2, "big")
    frame = head + GROUP_ID.to_bytes(2, "big") + bytes((7, Command.IDENTITY)) + payload
    return (len(frame) + 2).to_bytes(2, "big") + frame + (packet.crc16_func(frame) ^ crc).to_bytes(2, "big")


def _body(frame: Frame) -> bytes:
    """What the lines of a good frame carry."""
    lines = encode(frame).split(b"\n")[:-1]
    return binascii.a2b_base64(b"".join(line[2:] for line in lines))


def _packed(body: bytes, line: int = _LINE) -> bytes:
    """`body` in lines of at most so many bytes."""
    text, size = binascii.b2a_base64(body, newline=False), (line - 3) // 4 * 4
    parts = [text[at : at + size] for at in range(0, len(text), size)]
    marks = [packet.START_DELIMITER] + [packet.CONTINUE_DELIMITER] * (len(parts) - 1)
    return b"".join(mark + part + b"\n" for mark, part in zip(marks, parts, strict=True))


CHECKS: Final[Mapping[str, Check]] = {
    "T-1": _header,
    "T-2": _noise,
    "T-3": _lines,
    "T-4": _buffer,
    "T-5": _unknown,
    "T-6": _payloads,
    "T-7": _echo,
    "T-8": _reset,
    "T-9": _versions,
}
