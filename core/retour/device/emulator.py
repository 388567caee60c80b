"""A device to train and to test with: the server on a pty and on TCP, its store in a folder, its faults on the line."""

from __future__ import annotations

import asyncio
import contextlib
import math
import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final, Protocol, Self

from retour.device.faults import Faults
from retour.device.lines import PtyLine, TcpLine
from retour.device.wire import Fate, Feed, Wire
from retour.errors import NotReached, Usage

_NO_FAULTS: Final = Faults()


class Server(Protocol):
    """Answers on any number of streams."""

    def connection(self) -> Feed:
        """A function for one stream: takes what arrived, returns what is to be sent."""

    def restart(self) -> None:
        """Start anew from what is stored, as a device does whose plug was pulled."""


async def serve(
    server: Server,
    *,
    link: Path | None,
    tcp: str | None,
    started: Callable[[str | None, str | None], None],
    faults: Faults = _NO_FAULTS,
) -> None:
    """Serve until SIGINT or SIGTERM.

    Args:
        link: where a symbolic link to the pty shall stand. After a pulled cable the next pty stands at ``LINK-2``,
            ``LINK-3`` and so on.
        tcp: ``HOST:PORT`` to listen on as well; port 0 takes a free one.
        started: called with the pty's path and the address ``tcp:HOST:PORT``, None where there is none.
        faults: what is wrong with the device and its lines.
    """
    stop = asyncio.Event()
    stop_on_signals(stop)
    with _Sockets(server, faults, link, tcp) as sockets:
        started(*await sockets.open())
        await stop.wait()


def stop_on_signals(stop: asyncio.Event) -> None:
    """Set `stop` on SIGINT and SIGTERM."""
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        if sys.platform == "win32":
            signal.signal(number, lambda *_: loop.call_soon_threadsafe(stop.set))
        else:
            loop.add_signal_handler(number, stop.set)


class _Sockets:
    """Where cables go into the device: one pty, and TCP."""

    def __init__(self, server: Server, faults: Faults, link: Path | None, tcp: str | None) -> None:
        self._server = server
        self._faults = faults
        self._fate = Fate(faults, server.restart)
        self._link = link
        self._tcp = _host_and_port(tcp) if tcp else None
        self._plugged = contextlib.ExitStack()
        self._lines: set[TcpLine] = set()
        self._times = 0
        self._coming_back: asyncio.Task[None] | None = None
        self._reader: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._coming_back is not None:
            self._coming_back.cancel()
        self._plugged.close()
        if self._reader is not None:
            self._reader.kill()
            self._reader.communicate()

    async def open(self) -> tuple[str | None, str | None]:
        """The pty's path and the TCP address; raises `NotReached` (``tcp-busy``) and `Usage`."""
        pty = self._open_pty()
        address = None
        if self._tcp is not None:
            host, port = self._tcp
            self._tcp = host, await self._listen(host, port)
            address = f"tcp:{host}:{self._tcp[1]}"
        if pty is not None and self._faults.other_reader is not None:
            self._read_along(pty, self._faults.other_reader)
        return pty, address

    def _pull(self, seconds: float) -> None:
        """The cable is out; every line ends, and `seconds` later there are new ones."""
        self._plugged.close()
        _tell(f"the cable is pulled for {seconds:g} s")
        self._coming_back = asyncio.ensure_future(self._come_back(seconds))

    async def _come_back(self, seconds: float) -> None:
        await asyncio.sleep(seconds)
        pty = self._open_pty()
        if self._tcp is not None:
            await self._listen(*self._tcp)
        _tell(f"the cable is back{f' at {pty}' if pty else ''}")

    async def _listen(self, host: str, port: int) -> int:
        """Take TCP connections; the port's number."""
        try:
            listener = await asyncio.get_running_loop().create_server(
                lambda: TcpLine(self._wire(), self._pull, self._lines), host.strip("[]"), port
            )
        except OSError as error:
            tcp = f"{host}:{port}"
            raise NotReached(
                "tcp-busy",
                f"The device cannot listen on {tcp}: {error.strerror or error}.",
                "Nothing was changed.",
                "Choose another port, or 0 for a free one.",
            ) from error
        self._plugged.callback(self._hang_up)
        self._plugged.callback(listener.close)
        return int(listener.sockets[0].getsockname()[1])

    def _hang_up(self) -> None:
        for line in list(self._lines):
            line.close()

    def _open_pty(self) -> str | None:
        """A pty for the device; the path that a client opens, None on systems without ptys."""
        if sys.platform == "win32":
            if self._link is not None:
                raise Usage(
                    "no-pty",
                    "This system has no ptys.",
                    "Nothing was changed.",
                    "Use --tcp HOST:PORT instead of --pty.",
                )
            return None
        import pty
        import tty

        # The slave stays open here: otherwise a client that leaves would be the end of the line.
        master, slave = pty.openpty()
        self._plugged.callback(os.close, master)
        self._plugged.callback(os.close, slave)
        tty.setraw(slave)
        os.set_blocking(master, False)
        line = PtyLine(self._wire(), self._pull, master, slave, has_speed=self._faults.speed is not None)
        self._plugged.callback(line.close)
        self._times += 1
        link = self._link
        if link is not None and self._times > 1:
            link = link.with_name(f"{link.name}-{self._times}")
        path = self._plugged.enter_context(_linked(link, os.ttyname(slave)))
        line.turn()
        return path

    def _wire(self) -> Wire:
        return Wire(self._fate, self._server.connection())

    def _read_along(self, path: str, seconds: float) -> None:
        """Start the other program, and wait until it has the pty open."""
        start = [sys.executable] if getattr(sys, "frozen", False) else [sys.executable, "-m", "retour"]
        self._reader = subprocess.Popen([*start, "device", "other-reader", path], stdout=subprocess.PIPE)
        assert self._reader.stdout is not None
        self._reader.stdout.readline()
        if seconds < math.inf:
            asyncio.get_running_loop().call_later(seconds, self._reader.kill)


