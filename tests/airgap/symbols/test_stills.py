"""Pictures out of files of every kind, from disk and from memory; cut ones as far as they go."""

from __future__ import annotations

import contextlib
import random
from io import BytesIO
from pathlib import Path

import av
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from PIL import Image

from retour.airgap.symbols.eyes import Eyes
from retour.airgap.symbols.image import animation, picture
from retour.airgap.symbols.kinds import kind_of
from retour.airgap.symbols.look import look
from retour.airgap.symbols.picture import Picture
from retour.airgap.symbols.refusals import MAX_READ
from retour.airgap.symbols.stills import pictures, pictures_in
from retour.airgap.symbols.symbol import Level, draw
from retour.errors import Malformed, Usage
from tests.airgap.symbols.drawing import file_of, image_of, photo_of, sheet_of, text_of, to_image, video_of

EYES = Eyes()
TEXTS = [text_of(600, seed) for seed in range(6)]
SYMBOLS = [draw(text, Level.M, 15, 4) for text in TEXTS]
IMAGES = [image_of(symbol) for symbol in SYMBOLS]


def read(data: bytes) -> tuple[list[str], list[Picture]]:
    """The texts that were found, in order, and the pictures."""
    shown = list(pictures_in(data, "it"))
    return [seen.text for each in shown for seen in look(EYES, each)], shown


@pytest.mark.parametrize("form", ["PNG", "JPEG", "GIF", "WEBP", "TIFF", "BMP"])
def test_a_picture_of_each_format(form: str) -> None:
    texts, shown = read(file_of(IMAGES[0], form))
    assert texts == TEXTS[:1]
    assert [(each.width, each.height, each.passing) for each in shown] == [(*IMAGES[0].size, False)]


@pytest.mark.parametrize(("form", "passing"), [("PNG", True), ("GIF", True), ("WEBP", True), ("TIFF", False)])
def test_every_frame_of_each_format(form: str, passing: bool) -> None:
    texts, shown = read(file_of(IMAGES[0], form, IMAGES[1:]))
    assert texts == TEXTS
    assert {each.passing for each in shown} == {passing}


def test_our_own_animation_comes_back_pixel_by_pixel() -> None:
    _, shown = read(animation(SYMBOLS, 8, 3))
    assert [each.grey for each in shown] == [picture(symbol, 3).grey for symbol in SYMBOLS]


def transparent() -> Image.Image:
    image = Image.new("RGBA", IMAGES[0].size, (0, 0, 0, 0))
    image.paste((0, 0, 0, 255), mask=IMAGES[0].point(lambda shade: 255 - shade))
    return image


@pytest.mark.parametrize(
    "data",
    [
        file_of(transparent(), "PNG"),
        file_of(transparent().quantize(4), "PNG"),
        file_of(IMAGES[0].convert("CMYK"), "JPEG"),
        file_of(IMAGES[0].convert("I").point(lambda shade: shade * 257).convert("I;16"), "PNG"),
        file_of(IMAGES[0].convert("1"), "TIFF"),
    ],
    ids=["transparent", "palette", "cmyk", "16-bit", "1-bit"],
)
def test_kinds_of_pixels(data: bytes) -> None:
    assert read(data)[0] == TEXTS[:1]


def test_the_pages_of_a_pdf() -> None:
    texts, shown = read(file_of(IMAGES[0], "PDF", IMAGES[1:], resolution=100.0))
    assert texts == TEXTS
    assert [each.width for each in shown] == pytest.approx([2 * IMAGES[0].width] * 6, abs=1), "twice 100 dpi"


