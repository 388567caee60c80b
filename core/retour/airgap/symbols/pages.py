"""Pictures of the pages of a PDF, drawn by PDFium."""

from __future__ import annotations

import math
import threading
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from retour.airgap.symbols.picture import Picture
from retour.airgap.symbols.refusals import MAX_PAGES, MAX_READ, guarded, locked, too_many_pages

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument  # type: ignore[import-untyped]

DPI: Final = 200
"""How fine pages are drawn; a page that would get larger than `MAX_READ` is drawn less fine."""
_POINTS: Final = 72
_ERR_PASSWORD: Final = 4
_ONE_AT_A_TIME: Final = threading.Lock()
"""PDFium may be used by one thread only."""


def page_pictures(data: bytes, name: str) -> Iterator[Picture]:
    """The pages of a PDF, one at a time.

    Raises:
        Malformed: ``not-a-picture``, ``pdf-locked``, ``too-many-pages``.
    """
    with _ONE_AT_A_TIME, guarded(name):
        document = _opened(data, name)
    try:
        with _ONE_AT_A_TIME, guarded(name):
            pages = len(document)
        if pages > MAX_PAGES:
            raise too_many_pages(name, pages)
        for number in range(pages):
            with _ONE_AT_A_TIME, guarded(name):
                picture = _drawn(document, number)
            yield picture
    finally:
        with _ONE_AT_A_TIME:
            document.close()


def _opened(data: bytes, name: str) -> PdfDocument:
    import pypdfium2

    try:
        return pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        if error.err_code == _ERR_PASSWORD:
            raise locked(name) from error
        raise


def _drawn(document: PdfDocument, number: int) -> Picture:
    page = document[number]
    try:
        width, height = page.get_size()
        scale = min(DPI / _POINTS, math.sqrt(MAX_READ / max(1.0, width * height)))
        bitmap = page.render(scale=scale, grayscale=True)
        try:
            rows = bytes(bitmap.buffer)
            grey = b"".join(rows[at : at + bitmap.width] for at in range(0, len(rows), bitmap.stride))
            return Picture(bitmap.width, bitmap.height, grey)
        finally:
            bitmap.close()
    finally:
        page.close()
