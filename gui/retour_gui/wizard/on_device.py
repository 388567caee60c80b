"""Step 2, On the device: who it is, in plain words, and which licenses it holds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout, QWidget

from retour.returns.case import Carried, Keys
from retour.returns.flow import Lack, lacks
from retour.returns.ways import Way
from retour_gui import words
from retour_gui.theme.metrics import SPACE
from retour_gui.widgets.card import Card, Fold
from retour_gui.widgets.column import empty
from retour_gui.widgets.text import Role, Text
from retour_gui.wizard.about import Mode
from retour_gui.wizard.facts import Facts, LineCard
from retour_gui.wizard.page import Page, Verb

if TYPE_CHECKING:
    from retour.link.device import Identity
    from retour.protocol.model import Grant


class OnDevicePage(Page):
    """Looking changes nothing."""

    def build(self) -> None:
        self._shown: tuple[object, ...] | None = None
        self._who = Card()
        self._facts = Facts()
        self._who.add(self._facts)
        self._more = Fold(self.tr("How far its word can be trusted"))
        self._level = Facts()
        self._more.add(self._level)
        self._heading = Text(self.tr("Licenses"), Role.HEADING)
        self._lines = QWidget()
        self._list = QVBoxLayout(self._lines)
        self._list.setContentsMargins(0, 0, 0, 0)
        self._list.setSpacing(2 * SPACE)
        self._problem = Card("warn")
        self._problem_text = Text("")
        self._problem.add(self._problem_text)
        for widget in (self._who, self._more, self._problem, self._heading, self._lines):
            self.column.add(widget)
        self.column.stretch()

    def refresh(self) -> None:
        ahead = self.mode is Mode.AHEAD
        identity, held = self._identity(), self._held()
        if ahead:
            self.set_lead(self.tr("Here you see who the device is and what it holds. Looking changes nothing."))
        elif self.model.open is not None:
            self.set_lead(self.tr("What the device held when this case was opened."))
        else:
            self.set_lead(self.tr("What the device reports. Looking changes nothing."))
        self._who.setVisible(not ahead)
        self._more.setVisible(not ahead and identity is not None)
        self._heading.setVisible(not ahead and bool(held))
        self._lines.setVisible(not ahead and bool(held))
        self._draw_who(identity)
        if self._shown != (held,):
            self._shown = (held,)
            empty(self._list)
            for grant in held:
                self._list.addWidget(LineCard(grant, words.copies_text(grant.count)))
        lack = lacks(self.model.draft) if self.model.open is None and not ahead else None
        self._problem.setVisible(lack in (Lack.PORTAL, Lack.LICENSES))
        if lack is Lack.PORTAL:
            self._problem_text.setText(
                self.tr("This device was never given a portal. Enroll it in the portal and give it the portal's key.")
            )
        elif lack is Lack.LICENSES:
            self._problem_text.setText(
                self.tr("This device holds no licenses: there is nothing to bring home. Choose another device.")
            )
        self.stale.emit()

    def own_verb(self) -> Verb | None:
        lack = lacks(self.model.draft)
        why = words.lack_text(lack) if lack in (Lack.HOLDINGS, Lack.PORTAL, Lack.LICENSES) else ""
        if self.model.way is Way.REMOVAL_ORDER:
            return Verb(self.tr("&Review the order"), why_not=why)
        return Verb(self.tr("&Choose what comes home"), why_not=why)

    def own_act(self) -> None:
        self.model.go_on(looked=True)

    def _identity(self) -> Identity | None:
        return self.model.identity

    def _held(self) -> tuple[Grant, ...]:
        if self.model.open is None:
            return self.model.draft.held or ()
        return self.model.open.case.held

    def _who_says(self) -> str:
        """Of a vendor's device: whether it was read from it, or typed."""
        if not self.model.profile_name:
            return ""
        trust = self.model.open.case.trust if self.model.open else None
        verified = trust.verified if isinstance(trust, Carried) else self.model.draft.verified
        return self.tr("Read from the device") if verified else self.tr("Entered by you, not verified")

    def _draw_who(self, identity: Identity | None) -> None:
        found = self.model.open
        draft = self.model.draft
        model = found.case.model if found else identity.model if identity else draft.model
        host = self.model.host
        keys = found.case.trust if found and isinstance(found.case.trust, Keys) else None
        portal = keys.portal if keys else identity.portal if identity else None
        shown = self.tr("{host} ({kind})").format(host=host.id, kind=words.host_type_text(host.type)) if host else ""
        self._facts.set_rows(
            (
                (self.tr("Model"), model),
                (self.tr("Host ID"), shown),
                (self.tr("Firmware"), identity.firmware if identity else ""),
                (self.tr("Portal"), portal.portal if portal else ""),
                (self.tr("Device profile"), self.model.profile_name),
                (self.tr("Who says so"), self._who_says()),
                (self.tr("A removal needs"), words.needs_text(identity.needs, identity.button) if identity else ""),
            )
        )
        if identity is not None:
            self._level.set_rows(
                (
                    (self.tr("Security level"), words.level_text(identity.level)),
                    (self.tr("Clock"), words.clock_text(identity.clock)),
                    (self.tr("Device key"), words.grouped(identity.key.kid)),
                )
            )
