"""What waits for its last piece: in memory, and in a file that may be damaged."""

from __future__ import annotations

from pathlib import Path

import pytest

from retour.device.staging import FileStaging, MemoryStaging


def test_a_file_is_as_good_as_memory_and_outlives_a_restart(tmp_path: Path) -> None:
    memory, file = MemoryStaging(), FileStaging(tmp_path / "staging")
    for staging in (memory, file):
        assert (staging.wanted, staging.data) == (None, b"")
        staging.begin(9, b"s" * 32)
        staging.add(b"one")
        staging.add(b"two")
        assert (staging.wanted, staging.data) == ((9, b"s" * 32), b"onetwo")
    again = FileStaging(tmp_path / "staging")
    assert (again.wanted, again.data) == (file.wanted, file.data)
    again.add(b"end")
    again.begin(3, b"t" * 32)
    file.restarted()
    assert (file.wanted, file.data) == ((3, b"t" * 32), b"")
    memory.restarted()
    assert memory.wanted is None
    file.drop()
    file.drop()
    assert FileStaging(tmp_path / "staging").wanted is None


@pytest.mark.parametrize("content", [b"", b"{", b"[]\n", b'{"len": 5}\n', b'{"len": "x", "sha": ""}\n', b"\xff" * 5000])
def test_a_damaged_file_is_as_none(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "staging").write_bytes(content)
    staging = FileStaging(tmp_path / "staging")
    assert (staging.wanted, staging.data) == (None, b"")
    staging.begin(3, b"t" * 32)
    staging.add(b"abc")
    assert FileStaging(tmp_path / "staging").data == b"abc"


def test_more_than_was_wanted_is_cut_off(tmp_path: Path) -> None:
    file = FileStaging(tmp_path / "staging")
    file.begin(3, b"t" * 32)
    with (tmp_path / "staging").open("ab") as raw:
        raw.write(b"abcdef")
    assert FileStaging(tmp_path / "staging").data == b"abc"
