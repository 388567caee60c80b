"""What common readers let through, each refused by ours with an error of its own.

Every row is signed correctly over exactly its bytes, so that nothing but strictness stands in its way. Where a row
says that `cwt` or `cbor2` takes it, that is run too: the leniency is real.
"""

from __future__ import annotations

import json
import re
import time
import tracemalloc
from dataclasses import dataclass

import cbor2
import pytest
from cwt import COSE, COSEKey
from hypothesis import given
from hypothesis import strategies as st

from retour.errors import Malformed, NotGenuine
from retour.protocol import cbor
from retour.protocol.cose import read
from retour.protocol.fields import is_text
from retour.protocol.messages import read_message
from tests.protocol.samples import DEVICE, MESSAGE, cose, header, signed_message

GOOD = signed_message()
PAYLOAD = read(GOOD).content.payload
PROTECTED = cbor.encode(header())
CWT_KEY = COSEKey.new({1: 1, -1: 6, -2: DEVICE.public.raw, 2: DEVICE.public.kid})


@dataclass(frozen=True)
class Lenient:
    name: str
    data: bytes
    code: str
    why: str
    cwt_takes_it: bool = False


def in_payload(value: bytes) -> bytes:
    """A good message but for `value` as the private claim's field 11, where nothing belongs."""
    head = cbor.encode({3: MESSAGE.portal, 7: MESSAGE.cti})
    return cose(payload=b"\xa3" + head[1:] + b"\x3a\x00\x01\x00\x00" + b"\xa1\x0b" + value)


KID = b"\x04\x48" + DEVICE.public.kid
TYP = b"\x10\x67rt1-msg"
ROWS = [
    Lenient("trailing bytes", GOOD + b"\x00", "cbor-trailing", "1 bytes follow its end", True),
    Lenient(
        "unknown critical header",
        cose(cbor.encode(header() | {2: [99], 99: 1})),
        "header-unknown",
        "header that is not ours (2)",
        True,
    ),
    Lenient("no algorithm", cose(cbor.encode(header(alg=None))), "header-missing", "header 1 is missing", True),
    Lenient(
        "algorithm only unprotected",
        cose(cbor.encode(header(alg=None)), {1: -19}),
        "unprotected-header",
        "header 1 was added",
        True,
    ),
    Lenient(
        "duplicate protected keys",
        cose(b"\xa4\x01\x32\x01\x32" + KID + TYP),
        "cbor-duplicate-key",
        "same key twice",
        True,
    ),
    Lenient(
        "non-minimal integer",
        cose(b"\xa3\x01\x38\x12" + KID + TYP),
        "cbor-not-minimal",
        "longer than it need be",
        True,
    ),
    Lenient("no key identifier", cose(cbor.encode(header(kid=None))), "header-missing", "header 4 is missing", True),
    Lenient("nested tags", b"\xd2" + GOOD, "cbor-tag", "tag 18"),
    Lenient("a CWT tag around it", b"\xd8\x3d" + GOOD, "cbor-tag", "tag 61"),
    Lenient("a tag inside", in_payload(b"\xc1\x01"), "cbor-tag", "tag 1,", True),
    Lenient("duplicate keys", in_payload(b"\xa2\x01\x01\x01\x02"), "cbor-duplicate-key", "same key twice", True),
    Lenient("a regular expression (tag 35)", in_payload(b"\xd8\x23\x63a+b"), "cbor-tag", "tag 35", True),
    Lenient("a cycle (tags 28 and 29)", in_payload(b"\xd8\x1c\x81\xd8\x1d\x00"), "cbor-tag", "tag 28", True),
    Lenient(
        "keys in length-first order",
        in_payload(cbor2.dumps({24: 0, -1: 0}, canonical=True)),
        "cbor-key-order",
        "not in bytewise order",
        True,
    ),
    Lenient(
        "edited unprotected header", cose(unprotected={99: "x"}), "unprotected-header", "header 99 was added", True
    ),
    Lenient("indefinite array", in_payload(b"\x9f\x01\xff"), "cbor-indefinite", "indefinite", True),
    Lenient("indefinite map", in_payload(b"\xbf\x01\x01\xff"), "cbor-indefinite", "indefinite", True),
    Lenient("indefinite bytes", in_payload(b"\x5f\x41a\xff"), "cbor-indefinite", "indefinite", True),
    Lenient("indefinite text", in_payload(b"\x7f\x61a\xff"), "cbor-indefinite", "indefinite", True),
    Lenient("half float", in_payload(b"\xf9\x3c\x00"), "cbor-simple", "float", True),
    Lenient("double", in_payload(b"\xfb" + b"\x3f" * 8), "cbor-simple", "float", True),
    Lenient("undefined", in_payload(b"\xf7"), "cbor-simple", "simple value", True),
    Lenient("depth of 10,000", in_payload(b"\x81" * 10_000 + b"\x00"), "cbor-depth", "deeper than 8"),
    Lenient("2^62 items claimed", in_payload(b"\x9b" + (2**62).to_bytes(8, "big")), "cut", "more items"),
    Lenient("2^62 pairs claimed", in_payload(b"\xbb" + (2**62).to_bytes(8, "big")), "cut", "more items"),
    Lenient("2^62 bytes claimed", in_payload(b"\x5b" + (2**62).to_bytes(8, "big")), "cut", "a string"),
    Lenient("a text that is not UTF-8", in_payload(b"\x62\xc3\x28"), "cbor-utf8", "UTF-8"),
    Lenient("a list as a key", in_payload(b"\xa1\x80\x00"), "cbor-key", "neither a number nor a string", True),
    Lenient("a reserved head", in_payload(b"\x1c"), "cbor-reserved", "reserved head"),
    Lenient("an unknown field", in_payload(b"\x00"), "field-missing", "field 1 is missing", True),
]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_a_leniency_is_refused_by_name(row: Lenient) -> None:
    if row.cwt_takes_it:
        assert COSE.new().decode(row.data, CWT_KEY)
    began = time.process_time()
    with pytest.raises(Malformed) as caught:
        read_message(row.data)
    assert time.process_time() - began < 0.5
    assert caught.value.code == row.code
    assert row.why in caught.value.what
    assert all(line.endswith(".") for line in caught.value.lines)
    json.dumps(caught.value.as_dict())


