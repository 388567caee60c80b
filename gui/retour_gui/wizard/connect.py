"""Step 1, Connect: what is connected, found by itself; and what to do when nothing is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from retour.link.ports import split_speed
from retour.returns.case import CLOSED
from retour_gui.theme.metrics import SPACE, TARGET
from retour_gui.widgets.button import Button, Kind
from retour_gui.widgets.card import Card, Fold
from retour_gui.widgets.choice import Choice, Option
from retour_gui.widgets.drawn import Drawn
from retour_gui.widgets.flow import Flow
from retour_gui.widgets.text import Role, Text
from retour_gui.wizard.about import Mode
from retour_gui.wizard.carried.actions import Actions
from retour_gui.wizard.facts import Steps
from retour_gui.wizard.page import Page, Verb

if TYPE_CHECKING:
    from retour.link.discovery import Found
    from retour.returns.checks import Open
    from retour.returns.opaque.plugged import Plugged

PATIENCE_SECONDS: Final = 10


class ConnectPage(Page):
    """Devices appear and go; one is chosen and read.

    Signals:
        opens: the number of a case that the person wants to go on with.
    """

    opens = Signal(str)

    def build(self) -> None:
        self._chosen = ""
        self._shown: list[Option] | None = None
        self.patience = QTimer(self)
        self.patience.setSingleShot(True)
        self.patience.setInterval(PATIENCE_SECONDS * 1000)
        self.patience.timeout.connect(self.refresh)
        self._before = Card()
        self._before.add(Text(self.tr("Before you start"), Role.STRONG))
        self._before.add(
            Steps(
                (
                    self.tr("You need the cable, and a stick or another way to carry a file to the portal."),
                    self.tr("At the device it takes about 5 minutes."),
                    self.tr("A one-trip return needs one visit, a confirmed return two."),
                )
            )
        )
        self._list = QWidget()
        self._place = QHBoxLayout(self._list)
        self._place.setContentsMargins(0, 0, 0, 0)
        self._choice: Choice | None = None
        self._blink = Button(self.tr("Blin&k it"), Kind.PLAIN, "blink")
        self._blink.clicked.connect(lambda: self.model.blink(self._chosen))
        self._has_case = Card("accent")
        self._has_case_text = Text("", Role.STRONG)
        self._open_case = Button("", Kind.PLAIN, "forward")
        self._open_case.clicked.connect(self._open)
        self._has_case.add(self._has_case_text)
        self._has_case.add(self._open_case)
        self._searching = Drawn("searching", self.tr("Looking for a device"), self._searching_text(), [])
        self._nothing = Drawn(
            "nothing-found",
            self.tr("No device answers"),
            self.tr("Retour goes on looking. Check what fits below; a device that is found appears here by itself."),
            [(self.tr("Look &again now"), self._look_again)],
        )
        again = (self.tr("Look &again now"), self._look_again)
        copy = (self.tr("&Copy the command"), self._copy_command)
        self._forbidden = Drawn("no-permission", self.tr("You may not use the port"), "", [copy, again])
        self._states = {
            "": self._nothing,
            "port-busy": Drawn("port-held", self.tr("Another program holds the port"), "", [again]),
            "port-permission": self._forbidden,
            "wrong-speed": Drawn("wrong-speed", self.tr("What this port sends cannot be read"), "", [again]),
            "no-answer": Drawn("nothing-found", self.tr("A port is there, but no device answers"), "", [again]),
        }
        self._command = ""
        self._causes = _Causes(self)
        self._dead = Card("warn")
        self._dead.add(Text(self.tr("Is the device dead or gone?"), Role.STRONG))
        self._dead.add(
            Text(
                self.tr(
                    "Then nothing can prove any more that its copies are gone from it. "
                    "They can be given up in the portal; the next page says what that costs."
                )
            )
        )
        self._lost_for_good = Button(self.tr("It is &dead or gone..."), Kind.PLAIN, "device-lost")
        self._dead.add(Flow(self._lost_for_good))
        self._quiet_dead = Button(self.tr("The device is &dead or gone..."), Kind.QUIET, "device-lost")
        for button in (self._lost_for_good, self._quiet_dead):
            button.clicked.connect(self._give_up)
        self._vendor = Button(self.tr("A device with its &vendor's own files..."), Kind.PLAIN, "file")
        self._vendor.clicked.connect(lambda: self.model.edit(profile=""))
        found = (*self.above(), self._list, self._blink, self._has_case)
        for widget in (*found, self._searching, *self._states.values(), self._causes):
            self.column.add(widget)
        self.column.add(self._dead)
        self.column.add(Flow(self._vendor, self._quiet_dead))
        self.column.add(self._before)
        self.column.stretch()

    def entered(self) -> None:
        self.patience.start()

    def left(self) -> None:
        self.patience.stop()

    def refresh(self) -> None:
        early = self.model.open is None
        drives = self.context.engine.plugged if early and not self.model.draft.orders else ()
        known = [found for found in self.context.engine.found if found.identity is not None]
        if self.model.open is not None:
            known = [found for found in known if found == self.model.device]
        anything = bool(known or drives)
        self.set_lead(self.lead_text(anything))
        self._draw_devices(known, drives)
        waited = not self.patience.isActive() and self.isVisible()
        self._list.setVisible(anything)
        self._blink.setVisible(bool(known))
        self._searching.setVisible(not anything and not waited)
        self._draw_nothing(not anything and waited)
        self._causes.setVisible(not anything and waited)
        self._causes.show_problems([found for found in self.context.engine.found if found.problem is not None])
        self._before.setVisible(early and not self.model.draft.orders and not (waited and not anything))
        self._vendor.setVisible(early and not self.model.draft.orders)
        given_up = early or not (self.model.is_removed or anything)  # a proof in hand leaves nothing to give up
        self._dead.setVisible(given_up and waited and not anything)
        self._quiet_dead.setVisible(given_up and not self._dead.isVisibleTo(self))
        self._draw_case()
        self.stale.emit()

    def own_verb(self) -> Verb | None:
        return Verb(self.tr("&Read licenses"), why_not="" if self._chosen else self.tr("Connect a device first."))

    def own_act(self) -> None:
        if (drive := self._drive(self._chosen)) is not None:
            Actions(self.context, self.model).choose(drive)
        else:
            self.model.read(self._chosen)

    def verb(self) -> Verb | None:
        """Another device than the one read so far can be chosen as long as none was asked."""
        identity = self.model.draft.identity
        if self.model.open is None and self._drive(self._chosen) is not None:
            return self.own_verb()
        if self.model.open is None and self._chosen and identity is not None:
            chosen = self._found(self._chosen)
            if chosen is not None and chosen.identity is not None and chosen.identity.key != identity.key:
                return self.own_verb()
        return super().verb()

    def act(self) -> None:
        if self.mode is not Mode.NOW and (verb := self.verb()) is not None and verb == self.own_verb():
            self.own_act()
        else:
            super().act()

    def above(self) -> tuple[QWidget, ...]:
        """What stands above the devices."""
        return ()

    def offers(self, found: Found) -> bool:
        """Whether this device can be chosen here."""
        return True

    def about(self, found: Found) -> str:
        """What stands below a device's name."""
        return self._port_text(found.address)

    def _port_text(self, address: str) -> str:
        port, speed = split_speed(address)
        return port if speed is None else self.tr("{port}, at {speed} baud").format(port=port, speed=speed)

    def lead_text(self, anything: bool) -> str:
        """What to do; `anything` is connected."""
        if self.model.open is not None:
            host = self.model.open.case.host.id
            if anything:
                return self.tr("{host} is connected.").format(host=host)
            return self.tr("Connect {host}. Retour finds it by itself, on any port.").format(host=host)
        if anything:
            return self.tr("Choose the device whose licenses come home.")
        return self.tr("Connect the device by its serial or USB cable, and switch it on.")

    def _draw_nothing(self, shown: bool) -> None:
        """Why nothing is found: the first port that says something better than nothing, drawn."""
        problems = {found.problem.code: found for found in reversed(self.context.engine.found) if found.problem}
        code = next((each for each in self._states if each and each in problems), "")
        for each, drawn in self._states.items():
            drawn.setVisible(shown and each == code)
        self._causes.steps.setVisible(code in ("", "no-answer"))
        if code and (problem := problems[code].problem) is not None:
            self._states[code].set_text(f"{self.context.core(problem.what)} {self.context.core(problem.todo)}")
            self._command = str(problem.details.get("command", ""))
            self._forbidden.buttons[0].setVisible(bool(self._command))

    def _copy_command(self) -> None:
        QGuiApplication.clipboard().setText(self._command)
        self.context.note(self.tr("The command is on the clipboard. Paste it into a terminal."))

    def _searching_text(self) -> str:
        return self.tr("Every port is asked. Looking changes nothing.")

    def _draw_devices(self, known: list[Found], drives: tuple[Plugged, ...]) -> None:
        options = [
            Option(
                found.address,
                f"{found.identity.host.id} · {found.identity.model}",
                self.about(found),
                able=self.offers(found),
            )
            for found in sorted(known, key=lambda found: not self.offers(found))
            if found.identity is not None
        ]
        options += [Option(drive_key(each), self._drive_title(each), self._drive_text(each)) for each in drives]
        if options == self._shown:
            return
        self._shown = options
        keys = [option.key for option in options if option.able]
        if self._chosen not in keys:
            self._chosen = keys[0] if len(keys) == 1 else ""
        if self._choice is not None:
            self._choice.hide()
            self._choice.deleteLater()
        self._choice = Choice(options, self._chosen)
        self._choice.chosen.connect(self._choose)
        self._place.addWidget(self._choice)

    def _give_up(self) -> None:
        if self.model.open is not None:
            self.gives_up.emit()
        else:
            self.model.write_off()

    def _choose(self, address: str) -> None:
        self._chosen = address
        self._draw_case()
        self.stale.emit()

    def _draw_case(self) -> None:
        self._blink.setEnabled(self._found(self._chosen) is not None)
        waiting = self._case_of(self._chosen) if self.model.open is None else None
        self._has_case.setVisible(waiting is not None)
        if waiting is not None:
            what = self.tr("{host} has an open case, {case}.")
            self._has_case_text.setText(what.format(host=waiting.case.host.id, case=waiting.case.number))
            self._open_case.setText(self.tr("&Go on with {case}").format(case=waiting.case.number))

    def _open(self) -> None:
        if (waiting := self._case_of(self._chosen)) is not None:
            self.opens.emit(waiting.case.number)

    def _case_of(self, address: str) -> Open | None:
        found, drive = self._found(address), self._drive(address)
        key = found.identity.key if found and found.identity else None
        waiting = [each for each in self.context.engine.cases if each.state.stage not in CLOSED]
        if drive is not None:
            return next((each for each in waiting if drive.belongs_to(each.case)), None)
        return next((each for each in waiting if key and each.case.device_key == key), None)

    def _drive(self, key: str) -> Plugged | None:
        return next((each for each in self.context.engine.plugged if drive_key(each) == key), None)

    def _drive_title(self, drive: Plugged) -> str:
        if drive.seen is None or drive.seen.host_id is None:
            return self.context.core(drive.profile.title)
        return f"{drive.seen.host_id} · {drive.seen.model or self.context.core(drive.profile.title)}"

    def _drive_text(self, drive: Plugged) -> str:
        place = drive.address.removeprefix("dir:")
        if drive.problem is not None:
            said = self.context.core(drive.problem.what)
            return self.tr("Drive {place}: {problem}").format(place=place, problem=said)
        if not drive.address.startswith("dir:"):
            return self.tr("{port}, with its vendor's own files").format(port=self._port_text(drive.address))
        return self.tr("Drive {place}, with its vendor's own files").format(place=place)

    def _found(self, address: str) -> Found | None:
        return next((found for found in self.context.engine.found if found.address == address), None)

    def _look_again(self) -> None:
        self.context.engine.look_again()
        self.patience.start()
        self.refresh()


