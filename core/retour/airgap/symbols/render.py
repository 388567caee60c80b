"""The program that draws the pages of one PDF: PDF on stdin, pictures on stdout.

``python -m retour.airgap.symbols.render``: a page may want any amount of memory and time, and PDFium ends its process
where it gets none. So it has a process of its own, with bounds where the system knows them.

What it writes is a sequence of a `HEAD` and, for a page, its grey bytes: kind, and two numbers (`Answer` says which).
"""

from __future__ import annotations

import contextlib
import math
import struct
import sys
from enum import Enum
from typing import TYPE_CHECKING, Final

from retour.airgap.symbols.refusals import MAX_PAGES, MAX_READ

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument  # type: ignore[import-untyped]

DPI: Final = 200
"""How fine pages are drawn; a page that would get larger than `MAX_READ` is drawn less fine."""
MAX_MEMORY: Final = 1024 * 1024 * 1024
"""Bytes of address space that the program may have (not on Windows)."""
HEAD: Final = struct.Struct(">cII")
_POINTS: Final = 72
_ERR_PASSWORD: Final = 4


class Answer(Enum):
    """What comes."""

    PAGE = b"P"
    """Width and height; as many grey bytes follow."""
    END = b"E"
    LOCKED = b"L"
    DAMAGED = b"D"
    TOO_MANY = b"N"
    """How many pages there are."""


def main() -> None:
    """Draw what comes on stdin."""
    _bound()
    data, out = sys.stdin.buffer.read(), sys.stdout.buffer

    def say(answer: Answer, one: int = 0, two: int = 0, more: bytes = b"") -> None:
        out.write(HEAD.pack(answer.value, one, two) + more)
        out.flush()

    try:
        import pypdfium2

        document = pypdfium2.PdfDocument(data)
        if len(document) > MAX_PAGES:
            say(Answer.TOO_MANY, min(len(document), 2**32 - 1))
            return
        for number in range(len(document)):
            width, height, grey = _drawn(document, number)
            say(Answer.PAGE, width, height, grey)
        say(Answer.END)
    except Exception as error:  # noqa: BLE001 - a library's errors for hostile bytes are of any kind
        say(Answer.LOCKED if getattr(error, "err_code", None) == _ERR_PASSWORD else Answer.DAMAGED)


def _drawn(document: PdfDocument, number: int) -> tuple[int, int, bytes]:
    page = document[number]
    width, height = page.get_size()
    scale = min(DPI / _POINTS, math.sqrt(MAX_READ / max(1.0, width * height)))
    bitmap = page.render(scale=scale, grayscale=True)
    rows = bytes(bitmap.buffer)
    grey = b"".join(rows[at : at + bitmap.width] for at in range(0, len(rows), bitmap.stride))
    made = bitmap.width, bitmap.height, grey
    bitmap.close()
    page.close()
    return made


def _bound() -> None:
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MAX_MEMORY, MAX_MEMORY))


if __name__ == "__main__":
    main()
