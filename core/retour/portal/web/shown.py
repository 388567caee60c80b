"""What the portal shows as QR: answers, removal orders, several answers at once; and its symbols as pictures."""

from __future__ import annotations

import asyncio
import hashlib
import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Final

from starlette.concurrency import run_in_threadpool

from retour.airgap.carry import MAX_MESSAGES, Leg, carry_name, join_carry, read_carry
from retour.errors import Refused
from retour.protocol.messages import read_any

if TYPE_CHECKING:
    from retour.airgap.showing import Density, Showing
    from retour.airgap.symbols.symbol import Symbol

SPEEDS: Final = (2, 4, 5, 8, 10)
SPEED: Final = 8
"""Codes a second, if nothing else is chosen."""
MAX_FRAMES: Final = 400
"""Most codes of one animation."""
ABOUT: Final = 96
"""A short message goes through further rounds of mixed parts until about so many codes, then from the start."""
_ROUNDS: Final = 16
_SCALE: Final = 2
"""Pixels a module in the file of an animation; the page draws them larger, by whole numbers."""
_PRINT_SCALE: Final = 8
_SIDE: Final = 640
"""Pixels of a browser that a code with its quiet zone takes at most."""
_KEPT_ANIMATIONS: Final = 8
MOST_BUNDLES: Final = 256
MOST_BUNDLE_BYTES: Final = 16 * 1024 * 1024
"""Bytes that all kept bundles together take at most."""
_LOSS: Final = 1.6
"""A camera needs about so many times the codes that there are parts: it misses some, and sees some twice."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A carry file that is shown.

    Attributes:
        place: the address of the file itself; that of its codes begins with it.
        what: what it is, for a sentence.
        whose: the host ID, or of how many devices.
        instances: the license stores that it is for, as hex. made: when, in seconds since 1970 UTC.
    """

    place: str
    data: bytes
    what: str
    whose: str
    case: str | None
    instances: tuple[str, ...]
    made: int

    @property
    def title(self) -> str:
        return f"{self.what} for {self.whose}"


def shown(place: str, data: bytes, what: str, case: str | None) -> Shown:
    """A file of ours: whose it is stands in it."""
    contents = [read_any(message).content for message in read_carry(data)]
    hosts = list(dict.fromkeys(content.host.id for content in contents))
    whose = hosts[0] if len(hosts) == 1 else f"{len(hosts)} devices"
    instances = tuple(dict.fromkeys(content.instance.hex() for content in contents))
    made = max((getattr(content, "issued", 0) for content in contents), default=0)
    return Shown(place, data, what, whose, case, instances, made)


@dataclass(frozen=True, slots=True)
class Bundle:
    """Answers in one file."""

    data: bytes
    name: str
    case: str | None
    count: int


class Bundles:
    """Answers of one upload as one file, in memory by their digest; taking the upload in again brings them back.

    Where room ends, those go that were not asked for the longest.
    """

    def __init__(self) -> None:
        self._kept: dict[str, Bundle] = {}

    def keep(self, answers: Sequence[tuple[str, str | None, bytes]]) -> str | None:
        """Keep answers, given as host ID, case and bytes; None where there are too few or too many for a file.

        The same answer is kept once.
        """
        answers = list({answer: (host, case, answer) for host, case, answer in answers}.values())
        if not 1 < len(answers) <= MAX_MESSAGES:
            return None
        data = join_carry(tuple(answer for _, _, answer in answers))
        cases = {case for _, case, _ in answers}
        case = next(iter(cases)) if len(cases) == 1 else None
        name = carry_name(case or "", f"{len(answers)}-answers", Leg.BUNDLE).lstrip("_")
        digest = hashlib.sha256(data).hexdigest()
        self._kept.pop(digest, None)
        while self._kept and not self._room(len(data)):
            self._kept.pop(next(iter(self._kept)))
        self._kept[digest] = Bundle(data, name, case, len(answers))
        return digest

    def get(self, digest: str) -> Bundle:
        """Raises `Refused` (``bundle-gone``)."""
        kept = self._kept.pop(digest, None)
        if kept is None:
            raise Refused(
                "bundle-gone",
                "These answers are no longer kept together in one file.",
                "Each answer is safe in the portal, on the page of its device.",
                "Take the same files in again, and they come together again; nothing is counted twice.",
            )
        self._kept[digest] = kept
        return kept

    def _room(self, size: int) -> bool:
        taken = sum(len(bundle.data) for bundle in self._kept.values())
        return len(self._kept) < MOST_BUNDLES and size + taken <= MOST_BUNDLE_BYTES


def planned(data: bytes, density: Density) -> Showing:
    """How a file is shown on a page.

    Raises:
        Refused: ``too-large-for-qr``; ``too-many-codes`` for more than one animation holds.
    """
    from retour.airgap.showing import plan

    showing = plan(data, density)
    if showing.frames > MAX_FRAMES:
        raise Refused(
            "too-many-codes",
            f"This would take {showing.frames} codes one after the other, and at most {MAX_FRAMES} are shown.",
            "Nothing was changed.",
            "Make the codes finer, or take the file instead.",
        )
    return showing


def frames_of(showing: Showing) -> int:
    """How many codes an animation has before it begins again."""
    return showing.frames * max(1, min(ABOUT // showing.frames, _ROUNDS)) if showing.animated else 1


def seconds_of(showing: Showing, fps: int) -> int:
    """How long a camera is held on it, about."""
    return max(2, math.ceil(_LOSS * showing.fragments / fps))


def printable(data: bytes) -> bool:
    """Whether a file is small enough for paper."""
    from retour.airgap.showing import sheet

    try:
        sheet(data)
    except Refused:
        return False
    return True


def side_of(showing: Showing) -> int:
    """How many pixels of a browser a code takes: a whole number for each module."""
    from retour.airgap.symbols.image import QUIET

    modules = 4 * showing.version + 17 + 2 * QUIET
    return modules * (_SIDE // modules)


def code_png(showing: Showing, index: int) -> bytes:
    """One code as it is put on paper or looked at by itself."""
    from retour.airgap.symbols.image import png

    return png(showing.symbol(index), _PRINT_SCALE)


class Animations:
    """Animated PNGs, drawn one at a time; the last few are kept."""

    def __init__(self) -> None:
        self._drawn = lru_cache(maxsize=_KEPT_ANIMATIONS)(_animation)
        # Whoever waits does so before the pool of threads, which all pages share.
        self._one_at_a_time = asyncio.Lock()

    async def get(self, data: bytes, density: Density, fps: int) -> bytes:
        """Raises as `planned`."""
        async with self._one_at_a_time:
            return await run_in_threadpool(self._drawn, data, density, fps)


def _animation(data: bytes, density: Density, fps: int) -> bytes:
    from retour.airgap.symbols.image import animation

    showing = planned(data, density)
    drawn: dict[int, Symbol] = {}
    numbers = [showing.which(index) for index in range(frames_of(showing))]
    for index, number in enumerate(numbers):
        if number not in drawn:
            drawn[number] = showing.symbol(index)
    return animation([drawn[number] for number in numbers], fps, _SCALE)
