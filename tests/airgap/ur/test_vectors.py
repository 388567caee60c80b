"""Every vector that the papers publish (BCR-2020-005, -006, -012, BCR-2024-001)."""

from __future__ import annotations

import hashlib
import json
import zlib
from pathlib import Path
from typing import Any, Final

import pytest

from retour.airgap.ur import bytewords, text
from retour.airgap.ur.bytewords import Style
from retour.airgap.ur.content import Content, file_of
from retour.airgap.ur.part import Part, decode_part, encode_part
from retour.airgap.ur.receiver import Receiver
from retour.airgap.ur.sampling import Sampler, Xoshiro256, choose_degree, choose_fragments, degrees, shuffled
from retour.airgap.ur.sender import Sender, fragment_length
from retour.airgap.ur.text import Sequence
from retour.errors import Malformed
from tests.airgap.ur.standard import StandardSender, made_message

FOLDER: Final = Path(__file__).with_name("vectors")
MULTI: Final[dict[str, Any]] = json.loads((FOLDER / "multipart.json").read_text("utf-8"))
TEXTS: Final[dict[str, Any]] = json.loads((FOLDER / "texts.json").read_text("utf-8"))
ALPHABET: Final = {Style.STANDARD: "standard", Style.URI: "uri", Style.MINIMAL: "minimal"}


def wolf() -> Xoshiro256:
    return Xoshiro256.hashed(b"Wolf")


def test_crc32_and_sha256_are_the_papers() -> None:
    for word, crc in MULTI["crc32"]:
        assert f"{zlib.crc32(word.encode()):08x}" == crc
    fragments = "".join(MULTI["fragments"])
    assert made_message(1024) == bytes.fromhex(fragments)[:1024]
    assert f"{zlib.crc32(made_message(1024)):08x}" == MULTI["crc32_of_message"]
    word, digest = MULTI["sha256"]
    assert hashlib.sha256(word.encode()).hexdigest() == digest


def test_the_generator() -> None:
    source = wolf()
    assert [source.next() % 100 for _ in range(100)] == MULTI["numbers_of_string"]
    source = Xoshiro256.hashed(zlib.crc32(b"Wolf").to_bytes(4, "big"))
    assert [source.next() % 100 for _ in range(100)] == MULTI["numbers_of_crc32"]
    source = wolf()
    assert [source.next_below(10) + 1 for _ in range(100)] == MULTI["numbers_1_to_10"]


def test_the_sampler() -> None:
    sampler, source = Sampler([1, 2, 4, 8]), wolf()
    samples = [sampler.next(source) for _ in range(500)]
    assert samples == MULTI["samples"]
    assert [samples.count(value) for value in range(4)] == [28, 68, 130, 274]


def test_degrees() -> None:
    sampler, source = degrees(11), wolf()
    drawn = [sampler.next(source) + 1 for _ in range(1000)]
    assert drawn == MULTI["degrees"]
    assert [drawn.count(value) for value in range(1, 12)] == [328, 151, 116, 77, 71, 54, 52, 55, 33, 33, 30]


def test_shuffles() -> None:
    source = wolf()
    assert [shuffled(range(1, 11), source, count) for count in range(1, 11)] == MULTI["shuffles"]


def test_fragments_of_parts() -> None:
    checksum = zlib.crc32(made_message(1024))
    chosen = [sorted(choose_fragments(number, 11, checksum)) for number in range(1, 51)]
    assert chosen == MULTI["chosen"]
    assert [choose_degree(number, 11, checksum) for number in range(1, 51)] == [len(some) for some in chosen]


@pytest.mark.parametrize(("message", "shortest", "longest", "length"), MULTI["fragment_lengths"])
def test_the_length_of_fragments(message: int, shortest: int, longest: int, length: int) -> None:
    assert fragment_length(message, longest) == length >= shortest


def test_fragments_and_joining_them() -> None:
    message = made_message(1024)
    sender = StandardSender("bytes", message, 100)
    parts = [sender.part(number) for number in range(1, sender.fragments + 1)]
    assert [part.data.hex() for part in parts] == MULTI["fragments"]
    assert b"".join(part.data for part in parts)[:1024] == message


