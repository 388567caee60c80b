"""Reading on a thread: only the newest frame waits, pictures go first, nothing of it holds up the window."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from retour.airgap.scanning import Scan, Sight
from retour.airgap.showing import Density, plan
from retour.airgap.symbols.eyes import Eyes
from retour.airgap.symbols.picture import Picture
from retour.errors import NotReached
from retour_gui.scan.canvas import picture_of
from retour_gui.scan.looker import Look, Looker, PicturesRead
from tests.gui.cameras import frame_of
from tests.gui.scan.screens import noise, seen, wall


class Held(Scan):
    """A scan that waits until it is let go on."""

    def __init__(self) -> None:
        super().__init__(Eyes())
        self.gate = threading.Event()
        self.fed: list[Picture] = []

    def feed(self, picture: Picture) -> Sight:
        self.gate.wait(10)
        self.fed.append(picture)
        return super().feed(picture)


@pytest.fixture
def held() -> Held:
    return Held()


@pytest.fixture
def looker(qtbot: QtBot, held: Held) -> Iterator[Looker]:
    made = Looker(lambda: (held, ""))
    yield made
    held.gate.set()
    made.close()


def test_only_the_newest_frame_waits(qtbot: QtBot, looker: Looker, held: Held) -> None:
    showing = plan(noise(4000))
    frames = [frame_of(seen(showing.symbol(index))) for index in range(6)]
    looks: list[Look] = []
    looker.looked.connect(looks.append)
    looker.offer(frames[0])
    qtbot.waitUntil(lambda: looker._frame is None)
    for frame in frames[1:]:
        looker.offer(frame)
    held.gate.set()
    qtbot.waitUntil(lambda: len(held.fed) == 2)
    qtbot.wait(50)
    assert len(held.fed) == 2, "the first, which was under way, and the last"
    assert looks[-1].progress is not None
    assert looks[-1].progress.recovered == 2
    assert looks[-1].ours
    assert not looks[-1].strange


def test_the_outline_is_where_the_code_is(qtbot: QtBot, looker: Looker, held: Held) -> None:
    held.gate.set()
    symbol = plan(noise(4000)).symbol(0)
    with qtbot.waitSignal(looker.looked) as waited:
        looker.offer(frame_of(seen(symbol, 5)))
    look = waited.args[0]
    assert look.preview.width() == 960
    (corners,) = look.outlines
    half = symbol.size * 5 / 2 * 0.75
    wanted = {(480 - half, 270 - half), (480 + half, 270 - half), (480 + half, 270 + half), (480 - half, 270 + half)}
    for x, y in corners:
        assert min(abs(x - a) + abs(y - b) for a, b in wanted) < 8


def test_pictures_of_any_kind_in_any_order(qtbot: QtBot, looker: Looker, held: Held, tmp_path: Path) -> None:
    held.gate.set()
    data = noise(3000)
    showing = plan(data, Density.V20)
    paths = []
    for index in range(showing.fragments):
        path = tmp_path / f"{index}.png"
        picture_of(showing.symbol(index)).scaled(600, 600).save(str(path))
        paths.append(path)
    with qtbot.waitSignal(looker.pictures) as waited:
        looker.read((paths[3], paths[0]))
    read = waited.args[0]
    assert isinstance(read, PicturesRead)
    assert read.progress is not None
    assert read.progress.missing == tuple(n for n in range(1, showing.fragments + 1) if n not in (1, 4))
    bad = tmp_path / "bad.png"
    bad.write_bytes(b"\x89PNG\r\n\x1a\n nothing")
    pasted = picture_of(showing.symbol(1)).scaled(600, 600)
    with qtbot.waitSignal(looker.pictures) as waited:
        looker.read((bad, QImage(pasted), *paths[2:]))
    read = waited.args[0]
    assert [each.code for each in read.problems]
    assert read.progress is not None
    assert read.progress.data == data, "a bad picture among them costs nothing"


def test_nothing_that_reads_is_told_once(qtbot: QtBot) -> None:
    def none() -> tuple[Scan, str]:
        raise NotReached("no-reader", "a", "b", "c")

    made = Looker(none)
    with qtbot.waitSignal(made.broke) as waited:
        pass
    assert waited.args[0].code == "no-reader"
    made.close()


def test_closing_does_not_wait_for_what_is_left(qtbot: QtBot, looker: Looker, held: Held, tmp_path: Path) -> None:
    path = tmp_path / "one.png"
    picture_of(plan(noise(100)).symbol(0)).scaled(400, 400).save(str(path))
    looker.read((path,) * 500)
    looker.offer(frame_of(wall()))
    looker.close()
    held.gate.set()
    qtbot.waitUntil(lambda: not looker._thread.is_alive())
    assert len(held.fed) < 100


def test_a_message_that_is_whole_waits_for_a_busy_window(
    qtbot: QtBot, looker: Looker, held: Held, tmp_path: Path
) -> None:
    held.gate.set()
    whole, part = tmp_path / "whole.png", tmp_path / "part.png"
    data = noise(200)
    picture_of(plan(data).symbol(0)).scaled(500, 500).save(str(whole))
    picture_of(plan(noise(4000)).symbol(0)).scaled(600, 600).save(str(part))
    looks: list[Look] = []
    looker.looked.connect(looks.append)
    looker.read((whole, part))
    time.sleep(0.8)  # the window is held up
    with qtbot.waitSignal(looker.pictures) as waited:
        pass
    assert waited.args[0].whole == (data,)
    assert any(look.whole for look in looks)


def test_several_messages_of_one_drop_all_come(qtbot: QtBot, looker: Looker, held: Held, tmp_path: Path) -> None:
    held.gate.set()
    paths = []
    for seed in range(3):
        paths.append(tmp_path / f"{seed}.png")
        picture_of(plan(noise(100, seed)).symbol(0)).scaled(500, 500).save(str(paths[-1]))
    with qtbot.waitSignal(looker.pictures) as waited:
        looker.read(tuple(paths))
    assert waited.args[0].whole == tuple(noise(100, seed) for seed in range(3))


def test_a_defect_ends_the_pictures_with_words(
    qtbot: QtBot, looker: Looker, held: Held, monkeypatch: pytest.MonkeyPatch
) -> None:
    held.gate.set()
    monkeypatch.setattr(held, "feed", lambda _: 1 / 0)
    with qtbot.waitSignal(looker.pictures) as waited:
        looker.read((QImage(20, 20, QImage.Format.Format_Grayscale8),))
    assert [each.code for each in waited.args[0].problems] == ["defect"]


def test_pictures_can_be_stopped(qtbot: QtBot, looker: Looker, held: Held) -> None:
    image = QImage(20, 20, QImage.Format.Format_Grayscale8)
    image.fill(255)
    looker.read((image,) * 500)
    looker.stop_pictures()
    with qtbot.waitSignal(looker.pictures):
        held.gate.set()
    assert len(held.fed) < 3
