"""Pictures of the pages of a PDF, drawn by PDFium in a process of its own (`render`)."""

from __future__ import annotations

import contextlib
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from typing import IO, Final

from retour.airgap.symbols.picture import Picture
from retour.airgap.symbols.refusals import MAX_READ, damaged, locked, too_many_pages
from retour.airgap.symbols.render import HEAD, Answer

PAGE_SECONDS: Final = 20.0
"""How long the program may think about a page before it is ended."""
FILE_SECONDS: Final = 120.0
"""How long it may think about all pages of a file together."""


def page_pictures(data: bytes, name: str) -> Iterator[Picture]:
    """The pages of a PDF, one at a time; at most one is in memory here.

    Raises:
        Malformed: ``not-a-picture``, also where a page wants too much memory or time; ``pdf-locked``,
            ``too-many-pages``.
    """
    # -P: what lies in the folder of now must not stand in for a module.
    command = [sys.executable, "-P", "-m", "retour.airgap.symbols.render"]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL) as program:
        assert program.stdin is not None
        assert program.stdout is not None
        feeding = threading.Thread(target=_feed, args=(program.stdin, data), daemon=True)
        feeding.start()
        left = FILE_SECONDS
        try:
            while True:
                began = time.monotonic()
                picture = _next(program, program.stdout, name, min(PAGE_SECONDS, left))
                left -= time.monotonic() - began
                if picture is None:
                    return
                yield picture
        finally:
            program.kill()
            feeding.join()


def _feed(stdin: IO[bytes], data: bytes) -> None:
    with contextlib.suppress(OSError), stdin:
        stdin.write(data)


def _next(program: subprocess.Popen[bytes], out: IO[bytes], name: str, seconds: float) -> Picture | None:
    """The next page; None after the last. A program that says nothing any more is ended."""
    watch = threading.Timer(max(0.0, seconds), program.kill)
    watch.start()
    try:
        head = out.read(HEAD.size)
        if len(head) < HEAD.size:
            raise damaged(name)
        kind, one, two = HEAD.unpack(head)
        answer = Answer(kind)
        if answer is Answer.PAGE:
            if not 0 < one * two <= 2 * MAX_READ:  # the program itself rounds up a little
                raise damaged(name)
            grey = out.read(one * two)
            if len(grey) < one * two:
                raise damaged(name)
            return Picture(one, two, grey)
    finally:
        watch.cancel()
    if answer is Answer.END:
        return None
    if answer is Answer.LOCKED:
        raise locked(name)
    raise too_many_pages(name, one) if answer is Answer.TOO_MANY else damaged(name)
