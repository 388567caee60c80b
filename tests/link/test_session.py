"""A session over a bad line: lost, late, stale, doubled and damaged answers, both error forms, a pulled cable."""

from __future__ import annotations

import asyncio
import itertools
import random
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import replace
from typing import Any

import pytest

from retour.errors import Malformed, NotReached, Refused, RetourError
from retour.link.framing import Frame, Op, decode_map, encode, encode_map
from retour.link.session import DEFAULT_BUFFER, SmpSession
from retour.link.timing import Timing
from retour.protocol.group import GROUP_ID, Refusal
from tests.link.pipes import FAST, DevicePipe, Mangle, answering, server
from tests.link.virtual import run


def echo_over(mangle: Mangle, times: int = 1, timing: Timing = FAST) -> DevicePipe:
    async def main() -> DevicePipe:
        pipe = DevicePipe(server()[1].connection(), mangle)
        session = SmpSession(pipe, timing)
        for number in range(times):
            assert await session.request(Op.WRITE, 0, 0, {"d": f"hello {number}"}) == {"r": f"hello {number}"}
        await session.close()
        assert pipe.closed
        return pipe

    return asyncio.run(main())


def test_a_clean_line_needs_one_sending_each() -> None:
    assert echo_over(lambda answer: [answer], 300).written == 300


def test_a_lost_answer_is_asked_for_again() -> None:
    lost = itertools.cycle([True, True, False])
    assert echo_over(lambda answer: [] if next(lost) else [answer], 2).written == 6


def test_a_doubled_answer_does_not_answer_the_next_question() -> None:
    assert echo_over(lambda answer: [answer, answer], 20).written == 20


def test_a_late_answer_is_skipped() -> None:
    held: list[bytes] = []

    def late(answer: bytes) -> Iterable[bytes]:
        held.append(answer)
        return [held.pop(0)] if len(held) > 1 else []

    assert echo_over(late, 5).written == 10  # the first answer to each sending is the one to the sending before


def test_a_damaged_answer_is_asked_for_again() -> None:
    damaged = itertools.cycle([True, False])
    assert echo_over(lambda answer: [answer[:9] + b"?" + answer[10:] if next(damaged) else answer], 3).written == 6


def test_100_of_100_get_through_with_every_tenth_answer_damaged() -> None:
    dice = random.Random(4711)

    def bad_line(answer: bytes) -> Iterable[bytes]:
        if dice.random() < 0.1:
            place = dice.randrange(len(answer))
            answer = answer[:place] + bytes([answer[place] ^ 1 << dice.randrange(8)]) + answer[place + 1 :]
        middle = dice.randrange(len(answer))
        return [b"log: \x06 \x04", answer[:middle], answer[middle:]]

    echo_over(bad_line, 100, Timing(reply=0.02, retries=6))


def in_loop(act: Callable[[], Awaitable[Any]]) -> Any:
    async def main() -> Any:
        return await act()

    return asyncio.run(main())


def failing(act: Callable[[], Awaitable[Any]]) -> RetourError:
    with pytest.raises(RetourError) as caught:
        in_loop(act)
    assert len(caught.value.lines) == 3
    return caught.value


def answered(make: Callable[[Frame], Frame | None]) -> Any:
    async def act() -> Any:
        return await SmpSession(DevicePipe(answering(make)), FAST).request(Op.READ, GROUP_ID, 0, {})

    return in_loop(act)


def refusing(make: Callable[[Frame], Frame | None]) -> RetourError:
    with pytest.raises(RetourError) as caught:
        answered(make)
    return caught.value


def test_silence_is_no_answer_after_the_last_repetition() -> None:
    async def act() -> None:
        pipe = DevicePipe(lambda _: b"")
        try:
            await SmpSession(pipe, Timing(reply=0.005, retries=2)).request(Op.READ, 0, 0, {})
        finally:
            assert pipe.written == 3

    error = failing(act)
    assert isinstance(error, NotReached)
    assert error.code == "no-answer"


@pytest.mark.parametrize("while_waiting", [True, False])
def test_a_pulled_cable_is_told_at_once(while_waiting: bool) -> None:
    async def act() -> None:
        pipe = DevicePipe(lambda _: b"")
        if while_waiting:
            asyncio.get_running_loop().call_later(0.005, pipe.pull)
        else:
            pipe.pull()
        await SmpSession(pipe, Timing(reply=5, retries=0)).request(Op.READ, 0, 0, {})

    error = failing(act)
    assert isinstance(error, NotReached)
    assert error.code == "cable-lost"


