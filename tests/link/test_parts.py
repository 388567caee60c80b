"""Beginnings of transfers: kept, gone on with, forgotten, and never in the way."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retour.link.parts import FolderParts, MemoryParts, Parts

BOTH = pytest.mark.parametrize("make", [lambda folder: MemoryParts(), FolderParts], ids=["memory", "folder"])
Make = Callable[[Path], Parts]


@BOTH
def test_a_transfer_is_kept_piece_by_piece_until_it_is_dropped(make: Make, tmp_path: Path) -> None:
    parts = make(tmp_path / "new" / "parts")
    assert parts.load("a") == b""
    parts.add("a", 0, b"one")
    parts.add("a", 3, b"two")
    parts.add("b", 0, b"other")
    assert (parts.load("a"), parts.load("b")) == (b"onetwo", b"other")
    parts.add("a", 2, b"E")
    assert parts.load("a") == b"onE"
    parts.add("a", 0, b"anew")
    assert parts.load("a") == b"anew"
    parts.drop("a")
    parts.drop("a")
    assert (parts.load("a"), parts.load("b")) == (b"", b"other")


@BOTH
@given(steps=st.lists(st.tuples(st.integers(0, 8), st.binary(max_size=6)), max_size=12))
def test_both_keep_the_same_and_never_a_hole(
    make: Make, steps: list[tuple[int, bytes]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    parts, expected = make(tmp_path_factory.mktemp("parts")), b""
    for offset, data in steps:
        parts.add("x", offset, data)
        if offset <= len(expected):
            expected = expected[:offset] + data
        assert parts.load("x") == expected


def test_a_program_that_was_restarted_finds_them(tmp_path: Path) -> None:
    FolderParts(tmp_path).add("a", 0, b"one")
    assert FolderParts(tmp_path).load("a") == b"one"


def test_a_folder_that_cannot_be_used_is_no_problem(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    parts = FolderParts(tmp_path / "file")
    parts.add("a", 0, b"one")
    parts.add("a", 3, b"two")
    parts.drop("a")
    assert parts.load("a") == b""


def test_the_oldest_are_forgotten(tmp_path: Path) -> None:
    parts = FolderParts(tmp_path)
    for number in range(60):
        parts.add(str(number), 0, b"x")
    assert len(list(tmp_path.iterdir())) == 32
    assert parts.load("59") == b"x"
