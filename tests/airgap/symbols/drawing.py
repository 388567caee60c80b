"""Pictures for the tests of reading: symbols on a ground, mirrored, inverted, photographed, printed, filmed."""

from __future__ import annotations

import random
from collections.abc import Iterable
from io import BytesIO
from typing import Final

import av
from av.video.stream import VideoStream
from PIL import Image, ImageFilter

from retour.airgap.symbols.image import picture
from retour.airgap.symbols.picture import Picture
from retour.airgap.symbols.symbol import Symbol

A4_MM: Final = (210, 297)
_LETTERS: Final = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_NEGATIVE: Final = bytes(range(255, -1, -1))


def text_of(length: int, seed: int = 1) -> str:
    """A text that only looks like a code of ours."""
    return "UR:X/" + "".join(random.Random(seed).choices(_LETTERS, k=length - 5))


def image_of(symbol: Symbol, scale: int = 4) -> Image.Image:
    return to_image(picture(symbol, scale))


def to_image(shown: Picture) -> Image.Image:
    return Image.frombytes("L", (shown.width, shown.height), shown.grey)


def to_picture(image: Image.Image) -> Picture:
    return Picture(image.width, image.height, image.convert("L").tobytes())


def mirrored(shown: Picture) -> Picture:
    return to_picture(to_image(shown).transpose(Image.Transpose.FLIP_LEFT_RIGHT))


def inverted(shown: Picture) -> Picture:
    return Picture(shown.width, shown.height, shown.grey.translate(_NEGATIVE))


def file_of(image: Image.Image, form: str, others: Iterable[Image.Image] = (), **options: object) -> bytes:
    """A file of one image, or of several."""
    file = BytesIO()
    more = list(others)
    several: dict[str, object] = {"save_all": True, "append_images": more} if more else {}
    image.save(file, form, **several, **options)
    return file.getvalue()


def sheet_of(symbols: list[Symbol], dpi: int) -> Image.Image:
    """A4 with up to six symbols of 80 mm."""
    width, height = (round(side / 25.4 * dpi) for side in A4_MM)
    sheet = Image.new("L", (width, height), 255)
    for place, symbol in enumerate(symbols):
        drawn = image_of(symbol, max(1, round(80 / 25.4 * dpi) // (symbol.size + 8)))
        sheet.paste(
            drawn, (width // 20 + place % 2 * width * 47 // 100, height // 25 + place // 2 * height * 31 // 100)
        )
    return sheet


def photo_of(image: Image.Image, width: int, height: int, *, blur: float, degrees: float, seed: int = 1) -> bytes:
    """A JPEG as a phone takes it: on a dark table, turned, not sharp, grey, with noise."""
    inside = image.resize((width * 9 // 10, height * 9 // 10), Image.Resampling.BILINEAR)
    table = Image.new("L", (width, height), 70)
    table.paste(inside, (width // 20, height // 20))
    turned = table.rotate(degrees, Image.Resampling.BILINEAR, fillcolor=70).filter(ImageFilter.GaussianBlur(blur))
    noise = Image.frombytes("L", (64, 64), random.Random(seed).randbytes(64 * 64)).resize((width, height))
    return file_of(Image.blend(turned, noise, 0.15).point(lambda shade: 30 + shade * 0.7), "JPEG", quality=80)


def video_of(images: list[Image.Image], form: str = "avi", codec: str = "mjpeg", pixels: str = "yuvj420p") -> bytes:
    """A video of 640 x 480."""
    file = BytesIO()
    with av.open(file, "w", format=form) as container:
        stream = container.add_stream(codec, rate=10)
        assert isinstance(stream, VideoStream)
        stream.width, stream.height, stream.pix_fmt = 640, 480, pixels
        for image in images:
            ground = Image.new("RGB", (640, 480), "grey")
            ground.paste(image.resize((440, 440)), (100, 20))
            frame = av.VideoFrame.from_image(ground)  # type: ignore[no-untyped-call]
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    return file.getvalue()
