"""The one way off the UI thread: results on the UI thread, in order, `ended` last, nothing after close."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from PySide6.QtCore import QThread
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from retour.errors import Refused, RetourError
from retour_gui.tasks import Task, Tasks

REFUSED = Refused("no", "It was refused.", "Nothing was changed.", "Try another.")


@dataclass
class Heard:
    """What was called on the UI thread, in order."""

    calls: list[object] = field(default_factory=list)
    errors: list[RetourError] = field(default_factory=list)

    def done(self, result: object) -> None:
        self._here(result)

    def failed(self, error: RetourError) -> None:
        self.errors.append(error)
        self._here(error.code)

    def ended(self) -> None:
        self._here("ended")

    def _here(self, what: object) -> None:
        application = QApplication.instance()
        assert application is not None
        assert QThread.currentThread() == application.thread()
        self.calls.append(what)


@pytest.fixture
def tasks(qtbot: QtBot) -> Iterator[Tasks]:
    made = Tasks()
    yield made
    made.close()


@pytest.fixture
def heard() -> Heard:
    return Heard()


async def forever() -> None:
    await asyncio.Event().wait()


def start(tasks: Tasks, heard: Heard, outcome: object = "result") -> Task:
    async def job() -> object:
        await asyncio.sleep(0)
        if isinstance(outcome, Exception):
            raise outcome
        return outcome

    return tasks.start(job, heard.done, heard.failed, heard.ended)


def workers() -> list[threading.Thread]:
    return [thread for thread in threading.enumerate() if thread.name == "retour-work"]


@pytest.mark.parametrize(
    ("outcome", "told"),
    [("result", "result"), (REFUSED, "no"), (ValueError("a defect"), "defect"), (None, None)],
    ids=["result", "refused", "defect", "nothing"],
)
def test_how_it_went_is_told_on_the_ui_thread_and_its_end_last(
    tasks: Tasks, heard: Heard, qtbot: QtBot, outcome: object, told: object
) -> None:
    start(tasks, heard, outcome)
    assert heard.calls == [], "never before `start` has returned"
    qtbot.waitUntil(lambda: len(heard.calls) == 2)
    assert heard.calls == [told, "ended"]


def test_a_defect_says_what_is_safe_and_keeps_what_support_needs(tasks: Tasks, heard: Heard, qtbot: QtBot) -> None:
    start(tasks, heard, ZeroDivisionError("by zero"))
    qtbot.waitUntil(lambda: "ended" in heard.calls)
    (error,) = heard.errors
    assert all(line.endswith(".") for line in (error.what, error.safe, error.todo))
    assert error.details == {"kind": "ZeroDivisionError", "text": "by zero"}


def test_cancelled_tells_nothing_but_its_end(tasks: Tasks, heard: Heard, qtbot: QtBot) -> None:
    waits = threading.Event()

    async def job() -> None:
        waits.set()
        await forever()

    task = tasks.start(job, heard.done, heard.failed, heard.ended)
    assert waits.wait(5)
    task.cancel()
    task.cancel()
    qtbot.waitUntil(lambda: heard.calls == ["ended"])


def test_cancelled_before_it_began_ends_too(tasks: Tasks, heard: Heard, qtbot: QtBot) -> None:
    for _ in range(50):
        tasks.start(forever, heard.done, heard.failed, heard.ended).cancel()
    qtbot.waitUntil(lambda: heard.calls == ["ended"] * 50)


def test_the_end_comes_when_the_job_has_really_ended(tasks: Tasks, heard: Heard, qtbot: QtBot) -> None:
    """What a job does on its way out is over before the next one begins."""
    waits, may_end, gone = threading.Event(), threading.Event(), []

    async def job() -> None:
        try:
            waits.set()
            await forever()
        finally:
            while not may_end.is_set():  # noqa: ASYNC110 - set by another thread
                await asyncio.sleep(0.001)
            gone.append(1)

    task = tasks.start(job, heard.done, heard.failed, lambda: heard.done(tuple(gone)))
    assert waits.wait(5)
    task.cancel()
    QTest.qWait(20)
    assert heard.calls == []
    may_end.set()
    qtbot.waitUntil(lambda: heard.calls == [(1,)])


def test_cancelling_what_is_over_changes_nothing(tasks: Tasks, heard: Heard, qtbot: QtBot) -> None:
    task = start(tasks, heard)
    qtbot.waitUntil(lambda: len(heard.calls) == 2)
    task.cancel()
    QTest.qWait(10)
    assert heard.calls == ["result", "ended"]


def test_many_at_once_each_end_once_and_in_their_order(tasks: Tasks, heard: Heard, qtbot: QtBot) -> None:
    for number in range(200):

        def ended(number: int = number) -> None:
            heard.calls.append(("ended", number))

        async def job(number: int = number) -> int:
            await asyncio.sleep(0.0001 * (number % 7))
            return number

        tasks.start(job, heard.done, heard.failed, ended)
    qtbot.waitUntil(lambda: len(heard.calls) == 400)
    for number in range(200):
        assert heard.calls.index(number) < heard.calls.index(("ended", number))


def test_what_is_posted_comes_in_order(tasks: Tasks, heard: Heard, qtbot: QtBot) -> None:
    async def job() -> int:
        for number in range(100):
            tasks.post(lambda number=number: heard.done(number))  # type: ignore[misc]
        return 100

    tasks.start(job, heard.done, heard.failed, heard.ended)
    qtbot.waitUntil(lambda: len(heard.calls) == 102)
    assert heard.calls == [*range(101), "ended"]


def test_one_thread_serves_all_and_none_is_started_for_nothing(heard: Heard, qtbot: QtBot) -> None:
    before = len(workers())
    tasks = Tasks()
    assert len(workers()) == before
    for _ in range(5):
        start(tasks, heard)
    assert len(workers()) == before + 1
    tasks.close()
    assert len(workers()) == before


def test_closing_cancels_what_runs_and_tells_nobody(tasks: Tasks, heard: Heard, qtbot: QtBot) -> None:
    waits, undone = threading.Event(), threading.Event()

    async def job() -> None:
        try:
            waits.set()
            await forever()
        finally:
            undone.set()

    tasks.start(job, heard.done, heard.failed, heard.ended)
    assert waits.wait(5)
    began = time.monotonic()
    tasks.close()
    assert time.monotonic() - began < 1
    assert undone.is_set(), "what a job does on its way out is done"
    assert workers() == []
    QTest.qWait(10)
    assert heard.calls == []


def test_nothing_is_told_after_close_that_was_under_way_before(tasks: Tasks, heard: Heard, qtbot: QtBot) -> None:
    told = threading.Event()

    async def job() -> None:
        told.set()

    tasks.start(job, heard.done, heard.failed, heard.ended)
    assert told.wait(5)
    tasks.close()
    tasks.close()
    QTest.qWait(10)
    assert heard.calls == []


def test_starting_after_close_does_nothing(tasks: Tasks, heard: Heard, qtbot: QtBot) -> None:
    start(tasks, heard)
    tasks.close()
    start(tasks, heard).cancel()
    tasks.post(heard.ended)
    fresh = Tasks()
    fresh.close()
    start(fresh, heard)
    QTest.qWait(10)
    assert heard.calls == []
    assert workers() == []


def test_a_job_that_will_not_end_does_not_hold_the_window(
    tasks: Tasks, heard: Heard, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("retour_gui.tasks._CLOSING_SECONDS", 0.05)
    waits, may_end = threading.Event(), threading.Event()

    async def job() -> None:
        waits.set()
        may_end.wait()  # a disk that does not answer

    task = tasks.start(job, heard.done, heard.failed, heard.ended)
    assert waits.wait(5)
    began = time.monotonic()
    tasks.close()
    assert time.monotonic() - began < 1
    may_end.set()
    for thread in workers():
        thread.join(5)
    assert workers() == []
    task.cancel()
    QTest.qWait(10)
    assert heard.calls == []
