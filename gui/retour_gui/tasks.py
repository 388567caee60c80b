"""The one way off the UI thread: a worker thread with its own asyncio loop; results come back as calls.

Cancelling is not an error: a cancelled task calls neither `done` nor `failed`.
asyncio is loaded and the thread started with the first task: the window's first paint waits for neither.
"""

from __future__ import annotations

import contextlib
import logging
import threading
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from PySide6.QtCore import QCoreApplication, QObject, Qt, Signal, Slot

from retour.errors import RetourError

if TYPE_CHECKING:
    from asyncio import AbstractEventLoop
    from concurrent.futures import Future

_T = TypeVar("_T")
_LOG = logging.getLogger("retour.window")
_CLOSING_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Task:
    """Something under way on the worker thread."""

    _future: Future[None]

    def cancel(self) -> None:
        """End it at its next wait; what it wrote so far stays and can be repeated."""
        self._future.cancel()


class Tasks(QObject):
    """Starts coroutines on the worker thread. Make it, use it and close it on the UI thread."""

    _arrived = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._arrived.connect(self._call, Qt.ConnectionType.QueuedConnection)
        self._worker: tuple[AbstractEventLoop, threading.Thread] | None = None
        self._closed = False

    def start(
        self,
        job: Callable[[], Coroutine[None, None, _T]],
        done: Callable[[_T], None],
        failed: Callable[[RetourError], None],
        ended: Callable[[], None] | None = None,
    ) -> Task:
        """Run `job` on the worker. `ended` comes last in every case, also after a cancellation."""
        from asyncio import run_coroutine_threadsafe
        from concurrent.futures import Future

        if self._closed:  # what was queued for a window that is closing: it never begins
            return Task(Future())
        return Task(run_coroutine_threadsafe(self._settle(job, done, failed, ended), self._begun()))

    def post(self, call: Callable[[], None]) -> None:
        """Have something called on the UI thread; safe from any thread."""
        if not self._closed:
            with contextlib.suppress(RuntimeError):  # the window may close in between
                self._arrived.emit(call)

    def close(self) -> None:
        """Cancel everything and wait for the worker to end."""
        if self._closed:
            return
        self._closed = True
        if self._worker is not None:
            from asyncio import run_coroutine_threadsafe

            loop, thread = self._worker
            run_coroutine_threadsafe(self._end(), loop)
            thread.join(_CLOSING_SECONDS)

    def _begun(self) -> AbstractEventLoop:
        if self._worker is None:
            from asyncio import new_event_loop

            loop = new_event_loop()
            thread = threading.Thread(target=_run, args=(loop,), name="retour-work", daemon=True)
            self._worker = loop, thread
            thread.start()
        return self._worker[0]

    async def _settle(
        self,
        job: Callable[[], Coroutine[None, None, _T]],
        done: Callable[[_T], None],
        failed: Callable[[RetourError], None],
        ended: Callable[[], None] | None,
    ) -> None:
        try:
            result = await job()
        except RetourError as error:
            problem = error
            self.post(lambda: failed(problem))
        except Exception as error:  # noqa: BLE001 - a defect of ours must reach the person, not vanish in a thread
            _LOG.exception("unexpected")
            unforeseen = defect(error)
            self.post(lambda: failed(unforeseen))
        else:
            self.post(lambda: done(result))
        finally:
            if ended is not None:
                self.post(ended)

    async def _end(self) -> None:
        import asyncio

        others = asyncio.all_tasks() - {asyncio.current_task()}
        for task in others:
            task.cancel()
        await asyncio.gather(*others, return_exceptions=True)
        asyncio.get_running_loop().stop()

    @Slot(object)
    def _call(self, call: Callable[[], None]) -> None:
        if not self._closed:
            call()


def _run(loop: AbstractEventLoop) -> None:
    from asyncio import set_event_loop

    set_event_loop(loop)
    try:
        loop.run_forever()
    finally:
        loop.close()


def defect(error: Exception) -> RetourError:
    """A mistake of ours, told to the person."""
    return RetourError(
        "defect",
        QCoreApplication.translate("Tasks", "Something went wrong inside Retour."),
        QCoreApplication.translate("Tasks", "What was recorded so far is safe in the journal."),
        QCoreApplication.translate(
            "Tasks",
            "Repeat the step. If it fails again, save a report (menu, Report for support) and send it to support.",
        ),
        kind=type(error).__name__,
        text=str(error),
    )
