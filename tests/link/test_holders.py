"""Who holds a port: real processes with real ptys, and lock files."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
import tty
from collections.abc import Iterator
from pathlib import Path

import pytest

from retour.errors import NotReached
from retour.link.holders import PROC, Holder, holders, pty_number
from retour.link.opening import open_port

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="/proc")

OPENS = "import os, sys, time; os.open(sys.argv[1], os.O_RDWR | os.O_NOCTTY); print(flush=True); time.sleep(60)"


@pytest.fixture
def port() -> Iterator[str]:
    master, slave = os.openpty()
    tty.setraw(slave)
    yield os.ttyname(slave)
    os.close(master)
    os.close(slave)


@contextlib.contextmanager
def program(code: str, *arguments: str) -> Iterator[int]:
    """A program that runs and has said so by a line; its process ID."""
    process = subprocess.Popen([sys.executable, "-c", code, *arguments], stdout=subprocess.PIPE)
    assert process.stdout is not None
    process.stdout.readline()
    try:
        yield process.pid
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


def test_a_program_that_has_the_port_open_is_named(port: str) -> None:
    assert holders(port) == ()
    with program(OPENS, port) as pid:
        assert holders(port) == (Holder(pid, (PROC / str(pid) / "comm").read_text().strip()),)
    assert holders(port) == ()


def test_a_link_to_the_port_is_the_port(port: str, tmp_path: Path) -> None:
    link = tmp_path / "tty"
    link.symlink_to(port)
    with program(OPENS, port) as pid:
        assert [each.pid for each in holders(str(link))] == [pid]


def test_the_program_at_the_far_end_of_a_pty_is_the_device_and_not_a_holder() -> None:
    code = "import os, time; m, s = os.openpty(); print(os.ttyname(s), flush=True); time.sleep(60)"
    process = subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    path = process.stdout.readline().strip()
    try:
        assert holders(path) == ()
        with program(OPENS, path) as pid:
            assert [each.pid for each in holders(path)] == [pid]
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


def test_a_port_is_not_opened_beside_another_reader_and_he_keeps_its_bytes(port: str) -> None:
    with program(OPENS, port) as pid, pytest.raises(NotReached) as caught:
        open_port(port, 9600)
    error = caught.value
    assert error.code == "port-busy"
    assert f"(process {pid})" in error.what
    assert port in error.what
    assert "takes the device's answers" in error.what
    assert error.todo.startswith("Close ")
    open_port(port, 9600).close()


def test_what_is_no_port_has_no_holder(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    assert holders(str(tmp_path / "file")) == holders(str(tmp_path / "missing")) == holders("a\0b") == ()


def planted(folder: Path, pid: int, name: str) -> Path:
    """A /proc with one process that does not show what it has open, as another user's does not."""
    (folder / str(pid)).mkdir(parents=True)
    (folder / str(pid) / "comm").write_text(f"{name}\n")
    return folder


def test_a_lock_file_names_who_cannot_be_looked_into(tmp_path: Path) -> None:
    proc, locks = planted(tmp_path / "proc", 4242, "minicom"), tmp_path
    assert holders("/dev/tty", proc, locks) == ()
    (locks / "LCK..tty").write_text("      4242\n")
    assert holders("/dev/tty", proc, locks) == (Holder(4242, "minicom"),)


@pytest.mark.parametrize("text", [b"4243\n", b"", b"\xff\xfe", b"minicom"], ids=["ended", "empty", "binary", "text"])
def test_a_lock_file_of_nobody_is_no_holder(text: bytes, tmp_path: Path) -> None:
    proc = planted(tmp_path / "proc", 4242, "minicom")
    (tmp_path / "LCK..tty").write_bytes(text)
    assert holders("/dev/tty", proc, tmp_path) == ()


def test_a_lock_file_left_behind_is_not_believed_of_a_process_that_has_the_port_not_open(tmp_path: Path) -> None:
    proc = planted(tmp_path / "proc", 4242, "minicom")
    (proc / "4242" / "fd").mkdir()
    (tmp_path / "LCK..tty").write_text("4242\n")
    assert holders("/dev/tty", proc, tmp_path) == ()


def test_a_system_without_process_list_names_nobody(port: str, tmp_path: Path) -> None:
    with program(OPENS, port):
        assert holders(port, tmp_path / "none") == ()


def test_pty_numbers() -> None:
    assert pty_number(os.makedev(136, 7)) == 7
    assert pty_number(os.makedev(137, 7)) == 263
    assert pty_number(os.makedev(166, 0)) is None


@pytest.mark.parametrize("path", ["/dev/null", "/dev/zero"])
def test_what_is_no_port_is_held_by_nobody(path: str) -> None:
    """Every program has /dev/null open."""
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL) as other:
        assert holders(path) == ()
        other.kill()
