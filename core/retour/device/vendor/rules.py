"""What the vendor's device does with a wish and with a response. Pure.

A response replaces all lines. It counts once: a newer one for the newest request is taken, the last one again changes
nothing, everything else is refused.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from enum import Enum

from retour.device.vendor.format import (
    DamagedError,
    ForgedError,
    Line,
    Request,
    decode_response,
    encode_request,
)


class Refusal(Enum):
    """Why the device refuses; the value is what it says."""

    DAMAGED = "the response is damaged"
    FORGED = "the response is not from the vendor"
    WRONG_HOST = "the response is for another host"
    OLDER = "the response is older than the last one"
    NOT_NEWEST = "the response is not for the newest request"
    UNKNOWN_LINE = "an activation ID is not on this device"
    MORE = "more copies than this device has"
    UNREADABLE = "the command cannot be read"
    TOLD = "this device refuses every response"


class RefusedError(Exception):
    """The device refuses what was asked."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.value)
        self.refusal = refusal


@dataclass(frozen=True, slots=True)
class State:
    """The trusted store's content.

    Attributes:
        sequence: number of the newest request, 0 for none.
        response: number of the last processed response, 0 for none; digest: its SHA-256.
    """

    host_id: str
    model: str
    lines: tuple[Line, ...]
    sequence: int = 0
    response: int = 0
    digest: bytes = b""


def make_request(state: State, remaining: tuple[tuple[str, int], ...]) -> tuple[State, bytes]:
    """A request for what shall remain, or without it a sync. Raises `RefusedError` (UNKNOWN_LINE, MORE, UNREADABLE)."""
    held = {line.line: line.count for line in state.lines}
    if len(dict(remaining)) != len(remaining):
        raise RefusedError(Refusal.UNREADABLE)
    for line, count in remaining:
        if line not in held:
            raise RefusedError(Refusal.UNKNOWN_LINE)
        if count > held[line]:
            raise RefusedError(Refusal.MORE)
    after = replace(state, sequence=state.sequence + 1)
    return after, encode_request(Request(state.host_id, after.sequence, state.response, remaining))


def process(state: State, data: bytes) -> State:
    """The state after a response; the very same one when it was processed before. Raises `RefusedError`."""
    try:
        response = decode_response(data)
    except ForgedError:
        raise RefusedError(Refusal.FORGED) from None
    except DamagedError:
        raise RefusedError(Refusal.DAMAGED) from None
    digest = hashlib.sha256(data).digest()
    if response.host_id != state.host_id:
        raise RefusedError(Refusal.WRONG_HOST)
    if digest == state.digest:
        return state
    if response.number <= state.response:
        raise RefusedError(Refusal.OLDER)
    if response.answers != state.sequence:
        raise RefusedError(Refusal.NOT_NEWEST)
    lines = tuple(sorted((line for line in response.lines if line.count), key=lambda line: line.line))
    return replace(state, lines=lines, response=response.number, digest=digest)