def test_the_cbor_of_a_part() -> None:
    number, fragments, message, checksum, data, encoded = MULTI["part"]
    part = Part(number, fragments, message, checksum, bytes.fromhex(data))
    assert encode_part(part).hex() == encoded
    # Its fragments, 8 of 5 bytes, do not make a message of 100: a reader refuses that.
    with pytest.raises(Malformed) as refused:
        decode_part(bytes.fromhex(encoded), Sequence(number, fragments))
    assert refused.value.code == "part-sizes"


def test_xor() -> None:
    one, other, both = (int(value, 16) for value in MULTI["xor"])
    source = wolf()
    drawn = [bytes(source.next_below(256) for _ in range(10)).hex() for _ in range(2)]
    assert drawn == MULTI["xor"][:2]
    assert one ^ other == both


def test_the_encoder() -> None:
    given = MULTI["encoder"]
    message = made_message(given["message"])
    sender = StandardSender("bytes", message, given["longest_fragment"])
    assert (sender.fragments, zlib.crc32(message)) == (given["fragments"], given["checksum"])
    for number, expected in enumerate(given["parts"], 1):
        part = sender.part(number)
        assert encode_part(part).hex() == expected
        assert decode_part(bytes.fromhex(expected), Sequence(number, sender.fragments)) == part


def test_our_sender_makes_the_same_parts_under_the_same_numbers() -> None:
    given = MULTI["encoder"]
    message = made_message(given["message"])
    ours = next(made for room in range(100, 200) if (made := Sender(Content("bytes", message), room)).fragments == 9)
    expected = dict(enumerate(given["parts"], 1))
    shown = {ours.which(index): ours.frame(index) for index in range(36)}
    assert set(range(1, 10)) < set(shown)
    for number in set(shown) & set(expected):
        assert bytewords.decode(text.parse(shown[number]).letters).hex() == expected[number]
    assert len(set(shown) & set(expected)) >= 12


def test_the_decoder() -> None:
    given = MULTI["decoder"]
    content = bytes(made_message(given["message"] - 3))
    sender = StandardSender("bytes", b"\x59" + len(content).to_bytes(2, "big") + content, given["longest_fragment"])
    assert (sender.fragments, len(sender.message)) == (33, given["message"])
    receiver, number, data = Receiver(), given["first"], None
    while data is None:
        data = receiver.take(sender.text(number)).stream.data
        number += 1
    assert data == content
    assert number - given["first"] < 45


@pytest.mark.parametrize("name", ["seed", "brutal"])
@pytest.mark.parametrize("style", list(Style))
def test_bytewords(name: str, style: Style) -> None:
    given = TEXTS["bytewords"][name]
    body, words = bytes.fromhex(given["body"]), given[ALPHABET[style]]
    assert f"{zlib.crc32(body):08x}" == given["checksum"]
    assert bytewords.encode(body, style) == words.upper()
    assert bytewords.decode(words, style) == bytewords.decode(words.upper(), style) == body


def test_bytewords_of_the_ur_paper() -> None:
    _, body, words = TEXTS["codes"]["hello"]
    assert bytewords.encode(bytes.fromhex(body)) == words.upper()
    assert bytewords.decode(words) == bytes.fromhex(body)


@pytest.mark.parametrize("name", ["bytes-16", "bytes-32", "seed", "bip39", "psbt"])
def test_codes(name: str) -> None:
    kind, message, code = TEXTS["codes"][name]
    parsed = text.parse(code)
    assert (parsed.type, parsed.sequence) == (kind, None)
    decoded = bytewords.decode(parsed.letters)
    assert message is None or decoded.hex() == message
    assert text.single(kind, decoded) == code.upper()
    if kind == "bytes":
        assert (
            Receiver().take(code).stream.data
            == file_of(Content(kind, decoded))
            == decoded[-(len(decoded) & ~1) :][-32:]
        )


def test_a_code_of_a_part() -> None:
    kind, _, code = TEXTS["codes"]["part-of-seed"]
    parsed = text.parse(code)
    assert (parsed.type, parsed.sequence) == (kind, Sequence(1, 13))
    assert text.multi(kind, Sequence(1, 13), bytewords.decode(parsed.letters)) == code.upper()
