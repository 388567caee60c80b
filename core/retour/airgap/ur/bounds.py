"""Every limit of what crosses as QR, each checked before anything is allocated; and how a code is refused."""

from __future__ import annotations

from typing import Final

from retour.errors import Malformed

MAX_TEXT: Final = 4296
"""Longest text of one code, in characters: what the largest QR symbol (40-L) holds in alphanumeric mode."""
MAX_TYPE: Final = 32
"""Longest UR type, in characters."""
MAX_FRAGMENTS: Final = 2048
"""Most fragments of one message. A part then costs at most 6 ms (`solving`)."""
MAX_MESSAGE: Final = 512 * 1024
"""Longest message, in bytes of CBOR, as it crosses and also inflated."""
MAX_RATIO: Final = 100
"""A message that inflates to more than this many times its size is a bomb; the sender deflates nothing that does."""
MAX_STREAMS: Final = 32
"""Most messages that are collected at a time."""
MAX_COMPLETE: Final = 256
"""Most messages that are kept when they are complete."""
MAX_KEPT: Final = 8 * 1024 * 1024
"""Most bytes that all messages together take, collected or complete."""
MAX_CONTRADICTIONS: Final = 64
"""Most parts of one message that are kept beside it because they contradict it."""
LAST_SEQUENCE: Final = 2**32 - 1
"""The largest sequence number (BCR-2024-001: uint32, from 1)."""


def damaged(code: str, what: str, **details: object) -> Malformed:
    """A code that is no usable part of anything. What has been collected stays."""
    return Malformed(
        code,
        what,
        "What was read so far is kept.",
        "Keep scanning the code that Retour shows; if this comes again, show it anew.",
        **details,
    )
