"""The SMP server: the vendor group as a host sees it, and whatever a hostile host may send."""

from __future__ import annotations

import errno
import hashlib
from dataclasses import replace
from typing import Any

import cbor2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from retour.device.server import BUFFER_BYTES, STAGING_BYTES, DeviceServer, ReturnCode
from retour.device.store import press
from retour.link.framing import HEADER_BYTES, OVERHEAD_BYTES, Deframer, Frame, Op, decode_map, encode, encode_map
from retour.protocol import cbor
from retour.protocol.group import GROUP_ID, Command, Operation, Refusal, RemovalNeeds
from retour.protocol.inventory import decode_inventory
from retour.protocol.keys import PortalKey, SigningKey
from retour.protocol.messages import read_message
from retour.protocol.model import Reason
from tests.device import kit
from tests.device.kit import A, CrashingDisk


class Bench:
    """A device with a server, and a host's side of it without repetition."""

    def __init__(self, needs: RemovalNeeds = RemovalNeeds.NOTHING, portal: PortalKey | None = kit.PORTAL) -> None:
        self.disk, self.store = kit.new_store(needs, portal)
        self.blinks: list[int] = []
        self.server = DeviceServer(self.store, lambda: kit.NOW, self.blinks.append)

    def ask(self, op: Op, command: int, values: dict[str, Any], group: int = GROUP_ID, version: int = 1) -> Any:
        asked = Frame(op, version, group, 7, command, encode_map(values))
        answer = self.server.answer(asked)
        assert answer is not None
        assert (answer.op, answer.version, answer.group, answer.sequence, answer.command) == (
            op + 1,
            version,
            group,
            7,
            command,
        )
        assert len(answer.payload) + HEADER_BYTES + OVERHEAD_BYTES <= BUFFER_BYTES
        return decode_map(answer.payload)

    def read(self, command: Command, **values: Any) -> Any:
        return self.ask(Op.READ, command, values)

    def write(self, command: Command, **values: Any) -> Any:
        return self.ask(Op.WRITE, command, values)

    def stage(self, blob: bytes, size: int = 1500) -> bytes:
        sha = hashlib.sha256(blob).digest()
        for offset in range(0, len(blob), size):
            piece = blob[offset : offset + size]
            answer = self.write(Command.STAGE, off=offset, len=len(blob), sha=sha, data=piece)
            assert answer == {"off": offset + len(piece)}
        return sha

    def blob(self, command: Command) -> bytes:
        data = bytearray()
        while True:
            answer = self.read(command, off=len(data))
            data += answer["data"]
            if len(data) == answer["len"]:
                assert hashlib.sha256(data).digest() == answer["sha"]
                return bytes(data)


def refused(answer: Any, refusal: Refusal) -> None:
    assert answer == {"err": {"group": GROUP_ID, "rc": int(refusal)}}


def sync(bench: Bench, transaction: bytes = b"tx-sync1", counter: int = 0) -> Any:
    return bench.write(Command.REQUEST, tx=transaction, ctr=counter, op=int(Operation.SYNC))


def test_echo_and_params() -> None:
    bench = Bench()
    for op in (Op.READ, Op.WRITE):
        assert bench.ask(op, 0, {"d": "hello"}, group=0) == {"r": "hello"}
    assert bench.ask(Op.READ, 6, {}, group=0) == {"buf_size": 2048, "buf_count": 1}


@pytest.mark.parametrize(
    ("op", "group", "command"),
    [(Op.READ, 0, 5), (Op.WRITE, 0, 6), (Op.READ, 1, 0), (Op.READ, GROUP_ID, 99), (Op.READ, GROUP_ID, Command.APPLY)],
)
def test_what_is_not_there_answers_with_version_1_code_8(op: Op, group: int, command: int) -> None:
    for version in (0, 1):
        assert Bench().ask(op, command, {}, group=group, version=version) == {"rc": 8}


def test_an_answer_is_never_answered() -> None:
    for op in (1, 3, 4, 5, 6, 7):
        assert Bench().server.answer(Frame(op, 1, 0, 0, 0, b"\xa0")) is None


def test_a_version_1_host_gets_a_version_1_code() -> None:
    assert Bench().ask(Op.READ, Command.EXPORT, {"off": 0}, version=0) == {"rc": int(ReturnCode.UNKNOWN)}


