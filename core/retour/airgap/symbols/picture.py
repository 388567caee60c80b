"""What the readers read: a picture in grey."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Picture:
    """Row-major, one byte a pixel (0 is black), no padding: `grey` has width * height bytes.

    Args:
        passing: a frame of a camera, a video or an animation: others follow, so that it gets a quick look only.
    """

    width: int
    height: int
    grey: bytes
    passing: bool = False

    def __post_init__(self) -> None:
        if self.width < 1 or self.height < 1 or len(self.grey) != self.width * self.height:
            raise ValueError("picture-size")
