"""What is so about one return: its way, its step, its device, where its copies are. Nothing is changed here."""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from retour.returns.case import Carried
from retour.returns.checks import Open
from retour.returns.flow import (
    STEPS,
    Draft,
    Step,
    case_step,
    draft_goes_home,
    draft_step,
    draft_strip,
    goes_home,
    orders_left,
)
from retour.returns.steps import removed
from retour.returns.strip import Strip, strip
from retour.returns.ways import CARRIED, Way
from retour_gui import words
from retour_gui.engine import Engine

if TYPE_CHECKING:
    from retour.link.device import Identity
    from retour.link.discovery import Found
    from retour.protocol.messages import Sealed
    from retour.protocol.model import Grant, Host, Order
    from retour.returns.opaque.plugged import Plugged


class Mode(Enum):
    """How a page is seen: its step is done, is the one to do now, or lies ahead and can only be looked at."""

    DONE = "done"
    NOW = "now"
    AHEAD = "ahead"


class CaseFacts(QObject):
    """A draft or a case, and what follows from it."""

    def __init__(self, engine: Engine, found: Open | None, draft: Draft | None) -> None:
        super().__init__()
        self.engine = engine
        self.open = found
        self.draft = draft or Draft()

    @property
    def way(self) -> Way:
        return self.open.case.way if self.open else self.draft.the_way

    @property
    def steps(self) -> tuple[Step, ...]:
        return STEPS[self.way]

    @property
    def now(self) -> Step:
        """The step at which something is to do."""
        return case_step(self.open) if self.open else draft_step(self.draft)

    def mode(self, step: Step) -> Mode:
        """How the page of a step is seen. A draft's first steps stay open until the device is asked."""
        order = self.steps
        if step is self.now:
            return Mode.NOW
        if step not in order or order.index(step) < order.index(self.now):
            return Mode.DONE
        return Mode.AHEAD

    @property
    def strip(self) -> Strip | None:
        return strip(self.open.case, self.open.state) if self.open else draft_strip(self.draft)

    @property
    def goes_home(self) -> tuple[tuple[Grant, int], ...]:
        """What leaves the device: each line with its terms, and how many copies."""
        return goes_home(self.open) if self.open else draft_goes_home(self.draft)

    @property
    def copies(self) -> int:
        return sum(copies for _, copies in self.goes_home)

    @property
    def host(self) -> Host | None:
        if self.open:
            return self.open.case.host
        return self.draft.identity.host if self.draft.identity else self.draft.host

    @property
    def is_carried(self) -> bool:
        """Whether a vendor's files are carried, which nobody here can read."""
        return self.way in CARRIED

    @property
    def is_given_up(self) -> bool:
        """Whether a device of our own is written off: nobody can ask it any more."""
        return self.way is Way.WRITE_OFF

    def title(self, step: Step) -> str:
        """A step as the rail and its page name it."""
        return words.way_step_title(step, self.way)

    @property
    def identity(self) -> Identity | None:
        """What the device said of itself: when it was read, or, of a case that was opened before, now."""
        return self.draft.identity or (self.device.identity if self.device else None)

    @property
    def orders_left(self) -> tuple[Sealed[Order], ...]:
        """The orders of the file that was opened which wait for their devices."""
        return orders_left(self.draft.orders, self.engine.cases)

    @property
    def model_name(self) -> str:
        """The device's model, as far as it is known."""
        if self.open is not None:
            return self.open.case.model
        return self.draft.identity.model if self.draft.identity else self.draft.model

    @property
    def profile_name(self) -> str:
        """The profile by which a vendor's files are carried; empty for other devices."""
        if self.open is not None:
            return self.open.case.trust.profile if isinstance(self.open.case.trust, Carried) else ""
        return self.draft.profile or ""

    @property
    def device(self) -> Found | None:
        """The device of this return, if it is connected now; by its key, wherever it is plugged in."""
        key = self.open.case.device_key if self.open else self.draft.identity.key if self.draft.identity else None
        return next((f for f in self.engine.found if key and f.identity and f.identity.key == key), None)

    @property
    def drive(self) -> Plugged | None:
        """The vendor's device of this return, if it shows itself as a drive now."""
        name, host = self.profile_name, self.host
        host_id = host.id if host is not None else ""
        drives = (each for each in self.engine.plugged if each.profile.name == name)
        return next((each for each in drives if each.seen is not None and each.seen.host_id == host_id), None)

    @property
    def is_removed(self) -> bool:
        return self.open is not None and removed(self.way, self.open.state)