def drive_key(drive: Plugged) -> str:
    """A drive among the devices: one drive may be read by several profiles."""
    return f"{drive.profile.name} {drive.address}"


class _Causes(QWidget):
    """Why nothing may be found, one action for each cause."""

    def __init__(self, page: ConnectPage) -> None:
        super().__init__()
        self._page = page
        self._ports = Fold(self.tr("Ports that were asked"))
        self._shown: list[tuple[str, str]] | None = None
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(3 * SPACE)
        self.steps = QWidget()
        steps = QVBoxLayout(self.steps)
        steps.setContentsMargins(0, 0, 0, 0)
        steps.addWidget(Text(self.tr("What may be wrong"), Role.HEADING))
        layout.addWidget(self.steps)
        steps.addWidget(
            Steps(
                (
                    self.tr("No power or a loose cable: switch the device on and push both plugs home."),
                    self.tr("A charging cable: some USB cables carry no data. Take another one."),
                    self.tr("The port belongs to another program: close it. The list below names it."),
                    self.tr("The device is still starting: give it a minute."),
                )
            )
        )
        layout.addWidget(self._ports)
        layout.addWidget(self._address())
        self._train = Button(self.tr("&Practise with the training device"), Kind.PLAIN, "training")
        self._train.clicked.connect(page.context.training.start)
        layout.addWidget(self._train)

    def show_problems(self, found: list[Found]) -> None:
        """The ports that did not work, each with what to do about it."""
        shown = [(each.address, each.problem.what) for each in found if each.problem]
        if shown == self._shown:
            return
        self._shown = shown
        self._ports.clear()
        for each in found:
            if each.problem is not None:
                card = Card()
                card.add(Text(f"{each.address} {each.description.removeprefix('n/a')}".strip(), Role.STRONG))
                card.add(Text(self._page.context.core(each.problem.what)))
                if each.says:
                    card.add(Text(self.tr("It says about itself: {says}").format(says=each.says)))
                card.add(Text(self._page.context.core(each.problem.todo), Role.MUTED))
                self._ports.add(card)
        if not shown:
            self._ports.add(Text(self.tr("This machine has no serial port at all: the cable is not seen.")))

    def _address(self) -> Fold:
        fold = Fold(self.tr("Name the port yourself"))
        name = self.tr("Port or address")
        fold.add(Text(name))
        self._field = QLineEdit()
        self._field.setMinimumHeight(TARGET)
        self._field.setAccessibleName(name)
        self._field.setPlaceholderText("COM7, /dev/ttyUSB0, tcp:192.0.2.7:4000")
        ask = Button(self.tr("As&k there"), Kind.PLAIN, "search")
        ask.clicked.connect(self._ask)
        self._field.returnPressed.connect(self._ask)
        row = QHBoxLayout()
        row.setSpacing(2 * SPACE)
        row.addWidget(self._field, 1)
        row.addWidget(ask)
        fold.add(row)
        return fold

    def _ask(self) -> None:
        if text := self._field.text().strip():
            self._page.model.read(text)
