"""Settings, About and the report for support: pages of the window, not dialogs."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QFileDialog, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget
from shiboken6 import isValid

from retour_gui.context import Context
from retour_gui.cover import Cover
from retour_gui.theme.metrics import SPACE, TARGET
from retour_gui.theme.tokens import Scheme
from retour_gui.widgets.button import Button, Kind
from retour_gui.widgets.card import Card
from retour_gui.widgets.choice import Choice, Option
from retour_gui.widgets.column import Column
from retour_gui.widgets.text import Role, Text
from retour_gui.widgets.tick import Tick

_SYSTEM: Final = "system"
_PROJECT: Final = "retour"


class Sheet(Cover):
    """A page with a title and a way back."""

    def __init__(self, context: Context, title: str) -> None:
        super().__init__(context)
        self.column = Column()
        self.column.add(Text(title, Role.TITLE))
        self._back = Button(self.tr("&Back"), Kind.QUIET, "back")
        self._back.clicked.connect(self.leaves)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 3 * SPACE)
        layout.addWidget(self.column, 1)
        foot = QVBoxLayout()
        foot.setContentsMargins(6 * SPACE, 0, 6 * SPACE, 0)
        foot.addWidget(self._back, 0, Qt.AlignmentFlag.AlignLeading)
        layout.addLayout(foot)

    def first_control(self) -> QWidget:
        """Where the keyboard starts."""
        return self.column.first_control() or self._back


class SettingsPage(Sheet):
    """Looks, text size, language, technician; each takes effect at once."""

    def __init__(self, context: Context) -> None:
        super().__init__(context, QCoreApplication.translate("SettingsPage", "Settings"))
        settings = context.settings
        schemes = Choice(
            [
                Option(_SYSTEM, self.tr("As the system"), ""),
                Option(Scheme.LIGHT.name, self.tr("Light"), ""),
                Option(Scheme.DARK.name, self.tr("Dark"), ""),
                Option(Scheme.CONTRAST.name, self.tr("High contrast"), ""),
            ],
            settings.scheme.name if settings.scheme else _SYSTEM,
            columns=2,
        )
        schemes.chosen.connect(self._scheme)
        large = Tick(self.tr("Large text"))
        large.setChecked(settings.large)
        large.toggled.connect(self._large)
        languages = Choice(
            [
                Option(_SYSTEM, self.tr("As the system"), ""),
                *(Option(code, name, "") for code, name in context.language.available()),
            ],
            settings.language or _SYSTEM,
            columns=2,
        )
        languages.chosen.connect(self._language)
        self._technician = QLineEdit(settings.technician)
        self._technician.setMinimumHeight(TARGET)
        self._technician.setAccessibleName(self.tr("Technician"))
        self._technician.editingFinished.connect(self._name)
        for title, widget in (
            (self.tr("Appearance"), schemes),
            (self.tr("Text size"), large),
            (self.tr("Language"), languages),
            (self.tr("Technician, for new cases"), self._technician),
        ):
            self.column.add(Text(title, Role.HEADING))
            self.column.add(widget)
        self.column.stretch()

    def _scheme(self, key: str) -> None:
        settings = self.context.settings
        settings.scheme = None if key == _SYSTEM else Scheme[key]
        self.context.theme.apply(settings.scheme, settings.large)

    def _large(self, large: bool) -> None:
        settings = self.context.settings
        settings.large = large
        self.context.theme.apply(settings.scheme, large)

    def _language(self, key: str) -> None:
        self.context.settings.language = None if key == _SYSTEM else key
        self.context.language.use(self.context.settings.language)

    def _name(self) -> None:
        self.context.settings.technician = self._technician.text().strip()


class AboutPage(Sheet):
    """What this is, and by whose licenses."""

    def __init__(self, context: Context) -> None:
        super().__init__(context, QCoreApplication.translate("AboutPage", "About Retour"))
        from importlib import metadata

        version = metadata.version(_PROJECT)
        about = self.tr("Version {version}. Brings a device's licenses home to their portal, provably.")
        self.column.add(Text(about.format(version=version)))
        self.column.add(Text(self.tr("Licensed under the Apache License 2.0.")))
        self.column.add(
            Text(
                self.tr(
                    "FlexNet is a mark of its owner. Retour is made independently of it and is not endorsed by it."
                ),
                Role.MUTED,
            )
        )
        self.column.add(Text(self.tr("Third-party software"), Role.HEADING))
        lgpl = self.tr(
            "Qt and Qt for Python are used under the GNU LGPL version 3: they are separate files that you may replace."
        )
        self.column.add(Text(lgpl))
        for name, number, terms in third_parties():
            card = Card()
            card.add(Text(f"{name} {number}", Role.STRONG))
            card.add(Text(terms, Role.MUTED))
            self.column.add(card)
        self.column.stretch()


class ReportPage(Sheet):
    """The report for support: shown before it is saved."""

    def __init__(self, context: Context) -> None:
        super().__init__(context, QCoreApplication.translate("ReportPage", "Report for support"))
        self.column.add(
            Text(
                self.tr("Read it before you hand it on. It holds no keys, no passwords, no files and no names."),
                Role.MUTED,
            )
        )
        self._text = QPlainTextEdit()
        self._text.setReadOnly(True)
        self._text.setMinimumHeight(320)
        self._text.setTabChangesFocus(True)
        self._restyle()
        context.theme.changed.connect(self._restyle)
        self._text.setAccessibleName(self.tr("Report"))
        self._save = Button(self.tr("&Save the report..."), Kind.PRIMARY, "file-down")
        self._save.setEnabled(False)
        self._save.clicked.connect(self._browse)
        self.column.add(self._text, 1)
        self.column.add(self._save)
        context.report(self._show)

    def _restyle(self) -> None:
        self._text.setFont(self.context.theme.mono())

    def _show(self, text: str) -> None:
        if not isValid(self):  # the page was left before the report was gathered
            return
        self._text.setPlainText(text)
        self._save.setEnabled(True)

    def _browse(self) -> None:
        dialog = QFileDialog(self, self.tr("Save the report"), str(self.context.settings.folder))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.selectFile("retour-report.txt")
        dialog.setOption(QFileDialog.Option.DontConfirmOverwrite)  # nothing is ever overwritten
        dialog.fileSelected.connect(lambda name: self.context.save_text(Path(name), self._text.toPlainText()))
        dialog.open()


def third_parties() -> list[tuple[str, str, str]]:
    """Name, version and license terms of everything that Retour stands on, as installed here."""
    from importlib import metadata

    wanted = metadata.requires(_PROJECT) or []
    names = sorted({_name(each) for each in wanted if "extra ==" not in each}, key=str.lower)
    found = []
    for name in names:
        try:
            about = metadata.metadata(name)
        except metadata.PackageNotFoundError:
            continue
        stated = [str(about[key]) for key in ("License-Expression", "License") if key in about]
        terms = [*stated[:1], _classified(about.get_all("Classifier") or []), ""]
        found.append((str(about["Name"]), str(about["Version"]), next(filter(None, terms), "").partition("\n")[0]))
    return found


def _name(requirement: str) -> str:
    return requirement.replace(">", " ").replace("<", " ").replace("=", " ").replace(";", " ").split()[0].split("[")[0]


def _classified(classifiers: list[str]) -> str:
    return ", ".join(c.rpartition(" :: ")[2] for c in classifiers if c.startswith("License ::"))
