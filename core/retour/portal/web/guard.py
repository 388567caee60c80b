"""What stands before every page: how much may be sent, who is signed in, which form was ours."""

from __future__ import annotations

import hashlib
import hmac
import secrets
import time
from collections.abc import Callable
from typing import Final

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from retour.errors import Malformed, Refused

MAX_BODY: Final = 1024 * 1024
"""Largest request body, in bytes."""
MAX_PICTURES: Final = 48 * 1024 * 1024
"""Largest request body with pictures in it, in bytes: for who is signed in, where pictures are taken in."""
COOKIE: Final = "retour_portal"
_LIFE_SECONDS: Final = 12 * 3600
_MOST_SESSIONS: Final = 200
_BOUND: Final = "retour.bound"
_HEADERS: Final = {
    "content-security-policy": (
        "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self'; base-uri 'none'; "
        "frame-ancestors 'none'"
    ),
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "cache-control": "no-store",
}


class Fence:
    """ASGI middleware: bounds every body before it is read, and adds the headers that keep a page to itself."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        claimed = dict(scope["headers"]).get(b"content-length", b"0")
        bound = scope[_BOUND] = _Bound()
        seen = 0

        async def bounded() -> Message:
            nonlocal seen
            if not claimed.isdigit() or int(claimed) > bound.most:
                raise bound.passed()
            message = await receive()
            seen += len(message.get("body", b""))
            if seen > bound.most:
                raise bound.passed()
            return message

        async def fenced(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        await self._app(scope, bounded, fenced)


class _Bound:
    """How large the body of one request may be."""

    most = MAX_BODY

    def passed(self) -> Malformed:
        return too_large() if self.most == MAX_BODY else _too_many_pictures()


def allow_pictures(request: Request) -> None:
    """Let this body be as large as pictures are: to be called before it is read, and only for who is signed in."""
    request.scope[_BOUND].most = MAX_PICTURES


class Sessions:
    """Who is signed in, in memory: a restart, and a new token, sign everybody out. Only hashes of cookies are kept."""

    def __init__(self, clock: Callable[[], float] = time.monotonic, of: Callable[[], str] = str) -> None:
        """`of` names what people signed in with; once it changes, nobody is signed in any more."""
        self._clock = clock
        self._of = of
        self._key = secrets.token_bytes(32)
        self._until: dict[bytes, float] = {}

    def signed_in(self, request: Request) -> bool:
        return self._until.get(self.holder(request), 0.0) > self._clock()

    def holder(self, request: Request) -> bytes:
        """What names the session of this request, for what is kept for it."""
        return self._session(request.cookies.get(COOKIE, ""))

    def sign_in(self, request: Request, response: Response) -> None:
        """A new cookie, so that one planted before signing in is worth nothing."""
        now = self._clock()
        self._until = {mark: until for mark, until in self._until.items() if until > now}
        while len(self._until) >= _MOST_SESSIONS:
            self._until.pop(next(iter(self._until)))
        self._until[self._session(self.give_cookie(request, response))] = now + _LIFE_SECONDS

    def sign_out(self, request: Request) -> None:
        self._until.pop(self.holder(request), None)

    def give_cookie(self, request: Request, response: Response, value: str | None = None) -> str:
        """Set the cookie, a fresh one unless a value is given."""
        value = value or secrets.token_urlsafe(32)
        response.set_cookie(
            COOKIE, value, httponly=True, samesite="strict", secure=request.url.scheme == "https", path="/"
        )
        return value

    def form_token(self, cookie: str) -> str:
        """What a form of the holder of this cookie must carry (CSRF)."""
        return self._mark(cookie, b"form").hex()

    def check_form(self, request: Request, token: object) -> None:
        """Raises `Refused` (``foreign-form``) unless the form came from a page of this portal."""
        cookie = request.cookies.get(COOKIE, "")
        if not (cookie and isinstance(token, str) and hmac.compare_digest(token, self.form_token(cookie))):
            raise Refused(
                "foreign-form",
                "This form is too old, or was not made by this portal.",
                "Nothing was changed.",
                "Open the page again, then send it again.",
            )

    def _session(self, cookie: str) -> bytes:
        return self._mark(cookie, b"session" + self._of().encode())

    def _mark(self, cookie: str, purpose: bytes) -> bytes:
        return hmac.digest(self._key, purpose + b"\0" + cookie.encode(), hashlib.sha256)


def too_large() -> Malformed:
    return Malformed(
        "too-large",
        f"This is larger than {MAX_BODY // 1024} KiB: it is no Retour file.",
        "Nothing was read and nothing was changed.",
        "Choose the file that ends in .retour and names the case and the device.",
    )


def _too_many_pictures() -> Malformed:
    return Malformed(
        "too-large",
        f"This is larger than {MAX_PICTURES // 1024 // 1024} MiB.",
        "Nothing was read and nothing was changed.",
        "Send fewer pictures at a time, or smaller ones, or a shorter video.",
    )
