"""Codes that somebody has made to harm: what each is, and the code of its refusal."""

from __future__ import annotations

import zlib
from typing import Final

import cbor2

from retour.airgap.ur import bytewords, text
from retour.airgap.ur.content import COMPRESSED
from retour.protocol import cbor
from tests.airgap.ur.samples import noise

DATA: Final = noise(550)
CRC: Final = zlib.crc32(DATA)
GOOD: Final = (3, 20, 10_990, CRC, DATA)
"""The fields of a part to which nothing is done."""


def code(cbor_of_part: bytes, sequence: str = "3-20", kind: str = "BYTES") -> str:
    return f"UR:{kind}/{sequence}/{bytewords.encode(cbor_of_part)}"


def part(number: object, fragments: object, message: object, checksum: object, data: object, **more: str) -> str:
    sequence = more.get("sequence", f"{number}-{fragments}")
    return code(cbor2.dumps([number, fragments, message, checksum, data]), sequence, more.get("kind", "BYTES"))


def bomb(size: int, claimed: int) -> str:
    item = cbor.byte_string(bytes(size))
    squeeze = zlib.compressobj(9, zlib.DEFLATED, -15)
    small = squeeze.compress(item) + squeeze.flush()
    return text.single(COMPRESSED, cbor2.dumps([zlib.crc32(item), claimed, small]))


def head(*heads: bytes, data: bytes = DATA) -> bytes:
    """The CBOR of a part, its four numbers as they are given."""
    return b"\x85" + b"".join(heads) + cbor.byte_string(data)


_CRC: Final = b"\x1a" + CRC.to_bytes(4, "big")
_LEN: Final = b"\x19\x2a\xee"
_ENCODED: Final = cbor2.dumps(list(GOOD))
_LETTERS: Final = bytewords.encode(_ENCODED)

