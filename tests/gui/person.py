"""A person in front of the real window: finds things by what they are called, waits for what is on the screen."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final
from unittest import mock

from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QWidget

from retour.returns.flow import Step
from retour_gui.app import App
from retour_gui.scan.source import Cameras
from retour_gui.wizard.view import CaseView

PATIENCE: Final = 15.0


class Person:
    """One running window on one home folder."""

    def __init__(self, app: App) -> None:
        self.app = app
        self.window = app.window

    @property
    def case(self) -> CaseView:
        """The return that is on the screen."""
        assert self.window.case is not None, "no return is open"
        return self.window.case

    def wait(self, until: Callable[[], bool], what: str) -> None:
        """Let the window live until something is so."""
        end = time.monotonic() + PATIENCE
        while not until():
            if time.monotonic() > end:
                raise AssertionError(f"waited in vain for {what}; on the screen:\n{self.screen()}")
            QTest.qWait(5)

    def screen(self) -> str:
        """Everything that can be read now."""
        return "\n".join(f"{type(widget).__name__}: {said(widget)}" for widget in self._visible() if said(widget))

    def sees(self, text: str) -> None:
        """Wait for words on the screen."""
        self.wait(lambda: any(text in said(widget) for widget in self._visible()), repr(text))

    def press(self, name: str) -> None:
        """Press what is called so, once it can be pressed."""
        self.wait(lambda: any(each.isEnabled() for each in self._called(name)), f"button {name!r}")
        next(each for each in self._called(name) if each.isEnabled()).click()

    def can_press(self, name: str) -> bool:
        return any(each.isEnabled() for each in self._called(name))

    def at(self, step: Step) -> None:
        """Wait until the page of this step is shown and nothing runs."""
        self.wait(
            lambda: self.window.case is not None and self.case.page.step is step and not self.case.model.busy,
            f"the page {step.value}",
        )

    def told(self, code: str) -> None:
        """Wait for an error with this code in the one place where errors are shown."""
        banner = self.window.banner
        self.wait(lambda: banner.isVisible() and banner.error is not None and banner.error.code == code, code)

    def open_answer(self, path: Path) -> None:
        """Choose a file where an answer is asked for, as the file dialog or a drop gives it."""
        page = self.case.page
        page.open_file(path)  # type: ignore[attr-defined]

    def save_to(self, folder: Path) -> Path:
        """Save the file that this page carries; where it is."""
        before = set(folder.iterdir())
        self.case.page.save_to(folder)  # type: ignore[attr-defined]
        self.sees("Written to")
        (new,) = set(folder.iterdir()) - before
        return new

    def _called(self, name: str) -> list[QAbstractButton]:
        buttons = [each for each in self._visible() if isinstance(each, QAbstractButton)]
        exact = [each for each in buttons if said(each) == name]
        return exact or [each for each in buttons if name in said(each)]

    def _visible(self) -> list[QWidget]:
        return [each for each in self.window.findChildren(QWidget) if each.isVisible()]


def said(widget: QWidget) -> str:
    """What a widget is called or says."""
    text = widget.text() if isinstance(widget, (QAbstractButton, QLabel)) else ""
    return widget.accessibleName() or text.replace("&", "")


@contextmanager
def person(home: Path, size: tuple[int, int] = (1366, 768), cameras: Cameras | None = None) -> Iterator[Person]:
    """Start the window on a home folder; closing it at the end is what a person does."""
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    with mock.patch.dict(os.environ, RETOUR_HOME=str(home)):
        app = App(application, home, cameras=cameras)
        app.window.resize(*size)
        app.show()
        try:
            yield Person(app)
        finally:
            app.window.close()
            app.window.deleteLater()
