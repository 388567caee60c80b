"""Step 3, What comes home: how many copies, why, and on which way."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QApplication, QGridLayout, QLineEdit, QVBoxLayout, QWidget

from retour.protocol.group import RemovalNeeds
from retour.protocol.model import Reason, counts
from retour.returns.case import Notes
from retour.returns.flow import Lack, lacks
from retour.returns.ways import FACTS, WRITE_OFFS, Way, recommend
from retour_gui import words
from retour_gui.theme.metrics import SPACE, TARGET
from retour_gui.widgets.card import Card, Fold
from retour_gui.widgets.choice import Choice, Option
from retour_gui.widgets.column import empty
from retour_gui.widgets.stepper import Stepper
from retour_gui.widgets.text import Role, Text
from retour_gui.wizard.about import Mode
from retour_gui.wizard.carried.actions import Actions
from retour_gui.wizard.facts import Facts, LineText
from retour_gui.wizard.page import Page, Verb

_REASONS = (Reason.DECOMMISSION, Reason.MOVE, Reason.DEFECT, Reason.OTHER)
_REASONS_TO_GIVE_UP = (Reason.DEFECT, Reason.DECOMMISSION, Reason.OTHER)
_WAYS = (Way.ONE_TRIP, Way.CONFIRMED, Way.PORTAL_REMOVAL)


class WhatPage(Page):
    """The counts that shall remain, a reason, notes, and the way."""

    def build(self) -> None:
        self._held: tuple[object, ...] | None = None
        self._steppers: dict[str, tuple[Stepper, Text]] = {}
        self._by_line = bool(self.model.draft.remain)
        self._everything = Choice([], "")
        self._choose = QWidget()
        self._lines = _column(self._choose)
        self._why = Choice([], "")
        self._reasons: tuple[Reason, ...] = ()
        self._why_place = QWidget()
        _column(self._why_place)
        self._notes = self._notes_fold()
        self._way = _Ways(self.context.core, lambda way: self.model.edit(way=way))
        self._editing = QWidget()
        body = _column(self._editing)
        self._marked = Card("accent")
        self._marked.add(Text(self.tr("What the portal has marked comes home"), Role.STRONG))
        self._marked.add(
            Text(
                self.tr(
                    "Nothing is chosen here: have the copies marked for removal in the portal. "
                    "The device signs a sync, and the portal's answer to it says what is removed."
                )
            )
        )
        body.addWidget(self._marked)
        self._amount_place = QWidget()
        self._amount = _column(self._amount_place)
        self._amount.addWidget(self._everything)
        body.addWidget(self._amount_place)
        body.addWidget(self._choose)
        self._why_title = Text("", Role.HEADING)
        body.addWidget(self._why_title)
        body.addWidget(self._why_place)
        self._way_title = Text(self.tr("On which way?"), Role.HEADING)
        body.addWidget(self._way_title)
        body.addWidget(self._way)
        body.addWidget(self._notes)
        self._facts = Card()
        self._facts_rows = Facts()
        self._facts.add(self._facts_rows)
        self.column.add(self._editing)
        self.column.add(self._facts)
        self.column.stretch()

    def refresh(self) -> None:
        ahead = self.mode is Mode.AHEAD
        editable = self.model.open is None and not ahead
        self._editing.setVisible(editable)
        self._facts.setVisible(self.model.open is not None)
        given_up, marked = self._given_up, self.model.way is Way.PORTAL_REMOVAL
        self._marked.setVisible(marked)
        self._amount_place.setVisible(not marked)
        self._choose.setVisible(self._by_line and not marked)
        for widget in (self._why_title, self._why_place):
            widget.setVisible(not marked)
        self._draw_reasons(_REASONS_TO_GIVE_UP if given_up else _REASONS)
        why, why_not_home = self.tr("Why do they come home?"), self.tr("Why are they given up?")
        self._why_title.setText(why_not_home if given_up else why)
        self._way_title.setVisible(not given_up)  # there is only this one
        self._way.setVisible(not given_up)
        if ahead and given_up:
            self.set_lead(self.tr("Here you say who gives the copies up, and why."))
        elif ahead:
            self.set_lead(self.tr("Here you choose how many copies come home, why, and on which way."))
        elif editable and given_up:
            self.set_lead(
                self.tr("Nothing proves that these copies are gone. The record says who gave them up, and why.")
            )
            self._draw_draft()
        elif editable and marked:
            self.set_lead(self.tr("The portal says what comes home. Nothing is removed yet."))
            self._draw_draft()
        elif editable:
            self.set_lead(self.tr("Everything, or the counts that you choose. Nothing is removed yet."))
            self._draw_draft()
        else:
            self.set_lead(self.tr("What was chosen for this case."))
            self._draw_case()
        self.stale.emit()

    def own_verb(self) -> Verb | None:
        lack = lacks(self.model.draft)
        one_trip = self.model.way is Way.ONE_TRIP
        text = self.tr("Review the &removal") if one_trip else self.tr("Review the &request")
        if self.model.way is Way.PORTAL_REMOVAL:
            text = self.tr("Review the s&ync")
        why_not = words.lack_text(lack) if lack else ""
        if self._given_up:
            text = self.tr("Open the &write-off")
            why_not = self.tr("Choose why the copies are given up.") if lack is Lack.REASON else why_not
        return Verb(text, why_not=why_not)

    def own_act(self) -> None:
        if self.model.draft.profile is not None:
            Actions(self.context, self.model).begin()
        else:
            self.model.go_on(chosen=True)

    def first_control(self) -> QWidget | None:
        shown = self.mode is Mode.NOW and self.model.way is not Way.PORTAL_REMOVAL
        return self._everything if shown else None

    @property
    def _given_up(self) -> bool:
        return self.model.way in WRITE_OFFS

    def _draw_reasons(self, reasons: tuple[Reason, ...]) -> None:
        if self._reasons == reasons:
            return
        self._reasons = reasons
        layout = self._why_place.layout()
        assert layout is not None
        empty(layout)
        text = words.given_up_text if self._given_up else words.reason_text
        chosen = self.model.draft.reason
        options = [Option(each.name, words.reason_title(each), text(each)) for each in reasons]
        self._why = Choice(options, chosen.name if chosen in reasons and chosen else "", columns=2)
        self._why.chosen.connect(lambda key: self.model.edit(reason=Reason[key]))
        layout.addWidget(self._why)

    def left(self) -> None:
        self._keep_notes()

    def _draw_draft(self) -> None:
        draft = self.model.draft
        if self._held != (draft.held,):
            self._held = (draft.held,)
            self._make_amount()
        for grant in draft.held or ():
            if grant.line in self._steppers:
                stepper, label = self._steppers[grant.line]
                remain = dict(draft.remain).get(grant.line, 0)
                if stepper.value != grant.count - remain:
                    stepper.set_value(grant.count - remain)
                label.setText(self.tr("{remain} of {held} remain").format(remain=remain, held=grant.count))
        if draft.profile is not None:
            self._way.draw_carried(draft.the_way)
        elif draft.identity is not None:
            self._way.draw(draft.identity.needs, draft.the_way)

    def _make_amount(self) -> None:
        empty(self._amount)
        empty(self._lines)
        self._steppers.clear()
        held = self.model.draft.held or ()
        copies = sum(grant.count for grant in held)
        everything = self.tr("Everything: {copies}").format(copies=words.copies_text(copies))
        options = [Option("all", everything, words.products(tuple((grant, grant.count) for grant in held)))]
        if not self._given_up:  # a dead device keeps nothing that works
            some = self.tr("Some stay on the device and go on working.")
            options.append(Option("some", self.tr("Choose the copies"), some))
        self._everything = Choice(
            options,
            "some" if self._by_line else "all",
            columns=2,
        )
        self._everything.chosen.connect(self._choose_amount)
        self._amount.addWidget(self._everything)
        for grant in held:
            home = grant.count - dict(self.model.draft.remain).get(grant.line, 0)
            stepper = Stepper(0, grant.count, home, f"{grant.product}, {grant.line}")
            stepper.changed.connect(lambda home, line=grant.line, held=grant.count: self._remain(line, held - home))
            label = Text("", Role.MUTED)
            card = Card()
            grid = QGridLayout()
            grid.setHorizontalSpacing(4 * SPACE)
            grid.setColumnStretch(0, 1)
            grid.addWidget(LineText(grant), 0, 0, 2, 1)
            grid.addWidget(stepper, 0, 1)
            grid.addWidget(label, 1, 1)
            card.add(grid)
            self._steppers[grant.line] = (stepper, label)
            self._lines.addWidget(card)
        self._choose.setVisible(self._by_line and self.model.way is not Way.PORTAL_REMOVAL)

    def _choose_amount(self, key: str) -> None:
        self._by_line = key == "some"
        self._choose.setVisible(self._by_line)
        if key == "all":
            self.model.edit(remain=())

    def _remain(self, line: str, remain: int) -> None:
        remaining = dict(self.model.draft.remain) | {line: remain}
        self.model.edit(remain=counts(remaining))

    def _notes_fold(self) -> Fold:
        fold = Fold(self.tr("Site, asset tag, ticket, note"))
        self._fields: dict[str, QLineEdit] = {}
        grid = QGridLayout()
        grid.setHorizontalSpacing(4 * SPACE)
        grid.setVerticalSpacing(2 * SPACE)
        things = {"site": self.tr("Site"), "asset_tag": self.tr("Asset tag"), "ticket": self.tr("Ticket")}
        labels = {**things, "technician": self.tr("Technician"), "note": self.tr("Note")}
        if self._given_up:  # what is required comes first
            fold = Fold(self.tr("Who gives them up, and why"), is_open=True)
            labels = {"technician": self.tr("Your name"), "note": self.tr("What happened"), **things}
        for row, (key, label) in enumerate(labels.items()):
            field = QLineEdit(getattr(self.model.draft.notes, key))
            field.setMinimumHeight(TARGET)
            field.setAccessibleName(label)
            field.setMaxLength(200)
            field.textEdited.connect(lambda _: self._edit_notes())
            field.editingFinished.connect(self._keep_notes)
            grid.addWidget(Text(label), row, 0)
            grid.addWidget(field, row, 1)
            self._fields[key] = field
        self._fields["technician"].setText(self.model.draft.notes.technician or self.context.settings.technician)
        grid.setColumnStretch(1, 1)
        fold.add(grid)
        return fold

    def _edit_notes(self) -> None:
        """What is typed counts at once: a page may wait for it."""
        if self.model.open is None:
            self.model.edit(notes=Notes(**{key: field.text().strip() for key, field in self._fields.items()}))

    def _keep_notes(self) -> None:
        if self.model.open is not None:
            return
        notes = Notes(**{key: field.text().strip() for key, field in self._fields.items()})
        if notes.technician and notes.technician != self.context.settings.technician:
            self.context.settings.technician = notes.technician
        if notes != self.model.draft.notes:
            self.model.edit(notes=notes)

    def _draw_case(self) -> None:
        found = self.model.open
        assert found is not None
        case = found.case
        notes = case.notes
        lines = [
            (self.tr("Given up") if self._given_up else self.tr("Comes home"), "\n".join(
                self.tr("{copies} of {product}").format(copies=words.copies_text(n), product=grant.product)
                for grant, n in self.model.goes_home
            )),
            (self.tr("Why"), words.reason_title(case.wish.reason) if case.wish.reason else ""),
            (self.tr("Way"), words.way_title(case.way)),
            (self.tr("Site"), notes.site),
            (self.tr("Asset tag"), notes.asset_tag),
            (self.tr("Ticket"), notes.ticket),
            (self.tr("Technician"), notes.technician),
            (self.tr("Note"), notes.note),
            (self.tr("Opened"), words.moment(case.created)),
        ]  # fmt: skip
        self._facts_rows.set_rows(lines)


class _Ways(QWidget):
    """The recommended way with the sentence that says why; the others folded below."""

    def __init__(self, core: Callable[[str], str], choose: Callable[[Way], None]) -> None:
        super().__init__()
        self._core = core
        self._choose = choose
        self._layout = _column(self)
        self._shown: tuple[RemovalNeeds | None, Way] | None = None

    def draw(self, needs: RemovalNeeds, way: Way) -> None:
        """Show the ways for a device, `way` chosen."""
        if self._shown == (needs, way):
            return
        now = QApplication.focusWidget()
        focused = now is not None and self.isAncestorOf(now)
        self._shown = (needs, way)
        empty(self._layout)
        advice = recommend(needs)
        others = [each for each in _WAYS if each is not advice.way]
        badge = self.tr("Recommended")
        first = Option(advice.way.name, words.way_title(advice.way), self._text(advice.way, advice.why), badge)
        rest = [Option(each.name, words.way_title(each), self._text(each, FACTS[each].why)) for each in others]
        if way is advice.way:
            card = Choice([first], way.name)
            fold = Fold(self.tr("Other ways"))
            other = Choice(rest, "")
            other.chosen.connect(lambda key: self._choose(Way[key]))
            fold.add(other)
            self._layout.addWidget(card)
            self._layout.addWidget(fold)
        else:
            both = Choice([first, *rest], way.name)
            both.chosen.connect(lambda key: self._choose(Way[key]))
            self._layout.addWidget(both)
            if focused:
                both.setFocus()

    def draw_carried(self, way: Way) -> None:
        """Show the ways of a vendor's own exchange."""
        if self._shown == (None, way):
            return
        self._shown = (None, way)
        empty(self._layout)
        ways = [way] if way in WRITE_OFFS else [Way.OPAQUE, Way.OPAQUE_SYNC]
        options = [Option(each.name, words.way_title(each), self._text(each, FACTS[each].why)) for each in ways]
        choice = Choice(options, way.name)
        choice.chosen.connect(lambda key: self._choose(Way[key]))
        self._layout.addWidget(choice)

    def _text(self, way: Way, why: str) -> str:
        facts = FACTS[way]
        cost = self.tr("{why}\n{files}, {visits} at the device.")
        files = self.tr("%n files to carry", "", len(facts.legs))
        visits = self.tr("%n visits", "", facts.visits)
        return cost.format(why=self._core(why), files=files, visits=visits)


def _column(widget: QWidget) -> QVBoxLayout:
    layout = QVBoxLayout(widget)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(3 * SPACE)
    return layout
