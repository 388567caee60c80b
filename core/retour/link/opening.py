"""Opening the line to a device by its address, and why that cannot be done."""

from __future__ import annotations

import asyncio
import errno
import os
import sys
from typing import TYPE_CHECKING, Final, NoReturn

from retour.errors import NotReached, Refused, Usage
from retour.link.holders import MODEM_MANAGER, Holder, holders, pty_number
from retour.link.pipe import BytePipe, PosixPipe, TcpPipe, ThreadPipe
from retour.link.ports import split_speed

if TYPE_CHECKING:
    import serial

BAUD: Final = 115200
"""Bits a second where an address names no other speed."""
_CONNECT_SECONDS: Final = 5.0


async def open_pipe(address: str, baud: int | None = None) -> BytePipe:
    """Open a device's address: a port's path or name, ``@BAUD`` behind it if need be, or ``tcp:HOST:PORT``.

    Args:
        baud: bits a second where the address names none; None for 115200.

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
    path, named = split_speed(address)
    return piped(address, open_port(path, named or baud or BAUD))


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


def open_port(path: str, baud: int) -> serial.Serial:
    """Open a serial port for us alone. Raises `NotReached` (``port-...``)."""
    import serial

    nobody_else(path)
    port = serial.Serial(None, baudrate=baud, timeout=0.2, exclusive=True)
    port.dtr = True
    port.port = path
    try:
        port.open()
    except (serial.SerialException, OSError, ValueError) as error:
        _cannot_open(path, error)
    try:
        port.reset_input_buffer()
        _hold(port)
    except OSError as error:
        port.close()
        _cannot_open(path, error)
    return port


def piped(name: str, port: serial.Serial) -> BytePipe:
    """The pipe over an open port. Raises `NotReached` (``port-failed``) when it has gone meanwhile."""
    try:
        return ThreadPipe(name, port) if sys.platform == "win32" else PosixPipe(name, port)
    except OSError as error:
        port.close()
        _cannot_open(str(port.port), error)


def nobody_else(path: str) -> None:
    """Raise `NotReached` (``port-busy``) when another program has a port open, also if it has not locked it.

    Asked before opening, because opening would change the other's speed and take its bytes.
    """
    if there := holders(path):
        raise _busy(path, there, "")


def _hold(port: serial.Serial) -> None:
    """Keep out those who do not lock. Not on a pty: its other end keeps it open, and the hold with it, after a kill."""
    if sys.platform != "win32" and pty_number(os.fstat(port.fileno()).st_rdev) is None:
        import fcntl
        import termios

        fcntl.ioctl(port.fileno(), termios.TIOCEXCL)


def _cannot_open(path: str, error: Exception) -> NoReturn:
    number, reason = getattr(error, "errno", None), str(error)
    # On Windows pyserial gives no number, only the text of what it caught.
    if number in (errno.ENOENT, errno.ENODEV, errno.ENXIO) or "FileNotFoundError" in reason:
        raise NotReached(
            "port-missing",
            f"There is no port {path}.",
            "Nothing was changed.",
            "Plug the cable in, wait a moment, and choose the port from the list.",
            port=path,
            reason=reason,
        ) from error
    if number in (errno.EAGAIN, errno.EBUSY) or "PermissionError" in reason:
        raise _busy(path, (), reason) from error
    if number in (errno.EACCES, errno.EPERM):
        raise _not_allowed(path, reason) from error
    raise NotReached(
        "port-failed",
        f"The port {path} could not be opened as a serial port.",
        "Nothing was changed.",
        "Check that it is the device's port; unplug the cable and plug it in again.",
        port=path,
        reason=reason,
    ) from error


def _busy(path: str, there: tuple[Holder, ...], reason: str) -> NotReached:
    if not there:
        return NotReached(
            "port-busy",
            f"Another program holds the port {path}.",
            "Nothing was changed.",
            "Close the other program (a terminal, or another Retour), then try again.",
            port=path,
            reason=reason,
        )
    first = next((each for each in there if each.name == MODEM_MANAGER), there[0])
    held = {"port": path, "holders": [f"{each.name} {each.pid}" for each in there]}
    if first.name == MODEM_MANAGER:
        return NotReached(
            "port-busy",
            f"ModemManager (process {first.pid}) tries whether a modem is on the port {path}.",
            "Nothing was changed.",
            "Wait half a minute and try again; Retour's udev rule, 70-retour.rules, keeps ModemManager off.",
            **held,
        )
    return NotReached(
        "port-busy",
        f"{first.name} (process {first.pid}) has the port {path} open and takes the device's answers.",
        "Nothing was changed.",
        f"Close {first.name}, then try again.",
        **held,
    )


def _not_allowed(path: str, reason: str) -> NotReached:
    """The exact way to get the right to use a port."""
    group, user = _group_of(path)
    if group is None:
        return NotReached(
            "port-permission",
            f"You may not use the port {path}.",
            "Nothing was changed.",
            "Install Retour's udev rule, 70-retour.rules, plug the cable in again, then try again.",
            port=path,
            reason=reason,
        )
    command = " ".join(("sudo", "usermod", "-aG", group, user))
    return NotReached(
        "port-permission",
        f"You may not use the port {path}; it is for members of the group {group}.",
        "Nothing was changed.",
        f'Type "{command}" in a terminal and log in again; '
        "or install Retour's udev rule, 70-retour.rules, which needs no group.",
        port=path,
        reason=reason,
        command=command,
    )


def _group_of(path: str) -> tuple[str | None, str]:
    """The group whose members may use a port, if there is one that helps, and the user's name."""
    if sys.platform == "win32":
        return None, ""
    import grp
    import pwd
    import stat

    try:
        status = os.stat(path)  # noqa: PTH116 - a device node
        group, user = grp.getgrgid(status.st_gid).gr_name, pwd.getpwuid(os.getuid()).pw_name
    except (OSError, KeyError):
        return None, ""
    needed = stat.S_IRGRP | stat.S_IWGRP
    # The group root is no way for a person, and a port that is closed to its group stays closed.
    return (group if status.st_gid and status.st_mode & needed == needed else None), user
