"""Pictures of QR codes that were sent to the portal; parts of what is not whole yet are kept for a while."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO, Final

from retour.airgap.symbols.kinds import HEAD, Kind, kind_of
from retour.airgap.ur.receiver import Receiver
from retour.airgap.ur.stream import Progress
from retour.errors import Refused, RetourError
from retour.portal.web.guard import MAX_PICTURES, too_large

if TYPE_CHECKING:
    from retour.airgap.scanning import Scan

MOST_SECONDS: Final = 60
"""How long the pictures of one request are looked at."""
MOST_KEPT: Final = 4
"""Sessions for which parts are kept; each has at most `ur.bounds.MAX_KEPT` bytes."""
KEPT_SECONDS: Final = 1800
_PICTURES: Final = frozenset({Kind.RASTER, Kind.PAGES, Kind.VIDEO, Kind.PHONE})


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that was sent: its name, and its bytes on disk or in memory."""

    name: str
    file: BinaryIO

    def is_picture(self) -> bool:
        """Whether it is one by its first bytes; it may still be one that cannot be read."""
        self.file.seek(0)
        return kind_of(self.file.read(HEAD))[0] in _PICTURES

    def data(self, most: int = MAX_PICTURES) -> bytes:
        """All of it. Raises `Malformed` (``too-large``) for more than `most` bytes, which no body has by default."""
        self.file.seek(0)
        data = self.file.read(most + 1)
        if len(data) > most:
            raise too_large()
        return data


@dataclass(frozen=True, slots=True)
class Found:
    """What the pictures of one request gave.

    Attributes:
        messages: the files that these pictures brought or completed, in the order in which they became whole.
        incomplete: messages of which parts are missing, also from pictures before.
        blank: names of the pictures in which no code was found.
        problems: why pictures could not be read.
        strays: why codes were of no use, such as another program's.
    """

    messages: tuple[bytes, ...] = ()
    incomplete: tuple[Progress, ...] = ()
    blank: tuple[str, ...] = ()
    problems: tuple[RetourError, ...] = ()
    strays: tuple[RetourError, ...] = ()

    def why_nothing(self) -> RetourError:
        """Why there is no whole message."""
        reasons = [*self.problems, *map(parts_missing, self.incomplete), *self.strays, _no_code(len(self.blank))]
        # What takes too long is told before what is missing for it; what is damaged, after.
        return next((each for each in reasons if each.code in ("too-long", "parts-missing")), reasons[0])


def look_at(uploads: Sequence[Upload], receiver: Receiver, clock: Callable[[], float] = time.monotonic) -> Found:
    """Read pictures into `receiver`; a video ends early, when all messages that were begun are whole.

    Raises:
        NotReached: ``no-reader`` where nothing is installed that reads symbols.
    """
    from retour.airgap.scanning import Scan
    from retour.airgap.symbols.eyes import Eyes

    eyes = Eyes()
    eyes.check()
    until = clock() + MOST_SECONDS
    whole: dict[str, bytes] = {}
    blank, problems, strays = list[str](), list[RetourError](), list[RetourError]()
    for upload in uploads:
        scan = Scan(eyes, receiver)
        try:
            used = _look_at(upload, scan, whole, lambda: clock() > until)
        except RetourError as error:
            problems.append(error)
        else:
            strays += [scan.problem] if scan.problem else []
            blank += [] if used or scan.problem else [upload.name]
        if clock() > until:
            problems.append(_too_long())
            break
    incomplete = tuple(stream for stream in receiver.streams if stream.data is None)
    return Found(tuple(whole.values()), incomplete, tuple(blank), tuple(problems), tuple(strays))


def _look_at(upload: Upload, scan: Scan, whole: dict[str, bytes], late: Callable[[], bool]) -> bool:
    """Read one file; whether there was anything in it that is of use."""
    from retour.airgap.symbols.stills import pictures_in

    used = False
    for picture in pictures_in(upload.data(), upload.name):
        sight = scan.feed(picture)
        used = used or bool(sight.streams)
        whole |= {stream.key: stream.data for stream in sight.complete if stream.data is not None}
        if late() or (picture.passing and sight.complete and all(each.data for each in scan.receiver.streams)):
            break
    return used


def _no_code(pictures: int) -> Refused:
    what = "There is no QR code that can be read in this picture."
    if pictures > 1:
        what = f"There is no QR code that can be read in these {pictures} pictures."
    return Refused(
        "no-code",
        what,
        "Nothing was changed.",
        "Take the picture again from closer, straight on, without glare, with the white edge around the code.",
    )


def parts_missing(stream: Progress) -> Refused:
    """Which parts of a message are still to be photographed."""
    from retour.airgap.scanning import missing_parts

    told = missing_parts(stream)
    return Refused(
        told.code,
        told.what,
        "Nothing was changed; the parts that were read are kept here for half an hour.",
        "Send pictures of the missing parts; the others need not come again.",
        **told.details,
    )


class Kept:
    """Parts that were read before the rest of their message came, for the session that sent them; in memory only."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._kept: dict[bytes, tuple[Receiver, tuple[Progress, ...], float]] = {}

    def receiver(self, holder: bytes) -> Receiver:
        """What was collected for this session, or an empty one."""
        self._forget_old()
        kept = self._kept.get(holder)
        return kept[0] if kept else Receiver()

    def incomplete(self, holder: bytes) -> tuple[Progress, ...]:
        self._forget_old()
        kept = self._kept.get(holder)
        return kept[1] if kept else ()

    def keep(self, holder: bytes, receiver: Receiver, incomplete: tuple[Progress, ...]) -> None:
        """Keep what is not whole yet; for the session that came first, nothing is kept any more if there are many."""
        self.forget(holder)
        if not incomplete:
            return
        while len(self._kept) >= MOST_KEPT:
            self._kept.pop(next(iter(self._kept)))
        self._kept[holder] = receiver, incomplete, self._clock() + KEPT_SECONDS

    def forget(self, holder: bytes) -> None:
        self._kept.pop(holder, None)

    def _forget_old(self) -> None:
        now = self._clock()
        self._kept = {holder: kept for holder, kept in self._kept.items() if kept[2] > now}


def _too_long() -> Refused:
    return Refused(
        "too-long",
        f"Reading these pictures took longer than {MOST_SECONDS} seconds and was stopped.",
        "Nothing was changed; the parts that were read are kept here for half an hour.",
        "Send fewer pictures at a time, or only the part of the video in which the codes are seen.",
    )
