"""Pipes over real ptys and sockets."""

from __future__ import annotations

import asyncio
import contextlib
import os
import socket
import stat
import sys
import tty
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import serial

from retour.errors import NotReached, RetourError
from retour.link.opening import open_pipe
from retour.link.pipe import BytePipe, PosixPipe, TcpPipe, ThreadPipe

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="ptys")


class Pty:
    """The far end of a line."""

    def __init__(self) -> None:
        self.master, self.slave = os.openpty()
        tty.setraw(self.slave)
        self.path = os.ttyname(self.slave)

    def close(self) -> None:
        for handle in (self.master, self.slave):
            with contextlib.suppress(OSError):
                os.close(handle)


@pytest.fixture
def pty() -> Iterator[Pty]:
    line = Pty()
    yield line
    line.close()


Make = Callable[[str], Awaitable[BytePipe]]


async def threaded(path: str) -> BytePipe:
    port = serial.Serial(path, timeout=0.02, exclusive=True)
    return ThreadPipe(path, port)


MAKES = pytest.mark.parametrize("make", [open_pipe, threaded], ids=["loop", "thread"])


@MAKES
def test_bytes_go_both_ways(pty: Pty, make: Make) -> None:
    async def main() -> None:
        pipe = await make(pty.path)
        assert isinstance(pipe, PosixPipe if make is open_pipe else ThreadPipe)
        await pipe.write(b"\x00\xff\r\n\x03\x11\x13")
        assert os.read(pty.master, 100) == b"\x00\xff\r\n\x03\x11\x13"
        os.write(pty.master, b"\x03\r\n\x00\xff")
        data = b""
        while len(data) < 5:
            data += await pipe.read()
        assert data == b"\x03\r\n\x00\xff"
        await pipe.close()
        await pipe.close()

    asyncio.run(main())


@MAKES
def test_a_cancelled_read_loses_nothing(pty: Pty, make: Make) -> None:
    async def main() -> None:
        pipe = await make(pty.path)
        for _ in range(3):
            with pytest.raises(TimeoutError):
                async with asyncio.timeout(0.01):
                    await pipe.read()
        os.write(pty.master, b"here")
        assert await pipe.read()
        await pipe.close()

    asyncio.run(main())


@MAKES
def test_a_pulled_cable_is_told(pty: Pty, make: Make) -> None:
    async def main() -> None:
        pipe = await make(pty.path)
        asyncio.get_running_loop().call_later(0.01, pty.close)
        for _ in range(2):
            with pytest.raises(NotReached) as caught:
                await pipe.read()
            assert caught.value.code == "cable-lost"
        with pytest.raises(NotReached) as caught:
            await pipe.write(b"anybody there")
        assert caught.value.code == "cable-lost"
        await pipe.close()

    asyncio.run(main())


def test_a_full_line_is_waited_for(pty: Pty) -> None:
    async def main() -> None:
        pipe = await open_pipe(pty.path)
        data = bytes(range(256)) * 400
        arrived, complete = bytearray(), asyncio.Event()

        def drain() -> None:
            arrived.extend(os.read(pty.master, 65536))
            if len(arrived) >= len(data):
                complete.set()

        asyncio.get_running_loop().add_reader(pty.master, drain)
        await pipe.write(data)
        await complete.wait()
        asyncio.get_running_loop().remove_reader(pty.master)
        assert arrived == data
        await pipe.close()

    asyncio.run(main())


def opening(address: str) -> RetourError:
    async def main() -> None:
        await open_pipe(address)

    with pytest.raises(RetourError) as caught:
        asyncio.run(main())
    assert len(caught.value.lines) == 3
    return caught.value


def test_a_port_is_held_by_one_program(pty: Pty) -> None:
    async def main() -> None:
        pipe = await open_pipe(pty.path)
        with pytest.raises(NotReached) as caught:
            await open_pipe(pty.path)
        assert caught.value.code == "port-busy"
        await pipe.close()
        await (await open_pipe(pty.path)).close()

    asyncio.run(main())


def test_a_port_that_is_not_there(tmp_path: Path) -> None:
    error = opening(str(tmp_path / "ttyACM7"))
    assert (error.code, error.exit_code) == ("port-missing", 3)


def test_a_file_is_no_port(tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_bytes(b"content")
    assert opening(str(path)).code == "port-failed"
    assert path.read_bytes() == b"content"


@pytest.mark.skipif(getattr(os, "geteuid", lambda: 0)() == 0, reason="root may use every port")
def test_a_port_that_one_may_not_use(tmp_path: Path) -> None:
    path = tmp_path / "port"
    path.touch()
    path.chmod(0)
    error = opening(str(path))
    assert (error.code, error.exit_code) == ("port-permission", 3)
    assert "70-retour.rules" in error.todo
    assert stat.S_IMODE(path.stat().st_mode) == 0


class Raising(serial.Serial):
    """A port whose opening fails as the system would have it."""

    error: Exception = OSError()

    def open(self) -> None:
        raise self.error


@pytest.mark.parametrize(
    ("error", "code"),
    [
        (serial.SerialException(13, "could not open port"), "port-permission"),
        (serial.SerialException(16, "could not open port"), "port-busy"),
        (serial.SerialException("could not open port 'COM7': PermissionError(13, 'Access is denied.')"), "port-busy"),
        (serial.SerialException("could not open port 'COM7': FileNotFoundError(2, ...)"), "port-missing"),
        (ValueError("Not a valid port"), "port-failed"),
    ],
)
def test_what_the_system_says_becomes_three_lines(error: Exception, code: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Raising, "error", error)
    monkeypatch.setattr(serial, "Serial", Raising)
    assert opening("COM7").code == code


def test_a_drop_folder_is_not_available_yet() -> None:
    assert opening("dir:/media/stick").code == "not-available"


@pytest.mark.parametrize("address", ["tcp:", "tcp:host", "tcp::1", "tcp:host:port", "tcp:host:0", "tcp:host:70000"])
def test_an_address_that_is_none(address: str) -> None:
    error = opening(address)
    assert (error.code, error.exit_code) == ("address", 2)


def test_nobody_listens() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        error = opening(f"tcp:127.0.0.1:{taken.getsockname()[1]}")
    assert (error.code, error.exit_code) == ("tcp-refused", 3)


def test_tcp_both_ways_and_its_end() -> None:
    async def main() -> None:
        async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            writer.write(await reader.read(100))
            await writer.drain()
            writer.close()

        listener = await asyncio.start_server(talk, "127.0.0.1", 0)
        port = listener.sockets[0].getsockname()[1]
        pipe = await open_pipe(f"tcp:127.0.0.1:{port}")
        assert isinstance(pipe, TcpPipe)
        await pipe.write(b"hello")
        assert await pipe.read() == b"hello"
        with pytest.raises(NotReached) as caught:
            await pipe.read()
        assert caught.value.code == "cable-lost"
        await pipe.close()
        await pipe.close()
        listener.close()

    asyncio.run(main())


def test_a_broken_connection_is_told() -> None:
    class Broken:
        async def read(self, _: int) -> bytes:
            raise ConnectionResetError

        def write(self, _: bytes) -> None:
            raise BrokenPipeError

    async def main() -> None:
        broken: Any = Broken()
        pipe = TcpPipe("tcp:there:1", broken, broken)
        for act in (pipe.read(), pipe.write(b"x")):
            with pytest.raises(NotReached) as caught:
                await act
            assert caught.value.code == "cable-lost"

    asyncio.run(main())
