"""What the vendor's portal shows, as the technician saw it: recorded as reported, never as confirmed."""

from __future__ import annotations

from PySide6.QtCore import QDate, QLocale, Qt
from PySide6.QtWidgets import QDateEdit, QLineEdit, QWidget

from retour.returns.case import PortalState, Reported
from retour.returns.flow import Step
from retour.returns.opaque.steps import GONE, MARKED
from retour.returns.opaque.words import filled
from retour.returns.ways import WRITE_OFFS, Way
from retour_gui.theme.metrics import TARGET
from retour_gui.widgets.card import Card
from retour_gui.widgets.choice import Choice, Option
from retour_gui.widgets.text import Role, Text
from retour_gui.wizard.about import Mode
from retour_gui.wizard.carried.actions import Actions
from retour_gui.wizard.facts import Steps
from retour_gui.wizard.page import Page, Verb

_WAITING = (PortalState.WAITING_FOR_CONFIRMATION, PortalState.COPIES_DECREASING, PortalState.LICENSE_GENERATED)


class ReportPage(Page):
    """MARK: copies are removed in the portal first. REPORT: what it shows in the end."""

    def build(self) -> None:
        self.carried = Actions(self.context, self.model)
        self._todo = Card()
        self._todo.add(Text(self.tr("In the portal"), Role.STRONG))
        texts = self.at_the_portal()
        self._todo.add(Steps(texts))
        self._todo.setVisible(bool(texts))
        self._states = Choice([Option(s.value, s.value, self.meaning(s)) for s in self._offered()], "", columns=2)
        self._states.chosen.connect(lambda _: self.stale.emit())
        self._date = QDateEdit(QDate.currentDate())
        self._date.setCalendarPopup(True)
        self._date.setMinimumHeight(TARGET)
        self._date.setAccessibleName(self.tr("Date that the portal shows"))
        self._words = QLineEdit()
        self._words.setMinimumHeight(TARGET)
        self._words.setMaxLength(200)
        self._words.setAccessibleName(self.tr("Anything else that you saw"))
        self._so_far = Card("accent")
        self._so_far_text = Text("")
        self._so_far.add(self._so_far_text)
        self._form = Card()
        self._form.add(Text(self.tr("What does the portal show?"), Role.STRONG))
        self._form.add(self._states)
        self._form.add(Text(self.tr("Date that the portal shows")))
        self._form.add(self._date)
        self._form.add(Text(self.tr("Anything else that you saw")))
        self._form.add(self._words)
        for widget in (self._todo, *self.told(), self._so_far, self._form):
            self.column.add(widget)
        self.column.stretch()

    def refresh(self) -> None:
        now = self.mode is Mode.NOW
        reports = self.model.open.state.reports if self.model.open else ()
        self.set_lead(self.lead_text())
        self._form.setVisible(now)
        self._so_far.setVisible(bool(reports))
        if reports:
            last = reports[-1]
            seen = QDate.fromString(last.seen, Qt.DateFormat.ISODate)
            date = QLocale().toString(seen, QLocale.FormatType.ShortFormat) if seen.isValid() else last.seen
            said = self.tr("Reported so far: {state}, {date}").format(state=last.state, date=date)
            self._so_far_text.setText(said)
        self.stale.emit()

    def own_verb(self) -> Verb | None:
        why_not = "" if self._states.value else self.tr("Choose what the portal shows.")
        return Verb(self.tr("&Record what it shows"), why_not=why_not)

    def own_act(self) -> None:
        seen = self._date.date().toString("yyyy-MM-dd")
        self.carried.report(Reported(self._states.value, seen, self._words.text().strip()))

    def lead_text(self) -> str:
        """What this page is about."""
        if self.mode is Mode.AHEAD:
            return self.tr("Here you report what the vendor's portal shows.")
        return self.tr("Retour cannot ask this portal. What you report is recorded as reported.")

    def told(self) -> tuple[QWidget, ...]:
        """What stands below the steps."""
        return ()

    @property
    def _marks(self) -> bool:
        return self.step is Step.MARK

    def _offered(self) -> list[PortalState]:
        if self._marks:
            return [state for state in PortalState if state.value in MARKED]
        ends = [state for state in PortalState if state.value in GONE[self.model.way]]
        return ends if self.model.way in WRITE_OFFS else [*ends, *_WAITING]

    def at_the_portal(self) -> tuple[str, ...]:
        """What to do in the portal."""
        profile = self.carried.profile
        if profile is None:
            return ()
        portal = profile.portal
        if self._marks:
            texts = portal.removal
        elif self.model.way is Way.OPAQUE_WRITE_OFF:
            texts = portal.write_off
        else:
            texts = (self.tr("Look at the device's licenses: their state and the date beside it."),)
        host = self.model.host.id if self.model.host else ""
        return tuple(filled(self.context.core(text), host_id=host) for text in texts)

    def meaning(self, state: PortalState) -> str:
        """A state in plain words."""
        return {
            PortalState.LICENSE_GENERATED: self.tr("The portal has made the response; nothing was removed yet."),
            PortalState.MARKED_FOR_REMOVAL: self.tr("Removed in the portal; the device has not heard of it."),
            PortalState.REMOVAL_PENDING_CONFIRMATION: self.tr("Removed; the portal waits for the device."),
            PortalState.COPIES_DECREASING: self.tr("Fewer copies; the portal waits for the device."),
            PortalState.WAITING_FOR_CONFIRMATION: self.tr("The portal waits for the device's confirmation."),
            PortalState.REMOVED_FROM_LICENSE: self.tr("The copies are off the device and available again."),
            PortalState.EXPIRED: self.tr("The license has expired."),
            PortalState.RETURNED: self.tr("The whole device is returned."),
            PortalState.OBSOLETE: self.tr("The device is written off; its copies do not come back by themselves."),
        }[state]
