"""The two menus of the window: how it looks, and everything that is no step of a return."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QMenu, QWidget

from retour_gui.context import Context
from retour_gui.help import HelpPage
from retour_gui.pages import AboutPage, ReportPage, SettingsPage
from retour_gui.scan.opening import show_file
from retour_gui.theme.icons import icon
from retour_gui.theme.tokens import Scheme

if TYPE_CHECKING:
    from retour_gui.cover import Cover


def looks_menu(parent: QWidget, context: Context) -> QMenu:
    """Light, dark, high contrast, large text; each takes effect at once."""
    menu = QMenu(parent)
    settings, theme = context.settings, context.theme

    def take(scheme: Scheme | None) -> None:
        settings.scheme = scheme
        theme.apply(scheme, settings.large)

    for scheme, name, sign in (
        (None, QCoreApplication.translate("Window", "As the system"), "contrast"),
        (Scheme.LIGHT, QCoreApplication.translate("Window", "Light"), "sun"),
        (Scheme.DARK, QCoreApplication.translate("Window", "Dark"), "moon"),
        (Scheme.CONTRAST, QCoreApplication.translate("Window", "High contrast"), "contrast"),
    ):
        menu.addAction(icon(sign), name).triggered.connect(lambda _=False, each=scheme: take(each))
    large = menu.addAction(icon("text-size"), QCoreApplication.translate("Window", "Large text"))
    large.setCheckable(True)
    large.setChecked(settings.large)

    def enlarge(on: bool) -> None:
        settings.large = on
        theme.apply(settings.scheme, on)

    large.toggled.connect(enlarge)
    return menu


def main_menu(
    parent: QWidget, context: Context, show: Callable[[Callable[[Context], Cover]], None], close: Callable[[], object]
) -> QMenu:
    """Pages beside the return, and the way out; what has a key says it, the window itself listens to it."""
    menu = QMenu(parent)
    for sign, name, call in (
        ("settings", QCoreApplication.translate("Window", "&Settings"), lambda: show(SettingsPage)),
        ("training", QCoreApplication.translate("Window", "&Training device"), context.training.start),
        ("qr", QCoreApplication.translate("Window", "Show a &file as QR code..."), lambda: show_file(parent, context)),
        ("help", QCoreApplication.translate("Window", "&Report for support"), lambda: show(ReportPage)),
        ("help", QCoreApplication.translate("Window", "&Help"), lambda: show(HelpPage)),
        ("info", QCoreApplication.translate("Window", "&About Retour"), lambda: show(AboutPage)),
        ("leave", QCoreApplication.translate("Window", "&Quit"), close),
    ):
        menu.addAction(icon(sign), name).triggered.connect(lambda _=False, call=call: call())
    return menu
