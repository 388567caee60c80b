"""A simulated 720p webcam that looks at a screen, and a phone that photographs a printed page.

Deterministic: all chance comes from the seed. What a frame shows follows from the time axis: rows are read out one
after the other, each is exposed for a while, and the screen changes under both; so torn and mixed frames arise by
themselves. Pose, focus and light stay as they are for one camera, so they are computed once a symbol.
"""

from __future__ import annotations

import io
import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageFilter

from retour.airgap.symbols.image import QUIET
from retour.airgap.symbols.picture import Picture
from retour.airgap.symbols.symbol import Symbol

WIDTH: Final = 1280
HEIGHT: Final = 720
CAMERA_FPS: Final = 30
MODULE: Final = 6
"""Pixels of the screen a module: about as many as the camera has, or a few more."""

Grey = npt.NDArray[np.float32]
Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Conditions:
    """How well a camera sees.

    Attributes:
        tilt: most degrees by which the screen is turned away, about an axis in its plane; at least half of it is.
        turn: most degrees by which the camera is rolled.
        fill: how much of the height of the frame the symbol with its quiet zone takes.
        blur: sigma of the lens in pixels. motion: pixels by which everything is smeared.
        noise: sigma of the sensor in shades of grey.
        glare: how much light a reflection adds at its brightest, in shades of grey.
        light: brightness of white; dark: of black.
        jpeg: quality; None for a camera that gives raw frames.
        exposure: seconds that a row is exposed. readout: seconds from the first row to the last.
    """

    tilt: float = 4
    turn: float = 3
    fill: float = 0.8
    blur: float = 0.6
    motion: float = 0
    noise: float = 3
    glare: float = 0
    light: float = 215
    dark: float = 28
    jpeg: int | None = 90
    exposure: float = 1 / 120
    readout: float = 1 / 200


BASELINE: Final = Conditions()
CONDITIONS: Final = {
    "baseline": BASELINE,
    "tilt": replace(BASELINE, tilt=25, turn=12),
    "blur": replace(BASELINE, blur=1.3, motion=2),
    "noise": replace(BASELINE, noise=22, light=170, dark=40),
    "jpeg": replace(BASELINE, jpeg=25),
    "glare": replace(BASELINE, glare=140),
    "rolling": replace(BASELINE, exposure=1 / 250, readout=1 / 30),
    "blended": replace(BASELINE, exposure=1 / 20, readout=1 / 200),
    "far": replace(BASELINE, fill=0.5),
    "moderate": Conditions(
        tilt=12, turn=6, fill=0.72, blur=0.9, motion=1, noise=9, glare=50, light=190, dark=35, jpeg=70,
        exposure=1 / 60, readout=1 / 60,
    ),
}  # fmt: skip
"""By name; "moderate" is a bit of everything, as on a site."""


class Screen:
    """What shows symbols one after the other, `fps` a second, the first from time 0 on; none stands still.

    Args:
        symbol: frame `index`, as `Showing.symbol`; all of one size.
        ground: shade of the window around the quiet zone: 255 white, 30 a dark one.
    """

    def __init__(self, symbol: Callable[[int], Symbol], fps: float, ground: int = 120) -> None:
        self.fps = fps
        self.ground = ground
        self._symbol = symbol
        self._drawn: dict[int, Image.Image] = {}

    def index(self, time: float) -> int:
        """Which frame is on at this time."""
        return max(0, math.floor(time * self.fps))

    def image(self, index: int) -> Image.Image:
        """Frame `index` with its quiet zone, `MODULE` pixels a module."""
        if index not in self._drawn:
            while len(self._drawn) > 512:
                self._drawn.pop(next(iter(self._drawn)))
            self._drawn[index] = screen_image(self._symbol(index))
        return self._drawn[index]


def screen_image(symbol: Symbol, module: int = MODULE) -> Image.Image:
    """A symbol with its quiet zone, black on white."""
    rows = np.frombuffer(b"".join(symbol.rows), np.uint8).reshape(symbol.size, symbol.size)
    shades = np.pad(np.where(rows, 0, 255).astype(np.uint8), QUIET, constant_values=255)
    return Image.fromarray(np.kron(shades, np.ones((module, module), np.uint8)))


