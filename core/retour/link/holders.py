"""Which other programs have a serial port open. Linux only; elsewhere nobody is found.

A port that somebody opened without a lock can be opened a second time, and then each of the two gets some of the
device's answers. So this is looked up before a port is opened, and costs a few milliseconds.
"""

from __future__ import annotations

import contextlib
import os
import stat
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Final

PROC: Final = Path("/proc")
LOCKS: Final = Path("/var/lock")
MODEM_MANAGER: Final = "ModemManager"
_PTY_MAJORS: Final = range(136, 144)
"""Linux: major device numbers of pty slaves, 256 of them each."""
_PTMX: Final = (5, 2)
"""The device from which a program gets the far end of a pty."""


@dataclass(frozen=True, slots=True)
class Holder:
    """A process that has the port, and the name that the system shows for it."""

    pid: int
    name: str


def pty_number(device: int) -> int | None:
    """The number of the pty whose slave this device number is; None for every other port."""
    index = os.major(device) - _PTY_MAJORS.start
    return index * 256 + os.minor(device) if os.major(device) in _PTY_MAJORS else None


def holders(path: str, proc: Path = PROC, locks: Path = LOCKS) -> tuple[Holder, ...]:
    """The other programs that have the port at `path`, sorted by process ID. Never raises.

    Of another user's processes only those are found that wrote a lock file (UUCP, ``LCK..NAME``). The program at the
    far end of a pty is the device, and holds nothing.
    """
    if sys.platform != "linux":
        return ()
    try:
        status = os.stat(path)  # noqa: PTH116 - a device node, and its number is wanted
    except (OSError, ValueError):
        return ()
    if not (stat.S_ISCHR(status.st_mode) and _may_be_a_port(status.st_rdev)):
        return ()
    pty, others = pty_number(status.st_rdev), _others(proc)
    found = {pid for pid in others if _has(proc / str(pid), status.st_rdev, pty)}
    writer = _locked_by(locks / f"LCK..{Path(path).resolve().name}") if pty is None else None
    if writer in others and not _open_to_us(proc / str(writer)):
        found.add(writer)
    return tuple(Holder(pid, _name(proc / str(pid))) for pid in sorted(found))


def _may_be_a_port(device: int) -> bool:
    """False for what the system calls something else than a terminal, such as /dev/null, which everybody has open."""
    try:
        return os.readlink(f"/sys/dev/char/{os.major(device)}:{os.minor(device)}/subsystem").endswith("/tty")  # noqa: PTH115
    except OSError:
        return True


def _others(proc: Path) -> list[int]:
    try:
        names = [each.name for each in proc.iterdir()]
    except OSError:
        return []
    return [int(name) for name in names if name.isdecimal() and int(name) != os.getpid()]


def _has(process: Path, device: int, pty: int | None) -> bool:
    """Whether a process has the port open and is not itself the device at the far end of a pty."""
    open_here = False
    for fd in _fds(process):
        try:
            # The link is read first: following one that leads to a dead network drive would hang.
            seen = os.stat(fd).st_rdev if os.readlink(fd).startswith("/dev/") else 0  # noqa: PTH115, PTH116
        except OSError:
            continue
        far_end = pty is not None and (os.major(seen), os.minor(seen)) == _PTMX
        if far_end and _master_of(process / "fdinfo" / Path(fd).name) == pty:
            return False
        open_here = open_here or seen == device
    return open_here


def _fds(process: Path) -> list[str]:
    try:
        with os.scandir(process / "fd") as entries:
            return [entry.path for entry in entries]
    except OSError:  # it has ended, or is another user's
        return []


def _master_of(fdinfo: Path) -> int | None:
    with contextlib.suppress(OSError, ValueError):
        for line in fdinfo.read_text().splitlines():
            if line.startswith("tty-index:"):
                return int(line.partition(":")[2])
    return None


def _open_to_us(process: Path) -> bool:
    """Whether one may see what a process has open; then its lock file, which may be stale, tells nothing more."""
    return os.access(process / "fd", os.R_OK | os.X_OK)


def _locked_by(lock: Path) -> int | None:
    with contextlib.suppress(OSError, ValueError):
        return int(lock.read_text("ascii"))
    return None


def _name(process: Path) -> str:
    with contextlib.suppress(OSError, UnicodeDecodeError):
        return (process / "comm").read_text().strip()
    return "?"
