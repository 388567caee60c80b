"""Taking in what a technician brought: carry files, or pictures of the QR codes that carry the same bytes."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from retour.errors import Refused, RetourError, Usage
from retour.portal.intake import Outcome, case_of, take_file
from retour.portal.store import Portal
from retour.portal.web import words
from retour.portal.web.api import status_of
from retour.portal.web.guard import MAX_BODY, Sessions
from retour.portal.web.pictures import Found, Kept, Unread, Upload, look_at
from retour.portal.web.removal_pages import Form
from retour.portal.web.shown import Bundles
from retour.portal.web.spooled import spooled_form

Show = Callable[..., Response]
_UNCHANGED = "Nothing was changed."


class TakingPages:
    """The page on which files and pictures are taken in.

    Args:
        form: reads a small form that is ours. show: renders a page.
        bundles: keeps answers that can be shown together.
    """

    def __init__(self, portal: Portal, sessions: Sessions, form: Form, show: Show, bundles: Bundles) -> None:
        self._portal = portal
        self._sessions = sessions
        self._form = form
        self._show = show
        self._bundles = bundles
        self._kept = Kept()
        # Looking at pictures takes a whole processor, and memory.
        self._one_at_a_time = asyncio.Lock()

    def routes(self, page: Callable[[Callable[[Request], Any]], Any]) -> list[Route]:
        """`page` wraps a handler as every page is wrapped."""
        return [
            Route("/drop", page(self.drop), methods=["GET", "POST"]),
            Route("/drop/forget", page(self.forget), methods=["POST"]),
        ]

    async def drop(self, request: Request) -> Response:
        if request.method == "GET":
            return self._page(request, None)
        async with spooled_form(request, self._form) as form:
            self._sessions.check_form(request, form.get("form_token"))
            try:
                uploads = _uploads(form)
                pictures, files = await run_in_threadpool(_sorted, uploads)
                case = case_of(_typed_case(form), None)
                let_go = bool(pictures) and self._kept.let_go(self._sessions.holder(request))
                found = await self._look_at(request, pictures) if pictures else Found()
            except RetourError as error:
                return self._page(request, error)
            outcomes, refused = await run_in_threadpool(self._take, files, pictures, found, case)
        unread = (*refused, *found.unread)
        if not outcomes:
            # One reason is told in full; the list is for several, each with the name of its file.
            first = next(iter((*found.problems(), *(each.why for each in unread), _nothing_usable())))
            return self._page(request, first, unread if [each.why for each in unread] != [first] else (), let_go)
        results = [words.result(outcome) for outcome in outcomes]
        carried = [o.answered for o, result in zip(outcomes, results, strict=True) if result.carry and o.answered]
        return self._show(
            request,
            "result.html",
            at="drop",
            results=results,
            bundle=self._bundles.keep(tuple((each.host.id, each.case, each.answer) for each in carried)),
            file=uploads[0].name if len(uploads) == 1 else words.number(len(uploads), "file", "files"),
            problems=found.problems(),
            unread=unread,
            let_go=let_go,
        )

    async def forget(self, request: Request) -> Response:
        await self._form(request)
        self._kept.forget(self._sessions.holder(request))
        return RedirectResponse("/drop", 303)

    async def _look_at(self, request: Request, pictures: list[Upload]) -> Found:
        holder = self._sessions.holder(request)
        async with self._one_at_a_time:
            receiver = self._kept.receiver(holder)
            found = await run_in_threadpool(look_at, pictures, receiver)
            self._kept.keep(holder, receiver, found.incomplete)
        return found

    def _take(
        self, files: list[Upload], pictures: list[Upload], found: Found, case: str | None
    ) -> tuple[list[Outcome], list[Unread]]:
        """Take every message of every file once, as `take_file` does; and why files could not be taken at all.

        Args:
            case: what was typed, for what names none itself.
        """
        outcomes, refused = list[Outcome](), list[Unread]()
        brought: list[tuple[str, Upload | bytes, str | None]] = []
        brought += [(upload.name, upload, case_of(None, upload.name) or case) for upload in files]
        of_pictures = _case_of_pictures(found, pictures) or case
        brought += [(name, message, of_pictures) for name, message in found.messages]
        for name, source, named in brought:
            try:
                data = source if isinstance(source, bytes) else source.data(MAX_BODY)
                outcomes += take_file(self._portal, data, named, "page")
            except RetourError as error:
                refused.append(Unread(name, error))
        return _once(outcomes), refused

    def _page(
        self, request: Request, error: RetourError | None, unread: tuple[Unread, ...] = (), let_go: bool = False
    ) -> Response:
        holder = self._sessions.holder(request)
        kept, let_go = self._kept.incomplete(holder), let_go or self._kept.let_go(holder)
        status = status_of(error) if error else 200
        return self._show(request, "drop.html", status, at="drop", error=error, unread=unread, kept=kept, let_go=let_go)


def _uploads(form: FormData) -> list[Upload]:
    """The files that were sent. Raises `Usage` (``no-file``)."""
    sent = [file for file in form.getlist("file") if isinstance(file, UploadFile) and file.filename]
    if not sent:
        raise Usage(
            "no-file",
            "No file was chosen.",
            _UNCHANGED,
            "Choose the file that the technician brought, or pictures of its QR codes.",
        )
    return [Upload(file.filename or "", file.file) for file in sent]


def _once(outcomes: list[Outcome]) -> list[Outcome]:
    """A message that came in several ways, such as a file and a picture, is told once."""
    known, kept = set[bytes](), list[Outcome]()
    for outcome in outcomes:
        if outcome.digest is None or outcome.digest not in known:
            kept.append(outcome)
        if outcome.digest is not None:
            known.add(outcome.digest)
    return kept


def _nothing_usable() -> Refused:
    return Refused(
        "nothing-usable",
        "The codes in these pictures contradict each other.",
        _UNCHANGED,
        "Show the codes anew on the device's computer, and take the pictures again.",
    )


def _sorted(uploads: list[Upload]) -> tuple[list[Upload], list[Upload]]:
    """Pictures, and all others."""
    pictures, files = list[Upload](), list[Upload]()
    for upload in uploads:
        (pictures if upload.is_picture() else files).append(upload)
    return pictures, files


def _typed_case(form: FormData) -> str:
    case = form.get("case", "")
    return case if isinstance(case, str) else ""


def _case_of_pictures(found: Found, pictures: list[Upload]) -> str | None:
    """The case that the names of all pictures claim, as those do that Retour wrote; never for several messages."""
    cases = {case_of(None, picture.name) for picture in pictures}
    return next(iter(cases)) if len(cases) == 1 and len(found.messages) == 1 else None
