"""What the pages of one return share: the draft or the case, the device, and what can be done with them.

Pages read it and call its actions; it tells them when something changed. It decides nothing: the flow is in
`retour.returns.flow`, the work in `retour.returns.work`.
"""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeVar

from PySide6.QtCore import Signal

from retour.returns.case import Stage
from retour.returns.checks import Open
from retour.returns.flow import (
    Draft,
)
from retour.returns.ways import Way
from retour_gui.engine import Engine
from retour_gui.tasks import Task
from retour_gui.wizard.about import CaseFacts

if TYPE_CHECKING:
    from retour.airgap.carry import Leg
    from retour.errors import RetourError
    from retour.link.discovery import Found
    from retour.protocol.model import Grant, Host
    from retour.returns.verdict import Verdict
    from retour.returns.work import Work

_T = TypeVar("_T")
BLINK_SECONDS: Final = 10


class CaseModel(CaseFacts):
    """One return.

    Signals:
        changed: anything that a page shows.
        moved: the step to do is another one now; pages follow it.
        failed: an error for the one place where errors are shown.
        busy_changed: a job has begun or ended.
    """

    changed = Signal()
    moved = Signal()
    failed = Signal(object)
    busy_changed = Signal()

    def __init__(
        self, engine: Engine, found: Open | None = None, draft: Draft | None = None, orders_from: Path | None = None
    ) -> None:
        """`orders_from` is the file that the draft's orders were read from."""
        super().__init__(engine, found, draft)
        self.orders_from = orders_from or Path()
        self.busy = ""
        self.waits_for_button = False
        self._runs = 0
        self._asking = False
        self._pin = ""
        self._task: Task | None = None
        engine.found_changed.connect(self._found_changed)
        engine.cases_changed.connect(self._cases_changed)

    # What a person does

    def edit(self, **changes: object) -> None:
        """Change the draft. Only before a device was asked."""
        if self.open is None:
            self.draft = replace(self.draft, **changes)  # type: ignore[arg-type]
            self.changed.emit()

    def write_off(self, host: Host | None = None) -> None:
        """The draft is about a device that cannot be asked any more: its copies are given up."""
        self.draft = Draft(way=Way.WRITE_OFF, profile="", host=host, notes=self.draft.notes)
        self.changed.emit()
        self.moved.emit()

    def answers_after_all(self) -> None:
        """It is an ordinary return again: the device can be asked."""
        self.draft = Draft(notes=self.draft.notes)
        self.changed.emit()
        self.moved.emit()

    def go_on(self, **passed: bool) -> None:
        """The person is done with a step of the draft; the next one is shown."""
        self.draft = replace(self.draft, **passed)  # type: ignore[arg-type]
        self.changed.emit()
        self.moved.emit()

    def run(
        self,
        what: str,
        job: Callable[[Work], Coroutine[None, None, _T]],
        done: Callable[[_T], None] | None = None,
        *,
        line: bool = True,
    ) -> None:
        """Run a job with `what` shown; one at a time. `line` is False for what needs no device."""
        if self.busy:
            return
        self.busy = what
        self._runs += 1
        this = self._runs
        self.busy_changed.emit()
        before = self.now

        def finished(result: _T) -> None:
            self._idle()
            if done is not None:
                done(result)
            self.changed.emit()
            if self.now is not before:
                self.moved.emit()

        def failed(error: RetourError) -> None:
            self._idle()
            self.failed.emit(error)
            self.changed.emit()

        def ended() -> None:
            if self._runs == this:  # the end of a job is told last, when the next one may have begun already
                self._idle()

        self._task = self.engine.run(job, finished, failed, ended, line=line)

    def cancel(self) -> None:
        """End the job at its next wait."""
        if self._task is not None:
            self._task.cancel()

    def read(self, address: str) -> None:
        """Read who is at an address and what it holds; the draft is about this device then.

        Where the draft has orders, the device's own is judged by the portal that the device accepts.
        """
        orders = self.draft.orders

        async def job(work: Work) -> tuple[Found, tuple[Grant, ...]]:
            found, held = await work.read(address)
            if orders and found.identity is not None:
                from retour.returns.orders import judged, order_for

                judged(order_for(orders, found.identity.host.id), found.identity)
            return found, held

        def done(result: tuple[Found, tuple[Grant, ...]]) -> None:
            found, held = result
            draft = self.draft
            self.draft = Draft(found.address, found.identity, held, notes=draft.notes, orders=orders)
            self.engine.saw(found)

        self.run(self.tr("Reading the licenses"), job, done)

    def blink(self, address: str) -> None:
        """Let the device blink, so that the right cabinet is known."""
        self.run(self.tr("The device blinks"), lambda work: work.blink(address, BLINK_SECONDS))

    def take(self, found: Open) -> None:
        """This is the case from now on."""
        before = self.now
        self.open = found
        self.changed.emit()
        if self.now is not before:
            self.moved.emit()

    def ask(self) -> None:
        """Have the device make its message; where it wants its button pressed first, keep asking until it is."""
        from retour.returns.work import Request

        address = self.device.address if self.device else self.draft.address or ""
        draft = self.draft
        wish = Request(draft.the_way, () if draft.whole else draft.counts, draft.whole, draft.reason, draft.notes)
        what: Request | str = self.number if self.open else wish

        async def job(work: Work) -> Open:
            from retour_gui.wizard.local_act import ask

            return await ask(work, address, what, lambda: self.engine.tasks.post(self._wait_for_button), self._typed)

        self._asking |= not self.busy  # pressed again while it runs, it changes nothing
        self.run(self.tr("The device is asked"), job, self._took)

    def save(self, out: Path, done: Callable[[tuple[Path, Leg]], None]) -> None:
        """Write the newest message: flushed, read back, compared."""
        number = self.number

        async def job(work: Work) -> tuple[Path, Leg]:
            return work.save(number, out)

        self.run(self.tr("Writing the file"), job, done, line=False)

    def handed_over(self) -> None:
        """The technician reports that the file is at the portal."""
        number = self.number

        async def job(work: Work) -> Open:
            return work.delivered(number)

        self.run(self.tr("Noting that the file was handed over"), job, self._took, line=False)

    def give_up(self) -> None:
        """End a case for which the device changed nothing."""
        number, address = self.number, self.device.address if self.device else None
        self.run(self.tr("Giving up the case"), lambda work: work.abandon(number, address), self._took)

    def judge(self, path: Path, done: Callable[[Verdict | None], None]) -> None:
        """Look at an answer from all sides; an answer that is good is held at once. None: the file holds orders."""
        number = self.number

        async def job(work: Work) -> Verdict | None:
            from retour.airgap.carry import read_carry
            from retour.airgap.files import read_file
            from retour.returns.bringing import orders_in

            if orders_in(read_carry(read_file(path))):
                return None
            verdict = work.answers.judge(path, number)
            if verdict.good:
                work.answers.take(path, number)
            return verdict

        self.run(self.tr("Looking at the answer"), job, done, line=False)

    def apply(self) -> None:
        """Give the answer to the device and hold its confirmation."""
        number, address = self.number, self.device.address if self.device else None
        self.run(self.tr("The device processes the answer"), lambda work: work.apply(number, address), self._took)

    def carry_out(self) -> None:
        """Hold the order of this device in the journal, then have the device carry it out and hold its proof."""
        order, path, notes = self.draft.order, self.orders_from, self.draft.notes
        address = self.device.address if self.device else self.draft.address
        if self.open is not None or order is None:
            self.apply()
            return

        async def job(work: Work) -> Open:
            from retour.returns.orders import Orders

            held = await Orders(work).hold(order, path, address, notes)
            self.engine.tasks.post(lambda: self._hold(held))
            return await work.apply(held.case.number, address) if held.state.stage is Stage.ANSWER_HELD else held

        self.run(self.tr("The device carries out the order"), job, self._took)

    @property
    def number(self) -> str:
        assert self.open is not None
        return self.open.case.number

    def give_pin(self, pin: str) -> None:
        """The device waits for somebody to allow the removal: its PIN counts as its button does."""
        self._pin = pin

    def _typed(self) -> str:
        pin, self._pin = self._pin, ""
        return pin

    def _took(self, found: Open) -> None:
        self.open = found

    def _hold(self, found: Open) -> None:
        """From here on the case is in the journal, also if the cable is pulled now."""
        if self.open is None and self.busy:
            self.open = found
            self.changed.emit()

    def _wait_for_button(self) -> None:
        if self.busy and not self.waits_for_button:
            self.waits_for_button = True
            self.changed.emit()

    def _idle(self) -> None:
        if self.busy:
            self.busy = ""
            self.waits_for_button = False
            if self._asking:
                self._adopt()
            self._asking = False
            self._task = None
            self.busy_changed.emit()
            self.changed.emit()

    def _adopt(self) -> None:
        """A device that was asked has a case, also when asking ended half-way."""
        key = self.draft.identity.key if self.open is None and self.draft.identity else None
        for each in self.engine.cases:
            if key and each.case.device_key == key and each.state.stage is Stage.PLANNED:
                self.open = each

    def _found_changed(self) -> None:
        self.changed.emit()

    def _cases_changed(self) -> None:
        """The case may have moved by other means: another answer, another program."""
        if self.open is None:
            return
        fresh = next((each for each in self.engine.cases if each.case.number == self.number), None)
        if fresh is not None and fresh != self.open:
            before = self.now
            self.open = fresh
            self.changed.emit()
            if self.now is not before:
                self.moved.emit()