def _host_and_port(tcp: str) -> tuple[str, int]:
    host, _, port = tcp.rpartition(":")
    if not host or not port.isdecimal() or int(port) > 65535:
        raise Usage("address", f"{tcp!r} is not HOST:PORT.", "Nothing was changed.", "Write for example 127.0.0.1:0.")
    return host, int(port)


def read_along(path: Path) -> None:
    """Read from a port and throw it away, until it is gone: what a program does that should not be there."""
    port = os.open(path, os.O_RDONLY | getattr(os, "O_NOCTTY", 0))
    with contextlib.suppress(OSError):
        Path("/proc/self/comm").write_text("other-reader")  # so that who looks for it knows what it is
    sys.stdout.write("reading\n")
    sys.stdout.flush()
    # Asked first whether there is something: a client's settings can make an empty line look ended.
    there = select.poll()
    there.register(port, select.POLLIN)
    with contextlib.suppress(OSError):
        while not there.poll()[0][1] & select.POLLHUP:
            os.read(port, 4096)


@contextlib.contextmanager
def _linked(link: Path | None, path: str) -> Iterator[str]:
    """Let `link` point to the pty, in place of an earlier link; take it away at the end if it is still ours."""
    if link is None:
        yield path
        return
    if link.exists() and not link.is_symlink():
        raise Usage(
            "link-taken",
            f"{link} exists and is not a link.",
            "Nothing was changed.",
            "Choose another path for the pty, or take the file away.",
        )
    beside = link.with_name(f".{link.name}.{os.getpid()}")
    beside.symlink_to(path)
    beside.replace(link)
    try:
        yield str(link)
    finally:
        if link.is_symlink() and str(link.readlink()) == path:
            link.unlink()


def blink(seconds: int) -> None:
    """The emulator's lamp: a line for whoever watches it."""
    _tell(f"the lamp blinks for {seconds} s")


def _tell(what: str) -> None:
    stamp = time.strftime("%H:%M:%S", time.gmtime())
    sys.stderr.write(f"{stamp} UTC  * {what} *\n")
    sys.stderr.flush()
