"""Help: how a return goes, what to do when something is missing, and the keys. It needs no network."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication

from retour_gui.context import Context
from retour_gui.pages import Sheet
from retour_gui.widgets.card import Card
from retour_gui.widgets.text import Role, Text
from retour_gui.wizard.facts import Facts, Steps


class HelpPage(Sheet):
    """One page; what is open under it stays as it is."""

    def __init__(self, context: Context) -> None:
        super().__init__(context, QCoreApplication.translate("HelpPage", "Help"))
        self.column.add(Text(self.tr("How a return goes"), Role.HEADING))
        self.column.add(
            Steps(
                (
                    self.tr("Connect the device and choose what comes home. Until the red button nothing is changed."),
                    self.tr("Carry the file that the device signed to the portal, on a stick or by drag and drop."),
                    self.tr("Bring the portal's answer back here. The page says what to do with it, if anything."),
                )
            )
        )
        self.column.add(Text(self.tr("When something is missing"), Role.HEADING))
        for asked, answer in (
            (
                self.tr("The device is not found"),
                self.tr("Check power and cable. After ten seconds the page Connect names causes and remedies."),
            ),
            (
                self.tr("The file or the stick is lost"),
                self.tr("Open the case and save the file again: it is kept here, byte for byte. Nothing counts twice."),
            ),
            (
                self.tr("No stick may be used"),
                self.tr(
                    "Choose By QR code where the file is carried or brought: the code is shown to a camera, printed, "
                    "or read from photos. F11 shows it on the whole screen."
                ),
            ),
            (
                self.tr("The answer is refused"),
                self.tr("The lines at the top say why. The device saw nothing of it; choose the file that is named."),
            ),
            (
                self.tr("The portal made a removal order"),
                self.tr("Open its file on the start page, or drop it on the window: it names the devices it is for."),
            ),
            (
                self.tr("The device is dead or gone"),
                self.tr("The page Connect offers to give its copies up in the portal, and says what that costs."),
            ),
            (
                self.tr("You have to leave in the middle"),
                self.tr("Just close the window. A case goes on where it stood, also after days or on another port."),
            ),
        ):
            card = Card()
            card.add(Text(asked, Role.STRONG))
            card.add(Text(answer))
            self.column.add(card)
        self.column.add(Text(self.tr("Keys"), Role.HEADING))
        keys = Facts()
        keys.set_rows(
            (
                (self.tr("Tab, arrow keys, Space"), self.tr("Go to a control, choose, press it")),
                (self.tr("Alt and the underlined letter"), self.tr("Press that button")),
                ("F1", self.tr("This page")),
                ("F10", self.tr("The menu")),
                (self.tr("Alt+Home"), self.tr("The start page with all cases")),
                (
                    self.tr("Ctrl+V"),
                    self.tr("Take the file from the portal, or the screenshot of its code, that was copied"),
                ),
                (self.tr("Ctrl+C on a file"), self.tr("Copy it, to paste it into a folder")),
                (self.tr("Escape"), self.tr("Cancel what runs, put a message away, leave this page")),
                (self.tr("Ctrl+W or Ctrl+Q"), self.tr("Close the window")),
            )
        )
        card = Card()
        card.add(keys)
        self.column.add(card)
        self.column.stretch()
