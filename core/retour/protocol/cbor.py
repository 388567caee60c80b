"""Deterministic CBOR (RFC 8949, 4.2.1): a strict reader of our own, and `cbor2` to write.

`cbor2` is a fine decoder and a lenient one: it keeps the last of two equal keys, follows tags, accepts non-minimal
heads and trailing bytes. `decode` takes only what has exactly one encoding and refuses the rest with an error of its
own; what it takes, `cbor2` reads alike and `encode` writes again byte for byte (tests hold the three to each other).
"""

from __future__ import annotations

from typing import Final, NoReturn

import cbor2

from retour.errors import Malformed

MAX_BYTES: Final = 64 * 1024
"""Longest encoded message, in bytes (PROTOCOL: limits)."""
MAX_DEPTH: Final = 8
"""Deepest nesting of arrays, maps and tags; our own messages need 5."""

_SIMPLE: Final = {20: False, 21: True, 22: None}


def encode(value: object) -> bytes:
    """Encode deterministically: shortest heads, definite lengths, keys in bytewise order of their encoding.

    `cbor2`'s own ``canonical=True`` sorts by length first (RFC 7049), which is another order.
    """
    return cbor2.dumps(_sorted(value))


def decode(data: bytes, *, tags: frozenset[int] = frozenset(), limit: int = MAX_BYTES) -> object:
    """Decode one deterministic CBOR item.

    Args:
        data: the item, all of it and nothing after it.
        tags: tag numbers that may stand at the outermost item; everywhere else tags are refused.
        limit: longest accepted input, in bytes.

    Raises:
        Malformed: with a code for each leniency (``cbor-trailing``, ``cbor-duplicate-key``, ...), naming the offset.
    """
    if len(data) > limit:
        _refuse("too-large", limit, f"it is longer than {limit} bytes")
    if not data:
        _refuse("empty", 0, "it is empty")
    value, end = _item(data, 0, 0, tags)
    if end != len(data):
        _refuse("cbor-trailing", end, f"{len(data) - end} bytes follow its end")
    return value


def split_array(data: bytes, *, limit: int, most: int, tags: frozenset[int]) -> tuple[bytes, ...]:
    """The encoded items of an array, each checked on its own and no longer than `MAX_BYTES`; `tags` may stand there.

    Raises:
        Malformed: ``not-array``, ``too-many-messages`` above `most`, and whatever `check` refuses.
    """
    if len(data) > limit:
        _refuse("too-large", limit, f"it is longer than {limit} bytes")
    major, items, at = _head(data, 0)
    if major != 4:
        _refuse("not-array", 0, "it is not a list of messages")
    if items > most:
        _refuse("too-many-messages", 0, f"it holds more than {most} messages")
    parts = []
    for _ in range(items):
        _, end = _item(data, at, 0, tags)
        parts.append(data[at:end])
        at = end
    if at != len(data):
        _refuse("cbor-trailing", at, f"{len(data) - at} bytes follow its end")
    for part in parts:
        if len(part) > MAX_BYTES:
            _refuse("too-large", MAX_BYTES, f"it is longer than {MAX_BYTES} bytes")
    return tuple(parts)


def byte_string(data: bytes) -> bytes:
    """A byte string with its head; `encode` says the same, and takes longer."""
    length = len(data)
    if length < 24:
        return bytes((0x40 | length,)) + data
    if length < 1 << 8:
        return bytes((0x58, length)) + data
    if length < 1 << 16:
        return b"\x59" + length.to_bytes(2, "big") + data
    return b"\x5a" + length.to_bytes(4, "big") + data


def array_head(items: int) -> bytes:
    """The head of an array of `items`, for joining items that are encoded already."""
    return cbor2.dumps([0] * items)[:-items] if items else b"\x80"


