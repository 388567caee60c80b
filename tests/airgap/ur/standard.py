"""A sender as the papers show it, with any fragment length and from any number; and messages to send."""

from __future__ import annotations

import zlib

from retour.airgap.ur import text
from retour.airgap.ur.part import Part, encode_part
from retour.airgap.ur.sampling import Xoshiro256, choose_fragments
from retour.airgap.ur.sender import fragment_length


def made_message(length: int, seed: bytes = b"Wolf") -> bytes:
    """The message of the papers' examples."""
    source = Xoshiro256.hashed(seed)
    return bytes(source.next_below(256) for _ in range(length))


class StandardSender:
    """All parts of a message, each under its number.

    Args:
        kind: the UR type.
        message: the message, CBOR.
        longest: the longest fragment, in bytes.
    """

    def __init__(self, kind: str, message: bytes, longest: int) -> None:
        self.kind, self.message, self.checksum = kind, message, zlib.crc32(message)
        self.length = fragment_length(len(message), longest)
        self.fragments = -(-len(message) // self.length)

    def part(self, number: int) -> Part:
        mixed = bytes(self.length)
        for index in choose_fragments(number, self.fragments, self.checksum):
            fragment = self.message[index * self.length : (index + 1) * self.length].ljust(self.length, b"\0")
            mixed = bytes(a ^ b for a, b in zip(mixed, fragment, strict=True))
        return Part(number, self.fragments, len(self.message), self.checksum, mixed)

    def text(self, number: int) -> str:
        return self.code(self.part(number))

    def code(self, part: Part) -> str:
        return text.multi(self.kind, text.Sequence(part.number, part.fragments), encode_part(part))
