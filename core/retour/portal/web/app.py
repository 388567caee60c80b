"""The application: pages, API and stylesheet behind one fence."""

from __future__ import annotations

from importlib.resources import files

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount, Route

from retour.portal.keyring import TokenCheck
from retour.portal.store import Portal
from retour.portal.web.api import Api
from retour.portal.web.guard import Fence
from retour.portal.web.pages import Pages


def make_app(portal: Portal) -> Starlette:
    """The ASGI application over an open portal whose admin token was made."""
    token = TokenCheck(portal.token_hash)
    pages = Pages(portal, token)
    style = files("retour.portal.web").joinpath("static/portal.css").read_bytes()

    async def stylesheet(_: Request) -> Response:
        return Response(style, media_type="text/css", headers={"cache-control": "max-age=3600"})

    return Starlette(
        routes=[
            Mount("/api/v1", routes=Api(portal, token).routes()),
            Route("/static/portal.css", stylesheet),
            *pages.routes(),
        ],
        middleware=[Middleware(Fence)],
        exception_handlers={404: pages.not_found},
    )
