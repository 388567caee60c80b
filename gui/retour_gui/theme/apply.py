"""The theme in force: Fusion, a palette, one short style sheet and the sizes of type, all from the tokens."""

from __future__ import annotations

from PySide6.QtCore import QDir, QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QPalette
from PySide6.QtWidgets import QApplication

import retour_resources
from retour_gui.theme.metrics import LARGE, Size
from retour_gui.theme.sheet import sheet
from retour_gui.theme.tokens import TOKENS, Scheme, Tokens

_current: Theme | None = None


class Theme(QObject):
    """The one theme of an application; every widget of ours paints from it. The last one made is the current one."""

    changed = Signal()

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        global _current
        _current = self
        self._app = app
        self._wish: Scheme | None = None
        self.scheme = Scheme.LIGHT
        self.large = False
        QDir.setSearchPaths("res", [str(retour_resources.root())])
        app.setStyle("Fusion")
        hints = app.styleHints()
        hints.colorSchemeChanged.connect(self._follow)
        hints.accessibility().contrastPreferenceChanged.connect(self._follow)
        self.apply(None, large=False)

    @property
    def tokens(self) -> Tokens:
        """The colours in force."""
        return TOKENS[self.scheme]

    @property
    def still(self) -> bool:
        """Whether the person asked the system for less motion."""
        # Qt tells it from 6.12 on.
        wish = getattr(self._app.styleHints().accessibility(), "motionPreference", None)
        return wish is not None and "Reduced" in str(wish())

    def apply(self, scheme: Scheme | None, large: bool) -> None:
        """Put a scheme in force; None follows the system, also when it changes later."""
        self._wish = scheme
        self.scheme = scheme or self._of_the_system()
        self.large = large
        self._app.setFont(self.font(Size.BODY))
        self._app.setPalette(palette(self.tokens))
        self._app.setStyleSheet(sheet(self.scheme))
        self.changed.emit()

    def font(self, size: Size, strong: bool = False) -> QFont:
        """The system's own family in one of our sizes."""
        font = QFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont).families())
        font.setPointSizeF(size.value * (LARGE if self.large else 1))
        # Set also when it is normal: a painter takes what a font leaves open from its widget's font.
        font.setWeight(QFont.Weight.DemiBold if strong else QFont.Weight.Normal)
        return font

    def mono(self, size: Size = Size.BODY) -> QFont:
        """The system's fixed-width family, for digests and codes."""
        font = self.font(size)
        font.setFamilies(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont).families())
        return font

    def colour(self, name: str) -> QColor:
        """A colour by its field of `Tokens`."""
        return QColor(str(getattr(self.tokens, name)))

    def _of_the_system(self) -> Scheme:
        hints = self._app.styleHints()
        if hints.accessibility().contrastPreference() == Qt.ContrastPreference.HighContrast:
            return Scheme.CONTRAST
        return Scheme.DARK if hints.colorScheme() == Qt.ColorScheme.Dark else Scheme.LIGHT

    def _follow(self) -> None:
        if self._wish is None and self._of_the_system() is not self.scheme:
            self.apply(None, self.large)


def theme() -> Theme:
    """The current theme; the application makes it before its first widget."""
    assert _current is not None, "a Theme is made before the first widget"
    return _current


def palette(tokens: Tokens) -> QPalette:
    """The tokens as the roles of Fusion, for the widgets that we do not paint ourselves."""
    role = QPalette.ColorRole
    colours = {
        role.Window: tokens.window,
        role.WindowText: tokens.text,
        role.Base: tokens.surface,
        role.AlternateBase: tokens.raised,
        role.Text: tokens.text,
        role.PlaceholderText: tokens.muted,
        role.Button: tokens.surface,
        role.ButtonText: tokens.text,
        role.BrightText: tokens.danger,
        role.Highlight: tokens.accent,
        role.HighlightedText: tokens.on_accent,
        role.Accent: tokens.accent,
        role.Link: tokens.accent,
        role.LinkVisited: tokens.accent,
        role.ToolTipBase: tokens.surface,
        role.ToolTipText: tokens.text,
        role.Light: tokens.surface,
        role.Midlight: tokens.raised,
        role.Mid: tokens.line,
        role.Dark: tokens.edge,
        role.Shadow: tokens.line,
    }
    made = QPalette()
    for key, colour in colours.items():
        made.setColor(key, QColor(colour))
    for key in (role.WindowText, role.Text, role.ButtonText):
        made.setColor(QPalette.ColorGroup.Disabled, key, QColor(tokens.muted))
    made.setColor(QPalette.ColorGroup.Disabled, role.Highlight, QColor(tokens.raised))
    made.setColor(QPalette.ColorGroup.Disabled, role.HighlightedText, QColor(tokens.muted))
    return made
