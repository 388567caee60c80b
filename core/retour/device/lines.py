"""Streams to an emulated device in the running loop: the master side of a pty, a TCP connection."""

from __future__ import annotations

import asyncio
import contextlib
import os
import re
from collections.abc import Callable
from functools import cache
from typing import Final

from retour.device.wire import Wire

_PIECE: Final = 4096
_MAX_PENDING: Final = 64 * 1024
"""Output that nobody reads is dropped beyond this, as a UART would."""


class Flow:
    """One stream in the running loop: hands its wire what arrives, and sends what leaves it at its time."""

    def __init__(self, wire: Wire, pull: Callable[[float], None]) -> None:
        self._wire = wire
        self._pull = pull
        self._loop = asyncio.get_running_loop()
        self._timer: asyncio.Handle | None = None
        self._cut: asyncio.Handle | None = None

    def arrived(self, data: bytes) -> None:
        if self._cut is not None:
            return
        self._wire.arrived(data, self._loop.time(), self._speed())
        pull = self._wire.pull
        if pull is not None:
            self._cut = self._loop.call_at(pull.at, self._pull, pull.seconds)
        self.turn()

    def turn(self) -> None:
        """Send what is due, and come back when more is."""
        self.rest()
        data = self._wire.leaving(self._loop.time(), self._speed(), idle=self._is_idle())
        if data:
            self._send(data)
        due = self._wire.due
        if due is not None:
            self._timer = self._loop.call_at(due, self.turn)
        elif self._wire.endless and self._is_idle():
            self._timer = self._loop.call_soon(self.turn)

    def rest(self) -> None:
        """Send nothing more by itself."""
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def close(self) -> None:
        """End the stream."""
        self.rest()
        if self._cut is not None:
            self._cut.cancel()

    def _speed(self) -> int | None:
        """What the other end has set in bits/s; None where there is no such thing, or nobody wants to know."""
        return None

    def _is_idle(self) -> bool:
        """Whether the line has taken all that was sent."""
        raise NotImplementedError

    def _send(self, data: bytes) -> None:
        raise NotImplementedError


class PtyLine(Flow):
    """The master side of a pty."""

    def __init__(self, wire: Wire, pull: Callable[[float], None], master: int, slave: int, *, has_speed: bool) -> None:
        super().__init__(wire, pull)
        self._master = master
        self._slave = slave
        self._has_speed = has_speed
        self._pending = bytearray()
        self._loop.add_reader(master, self._read)

    def close(self) -> None:
        super().close()
        self._loop.remove_reader(self._master)
        self._loop.remove_writer(self._master)

    def _read(self) -> None:
        with contextlib.suppress(BlockingIOError):
            self.arrived(os.read(self._master, _PIECE))

    def _send(self, data: bytes) -> None:
        if len(self._pending) + len(data) <= _MAX_PENDING:
            self._pending += data
            self._write()

    def _write(self) -> None:
        with contextlib.suppress(BlockingIOError):
            del self._pending[: os.write(self._master, self._pending)]
        if self._pending:
            self._loop.add_writer(self._master, self._written)
        else:
            self._loop.remove_writer(self._master)

    def _written(self) -> None:
        self._write()
        if not self._pending:
            self.turn()

    def _is_idle(self) -> bool:
        return not self._pending

    def _speed(self) -> int | None:
        return _speed_of(self._slave) if self._has_speed else None


class TcpLine(Flow, asyncio.Protocol):
    """One TCP connection."""

    def __init__(self, wire: Wire, pull: Callable[[float], None], lines: set[TcpLine]) -> None:
        super().__init__(wire, pull)
        self._lines = lines
        self._transport: asyncio.Transport | None = None
        self._paused = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        transport.set_write_buffer_limits(0)  # idle means that all is sent
        self._lines.add(self)
        self.turn()

    def connection_lost(self, exc: Exception | None) -> None:
        self.rest()
        self._transport = None
        self._lines.discard(self)

    def data_received(self, data: bytes) -> None:
        self.arrived(data)

    def pause_writing(self) -> None:
        self._paused = True

    def resume_writing(self) -> None:
        self._paused = False
        self.turn()

    def close(self) -> None:
        super().close()
        if self._transport is not None:
            self._transport.abort()

    def _send(self, data: bytes) -> None:
        if self._transport is not None and self._transport.get_write_buffer_size() + len(data) <= _MAX_PENDING:
            self._transport.write(data)

    def _is_idle(self) -> bool:
        return self._transport is not None and not self._paused


def _speed_of(slave: int) -> int | None:
    """What the client of a pty has set, in bits/s; None for a speed without a name."""
    import termios

    return _speeds().get(termios.tcgetattr(slave)[5])


@cache
def _speeds() -> dict[int, int]:
    """Speeds in bits/s by the codes of termios."""
    import termios

    return {getattr(termios, name): int(name[1:]) for name in dir(termios) if re.fullmatch("B[0-9]+", name)}
