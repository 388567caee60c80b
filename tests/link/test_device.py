"""The device's interface over lines in memory: whole exchanges, bad lines, small buffers, answers that lie."""

from __future__ import annotations

import asyncio
import hashlib
import itertools
import random
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import replace
from typing import Any

import pytest

from retour.device.pin import make_pin
from retour.device.server import DeviceServer
from retour.device.store import Store, create
from retour.errors import RetourError
from retour.link.device import LicenseDevice
from retour.link.framing import Deframer, Frame, decode_map, encode, encode_map
from retour.protocol import cbor
from retour.protocol.group import Command, Operation
from retour.protocol.inventory import encode_inventory
from retour.protocol.messages import read_message
from retour.protocol.model import Counts, Reason
from tests.device import kit
from tests.device.kit import A
from tests.link.pipes import FAST, DevicePipe, Mangle, answering, clean, server

Act = Callable[[LicenseDevice], Awaitable[Any]]


def with_device(act: Act, respond: Callable[[bytes], bytes], mangle: Mangle = clean, buffer: int = 2048) -> Any:
    async def main() -> Any:
        pipe = DevicePipe(claiming(respond, buffer), mangle)

        async def opener(_: str) -> DevicePipe:
            return pipe

        async with await LicenseDevice.connect("memory", FAST, ports=lambda: (), opener=opener) as device:
            result = await act(device)
        assert pipe.closed
        return result

    return asyncio.run(main())


def claiming(respond: Callable[[bytes], bytes], buffer: int) -> Callable[[bytes], bytes]:
    """The same device, with another buffer size."""
    asked_for, deframer = Deframer(), Deframer()

    def changed(asked: bytes) -> bytes:
        (request,) = asked_for.feed(asked)
        answers = deframer.feed(respond(asked))
        if (request.group, request.command) == (0, 6):
            answers = [replace(request, op=1, payload=encode_map({"buf_size": buffer, "buf_count": 1}))]
        return b"".join(encode(answer) for answer in answers)

    return changed


def failing(act: Act, respond: Callable[[bytes], bytes]) -> RetourError:
    with pytest.raises(RetourError) as caught:
        with_device(act, respond)
    assert len(caught.value.lines) == 3
    return caught.value


MANY: Counts = tuple((f"ACT-{n:03}-{'x' * 30}", 2) for n in range(120))


async def whole_exchange(device: LicenseDevice, wanted: Counts = ((A, 5),), *, bad_line: bool = False) -> None:
    identity = await device.identity()
    assert (identity.host, identity.key, identity.portal) == (kit.HOST, kit.DEVICE_SIGNS.public, kit.PORTAL)
    assert await device.inventory() == ()
    steps: list[tuple[int, int]] = []
    made = await device.request(b"12345678", 0, Operation.CAPABILITY, wanted, Reason.OTHER)
    assert await device.request(b"12345678", 0, Operation.CAPABILITY, wanted, Reason.OTHER) == made
    fetched, blob = await device.fetch(lambda done, total: steps.append((done, total)))
    assert fetched == made
    assert steps[-1] == (len(blob), len(blob))
    message = read_message(blob).verify(identity.key)
    assert message.content.desired == wanted
    held = tuple(kit.grant(line, count) for line, count in wanted)
    answer = kit.signed(kit.response(message.digest, held))
    steps.clear()
    applied = await device.bring(answer, lambda done, total: steps.append((done, total)))
    assert bad_line or not applied.already
    assert steps[-1] == (len(answer), len(answer))
    again = await device.bring(answer)
    assert (again.already, again.made) == (True, applied.made)
    assert await device.inventory() == held
    assert (await device.identity()).counter == 2


@pytest.mark.parametrize("buffer", [128, 256, 2048])
@pytest.mark.parametrize("wanted", [((A, 5),), MANY], ids=["one line", "120 lines"])
def test_a_whole_exchange(buffer: int, wanted: Counts) -> None:
    _, device = server()
    with_device(lambda d: whole_exchange(d, wanted), device.connection(), buffer=buffer)


def test_a_whole_exchange_over_a_bad_line() -> None:
    dice = random.Random(4712)

    def bad(answer: bytes) -> Iterable[bytes]:
        fate = dice.random()
        if fate < 0.05:
            return []
        if fate < 0.1:
            return [answer, answer]
        return [answer[:5] + b"\x00" + answer[5:]] if fate < 0.15 else [answer]

    _, device = server()
    with_device(lambda d: whole_exchange(d, MANY, bad_line=True), device.connection(), bad)


def test_identify_blinks() -> None:
    blinks: list[int] = []
    _, device = server(blinks)
    with_device(lambda d: d.identify(5), device.connection())
    assert blinks == [5]


