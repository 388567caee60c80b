"""What a fresh device answers on its serial line. Frames and lines are put together here, byte by byte."""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Iterator
from typing import Any, Final

import cbor2

from retour.protocol.group import GROUP_ID, Refusal
from tests.vectors.keys import KEYS, PORTALS, Json
from tests.vectors.messages import HOST

READ, WRITE = 0, 2
OS = 0
ECHO, PARAMS = 0, 6
IDENTITY, INVENTORY, IDENTIFY, REQUEST, EXPORT, STAGE, APPLY, AUTHORISE = range(8)
_LINE: Final = 124
"""Longest line but for its delimiter and its end: 93 bytes in base64."""
_SEQUENCE: Final = 66
_BLOB: Final = bytes(range(200))
_SHA: Final = hashlib.sha256(_BLOB).digest()
_ANY_TEXT: Final = {"any": "text"}
_ANY_NUMBER: Final = {"any": "number"}


def frame(op: int, group: int, command: int, payload: Any, version: int = 1, sequence: int = _SEQUENCE) -> bytes:
    """A frame; `payload` is a map or bytes that shall be one."""
    body: bytes = payload if isinstance(payload, bytes) else cbor2.dumps(payload)
    head = bytes((op | version << 3, 0)) + len(body).to_bytes(2, "big") + group.to_bytes(2, "big")
    return head + bytes((sequence, command)) + body


def on_line(whole: bytes, crc: int | None = None, end: bytes = b"\n") -> bytes:
    """A frame as lines of at most 127 bytes."""
    crc = binascii.crc_hqx(whole, 0) if crc is None else crc
    packed = (len(whole) + 2).to_bytes(2, "big") + whole + crc.to_bytes(2, "big")
    size = _LINE // 4 * 3
    pieces = [packed[at : at + size] for at in range(0, len(packed), size)]
    marks = [b"\x06\x09", *[b"\x04\x14"] * (len(pieces) - 1)]
    return b"".join(mark + base64.b64encode(piece) + end for mark, piece in zip(marks, pieces, strict=True))


def _answer(op: int, group: int, command: int, values: Json, version: int = 1, sequence: int = _SEQUENCE) -> Json:
    return {
        "op": op + 1,
        "version": version,
        "group": group,
        "sequence": sequence,
        "command": command,
        "map": values,
    }


_ECHO_FRAME: Final = frame(WRITE, OS, ECHO, {"d": "hello"})
_GOOD: Final = on_line(_ECHO_FRAME)
_ECHOED: Final = _answer(WRITE, OS, ECHO, {"r": "hello"})


def _refused(refusal: Refusal) -> Json:
    return {"err": {"group": GROUP_ID, "rc": int(refusal)}}


