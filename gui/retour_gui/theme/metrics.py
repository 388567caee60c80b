"""Sizes that the whole window shares. Pure values."""

from __future__ import annotations

from enum import Enum

TARGET = 44
"""The least height of anything that is pressed, in px: a gloved finger."""
COLUMN = 720
"""The widest a page's content becomes, in px."""
SPACE = 4
"""Every distance is a multiple of this, in px."""
RADIUS = 8
"""Corners of controls, in px."""
ROUND = 10
"""Corners of cards, in px."""
RING = 2
"""Width of the focus ring, in px."""
ICON = 24
"""The grid of the icons, in px."""
LARGE = 1.3
"""What the large-text setting multiplies every size of type by."""


class Size(Enum):
    """Sizes of type, in points."""

    SMALL = 11
    BODY = 13
    LARGE = 16
    TITLE = 22
