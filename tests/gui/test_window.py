"""The window as a whole: what a person does in the middle of something, and what is shown when something is broken."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog
from pytestqt.qtbot import QtBot

from retour.programs import PortalClient
from retour.returns.case import Replaced, Stage
from retour.returns.flow import STEPS, Step
from retour.returns.journal import Journal
from retour.returns.ways import Way
from retour_gui.pages import ReportPage, SettingsPage
from retour_gui.theme.tokens import Scheme
from retour_gui.widgets.filetile import FileTile
from retour_gui.wizard.carry import CarryPage
from tests.gui.person import Person, person
from tests.gui.trip import Trip
from tests.journeys.test_over_http import Desk
from tests.journeys.world import World
from tests.returns.kit import ANSWER, MESSAGE, case, put

HOST = "SN-1"


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    with World(tmp_path / "world") as made:
        made.plug(HOST)
        made.activate(HOST)
        yield made


@pytest.fixture
def portal(world: World) -> Iterator[PortalClient]:
    desk = Desk(world)
    yield desk.client()
    desk.stop()


@pytest.fixture
def somebody(world: World, qtbot: QtBot) -> Iterator[Person]:
    with person(world.place / "laptop") as made:
        yield made
        made.app.language.use("en")  # it belongs to the whole program


@pytest.fixture
def trip(somebody: Person, world: World, portal: PortalClient) -> Trip:
    files = world.place / "files"
    files.mkdir()
    return Trip(somebody, files, portal, Way.CONFIRMED)


def written(home: Path, *stories: tuple[object, ...], age: timedelta = timedelta(0)) -> None:
    """Cases that were begun some time ago: each story is a case and its events."""
    journal = Journal(home, lambda: datetime.now(UTC) - age)
    for of, *events in stories:
        put(journal, replace(of, created=datetime.now(UTC) - age), *events)  # type: ignore[type-var, arg-type]
    journal.close()


def drop(somebody: Person, path: Path) -> None:
    """A file is let go over the window."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    event = QDropEvent(
        QPoint(5, 5), Qt.DropAction.CopyAction, data, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    )
    somebody.window.dropEvent(event)
    assert event.isAccepted()


def speak(somebody: Person, code: str) -> None:
    somebody.app.language.use(code)
    QTest.qWait(20)


def test_language_and_looks_change_in_the_middle_of_every_step(trip: Trip, somebody: Person) -> None:
    somebody.press("Start a return")
    for step in STEPS[Way.CONFIRMED]:
        trip.until(step)
        speak(somebody, "de")
        assert somebody.case.page.step is step
        somebody.sees("Startseite")
        for scheme in Scheme:
            somebody.app.theme.apply(scheme, large=scheme is Scheme.CONTRAST)
            QTest.qWait(5)
        assert somebody.case.page.step is step
        speak(somebody, "en")
        somebody.at(step)
    somebody.sees("5 copies are home")


def test_a_step_that_is_only_looked_at_stays_in_another_language(trip: Trip, somebody: Person) -> None:
    somebody.press("Start a return")
    trip.until(Step.CARRY)
    somebody.case.show_step(Step.ON_DEVICE)
    speak(somebody, "de")
    assert somebody.case.page.step is Step.ON_DEVICE
    speak(somebody, "en")
    somebody.press("Go to: Carry to the portal")
    trip.until(Step.ANSWER)


def test_the_language_is_chosen_on_its_page_and_the_way_back_leads_where_one_came_from(
    trip: Trip, somebody: Person
) -> None:
    somebody.window.show_sheet(SettingsPage)
    speak(somebody, "de")
    somebody.sees("Einstellungen")
    speak(somebody, "en")
    somebody.sees("Settings")
    somebody.press("Back")
    somebody.press("Start a return")
    trip.until(Step.WHAT)
    somebody.window.show_sheet(SettingsPage)
    speak(somebody, "de")
    somebody.sees("Einstellungen")
    speak(somebody, "en")
    somebody.press("Back")
    somebody.at(Step.WHAT)
    assert somebody.window.stack.count() == 2, "pages of before are gone"


@pytest.mark.parametrize("way", [Way.ONE_TRIP, Way.CONFIRMED])
def test_leaving_and_looking_around_is_possible_on_every_page(trip: Trip, somebody: Person, way: Way) -> None:
    trip.way = way
    somebody.press("Start a return")
    for step in STEPS[way]:
        trip.until(step)
        somebody.press("I must leave now")
        somebody.sees("Nothing was changed" if somebody.case.model.open is None else "Next")
        somebody.press("Back")
        somebody.at(step)
        for other in somebody.case.model.steps:
            somebody.case.rail.visited.emit(other.value)
            assert somebody.case.page.step is other
            assert somebody.case.primary.isVisible() or other is Step.DONE
        somebody.case.show_step(step)
    assert somebody.app.engine.cases[0].state.stage is Stage.DONE


