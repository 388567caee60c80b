"""What a file is, by its first bytes: a name may say anything. Pure."""

from __future__ import annotations

from enum import Enum
from typing import Final

HEAD: Final = 1024
"""How many bytes from the start of a file are enough."""


class Kind(Enum):
    """Files that pictures are read from, and those that are refused with a word of their own."""

    RASTER = "raster"
    PAGES = "pages"
    VIDEO = "video"
    PHONE = "phone"
    CARRIED = "carried"
    OTHER = "other"


_RASTERS: Final = (
    (b"\x89PNG\r\n\x1a\n", "PNG"),
    (b"\xff\xd8\xff", "JPEG"),
    (b"GIF87a", "GIF"),
    (b"GIF89a", "GIF"),
    (b"II*\0", "TIFF"),
    (b"MM\0*", "TIFF"),
    (b"BM", "BMP"),
)
_VIDEOS: Final = (
    (b"\x1aE\xdf\xa3", "matroska"),
    (b"OggS", "ogg"),
    (b"\0\0\x01\xba", "mpeg"),
    (b"0&\xb2u\x8ef\xcf\x11", "asf"),
)
_RIFF: Final = {b"WEBP": (Kind.RASTER, "WEBP"), b"AVI ": (Kind.VIDEO, "avi")}
_BOXES: Final = frozenset({b"moov", b"mdat", b"wide", b"free", b"skip"})
_PHONE: Final = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"mif1", b"msf1", b"avif", b"avis"})
_PACKET: Final = 188
_ENVELOPE: Final = b"\xd9\x52\x54"


def kind_of(head: bytes) -> tuple[Kind, str]:
    """The kind of a file and the name of its format in the library that reads it, from its first `HEAD` bytes."""
    for start, name in _RASTERS:
        if head.startswith(start):
            return Kind.RASTER, name
    for start, name in _VIDEOS:
        if head.startswith(start):
            return Kind.VIDEO, name
    if head[:4] == b"RIFF" and head[8:12] in _RIFF:
        return _RIFF[head[8:12]]
    if head[4:8] == b"ftyp":
        return (Kind.PHONE, "") if head[8:12] in _PHONE else (Kind.VIDEO, "mov")
    if head[4:8] in _BOXES:
        return Kind.VIDEO, "mov"
    if head[:1] == b"G" and head[_PACKET : _PACKET + 1] == b"G":
        return Kind.VIDEO, "mpegts"
    if head.startswith(_ENVELOPE) or _is_message(head):
        return Kind.CARRIED, ""
    if b"%PDF-" in head:
        return Kind.PAGES, ""
    return Kind.OTHER, ""


def _is_message(head: bytes) -> bool:
    """A COSE_Sign1 with or without its tag, or an array of tagged ones: its protected header is a byte string."""
    if head[:1] == b"\xd2":
        return head[1:2] == b"\x84"
    if head[:1] == b"\x84" and len(head) > 1 and head[1] >> 5 == 2:
        return True
    return len(head) > 4 and head[0] >> 5 == 4 and b"\xd2\x84" in head[1:4]
