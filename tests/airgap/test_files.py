"""Sticks as they are: full, write-protected, pulled; files that are cut, huge, or no files at all.

Media are real file systems of a few pages, mounted where nobody else sees them and reached through the process that
holds them. After each failure: nothing half-written is left, what was there is as before, three lines say so.
"""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import time
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import pytest

from retour.airgap.carry import MAX_FILE
from retour.airgap.files import read_file, write_file
from retour.errors import Malformed, NotReached, Refused, RetourError, Usage
from retour.protocol.messages import read_any
from tests.media import LINUX, Medium
from tests.protocol.samples import signed_message

MESSAGE = signed_message()


def refused(kind: type[RetourError], act: Callable[[], object]) -> RetourError:
    """The error that `act` must end in, checked to be three whole sentences that a program can read as well."""
    with pytest.raises(kind) as caught:
        act()
    assert all(line.endswith((".", "?")) for line in caught.value.lines)
    json.dumps(caught.value.as_dict())
    return caught.value


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_what_is_written_is_there_and_again_is_fine(tmp_path: Path) -> None:
    path = tmp_path / "a.retour"
    assert write_file(path, MESSAGE) == path
    before = path.stat()
    assert write_file(path, MESSAGE) == path
    assert path.stat() == before
    assert read_file(path) == MESSAGE
    assert names(tmp_path) == ["a.retour"]


@pytest.mark.parametrize("other", [b"", b"x" * len(MESSAGE), MESSAGE + b"x"])
def test_another_file_of_that_name_is_never_overwritten(tmp_path: Path, other: bytes) -> None:
    path = tmp_path / "a.retour"
    path.write_bytes(other)
    assert refused(Refused, lambda: write_file(path, MESSAGE)).code == "file-exists"
    assert path.read_bytes() == other
    assert names(tmp_path) == ["a.retour"]


def test_a_folder_of_that_name_stays(tmp_path: Path) -> None:
    (tmp_path / "a.retour").mkdir()
    assert refused(Refused, lambda: write_file(tmp_path / "a.retour", MESSAGE)).code == "file-exists"
    assert names(tmp_path) == ["a.retour"]


def test_no_folder_to_write_to(tmp_path: Path) -> None:
    assert refused(Usage, lambda: write_file(tmp_path / "gone" / "a.retour", MESSAGE)).code == "no-folder"
    (tmp_path / "file").write_bytes(b"")
    assert refused(Usage, lambda: write_file(tmp_path / "file" / "a.retour", MESSAGE)).code == "no-folder"
    assert names(tmp_path) == ["file"]


def test_a_name_that_the_medium_cannot_hold(tmp_path: Path) -> None:
    error = refused(RetourError, lambda: write_file(tmp_path / ("x" * 300), MESSAGE))
    assert error.code == "not-writable"
    assert names(tmp_path) == []


@pytest.mark.parametrize(
    ("data", "code"),
    [(b"", "empty"), (b"Dear customer", "other-kind"), (b"%PDF-1.7", "other-kind"), (b"\x82" + MESSAGE, "cut")],
)
def test_a_bad_file_is_refused(tmp_path: Path, data: bytes, code: str) -> None:
    path = tmp_path / "a.retour"
    path.write_bytes(data)
    assert refused(Malformed, lambda: read_file(path)).code == code


@pytest.mark.parametrize("length", [1, 2, 100, len(MESSAGE) - 1])
def test_a_cut_file_is_refused_when_its_message_is_read(tmp_path: Path, length: int) -> None:
    path = tmp_path / "a.retour"
    path.write_bytes(MESSAGE[:length])
    assert refused(Malformed, lambda: read_any(read_file(path))).code == "cut"


def test_two_gigabytes_are_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "film.retour"
    with path.open("wb") as file:
        file.truncate(2 * 1024**3)
    tracemalloc.start()
    began = time.monotonic()
    try:
        error = refused(Malformed, lambda: read_file(path))
        assert tracemalloc.get_traced_memory()[1] < MAX_FILE // 4
    finally:
        tracemalloc.stop()
    assert error.code == "too-large"
    assert error.details == {"size": 2 * 1024**3}
    assert time.monotonic() - began < 1
    assert refused(Refused, lambda: write_file(path, MESSAGE)).code == "file-exists"


def test_what_is_no_file(tmp_path: Path) -> None:
    assert refused(Usage, lambda: read_file(tmp_path / "gone.retour")).code == "no-file"
    (tmp_path / "file").write_bytes(b"x")
    assert refused(Usage, lambda: read_file(tmp_path / "file" / "a.retour")).code == "no-file"
    assert refused(Refused, lambda: read_file(tmp_path)).code == "not-readable"


