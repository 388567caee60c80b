"""The portal's API, as a program on the network meets it: any body, to every endpoint that takes one."""

from __future__ import annotations

import asyncio
import contextlib
import json
import tempfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Final

from starlette.types import ASGIApp, Message, Scope

from retour.portal import inputs
from retour.portal.database import Place
from retour.portal.store import Portal
from retour.portal.web.app import make_app

CALLS: Final = ("messages", "lines", "devices", "grants")
_FORGET_AFTER: Final = 2000


class _World:
    """One portal in a folder of its own; inputs come and go, so what they leave behind is forgotten now and then."""

    def __init__(self) -> None:
        self._stack = contextlib.ExitStack()
        self._loop = self._stack.enter_context(asyncio.Runner())
        self._left = 0
        self._inner = contextlib.ExitStack()
        self.app: ASGIApp
        self.token = ""

    def call(self, path: str, body: bytes) -> tuple[int, bytes]:
        """Status and body of the answer."""
        if not self._left:
            self._anew()
        self._left -= 1
        return self._loop.run(_post(self.app, path, self.token, body))

    def _anew(self) -> None:
        self._inner.close()
        folder = self._inner.enter_context(tempfile.TemporaryDirectory())
        portal = self._inner.enter_context(
            Portal.open(Place.of(str(Path(folder) / "data")), clock=lambda: 1_790_000_000)
        )
        portal.put_line(inputs.line("ACT-A", "Flow", 5, "4.2", ["Batch"]))
        token = portal.first_token()
        assert token is not None
        self.token, self.app, self._left = token, make_app(portal), _FORGET_AFTER

    def close(self) -> None:
        self._inner.close()
        self._stack.close()


@cache
def _world() -> _World:
    return _World()


@contextlib.contextmanager
def portal_running() -> Iterator[None]:
    """Take the portal down afterwards; whoever never ends needs no such care."""
    try:
        yield
    finally:
        _world().close()
        _world.cache_clear()


def answers(data: bytes) -> bool:
    """The first byte chooses the call; the answer is good, or a refusal with its three lines, and never a 500."""
    if not data:
        return False
    call = CALLS[data[0] % len(CALLS)]
    status, body = _world().call(f"/api/v1/{call}", data[1:])
    told = json.loads(body)
    if status == 200:
        return True
    assert status in (400, 409, 413), (status, body)
    assert all(isinstance(told[line], str) and told[line] for line in ("error", "what", "safe", "todo"))
    return False


async def _post(app: ASGIApp, path: str, token: str, body: bytes) -> tuple[int, bytes]:
    headers = [
        (b"host", b"localhost"),
        (b"authorization", b"Bearer " + token.encode()),
        (b"content-length", b"%d" % len(body)),
    ]
    scope: Scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "POST",
        "scheme": "http",
        "path": path,
        "raw_path": path.encode(),
        "root_path": "",
        "query_string": b"case=R-0000-0000",
        "headers": headers,
        "client": ("127.0.0.1", 1),
        "server": ("localhost", 80),
    }
    asked: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]
    sent: list[Message] = []

    async def receive() -> Message:
        return asked.pop() if asked else {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        sent.append(message)

    await app(scope, receive, send)
    parts = [message.get("body", b"") for message in sent if message["type"] == "http.response.body"]
    return next(message["status"] for message in sent if message["type"] == "http.response.start"), b"".join(parts)
