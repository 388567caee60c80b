"""Byte pipes to a device: one narrow Protocol, and what stands behind it (serial port or pty, TCP)."""

from __future__ import annotations

import asyncio
import contextlib
import os
import threading
from typing import TYPE_CHECKING, Final, Protocol

from retour.errors import NotReached

if TYPE_CHECKING:
    import serial

_PIECE: Final = 4096
_MOST_WAITING: Final = 64 * 1024
"""Bytes that a reader keeps for who asks next."""


class BytePipe(Protocol):
    """Bytes in order, both ways, to one device. A cancelled `read` loses nothing."""

    @property
    def name(self) -> str:
        """The address, for people."""

    @property
    def baud(self) -> int | None:
        """Speed of the line in bits a second; None where bytes take no time that is known (TCP)."""

    async def read(self) -> bytes:
        """At least one byte. Raises `NotReached` (``cable-lost``) when the other end is gone."""

    async def write(self, data: bytes) -> None:
        """All of `data`. Raises `NotReached` (``cable-lost``)."""

    async def close(self) -> None:
        """Let go of the line; never fails, and may be called twice."""


class TcpPipe:
    """A TCP connection as a byte pipe."""

    baud: int | None = None

    def __init__(self, name: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.name = name
        self._reader = reader
        self._writer = writer

    async def read(self) -> bytes:
        try:
            data = await self._reader.read(_PIECE)
        except OSError as error:
            raise cable_lost(self.name, error) from error
        if not data:
            raise cable_lost(self.name)
        return data

    async def write(self, data: bytes) -> None:
        try:
            self._writer.write(data)
            await self._writer.drain()
        except OSError as error:
            raise cable_lost(self.name, error) from error

    async def close(self) -> None:
        self._writer.close()
        with contextlib.suppress(OSError):
            await self._writer.wait_closed()


class PosixPipe:
    """A serial port or pty read through the running loop.

    Its reader stands as long as the pipe: what arrives between two reads waits here, up to a bound, beyond which it
    waits in the system. Nobody asks a line whether something is there.
    """

    def __init__(self, name: str, port: serial.Serial) -> None:
        self.name = name
        self.baud: int | None = int(port.baudrate)
        self._port = port
        self._fd: int = port.fileno()
        self._loop = asyncio.get_running_loop()
        self._arrived = bytearray()
        self._lost: NotReached | None = None
        self._waiting: asyncio.Future[None] | None = None
        self._reading = False
        self._wait_for_a_byte()
        self._listen()

    async def read(self) -> bytes:
        while not self._arrived:
            if self._lost is not None:
                raise self._lost
            self._listen()
            self._waiting = self._loop.create_future()
            try:
                await self._waiting
            finally:
                self._waiting = None
        data = bytes(self._arrived)
        self._arrived.clear()
        return data

    async def write(self, data: bytes) -> None:
        view = memoryview(data)
        while view:
            if self._lost is not None:
                raise self._lost
            try:
                view = view[os.write(self._fd, view) :]
            except BlockingIOError:
                await self._writable()
            except OSError as error:
                raise self._gone(error) from error

    async def close(self) -> None:
        self._gone(None)
        self._fd = -1
        with contextlib.suppress(OSError):
            self._port.close()

    def _wait_for_a_byte(self) -> None:
        """With pyserial's VMIN of 0 an empty line reads like one that has ended."""
        import termios

        settings = termios.tcgetattr(self._fd)
        settings[6][termios.VMIN] = 1
        termios.tcsetattr(self._fd, termios.TCSANOW, settings)

    def _listen(self) -> None:
        if not self._reading:
            self._reading = True
            self._loop.add_reader(self._fd, self._take)

    def _deaf(self) -> None:
        if self._reading:
            self._reading = False
            self._loop.remove_reader(self._fd)

    def _take(self) -> None:
        try:
            data = os.read(self._fd, _PIECE)
        except (BlockingIOError, InterruptedError):
            return
        except OSError as error:
            self._gone(error)
            return
        if not data:
            self._gone(None)
            return
        self._arrived += data
        if len(self._arrived) >= _MOST_WAITING:
            self._deaf()
        self._wake()

    def _gone(self, cause: OSError | None) -> NotReached:
        self._lost = self._lost or cable_lost(self.name, cause)
        self._deaf()
        self._wake()
        return self._lost

    def _wake(self) -> None:
        if self._waiting is not None and not self._waiting.done():
            self._waiting.set_result(None)

    async def _writable(self) -> None:
        fd, ready = self._fd, asyncio.Event()
        self._loop.add_writer(fd, ready.set)
        try:
            await ready.wait()
        finally:
            self._loop.remove_writer(fd)


class ThreadPipe:
    """A serial port read by a thread, where the loop cannot watch it (Windows)."""

    def __init__(self, name: str, port: serial.Serial) -> None:
        self.name = name
        self.baud: int | None = int(port.baudrate)
        self._port = port
        self._loop = asyncio.get_running_loop()
        self._arrived: asyncio.Queue[bytes | None] = asyncio.Queue()
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._pump, name=f"read {name}", daemon=True)
        self._thread.start()

    async def read(self) -> bytes:
        data = await self._arrived.get()
        if data is None:
            self._arrived.put_nowait(None)
            raise cable_lost(self.name)
        return data

    async def write(self, data: bytes) -> None:
        try:
            await asyncio.to_thread(self._port.write, data)
        except OSError as error:
            raise cable_lost(self.name, error) from error

    async def close(self) -> None:
        self._closing.set()
        await asyncio.to_thread(self._thread.join)
        with contextlib.suppress(OSError):
            self._port.close()

    def _pump(self) -> None:
        data: bytes | None = b""
        while data is not None and not self._closing.is_set():
            try:
                data = self._port.read(max(1, self._port.in_waiting))
            except (OSError, TypeError):  # pyserial raises TypeError when the port is closed under it
                data = None
            if data != b"":
                with contextlib.suppress(RuntimeError):  # the loop is gone; nobody waits any more
                    self._loop.call_soon_threadsafe(self._arrived.put_nowait, data)


def cable_lost(name: str, cause: OSError | None = None) -> NotReached:
    """The other end of an open line is gone."""
    return NotReached(
        "cable-lost",
        f"The connection to the device on {name} was lost.",
        "What was asked is safe to ask again; the device does nothing twice.",
        "Plug the cable in again, wait until the device is ready, then go on where you stopped.",
        port=name,
        reason=str(cause) if cause else "end of stream",
    )
