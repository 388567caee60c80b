"""Writes the corpus: one small good input of each sort for every target. `python -m tests.fuzz.seeds` from the root."""

from __future__ import annotations

import hashlib
from importlib.resources import files
from pathlib import Path
from typing import Final

from retour.airgap.carry import Leg, carry_name, join_carry
from retour.airgap.envelope import Envelope, seal
from retour.airgap.ur import text
from retour.airgap.ur.content import BUNDLE, COSE, content_of, deflated
from retour.airgap.ur.part import encode_part
from retour.device.state import encode_slot
from retour.link.framing import Frame, Op, encode, encode_map
from retour.protocol import cbor
from retour.protocol.cose import Kind
from retour.protocol.group import GROUP_ID, Command, Operation
from retour.protocol.inventory import encode_inventory
from retour.protocol.keys import ESP256, PortalKey, SigningKey
from retour.protocol.keyset import KeySet, sign_key_set
from retour.protocol.messages import unsigned_message, unsigned_order, unsigned_response, unsigned_write_off
from retour.protocol.model import Order, WriteOff
from tests.airgap.ur.samples import FILES
from tests.device import kit
from tests.fuzz import ur
from tests.fuzz.server import step
from tests.fuzz.targets import CASE, KEY
from tests.protocol.samples import HOST, MESSAGE, PORTAL_ID, RESPONSE

CORPUS: Final = Path(__file__).parent / "corpus"
_P256: Final = SigningKey.from_seed(b"e" * 32, ESP256)
_ORDER: Final = Order(
    PORTAL_ID, 1_800_000_000, HOST, MESSAGE.instance, 3, (("ACT-A", 0), ("ACT-B", 1)), 1_900_000_000, ()
)
_WRITE_OFF: Final = WriteOff(
    PORTAL_ID, 1_800_000_000, HOST, MESSAGE.instance, (("ACT-A", 2),), "Robin", "burnt", (b"\x55" * 32,)
)
_KINDS: Final = tuple(Kind)


def seeds() -> dict[str, list[bytes]]:
    """The corpus by target."""
    message = unsigned_message(MESSAGE, KEY.public)
    response = unsigned_response(RESPONSE, KEY.public)
    order = unsigned_order(_ORDER, KEY.public)
    whole = [content.signed(KEY) for content in (message, response, order)]
    link = sign_key_set(KeySet(PORTAL_ID, 2, kit.DEVICE_SIGNS.public, kit.PORTAL_SIGNS.public), KEY)
    link_payload = cbor.encode({1: PORTAL_ID, -65537: {1: 2, 2: kit.DEVICE_SIGNS.public.raw, 3: KEY.public.raw}})
    payloads = (
        (Kind.DEVICE_MESSAGE, message.payload),
        (Kind.RESPONSE, response.payload),
        (Kind.ORDER, order.payload),
        (Kind.KEY_SET, link_payload),
        (Kind.WRITE_OFF, unsigned_write_off(_WRITE_OFF, KEY.public).payload),
    )
    instance = KEY.public.kid
    portal_key = PortalKey(PORTAL_ID, KEY.public, kit.DEVICE_SIGNS.public, kit.PORTAL_SIGNS.public)
    return {
        "message": [*whole, whole[0][1:]],
        "payload": [bytes([_KINDS.index(kind)]) + payload for kind, payload in payloads],
        "links": [link, link_payload],
        "carry": [join_carry((whole[0],)), join_carry(tuple(whole)), whole[0][1:], b"%PDF-1.7"],
        "envelope": [
            seal(Envelope(CASE, "by-hand", "SN-4711", leg, b"\x00vendor" * 4)) for leg in ("request", "answer")
        ],
        "inventory": [b"\x80", encode_inventory(kit.grants(A=5, B=2)), encode_inventory(RESPONSE.holdings)],
        "slot": [encode_slot(kit.holding(3, A=2), instance)[32:], encode_slot(kit.holding(1), instance)],
        "keys": [str(key).encode() for key in (KEY.public, _P256.public, portal_key, kit.PORTAL)],
        "frames": [encode(_frame(b"\xa0")) + b"console\n" + encode(_frame(bytes(300))), b"\x06\x09AAAA\n"],
        "map": [b"\xa0", encode_map({"a": 1, "b": [None, True, 1.5], "c": {"d": b"x"}}), b"\xbf\x61a\x9f\x01\xff\xff"],
        "server": _served(),
        "case": [CASE.encode(), b" r-0000 0000", b"r00000000"],
        "name": [carry_name(CASE, "SN-4711", leg).encode() for leg in Leg] + [b"R-0000-0000_SN-4711_answer (1).retour"],
        "profile": [each.read_bytes() for each in sorted(_profiles(), key=lambda path: path.name)],
        "api": _called(whole[0]),
        "code": _scanned(),
        "codes": _shown(),
        "content": _crossing(),
    }


def _frame(payload: bytes) -> Frame:
    return Frame(Op.WRITE, 1, GROUP_ID, 9, Command.REQUEST, payload)


