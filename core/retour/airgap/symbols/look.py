"""A long look at a picture that stays: in several sizes, as a code is found in one and missed in another."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from retour.airgap.symbols.eyes import MAX_SEEN, Eyes, Seen
from retour.airgap.symbols.picture import Picture

_LARGE: Final = 1_000_000
"""Pixels from which a picture is looked at in half its size too: noise and blur of a photo go away there."""


def look(eyes: Eyes, picture: Picture) -> tuple[Seen, ...]:
    """All symbols that `eyes` find in a picture, each text once; corners are in pixels of the picture.

    A passing picture gets the quick look of `Eyes.read`. Raises what that raises.
    """
    if picture.passing:
        return eyes.read(picture)
    found: dict[str, Seen] = {}
    for shown in _sizes(picture, found):
        for seen in eyes.read(shown):
            found.setdefault(seen.text, _placed(seen, picture, shown))
    return tuple(found.values())[:MAX_SEEN]


def _sizes(picture: Picture, found: dict[str, Seen]) -> Iterator[Picture]:
    """The picture as it is, then smaller; where nothing was found, once more in a last size."""
    from retour.airgap.symbols.raster import resized

    yield picture
    pixels = picture.width * picture.height
    if pixels > _LARGE:
        half = resized(picture, -(-picture.width // 2), -(-picture.height // 2))
        yield half
        if not found:
            yield resized(half, -(-half.width // 2), -(-half.height // 2))
    elif not found:
        yield resized(picture, 2 * picture.width, 2 * picture.height)


def _placed(seen: Seen, picture: Picture, shown: Picture) -> Seen:
    across, down = picture.width / shown.width, picture.height / shown.height
    a, b, c, d = ((round(x * across), round(y * down)) for x, y in seen.corners)
    return Seen(seen.text, (a, b, c, d), seen.by)
