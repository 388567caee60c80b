"""Step 8, Done: what came home, how that is known, what is still to do and where."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from retour.returns.case import Stage
from retour.returns.steps import next_step
from retour.returns.ways import CARRIED, WRITE_OFFS, Way
from retour_gui import words
from retour_gui.theme.metrics import SPACE
from retour_gui.widgets.button import Button, Kind
from retour_gui.widgets.card import Card
from retour_gui.widgets.column import empty
from retour_gui.widgets.drawn import Drawn
from retour_gui.widgets.flow import Flow
from retour_gui.widgets.text import Role, Text
from retour_gui.wizard.facts import LineCard
from retour_gui.wizard.page import Page, Verb


class DonePage(Page):
    """Never more than is known: handed over as reported, or credited as the portal answered."""

    leaves = Signal()
    next_device = Signal()
    next_order = Signal()

    def build(self) -> None:
        self._home = Drawn("lost" if self.model.way in WRITE_OFFS else "home-again", "", "", [])
        self._todo = Card("accent")
        self._todo_text = Text("")
        self._todo.add(Text(self.tr("Still to do"), Role.STRONG))
        self._todo.add(self._todo_text)
        self._lines = QWidget()
        self._list = QVBoxLayout(self._lines)
        self._list.setContentsMargins(0, 0, 0, 0)
        self._list.setSpacing(2 * SPACE)
        self._shown: tuple[object, ...] | None = None
        self._export = Button(self.tr("Sa&ve the record..."), Kind.PLAIN, "file-down")
        self._export.clicked.connect(self._save_record)
        self._work_order = Card("accent")
        self._work_order_text = Text("", Role.STRONG)
        self._work_order.add(self._work_order_text)
        self._start = Button(self.tr("To the &start"), Kind.PLAIN, "home")
        self._start.clicked.connect(self.leaves)
        self.column.add(self._home)
        self.column.add(self._todo)
        self.column.add(self._work_order)
        self.column.add(Flow(self._export, self._start))
        self.column.add(self._lines)
        self.column.stretch()

    def refresh(self) -> None:
        found = self.model.open
        self._home.setVisible(found is not None and self._over)
        self._export.setVisible(found is not None)
        self._start.setVisible(self._over)
        self._lines.setVisible(found is not None and self._over)
        left = len(self.model.orders_left)
        self._work_order.setVisible(self._over and bool(left))
        self._work_order_text.setText(self.tr("%n devices of this work order are left.", "", left))
        if found is None or not self._over:
            self.set_lead(self.tr("Here you see what came home, and what is still to do."))
            self._todo.setVisible(found is not None)
        else:
            self.set_lead("")
            title, text = self._outcome()
            self._home.set_title(title)
            self._home.set_text(text)
        if found is not None:
            todo = next_step(found.case, found.state)
            self._todo.setVisible(todo.action != "none")
            self._todo_text.setText(self.context.core(todo.text))
            self._draw_lines()
        self.stale.emit()

    @property
    def _over(self) -> bool:
        """Nothing is left that somebody must do."""
        found = self.model.open
        if found is None:
            return False
        return found.state.stage in (Stage.DONE, Stage.REPLACED, Stage.ABANDONED) or (
            found.state.delivered and self.model.is_removed
        )

    def verb(self) -> Verb | None:
        if self._over and self.model.orders_left:
            return Verb(self.tr("&Next device of this work order"))
        return Verb(self.tr("&Next device")) if self._over else super().verb()

    def act(self) -> None:
        if self._over and self.model.orders_left:
            self.next_order.emit()
        elif self._over:
            self.next_device.emit()
        else:
            super().act()

    def _outcome(self) -> tuple[str, str]:
        found = self.model.open
        assert found is not None
        copies, host = self.model.copies, found.case.host.id
        state, activation = found.state, found.case.way is Way.ACTIVATION
        if state.stage is Stage.DONE and activation:
            return self.tr("The licenses are on {host}").format(host=host), ""
        if state.stage is Stage.DONE and found.case.way is Way.WRITE_OFF:
            return (
                self.tr("Written off, as you reported"),
                self.tr("Nothing proves that the copies are gone from {host}. They stay at risk in the portal until "
                        "the device is heard of again; if it turns up, return its licenses as usual."
                        ).format(host=host),
            )  # fmt: skip
        if state.stage is Stage.DONE and found.case.way is Way.OPAQUE_WRITE_OFF:
            return (
                self.tr("Written off, as you reported"),
                self.tr("Nothing proves that the copies are gone from {host}. The record says who gave them up and why."
                        ).format(host=host),
            )  # fmt: skip
        if state.stage is Stage.DONE and found.case.way in CARRIED:
            return (
                self.tr("Removed in the portal, as you reported"),
                self.tr("The portal shows the copies as removed from {host}. They can go to other devices."
                        ).format(host=host),
            )  # fmt: skip
        if state.stage is Stage.DONE:
            return (
                self.tr("%n copies are home", "", copies),
                self.tr("The portal has confirmed that they are credited. They can go to other devices.", "", copies),
            )
        if state.stage is Stage.REPLACED:
            return self.tr("A newer message took its place"), self.context.core(next_step(found.case, state).text)
        if state.stage is Stage.ABANDONED and found.case.way is Way.PORTAL_REMOVAL and state.answer is not None:
            return self.tr("The portal had marked nothing"), self.tr("The device changed nothing for this case.")
        if state.stage is Stage.ABANDONED:
            return self.tr("Given up"), self.tr("The device changed nothing for this case.")
        return (
            self.tr("%n copies are handed over", "", copies),
            self.tr(
                "As you reported. The proof shows that they are gone from {host}; the portal has not confirmed it yet.",
                "",
                copies,
            ).format(host=host),
        )  # fmt: skip

    def _draw_lines(self) -> None:
        gone = self.model.goes_home
        if self._shown == (gone,):
            return
        self._shown = (gone,)
        empty(self._list)
        for grant, count in gone:
            self._list.addWidget(LineCard(grant, words.copies_text(count)))

    def _save_record(self) -> None:
        if self.model.open is not None:
            self.context.paper.save_record(self, self.model.open)
