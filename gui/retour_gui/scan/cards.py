"""The parts of the scan page beside the picture: how far it is, what went wrong, and what was found."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from PySide6.QtCore import QLocale
from PySide6.QtWidgets import QProgressBar, QVBoxLayout, QWidget

from retour_gui.cover import announce
from retour_gui.theme.metrics import SPACE
from retour_gui.widgets.button import Button
from retour_gui.widgets.card import Card, Tone
from retour_gui.widgets.flow import Flow
from retour_gui.widgets.text import Role, Text


class Amount(QWidget):
    """Parts of a message, as a number and a bar; and what is to be said about the rest."""

    def __init__(self) -> None:
        super().__init__()
        self._count = Text("", Role.STRONG)
        self._bar = QProgressBar()
        self._bar.setTextVisible(False)
        self._bar.setAccessibleName(self.tr("Parts of the message"))
        self.more = Text("", Role.MUTED)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE)
        for widget in (self._count, self._bar, self.more):
            layout.addWidget(widget)
        self.hide()

    def draw(self, done: int, count: int, more: str) -> None:
        """A message of one part needs no bar."""
        locale = QLocale()
        said = self.tr("{done} of {count} parts")
        self._count.setText(said.format(done=locale.toString(done), count=locale.toString(count)))
        self._bar.setRange(0, count)
        self._bar.setValue(done)
        self.more.setText(more)
        self.more.setVisible(bool(more))
        self.setVisible(count > 1)


class Told(Card):
    """Something that is told, with what can be done about it; it speaks when it comes."""

    def __init__(self, tone: Tone, actions: Iterable[Button]) -> None:
        super().__init__(tone)
        self._lines = QVBoxLayout()
        self._texts: list[Text] = []
        self.add(self._lines)
        self.add(Flow(*actions))
        self.hide()

    def tell(self, *lines: str) -> None:
        """Show these lines, the first of them strong; nothing hides the card."""
        wanted = [line for line in lines if line]
        if [text.text() for text in self._texts] == wanted and self.isHidden() is not bool(wanted):
            return
        for text in self._texts:
            self._lines.removeWidget(text)
            text.hide()
            text.deleteLater()
        self._texts = [
            Text(line, Role.STRONG if not at and len(wanted) > 1 else Role.BODY) for at, line in enumerate(wanted)
        ]
        for text in self._texts:
            self._lines.addWidget(text)
        self.setVisible(bool(wanted))
        announce(self, " ".join(wanted))


def pressed(button: Button, call: Callable[[], object]) -> Button:
    """A button that does this."""
    button.clicked.connect(lambda: call())
    return button
