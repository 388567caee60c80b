"""Retour's own programs as processes, and the portal over HTTP: what the demo and the training world stand on."""

from __future__ import annotations

import base64
import json
import os
import signal
import stat
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

from retour.errors import NotReached, Refused, RetourError

PROGRAM: Final = (sys.executable, "-m", "retour")
LIFELINE: Final = "--while-stdin"
"""The option that lets a program end together with whoever started it, however that one ends."""
_WAITING: Final = 4
_PATIENCE: Final = 10.0
"""Seconds that a program has to end by itself."""


class Programs:
    """Programs with one folder for their logs and one journal; leaving the stack ends those that serve."""

    def __init__(self, place: Path, journal: Path, stack: ExitStack, todo: str) -> None:
        """`todo` is what a person shall do when one of them fails."""
        self._place = place
        self._stack = stack
        self._todo = todo
        self._env = os.environ | {"RETOUR_HOME": str(journal), "PYTHONUNBUFFERED": "1"}

    def run(self, *arguments: str) -> list[dict[str, Any]]:
        """Run one command to its end; its JSON lines. Raises `NotReached` (``program-failed``)."""
        done = subprocess.run(
            [*PROGRAM, *arguments], env=self._env, stdin=subprocess.DEVNULL, capture_output=True, text=True, timeout=120
        )
        if done.returncode not in (0, _WAITING):
            raise self._failed(f"This stopped: retour {' '.join(arguments)}", done.stderr)
        return [json.loads(line) for line in done.stdout.splitlines()]

    def start(self, *arguments: str) -> Starting:
        """Start a program that serves until the stack is left, or until this process is gone."""
        log = self._stack.enter_context((self._place / f"{arguments[0]}.log").open("a"))
        process = subprocess.Popen(
            [*PROGRAM, LIFELINE, *arguments],
            env=self._env,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=log,
            text=True,
        )
        self._stack.callback(_stop, process)

        def failed() -> NotReached:
            return self._failed(f"This did not start: retour {' '.join(arguments)}", Path(log.name).read_text())

        return Starting(process, failed)

    def _failed(self, what: str, said: str) -> NotReached:
        return NotReached("program-failed", what, said.strip() or "It said nothing.", self._todo)


@dataclass(frozen=True, slots=True)
class Starting:
    """A program on its way up; several can come up side by side."""

    process: subprocess.Popen[str]
    _failed: Callable[[], NotReached]

    def first_line(self) -> dict[str, Any]:
        """Wait for the line that says where it is. Raises `NotReached` (``program-failed``)."""
        assert self.process.stdout is not None
        first = self.process.stdout.readline()
        if not first:
            raise self._failed()
        started: dict[str, Any] = json.loads(first)
        return started


def _stop(process: subprocess.Popen[str]) -> None:
    process.send_signal(signal.SIGTERM)
    try:
        process.wait(_PATIENCE)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    for pipe in (process.stdin, process.stdout):
        assert pipe is not None
        pipe.close()


def when_stdin_closes(act: Callable[[], None]) -> None:
    """Call `act` from a thread once stdin is closed; never where stdin is no pipe, such as a terminal or a file."""
    mode = os.fstat(0).st_mode
    if stat.S_ISFIFO(mode) or stat.S_ISSOCK(mode):
        threading.Thread(target=_watch_stdin, args=(act,), daemon=True).start()


def end_with_stdin() -> None:
    """End this process in its ordinary way once stdin is closed, and in any way soon after."""
    when_stdin_closes(_end)


def _watch_stdin(act: Callable[[], None]) -> None:
    try:
        while os.read(0, 4096):
            pass
    except OSError:
        pass
    act()


def _end() -> None:
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(_PATIENCE)
    os._exit(1)


_DIRECT: Final = urllib.request.build_opener(urllib.request.ProxyHandler({}))
"""Our own portal is on this machine: a proxy that the environment names has no business with it."""


class PortalClient:
    """The portal's API with its admin token; every call may be repeated.

    Raises:
        NotReached: ``portal-not-reached``. RetourError: what the portal refused, in its own three lines.
    """

    def __init__(self, url: str, token: str) -> None:
        self.url, self.token = url, token
        self._api = f"{url.rstrip('/')}/api/v1"

    def get(self, path: str) -> dict[str, Any]:
        return self._call(path, None, "application/json")

    def post(self, path: str, body: dict[str, object]) -> dict[str, Any]:
        return self._call(path, json.dumps(body).encode(), "application/json")

    def hand_in(self, name: str, data: bytes) -> tuple[list[Answer], list[RetourError]]:
        """Hand in a carry file: the answers to its messages, and the refusals of those that got none."""
        results: list[dict[str, Any]] = self._call(f"messages?file={quote(name)}", data, "application/cose")["results"]
        answers = [
            Answer(str(each["answer_file"]), int(each["counter"]), base64.b64decode(each["answer"]))
            for each in results
            if each["error"] is None
        ]
        return answers, [_error(each["error"], 409) for each in results if each["error"] is not None]

    def _call(self, path: str, body: bytes | None, kind: str) -> dict[str, Any]:
        headers = {"Authorization": f"Bearer {self.token}", "Content-Type": kind}
        request = urllib.request.Request(f"{self._api}/{path}", body, headers)  # noqa: S310 - our own portal
        try:
            with _DIRECT.open(request, timeout=30) as reply:
                answer: dict[str, Any] = json.load(reply)
        except urllib.error.HTTPError as error:
            with error:
                raise _error(json.load(error), error.code) from None
        except (OSError, ValueError) as error:
            raise NotReached(
                "portal-not-reached",
                f"The portal at {self._api} does not answer.",
                "Nothing was lost: the file can be handed in again at any time.",
                "Start the portal again, then repeat this.",
                reason=str(error),
            ) from error
        return answer


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer of the portal: the name that it is carried under, the counter of the message that it answers."""

    name: str
    counter: int
    data: bytes


def _error(record: dict[str, Any], status: int) -> RetourError:
    kind = NotReached if status == 503 else Refused
    return kind(record["error"], record["what"], record["safe"], record["todo"], **record["details"])
