"""Opening the line to a device by its address, and why that cannot be done."""

from __future__ import annotations

import asyncio
import errno
import os
import stat
import sys
from typing import TYPE_CHECKING, Final, NoReturn

from retour.errors import NotReached, Refused, Usage
from retour.link.pipe import BytePipe, PosixPipe, TcpPipe, ThreadPipe

if TYPE_CHECKING:
    import serial

_CONNECT_SECONDS: Final = 5.0
_UNIX98_PTY: Final = range(136, 144)
"""Major device numbers of Linux pty slaves."""


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
