"""Shows every widget in its typical states, in every scheme, in large text and from right to left.

    python tests/gui/gallery.py DIR

writes one picture a combination and prints what `cut.problems` finds.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QComboBox, QHBoxLayout, QLineEdit, QPlainTextEdit, QVBoxLayout, QWidget

from retour.errors import RetourError
from retour.returns.strip import Certainty, Place, Strip
from retour_gui.theme import Scheme, Theme
from retour_gui.widgets.banner import Banner
from retour_gui.widgets.button import Button, Kind, LinkButton
from retour_gui.widgets.card import Card, Fold
from retour_gui.widgets.chip import Chip
from retour_gui.widgets.choice import Choice, Option
from retour_gui.widgets.column import Column
from retour_gui.widgets.drawn import Drawn
from retour_gui.widgets.filetile import DropArea, FileTile
from retour_gui.widgets.rail import Rail, RailStep, StepStatus
from retour_gui.widgets.stepper import Stepper
from retour_gui.widgets.strip import StripView
from retour_gui.widgets.text import Role, Text
from retour_gui.widgets.tick import Tick
from retour_gui.widgets.working import Working

NONE = Place(0, Certainty.NONE)
STRIPS = [
    Strip(Place(5, Certainty.REPORTED), NONE, NONE),
    Strip(NONE, Place(5, Certainty.SIGNED), NONE),
    Strip(NONE, NONE, Place(128, Certainty.CONFIRMED)),
]
TITLES = ["Connect", "On the device", "What comes home", "The point of no return", "Carry", "Bring the answer", "Done"]
GERMAN = [
    "Gerät anschließen",
    "Auf dem Gerät",
    "Was zurückkommt",
    "Unwiderruflich: Lizenzentfernung",
    "Bestätigungsdatei mitnehmen",
    "Antwort des Portals bringen",
    "Abgeschlossen",
]
DRAWINGS = [
    "empty-home",
    "searching",
    "nothing-found",
    "wrong-speed",
    "no-permission",
    "port-held",
    "lost",
    "home-again",
    "press-button",
    "carry",
]
SHA = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"


def page(long: bool = False) -> QWidget:
    """A whole page as the wizard lays it out."""
    window = QWidget()
    titles = GERMAN if long else TITLES
    status = [StepStatus.DONE, StepStatus.DONE, StepStatus.NOW] + [StepStatus.AHEAD] * 4
    rail = Rail()
    steps = zip(titles, status, strict=True)
    rail.set_steps([RailStep(str(at), title, how) for at, (title, how) in enumerate(steps)], "2")
    chip = Chip()
    chip.set_device("AX-200 controller", "SN-4711", "/dev/ttyACM0", True)
    strip = StripView(animated=False)
    strip.set_strip(STRIPS[0])
    column = Column()
    column.add(Text("Was kommt zurück ins Portal?" if long else "What comes home?", Role.TITLE))
    column.add(Text(_long("Choose what leaves this device. What stays keeps working.", long), Role.MUTED))
    card = Card()
    for product, count in (("Trend Controller 2.1", 5), ("Alarm Router", 2)):
        row = QHBoxLayout()
        lines = QVBoxLayout()
        lines.addWidget(Text(_long(product, long), Role.STRONG))
        lines.addWidget(Text(_long(f"trend, alarm · ACT-TREND-5 · {count} copies", long), Role.SMALL))
        row.addLayout(lines, 1)
        row.addWidget(Stepper(0, count, count, product), 0, Qt.AlignmentFlag.AlignVCenter)
        card.add(row)
    column.add(card)
    column.add(
        Choice(
            [
                Option(
                    "one",
                    _long("One-trip return", long),
                    _long("The device drops the copies and signs the proof in one step. You need not come back.", long),
                    "Empfohlener Weg" if long else "Recommended",
                ),
                Option(
                    "two",
                    _long("Confirmed return", long),
                    _long("The portal answers first; you bring its answer to the device. Two visits.", long),
                ),
            ],
            "one",
        )
    )
    column.stretch()
    bar = QHBoxLayout()
    bar.addWidget(Button("&Zurück" if long else "&Back", Kind.QUIET, "back"))
    bar.addWidget(Button("Ich muss jetzt &gehen" if long else "I must &leave now", Kind.QUIET, "leave"))
    bar.addStretch(1)
    bar.addWidget(Button("5 Kopien entfernen und &signieren" if long else "Remove 5 copies and &sign", Kind.PRIMARY))
    bar.setContentsMargins(24, 8, 24, 16)
    body = QVBoxLayout()
    for widget in (chip, strip):
        body.addWidget(widget)
    body.setContentsMargins(24, 16, 24, 0)
    side = QVBoxLayout()
    side.addLayout(body)
    side.addWidget(column, 1)
    side.addLayout(bar)
    whole = QHBoxLayout(window)
    whole.setContentsMargins(12, 16, 12, 0)
    whole.addWidget(rail, 0, Qt.AlignmentFlag.AlignTop)
    whole.addLayout(side, 1)
    window.resize(1366, 768)
    return window


def _long(text: str, long: bool) -> str:
    """Two fifths longer, with a word as German makes them."""
    return f"{text} {'Lizenzrückführungsbestätigung ' * (1 + len(text) // 90)}".strip() if long else text


def controls(long: bool = False) -> QWidget:
    """Buttons, fields, ticks, cards and folds."""
    window, column = _column(760, 1180)
    for text, role in (("Title of a page", Role.TITLE), ("Heading", Role.HEADING), ("Body text.", Role.BODY)):
        column.add(Text(_long(text, long), role))
    column.add(Text(_long("Muted text that explains", long), Role.MUTED))
    column.add(Text("9f86 d081 884c 7d65", Role.MONO))
    for pair in (
        (("&Read licenses", Kind.PRIMARY, None), ("&Save file…", Kind.PLAIN, "file-down")),
        (("Re&move", Kind.DANGER, None), ("&Quiet", Kind.QUIET, "settings")),
    ):
        row = QVBoxLayout() if long else QHBoxLayout()
        for label, kind, icon in pair:
            row.addWidget(Button(_long(label, long), kind, icon))
        column.add(row)
    row = QHBoxLayout()
    for label, kind in (("Read licenses", Kind.PRIMARY), ("Save", Kind.PLAIN), ("Quiet", Kind.QUIET)):
        button = Button(label, kind)
        button.setEnabled(False)
        row.addWidget(button)
    row.addWidget(LinkButton("&About this"))
    column.add(row)
    tick = Tick(_long("&Trend Controller and Alarm Router stop working on SN 4711.", long))
    tick.setChecked(True)
    column.add(tick)
    column.add(Tick(_long("Write a slip", long)))
    field = QLineEdit("Plant 7, room 12")
    field.setAccessibleName("Site")
    column.add(field)
    empty = QLineEdit()
    empty.setPlaceholderText("Ticket")
    empty.setAccessibleName("Ticket")
    column.add(empty)
    combo = QComboBox()
    combo.addItems(["Decommission", "Move", "Defect"])
    combo.setAccessibleName("Why")
    column.add(combo)
    note = QPlainTextEdit("Behind the boiler.")
    note.setAccessibleName("Note")
    note.setFixedHeight(80)
    column.add(note)
    column.add(Stepper(0, 5, 3, "Trend Controller"))
    for tone in ("accent", "warn", "danger", "good"):
        card = Card(tone)
        card.add(Text(_long(f"A card that is {tone}.", long)))
        column.add(card)
    fold = Fold(_long("Other ways", long), is_open=True)
    fold.add(Text(_long("Removal order: from the portal to the device and back.", long), Role.MUTED))
    column.add(fold)
    return window


def states(long: bool = False) -> QWidget:
    """Chips, strips, banners, progress, files."""
    window, column = _column(760, 1480)
    for host, connected in (("SN-4711", True), (SHA, True), ("SN-4711", False), ("", None)):
        chip = Chip()
        chip.set_device("AX-200", host, "/dev/ttyACM0", connected)
        column.add(chip)
    for at, strip in enumerate((None, *STRIPS)):
        view = StripView(animated=False)
        view.set_strip(strip, folded=at == 0)
        column.add(view)
    banner = Banner()
    banner.show_error(
        RetourError(
            "other-device",
            "This answer is for SN 4712, not for SN 4711.",
            "Nothing was changed on the device.",
            _long("Choose the file that names SN 4711, or open the other case.", long),
            file="answer.retour",
        ),
        ("Open the other case", lambda: None),
    )
    column.add(banner)
    note = Banner()
    note.show_note(_long("Saved, read back and compared. You can take the stick out.", long), "good")
    column.add(note)
    now = [0.0]
    working = Working(clock=lambda: now[0])
    working.start(_long("Writing the file to the stick", long))
    now[0] = 4
    working.progress(300_000, 900_000)
    column.add(working)
    column.add(FileTile("R-7K2M-9QXA-request.retour", 340, SHA, lambda: Path("request.retour")))
    column.add(DropArea(_long("Drop the answer here, or press to &choose it", long), "One file that ends in .retour"))
    return window


def drawings(long: bool = False) -> QWidget:
    """All drawn states."""
    window = QWidget()
    window.resize(1366, 900)
    rows = QVBoxLayout(window)
    for start in (0, 4, 8):
        row = QHBoxLayout()
        for name in DRAWINGS[start : start + 4]:
            state = Drawn(
                name, _long(name, long), "The sentence that says what it means.", [("&Do this", lambda: None)]
            )
            row.addWidget(state)
        rows.addLayout(row)
    return window


def _column(width: int, height: int) -> tuple[Column, Column]:
    column = Column()
    column.resize(width, height)
    return column, column


PAGES: dict[str, Callable[[bool], QWidget]] = {
    "page": page,
    "controls": controls,
    "states": states,
    "drawings": drawings,
}
LOOKS: dict[str, tuple[Scheme, bool, bool, bool]] = {
    "light": (Scheme.LIGHT, False, False, False),
    "dark": (Scheme.DARK, False, False, False),
    "contrast": (Scheme.CONTRAST, False, False, False),
    "large": (Scheme.LIGHT, True, False, False),
    "german": (Scheme.LIGHT, False, False, True),
    "rtl": (Scheme.LIGHT, False, True, False),
    "worst": (Scheme.DARK, True, True, True),
}


def main(folder: Path) -> int:
    """Write all pictures; 1 when something is wrong with one of them."""
    from tests.gui.cut import problems

    app = QApplication.instance() or QApplication(sys.argv[:1])
    assert isinstance(app, QApplication)
    theme = Theme(app)
    folder.mkdir(parents=True, exist_ok=True)
    wrong = 0
    for look, (scheme, large, rtl, long) in LOOKS.items():
        theme.apply(scheme, large)
        app.setLayoutDirection(Qt.LayoutDirection.RightToLeft if rtl else Qt.LayoutDirection.LeftToRight)
        for name, make in PAGES.items():
            window = make(long)
            window.show()
            found = problems(window)
            wrong += len(found)
            print(f"{name} {look}: {window.width()} x {window.height()}", *found, sep="\n  ")
            window.grab().save(str(folder / f"{name}-{look}.png"))
            window.close()
            window.deleteLater()
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[2]))
    sys.exit(main(Path(sys.argv[1])))
