"""The window: the top with chip and menu, the one place for errors, and the pages under it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import (
    QCloseEvent,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QPaintEvent,
    QShortcut,
)
from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from retour.errors import RetourError
from retour_gui.bring import browse
from retour_gui.cases.home import Home
from retour_gui.context import Context
from retour_gui.covers import Covers
from retour_gui.receiving import Receiving
from retour_gui.theme.metrics import SPACE
from retour_gui.where import draw_chip
from retour_gui.widgets.bar import Bar
from retour_gui.widgets.button import Button, Kind
from retour_gui.widgets.chip import Chip

if TYPE_CHECKING:
    from retour.returns.checks import Open
    from retour.returns.opaque.plugged import Plugged
    from retour_gui.bring import Orders
    from retour_gui.cover import Cover
    from retour_gui.scan.opening import Pictures
    from retour_gui.widgets.banner import Banner
    from retour_gui.wizard.model import CaseModel
    from retour_gui.wizard.view import CaseView

SMALLEST = QSize(1024, 680)
USUAL = QSize(1180, 760)


class Window(Receiving):
    """One window; what it shows is `Home`, a `CaseView` or a sheet.

    What the first paint does not need is loaded when it is first shown.

    Signals:
        first_painted: once, while the window is painted for the first time.
    """

    first_painted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setWindowTitle("Retour")
        self.context: Context
        self.case: CaseView | None = None
        self.painted = False
        self._banner: Banner | None = None
        self.home_button = Button("", Kind.QUIET, "home")
        self.chip = Chip()
        self.training = Button("", Kind.QUIET, "training")
        self.looks = Button("", Kind.QUIET, "contrast")
        self.menu_button = Button("", Kind.QUIET, "settings")
        self.stack = QStackedWidget()
        self.covers = Covers(self.stack, self._turn_to, self._uncover)

    def begin(self, context: Context) -> None:
        """Fill the window; its parts exist now."""
        self.context = context
        head = Bar(Qt.Edge.BottomEdge)
        top = QHBoxLayout(head)
        top.setContentsMargins(3 * SPACE, 2 * SPACE, 3 * SPACE, 2 * SPACE)
        top.setSpacing(2 * SPACE)
        top.addWidget(self.home_button)
        top.addWidget(self.chip)
        top.addStretch(1)
        top.addWidget(self.training)
        top.addWidget(self.looks)
        top.addWidget(self.menu_button)
        self._banner_place = QVBoxLayout()
        self._banner_place.setContentsMargins(6 * SPACE, 0, 6 * SPACE, 0)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(head)
        layout.addLayout(self._banner_place)
        layout.addWidget(self.stack, 1)
        self._home = Home(context)
        self.stack.addWidget(self._home)
        self._connect()
        self.retranslate()
        self.show_home()

    def retranslate(self) -> None:
        """Say everything that stays in the window in the language of now."""
        for button, name, key in (
            (self.home_button, self.tr("Start page"), "Alt+Home"),
            (self.looks, self.tr("Appearance"), ""),
            (self.menu_button, self.tr("Menu"), "F10"),
        ):
            button.setAccessibleName(name)
            button.setToolTip(f"{name} ({key})" if key else name)
        self._draw_training()
        self._draw_chip()
        if self.painted:
            self.make_menus()

    # What is shown

    def show_home(self) -> None:
        """The list of cases."""
        self._drop_case()
        self._home.refresh()
        self._show(self._home)
        self._home.first_control().setFocus()

    def start_return(self, address: str = "") -> None:
        """A new return; with an address the device there is read at once."""
        from retour_gui.wizard.model import CaseModel

        model = CaseModel(self.context.engine, draft=self.context.draft())
        self._show_case(model)
        if address:
            model.read(address)

    def start_order(self, orders: Orders, path: Path) -> None:
        """Removal orders wait for one of their devices; nothing is recorded before one is carried out.

        A single order that was opened before goes on with its case.
        """
        from retour.returns.flow import order_case
        from retour_gui.bring import for_orders

        known = order_case(orders[0].digest, self.context.engine.cases) if len(orders) == 1 else None
        if known is not None:
            self.open_case(known.case.number)
            said = self.tr("{name} was opened before, in case {case}.")
            self.show_note(said.format(name=path.name, case=known.case.number))
            return
        self._show_case(for_orders(self.context, orders, path))

    def start_write_off(self) -> None:
        """The device of the case that is shown cannot be asked any more."""
        from retour_gui.bring import for_write_off

        self._show_case(for_write_off(self.context, self.case.model.host if self.case is not None else None))

    def start_at_drive(self, plugged: Plugged) -> None:
        """A new return of a device that shows itself as a drive."""
        from retour_gui.wizard.carried.actions import Actions

        self.start_return()
        if self.case is not None:
            Actions(self.context, self.case.model).choose(plugged)

    def open_case(self, number: str) -> None:
        """Go on with a case where it stands."""
        from retour_gui.wizard.model import CaseModel

        found = self._case(number)
        if found is not None:
            self._show_case(CaseModel(self.context.engine, found))

    @property
    def sheet(self) -> Cover | None:
        """The page that lies over everything else."""
        return self.covers.top

    @property
    def banner(self) -> Banner:
        """The one place where errors are shown; made with the first of them."""
        if self._banner is None:
            from retour_gui.widgets.banner import Banner

            self._banner = Banner(self.context.core)
            self._banner_place.addWidget(self._banner)
        return self._banner

    def show_error(self, error: RetourError) -> None:
        """Show what happened, what is safe and what to do."""
        self.banner.show_error(error)

    def show_note(self, text: str) -> None:
        self.banner.show_note(text)

    def quiet(self) -> None:
        """What was shown there is over."""
        if self._banner is not None:
            self._banner.hide_banner()

    def bring(self, path: Path) -> None:
        """A file from the portal, or a picture of its code, for whichever case it is: the case is opened and shows
        what was found out."""
        from retour_gui.bring import bring
        from retour_gui.scan.opening import is_picture

        if is_picture(path):
            self.scan((path,))
        else:
            bring(self.context, path, self._brought, self.start_order)

    def scan(self, pictures: Pictures = ()) -> None:
        """Scan a code by camera or from pictures; what comes is taken as a file is that was dropped."""
        from retour_gui.bring import scan_any

        scan_any(self.context, self.take_path, pictures)

    def rebuild(self) -> None:
        """Make every page anew, in another language; what was typed into a draft is kept in its model.

        The page that is shown stays the page that is shown; the language is chosen on the settings.
        """
        old, self._home = self._home, Home(self.context)
        self.stack.addWidget(self._home)
        self._connect_home()
        chosen_here = self.sheet is not None
        if self.case is not None:
            model, step = self.case.model, self.case.page.step
            self._show_case(model)
            self.case.show_step(step)
        else:
            self.show_home()
        if chosen_here:
            from retour_gui.pages import SettingsPage

            self.show_sheet(SettingsPage)
        self.stack.removeWidget(old)
        old.deleteLater()
        self.retranslate()

    # Inside

    def _connect(self) -> None:
        self._connect_home()
        self.home_button.clicked.connect(self.show_home)
        QShortcut(QKeySequence("Alt+Home"), self).activated.connect(self.show_home)
        for keys, call in (
            ("F10", self.menu_button.click),
            ("F1", self.show_help),
            ("Ctrl+W", self.close),
            ("Ctrl+Q", self.close),
        ):
            QShortcut(QKeySequence(keys), self).activated.connect(call)
        self.training.clicked.connect(lambda: self.context.training.open_portal(self.show_note))
        engine = self.context.engine
        engine.found_changed.connect(self._draw_chip)
        engine.broken.connect(self.show_error)
        self.context.training.changed.connect(self._draw_training)
        self.context.training.failed.connect(self.show_error)

    def _connect_home(self) -> None:
        self._home.begins.connect(self.start_return)
        self._home.reads.connect(self.start_at_drive)
        self._home.opens.connect(self.open_case)
        self._home.brings.connect(lambda: browse(self, self.context, self.bring))
        self._home.scans.connect(lambda: self.scan())

    def make_menus(self) -> None:
        """Fill both menus; the first paint needs neither."""
        from retour_gui.menus import looks_menu, main_menu

        self.looks.setMenu(looks_menu(self, self.context))
        self.menu_button.setMenu(main_menu(self, self.context, self.show_sheet, self.close))

    def show_help(self) -> None:
        """How it goes, what to do when something is missing, and the keys."""
        from retour_gui.help import HelpPage

        self.show_sheet(HelpPage)

    def show_sheet(self, kind: Callable[[Context], Cover]) -> None:
        """A page over what is there."""
        self.covers.show(kind(self.context))

    def _uncover(self) -> None:
        if self.case is None:
            self.show_home()
        else:
            self._turn_to(self.case)
            self.case.focus_first()

    def _show_case(self, model: CaseModel) -> None:
        self._drop_case(keep=model)
        from retour_gui.wizard.view import CaseView

        view = CaseView(self.context, model)
        view.leaves.connect(self.show_home)
        view.next_device.connect(self.start_return)
        view.opens.connect(self.open_case)
        view.next_order.connect(self._next_order)
        view.returns.connect(self.start_return)
        view.brings.connect(self.bring)
        view.gives_up.connect(self.start_write_off)
        model.changed.connect(self._draw_chip)
        self.case = view
        self.stack.addWidget(view)
        self._show(view)
        view.focus_first()

    def _drop_case(self, keep: CaseModel | None = None) -> None:
        view, self.case = self.case, None
        if view is not None:
            if view.model is not keep:
                view.model.cancel()
            self.stack.removeWidget(view)
            view.hide()
            view.deleteLater()

    def _show(self, page: QWidget) -> None:
        """A page of its own: whatever lay over the last one is over."""
        self._turn_to(page)
        self.covers.clear()

    def _turn_to(self, page: QWidget) -> None:
        self.quiet()
        self.stack.setCurrentWidget(page)
        self.home_button.setVisible(page is not self._home)
        self._draw_chip()

    def _draw_chip(self) -> None:
        draw_chip(self.chip, self.case.model if self.case else None)

    def _draw_training(self) -> None:
        training = self.context.training
        self.training.setVisible(training.running)
        self.training.setText(self.tr("Training portal"))
        self.training.setAccessibleDescription(self.tr("Opens the training portal in a browser; its token is copied."))

    def _next_order(self) -> None:
        """The same work order again, for the next of its devices."""
        if self.case is not None:
            model = self.case.model
            self.start_order(model.draft.orders, model.orders_from)

    def _brought(self, found: Open, name: str) -> None:
        self.open_case(found.case.number)
        said = self.tr("{name} is genuine, and it is the answer to case {case}.")
        self.show_note(said.format(name=name, case=found.case.number))

    def _case(self, number: str) -> Open | None:
        return next((each for each in self.context.engine.cases if each.case.number == number), None)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """What no control wanted: a file is pasted as it is dropped, and Escape goes one step back."""
        if event.matches(QKeySequence.StandardKey.Paste) and self.take(QGuiApplication.clipboard().mimeData()):
            return
        if event.key() == Qt.Key.Key_Escape and self._escape():
            return
        super().keyPressEvent(event)

    def take_path(self, path: Path) -> None:
        if self.case is None or not self.case.takes(path):
            self.bring(path)

    def _escape(self) -> bool:
        """Out of what was opened last; a page of the return itself is left by its own buttons only."""
        if self._banner is not None and self._banner.isVisible():
            self.quiet()
        elif self.sheet is not None:
            self.covers.leave(self.sheet)
        elif self.case is not None and self.case.model.busy:
            self.case.model.cancel()
        else:
            return self.case is not None and self.case.leave_closed()
        return True

    def changeEvent(self, event: QEvent) -> None:
        """Another program may have gone on with a case while the window was in the background."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.ActivationChange and self.isActiveWindow() and self.painted:
            self.context.engine.refresh()

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if not self.painted:
            self.painted = True
            self.first_painted.emit()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Nothing asks: everything is in the journal, and the training device ends with the window."""
        self.context.settings.size = (self.width(), self.height())
        self.covers.clear()
        self._drop_case()
        self.context.training.stop()
        self.context.engine.close()
        super().closeEvent(event)
