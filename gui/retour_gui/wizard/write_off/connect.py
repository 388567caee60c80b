"""Step 1 of a write-off: what it costs, what would be better, and which device is dead or gone."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from retour.returns.case import CLOSED
from retour.returns.flow import LastKnown, last_known
from retour.returns.ways import Way
from retour_gui import words
from retour_gui.widgets.button import Button, Kind
from retour_gui.widgets.card import Card
from retour_gui.widgets.choice import Choice, Option
from retour_gui.widgets.column import empty
from retour_gui.widgets.text import Role, Text
from retour_gui.wizard.carried.actions import Actions
from retour_gui.wizard.carried.entered import EnteredCard
from retour_gui.wizard.facts import Facts, Steps
from retour_gui.wizard.page import OpenPage, Verb

if TYPE_CHECKING:
    from retour.link.discovery import Found
    from retour.returns.checks import Open

_ENTER: Final = "enter"


class DeadDevicePage(OpenPage):
    """One of the devices that this laptop has seen is chosen, or another one entered.

    Signals:
        returns: the address of a device that answers after all.
    """

    returns = Signal(str)

    def build(self) -> None:
        self.carried = Actions(self.context, self.model)
        self._cost = Card("warn")
        self._cost.add(Text(self.tr("What a write-off costs"), Role.STRONG))
        self._cost.add(
            Steps(
                (
                    self.tr("Nothing proves that the copies are gone: the device may go on using them."),
                    self.tr("They stay at risk in the portal until the device is heard of again."),
                    self.tr("It counts against the quota of the portal's operator, who signs for it by name."),
                    self.tr("The device gets no licenses any more until it is enrolled again."),
                )
            )
        )
        self._better = Card("accent")
        self._better.add(Text(self.tr("Defective but reachable?"), Role.STRONG))
        self._better.add(Text(self.tr("Bring the copies home with proof: it takes one trip.")))
        answers = Button(self.tr("It still ans&wers..."), Kind.PLAIN, "cable")
        answers.clicked.connect(self.model.answers_after_all)
        self._better.add(answers)
        self._heading = Text(self.tr("Which device is it?"), Role.HEADING)
        self._known: tuple[LastKnown, ...] | None = None
        self._choice = Choice([], "")
        self._place = QWidget()
        self._layout = QVBoxLayout(self._place)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._entered = EnteredCard()
        self._entered.changed.connect(self._draw_here)
        self._here = Card("danger")
        self._here_text = Text("", Role.STRONG)
        self._return = Button(self.tr("Ret&urn its licenses"), Kind.PLAIN, "return-arrow")
        self._return.clicked.connect(self._return_instead)
        self._here.add(self._here_text)
        self._here.add(Text(self.tr("A removal while the device still answers is always better: it is proved.")))
        self._here.add(self._return)
        self._who = Card()
        self._facts = Facts()
        self._who.add(self._facts)
        for widget in (self._cost, self._better, self._here, self._heading, self._place, self._entered, self._who):
            self.column.add(widget)
        self.column.stretch()

    def refresh(self) -> None:
        found = self.model.open
        editable = found is None
        self.set_lead(self.tr("For a device that cannot be asked any more: broken, burnt, lost, stolen."))
        self._heading.setVisible(editable)
        self._place.setVisible(editable)
        self._who.setVisible(not editable)
        if found is not None:
            self._facts.set_rows(((self.tr("Model"), found.case.model), (self.tr("Host ID"), found.case.host.id)))
        else:
            self._draw_known()
        self._draw_here()

    def own_verb(self) -> Verb | None:
        text = self.tr("&Choose what is given up")
        host_id = self._host_id
        if not self._choice.value:
            return Verb(text, why_not=self.tr("Choose which device it is."))
        if not host_id:
            return Verb(text, why_not=self.tr("Enter the host ID."))
        if self._found is not None:
            return Verb(text, why_not=self.tr("This device answers: return its licenses instead."))
        missing = self._choice.value == _ENTER and not self._entered.value().held
        lines = self.tr("Enter at least one activation ID with its copies.")
        return Verb(text, why_not=lines if missing else "")

    def own_act(self) -> None:
        known = self._chosen
        if known is not None:
            self.model.edit(host=known.host, model=known.model, held=known.held, verified=known.verified, chosen=False)
            self.model.moved.emit()
        else:
            self.carried.enter(self._entered.value())

    def first_control(self) -> QWidget | None:
        return self._choice if self.model.open is None else None

    @property
    def _chosen(self) -> LastKnown | None:
        return next((each for each in self._known or () if each.host.id == self._choice.value), None)

    @property
    def _host_id(self) -> str:
        known = self._chosen
        return known.host.id if known is not None else self._entered.value().host_id

    @property
    def _found(self) -> Found | None:
        """The device itself, where it is connected and answers."""
        found = (each for each in self.context.engine.found if each.identity is not None)
        return next((each for each in found if each.identity and each.identity.host.id == self._host_id), None)

    def _draw_known(self) -> None:
        known = _devices(self.context.engine.cases)
        if known == self._known:
            return
        host = self.model.draft.host
        chosen = self._choice.value or (host.id if host is not None else "")
        self._known = known
        options = [Option(each.host.id, f"{each.host.id} · {each.model}", self._about(each)) for each in known]
        options.append(
            Option(_ENTER, self.tr("Another device"), self.tr("This laptop has no case of it: enter what you know."))
        )
        empty(self._layout)
        # What was handed over as entered has no case, and is entered again.
        keys = [option.key for option in options]
        self._choice = Choice(options, chosen if chosen in keys else _ENTER if not known or chosen else "", columns=2)
        self._choice.chosen.connect(lambda _: self._draw_here())
        self._layout.addWidget(self._choice)

    def _about(self, known: LastKnown) -> str:
        said = self.tr("{copies}, when it was last heard of: {when}")
        copies = words.copies_text(sum(grant.count for grant in known.held))
        return said.format(copies=copies, when=words.moment(known.when))

    def _draw_here(self) -> None:
        """What was chosen may be connected after all."""
        editable = self.model.open is None
        found = self._found if editable else None
        self._entered.setVisible(editable and self._choice.value == _ENTER)
        self._here.setVisible(found is not None)
        self._better.setVisible(editable and found is None)
        if found is not None and found.identity is not None:
            said = self.tr("{host} is connected and answers").format(host=found.identity.host.id)
            self._here_text.setText(said)
        self.stale.emit()

    def _return_instead(self) -> None:
        if (found := self._found) is not None:
            self.returns.emit(found.address)


def _devices(cases: tuple[Open, ...]) -> tuple[LastKnown, ...]:
    """The devices that can be written off: of our own kind, with licenses, and not written off already."""
    own = [each for each in cases if each.case.device_key is not None or each.case.way is Way.WRITE_OFF]
    newest: dict[str, Open] = {}
    for each in own:
        newest.setdefault(each.case.host.id, each)
    over = {host for host, each in newest.items() if each.case.way is Way.WRITE_OFF and each.state.stage in CLOSED}
    return tuple(known for known in last_known(own) if known.host.id not in over)
