"""The rules hold in every state that bounded lives can reach, and each planted error is found."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from retour.protocol.group import Clock
from tests.model.mutants import MUTANTS, Mutant, find
from tests.model.parts import Bounds
from tests.model.search import explore

EVENTS = {
    *("sync", "request", "request, decommission", "drop", "drop, decommission", "late command"),
    *("answer applied", "answer applied before", "answer applied, with newer keys", "answer refused"),
    *("answer for another device", "keys rotated"),
    *("taken", "duplicate", "superseded", "re-encoded message", "suspicion, clone-suspect", "suspect refused"),
    *("allowed again", "enrolled again", "enrolment refused", "new key enrolled", "new key refused"),
    *("marked", "mark refused", "mark withdrawn", "order made", "order not made", "order carried out"),
    *("order carried out before", "order refused, old_order", "order refused, void_order"),
    *("written off", "taken from a written-off device", "taken, some withheld", "released"),
    *("time passes", "taken, lease renewed after its end", "clock set back", "clock jumps", "time confirmed"),
    *("backed up", "restored", "taken, unproven yet", "taken, proven"),
    *("power cycle", "restart", "recovery", "restatement", "store lost", "store copied", "clone"),
    *("rolled back with an anchor", "rolled back without an anchor"),
    *("crash after UseLocalAct", "crash after AdvanceAnchor", "crash after WriteSlot"),
    *("crash in the middle of WriteSlot", "crash in the middle of StoreSignature"),
}
ONE = Bounds(devices=1, copies=1)
RUNS = (
    (Bounds(devices=2, copies=1, messages=3), None),
    (replace(ONE, messages=3, crashes=2), None),
    (Bounds(devices=2, copies=1, messages=2, crashes=1, lines=2), None),
    (replace(ONE, messages=2, crashes=1, harm=1), None),
    (replace(ONE, messages=4, orders=1), None),
    (replace(ONE, messages=4, orders=2, holding=True), 12_000),
    (Bounds(devices=2, copies=1, messages=2, orders=1, crashes=1), None),
    (Bounds(devices=2, copies=1, messages=2, write_off=True, orders=1), None),
    (Bounds(devices=2, copies=1, messages=2, write_off=True, orders=1, restores=1), 150_000),
    (replace(ONE, messages=3, restores=1, orders=1, holding=True), 10_000),
    (replace(ONE, messages=2, ticks=5, clock=Clock.TRUSTED, jump=True), 20_000),
    (Bounds(devices=2, copies=1, messages=2, ticks=5, clock=Clock.TRUSTED), 60_000),
    (replace(ONE, messages=3, ticks=5, clock=Clock.TRUSTED, holding=True), 12_000),
    (replace(ONE, messages=2, ticks=2, clock=Clock.SETTABLE), None),
    (Bounds(devices=2, copies=1, messages=3, returns=0, orders=1), 100_000),
    (replace(ONE, messages=3, rotations=1, restores=1), None),
)
"""Small lives with every kind of event, alone and with those that it meddles with."""


def test_no_invariant_breaks_and_every_event_occurs() -> None:
    events: Counter[str] = Counter()
    for bounds, most in RUNS:
        result = explore(bounds, most)
        assert result.complete or most is not None
        assert result.violations == (), bounds
        events += result.events
    assert set(events) == EVENTS


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.words)
def test_a_planted_error_is_found(mutant: Mutant) -> None:
    broken = [violation for violation in find(mutant).violations if violation.fault.startswith(mutant.breaks)]
    assert broken
    assert broken[0].trace


def test_a_copy_of_a_step_that_was_cut_short_is_not_believed() -> None:
    """Copied in the middle of a step, and put back after its number would have come round."""
    bounds = replace(ONE, messages=3, crashes=1, harm=1, mid_step=True, holding=True)
    assert explore(bounds, most=30_000).violations == ()


def test_the_command_tells_what_it_found() -> None:
    told = [sys.executable, str(Path(__file__).with_name("explore.py")), "--devices", "1", "--messages", "2"]
    done = subprocess.run([*told, "--copies", "1", "--crashes"], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "0 violations" in done.stdout
    assert "restatement" in done.stdout


@pytest.mark.deep
@pytest.mark.timeout(300)
@pytest.mark.parametrize(
    ("bounds", "most"),
    [
        (Bounds(devices=2, copies=1, messages=2, harm=1), None),
        (Bounds(devices=3, copies=2, messages=2, orders=1), 1_000_000),
        (Bounds(devices=2, copies=2, messages=3, orders=1), 1_000_000),
        (replace(ONE, messages=3, harm=1, crashes=1, mid_step=True, holding=True), 200_000),
        (replace(ONE, messages=2, harm=2, crashes=1, mid_step=True), None),
        (Bounds(devices=1, copies=2, messages=4, crashes=2), None),
        (Bounds(devices=2, copies=1, messages=3, crashes=1, orders=1, restores=1, write_off=True), 1_000_000),
        (Bounds(devices=2, copies=1, messages=2, ticks=5, clock=Clock.TRUSTED, write_off=True, restores=1), 1_000_000),
    ],
    ids=str,
)
def test_deeper(bounds: Bounds, most: int | None) -> None:
    assert explore(bounds, most).violations == ()