def _plain() -> Iterator[tuple[str, str, int, int, int, Any, Json]]:
    """Single frames in version 2: name, why, op, group, command, payload, answer's map."""
    identity: Json = {
        "v": 1,
        "model": "Reference",
        "fw": _ANY_TEXT,
        "ht": int(HOST.type),
        "hid": HOST.id,
        "key": str(KEYS["device-ed25519"].public),
        "portal": str(PORTALS["portal"]),
        "lvl": 0,
        "clk": 0,
        "needs": 3,
        "ctr": 0,
        "ack": 0,
        "act": False,
        "set": 1,
    }
    empty = b"\x80"
    inventory: Json = {
        "ctr": 0,
        "off": 0,
        "len": 1,
        "sha": {"hex": hashlib.sha256(empty).hexdigest()},
        "data": {"hex": empty.hex()},
    }
    wrong: Json = {"rc": 3}
    malformed = _refused(Refusal.MALFORMED)
    stage = {"off": 0, "len": len(_BLOB), "sha": _SHA, "data": _BLOB}
    deep: Any = 1
    for _ in range(20):
        deep = [deep]
    yield "echo", "T-7", WRITE, OS, ECHO, {"d": "hello"}, {"r": "hello"}
    yield "echo-non-ascii", "T-7", WRITE, OS, ECHO, {"d": "gr\u00fc\u00df"}, {"r": "gr\u00fc\u00df"}
    long = "x" * 180
    yield "echo-long", "T-3: request and answer of several lines", WRITE, OS, ECHO, {"d": long}, {"r": long}
    params: Json = {"buf_size": _ANY_NUMBER, "buf_count": _ANY_NUMBER}
    yield "params", "T-4: buf_size is at least 512", READ, OS, PARAMS, {}, params
    yield "identity", "G-1: the answer is longer than one line", READ, GROUP_ID, IDENTITY, {}, identity
    yield "inventory", "G-3: an empty array", READ, GROUP_ID, INVENTORY, {"off": 0}, inventory
    behind = {**inventory, "off": 1, "data": {"hex": ""}}
    yield "inventory-end", "G-3: at the end data is empty", READ, GROUP_ID, INVENTORY, {"off": 1}, behind
    behind = {**inventory, "off": 999, "data": {"hex": ""}}
    yield "inventory-behind", "G-3: so it is behind the end", READ, GROUP_ID, INVENTORY, {"off": 999}, behind
    yield "inventory-no-offset", "rc 1", READ, GROUP_ID, INVENTORY, {}, malformed
    yield "export-none", "G-4: no message yet", READ, GROUP_ID, EXPORT, {"off": 0}, _refused(Refusal.NO_MESSAGE)
    yield "identify", "G-10", WRITE, GROUP_ID, IDENTIFY, {"s": 0}, {}
    yield "identify-longest", "G-10", WRITE, GROUP_ID, IDENTIFY, {"s": 300}, {}
    yield "identify-too-long", "G-10", WRITE, GROUP_ID, IDENTIFY, {"s": 301}, malformed
    yield "identify-negative", "G-10", WRITE, GROUP_ID, IDENTIFY, {"s": -1}, malformed
    yield "identify-nothing", "G-10", WRITE, GROUP_ID, IDENTIFY, {}, malformed
    yield "authorise-none", "G-11: there is no PIN", WRITE, GROUP_ID, AUTHORISE, {"pin": "1234"}, {"rc": 8}
    yield "apply-none", "G-7", WRITE, GROUP_ID, APPLY, {"sha": _SHA}, _refused(Refusal.NOT_STAGED)
    yield "apply-no-hash", "rc 1", WRITE, GROUP_ID, APPLY, {}, malformed
    yield "stage", "G-5: a request of four lines", WRITE, GROUP_ID, STAGE, stage, {"off": len(_BLOB)}
    yield "stage-too-much", "G-5", WRITE, GROUP_ID, STAGE, stage | {"len": 199}, {"off": 0}
    yield "stage-from-further-on", "G-5", WRITE, GROUP_ID, STAGE, stage | {"off": 5, "data": b"x"}, {"off": 0}
    yield "stage-wrong-hash", "G-5", WRITE, GROUP_ID, STAGE, stage | {"sha": bytes(32)}, malformed
    yield "stage-nothing", "length 0", WRITE, GROUP_ID, STAGE, stage | {"len": 0, "data": b""}, malformed
    yield "stage-longest", "65537 bytes", WRITE, GROUP_ID, STAGE, stage | {"len": 65537, "data": b""}, malformed
    yield "request-no-counter", "G-8", WRITE, GROUP_ID, REQUEST, {"tx": bytes(8), "op": 0}, malformed
    yield "unknown-group", "T-5", READ, 99, 0, {}, {"rc": 8}
    yield "unknown-os-command", "T-5", READ, OS, 99, {}, {"rc": 8}
    yield "unknown-command", "T-5", WRITE, GROUP_ID, 99, {}, {"rc": 8}
    yield "identity-written", "T-5: a command that is only read", WRITE, GROUP_ID, IDENTITY, {}, {"rc": 8}
    yield "request-read", "T-5: a command that is only written", READ, GROUP_ID, REQUEST, {}, {"rc": 8}
    yield "payload-array", "T-6", WRITE, OS, ECHO, b"\x80", wrong
    yield "payload-nothing", "T-6", WRITE, OS, ECHO, b"", wrong
    yield "payload-number", "T-6", WRITE, OS, ECHO, b"\x00", wrong
    yield "payload-deep", "T-6: 20 arrays in one another", WRITE, OS, ECHO, {"d": "x", "e": deep}, wrong
    yield "payload-tag", "T-6", WRITE, OS, ECHO, b"\xa1\x61d\xc0\x61x", wrong
    yield "payload-trailing", "T-6", WRITE, OS, ECHO, b"\xa1\x61d\x61x\x00", wrong
    yield "payload-cut", "T-6", WRITE, OS, ECHO, b"\xa1\x61d\x62x", wrong
    yield "payload-claims-more", "T-6", WRITE, OS, ECHO, b"\xbb" + b"\xff" * 8, wrong
    yield "payload-number-as-key", "T-6", WRITE, OS, ECHO, b"\xa1\x01\x61x", wrong
    yield "payload-not-utf-8", "T-6", WRITE, OS, ECHO, b"\xa1\x61d\x62\xc3\x28", wrong
    yield "payload-echo-number", "T-6: no text to send back", WRITE, OS, ECHO, {"d": 1}, wrong
    yield "payload-more-keys", "T-6: unknown keys", WRITE, OS, ECHO, {"d": "x", "zz": [1, {"a": b"b"}]}, {"r": "x"}
    yield "payload-indefinite", "T-6: as real hosts send", WRITE, OS, ECHO, b"\xbf\x61d\x7f\x61x\xff\xff", {"r": "x"}
    yield "payload-long-heads", "T-6: as real hosts send", WRITE, OS, ECHO, b"\xb8\x01\x61d\x78\x01x", {"r": "x"}


