"""The log stays small and out of the way; the report is whole also where things are broken."""

from __future__ import annotations

import logging
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from retour.errors import Refused
from retour.link.ports import Port
from retour.returns.diagnose import Facts, gather, report
from retour.returns.journal import SCHEMA, Journal
from retour.returns.log import LOG_FILE, log_error, read_log, start_log, stop_log
from tests.returns.kit import NOW, PLANNED, case

ERROR = Refused("some-code", "It happened.", "All is safe.", "Do this.", digest=b"\xab\xcd", counter=3)


@pytest.fixture(autouse=True)
def _no_log_stays_open() -> Iterator[None]:
    yield
    stop_log()


def test_what_happened_is_in_the_log_with_code_and_details(tmp_path: Path) -> None:
    start_log(tmp_path)
    start_log(tmp_path)
    log_error(ERROR)
    (line,) = read_log(tmp_path).splitlines()
    assert line.endswith("WARNING retour: [some-code] It happened. {'digest': 'abcd', 'counter': 3}")
    assert line[10] == "T"
    assert line[19] == "Z"


def test_the_log_never_grows_beyond_two_files(tmp_path: Path) -> None:
    start_log(tmp_path)
    for number in range(4000):
        logging.getLogger("retour.x").info("%s %s", number, "x" * 200)
    sizes = {path.name: path.stat().st_size for path in tmp_path.iterdir()}
    assert set(sizes) == {LOG_FILE, f"{LOG_FILE}.1"}
    assert max(sizes.values()) <= 256 * 1024
    numbers = [int(line.split()[3]) for line in read_log(tmp_path).splitlines()]
    assert numbers == list(range(numbers[0], 4000)), "oldest first, none missing"


@pytest.mark.parametrize("there", [True, False])
def test_a_log_that_cannot_be_written_disturbs_nobody(
    tmp_path: Path, there: bool, capfd: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").write_text("")
    if there:
        (tmp_path / LOG_FILE).mkdir()
    start_log(tmp_path if there else tmp_path / "file" / "folder")
    log_error(ERROR)
    assert capfd.readouterr() == ("", "")


def test_the_report_tells_cases_ports_and_settings(tmp_path: Path) -> None:
    journal = Journal(tmp_path, lambda: NOW)
    journal.begin(case(), PLANNED)
    journal.close()
    (tmp_path / "window.ini").write_text("[General]\nscheme=DARK\ntechnician=Jane\nfolder=/x\n")
    text = report(gather(tmp_path, NOW))
    for words in ("R-0000-0000", "confirmed, planned, next: ask-device", "journal.db", "scheme", "DARK", "SQLAlchemy"):
        assert words.lower() in text.lower()
    assert "Jane" not in text
    assert "SN-4711" not in text


def test_the_report_of_a_port_names_its_usb_numbers() -> None:
    port = Port("/dev/ttyACM0", "Controller", 0x1209, 0x0001, "SN-SECRET")
    text = report(Facts(NOW, (), (port,), (), (), (), ""))
    assert "/dev/ttyACM0             Controller, USB 1209:0001" in text
    assert "SN-SECRET" not in text
    assert "Log\n  empty\n" in text


def test_the_report_does_not_name_the_user(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    assert report(Facts(NOW, (("folder", f"{tmp_path}/x"),), (), (), (), (), "")).count("~/x") == 1


@pytest.mark.parametrize("broken", ["journal", "settings"])
def test_a_report_is_made_also_where_something_is_broken(tmp_path: Path, broken: str) -> None:
    if broken == "journal":
        Journal(tmp_path, lambda: NOW).close()
        with sqlite3.connect(tmp_path / "journal.db") as db:
            db.execute(f"PRAGMA user_version = {SCHEMA + 1}")
        db.close()
    else:
        (tmp_path / "window.ini").write_bytes(b"\xff\xfe no settings")
    text = report(gather(tmp_path, NOW))
    assert ("[newer-journal]" if broken == "journal" else "cannot be read") in text
