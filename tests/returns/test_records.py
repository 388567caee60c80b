"""Cases as JSON: every one reads back, those of an earlier Retour too; and as records that name the products."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC

from hypothesis import given
from hypothesis import strategies as st

from retour.protocol.model import Grant, Host, HostType, Reason
from retour.returns.case import Carried, Case, Keys, Notes, Wish
from retour.returns.records import case_from_json, case_to_json
from retour.returns.show import case_record
from retour.returns.ways import Way
from tests.returns.kit import DEVICE, PLANNED, PORTAL_KEY, case, opened

TEXT = st.text(max_size=64)
GRANTS = st.builds(
    Grant,
    line=TEXT,
    count=st.integers(0, 2**32),
    product=TEXT,
    version=TEXT,
    features=st.lists(TEXT, max_size=4).map(tuple),
    expiry=st.none() | st.integers(0, 2**40),
)
CASES = st.builds(
    Case,
    number=st.just("R-0000-0000"),
    host=st.builds(Host, st.sampled_from(HostType), TEXT),
    model=TEXT,
    trust=st.just(Keys(DEVICE.public, PORTAL_KEY)) | st.builds(Carried, TEXT, st.booleans()),
    way=st.sampled_from(Way),
    wish=st.builds(
        Wish,
        st.lists(st.tuples(TEXT, st.integers(0, 2**32)), max_size=4).map(tuple),
        st.booleans(),
        st.none() | st.sampled_from(Reason),
    ),
    notes=st.builds(Notes, TEXT, TEXT, TEXT, TEXT, TEXT),
    created=st.datetimes(timezones=st.just(UTC)),
    clock_doubtful=st.booleans(),
    held=st.lists(GRANTS, max_size=4).map(tuple),
)


@given(CASES)
def test_every_case_reads_back(of: Case) -> None:
    assert case_from_json(of.number, case_to_json(of)) == of


@given(CASES)
def test_a_case_of_before_the_holdings_were_kept_holds_none(of: Case) -> None:
    older = json.loads(case_to_json(of))
    del older["held"]
    assert case_from_json(of.number, json.dumps(older)) == replace(of, held=())


def test_the_lines_of_a_case_name_product_and_features() -> None:
    held = (Grant("ACT-A", 3, "Trend Controller", "7", ("trend", "alarm"), None),)
    lines = case_record(opened(replace(case(), held=held), PLANNED), ())["lines"]
    assert lines == [
        {"line": "ACT-A", "product": "Trend Controller", "features": ["trend", "alarm"], "before": 3, "after": 0},
        {"line": "ACT-B", "product": None, "features": None, "before": 2, "after": 0},
    ]
