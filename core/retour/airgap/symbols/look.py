"""A long look at a picture that stays: in several sizes, as a code is found in one and missed in another."""

from __future__ import annotations

import time
from collections.abc import Iterator
from secrets import randbelow
from typing import Final

from retour.airgap.symbols.eyes import MAX_SEEN, Eyes, Seen
from retour.airgap.symbols.picture import Picture

LONGEST_SECONDS: Final = 0.6
"""No further size is tried after so long."""
_PIECE: Final = 1000
_PIECES: Final = 2
_DEAR_SECONDS: Final = 0.3
"""Two pieces of a good picture take a third of it."""
_LARGE: Final = 1_000_000
"""Pixels from which a picture is looked at in half its size too: noise and blur of a photo go away there."""


def look(eyes: Eyes, picture: Picture) -> tuple[Seen, ...]:
    """All symbols that `eyes` find in a picture, each text once; corners are in pixels of the picture.

    A passing picture gets the quick look of `Eyes.read`. Raises what that raises.
    """
    if picture.passing:
        return eyes.read(picture)
    found: dict[str, Seen] = {}
    until = time.monotonic() + LONGEST_SECONDS
    for shown in _sizes(eyes, picture, found):
        for seen in eyes.read(shown):
            found.setdefault(seen.text, _placed(seen, picture, shown))
        if time.monotonic() > until:
            break
    return tuple(found.values())[:MAX_SEEN]


def _sizes(eyes: Eyes, picture: Picture, found: dict[str, Seen]) -> Iterator[Picture]:
    """The picture in its own size and in half of it; where nothing was found, once more in a last size.

    A large one in half its size first: what is dear there is dearer in full, and is not tried.
    """
    from retour.airgap.symbols.raster import resized

    if picture.width * picture.height > _LARGE:
        half = resized(picture, -(-picture.width // 2), -(-picture.height // 2))
        yield half
        if not _is_dear(eyes, picture):
            yield picture
        if not found:
            yield resized(half, -(-half.width // 2), -(-half.height // 2))
        return
    yield picture
    if not found:
        yield resized(picture, 2 * picture.width, 2 * picture.height)


def _is_dear(eyes: Eyes, picture: Picture) -> bool:
    """Whether pieces of a large picture take so long that the whole would take minutes.

    Taken anywhere, so that nobody can leave just these pieces empty.
    """
    began = time.monotonic()
    side = min(_PIECE, picture.width, picture.height)
    for _ in range(_PIECES):
        left, top = randbelow(picture.width - side + 1), randbelow(picture.height - side + 1)
        rows = range(top * picture.width + left, (top + side) * picture.width + left, picture.width)
        eyes.read(Picture(side, side, b"".join(picture.grey[at : at + side] for at in rows), passing=True))
    return time.monotonic() - began > _DEAR_SECONDS


def _placed(seen: Seen, picture: Picture, shown: Picture) -> Seen:
    across, down = picture.width / shown.width, picture.height / shown.height
    a, b, c, d = ((round(x * across), round(y * down)) for x, y in seen.corners)
    return Seen(seen.text, (a, b, c, d), seen.by)
