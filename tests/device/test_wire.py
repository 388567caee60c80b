"""The bad line without a line: what arrives and when goes in, what leaves and when comes out."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterable, Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retour.device.faults import read_faults
from retour.device.wire import HUGE_BYTES, Fate, Wire
from retour.link.framing import Deframer, Frame, Op, decode_map, encode, encode_map

OS_GROUP = 0
ECHO, PARAMS = 0, 6


def asked(number: int = 0, command: int = ECHO, group: int = OS_GROUP, size: int = 0) -> Frame:
    payload = encode_map({"d": f"{number}", "fill": bytes(size)})
    return Frame(Op.READ, 1, group, number % 256, command, payload)


class Bench:
    """One device with faults, one or more wires to it, and what became of them."""

    def __init__(self, *faults: str, answer: Callable[[Frame], dict[str, object]] | None = None) -> None:
        self.acted: list[Frame] = []
        self.restarts = 0
        self.fate = Fate(read_faults(faults), self._restart)
        self._answer = answer or (lambda frame: {"r": decode_map(frame.payload), "off": 0})
        self.wire = self.plug()

    def _restart(self) -> None:
        self.restarts += 1

    def plug(self) -> Wire:
        deframer = Deframer()

        def feed(data: bytes) -> bytes:
            frames = deframer.feed(data)
            self.acted += frames
            return b"".join(encode(self._answered(frame)) for frame in frames)

        return Wire(self.fate, feed)

    def _answered(self, frame: Frame) -> Frame:
        payload = encode_map(self._answer(frame))
        return Frame(frame.op + 1, frame.version, frame.group, frame.sequence, frame.command, payload)

    def ask(self, frame: Frame, now: float = 0.0, speed: int | None = None) -> bytes:
        self.wire.arrived(encode(frame), now, speed)
        return self.wire.leaving(now, speed)

    def schedule(self, most: int = 10_000) -> list[tuple[float, bytes]]:
        """What leaves and when, until nothing more does."""
        left: list[tuple[float, bytes]] = []
        while (due := self.wire.due) is not None and len(left) < most:
            left.append((due, self.wire.leaving(due)))
        return left


def whole(data: bytes) -> list[Frame]:
    return Deframer().feed(data)


def answered_of(bench: Bench, times: int = 1000) -> int:
    """How many of so many requests get their answer."""
    good = 0
    for number in range(times):
        frame = asked(number)
        good += any(answer.sequence == frame.sequence for answer in whole(bench.ask(frame)))
    return good


def test_without_faults_answers_leave_at_once_and_as_they_are() -> None:
    bench = Bench()
    frame = asked(7, size=500)
    (answer,) = whole(bench.ask(frame, 5.0))
    assert answer.sequence == 7
    assert bench.acted == [frame]
    assert (bench.wire.due, bench.wire.endless, bench.wire.pull) == (None, False, None)


@pytest.mark.parametrize(
    ("fault", "least", "most"),
    [
        ("lose-replies", 850, 950),
        ("lose-replies:50", 430, 570),
        ("lose-replies:100", 0, 0),
        ("damage-replies", 850, 950),
        ("damage-replies:100", 0, 0),
        ("console", 850, 950),
        ("console:100", 0, 0),
        ("lose-bytes:1", 820, 970),
        ("flip-bytes:1", 820, 970),
    ],
)
def test_so_many_answers_get_through(fault: str, least: int, most: int) -> None:
    assert least <= answered_of(Bench(fault)) <= most


@pytest.mark.parametrize("fault", ["lose-replies", "damage-replies", "console", "flip-bytes:5", "lose-bytes:5"])
def test_the_same_seed_repeats_everything_and_another_does_not(fault: str) -> None:
    def life(seed: int) -> list[bytes]:
        bench = Bench(fault, f"seed:{seed}")
        return [bench.ask(asked(number)) for number in range(200)]

    assert life(4) == life(4)
    assert life(4) != life(5)


@given(st.lists(st.integers(1, 40), max_size=30))
def test_in_which_pieces_a_request_arrives_changes_nothing(cuts: list[int]) -> None:
    def life(pieces: Iterable[bytes]) -> bytes:
        bench = Bench("lose-bytes:2", "flip-bytes:2", "lose-replies:20")
        for piece in pieces:
            bench.wire.arrived(piece, 0.0)
        return bench.wire.leaving(0.0)

    data = b"".join(encode(asked(number, size=90)) for number in range(4))
    ends = list(itertools.accumulate(cuts))
    assert life([data[a:b] for a, b in itertools.pairwise([0, *ends, len(data)]) if a < b]) == life([data])


def test_damage_is_one_byte_of_an_answer() -> None:
    clean, damaged = Bench().ask(asked()), Bench("damage-replies:100").ask(asked())
    assert len(clean) == len(damaged)
    assert sum(one != other for one, other in zip(clean, damaged, strict=True)) == 1


def test_a_console_talks_around_packets_and_to_whoever_sends_no_frame() -> None:
    bench = Bench("console:0.001")
    sent = bench.ask(asked(size=300))
    packets = [line for line in sent.splitlines() if line[:2] in (b"\x06\x09", b"\x04\x14")]
    assert len(packets) > 2
    assert sent.count(b"\r\n") > len(packets)
    assert len(whole(sent)) == 1
    bench.wire.arrived(b"\r", 0.0)
    assert bench.wire.leaving(0.0).endswith(b"\r\n")


def test_late_answers_keep_their_order_and_requests_are_taken_meanwhile() -> None:
    bench = Bench("late:3")
    assert bench.ask(asked(1), 0.0) == b""
    assert bench.ask(asked(2), 1.0) == b""
    assert [frame.sequence for frame in bench.acted] == [1, 2]
    left = bench.schedule()
    assert [(at, whole(data)[0].sequence) for at, data in left] == [(3.0, 1), (4.0, 2)]


@pytest.mark.parametrize(("more", "acts"), [("", 1), (",after", 2)])
def test_the_cable_is_pulled_at_its_frame_counted_over_all_lines(more: str, acts: int) -> None:
    bench = Bench(f"unplug:2,5{more}")
    assert whole(bench.ask(asked(1), 1.0))
    bench.wire = bench.plug()
    assert bench.ask(asked(2), 2.0) == b""
    assert bench.wire.pull is not None
    assert (bench.wire.pull.at, bench.wire.pull.seconds) == (2.0, 5.0)
    assert bench.ask(asked(3), 2.0) == b"", "nothing arrives over a pulled cable"
    assert len(bench.acted) == acts
    bench.wire = bench.plug()
    assert whole(bench.ask(asked(3), 7.0)), "the cable is in again, and the frame was counted"


@pytest.mark.parametrize(("more", "acts"), [("", 1), (",after", 2)])
def test_a_restart_loses_what_is_in_ram_and_what_was_to_be_said(more: str, acts: int) -> None:
    bench = Bench(f"reboot:2,5{more}", "late:10")
    bench.ask(asked(1), 0.0)
    bench.ask(asked(2), 1.0)
    assert (bench.restarts, len(bench.acted), bench.wire.due) == (1, acts, None)
    assert bench.ask(asked(3), 5.9) == b""
    assert len(bench.acted) == acts, "it does not hear yet"
    bench.ask(asked(4), 6.0)
    assert [frame.sequence for frame in bench.acted][-1] == 4
    assert bench.restarts == 1


def test_silence_is_once_and_loses_what_arrives() -> None:
    bench = Bench("silent:20,2")
    assert whole(bench.ask(asked(1), 0.0))
    for now in (1.0, 10.0, 20.9):
        assert bench.ask(asked(2), now) == b""
    assert [frame.sequence for frame in bench.acted] == [1]
    assert whole(bench.ask(asked(3), 21.0))


def test_at_a_speed_bytes_take_their_time_both_ways() -> None:
    bench = Bench("speed:115200", answer=lambda frame: {"data": bytes(2000)})
    request = encode(asked(1, size=2000))
    bench.wire.arrived(request, 100.0, 115200)
    answer = Bench(answer=lambda frame: {"data": bytes(2000)}).ask(asked(1, size=2000))
    left = bench.schedule()
    assert b"".join(data for _, data in left) == answer
    assert left[-1][0] == pytest.approx(100.0 + (len(request) + len(answer)) * 10 / 115200, abs=1e-9)
    assert max(len(data) for _, data in left) <= 58, "not more at once than a line brings in 5 ms"
    heard = [at for at, _ in left]
    assert heard == sorted(heard)
    assert heard[0] > 100.0 + len(request) * 10 / 115200


def test_a_line_at_a_speed_does_not_drift() -> None:
    bench, now, length = Bench("speed:9600"), 0.0, 0
    for number in range(50):
        request = encode(asked(number))
        bench.wire.arrived(request, now, 9600)
        left = bench.schedule()
        length += len(request) + sum(len(data) for _, data in left)
        now = left[-1][0]
    assert now == pytest.approx(length * 10 / 9600, rel=1e-6)


def test_at_another_speed_there_is_only_garbage() -> None:
    bench = Bench("speed:9600", "console")
    heard = b""
    for number in range(20):
        heard += bench.ask(asked(number), number, 115200)
        while (due := bench.wire.due) is not None:
            heard += bench.wire.leaving(due, 115200)
    assert bench.acted == []
    assert heard
    assert whole(heard) == []
    assert not heard.isascii()


def test_a_device_claims_more_than_it_takes() -> None:
    bench = Bench("buffer:4096,300", answer=lambda frame: {"buf_size": 2048, "buf_count": 1})
    (answer,) = whole(bench.ask(asked(command=PARAMS)))
    assert decode_map(answer.payload) == {"buf_size": 4096, "buf_count": 1}
    fits = next(frame for size in range(300, 0, -1) if len((frame := asked(1, size=size)).payload) + 12 <= 300)
    assert whole(bench.ask(fits))
    assert bench.ask(asked(2, size=300)) == b""
    assert len(bench.acted) == 2


def test_of_a_burst_only_the_beginning_is_kept() -> None:
    bench = Bench("bursts:256")
    short, long = asked(1, size=50), asked(2, size=600)
    assert whole(bench.ask(short, 0.0))
    assert whole(bench.ask(short, 1.0)), "the buffer is empty again after a while"
    assert bench.ask(long, 2.0) == b""
    bench.wire = bench.plug()
    for number, place in enumerate(range(0, len(encode(long)), 115)):
        bench.wire.arrived(encode(long)[place : place + 115], 10 + number / 100)
    assert whole(bench.wire.leaving(20.0)), "and as slowly as a line brings it, all of it arrives"


def test_huge_answers_claim_ten_million_bytes_or_have_no_end() -> None:
    lengths: Iterator[dict[str, object]] = itertools.cycle([{"len": 5}, {"r": "no length"}])
    bench = Bench("huge", answer=lambda frame: next(lengths))
    (claim,) = whole(bench.ask(asked(group=64)))
    assert decode_map(claim.payload) == {"len": HUGE_BYTES}
    bench.wire.arrived(encode(asked(group=64)), 0.0)
    total = 0
    while bench.wire.endless:
        piece = bench.wire.leaving(0.0)
        assert len(piece) <= 4096
        assert b"\n" not in piece
        total += len(piece)
    assert HUGE_BYTES * 0.99 < total <= HUGE_BYTES + 2
    assert whole(bench.ask(asked(2))), "and the next answer stands by itself again"


def test_answers_of_the_wrong_type_are_right_cbor() -> None:
    bench = Bench("wrong-type", answer=lambda frame: {"off": 1, "data": b"x", "list": [1]})
    payloads = [whole(bench.ask(asked(number)))[0].payload for number in range(3)]
    assert [payload[0] >> 5 for payload in payloads] == [4, 0, 5]
    assert decode_map(payloads[2]) == {"off": [1], "data": 42, "list": 42}


def test_nested_answers_are_well_formed_so_deep() -> None:
    (answer,) = whole(Bench("nested:3").ask(asked()))
    assert decode_map(answer.payload) == {"n": [[[[]]]]}
    (deep,) = whole(Bench("nested").ask(asked()))
    assert len(deep.payload) > 10_000


def test_a_flood_has_no_end_and_no_answer() -> None:
    bench = Bench("flood")
    assert bench.wire.endless
    frame = asked(9)
    bench.wire.leaving(0.0)
    bench.wire.arrived(encode(frame), 1.0)
    sent = b"".join(bench.wire.leaving(1.0 + number) for number in range(600))
    assert bench.wire.endless
    assert bench.acted == [frame]
    frames = whole(sent)
    assert len(frames) > 500
    assert sent.count(b"\r\n") > 500
    assert all((seen.op, seen.group, seen.command) == (Op.READ_ANSWER, OS_GROUP, ECHO) for seen in frames)
    assert frame.sequence not in {seen.sequence for seen in frames}
    assert bench.wire.leaving(1000.0, idle=False) == b"", "it waits for a line that is full"


@pytest.mark.parametrize("fault", ["huge:3", "wrong-type:3", "nested:100,3", "flood:3"])
def test_a_device_goes_mad_at_its_frame(fault: str) -> None:
    clean, bench = Bench(), Bench(fault)
    assert [bench.ask(asked(number)) for number in (1, 2)] == [clean.ask(asked(number)) for number in (1, 2)]
    assert not bench.wire.endless
    assert bench.ask(asked(3)) != clean.ask(asked(3))


def test_nothing_but_what_was_asked_for_leaves_while_the_line_is_full() -> None:
    bench = Bench("huge", answer=lambda frame: {"r": 1} if frame.group else {"len": 5})
    bench.wire.arrived(encode(asked(group=64)), 0.0)
    bench.wire.arrived(encode(asked(3)), 0.0)
    assert [frame.sequence for frame in whole(bench.wire.leaving(0.0, idle=False))] == [3]
    assert bench.wire.endless


@given(st.binary(max_size=2000), st.sampled_from(["flip-bytes:50", "lose-bytes:50", "console", "buffer:300", "late:1"]))
def test_noise_brings_no_answer_and_no_harm(noise: bytes, fault: str) -> None:
    bench = Bench(fault)
    bench.wire.arrived(noise, 0.0)
    if not bench.acted:
        assert whole(bench.wire.leaving(0.0)) == []