def _item(data: bytes, at: int, depth: int, tags: frozenset[int] = frozenset()) -> tuple[object, int]:
    """The item at offset `at`, and the offset behind it."""
    major, argument, start = _head(data, at)
    if major == 0:
        return argument, start
    if major == 3 or major == 2:
        end = start + argument
        if end > len(data):
            _refuse("cut", at, "it ends in the middle of a string")
        return (data[start:end] if major == 2 else _text(data[start:end], at)), end
    if major == 1:
        return -1 - argument, start
    if depth >= MAX_DEPTH and major != 7:
        _refuse("cbor-depth", at, f"it is nested deeper than {MAX_DEPTH}")
    if major == 4:
        _plausible(data, at, start, argument)
        items = []
        for _ in range(argument):
            item, start = _item(data, start, depth + 1)
            items.append(item)
        return items, start
    if major == 5:
        _plausible(data, at, start, 2 * argument)
        return _map(data, start, argument, depth)
    if major == 6:
        if argument not in tags:
            _refuse("cbor-tag", at, f"it carries tag {argument}, which has no place here")
        item, start = _item(data, start, depth + 1)
        return cbor2.CBORTag(argument, item), start
    if argument not in _SIMPLE:
        _refuse("cbor-simple", at, "it carries a float or a simple value that has no place here")
    return _SIMPLE[argument], start


def _map(data: bytes, at: int, pairs: int, depth: int) -> tuple[dict[object, object], int]:
    values: dict[object, object] = {}
    previous = b""
    for _ in range(pairs):
        if at < len(data) and data[at] >> 5 > 3:
            _refuse("cbor-key", at, "a map key is neither a number nor a string")
        key, end = _item(data, at, depth + 1)
        encoded = data[at:end]
        if encoded <= previous:
            if encoded == previous:
                _refuse("cbor-duplicate-key", at, "a map holds the same key twice")
            _refuse("cbor-key-order", at, "map keys are not in bytewise order")
        previous = encoded
        values[key], at = _item(data, end, depth + 1)
    return values, at


def _head(data: bytes, at: int) -> tuple[int, int, int]:
    """Read a head: major type, argument, offset behind it."""
    if at < len(data) and data[at] & 0x1F < 24:
        return data[at] >> 5, data[at] & 0x1F, at + 1
    return _long_head(data, at)


def _long_head(data: bytes, at: int) -> tuple[int, int, int]:
    """A head of more than one byte. Refuses cut, indefinite and non-minimal ones."""
    if at >= len(data):
        _refuse("cut", at, "it ends in the middle")
    major, info = data[at] >> 5, data[at] & 0x1F
    if info == 31:
        _refuse("cbor-indefinite", at, "it uses an indefinite length")
    if info > 27:
        _refuse("cbor-reserved", at, "it uses a reserved head")
    if major == 7:
        _refuse("cbor-simple", at, "it carries a float or a simple value that has no place here")
    size = 1 << (info - 24)
    if at + 1 + size > len(data):
        _refuse("cut", at, "it ends in the middle of a number")
    argument = int.from_bytes(data[at + 1 : at + 1 + size], "big")
    if argument < (24, 1 << 8, 1 << 16, 1 << 32)[info - 24]:
        _refuse("cbor-not-minimal", at, "a number is longer than it need be")
    return major, argument, at + 1 + size


def _plausible(data: bytes, at: int, start: int, items: int) -> None:
    """A container cannot hold more items than bytes are left: refuse before looping over a claimed length."""
    if items > len(data) - start:
        _refuse("cut", at, "it claims more items than it has bytes")


def _text(text: bytes, at: int) -> str:
    try:
        return text.decode("utf-8")
    except UnicodeDecodeError:
        _refuse("cbor-utf8", at, "a text is not valid UTF-8")


def _sorted(value: object) -> object:
    kind = type(value)
    if kind is dict:
        return {key: _sorted(value[key]) for key in sorted(value, key=_place)}  # type: ignore[index, call-overload]
    if kind is list or kind is tuple:
        return [_sorted(item) for item in value]  # type: ignore[attr-defined]
    return value


def _place(key: object) -> tuple[int, int, bytes]:
    """Where a map key comes in bytewise order of its encoding, without encoding it: a head grows with its argument."""
    if isinstance(key, int):
        return (0, key, b"") if key >= 0 else (1, -1 - key, b"")
    data = key.encode() if isinstance(key, str) else key
    assert isinstance(data, bytes)
    return (3 if isinstance(key, str) else 2), len(data), data


def _refuse(code: str, offset: int, why: str) -> NoReturn:
    raise Malformed(
        code,
        f"This is not a message that Retour can accept: {why}.",
        "Nothing was changed.",
        "Fetch the file again from where it was made; if it stays so, keep it and ask for support.",
        offset=offset,
    )
