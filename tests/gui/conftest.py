"""The window's pictures: where they go, and the gallery that shows a state in every look."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from tests.gui.looks import Gallery, compiled
from tests.gui.person import Person, person
from tests.journeys.test_over_http import Desk
from tests.journeys.world import World
from tests.shape import shaped as shaped


def pytest_addoption(parser: pytest.Parser) -> None:
    """`--pictures DIR` writes them, in every look; without it the same states are only checked, in a few."""
    parser.addoption("--pictures", metavar="DIR", help="write every page and state of the window as PNG")


@pytest.fixture(scope="session")
def words(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return compiled(tmp_path_factory.mktemp("words"))


@pytest.fixture
def desk(world: World) -> Iterator[Desk]:
    """The portal's desk of a journey's world."""
    made = Desk(world)
    yield made
    made.stop()


@pytest.fixture
def technician(world: World, qtbot: QtBot) -> Iterator[Person]:
    """Somebody before the window on the laptop of a journey's world."""
    with person(world.place / "laptop") as somebody:
        yield somebody


@pytest.fixture
def gallery(qtbot: QtBot, tmp_path: Path, words: Path, request: pytest.FixtureRequest) -> Iterator[Gallery]:
    wanted = request.config.getoption("--pictures", default=None)
    folder = Path(wanted) if wanted else None
    if folder is not None:
        folder.mkdir(parents=True, exist_ok=True)
    with person(tmp_path / "laptop") as somebody:
        made = Gallery(somebody, words, folder)
        yield made
        made.close()
