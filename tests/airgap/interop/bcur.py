"""The UR codec `@ngraveio/bc-ur`: fetched once as its lock file says, and asked as a process.

An implementation of the papers in JavaScript by others. What it does otherwise than the papers or than Retour:

- `UR.fromBuffer` wraps what it gets in a byte string; the tests call `new UR` with CBOR and a type instead.
- It writes lower case and reads any; ours writes upper case.
- It makes fragments of at least 10 bytes unless told otherwise; `codec.cjs` says 1.
- Its decoder peels and does not eliminate, so it needs more parts; `used` counts them.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from types import TracebackType
from typing import Any, Final, Self

from platformdirs import user_cache_path

HERE: Final = Path(__file__).parent
_LOCK: Final = HERE / "package-lock.json"
_FETCH_SECONDS: Final = 90.0


class CannotRunError(Exception):
    """Why the codec is not to be had on this machine."""


def fetched() -> Path:
    """The package's folder, installed with `npm ci`. Raises `CannotRunError`."""
    digest = hashlib.sha256(_LOCK.read_bytes()).hexdigest()[:16]
    folder = user_cache_path("retour-tests") / f"bc-ur-{digest}"
    if not folder.is_dir():
        _fetch(folder)
    return folder / "node_modules" / "@ngraveio" / "bc-ur"


def program(name: str) -> Path:
    """`node` or `npm`, as they are beside this Python."""
    path = Path(sys.executable).parent / (f"{name}.exe" if sys.platform == "win32" else name)
    if not path.is_file():
        raise CannotRunError(f"{name} is not installed beside Python")
    return path


def _fetch(folder: Path) -> None:
    folder.parent.mkdir(parents=True, exist_ok=True)
    npm = program("npm")
    path = os.pathsep.join([str(npm.parent), os.environ.get("PATH", "")])
    with tempfile.TemporaryDirectory(dir=folder.parent) as name:
        whole = Path(name) / "whole"
        whole.mkdir()
        for file in ("package.json", _LOCK.name):
            shutil.copyfile(HERE / file, whole / file)
        command = [str(npm), "ci", "--ignore-scripts", "--no-audit", "--no-fund", "--fetch-retries=1"]
        command += ["--fetch-retry-mintimeout=1000", "--fetch-timeout=30000", "--loglevel=error"]
        try:
            done = subprocess.run(
                command,
                cwd=whole,
                env={**os.environ, "PATH": path},
                capture_output=True,
                text=True,
                timeout=_FETCH_SECONDS,
                check=False,
            )
        except subprocess.TimeoutExpired:
            raise CannotRunError("the packages could not be fetched in time") from None
        if done.returncode != 0:
            why = (done.stderr.strip().splitlines() or ["npm says nothing"])[0]
            raise CannotRunError(f"the packages could not be fetched: {why}")
        try:
            whole.rename(folder)
        except OSError:  # another run of the tests was faster
            assert folder.is_dir()


class BcUr:
    """The codec, running."""

    def __init__(self, package: Path) -> None:
        command = [str(program("node")), str(HERE / "codec.cjs"), str(package)]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        self._process.stdout.close()
        self._process.wait(10)

    def encode(self, kind: str, message: bytes, longest: int, count: int, first: int = 0) -> list[str]:
        """The codes of a message from part `first` + 1 on; one only, if it is in one."""
        asked = {"do": "encode", "type": kind, "message": message.hex(), "longest": longest}
        codes: list[str] = self._ask({**asked, "first": first, "count": count})["codes"]
        return codes

    def decode(self, codes: list[str]) -> tuple[str, bytes, int]:
        """Type and message of these codes, and how many of them were needed."""
        answer = self._ask({"do": "decode", "codes": codes})
        assert answer["message"] is not None, "it is not complete"
        return answer["type"], bytes.fromhex(answer["message"]), answer["used"]

    def _ask(self, request: dict[str, object]) -> dict[str, Any]:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(request) + "\n")
        self._process.stdin.flush()
        answer: dict[str, Any] = json.loads(self._process.stdout.readline())
        return answer
