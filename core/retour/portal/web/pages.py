"""The pages: what a browser sees of the ledger. Forms only; each carries a token, and needs a signed-in session."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from functools import wraps

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from retour.airgap.carry import MEDIA_TYPE, Leg, carry_name
from retour.errors import Malformed, RetourError, Usage
from retour.portal import inputs, queries
from retour.portal.keyring import TokenCheck
from retour.portal.records import day
from retour.portal.state import InstanceStatus, LineView
from retour.portal.store import Portal
from retour.portal.web import words
from retour.portal.web.api import status_of
from retour.portal.web.guard import COOKIE, Sessions
from retour.portal.web.numbers import ROW
from retour.portal.web.qr_pages import QrPages
from retour.portal.web.removal_pages import RemovalPages
from retour.portal.web.shown import Bundles
from retour.portal.web.taking import TakingPages
from retour.protocol.keys import PublicKey
from retour.protocol.model import Host

_Handler = Callable[[Request], Awaitable[Response]]


class Pages:
    """Every page; state lives in the ledger, and in `Sessions` who is signed in."""

    def __init__(self, portal: Portal, token: TokenCheck, sessions: Sessions | None = None) -> None:
        self._portal = portal
        self._token = token
        self._sessions = sessions or Sessions(of=token.stored)
        self._templates = Environment(
            loader=PackageLoader("retour.portal.web"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._templates.globals.update(words=words, day=day, inputs=inputs, InstanceStatus=InstanceStatus)

    def routes(self) -> list[Route]:
        bundles = Bundles()
        return [
            Route("/", self._page(self.home)),
            Route("/signin", self._page(self.sign_in, public=True), methods=["GET", "POST"]),
            Route("/signout", self._page(self.sign_out), methods=["POST"]),
            Route("/lines", self._page(self.lines)),
            Route("/lines/new", self._page(self.new_line), methods=["GET", "POST"]),
            Route("/devices", self._page(self.devices)),
            Route("/devices/new", self._page(self.enrol), methods=["GET", "POST"]),
            Route(f"/devices/{ROW}", self._page(self.device), methods=["GET", "POST"]),
            *RemovalPages(portal=self._portal, form=self._form, host_of=self._host).routes(self._page),
            *TakingPages(self._portal, self._sessions, self._form, self._show, bundles).routes(self._page),
            *QrPages(self._portal, self._host, self._show, bundles).routes(self._page),
            Route("/letters/{digest}/{which}", self._page(self.letter)),
        ]

    async def home(self, _: Request) -> Response:
        return RedirectResponse("/lines", 303)

    async def sign_in(self, request: Request) -> Response:
        if request.method == "GET":
            return self._sign_in_page(request, None)
        form = await self._form(request)
        try:
            await run_in_threadpool(self._token.check, _text(form, "token").strip())
        except RetourError as error:
            return self._sign_in_page(request, error)
        response = RedirectResponse("/lines", 303)
        self._sessions.sign_in(request, response)
        return response

    async def sign_out(self, request: Request) -> Response:
        await self._form(request)
        self._sessions.sign_out(request)
        return RedirectResponse("/signin", 303)

    async def lines(self, request: Request) -> Response:
        def read() -> list[LineView]:
            with self._portal.reading() as session:
                return queries.line_views(session)

        return self._show(request, "lines.html", at="lines", views=await run_in_threadpool(read))

    async def new_line(self, request: Request) -> Response:
        if request.method == "GET":
            known = await run_in_threadpool(self._portal.line, request.query_params.get("line", ""))
            return self._show(request, "line.html", at="lines", error=None, known=known, typed={})
        form = await self._form(request)
        try:
            copies = _text(form, "copies").strip()
            if not (copies.isascii() and copies.isdigit() and len(copies) < 12):
                raise Usage("count", f"{copies!r} is not a number of copies.", _UNCHANGED, "Type a whole number.")
            line = inputs.line(
                _text(form, "activation_id").strip(),
                _text(form, "product").strip(),
                int(copies),
                _text(form, "version").strip(),
                [feature.strip() for feature in _text(form, "features").split(",") if feature.strip()],
                _text(form, "expiry").strip() or None,
                _text(form, "entitlement_id").strip() or None,
            )
            await run_in_threadpool(self._portal.put_line, line)
        except RetourError as error:
            typed = {name: value for name, value in form.items() if isinstance(value, str)}
            return self._show(request, "line.html", status_of(error), at="lines", error=error, known=None, typed=typed)
        return RedirectResponse("/lines", 303)

    async def devices(self, request: Request) -> Response:
        def read() -> list[queries.DeviceView]:
            with self._portal.reading() as session:
                return queries.device_views(session)

        return self._show(request, "devices.html", at="devices", views=await run_in_threadpool(read))

    async def enrol(self, request: Request) -> Response:
        if request.method == "GET":
            typed = {name: request.query_params.get(name, "") for name in ("host_id", "host_type", "public_key")}
            return self._show(request, "enroll.html", at="devices", error=None, typed=typed)
        form = await self._form(request)
        try:
            host = inputs.host(_text(form, "host_type"), _text(form, "host_id").strip())
            key = PublicKey.parse(_text(form, "public_key"))
            traits = inputs.traits(
                _text(form, "model").strip(), _text(form, "level"), _text(form, "clock"), _text(form, "removal_needs")
            )
            await run_in_threadpool(self._portal.enrol, host, key, traits)
        except RetourError as error:
            typed = {name: value for name, value in form.items() if isinstance(value, str)}
            return self._show(request, "enroll.html", status_of(error), at="devices", error=error, typed=typed)
        return RedirectResponse("/devices", 303)

    async def device(self, request: Request) -> Response:
        row, error = request.path_params["row"], None
        if request.method == "POST":
            form = await self._form(request)
            try:
                pair = inputs.allowance(f"{_text(form, 'line').strip()}={_text(form, 'count').strip()}")
                await run_in_threadpool(self._portal.grant, await self._host(row), dict([pair]))
                return RedirectResponse(f"/devices/{row}", 303)
            except RetourError as refused:
                error = refused
        device, letters, lines = await run_in_threadpool(self._device, row)
        status = status_of(error) if error else 200
        return self._show(
            request, "device.html", status, at="devices", error=error, device=device, letters=letters, lines=lines
        )

    async def letter(self, request: Request) -> Response:
        def read() -> tuple[bytes, str] | None:
            with self._portal.reading() as session:
                found = queries.letter_bytes(session, bytes.fromhex(digest))
                if found is None:
                    return None
                message, answer, host = found
                leg = Leg.REQUEST if which == "message" else Leg.ANSWER
                name = carry_name(message.case or "", host, leg).lstrip("_")
                data = message.data if which == "message" else answer.data if answer else None
                return (data, name) if data else None

        digest, which = request.path_params["digest"], request.path_params["which"]
        if len(digest) != 64 or set(digest) - set("0123456789abcdef") or which not in ("message", "answer"):
            raise HTTPException(404)
        found = await run_in_threadpool(read)
        if found is None:
            raise HTTPException(404)
        data, name = found
        return Response(data, media_type=MEDIA_TYPE, headers={"content-disposition": f'attachment; filename="{name}"'})

    async def not_found(self, request: Request, _: Exception) -> Response:
        error = Usage("not-found", "There is no such page.", _UNCHANGED, "Go back to the lines or the devices.")
        return self._show(request, "error.html", 404, at="", error=error)

    def _device(self, row: int) -> tuple[queries.DeviceView, list[queries.Letter], list[LineView]]:
        with self._portal.reading() as session:
            found = queries.device_view(session, row)
            if found is None:
                raise HTTPException(404)
            return found, queries.letters(session, row), queries.line_views(session)

    async def _host(self, row: int) -> Host:
        def read() -> Host | None:
            with self._portal.reading() as session:
                return queries.host_at(session, row)

        host = await run_in_threadpool(read)
        if host is None:
            raise HTTPException(404)
        return host

    async def _form(self, request: Request) -> FormData:
        """The form that was sent, ours by its token. Raises `Refused` (``foreign-form``), `Malformed` (``form``)."""
        # The body first: it is bounded, and a body that is refused half-way must not leave temporary files open.
        await request.body()
        try:
            form = await request.form(max_files=8, max_fields=300)
        except HTTPException:
            raise Malformed("form", "This form arrived damaged.", _UNCHANGED, "Send it again.") from None
        self._sessions.check_form(request, form.get("form_token"))
        return form

    def _sign_in_page(self, request: Request, error: RetourError | None) -> Response:
        return self._show(request, "signin.html", 401 if error else 200, at="signin", error=error)

    def _show(self, request: Request, template: str, status: int = 200, **values: object) -> Response:
        """Render a page; a browser without a cookie gets one, for the token of its forms to hang on."""
        response = HTMLResponse(status_code=status)
        cookie = self._sessions.give_cookie(request, response, request.cookies.get(COOKIE))
        values |= {
            "form_token": self._sessions.form_token(cookie),
            "portal_id": self._portal.identity.portal,
            "portal_key": str(self._portal.identity),
            "signed_in": self._sessions.signed_in(request),
        }
        response.body = response.render(self._templates.get_template(template).render(values))
        response.headers["content-length"] = str(len(response.body))
        return response

    def _page(self, handler: _Handler, *, public: bool = False) -> _Handler:
        @wraps(handler)
        async def page(request: Request) -> Response:
            try:
                if not public and not self._sessions.signed_in(request):
                    return RedirectResponse("/signin", 303)
                return await handler(request)
            except RetourError as error:
                return self._show(request, "error.html", status_of(error), at="", error=error)
            finally:
                await request.close()

        return page


def _text(form: FormData, name: str) -> str:
    value = form.get(name, "")
    return value if isinstance(value, str) else ""


_UNCHANGED = "Nothing was changed."
