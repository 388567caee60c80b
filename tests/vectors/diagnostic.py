"""CBOR diagnostic notation (RFC 8949, section 8), spread over lines: one field a line, short arrays in one."""

from __future__ import annotations

import json


def diagnostic(value: object, depth: int = 0) -> str:
    """`value` in diagnostic notation."""
    inner = "\n" + "  " * (depth + 1)
    end = "\n" + "  " * depth
    if isinstance(value, dict):
        if not value:
            return "{}"
        fields = (f"{diagnostic(key)}: {diagnostic(item, depth + 1)}" for key, item in value.items())
        return "{" + inner + ("," + inner).join(fields) + end + "}"
    if isinstance(value, list):
        return "[" + ", ".join(diagnostic(item, depth) for item in value) + "]"
    if isinstance(value, bytes):
        return f"h'{value.hex()}'"
    return json.dumps(value, ensure_ascii=False)