class Camera:
    """A webcam in one place, under conditions that stay.

    Args:
        seed: decides the place, the light, the noise and when the first frame is taken.
    """

    def __init__(self, seed: int, conditions: Conditions = BASELINE) -> None:
        self._chance = np.random.default_rng(seed)
        self._as = conditions
        chance, most = self._chance, conditions
        self.phase = float(chance.uniform(0, 1 / CAMERA_FPS))
        self._tilt = math.radians(chance.uniform(most.tilt / 2, most.tilt))
        self._axis = float(chance.uniform(0, math.tau))
        self._turn = math.radians(chance.uniform(-most.turn, most.turn))
        self._centre = (WIDTH / 2 + chance.uniform(-120, 120), HEIGHT / 2 + chance.uniform(-15, 15))
        self._glare = self._reflection()
        # One store of noise, from which each frame takes a piece at another place.
        self._noise = (chance.standard_normal(2 * WIDTH * HEIGHT, np.float32) * most.noise).astype(np.float32)
        self._at: Screen | None = None
        self._seen: dict[int, Grey] = {}

    def time(self, number: int) -> float:
        """When frame `number` begins, in seconds."""
        return self.phase + number / CAMERA_FPS

    def look(self, screen: Screen, at_time: float) -> Picture:
        """The frame whose first row begins to be exposed at this time."""
        light = self._light(screen, at_time) + self._glare
        start = int(self._chance.integers(0, WIDTH * HEIGHT))
        light += self._noise[start : start + WIDTH * HEIGHT].reshape(HEIGHT, WIDTH)
        grey = np.clip(light, 0, 255, out=light).astype(np.uint8)
        if self._as.jpeg is not None:
            grey = _through_jpeg(grey, self._as.jpeg)
        return Picture(WIDTH, HEIGHT, grey.tobytes(), passing=True)

    def shown(self, screen: Screen, at_time: float) -> range:
        """Which frames of the screen have a share in what `look` gives."""
        last = at_time + self._as.readout + self._as.exposure
        return range(screen.index(at_time), screen.index(last) + 1)

    def _light(self, screen: Screen, at_time: float) -> Grey:
        """What the rows gather: each frame of the screen as long as it is on while the row is exposed."""
        shown = self.shown(screen, at_time)
        if len(shown) == 1:
            return self._view(screen, shown[0]).copy()
        begins = at_time + np.linspace(0, self._as.readout, HEIGHT, dtype=np.float64)
        gathered = np.zeros((HEIGHT, WIDTH), np.float32)
        for index in shown:
            on, off = index / screen.fps, (index + 1) / screen.fps
            share = np.minimum(begins + self._as.exposure, off) - np.maximum(begins, on)
            weight = (np.clip(share, 0, None) / self._as.exposure).astype(np.float32)
            gathered += self._view(screen, index) * weight[:, None]
        return gathered

    def _view(self, screen: Screen, index: int) -> Grey:
        """Frame `index` as the lens throws it onto the sensor."""
        if screen is not self._at:
            self._at, self._seen = screen, {}
        if index not in self._seen:
            while len(self._seen) > 4:
                self._seen.pop(next(iter(self._seen)))
            self._seen[index] = self._through_lens(screen.image(index), screen.ground)
        return self._seen[index]

    def _through_lens(self, image: Image.Image, ground: int) -> Grey:
        side = image.width
        # A rim of window, so that what is outside of the picture is ground as well.
        framed = Image.new("L", (side + 2 * MODULE, side + 2 * MODULE), ground)
        framed.paste(image, (MODULE, MODULE))
        near, far = MODULE, MODULE + side
        corners: list[Point] = [(near, near), (far, near), (far, far), (near, far)]
        seen = framed.transform(
            (WIDTH, HEIGHT),
            Image.Transform.PERSPECTIVE,
            perspective(self._corners(), corners),
            Image.Resampling.BILINEAR,
            fillcolor=ground,
        )
        if self._as.blur:
            seen = seen.filter(ImageFilter.GaussianBlur(self._as.blur))
        light = np.asarray(seen, np.float32)
        light = _smeared(light, self._as.motion, self._axis)
        return np.asarray(light * ((self._as.light - self._as.dark) / 255) + self._as.dark, np.float32)

    def _corners(self) -> list[Point]:
        """Where the corners of the picture are seen: turned away about an axis, rolled, and put in its place."""
        half, away = self._as.fill * HEIGHT / 2, 2.2 * HEIGHT
        cos_axis, sin_axis = math.cos(self._axis), math.sin(self._axis)
        cos_turn, sin_turn = math.cos(self._turn), math.sin(self._turn)
        corners = []
        for x, y in ((-half, -half), (half, -half), (half, half), (-half, half)):
            along, across = x * cos_axis + y * sin_axis, -x * sin_axis + y * cos_axis
            depth = away / (away + across * math.sin(self._tilt))
            across, along = across * math.cos(self._tilt) * depth, along * depth
            px, py = along * cos_axis - across * sin_axis, along * sin_axis + across * cos_axis
            corners.append(
                (self._centre[0] + px * cos_turn - py * sin_turn, self._centre[1] + px * sin_turn + py * cos_turn)
            )
        return corners

    def _reflection(self) -> Grey:
        """Light that a lamp adds: a bright spot with a soft rim, and a fall-off over the frame."""
        chance, strength = self._chance, self._as.glare
        x, y = chance.uniform(0.3, 0.7) * WIDTH, chance.uniform(0.2, 0.8) * HEIGHT
        wide = chance.uniform(60, 110)
        rows, columns = np.mgrid[0:HEIGHT, 0:WIDTH].astype(np.float32)
        spot = np.exp(-((columns - x) ** 2 + (rows - y) ** 2) / (2 * wide**2))
        slope = (columns / WIDTH - 0.5) * 0.3
        return np.asarray(strength * (spot + slope), np.float32)