def _served() -> list[bytes]:
    """Dialogues: looking, a sync and its answer, a drop, an echo, and noise on the line."""
    write = 16
    store = kit.new_store()[1]
    kit.give(store, 1, A=5, B=2)
    assert store.state.outgoing is not None
    answer = kit.signed(kit.response(store.state.outgoing.digest, kit.grants(A=1), 2))
    sync = encode_map({"tx": b"tx-fuzz1", "ctr": store.state.counter, "op": Operation.SYNC})
    drop = {"tx": b"tx-fuzz2", "ctr": store.state.counter, "op": Operation.DROP, "why": 2, "cnt": {"ACT-A": 0}}
    looking = [Command.IDENTITY, Command.INVENTORY, Command.EXPORT]
    return [
        b"".join(step(command, encode_map({"off": 0})) for command in looking),
        step(write | Command.REQUEST, sync) + step(Command.EXPORT, encode_map({"off": 100})),
        step(write | Command.REQUEST, encode_map(dict(drop))) + step(Command.INVENTORY, encode_map({"off": 0})),
        step(0x41, answer) + step(Command.IDENTITY, b"\xa0"),
        step(0x40, cbor.encode({"ACT-A": 1})),
        step(32, encode_map({"d": "hello"})) + step(0x80, encode(_frame(b"\xa0"))),
        step(0x41, unsigned_order(kit.order(), kit.PORTAL_SIGNS.public).signed(kit.PORTAL_SIGNS)),
    ]


def _called(message: bytes) -> list[bytes]:
    return [
        b"\x00" + message,
        b'\x01{"activation_id": "ACT-B", "product": "Flow", "copies": 3, "features": ["a"], "expiry": "2030-12-31"}',
        b'\x02{"host_id": "SN-1", "public_key": "%b", "removal_needs": "local"}' % str(KEY.public).encode(),
        b'\x03{"host_id": "SN-1", "lines": {"ACT-A": 1}}',
    ]


def _scanned() -> list[bytes]:
    """Codes as text: one still code of each type, and parts; and the same behind their type, without checksums."""
    stills = [content_of(file) for file in (FILES[COSE], FILES[BUNDLE], b"\xffvendor")]
    stills += filter(None, [deflated(content_of(b"license; " * 40))])
    first, second = ur.pairs()[0]
    codes = [text.single(each.type, each.message) for each in stills] + [first.text(0), second.text(6).lower()]
    bodies = [bytes([ur.KINDS.index(each.type)]) + each.message for each in stills]
    parts = [encode_part(first.part(1)), encode_part(second.part(9)), encode_part(ur.pairs()[2][0].part(1))]
    return [code.encode() for code in codes] + bodies + [bytes([ur.KINDS.index(COSE)]) + each for each in parts]


def _shown() -> list[bytes]:
    """Steps: both in turn, out of order and doubled; wrong parts before, between and after; other heads; a flood."""
    alternating = b"".join(bytes([n & 1, n // 2, 0, 0]) for n in range(14))
    doubled = b"".join(bytes([0, n, 0, 0]) * 2 for n in (9, 3, 7, 1, 12, 4))
    flips = b"".join(bytes([4 << 1, n, n * 7, 1 + n]) for n in range(6))
    exchanged = b"".join(bytes([5 << 1 | n & 1, n, 0, n]) for n in range(5))
    headed = b"".join(bytes([6 << 1, n, n % 8, 3]) for n in range(16)) + bytes([6 << 1, 2, 7 + 8, 0])
    letters = b"".join(bytes([2 << 1, n, 0, 5 * n]) for n in range(8))
    octets = b"".join(bytes([3 << 1, 1, n, 1]) for n in range(20))
    run = bytes([1 << 1, 3, 8, 0])
    flood = b"".join(bytes([7 << 1, n, 47, 3 * n]) for n in range(4))
    programs = [alternating, doubled, flips + run, run + exchanged, headed, letters + octets + run, run + flood + run]
    found = [
        bytes([0, 12, 0, 5, 0]),
        bytes([3, 12, 0, 0, 3, 12, 3, 1, 0]),
    ]  # an only part that lies; two lies that agree
    return [bytes([n % 4]) + program for n, program in enumerate(programs)] + found


def _crossing() -> list[bytes]:
    """Files, messages without their tags, and a deflated one."""
    packed = deflated(content_of(b"license; " * 40))
    assert packed is not None
    sealed = seal(Envelope(CASE, "by-hand", "SN-4711", "answer", b"\x00vendor" * 4))
    return [
        *(FILES[COSE], FILES[COSE][1:], FILES[BUNDLE], sealed, sealed[3:]),
        *(cbor.byte_string(b"vendor" * 9), packed.message, packed.message[9:], b"%PDF-1.7"),
    ]


def _profiles() -> list[Path]:
    folder = files("retour_resources") / "profiles"
    return [Path(str(each)) for each in folder.iterdir() if each.name.endswith(".toml")]


def write() -> int:
    """Write what is missing or has changed, take away what is no seed any more; returns the bytes in all."""
    total = 0
    for name, inputs in seeds().items():
        folder = CORPUS / name
        folder.mkdir(parents=True, exist_ok=True)
        wanted = {hashlib.sha256(data).hexdigest()[:12]: data for data in inputs}
        for path in folder.iterdir():
            if path.name not in wanted:
                path.unlink()
        for short, data in wanted.items():
            (folder / short).write_bytes(data)
            total += len(data)
    return total


if __name__ == "__main__":
    print(f"{write()} bytes in {CORPUS}")
