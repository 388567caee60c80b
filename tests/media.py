"""Media as they are: real file systems of a few pages, full or write-protected, which nobody else sees."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

LINUX = sys.platform == "linux"
Medium = Callable[[str, str], Path]

HOLD = """
mount -t tmpfs -o "$1" tmpfs "$3" || exit 77
head -c "$4" /dev/zero > "$3/filler"
mount -o "remount,$2" "$3" || exit 77
echo ready
read line
"""


@pytest.fixture
def medium(tmp_path: Path) -> Iterator[Callable[..., Path]]:
    """Mounts a medium: options of tmpfs, options after it was filled with so many bytes; gives its folder."""
    if not LINUX or os.geteuid() != 0 or not shutil.which("unshare"):
        pytest.skip("mounting a medium needs root on Linux")
    with ExitStack() as stack:

        def mount(options: str, then: str = "rw", fill: int = 0) -> Path:
            point = Path(tempfile.mkdtemp(dir=tmp_path))
            holder = stack.enter_context(
                subprocess.Popen(
                    ["unshare", "-m", "sh", "-c", HOLD, "sh", options, then, str(point), str(fill)],
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    stderr=subprocess.PIPE,
                )
            )
            assert holder.stdin is not None
            assert holder.stdout is not None
            stack.callback(holder.communicate, b"\n")
            if holder.stdout.readline() != b"ready\n":
                pytest.skip("this machine lets nobody mount")
            return Path(f"/proc/{holder.pid}/root{point}")

        yield mount
