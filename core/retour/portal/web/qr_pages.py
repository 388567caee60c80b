"""Answers and orders as QR codes: a still or an animated picture, one code at a time, and a sheet for paper.

No script: an animation is an animated PNG, and every choice is a link or a form.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Final

from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from retour.airgap.carry import MEDIA_TYPE
from retour.errors import RetourError
from retour.portal import queries, removals
from retour.portal.store import Portal
from retour.portal.web import words
from retour.portal.web.api import status_of
from retour.portal.web.numbers import CODE, ROW
from retour.portal.web.removal_pages import HostOf
from retour.portal.web.shown import (
    SPEED,
    SPEEDS,
    Animations,
    Bundles,
    Shown,
    code_png,
    frames_of,
    planned,
    printable,
    seconds_of,
    shown,
    side_of,
)

if TYPE_CHECKING:
    from retour.airgap.showing import Density, Showing

_Find = Callable[[Request], Awaitable[Shown]]
_Handler = Callable[[Request], Awaitable[Response]]
_DENSITY: Final = "v20"


@dataclass(frozen=True, slots=True)
class _Choice:
    """What a person chose, as it stands in the address."""

    density: str
    speed: int

    @property
    def query(self) -> str:
        return f"density={self.density}&speed={self.speed}"

    def coarser(self) -> _Choice | None:
        at = list(words.DENSITIES).index(self.density)
        return _Choice(list(words.DENSITIES)[at - 1], self.speed) if at else None

    def slower(self) -> _Choice | None:
        at = SPEEDS.index(self.speed)
        return _Choice(self.density, SPEEDS[at - 1]) if at else None

    def detail(self) -> Density:
        from retour.airgap.showing import Density

        return Density(self.density)


class QrPages:
    """Each file that can be downloaded can be shown as well, under its own address and ``/qr`` or ``/sheet``.

    Args:
        host_of: the host with this number, or a page that is not there. show: renders a page.
        bundles: answers of one upload in one file.
    """

    def __init__(self, portal: Portal, host_of: HostOf, show: Callable[..., Response], bundles: Bundles) -> None:
        self._portal = portal
        self._host_of = host_of
        self._show = show
        self._bundles = bundles
        self._animations = Animations()

    def routes(self, page: Callable[[Callable[[Request], Any]], Any]) -> list[Route]:
        """`page` wraps a handler as every page is wrapped."""
        found: list[Route] = [Route("/bundles/{digest}", page(self.bundle))]
        places: dict[str, _Find] = {
            "/letters/{digest}/answer": self._answer,
            f"/devices/{ROW}/order": self._order,
            "/bundles/{digest}": self._bundle,
        }
        for place, find in places.items():
            found += [
                Route(f"{place}/qr", page(self._qr(find))),
                Route(f"{place}/qr.png", page(self._picture(find))),
                Route(f"{place}/qr/{CODE}.png", page(self._code(find))),
                Route(f"{place}/sheet", page(self._sheet(find))),
                Route(f"{place}/sheet/{CODE}.png", page(self._printed(find))),
            ]
        return found

    async def bundle(self, request: Request) -> Response:
        """The answers of one upload as one file."""
        kept = self._bundles.get(request.path_params["digest"])
        headers = {"content-disposition": f'attachment; filename="{kept.name}"'}
        return Response(kept.data, media_type=MEDIA_TYPE, headers=headers)

    def _qr(self, find: _Find) -> _Handler:
        async def page(request: Request) -> Response:
            what, choice = await find(request), _choice(request)
            values: dict[str, object] = {
                "shown": what,
                "choice": choice,
                "speeds": [(n, n) for n in SPEEDS],
                "part": None,
            }
            values |= {"error": None, "showing": None, "frames": 0, "side": 0, "seconds": 0, "printable": False}
            try:
                showing = await run_in_threadpool(planned, what.data, choice.detail())
            except RetourError as error:
                return self._show(request, "qr.html", status_of(error), at="", **values | {"error": error})
            values |= {"showing": showing, "frames": frames_of(showing), "side": side_of(showing)}
            values |= {"seconds": seconds_of(showing, choice.speed)}
            values |= {"printable": await run_in_threadpool(printable, what.data)}
            if showing.animated and "part" in request.query_params:
                values["part"] = _within(request.query_params["part"], showing.fragments)
            return self._show(request, "qr.html", at="", **values)

        return page

    def _picture(self, find: _Find) -> _Handler:
        async def picture(request: Request) -> Response:
            what, choice = await find(request), _choice(request)

            showing = await run_in_threadpool(planned, what.data, choice.detail())
            if showing.animated:
                return _png(await self._animations.get(what.data, choice.detail(), choice.speed))
            return _png(await run_in_threadpool(code_png, showing, 0))

        return picture

    def _code(self, find: _Find) -> _Handler:
        async def code(request: Request) -> Response:
            what, choice = await find(request), _choice(request)
            return await _numbered(request, lambda: planned(what.data, choice.detail()))

        return code

    def _sheet(self, find: _Find) -> _Handler:
        async def page(request: Request) -> Response:
            from retour.airgap.showing import sheet

            what = await find(request)
            codes = (await run_in_threadpool(sheet, what.data)).frames
            return self._show(request, "sheet.html", at="", shown=what, codes=codes)

        return page

    def _printed(self, find: _Find) -> _Handler:
        async def code(request: Request) -> Response:
            from retour.airgap.showing import sheet

            what = await find(request)
            return await _numbered(request, lambda: sheet(what.data))

        return code

    async def _answer(self, request: Request) -> Shown:
        digest = request.path_params["digest"]
        if len(digest) != 64 or set(digest) - set("0123456789abcdef"):
            raise HTTPException(404)

        def read() -> Shown | None:
            with self._portal.reading() as session:
                found = queries.letter_bytes(session, bytes.fromhex(digest))
                if found is None or found[1] is None:
                    return None
                return shown(f"/letters/{digest}/answer", found[1].data, "Answer", found[0].case)

        return _there(await run_in_threadpool(read))

    async def _order(self, request: Request) -> Shown:
        row = request.path_params["row"]
        host = await self._host_of(row)

        def read() -> Shown:
            (made,) = removals.order_again(self._portal, [host])
            return shown(f"/devices/{row}/order", made.data, "Removal order", made.case)

        return await run_in_threadpool(read)

    async def _bundle(self, request: Request) -> Shown:
        digest = request.path_params["digest"]
        kept = self._bundles.get(digest)
        return await run_in_threadpool(shown, f"/bundles/{digest}", kept.data, f"{kept.count} answers", kept.case)


def _there(found: Shown | None) -> Shown:
    if found is None:
        raise HTTPException(404)
    return found


def _choice(request: Request) -> _Choice:
    """What the address says; for what cannot be chosen, what is right for most."""
    density, speed = request.query_params.get("density", ""), request.query_params.get("speed", "")
    speeds = {str(each): each for each in SPEEDS}
    return _Choice(density if density in words.DENSITIES else _DENSITY, speeds.get(speed, SPEED))


def _within(text: str, most: int) -> int:
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 9 else 1
    return min(max(number, 1), most)


async def _numbered(request: Request, make: Callable[[], Showing]) -> Response:
    """Pure part `number` of what is shown, from 1."""
    number = request.path_params["number"]

    def draw() -> bytes | None:
        showing = make()
        return code_png(showing, number - 1) if 1 <= number <= showing.fragments else None

    drawn = await run_in_threadpool(draw)
    if drawn is None:
        raise HTTPException(404)
    return _png(drawn)


def _png(data: bytes) -> Response:
    return Response(data, media_type="image/png")