def test_back_goes_step_by_step_to_the_start(trip: Trip, somebody: Person) -> None:
    somebody.press("Start a return")
    trip.until(Step.CARRY)
    for step in (Step.ASK, Step.WHAT, Step.ON_DEVICE, Step.CONNECT):
        somebody.press("Back")
        assert somebody.case.page.step is step
    somebody.press("Back")
    somebody.sees("Cases")
    assert somebody.window.case is None


def test_home_says_age_place_and_next_step_and_waiting_cases_come_first(tmp_path: Path, qtbot: QtBot) -> None:
    home = tmp_path / "laptop"
    written(
        home,
        (case(Way.ONE_TRIP, number="R-1"), MESSAGE),
        (case(number="R-2"), MESSAGE, ANSWER),
        (case(number="R-3"), MESSAGE, Replaced("R-2")),
        age=timedelta(days=3),
    )
    with person(home) as somebody:
        somebody.sees("R-1 · 3 days ago")
        somebody.sees("Take the proof of SN-4711 to the portal")
        somebody.sees("Connect SN-4711 and bring it the answer")
        somebody.sees("1 finished case")
        assert not somebody.can_press("Delete case R-3"), "finished ones are folded away"
        somebody.press("Go on with case R-2")
        somebody.at(Step.APPLY)
        somebody.window.show_home()
        somebody.press("1 finished case")
        somebody.press("Go on with case R-3")
        somebody.at(Step.DONE)
        somebody.sees("R-2")


def test_deleting_asks_in_the_card_and_can_be_taken_back(tmp_path: Path, qtbot: QtBot) -> None:
    home = tmp_path / "laptop"
    written(home, (case(number="R-3"), MESSAGE, Replaced("R-2")))
    with person(home) as somebody:
        somebody.press("1 finished case")
        somebody.press("Delete case R-3")
        somebody.sees("Delete case R-3?")
        somebody.press("Keep it")
        somebody.press("Delete case R-3")
        somebody.press("Delete it")
        somebody.wait(lambda: somebody.app.engine.cases == (), "the case to go")
        somebody.sees("Bring licenses home")


def test_giving_up_asks_in_the_card_and_the_device(world: World, tmp_path: Path, qtbot: QtBot) -> None:
    """Half-way only the device knows whether it removed anything; the stranger of this case is not here to say so."""
    home = tmp_path / "laptop"
    written(home, (case(number="R-1"), MESSAGE), (case(Way.ONE_TRIP, number="R-2"),))
    with person(home) as somebody:
        somebody.press("Give up case R-1")
        somebody.press("Keep it")
        somebody.press("Give up case R-1")
        somebody.press("Give it up")
        somebody.sees("1 finished case")
        somebody.press("Give up case R-2")
        somebody.press("Give it up")
        somebody.told("device-not-found")
        assert [each.state.stage for each in somebody.app.engine.cases] == [Stage.PLANNED, Stage.ABANDONED]
        somebody.sees("Give up case R-2")


def test_asking_is_cancelled_at_the_button_and_goes_on_later(tmp_path: Path, qtbot: QtBot) -> None:
    with World(tmp_path / "world") as world:
        world.plug(HOST, needs="local")
        world.activate(HOST)
        with person(world.place / "laptop") as somebody:
            somebody.press("Return its licenses")
            somebody.press("Choose what comes home")
            somebody.press("Move")
            somebody.press("Review the removal")
            somebody.press("working on SN")
            somebody.press("Remove 5 copies and sign")
            somebody.sees("Press the button on the device now")
            assert somebody.case.working.isVisible()
            somebody.press("Cancel")
            somebody.at(Step.REMOVE)
            somebody.sees("was asked on")
            assert world.held(HOST) == {"ACT-AAAA": 3, "ACT-BBBB": 2}
            somebody.press("Start page")
            somebody.press("Go on with R-")
            somebody.at(Step.REMOVE)


def test_the_next_device_starts_at_the_beginning(trip: Trip, somebody: Person) -> None:
    trip.way = Way.ONE_TRIP
    somebody.press("Start a return")
    trip.until(Step.DONE)
    somebody.press("Next device")
    somebody.at(Step.CONNECT)
    assert somebody.case.model.open is None


def test_the_answer_dropped_on_home_opens_its_case(trip: Trip, somebody: Person) -> None:
    somebody.press("Start a return")
    trip.until(Step.ANSWER)
    (answer,) = trip.stick.glob("*_answer.retour")
    somebody.press("Start page")
    drop(somebody, answer)
    somebody.at(Step.APPLY)
    somebody.sees(f"{answer.name} is genuine")


