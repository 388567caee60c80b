"""Pictures from files that Pillow reads: PNG, JPEG, GIF, WebP, TIFF, BMP, with all their frames."""

from __future__ import annotations

import itertools
import math
import warnings
from collections.abc import Iterator
from typing import IO, TYPE_CHECKING, Final

from retour.airgap.symbols.picture import Picture
from retour.airgap.symbols.refusals import MAX_READ, MAX_UNPACKED, Budget, guarded, too_many_pixels

if TYPE_CHECKING:
    from PIL import Image

_GREY_16: Final = ("I", "I;16", "I;16L", "I;16B", "I;16N")
_NOT_REDUCED: Final = ("1", "L", "P", "I;16", "I;16L", "I;16B", "I;16N")
"""Small as they are, or not known to `Image.reduce`."""
_ALPHA: Final = ("RGBA", "LA", "PA", "RGBa", "La")


def raster_pictures(file: IO[bytes], form: str, name: str) -> Iterator[Picture]:
    """The frames of a file of Pillow's format `form`, one at a time; one that ends too early as far as it goes.

    Raises:
        Malformed: ``not-a-picture``, ``too-many-pixels``, ``too-many-frames``.
    """
    image = _opened(file, form, name)
    with image:
        budget = Budget(name)
        budget.take(*image.size)
        _bound(image, form, name)
        several = _is_several(image, form)
        yield _grey(image, name, several and form != "TIFF")
        if several:
            for number in itertools.count(1):
                if not _goes_on(image, number):
                    return
                budget.take(*image.size)
                yield _grey(image, name, form != "TIFF")


def resized(picture: Picture, width: int, height: int) -> Picture:
    """The picture in another size."""
    from PIL import Image

    image = Image.frombytes("L", (picture.width, picture.height), picture.grey)
    made = image.resize((width, height), Image.Resampling.BILINEAR)
    return Picture(width, height, made.tobytes(), picture.passing)


def _opened(file: IO[bytes], form: str, name: str) -> Image.Image:
    from PIL import Image

    # Pillow warns of what is refused or read as far as it goes; a person reads that in our words.
    warnings.filterwarnings("ignore", module=r"PIL\.")
    with guarded(name):
        try:
            return Image.open(file, formats=(form,))
        except Image.DecompressionBombError as error:
            raise too_many_pixels(name) from error


def _is_several(image: Image.Image, form: str) -> bool:
    """Whether frames follow. More than one in a JPEG is one picture and what belongs to it, such as its brightness."""
    try:
        return form != "JPEG" and bool(getattr(image, "is_animated", False))
    except Exception:  # noqa: BLE001 - as in `guarded`
        return False


def _goes_on(image: Image.Image, number: int) -> bool:
    """Go to a further frame; False at the end, and where the file is cut or damaged."""
    try:
        image.seek(number)
    except Exception:  # noqa: BLE001 - as in `guarded`
        return False
    return True


def _grey(image: Image.Image, name: str, passing: bool) -> Picture:
    from PIL import Image

    with guarded(name):
        image.draft("L", _within(*image.size))
        try:
            image.load()
        except (OSError, SyntaxError):
            image.tile = []  # type: ignore[attr-defined] # what was decoded until there is in the picture
        if image.width * image.height > MAX_READ and image.mode not in _NOT_REDUCED:
            # Smaller first: each step below makes another picture of this size.
            image = image.reduce(math.ceil(math.sqrt(image.width * image.height / MAX_READ)))
        grey = _opaque(image) if image.mode in _ALPHA or "transparency" in image.info else image
        if grey.mode in _GREY_16:
            grey = grey.point(lambda shade: shade * (1 / 256))
        grey = grey.convert("L")
        size = _within(*grey.size)
        if size != grey.size:
            grey = grey.resize(size, Image.Resampling.BILINEAR)
        return Picture(grey.width, grey.height, grey.tobytes(), passing)


def _bound(image: Image.Image, form: str, name: str) -> None:
    """Raises `Malformed` (``too-many-pixels``) for what takes too much memory once it is unpacked.

    A JPEG is unpacked in grey, and smaller.
    """
    if form == "JPEG":
        return
    clear = image.mode in _ALPHA or "transparency" in image.info
    pixel = 1 if image.mode in ("1", "L") else 1 + 4 * clear if image.mode == "P" else 4
    if image.width * image.height * pixel > MAX_UNPACKED:
        raise too_many_pixels(name)


def _opaque(image: Image.Image) -> Image.Image:
    """On white: a code on a transparent ground is drawn in black."""
    from PIL import Image

    return Image.alpha_composite(Image.new("RGBA", image.size, "white"), image.convert("RGBA"))


def _within(width: int, height: int) -> tuple[int, int]:
    """The size in which a picture is read."""
    shrink = math.sqrt(MAX_READ / (width * height))
    return (width, height) if shrink >= 1 else (max(1, int(width * shrink)), max(1, int(height * shrink)))
