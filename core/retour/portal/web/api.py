"""The API under ``/api/v1``: the same acts as the pages and commands, for programs. Every call may be repeated."""

from __future__ import annotations

import json
from collections.abc import Awaitable, Callable
from functools import wraps

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from retour.airgap.carry import MEDIA_TYPE
from retour.errors import Malformed, NotGenuine, NotReached, RetourError, Usage
from retour.portal import inputs, queries
from retour.portal.audit import audit
from retour.portal.intake import Outcome, answer_name, case_of, take_file
from retour.portal.keyring import TokenCheck, not_signed_in
from retour.portal.records import balance_record, device_record, host_record, line_record, outcome_record
from retour.portal.store import Portal
from retour.protocol.keys import PublicKey

_Handler = Callable[[Request], Awaitable[Response]]


def status_of(error: RetourError) -> int:
    """The HTTP status for an error."""
    if error.code == "too-large":
        return 413
    if error.code == "not-signed-in":
        return 401
    if error.code == "bundle-gone":
        return 404
    if isinstance(error, NotReached):
        return 503
    return 400 if isinstance(error, Malformed | Usage) else 409


class Api:
    """The endpoints; each checks the bearer token before it reads anything."""

    def __init__(self, portal: Portal, token: TokenCheck) -> None:
        self._portal = portal
        self._token = token

    def routes(self) -> list[Route]:
        return [
            Route("/messages", self._guarded(self.messages), methods=["POST"]),
            Route("/lines", self._guarded(self.lines), methods=["GET"]),
            Route("/lines", self._guarded(self.put_line), methods=["POST"]),
            Route("/devices", self._guarded(self.devices), methods=["GET"]),
            Route("/devices", self._guarded(self.enrol), methods=["POST"]),
            Route("/grants", self._guarded(self.grant), methods=["POST"]),
            Route("/balance", self._guarded(self.balance), methods=["GET"]),
        ]

    async def messages(self, request: Request) -> Response:
        case = case_of(request.query_params.get("case"), request.query_params.get("file"))
        outcomes = await run_in_threadpool(take_file, self._portal, await request.body(), case, "api")
        only = outcomes[0] if len(outcomes) == 1 else None
        if only and (isinstance(only.error, Malformed | NotReached) or "application/cose" in _accepted(request)):
            return _answer(only)
        return JSONResponse({"results": [outcome_record(outcome, with_answer=True) for outcome in outcomes]})

    async def lines(self, _: Request) -> Response:
        def read() -> list[dict[str, object]]:
            with self._portal.reading() as session:
                return [line_record(view) for view in queries.line_views(session)]

        return JSONResponse({"lines": await run_in_threadpool(read)})

    async def devices(self, _: Request) -> Response:
        def read() -> list[dict[str, object]]:
            with self._portal.reading() as session:
                return [device_record(view) for view in queries.device_views(session)]

        return JSONResponse({"devices": await run_in_threadpool(read)})

    async def balance(self, _: Request) -> Response:
        def read() -> dict[str, object]:
            with self._portal.reading() as session:
                audited, broken = audit(session, self._portal.keyring(session).operator.public)
            sound = not broken and not any(each.problems for each in audited)
            return {"adds_up": sound, "lines": [balance_record(each) for each in audited], "problems": broken}

        return JSONResponse(await run_in_threadpool(read))

    async def put_line(self, request: Request) -> Response:
        body = _Body(await request.body())
        features = body.texts("features")
        line = inputs.line(
            body.text("activation_id"),
            body.text("product"),
            body.number("copies"),
            body.text("version", "1"),
            features,
            body.text("expiry", "") or None,
            body.text("entitlement_id", "") or None,
        )
        body.done()

        def put() -> dict[str, object]:
            self._portal.put_line(line)
            with self._portal.reading() as session:
                views = queries.line_views(session)
            return next(line_record(view) for view in views if view.line.activation_id == line.activation_id)

        return JSONResponse(await run_in_threadpool(put))

    async def enrol(self, request: Request) -> Response:
        body = _Body(await request.body())
        host = inputs.host(body.text("host_type", "serial"), body.text("host_id"))
        key = PublicKey.parse(body.text("public_key"))
        traits = inputs.traits(
            body.text("model", ""),
            body.text("level", "none"),
            body.text("clock", "none"),
            body.text("removal_needs", "order-or-local"),
        )
        body.done()
        return JSONResponse(host_record(await run_in_threadpool(self._portal.enrol, host, key, traits)))

    async def grant(self, request: Request) -> Response:
        body = _Body(await request.body())
        host_id, host_type, allowed = body.text("host_id"), body.text("host_type", ""), body.counts("lines")
        body.done()

        def grant() -> dict[str, object]:
            host = inputs.host(host_type, host_id) if host_type else self._portal.host_named(host_id)
            return host_record(self._portal.grant(host, allowed))

        return JSONResponse(await run_in_threadpool(grant))

    def _guarded(self, handler: _Handler) -> _Handler:
        @wraps(handler)
        async def guarded(request: Request) -> Response:
            try:
                scheme, _, token = request.headers.get("authorization", "").partition(" ")
                if scheme.lower() != "bearer":
                    raise not_signed_in()
                await run_in_threadpool(self._token.check, token.strip())
                return await handler(request)
            except RetourError as error:
                return _refusal(error)

        return guarded


class _Body:
    """A JSON object from which each field is taken once; raises `Usage` (``json``, ``field``)."""

    def __init__(self, data: bytes) -> None:
        try:
            value = json.loads(data)
        except (ValueError, RecursionError):
            value = None
        if not isinstance(value, dict):
            raise Usage("json", "The body is not a JSON object.", _UNCHANGED, "Send one JSON object.")
        self._left: dict[str, object] = value

    def text(self, name: str, default: str | None = None) -> str:
        value = self._left.pop(name, default)
        if value is None and default is not None:
            return default
        if not isinstance(value, str):
            raise _field(name, "a text")
        return value

    def number(self, name: str) -> int:
        value = self._left.pop(name, None)
        if not isinstance(value, int) or isinstance(value, bool):
            raise _field(name, "a whole number")
        return value

    def texts(self, name: str) -> list[str]:
        value = self._left.pop(name, [])
        if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
            raise _field(name, "a list of texts")
        return value

    def counts(self, name: str) -> dict[str, int]:
        value = self._left.pop(name, None)
        whole = isinstance(value, dict) and all(type(n) is int for n in value.values())
        if not isinstance(value, dict) or not value or not whole:
            raise _field(name, "an object of activation IDs and whole numbers")
        return value

    def done(self) -> None:
        for name in self._left:
            raise _field(name, "a field of this call")


def _accepted(request: Request) -> str:
    return request.headers.get("accept", "").lower()


def _answer(outcome: Outcome) -> Response:
    if outcome.answered is None:
        assert outcome.error is not None
        return _refusal(outcome.error)
    name = answer_name(outcome.answered.case, outcome.answered.host.id)
    headers = {"content-disposition": f'attachment; filename="{name}"'}
    return Response(outcome.answered.answer, media_type=MEDIA_TYPE, headers=headers)


def _refusal(error: RetourError) -> Response:
    headers = {"www-authenticate": "Bearer"} if isinstance(error, NotGenuine) and status_of(error) == 401 else None
    return JSONResponse(error.as_dict(), status_of(error), headers)


def _field(name: str, expected: str) -> Usage:
    return Usage("field", f"{name!r} is not {expected}.", _UNCHANGED, "Send the fields that this call names.")


_UNCHANGED = "Nothing was changed."