@pytest.mark.skipif(os.name != "posix", reason="named pipes and sockets in folders are POSIX's")
@pytest.mark.timeout(5)
def test_a_pipe_or_a_socket_does_not_hang(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.retour")
    assert refused(Refused, lambda: read_file(tmp_path / "pipe.retour")).code == "not-readable"
    assert refused(Refused, lambda: write_file(tmp_path / "pipe.retour", MESSAGE)).code == "file-exists"
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind(str(tmp_path / "s.retour"))
        assert refused(Refused, lambda: read_file(tmp_path / "s.retour")).code == "not-readable"


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root may read and write everything")
def test_no_permission(tmp_path: Path) -> None:
    path = tmp_path / "a.retour"
    path.write_bytes(MESSAGE)
    path.chmod(0)
    assert refused(Refused, lambda: read_file(path)).code == "not-readable"
    tmp_path.chmod(0o500)
    try:
        assert refused(Refused, lambda: write_file(tmp_path / "b.retour", MESSAGE)).code == "not-writable"
    finally:
        tmp_path.chmod(0o700)
    assert names(tmp_path) == ["a.retour"]


@pytest.mark.skipif(not LINUX, reason="/proc/self/mem is Linux's")
def test_a_medium_that_fails_while_it_is_read() -> None:
    # Its first page is mapped nowhere: a regular file whose reading ends in a real EIO.
    error = refused(NotReached, lambda: read_file(Path("/proc/self/mem")))
    assert (error.code, error.exit_code) == ("stick-lost", 3)


def test_a_medium_is_good_before_it_fails(medium: Medium) -> None:
    stick = medium("size=64k", "rw")
    assert read_file(write_file(stick / "a.retour", MESSAGE)) == MESSAGE


@pytest.mark.parametrize("room", [0, 4096])
def test_a_full_stick(medium: Callable[..., Path], room: int) -> None:
    """Full before the first byte, and full in the middle of the message."""
    stick = medium("size=32k", "rw", fill=32768 - room)
    before = names(stick)
    error = refused(Refused, lambda: write_file(stick / "a.retour", MESSAGE * 20))
    assert error.code == "stick-full"
    assert "kept here" in error.safe
    assert names(stick) == before == ["filler"]


def test_a_stick_without_room_for_another_name(medium: Medium) -> None:
    stick = medium("nr_inodes=2", "rw")
    assert refused(Refused, lambda: write_file(stick / "a.retour", MESSAGE)).code == "stick-full"
    assert names(stick) == ["filler"]


def test_a_write_protected_stick(medium: Medium) -> None:
    stick = medium("size=64k", "ro")
    assert refused(Refused, lambda: write_file(stick / "a.retour", MESSAGE)).code == "stick-read-only"
    assert names(stick) == ["filler"]


PULL = """
import os, subprocess, sys
from pathlib import Path
from retour.airgap.files import write_file
from retour.errors import RetourError

point = Path(sys.argv[1])
subprocess.run(["mount", "-t", "tmpfs", "tmpfs", point], check=True)
state = {"pulled": False}

def pull(event, args):
    if event == sys.argv[2] and str(args[0]).endswith(".part") and not state["pulled"]:
        if event == "open" and args[2] & os.O_CREAT:
            return  # the moment between writing and reading back is meant, not the start
        state["pulled"] = True
        subprocess.run(["umount", "-l", point], check=True)
        point.rmdir()

sys.addaudithook(pull)
try:
    write_file(point / "a.retour", bytes.fromhex(sys.argv[3]))
except RetourError as error:
    print(error.code, error.exit_code, len(error.lines), state["pulled"], point.exists())
"""


@pytest.mark.skipif(not LINUX or os.geteuid() != 0 or not shutil.which("unshare"), reason="needs root on Linux")
@pytest.mark.parametrize("moment", ["open", "os.rename"])
def test_a_stick_pulled_while_it_is_written(tmp_path: Path, moment: str) -> None:
    """The medium goes at an exact moment: before it is read back, and before the name is given."""
    point = tmp_path / "stick"
    point.mkdir()
    command = ["unshare", "-m", sys.executable, "-c", PULL, str(point), moment, MESSAGE.hex()]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if any(word in done.stderr.lower() for word in ("permission denied", "not permitted", "propagation")):
        pytest.skip("this machine lets nobody mount")
    assert done.stdout.split() == ["stick-lost", "3", "3", "True", "False"], done.stderr
    assert names(tmp_path) == []
