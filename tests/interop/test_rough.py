"""The device in C roughly handled: messages and requests with anything changed, noise, and power cuts at any moment."""

from __future__ import annotations

import random
import time
from pathlib import Path

import cbor2
import pytest

from tests.interop.line import EXPORT, IDENTITY, REQUEST, VENDOR, Device, lines
from tests.interop.test_vectors import DIALOGUES, KEYS, MESSAGES, Filter, new_device, options

HEADS = (0x00, 0x1F, 0x5F, 0x7F, 0x9F, 0xBF, 0xFF, 0xBB, 0x9B, 0xD2, 0xF6)
REASON, RECOVERED, OURS = 10, 5, -65537
READS, WRITES = 0, 2


def mutated(data: bytes, dice: random.Random) -> bytes:
    changed = bytearray(data)
    for _ in range(dice.choice((1, 1, 2, 4))):
        at = dice.randrange(len(changed)) if changed else 0
        match dice.randrange(4) if changed else 3:
            case 0:
                changed[at] ^= 1 << dice.randrange(8)
            case 1:
                changed[at] = dice.choice(HEADS)
            case 2:
                del changed[at : at + dice.randrange(1, 9)]
            case _:
                changed[at:at] = dice.randbytes(dice.randrange(1, 5))
    return bytes(changed)


@pytest.mark.parametrize("rounds", [600, pytest.param(20_000, marks=pytest.mark.deep)])
def test_nothing_that_was_changed_is_believed(program: Path, rounds: int) -> None:
    dice = random.Random(7)
    reader = Filter(program, "read")
    for _ in range(rounds):
        message = dice.choice(MESSAGES)
        data = mutated(bytes.fromhex(message["message"]), dice).hex()
        said = reader(f"{message['kind']} {KEYS[message['key']]['text']} {data or '-'}")
        assert said, data
        if said.startswith("ok"):
            assert data in (message["message"], message["untagged"])
    reader.close()


@pytest.mark.parametrize("rounds", [100, pytest.param(3_000, marks=pytest.mark.deep)])
def test_whatever_arrives_it_goes_on(program: Path, rounds: int) -> None:
    dice = random.Random(9)
    requests = [
        {"off": 0},
        {"tx": b"12345678", "ctr": 0, "op": 1, "cnt": {"A": 1, "B": 2}},
        {"off": 0, "len": 40, "sha": bytes(32), "data": b"x" * 20},
        {"sha": bytes(32)},
        {"d": "hello"},
    ]
    with new_device(program, DIALOGUES[0]["device"]) as device:
        for _ in range(rounds):
            payload = mutated(cbor2.dumps(dice.choice(requests)), dice)
            device.raw(dice.choice((READS, WRITES)), dice.choice((0, VENDOR)), dice.randrange(9), payload)
        for _ in range(rounds // 5):
            letters = [dice.choice((6, 9, 4, 0x14, 10, 13, 65, 66, 61, dice.randrange(256))) for _ in range(400)]
            device.send(bytes(letters))
        device.send(b"\n")
        device.receive(0.3, 0)
        assert device.ask(READS, IDENTITY, {})["model"]


@pytest.mark.parametrize("rounds", [15, pytest.param(300, marks=pytest.mark.deep)])
def test_a_cut_at_any_moment_loses_nothing(program: Path, tmp_path: Path, rounds: int) -> None:
    """The counter never falls, and no cut makes it say that its store was lost (S-3, S-4)."""
    dice, highest = random.Random(3), 0
    for _ in range(rounds):
        device = Device(program, options(DIALOGUES[0]["device"]), tmp_path / "store")
        counter = device.ask(READS, IDENTITY, {})["ctr"]
        assert counter >= highest
        highest = counter
        if counter:
            _, message = device.blob(EXPORT)
            assert cbor2.loads(cbor2.loads(message).value[2])[OURS].get(REASON) != RECOVERED
        made = device.ask(WRITES, REQUEST, {"tx": dice.randbytes(8), "ctr": highest, "op": 0})
        highest = made["ctr"]
        late = cbor2.dumps({"tx": dice.randbytes(8), "ctr": highest, "op": 0})
        device.send(lines(WRITES, VENDOR, REQUEST, late, 1))
        time.sleep(dice.random() * 0.012)
        device.cut()
