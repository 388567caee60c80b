"""What a device holds, as one blob: an array of ``[line, count, product, version, [feature, ...], expiry]``."""

from __future__ import annotations

from collections.abc import Sequence

from retour.protocol import cbor
from retour.protocol.codec import grant_terms, read_grant
from retour.protocol.cose import malformed
from retour.protocol.fields import Fields
from retour.protocol.model import MAX_LINES, Grant


def encode_inventory(grants: Sequence[Grant]) -> bytes:
    """The blob, in deterministic CBOR; `grants` are sorted by activation ID."""
    return cbor.encode([[grant.line, *grant_terms(grant)] for grant in grants])


def decode_inventory(blob: bytes) -> tuple[Grant, ...]:
    """Read the blob strictly. Raises `Malformed` naming the field; ``line-order`` unless sorted, each line once."""
    rows = cbor.decode(blob)
    if not isinstance(rows, list) or len(rows) > MAX_LINES:
        raise malformed("field", f"the inventory is not a list of at most {MAX_LINES} lines", field="inventory")
    grants = tuple(_row(row) for row in rows)
    lines = [grant.line for grant in grants]
    if sorted(set(lines)) != lines:
        raise malformed("line-order", "the lines of the inventory are not sorted, each once")
    return grants


def _row(row: object) -> Grant:
    line, *terms = Fields.array(row, "line", 6)
    return read_grant(Fields.as_text(line, "activation ID"), terms)