@pytest.mark.parametrize("alg", [-8, -9, -7, 0, -65535])
def test_a_wrong_algorithm_is_refused_though_the_signature_fits(alg: int) -> None:
    data = cose(cbor.encode(header(alg=alg)))
    # The algorithm is the key's, never the message's: cwt judges by the key too, and does not notice the lie.
    assert COSE.new().decode(data, CWT_KEY) == PAYLOAD
    with pytest.raises(NotGenuine) as caught:
        read_message(data).verify(DEVICE.public)
    assert caught.value.code == "other-algorithm"
    assert caught.value.details == {"expected": -19, "found": alg}


def test_cbor2_alone_takes_what_the_walk_refuses() -> None:
    """The decoder behind our walk is lenient in each of these, so that it is the walk that keeps them out."""
    assert cbor2.loads(b"\xa2\x01\x01\x01\x02") == {1: 2}
    assert isinstance(cbor2.loads(b"\xd8\x23\x63a+b"), re.Pattern)
    cycle = cbor2.loads(b"\xd8\x1c\x81\xd8\x1d\x00")
    assert cycle[0] is cycle
    assert cbor2.loads(b"\x18\x01") == 1
    assert cbor2.loads(b"\x01\x02") == 1
    assert cbor2.dumps({24: 0, -1: 0}, canonical=True) != cbor.encode({24: 0, -1: 0}) == bytes.fromhex("a21818002000")


@pytest.mark.parametrize("major", [2, 3, 4, 5])
def test_a_claimed_length_costs_no_memory(major: int) -> None:
    bomb = bytes([major << 5 | 27]) + (2**62).to_bytes(8, "big")
    tracemalloc.start()
    try:
        with pytest.raises(Malformed):
            cbor.decode(bomb)
        assert tracemalloc.get_traced_memory()[1] < 100_000
    finally:
        tracemalloc.stop()


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**64), 2**64 - 1) | st.binary(max_size=40) | st.text(max_size=40),
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(st.integers(-99, 99) | st.text(max_size=9), inner),
    max_leaves=20,
)


@given(data=st.binary(max_size=64) | VALUES.map(cbor2.dumps) | VALUES.map(cbor.encode))
def test_what_is_read_has_one_encoding_and_another_reader_reads_it_alike(data: bytes) -> None:
    try:
        value = cbor.decode(data)
    except Malformed:
        return
    assert cbor.encode(value) == data
    assert cbor2.loads(data) == value


@pytest.mark.parametrize("size", [cbor.MAX_BYTES - 1, cbor.MAX_BYTES, cbor.MAX_BYTES + 1])
def test_64_kib_and_not_a_byte_more(size: int) -> None:
    data = b"\x59" + (size - 3).to_bytes(2, "big") + bytes(size - 3)
    assert len(data) == size
    if size <= cbor.MAX_BYTES:
        assert cbor.decode(data) == bytes(size - 3)
    else:
        with pytest.raises(Malformed) as caught:
            cbor.decode(data)
        assert caught.value.code == "too-large"


@pytest.mark.parametrize(
    ("text", "fits"),
    [
        ("Lüftung 4.2", True),
        ("通風", True),
        ("\u0378", True),  # no character yet: a later Unicode must not decide what a device takes
        ("\U0001f300", True),
        ("", False),
        ("x" * 64, True),
        ("x" * 65, False),
        ("ü" * 65, False),
        *(
            (f"a{bad}b", False)
            for bad in "\0\x1f\x7f\x85\xa0\xad\u061c\u2003\u200b\u202e\u2066\u3000\ue000\ufeff\ufffd"
        ),
        *((f"a{bad}b", False) for bad in "\ud800\ufdd0\U000e0001\U0010ffff"),
    ],
)
def test_what_can_stand_in_a_text_does_not_depend_on_a_version_of_unicode(text: str, fits: bool) -> None:
    assert is_text(text) is fits
