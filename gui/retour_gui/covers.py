"""Pages that lie over what is there: each comes back when the one over it leaves."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QStackedWidget, QWidget

from retour_gui.cover import Cover, announce


class Covers:
    """The covers of one window, in a stack of pages.

    Args:
        turn: shows a page of the stack.
        back: shows what lies under all covers.
    """

    def __init__(self, stack: QStackedWidget, turn: Callable[[QWidget], None], back: Callable[[], None]) -> None:
        self._stack, self._turn, self._back = stack, turn, back
        self._pages: list[Cover] = []

    @property
    def top(self) -> Cover | None:
        """The one that is seen."""
        return self._pages[-1] if self._pages else None

    def show(self, page: Cover) -> None:
        """Over all others; never twice the same kind."""
        page.leaves.connect(lambda: self.leave(page))
        for old in [each for each in self._pages if type(each) is type(page)]:
            self._drop(old)
        self._pages.append(page)
        self._stack.addWidget(page)
        self._see(page)

    def leave(self, page: Cover) -> None:
        """Back to what lies under it."""
        if page is not self.top:
            self._drop(page)
            return
        self._drop(page)
        if self._pages:
            self._see(self._pages[-1])
        else:
            self._back()

    def clear(self) -> None:
        """All of them are over."""
        for page in list(self._pages):
            self._drop(page)

    def _see(self, page: Cover) -> None:
        self._turn(page)
        announce(page, page.title)
        page.first_control().setFocus()

    def _drop(self, page: Cover) -> None:
        if page in self._pages:
            self._pages.remove(page)
            page.close_down()
            self._stack.removeWidget(page)
            page.hide()
            page.deleteLater()
