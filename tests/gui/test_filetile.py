"""Files that are given and taken by hand."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QAccessible, QDragEnterEvent, QDragLeaveEvent, QDropEvent, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from retour_gui.theme import Scheme, Theme
from retour_gui.widgets.filetile import DropArea, FileTile, groups
from retour_gui.widgets.text import Text

SHA = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
COPY = Qt.DropAction.CopyAction
LEFT = Qt.MouseButton.LeftButton
PLAIN = Qt.KeyboardModifier.NoModifier


@pytest.fixture(autouse=True)
def _theme(qapp: QApplication) -> None:
    Theme(qapp).apply(Scheme.LIGHT, large=False)


@pytest.fixture
def area(qtbot: QtBot) -> DropArea:
    area = DropArea("Drop the answer here, or press to &choose it", "One file")
    qtbot.addWidget(area)
    area.show()
    return area


def urls(*paths: Path | str) -> QMimeData:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) if isinstance(path, Path) else QUrl(path) for path in paths])
    return data


def test_a_tile_says_its_facts_and_copies_its_file(qtbot: QtBot, tmp_path: Path) -> None:
    made: list[Path] = []

    def file() -> Path:
        made.append(tmp_path / "request.retour")
        made[-1].write_bytes(b"proof")
        return made[-1]

    tile = FileTile("request.retour", 5, SHA, file)
    qtbot.addWidget(tile)
    tile.show()
    spoken = QAccessible.queryAccessibleInterface(tile)
    assert spoken is not None
    assert spoken.text(QAccessible.Text.Name) == "File request.retour, 5 bytes, SHA-256 starts with 9f86 d081"
    assert made == []
    QTest.keyClick(tile, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    copied = QGuiApplication.clipboard().mimeData()
    assert [Path(url.toLocalFile()).read_bytes() for url in copied.urls()] == [b"proof"]
    tile.fold.set_open(True)
    assert groups(SHA) in [text.text() for text in tile.findChildren(Text) if text.isVisible()]


def test_digests_stand_in_groups_of_four() -> None:
    assert groups(SHA, 8) == "9f86 d081"
    assert groups(SHA).replace(" ", "") == SHA
    assert {len(group) for group in groups(SHA).split()} == {4}


def test_one_file_is_taken_by_drop(qtbot: QtBot, area: DropArea, tmp_path: Path) -> None:
    answer = tmp_path / "answer.retour"
    answer.write_bytes(b"answer")
    data = urls(answer)
    enter = QDragEnterEvent(QPoint(5, 5), COPY, data, LEFT, PLAIN)
    area.dragEnterEvent(enter)
    assert enter.isAccepted()
    area.dragLeaveEvent(QDragLeaveEvent())
    with qtbot.waitSignal(area.dropped, timeout=100) as taken:
        area.dropEvent(QDropEvent(QPointF(5, 5), COPY, data, LEFT, PLAIN))
    assert taken.args == [answer]


def test_one_file_is_taken_by_paste(qtbot: QtBot, area: DropArea, tmp_path: Path) -> None:
    answer = tmp_path / "Antwort für SN 4711.retour"
    answer.write_bytes(b"answer")
    QGuiApplication.clipboard().setMimeData(urls(answer))
    with qtbot.waitSignal(area.dropped, timeout=100) as taken:
        QTest.keyClick(area, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert taken.args == [answer]


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space])
def test_a_key_asks_for_the_file(qtbot: QtBot, area: DropArea, key: Qt.Key) -> None:
    with qtbot.waitSignal(area.browse, timeout=100):
        QTest.keyClick(area, key)


def test_what_is_no_single_file_is_refused_with_a_sentence(area: DropArea, tmp_path: Path) -> None:
    heard: list[str] = []
    area.refused.connect(heard.append)
    area.dropped.connect(lambda path: heard.append(f"took {path}"))
    one, other = tmp_path / "a", tmp_path / "b"
    one.touch()
    other.touch()
    text = QMimeData()
    text.setText("words")
    for data in (urls(one, other), text, urls("https://example.com/a"), urls(tmp_path), urls(tmp_path / "gone")):
        area.take(data)
    assert [sentence.split(";")[0].rstrip(".") for sentence in heard] == [
        "These are several files",
        "This is not a file on this computer",
        "This is not a file on this computer",
        "This is a folder or a file that cannot be opened",
        "This is a folder or a file that cannot be opened",
    ]
