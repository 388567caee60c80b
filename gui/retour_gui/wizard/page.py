"""What every page is: a title, one decision, one verb."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QCoreApplication, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget
from shiboken6 import isValid

from retour.returns.flow import Step
from retour_gui.context import Context
from retour_gui.widgets.column import Column
from retour_gui.widgets.text import Role, Text
from retour_gui.wizard.about import Mode
from retour_gui.wizard.model import CaseModel


@dataclass(frozen=True, slots=True)
class Verb:
    """The one primary button of a page.

    Attributes:
        text: the verb of what happens.
        why_not: what is still missing, shown beside the button; it is off as long as this is said.
    """

    text: str
    danger: bool = False
    why_not: str = ""


class Page(QWidget):
    """A page draws one step of a `CaseModel` and hands back what the person answers.

    Signals:
        stale: the verb is another one now.
        goes_to: the person wants to see this step.
        brings: a file was chosen that this return need not be about.
        gives_up: the person says that the device of this case is dead or gone.
    """

    stale = Signal()
    goes_to = Signal(object)
    brings = Signal(object)
    gives_up = Signal()

    def __init__(self, context: Context, model: CaseModel, step: Step) -> None:
        super().__init__()
        self.context = context
        self.model = model
        self.step = step
        self.way = model.way
        """The way of which it speaks; on another one it is made anew."""
        self.column = Column()
        self.heading = Text(model.title(step), Role.TITLE)
        self.lead = Text("", Role.MUTED)
        self.column.add(self.heading)
        self.column.add(self.lead)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.column)
        self.build()
        self.refresh()

    @property
    def is_there(self) -> bool:
        """False once the page was made anew in another language, while a job for it ran."""
        return isValid(self)

    @property
    def mode(self) -> Mode:
        return self.model.mode(self.step)

    def build(self) -> None:
        """Make the page's widgets, once."""

    def refresh(self) -> None:
        """Draw what the model says now. Called often: must keep focus and what a person is typing."""

    def verb(self) -> Verb | None:
        """The primary button. A page whose step is not to do now leads to the one that is."""
        if self.mode is Mode.NOW:
            return self.own_verb()
        title = self.model.title(self.model.now)
        return Verb(QCoreApplication.translate("Page", "Go to: {step}").format(step=title))

    def act(self) -> None:
        """The primary button was pressed."""
        if self.mode is Mode.NOW:
            self.own_act()
        else:
            self.goes_to.emit(self.model.now)

    def own_verb(self) -> Verb | None:
        """The primary button while the step is to do; None where nothing is."""
        return None

    def own_act(self) -> None:
        """It was pressed."""

    def take(self, path: Path) -> bool:
        """A file was dropped on the window; whether this page wants it."""
        return False

    def first_control(self) -> QWidget | None:
        """Where the keyboard starts; None leaves it to the primary button."""
        return None

    def entered(self) -> None:
        """The page is shown."""

    def left(self) -> None:
        """Another page is shown."""

    def set_lead(self, text: str) -> None:
        self.lead.setText(text)
        self.lead.setVisible(bool(text))


class OpenPage(Page):
    """A page on which everything can be changed until the case is opened."""

    def verb(self) -> Verb | None:
        return self.own_verb() if self.model.open is None and self.mode is not Mode.AHEAD else super().verb()

    def act(self) -> None:
        if self.model.open is None:
            self.own_act()
        else:
            super().act()
