"""Hostile messages: variants of a good one with exactly one fault each, signed wherever a signature makes sense.

What is wrong is never hidden behind a bad signature: a reader that is lenient about the one fault would take it.
"""

from __future__ import annotations

from itertools import chain

from retour.conformance.hostile_content import content_rows
from retour.conformance.hostile_encoding import encoding_rows
from retour.conformance.hostile_envelope import envelope_rows, signature_rows
from retour.conformance.hostile_parts import Good, Hostile
from retour.protocol.cose import Kind
from retour.protocol.keys import SigningKey

__all__ = ["Hostile", "hostile"]


def hostile(kind: Kind, payload: bytes, key: SigningKey) -> tuple[Hostile, ...]:
    """Hostile variants of the good message of `kind` with this `payload`, signed by `key`.

    Each is refused when it is read strictly as `kind` and then verified with `key`.
    """
    good = Good(kind, payload, key)
    rows = (encoding_rows, envelope_rows, signature_rows, content_rows)
    return tuple(chain.from_iterable(make(good) for make in rows))
