"""Heads of CBOR items (RFC 8949, 3), read strictly: shortest form, definite length. For what needs no whole decoder."""

from __future__ import annotations

from typing import Final

UNSIGNED: Final = 0
BYTES: Final = 2
_EDGES: Final = (24, 1 << 8, 1 << 16, 1 << 32)


class WrongHead(Exception):
    """No such head is there. Never leaves `airgap.ur`."""


def read_head(data: bytes, at: int, major: int) -> tuple[int, int]:
    """The argument of the head of this major type at offset `at`, and the offset behind it.

    Raises:
        WrongHead: for another major type, a longer form than need be, an indefinite length, or what is cut.
    """
    if at >= len(data) or data[at] >> 5 != major:
        raise WrongHead
    info = data[at] & 0x1F
    if info < 24:
        return info, at + 1
    end = at + 1 + (1 << info - 24)
    if info > 27 or end > len(data):
        raise WrongHead
    value = int.from_bytes(data[at + 1 : end], "big")
    if value < _EDGES[info - 24]:
        raise WrongHead
    return value, end


def read_octets(data: bytes, at: int) -> tuple[bytes, int]:
    """The byte string at offset `at`, and the offset behind it. Raises `WrongHead` as `read_head`, and if it is cut."""
    length, start = read_head(data, at, BYTES)
    if start + length > len(data):
        raise WrongHead
    return data[start : start + length], start + length


def head_length(argument: int) -> int:
    """Bytes of the head with this argument."""
    return (1, 2, 3, 5, 9)[sum(argument >= edge for edge in _EDGES)]