def reply(values: dict[str, Any]) -> Callable[[Frame], Frame]:
    return lambda asked: replace(asked, op=asked.op + 1, payload=encode_map(values))


@pytest.mark.parametrize(
    "stale",
    [
        lambda f: replace(f, op=f.op),
        lambda f: replace(f, op=3),
        lambda f: replace(f, op=1, sequence=(f.sequence + 1) % 256),
        lambda f: replace(f, op=1, group=1),
        lambda f: replace(f, op=1, command=9),
    ],
)
def test_an_answer_to_something_else_is_skipped(stale: Callable[[Frame], Frame]) -> None:
    assert refusing(stale).code == "no-answer"


def test_done_in_version_1_and_keys_that_are_not_known() -> None:
    assert answered(reply({"rc": 0, "extra": [1, 2]})) == {"rc": 0, "extra": [1, 2]}


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"rc": 8}, "not-supported"),
        ({"rc": 3, "rsn": "text"}, "device-refused"),
        ({"err": {"group": GROUP_ID, "rc": int(Refusal.COUNTER), "len": 9}}, "device-moved-on"),
        ({"err": {"group": GROUP_ID, "rc": 4242}}, "device-refused"),
        ({"err": {"group": 8, "rc": 8}}, "device-refused"),
        ({"err": {"rc": 8}}, "device-answer"),
        ({"err": {"group": 8}}, "device-answer"),
        ({"rc": "bad"}, "device-answer"),
    ],
)
def test_errors_of_both_versions_are_understood(values: dict[str, Any], code: str) -> None:
    error = refusing(reply(values))
    assert isinstance(error, Refused)
    assert error.code == code


@pytest.mark.parametrize("payload", [b"", b"\x80", b"\xa1", b"\xa1\x61r\xc1\x00", b"\xbf" * 2000])
def test_an_answer_that_is_no_map_is_the_devices_fault(payload: bytes) -> None:
    error = refusing(lambda asked: replace(asked, op=1, payload=payload))
    assert isinstance(error, Malformed)
    assert error.code == "device-answer"


@pytest.mark.parametrize(
    ("values", "size"),
    [
        ({"buf_size": 2048, "buf_count": 4}, 2048),
        ({"buf_size": 10**9}, 16384),
        ({"buf_size": 0}, DEFAULT_BUFFER),
        ({"buf_size": -5}, DEFAULT_BUFFER),
        ({"buf_size": True}, DEFAULT_BUFFER),
        ({"buf_size": "many"}, DEFAULT_BUFFER),
        ({}, DEFAULT_BUFFER),
        ({"rc": 8}, DEFAULT_BUFFER),
    ],
)
def test_the_buffer_size_stays_within_bounds(values: dict[str, Any], size: int) -> None:
    async def act() -> int:
        return await SmpSession(DevicePipe(answering(reply(values))), FAST).buffer_size()

    assert in_loop(act) == size


def test_requests_take_turns() -> None:
    async def act() -> None:
        session = SmpSession(DevicePipe(server()[1].connection()), FAST)
        answers = await asyncio.gather(*(session.request(Op.WRITE, 0, 0, {"d": str(n)}) for n in range(20)))
        assert answers == [{"r": str(n)} for n in range(20)]

    in_loop(act)


def test_two_answers_in_one_piece_and_leftovers_from_before() -> None:
    async def act() -> None:
        pipe = DevicePipe(server()[1].connection(), lambda answer: [answer + answer])
        pipe.inject(encode(Frame(1, 1, 0, 0, 0, b"\xa0")) + b"half a line")
        session = SmpSession(pipe, FAST)
        for _ in range(3):
            assert decode_map(encode_map(await session.request(Op.WRITE, 0, 0, {"d": "x"}))) == {"r": "x"}

    in_loop(act)


def sequences(ask: Callable[[SmpSession], Awaitable[Any]], answer: Callable[[Frame], Frame | None]) -> list[int]:
    seen: list[int] = []

    def noted(asked: Frame) -> Frame | None:
        seen.append(asked.sequence)
        return answer(asked)

    async def act() -> None:
        await ask(SmpSession(DevicePipe(answering(noted)), Timing(reply=0.005, retries=5, patience=0)))

    in_loop(act)
    return seen


