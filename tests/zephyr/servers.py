"""Zephyr's own SMP servers as programs of this machine: fetched, verified, started, killed, started again.

They come in the source archive of smpclient, built from Zephyr 4.4.0's ``smp_svr`` sample for its simulated board
``native_sim``: the real MCUmgr over a UART that is a pty, and the real littlefs over a flash that is a file. 32-bit
programs for Linux on x86. Their UART is looked after every 10 ms, so a request takes 20 ms.
"""

from __future__ import annotations

import hashlib
import platform
import re
import subprocess
import sys
import tarfile
import tempfile
import time
from pathlib import Path
from typing import Final, Self

from platformdirs import user_cache_path

from retour.link.ports import Port

VERSION: Final = "7.3.0"
ARCHIVE: Final = "86aa4bc1c621805d97f449793a4077f049aa88a98a1e916bf59423d072bd2a3b"
_INSIDE: Final = f"smpclient-{VERSION}/tests/fixtures/smp-server"
_PROGRAM: Final = "zephyr_4.4.0_smp_server_0eae053d_native_sim_{}.exe"
_PTY: Final = re.compile(rb"uart connected to pseudotty: (\S+)")
_START_SECONDS: Final = 20.0
_FETCH_SECONDS: Final = 90.0
BUILDS_WITH_FLASH: Final = ("serial", "serial_bigrx", "serial_fs")
"""They have a file system, at ``/lfs1``."""


class CannotRunError(Exception):
    """Why there are no servers on this machine."""


class Programs:
    """The servers' programs, in a folder of the user's cache."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @classmethod
    def here(cls) -> Self:
        """Fetch what is not there yet. Raises `CannotRunError`."""
        if sys.platform != "linux" or platform.machine() != "x86_64":
            raise CannotRunError("Zephyr's servers are programs for Linux on x86")
        folder = user_cache_path("retour-tests") / f"smpclient-{VERSION}"
        if not folder.is_dir():
            _fetch(folder)
        programs = cls(folder)
        programs._try()
        return programs

    def path(self, build: str) -> Path:
        """The program of one build, as its maker's list of hashes has it."""
        name = _PROGRAM.format(build)
        digest = hashlib.sha256((self._folder / name).read_bytes()).hexdigest()
        assert f"{digest}  {name}" in (self._folder / "SHA256SUMS").read_text("ascii").splitlines()
        return self._folder / name

    def _try(self) -> None:
        """Run one for a moment: they need a 32-bit loader, and a library for pthread_exit that is not linked."""
        command = [str(self.path("serial_buf256")), "-stop_at=0.1"]
        try:
            done = subprocess.run(command, capture_output=True, text=True, check=False)
        except OSError as error:  # no loader, or a system without 32-bit programs
            raise CannotRunError(f"32-bit programs do not run here: {error.strerror}; is lib32gcc-s1 there?") from error
        if done.returncode != 0:
            raise CannotRunError(f"32-bit programs do not run here: {done.stderr.strip()}; is lib32gcc-s1 there?")


class Zephyr:
    """One device: its flash lasts, its port is another one at each start.

    Args:
        folder: an empty folder of its own.
        build: which of the programs.

    Attributes:
        starts: how often it was started.
    """

    def __init__(self, programs: Programs, folder: Path, build: str = "serial_bigrx") -> None:
        self._program = programs.path(build)
        self._flash = [f"-flash={folder / 'flash'}"] if build in BUILDS_WITH_FLASH else []
        self._folder = folder
        self._process: subprocess.Popen[bytes] | None = None
        self.starts = 0

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.kill()

    @property
    def port(self) -> str:
        """Where it is now: a link, since the numbers of ptys come again."""
        return str(self._folder / f"tty{self.starts}")

    def ports(self) -> tuple[Port, ...]:
        """This machine's list of ports, as if the pty was USB."""
        if self._process is None:
            return ()
        return (Port(self.port, "Zephyr", 0x2FE3, 1, "Z-4711"),)

    def start(self) -> None:
        self.starts += 1
        said = self._folder / f"said{self.starts}"
        with said.open("wb") as out:
            self._process = subprocess.Popen([self._program, *self._flash], stdout=out, stderr=out)
        end = time.monotonic() + _START_SECONDS
        while (found := _PTY.search(said.read_bytes())) is None:
            assert self._process.poll() is None, said.read_bytes()
            assert time.monotonic() < end, said.read_bytes()
            time.sleep(0.005)
        Path(self.port).symlink_to(found[1].decode())

    def kill(self) -> None:
        """Pull its plug."""
        if self._process is not None:
            self._process.kill()
        self.ended()

    def ended(self) -> None:
        """Wait until it is off; its port is gone then."""
        if self._process is not None:
            self._process.wait(_START_SECONDS)
            self._process = None
            Path(self.port).unlink()

    def again(self) -> None:
        """Off and on."""
        self.kill()
        self.start()


def _fetch(folder: Path) -> None:
    """All of the servers into `folder`, or none: it gets its name when it is whole."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder.parent) as name:
        whole = Path(name) / "whole"
        whole.mkdir()
        with tarfile.open(_download(Path(name))) as tar:
            for member in tar:
                inside, _, file = member.name.rpartition("/")
                data = tar.extractfile(member) if inside == _INSIDE else None
                if data is not None:
                    (whole / file).write_bytes(data.read())
                    (whole / file).chmod(member.mode)
        try:
            whole.rename(folder)
        except OSError:  # another run of the tests was faster
            assert folder.is_dir()


def _download(folder: Path) -> Path:
    """smpclient's source archive, from whatever index pip is set up for here; pip compares the hash."""
    wanted = folder / "wanted.txt"
    wanted.write_text(f"smpclient=={VERSION} --hash=sha256:{ARCHIVE}\n", "ascii")
    # pip asks the archive for its metadata first; what answers for it, hatchling, is among the tests' requirements.
    command = [sys.executable, "-m", "pip", "download", "-q", "--disable-pip-version-check", "--no-deps"]
    command += ["--no-binary", "smpclient", "--no-build-isolation", "--require-hashes", "--retries", "1"]
    command += ["--timeout", "20", "-r", str(wanted), "-d", str(folder)]
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=_FETCH_SECONDS)
    except subprocess.TimeoutExpired:
        raise CannotRunError("smpclient's source archive could not be fetched in time") from None
    if done.returncode != 0:
        why = (done.stderr.strip().splitlines() or ["pip says nothing"])[-1]
        raise CannotRunError(f"smpclient's source archive could not be fetched: {why}")
    return folder / f"smpclient-{VERSION}.tar.gz"
