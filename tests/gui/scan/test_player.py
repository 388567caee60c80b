"""An animated code on the screen: every frame in its turn, at the speed that was chosen, drawn by a thread."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from retour.airgap.showing import Density, Showing, plan
from retour.errors import Refused
from retour_gui.scan.canvas import picture_of
from retour_gui.scan.player import AHEAD, Player
from tests.gui.scan.screens import noise


@pytest.fixture
def showing() -> Showing:
    return plan(noise(3000), Density.V15)


@pytest.fixture
def player(qtbot: QtBot, showing: Showing) -> Iterator[Player]:
    made = Player(lambda: showing, 10)
    yield made
    made.close()


def test_every_frame_comes_in_its_turn(qtbot: QtBot, player: Player, showing: Showing) -> None:
    shown: list[tuple[int, object]] = []
    player.shows.connect(lambda index, image: shown.append((index, image)))
    qtbot.waitUntil(lambda: len(shown) >= 6)
    first = shown[0][0]
    assert [index for index, _ in shown] == list(range(first, first + len(shown)))
    assert all(image == picture_of(showing.symbol(index)) for index, image in shown)


def test_a_pause_stands_still_and_can_be_stepped_through(qtbot: QtBot, player: Player) -> None:
    shown: list[int] = []
    player.shows.connect(lambda index, _: shown.append(index))
    qtbot.waitUntil(lambda: len(shown) >= 2)
    player.pause(True)
    at = player.index
    qtbot.wait(250)
    assert player.index == at
    for by, wanted in ((1, at + 1), (1, at + 2), (-1, at + 1), (-at - 5, 0)):
        player.step(by)
        qtbot.waitUntil(lambda wanted=wanted: shown[-1] == wanted)  # type: ignore[misc]
    player.pause(False)
    qtbot.waitUntil(lambda: shown[-1] == 2)


def test_another_density_begins_anew(qtbot: QtBot, player: Player) -> None:
    other = plan(noise(3000), Density.V30)
    shown: list[tuple[int, object]] = []
    qtbot.waitUntil(lambda: player.index >= 2)
    player.play(lambda: other)
    player.shows.connect(lambda index, image: shown.append((index, image)))
    qtbot.waitUntil(lambda: len(shown) >= 2)
    assert shown[0] == (0, picture_of(other.symbol(0)))


def test_what_is_drawn_ahead_is_bounded(qtbot: QtBot, player: Player) -> None:
    player.pause(True)
    qtbot.wait(300)
    assert len(player._ready) <= AHEAD


def test_closing_ends_the_thread(qtbot: QtBot, showing: Showing) -> None:
    before = threading.active_count()
    made = Player(lambda: showing, 10)
    made.close()
    qtbot.waitUntil(lambda: threading.active_count() == before)


def test_a_slow_thread_leaves_no_frame_out(qtbot: QtBot, showing: Showing, monkeypatch: pytest.MonkeyPatch) -> None:
    real = Showing.symbol

    def slow(self: Showing, index: int) -> object:
        time.sleep(0.15)
        return real(self, index)

    monkeypatch.setattr(Showing, "symbol", slow)
    made = Player(lambda: showing, 10)
    shown: list[int] = []
    made.shows.connect(lambda index, _: shown.append(index))
    qtbot.waitUntil(lambda: len(shown) >= 4)
    made.close()
    assert shown == list(range(len(shown)))


def test_a_plan_that_is_refused_is_told(qtbot: QtBot) -> None:
    def refuse() -> Showing:
        raise Refused("too-large-for-qr", "a", "b", "c")

    made = Player(refuse, 10)
    with qtbot.waitSignal(made.planned) as waited:
        pass
    assert waited.args[0].code == "too-large-for-qr"
    made.close()


def test_nothing_is_told_after_closing(qtbot: QtBot, showing: Showing) -> None:
    gate, heard = threading.Event(), list[object]()

    def held() -> Showing:
        gate.wait(5)
        return showing

    made = Player(held, 10)
    made.planned.connect(heard.append)
    made.close()
    gate.set()
    qtbot.wait(100)
    assert heard == []
    assert not made._thread.is_alive()
