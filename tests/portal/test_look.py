"""The stylesheet keeps its contrast (WCAG 2.2, 1.4.3 and 1.4.11), light and dark."""

from __future__ import annotations

import re
from importlib.resources import files

import pytest

CSS = files("retour.portal.web").joinpath("static/portal.css").read_text()
TEXT = [(ink, ground) for ink in ("ink", "soft", "accent", "bad") for ground in ("ground", "card")]
TEXT += [("on-accent", "accent"), ("bad", "bad-wash"), ("ink", "bad-wash"), ("ink", "accent-wash")]
TEXT += [("available", "card"), ("held", "card")]
SHAPES = [(shape, "card") for shape in ("held", "waiting", "available", "accent", "focus", "bad")]


def palette(scheme: str) -> dict[str, str]:
    light, dark = re.findall(r":root \{(.*?)\}", CSS, re.DOTALL)
    return dict(re.findall(r"--([\w-]+): (#\w{6});", light if scheme == "light" else dark))


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_contrast(scheme: str) -> None:
    colours = palette(scheme)
    for pairs, least in ((TEXT, 4.5), (SHAPES, 3.0)):
        low = {pair: contrast(colours[pair[0]], colours[pair[1]]) for pair in pairs}
        assert not {pair: ratio for pair, ratio in low.items() if ratio < least}


def test_what_is_touched_is_large_enough() -> None:
    for rule in ("button, .button", "input, select", ".mark", "summary"):
        found = re.search(rf"^{re.escape(rule)} \{{[^}}]*min-height: (\d+)px", CSS, re.MULTILINE)
        assert found
        assert int(found[1]) >= 44
