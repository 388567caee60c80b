"""Messages out of codes, in any order, as many at a time as come (BCR-2024-001, "the decoder", with another solver).

What `Receiver.take` does with one text:

1. The text is taken apart and its type judged; bytewords with their CRC-32 and the CBOR of a part are read strictly,
   every size against its bound (`bounds`), before anything is kept. What fails is refused and changes nothing.
2. Parts belong together if type, number of fragments, length of the message, checksum and length of a fragment are all
   the same. Parts of another message are a stream of their own and touch nothing else.
3. A stream's first part is only put by. From the second on, `sampling` says which fragments a part mixes and `solving`
   works them out; so a stray part costs no more than to read it.
4. With as many independent parts as fragments the message is joined and its checksum verified. Only then, and only if
   it is what its type says, does it come out, and its parts are let go.
5. If the checksum fails, some part has lied: `solving` replaces suspects as soon as further parts tell them; after as
   many further parts as the message has fragments, and 64, the stream is collected afresh. Nothing wrong comes out but
   what somebody has made for just this CRC-32, fragment by fragment; against that, messages are signed.

Bounds in all: 32 messages that are being collected, 256 complete ones, 8 MiB. A new message takes the place of one of
which there is a single part, never of one with more; where there is no such place, it is refused. Where memory ends,
streams go that have fewer parts than the one that needs it; where there are none, its part is refused.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass, replace

from retour.airgap.ur import bytewords
from retour.airgap.ur.bounds import MAX_COMPLETE, MAX_KEPT, MAX_STREAMS
from retour.airgap.ur.content import Content, check_type, file_of
from retour.airgap.ur.part import Part, decode_part
from retour.airgap.ur.stream import Progress, Stream
from retour.airgap.ur.text import parse
from retour.errors import Refused


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a usable code: the state of its message, and whether this code had not come before."""

    stream: Progress
    new: bool


class Receiver:
    """Collects messages; see the module."""

    def __init__(self) -> None:
        self._open: dict[str, Stream] = {}
        self._complete: dict[str, Progress] = {}
        self._last: tuple[str, Taken] | None = None

    @property
    def streams(self) -> tuple[Progress, ...]:
        """All messages, the most complete first; among equals the latest."""
        collected = [stream.progress() for stream in reversed(self._open.values())]
        collected.sort(key=lambda one: (one.recovered / one.fragments, one.frames), reverse=True)
        return (*reversed(self._complete.values()), *collected)

    @property
    def best(self) -> Progress | None:
        """The first of `streams`."""
        return next(iter(self.streams), None)

    def take(self, text: str) -> Taken:
        """Take the text of one code. What is refused leaves everything as it was.

        Raises:
            Malformed: for what is no usable part of a message, with the codes of `text.parse`, `content.check_type`,
                `bytewords.decode`, `part.decode_part` and `content.file_of`.
            Refused: ``too-many-messages`` where there is no room for another.
        """
        if self._last is not None and self._last[0] == text:
            return self._last[1]
        code = parse(text)
        check_type(code.type)
        payload = bytewords.decode(code.letters)
        if code.sequence is None:
            part = Part(1, 1, len(payload), zlib.crc32(payload), payload)
        else:
            part = decode_part(payload, code.sequence)
        taken = self._take(f"{code.type}/{part.fragments}/{part.message}/{part.checksum:08x}/{len(part.data)}", part)
        # A camera sees most codes several times in a row.
        self._last = text, replace(taken, new=False)
        return taken

    def _take(self, key: str, part: Part) -> Taken:
        if key in self._complete:
            return Taken(self._complete[key], new=False)
        stream, leaving = self._open.get(key), None
        if stream is None:
            stream = Stream(key, key.partition("/")[0], part)
            leaving = self._leaving() if part.fragments > 1 else None
        self._make_room(stream.size, stream.frames + 1, stream)
        if leaving is not None:
            self._open.pop(leaving, None)
        new = stream.take(part)
        if stream.message is not None:
            return Taken(self._finish(key, stream, stream.message), new)
        self._open.pop(key, None)
        self._open[key] = stream
        return Taken(stream.progress(), new)

    def _finish(self, key: str, stream: Stream, message: bytes) -> Progress:
        progress = stream.progress()
        try:
            data = file_of(Content(progress.type, message))
        except Refused:
            # The same parts would make the same again.
            self._open.pop(key, None)
            raise
        if len(self._complete) >= MAX_COMPLETE:
            raise _too_many()
        self._make_room(len(data), stream.frames, stream)
        self._open.pop(key, None)
        finished = replace(progress, recovered=progress.fragments, missing=(), data=data)
        self._complete[key] = finished
        return finished

    def _leaving(self) -> str | None:
        """Who goes for one more stream: the oldest of which there is a single part; None while there is a place."""
        if len(self._open) < MAX_STREAMS:
            return None
        stray = next((key for key, stream in self._open.items() if stream.frames <= 1), None)
        if stray is None:
            raise _too_many()
        return stray

    def _make_room(self, size: int, frames: int, stream: Stream) -> None:
        """For so many bytes of a stream with so many parts: weaker ones go, the weakest first."""
        kept = sum(len(one.data or b"") for one in self._complete.values())
        kept += sum(other.size for other in self._open.values() if other is not stream)
        weakest = sorted(self._open.items(), key=lambda item: item[1].frames)
        going: list[str] = []
        for key, other in weakest:
            if kept + size <= MAX_KEPT or other.frames >= frames:
                break
            if other is not stream:
                kept -= other.size
                going.append(key)
        if kept + size > MAX_KEPT:
            raise _too_many()
        for key in going:
            del self._open[key]


def _too_many() -> Refused:
    return Refused(
        "too-many-messages",
        "More messages are being read at once than there is room for.",
        "What was read so far is kept.",
        "Finish with those that are complete, then scan this one anew.",
    )