def test_the_same_piece_again_is_the_same_frame_and_another_piece_is_not() -> None:
    async def pieces(session: SmpSession) -> None:
        for size in (8, 8, 4, 4, 2):
            assert await session.once(Op.WRITE, 8, 0, {"data": bytes(size)}) is None

    first, again, shorter, again_shorter, last = sequences(pieces, lambda _: None)
    assert (first, shorter) == (again, again_shorter)
    assert len({first, shorter, last}) == 3


def test_a_piece_that_was_answered_is_not_taken_for_a_repetition() -> None:
    async def pieces(session: SmpSession) -> None:
        for _ in range(3):
            assert await session.once(Op.READ, 8, 0, {"off": 0}) == {}

    assert len(set(sequences(pieces, reply({})))) == 3


def test_a_device_that_never_answers_pieces_is_given_up() -> None:
    async def act() -> None:
        session = SmpSession(DevicePipe(lambda _: b""), Timing(reply=0.005, retries=2, patience=0))
        assert await session.once(Op.READ, 8, 0, {}) is None
        assert await session.once(Op.READ, 8, 0, {}) is None
        await session.once(Op.READ, 8, 0, {})

    assert failing(act).code == "no-answer"


def test_a_damaged_answer_is_not_waited_for_any_longer() -> None:
    async def act() -> float:
        damaged = iter([True])
        pipe = DevicePipe(
            server()[1].connection(),
            lambda answer: [answer[:9] + b"?" + answer[10:] if next(damaged, False) else answer],
        )
        await SmpSession(pipe, Timing(reply=60)).request(Op.WRITE, 0, 0, {"d": "x"})
        assert pipe.written == 2
        return asyncio.get_running_loop().time()

    async def timed() -> float:
        begun = asyncio.get_running_loop().time()
        return await act() - begun

    assert run(timed()) < 1


@pytest.mark.parametrize("noise", [b"boot: hello\r\n", encode(Frame(1, 1, 0, 0, 9, b"\xa0")), b"\x06\x09", b"\x00"])
def test_a_flood_is_told_and_ends(noise: bytes) -> None:
    class Flood(DevicePipe):
        async def read(self) -> bytes:
            await asyncio.sleep(0)
            return noise * (4096 // len(noise))

    async def act() -> None:
        await SmpSession(Flood(lambda _: b""), Timing(reply=60)).request(Op.READ, 0, 6, {})

    error = failing(act)
    assert isinstance(error, Malformed)
    assert error.code == "device-floods"


def test_a_silent_line_at_a_low_speed_is_given_up_soon_and_a_known_device_gets_the_time_of_a_long_answer() -> None:
    async def waited(pipe: DevicePipe, *, known: bool) -> float:
        pipe.baud = 9600
        session = SmpSession(pipe, Timing(reply=0.5, retries=0, patience=0))
        if known:
            await session.request(Op.WRITE, 0, 0, {"d": "x"})
            pipe.mangle(lambda _: [])
        begun = asyncio.get_running_loop().time()
        with pytest.raises(NotReached):
            await session.request(Op.READ, 0, 6, {})
        return asyncio.get_running_loop().time() - begun

    assert run(waited(DevicePipe(lambda _: b""), known=False)) < 1.5
    assert run(waited(DevicePipe(server()[1].connection()), known=True)) > 2.8


def test_noise_without_an_answer_is_told_as_noise() -> None:
    async def act() -> None:
        pipe = DevicePipe(lambda _: b"log\n" * 10_000)
        await SmpSession(pipe, FAST).request(Op.READ, 0, 6, {})

    assert failing(act).code == "device-floods"


def test_an_error_of_version_2_with_code_0_is_none() -> None:
    assert answered(reply({"err": {"group": 8, "rc": 0}, "off": 5}))["off"] == 5


@pytest.mark.parametrize(
    "values", [{"err": {"group": 8, "rc": 11}, "len": 17}, {"err": {"group": 8, "rc": 11, "len": 17}}]
)
def test_what_a_server_says_beside_its_error_is_kept(values: dict[str, Any]) -> None:
    assert refusing(reply(values)).details == {"group": 8, "rc": 11, "len": 17}
