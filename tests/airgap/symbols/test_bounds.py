"""What a hostile picture may cost: a page of a PDF, corners without codes, a picture that unpacks to too much."""

from __future__ import annotations

import dataclasses
import struct
import zlib
from pathlib import Path

import pytest

from retour.airgap.symbols import look, pages
from retour.airgap.symbols.eyes import Eyes
from retour.airgap.symbols.kinds import HEAD, Kind, kind_of
from retour.airgap.symbols.picture import Picture
from retour.airgap.symbols.stills import pictures_in
from retour.airgap.symbols.symbol import Level, draw
from retour.errors import Malformed
from retour.protocol.model import Host, HostType
from tests.airgap.symbols.drawing import file_of, image_of, text_of
from tests.protocol.samples import MESSAGE, signed_message

FINDER = ("1111111", "1000001", "1011101", "1011101", "1011101", "1000001", "1111111")


def pdf(levels: int, times: int) -> bytes:
    """A page that draws a form `times` times, which draws the next one as often, and so on."""
    objects = [b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[3 0 R]/Count 1>>"]
    page = b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]/Contents 4 0 R/Resources<</XObject<</F 5 0 R>>>>>>"
    draw = b"/F Do " * times
    objects += [page, b"<</Length %d>>stream\n%s\nendstream" % (len(draw), draw)]
    for level in range(levels):
        inner = draw if level < levels - 1 else b"0 0 9 9 re f"
        below = b"/Resources<</XObject<</F %d 0 R>>>>" % (6 + level) if level < levels - 1 else b""
        head = b"<</Type/XObject/Subtype/Form/BBox[0 0 200 200]%s/Length %d>>" % (below, len(inner))
        objects.append(head + b"stream\n" + inner + b"\nendstream")
    body = b"%PDF-1.4\n"
    offsets = []
    for number, each in enumerate(objects, 1):
        offsets.append(len(body))
        body += b"%d 0 obj%s\nendobj\n" % (number, each)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    count = len(objects) + 1
    tail = b"xref\n0 %d\n0000000000 65535 f \n%strailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF"
    return body + tail % (count, table, count, len(body))


def children() -> set[int]:
    return {int(pid) for file in Path("/proc/self/task").glob("*/children") for pid in file.read_text().split()}


def test_a_page_that_wants_everything_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "PAGE_SECONDS", 1.5)
    before = children()
    assert len(list(pictures_in(pdf(2, 2), "good.pdf"))) == 1
    with pytest.raises(Malformed) as refused:
        list(pictures_in(pdf(9, 12), "bomb.pdf"))
    assert refused.value.code == "not-a-picture"
    assert children() <= before


def test_leaving_the_pages_ends_their_program() -> None:
    before = children()
    reading = pictures_in(pdf(2, 2), "good.pdf")
    next(iter(reading))
    assert children() - before
    reading.close()  # type: ignore[attr-defined]
    assert children() <= before


def test_a_picture_that_unpacks_to_too_much_is_refused_by_its_header() -> None:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", 7000, 7100, 8, 6, 0, 0, 0)
    data = (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(bytes(1000))) + chunk(b"IEND", b"")
    )
    with pytest.raises(Malformed) as refused:
        list(pictures_in(data, "clear.png"))
    assert refused.value.code == "too-many-pixels"


def test_a_large_scan_of_16_bits_is_read() -> None:
    code = image_of(draw(text_of(600), Level.M, 15, 4)).resize((3600, 3600))
    deep = code.convert("I").point(lambda shade: shade * 257).convert("I;16")
    (shown,) = pictures_in(file_of(deep, "PNG"), "scan.png")
    assert [seen.text for seen in look.look(Eyes(), shown)] == [text_of(600)]


def test_all_pages_together_have_a_bound_of_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "FILE_SECONDS", 0.001)
    with pytest.raises(Malformed) as refused:
        list(pictures_in(pdf(2, 2), "good.pdf"))
    assert refused.value.code == "not-a-picture"


def test_a_message_that_speaks_of_a_pdf_is_a_message() -> None:
    message = signed_message(dataclasses.replace(MESSAGE, host=Host(HostType.SERIAL, "A%PDF-1.7")))
    assert b"%PDF-" in message[:HEAD]
    assert kind_of(message[:HEAD])[0] is Kind.CARRIED


def test_corners_without_codes_are_known_by_a_piece() -> None:
    rows = []
    for y in range(2200):
        row = b"\xff" * 9 if y % 9 >= 7 else bytes(0 if each == "1" else 255 for each in FINDER[y % 9]) + b"\xff\xff"
        rows.append((row * 300)[:2200])
    eyes = Eyes()
    assert look._is_dear(eyes, Picture(2200, 2200, b"".join(rows)))
    assert not look._is_dear(eyes, Picture(2200, 2200, bytes((200,)) * 2200 * 2200))