def test_the_answer_dropped_where_it_is_asked_for(trip: Trip, somebody: Person) -> None:
    somebody.press("Start a return")
    trip.until(Step.ANSWER)
    (answer,) = trip.stick.glob("*_answer.retour")
    drop(somebody, answer)
    somebody.at(Step.APPLY)


def test_an_answer_that_brings_nothing_new_is_not_called_the_answer(trip: Trip, somebody: Person) -> None:
    """The stick still holds the answer that the device has processed."""
    somebody.press("Start a return")
    trip.until(Step.ANSWER)
    (old,) = trip.stick.glob("*_answer.retour")
    kept = trip.stick.parent / "kept_answer.retour"
    kept.write_bytes(old.read_bytes())
    trip.until(Step.RECEIPT)
    somebody.open_answer(kept)
    somebody.sees("It is not to the newest file of this device.")
    somebody.sees("It does not bring this case on")
    somebody.at(Step.RECEIPT)
    trip.until(Step.DONE)


def test_a_file_that_is_dragged_out_has_crossed(trip: Trip, somebody: Person) -> None:
    trip.way = Way.ONE_TRIP
    somebody.press("Start a return")
    trip.until(Step.CARRY)
    somebody.wait(lambda: bool(somebody.case.page.findChildren(FileTile)), "the tile")
    (tile,) = somebody.case.page.findChildren(FileTile)
    assert tile._file().read_bytes()[:1] == b"\xd2"
    number = somebody.app.engine.cases[0].case.number
    journal = Journal(trip.stick.parent / "laptop", lambda: datetime.now(UTC))
    somebody.wait(lambda: [each.place for each in journal.crossings(number)] == ["dragged"], "the crossing")
    journal.close()


@pytest.mark.parametrize(
    ("options", "then", "fill", "code"),
    [("size=16k", "rw", 16384, "stick-full"), ("size=64k", "ro", 0, "stick-read-only"), ("", "", 0, "no-folder")],
    ids=["full", "read-only", "gone"],
)
def test_a_file_that_cannot_be_saved(
    trip: Trip, somebody: Person, medium: Callable[..., Path], options: str, then: str, fill: int, code: str
) -> None:
    trip.way = Way.ONE_TRIP
    somebody.press("Start a return")
    trip.until(Step.CARRY)
    page = somebody.case.page
    assert isinstance(page, CarryPage)
    page.save_to(medium(options, then, fill) / "x.retour" if options else trip.stick / "gone" / "x.retour")
    somebody.told(code)
    somebody.at(Step.CARRY)
    assert somebody.can_press("Save file"), "nobody says that it is handed over"
    trip.until(Step.RECEIPT)


def test_leaving_a_page_while_its_file_is_made_or_its_answer_judged(trip: Trip, somebody: Person) -> None:
    somebody.press("Start a return")
    trip.until(Step.ANSWER)
    (answer,) = trip.stick.glob("*_answer.retour")
    for _ in range(3):
        somebody.case.show_step(Step.CARRY)
        somebody.window.show_home()
        QTest.qWait(20)
        somebody.press("Go on with R-")
        somebody.at(Step.ANSWER)
    somebody.open_answer(answer)
    somebody.window.show_home()
    somebody.wait(lambda: somebody.app.engine.cases[0].state.stage is not Stage.REQUEST_HELD, "what was asked for")
    somebody.window.show_sheet(ReportPage)
    somebody.window.show_home()
    QTest.qWait(200)


def test_dialogs_open_and_close(trip: Trip, somebody: Person) -> None:
    somebody.window._home.brings.emit()
    (dialog,) = somebody.window.findChildren(QFileDialog)
    assert dialog.isVisible()
    dialog.reject()
    assert somebody.window.case is None


def test_a_journal_that_cannot_be_used_is_told(tmp_path: Path, qtbot: QtBot) -> None:
    home = tmp_path / "laptop"
    home.mkdir()
    (home / "journal.db").write_bytes(b"no database" * 500)
    with person(home) as somebody:
        somebody.told("journal")
        assert not any("Bring licenses home" in line for line in somebody.screen().splitlines()), "not empty: unread"


def test_closing_while_a_job_runs_ends_everything(trip: Trip, somebody: Person, world: World) -> None:
    somebody.press("Start a return")
    trip.until(Step.ASK)
    somebody.press("Sign the request")
    began = time.monotonic()
    somebody.window.close()
    assert time.monotonic() - began < 5
    with person(world.place / "laptop") as again:
        again.wait(lambda: again.app.engine.read, "the cases")
        assert len(again.app.engine.cases) <= 2
