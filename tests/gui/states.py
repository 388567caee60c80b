"""What a person does so that a page shows a state, for the pictures: called again for each look."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from retour.returns.flow import Step
from retour_gui.cases.row import CaseRow
from retour_gui.widgets.button import Button, Kind
from retour_gui.widgets.card import Card, Fold
from retour_gui.widgets.choice import Choice
from retour_gui.widgets.filetile import FileTile
from retour_gui.widgets.tick import Tick
from retour_gui.wizard.carry import CarryPage
from tests.gui.person import Person

if TYPE_CHECKING:
    from retour.returns.work import Work


def unfold(somebody: Person) -> None:
    for fold in somebody.window.findChildren(Fold):
        if fold.isVisible():
            fold.set_open(True)


def tick(somebody: Person) -> None:
    for each in somebody.case.page.findChildren(Tick):
        each.setChecked(True)


def choose(somebody: Person, *keys: str) -> None:
    for choice in somebody.case.page.findChildren(Choice):
        for key in keys:
            choice.set_value(key)


def step(somebody: Person, shown: Step) -> Callable[[], None]:
    """Shows the page of a step, also when the view was made anew."""

    def show() -> None:
        if somebody.case.page.step is not shown:
            somebody.case.show_step(shown)

    return show


@contextmanager
def still(somebody: Person) -> Iterator[None]:
    """The line is taken, so that nobody looks at the ports and what was found stays."""
    engine = somebody.app.engine

    async def hold(_: Work) -> None:
        await asyncio.Event().wait()

    task = engine.run(hold, lambda _: None, lambda _: None)
    yield
    task.cancel()


def connected(somebody: Person, *addresses: str) -> None:
    """These devices, and no others, are connected."""
    engine = somebody.app.engine
    engine.also_look_at(*addresses)
    somebody.wait(lambda: {found.address for found in engine.found if found.identity} == set(addresses), f"{addresses}")


def arrived(somebody: Person) -> None:
    """Copies that travel along the strip have come where they go."""
    somebody.wait(lambda: not somebody.case.strip.travelling, "the copies")


def file(somebody: Person) -> None:
    """The file that is carried is on the page, which looks again for sticks."""
    somebody.case.page.refresh()
    somebody.wait(lambda: bool(somebody.case.page.findChildren(FileTile)), "the file")


def save(somebody: Person, folder: Path) -> None:
    """The file is saved, unless the page says that it was."""
    page = somebody.case.page
    assert isinstance(page, CarryPage)
    file(somebody)
    if not any(card.tone == "good" and card.isVisible() for card in page.findChildren(Card)):
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        page.save_to(folder)
    somebody.wait(lambda: any(card.tone == "good" and card.isVisible() for card in page.findChildren(Card)), "saved")


@contextmanager
def busy(somebody: Person) -> Iterator[None]:
    """A long job runs, a third of it done."""
    model, engine = somebody.case.model, somebody.app.engine

    async def hold(_: Work) -> None:
        await asyncio.Event().wait()

    model.run(model.tr("Reading the licenses"), hold)
    engine.progressed.emit(300_000, 900_000)
    yield
    model.cancel()
    somebody.wait(lambda: not model.busy, "the end of it")


def tell(somebody: Person, wrong: Path) -> None:
    """A file that is no answer is opened, and its error unfolded."""
    somebody.open_answer(wrong)
    somebody.told("cut")
    unfold(somebody)


def give_up(somebody: Person) -> None:
    """Press the second button of the only case, unless the question is there."""
    (row,) = (each for each in somebody.window.findChildren(CaseRow) if each.isVisible())
    buttons = [each for each in row.findChildren(Button) if each.isVisible()]
    if all(each.kind is not Kind.DANGER for each in buttons):
        buttons[1].click()
