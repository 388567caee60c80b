"""Each planted error is found by the rule that it breaks, in a whole run against an otherwise good device."""

from __future__ import annotations

import asyncio
import contextlib
from pathlib import Path
from unittest import mock

import pytest

from retour.conformance.rules import RULES
from tests.conformance import planted, planted_rules
from tests.conformance.kit import TestDevice, checked, failed, office_in
from tests.conformance.planted import Planted

ERRORS = (*planted.ALL, *planted_rules.ALL)


def test_every_rule_has_a_planted_error_that_it_finds() -> None:
    assert {error.rule for error in ERRORS} == RULES.keys()
    assert len({error.name for error in ERRORS}) == len(ERRORS)


@pytest.mark.parametrize("error", ERRORS, ids=[error.name for error in ERRORS])
def test_a_planted_error_is_found_by_its_rule(error: Planted, tmp_path: Path) -> None:
    office = office_in(tmp_path)
    with contextlib.ExitStack() as patches:
        for where, function in error.patches.items():
            patches.enter_context(mock.patch(where, function))
        device = TestDevice(office.pinned, make_server=error.server, make_store=error.store, **error.device)
        run = asyncio.run(checked(device, office))
    found = failed(run)
    assert found.keys() == {error.rule} | error.also, found
    assert len(run.results) == len(RULES)
