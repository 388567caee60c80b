"""The rules hold in every state that bounded lives can reach, and each planted error is found."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import pytest

from retour.protocol.group import Clock
from tests.model.mutants import MUTANTS, Mutant, find
from tests.model.parts import Bounds
from tests.model.search import explore

ONE = Bounds(devices=1, copies=1)


class Run(NamedTuple):
    """Small lives; the kinds of event that they are there to show; how many states at most, the nearest ones."""

    bounds: Bounds
    shows: str = ""
    most: int | None = None


RUNS = (
    Run(
        Bounds(devices=2, copies=1, messages=3),
        "allowed again; enrolled again; drop; drop, decommission; request, decommission; answer refused;"
        " answer applied before",
    ),
    Run(replace(ONE, messages=3, crashes=2), "crash after UseLocalAct"),
    Run(
        Bounds(devices=2, copies=1, messages=2, crashes=1, lines=2),
        "restart; restatement; crash after AdvanceAnchor; crash after WriteSlot; crash in the middle of WriteSlot;"
        " crash in the middle of StoreSignature",
    ),
    Run(
        replace(ONE, messages=2, crashes=1, harm=1),
        "clone; store copied; store lost; recovery; rolled back with an anchor; rolled back without an anchor;"
        " suspicion, clone-suspect; suspect refused",
    ),
    Run(replace(ONE, messages=4, orders=1), "order carried out before; order refused, void_order"),
    Run(replace(ONE, messages=4, orders=2, holding=True), "order refused, old_order"),
    Run(Bounds(devices=2, copies=1, messages=2, orders=1, crashes=1)),
    Run(
        Bounds(devices=2, copies=1, messages=2, write_off=True, orders=1),
        "written off; taken from a written-off device; new key enrolled; new key refused; enrolment refused;"
        " marked; mark withdrawn; order made; order carried out",
    ),
    Run(Bounds(devices=2, copies=1, messages=2, write_off=True, orders=1, restores=1), most=150_000),
    Run(replace(ONE, messages=3, restores=1, orders=1, holding=True), "mark refused; order not made"),
    Run(replace(ONE, messages=2, ticks=5, clock=Clock.TRUSTED, jump=True), "clock jumps; time confirmed", 20_000),
    Run(
        Bounds(devices=2, copies=1, messages=2, ticks=5, clock=Clock.TRUSTED),
        "time passes; taken, lease renewed after its end; request; sync; taken; duplicate; superseded;"
        " re-encoded message; answer applied; answer for another device; late command; power cycle",
        60_000,
    ),
    Run(replace(ONE, messages=3, ticks=5, clock=Clock.TRUSTED, holding=True)),
    Run(replace(ONE, messages=2, ticks=2, clock=Clock.SETTABLE), "clock set back"),
    Run(Bounds(devices=2, copies=1, messages=3, returns=0, orders=1), "taken, some withheld; released", 100_000),
    Run(
        replace(ONE, messages=3, rotations=1, restores=1),
        "keys rotated; answer applied, with newer keys; backed up; restored; taken, unproven yet; taken, proven",
    ),
)
"""With every kind of event, alone and with those that it meddles with; each a test, so that they run side by side."""
EVENTS = frozenset(kind for run in RUNS if run.shows for kind in run.shows.split("; "))


@pytest.mark.parametrize("run", RUNS, ids=lambda run: str(run.bounds))
def test_no_invariant_breaks_and_every_event_occurs(run: Run) -> None:
    result = explore(run.bounds, run.most)
    assert result.complete or run.most is not None
    assert result.violations == ()
    assert set(run.shows.split("; ")) - {""} <= set(result.events) <= EVENTS


@pytest.mark.parametrize("mutant", [pytest.param(m, id=m.words, marks=[pytest.mark.deep] * m.far) for m in MUTANTS])
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
