"""Looks of the window, and a gallery that shows a state in each of them and finds fault with it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

from PySide6.QtCore import QLocale, QSize, Qt
from PySide6.QtWidgets import QApplication

import translations
from retour_gui.language import Language
from retour_gui.theme import Scheme
from tests.gui.cut import problems, settle
from tests.gui.person import Person

LAPTOP: Final = QSize(1366, 768)
TABLET: Final = QSize(1280, 800)
LONGER: Final = "xx"
"""The pseudo-locale: English with accents, 40 % longer."""


@dataclass(frozen=True, slots=True)
class Look:
    """How the window is seen."""

    name: str
    scheme: Scheme = Scheme.LIGHT
    large: bool = False
    language: str = "en"
    from_right: bool = False
    size: QSize = LAPTOP


USUAL: Final = Look("light")
EVERY: Final = [
    *(
        look
        for size, at in ((LAPTOP, ""), (TABLET, "-tablet"))
        for look in (
            Look(f"light{at}", size=size),
            Look(f"dark{at}", Scheme.DARK, size=size),
            Look(f"contrast{at}", Scheme.CONTRAST, size=size),
            Look(f"large{at}", large=True, size=size),
            Look(f"rtl{at}", from_right=True, size=size),
            Look(f"german{at}", language="de", size=size),
            Look(f"longer{at}", language=LONGER, size=size),
        )
    ),
    Look("german-large", Scheme.DARK, large=True, language="de"),
    Look("longer-large-rtl", Scheme.CONTRAST, large=True, language=LONGER, from_right=True),
]
FEW: Final = [EVERY[0], EVERY[-2], EVERY[-1]]
"""The plainest and the hardest; what the others show beyond these is colour, which `test_theme` holds to WCAG."""


class Gallery:
    """Shows the states of one window in all looks.

    Args:
        folder: where the pictures go; None only looks.
        words: a folder for compiled translations, the pseudo-locale among them.
    """

    def __init__(self, person: Person, words: Path, folder: Path | None) -> None:
        self.person = person
        self.folder = folder
        self.found: list[str] = []
        self._look = USUAL
        self._language = Language(folder=words)
        person.window.context = replace(person.window.context, language=self._language)

    def show(self, state: str, dress: Callable[[], None] = lambda: None) -> None:
        """Look at the state that the window is in. `dress` is called for each look: it brings back, after the pages
        were made anew in another language, what only the pages hold, such as a tick."""
        for look in self._looks():
            self.wear(look)
            dress()
            window = self.person.window
            settle(window)
            self.found += [f"{state}, {look.name}: {fault}" for fault in problems(window)]
            if self.folder is not None:
                window.grab().save(str(self.folder / f"{state}-{look.name}.png"))
        self.wear(USUAL)
        dress()

    def wear(self, look: Look) -> None:
        """Switch the living window over, as its own switches do."""
        application = QApplication.instance()
        assert isinstance(application, QApplication)
        was, self._look = self._look, look
        if (was.scheme, was.large) != (look.scheme, look.large):
            self.person.window.context.theme.apply(look.scheme, look.large)
        if was.language != look.language:
            self._language.use(look.language)
        # The pseudo-locale has no direction of its own, and using a language sets the direction.
        application.setLayoutDirection(
            Qt.LayoutDirection.RightToLeft if look.from_right else Qt.LayoutDirection.LeftToRight
        )
        if was.language != look.language:
            self.person.window.rebuild()
        self.person.window.resize(look.size)

    def close(self) -> None:
        """Give the other tests their language back, and say what was found."""
        self.wear(USUAL)
        self._language.use("en")
        QLocale.setDefault(QLocale.c())
        assert not self.found, "\n".join(self.found)

    def _looks(self) -> Iterable[Look]:
        return FEW if self.folder is None else EVERY


def compiled(folder: Path) -> Path:
    """All translations and the pseudo-locale, compiled into a folder."""
    translations.build(out=folder)
    translations.pseudo(folder)
    return folder
