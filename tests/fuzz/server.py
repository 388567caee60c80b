"""The device's server, as a line drives it: any frames, into a real store on a disk in memory."""

from __future__ import annotations

import hashlib
from typing import Final

from retour.device.server import DeviceServer
from retour.device.store import Store
from retour.link.framing import Deframer, Frame, Op, decode_map, encode, encode_map
from retour.protocol.group import GROUP_ID, Command
from retour.protocol.messages import read_message
from tests.device import kit

_OS_GROUP: Final = 0
_STAGES: Final = 0x40
_RAW: Final = 0x80
_TRANSACTION: Final = 8


def step(command: int, data: bytes) -> bytes:
    """One step of an input for `answers`.

    Args:
        command: bits 0 to 3 the command, 4 write, 5 the OS group; `0x40` stages `data` and names it in an
            `APPLY` or `REQUEST` instead; `0x80` hands `data` to the line as it is.
        data: at most 65,535 bytes.
    """
    return bytes([command]) + len(data).to_bytes(2, "big") + data


def answers(data: bytes) -> bool:
    """Whatever is asked: an answer of the form that SMP has, one truth about each counter, and a store that opens."""
    disk, store = kit.new_store()
    kit.give(store, 1, A=5, B=2)
    server = DeviceServer(store, lambda: kit.NOW, lambda _: None)
    line = server.connection()
    digests: dict[int, bytes] = {}
    served = False
    while len(data) >= 3:
        command, size = data[0], int.from_bytes(data[1:3], "big")
        part, data = data[3 : 3 + size], data[3 + size :]
        if command & _RAW:
            for answer in Deframer().feed(line(part)):
                assert decode_map(answer.payload) is not None
        elif command & _STAGES:
            served |= _staged(server, store, Command.APPLY if command & 1 else Command.REQUEST, part)
        else:
            group = _OS_GROUP if command & 32 else GROUP_ID
            served |= _asked(server, Frame(command >> 4 & 1 and Op.WRITE, 1, group, 7, command & 15, part))
        _one_truth(store, digests)
    assert Store(disk).state == store.state
    return served


def _staged(server: DeviceServer, store: Store, then: Command, blob: bytes) -> bool:
    sha = hashlib.sha256(blob).digest()
    for offset in range(0, len(blob), 1024):
        piece = {"off": offset, "len": len(blob), "sha": sha, "data": blob[offset : offset + 1024]}
        _asked(server, Frame(Op.WRITE, 1, GROUP_ID, 1, Command.STAGE, encode_map(dict(piece))))
    named: dict[str, object] = {"sha": sha}
    if then is Command.REQUEST:
        named |= {"tx": sha[:_TRANSACTION], "ctr": store.state.counter, "op": 1 + sha[0] % 2, "why": 1}
    return _asked(server, Frame(Op.WRITE, 1, GROUP_ID, 2, then, encode_map(named)))


def _asked(server: DeviceServer, frame: Frame) -> bool:
    """Whether the answer is no refusal."""
    answer = server.answer(frame)
    assert answer is not None
    assert (answer.op, answer.group, answer.sequence, answer.command) == (
        frame.op + 1,
        frame.group,
        frame.sequence,
        frame.command,
    )
    assert Deframer().feed(encode(answer)) == [answer]
    values = decode_map(answer.payload)
    assert values is not None
    return not values.keys() & {"rc", "err"}


def _one_truth(store: Store, digests: dict[int, bytes]) -> None:
    blob = store.message()
    assert blob is not None
    message = read_message(blob).verify(kit.DEVICE_SIGNS.public)
    counter = message.content.counter
    assert digests.setdefault(counter, message.digest) == message.digest
    assert counter == max(digests)
    assert sum(count for _, count in message.content.holdings) <= 7, "without the portal copies never rise"
