"""The look of the window: colours, sizes, icons, and the theme that puts them in force."""

from retour_gui.theme.apply import Theme, theme
from retour_gui.theme.icons import drawing, icon, pixmap
from retour_gui.theme.metrics import COLUMN, RADIUS, SPACE, TARGET, Size
from retour_gui.theme.tokens import TOKENS, Scheme, Tokens, contrast

__all__ = [
    "COLUMN",
    "RADIUS",
    "SPACE",
    "TARGET",
    "TOKENS",
    "Scheme",
    "Size",
    "Theme",
    "Tokens",
    "contrast",
    "drawing",
    "icon",
    "pixmap",
    "theme",
]