@pytest.mark.parametrize(
    ("form", "codec", "pixels"),
    [
        ("avi", "mjpeg", "yuvj420p"),
        ("mp4", "mpeg4", "yuv420p"),
        ("mov", "mjpeg", "yuvj420p"),
        ("matroska", "ffv1", "gray"),
        ("mpegts", "mpeg2video", "yuv420p"),
        ("mpeg", "mpeg2video", "yuv420p"),
    ],
)
def test_the_frames_of_a_video(form: str, codec: str, pixels: str) -> None:
    data = video_of(IMAGES, form, codec, pixels)
    texts, shown = read(data)
    assert texts == TEXTS
    assert {(each.width, each.height, each.passing) for each in shown} == {(640, 480, True)}


def test_a_video_is_read_from_disk_frame_by_frame(tmp_path: Path) -> None:
    path = tmp_path / "codes.avi"
    path.write_bytes(video_of(IMAGES))
    frames = pictures(path)
    assert [seen.text for seen in EYES.read(next(frames))] == TEXTS[:1]
    assert sum(1 for _ in frames) == 5
    unfinished = pictures(path)
    next(unfinished)
    unfinished.close()  # type: ignore[attr-defined]
    path.unlink()


@pytest.mark.parametrize(
    ("data", "least"),
    [
        (file_of(IMAGES[0], "TIFF", IMAGES[1:]), 2),
        (file_of(IMAGES[0], "GIF", IMAGES[1:]), 2),
        (file_of(IMAGES[0], "PNG", IMAGES[1:]), 2),
        (video_of(IMAGES), 2),
        (video_of(IMAGES, "mpegts", "mpeg2video", "yuv420p"), 2),
        (video_of(IMAGES, "matroska", "ffv1", "gray"), 2),
    ],
    ids=["tiff", "gif", "apng", "avi", "mpegts", "matroska"],
)
def test_what_is_cut_is_read_as_far_as_it_goes(data: bytes, least: int) -> None:
    texts, _ = read(data[: len(data) * 2 // 3])
    assert texts == TEXTS[: len(texts)]
    assert len(texts) >= least


@pytest.mark.parametrize("form", ["PNG", "JPEG", "BMP"])
def test_a_cut_picture_shows_its_upper_part(form: str) -> None:
    ground = Image.effect_noise((IMAGES[0].width, 900), 60)
    ground.paste(IMAGES[0], (0, 0))
    image = ground if form != "BMP" else ground.transpose(Image.Transpose.FLIP_TOP_BOTTOM)
    data = file_of(image, form)
    assert read(data[: len(data) * 4 // 5])[0] == TEXTS[:1], "a BMP is stored from below"


def test_a_large_photo_is_made_smaller() -> None:
    texts, (shown,) = read(file_of(IMAGES[0].resize((5000, 4000)), "JPEG"))
    assert texts == TEXTS[:1]
    assert shown.width * shown.height <= MAX_READ
    assert shown.width / shown.height == pytest.approx(5 / 4, rel=0.01)


@pytest.mark.parametrize(("width", "height", "blur"), [(3000, 4000, 1.5), (1654, 2339, 0.6)])
def test_six_codes_on_a_sheet_are_read_from_one_photo(width: int, height: int, blur: float) -> None:
    texts = [text_of(970, seed) for seed in range(6)]
    sheet = sheet_of([draw(text, Level.M, 20, 4) for text in texts], 250)
    found, _ = read(photo_of(sheet, width, height, blur=blur, degrees=2))
    assert sorted(found) == sorted(texts)


def test_a_scanned_sheet_as_pdf() -> None:
    found, (page,) = read(file_of(sheet_of(SYMBOLS, 200), "PDF", resolution=200.0))
    assert sorted(found) == sorted(TEXTS)
    assert (page.width, page.height) == pytest.approx((1654, 2339), abs=2)


def test_names_say_nothing(tmp_path: Path) -> None:
    path = tmp_path / "photo.txt"
    path.write_bytes(file_of(IMAGES[0], "JPEG"))
    assert len(list(pictures(path))) == 1


def test_no_file(tmp_path: Path) -> None:
    for path in (tmp_path / "none.png", tmp_path / "none" / "a.png"):
        with pytest.raises(Usage) as caught:
            next(pictures(path))
        assert caught.value.code == "no-file"


@given(st.binary(max_size=400))
@example(b"\x89PNG\r\n\x1a\n")
@example(b"%PDF-1.7")
@example(b"RIFF\0\0\0\0WEBPVP8 ")
@example(b"\0\0\0\x18ftypmp42")
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    """With the start of every format before them, so that its library sees them."""
    for start in (b"", b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff\xe0", b"GIF89a", b"II*\0", b"BM", b"RIFF0000WEBP"):
        with contextlib.suppress(Malformed):
            assert all(isinstance(each, Picture) for each in pictures_in(start + data, "it"))


@given(st.binary(max_size=1024))
def test_the_kind_of_any_bytes(data: bytes) -> None:
    kind_of(data)


@given(st.data())
def test_a_damaged_picture_is_read_or_refused(source: st.DataObject) -> None:
    form = source.draw(st.sampled_from(sorted(SMALL)))
    data = bytearray(SMALL[form])
    for _ in range(source.draw(st.integers(1, 6))):
        data[source.draw(st.integers(0, len(data) - 1))] = source.draw(st.integers(0, 255))
    with contextlib.suppress(Malformed):
        list(pictures_in(bytes(data), "it"))


VIDEOS = [
    video_of([Image.linear_gradient("L")] * 3, form, codec, "yuv420p")
    for form, codec in (("mp4", "mpeg4"), ("mpegts", "mpeg2video"), ("matroska", "mpeg4"))
]


@given(st.sampled_from(VIDEOS), st.randoms(use_true_random=False), st.integers(1, 60))
@settings(max_examples=40)
def test_a_damaged_video_is_read_or_refused(video: bytes, source: random.Random, times: int) -> None:
    data = bytearray(video)
    for _ in range(times):
        data[source.randrange(len(data))] = source.randrange(256)
    with contextlib.suppress(Malformed):
        assert all(each.passing for each in pictures_in(bytes(data), "it"))


def test_a_file_of_sound_has_no_pictures() -> None:
    file = BytesIO()
    with av.open(file, "w", format="matroska") as container:
        stream = container.add_stream("pcm_s16le", rate=8000)
        assert isinstance(stream, av.AudioStream)
        silence = av.AudioFrame(format="s16", layout="mono", samples=800)
        silence.sample_rate = 8000
        container.mux(stream.encode(silence))
        container.mux(stream.encode(None))
    with pytest.raises(Malformed) as caught:
        read(file.getvalue())
    assert caught.value.code == "not-a-picture"


SMALL = {
    form: file_of(Image.linear_gradient("L").resize((40, 30)), form, [Image.new("L", (40, 30))])
    for form in ("PNG", "GIF", "WEBP", "TIFF", "PDF")
} | {form: file_of(Image.linear_gradient("L").resize((40, 30)), form) for form in ("JPEG", "BMP")}


@pytest.mark.deep
@pytest.mark.parametrize("seed", range(8))
def test_thousands_of_damaged_files_are_read_or_refused(seed: int) -> None:
    source = random.Random(seed)
    for _ in range(300):
        data = bytearray(source.choice([*SMALL.values(), *VIDEOS]))
        for _ in range(source.choice((1, 2, 5, 20, 200))):
            data[source.randrange(min(source.choice((len(data), 200)), len(data)))] = source.choice((0, 255, 77))
        cut = source.choice((len(data), source.randrange(len(data))))
        with contextlib.suppress(Malformed):
            assert all(isinstance(each, Picture) for each in pictures_in(bytes(data[:cut]), "it"))


def test_what_was_drawn_here_is_a_picture() -> None:
    assert Image.open(BytesIO(SMALL["PNG"])).size == (40, 30)
    assert to_image(picture(SYMBOLS[0], 1)).size == (85, 85)