def photo_of_sheet(page: Picture, seed: int, *, width: int = 3000, height: int = 4000, quality: int = 85) -> bytes:
    """A phone's photograph of a printed page, as a JPEG file: held by hand, under a lamp, on a dark table.

    Args:
        page: the page as it was printed, upright.
        seed: decides how it lies and how the light falls.
    """
    chance = np.random.default_rng(seed)
    paper = Image.frombytes("L", (page.width, page.height), page.grey)
    scale = 0.93 * min(width / page.width, height / page.height)
    across, down = page.width * scale, page.height * scale
    left, top = (width - across) / 2, (height - down) / 2
    slip = 0.025 * width
    corners = [
        (x + chance.uniform(-slip, slip), y + chance.uniform(-slip, slip))
        for x, y in ((left, top), (left + across, top), (left + across, top + down), (left, top + down))
    ]
    flat: list[Point] = [(0, 0), (page.width, 0), (page.width, page.height), (0, page.height)]
    seen = paper.transform(
        (width, height),
        Image.Transform.PERSPECTIVE,
        perspective(corners, flat),
        Image.Resampling.BICUBIC,
        fillcolor=70,
    )
    seen = seen.filter(ImageFilter.GaussianBlur(1.2))
    angle = chance.uniform(0, math.tau)
    rows = np.linspace(-1, 1, height, dtype=np.float32)[:, None] * math.sin(angle)
    columns = np.linspace(-1, 1, width, dtype=np.float32)[None, :] * math.cos(angle)
    light = np.asarray(seen, np.float32) * 0.8 + 25
    light *= 0.85 + 0.22 * (rows + columns)
    light += chance.standard_normal((height, width), np.float32) * 6
    file = io.BytesIO()
    Image.fromarray(np.clip(light, 0, 255).astype(np.uint8)).save(file, "JPEG", quality=quality)
    return file.getvalue()


def jpeg_file(picture: Picture, quality: int = 90) -> bytes:
    """A picture as the JPEG file that somebody uploads."""
    file = io.BytesIO()
    Image.frombytes("L", (picture.width, picture.height), picture.grey).save(file, "JPEG", quality=quality)
    return file.getvalue()


def perspective(seen: list[Point], flat: list[Point]) -> tuple[float, ...]:
    """The eight coefficients with which Pillow draws a flat picture so that its corners come to where they are seen."""
    rows, values = [], []
    for (x, y), (u, v) in zip(seen, flat, strict=True):
        rows += [[x, y, 1, 0, 0, 0, -u * x, -u * y], [0, 0, 0, x, y, 1, -v * x, -v * y]]
        values += [u, v]
    return tuple(np.linalg.solve(np.array(rows), np.array(values)).tolist())


def _smeared(light: Grey, length: float, angle: float) -> Grey:
    """Moved while it was exposed: the mean over a straight way of `length` pixels."""
    steps = math.ceil(length) + 1
    if steps < 2:
        return light
    total = np.zeros_like(light)
    for step in range(steps):
        way = (step / (steps - 1) - 0.5) * length
        total += np.roll(light, (round(way * math.sin(angle)), round(way * math.cos(angle))), (0, 1))
    return np.asarray(total / steps, np.float32)


def _through_jpeg(grey: npt.NDArray[np.uint8], quality: int) -> npt.NDArray[np.uint8]:
    file = io.BytesIO()
    Image.fromarray(grey).save(file, "JPEG", quality=quality)
    with Image.open(file) as image:
        return np.asarray(image, np.uint8)
