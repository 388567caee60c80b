"""Forms with large files: taken from the network piece by piece, more than a mebibyte of a file on disk."""

from __future__ import annotations

import re
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import aclosing, asynccontextmanager
from typing import Final

from starlette.datastructures import FormData
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import Request

from retour.errors import Malformed
from retour.portal.web.guard import allow_pictures
from retour.portal.web.removal_pages import Form

_MOST_FILES: Final = 1000
_BOUNDARY: Final = re.compile(r"multipart/form-data;.*boundary=\"?([^\s\";]{1,70})", re.IGNORECASE | re.ASCII)
_EPILOGUE: Final = 64
"""Bytes that may follow the end of a form."""


@asynccontextmanager
async def spooled_form(request: Request, small: Form) -> AsyncIterator[FormData]:
    """The form of a request, as large as pictures are; its files are closed afterwards, whatever happens.

    To be called only for who is signed in. Whether the form is ours is still to be checked.

    Args:
        small: reads a form without files.

    Raises:
        Malformed: ``form``, ``too-large``.
    """
    boundary = _BOUNDARY.match(request.headers.get("content-type", ""))
    if boundary is None:
        yield await small(request)
        return
    allow_pictures(request)
    async with aclosing(_whole(request, b"--" + boundary[1].encode() + b"--")) as stream:
        try:
            form = await MultiPartParser(request.headers, stream, max_files=_MOST_FILES, max_fields=10).parse()
        except MultiPartException:
            raise _damaged() from None
    try:
        yield form
    finally:
        await form.close()


async def _whole(request: Request, end: bytes) -> AsyncGenerator[bytes, None]:
    """The body. One without its end is refused here, as the parser closes its files only for an error."""
    last = b""
    async with aclosing(request.stream()) as stream:
        async for chunk in stream:
            last = (last + chunk)[-len(end) - _EPILOGUE :]
            yield chunk
    if end not in last:
        raise _damaged()


def _damaged() -> Malformed:
    return Malformed("form", "This form arrived damaged.", "Nothing was changed.", "Send it again.")
