"""Opening a port: at which speed, and what is said when it cannot be opened."""

from __future__ import annotations

import asyncio
import grp
import os
import pwd
import sys
import termios
import tty
from collections.abc import Iterator
from pathlib import Path

import pytest
import serial

from retour.errors import NotReached
from retour.link import opening
from retour.link.holders import Holder
from retour.link.opening import open_pipe

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="ptys")
ANNA = pwd.struct_passwd(("anna", "x", 1000, 1000, "", "/home/anna", "/bin/sh"))


@pytest.fixture
def line() -> Iterator[tuple[str, int]]:
    """A pty's path, and its slave."""
    master, slave = os.openpty()
    tty.setraw(slave)
    yield os.ttyname(slave), slave
    os.close(master)
    os.close(slave)


@pytest.mark.parametrize(
    ("behind", "argument", "speed"),
    [
        ("", None, termios.B115200),
        ("@9600", None, termios.B9600),
        ("@9600", 57600, termios.B9600),
        ("", 57600, termios.B57600),
    ],
)
def test_the_speed_is_set(line: tuple[str, int], behind: str, argument: int | None, speed: int) -> None:
    path, slave = line

    async def main() -> tuple[str, int | None, int]:
        pipe = await open_pipe(path + behind, argument)
        now = termios.tcgetattr(slave)[5]
        await pipe.close()
        return pipe.name, pipe.baud, now

    name, baud, now = asyncio.run(main())
    assert name == path + behind
    assert baud is not None
    assert now == speed == getattr(termios, f"B{baud}")


def refused(path: str) -> NotReached:
    with pytest.raises(NotReached) as caught:
        opening.open_port(path, 115200)
    assert caught.value.exit_code == 3
    return caught.value


class Forbidden(serial.Serial):
    """A port that the system does not let this user open."""

    def open(self) -> None:
        raise serial.SerialException(13, f"[Errno 13] could not open port {self.port}: Permission denied")


@pytest.fixture
def forbidden(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    monkeypatch.setattr(serial, "Serial", Forbidden)
    monkeypatch.setattr(pwd, "getpwuid", lambda _: ANNA)
    return monkeypatch


def node(folder: Path, mode: int) -> str:
    path = folder / "ttyUSB0"
    path.touch()
    path.chmod(mode)
    return str(path)


def belonging(monkeypatch: pytest.MonkeyPatch, group: int, name: str) -> None:
    """Let every file belong to this group; nobody but root could make it so."""
    real = os.stat

    def stat(path: str, **options: bool) -> os.stat_result:
        values = list(real(path, **options))
        values[5] = group
        return os.stat_result(values)

    monkeypatch.setattr(os, "stat", stat)
    monkeypatch.setattr(grp, "getgrgid", lambda _: grp.struct_group((name, "x", group, [])))


@pytest.mark.parametrize("group", ["dialout", "uucp"])
def test_who_may_not_use_a_port_is_told_the_exact_command(
    group: str, forbidden: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    belonging(forbidden, 20, group)
    error = refused(node(tmp_path, 0o660))
    assert error.code == "port-permission"
    assert group in error.what
    assert f'"sudo usermod -aG {group} anna"' in error.todo
    assert "log in again" in error.todo
    assert "70-retour.rules" in error.todo
    assert error.details["command"] == f"sudo usermod -aG {group} anna"


@pytest.mark.parametrize(("mode", "group"), [(0o600, 20), (0o660, 0), (0o640, 20)])
def test_where_no_group_helps_the_rule_does(
    mode: int, group: int, forbidden: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    belonging(forbidden, group, "some")
    error = refused(node(tmp_path, mode))
    assert error.code == "port-permission"
    assert "usermod" not in error.todo
    assert "70-retour.rules" in error.todo
    assert "command" not in error.details


def test_modem_manager_gets_advice_of_its_own(line: tuple[str, int], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(opening, "holders", lambda _: (Holder(7, "cat"), Holder(812, "ModemManager")))
    error = refused(line[0])
    assert error.code == "port-busy"
    assert "ModemManager (process 812)" in error.what
    assert error.todo.startswith("Wait")
    assert "70-retour.rules" in error.todo
    assert error.details["holders"] == ["cat 7", "ModemManager 812"]