def test_a_refusal_has_the_devices_words() -> None:
    _, device = server()
    error = failing(lambda d: d.request(b"12345678", 7, Operation.SYNC, (), None), device.connection())
    assert error.code == "device-moved-on"
    assert failing(lambda d: d.fetch(), device.connection()).code == "no-message"
    assert failing(lambda d: d.bring(b"nonsense"), device.connection()).code == "malformed"


def test_an_upload_goes_on_where_the_cable_was_pulled() -> None:
    _, store = kit.new_store()
    device = DeviceServer(store, lambda: kit.NOW, lambda _: None)
    answer = kit.signed(kit.response(b"x" * 32, tuple(kit.grant(line, 1) for line, _ in MANY)))

    async def half(d: LicenseDevice) -> None:
        def pull(done: int, total: int) -> None:
            if done > total // 2:
                raise ConnectionAbortedError

        await d.bring(answer, pull)

    with pytest.raises(ConnectionAbortedError):
        with_device(half, device.connection())
    pieces: list[int] = []
    error = failing(lambda d: d.bring(answer, lambda done, _: pieces.append(done)), device.connection())
    assert error.code == "not-newest"
    assert pieces[0] > len(answer) // 2


def test_a_device_that_restarts_between_upload_and_apply_gets_it_again() -> None:
    disk, store = kit.new_store()
    store.make(kit.wish(), kit.NOW)
    assert store.state.outgoing is not None
    answer = kit.signed(kit.response(store.state.outgoing.digest, kit.grants(A=5)))
    restarts = iter([True, False])
    current = [DeviceServer(store, lambda: kit.NOW, lambda _: None)]

    def respond(asked: Frame) -> Frame | None:
        if asked.command == Command.APPLY and next(restarts, False):
            current[0] = DeviceServer(store, lambda: kit.NOW, lambda _: None)
        return current[0].answer(asked)

    assert with_device(lambda d: d.bring(answer), answering(respond)).made.counter == 2
    assert disk.pieces["anchor"] == b"4"


def test_a_device_that_never_keeps_what_was_staged_is_told() -> None:
    _, store = kit.new_store()

    def respond(asked: Frame) -> Frame | None:
        return DeviceServer(store, lambda: kit.NOW, lambda _: None).answer(asked)

    assert failing(lambda d: d.bring(b"short"), answering(respond)).code == "not-staged"


@pytest.mark.parametrize("later", [MANY, ((A, 1),)], ids=["as long", "shorter"])
def test_a_message_that_changes_while_it_is_read_is_read_again(later: Counts) -> None:
    _, store = kit.new_store()
    device = DeviceServer(store, lambda: kit.NOW, lambda _: None)
    store.make(kit.wish(Operation.CAPABILITY, MANY), kit.NOW)
    asked_before = itertools.count()

    def respond(asked: Frame) -> Frame | None:
        if asked.command == Command.EXPORT and next(asked_before) == 1:
            store.make(kit.wish(Operation.CAPABILITY, later, replaces=1, transaction=b"tx-00002"), kit.NOW)
        return device.answer(asked)

    made, blob = with_device(lambda d: d.fetch(), answering(respond))
    assert made.counter == 2
    assert read_message(blob).content.counter == 2


def test_another_smp_device_does_not_speak_license_return() -> None:
    def respond(asked: Frame) -> Frame | None:
        return replace(asked, op=asked.op + 1, payload=encode_map({"rc": 8}))

    error = failing(lambda d: d.identity(), answering(respond))
    assert error.code == "no-license-return"
    assert "does not speak license return" in error.what


# Answers that lie: a real device's answer with one thing changed


def lying(command: Command, change: dict[str, Any], drop: str = "") -> Callable[[bytes], bytes]:
    _, store = kit.new_store()
    kit.give(store, 1, A=5)
    device = DeviceServer(store, lambda: kit.NOW, lambda _: None)

    def respond(asked: Frame) -> Frame | None:
        answer = device.answer(asked)
        assert answer is not None
        if asked.command != command:
            return answer
        values = decode_map(answer.payload)
        assert values is not None
        changed = {key: value for key, value in (values | change).items() if key != drop}
        return replace(answer, payload=encode_map(changed))

    return answering(respond)


