"""Pictures of QR codes that were sent to the portal; parts of what is not whole yet are kept for a while."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, BinaryIO, Final

from retour.airgap.symbols.kinds import HEAD, Kind, kind_of
from retour.airgap.ur.bounds import MAX_KEPT
from retour.airgap.ur.receiver import Receiver
from retour.airgap.ur.stream import Progress
from retour.errors import Refused, RetourError
from retour.portal.web.guard import MAX_PICTURES, too_large

if TYPE_CHECKING:
    from retour.airgap.scanning import Scan

MOST_SECONDS: Final = 60
"""How long the pictures of one request are looked at."""
MOST_KEPT: Final = 64
"""Sessions for which parts are kept."""
MOST_BYTES: Final = 64 * 1024 * 1024
"""Bytes that all kept parts together take at most; one session's at most `ur.bounds.MAX_KEPT`."""
_PART: Final = 4096
"""Bytes that one part takes at most, with what is worked out from it: a code holds fewer than 2,200."""
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
class Unread:
    """A file, or codes in it, of which nothing could be used; and why."""

    name: str
    why: RetourError


@dataclass(frozen=True, slots=True)
class Found:
    """What the pictures of one request gave.

    Attributes:
        messages: the files that these pictures brought or completed, in the order in which they became whole, each
            with the name of the picture that completed it.
        incomplete: messages of which parts are missing, also from pictures before.
        unread: every picture that gave nothing; while a message is incomplete, also those with a code that was of no
            use beside one that was.
        stopped: whether it took too long and was stopped.
    """

    messages: tuple[tuple[str, bytes], ...] = ()
    incomplete: tuple[Progress, ...] = ()
    unread: tuple[Unread, ...] = ()
    stopped: bool = False

    def problems(self) -> tuple[RetourError, ...]:
        """What stands above single pictures, the most pressing first."""
        return (*([_too_long()] if self.stopped else []), *map(parts_missing, self.incomplete))


def look_at(uploads: Sequence[Upload], receiver: Receiver, clock: Callable[[], float] = time.monotonic) -> Found:
    """Read pictures into `receiver`; a video ends early as `Patience` says.

    Raises:
        NotReached: ``no-reader`` where nothing is installed that reads symbols.
    """
    from retour.airgap.scanning import Scan
    from retour.airgap.symbols.eyes import Eyes

    eyes = Eyes()
    eyes.check()
    until = clock() + MOST_SECONDS
    whole: dict[bytes, str] = {}
    unread, beside, stopped = list[Unread](), list[Unread](), False
    for upload in uploads:
        looked = _Looked()
        try:
            if not stopped:
                _look_at(upload, Scan(eyes, receiver), looked, lambda: clock() > until)
        except RetourError as error:
            looked.problem = error
        for data in looked.whole:
            whole.setdefault(data, upload.name)
        stopped = stopped or clock() > until
        if looked.used:
            beside += [Unread(upload.name, looked.problem)] if looked.problem else []
        else:
            why = looked.problem or (_not_read(upload.name) if stopped else _no_code(upload.name))
            unread.append(Unread(upload.name, why))
    incomplete = tuple(stream for stream in receiver.streams if stream.data is None)
    if incomplete or not whole:
        unread += beside
    return Found(tuple((name, data) for data, name in whole.items()), incomplete, tuple(unread), stopped)


@dataclass(slots=True)
class _Looked:
    """What one file gave so far: whether anything was of use, whole messages, and the last problem."""

    used: bool = False
    whole: dict[bytes, None] = field(default_factory=dict)
    problem: RetourError | None = None


def _look_at(upload: Upload, scan: Scan, looked: _Looked, late: Callable[[], bool]) -> None:
    from retour.airgap.scanning import Patience
    from retour.airgap.symbols.stills import pictures_in

    patience = Patience()
    for picture in pictures_in(upload.data(), upload.name):
        sight = scan.feed(picture)
        looked.used = looked.used or bool(sight.streams)
        looked.problem = sight.problem or looked.problem
        looked.whole |= {stream.data: None for stream in sight.complete if stream.data is not None}
        if late() or (picture.passing and patience.enough(sight, scan.receiver.streams)):
            break


def _no_code(name: str) -> Refused:
    return Refused(
        "no-code",
        f"There is no QR code that can be read in {name}.",
        "Nothing was changed.",
        "Take the picture again from closer, straight on, without glare, with the white edge around the code.",
    )


def _not_read(name: str) -> Refused:
    return Refused(
        "not-looked-at",
        f"{name} was not looked at, or not to its end: the time was up.",
        "Nothing was changed.",
        "Send it again, with fewer pictures at a time.",
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


@dataclass(frozen=True, slots=True)
class _Parts:
    receiver: Receiver
    incomplete: tuple[Progress, ...]
    size: int
    until: float


class Kept:
    """Parts that were read before the rest of their message came, for the session that sent them; in memory only."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._kept: dict[bytes, _Parts] = {}
        self._let_go: dict[bytes, float] = {}

    def receiver(self, holder: bytes) -> Receiver:
        """What was collected for this session, or an empty one."""
        self._forget_old()
        kept = self._kept.get(holder)
        return kept.receiver if kept else Receiver()

    def incomplete(self, holder: bytes) -> tuple[Progress, ...]:
        self._forget_old()
        kept = self._kept.get(holder)
        return kept.incomplete if kept else ()

    def let_go(self, holder: bytes) -> bool:
        """Whether parts of this session made room for others', and it has sent none since."""
        self._forget_old()
        return holder in self._let_go

    def keep(self, holder: bytes, receiver: Receiver, incomplete: tuple[Progress, ...]) -> None:
        """Keep what is not whole yet; where room ends, the parts go that were kept first."""
        self.forget(holder)
        if not incomplete:
            return
        size = _size(receiver)
        while self._kept and not self._room(size):
            first = next(iter(self._kept))
            self._let_go[first] = self._kept.pop(first).until
        self._kept[holder] = _Parts(receiver, incomplete, size, self._clock() + KEPT_SECONDS)

    def forget(self, holder: bytes) -> None:
        self._kept.pop(holder, None)
        self._let_go.pop(holder, None)

    def _room(self, size: int) -> bool:
        return len(self._kept) < MOST_KEPT and size + sum(kept.size for kept in self._kept.values()) <= MOST_BYTES

    def _forget_old(self) -> None:
        now = self._clock()
        self._kept = {holder: kept for holder, kept in self._kept.items() if kept.until > now}
        self._let_go = {holder: until for holder, until in self._let_go.items() if until > now}


def _size(receiver: Receiver) -> int:
    """At most so many bytes are kept by it."""
    taken = (stream.frames * _PART if stream.data is None else len(stream.data) for stream in receiver.streams)
    return min(sum(taken), MAX_KEPT)


def _too_long() -> Refused:
    return Refused(
        "too-long",
        f"Reading these pictures took longer than {MOST_SECONDS} seconds and was stopped.",
        "Nothing was changed; the parts that were read are kept here for half an hour.",
        "Send fewer pictures at a time, or only the part of the video in which the codes are seen.",
    )
