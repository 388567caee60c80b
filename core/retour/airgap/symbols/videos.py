"""Pictures from videos, read as a stream: one frame at a time is in memory."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import IO, TYPE_CHECKING, Final

from retour.airgap.symbols.picture import Picture
from retour.airgap.symbols.refusals import MAX_FRAMES, MAX_READ, Budget, damaged, guarded, no_picture

if TYPE_CHECKING:
    from av.container import InputContainer
    from av.packet import Packet
    from av.video.frame import VideoFrame
    from av.video.stream import VideoStream

_MAX_PACKETS: Final = 8 * MAX_FRAMES
"""Pieces of a video, of sound too, after which it is over."""


def video_pictures(file: IO[bytes], form: str, name: str) -> Iterator[Picture]:
    """The frames of a video; what is damaged in it is skipped.

    Args:
        form: FFmpeg's name of the container. It is not guessed: some kinds name other files, which would be opened.

    Raises:
        Malformed: ``not-a-picture``, ``too-many-frames``.
    """
    import av

    with guarded(name):
        container = av.open(file, "r", format=form)
    with container:
        if not container.streams.video:
            raise no_picture(name)
        budget, seen = Budget(name), False
        for packet in itertools.islice(_packets(container), _MAX_PACKETS):
            for frame in _frames(packet):
                budget.take(frame.width, frame.height)
                with guarded(name):
                    picture = _grey(frame)
                seen = True
                yield picture
        if not seen:
            raise damaged(name)


def _packets(container: InputContainer) -> Iterator[Packet[VideoStream]]:
    """The pieces of the first picture stream, up to where the video is cut."""
    stream = container.streams.video[0]
    if not hasattr(stream.codec_context, "options"):
        return  # no decoder for it
    # FFmpeg refuses larger frames before it makes room for them.
    stream.codec_context.options = {"max_pixels": str(MAX_READ)}
    try:
        yield from container.demux(stream)
    except Exception:  # noqa: BLE001 - as in `guarded`
        return


def _frames(packet: Packet[VideoStream]) -> list[VideoFrame]:
    try:
        return list(packet.decode())
    except Exception:  # noqa: BLE001 - as in `guarded`
        return []


def _grey(frame: VideoFrame) -> Picture:
    plane = frame.reformat(format="gray").planes[0]
    rows = bytes(plane)
    width, height, stride = frame.width, frame.height, plane.line_size
    if stride != width:
        rows = b"".join(rows[at : at + width] for at in range(0, stride * height, stride))
    return Picture(width, height, rows[: width * height], passing=True)
