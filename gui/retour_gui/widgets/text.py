"""Text in the roles that a page needs, wrapped and never cut."""

from __future__ import annotations

from enum import Enum

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from retour_gui.theme.apply import theme
from retour_gui.theme.metrics import Size
from retour_gui.widgets.paint import longest_word, one_line, soft


class Role(Enum):
    """What a text is on its page: size, weight and colour follow from it."""

    TITLE = "title"
    HEADING = "heading"
    BODY = "body"
    STRONG = "strong"
    MUTED = "muted"
    SMALL = "small"
    MONO = "mono"


_SIZES = {Role.TITLE: Size.TITLE, Role.HEADING: Size.LARGE, Role.SMALL: Size.SMALL}
_STRONG = {Role.TITLE, Role.HEADING, Role.STRONG}
_MUTED = {Role.MUTED, Role.SMALL}
_EASY = 560


class Text(QLabel):
    """A wrapped text. Only codes can be selected; all others leave the pointer to what lies below them."""

    def __init__(self, text: str = "", role: Role = Role.BODY, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setText(text)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self._follow_direction()
        self._tone: str | None = None
        self.set_role(role)
        theme().changed.connect(self._restyle)

    def setText(self, text: str) -> None:
        """Change the text; what is too long for a line may break, and is spoken as it is."""
        broken = soft(text)
        super().setText(broken)
        self.setAccessibleName(text if broken != text else "")

    def sizeHint(self) -> QSize:
        """One line, up to a width that is read with ease."""
        self.ensurePolished()
        width = min(one_line(self.font(), self.text()) + 1, _EASY)
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        """The widest word on a line. A label's own hint guesses a shape and so claims height that it never needs."""
        self.ensurePolished()
        if not self.wordWrap():
            return self.sizeHint()
        return QSize(longest_word(self.font(), self.text()), self.fontMetrics().height())

    def centre(self) -> None:
        """Stand in the middle instead of at the leading edge."""
        self.setAlignment(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop)

    def changeEvent(self, event: QEvent) -> None:
        """Follow the direction of the window."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.LayoutDirectionChange:
            self._follow_direction()

    def _follow_direction(self) -> None:
        # A label goes by the direction of its own text: a host ID would stand apart from an Arabic page.
        align = Qt.AlignmentFlag
        if not self.alignment() & align.AlignHCenter:
            side = align.AlignRight if self.isRightToLeft() else align.AlignLeft
            self.setAlignment(side | align.AlignAbsolute | align.AlignTop)

    def set_role(self, role: Role) -> None:
        """Show the text in another role."""
        self._role = role
        mono = role is Role.MONO
        flag = Qt.TextInteractionFlag
        self.setTextInteractionFlags(flag.TextSelectableByMouse if mono else flag.NoTextInteraction)
        self._restyle()

    def set_tone(self, colour: str | None) -> None:
        """Paint the text in the colour of a `Tokens` field instead of its role's."""
        self._tone = colour
        self._restyle()

    def _restyle(self) -> None:
        current = theme()
        size = _SIZES.get(self._role, Size.BODY)
        self.setFont(current.mono() if self._role is Role.MONO else current.font(size, self._role in _STRONG))
        palette = QPalette()
        colour = current.colour(self._tone or ("muted" if self._role in _MUTED else "text"))
        for group in (QPalette.ColorGroup.Active, QPalette.ColorGroup.Inactive):
            palette.setColor(group, QPalette.ColorRole.WindowText, colour)
        self.setPalette(palette)
