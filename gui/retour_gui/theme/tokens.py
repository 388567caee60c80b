"""The colours of the product, in three schemes. Pure values: no Qt, so that a test can hold every pair to WCAG."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Scheme(Enum):
    """How the window is coloured."""

    LIGHT = "light"
    DARK = "dark"
    CONTRAST = "contrast"


@dataclass(frozen=True, slots=True)
class Tokens:
    """One scheme's colours, each as "#rrggbb", named by what they are for."""

    window: str
    surface: str
    """Cards and fields."""
    raised: str
    """Under a pointer, a pressed control, a track."""
    text: str
    muted: str
    line: str
    """Decorative borders, which carry no meaning."""
    edge: str
    """Borders of controls and shapes that tell a state."""
    accent: str
    on_accent: str
    accent_soft: str
    danger: str
    on_danger: str
    danger_soft: str
    good: str
    good_soft: str
    warn: str
    warn_soft: str
    focus: str


TOKENS: dict[Scheme, Tokens] = {
    Scheme.LIGHT: Tokens(
        window="#f4f6f9",
        surface="#ffffff",
        raised="#e9edf3",
        text="#141a24",
        muted="#4f5a6b",
        line="#dbe1e9",
        edge="#788496",
        accent="#1f57c8",
        on_accent="#ffffff",
        accent_soft="#e5edfc",
        danger="#b3211b",
        on_danger="#ffffff",
        danger_soft="#fcebe9",
        good="#16673a",
        good_soft="#e3f3e8",
        warn="#7a4a00",
        warn_soft="#fcf0d6",
        focus="#1f57c8",
    ),
    Scheme.DARK: Tokens(
        window="#13161b",
        surface="#1b1f26",
        raised="#272d37",
        text="#eef1f6",
        muted="#a9b3c2",
        line="#313843",
        edge="#8490a0",
        accent="#8fb6ff",
        on_accent="#0a1a35",
        accent_soft="#1d2c4a",
        danger="#ff9188",
        on_danger="#370604",
        danger_soft="#401c1b",
        good="#79d69d",
        good_soft="#173322",
        warn="#f0c069",
        warn_soft="#3a2d13",
        focus="#c3d8ff",
    ),
    Scheme.CONTRAST: Tokens(
        window="#000000",
        surface="#000000",
        raised="#262626",
        text="#ffffff",
        muted="#ececec",
        line="#8c8c8c",
        edge="#ffffff",
        accent="#ffe14d",
        on_accent="#000000",
        accent_soft="#332c00",
        danger="#ffa198",
        on_danger="#000000",
        danger_soft="#3a0a06",
        good="#8bffb5",
        good_soft="#002b12",
        warn="#ffcc66",
        warn_soft="#2e2000",
        focus="#5ce1ff",
    ),
}


def contrast(a: str, b: str) -> float:
    """The contrast ratio of two "#rrggbb" colours, 1 to 21 (WCAG 2.2, relative luminance)."""
    high, low = sorted((_luminance(a), _luminance(b)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(int(colour[at : at + 2], 16) / 255) for at in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else float(((channel + 0.055) / 1.055) ** 2.4)
