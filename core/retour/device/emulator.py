"""A device to train and to test with: the server on a pty and on TCP, its store in a folder."""

from __future__ import annotations

import asyncio
import contextlib
import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final, Protocol

from retour.errors import NotReached, Usage

Feed = Callable[[bytes], bytes]
_PIECE: Final = 4096
_MAX_PENDING: Final = 64 * 1024
"""Output that nobody reads is dropped beyond this, as a UART would."""


class Server(Protocol):
    """Answers on any number of streams."""

    def connection(self) -> Feed:
        """A function for one stream: takes what arrived, returns what is to be sent."""


async def serve(
    server: Server,
    *,
    link: Path | None,
    tcp: str | None,
    started: Callable[[str | None, str | None], None],
) -> None:
    """Serve until SIGINT or SIGTERM.

    Args:
        link: where a symbolic link to the pty shall stand.
        tcp: ``HOST:PORT`` to listen on as well; port 0 takes a free one.
        started: called with the pty's path and the address ``tcp:HOST:PORT``, None where there is none.
    """
    async with contextlib.AsyncExitStack() as stack:
        stop = asyncio.Event()
        stop_on_signals(stop)
        pty = stack.enter_context(_pty(server.connection(), link))
        address = await _listen(server, tcp, stack) if tcp else None
        started(pty, address)
        await stop.wait()


def stop_on_signals(stop: asyncio.Event) -> None:
    """Set `stop` on SIGINT and SIGTERM."""
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        if sys.platform == "win32":
            signal.signal(number, lambda *_: loop.call_soon_threadsafe(stop.set))
        else:
            loop.add_signal_handler(number, stop.set)


async def _listen(server: Server, tcp: str, stack: contextlib.AsyncExitStack) -> str:
    host, _, port = tcp.rpartition(":")
    if not host or not port.isdecimal() or int(port) > 65535:
        raise Usage("address", f"{tcp!r} is not HOST:PORT.", "Nothing was changed.", "Write for example 127.0.0.1:0.")

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        feed = server.connection()
        with contextlib.suppress(OSError), contextlib.closing(writer):
            while data := await reader.read(_PIECE):
                writer.write(feed(data))
                await writer.drain()

    try:
        listener = await asyncio.start_server(talk, host.strip("[]"), int(port))
    except OSError as error:
        raise NotReached(
            "tcp-busy",
            f"The device cannot listen on {tcp}: {error.strerror or error}.",
            "Nothing was changed.",
            "Choose another port, or 0 for a free one.",
        ) from error
    stack.callback(listener.close)
    return f"tcp:{host}:{listener.sockets[0].getsockname()[1]}"


@contextlib.contextmanager
def _pty(feed: Feed, link: Path | None) -> Iterator[str | None]:
    """A pty that feeds the server; yields the path that a client opens, None on systems without ptys."""
    if sys.platform == "win32":
        if link is not None:
            raise Usage(
                "no-pty", "This system has no ptys.", "Nothing was changed.", "Use --tcp HOST:PORT instead of --pty."
            )
        yield None
        return
    import pty
    import tty

    # The slave stays open here: otherwise a client that leaves would be the end of the line.
    master, slave = pty.openpty()
    tty.setraw(slave)
    os.set_blocking(master, False)
    path = os.ttyname(slave)
    line = _Line(master, feed)
    try:
        with _linked(link, path) as shown:
            yield shown
    finally:
        line.close()
        os.close(master)
        os.close(slave)


class _Line:
    """The master side of a pty in the running loop."""

    def __init__(self, master: int, feed: Feed) -> None:
        self._master = master
        self._feed = feed
        self._pending = bytearray()
        self._loop = asyncio.get_running_loop()
        self._loop.add_reader(master, self._read)

    def close(self) -> None:
        self._loop.remove_reader(self._master)
        self._loop.remove_writer(self._master)

    def _read(self) -> None:
        with contextlib.suppress(BlockingIOError):
            answer = self._feed(os.read(self._master, _PIECE))
            if answer and len(self._pending) + len(answer) <= _MAX_PENDING:
                self._pending += answer
                self._loop.add_writer(self._master, self._write)

    def _write(self) -> None:
        with contextlib.suppress(BlockingIOError):
            del self._pending[: os.write(self._master, self._pending)]
        if not self._pending:
            self._loop.remove_writer(self._master)


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
    stamp = time.strftime("%H:%M:%S", time.gmtime())
    sys.stderr.write(f"{stamp} UTC  * the lamp blinks for {seconds} s *\n")
    sys.stderr.flush()
