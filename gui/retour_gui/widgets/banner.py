"""The one place on a page where an error or a note is shown. It speaks, and never takes the focus."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from retour.errors import RetourError
from retour_gui.theme.apply import theme
from retour_gui.theme.icons import pixmap
from retour_gui.theme.metrics import ICON, SPACE
from retour_gui.widgets.button import Button, Kind
from retour_gui.widgets.card import Card, Fold, Tone
from retour_gui.widgets.column import empty
from retour_gui.widgets.text import Role, Text

Action = tuple[str, Callable[[], None]]
_ICONS: dict[Tone, str] = {"danger": "error", "warn": "warning", "good": "done-circle"}


class Banner(Card):
    """Three lines of an error, its details folded below, one action, and a way to put it away."""

    dismissed = Signal()

    def __init__(self, translate: Callable[[str], str] = str, parent: QWidget | None = None) -> None:
        super().__init__("danger", parent)
        self._translate = translate
        self.error: RetourError | None = None
        """What is shown, where it is an error."""
        self._sign = QLabel(self)
        self._sign.setFixedSize(ICON, ICON)
        self._lines = QVBoxLayout()
        self._lines.setSpacing(SPACE)
        self._dismiss = Button("", Kind.QUIET, "close", self)
        self._dismiss.setAccessibleName(self.tr("Dismiss"))
        self._dismiss.setFixedSize(44, 44)
        self._dismiss.clicked.connect(self._put_away)
        row = QHBoxLayout()
        row.setSpacing(3 * SPACE)
        row.addWidget(self._sign, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(self._lines, 1)
        row.setAlignment(self._lines, Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self._dismiss, 0, Qt.AlignmentFlag.AlignTop)
        self.add(row)
        theme().changed.connect(self._restyle)
        self.hide()

    def show_error(self, error: RetourError, action: Action | None = None) -> None:
        """Show what happened, what is safe and what to do."""
        self.error = error
        what, safe, todo = (self._translate(line) for line in error.lines)
        self._show("danger", [(what, Role.STRONG), (safe, Role.BODY), (todo, Role.BODY)])
        if action is not None:
            self._lines.addLayout(_act(action))
        self._lines.addWidget(self._details(error))
        self._announce(f"{what} {safe} {todo}")

    def show_note(self, text: str, tone: Tone = "accent") -> None:
        """Show a sentence that is not an error."""
        self.error = None
        self._show(tone, [(text, Role.BODY)])
        self._announce(text)

    def hide_banner(self) -> None:
        """Put it away."""
        self.hide()

    def _show(self, tone: Tone, lines: list[tuple[str, Role]]) -> None:
        empty(self._lines)
        self.tone = tone
        for text, role in lines:
            self._lines.addWidget(Text(text, role))
        self._restyle()
        self.show()

    def _details(self, error: RetourError) -> Fold:
        facts = error.as_dict()["details"]
        assert isinstance(facts, dict)
        text = "\n".join([error.code, *(f"{name}: {value}" for name, value in facts.items())])
        fold = Fold(self.tr("Details"))
        fold.add(Text(text, Role.MONO))
        copy = Button(self.tr("Copy details"), Kind.PLAIN, "copy")
        copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(f"{error}\n{text}"))
        row = QHBoxLayout()
        row.addWidget(copy)
        row.addStretch(1)
        fold.add(row)
        return fold

    def _announce(self, text: str) -> None:
        self.setAccessibleName(text)
        event = QAccessibleAnnouncementEvent(self, text)
        if self.tone == "danger":
            event.setPoliteness(QAccessible.AnnouncementPoliteness.Assertive)
        QAccessible.updateAccessibility(event)

    def _put_away(self) -> None:
        self.hide()
        self.dismissed.emit()

    def _restyle(self) -> None:
        tone = self.tone
        self._sign.setPixmap(pixmap(_ICONS.get(tone, "info"), "text" if tone == "plain" else tone, ICON))


def _act(action: Action) -> QHBoxLayout:
    label, run = action
    button = Button(label)
    button.clicked.connect(lambda: run())
    row = QHBoxLayout()
    row.addWidget(button)
    row.addStretch(1)
    return row