REFUSED: Final = {
    "2 million fragments": (part(3, 2_000_000, 2**29, CRC, DATA), "too-many-fragments"),
    "2 million fragments in the part only": (part(3, 2_000_000, 2**29, CRC, DATA, sequence="3-20"), "ur-sequence"),
    "one fragment too many": (part(3, 2049, 2049 * 200, CRC, DATA[:200]), "too-many-fragments"),
    "2^64 fragments": (part(3, 2**64 - 1, 100, CRC, DATA), "ur-sequence"),
    "no fragments": (part(3, 0, 0, CRC, DATA), "ur-sequence"),
    "a message of 1 GiB": (part(3, 2000, 2**30, CRC, DATA), "message-too-long"),
    "a message of a byte too many": (part(3, 1000, 512 * 1024 + 1, CRC, DATA), "message-too-long"),
    "a message of 2^64 bytes": (part(3, 20, 2**64 - 1, CRC, DATA), "message-too-long"),
    "a message of nothing": (part(3, 20, 0, CRC, DATA), "part-sizes"),
    "a message longer than its fragments": (part(3, 20, 20 * 550 + 1, CRC, DATA), "part-sizes"),
    "a message without its last fragment": (part(3, 20, 19 * 550, CRC, DATA), "part-sizes"),
    "part 0": (part(0, 20, 10_990, CRC, DATA), "ur-sequence"),
    "part 2^32": (part(2**32, 20, 10_990, CRC, DATA), "ur-sequence"),
    "part 2^64": (part(2**64, 20, 10_990, CRC, DATA), "ur-sequence"),
    "another number in the text": (part(*GOOD, sequence="4-20"), "ur-sequence"),
    "another count in the text": (part(*GOOD, sequence="3-21"), "ur-sequence"),
    "a negative number": (part(-3, 20, 10_990, CRC, DATA, sequence="3-20"), "part-cbor"),
    "a checksum of 33 bits": (part(3, 20, 10_990, 2**32, DATA), "part-sizes"),
    "an empty fragment": (part(3, 20, 10_990, CRC, b""), "part-sizes"),
    "an empty fragment of an empty message": (part(1, 1, 0, 0, b""), "part-sizes"),
    "the only part, with another checksum": (part(1, 1, 550, CRC ^ 1, DATA), "part-checksum"),
    "the only part, its padding in the checksum": (part(7, 1, 549, CRC, DATA), "part-checksum"),
    "a text as the fragment": (part(3, 20, 10_990, CRC, "a" * 550), "part-cbor"),
    "a text as a number": (part("3", 20, 10_990, CRC, DATA, sequence="3-20"), "part-cbor"),
    "a float as a number": (part(3.5, 20, 10_990, CRC, DATA, sequence="3-20"), "part-cbor"),
    "null as the fragment": (part(3, 20, 10_990, CRC, None), "part-cbor"),
    "a list as the fragment": (part(3, 20, 10_990, CRC, list(DATA)), "part-cbor"),
    "four items": (code(cbor2.dumps(list(GOOD[:4]))), "part-cbor"),
    "six items": (code(cbor2.dumps([*GOOD, 0])), "part-cbor"),
    "a map": (code(cbor2.dumps(dict(enumerate(GOOD)))), "part-cbor"),
    "a tag around it": (code(b"\xc1" + _ENCODED), "part-cbor"),
    "nested 2,000 deep": (code(b"\x85" + b"\x81" * 2000 + b"\x00"), "part-cbor"),
    "an indefinite array": (code(b"\x9f" + _ENCODED[1:] + b"\xff"), "part-cbor"),
    "an indefinite fragment": (code(b"\x85\x03\x14" + _LEN + _CRC + b"\x5f\x41a\xff"), "part-cbor"),
    "a reserved head": (code(b"\x85\x03\x14" + _LEN + _CRC + b"\x5c" + DATA), "part-cbor"),
    "a number longer than need be": (code(head(b"\x18\x03", b"\x14", _LEN, _CRC)), "part-cbor"),
    "a number of 8 bytes": (code(head(b"\x03", b"\x1b" + bytes(7) + b"\x14", _LEN, _CRC)), "part-cbor"),
    "a fragment of 2^63 bytes": (code(b"\x85\x03\x14" + _LEN + _CRC + b"\x5b\x80" + bytes(7)), "part-cbor"),
    "bytes behind the end": (code(_ENCODED + b"\x00"), "part-cbor"),
    "cut in the fragment": (code(_ENCODED[:-1]), "part-cbor"),
    "cut in a number": (code(b"\x85\x03\x14\x19"), "part-cbor"),
    "nothing in it": (code(b""), "part-cbor"),
    "no letters": ("UR:BYTES/3-20/", "bytewords-checksum"),
    "a letter too few": (f"UR:BYTES/3-20/{_LETTERS[:-1]}", "bytewords-letters"),
    "a pair that is no word": (f"UR:BYTES/3-20/{_LETTERS[:-2]}XX", "bytewords-letters"),
    "a digit among the letters": (f"UR:BYTES/3-20/1{_LETTERS[1:]}", "bytewords-letters"),
    "a wrong checksum": (
        f"UR:BYTES/3-20/{_LETTERS[:-2]}{'AE' if _LETTERS[-2:] != 'AE' else 'AD'}",
        "bytewords-checksum",
    ),
    "two words exchanged": (f"UR:BYTES/3-20/{_LETTERS[2:4]}{_LETTERS[:2]}{_LETTERS[4:]}", "bytewords-checksum"),
    "a million letters": (f"UR:BYTES/3-20/{'AE' * 500_000}", "text-too-long"),
    "a letter more than any symbol": ("UR:BYTES/" + "A" * 4288, "text-too-long"),
    "a million slashes": ("UR:" + "/" * 1_000_000, "text-too-long"),
    "4,000 slashes": ("UR:BYTES" + "/" * 4000, "not-ur"),
    "four pieces": (f"UR:BYTES/3-20/{_LETTERS}/X", "not-ur"),
    "letters of other scripts": (f"UR:BYTES/3-20/{_LETTERS[:-1]}\u0435", "not-ur"),
    "digits of other scripts": (f"UR:BYTES/\u0663-20/{_LETTERS}", "not-ur"),
    "the Kelvin sign": (f"UR:BYTES/3-20/\u212a{_LETTERS[1:]}", "not-ur"),
    "NUL": (f"UR:BYTES/3-20/{_LETTERS}\0\0", "bytewords-letters"),
    "NUL in the type": (f"UR:BY\0TES/3-20/{_LETTERS}", "ur-type"),
    "no type": (f"UR:/3-20/{_LETTERS}", "ur-type"),
    "a type of 4,000 letters": ("UR:" + "X" * 4000 + "/AE", "ur-type"),
    "a type with a space": (f"UR:BY TES/{_LETTERS}", "ur-type"),
    "nothing": ("", "not-ur"),
    "a web address": ("https://example.test/x?y=1", "not-ur"),
    "a sequence of one number": (f"UR:BYTES/3/{_LETTERS}", "ur-sequence"),
    "a sequence of 4,000 digits": ("UR:BYTES/" + "9" * 4000 + "-20/AE", "ur-sequence"),
    "a negative sequence": (f"UR:BYTES/-3-20/{_LETTERS}", "ur-sequence"),
    "a wallet's code": (part(*GOOD, kind="CRYPTO-PSBT"), "other-program"),
    "a bomb that claims 400 bytes": (bomb(500_000, 400), "inflates-wrong"),
    "a bomb that claims what it is": (bomb(500_000, 500_005), "inflates-wrong"),
    "a bomb that claims 1 TiB": (bomb(500_000, 2**40), "inflates-wrong"),
    "a message that is not its type": (text.single("cose-sign1", cbor2.dumps({1: DATA})), "not-its-type"),
}
