"""Both directions against an independent implementation, `@ngraveio/bc-ur`, where 30 % of the codes are lost."""

from __future__ import annotations

import random
from itertools import count, islice

import pytest

from retour.airgap.envelope import Envelope, seal
from retour.airgap.ur.content import BUNDLE, BYTES, COSE, ENVELOPE, content_of
from retour.airgap.ur.receiver import Receiver
from retour.airgap.ur.sender import Sender, sender
from retour.protocol.casenumber import new_case_number
from tests.airgap.interop.bcur import BcUr
from tests.protocol.samples import signed_message, signed_response

LOSS = 0.3
V15, V20, V25 = 758, 1249, 1853
"""Characters of a symbol at error correction L."""
QUICK = [1, 2, 23, 24, 255, 256, 600, 1200, 2500, 5000, 9000, 20_000]
ALL = [1, 24, 255, 50_000, *random.Random(100).sample(range(1, 50_001), 96)]


def file(size: int) -> bytes:
    """Bytes that no deflating makes smaller and that are nobody's CBOR."""
    return b"\xff" + random.Random(size).randbytes(size - 1)


def lossy(codes: list[str], seed: int) -> list[str]:
    """What a camera gets of a sender that goes on for ever."""
    channel = random.Random(seed)
    return [code for code in codes if len(codes) == 1 or channel.random() >= LOSS]


def theirs_to_ours(other: BcUr, kind: str, message: bytes, longest: int, first: int) -> bytes | None:
    wanted = -(-len(message) // longest)
    receiver = Receiver()
    for code in lossy(other.encode(kind, message, longest, 2 * wanted + 40, first), len(message)):
        taken = receiver.take(code)
        assert 0 <= taken.stream.recovered <= taken.stream.fragments
        if taken.stream.data is not None:
            return taken.stream.data
    return None


def ours_to_theirs(other: BcUr, shown: Sender, start: int) -> tuple[str, bytes, int]:
    frames = [shown.frame(index) for index in range(start, start + 8 * shown.fragments + 40)]
    return other.decode(lossy(frames if shown.fragments > 1 else frames[:1], shown.size))


def both_ways(other: BcUr, size: int, room: int) -> None:
    data, channel = file(size), random.Random(size)
    content = content_of(data)
    assert content.type == BYTES
    shown = sender(data, room)
    kind, message, used = ours_to_theirs(other, shown, channel.randrange(4 * shown.fragments))
    assert (kind, message) == (content.type, content.message)
    assert used <= 4 * shown.fragments + 20
    first = channel.choice([0, 0, shown.fragments // 2, shown.fragments, 2**32 - 2 - 10_000])
    assert theirs_to_ours(other, content.type, content.message, room // 2 - 40, first) == data


@pytest.mark.parametrize("size", QUICK)
def test_a_file_crosses_both_ways(other: BcUr, size: int) -> None:
    both_ways(other, size, V20 if size > 300 else 120)


@pytest.mark.deep
def test_a_hundred_files_cross_both_ways(other: BcUr) -> None:
    assert len(ALL) == 100
    for size, room in zip(ALL, islice(((V15, V20, V25)[n % 3] for n in count()), 100), strict=True):
        both_ways(other, size, room)


def test_each_of_our_types_crosses_both_ways(other: BcUr) -> None:
    one, two = signed_message(), signed_response()
    bundle = b"\x82" + one + two
    envelope = seal(Envelope(new_case_number(7), "profile", "SN-4711", "request", file(900)))
    for data, kind in ((one, COSE), (bundle, BUNDLE), (envelope, ENVELOPE)):
        content = content_of(data)
        assert content.type == kind
        shown = Sender(content, 200)
        assert ours_to_theirs(other, shown, 3)[:2] == (content.type, content.message)
        assert theirs_to_ours(other, content.type, content.message, 60, 0) == data


def test_the_other_codec_needs_no_more_parts_than_the_standard_sender_costs_it(other: BcUr) -> None:
    """Skipping parts of a low degree must not harm a receiver that peels."""
    ours, standard = 0, 0
    for seed in range(12):
        content = content_of(file(9000 + seed))
        shown = Sender(content, V20)
        start = random.Random(seed).randrange(2 * shown.fragments)
        ours += ours_to_theirs(other, shown, start)[2]
        codes = other.encode(content.type, content.message, 589, 4 * shown.fragments, start)
        standard += other.decode(lossy(codes, shown.size))[2]
    assert ours <= 1.1 * standard