def test_rule_2_identity_says_who_it_is_and_changes_nothing() -> None:
    bench = Bench(RemovalNeeds.LOCAL)
    identity = bench.read(Command.IDENTITY)
    assert identity | {"fw": ""} == {
        "v": 1,
        "model": "Reference",
        "fw": "",
        "ht": 1,
        "hid": "SN-4711",
        "key": str(kit.DEVICE_SIGNS.public),
        "portal": str(kit.PORTAL),
        "lvl": 0,
        "clk": 0,
        "needs": int(RemovalNeeds.LOCAL),
        "ctr": 0,
        "ack": 0,
        "act": False,
        "set": 1,
    }
    press(bench.disk, kit.NOW)
    assert bench.read(Command.IDENTITY)["act"] is True
    assert bench.store.state.counter == 0
    assert "portal" not in Bench(portal=None).read(Command.IDENTITY)


def test_identify_blinks() -> None:
    bench = Bench()
    assert bench.write(Command.IDENTIFY, s=10) == {}
    assert bench.blinks == [10]
    refused(bench.write(Command.IDENTIFY, s=301), Refusal.MALFORMED)
    refused(bench.write(Command.IDENTIFY), Refusal.MALFORMED)


def test_a_whole_exchange() -> None:
    bench = Bench()
    made = bench.write(
        Command.REQUEST, tx=b"12345678", ctr=0, op=int(Operation.CAPABILITY), cnt={A: 5}, why=int(Reason.MOVE)
    )
    blob = bench.blob(Command.EXPORT)
    assert made == {"ctr": 1, "len": len(blob), "sha": hashlib.sha256(blob).digest()}
    message = read_message(blob).verify(kit.DEVICE_SIGNS.public)
    assert message.content.desired == ((A, 5),)
    sha = bench.stage(kit.signed(kit.response(message.digest, kit.grants(A=5))))
    applied = bench.write(Command.APPLY, sha=sha)
    assert (applied["ctr"], applied["old"]) == (2, False)
    assert bench.write(Command.APPLY, sha=sha) == applied | {"old": True}
    assert decode_inventory(bench.blob(Command.INVENTORY)) == kit.grants(A=5)
    confirmation = read_message(bench.blob(Command.EXPORT)).verify(kit.DEVICE_SIGNS.public).content
    assert (confirmation.counter, confirmation.holdings) == (2, ((A, 5),))


def test_an_inventory_of_256_long_lines_comes_in_pieces() -> None:
    bench = Bench()
    sync(bench)
    digest = read_message(bench.blob(Command.EXPORT)).digest
    held = tuple(replace(kit.grant(f"ACT-{n:03}-{'x' * 40}", 9), features=()) for n in range(256))
    bench.write(Command.APPLY, sha=bench.stage(kit.signed(kit.response(digest, held))))
    assert decode_inventory(bench.blob(Command.INVENTORY)) == held


def test_a_long_map_of_counts_is_staged() -> None:
    bench = Bench()
    wanted = {f"ACT-{n:03}-{'x' * 40}": 1 for n in range(256)}
    sha = bench.stage(cbor.encode(wanted))
    ask = {"tx": b"12345678", "ctr": 0, "op": int(Operation.CAPABILITY), "sha": sha}
    made = bench.write(Command.REQUEST, **ask)
    assert read_message(bench.blob(Command.EXPORT)).content.desired == tuple(sorted(wanted.items()))
    bench.server = DeviceServer(bench.store, lambda: kit.NOW, bench.blinks.append)  # restarted: what was staged is gone
    assert bench.write(Command.REQUEST, **ask) == made
    refused(bench.write(Command.REQUEST, **ask | {"tx": b"87654321", "ctr": 1}), Refusal.NOT_STAGED)


def test_a_reset_starts_anew_from_what_is_stored() -> None:
    bench = Bench()
    kit.give(bench.store, 1, A=5)
    answer = kit.signed(kit.response(read_message(bench.blob(Command.EXPORT)).digest, (), 2))
    sha = bench.stage(answer)
    before = bench.read(Command.IDENTITY), bench.blob(Command.EXPORT), bench.blob(Command.INVENTORY)
    assert bench.ask(Op.WRITE, 5, {}, group=0) == {}
    assert (bench.read(Command.IDENTITY), bench.blob(Command.EXPORT), bench.blob(Command.INVENTORY)) == before
    refused(bench.write(Command.APPLY, sha=sha), Refusal.NOT_STAGED)
    assert bench.write(Command.APPLY, sha=bench.stage(answer))["old"] is False


def test_a_reset_that_cannot_read_the_store_is_told() -> None:
    bench = Bench()
    sync(bench)
    bench.store._disk = CrashingDisk(bench.disk, 1, 0.5, lambda: OSError(errno.EIO, "gone"))
    refused(bench.ask(Op.WRITE, 5, {}, group=0), Refusal.STORAGE)
    assert bench.ask(Op.WRITE, 5, {}, group=0) == {}


