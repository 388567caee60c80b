"""Hostile and foreign files: each is refused, or read within bounds, by a process that may take little memory."""

from __future__ import annotations

import itertools
import os
import resource
import subprocess
import sys
import zlib
from pathlib import Path
from struct import pack

import pytest
from PIL import Image

from retour.airgap.scanning import Scan
from retour.airgap.showing import plan
from retour.airgap.symbols.eyes import Eyes
from retour.airgap.symbols.image import picture, png
from retour.airgap.symbols.refusals import MAX_FILE, MAX_FRAMES, MAX_PAGES, MAX_TOTAL, Budget
from retour.airgap.symbols.stills import pictures, pictures_in
from retour.airgap.symbols.symbol import Level, draw
from retour.airgap.ur.sender import sender
from retour.errors import Malformed, RetourError
from tests.airgap.symbols.drawing import file_of, image_of, text_of, to_image, video_of
from tests.protocol.samples import signed_message

ROOM = 600 * 1024 * 1024
"""Address space beyond what the libraries take when loaded, in bytes."""


def chunk(name: bytes, data: bytes) -> bytes:
    return pack(">I", len(data)) + name + data + pack(">I", zlib.crc32(name + data))


def png_of(width: int, height: int, pixels: bytes = b"", more: bytes = b"") -> bytes:
    """A PNG of one bit a pixel whose header says any size."""
    header = chunk(b"IHDR", pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0))
    body = chunk(b"IDAT", zlib.compress(pixels, 9))
    return b"\x89PNG\r\n\x1a\n" + header + more + body + chunk(b"IEND", b"")


def gif_of(frames: int, width: int = 8, height: int = 8) -> bytes:
    """A GIF of equal white frames, 20 bytes each."""
    head = b"GIF89a" + pack("<HHBBB", width, height, 0x80, 0, 0) + b"\xff\xff\xff\0\0\0"
    frame = b"\x21\xf9\x04\0\1\0\0\0" + b"\x2c" + pack("<HHHHB", 0, 0, 1, 1, 0) + b"\x02\x02\x44\x01\0"
    return head + frame * frames + b";"