@pytest.mark.parametrize(
    "change",
    [
        {"v": 2},
        {"model": ""},
        {"model": "x" * 65},
        {"model": "bell\a"},
        {"fw": 1},
        {"ht": 99},
        {"hid": "SN-\N{SNOWMAN}"},
        {"hid": b"SN"},
        {"key": "ed25519:short"},
        {"key": "rsa:x"},
        {"portal": "P-1"},
        {"portal": 5},
        {"lvl": 3},
        {"clk": -1},
        {"needs": True},
        {"ctr": -1},
        {"ctr": 2**53},
        {"ack": "1"},
        {"act": 1},
    ],
)
def test_an_identity_that_cannot_be_is_refused(change: dict[str, Any]) -> None:
    error = failing(lambda d: d.identity(), lying(Command.IDENTITY, change))
    assert error.code == "device-answer"


@pytest.mark.parametrize("key", ["v", "model", "hid", "key", "ctr", "act"])
def test_an_identity_without_a_field_is_refused(key: str) -> None:
    assert failing(lambda d: d.identity(), lying(Command.IDENTITY, {}, key)).code == "device-answer"


def test_an_identity_with_more_fields_is_read() -> None:
    assert with_device(lambda d: d.identity(), lying(Command.IDENTITY, {"new": 1})).host == kit.HOST


@pytest.mark.parametrize(
    "change",
    [
        {"len": 0},
        {"len": 10},
        {"len": 10**9},
        {"len": 64 * 1024},
        {"sha": b"x" * 32},
        {"sha": b"x"},
        {"off": 1},
        {"data": b""},
        {"data": "text"},
        {"data": b"x" * 2000},
        {"ctr": -1},
        {"ctr": "2"},
    ],
)
@pytest.mark.parametrize("command", [Command.EXPORT, Command.INVENTORY])
def test_a_transfer_that_cannot_be_is_refused(command: Command, change: dict[str, Any]) -> None:
    act: Act = (lambda d: d.fetch()) if command is Command.EXPORT else (lambda d: d.inventory())
    assert failing(act, lying(command, change)).code == "device-answer"


@pytest.mark.parametrize(
    "blob",
    [
        b"\xff",
        cbor.encode({}),
        cbor.encode([["ACT-A", 0, "p", "1", [], None]]),
        encode_inventory((kit.grant("B", 1), kit.grant("A", 1))),
    ],
)
def test_an_inventory_that_cannot_be_is_refused(blob: bytes) -> None:
    change = {"len": len(blob), "sha": hashlib.sha256(blob).digest(), "data": blob}
    assert failing(lambda d: d.inventory(), lying(Command.INVENTORY, change)).code == "device-answer"


@pytest.mark.parametrize("change", [{"off": -1}, {"off": 10**6}, {"off": None}, {"off": 0}])
def test_an_upload_that_does_not_get_on_ends(change: dict[str, Any]) -> None:
    error = failing(lambda d: d.bring(b"x" * 5000), lying(Command.STAGE, change))
    assert error.code == "device-answer"


@pytest.mark.parametrize("change", [{"ctr": "x"}, {"len": 0}, {"sha": None}, {"old": 1}])
def test_an_answer_to_apply_that_cannot_be_is_refused(change: dict[str, Any]) -> None:
    # The same deterministic key and nonces: this other store made the very answer that the lying device has applied.
    answer = kit.give(kit.new_store()[1], 1, A=5)
    assert failing(lambda d: d.bring(answer), lying(Command.APPLY, change)).code == "device-answer"


@pytest.mark.parametrize("change", [{"ctr": "x"}, {"len": 0}, {"sha": None}])
def test_an_answer_to_a_request_that_cannot_be_is_refused(change: dict[str, Any]) -> None:
    error = failing(lambda d: d.request(b"12345678", 2, Operation.SYNC, (), None), lying(Command.REQUEST, change))
    assert error.code == "device-answer"


def deaf_to_pins(pin: str) -> tuple[list[int], Callable[[bytes], bytes]]:
    """A device with that PIN whose answers to PINs get lost; how often one arrived."""
    disk = kit.MemoryDisk()
    create(disk, kit.identity(), b"d" * 32, pin=make_pin(pin))
    device, arrived = DeviceServer(Store(disk), lambda: kit.NOW, lambda _: None), [0]

    def respond(asked: Frame) -> Frame | None:
        answer = device.answer(asked)
        if asked.command != Command.AUTHORISE or asked.group == 0:
            return answer
        arrived[0] += 1
        return None

    return arrived, answering(respond)


def test_the_right_pin_counts_although_the_answer_to_it_was_lost() -> None:
    arrived, respond = deaf_to_pins("2468")
    with_device(lambda d: d.authorise("2468"), respond)
    assert arrived == [1]


def test_a_wrong_pin_on_a_bad_line_does_not_use_up_all_tries() -> None:
    arrived, respond = deaf_to_pins("2468")
    assert failing(lambda d: d.authorise("1357"), respond).code == "no-answer"
    assert arrived == [2]
