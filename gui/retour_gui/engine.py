"""The technician's work behind the window: a thin Qt adapter over `retour.returns`.

It keeps what is connected and which cases there are, and runs one job at a time with the device's line to itself.
The heavy imports and the journal are opened on the worker thread, after the window has been painted.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Coroutine
from functools import cached_property, partial
from typing import TYPE_CHECKING, Final, TypeVar

from PySide6.QtCore import QObject, Signal

from retour_gui.tasks import Task, Tasks

if TYPE_CHECKING:
    import asyncio
    from pathlib import Path

    from retour.errors import RetourError
    from retour.link.discovery import Found
    from retour.link.hotplug import Hotplug
    from retour.link.line import LineState
    from retour.link.watch import Watch
    from retour.returns.checks import Open
    from retour.returns.opaque.plugged import Plugged
    from retour.returns.work import Work

_T = TypeVar("_T")
_LOG = logging.getLogger("retour.window")
ROUND_SECONDS: Final = 1.0
DRIVES_SECONDS: Final = 2.0
_LONG: Final = 3600.0


class Engine(QObject):
    """One journal, one line.

    Attributes:
        plugged: devices that are reached by their files, on a drive or by SMP.
        waiting: whether the job that runs waits for its device: it is silent, or its cable was pulled.
        mounts: where this machine lists its mounts; None takes the system's own list.

    Signals:
        found_changed: `found` or `plugged` is new.
        cases_changed: `cases` is new, or was read for the first time.
        broken: the journal cannot be used; carries the error.
        progressed: bytes done and in all of the job that runs.
        rounds: another look at the ports was finished; whether or not anything changed.
    """

    found_changed = Signal()
    cases_changed = Signal()
    broken = Signal(object)
    progressed = Signal(int, int)
    rounds = Signal()

    def __init__(self, tasks: Tasks, open_work: Callable[[Callable[[int, int], None]], Work]) -> None:
        super().__init__()
        self.tasks = tasks
        self._open_work = open_work
        self._work: Work | None = None
        self._watch: Watch | None = None
        self._round: asyncio.Task[tuple[Found, ...]] | None = None
        self._jobs = 0
        self._extra: tuple[str, ...] = ()
        self._known: tuple[str, ...] = ()
        self.found: tuple[Found, ...] = ()
        self.plugged: tuple[Plugged, ...] = ()
        self.mounts: Path | None = None
        self.cases: tuple[Open, ...] = ()
        self.read = self.looked = self.waiting = False
        self._drives: tuple[Plugged, ...] = ()
        self._filed: tuple[Plugged, ...] = ()
        self._strangers: tuple[str, ...] = ()

    def open(self) -> None:
        """Open the journal and begin to look around."""
        self.tasks.start(self._begin, self._took_cases, self.broken.emit)

    def close(self) -> None:
        """End everything; the journal is closed after the last job was cancelled."""
        self.tasks.close()
        if self._work is not None:
            self._work.journal.close()

    def also_look_at(self, *addresses: str) -> None:
        """Addresses besides the ports and those used before: a training device."""
        self._extra = addresses

    def look_again(self) -> None:
        """Ask every port in the next round, also those that were silent."""

        async def forget() -> None:
            if self._watch is not None:
                self._watch.forget_all()

        self.tasks.start(forget, lambda _: None, self.broken.emit)

    def run(
        self,
        job: Callable[[Work], Coroutine[None, None, _T]],
        done: Callable[[_T], None],
        failed: Callable[[RetourError], None],
        ended: Callable[[], None] | None = None,
        *,
        line: bool = True,
    ) -> Task:
        """Run a job of the technician. The cases are read again before `done` or `failed` is called.

        `line` is False for what needs no device: it does not wait until a look at the ports has ended.
        """

        async def whole() -> _T:
            try:
                return await (self._with_line(job) if line else self._without_line(job))
            finally:
                self._read_cases()  # posted first, so that `done` and `failed` find the new cases

        return self.tasks.start(whole, done, failed, ended)

    def saw(self, found: Found) -> None:
        """Somebody has just spoken with this device: it is connected, before the look at all ports has ended."""
        if all(each.address != found.address or each.identity is None for each in self.found):
            self.found = (*(each for each in self.found if each.address != found.address), found)
            self.found_changed.emit()

    def refresh(self) -> None:
        """Read the cases again: another program may have gone on with them."""

        async def nothing() -> None:
            self._read_cases()

        self.tasks.start(nothing, lambda _: None, self.broken.emit)

    async def _begin(self) -> tuple[Open, ...]:
        return self._opened().journal.cases()

    def _opened(self) -> Work:
        """The work; where it could not be opened before, this tries again or says why again."""
        if self._work is None:
            from asyncio import ensure_future

            from retour.link.watch import Watch

            self._work = self._open_work(self._progress)
            self._work.told = self._told
            self._watch = Watch(lambda: (*self._extra, *self._known), time.monotonic)
            self._looking = ensure_future(self._look()), ensure_future(self._look_at_drives())
            self._known = self._work.journal.addresses()
        return self._work

    async def _with_line(self, job: Callable[[Work], Coroutine[None, None, _T]]) -> _T:
        self._jobs += 1
        try:
            if self._round is not None:
                self._round.cancel()  # asking a silent port takes seconds, and a person waits
            async with self._line:
                work = self._opened()
                if self._watch is not None:
                    await self._watch.rest()
                result = await job(work)
                self._known = work.journal.addresses()
                return result
        finally:
            self._jobs -= 1
            self.tasks.post(partial(self._took_waiting, False))

    async def _without_line(self, job: Callable[[Work], Coroutine[None, None, _T]]) -> _T:
        return await job(self._opened())

    @cached_property
    def _line(self) -> asyncio.Lock:
        """Whoever speaks to the device holds it; made and used on the worker only."""
        from asyncio import Lock

        return Lock()

    async def _look(self) -> None:
        from asyncio import sleep

        from retour.link.hotplug import hotplug

        assert self._watch is not None
        changes = hotplug()
        try:
            while True:
                try:
                    async with self._line:
                        # A job that came while another had the line goes first.
                        changed = not self._jobs and await self._one_round(self._watch, changes)
                    if changed or await changes.changed(ROUND_SECONDS):
                        # What was pulled is gone before the others have answered.
                        self.tasks.post(partial(self._took_present, self._without_files(self._watch.present())))
                except OSError:
                    _LOG.exception("listing the ports failed")
                    await sleep(ROUND_SECONDS)
        finally:
            changes.close()

    async def _one_round(self, watch: Watch, changes: Hotplug) -> bool:
        """Look once; True when a port came or went meanwhile, which ends it: what is new is asked at once."""
        import asyncio

        self._round = looking = asyncio.ensure_future(self._looked(watch))
        changing = asyncio.ensure_future(changes.changed(_LONG))
        try:
            await asyncio.wait({looking, changing}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            self._round = None
            looking.cancel()
            changing.cancel()
            await asyncio.wait({looking, changing})
        if not looking.cancelled():
            if (problem := looking.exception()) is not None:
                _LOG.error("looking for devices failed", exc_info=problem)
            else:
                self._post_found(looking.result())
        return not changing.cancelled() and changing.result()

    async def _looked(self, watch: Watch) -> tuple[Found, ...]:
        found = await watch.round(lambda met: self.tasks.post(partial(self.saw, met)), ROUND_SECONDS)
        await self._read_files(found, watch)
        return found

    async def _read_files(self, found: tuple[Found, ...], watch: Watch) -> None:
        """What speaks SMP and knows no license return may have its vendor's files; each is looked through once."""
        from retour.returns.opaque.library import profiles
        from retour.returns.opaque.plugged import by_files

        strangers = tuple(each.address for each in found if each.problem and each.problem.code == "no-license-return")
        if strangers == self._strangers:
            return
        assert self._work is not None
        await watch.rest()  # a port that is just being asked cannot be opened a second time
        self._filed = await by_files(found, profiles(self._work.journal.folder))
        self._strangers = strangers
        self._post_plugged()

    async def _look_at_drives(self) -> None:
        """Devices that show themselves as a drive; nobody holds a line to them, so this waits for no job."""
        from asyncio import sleep

        from retour.errors import RetourError
        from retour.link.places.drives import MOUNTS
        from retour.returns.opaque.library import profiles
        from retour.returns.opaque.plugged import plugged_in

        assert self._work is not None
        while True:
            try:
                seen = await plugged_in(profiles(self._work.journal.folder), self.mounts or MOUNTS)
            except (OSError, RetourError):
                _LOG.exception("looking for drives failed")
            else:
                self._drives = seen
                self._post_plugged()
            await sleep(DRIVES_SECONDS)

    def _post_plugged(self) -> None:
        self.tasks.post(partial(self._took_plugged, self._drives + self._filed))

    def _took_plugged(self, seen: tuple[Plugged, ...]) -> None:
        changed = _shown(seen) != _shown(self.plugged)
        self.plugged = seen
        if changed:
            self.found_changed.emit()

    def _post_found(self, found: tuple[Found, ...]) -> None:
        self.tasks.post(partial(self._took_found, self._without_files(found)))

    def _without_files(self, found: tuple[Found, ...]) -> tuple[Found, ...]:
        read = {each.address for each in self._filed}
        return tuple(each for each in found if each.address not in read)

    def _took_found(self, found: tuple[Found, ...]) -> None:
        changed = _essence(found) != _essence(self.found)
        self.found, self.looked = found, True
        if changed:
            self.found_changed.emit()
        self.rounds.emit()

    def _took_present(self, found: tuple[Found, ...]) -> None:
        if self.looked and _essence(found) != _essence(self.found):
            self.found = found
            self.found_changed.emit()

    def _read_cases(self) -> None:
        if self._work is None:
            return
        cases = self._work.journal.cases()
        self.tasks.post(lambda: self._took_cases(cases))

    def _took_cases(self, cases: tuple[Open, ...]) -> None:
        if cases != self.cases or not self.read:
            self.cases, self.read = cases, True
            self.cases_changed.emit()

    def _told(self, state: LineState) -> None:
        self.tasks.post(partial(self._took_waiting, state.value != "connected"))

    def _took_waiting(self, waiting: bool) -> None:
        if waiting != self.waiting:
            self.waiting = waiting
            self.found_changed.emit()

    def _progress(self, done: int, total: int) -> None:
        self.tasks.post(lambda: self.progressed.emit(done, total))


def _shown(plugged: tuple[Plugged, ...]) -> list[tuple[object, ...]]:
    """What a person can see of the drives."""
    return [(each.address, each.profile, each.seen, each.problem and each.problem.code) for each in plugged]


def _essence(found: tuple[Found, ...]) -> list[tuple[object, ...]]:
    """What a person can see of what was found; two errors that say the same are the same."""
    return [(each.address, each.identity, each.problem and each.problem.what) for each in found]
