"""The slip and the record: what somebody reads who was not there."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given

from retour.protocol.model import Grant
from retour.returns.case import Abandoned, Case, Confirmed, Delivered, Event, Notes, Replaced
from retour.returns.export import case_text
from retour.returns.journal import Journal
from retour.returns.slip import SlipLine, grouped, slip, slip_text
from retour.returns.strip import Certainty
from retour.returns.ways import Way
from tests.returns.kit import ANSWER, APPLIED, MESSAGE, NOW, PLANNED, case, opened
from tests.returns.test_records import CASES

RECEIPT = Confirmed(b"r" * 32, b"R" * 32, 3)
TREND = Grant("ACT-A", 3, "Trend Controller", "7", ("trend", "alarm"), None)


@pytest.mark.parametrize(
    ("way", "events", "safe"),
    [
        (Way.ONE_TRIP, [PLANNED], "or keeps the proof"),
        (Way.ONE_TRIP, [PLANNED, MESSAGE], "safe in the signed proof"),
        (Way.ONE_TRIP, [PLANNED, MESSAGE, Delivered()], "safe in the signed proof"),
        (Way.ONE_TRIP, [PLANNED, MESSAGE, RECEIPT], "nothing more can be lost"),
        (Way.CONFIRMED, [PLANNED, MESSAGE], "still holds its licenses, and they work"),
        (Way.CONFIRMED, [PLANNED, MESSAGE, ANSWER], "still holds its licenses, and they work"),
        (Way.CONFIRMED, [PLANNED, MESSAGE, ANSWER, APPLIED], "safe in the signed proof"),
        (Way.REMOVAL_ORDER, [PLANNED, ANSWER], "until the order is carried out"),
        (Way.REMOVAL_ORDER, [PLANNED, ANSWER, APPLIED], "safe in the signed proof"),
        (Way.WRITE_OFF, [PLANNED], "stay at risk until the device is heard of again"),
        (Way.CONFIRMED, [PLANNED, MESSAGE, Replaced("R-1")], "newer message of SN-4711"),
        (Way.CONFIRMED, [PLANNED, Abandoned()], "still holds its licenses: nothing was changed"),
        (Way.ACTIVATION, [PLANNED, MESSAGE], "safe in the portal"),
        (Way.ACTIVATION, [PLANNED, MESSAGE, ANSWER, APPLIED], "nothing more can be lost"),
    ],
)
def test_every_stage_says_what_is_safe(way: Way, events: list[Event], safe: str) -> None:
    made = slip(opened(case(way), *events))
    assert safe in made.safe
    assert made.safe.endswith(".")


def test_the_slip_names_what_moves_where_it_is_and_the_file() -> None:
    of = replace(case(Way.ONE_TRIP, (("ACT-A", 1), ("ACT-B", 2))), held=(TREND,), notes=Notes(site="Plant 4"))
    made = slip(opened(of, PLANNED, MESSAGE))
    assert made.lines == (SlipLine("ACT-A", "Trend Controller", "7", ("trend", "alarm"), 2),)
    assert (made.where.under_way.copies, made.where.under_way.certainty) == (2, Certainty.SIGNED)
    assert (made.file, made.sha256) == ("R-0000-0000_SN-4711_request.retour", MESSAGE.blob)
    text = slip_text(made)
    for words in ("R-0000-0000", "2 x Trend Controller 7 (trend, alarm), ACT-A", "Plant 4", "2 signed", "at the portal",
                  "2026-11-24 02:00:00 UTC", grouped(MESSAGE.blob)[:40]):  # fmt: skip
        assert words in text


def test_without_terms_a_slip_names_the_line() -> None:
    assert "3 x ACT-A\n" in slip_text(slip(opened(case(), PLANNED)))
    activation = slip(opened(case(Way.ACTIVATION, (("ACT-A", 3),), reason=None, whole=False), PLANNED))
    assert "What goes there 3 x ACT-A\n" in slip_text(activation)


def test_the_slip_of_a_write_off_is_for_the_portals_operator() -> None:
    notes = Notes(technician="Ada", note="burnt", ticket="T-7")
    text = slip_text(slip(opened(replace(case(Way.WRITE_OFF), notes=notes), PLANNED)))
    plain = " ".join(text.split())
    for words in ("What is given up 3 x ACT-A", "Have SN-4711 written off", "stay at risk", "a service report",
                  "Given up by Ada", "Why burnt", "Ticket T-7"):  # fmt: skip
        assert words in plain


def test_the_confirmation_is_the_newest_file() -> None:
    made = slip(opened(case(), PLANNED, MESSAGE, ANSWER, APPLIED))
    assert (made.file, made.sha256) == ("R-0000-0000_SN-4711_confirmation.retour", APPLIED.blob)


def test_every_sentence_and_label_can_be_translated() -> None:
    of = replace(case(), model="M", notes=Notes("S", "A", "T", "T", "N"), clock_doubtful=True)
    text = slip_text(slip(opened(of, PLANNED, MESSAGE)), str.upper)
    hexadecimal = grouped(MESSAGE.blob)[:4]
    mine = [line for line in text.splitlines()[1:] if ".retour" not in line and hexadecimal not in line]
    assert [line for line in mine if line != line.upper().replace(" X ", " x ")] == []


def test_a_long_label_stands_on_a_line_of_its_own() -> None:
    text = slip_text(
        slip(opened(case(), PLANNED)), lambda said: f"{said}, said at length" if said == "Device" else said
    )
    assert "Device, said at length\n                Model, SN-4711\n" in text


@given(CASES)
def test_a_slip_fits_a_page_of_80_columns(of: Case) -> None:
    text = slip_text(slip(opened(of, PLANNED)))
    assert max(map(len, text.splitlines())) <= 80


def test_the_record_tells_everything_in_order(tmp_path: Path) -> None:
    times = iter(NOW + timedelta(minutes=n) for n in range(20))
    journal = Journal(tmp_path, lambda: next(times))
    of = replace(case(Way.CONFIRMED), held=(replace(TREND, expiry=1_900_000_000),), clock_doubtful=True)
    blob = b"signed bytes"
    digest = sha256(blob).digest()
    journal.begin(of, PLANNED)
    journal.record(of.number, replace(MESSAGE, blob=digest), blob)
    journal.crossed(of.number, "request", blob, "/stick/request")
    journal.note(of.number, Delivered())
    journal.record(of.number, replace(ANSWER, blob=digest), blob, ("answer", "/stick/answer"))
    journal.record(of.number, replace(APPLIED, blob=digest), blob)
    journal.record(of.number, replace(RECEIPT, blob=digest), blob, ("receipt", "/stick/receipt"))
    text = case_text(journal.case(of.number), journal.history(of.number), journal.crossings(of.number))
    journal.close()
    told = [
        "3 x Trend Controller 7, trend, alarm, ACT-A, until 2030-03-17",
        "this computer, doubtful",
        "02:00:00 UTC  The device was to be asked, in place of its message 1.",
        "UTC  Message 2 of the device is in hand; it says that it holds 3 x ACT-A, 2 x ACT-B.",
        "UTC  The request was written to /stick/request and read back.",
        "UTC  The technician reported",
        "UTC  The portal's answer is in hand: the device shall hold nothing.",
        "UTC  The answer was brought from /stick/answer",
        "UTC  The device has processed the answer; its message 3 says that it holds nothing.",
        "UTC  The portal has confirmed: removals up to message 3 are credited.",
        "UTC  The receipt was brought from /stick/receipt",
    ]
    places = [text.find(each) for each in told]
    assert -1 not in places, told[places.index(-1)]
    assert places == sorted(places)
    assert text.count(grouped(digest)) == 7, "four messages and three crossings name their bytes"
    assert grouped(MESSAGE.digest) in text


@pytest.mark.parametrize("event", [Abandoned(), Replaced(""), Replaced("R-1")])
def test_the_record_says_why_nothing_came_of_it(tmp_path: Path, event: Event) -> None:
    journal = Journal(tmp_path, lambda: NOW)
    of = case()
    journal.begin(of, PLANNED)
    journal.note(of.number, event)
    text = case_text(journal.case(of.number), journal.history(of.number), ())
    journal.close()
    assert "given up" in text or "took its place" in text
    assert "  3 x ACT-A\n" in text, "without terms the lines are named by their activation IDs"
