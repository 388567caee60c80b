"""Byte pipes to a device: one narrow Protocol, and what stands behind it (serial port or pty, TCP)."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import os
import stat
import sys
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Final, NoReturn, Protocol

from retour.errors import NotReached, Refused, Usage

if TYPE_CHECKING:
    import serial

_PIECE: Final = 4096
_CONNECT_SECONDS: Final = 5.0
_UNIX98_PTY: Final = range(136, 144)
"""Major device numbers of Linux pty slaves."""


class BytePipe(Protocol):
    """Bytes in order, both ways, to one device. A cancelled `read` loses nothing."""

    @property
    def name(self) -> str:
        """The address, for people."""

    async def read(self) -> bytes:
        """At least one byte. Raises `NotReached` (``cable-lost``) when the other end is gone."""

    async def write(self, data: bytes) -> None:
        """All of `data`. Raises `NotReached` (``cable-lost``)."""

    async def close(self) -> None:
        """Let go of the line; never fails, and may be called twice."""


async def open_pipe(address: str, baud: int = 115200) -> BytePipe:
    """Open a device's address: a port's path or name, or ``tcp:HOST:PORT``.

    Raises:
        NotReached: ``port-missing``, ``port-permission``, ``port-busy``, ``port-failed``, ``tcp-refused``.
        Refused: ``not-available`` for a drop folder (``dir:``).
        Usage: ``address``.
    """
    if address.startswith("dir:"):
        raise Refused(
            "not-available",
            "Devices with a drop folder are not supported in this version.",
            "Nothing was changed.",
            "Connect the device by a serial port or TCP.",
        )
    if address.startswith("tcp:"):
        return await _open_tcp(address)
    return _open_serial(address, baud)


async def _open_tcp(address: str) -> BytePipe:
    host, _, port = address.removeprefix("tcp:").rpartition(":")
    if not host or not port.isdecimal() or not 0 < int(port) < 65536:
        raise Usage(
            "address",
            f"{address!r} is not an address of a device.",
            "Nothing was changed.",
            "Write tcp:HOST:PORT, for example tcp:192.168.0.10:4242.",
        )
    try:
        async with asyncio.timeout(_CONNECT_SECONDS):
            reader, writer = await asyncio.open_connection(host.strip("[]"), int(port))
    except OSError as error:
        raise NotReached(
            "tcp-refused",
            f"Nothing takes the connection at {address}.",
            "Nothing was changed.",
            "Check that the device is on, that the network is up and that the address is right.",
            port=address,
            reason=str(error),
        ) from error
    return TcpPipe(address, reader, writer)


class TcpPipe:
    """A TCP connection as a byte pipe."""

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


def _open_serial(path: str, baud: int) -> BytePipe:
    import serial

    port = serial.Serial(None, baudrate=baud, timeout=0.2, exclusive=True)
    port.dtr = True
    port.port = path
    try:
        port.open()
    except (serial.SerialException, OSError, ValueError) as error:
        _cannot_open(path, error)
    try:
        port.reset_input_buffer()
        _hold(port, path)
        return ThreadPipe(path, port) if sys.platform == "win32" else PosixPipe(path, port)
    except OSError as error:
        port.close()
        _cannot_open(path, error)


def _hold(port: serial.Serial, path: str) -> None:
    """Keep out those who do not lock. Not on a pty: its other end keeps it open, and the hold with it, after a kill."""
    if sys.platform != "win32" and not _is_pty(path):
        import fcntl
        import termios

        fcntl.ioctl(port.fileno(), termios.TIOCEXCL)


def _is_pty(path: str) -> bool:
    status = os.stat(path)  # noqa: PTH116 - a device node, and its number is wanted
    return stat.S_ISCHR(status.st_mode) and os.major(status.st_rdev) in _UNIX98_PTY


class PosixPipe:
    """A serial port or pty read through the running loop."""

    def __init__(self, name: str, port: serial.Serial) -> None:
        self.name = name
        self._port = port
        self._fd: int = port.fileno()
        self._loop = asyncio.get_running_loop()
        self._wait_for_a_byte()

    async def read(self) -> bytes:
        while True:
            try:
                data = os.read(self._fd, _PIECE)
            except BlockingIOError:
                await self._ready(self._loop.add_reader, self._loop.remove_reader)
                continue
            except OSError as error:
                raise cable_lost(self.name, error) from error
            if not data:
                raise cable_lost(self.name)
            return data

    async def write(self, data: bytes) -> None:
        view = memoryview(data)
        while view:
            try:
                view = view[os.write(self._fd, view) :]
            except BlockingIOError:
                await self._ready(self._loop.add_writer, self._loop.remove_writer)
            except OSError as error:
                raise cable_lost(self.name, error) from error

    async def close(self) -> None:
        self._fd = -1
        with contextlib.suppress(OSError):
            self._port.close()

    def _wait_for_a_byte(self) -> None:
        """With pyserial's VMIN of 0 an empty line reads like one that has ended."""
        import termios

        settings = termios.tcgetattr(self._fd)
        settings[6][termios.VMIN] = 1
        termios.tcsetattr(self._fd, termios.TCSANOW, settings)

    async def _ready(self, add: Callable[[int, Callable[[], None]], None], remove: Callable[[int], bool]) -> None:
        fd, ready = self._fd, asyncio.Event()
        add(fd, ready.set)
        try:
            await ready.wait()
        finally:
            remove(fd)


class ThreadPipe:
    """A serial port read by a thread, where the loop cannot watch it (Windows)."""

    def __init__(self, name: str, port: serial.Serial) -> None:
        self.name = name
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


def _cannot_open(path: str, error: Exception) -> NoReturn:
    number, text = getattr(error, "errno", None), str(error)
    safe, facts = "Nothing was changed.", {"port": path, "reason": text}
    # On Windows pyserial gives no number, only the text of what it caught.
    if number in (errno.ENOENT, errno.ENODEV, errno.ENXIO) or "FileNotFoundError" in text:
        raise NotReached(
            "port-missing",
            f"There is no port {path}.",
            safe,
            "Plug the cable in, wait a moment, and choose the port from the list.",
            **facts,
        ) from error
    if number in (errno.EAGAIN, errno.EBUSY) or "PermissionError" in text:
        raise NotReached(
            "port-busy",
            f"Another program holds the port {path}.",
            safe,
            "Close the other program (a terminal, or another Retour), then try again.",
            **facts,
        ) from error
    if number in (errno.EACCES, errno.EPERM):
        raise NotReached(
            "port-permission",
            f"You may not use the port {path}.",
            safe,
            "Have yourself added to the group dialout, log in again, then try again.",
            **facts,
        ) from error
    raise NotReached(
        "port-failed",
        f"The port {path} could not be opened as a serial port.",
        safe,
        "Check that it is the device's port; unplug the cable and plug it in again.",
        **facts,
    ) from error