@pytest.mark.parametrize("wanted", [[A], {A: -1}, {7: 1}, {A: True}, {f"L{n}": 1 for n in range(257)}])
def test_a_staged_map_that_is_no_map_of_counts_is_refused(wanted: Any) -> None:
    bench = Bench()
    sha = bench.stage(cbor.encode(wanted))
    refused(bench.write(Command.REQUEST, tx=b"12345678", ctr=0, op=1, sha=sha), Refusal.MALFORMED)


def test_rule_2_a_repeated_request_gives_the_same_answer() -> None:
    bench = Bench()
    assert sync(bench) == sync(bench)
    refused(sync(bench, b"tx-other"), Refusal.COUNTER)


def test_rule_7_a_drop_wants_the_button() -> None:
    bench = Bench(RemovalNeeds.ORDER_OR_LOCAL)
    kit.give(bench.store, 1, A=5)
    drop = {"tx": b"12345678", "ctr": 2, "op": int(Operation.DROP), "cnt": {A: 1}, "why": int(Reason.MOVE)}
    refused(bench.write(Command.REQUEST, **drop), Refusal.NOT_AUTHORISED)
    press(bench.disk, kit.NOW)
    assert bench.write(Command.REQUEST, **drop)["ctr"] == 3
    assert bench.read(Command.IDENTITY)["act"] is False


def test_without_a_portal_nothing_is_made_or_applied() -> None:
    bench = Bench(portal=None)
    refused(sync(bench), Refusal.NO_PORTAL)
    refused(bench.write(Command.APPLY, sha=bench.stage(kit.signed(kit.response(b"x" * 32)))), Refusal.NO_PORTAL)
    refused(bench.read(Command.EXPORT, off=0), Refusal.NO_MESSAGE)


@pytest.mark.parametrize(
    ("blob", "refusal"),
    [
        (b"nonsense", Refusal.MALFORMED),
        (kit.signed(kit.response(b"x" * 32))[:-1], Refusal.MALFORMED),
        (kit.signed(kit.response(b"x" * 32), SigningKey.from_seed(b"f" * 32)), Refusal.NOT_GENUINE),
        (kit.signed(replace(kit.response(b"x" * 32), portal="P-9999999999")), Refusal.OTHER_PORTAL),
        (kit.signed(kit.response(b"x" * 32)).replace(b"rt1-rsp", b"rt2-rsp"), Refusal.NEWER_VERSION),
        (kit.signed(kit.response(b"x" * 32)), Refusal.NOT_NEWEST),
    ],
    ids=["noise", "cut", "another key", "another portal", "newer", "another message"],
)
def test_rule_1_an_answer_that_is_not_for_it_changes_nothing(blob: bytes, refusal: Refusal) -> None:
    bench = Bench()
    sync(bench)
    before = bench.store.state
    refused(bench.write(Command.APPLY, sha=bench.stage(blob)), refusal)
    assert bench.store.state == before


def test_rule_1_a_flipped_bit_is_not_genuine() -> None:
    bench = Bench()
    sync(bench)
    digest = read_message(bench.blob(Command.EXPORT)).digest
    blob = kit.signed(kit.response(digest, kit.grants(A=5)))
    refused(bench.write(Command.APPLY, sha=bench.stage(blob[:-1] + bytes([blob[-1] ^ 1]))), Refusal.NOT_GENUINE)


def test_a_full_store_is_told() -> None:
    bench = Bench()
    bench.store._disk = CrashingDisk(bench.disk, 1, 0.5, lambda: OSError(errno.ENOSPC, "full"))
    refused(sync(bench), Refusal.STORAGE)
    assert sync(bench)["ctr"] == 1


# Staging


def test_an_upload_goes_on_where_it_stopped() -> None:
    bench = Bench()
    blob = bytes(range(256)) * 8
    sha = hashlib.sha256(blob).digest()
    whole = {"len": len(blob), "sha": sha}
    assert bench.write(Command.STAGE, off=0, data=blob[:1000], **whole) == {"off": 1000}
    assert bench.write(Command.STAGE, off=0, data=blob[:1000], **whole) == {"off": 1000}
    assert bench.write(Command.STAGE, off=1500, data=blob[1500:], **whole) == {"off": 1000}
    assert bench.write(Command.STAGE, off=1000, data=blob[1000:], **whole) == {"off": 2048}
    assert bench.write(Command.STAGE, off=0, data=blob[:1000], **whole) == {"off": 2048}


def test_another_upload_starts_again() -> None:
    bench = Bench()
    bench.write(Command.STAGE, off=0, len=2000, sha=b"a" * 32, data=b"x" * 1000)
    assert bench.write(Command.STAGE, off=1000, len=2000, sha=b"b" * 32, data=b"x" * 100) == {"off": 0}


