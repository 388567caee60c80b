"""What is done about one device's copies from the office: marked, ordered, given up. Forms of the device's page."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from retour.airgap.carry import MEDIA_TYPE, Leg, carry_name
from retour.errors import Usage
from retour.portal import removals
from retour.portal.removals import Evidence, Removal
from retour.portal.store import Portal
from retour.portal.web.numbers import ROW
from retour.protocol.model import Host

Form = Callable[[Request], Coroutine[Any, Any, FormData]]
HostOf = Callable[[int], Awaitable[Host]]
_UNCHANGED = "Nothing was changed."


class RemovalPages:
    """Acts on one device; each leads back to its page, and a refusal is shown there.

    Args:
        form: reads a form that is ours. host_of: the host with this number, or a page that is not there.
    """

    def __init__(self, portal: Portal, form: Form, host_of: HostOf) -> None:
        self._portal = portal
        self._form = form
        self._host_of = host_of

    def routes(self, page: Callable[[Callable[[Request], Any]], Any]) -> list[Route]:
        """`page` wraps a handler as every page is wrapped."""
        return [
            Route(f"/devices/{ROW}/mark", page(self.mark), methods=["POST"]),
            Route(f"/devices/{ROW}/unmark", page(self.unmark), methods=["POST"]),
            Route(f"/devices/{ROW}/order", page(self.make_order), methods=["POST"]),
            Route(f"/devices/{ROW}/order", page(self.order), methods=["GET"]),
            Route(f"/devices/{ROW}/write-off", page(self.write_off), methods=["POST"]),
        ]

    async def mark(self, request: Request) -> Response:
        row, form = request.path_params["row"], await self._form(request)
        await run_in_threadpool(removals.mark, self._portal, await self._host_of(row), removal_in(form))
        return RedirectResponse(f"/devices/{row}", 303)

    async def unmark(self, request: Request) -> Response:
        row = request.path_params["row"]
        await self._form(request)
        await run_in_threadpool(removals.unmark, self._portal, await self._host_of(row), [])
        return RedirectResponse(f"/devices/{row}", 303)

    async def make_order(self, request: Request) -> Response:
        row, form = request.path_params["row"], await self._form(request)
        wanted = None if form.get("marked") else removal_in(form)
        await run_in_threadpool(removals.order, self._portal, [await self._host_of(row)], wanted)
        return RedirectResponse(f"/devices/{row}", 303)

    async def order(self, request: Request) -> Response:
        """The order that is open, as a file; the same bytes each time."""
        host = await self._host_of(request.path_params["row"])
        (made,) = await run_in_threadpool(removals.order_again, self._portal, [host])
        name = carry_name(made.case, host.id, Leg.ORDER)
        headers = {"content-disposition": f'attachment; filename="{name}"'}
        return Response(made.data, media_type=MEDIA_TYPE, headers=headers)

    async def write_off(self, request: Request) -> Response:
        row, form = request.path_params["row"], await self._form(request)
        if not form.get("sure"):
            raise Usage(
                "not-sure",
                "The box was not ticked.",
                _UNCHANGED,
                "Tick it if it is known that nothing proves these copies gone, then send the form again.",
            )
        files = [file for file in form.getlist("evidence") if isinstance(file, UploadFile) and file.filename]
        evidence = [Evidence(file.filename or "", await file.read()) for file in files]
        by, why = (str(form.get(name, "")).strip() for name in ("by", "why"))
        await run_in_threadpool(removals.write_off, self._portal, await self._host_of(row), by, why, evidence)
        return RedirectResponse(f"/devices/{row}", 303)


def removal_in(form: FormData) -> Removal:
    """What shall remain, from fields called ``remain:ACTIVATION_ID``; an empty one leaves its line alone.

    Raises `Usage` (``count``, ``nothing-named``).
    """
    if form.get("everything"):
        return Removal(None, returning=bool(form.get("decommission")))
    remain: dict[str, int] = {}
    for name, value in form.items():
        prefix, _, line = name.partition(":")
        if prefix != "remain" or not isinstance(value, str) or not value.strip():
            continue
        text = value.strip()
        if not (text.isascii() and text.isdigit() and len(text) < 12):
            raise Usage("count", f"{text!r} is not a number of copies.", _UNCHANGED, "Type a whole number, or nothing.")
        remain[line] = int(text)
    if not remain:
        raise Usage(
            "nothing-named", "No line was named.", _UNCHANGED, "Type what shall remain of a line, or tick everything."
        )
    return Removal(remain, returning=bool(form.get("decommission")))
