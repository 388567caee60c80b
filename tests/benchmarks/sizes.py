"""Bytes of a device message with 1, 5 and 50 lines: ``.venv/bin/python tests/benchmarks/sizes.py``.

The lines have 19-character activation IDs; the message has a predecessor and an applied answer, as most have.
"""

from __future__ import annotations

import json

from retour.protocol.keys import SigningKey
from retour.protocol.messages import unsigned_message
from retour.protocol.model import Applied, Counts, DeviceMessage, Host, HostType, Reason, counts

GOALS = {1: 260, 5: 340, 50: 1290}


def size(lines: int, *, desired: bool) -> int:
    """Bytes of one signed, tagged message: a snapshot of `lines`, or a request to return all of them."""
    key = SigningKey.generate()
    held = counts({f"F3A8-91BC-04D2-{n:04d}": 3 for n in range(lines)})
    wished: Counts | None = tuple((line, 0) for line, _ in held) if desired else None
    host, applied = Host(HostType.SERIAL, "SN-4711"), Applied(1, 77, bytes(32))
    content = DeviceMessage(
        "P-0123456789", host, key.public.kid, 1234, bytes(32), applied, 0, 1, held, wished, Reason.MOVE, bytes(8)
    )
    return len(unsigned_message(content, key.public).signed(key))


if __name__ == "__main__":
    for lines, goal in GOALS.items():
        snapshot, request = size(lines, desired=False), size(lines, desired=True)
        print(json.dumps({"lines": lines, "snapshot_bytes": snapshot, "goal": goal, "return_request_bytes": request}))
