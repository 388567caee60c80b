"""The vendor's device without a face: it is asked, and its files come out. Faults happen here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from retour.device.vendor import rules
from retour.device.vendor.faults import Faults
from retour.device.vendor.format import TRAILER
from retour.device.vendor.rules import Refusal, RefusedError
from retour.device.vendor.store import VendorStore
from retour.device.vendor.texts import Remaining, accepted_text, info_text, read_command, refused_text

Later = Callable[[float, Callable[[], None]], object]
"""Does something after so many seconds."""


@dataclass(frozen=True, slots=True)
class Outbox:
    """Where the device puts its files; each function writes or replaces one."""

    request: Callable[[bytes], None]
    result: Callable[[bytes], None]


class VendorDevice:
    """One device; the store changes before a file comes out, so that a number is never used twice."""

    def __init__(self, store: VendorStore, outbox: Outbox, later: Later, faults: Faults) -> None:
        self._store = store
        self._outbox = outbox
        self._later = later
        self._faults = faults

    @property
    def host_id(self) -> str:
        return self._store.state.host_id

    def info(self) -> bytes:
        """What the device says of itself, as text."""
        return info_text(self._store.state)

    def command(self, data: bytes) -> None:
        """Act on a command file: a request comes out, or a result that says why not."""
        try:
            remaining = read_command(data)
        except RefusedError as error:
            self._outbox.result(refused_text(error.refusal))
            return
        self.make(remaining)

    def make(self, remaining: Remaining) -> None:
        """Make a request for what shall remain; a sync if nothing is named."""
        if not (self._faults.silent or self._faults.stale):
            self._soon(lambda: self._make(remaining))

    def process(self, data: bytes) -> None:
        """Process a response; the result comes out."""
        if not self._faults.silent:
            self._soon(lambda: self._outbox.result(self._verdict(data)))

    def _make(self, remaining: Remaining) -> None:
        try:
            state, data = rules.make_request(self._store.state, remaining)
        except RefusedError as error:
            self._outbox.result(refused_text(error.refusal))
            return
        self._store.keep(state)
        if self._faults.no_trailer:
            data = data.removesuffix(TRAILER)
        if self._faults.half_written:
            self._outbox.request(data[: len(data) // 2])
            self._later(self._faults.half_written, lambda: self._outbox.request(data))
        else:
            self._outbox.request(data)

    def _verdict(self, data: bytes) -> bytes:
        try:
            if self._faults.refuse:
                raise RefusedError(Refusal.TOLD)
            self._store.keep(rules.process(self._store.state, data))
        except RefusedError as error:
            return refused_text(error.refusal)
        return accepted_text(self._store.state)

    def _soon(self, action: Callable[[], None]) -> None:
        if self._faults.slow:
            self._later(self._faults.slow, action)
        else:
            action()
