"""What every payload is made of: registered CWT claims (RFC 8392), and one private claim with everything else."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from retour.protocol import cbor
from retour.protocol.fields import Fields

ISS, AUD, IAT, CTI = 1, 3, 6, 7
OURS: Final = -65537
"""Private-use CWT claim (RFC 8392, 9.1): one map with everything that has no registered claim."""


@contextmanager
def reading(payload: bytes, where: str, inside: str) -> Iterator[tuple[Fields, Fields]]:
    """The claims of a payload and what `OURS` holds; at the end nothing of either may be left over.

    Args:
        where, inside: names of the payload and of what is in `OURS`, for errors; written out, to be translated.

    Raises:
        Malformed: naming the field.
    """
    claims = Fields.of(cbor.decode(payload), where)
    ours = Fields.of(claims.take(OURS), inside)
    yield claims, ours
    ours.done()
    claims.done()