def apng_of(frames: int, side: int) -> bytes:
    """An animated PNG that says so many frames and has three."""
    control = pack(">IIIIIHHBB", 0, side, side, 0, 0, 1, 8, 0, 0)
    more = chunk(b"acTL", pack(">II", frames, 0)) + chunk(b"fcTL", control)
    return png_of(side, side, bytes(side * (side // 8 + 1)), more)


def pdf_of(pages: int, width: float = 300, height: float = 300) -> bytes:
    """A PDF that lists one empty page any number of times."""
    kids = " ".join(f"{number + 3} 0 R" for number in range(pages))
    items = [
        "1 0 obj <</Type/Catalog/Pages 2 0 R>> endobj",
        f"2 0 obj <</Type/Pages/Count {pages}/Kids[{kids}]/MediaBox[0 0 {width} {height}]>> endobj",
        *(f"{number + 3} 0 obj <</Type/Page/Parent 2 0 R>> endobj" for number in range(pages)),
    ]
    return ("%PDF-1.4\n" + "\n".join(items) + "\ntrailer <</Root 1 0 R>>\n%%EOF").encode()


def encrypted_pdf() -> bytes:
    """A PDF whose words of encryption no password fits."""
    held = pdf_of(1).replace(
        b"trailer <<",
        b"9 0 obj <</Filter/Standard/V 1/R 2/P -4/O <" + b"41" * 32 + b">/U <" + b"42" * 32 + b">>> endobj\n"
        b"trailer <</Encrypt 9 0 R/ID[<00><00>]",
    )
    assert b"/Encrypt" in held
    return held


def bomb_in_text() -> bytes:
    """A PNG with a text that inflates to 100 MB."""
    squeeze = zlib.compressobj(9)
    text = b"".join(squeeze.compress(bytes(1 << 20)) for _ in range(100)) + squeeze.flush()
    return png_of(8, 8, bytes(16), chunk(b"zTXt", b"k\0\0" + text) + chunk(b"iCCP", b"k\0\0" + text))


CODE = image_of(draw(text_of(100), Level.L, 6, 4))
VIDEO = video_of([CODE] * 4, "mp4", "mpeg4", "yuv420p")

FILES: dict[str, tuple[bytes, str]] = {
    "header of 60,000 x 60,000": (png_of(60_000, 60_000), "too-many-pixels"),
    "header of 8,000 x 8,000": (png_of(8_000, 8_000), "too-many-pixels"),
    "header of 1 x 49 million": (png_of(1, 49_000_000), "too-many-pixels"),
    "header of 0 x 0": (png_of(0, 0), "not-a-picture"),
    "49 million pixels in 6 kB": (png_of(7_000, 7_000, bytes(7_000 * 876)), "1"),
    "no pixels at all": (png_of(700, 700), "1"),
    "text that inflates": (bomb_in_text(), "not-a-picture"),
    "cut PNG": (file_of(CODE, "PNG")[:100], "1"),
    "cut PNG header": (file_of(CODE, "PNG")[:20], "not-a-picture"),
    "cut JPEG": (file_of(CODE, "JPEG")[:1000], "1"),
    "cut JPEG header": (file_of(CODE, "JPEG")[:30], "not-a-picture"),
    "GIF of 65,535 x 65,535": (gif_of(1, 65_535, 65_535), "too-many-pixels"),
    "APNG that says 4 billion frames": (apng_of(2**32 - 1, 64), "1"),
    "BMP of 2 billion rows": (
        b"BM" + pack("<IIIIiiHHIIiiII", 58, 0, 54, 40, 9, 2**31 - 1, 1, 24, 0, 0, 1, 1, 0, 0),
        "too-many-pixels",
    ),
    "TIFF that turns in a circle": (b"II*\0\x08\0\0\0\0\0\x08\0\0\0", "not-a-picture"),
    "WebP of 16,383 x 16,383": (b"RIFF\x1e\0\0\0WEBPVP8X\x0a\0\0\0\x02\0\0\0\xfe\x3f\0\xfe\x3f\0", "too-many-pixels"),
    "PDF of 10,000 pages": (pdf_of(10_000), "too-many-pages"),
    "PDF page of 14 km": (pdf_of(1, 4e7, 4e7), "1"),
    "PDF page of no size": (pdf_of(1, 0, 0), "1"),
    "PDF with a password": (encrypted_pdf(), "pdf-locked"),
    "PDF of nothing": (b"%PDF-1.7\n", "not-a-picture"),
    "zip": (b"PK\x03\x04" + bytes(100), "not-a-picture"),
    "empty": (b"", "empty"),
    "text": (b"UR:BYTES/AAAA\n", "not-a-picture"),
    "SVG": (b"<svg xmlns='http://www.w3.org/2000/svg'><image href='file:///etc/passwd'/></svg>", "not-a-picture"),
    "playlist that names a file": (b"#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n", "not-a-picture"),
    "list of files to join": (b"ffconcat version 1.0\nfile /etc/passwd\n", "not-a-picture"),
    "HEIC": (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + bytes(50), "heic"),
    "carry file": (signed_message(), "retour-file"),
    "carry file without its tag": (signed_message()[1:], "retour-file"),
    "video cut in its middle": (VIDEO[: len(VIDEO) // 2], "not-a-picture"),
    "video of nothing": (b"\0\0\0\x18ftypmp42\0\0\0\0isommp42" + bytes(50), "not-a-picture"),
    "video of sound": (b"RIFF$\0\0\0AVI LIST" + bytes(30), "not-a-picture"),
}


def looked_at(path: Path) -> str:
    """What reading a file ends in: a code of an error, or how many pictures it gave."""
    eyes = Eyes()
    try:
        return str(sum(1 for shown in pictures(path) if eyes.read(shown) is not None))
    except RetourError as error:
        sentences = all(line.endswith((".", "?")) for line in error.lines)
        return error.code if sentences else "no-sentence"


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Every file read by one process that is ended if it takes too much memory."""
    folder = tmp_path_factory.mktemp("hostile")
    for number, (data, _) in enumerate(FILES.values()):
        (folder / f"{number}").write_bytes(data)
    done = subprocess.run(
        [
            sys.executable,
            "-W",
            "error::ResourceWarning",
            "-m",
            "tests.airgap.symbols.test_hostile_pictures",
            str(folder),
        ],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert done.stderr == ""
    return dict(zip(FILES, done.stdout.split(), strict=True))


@pytest.mark.parametrize("name", FILES)
def test_each_is_refused_or_read_within_bounds(outcomes: dict[str, str], name: str) -> None:
    assert outcomes[name] == FILES[name][1]


@pytest.mark.deep
def test_a_gif_of_100_000_frames_is_read_up_to_the_bound() -> None:
    shown = pictures_in(gif_of(100_000), "it")
    assert sum(1 for _ in itertools.islice(shown, MAX_FRAMES)) == MAX_FRAMES
    with pytest.raises(Malformed) as caught:
        next(shown)
    assert caught.value.code == "too-many-frames"


@pytest.mark.parametrize(
    ("width", "height", "taken"), [(8, 8, MAX_FRAMES), (7_000, 7_000, MAX_TOTAL // 49_000_000), (20_001, 1, 0)]
)
def test_frames_are_taken_up_to_the_bound(width: int, height: int, taken: int) -> None:
    budget = Budget("it")
    for _ in range(taken):
        budget.take(width, height)
    with pytest.raises(Malformed) as caught:
        budget.take(width, height)
    assert caught.value.code == ("too-many-frames" if taken else "too-many-pixels")


def test_as_many_pages_as_there_may_be_are_read(tmp_path: Path) -> None:
    path = tmp_path / "long.pdf"
    path.write_bytes(pdf_of(MAX_PAGES, 20, 20))
    assert sum(1 for _ in pictures(path)) == MAX_PAGES


def test_a_file_of_65_mib_is_not_opened(tmp_path: Path) -> None:
    path = tmp_path / "large.png"
    with path.open("wb") as file:
        file.write(png_of(8, 8))
        file.truncate(MAX_FILE + 1)
    assert looked_at(path) == "too-large"


def test_what_is_no_file(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    assert looked_at(tmp_path / "pipe") == "not-readable"
    assert looked_at(tmp_path) == "not-readable"
    assert looked_at(Path("/dev/zero")) == "not-readable"
    assert looked_at(tmp_path / "none") == "no-file"


WALLET = "UR:CRYPTO-PSBT/HDRKTPSGSBTDCTKKAAAHIOESHSIHTATLWT"
STRANGE = {
    "another program's code": draw(WALLET, Level.L),
    "4,296 characters of nothing": draw(text_of(4296), Level.L, 40, 4),
    "an address": draw("HTTPS://EXAMPLE.TEST/", Level.L),
    "a part that says 2 million": draw("UR:BYTES/1-2000000/LPADAXCFAOCYCYCLWPWEHDGSKTWEPF", Level.L),
    "not a byteword": draw("UR:BYTES/QQQQQQQQ", Level.L),
}


@pytest.mark.parametrize("name", STRANGE)
def test_a_strange_symbol_changes_nothing_that_was_collected(name: str) -> None:
    scan = Scan(Eyes())
    showing = plan(os.urandom(2000))
    scan.feed(picture(showing.symbol(0), 3))
    before = scan.receiver.streams
    sight = scan.feed(picture(STRANGE[name], 3))
    assert len(sight.seen) == 1
    assert sight.problem is not None
    assert scan.receiver.streams == before


def test_bytes_that_are_no_text_change_nothing() -> None:
    from qrcode import QRCode  # type: ignore[import-untyped]

    code = QRCode(border=4)
    code.add_data(bytes(range(256)), optimize=0)
    image = code.make_image().convert("L")
    assert isinstance(image, Image.Image)
    for eyes in (Eyes(pyzbar=False), Eyes(zxing=False)):
        scan = Scan(eyes)
        sight = scan.feed(next(pictures_in(file_of(image, "PNG"), "it")))
        assert scan.receiver.streams == ()
        assert all(len(seen.text) <= 1024 for seen in sight.seen)


def test_many_codes_in_one_picture_are_taken_one_by_one() -> None:
    """Ours among 299 of others."""
    cells = [to_image(picture(draw(f"A{number}", Level.L, 1, 4), 2)) for number in range(299)]
    side = cells[0].width
    ours = to_image(picture(plan(signed_message()).symbol(0), 2))
    ground = Image.new("L", (25 * side + ours.width, 12 * side), 255)
    for number, cell in enumerate(cells):
        ground.paste(cell, (number % 25 * side, number // 25 * side))
    ground.paste(ours, (25 * side, 0))
    scan = Scan(Eyes())
    sight = scan.feed(next(pictures_in(file_of(ground, "PNG"), "it")))
    assert len(sight.seen) > 100
    assert all(stream.data == signed_message() for stream in sight.streams)


def test_the_table_can_fail(tmp_path: Path) -> None:
    path = tmp_path / "good.png"
    path.write_bytes(png(draw(sender(b"x", 900).frame(0), Level.L), 4))
    assert looked_at(path) == "1"


def main(folder: Path) -> None:
    Eyes().read(picture(draw(text_of(100), Level.L, 6, 4), 3))
    for data in (file_of(CODE, "PNG"), file_of(CODE, "PDF"), VIDEO):
        warm = folder / "warm"
        warm.write_bytes(data)
        looked_at(warm)
    taken = int(Path("/proc/self/statm").read_text().split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (taken + ROOM, taken + ROOM))
    for number in range(len(FILES)):
        print(looked_at(folder / f"{number}"))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