def test_an_upload_with_a_wrong_hash_is_dropped() -> None:
    bench = Bench()
    refused(bench.write(Command.STAGE, off=0, len=4, sha=b"a" * 32, data=b"four"), Refusal.MALFORMED)
    refused(bench.write(Command.APPLY, sha=b"a" * 32), Refusal.NOT_STAGED)


@pytest.mark.parametrize(
    "values",
    [
        {"off": 0, "len": STAGING_BYTES + 1, "sha": b"a" * 32, "data": b""},
        {"off": 0, "len": 0, "sha": b"a" * 32, "data": b""},
        {"off": 5, "len": 4, "sha": b"a" * 32, "data": b""},
        {"off": -1, "len": 4, "sha": b"a" * 32, "data": b""},
        {"off": 0, "len": 4, "sha": b"a" * 31, "data": b""},
        {"off": 0, "len": 4, "sha": b"a" * 32, "data": "text"},
        {"off": True, "len": 4, "sha": b"a" * 32, "data": b""},
        {},
    ],
)
def test_an_upload_beyond_all_bounds_is_refused(values: dict[str, Any]) -> None:
    refused(Bench().write(Command.STAGE, **values), Refusal.MALFORMED)


def test_more_than_the_length_is_not_taken() -> None:
    bench = Bench()
    assert bench.write(Command.STAGE, off=0, len=4, sha=b"a" * 32, data=b"too long") == {"off": 0}


# Hostile


def test_a_frame_longer_than_the_buffer_is_refused() -> None:
    bench = Bench()
    assert bench.ask(Op.WRITE, 0, {"d": "x" * 2031}, group=0) == {"rc": int(ReturnCode.TOO_LONG)}
    assert bench.ask(Op.WRITE, 0, {"d": "x" * 2030}, group=0) == {"r": "x" * 2030}


@pytest.mark.parametrize("payload", [b"", b"\x80", b"\xff", b"\xa1", b"\xbf", b"\xa1\x01\x02", cbor2.dumps({"d": 1})])
def test_a_payload_that_is_no_map_of_the_right_things_is_refused(payload: bytes) -> None:
    answer = Bench().server.answer(Frame(Op.WRITE, 1, 0, 0, 0, payload))
    assert answer is not None
    assert decode_map(answer.payload) == {"rc": int(ReturnCode.INVALID)}


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**64), 2**64 - 1) | st.binary(max_size=40) | st.text(max_size=40),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8) | st.integers(0, 9), inner, max_size=4)
    ),
    max_leaves=8,
)
KEYS = st.sampled_from(["off", "len", "sha", "data", "tx", "ctr", "op", "why", "cnt", "s", "d"])
PAYLOADS = st.dictionaries(KEYS, ANYTHING, max_size=8).map(cbor2.dumps) | st.binary(max_size=80)
FRAMES = st.builds(
    Frame,
    op=st.integers(0, 7),
    version=st.integers(0, 3),
    group=st.sampled_from([0, GROUP_ID]) | st.integers(0, 65535),
    sequence=st.integers(0, 255),
    command=st.integers(0, 8) | st.integers(0, 255),
    payload=PAYLOADS,
)


@given(st.lists(FRAMES.map(encode) | st.binary(max_size=200), max_size=6))
def test_whatever_arrives_the_device_goes_on_and_holds_what_it_held(pieces: list[bytes]) -> None:
    bench = Bench()
    kit.give(bench.store, 1, A=5)
    feed = bench.server.connection()
    for piece in pieces:
        for answer in Deframer().feed(feed(piece)):
            assert len(answer.payload) + HEADER_BYTES + OVERHEAD_BYTES <= BUFFER_BYTES
            assert decode_map(answer.payload) is not None
    echo = feed(b"\n" + encode(Frame(Op.WRITE, 1, 0, 9, 0, encode_map({"d": "still here"}))))
    (frame,) = Deframer().feed(echo)
    assert decode_map(frame.payload) == {"r": "still here"}
    assert bench.store.state.holdings == ((A, 5),)


@given(
    st.fixed_dictionaries(
        {
            "tx": st.just(b"12345678") | ANYTHING,
            "ctr": st.just(2) | ANYTHING,
            "op": st.integers(0, 3) | ANYTHING,
        },
        optional={"why": st.integers(0, 6) | ANYTHING, "cnt": ANYTHING | st.just({A: 5}), "sha": ANYTHING},
    )
)
def test_a_hostile_request_removes_nothing_without_a_local_act(values: dict[str, Any]) -> None:
    bench = Bench(RemovalNeeds.ORDER_OR_LOCAL)
    kit.give(bench.store, 1, A=5)
    answer = bench.ask(Op.WRITE, Command.REQUEST, values)
    assert answer.keys() in ({"err"}, {"ctr", "len", "sha"})
    assert bench.store.state.holdings == ((A, 5),)
