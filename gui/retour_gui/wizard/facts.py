"""Small pieces that several pages draw: a table of facts, the lines of a device, the three lines of an order."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QLocale, Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from retour_gui import words
from retour_gui.theme.metrics import SPACE
from retour_gui.widgets.card import Card
from retour_gui.widgets.text import Role, Text

if TYPE_CHECKING:
    from retour.protocol.model import Grant


class Facts(QWidget):
    """Names and values, one pair a row."""

    def __init__(self, rows: Iterable[tuple[str, str]] = ()) -> None:
        super().__init__()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(4 * SPACE)
        self._grid.setVerticalSpacing(SPACE)
        self._grid.setColumnStretch(1, 1)
        self._rows: tuple[tuple[str, str], ...] = ()
        self.set_rows(rows)

    def set_rows(self, rows: Iterable[tuple[str, str]]) -> None:
        """Show these rows; those without a value are left out."""
        wanted = tuple((name, value) for name, value in rows if value)
        if wanted == self._rows:
            return
        self._rows = wanted
        while (item := self._grid.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.hide()
                widget.deleteLater()
        for row, (name, value) in enumerate(wanted):
            self._grid.addWidget(Text(name, Role.MUTED), row, 0, Qt.AlignmentFlag.AlignTop)
            self._grid.addWidget(Text(value), row, 1)
        self._grid.setColumnMinimumWidth(0, 140)


class LineText(QWidget):
    """One license: product and version, features, activation ID, expiry."""

    def __init__(self, grant: Grant) -> None:
        super().__init__()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(SPACE // 2)
        layout.addWidget(Text(f"{grant.product} {grant.version}".strip(), Role.STRONG))
        if grant.features:
            layout.addWidget(Text(QLocale().createSeparatedList(list(grant.features))))
        terms = QCoreApplication.translate("facts", "{line} · {expiry}")
        layout.addWidget(Text(terms.format(line=grant.line, expiry=words.expiry_text(grant)), Role.MUTED))


class LineRow(QWidget):
    """One license in two lines, for a list inside a card."""

    def __init__(self, grant: Grant, copies: str) -> None:
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4 * SPACE)
        text = QVBoxLayout()
        text.setSpacing(0)
        text.addWidget(Text(f"{grant.product} {grant.version}".strip(), Role.STRONG))
        about = [QLocale().createSeparatedList(list(grant.features)), grant.line, words.expiry_text(grant)]
        text.addWidget(Text(" · ".join(part for part in about if part)))
        row.addLayout(text, 1)
        amount = Text(copies, Role.STRONG)
        amount.setWordWrap(False)
        row.addWidget(amount, 0, Qt.AlignmentFlag.AlignVCenter)


class LineCard(Card):
    """One license with its number of copies, and room for a control at its end."""

    def __init__(self, grant: Grant, copies: str, control: QWidget | None = None) -> None:
        super().__init__()
        row = QHBoxLayout()
        row.setSpacing(4 * SPACE)
        row.addWidget(LineText(grant), 1)
        self.copies = Text(copies, Role.STRONG)
        self.copies.setWordWrap(False)
        self.copies.setAlignment(Qt.AlignmentFlag.AlignTrailing | Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self.copies)
        if control is not None:
            row.addWidget(control)
        self.add(row)


class Steps(QWidget):
    """Numbered things to do, in three lines or so."""

    def __init__(self, texts: Iterable[str]) -> None:
        super().__init__()
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(3 * SPACE)
        grid.setVerticalSpacing(SPACE)
        grid.setColumnStretch(1, 1)
        for number, text in enumerate(texts, 1):
            grid.addWidget(Text(QLocale().toString(number), Role.STRONG), number, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(Text(text), number, 1)