def _lines() -> Iterator[tuple[str, str, bytes, list[Json]]]:
    """Whatever else comes over a line: name, why, bytes, answers."""
    export = frame(READ, GROUP_ID, EXPORT, {"off": 0}, version=0)
    yield "version-1-refusal", "T-9", on_line(export), [_answer(READ, GROUP_ID, EXPORT, {"rc": 1}, version=0)]
    echo = frame(WRITE, OS, ECHO, {"d": "hello"}, version=0)
    yield "version-1-echo", "T-1", on_line(echo), [_answer(WRITE, OS, ECHO, {"r": "hello"}, version=0)]
    unknown = frame(READ, 99, 0, {}, version=0)
    yield "version-1-unknown-group", "T-5", on_line(unknown), [_answer(READ, 99, 0, {"rc": 8}, version=0)]
    other = frame(WRITE, OS, ECHO, {"d": "again"}, sequence=255)
    again = _answer(WRITE, OS, ECHO, {"r": "again"}, sequence=255)
    yield "two-frames", "T-1: each is answered, with its own sequence number", _GOOD + on_line(other), [_ECHOED, again]
    for op in (1, 3, 4, 5, 6, 7):
        yield f"op-{op}", "T-5: no request", on_line(frame(op, OS, ECHO, {"d": "hello"})) + _GOOD, [_ECHOED]
    wrong = binascii.crc_hqx(_ECHO_FRAME, 0) ^ 1
    yield "wrong-crc", "T-2", on_line(_ECHO_FRAME, wrong), []
    yield "wrong-crc-then-good", "T-2", on_line(_ECHO_FRAME, wrong) + _GOOD, [_ECHOED]
    long = on_line(frame(WRITE, OS, ECHO, {"d": "x" * 180}))
    first = long[: long.index(b"\n") + 1]
    yield "cut", "T-2: the further lines never come", first, []
    yield "cut-then-good", "T-2", first + _GOOD, [_ECHOED]
    yield "cut-in-a-line", "T-2", _GOOD[:9] + b"\n" + _GOOD, [_ECHOED]
    yield "cut-without-end", "T-2: the next start is on the same line", _GOOD[:10] + _GOOD, [_ECHOED]
    rest = long[len(first) :]
    yield "continuation-alone", "T-2", rest + _GOOD, [_ECHOED]
    noise = b"*** Booting ***\r\n\x1b[1;32muart:~$ \x1b[m\n"
    yield "console", "T-2", noise + _GOOD + noise + _GOOD, [_ECHOED, _ECHOED]
    yield "console-on-the-same-line", "T-2", b"uart:~$ " + _GOOD, [_ECHOED]
    answer = _answer(WRITE, OS, ECHO, {"r": "x" * 180})
    yield "console-between-lines", "T-2, T-3", first + b"tick\n" + rest, [answer]
    yield "noise", "T-2", bytes(range(128, 256)) + b"\x00\xff\n" + _GOOD, [_ECHOED]
    yield "empty-lines", "T-2", b"\n\n\r\n" + _GOOD + b"\n", [_ECHOED]
    yield "carriage-return", "T-2: CR before LF is no part of it", on_line(_ECHO_FRAME, end=b"\r\n"), [_ECHOED]
    broken = b"\x06\x09" + b"!" + _GOOD[3:]
    yield "not-base64", "T-2", broken + _GOOD, [_ECHOED]
    short = _ECHO_FRAME[:2] + b"\x00\x01" + _ECHO_FRAME[4:]
    yield "length-in-header", "T-2: the frame's own length is wrong", on_line(short) + _GOOD, [_ECHOED]
    yield "shorter-than-a-header", "T-2", on_line(b"\x0a\x00\x00") + _GOOD, [_ECHOED]
    flags = _ECHO_FRAME[:1] + b"\xff" + _ECHO_FRAME[2:]
    yield "flags", "T-1: flags mean nothing", on_line(flags), [_ECHOED]


def smp_file() -> Json:
    """The content of smp.json."""
    cases = [
        (name, why, on_line(frame(op, group, command, payload)), [_answer(op, group, command, values)])
        for name, why, op, group, command, payload, values in _plain()
    ]
    return {
        "cases": [
            {"name": name, "why": why, "bytes": data.hex(), "answers": answers}
            for name, why, data, answers in [*cases, *_lines()]
        ]
    }
